/** Rich comparison, equality and hashing of builtin values, without host recursion deeper than the values nest (bounded). */
import { error, exceptionType, isGuestError, typeError } from '../../runtime/errors';
import { dictEntries, dictGet, guestKeys, setItems, dictLen, W_Dict, W_Set } from '../../runtime/dicts';
import { W_Code, W_Builtin } from '../../runtime/functions';
import { hooks } from '../../runtime/hooks';
import { listItems, W_List } from '../../runtime/lists';
import { W_DictView } from '../../runtime/iterators';
import { type W_Type, typeOf } from '../../runtime/types';
import {
  newBool,
  strText,
  tupleItems,
  w_NotImplemented,
  W_Bytearray,
  W_Bytes,
  W_Complex,
  W_Exception,
  W_Float,
  W_Instance,
  W_Method,
  W_Native,
  W_None,
  W_Range,
  W_Slice,
  W_WideStr,
  type W,
} from '../../runtime/values';
import { toArray } from './iterables';
import { truthOf } from './truth';
import { asBig, asDouble } from '../numbers';
import { countTupleHash } from '../native-loops';
import { K } from '../../runtime/kinds';

const LT = 0;
const LE = 1;
const EQ = 2;
const NE = 3;
const GT = 4;

function decide(op: number, order: number): boolean {
  switch (op) {
    case LT:
      return order < 0;
    case LE:
      return order <= 0;
    case EQ:
      return order === 0;
    case NE:
      return order !== 0;
    case GT:
      return order > 0;
    default:
      return order >= 0;
  }
}

/** Values in values: what CPython allows in C. */
const MAX_NESTING = 2000;
let nesting = 0;
/** a OP b for builtin values: True, False or NotImplemented. */
export function compareOp(op: number, a: W, b: W): W {
  nesting++;
  try {
    if (nesting > MAX_NESTING) throw error('RecursionError', 'maximum recursion depth exceeded in comparison');
    return compareBase(op, a, b);
  } finally {
    nesting--;
  }
}

function base(w: W): W {
  return w instanceof W_Instance && w.payload !== null ? w.payload : w;
}

function compareBase(op: number, wa: W, wb: W): W {
  const a = base(wa);
  const b = base(wb);
  if (typeof a === 'string' && typeof b === 'string') return newBool(decide(op, a < b ? -1 : a > b ? 1 : 0));
  const x = asBig(a);
  const y = asBig(b);
  if (x !== null && y !== null) return newBool(decide(op, x < y ? -1 : x > y ? 1 : 0));
  if ((x !== null || a instanceof W_Float) && (y !== null || b instanceof W_Float)) return compareMixed(op, a, b, x, y);
  if (a instanceof W_Complex || b instanceof W_Complex) return compareComplex(op, a, b);
  const ta = strText(a);
  const tb = strText(b);
  if (ta !== null && tb !== null) return newBool(decide(op, comparePoints(a, b)));
  if (a instanceof W_List && b instanceof W_List) return compareSequences(op, listItems(a), listItems(b));
  const ia = tupleItems(a);
  const ib = tupleItems(b);
  if (ia !== null && ib !== null) return compareSequences(op, ia, ib);
  if ((a instanceof W_Bytes || a instanceof W_Bytearray) && (b instanceof W_Bytes || b instanceof W_Bytearray))
    return newBool(decide(op, compareBytes(a.data, b.data)));
  if (a instanceof W_Dict && b instanceof W_Dict && (op === EQ || op === NE)) return newBool(sameDict(a, b) === (op === EQ));
  const sa = a instanceof W_Set ? a : a instanceof W_DictView && a.flavour !== 'values' ? null : undefined;
  if (sa !== undefined && (b instanceof W_Set || b instanceof W_DictView)) return compareSets(op, a, b);
  if (a instanceof W_Range && b instanceof W_Range && (op === EQ || op === NE)) return newBool(sameRange(a, b) === (op === EQ));
  if (a instanceof W_Slice && b instanceof W_Slice) return compareSequences(op, [a.lower, a.upper, a.step], [b.lower, b.upper, b.step]);
  if (a instanceof W_Method && b instanceof W_Method && (op === EQ || op === NE))
    return newBool((a.self === b.self && a.func === b.func) === (op === EQ));
  if (a instanceof W_Native) {
    const method = typeOf(a).lookup(['__lt__', '__le__', '__eq__', '__ne__', '__gt__', '__ge__'][op]);
    if (method instanceof W_Builtin) return hooks.call(method, [wa, wb]);
  }
  if (b instanceof W_Native && !(a instanceof W_Native)) {
    const method = typeOf(b).lookup(['__gt__', '__ge__', '__eq__', '__ne__', '__lt__', '__le__'][op]);
    if (method instanceof W_Builtin) return hooks.call(method, [wb, wa]);
  }
  return w_NotImplemented;
}

function compareMixed(op: number, a: W, b: W, x: bigint | null, y: bigint | null): W {
  const fa = a instanceof W_Float ? a.floatval : null;
  const fb = b instanceof W_Float ? b.floatval : null;
  if (fa !== null && fb !== null) {
    switch (op) {
      case LT:
        return newBool(fa < fb);
      case LE:
        return newBool(fa <= fb);
      case EQ:
        return newBool(fa === fb);
      case NE:
        return newBool(fa !== fb);
      case GT:
        return newBool(fa > fb);
      default:
        return newBool(fa >= fb);
    }
  }
  // JavaScript compares bigint and double exactly.
  const left = x ?? (fa as number);
  const right = y ?? (fb as number);
  if (Number.isNaN(Number(left)) || Number.isNaN(Number(right))) return newBool(op === NE);
  return newBool(decide(op, left < right ? -1 : left > right ? 1 : 0));
}

function compareComplex(op: number, a: W, b: W): W {
  if (op !== EQ && op !== NE) return w_NotImplemented;
  const part = (w: W): [number, number] | null => {
    if (w instanceof W_Complex) return [w.real, w.imag];
    // An int that no double is equals none.
    const n = asBig(w);
    const d = n !== null && (n >= 1n << 1024n || n <= -1n << 1024n || BigInt(Number(n)) !== n) ? NaN : asDouble(w);
    return d === null ? null : [d, 0];
  };
  const p = part(a);
  const q = part(b);
  if (p === null || q === null) return w_NotImplemented;
  return newBool((p[0] === q[0] && p[1] === q[1]) === (op === EQ));
}

function comparePoints(a: W, b: W): number {
  const p = points(a);
  const q = points(b);
  const n = Math.min(p.length, q.length);
  for (let i = 0; i < n; i++) if (p[i] !== q[i]) return p[i] - q[i];
  return p.length - q.length;
}

/** Code points of a str. */
export function points(w: W): readonly number[] {
  if (w instanceof W_WideStr) return w.points;
  return Array.from(strText(w) ?? '', (c) => c.codePointAt(0) as number);
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

function compareSequences(op: number, a: W[], b: W[]): W {
  const n = Math.min(a.length, b.length);
  if ((op === EQ || op === NE) && a.length !== b.length) return newBool(op === NE);
  for (let i = 0; i < n; i++) {
    if (equal(a[i], b[i])) continue;
    if (op === EQ) return newBool(false);
    if (op === NE) return newBool(true);
    return hooks.compare(op, a[i], b[i]);
  }
  return newBool(decide(op, a.length - b.length));
}

function sameDict(a: W_Dict, b: W_Dict): boolean {
  if (dictLen(a) !== dictLen(b)) return false;
  for (const [k, v] of dictEntries(a)) {
    const other = dictGet(b, k);
    if (other === undefined || !equal(v, other)) return false;
  }
  return true;
}

function compareSets(op: number, a: W, b: W): W {
  const x = a instanceof W_Set ? setItems(a) : toArray(a);
  const y = b instanceof W_Set ? setItems(b) : toArray(b);
  const within = (p: W[], q: W[]): boolean => p.every((w) => q.some((o) => equal(w, o)));
  const sub = (p: W[], q: W, qs: W[]): boolean => (q instanceof W_Set ? p.every((w) => q.table.find(w) >= 0) : within(p, qs));
  switch (op) {
    case EQ:
      return newBool(x.length === y.length && sub(x, b, y));
    case NE:
      return newBool(!(x.length === y.length && sub(x, b, y)));
    case LE:
      return newBool(x.length <= y.length && sub(x, b, y));
    case LT:
      return newBool(x.length < y.length && sub(x, b, y));
    case GT:
      return newBool(y.length < x.length && sub(y, a, x));
    default:
      return newBool(y.length <= x.length && sub(y, a, x));
  }
}

function sameRange(a: W_Range, b: W_Range): boolean {
  if (a.length !== b.length) return false;
  if (a.length === 0) return true;
  return a.startValue === b.startValue && (a.length === 1 || a.stepValue === b.stepValue);
}

/** a == b as containers ask it: identity first. */
export function equal(a: W, b: W): boolean {
  if (a === b) return true;
  if (typeof a === 'string' && typeof b === 'string') return false;
  if (typeof a === 'number' && typeof b === 'number') return false;
  // A float is the same as another by its bits: in compiled code the object around it may be another one each time.
  if (a instanceof W_Float && b instanceof W_Float && Number.isNaN(a.floatval) && Number.isNaN(b.floatval)) return true;
  return truthOf(hooks.compare(EQ, a, b));
}

// -- hashing -----------------------------------------------------------------------------------------------------------

const MODULUS = (1n << 61n) - 1n;
let nextIdentity = 1;
const identities = new WeakMap<object, number>();
/** id() and the default hash: a number per object, in order of first asking, so that runs are repeatable. */
export function identity(w: W): number {
  if (typeof w !== 'object') return Number(hashOf(w));
  let id = identities.get(w);
  if (id === undefined) identities.set(w, (id = nextIdentity++ * 16 + 140_000_000_000_000));
  return id;
}
export function resetIdentities(): void {
  nextIdentity = 1;
}

export function hashOf(w: W): number | bigint {
  if (typeof w === 'number') {
    if (w === -1) return -2;
    return w;
  }
  if (typeof w === 'string') return hashText(w);
  if (typeof w === 'bigint') return hashBig(w);
  if (w instanceof W_Instance && !(w instanceof W_Exception)) return hashInstance(w);
  if (w instanceof W_Float) return hashDouble(w.floatval);
  const big = asBig(w);
  if (big !== null) return hashBig(big);
  if (w instanceof W_WideStr) return hashText(strText(w) as string);
  if (w instanceof W_Bytes) return hashText(String.fromCharCode(...w.data.slice(0, 4096)));
  if (w instanceof W_Complex) return canonical(BigInt(hashDouble(w.real)) + 1000003n * BigInt(hashDouble(w.imag)));
  const items = tupleItems(w);
  if (items !== null) {
    if (w.kind === K.TUPLE) countTupleHash(items);
    return hashTuple(items);
  }
  if (w instanceof W_Set) {
    if (!w.frozen) throw unhashable(w);
    let h = BigInt(w.table.size) * 1927868237n;
    for (const item of setItems(w)) h ^= shuffle(BigInt(hashOf(item)));
    return canonical(BigInt.asIntN(64, h));
  }
  if (w instanceof W_List || w instanceof W_Dict || w instanceof W_Bytearray || (w instanceof W_DictView && w.flavour !== 'values'))
    throw unhashable(w);
  if (w instanceof W_Slice) return hashTuple([w.lower, w.upper, w.step]);
  if (w instanceof W_Range) return hashTuple([w.length, w.length === 0 ? w.length : w.startValue, w.stepValue]);
  if (w instanceof W_Method) return canonical(BigInt(identity(w.self) * 31) ^ BigInt(identity(w.func)));
  if (w instanceof W_None) return 0xfca86420;
  if (w instanceof W_Native) {
    const method = typeOf(w).lookup('__hash__');
    if (method instanceof W_None) throw unhashable(w);
    if (method instanceof W_Builtin && method.qualname !== 'object.__hash__') return asBig(hooks.call(method, [w])) ?? 0;
  }
  if (w instanceof W_Code) return identity(w);
  return identity(w) / 16;
}

const shuffle = (h: bigint): bigint => (h ^ 89869747n ^ (h << 16n)) * 3644798167n;
const unhashable = (w: W): unknown => typeError(`unhashable type: '${typeOf(w).name}'`);

function hashInstance(w: W_Instance): number | bigint {
  const method = typeOf(w).lookup('__hash__');
  if (method instanceof W_None) throw unhashable(w);
  if (method === null || (method instanceof W_Builtin && method.qualname === 'object.__hash__'))
    return w.payload !== null && typeOf(w).lookupWhere('__eq__')?.isHeap !== true ? hashOf(w.payload) : identity(w) / 16;
  if (method instanceof W_Builtin && w.payload !== null) return hashOf(w.payload);
  return hashFromResult(hooks.call(method, [w]));
}

/** The hash that `__hash__` gives by returning `w`. */
export function hashFromResult(w: W): number | bigint {
  if (typeof w === 'number') return w === -1 ? -2 : w;
  const r = asBig(w);
  if (r === null) throw typeError('__hash__ method should return an integer');
  if (r === -1n) return -2;
  return r >= -(1n << 63n) && r < 1n << 63n ? small(r) : hashBig(r);
}

/** FNV-1a over UTF-16 units, 48 bits: any str hash will do, CPython's is random. */
function hashText(text: string): number {
  let a = 0x811c9dc5;
  let b = 0x1b3;
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ a, 0x85ebca6b);
  }
  return (a >>> 0) * 65536 + (b >>> 16) + (text.length & 7);
}

const canonical = (v: bigint): number | bigint => {
  const h = BigInt.asIntN(62, v);
  return h >= -9007199254740991n && h <= 9007199254740991n ? Number(h === -1n ? -2n : h) : h;
};
function hashBig(v: bigint): number | bigint {
  const h = v < 0n ? -(-v % MODULUS) : v % MODULUS;
  const r = h === -1n ? -2n : h;
  return r >= -9007199254740991n && r <= 9007199254740991n ? Number(r) : r;
}

/** CPython's _Py_HashDouble: equal numbers hash equal, whatever their type. */
function hashDouble(x: number): number | bigint {
  if (Number.isInteger(x)) return hashBig(BigInt(x));
  if (!Number.isFinite(x)) return x > 0 ? 314159 : x < 0 ? -314159 : 0;
  let m = Math.abs(x);
  let e = 0;
  while (m >= 1) {
    m /= 2;
    e++;
  }
  while (m < 0.5) {
    m *= 2;
    e--;
  }
  let h = 0n;
  while (m !== 0) {
    h = ((h << 28n) & MODULUS) | (h >> 33n);
    m *= 268435456;
    e -= 28;
    const y = Math.trunc(m);
    m -= y;
    h += BigInt(y);
    if (h >= MODULUS) h -= MODULUS;
  }
  const shift = BigInt(e >= 0 ? e % 61 : 60 - ((-1 - e) % 61));
  h = ((h << shift) & MODULUS) | (h >> (61n - shift));
  return hashBig(x < 0 ? -h : h);
}

/** CPython's xxHash-derived tuple hash. */
function hashTuple(items: readonly W[]): number | bigint {
  const M = 0xffff_ffff_ffff_ffffn;
  let acc = 2870177450012600261n;
  for (const w of items) {
    acc = (acc + BigInt.asUintN(64, BigInt(hashOf(w))) * 14029467366897019727n) & M;
    acc = ((acc << 31n) | (acc >> 33n)) & M;
    acc = (acc * 11400714785074694791n) & M;
  }
  acc = (acc + (BigInt(items.length) ^ (2870177450012600261n ^ 3527539n))) & M;
  return BigInt.asIntN(64, acc) === -1n ? 1546275796 : small(BigInt.asIntN(64, acc));
}
const small = (v: bigint): number | bigint => (v >= -9007199254740991n && v <= 9007199254740991n ? Number(v) : v);

/** What has no hash is told by what it was wanted for. Source: CPython 3.14's dictobject.c, dict_unhashable_type, and setobject.c. */
guestKeys.hash = (w, role) => {
  try {
    return hashOf(w);
  } catch (e) {
    if (!isGuestError(e) || !typeOf(e.exception).isSubtype(exceptionType('TypeError'))) throw e;
    const [message] = e.exception.args;
    throw typeError(`cannot use '${qualifiedName(typeOf(w))}' as a ${role} (${strText(message ?? '') ?? ''})`);
  }
};
const qualifiedName = (t: W_Type): string =>
  t.isHeap && t.module !== null && t.module !== 'builtins' ? `${t.module}.${t.qualname}` : t.name;
guestKeys.equal = equal;
