/** Constructors of the builtin value types. Methods of each type: types-str.ts, types-list.ts ... */
import { checkSize } from '../../runtime/blocks';
import { error, typeError, valueError } from '../../runtime/errors';
import { dictSet, newSet, W_Dict, W_Set } from '../../runtime/dicts';
import { hooks } from '../../runtime/hooks';
import { holding, W_Enumerate, W_FilterIter, W_MapIter, W_NativeIter, W_PlainIter, W_Zip } from '../../runtime/iterators';
import { listGet, listReplace, newList, W_List } from '../../runtime/lists';
import { makeSuper } from '../../runtime/super';
import { T, typeOf, w_boolType, W_Type } from '../../runtime/types';
import {
  intFromBig,
  newBool,
  newStr,
  newTuple,
  strText,
  tupleItems,
  w_None,
  W_None,
  W_Bytearray,
  W_Bytes,
  W_Complex,
  W_Float,
  W_Instance,
  W_Long,
  W_Range,
  W_Slice,
  W_Tuple,
  type W_Super,
  type W,
} from '../../runtime/values';
import { checked, constructor, method, rawMethod } from '../define';
import { copiedList } from '../protocols/list-parts';
import { dictIterator, iterOf, nextOf, sequence, toArray } from '../protocols/iterables';
import { dictUpdate } from '../protocols/mappings';
import { asComplex } from '../protocols/binary';
import { asBig, asciiNumber, asDouble, digitLimit, doubleToInt, parseFloatText, parseIntText, tooManyDigits } from '../numbers';
import { reprOf, reprText, strValue } from '../text/text';
import { lengthOf } from '../protocols/length';
import { bigArgument, bytesArgument, floatArgument, intArgument, isBytesLike, onlyKeywords } from '../native';
import type { Keywords } from '../../runtime/functions';
import { begins } from '../../runtime/finalizers';

/** A value of a builtin type, or an instance of the subclass `cls` that carries it. */
function wrap(cls: W, type: W_Type, value: W): W {
  if (cls === type || !(cls instanceof W_Type)) return value;
  const w = begins(new W_Instance(cls.maps.empty));
  w.payload = value;
  return w;
}
const arg = (args: W[], i: number, keywords: Keywords | null, name: string): W | undefined => args[i] ?? keywords?.get(name);

constructor(
  T.int,
  checked(T.int, 0, 2, ['base'], (args, keywords) => wrap(args[0], T.int, makeInt(args[1], arg(args, 2, keywords, 'base')))),
);
constructor(
  w_boolType,
  checked(w_boolType, 0, 1, [], (args) => newBool(args.length > 1 && hooks.truth(args[1]))),
);
constructor(
  T.float,
  checked(T.float, 0, 1, [], (args) => wrap(args[0], T.float, makeFloat(args[1]))),
);
constructor(T.complex, (args, keywords) =>
  wrap(args[0], T.complex, makeComplex(arg(args, 1, keywords, 'real'), arg(args, 2, keywords, 'imag'))),
);
constructor(T.str, (args, keywords) => {
  if (args.length > 4) throw typeError(`str expected at most 3 arguments, got ${args.length - 1}`);
  return wrap(
    args[0],
    T.str,
    makeStr(arg(args, 1, keywords, 'object'), arg(args, 2, keywords, 'encoding'), arg(args, 3, keywords, 'errors')),
  );
});
constructor(T.bytes, (args, keywords) => wrap(args[0], T.bytes, new W_Bytes(makeBytes('bytes', args, keywords))));
constructor(T.bytearray, (args, keywords) => wrap(args[0], T.bytearray, new W_Bytearray(makeBytes('bytearray', args, keywords))));
// Of whatever length: displays alone make specialised tuples (pypy/objspace/std/tupleobject.py, descr_new).
constructor(
  T.tuple,
  checked(T.tuple, 0, 1, [], (args) =>
    wrap(
      args[0],
      T.tuple,
      args.length < 2
        ? newTuple([])
        : args[0] === T.tuple && tupleItems(args[1]) !== null && !(args[1] instanceof W_Instance)
          ? args[1]
          : new W_Tuple(toArray(args[1])),
    ),
  ),
);
// `list(x)`, `dict(x)` and `set(x)` of the builtin class itself are made in one step; a subclass gets its items from `__init__`.
constructor(T.list, (args, keywords) => {
  if (args[0] !== T.list) return wrap(args[0], T.list, newList([]));
  if (keywords !== null && keywords.size > 0) throw typeError('list() takes no keyword arguments');
  if (args.length > 2) throw typeError(`list expected at most 1 argument, got ${args.length - 1}`);
  if (args[1] instanceof W_List) return copiedList(args[1]);
  return newList(args.length > 1 ? toArray(args[1]) : []);
});
rawMethod(T.list, '__init__', (args) => {
  const list = args[0] instanceof W_Instance ? args[0].payload : args[0];
  listReplace(list as W_List, args.length > 1 ? toArray(args[1]) : []);
  return w_None;
});
constructor(T.dict, (args, keywords) =>
  args[0] === T.dict ? fillDict(new W_Dict(), args, keywords) : wrap(args[0], T.dict, new W_Dict()),
);
rawMethod(T.dict, '__init__', (args, keywords) => {
  fillDict((args[0] instanceof W_Instance ? args[0].payload : args[0]) as W_Dict, args, keywords);
  return w_None;
});
function fillDict(d: W_Dict, args: W[], keywords: Keywords | null): W_Dict {
  if (args.length > 2) throw typeError(`dict expected at most 1 argument, got ${args.length - 1}`);
  if (args.length > 1) dictUpdate(d, args[1]);
  if (keywords !== null) for (const [k, v] of keywords) dictSet(d, newStr(k), v);
  return d;
}
constructor(
  T.set,
  checked(T.set, 0, 1, [], (args) =>
    args[0] === T.set ? newSet(args.length > 1 ? toArray(args[1]) : []) : wrap(args[0], T.set, newSet([])),
  ),
);
rawMethod(T.set, '__init__', (args) => {
  const set = (args[0] instanceof W_Instance ? args[0].payload : args[0]) as W_Set;
  set.table.clear();
  if (args.length > 1) for (const w of toArray(args[1])) set.table.set(w, w);
  return w_None;
});
constructor(
  T.frozenset,
  checked(T.frozenset, 0, 1, [], (args) =>
    wrap(
      args[0],
      T.frozenset,
      args.length > 1 && args[0] === T.frozenset && args[1] instanceof W_Set && args[1].frozen
        ? args[1]
        : newSet(args.length > 1 ? toArray(args[1]) : [], true),
    ),
  ),
);
constructor(T.range, (args, keywords) => {
  if (keywords !== null && keywords.size > 0) throw typeError('range() takes no keyword arguments');
  return makeRange(args.slice(1));
});
constructor(T.slice, (args, keywords) => {
  const a = args.slice(1);
  if (keywords !== null && keywords.size > 0) throw typeError('slice() takes no keyword arguments');
  if (a.length > 3) throw typeError(`slice expected at most 3 arguments, got ${a.length}`);
  if (a.length === 0) throw typeError('slice expected at least 1 argument, got 0');
  return a.length === 1 ? new W_Slice(w_None, a[0], w_None) : new W_Slice(a[0], a[1], a[2] ?? w_None);
});
constructor(T.enumerate, (args, keywords) => {
  if (args.length === 1 && keywords?.has('iterable') !== true) throw typeError("enumerate() missing required argument 'iterable'");
  if (args.length > 3) throw typeError(`enumerate() takes at most 2 arguments (${args.length - 1} given)`);
  for (const name of keywords?.keys() ?? [])
    if (name !== 'iterable' && name !== 'start') throw typeError(`'${name}' is an invalid keyword argument for enumerate()`);
  const start = arg(args, 2, keywords, 'start') ?? 0;
  const items = iterOf(args[1] ?? keywords?.get('iterable') ?? w_None);
  const first = intFromBig(bigArgument(start));
  if (typeof first === 'number' || typeof first === 'bigint') return wrap(args[0], T.enumerate, new W_Enumerate(items, first));
  // Beyond the machine word: the layout counts in one.
  let count = bigArgument(start);
  const large = new W_NativeIter(T.enumerate, () => {
    const item = nextOf(items);
    return item === null ? null : newTuple([intFromBig(count++), item]);
  });
  return wrap(args[0], T.enumerate, holding(large, items));
});
constructor(T.zip, (args, keywords) => {
  if (args[0] === T.zip)
    for (const name of keywords?.keys() ?? []) if (name !== 'strict') throw typeError(`zip() got an unexpected keyword argument '${name}'`);
  return wrap(args[0], T.zip, new W_Zip(args.slice(1).map(iterOf), hooks.truth(keywords?.get('strict') ?? newBool(false)) ? 1 : 0));
});
constructor(T.map, (args) => {
  if (args.length < 3) throw typeError('map() must have at least two arguments.');
  return wrap(args[0], T.map, new W_MapIter(args[1], args.slice(2).map(iterOf)));
});
constructor(
  T.filter,
  checked(T.filter, 2, 2, [], (args) => wrap(args[0], T.filter, new W_FilterIter(args[1], iterOf(args[2])))),
);
constructor(
  T.reversed,
  checked(T.reversed, 1, 1, [], (args) => wrap(args[0], T.reversed, reversed(args[1]))),
);
constructor(T.super, (args) => makeSuper(args[1] ?? w_None, args[2] ?? w_None));
method(T.super, '__get__', 2, 3, (w, object) => {
  const made = w as W_Super;
  return object === w_None || made.object !== w_None ? w : makeSuper(made.start, object);
});
constructor(T.none, () => w_None);

function makeInt(w: W | undefined, base: W | undefined): W {
  if (w === undefined && base !== undefined) throw typeError('int() missing string argument');
  if (w === undefined) return 0;
  const text = strText(w) ?? (isBytesLike(w) ? Array.from(bytesArgument(w), (b) => String.fromCharCode(b)).join('') : null);
  if (base !== undefined || text !== null) {
    const b = base === undefined ? 10 : intArgument(base);
    if (text === null) throw typeError("int() can't convert non-string with explicit base");
    if (b !== 0 && (b < 2 || b > 36)) throw valueError('int() base must be >= 2 and <= 36, or 0');
    const digits = text.length > digitLimit.value ? text.replaceAll(/[\s_+-]/g, '').length : 0;
    if (digitLimit.value > 0 && digits > digitLimit.value && b !== 0 && (b & (b - 1)) !== 0) throw tooManyDigits(digits);
    const value = parseIntText(strText(w) === null ? text : asciiNumber(text), b);
    if (value === null)
      throw valueError(
        `invalid literal for int() with base ${b}: ${strText(w) === null ? reprOf(new W_Bytes(bytesArgument(w))) : reprText(text)}`,
      );
    return intFromBig(value);
  }
  const big = asBig(w);
  if (big !== null) return intFromBig(big);
  if (w instanceof W_Float) return doubleToInt(w.floatval);
  for (const name of ['__int__', '__index__', '__trunc__']) {
    const method = typeOf(w).lookup(name);
    if (method === null) continue;
    const made = hooks.call(method, [w]);
    const r = asBig(made);
    if (r === null) throw typeError(`${name} returned non-int (type ${typeOf(made).name})`);
    return intFromBig(r);
  }
  if (w instanceof W_Instance && w.payload instanceof W_Float) return doubleToInt(w.payload.floatval);
  throw typeError(`int() argument must be a string, a bytes-like object or a real number, not '${typeOf(w).name}'`);
}

function makeFloat(w: W | undefined): W {
  if (w === undefined) return new W_Float(0);
  if (w instanceof W_Float) return w;
  const text = strText(w) ?? (isBytesLike(w) ? Array.from(bytesArgument(w), (b) => String.fromCharCode(b)).join('') : null);
  if (text !== null) {
    const x = parseFloatText(strText(w) === null ? text : asciiNumber(text));
    if (x === null) throw valueError(`could not convert string to float: ${reprOf(w)}`);
    return new W_Float(x);
  }
  const method = typeof w === 'object' ? (typeOf(w).lookup('__float__') ?? typeOf(w).lookup('__index__')) : null;
  if (method !== null && !(w instanceof W_Instance && w.payload instanceof W_Float && !typeOf(w).lookupWhere('__float__')?.isHeap)) {
    const r = hooks.call(method, [w]);
    const x = asDouble(r);
    if (x === null) throw typeError(`${typeOf(w).name}.__float__ returned non-float (type ${typeOf(r).name})`);
    return new W_Float(x);
  }
  const x = asDouble(w);
  if (x === null) throw typeError(`float() argument must be a string or a real number, not '${typeOf(w).name}'`);
  return new W_Float(x);
}

const UNSIGNED = String.raw`(?:(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?|inf(?:inity)?|nan)`;
/** A real part that is no beginning of an imaginary one, and an imaginary part, which may be a sign alone. */
const COMPLEX_TEXT = new RegExp(`^([+-]?${UNSIGNED}(?![\\dj._e]))?(?:((?<=^|[^+-])[+-]${UNSIGNED}?|(?<=^)${UNSIGNED}?)j)?$`, 'i');

function makeComplex(re: W | undefined, im: W | undefined): W {
  if (re !== undefined && im === undefined && strText(re) !== null) {
    const text = asciiNumber((strText(re) as string).trim())
      .replace(/^\((.*)\)$/s, '$1')
      .trim();
    const found = COMPLEX_TEXT.exec(text);
    if (found === null || text === '') throw valueError('complex() arg is a malformed string');
    const part = (s: string | undefined): number =>
      s === undefined ? 0 : s === '' || s === '+' ? 1 : s === '-' ? -1 : (parseFloatText(s) ?? NaN);
    return new W_Complex(part(found[1]), part(found[2]));
  }
  if (
    re !== undefined &&
    im !== undefined &&
    asComplex(re) === null &&
    typeOf(re).lookup('__complex__') === null &&
    typeOf(re).lookup('__float__') === null
  )
    throw typeError(`complex() argument 'real' must be a real number, not ${typeOf(re).name}`);
  if (im !== undefined && asComplex(im) === null && typeOf(im).lookup('__float__') === null && typeOf(im).lookup('__index__') === null)
    throw typeError(`complex() argument 'imag' must be a real number, not ${typeOf(im).name}`);
  const method = re !== undefined && typeof re === 'object' && !(re instanceof W_Complex) ? typeOf(re).lookup('__complex__') : null;
  const number = (w: W): { re: number; im: number } | null =>
    asComplex(w) ??
    (typeOf(w).lookup('__float__') === null && typeOf(w).lookup('__index__') === null ? null : { re: floatArgument(w), im: 0 });
  const a = re === undefined ? { re: 0, im: 0 } : number(method === null ? re : hooks.call(method, [re]));
  if (im === undefined && a !== null) return new W_Complex(a.re, a.im);
  const b = im === undefined ? { re: 0, im: 0 } : number(im);
  if (a === null || b === null)
    throw typeError(`complex() argument must be a string or a number, not '${typeOf(a === null ? (re as W) : (im as W)).name}'`);
  // A real part that is no complex number has no imaginary part to add: -0.0 stays.
  return new W_Complex(im instanceof W_Complex ? a.re - b.im : a.re, re instanceof W_Complex ? a.im + b.re : b.re);
}

function makeStr(w: W | undefined, encoding: W | undefined, errors: W | undefined): W {
  if (w === undefined) return '';
  for (const [name, given] of [
    ['encoding', encoding],
    ['errors', errors],
  ] as const)
    if (given !== undefined && strText(given) === null) throw typeError(`str() argument '${name}' must be str, not ${typeOf(given).name}`);
  if (encoding !== undefined || errors !== undefined) {
    if (strText(w) !== null) throw typeError('decoding str is not supported');
    if (!isBytesLike(w)) throw typeError(`decoding to str: need a bytes-like object, ${typeOf(w).name} found`);
    return hooks.call(hooks.getattr(new W_Bytes(bytesArgument(w)), 'decode'), [encoding ?? 'utf-8', errors ?? 'strict']);
  }
  return strValue(w);
}

function makeBytes(kind: 'bytes' | 'bytearray', args: W[], keywords: Keywords | null): Uint8Array {
  if (args.length > 4) throw typeError(`${kind}() takes at most 3 arguments (${args.length - 1} given)`);
  if (args[0] === T[kind]) onlyKeywords(kind, keywords, ['source', 'encoding', 'errors']);
  const [w, encoding, errors] = [arg(args, 1, keywords, 'source'), arg(args, 2, keywords, 'encoding'), arg(args, 3, keywords, 'errors')];
  if (w === undefined) {
    if (encoding !== undefined) throw typeError('encoding without a string argument');
    return new Uint8Array(0);
  }
  if (encoding !== undefined && strText(w) === null) throw typeError('encoding without a string argument');
  if (strText(w) !== null) {
    if (encoding === undefined) throw typeError('string argument without an encoding');
    return (hooks.call(hooks.getattr(w, 'encode'), errors === undefined ? [encoding] : [encoding, errors]) as W_Bytes).data;
  }
  if (w instanceof W_Bytes || w instanceof W_Bytearray) return w.data.slice();
  const n = asBig(w);
  if (n !== null) {
    if (n < 0n) throw valueError('negative count');
    if (n > 9223372036854775807n) throw error('OverflowError', `cannot fit '${typeOf(w).name}' into an index-sized integer`);
    checkSize(Number(n));
    return new Uint8Array(Number(n));
  }
  const method = typeof w === 'object' ? typeOf(w).lookup('__bytes__') : null;
  if (method !== null) {
    const made = hooks.call(method, [w]);
    if (!(made instanceof W_Bytes)) throw typeError(`__bytes__ returned non-bytes (type ${typeOf(made).name})`);
    return made.data;
  }
  if (isBytesLike(w)) return bytesArgument(w).slice();
  if (typeof w === 'object' && typeOf(w).lookup('__index__') !== null) return makeBytes(kind, [args[0], intFromBig(bigArgument(w))], null);
  return Uint8Array.from(
    sequence(w, `cannot convert '${typeOf(w).name}' object to ${kind}`).map((b) => {
      const n = bigArgument(b);
      if (n < 0n || n > 255n) throw valueError(kind === 'bytes' ? 'bytes must be in range(0, 256)' : 'byte must be in range(0, 256)');
      return Number(n);
    }),
  );
}

export function makeRange(args: W[]): W {
  const ints = args.map((w) => {
    const n = asBig(w);
    if (n !== null) return n;
    const method = typeof w === 'object' ? typeOf(w).lookup('__index__') : null;
    if (method === null) throw typeError(`'${typeOf(w).name}' object cannot be interpreted as an integer`);
    return asBig(hooks.call(method, [w])) ?? 0n;
  });
  if (ints.length === 0 || ints.length > 3)
    throw typeError(`range expected at ${ints.length === 0 ? 'least 1 argument' : 'most 3 arguments'}, got ${ints.length}`);
  const [start, stop, step] = ints.length === 1 ? [0n, ints[0], 1n] : [ints[0], ints[1], ints[2] ?? 1n];
  if (step === 0n) throw valueError('range() arg 3 must not be zero');
  const span = step > 0n ? stop - start : start - stop;
  const length = span <= 0n ? 0n : (span - 1n) / (step > 0n ? step : -step) + 1n;
  // Large ints stay the very objects that were given.
  const own = (n: bigint, at: number): W => (args[at] instanceof W_Long ? (args[at] as W) : intFromBig(n));
  const first = ints.length === 1 ? -1 : 0;
  return new W_Range(own(start, first), own(stop, first + 1), own(step, 2), intFromBig(length));
}

/** What `reversed` walks through, where it is, and how it goes elsewhere: for copies and pickles. */
export const reversals = new WeakMap<object, { readonly of: W; at(): number; goTo(n: number): void }>();

function reversed(w: W): W {
  const base = w instanceof W_Instance && w.payload !== null ? w.payload : w;
  const method = typeof w === 'object' ? typeOf(w).lookup('__reversed__') : null;
  const special = !(base instanceof W_List || base instanceof W_Dict) || typeOf(w).lookupWhere('__reversed__')?.isHeap === true;
  if (method !== null && method !== w_None && special) return hooks.call(method, [w]);
  if (base instanceof W_List) {
    let i = base.storage.length - 1;
    const it = new W_PlainIter(
      T.reversed,
      () => (i >= 0 && i < base.storage.length ? listGet(base, i--) : ((i = -1), null)),
      () => i + 1,
    );
    reversals.set(it, { of: w, at: () => i, goTo: (n) => (i = Math.min(Math.max(n, -1), base.storage.length - 1)) });
    return holding(it, w);
  }
  if (base instanceof W_Dict) return dictIterator(base, 'keys', true);
  const items = typeof w === 'string' ? w : tupleItems(w);
  if (items !== null && !(w instanceof W_Instance)) {
    let i = items.length - 1;
    return new W_PlainIter(
      T.reversed,
      () => (i >= 0 ? items[i--] : null),
      () => i + 1,
    );
  }
  if (
    method instanceof W_None ||
    (method === null &&
      (typeof w !== 'object' ? typeof w !== 'string' : typeOf(w).lookup('__getitem__') === null || typeOf(w).lookup('__len__') === null))
  )
    throw typeError(`'${typeOf(w).name}' object is not reversible`);
  const length = bigArgument(lengthOf(w));
  let i = length - 1n;
  const it = new W_NativeIter(
    T.reversed,
    () => (i >= 0n ? hooks.getitem(w, intFromBig(i--)) : null),
    () => Math.min(Number(i) + 1, Number.MAX_SAFE_INTEGER),
  );
  reversals.set(it, { of: w, at: () => Number(i), goTo: (n) => (i = BigInt(Math.min(Math.max(n, -1), Number(length) - 1))) });
  return holding(it, w);
}
