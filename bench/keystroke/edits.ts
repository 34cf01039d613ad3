/** Edits as people make them, in pairs: the second takes back the first, so that the text stays what it was. */
import type { Edit } from './client';

export interface Keystroke {
  readonly what: string;
  readonly edits: readonly [Edit, Edit];
}

/** For a Python file: inside a name, at column 0, in a signature, and one that makes other code hot. */
export function keystrokesFor(text: string): readonly Keystroke[] {
  const lines = text.split('\n');
  const middle = Math.floor(lines.length / 2);
  const from = (pattern: RegExp): number => {
    const after = lines.findIndex((line, index) => index >= middle && pattern.test(line));
    return after >= 0 ? after : lines.findIndex((line) => pattern.test(line));
  };
  const found: Keystroke[] = [];
  const insert = (what: string, line: number, character: number, added: string): void => {
    if (line < 0) return;
    const start = { line, character };
    const broken = added.split('\n');
    const end =
      broken.length === 1
        ? { line, character: character + added.length }
        : { line: line + broken.length - 1, character: broken.at(-1)!.length };
    found.push({
      what,
      edits: [
        { start, end: start, text: added },
        { start, end, text: '' },
      ],
    });
  };
  const assignment = from(/^ {8}[a-z_]{4,} = /);
  insert('inside a name', assignment, 10, 'x');
  insert('at column 0', from(/^ {8}\w/), 0, 'x');
  const signature = from(/^ {4}def \w+\(self/);
  insert('in a signature', signature, lines[signature]?.indexOf('(self') === undefined ? 0 : lines[signature]!.indexOf('(self') + 5, ', x');
  // A loop around the call of a method: what it calls gets hot or cold.
  const call = from(/^ {8}self\.\w+\(.*\)$/);
  insert('hotness elsewhere', call, 8, 'for _ in range(5000): ');
  return found;
}
