/**
 * An extension that the tests install beside JIT Lens: it runs commands and changes settings when it is asked to by a socket, so that a
 * scene can be set without typing. What is tested is still done with the keyboard and the mouse.
 */
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ConfigurationTarget, Selection, TextEditorRevealType, Uri, ViewColumn, commands, window, workspace } from 'vscode';
import type { ExtensionContext } from 'vscode';
import type { Answer, Call } from './calls';

export function activate({ subscriptions }: ExtensionContext): void {
  const folder = process.env['JITLENS_STAGEHAND'];
  if (folder === undefined) return;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    void text(socket)
      .then((said) => answer(JSON.parse(said) as Call))
      .then((said) => socket.end(JSON.stringify(said)));
  });
  // A socket for each page of the workbench: the extensions of one that was closed live on for a while.
  server.listen(join(folder, String(process.pid)));
  subscriptions.push({ dispose: () => server.close() });
}

async function answer(call: Call): Promise<Answer> {
  try {
    return { result: (await perform(call)) ?? null };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

async function perform(call: Call): Promise<unknown> {
  switch (call.verb) {
    case 'command':
      // What a command gives may not be data; nobody wants it.
      await commands.executeCommand(call.id, ...call.args.map((arg) => (isFile(arg) ? Uri.file(arg.file) : arg)));
      return null;
    case 'open':
      await open(call.path, call.line, call.column ?? 1);
      return null;
    case 'settings':
      for (const [name, value] of Object.entries(call.values))
        await workspace.getConfiguration().update(name, value ?? undefined, ConfigurationTarget.Global);
      return null;
  }
}

async function open(path: string, line: number | undefined, column: number): Promise<void> {
  const editor = await window.showTextDocument(Uri.file(path), { viewColumn: ViewColumn.One, preview: false });
  if (line === undefined) return;
  editor.selection = new Selection(line - 1, column - 1, line - 1, column - 1);
  editor.revealRange(editor.selection, TextEditorRevealType.InCenterIfOutsideViewport);
}

function isFile(value: unknown): value is { readonly file: string } {
  return typeof value === 'object' && value !== null && 'file' in value && typeof value.file === 'string';
}
