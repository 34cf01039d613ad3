/** The trace explorer: a panel beside the editor with everything a run did. One panel, for the file last asked for. */
import { randomBytes } from 'node:crypto';
import { Uri, ViewColumn, window } from 'vscode';
import type { Disposable, WebviewPanel } from 'vscode';
import { COMMANDS } from '../../server/protocol';
import type { ExplorerJson, TraceListingJson } from '../../server/protocol';
import type { ServerLink } from '../server-link';
import { readFromPage } from './messages';
import type { ToPage } from './messages';
import { revealLine } from './reveal';
import { sourcesOf } from './sources';
import { tellingLines } from './view/telling';

export class ExplorerPanel implements Disposable {
  private panel: WebviewPanel | null = null;
  private uri: Uri | null = null;
  private selected: number | null = null;
  private ready = false;
  /** Whether something changed while nobody could see it. */
  private stale = false;
  private readonly extension: Uri;
  private readonly server: ServerLink;
  private readonly answerOf: (uri: string) => string;

  /** `answerOf` gives what the last run of a file was said to have shown. */
  constructor(extension: Uri, server: ServerLink, answerOf: (uri: string) => string) {
    this.extension = extension;
    this.server = server;
    this.answerOf = answerOf;
  }

  /** Shows the last run of a file, at one of its traces where given. False when there is none. */
  async show(uri: Uri, trace: number | null = null): Promise<boolean> {
    const explorer = await this.fetch(uri);
    if (explorer === null) return false;
    this.uri = uri;
    this.stale = false;
    this.selected = trace;
    if (this.panel === null) this.open();
    else this.panel.reveal(undefined, true);
    if (this.ready) await this.sendRun(uri, explorer, trace);
    return true;
  }

  /** What runs have shown has changed: fetched anew, as soon as the panel is looked at. */
  async refresh(): Promise<void> {
    if (this.panel === null || this.uri === null || !this.ready) return;
    this.stale = !this.panel.visible;
    if (this.stale) return;
    const explorer = await this.fetch(this.uri);
    await this.sendRun(this.uri, explorer, null);
  }

  dispose(): void {
    this.panel?.dispose();
  }

  private async fetch(uri: Uri): Promise<ExplorerJson | null> {
    return (await this.server.run(COMMANDS.traces, [this.server.uriOf(uri)])) as ExplorerJson | null;
  }

  private open(): void {
    const resources = [Uri.joinPath(this.extension, 'dist'), Uri.joinPath(this.extension, 'media')];
    const panel = window.createWebviewPanel(
      'jitlens.explorer',
      'Trace Explorer',
      { viewColumn: ViewColumn.Beside, preserveFocus: true },
      {
        enableScripts: true,
        localResourceRoots: resources,
        retainContextWhenHidden: true,
      },
    );
    this.panel = panel;
    this.ready = false;
    panel.webview.onDidReceiveMessage((message: unknown) => void this.receive(message));
    panel.onDidChangeViewState(() => {
      if (this.stale) void this.refresh();
    });
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
      return this.sendRun(this.uri, explorer, this.selected);
    }
    const listing = (await this.server.run(COMMANDS.trace, [this.server.uriOf(this.uri), read.id])) as TraceListingJson | null;
    if (listing !== null) this.send({ type: 'listing', listing, sources: await sourcesOf(listing.rows) });
  }

  private async sendRun(uri: Uri, explorer: ExplorerJson | null, selected: number | null): Promise<void> {
    if (explorer === null) {
      this.send({ type: 'gone' });
      return;
    }
    const sources = await sourcesOf(tellingLines(explorer.lines).shown);
    this.send({ type: 'run', explorer, title: nameOf(uri), answer: this.answerOf(uri.toString()), sources, selected });
  }

  private send(message: ToPage): void {
    void this.panel?.webview.postMessage(message);
  }
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
