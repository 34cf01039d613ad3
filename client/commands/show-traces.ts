/** "JIT Lens: Show Trace Explorer", from the palette, the editor, or a trace of the tree. */
import { window } from 'vscode';
import type { Uri } from 'vscode';
import type { TreeNode } from '../explorer/tree';
import type { Parts } from './parts';
import { profileFile } from './profile-file';

export async function showTraces(parts: Parts, node?: TreeNode): Promise<void> {
  const fromTree = node?.kind === 'trace' ? parts.tree.uri : null;
  const uri: Uri | undefined = fromTree ?? window.activeTextEditor?.document.uri ?? parts.tree.uri ?? undefined;
  if (uri === undefined) {
    void window.showInformationMessage('JIT Lens: open a Python file to see its traces.');
    return;
  }
  try {
    if (await parts.explorer.show(uri, node?.kind === 'trace' ? node.trace.id : null)) return;
    const choice = await window.showInformationMessage('JIT Lens: this file has not been profiled yet.', 'Profile This File');
    if (choice !== undefined && (await profileFile(parts, uri)) !== undefined) await parts.explorer.show(uri);
  } catch (error) {
    void window.showErrorMessage(`JIT Lens: ${error instanceof Error ? error.message : String(error)}`);
  }
}
