/** Texts of lines, as the editor has them; of files that are not open, as they are stored. */
import { Uri, workspace } from 'vscode';
import type { SourceLine } from './messages';

/** A file that cannot be read (library code that is not here, a log from elsewhere) has no lines. Opens no documents. */
export async function sourcesOf(places: readonly { readonly path: string; readonly line: number }[]): Promise<SourceLine[]> {
  const wanted = new Map<string, Set<number>>();
  for (const { path, line } of places) {
    const lines = wanted.get(path);
    if (lines === undefined) wanted.set(path, new Set([line]));
    else lines.add(line);
  }
  const found: SourceLine[] = [];
  for (const [path, lines] of wanted) {
    const texts = await linesOf(path);
    for (const line of lines) {
      const text = texts[line - 1];
      if (text !== undefined) found.push({ path, line, text });
    }
  }
  return found;
}

async function linesOf(path: string): Promise<readonly string[]> {
  const uri = Uri.file(path);
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  try {
    const text = open?.getText() ?? new TextDecoder().decode(await workspace.fs.readFile(uri));
    return text.split(/\r\n?|\n/);
  } catch {
    return [];
  }
}
