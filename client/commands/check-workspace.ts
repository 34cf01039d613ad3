/** "JIT Lens: Check Workspace": what is suspected in all Python files of the workspace, in the Problems view. */
import { ProgressLocation, commands, window } from 'vscode';
import { COMMANDS } from '../../server/protocol';
import type { Parts } from './parts';

export async function checkWorkspace({ server }: Parts): Promise<void> {
  let outcome = '';
  try {
    await window.withProgress(
      { location: ProgressLocation.Notification, title: 'Checking the workspace', cancellable: true },
      (progress, token) =>
        server.run(COMMANDS.checkWorkspace, [], token, (message, last) => {
          if (last) outcome = message;
          else progress.report({ message });
        }),
    );
    if (outcome === 'cancelled') return;
    if ((await window.showInformationMessage(`JIT Lens: ${outcome}.`, 'Show Problems')) !== undefined)
      await commands.executeCommand('workbench.actions.view.problems');
  } catch (error) {
    if (outcome !== 'cancelled') void window.showErrorMessage(`JIT Lens: ${error instanceof Error ? error.message : String(error)}`);
  }
}
