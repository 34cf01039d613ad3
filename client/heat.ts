/**
 * Where the time is predicted to go: a stripe left of the text and a mark in the overview ruler, in four strengths. Nothing moves. The
 * colors are contributed, so that themes can change them.
 */
import { OverviewRulerLane, Range, ThemeColor, window, workspace } from 'vscode';
import type { Disposable, TextEditor, TextEditorDecorationType } from 'vscode';
import { COMMANDS } from '../server/protocol';
import type { LineCounts } from '../server/protocol';
import type { ServerLink } from './server-link';

/** Share of the run from which on a line has a strength, the strongest first. */
export const STRENGTHS = [0.2, 0.08, 0.03, 0.01] as const;

/** The strength of a line, 0 the strongest; null for one that costs too little. */
export function strengthOf(cost: number): number | null {
  const strength = STRENGTHS.findIndex((least) => cost >= least);
  return strength === -1 ? null : strength;
}

export class Heat implements Disposable {
  private readonly types: readonly TextEditorDecorationType[];
  private readonly listeners: Disposable[];
  private readonly server: ServerLink;
  private timer: NodeJS.Timeout | undefined;

  constructor(server: ServerLink) {
    this.server = server;
    this.types = STRENGTHS.map((_, index) => {
      const color = new ThemeColor(`jitlens.heat${index + 1}`);
      return window.createTextEditorDecorationType({
        isWholeLine: true,
        borderStyle: 'solid',
        borderWidth: '0 0 0 3px',
        borderColor: color,
        overviewRulerColor: color,
        overviewRulerLane: OverviewRulerLane.Left,
      });
    });
    this.listeners = [
      window.onDidChangeVisibleTextEditors(() => this.refresh()),
      // VS Code moves the marks with the text by itself; an edited function loses them a little later.
      workspace.onDidChangeTextDocument(() => this.later()),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('jitlens.heat')) this.refresh();
      }),
    ];
  }

  refresh(): void {
    clearTimeout(this.timer);
    for (const editor of window.visibleTextEditors) if (editor.document.languageId === 'python') void this.paint(editor);
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const disposable of [...this.types, ...this.listeners]) disposable.dispose();
  }

  private later(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), 250);
  }

  private async paint(editor: TextEditor): Promise<void> {
    const enabled = workspace.getConfiguration('jitlens', editor.document).get<boolean>('heat.enable', true);
    const { version, uri } = editor.document;
    const lines =
      enabled && this.server.running
        ? ((await this.server.run(COMMANDS.lines, [this.server.uriOf(uri)]).catch(() => [])) as readonly LineCounts[])
        : [];
    // An answer about a text that has changed since would paint the wrong lines; the next one is on its way.
    if (editor.document.version !== version) return;
    const ranges: Range[][] = STRENGTHS.map(() => []);
    for (const { line, cost } of lines) {
      const strength = strengthOf(cost);
      if (strength !== null) ranges[strength]!.push(new Range(line, 0, line, 0));
    }
    this.types.forEach((type, index) => editor.setDecorations(type, ranges[index]!));
  }
}
