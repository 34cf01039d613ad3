/** "JIT Lens: Profile With...": a run configuration, or a real PyPy. The configuration chosen is used for the file from then on. */
import { QuickPickItemKind, commands, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { RunConfiguration } from '../../server/protocol';
import type { Parts } from './parts';
import { profileFile } from './profile-file';
import { profileOnPyPy } from './profile-on-pypy';

interface Choice extends QuickPickItem {
  readonly run?: () => unknown;
}

export async function profileWith(parts: Parts): Promise<void> {
  const uri = window.activeTextEditor?.document.uri;
  if (uri === undefined) {
    void window.showInformationMessage('JIT Lens: open a Python file to profile it.');
    return;
  }
  const { configurations } = parts;
  const chosen = configurations.remembered(uri).configuration;
  const use = (name: string | null) => () => {
    configurations.remember(uri, name);
    return profileFile(parts, uri);
  };
  const ticked = (label: string, is: boolean): string => `${is ? '$(check) ' : ''}${label}`;
  const choices: Choice[] = [
    { label: ticked('No configuration', chosen === undefined), description: 'the arguments of the settings', run: use(null) },
    ...configurations
      .of(uri)
      .map((one) => ({ label: ticked(one.name, one.name === chosen), description: described(one), run: use(one.name) })),
    { label: '', kind: QuickPickItemKind.Separator },
    { label: '$(vm) Real PyPy...', description: 'runs outside the sandbox', run: () => profileOnPyPy(parts) },
    { label: '$(gear) Edit run configurations...', run: () => commands.executeCommand('jitlens.editRunConfigurations') },
  ];
  await (
    await window.showQuickPick(choices, { title: 'Profile With', placeHolder: 'Arguments, input and environment of the run' })
  )?.run?.();
}

function described({ arguments: args = [], stdin = '', environment = {}, timeLimit }: RunConfiguration): string {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return [...variables, ...args, ...(stdin === '' ? [] : ['< input']), ...(timeLimit === undefined ? [] : [`within ${timeLimit} s`])].join(
    ' ',
  );
}
