/** uuencoding and quoted-printable, for binascii. Sources: POSIX uuencode, RFC 2045 section 6.7, CPython's Modules/binascii.c (what broken input gives). */
import type { GuestError } from '../../runtime/errors';

type Failure = (text: string) => GuestError;

const [SPACE, TAB, LF, CR, EQUALS] = [32, 9, 10, 13, 61];

/** One line of at most 45 bytes. `backtick`: zeros are written as '`'. */
export function toUu(data: Uint8Array, backtick: boolean, failure: Failure): Uint8Array {
  if (data.length > 45) throw failure('At most 45 bytes at once');
  const shown = (n: number): number => (backtick && n === 0 ? 96 : n + SPACE);
  const out = [shown(data.length)];
  for (let i = 0; i < data.length; i += 3) {
    const n = (data[i] << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0);
    out.push(...[n >> 18, (n >> 12) & 63, (n >> 6) & 63, n & 63].map(shown));
  }
  return Uint8Array.from([...out, LF]);
}

/** One line. What is missing at its end counts as zeros. */
export function fromUu(line: Uint8Array, failure: Failure): Uint8Array {
  const size = ((line[0] ?? 0) - SPACE) & 63;
  const out: number[] = [];
  let at = 1;
  let left = 0;
  for (let bits = 0; out.length < size; at++) {
    const c = line[at] ?? LF;
    if (c !== LF && c !== CR && (c < SPACE || c > SPACE + 64)) throw failure('Illegal char');
    left = ((left << 6) | (c === LF || c === CR ? 0 : (c - SPACE) & 63)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out.push((left >> bits) & 255);
  }
  if (line.subarray(at).some((c) => c !== SPACE && c !== SPACE + 64 && c !== LF && c !== CR)) throw failure('Trailing garbage');
  return Uint8Array.from(out);
}

/** `header`: underscores are spaces (RFC 2047). */
export function fromQuoted(data: Uint8Array, header: boolean): Uint8Array {
  const out: number[] = [];
  const digit = (c: number | undefined): number => (c === undefined ? NaN : parseInt(String.fromCharCode(c), 16));
  for (let i = 0; i < data.length;) {
    const c = data[i++];
    if (c !== EQUALS) {
      out.push(header && c === 95 ? SPACE : c);
      continue;
    }
    if (i >= data.length) break;
    const byte = 16 * digit(data[i]) + digit(data[i + 1]);
    if (data[i] === LF || data[i] === CR) {
      // A soft line break: nothing, up to the end of the line.
      const end = data.indexOf(LF, i);
      i = end < 0 ? data.length : end + 1;
    } else if (data[i] === EQUALS) {
      out.push(EQUALS);
      i++;
    } else if (Number.isNaN(byte)) out.push(EQUALS);
    else {
      out.push(byte);
      i += 2;
    }
  }
  return Uint8Array.from(out);
}

/** The longest line, its break included. */
const LONGEST = 76;

export function toQuoted(
  data: Uint8Array,
  { quoteTabs, isText, header }: { quoteTabs: boolean; isText: boolean; header: boolean },
): Uint8Array {
  const out: number[] = [];
  const feed = data.indexOf(LF);
  const newline = feed > 0 && data[feed - 1] === CR ? [CR, LF] : [LF];
  let length = 0;
  const hex = (c: number): number[] => [EQUALS, ...Array.from(c.toString(16).toUpperCase().padStart(2, '0'), (d) => d.charCodeAt(0))];
  const breakBefore = (size: number): void => {
    if (length + size < LONGEST) return;
    out.push(EQUALS, ...newline);
    length = 0;
  };
  for (let i = 0; i < data.length; i++) {
    const c = data[i];
    const next = data[i + 1];
    const last = i + 1 === data.length;
    const blank = c === TAB || c === SPACE;
    const ends = c === LF || c === CR;
    if (
      c > 126 ||
      c === EQUALS ||
      (header && c === 95) ||
      (c === 46 && length === 0 && (last || next === LF || next === CR || next === 0)) ||
      (!isText && ends) ||
      (blank && last) ||
      (c < 33 && !ends && (quoteTabs || !blank))
    ) {
      breakBefore(3);
      out.push(...hex(c));
      length += 3;
    } else if (isText && (c === LF || (c === CR && next === LF))) {
      length = 0;
      // Blanks at the end of a line would be lost on the way.
      const before = out.at(-1);
      if (before === SPACE || before === TAB) out.splice(-1, 1, ...hex(before));
      out.push(...newline);
      if (c === CR) i++;
    } else {
      if (!last && next !== LF) breakBefore(1);
      length++;
      out.push(header && c === SPACE ? 95 : c);
    }
  }
  return Uint8Array.from(out);
}
