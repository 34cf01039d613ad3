/** "JIT Lens: Export Report...": the last profile of the file as JSON, SARIF, Markdown or text, where the user says. */
import { Uri, window, workspace } from 'vscode';
import { COMMANDS } from '../../server/protocol';
import type { Parts } from './parts';

const FORMATS = [
  { label: 'Markdown', format: 'markdown', extension: 'md', description: 'to read' },
  { label: 'JSON', format: 'json', extension: 'json', description: 'every figure, for programs' },
  { label: 'SARIF', format: 'sarif', extension: 'sarif', description: 'findings, for code scanning' },
  { label: 'Text', format: 'text', extension: 'txt', description: 'as the command line prints it' },
];

export async function exportReport({ server }: Parts): Promise<void> {
  const uri = window.activeTextEditor?.document.uri;
  if (uri === undefined) {
    void window.showInformationMessage('JIT Lens: open the Python file whose report is to be exported.');
    return;
  }
  const choice = await window.showQuickPick(FORMATS, { title: 'Export Report', placeHolder: 'Format' });
  if (choice === undefined) return;
  try {
    const report = await server.run(COMMANDS.exportReport, [server.uriOf(uri), choice.format]);
    if (typeof report !== 'string') {
      void window.showInformationMessage('JIT Lens: this file has not been profiled yet.');
      return;
    }
    const beside = uri.with({ path: `${uri.path.replace(/\.pyw?$/, '')}.jitlens.${choice.extension}` });
    const target = await window.showSaveDialog({
      defaultUri: uri.scheme === 'file' ? beside : Uri.file(beside.path),
      filters: { [choice.label]: [choice.extension] },
    });
    if (target === undefined) return;
    await workspace.fs.writeFile(target, new TextEncoder().encode(report));
    await window.showTextDocument(target, { preview: true });
  } catch (error) {
    void window.showErrorMessage(`JIT Lens: ${error instanceof Error ? error.message : String(error)}`);
  }
}
