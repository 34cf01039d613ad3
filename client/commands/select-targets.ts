/** "JIT Lens: Select Targets": the JITs that files are checked for, as a list with ticks. Written to where the setting is, else to the workspace. */
import { ConfigurationTarget, window, workspace } from 'vscode';
import type { QuickPickItem } from 'vscode';
import { AUTO, TARGETS } from '../../server/protocol';
import { targetTitle } from '../status-bar';

interface Choice extends QuickPickItem {
  readonly name: string;
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  [AUTO]: 'what the project says, else PyPy',
  pypy: 'findings can be confirmed or refuted by a run',
};

export async function selectTargets(): Promise<void> {
  const settings = workspace.getConfiguration('jitlens', window.activeTextEditor?.document);
  const chosen = settings.get<readonly string[]>('targets', [AUTO]);
  const choices: Choice[] = [AUTO, ...TARGETS].map((name) => ({
    name,
    label: name === AUTO ? 'Automatic' : targetTitle(name),
    description: DESCRIPTIONS[name] ?? 'findings rest on the text alone',
    picked: chosen.includes(name),
  }));
  const picked = await window.showQuickPick(choices, { title: 'Targets', placeHolder: 'JITs to check for', canPickMany: true });
  if (picked === undefined) return;
  const names = picked.map(({ name }) => name);
  await settings.update('targets', names.length === 0 ? undefined : names, placeOf(settings.inspect('targets')));
}

function placeOf(inspected: { readonly globalValue?: unknown; readonly workspaceValue?: unknown } | undefined): ConfigurationTarget {
  const inUser = inspected?.globalValue !== undefined && inspected.workspaceValue === undefined;
  return inUser || workspace.workspaceFolders === undefined ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;
}
