/** "JIT Lens: Profile This File": progress with a cancel button, then one line on how it went. */
import { ProgressLocation, window, workspace } from 'vscode';
import type { Uri } from 'vscode';
import { COMMANDS } from '../../server/protocol';
import { manageTrust } from '../server-link';
import type { Parts } from './parts';
import { showReport } from './show-report';

/** Without `uri`: the active editor's file. Gives the profile, undefined when there is none. */
export async function profileFile(
  parts: Parts,
  uri: Uri | undefined = window.activeTextEditor?.document.uri,
  options?: unknown,
  manner: 'quietly' | 'telling' = 'telling',
): Promise<unknown> {
  if (uri === undefined) {
    void window.showInformationMessage('JIT Lens: open a Python file to profile it.');
    return undefined;
  }
  if (!workspace.isTrusted) {
    const choice = await window.showWarningMessage(
      'JIT Lens runs the program to profile it, so it needs a workspace you trust.',
      'Manage Trust',
    );
    if (choice !== undefined) await manageTrust();
    return undefined;
  }
  const { server, statusBar } = parts;
  let outcome = '';
  try {
    const profile = await window.withProgress(
      { location: manner === 'telling' ? ProgressLocation.Notification : ProgressLocation.Window, title: `Profiling ${nameOf(uri)}`, cancellable: true },
      (progress, token) =>
        server.run(COMMANDS.profileFile, [server.uriOf(uri), options ?? {}], token, (message, last) => {
          if (last) outcome = message;
          else progress.report({ message });
        }),
    );
    statusBar.setOutcome(uri.toString(), outcome);
    if (manner === 'telling') void tell(parts, uri, outcome);
    return profile;
  } catch (error) {
    if (outcome !== 'cancelled' && !isCancellation(error)) {
      void window.showErrorMessage(`JIT Lens: ${error instanceof Error ? error.message : String(error)}`);
    }
    return undefined;
  }
}

async function tell(parts: Parts, uri: Uri, outcome: string): Promise<void> {
  const choice = await window.showInformationMessage(`${nameOf(uri)}: ${outcome}`, 'Show Report', 'Show Traces');
  if (choice === 'Show Report') await showReport(parts, uri);
  else if (choice === 'Show Traces') await parts.explorer.show(uri);
}

function nameOf(uri: Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

/** LSP's RequestCancelled, or the token's own error. */
function isCancellation(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    (('code' in error && error.code === -32800) || ('name' in error && error.name === 'Canceled'))
  );
}
