/** Shows a line of a file in an editor that is not the explorer's own column. */
import { Range, Selection, TextEditorRevealType, ViewColumn, window, workspace } from 'vscode';
import type { Uri } from 'vscode';

/** `line` is 1-based; 0, or a file that is not there, shows nothing. */
export async function revealLine(uri: Uri, line: number): Promise<void> {
  if (line < 1) return;
  const open = window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  try {
    const document = open?.document ?? (await workspace.openTextDocument(uri));
    const editor = await window.showTextDocument(document, { viewColumn: open?.viewColumn ?? ViewColumn.One });
    const { range, firstNonWhitespaceCharacterIndex } = editor.document.lineAt(Math.min(line, editor.document.lineCount) - 1);
    const start = range.start.with({ character: firstNonWhitespaceCharacterIndex });
    editor.selection = new Selection(start, start);
    editor.revealRange(new Range(start, range.end), TextEditorRevealType.InCenterIfOutsideViewport);
  } catch {
    void window.showInformationMessage(`JIT Lens: ${uri.fsPath} is not on this machine.`);
  }
}
