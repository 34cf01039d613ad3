/** "JIT Lens: Restart Server". What runs have shown is forgotten with the process that knew it. */
import { window } from 'vscode';
import type { Parts } from './parts';

export async function restartServer({ server, statusBar }: Parts): Promise<void> {
  try {
    await server.restart();
    statusBar.clear();
  } catch (error) {
    void window.showErrorMessage(`JIT Lens: the server did not restart: ${error instanceof Error ? error.message : String(error)}`);
  }
}
