/** Fills a new string from its writes: [index, code] of strsetitem or [source, from, to, count] of copystrcontent. */
import type { Concrete, IntValue } from '../ir';
import type { StringContents } from './hooks';

export function buildString(strings: StringContents, length: IntValue, writes: readonly (readonly Concrete[])[]): Concrete {
  const codes = new Array<number>(Number(length)).fill(0);
  for (const w of writes) {
    if (w.length === 2) {
      codes[w[0] as number] = w[1] as number;
      continue;
    }
    const [source, from, to, count] = w as [Concrete, number, number, number];
    for (let i = 0; i < count; i++) codes[to + i] = strings.codeAt(source, from + i);
  }
  return strings.fromCodes(codes);
}
