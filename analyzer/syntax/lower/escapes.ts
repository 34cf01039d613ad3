/**
 * Escapes in string and bytes literals (reference manual, 2.4.1).
 */
import { characterNamed } from './character-names';

export interface Decoded<T> {
  readonly value: T;
  /** What CPython rejects (`error`) or we cannot tell (`gap`), with offsets into the literal's body. */
  readonly problems: readonly { readonly at: number; readonly reason: 'error' | 'gap'; readonly message: string }[];
}

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\n', ''],
]);

interface Options {
  readonly raw: boolean;
  readonly bytes: boolean;
  /** In the literal part of an f-string or t-string: `{{` and `}}` stand for braces. */
  readonly braces: boolean;
}

/** Decode a literal's body. Line ends are \n whatever the file's are, as in CPython's tokenizer. */
export function decodeText(body: string, options: Options): Decoded<string> {
  const problems: { at: number; reason: 'error' | 'gap'; message: string }[] = [];
  if (!/[\\\r{}]/.test(body)) return { value: body, problems };
  let out = '';
  let at = 0;
  let lastEscape = -1; // Where the output stood after a surrogate escape, to see two of them meet.
  while (at < body.length) {
    const char = body[at]!;
    if (char === '\r') {
      out += '\n';
      at += body[at + 1] === '\n' ? 2 : 1;
    } else if (options.braces && (char === '{' || char === '}')) {
      out += char;
      at += body[at + 1] === char ? 2 : 1;
    } else if (char !== '\\' || at + 1 >= body.length) {
      out += char;
      at++;
    } else if (options.raw) {
      out += char;
      at++;
    } else {
      const escape = decodeEscape(body, at, options.bytes);
      if (escape.problem !== undefined) problems.push({ at, ...escape.problem });
      if (/^[\udc00-\udfff]$/.test(escape.text) && lastEscape === out.length) {
        problems.push({ at, reason: 'gap', message: 'two surrogate escapes in a row are two characters in Python, one in UTF-16' });
      }
      out += escape.text;
      lastEscape = /^[\ud800-\udbff]$/.test(escape.text) ? out.length : -1;
      at += escape.length;
    }
  }
  return { value: out, problems };
}

/** Decode the body of a bytes literal. */
export function decodeBytes(body: string, raw: boolean): Decoded<Uint8Array> {
  const { value, problems } = decodeText(body, { raw, bytes: true, braces: false });
  const bytes = new Uint8Array(value.length);
  const all = [...problems];
  for (let index = 0; index < value.length; index++) bytes[index] = value.charCodeAt(index);
  const foreign = body.search(/[^\x00-\x7f]/);
  if (foreign !== -1) all.push({ at: foreign, reason: 'error', message: 'bytes can only contain ASCII literal characters' });
  return { value: bytes, problems: all };
}

interface Escape {
  readonly text: string;
  readonly length: number;
  readonly problem?: { readonly reason: 'error' | 'gap'; readonly message: string };
}

/** The escape that starts with the backslash at `at`. Unknown ones stand for themselves, backslash included. */
function decodeEscape(body: string, at: number, bytes: boolean): Escape {
  const letter = body[at + 1]!;
  const simple = SIMPLE.get(letter);
  if (simple !== undefined) return { text: simple, length: 2 };
  if (letter === '\r') return { text: '', length: body[at + 2] === '\n' ? 3 : 2 };
  if (letter >= '0' && letter <= '7') {
    const digits = /^[0-7]{1,3}/.exec(body.slice(at + 1, at + 4))![0];
    const code = parseInt(digits, 8);
    return { text: String.fromCharCode(bytes ? code & 0xff : code), length: 1 + digits.length };
  }
  if (letter === 'x') return hexEscape(body, at, 2);
  if (bytes) return { text: '\\', length: 1 };
  if (letter === 'u') return hexEscape(body, at, 4);
  if (letter === 'U') return hexEscape(body, at, 8);
  if (letter === 'N') return namedEscape(body, at);
  return { text: '\\', length: 1 };
}

function hexEscape(body: string, at: number, digits: number): Escape {
  const hex = body.slice(at + 2, at + 2 + digits);
  const malformed = { text: '', length: 2, problem: { reason: 'error', message: `truncated \\${body[at + 1]!} escape` } } as const;
  if (hex.length < digits || !/^[\da-fA-F]+$/.test(hex)) return malformed;
  const code = parseInt(hex, 16);
  if (code > 0x10ffff) return { ...malformed, length: 2 + digits, problem: { reason: 'error', message: 'character above U+10FFFF' } };
  return { text: String.fromCodePoint(code), length: 2 + digits };
}

function namedEscape(body: string, at: number): Escape {
  const name = /^\{([^}]+)\}/.exec(body.slice(at + 2));
  if (name === null) return { text: '', length: 2, problem: { reason: 'error', message: 'malformed \\N character escape' } };
  const text = characterNamed(name[1]!);
  const length = 2 + name[0].length;
  if (text !== null) return { text, length };
  return { text: '', length, problem: { reason: 'gap', message: `the character name ${name[1]!} is not in our table` } };
}
