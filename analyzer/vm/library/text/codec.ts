/**
 * Bytes to text and back: the encodings CPython has in C, with every error handler. Other encodings come from the library's `encodings`
 * package through `codecs.lookup`. Source: CPython's Objects/unicodeobject.c and Python/codecs.c (behaviour).
 */
import { joinBytes } from './join-bytes';
import { exceptionType, GuestError, newException, typeError } from '../../runtime/errors';
import { hooks } from '../../runtime/hooks';
import { typeOf } from '../../runtime/types';
import { newStr, newTuple, strFromPoints, strText, tupleItems, w_None, W_Bytearray, W_Bytes, W_WideStr, type W, type W_Exception } from '../../runtime/values';
import { asBig } from '../numbers';

/** The code points of a guest str. */
export function pointsOf(w: W): readonly number[] {
  if (w instanceof W_WideStr) return w.points;
  const text = strText(w) ?? '';
  const points: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const p = text.codePointAt(i) as number;
    if (p > 0xffff) i++;
    points.push(p);
  }
  return points;
}

/** One unit of an encoding read at `at`: a code point and its size, or why not, over how many bytes. */
type Read = { point: number; size: number } | { reason: string; size: number; incomplete: boolean };
interface Charset {
  /** As messages spell it. */
  readonly name: string;
  /** Bytes of a code point, or the reason why there are none. */
  readonly write: (point: number) => readonly number[] | string;
  readonly read: (data: Uint8Array, at: number) => Read;
}

const ordinal = (limit: number): string => `ordinal not in range(${limit})`;
const single = (name: string, limit: number): Charset => ({
  name,
  write: (p) => (p < limit ? [p] : ordinal(limit)),
  read: (data, at) => (data[at] < limit ? { point: data[at], size: 1 } : { reason: ordinal(limit), size: 1, incomplete: false }),
});

function readUtf8(data: Uint8Array, i: number): Read {
  const b = data[i];
  if (b < 128) return { point: b, size: 1 };
  const size = b >= 0xc2 && b < 0xe0 ? 2 : b >= 0xe0 && b < 0xf0 ? 3 : b >= 0xf0 && b < 0xf5 ? 4 : 0;
  if (size === 0) return { reason: 'invalid start byte', size: 1, incomplete: false };
  // The second byte says whether the form is the shortest, and no surrogate.
  const low = b === 0xe0 ? 0xa0 : b === 0xf0 ? 0x90 : 0x80;
  const high = b === 0xed ? 0x9f : b === 0xf4 ? 0x8f : 0xbf;
  let point = b & (0xff >> (size + 1));
  for (let k = 1; k < size; k++) {
    if (i + k >= data.length) return { reason: 'unexpected end of data', size: k, incomplete: true };
    const c = data[i + k];
    if (c < (k === 1 ? low : 0x80) || c > (k === 1 ? high : 0xbf)) return { reason: 'invalid continuation byte', size: k, incomplete: false };
    point = (point << 6) | (c & 63);
  }
  return { point, size };
}
const isSurrogate = (p: number): boolean => p >= 0xd800 && p <= 0xdfff;
const utf8: Charset = {
  name: 'utf-8',
  write: (p) => {
    if (p < 128) return [p];
    if (p < 0x800) return [0xc0 | (p >> 6), 0x80 | (p & 63)];
    if (isSurrogate(p)) return 'surrogates not allowed';
    return p < 0x10000 ? threeBytes(p) : [0xf0 | (p >> 18), 0x80 | ((p >> 12) & 63), 0x80 | ((p >> 6) & 63), 0x80 | (p & 63)];
  },
  read: readUtf8,
};
const threeBytes = (p: number): number[] => [0xe0 | (p >> 12), 0x80 | ((p >> 6) & 63), 0x80 | (p & 63)];

/** UTF-16 and UTF-32 in a byte order. */
const units = (name: string, width: 2 | 4, little: boolean): Charset => {
  const bytes = (n: number): number[] => {
    const out = Array.from({ length: width }, (_, i) => (n >>> (8 * i)) & 255);
    return little ? out : out.reverse();
  };
  const unit = (data: Uint8Array, at: number): number => {
    let n = 0;
    for (let i = 0; i < width; i++) n += data[at + (little ? i : width - 1 - i)] * 2 ** (8 * i);
    return n;
  };
  return {
    name,
    write: (p) => {
      if (isSurrogate(p)) return 'surrogates not allowed';
      return width === 4 || p < 0x10000 ? bytes(p) : [...bytes(0xd800 + ((p - 0x10000) >> 10)), ...bytes(0xdc00 + ((p - 0x10000) & 0x3ff))];
    },
    read: (data, at) => {
      if (at + width > data.length) return { reason: 'truncated data', size: data.length - at, incomplete: true };
      const n = unit(data, at);
      if (width === 4) return n > 0x10ffff || isSurrogate(n) ? { reason: n > 0x10ffff ? 'code point not in range(0x110000)' : 'code point in surrogate code point range(0xd800, 0xe000)', size: 4, incomplete: false } : { point: n, size: 4 };
      if (!isSurrogate(n)) return { point: n, size: 2 };
      if (n >= 0xdc00) return { reason: 'illegal encoding', size: 2, incomplete: false };
      if (at + 4 > data.length) return { reason: 'unexpected end of data', size: data.length - at, incomplete: true };
      const second = unit(data, at + 2);
      if (second < 0xdc00 || second > 0xdfff) return { reason: 'illegal UTF-16 surrogate', size: 2, incomplete: false };
      return { point: 0x10000 + ((n & 0x3ff) << 10) + (second & 0x3ff), size: 4 };
    },
  };
};

const CHARSETS: ReadonlyMap<string, Charset> = new Map([
  ['utf-8', utf8], ['ascii', single('ascii', 128)], ['latin-1', single('latin-1', 256)],
  ['utf-16-le', units('utf-16-le', 2, true)], ['utf-16-be', units('utf-16-be', 2, false)], ['utf-32-le', units('utf-32-le', 4, true)], ['utf-32-be', units('utf-32-be', 4, false)],
]);
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['utf8', 'utf-8'], ['u8', 'utf-8'], ['utf', 'utf-8'], ['cp65001', 'utf-8'], ['us-ascii', 'ascii'], ['646', 'ascii'], ['latin1', 'latin-1'], ['iso-8859-1', 'latin-1'], ['iso8859-1', 'latin-1'], ['8859', 'latin-1'], ['l1', 'latin-1'], ['latin', 'latin-1'],
  ['utf16', 'utf-16'], ['u16', 'utf-16'], ['utf32', 'utf-32'], ['u32', 'utf-32'], ['utf-16le', 'utf-16-le'], ['utf-16be', 'utf-16-be'], ['utf-32le', 'utf-32-le'], ['utf-32be', 'utf-32-be'], ['utf-8-sig', 'utf-8-sig'], ['utf8-sig', 'utf-8-sig'],
]);
const canonical = (encoding: string): string => {
  const name = encoding.toLowerCase().replace(/[_ ]+/g, '-');
  return ALIASES.get(name) ?? name;
};
/** Encodings with a byte order mark: which one is meant. */
const MARKED: ReadonlyMap<string, string> = new Map([['utf-16', 'utf-16-le'], ['utf-32', 'utf-32-le']]);

/** Error handlers a program registered (codecs.register_error). */
export const errorHandlers = new Map<string, W>();
/** How an encoding that is not built in is found: set by modules/codecs.ts. */
export const otherEncodings: { encode: (w: W, encoding: string, errors: string) => W; decode: (w: W, encoding: string, errors: string) => W } = {
  encode: (_w, encoding) => unknown(encoding),
  decode: (_w, encoding) => unknown(encoding),
};
function unknown(encoding: string): never {
  throw new GuestError(newException(exceptionType('LookupError'), [newStr(`unknown encoding: ${encoding}`)]));
}

export function encode(w: W, encoding: string, errors: string): Uint8Array {
  const name = canonical(encoding);
  if (name === 'utf-8-sig') return joinBytes([Uint8Array.of(0xef, 0xbb, 0xbf), encodeWith(utf8, w, errors)]);
  const marked = MARKED.get(name);
  const charset = CHARSETS.get(marked ?? name);
  if (charset === undefined) {
    const made = otherEncodings.encode(w, encoding, errors);
    if (made instanceof W_Bytes || made instanceof W_Bytearray) return made.data;
    throw typeError(`'${encoding}' encoder returned '${typeOf(made).name}' instead of 'bytes'; use codecs.encode() to encode to arbitrary types`);
  }
  const body = encodeWith(marked === undefined ? charset : { ...charset, name }, w, errors);
  return marked === undefined ? body : joinBytes([Uint8Array.from(charset.write(0xfeff) as number[]), body]);
}

/** Encodes with a charset's own rules; what cannot be written goes to the error handler. */
export function encodeWith(charset: Charset, w: W, errors: string): Uint8Array {
  if (typeof w === 'string') {
    // Nearly all text is ASCII.
    const plain = new Uint8Array(w.length);
    let i = 0;
    while (i < w.length && w.charCodeAt(i) < 128) plain[i] = w.charCodeAt(i++);
    if (i === w.length && !charset.name.startsWith('utf-16') && !charset.name.startsWith('utf-32')) return plain;
  }
  const points = pointsOf(w);
  const out: number[] = [];
  for (let i = 0; i < points.length; ) {
    const written = charset.write(points[i]);
    if (typeof written !== 'string') {
      for (const b of written) out.push(b);
      i++;
      continue;
    }
    // Neighbours that fail for the same reason are reported together.
    let end = i + 1;
    while (end < points.length && charset.write(points[end]) === written) end++;
    i = handleEncode(charset, w, points, i, end, written, errors, out);
  }
  return Uint8Array.from(out);
}

const hex = (n: number, width: number): string => n.toString(16).padStart(width, '0');
const escaped = (p: number): string => (p > 0xffff ? `\\U${hex(p, 8)}` : p > 0xff ? `\\u${hex(p, 4)}` : `\\x${hex(p, 2)}`);

/** Where encoding goes on. */
function handleEncode(charset: Charset, w: W, points: readonly number[], start: number, end: number, reason: string, errors: string, out: number[]): number {
  const fail = (): GuestError => unicodeError('UnicodeEncodeError', charset.name, w, start, end, reason);
  const push = (text: string): void => {
    for (const p of pointsOf(newStr(text))) {
      const bytes = charset.write(p);
      if (typeof bytes === 'string') throw fail();
      out.push(...bytes);
    }
  };
  const own = errorHandlers.get(errors);
  const bad = points.slice(start, end);
  if (own === undefined) {
    switch (errors) {
      case 'strict':
        throw fail();
      case 'ignore':
        return end;
      case 'replace':
        push('?'.repeat(bad.length));
        return end;
      case 'backslashreplace':
        push(bad.map(escaped).join(''));
        return end;
      case 'xmlcharrefreplace':
        push(bad.map((p) => `&#${p};`).join(''));
        return end;
      case 'surrogateescape':
        if (!bad.every((p) => p >= 0xdc80 && p <= 0xdcff)) throw fail();
        out.push(...bad.map((p) => p - 0xdc00));
        return end;
      case 'surrogatepass':
        if (!bad.every(isSurrogate) || !charset.name.startsWith('utf')) throw fail();
        for (const p of bad) out.push(...(charset === utf8 ? threeBytes(p) : (charset.write(p & 0xfff) as number[]).map((b, i, all) => (i === (charset.name.endsWith('le') ? 1 : all.length === 4 ? 2 : 0) ? p >> 8 : b))));
        return end;
    }
  }
  const [replacement, next] = callHandler(own ?? handlerOf(errors), fail());
  if (replacement instanceof W_Bytes) out.push(...replacement.data);
  else push(strText(replacement) ?? '');
  return position(next, points.length);
}

/** codecs.lookup_error for names that are no built-in handler. */
function handlerOf(errors: string): W {
  if (errors === 'namereplace') return hooks.getattr(hooks.importModule('codecs', newTuple([]), 0, w_None), 'namereplace_errors');
  throw new GuestError(newException(exceptionType('LookupError'), [newStr(`unknown error handler name '${errors}'`)]));
}
function callHandler(handler: W, e: GuestError): [W, W] {
  const items = tupleItems(hooks.call(handler, [e.exception]));
  if (items === null || items.length !== 2) throw typeError('encoding error handler must return (str/bytes, int) tuple');
  return [items[0], items[1]];
}
function position(w: W, length: number): number {
  const n = Number(asBig(w) ?? 0n);
  const at = n < 0 ? length + n : n;
  if (at < 0 || at > length) throw new GuestError(newException(exceptionType('IndexError'), [newStr(`position ${n} from error handler out of bounds`)]));
  return at;
}
export function unicodeError(type: string, encoding: string, object: W, start: number, end: number, reason: string): GuestError {
  return new GuestError(hooks.call(exceptionType(type), [encoding, object, start, end, reason]) as W_Exception);
}

export function decode(data: Uint8Array, encoding: string, errors: string): W {
  const name = canonical(encoding);
  if (name === 'utf-8-sig') return decodeWith(utf8, data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf ? data.subarray(3) : data, errors, true).text;
  const marked = MARKED.get(name);
  if (marked !== undefined) {
    const { charset, skip } = byMark(name, data);
    return decodeWith({ ...charset, name }, data.subarray(skip), errors, true).text;
  }
  const charset = CHARSETS.get(name);
  if (charset !== undefined) return decodeWith(charset, data, errors, true).text;
  const made = otherEncodings.decode(new W_Bytes(data), encoding, errors);
  if (strText(made) === null) throw typeError(`'${encoding}' decoder returned '${typeOf(made).name}' instead of 'str'; use codecs.decode() to decode to arbitrary types`);
  return made;
}

/** The byte order that a mark at the start tells; the machine's own without one. */
export function byMark(name: string, data: Uint8Array): { charset: Charset; skip: number } {
  const width = name === 'utf-16' ? 2 : 4;
  for (const order of ['le', 'be']) {
    const charset = CHARSETS.get(`${name}-${order}`) as Charset;
    const mark = charset.write(0xfeff) as number[];
    if (data.length >= width && mark.every((b, i) => data[i] === b)) return { charset, skip: width };
  }
  return { charset: CHARSETS.get(`${name}-le`) as Charset, skip: 0 };
}
export const charsetOf = (name: string): Charset => CHARSETS.get(name) as Charset;

/** Decodes with a charset's own rules. Not `final`: a unit that the end cuts is left for the next call. */
export function decodeWith(charset: Charset, data: Uint8Array, errors: string, final: boolean): { text: W; used: number } {
  const points: number[] = [];
  let i = 0;
  while (i < data.length) {
    const got = charset.read(data, i);
    if ('point' in got) {
      points.push(got.point);
      i += got.size;
      continue;
    }
    if (got.incomplete && !final) break;
    i = handleDecode(charset, data, i, i + got.size, got.reason, errors, points);
  }
  return { text: strFromPoints(points), used: i };
}

function handleDecode(charset: Charset, data: Uint8Array, start: number, end: number, reason: string, errors: string, points: number[]): number {
  const fail = (): GuestError => unicodeError('UnicodeDecodeError', charset.name, new W_Bytes(data), start, end, reason);
  const own = errorHandlers.get(errors);
  if (own === undefined) {
    switch (errors) {
      case 'strict':
        throw fail();
      case 'ignore':
        return end;
      case 'replace':
        points.push(0xfffd);
        return end;
      case 'backslashreplace':
        for (const b of data.subarray(start, end)) points.push(...pointsOf(`\\x${hex(b, 2)}`));
        return end;
      case 'surrogateescape':
        if (data[start] < 128) throw fail();
        points.push(0xdc00 + data[start]);
        return start + 1;
      case 'surrogatepass': {
        const p = ((data[start] & 15) << 12) | ((data[start + 1] & 63) << 6) | (data[start + 2] & 63);
        if (charset !== utf8 || (data[start] & 0xf0) !== 0xe0 || start + 3 > data.length || !isSurrogate(p)) throw fail();
        points.push(p);
        return start + 3;
      }
    }
  }
  const [replacement, next] = callHandler(own ?? handlerOf(errors), fail());
  points.push(...pointsOf(replacement));
  return position(next, data.length);
}
