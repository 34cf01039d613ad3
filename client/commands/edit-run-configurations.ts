/** "JIT Lens: Edit Run Configurations": the workspace's settings at the list, with a first entry for the open file where it is empty. */
import { ConfigurationTarget, commands, window, workspace } from 'vscode';
import { nameOf } from './profiling';

export async function editRunConfigurations(): Promise<void> {
  const settings = workspace.getConfiguration('jitlens');
  const inWorkspace = workspace.workspaceFolders !== undefined;
  const known = settings.get<unknown>('runConfigurations');
  const uri = window.activeTextEditor?.document.uri;
  if (!Array.isArray(known) || known.length === 0) {
    const first = { name: 'small', ...(uri === undefined ? {} : { file: nameOf(uri) }), arguments: [], stdin: '', environment: {} };
    await settings.update('runConfigurations', [first], inWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global);
  }
  const open = inWorkspace ? 'workbench.action.openWorkspaceSettingsFile' : 'workbench.action.openSettingsJson';
  await commands.executeCommand(open, { revealSetting: { key: 'jitlens.runConfigurations', edit: true } });
}
