/** "JIT Lens: Profile Function at Cursor". How it is run the server knows: by its `# jitlens: run` line, or the file's main guard. */
import { window } from 'vscode';
import { COMMANDS } from '../../server/protocol';
import type { Parts } from './parts';
import { nameOf, profile } from './profiling';

export async function profileFunction(parts: Parts): Promise<unknown> {
  const editor = window.activeTextEditor;
  if (editor?.document.languageId !== 'python') {
    void window.showInformationMessage('JIT Lens: put the cursor into a function of a Python file to profile it.');
    return undefined;
  }
  const { uri } = editor.document;
  const { line, character } = editor.selection.active;
  const args = [parts.server.uriOf(uri), { line, character }, parts.configurations.remembered(uri)];
  return profile(parts, { uri, command: COMMANDS.profileFunction, args, what: `a function of ${nameOf(uri)}` });
}
