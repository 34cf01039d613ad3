/** The trace explorer: a panel beside the editor with everything a run did. One panel, for the file last asked for. */
import { randomBytes } from 'node:crypto';
import { Uri, ViewColumn, window, workspace } from 'vscode';
import type { Disposable, WebviewPanel } from 'vscode';
import { COMMANDS } from '../../server/protocol';
import type { ExplorerJson, TraceListingJson } from '../../server/protocol';
import type { ServerLink } from '../server-link';
import { readFromPage } from './messages';
import type { SourceLine, ToPage } from './messages';
import { revealLine } from './reveal';

export class ExplorerPanel implements Disposable {
  private panel: WebviewPanel | null = null;
  private uri: Uri | null = null;
  private selected: number | null = null;
  private ready = false;
  private readonly extension: Uri;
  private readonly server: ServerLink;

  constructor(extension: Uri, server: ServerLink) {
    this.extension = extension;
    this.server = server;
  }

  /** Shows the last run of a file, at one of its traces where given. False when there is none. */
  async show(uri: Uri, trace: number | null = null): Promise<boolean> {
    const explorer = await this.fetch(uri);
    if (explorer === null) return false;
    this.uri = uri;
    this.selected = trace;
    if (this.panel === null) this.open();
    else this.panel.reveal(undefined, true);
    if (this.ready) this.send({ type: 'run', explorer, title: nameOf(uri), selected: trace });
    return true;
  }

  /** What runs have shown has changed. */
  async refresh(): Promise<void> {
    if (this.panel === null || this.uri === null || !this.ready) return;
    const explorer = await this.fetch(this.uri);
    this.send(explorer === null ? { type: 'gone' } : { type: 'run', explorer, title: nameOf(this.uri), selected: null });
  }

  dispose(): void {
    this.panel?.dispose();
  }

  private async fetch(uri: Uri): Promise<ExplorerJson | null> {
    return (await this.server.run(COMMANDS.traces, [this.server.uriOf(uri)])) as ExplorerJson | null;
  }

  private open(): void {
    const resources = [Uri.joinPath(this.extension, 'dist'), Uri.joinPath(this.extension, 'media')];
    const panel = window.createWebviewPanel('jitlens.explorer', 'Trace Explorer', { viewColumn: ViewColumn.Beside, preserveFocus: true }, {
      enableScripts: true,
      localResourceRoots: resources,
      retainContextWhenHidden: true,
    });
    this.panel = panel;
    this.ready = false;
    panel.webview.onDidReceiveMessage((message: unknown) => void this.receive(message));
    panel.onDidDispose(() => {
      this.panel = null;
      this.ready = false;
    });
    const at = (folder: string, name: string): string => panel.webview.asWebviewUri(Uri.joinPath(this.extension, folder, name)).toString();
    panel.webview.html = page(at('dist', 'explorer.js'), at('media', 'explorer.css'), panel.webview.cspSource);
  }

  private async receive(message: unknown): Promise<void> {
    const read = readFromPage(message);
    if (read === null || this.uri === null) return;
    if (read.type === 'reveal') return revealLine(Uri.file(read.path), read.line);
    if (read.type === 'ready') {
      this.ready = true;
      const explorer = await this.fetch(this.uri);
      this.send(explorer === null ? { type: 'gone' } : { type: 'run', explorer, title: nameOf(this.uri), selected: this.selected });
      return;
    }
    const listing = (await this.server.run(COMMANDS.trace, [this.server.uriOf(this.uri), read.id])) as TraceListingJson | null;
    if (listing !== null) this.send({ type: 'listing', listing, sources: await sourcesOf(listing) });
  }

  private send(message: ToPage): void {
    void this.panel?.webview.postMessage(message);
  }
}

/** The lines a trace passes, as the editor has them. A file that cannot be opened (library code, a log from elsewhere) has none. */
async function sourcesOf({ rows }: TraceListingJson): Promise<SourceLine[]> {
  const wanted = new Map<string, Set<number>>();
  for (const { path, line } of rows) {
    const lines = wanted.get(path);
    if (lines === undefined) wanted.set(path, new Set([line]));
    else lines.add(line);
  }
  const found: SourceLine[] = [];
  for (const [path, lines] of wanted) {
    try {
      const document = await workspace.openTextDocument(Uri.file(path));
      for (const line of lines) if (line >= 1 && line <= document.lineCount) found.push({ path, line, text: document.lineAt(line - 1).text });
    } catch {
      // Shown by its path instead.
    }
  }
  return found;
}

/** Scripts of our own alone; no network, no inline style or script. */
function page(script: string, style: string, source: string): string {
  const nonce = randomBytes(16).toString('base64url');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${source}; script-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>Trace Explorer</title>
</head>
<body><script nonce="${nonce}" src="${script}"></script></body>
</html>`;
}

function nameOf(uri: Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
