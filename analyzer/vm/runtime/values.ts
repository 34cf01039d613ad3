/**
 * Guest values: a closed set. An int in 64-bit range is a JS number while it is a safe integer, else a bigint; a str without
 * surrogates is a JS string; everything else is an instance of a class below (or in dict.ts, types.ts, functions.ts).
 *
 * Fields mirror PyPy's objects (pypy/objspace/std), since the guards of a trace are about them.
 */
import { K } from './kinds';
import { Version } from './quasi';
import type { W_Type } from './types';
import type { AttrMap } from './maps';

/** Any guest value. */
export type W = number | bigint | string | Obj;

export abstract class Obj {
  declare readonly kind: number;
}

/** Gives a class its layout number. */
export function layout(cls: abstract new (...args: never[]) => Obj, kind: number): void {
  (cls.prototype as { kind: number }).kind = kind;
}

export class W_None extends Obj {}
export class W_Ellipsis extends Obj {}
export class W_NotImplemented extends Obj {}
/** True and False: the only two. */
export class W_Bool extends Obj {
  constructor(readonly intval: 0 | 1) {
    super();
  }
}
export class W_Float extends Obj {
  constructor(readonly floatval: number) {
    super();
  }
}
/** An int beyond 64 bits. */
export class W_Long extends Obj {
  constructor(readonly value: bigint) {
    super();
  }
}
export class W_Complex extends Obj {
  constructor(
    readonly real: number,
    readonly imag: number,
  ) {
    super();
  }
}
/** A str with code points beyond the BMP or lone surrogates: an array of code points, so that len and index never scan. */
export class W_WideStr extends Obj {
  constructor(readonly points: readonly number[]) {
    super();
  }
}
export class W_Bytes extends Obj {
  constructor(readonly data: Uint8Array) {
    super();
  }
}
export class W_Bytearray extends Obj {
  constructor(public data: Uint8Array) {
    super();
  }
}

export class W_Tuple extends Obj {
  constructor(readonly items: W[]) {
    super();
  }
}
/** A 2-tuple of ints, of floats, of anything else: PyPy makes their element types part of the class. */
export class W_TupleII extends Obj {
  constructor(
    readonly v0: number | bigint,
    readonly v1: number | bigint,
  ) {
    super();
  }
}
export class W_TupleFF extends Obj {
  constructor(
    readonly v0: number,
    readonly v1: number,
  ) {
    super();
  }
}
export class W_TupleOO extends Obj {
  constructor(
    readonly v0: W,
    readonly v1: W,
  ) {
    super();
  }
}

export class W_Range extends Obj {
  constructor(
    readonly startValue: W,
    readonly stopValue: W,
    readonly stepValue: W,
    readonly length: W,
  ) {
    super();
  }
}
export class W_Slice extends Obj {
  constructor(
    readonly lower: W,
    readonly upper: W,
    readonly step: W,
  ) {
    super();
  }
}

/**
 * The cells of one variable of one code object. Until one of them is written a second time, traces take what a constant cell holds for
 * constant. Source: pypy/interpreter/nestedscope.py (CellFamily).
 */
export class CellFamily {
  mutated = false;
  readonly version = new Version();

  mutate(): void {
    this.mutated = true;
    this.version.bump();
  }
}

export class W_Cell extends Obj {
  constructor(
    public value: W | null,
    readonly family = new CellFamily(),
  ) {
    super();
  }

  /** What a program writes, or null for `del`. */
  write(value: W | null): void {
    if (!this.family.mutated && this.value !== null) this.family.mutate();
    this.value = value;
  }
}

/** An instance of a user class. `payload` is the builtin value of a subclass of int, str, list ... */
export class W_Instance extends Obj {
  /** Unboxed ints and floats stand here raw; the map says which. */
  slots: unknown[];
  payload: W | null = null;
  constructor(
    public map: AttrMap,
    slots: unknown[] = map.newSlots(),
  ) {
    super();
    this.slots = slots;
  }
}

export class W_Exception extends W_Instance {
  args: W[] = [];
  cause: W_Exception | null = null;
  context: W_Exception | null = null;
  suppress = false;
  traceback: W_Traceback | null = null;
  /** StopIteration.value, SystemExit.code, KeyError's key: whatever the class gives a name. */
  value: W | null = null;
}

/** One line of a traceback; `next` is the frame that was called from here. */
export class W_Traceback extends Obj {
  constructor(
    public next: W_Traceback | null,
    readonly code: Obj,
    readonly unit: number,
    readonly globals: Obj | null,
    /** The frame it was raised in or passed through; null when compiled code made the entry. */
    readonly frame: unknown = null,
  ) {
    super();
  }
}

/** What an except or finally handler finds on the stack: PyPy's SApplicationException. */
export class W_Unroller extends Obj {
  constructor(readonly exception: W_Exception) {
    super();
  }
}

export class W_Method extends Obj {
  constructor(
    readonly func: W,
    readonly self: W,
  ) {
    super();
  }
}
export class W_Property extends Obj {
  constructor(
    readonly fget: W | null,
    readonly fset: W | null,
    readonly fdel: W | null,
    public doc: W | null,
  ) {
    super();
  }
  /** The name it was bound to in a class, for messages. */
  name: W | null = null;
}
export class W_StaticMethod extends Obj {
  constructor(readonly func: W) {
    super();
  }
}
export class W_ClassMethod extends Obj {
  constructor(readonly func: W) {
    super();
  }
}
export class W_Super extends Obj {
  constructor(
    readonly start: W_Type,
    readonly object: W,
    readonly objectType: W_Type,
  ) {
    super();
  }
}

/** Base of library objects whose inside guest code cannot see: files, Struct, deque, partial ... */
export class W_Native extends Obj {
  constructor(readonly cls: W_Type) {
    super();
  }
}

layout(W_None, K.NONE);
layout(W_Ellipsis, K.ELLIPSIS);
layout(W_NotImplemented, K.NOT_IMPLEMENTED);
layout(W_Bool, K.BOOL);
layout(W_Float, K.FLOAT);
layout(W_Long, K.LONG);
layout(W_Complex, K.COMPLEX);
layout(W_WideStr, K.WIDE_STR);
layout(W_Bytes, K.BYTES);
layout(W_Bytearray, K.BYTEARRAY);
layout(W_Tuple, K.TUPLE);
layout(W_TupleII, K.TUPLE_II);
layout(W_TupleFF, K.TUPLE_FF);
layout(W_TupleOO, K.TUPLE_OO);
layout(W_Range, K.RANGE);
layout(W_Slice, K.SLICE);
layout(W_Cell, K.CELL);
layout(W_Instance, K.INSTANCE);
layout(W_Exception, K.EXCEPTION);
layout(W_Traceback, K.TRACEBACK);
layout(W_Unroller, K.UNROLLER);
layout(W_Method, K.METHOD);
layout(W_Property, K.PROPERTY);
layout(W_StaticMethod, K.STATICMETHOD);
layout(W_ClassMethod, K.CLASSMETHOD);
layout(W_Super, K.SUPER);
layout(W_Native, K.NATIVE);

export const w_None = new W_None();
export const w_Ellipsis = new W_Ellipsis();
export const w_NotImplemented = new W_NotImplemented();
export const w_True = new W_Bool(1);
export const w_False = new W_Bool(0);

/** The layout number of any guest value. */
export function kindOf(w: W): number {
  if (typeof w === 'number') return K.INT;
  if (typeof w === 'string') return K.STR;
  if (typeof w === 'bigint') return K.INT;
  return w.kind;
}

export const newBool = (value: boolean): W_Bool => (value ? w_True : w_False);

const MIN64 = -(2n ** 63n);
const MAX64 = 2n ** 63n - 1n;

/** The canonical guest int of a bigint: number, bigint in 64-bit range, or W_Long. */
export function intFromBig(value: bigint): W {
  if (value >= -9007199254740991n && value <= 9007199254740991n) return Number(value);
  return value >= MIN64 && value <= MAX64 ? value : new W_Long(value);
}

/** Like PyPy's wraptuple: 2-tuples are specialised. */
export function newTuple(items: W[]): Obj {
  if (items.length !== 2) return new W_Tuple(items);
  const a = items[0];
  const b = items[1];
  if ((typeof a === 'number' || typeof a === 'bigint') && (typeof b === 'number' || typeof b === 'bigint')) return new W_TupleII(a, b);
  if (a instanceof W_Float && b instanceof W_Float) return new W_TupleFF(a.floatval, b.floatval);
  return new W_TupleOO(a, b);
}

/** The items of any tuple layout, or null for another value. Not to be written to. */
export function tupleItems(w: W): W[] | null {
  if (w instanceof W_Tuple) return w.items;
  if (w instanceof W_TupleII || w instanceof W_TupleOO) return [w.v0, w.v1];
  if (w instanceof W_TupleFF) return [new W_Float(w.v0), new W_Float(w.v1)];
  if (w instanceof W_Instance && w.payload !== null) return tupleItems(w.payload);
  return null;
}

/** V8 sees at once that text with one byte a character has none. */
const SURROGATE = /[\ud800-\udfff]/;

/** A guest str from UTF-16 text. */
export function newStr(text: string): string | W_WideStr {
  return SURROGATE.test(text) ? wideFromUtf16(text) : text;
}

/** The number of code points, where half a pair counts as one. */
export const codePoints = (text: string): number => (SURROGATE.test(text) ? Array.from(text).length : text.length);

function wideFromUtf16(text: string): W_WideStr {
  const points: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i) as number;
    if (point > 0xffff) i++;
    points.push(point);
  }
  return new W_WideStr(points);
}

/** A guest str from code points. */
export function strFromPoints(points: readonly number[]): string | W_WideStr {
  for (const point of points) if (point > 0xffff || (point >= 0xd800 && point <= 0xdfff)) return new W_WideStr(points);
  let text = '';
  for (let i = 0; i < points.length; i += 8192) text += String.fromCharCode(...points.slice(i, i + 8192));
  return text;
}

/** UTF-16 text of a guest str (any layout, subclasses included), or null for another value. */
export function strText(w: W | null): string | null {
  if (typeof w === 'string') return w;
  if (w instanceof W_WideStr) {
    let text = '';
    for (const point of w.points) text += String.fromCodePoint(point);
    return text;
  }
  if (w instanceof W_Instance && w.payload !== null) return strText(w.payload);
  return null;
}

/** An attribute of a builtin type computed by TypeScript: `complex.real`, `function.__name__`, a slot of `__slots__`. */
export class W_GetSet extends Obj {
  constructor(
    readonly name: string,
    readonly get: (w: W) => W,
    readonly set: ((w: W, value: W | null) => void) | null = null,
    /** A `__slots__` member: reads and writes go to the map. */
    readonly slot: boolean = false,
  ) {
    super();
  }
  /** The class it was made for. */
  owner: Obj | null = null;
}
layout(W_GetSet, K.MEMBER);
