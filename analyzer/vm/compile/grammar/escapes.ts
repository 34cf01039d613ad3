/**
 * Escapes in string literals that name no character, with the codec's messages. Positions count what CPython hands to its
 * decoder, where a character beyond ASCII takes the ten of `\UXXXXXXXX`.
 */
import { CompileError } from '../errors';

const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const NON_ASCII_WIDTH = 10;

/** Check one literal token, prefix and quotes included. */
export function checkEscapes(literal: string, start: number, end: number): void {
  const [, prefix, rest] = /^([a-zA-Z]*)(.*)$/s.exec(literal)!;
  if (/r/i.test(prefix!) || !rest!.includes('\\')) return;
  const isBytes = /b/i.test(prefix!);
  const quotes = /^("""|'''|"|')/.exec(rest!)![0].length;
  const content = rest!.slice(quotes, rest!.length - quotes);
  let position = 0;
  for (let at = 0; at < content.length; ) {
    const char = String.fromCodePoint(content.codePointAt(at)!);
    if (char !== '\\') {
      position += char > '\x7f' ? NON_ASCII_WIDTH : 1;
      at += char.length;
      continue;
    }
    const escape = content[at + 1] ?? '';
    const length = checkEscape(content, at, escape, isBytes, (message, size) => {
      const text = isBytes
        ? `(value error) invalid \\x escape at position ${position}`
        : `(unicode error) 'unicodeescape' codec can't decode bytes in position ${position}-${position + size - 1}: ${message}`;
      throw new CompileError(text, start, end);
    });
    position += length;
    at += length;
  }
}

/** Length of the escape at `at`; `fail` is told the message and how much of the escape could be read. */
function checkEscape(content: string, at: number, escape: string, isBytes: boolean, fail: (message: string, size: number) => never): number {
  if (!isBytes && escape === 'N') return checkNamed(content, at, fail);
  const digits = isBytes && escape !== 'x' ? undefined : HEX_DIGITS[escape];
  if (digits === undefined) return 1 + (escape.codePointAt(0)! > 0x7f ? 0 : escape.length);
  const found = /^[0-9a-fA-F]*/.exec(content.slice(at + 2, at + 2 + digits))![0];
  if (found.length < digits) fail(`truncated \\${escape}${'X'.repeat(digits)} escape`, 2 + found.length);
  if (digits === 8 && parseInt(found, 16) > 0x10ffff) fail('illegal Unicode character', 2 + digits);
  return 2 + digits;
}

function checkNamed(content: string, at: number, fail: (message: string, size: number) => never): number {
  const close = content[at + 2] === '{' ? content.indexOf('}', at) : -1;
  if (close < 0 || close === at + 3) return fail('malformed \\N character escape', content[at + 2] === '{' ? (close < 0 ? content.length - at : 3) : 2);
  return close + 1 - at;
}
