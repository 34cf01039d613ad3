/**
 * "JIT Lens: Profile on Real PyPy...": the PyPy that the user's own settings name, after the user has agreed to run this program there.
 * It is not sandboxed. A workspace cannot name it: the setting is the machine's.
 */
import { commands, window, workspace } from 'vscode';
import type { ProfileRequest } from '../../server/protocol';
import type { Parts } from './parts';
import { profileFile } from './profile-file';
import { nameOf } from './profiling';

export async function profileOnPyPy(parts: Parts): Promise<void> {
  const uri = window.activeTextEditor?.document.uri;
  if (uri === undefined) {
    void window.showInformationMessage('JIT Lens: open a Python file to profile it.');
    return;
  }
  // Not `get`: what a workspace says of it must not count, whatever the scope of the setting.
  const pypy = workspace.getConfiguration('jitlens').inspect<string>('pypy.path')?.globalValue?.trim() ?? '';
  if (pypy === '') {
    const choice = await window.showInformationMessage(
      'JIT Lens: name the PyPy to use in your settings, for example "pypy3".',
      'Open Setting',
    );
    if (choice !== undefined) await commands.executeCommand('workbench.action.openSettings', 'jitlens.pypy.path');
    return;
  }
  if (!(await parts.consent.given(pypy, uri.toString(), nameOf(uri)))) return;
  const request: ProfileRequest = { ...parts.configurations.remembered(uri), engine: 'pypy', pypy };
  await profileFile(parts, uri, request);
}
