/** Methods of str and bytes. Positions are code points; most text is without surrogates, where they are UTF-16 units too. */
export { decode, encode } from '../text/codec';
import { decode, encode } from '../text/codec';
import { error, exceptionType, isGuestError, typeError, valueError } from '../../runtime/errors';
import { dictEntries, dictGet, dictSet, W_Dict } from '../../runtime/dicts';
import { hooks } from '../../runtime/hooks';
import { newList } from '../../runtime/lists';
import { T, typeOf } from '../../runtime/types';
import {
  codePoints,
  newBool,
  newStr,
  newTuple,
  strFromPoints,
  strText,
  tupleItems,
  w_False,
  w_None,
  W_Bytes,
  W_WideStr,
  type W,
} from '../../runtime/values';
import { method, rawMethod, staticMethod } from '../define';
import { indexOf } from '../protocols/containers';
import { points } from '../protocols/comparison';
import { asBig } from '../numbers';
import { sequence } from '../protocols/iterables';
import { bytesArgument, checkSize, intArgument } from '../native';
import type { Keywords } from '../../runtime/functions';
import { caseFold, titleCase, titleWords } from '../text/cases';
import { countText, findLastText, findText } from '../text/search';
import { formatMethod } from '../text/str-format';

const text = (w: W): string => strText(w) ?? '';
const wide = (w: W): boolean => w instanceof W_WideStr;
function need(w: W, name: string): string {
  const s = strText(w);
  if (s === null) throw typeError(`${name} must be str, not ${typeOf(w).name}`);
  return s;
}
function needOnly(w: W): string {
  const s = strText(w);
  if (s === null) throw typeError(`must be str, not ${typeOf(w).name}`);
  return s;
}
const S = T.str;

method(S, '__str__', 1, 1, (w) => newStr(text(w)));
method(S, 'upper', 1, 1, (w) => newStr(text(w).toUpperCase()));
method(S, 'lower', 1, 1, (w) => newStr(text(w).toLowerCase()));
method(S, 'casefold', 1, 1, (w) => newStr(caseFold(text(w))));
method(S, 'swapcase', 1, 1, (w) =>
  newStr(Array.from(text(w), (c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join('')),
);
method(S, 'capitalize', 1, 1, (w) => {
  const [first = ''] = text(w);
  return newStr(titleCase(first) + (first + text(w).slice(first.length)).toLowerCase().slice(first.toLowerCase().length));
});
method(S, 'title', 1, 1, (w) => newStr(titleWords(text(w))));

// -- searching ---------------------------------------------------------------------------------------------------------

/** start and end arguments as positions. */
function window(w: W, low: W | undefined, high: W | undefined): { start: number; end: number; length: number } {
  const length = w instanceof W_WideStr ? w.points.length : text(w).length;
  const clip = (x: W | undefined, missing: number): number => {
    if (x === undefined || x === w_None) return missing;
    const n = indexOf(x);
    if (n === null) throw typeError('slice indices must be integers or None or have an __index__ method');
    return n < 0 ? Math.max(0, n + length) : Math.min(n, length + 1);
  };
  return { start: clip(low, 0), end: Math.min(clip(high, length), length), length };
}

function find(name: string, w: W, part: W, low: W | undefined, high: W | undefined, last: boolean): number {
  const p = need(part, `${name}() argument 1`);
  const { start, end } = window(w, low, high);
  if (start > end) return -1;
  if (!wide(w)) {
    const s = text(w);
    return last ? findLastText(s, p, start, end) : findText(s, p, start, end);
  }
  const all = points(w);
  const wanted = points(part);
  const fits = (i: number): boolean => wanted.every((c, k) => all[i + k] === c);
  for (let i = last ? end - wanted.length : start; last ? i >= start : i + wanted.length <= end; i += last ? -1 : 1) if (fits(i)) return i;
  return -1;
}

for (const [name, last] of [
  ['find', false],
  ['rfind', true],
] as const)
  method(S, name, 2, 4, (w, part, low, high) => find(name, w, part, low, high, last));
for (const [name, last] of [
  ['index', false],
  ['rindex', true],
] as const) {
  method(S, name, 2, 4, (w, part, low, high) => {
    const at = find(name, w, part, low, high, last);
    if (at < 0) throw valueError('substring not found');
    return at;
  });
}
method(S, 'count', 2, 4, (w, part, low, high) => {
  const { start, end } = window(w, low, high);
  const s = wide(w) ? (strText(strFromPoints(points(w).slice(start, end))) ?? '') : text(w).slice(start, end);
  const p = need(part, 'count() argument 1');
  if (start > end) return 0;
  if (p === '') return codePoints(s) + 1;
  return countText(s, p);
});
for (const [name, check] of [
  ['startswith', (s: string, p: string): boolean => s.startsWith(p)],
  ['endswith', (s: string, p: string): boolean => s.endsWith(p)],
] as const) {
  method(S, name, 2, 4, (w, part, low, high) => {
    if (low === undefined && typeof w === 'string' && typeof part === 'string') return newBool(check(w, part));
    const { start, end } = window(w, low, high);
    const s = wide(w) ? text(strFromPoints(points(w).slice(start, end))) : text(w).slice(start, end);
    const list = tupleItems(part) ?? [part];
    return newBool(
      start <= end &&
        list.some((p) => {
          const t = strText(p);
          if (t !== null) return check(s, t);
          throw typeError(
            list[0] === part
              ? `${name} first arg must be str or a tuple of str, not ${typeOf(p).name}`
              : `tuple for ${name} must only contain str, not ${typeOf(p).name}`,
          );
        }),
    );
  });
}

// -- cutting and joining -----------------------------------------------------------------------------------------------

const SPACE = /[\t-\r\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
function isSpace(s: string, at: number): boolean {
  const unit = s.charCodeAt(at);
  return unit < 0x80 ? unit === 32 || (unit >= 9 && unit <= 13) || (unit >= 28 && unit <= 31) : SPACE.test(s[at]);
}
function strip(name: string, w: W, chars: W | undefined, left: boolean, right: boolean): W {
  const wanted = chars === undefined || chars === w_None ? null : strText(chars);
  if (wanted === null && chars !== undefined && chars !== w_None) throw typeError(`${name} arg must be None or str`);
  const all = wide(w) || (chars !== undefined && wide(chars)) ? Array.from(text(w)) : text(w);
  const set = wanted === null ? null : new Set(wanted);
  if (set === null && typeof all === 'string') return stripSpace(all, w, left, right);
  const drop = (c: string): boolean => (set === null ? SPACE.test(c) : set.has(c));
  let a = 0;
  let b = all.length;
  while (left && a < b && drop(all[a])) a++;
  while (right && b > a && drop(all[b - 1])) b--;
  return newStr(typeof all === 'string' ? all.slice(a, b) : all.slice(a, b).join(''));
}
function stripSpace(s: string, w: W, left: boolean, right: boolean): W {
  let a = 0;
  let b = s.length;
  while (left && a < b && isSpace(s, a)) a++;
  while (right && b > a && isSpace(s, b - 1)) b--;
  return b - a === s.length ? w : s.slice(a, b);
}
for (const [name, left, right] of [
  ['strip', true, true],
  ['lstrip', true, false],
  ['rstrip', false, true],
] as const)
  method(S, name, 1, 2, (w, chars) => strip(name, w, chars, left, right));
method(S, 'removeprefix', 2, 2, (w, p) => {
  const prefix = need(p, 'removeprefix() argument');
  return text(w).startsWith(prefix) ? newStr(text(w).slice(prefix.length)) : newStr(text(w));
});
method(S, 'removesuffix', 2, 2, (w, p) => {
  const suffix = need(p, 'removesuffix() argument');
  return suffix !== '' && text(w).endsWith(suffix) ? newStr(text(w).slice(0, -suffix.length)) : newStr(text(w));
});

function splitSpace(s: string, most: number): string[] {
  const out: string[] = [];
  let i = 0;
  for (;;) {
    while (i < s.length && isSpace(s, i)) i++;
    if (i >= s.length) return out;
    if (out.length === most) {
      out.push(s.slice(i));
      return out;
    }
    let j = i;
    while (j < s.length && !isSpace(s, j)) j++;
    out.push(s.slice(i, j));
    i = j;
  }
}
function splitSpaceRight(s: string, most: number): string[] {
  const out: string[] = [];
  let i = s.length;
  for (;;) {
    while (i > 0 && isSpace(s, i - 1)) i--;
    if (i <= 0) return out.reverse();
    if (out.length === most) {
      out.push(s.slice(0, i));
      return out.reverse();
    }
    let j = i;
    while (j > 0 && !isSpace(s, j - 1)) j--;
    out.push(s.slice(j, i));
    i = j;
  }
}
function splitBy(s: string, sep: string, most: number, right: boolean): string[] {
  if (sep === '') throw valueError('empty separator');
  if (most < 0 && !right) return s.split(sep);
  const out: string[] = [];
  if (right) {
    let end = s.length;
    for (let at = end; out.length !== most; end = at) {
      at = end < sep.length ? -1 : s.lastIndexOf(sep, end - sep.length);
      if (at < 0) break;
      out.push(s.slice(at + sep.length, end));
    }
    out.push(s.slice(0, end));
    return out.reverse();
  }
  let start = 0;
  while (out.length < most) {
    const at = s.indexOf(sep, start);
    if (at < 0) break;
    out.push(s.slice(start, at));
    start = at + sep.length;
  }
  out.push(s.slice(start));
  return out;
}
for (const [name, right] of [
  ['split', false],
  ['rsplit', true],
] as const) {
  rawMethod(S, name, (args, keywords) => {
    const sep = args[1] ?? keywords?.get('sep') ?? w_None;
    for (const key of keywords?.keys() ?? [])
      if (key !== 'sep' && key !== 'maxsplit') throw typeError(`${name}() got an unexpected keyword argument '${key}'`);
    if (args.length > 3) throw typeError(`${name}() takes at most 2 arguments (${args.length - 1} given)`);
    const most = intArgument(args[2] ?? keywords?.get('maxsplit') ?? -1);
    const s = text(args[0]);
    if (sep !== w_None && strText(sep) === null) throw typeError(`must be str or None, not ${typeOf(sep).name}`);
    const parts =
      sep === w_None
        ? right
          ? splitSpaceRight(s, most < 0 ? Infinity : most)
          : splitSpace(s, most < 0 ? Infinity : most)
        : splitBy(s, text(sep), most, right);
    // Parts of a text without surrogates have none.
    return newList(typeof args[0] === 'string' ? parts : parts.map(newStr));
  });
}
rawMethod(S, 'splitlines', (args, keywords) => {
  const keep = hooks.truth(args[1] ?? keywords?.get('keepends') ?? w_False);
  const out: W[] = [];
  const s = text(args[0]);
  for (const found of s.matchAll(/([^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*)(\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|$)/gu)) {
    if (found[0] === '') continue;
    out.push(newStr(keep ? found[0] : found[1]));
  }
  return newList(out);
});
method(S, 'partition', 2, 2, (w, sep) => {
  const at = text(w).indexOf(needOnly(sep));
  if (text(sep) === '') throw valueError('empty separator');
  return newTuple(at < 0 ? [w, '', ''] : [newStr(text(w).slice(0, at)), sep, newStr(text(w).slice(at + text(sep).length))]);
});
method(S, 'rpartition', 2, 2, (w, sep) => {
  const at = text(w).lastIndexOf(needOnly(sep));
  if (text(sep) === '') throw valueError('empty separator');
  return newTuple(at < 0 ? ['', '', w] : [newStr(text(w).slice(0, at)), sep, newStr(text(w).slice(at + text(sep).length))]);
});
method(S, 'join', 2, 2, (w, items) => {
  const parts = sequence(items, 'can only join an iterable');
  if (typeof w === 'string' && parts.every((p) => typeof p === 'string')) return parts.join(w);
  const texts = parts.map((p, i) => {
    const s = strText(p);
    if (s === null) throw typeError(`sequence item ${i}: expected str instance, ${typeOf(p).name} found`);
    return s;
  });
  return newStr(texts.join(text(w)));
});
rawMethod(S, 'replace', (args, keywords) => {
  if (args.length < 3) throw typeError(`replace() takes at least 2 positional arguments (${args.length - 1} given)`);
  const [w, from, to] = args;
  const count = intArgument(args[3] ?? keywords?.get('count') ?? -1);
  const [s, a, b] = [text(w), need(from, 'replace() argument 1'), need(to, 'replace() argument 2')];
  if (count < 0) return newStr(a === '' ? b + Array.from(s, (c) => c + b).join('') : s.split(a).join(b));
  if (a === '') {
    const chars = Array.from(s);
    return newStr(chars.map((c, i) => (i < count ? b : '') + c).join('') + (chars.length < count ? b : ''));
  }
  return newStr(splitBy(s, a, count, false).join(b));
});
rawMethod(S, 'expandtabs', (args, keywords) => {
  const size = intArgument(args[1] ?? keywords?.get('tabsize') ?? 8);
  if (Math.abs(size) > 2 ** 31 - 1) throw error('OverflowError', 'Python int too large to convert to C int');
  let column = 0;
  let out = '';
  for (const c of text(args[0])) {
    if (c === '\t') {
      const n = size > 0 ? size - (column % size) : 0;
      checkSize(n);
      out += ' '.repeat(n);
      column += n;
    } else {
      out += c;
      column = c === '\n' || c === '\r' ? 0 : column + 1;
    }
  }
  return newStr(out);
});

// -- padding -----------------------------------------------------------------------------------------------------------

function pad(w: W, width: W, fill: W | undefined, where: 'left' | 'right' | 'both'): W {
  if (fill !== undefined && strText(fill) === null)
    throw typeError(`The fill character must be a unicode character, not ${typeOf(fill).name}`);
  const f = fill === undefined ? ' ' : text(fill);
  if (codePoints(f) !== 1) throw typeError('The fill character must be exactly one character long');
  const wanted = indexOf(width);
  if (wanted === null) throw typeError(`'${typeOf(width).name}' object cannot be interpreted as an integer`);
  const n = wanted - codePoints(text(w));
  checkSize(n);
  if (n <= 0) return newStr(text(w));
  if (where === 'both') {
    const left = (n >> 1) + (n & (indexOf(width) ?? 0) & 1);
    return newStr(f.repeat(left) + text(w) + f.repeat(n - left));
  }
  return newStr(where === 'left' ? f.repeat(n) + text(w) : text(w) + f.repeat(n));
}
method(S, 'ljust', 2, 3, (w, n, f) => pad(w, n, f, 'right'));
method(S, 'rjust', 2, 3, (w, n, f) => pad(w, n, f, 'left'));
method(S, 'center', 2, 3, (w, n, f) => pad(w, n, f, 'both'));
method(S, 'zfill', 2, 2, (w, n) => {
  const s = text(w);
  const missing = intArgument(n) - codePoints(s);
  checkSize(missing);
  if (missing <= 0) return w;
  checkSize(missing);
  const sign = s.startsWith('-') || s.startsWith('+') ? s[0] : '';
  return newStr(sign + '0'.repeat(missing) + s.slice(sign.length));
});

// -- tests -------------------------------------------------------------------------------------------------------------

/** Whether all characters are of a kind. Single ASCII characters, as a program that reads text asks about, are looked up. */
function every(name: string, pattern: RegExp): void {
  const ascii = Array.from({ length: 128 }, (_, code) => newBool(pattern.test(String.fromCharCode(code))));
  method(S, name, 1, 1, (w) => {
    const s = text(w);
    if (s.length === 1 && s < '\x80') return ascii[s.charCodeAt(0)];
    return newBool(pattern.test(s));
  });
}
every('isalpha', /^\p{L}+$/u);
// Besides decimal digits: those with the property Numeric_Type=Digit of the Unicode Character Database.
every(
  'isdigit',
  /^[\p{Nd}\u00b2\u00b3\u00b9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792\u{10a40}-\u{10a43}\u{10e60}-\u{10e68}\u{11052}-\u{1105a}\u{1f100}-\u{1f10a}]+$/u,
);
every('isdecimal', /^\p{Nd}+$/u);
every('isnumeric', /^\p{N}+$/u);
every('isalnum', /^[\p{L}\p{N}]+$/u);
every('isspace', new RegExp(`^${SPACE.source}+$`));
every('isidentifier', /^[\p{XID_Start}_][\p{XID_Continue}]*$/u);
every('isascii', /^[\x00-\x7f]*$/);
every('isprintable', /^[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]*$/u);
method(S, 'islower', 1, 1, (w) => newBool(/\p{Lowercase}/u.test(text(w)) && !/[\p{Uppercase}\p{Lt}]/u.test(text(w))));
method(S, 'isupper', 1, 1, (w) => newBool(/\p{Uppercase}/u.test(text(w)) && !/[\p{Lowercase}\p{Lt}]/u.test(text(w))));
// Words of cased characters: each starts with its only upper or title case letter.
method(S, 'istitle', 1, 1, (w) =>
  newBool(
    /[\p{Uppercase}\p{Lt}]/u.test(text(w)) &&
      Array.from(text(w).matchAll(/[\p{Uppercase}\p{Lowercase}\p{Lt}]+/gu)).every(([word]) =>
        /^[\p{Uppercase}\p{Lt}]\p{Lowercase}*$/u.test(word),
      ),
  ),
);

// -- translation, encoding, formatting ---------------------------------------------------------------------------------

staticMethod(S, 'maketrans', (args) => {
  const d = new W_Dict();
  if (args.length === 0) throw typeError('maketrans expected at least 1 argument, got 0');
  if (args.length > 3) throw typeError(`maketrans expected at most 3 arguments, got ${args.length}`);
  if (args.length === 1) {
    if (!(args[0] instanceof W_Dict)) throw typeError('if you give only one argument to maketrans it must be a dict');
    for (const [k, v] of dictEntries(args[0])) {
      if (strText(k) === null && asBig(k) === null) throw typeError('keys in translate table must be strings or integers');
      if (strText(k) !== null && points(k).length !== 1) throw valueError('string keys in translate table must be of length 1');
      dictSet(d, strText(k) === null ? k : points(k)[0], v);
    }
    return d;
  }
  for (const [i, w] of args.entries())
    if (strText(w) === null)
      throw typeError(
        i === 0
          ? 'first maketrans argument must be a string if there is a second argument'
          : `maketrans() argument ${i + 1} must be str, not ${typeOf(w).name}`,
      );
  const to = points(args[1]);
  if (points(args[0]).length !== to.length) throw valueError('the first two maketrans arguments must have equal length');
  points(args[0]).forEach((p, i) => dictSet(d, p, to[i]));
  if (args.length > 2) for (const p of points(args[2])) dictSet(d, p, w_None);
  return d;
});
method(S, 'translate', 2, 2, (w, table) => {
  let out = '';
  for (const p of points(w)) {
    const to = table instanceof W_Dict ? (dictGet(table, p) ?? p) : itemOr(table, p);
    const n = asBig(to);
    if (n !== null && (n < 0n || n > 0x10ffffn)) throw valueError('character mapping must be in range(0x110000)');
    if (n === null && to !== w_None && strText(to) === null) throw typeError('character mapping must return integer, None or str');
    if (to !== w_None) out += strText(to) ?? String.fromCodePoint(Number(n));
  }
  return newStr(out);
});
/** `table[p]`, or `p` where the table has nothing. */
function itemOr(table: W, p: number): W {
  try {
    return hooks.getitem(table, p);
  } catch (e) {
    if (isGuestError(e) && typeOf(e.exception).isSubtype(exceptionType('LookupError'))) return p;
    throw e;
  }
}
rawMethod(S, 'format', (args, keywords) => newStr(formatMethod(text(args[0]), args.slice(1), keywords ?? new Map())));
method(S, 'format_map', 2, 2, (w, mapping) => newStr(formatMethod(text(w), [], mapping)));
/** The arguments `encoding` and `errors` of encode() and decode(). */
function codecArguments(name: string, args: readonly W[], keywords: Keywords | null): [string, string] {
  if (args.length > 3) throw typeError(`${name}() takes at most 2 arguments (${args.length - 1} given)`);
  for (const key of keywords?.keys() ?? [])
    if (key !== 'encoding' && key !== 'errors') throw typeError(`${name}() got an unexpected keyword argument '${key}'`);
  return [
    need(args[1] ?? keywords?.get('encoding') ?? 'utf-8', `${name}() argument 'encoding'`),
    need(args[2] ?? keywords?.get('errors') ?? 'strict', `${name}() argument 'errors'`),
  ];
}
rawMethod(S, 'encode', (args, keywords) => new W_Bytes(encode(args[0], ...codecArguments('encode', args, keywords))));

for (const t of [T.bytes, T.bytearray]) {
  rawMethod(t, 'decode', (args, keywords) => decode(bytesArgument(args[0]), ...codecArguments('decode', args, keywords)));
}
