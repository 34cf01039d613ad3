/** Around the server's command that measures a fix: progress while it runs, then what it showed. */
import { ProgressLocation, commands, window } from 'vscode';

export async function measureFix(run: () => Thenable<unknown> | Promise<unknown>): Promise<unknown> {
  try {
    const answer: unknown = await window.withProgress({ location: ProgressLocation.Notification, title: 'Measuring the fix' }, run);
    const told = resultOf(answer);
    if (told !== null) void tell(told);
    return answer;
  } catch (error) {
    void window.showErrorMessage(`JIT Lens: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

async function tell({ title, result, helps }: Told): Promise<void> {
  if (!helps) void window.showWarningMessage(`The fix is withdrawn (${title}): ${result}.`);
  else if ((await window.showInformationMessage(`${title}: ${result}.`, 'Show Fix')) !== undefined)
    await commands.executeCommand('editor.action.quickFix');
}

interface Told {
  readonly title: string;
  readonly result: string;
  readonly helps: boolean;
}

function resultOf(answer: unknown): Told | null {
  if (typeof answer !== 'object' || answer === null || !('title' in answer) || !('result' in answer) || !('helps' in answer)) return null;
  const { title, result, helps } = answer;
  return typeof title === 'string' && typeof result === 'string' ? { title, result, helps: helps === true } : null;
}
