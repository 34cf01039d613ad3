/**
 * A text within another, in time that grows with the sum of their lengths. V8 searches by Boyer, Moore and Horspool, which takes the product for
 * texts made to be bad (`'a' * n + 'b' + ...`); from a bound on, the search here is Knuth, Morris and Pratt's (1977). CPython has the Two-Way algorithm in
 * Objects/stringlib/fastsearch.h for the same reason.
 */

/** Products of lengths up to this are V8's: some 10 ms at worst. */
const SMALL = 1 << 24;
const isSmall = (text: string, part: string): boolean => part.length < 16 || text.length * part.length <= SMALL;

/** Like `String.prototype.indexOf`, between `from` and `end`; -1: not there. */
export function findText(text: string, part: string, from: number, end: number): number {
  if (isSmall(text, part)) {
    const at = text.indexOf(part, from);
    return at >= 0 && at + part.length <= end ? at : -1;
  }
  return matchesOf(text, part, from, end).next().value ?? -1;
}

/** The last place between `from` and `end`; -1: none. */
export function findLastText(text: string, part: string, from: number, end: number): number {
  if (isSmall(text, part)) {
    const at = end - part.length < 0 ? -1 : text.lastIndexOf(part, end - part.length);
    return at >= from ? at : -1;
  }
  let last = -1;
  for (const at of matchesOf(text, part, from, end)) last = at;
  return last;
}

/** How often it occurs without overlaps; `part` is not empty. */
export function countText(text: string, part: string): number {
  let n = 0;
  if (isSmall(text, part)) {
    for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) n++;
    return n;
  }
  let free = 0;
  for (const at of matchesOf(text, part, 0, text.length)) {
    if (at < free) continue;
    free = at + part.length;
    n++;
  }
  return n;
}

/** Where it begins, overlaps included. */
function* matchesOf(text: string, part: string, from: number, end: number): Generator<number, undefined> {
  const length = part.length;
  // borders[i]: the longest beginning of `part` that the first i units end with, themselves left out.
  const borders = new Int32Array(length + 1);
  for (let i = 1, k = 0; i < length; i++) {
    while (k > 0 && part.charCodeAt(i) !== part.charCodeAt(k)) k = borders[k];
    if (part.charCodeAt(i) === part.charCodeAt(k)) k++;
    borders[i + 1] = k;
  }
  for (let i = from, k = 0; i < end; i++) {
    const unit = text.charCodeAt(i);
    while (k > 0 && unit !== part.charCodeAt(k)) k = borders[k];
    if (unit === part.charCodeAt(k)) k++;
    if (k < length) continue;
    yield i + 1 - length;
    k = borders[k];
  }
}
