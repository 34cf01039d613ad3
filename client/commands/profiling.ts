/** What every command that profiles has in common: trust, progress with a cancel button, then the answer in one line. */
import { ProgressLocation, window, workspace } from 'vscode';
import type { Uri } from 'vscode';
import { manageTrust } from '../server-link';
import type { Parts } from './parts';
import { showReport } from './show-report';

/** One request of the server for a profile. */
export interface Profiling {
  readonly uri: Uri;
  /** Name of the server's command, and its arguments. */
  readonly command: string;
  readonly args: readonly unknown[];
  /** What is being profiled, for the progress: a file's name, a function's. */
  readonly what: string;
  readonly manner?: 'quietly' | 'telling';
}

/** Gives the profile, undefined when there is none. What went wrong has been shown. */
export async function profile(parts: Parts, { uri, command, args, what, manner = 'telling' }: Profiling): Promise<unknown> {
  if (!(await mayRun())) return undefined;
  const { server, statusBar } = parts;
  let outcome = '';
  try {
    const result = await window.withProgress(
      {
        location: manner === 'telling' ? ProgressLocation.Notification : ProgressLocation.Window,
        title: `Profiling ${what}`,
        cancellable: true,
      },
      (progress, token) =>
        server.run(command, args, token, (message, last) => {
          if (last) outcome = message;
          else progress.report({ message });
        }),
    );
    statusBar.setOutcome(uri.toString(), { told: outcome, brief: textOf(result, 'brief') });
    const subject = textOf(result, 'subject');
    if (manner === 'telling') void tell(parts, uri, subject === '' ? what : `${subject} in ${nameOf(uri)}`, outcome);
    return result;
  } catch (error) {
    if (outcome !== 'cancelled' && !isCancellation(error)) {
      void window.showErrorMessage(`JIT Lens: ${error instanceof Error ? error.message : String(error)}`);
    }
    return undefined;
  }
}

/** Whether programs may run here; where not, says what to do about it. */
async function mayRun(): Promise<boolean> {
  if (workspace.isTrusted) return true;
  const choice = await window.showWarningMessage(
    'JIT Lens runs the program to profile it, so it needs a workspace you trust.',
    'Manage Trust',
  );
  if (choice !== undefined) await manageTrust();
  return false;
}

async function tell(parts: Parts, uri: Uri, what: string, outcome: string): Promise<void> {
  const choice = await window.showInformationMessage(`${what}: ${outcome}`, 'Show Report', 'Show Traces');
  if (choice === 'Show Report') await showReport(parts, uri);
  else if (choice === 'Show Traces') await parts.explorer.show(uri);
}

function textOf(result: unknown, key: 'brief' | 'subject'): string {
  const found: unknown = typeof result === 'object' && result !== null ? (result as Record<string, unknown>)[key] : undefined;
  return typeof found === 'string' ? found : '';
}

export function nameOf(uri: Uri): string {
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
