/** Seeded random edits of a Python text, of the kinds that fingers make. */

/** A small generator of uniform numbers in [0, 1) (mulberry32), the same on every machine. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const SNIPPETS = [
  'x',
  ' ',
  '\n',
  '\n    ',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ':',
  ',',
  '.',
  '"',
  "'",
  '"""',
  '#',
  '\\',
  '=',
  '*',
  'if x:\n    y\n',
  'def f():\n    pass\n',
  'x = 1\n',
  'else:',
  'return',
  'lambda',
  'f"{',
  '@',
  'é',
  '😀',
  '\r\n',
  '\t',
  'async ',
  'await ',
  'class A[T = int]: pass\n',
  'x = (a +\nb)\n',
  ';',
  '\0',
];

/** One more edit of the text: an insertion, a deletion, a replacement, or a copied line. */
export function randomEdit(text: string, random: () => number): string {
  const pick = (limit: number): number => Math.floor(random() * limit);
  const at = pick(text.length + 1);
  const kind = random();
  if (kind < 0.45) return text.slice(0, at) + SNIPPETS[pick(SNIPPETS.length)]! + text.slice(at);
  if (kind < 0.8) return text.slice(0, at) + text.slice(at + 1 + pick(kind < 0.7 ? 3 : 60));
  if (kind < 0.9) return text.slice(0, at) + SNIPPETS[pick(SNIPPETS.length)]! + text.slice(at + pick(20));
  const start = text.lastIndexOf('\n', at) + 1;
  const end = text.indexOf('\n', at) + 1 || text.length;
  return text.slice(0, end) + text.slice(start, end) + text.slice(end);
}
