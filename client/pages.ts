/** Read-only Markdown pages made by the server: reports and explanations. Shown rendered where VS Code can, else as text. */
import { EventEmitter, Uri, commands, window, workspace } from 'vscode';
import type { Disposable, TextDocumentContentProvider } from 'vscode';

const SCHEME = 'jitlens';

export class Pages implements TextDocumentContentProvider, Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new EventEmitter<Uri>();
  private readonly registration = workspace.registerTextDocumentContentProvider(SCHEME, this);
  readonly onDidChange = this.changed.event;

  provideTextDocumentContent(uri: Uri): string {
    return this.texts.get(uri.path) ?? 'This page is gone; make it again with its command.\n';
  }

  /** Shows a page under a title; a page with that title is replaced. Anything but text is no page, and nothing happens. */
  async show(title: string, markdown: unknown): Promise<void> {
    if (typeof markdown !== 'string') return;
    const uri = Uri.from({ scheme: SCHEME, path: `/${title}.md` });
    this.texts.set(uri.path, markdown);
    this.changed.fire(uri);
    try {
      await commands.executeCommand('markdown.showPreview', uri);
    } catch {
      // The Markdown extension that comes with VS Code has been switched off.
      await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
    }
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}
