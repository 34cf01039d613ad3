/** One item in the status bar beside Python files: the target, and how the last run of the file went. */
import { MarkdownString, StatusBarAlignment, window, workspace } from 'vscode';
import type { Disposable, TextEditor } from 'vscode';

export class StatusBar implements Disposable {
  private readonly item = window.createStatusBarItem('jitlens', StatusBarAlignment.Right, 90);
  private readonly outcomes = new Map<string, string>();
  private readonly listeners: Disposable[];

  constructor() {
    this.item.name = 'JIT Lens';
    this.listeners = [
      window.onDidChangeActiveTextEditor(() => this.refresh()),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('jitlens.target')) this.refresh();
      }),
    ];
    this.refresh();
  }

  /** The last run of a file, in words; null forgets it. */
  setOutcome(uri: string, outcome: string | null): void {
    if (outcome === null) this.outcomes.delete(uri);
    else this.outcomes.set(uri, outcome);
    this.refresh();
  }

  /** Whether the file has been run. */
  hasOutcome(uri: string): boolean {
    return this.outcomes.has(uri);
  }

  clear(): void {
    this.outcomes.clear();
    this.refresh();
  }

  dispose(): void {
    this.item.dispose();
    for (const listener of this.listeners) listener.dispose();
  }

  private refresh(): void {
    const editor: TextEditor | undefined = window.activeTextEditor;
    if (editor?.document.languageId !== 'python') {
      this.item.hide();
      return;
    }
    const target = targetTitle(workspace.getConfiguration('jitlens', editor.document).get<string>('target', 'pypy'));
    const outcome = this.outcomes.get(editor.document.uri.toString());
    this.item.text = `$(pulse) ${target}`;
    this.item.command = outcome === undefined ? 'jitlens.profileThisFile' : 'jitlens.showReport';
    const tooltip = outcome === undefined ? 'Not profiled yet. Click to profile this file.' : `Last run: ${outcome}. Click for the report.`;
    this.item.tooltip = new MarkdownString().appendText(`JIT Lens for ${target}. ${tooltip}`);
    if (outcome !== undefined) this.item.text += ` · ${outcome.split(';')[0]!}`;
    this.item.accessibilityInformation = { label: `JIT Lens for ${target}. ${tooltip}`, role: 'button' };
    this.item.show();
  }
}

/** `cpython3.14` as "CPython 3.14". */
function targetTitle(name: string): string {
  return name.replace(/^pypy/, 'PyPy').replace(/^cpython/, 'CPython ');
}
