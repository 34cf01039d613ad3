/** "JIT Lens: Clear Evidence": forgets what runs have shown, of all files. */
import { window } from 'vscode';
import { COMMANDS } from '../../server/protocol';
import type { Parts } from './parts';

export async function clearEvidence({ server, statusBar }: Parts): Promise<void> {
  try {
    await server.run(COMMANDS.clearEvidence, []);
    statusBar.clear();
  } catch (error) {
    void window.showErrorMessage(`JIT Lens: ${error instanceof Error ? error.message : String(error)}`);
  }
}
