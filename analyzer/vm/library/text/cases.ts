/** Changes of case that JavaScript does not know. Sources: Unicode's SpecialCasing.txt and CaseFolding.txt, CPython's unicodeobject.c. */

/** Letters that stand for two, and their title case. */
const DIGRAPHS = new Map(Array.from('ǄǅǆǇǈǉǊǋǌǱǲǳ', (c, i) => [c, 'ǅǈǋǲ'[Math.floor(i / 3)]]));

/** The title case of one character: its upper case, but only the first letter of what becomes several. */
export function titleCase(c: string): string {
  const digraph = DIGRAPHS.get(c);
  if (digraph !== undefined) return digraph;
  // Greek with iota subscript has title case letters of its own, eight places on or nine.
  const code = c.codePointAt(0) ?? 0;
  if (code >= 0x1f80 && code <= 0x1faf) return String.fromCharCode(code | 8);
  if (code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3) return String.fromCharCode(code + 9);
  if (code === 0x1fbc || code === 0x1fcc || code === 0x1ffc) return c;
  const [first = '', ...rest] = c.toUpperCase();
  return rest.length === 0 || first === 'ʼ' ? first + rest.join('') : first + rest.join('').toLowerCase();
}

/** Each run of cased characters with its first in title case and the rest in lower case. */
export const titleWords = (text: string): string =>
  text.replace(/[\p{Uppercase}\p{Lowercase}\p{Lt}]+/gu, (word) => {
    const [first = ''] = word;
    return titleCase(first) + word.toLowerCase().slice(first.toLowerCase().length);
  });

/** Full case folding. A character folds as its upper case's lower case, but for those below. */
export function caseFold(text: string): string {
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return Array.from(text, (c) => {
    const code = c.codePointAt(0) ?? 0;
    if (c === 'ı') return c;
    // Cherokee folds to its upper case.
    if (code >= 0x13a0 && code <= 0x13f5) return c;
    if ((code >= 0x13f8 && code <= 0x13fd) || (code >= 0xab70 && code <= 0xabbf)) return c.toUpperCase();
    return c.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ');
  }).join('');
}
