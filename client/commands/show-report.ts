/** "JIT Lens: Show Profile Report". */
import { window } from 'vscode';
import type { Uri } from 'vscode';
import { COMMANDS } from '../../server/protocol';
import type { Parts } from './parts';
import { profileFile } from './profile-file';

export async function showReport(parts: Parts, uri: Uri | undefined = window.activeTextEditor?.document.uri): Promise<void> {
  if (uri === undefined) {
    void window.showInformationMessage('JIT Lens: open a Python file to see its report.');
    return;
  }
  try {
    const page = await parts.server.run(COMMANDS.report, [parts.server.uriOf(uri)]);
    if (typeof page === 'string') await parts.pages.show(`report of ${uri.path.slice(uri.path.lastIndexOf('/') + 1)}`, page);
    else if ((await window.showInformationMessage('JIT Lens: this file has not been profiled yet.', 'Profile This File')) !== undefined) {
      await profileFile(parts, uri);
    }
  } catch (error) {
    void window.showErrorMessage(`JIT Lens: ${error instanceof Error ? error.message : String(error)}`);
  }
}
