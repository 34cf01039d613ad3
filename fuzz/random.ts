/** Choices that only fuzzers need, over the generator of the random programs. */
import { Random } from '../bench/fidelity/generate/random';

export { Random };

/** So many values, made one by one. */
export function several<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}

/** Anything that JSON can hold, and what is no place for it: names of JavaScript, extreme numbers, deep nesting. */
export function anyValue(random: Random, depth = 3): unknown {
  const kind = random.below(depth > 0 ? 14 : 10);
  switch (kind) {
    case 0:
      return null;
    case 1:
      return random.chance(50);
    case 2:
      return random.pick([0, -1, 1, 2 ** 31, -(2 ** 31), 2 ** 53, 1e308, 0.5, 4294967296]);
    case 3:
      return random.between(-5, 300);
    case 4:
      return random.pick(ODD_NAMES);
    case 5:
      return 'x'.repeat(random.pick([0, 1, 100, 10_000]));
    case 6:
      return random.pick(['\0', '\ud800', '\u2028', '😀', '../../x', '%zz', 'é\n', '\ufeff']);
    case 7:
      return random.pick(['file:///a.py', 'untitled:Untitled-1', 'file://', 'file:///%', 'http://x/y.py', 'vscode-notebook-cell:/a#1', '']);
    case 8:
      return [];
    case 9:
      return {};
    case 10:
    case 11:
      return several(random.between(1, 4), () => anyValue(random, depth - 1));
    default:
      return Object.fromEntries(
        several(random.between(1, 4), (): [string, unknown] => [
          random.chance(60) ? random.pick(FIELD_NAMES) : random.pick(ODD_NAMES),
          anyValue(random, depth - 1),
        ]),
      );
  }
}

export const ODD_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'then',
  'toJSON',
  'length',
  '0',
  '-1',
  '',
] as const;

const FIELD_NAMES = [
  'textDocument',
  'uri',
  'version',
  'text',
  'range',
  'start',
  'end',
  'line',
  'character',
  'position',
  'contentChanges',
  'arguments',
  'command',
  'settings',
  'jitlens',
  'targets',
  'cells',
  'token',
] as const;

/** A text with some of its parts cut, doubled, swapped or replaced by noise: still much like it. */
export function damaged(random: Random, text: string, times: number, pieces: readonly string[] = NOISE): string {
  let damagedText = text;
  for (; times > 0; times--) {
    const length = damagedText.length;
    const at = random.below(length + 1);
    const until = Math.min(length, at + random.pick([0, 1, 2, 7, 40, 400]));
    const [before, middle, after] = [damagedText.slice(0, at), damagedText.slice(at, until), damagedText.slice(until)];
    const next = random.pick([
      () => before + after,
      () => before + random.pick(pieces) + after,
      () => before + middle + middle + after,
      () => before + random.pick(pieces) + middle + after,
      () => after + before,
      () => before,
    ])();
    if (next.length < 300_000) damagedText = next;
  }
  return damagedText;
}

const NOISE = [
  '\0',
  '\n',
  '\r',
  '\t',
  '"',
  "'",
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '=',
  ',',
  '#',
  '\\',
  '-1',
  '999999999999',
  '\ufffd',
  'é',
  '😀',
  ' ',
];
