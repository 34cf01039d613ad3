/** array: a sequence of numbers of one machine type. Source: CPython's Modules/arraymodule.c (behaviour); pypy/module/array. */
import { error, typeError, valueError } from '../../../runtime/errors';
import { hooks } from '../../../runtime/hooks';
import { W_PlainIter } from '../../../runtime/iterators';
import { K } from '../../../runtime/kinds';
import { newList } from '../../../runtime/lists';
import { typeOf, W_Type } from '../../../runtime/types';
import {
  intFromBig,
  layout,
  newBool,
  newStr,
  newTuple,
  strFromPoints,
  strText,
  tupleItems,
  w_None,
  w_NotImplemented,
  W_Bytearray,
  W_Bytes,
  W_Float,
  W_Native,
  W_Slice,
  type W,
} from '../../../runtime/values';
import { classMethod, constructor, defineModule, getset, method, rawMethod } from '../../define';
import { W_Alias } from '../../types/alias';
import { bigArgument, bytesArgument, checkSize, floatArgument, instanceOf, intArgument, moduleType, payload } from '../../native';
import { compareOp, equal } from '../../protocols/comparison';
import { toArray } from '../../protocols/iterables';
import { pointsOf } from '../../text/codec';
import { reprOf } from '../../text/text';

type Storage =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;
interface Kind {
  readonly make: (from: number | ArrayBuffer) => Storage;
  readonly size: number;
  /** Inclusive bounds; null for floats. */
  readonly bounds: readonly [bigint, bigint] | null;
  readonly what: string;
}
const kind = (make: Kind['make'], size: number, signed: boolean | null, what = ''): Kind => ({
  make,
  size,
  what,
  bounds:
    signed === null ? null : signed ? [-(2n ** BigInt(8 * size - 1)), 2n ** BigInt(8 * size - 1) - 1n] : [0n, 2n ** BigInt(8 * size) - 1n],
});
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['b', kind((n) => new Int8Array(n as number), 1, true, 'signed char')],
  ['B', kind((n) => new Uint8Array(n as number), 1, false, 'unsigned byte integer')],
  ['u', kind((n) => new Uint32Array(n as number), 4, false)],
  ['w', kind((n) => new Uint32Array(n as number), 4, false)],
  ['h', kind((n) => new Int16Array(n as number), 2, true, 'signed short')],
  ['H', kind((n) => new Uint16Array(n as number), 2, false, 'unsigned short')],
  ['i', kind((n) => new Int32Array(n as number), 4, true, 'signed int')],
  ['I', kind((n) => new Uint32Array(n as number), 4, false, 'unsigned int')],
  ['l', kind((n) => new BigInt64Array(n as number), 8, true, 'long')],
  ['L', kind((n) => new BigUint64Array(n as number), 8, false, 'unsigned long')],
  ['q', kind((n) => new BigInt64Array(n as number), 8, true, 'long long')],
  ['Q', kind((n) => new BigUint64Array(n as number), 8, false, 'unsigned long long')],
  ['f', kind((n) => new Float32Array(n as number), 4, null)],
  ['d', kind((n) => new Float64Array(n as number), 8, null)],
]);

const arrayType = moduleType('array', 'array');
arrayType.hasDict = false;
export class W_Array extends W_Native {
  length = 0;
  constructor(
    readonly code: string,
    readonly of: Kind,
    public storage: Storage,
  ) {
    super(arrayType);
  }
  /** For whatever takes a bytes-like object. */
  bytes(): Uint8Array {
    return new Uint8Array(this.storage.buffer, this.storage.byteOffset, this.length * this.of.size);
  }
  resize(length: number): void {
    if (length > this.storage.length) {
      checkSize(length * this.of.size);
      const grown = this.of.make(Math.max(length, this.storage.length + (this.storage.length >> 1), 8));
      (grown as Float64Array).set(this.storage.subarray(0, this.length) as Float64Array);
      this.storage = grown;
    }
    this.length = length;
  }
}
layout(W_Array, K.NATIVE);
const A = (w: W): W_Array => payload(w, W_Array);
const isArray = (w: W): boolean => typeOf(w).isSubtype(arrayType);
const fresh = (like: W_Array, length: number): W_Array => {
  const made = new W_Array(like.code, like.of, like.of.make(0));
  made.resize(length);
  return made;
};

const isText = (a: W_Array): boolean => a.code === 'u' || a.code === 'w';

function load(a: W_Array, i: number): W {
  const raw = a.storage[i];
  if (a.code === 'u' || a.code === 'w') return strFromPoints([Number(raw)]);
  if (a.of.bounds === null) return new W_Float(raw as number);
  return typeof raw === 'bigint' ? intFromBig(raw) : raw;
}
/** A guest value as what the storage holds; raises what CPython does. */
function rawOf(a: W_Array, w: W): number | bigint {
  if (a.code === 'u' || a.code === 'w') {
    const points = strText(w) === null ? [] : pointsOf(w);
    if (strText(w) === null) throw typeError(`array item must be a unicode character, not ${typeOf(w).name}`);
    if (points.length !== 1) throw typeError(`array item must be a unicode character, not a string of length ${points.length}`);
    return points[0];
  }
  if (a.of.bounds === null) {
    if (strText(w) !== null) throw typeError(`must be real number, not ${typeOf(w).name}`);
    return floatArgument(w);
  }
  const n = bigArgument(w);
  const [low, high] = a.of.bounds;
  if (n < low || n > high) {
    const name = a.of.what;
    if (a.of.size === 8 || (a.of.size === 4 && low === 0n))
      throw error(
        'OverflowError',
        n < 0n && low === 0n
          ? "can't convert negative value to unsigned int"
          : a.of.size === 8
            ? 'Python int too large to convert to C long'
            : `${name} is greater than maximum`,
      );
    throw error('OverflowError', `${name} is ${n < low ? 'less than minimum' : 'greater than maximum'}`);
  }
  return a.of.size === 8 ? n : Number(n);
}
function store(a: W_Array, i: number, w: W): void {
  (a.storage as unknown as (number | bigint)[])[i] = rawOf(a, w);
}
function append(a: W_Array, w: W): void {
  const raw = rawOf(a, w);
  a.resize(a.length + 1);
  (a.storage as unknown as (number | bigint)[])[a.length - 1] = raw;
}
function frombytes(a: W_Array, data: Uint8Array): void {
  if (data.length % a.of.size !== 0) throw valueError('bytes length not a multiple of item size');
  const at = a.length;
  const copy = data.slice();
  a.resize(at + copy.length / a.of.size);
  new Uint8Array(a.storage.buffer).set(copy, at * a.of.size);
}
function extend(a: W_Array, w: W): void {
  if (isArray(w)) {
    const b = A(w);
    if (b.code !== a.code) throw typeError('can only extend with array of same kind');
    const [at, length] = [a.length, b.length];
    a.resize(at + length);
    (a.storage as Float64Array).set(b.storage.subarray(0, length) as Float64Array, at);
  } else for (const item of toArray(w)) append(a, item);
}

constructor(arrayType, (args, keywords) => {
  if (keywords !== null && keywords.size > 0 && args[0] === arrayType) throw typeError('array.array() takes no keyword arguments');
  const code = strText(args[1] ?? w_None);
  if (code === null || code.length !== 1)
    throw typeError(`array() argument 1 must be a unicode character, not ${code === null ? typeOf(args[1] ?? w_None).name : 'str'}`);
  const of = KINDS.get(code);
  if (of === undefined) throw valueError('bad typecode (must be b, B, u, w, h, H, i, I, l, L, q, Q, f or d)');
  const a = new W_Array(code, of, of.make(0));
  const initial = args[2];
  if (initial !== undefined) {
    if (initial instanceof W_Bytes || initial instanceof W_Bytearray) frombytes(a, initial.data);
    else if (strText(initial) !== null) {
      if (code !== 'u' && code !== 'w') throw typeError(`cannot use a str to initialize an array with typecode '${code}'`);
      for (const p of pointsOf(initial)) append(a, strFromPoints([p]));
    } else if (isArray(initial) && isText(A(initial)) && !isText(a))
      throw typeError(`cannot use a unicode array to initialize an array with typecode '${code}'`);
    else if (isArray(initial)) for (let i = 0; i < A(initial).length; i++) append(a, load(A(initial), i));
    else extend(a, initial);
  }
  return instanceOf(args[0], arrayType, a);
});
rawMethod(arrayType, '__init__', () => w_None);
function position(a: W_Array, w: W, what = 'array index out of range'): number {
  const n = intArgument(w);
  const i = n < 0 ? n + a.length : n;
  if (i < 0 || i >= a.length) throw error('IndexError', what);
  return i;
}
/** The indices a slice takes. */
function range(a: W_Array, s: W_Slice): number[] {
  const of = hooks.call(hooks.getattr(s, 'indices'), [a.length]);
  const [start, stop, step] = toArray(of).map(intArgument);
  const out: number[] = [];
  for (let i = start; step > 0 ? i < stop : i > stop; i += step) out.push(i);
  return out;
}
const pick = (a: W_Array, indices: readonly number[]): W_Array => {
  const made = fresh(a, indices.length);
  indices.forEach((from, to) => ((made.storage as unknown as (number | bigint)[])[to] = a.storage[from]));
  return made;
};
function replace(a: W_Array, from: W_Array): void {
  a.storage = from.storage;
  a.length = from.length;
}
method(arrayType, '__len__', 1, 1, (w) => A(w).length);
method(arrayType, '__getitem__', 2, 2, (w, i) => (i instanceof W_Slice ? pick(A(w), range(A(w), i)) : load(A(w), position(A(w), i))));
method(arrayType, '__setitem__', 3, 3, (w, i, v) => {
  const a = A(w);
  if (!(i instanceof W_Slice)) store(a, position(a, i, 'array assignment index out of range'), v);
  else {
    if (!isArray(v)) throw typeError(`can only assign array (not "${typeOf(v).name}") to array slice`);
    const b = A(v);
    if (b.code !== a.code) throw typeError('bad argument type for built-in operation');
    const [start, stop, step] = toArray(hooks.call(hooks.getattr(i, 'indices'), [a.length])).map(intArgument);
    const indices = range(a, i);
    if (step === 1) {
      const all = Array.from({ length: a.length }, (_, k) => k);
      const head = pick(a, all.slice(0, start));
      const tail = pick(a, all.slice(Math.max(start, stop)));
      const middle = pick(
        b,
        Array.from({ length: b.length }, (_, k) => k),
      );
      extend(head, middle);
      extend(head, tail);
      replace(a, head);
    } else {
      if (indices.length !== b.length)
        throw valueError(`attempt to assign array of size ${b.length} to extended slice of size ${indices.length}`);
      // A copy: an array may be assigned to a slice of its own.
      const items = b.storage.slice(0, b.length);
      indices.forEach((to, from) => ((a.storage as unknown as (number | bigint)[])[to] = items[from]));
    }
  }
  return w_None;
});
method(arrayType, '__delitem__', 2, 2, (w, i) => {
  const a = A(w);
  const gone = new Set(i instanceof W_Slice ? range(a, i) : [position(a, i, 'array assignment index out of range')]);
  replace(
    a,
    pick(
      a,
      Array.from({ length: a.length }, (_, k) => k).filter((k) => !gone.has(k)),
    ),
  );
  return w_None;
});
const iterType = moduleType('array', 'arrayiterator');
/** Over an array; `array` is null when exhausted. */
class W_ArrayIter extends W_PlainIter {
  index = 0;
  constructor(public array: W | null) {
    super(
      iterType,
      () => this.advance(),
      () => (this.array === null ? 0 : Math.max(0, A(this.array).length - this.index)),
    );
    this.holds = () => [this.array];
  }
  private advance(): W | null {
    if (this.array === null) return null;
    if (this.index < A(this.array).length) return load(A(this.array), this.index++);
    this.array = null;
    return null;
  }
}
method(arrayType, '__iter__', 1, 1, (w) => new W_ArrayIter(w));
const builtin = (name: string): W => hooks.getattr(hooks.importModule('builtins', w_None, 0, w_None), name);
method(iterType, '__reduce__', 1, 1, (it) => {
  const { array, index } = it as W_ArrayIter;
  return array === null ? newTuple([builtin('iter'), newTuple([newTuple([])])]) : newTuple([builtin('iter'), newTuple([array]), index]);
});
method(iterType, '__setstate__', 2, 2, (it, index) => {
  const iterator = it as W_ArrayIter;
  if (iterator.array !== null) iterator.index = Math.min(Math.max(0, intArgument(index)), A(iterator.array).length);
  return w_None;
});
const find = (a: W_Array, w: W, low = 0, high = Infinity): number => {
  for (let i = low; i < Math.min(high, a.length); i++) if (equal(load(a, i), w)) return i;
  return -1;
};
method(arrayType, '__contains__', 2, 2, (w, item) => newBool(find(A(w), item) >= 0));
method(arrayType, 'append', 2, 2, (w, item) => (append(A(w), item), w_None));
method(arrayType, 'extend', 2, 2, (w, items) => (extend(A(w), items), w_None));
method(arrayType, 'fromlist', 2, 2, (w, items) => {
  if (typeOf(items).name !== 'list') throw typeError('arg must be list');
  const made = fresh(A(w), 0);
  for (const item of toArray(items)) append(made, item);
  extend(A(w), made);
  return w_None;
});
method(arrayType, 'tolist', 1, 1, (w) => newList(Array.from({ length: A(w).length }, (_, i) => load(A(w), i))));
method(arrayType, 'frombytes', 2, 2, (w, data) => {
  if (strText(data) !== null) throw typeError("a bytes-like object is required, not 'str'");
  frombytes(A(w), bytesArgument(data));
  return w_None;
});
method(arrayType, 'tobytes', 1, 1, (w) => new W_Bytes(A(w).bytes().slice()));
method(arrayType, 'fromunicode', 2, 2, (w, text) => {
  if (A(w).code !== 'u' && A(w).code !== 'w') throw valueError("fromunicode() may only be called on unicode type arrays ('u' or 'w')");
  for (const p of pointsOf(text)) append(A(w), strFromPoints([p]));
  return w_None;
});
method(arrayType, 'tounicode', 1, 1, (w) => {
  if (A(w).code !== 'u' && A(w).code !== 'w') throw valueError("tounicode() may only be called on unicode type arrays ('u' or 'w')");
  return strFromPoints(Array.from({ length: A(w).length }, (_, i) => Number(A(w).storage[i])));
});
method(arrayType, 'fromfile', 3, 3, (w, f, n) => {
  const size = intArgument(n) * A(w).of.size;
  const data = bytesArgument(hooks.call(hooks.getattr(f, 'read'), [size]));
  frombytes(A(w), data.subarray(0, data.length - (data.length % A(w).of.size)));
  if (data.length < size) throw error('EOFError', "read() didn't return enough bytes");
  return w_None;
});
method(arrayType, 'tofile', 2, 2, (w, f) => (hooks.call(hooks.getattr(f, 'write'), [new W_Bytes(A(w).bytes().slice())]), w_None));
method(arrayType, 'pop', 1, 2, (w, i) => {
  const a = A(w);
  if (a.length === 0) throw error('IndexError', 'pop from empty array');
  const at = position(a, i ?? -1, 'pop index out of range');
  const item = load(a, at);
  (a.storage as Float64Array).copyWithin(at, at + 1, a.length);
  a.length--;
  return item;
});
method(arrayType, 'insert', 3, 3, (w, i, item) => {
  const a = A(w);
  const raw = rawOf(a, item);
  const n = intArgument(i);
  const at = n < 0 ? Math.max(0, n + a.length) : Math.min(n, a.length);
  a.resize(a.length + 1);
  (a.storage as Float64Array).copyWithin(at + 1, at, a.length - 1);
  (a.storage as unknown as (number | bigint)[])[at] = raw;
  return w_None;
});
method(arrayType, 'remove', 2, 2, (w, item) => {
  const at = find(A(w), item);
  if (at < 0) throw valueError('array.remove(x): x not in array');
  (A(w).storage as Float64Array).copyWithin(at, at + 1, A(w).length);
  A(w).length--;
  return w_None;
});
method(arrayType, 'index', 2, 4, (w, item, low, high) => {
  const clip = (x: W | undefined, missing: number): number =>
    x === undefined ? missing : Math.max(0, intArgument(x) < 0 ? intArgument(x) + A(w).length : intArgument(x));
  const at = find(A(w), item, clip(low, 0), clip(high, A(w).length));
  if (at < 0) throw valueError('array.index(x): x not in array');
  return at;
});
method(
  arrayType,
  'count',
  2,
  2,
  (w, item) => Array.from({ length: A(w).length }, (_, i) => load(A(w), i)).filter((x) => equal(x, item)).length,
);
method(arrayType, 'reverse', 1, 1, (w) => (A(w).storage.subarray(0, A(w).length).reverse(), w_None));
method(arrayType, 'clear', 1, 1, (w) => ((A(w).length = 0), w_None));
method(arrayType, 'byteswap', 1, 1, (w) => {
  const data = A(w).bytes();
  const { size } = A(w).of;
  for (let i = 0; i < data.length; i += size) data.subarray(i, i + size).reverse();
  return w_None;
});
method(arrayType, 'buffer_info', 1, 1, (w) =>
  newTuple([hooks.call(hooks.getattr(hooks.importModule('builtins', w_None, 0, w_None), 'id'), [w]), A(w).length]),
);
for (const name of ['__copy__', '__deepcopy__'])
  method(arrayType, name, 1, 2, (w) =>
    pick(
      A(w),
      Array.from({ length: A(w).length }, (_, k) => k),
    ),
  );
/** How items lie in memory, by code: those of this machine. Source: CPython's Modules/arraymodule.c, `machine_format_code`. */
const FORMATS: readonly (readonly [size: number, read: (v: DataView, at: number, little: boolean) => W])[] = [
  [1, (v, at) => v.getUint8(at)],
  [1, (v, at) => v.getInt8(at)],
  [2, (v, at, little) => v.getUint16(at, little)],
  [2, (v, at, little) => v.getInt16(at, little)],
  [4, (v, at, little) => v.getUint32(at, little)],
  [4, (v, at, little) => v.getInt32(at, little)],
  [8, (v, at, little) => intFromBig(v.getBigUint64(at, little))],
  [8, (v, at, little) => intFromBig(v.getBigInt64(at, little))],
  [4, (v, at, little) => new W_Float(v.getFloat32(at, little))],
  [8, (v, at, little) => new W_Float(v.getFloat64(at, little))],
  [2, (v, at, little) => strFromPoints([v.getUint16(at, little)])],
  [4, (v, at, little) => strFromPoints([v.getUint32(at, little)])],
];
/** The first two have no byte order; of the others each has two numbers, little endian first. */
const formatAt = (number: number): { format: (typeof FORMATS)[number]; little: boolean } =>
  number < 2 ? { format: FORMATS[number], little: true } : { format: FORMATS[(number >> 1) + 1], little: number % 2 === 0 };
function formatOf(a: W_Array): number {
  if (isText(a)) return 20;
  const { size, bounds } = a.of;
  if (bounds === null) return size === 4 ? 14 : 16;
  const signed = bounds[0] < 0n;
  return size === 1 ? Number(signed) : (Math.log2(size) - 1) * 4 + 2 + (signed ? 2 : 0);
}
method(arrayType, '__reduce_ex__', 2, 2, (w, protocol) => {
  const a = A(w);
  const own = hooks.findattr(w, '__dict__') ?? w_None;
  if (intArgument(protocol) < 3) return newTuple([typeOf(w), newTuple([newStr(a.code), hooks.call(hooks.getattr(w, 'tolist'), [])]), own]);
  const make = hooks.getattr(hooks.importModule('array', w_None, 0, w_None), '_array_reconstructor');
  return newTuple([make, newTuple([typeOf(w), newStr(a.code), formatOf(a), new W_Bytes(a.bytes().slice())]), own]);
});
function reconstruct(cls: W, code: W, format: W, data: W): W {
  if (!(cls instanceof W_Type)) throw typeError(`first argument must be a type object, not ${typeOf(cls).name}`);
  if (!cls.isSubtype(arrayType)) throw typeError(`${cls.name} is not a subtype of array.array`);
  const letter = strText(code);
  if (letter === null || letter.length !== 1)
    throw typeError(`_array_reconstructor() argument 2 must be a unicode character, not ${letter === null ? typeOf(code).name : 'str'}`);
  if (!KINDS.has(letter)) throw valueError('second argument must be a valid type code');
  const number = intArgument(format);
  if (number < 0 || number > 21) throw valueError('third argument must be a valid machine format code.');
  if (!(data instanceof W_Bytes)) throw typeError(`fourth argument should be bytes, not ${typeOf(data).name}`);
  const made = hooks.call(cls, [code]);
  const a = A(made);
  if (formatOf(a) === number) {
    frombytes(a, data.data);
    return made;
  }
  const {
    format: [size, read],
    little,
  } = formatAt(number);
  if (data.data.length % size !== 0) throw valueError('string length not a multiple of item size');
  const view = new DataView(data.data.buffer, data.data.byteOffset, data.data.length);
  for (let at = 0; at < view.byteLength; at += size) append(a, read(view, at, little));
  return made;
}
method(arrayType, '__repr__', 1, 1, (w) => {
  const a = A(w);
  const name = typeOf(w).name;
  if (a.length === 0) return newStr(`${name}('${a.code}')`);
  if (a.code === 'u' || a.code === 'w') return newStr(`${name}('${a.code}', ${reprOf(hooks.call(hooks.getattr(w, 'tounicode'), []))})`);
  return newStr(`${name}('${a.code}', ${reprOf(hooks.call(hooks.getattr(w, 'tolist'), []))})`);
});
['__lt__', '__le__', '__eq__', '__ne__', '__gt__', '__ge__'].forEach((name, op) => {
  const list = (w: W): W => newList(Array.from({ length: A(w).length }, (_, i) => load(A(w), i)));
  method(arrayType, name, 2, 2, (a, b) => {
    if (!isArray(b)) return w_NotImplemented;
    // Items are no objects that could be the same: one that is not a number differs from itself.
    const [x, y] = [A(a), A(b)];
    const unequal = x.length !== y.length || x.storage.subarray(0, x.length).some((n) => n !== n);
    return (op === 2 || op === 3) && unequal ? newBool(op === 3) : compareOp(op, list(a), list(b));
  });
});
arrayType.dict.set('__hash__', w_None);
method(arrayType, '__add__', 2, 2, (a, b) => {
  if (!isArray(b)) throw typeError(`can only append array (not "${typeOf(b).name}") to array`);
  if (A(a).code !== A(b).code) throw typeError('bad argument type for built-in operation');
  const made = pick(
    A(a),
    Array.from({ length: A(a).length }, (_, k) => k),
  );
  extend(made, b);
  return made;
});
method(arrayType, '__iadd__', 2, 2, (a, b) => {
  if (!isArray(b)) throw typeError(`can only extend with array (not "${typeOf(b).name}")`);
  extend(A(a), b);
  return a;
});
for (const name of ['__mul__', '__rmul__', '__imul__']) {
  method(arrayType, name, 2, 2, (w, n) => {
    const times = Math.max(0, intArgument(n));
    const a = A(w);
    const made = fresh(a, a.length * times);
    for (let i = 0; i < times; i++) (made.storage as Float64Array).set(a.storage.subarray(0, a.length) as Float64Array, i * a.length);
    if (name !== '__imul__') return made;
    replace(a, made);
    return w;
  });
}
getset(arrayType, 'typecode', (w) => newStr(A(w).code));
getset(arrayType, 'itemsize', (w) => A(w).of.size);
classMethod(arrayType, '__class_getitem__', ([cls, index]) => new W_Alias(cls, tupleItems(index) ?? [index]));

defineModule('array', (m) => {
  m.set('array', arrayType);
  m.set('ArrayType', arrayType);
  m.set('typecodes', newStr([...KINDS.keys()].join('')));
  m.def('_array_reconstructor', 4, 4, reconstruct);
});
