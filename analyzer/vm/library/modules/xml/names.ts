/** Names, characters and references of XML 1.0 (fifth edition: productions [2], [4], [4a], [66]). */

const START = String.raw`:A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\u{10000}-\u{EFFFF}`;
const REST = String.raw`${START}\-.0-9\u00B7\u0300-\u036F\u203F\u2040`;

const nameAt = new RegExp(`[${START}][${REST}]*`, 'uy');
const nameTokenAt = new RegExp(`[${REST}]+`, 'uy');

/** The name that begins at `at`, '' when none does. */
export function readName(text: string, at: number): string {
  nameAt.lastIndex = at;
  return nameAt.exec(text)?.[0] ?? '';
}
/** A name token: like a name, but it may begin with a digit, a dot or a hyphen. */
export function readNameToken(text: string, at: number): string {
  nameTokenAt.lastIndex = at;
  return nameTokenAt.exec(text)?.[0] ?? '';
}

/** Where the first character stands that XML does not allow; -1 when there is none. */
export function badCharacter(text: string): number {
  return text.search(
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/,
  );
}

/** `#38` or `#x26` as its character; null when it is none that XML allows. */
export function characterOf(reference: string): string | null {
  const hex = reference.startsWith('#x');
  const digits = reference.slice(hex ? 2 : 1);
  if (!(hex ? /^[0-9a-fA-F]+$/ : /^[0-9]+$/).test(digits)) return null;
  const point = parseInt(digits, hex ? 16 : 10);
  if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return null;
  const character = String.fromCodePoint(point);
  return badCharacter(character) < 0 ? character : null;
}

export const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['apos', "'"],
  ['quot', '"'],
]);
