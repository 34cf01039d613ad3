/**
 * memoryview: a window on the bytes of an object, read and written as items of a format, in one dimension or several. Source: CPython's
 * Objects/memoryobject.c (behaviour). What it looks at is never locked: a bytearray may still be resized while a view of it is held.
 */
import { error, typeError, valueError } from '../../runtime/errors';
import { hooks } from '../../runtime/hooks';
import { K } from '../../runtime/kinds';
import { newList } from '../../runtime/lists';
import { T, typeOf } from '../../runtime/types';
import {
  layout,
  newBool,
  newStr,
  newTuple,
  strText,
  tupleItems,
  w_False,
  w_None,
  w_NotImplemented,
  W_Bytes,
  W_Native,
  W_Slice,
  type W,
} from '../../runtime/values';
import { checked, constructor, getset, method, rawMethod } from '../define';
import { argument, bytesArgument, intArgument, textArgument } from '../native';
import { equal, hashOf, identity } from '../protocols/comparison';
import { indexOf, sliceIndices } from '../protocols/containers';
import { arrayIterator, toArray } from '../protocols/iterables';
import { packItems, unpackItems } from '../struct-format';

/** Bytes of an item, by format. */
const SIZES: ReadonlyMap<string, number> = new Map(
  Object.entries({ c: 1, b: 1, B: 1, '?': 1, h: 2, H: 2, i: 4, I: 4, l: 8, L: 8, q: 8, Q: 8, n: 8, N: 8, P: 8, e: 2, f: 4, d: 8 }),
);

export class W_MemoryView extends W_Native {
  released = false;
  constructor(
    readonly base: W,
    readonly readonly: boolean,
    readonly format: string,
    /** Bytes before the first item. */
    readonly offset: number,
    readonly shape: readonly number[],
    /** Bytes from one item to the next, by dimension. */
    readonly strides: readonly number[],
  ) {
    super(T.memoryview);
  }
  get itemsize(): number {
    return SIZES.get(this.format) ?? 1;
  }
  get count(): number {
    return this.shape.reduce((n, size) => n * size, 1);
  }
  get contiguous(): boolean {
    let wanted = this.itemsize;
    for (let d = this.shape.length - 1; d >= 0; d--) {
      if (this.shape[d] > 1 && this.strides[d] !== wanted) return false;
      wanted *= this.shape[d];
    }
    return true;
  }
  /** The bytes that it shows, in order: those of the object itself where they lie together. */
  bytes(): Uint8Array {
    const all = bytesArgument(this.base);
    const size = this.itemsize;
    if (this.contiguous) return all.subarray(this.offset, this.offset + this.count * size);
    const out = new Uint8Array(this.count * size);
    placesOf(this).forEach((at, i) => out.set(all.subarray(at, at + size), i * size));
    return out;
  }
}
layout(W_MemoryView, K.NATIVE);

/** Where each item starts, in order. */
function placesOf(v: W_MemoryView): number[] {
  let places = [v.offset];
  v.shape.forEach((size, d) => {
    places = places.flatMap((at) => Array.from({ length: size }, (_, i) => at + i * v.strides[d]));
  });
  return places;
}

function view(w: W): W_MemoryView {
  const v = w as W_MemoryView;
  if (v.released) throw valueError('operation forbidden on released memoryview object');
  return v;
}

function load(v: W_MemoryView, at: number): W {
  const data = bytesArgument(v.base).subarray(at, at + v.itemsize);
  return v.format === 'B' ? data[0] : (tupleItems(unpackItems(v.format, data, 0)) as W[])[0];
}

function store(v: W_MemoryView, at: number, w: W): void {
  const item = new Uint8Array(v.itemsize);
  try {
    packItems(v.format, [w], item, 0);
  } catch {
    if (indexOf(w) === null && v.format !== 'f' && v.format !== 'd') throw typeError(`memoryview: invalid type for format '${v.format}'`);
    throw valueError(`memoryview: invalid value for format '${v.format}'`);
  }
  bytesArgument(v.base).set(item, at);
}

function contiguousStrides(shape: readonly number[], itemsize: number): number[] {
  const strides: number[] = [];
  let step = itemsize;
  for (let d = shape.length - 1; d >= 0; d--) {
    strides.unshift(step);
    step *= shape[d];
  }
  return strides;
}

function viewOf(w: W): W_MemoryView {
  if (w instanceof W_MemoryView) {
    view(w);
    return new W_MemoryView(w.base, w.readonly, w.format, w.offset, w.shape, w.strides);
  }
  let data: Uint8Array;
  try {
    data = bytesArgument(w);
  } catch {
    throw typeError(`memoryview: a bytes-like object is required, not '${typeOf(w).name}'`);
  }
  const code = typeOf(w).name === 'array' ? textArgument(hooks.getattr(w, 'typecode')) : 'B';
  const format = SIZES.has(code) ? code : 'B';
  const size = SIZES.get(format) ?? 1;
  return new W_MemoryView(w, typeOf(w).isSubtype(T.bytes), format, 0, [data.length / size], [size]);
}

constructor(
  T.memoryview,
  checked(T.memoryview, 1, 9, ['object'], (args, keywords) => {
    if (args.length > 2) throw typeError(`memoryview() takes at most 1 argument (${args.length - 1} given)`);
    return viewOf(argument(args, 1, keywords, 'object') ?? w_None);
  }),
);

// -- items -------------------------------------------------------------------------------------------------------------

/** The place of item `i` of dimension `d`. */
function step(v: W_MemoryView, d: number, w: W): number {
  const n = indexOf(w);
  if (n === null) throw typeError('memoryview: invalid slice key');
  const i = n < 0 ? n + v.shape[d] : n;
  if (i < 0 || i >= v.shape[d]) throw error('IndexError', `index out of bounds on dimension ${d + 1}`);
  return i * v.strides[d];
}

function itemPlace(v: W_MemoryView, index: W): number {
  const indices = tupleItems(index) ?? [index];
  if (indices.length < v.shape.length)
    throw error(
      'NotImplementedError',
      tupleItems(index) === null ? 'multi-dimensional sub-views are not implemented' : 'sub-views are not implemented',
    );
  if (indices.length > v.shape.length)
    throw typeError(
      v.shape.length === 0
        ? 'invalid indexing of 0-dim memory'
        : `cannot index ${v.shape.length}-dimension view with ${indices.length}-element tuple`,
    );
  return indices.reduce((at: number, w, d) => at + step(v, d, w), v.offset);
}

function sliced(v: W_MemoryView, slice: W_Slice): W_MemoryView {
  if (v.shape.length === 0) throw typeError('invalid indexing of 0-dim memory');
  const part = sliceIndices(slice, v.shape[0]);
  return new W_MemoryView(
    v.base,
    v.readonly,
    v.format,
    v.offset + part.start * v.strides[0],
    [part.count, ...v.shape.slice(1)],
    [part.step * v.strides[0], ...v.strides.slice(1)],
  );
}

method(T.memoryview, '__len__', 1, 1, (w) => {
  const v = view(w);
  if (v.shape.length === 0) throw typeError('0-dim memory has no length');
  return v.shape[0];
});
method(T.memoryview, '__getitem__', 2, 2, (w, i) => (i instanceof W_Slice ? sliced(view(w), i) : load(view(w), itemPlace(view(w), i))));
method(T.memoryview, '__setitem__', 3, 3, (w, i, value) => {
  const v = view(w);
  if (v.readonly) throw typeError('cannot modify read-only memory');
  if (!(i instanceof W_Slice)) {
    store(v, itemPlace(v, i), value);
    return w_None;
  }
  const to = sliced(v, i);
  const from = viewOf(value);
  if (from.format !== to.format || from.shape.length !== to.shape.length || from.shape.some((size, d) => size !== to.shape[d]))
    throw valueError('memoryview assignment: lvalue and rvalue have different structures');
  const data = from.bytes().slice();
  const size = to.itemsize;
  placesOf(to).forEach((at, k) => bytesArgument(to.base).set(data.subarray(k * size, (k + 1) * size), at));
  return w_None;
});
method(T.memoryview, '__delitem__', 2, 2, (w) => {
  throw typeError(view(w).readonly ? 'cannot modify read-only memory' : 'cannot delete memory');
});
const items = (v: W_MemoryView): W[] => placesOf(v).map((at) => load(v, at));
method(T.memoryview, '__iter__', 1, 1, (w) => {
  const v = view(w);
  if (v.shape.length === 0) throw typeError('invalid indexing of 0-dim memory');
  if (v.shape.length > 1) throw error('NotImplementedError', 'multi-dimensional sub-views are not implemented');
  return arrayIterator(items(v));
});
method(T.memoryview, 'tolist', 1, 1, (w) => nested(items(view(w)), view(w).shape));
function nested(all: W[], shape: readonly number[]): W {
  if (shape.length === 0) return all[0];
  if (shape.length === 1) return newList(all);
  const each = all.length / shape[0];
  return newList(Array.from({ length: shape[0] }, (_, i) => nested(all.slice(i * each, (i + 1) * each), shape.slice(1))));
}
for (const name of ['index', 'count'] as const) {
  method(T.memoryview, name, 2, name === 'index' ? 4 : 2, (w, item, low, high) => {
    const all = items(view(w));
    if (name === 'count') return all.filter((x) => equal(x, item)).length;
    const { start, stop } = sliceIndices(new W_Slice(low ?? w_None, high ?? w_None, w_None), all.length);
    const at = all.findIndex((x, i) => i >= start && i < stop && equal(x, item));
    if (at < 0) throw valueError('memoryview.index(x): x not found');
    return at;
  });
}

// -- as a value --------------------------------------------------------------------------------------------------------

for (const [name, wanted] of [
  ['__eq__', true],
  ['__ne__', false],
] as const) {
  method(T.memoryview, name, 2, 2, (a, b) => {
    const v = a as W_MemoryView;
    if (v.released || (b instanceof W_MemoryView && b.released)) return newBool((a === b) === wanted);
    let other: W_MemoryView;
    try {
      other = viewOf(b);
    } catch {
      return w_NotImplemented;
    }
    const alike = v.shape.length === other.shape.length && v.shape.every((size, d) => size === other.shape[d]);
    return newBool((alike && equal(newTuple(items(v)), newTuple(items(other)))) === wanted);
  });
}
method(T.memoryview, '__hash__', 1, 1, (w) => {
  const v = view(w);
  if (!v.readonly) throw valueError('cannot hash writable memoryview object');
  if (!'Bbc'.includes(v.format)) throw valueError("memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
  return hashOf(new W_Bytes(v.bytes().slice())) as number;
});
method(T.memoryview, '__repr__', 1, 1, (w) =>
  newStr(`<${(w as W_MemoryView).released ? 'released ' : ''}memory at 0x${identity(w).toString(16).padStart(12, '0')}>`),
);
rawMethod(T.memoryview, 'tobytes', (args) => new W_Bytes(view(args[0]).bytes().slice()));
method(T.memoryview, 'toreadonly', 1, 1, (w) => {
  const v = view(w);
  return new W_MemoryView(v.base, true, v.format, v.offset, v.shape, v.strides);
});

rawMethod(T.memoryview, 'cast', (args, keywords) => {
  const v = view(args[0]);
  const wanted = argument(args, 1, keywords, 'format');
  if (wanted === undefined) throw typeError("cast() missing required argument 'format' (pos 1)");
  if (strText(wanted) === null) throw typeError(`cast() argument 'format' must be str, not ${typeOf(wanted).name}`);
  const format = textArgument(wanted).replace(/^@/, '');
  const size = SIZES.get(format);
  if (size === undefined)
    throw valueError("memoryview: destination format must be a native single character format prefixed with an optional '@'");
  if (!v.contiguous) throw typeError('memoryview: casts are restricted to C-contiguous views');
  const given = argument(args, 2, keywords, 'shape');
  if (v.shape.length > 1 && given !== undefined) throw typeError('memoryview: cast must be 1D -> ND or ND -> 1D');
  if (!'Bbc'.includes(v.format) && !'Bbc'.includes(format)) throw typeError('memoryview: cannot cast between two non-byte formats');
  const length = v.count * v.itemsize;
  if (length % size !== 0) throw typeError('memoryview: length is not a multiple of itemsize');
  const shape = given === undefined ? [length / size] : toArray(given).map(intArgument);
  if (shape.reduce((n, part) => n * part, size) !== length) throw typeError('memoryview: product(shape) * itemsize != buffer size');
  return new W_MemoryView(v.base, v.readonly, format, v.offset, shape, contiguousStrides(shape, size));
});

method(T.memoryview, 'release', 1, 1, (w) => {
  (w as W_MemoryView).released = true;
  return w_None;
});
method(T.memoryview, '__enter__', 1, 1, (w) => view(w));
rawMethod(T.memoryview, '__exit__', (args) => {
  (args[0] as W_MemoryView).released = true;
  return w_False;
});

getset(T.memoryview, 'nbytes', (w) => view(w).count * view(w).itemsize);
getset(T.memoryview, 'readonly', (w) => newBool(view(w).readonly));
getset(T.memoryview, 'format', (w) => newStr(view(w).format));
getset(T.memoryview, 'itemsize', (w) => view(w).itemsize);
getset(T.memoryview, 'ndim', (w) => view(w).shape.length);
getset(T.memoryview, 'shape', (w) => newTuple([...view(w).shape]));
getset(T.memoryview, 'strides', (w) => newTuple([...view(w).strides]));
getset(T.memoryview, 'suboffsets', () => newTuple([]));
for (const name of ['contiguous', 'c_contiguous']) getset(T.memoryview, name, (w) => newBool(view(w).contiguous));
getset(T.memoryview, 'f_contiguous', (w) => newBool(view(w).contiguous && view(w).shape.filter((size) => size > 1).length < 2));
getset(T.memoryview, 'obj', (w) => view(w).base);
