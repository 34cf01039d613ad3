/** "JIT Lens: Profile This File", with the settings' arguments or those of a run configuration. */
import { window } from 'vscode';
import type { Uri } from 'vscode';
import { COMMANDS } from '../../server/protocol';
import type { ProfileRequest } from '../../server/protocol';
import type { Parts } from './parts';
import { nameOf, profile } from './profiling';

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
  const request: ProfileRequest = parts.configurations.remembered(uri);
  const args = [parts.server.uriOf(uri), options ?? request];
  return profile(parts, { uri, command: COMMANDS.profileFile, args, what: nameOf(uri), manner });
}
