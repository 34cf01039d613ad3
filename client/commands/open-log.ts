/** "JIT Lens: Open PYPYLOG...": what a real PyPy logged, in the same places as a run of our own. */
import { Uri, window } from 'vscode';
import { COMMANDS } from '../../server/protocol';
import { revealLine } from '../explorer/reveal';
import type { Parts } from './parts';

/** Without `given` the user is asked for the file. */
export async function openLog({ server, explorer, statusBar }: Parts, given?: Uri): Promise<void> {
  const file = given ?? (await window.showOpenDialog({ title: 'Open PYPYLOG', openLabel: 'Open Log', canSelectMany: false }))?.[0];
  if (file === undefined) return;
  try {
    const answer = await window.withProgress({ location: { viewId: 'jitlens.traces' } }, () =>
      server.run(COMMANDS.importLog, [server.uriOf(file)]),
    );
    const program = programOf(answer);
    if (program === null) return;
    statusBar.setOutcome(program.toString(), { told: 'read from a PYPYLOG file', brief: '' });
    await revealLine(program, 1);
    await explorer.show(program);
  } catch (error) {
    void window.showErrorMessage(`JIT Lens: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function programOf(answer: unknown): Uri | null {
  return typeof answer === 'object' && answer !== null && 'uri' in answer && typeof answer.uri === 'string' ? Uri.parse(answer.uri) : null;
}
