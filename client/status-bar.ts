/** One item in the status bar beside Python files: the targets, and how the last run of the file went. A click offers what can be done. */
import { MarkdownString, StatusBarAlignment, window, workspace } from 'vscode';
import type { Disposable, TextEditor } from 'vscode';
import { COMMANDS } from '../server/protocol';
import type { TargetInfo } from '../server/protocol';
import type { ServerLink } from './server-link';

/** The last run of a file, in words. */
export interface Outcome {
  readonly told: string;
  /** "about 3 times faster than CPython"; empty where nothing is predicted. */
  readonly brief: string;
}

export class StatusBar implements Disposable {
  private readonly item = window.createStatusBarItem('jitlens', StatusBarAlignment.Right, 90);
  private readonly outcomes = new Map<string, Outcome>();
  private readonly listeners: Disposable[];
  private readonly server: ServerLink;

  constructor(server: ServerLink) {
    this.server = server;
    this.item.name = 'JIT Lens';
    this.item.command = 'jitlens.showMenu';
    this.listeners = [
      window.onDidChangeActiveTextEditor(() => this.refresh()),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('jitlens.targets')) this.refresh();
      }),
      server.onDidChangeState(() => this.refresh()),
    ];
    this.refresh();
  }

  /** The last run of a file. */
  setOutcome(uri: string, outcome: Outcome): void {
    this.outcomes.set(uri, outcome);
    this.refresh();
  }

  /** Whether the file has been run. */
  hasOutcome(uri: string): boolean {
    return this.outcomes.has(uri);
  }

  /** What its last run was said to have shown; empty where there was none. */
  toldOf(uri: string): string {
    return this.outcomes.get(uri)?.told ?? '';
  }

  clear(): void {
    this.outcomes.clear();
    this.refresh();
  }

  refresh(): void {
    void this.draw(window.activeTextEditor);
  }

  dispose(): void {
    this.item.dispose();
    for (const listener of this.listeners) listener.dispose();
  }

  private async draw(editor: TextEditor | undefined): Promise<void> {
    if (editor?.document.languageId !== 'python') {
      this.item.hide();
      return;
    }
    const { uri } = editor.document;
    const targets = await this.targetsOf(this.server.uriOf(uri));
    if (window.activeTextEditor !== editor) return;
    const outcome = this.outcomes.get(uri.toString());
    const names = targets.map(({ name }) => targetTitle(name)).join(', ');
    const state = !this.server.running
      ? 'The language server is not running.'
      : outcome === undefined
        ? 'Not profiled yet.'
        : `Last run: ${outcome.told}.`;
    this.item.text = this.server.running ? `$(pulse) ${names}` : '$(warning) JIT Lens';
    if (outcome !== undefined && outcome.brief !== '') this.item.text += `: ${outcome.brief}`;
    this.item.tooltip = new MarkdownString().appendMarkdown('**JIT Lens** for ').appendText(`${names}\n\n${state}`);
    this.item.accessibilityInformation = { label: `JIT Lens for ${names}. ${state}`, role: 'button' };
    this.item.show();
  }

  private async targetsOf(uri: string): Promise<readonly TargetInfo[]> {
    if (!this.server.running) return [];
    return (await this.server.run(COMMANDS.targets, [uri]).catch(() => [])) as readonly TargetInfo[];
  }
}

/** `cpython3.14` as "CPython 3.14". */
export function targetTitle(name: string): string {
  return name.replace(/^pypy/, 'PyPy').replace(/^cpython/, 'CPython ');
}
