/** Binary and unary operators on builtin types. Gives NotImplemented where Python's slots do. */
import { blocks, checkBits, checkItems, checkSize } from '../../runtime/blocks';
import { ops } from '../../compile/opcodes';
import { error, typeError, valueError, type GuestError } from '../../runtime/errors';
import { dictEntries, dictSet, newSet, setItems, W_Dict, W_Set } from '../../runtime/dicts';
import { floordivBig, modBig } from '../../runtime/ints';
import { listExtend, W_List } from '../../runtime/lists';
import { joinedLists, repeatedItems, repeatedList } from './list-parts';
import { hooks } from '../../runtime/hooks';
import { W_DictView } from '../../runtime/iterators';
import { vm } from '../../runtime/vm';
import {
  newBool,
  intFromBig,
  newTuple,
  strText,
  newStr,
  tupleItems,
  w_NotImplemented,
  W_Bool,
  W_Bytearray,
  W_Bytes,
  W_Complex,
  W_Float,
  W_Instance,
  W_Native,
  W_WideStr,
  type W,
} from '../../runtime/values';
import { typeOf, W_Type } from '../../runtime/types';
import { unionOf } from '../types/alias';
import { LEFT_SLOTS, RIGHT_SLOTS } from './slots';
import { asBig, asDouble, asIndex, bigToDouble, norm } from '../numbers';
import { percentFormat } from '../text/percent';
import { bytesArgument, isBytesLike } from '../native';
import { toArray } from './iterables';

const NI: W = w_NotImplemented;

/** a OP b, or NotImplemented. `op` indexes operators.BINARY_SYMBOLS. */
export function binaryOp(op: number, a: W, b: W): W {
  const x = asBig(a);
  const y = asBig(b);
  if (x !== null && y !== null) return intOp(op, x, y, a, b);
  if (a instanceof W_Complex || b instanceof W_Complex) {
    const ca = asComplex(a);
    const cb = asComplex(b);
    if (ca !== null && cb !== null) return complexOp(op, ca, cb);
  }
  if (a instanceof W_Float || b instanceof W_Float || isFloatSubclass(a) || isFloatSubclass(b)) {
    const fa = asDouble(a);
    const fb = asDouble(b);
    if (fa !== null && fb !== null) return floatOp(op, fa, fb);
  }
  const r = sequenceOp(op, a, b);
  if (r !== NI) return r;
  if (a instanceof W_Native || b instanceof W_Native || a instanceof W_DictView || b instanceof W_DictView) return nativeOp(op, a, b);
  if (op === 10 && (a instanceof W_Type || b instanceof W_Type)) return unionOf(a, b);
  return NI;
}

const isFloatSubclass = (w: W): boolean => w instanceof W_Instance && w.payload instanceof W_Float;

function nativeOp(op: number, a: W, b: W): W {
  const left = a instanceof W_Native || a instanceof W_DictView ? typeOf(a).lookup(LEFT_SLOTS[op]) : null;
  if (left !== null) {
    const r = hooks.call(left, [a, b]);
    if (r !== NI) return r;
  }
  const right = b instanceof W_Native || b instanceof W_DictView ? typeOf(b).lookup(RIGHT_SLOTS[op]) : null;
  return right === null ? NI : hooks.call(right, [b, a]);
}

const zeroDivision = (message: string): GuestError => error('ZeroDivisionError', message);

function intOp(op: number, x: bigint, y: bigint, a: W, b: W): W {
  switch (op) {
    case 0:
      return intFromBig(x + y);
    case 1:
      return intFromBig(x - y);
    case 2:
      chargeDigits(x, y);
      return intFromBig(x * y);
    case 3:
      return divideInts(x, y);
    case 4:
      if (y === 0n) throw zeroDivision('division by zero');
      return intFromBig(floordivBig(x, y));
    case 5:
      if (y === 0n) throw zeroDivision('division by zero');
      return intFromBig(modBig(x, y));
    case 6:
      return powInts(x, y);
    case 7:
      if (y < 0n) throw valueError('negative shift count');
      if (x === 0n) return 0;
      if (y >= 1n << 63n) throw error('OverflowError', 'too many digits in integer');
      chargeBits(bits(x) + Number(y));
      return intFromBig(x << y);
    case 8:
      if (y < 0n) throw valueError('negative shift count');
      return y > 4_000_000_000n ? (x < 0n ? -1 : 0) : intFromBig(x >> y);
    case 9:
      return bothBool(a, b) ? newBool((x & y) !== 0n) : intFromBig(x & y);
    case 10:
      return bothBool(a, b) ? newBool((x | y) !== 0n) : intFromBig(x | y);
    case 11:
      return bothBool(a, b) ? newBool((x ^ y) !== 0n) : intFromBig(x ^ y);
    default:
      return NI;
  }
}

const bothBool = (a: W, b: W): boolean => a instanceof W_Bool && b instanceof W_Bool;
const bits = (x: bigint): number => (x < 0n ? -x : x).toString(16).length * 4;

/** An int of so many bits is about to be made. */
function chargeBits(n: number): void {
  checkBits(n);
  vm.spend(n >> 12);
}
function chargeDigits(x: bigint, y: bigint): void {
  if ((x > 0xffff_ffff_ffff_ffffn || x < -0xffff_ffff_ffff_ffffn) && (y > 0xffff_ffff_ffff_ffffn || y < -0xffff_ffff_ffff_ffffn))
    chargeBits(bits(x) + bits(y));
}

/** True division rounds once, also for ints beyond 2^53 (CPython: long_true_divide). */
function divideInts(x: bigint, y: bigint): W {
  if (y === 0n) throw zeroDivision('division by zero');
  const safe = 9007199254740991n;
  if (x <= safe && x >= -safe && y <= safe && y >= -safe) return new W_Float(Number(x) / Number(y));
  const negative = x < 0n !== y < 0n;
  const p = x < 0n ? -x : x;
  const q = y < 0n ? -y : y;
  // Scale so that the quotient has 66 bits or more, keep a sticky bit: rounding it to a double is then exact.
  const shift = bits(q) - bits(p) + 72;
  const [n, d] = shift > 0 ? [p << BigInt(shift), q] : [p, q << BigInt(-shift)];
  let quotient = n / d;
  if (n % d !== 0n) quotient |= 1n;
  const scaled = Number(quotient);
  const value = shift > 1000 ? scaled * 2 ** -1000 * 2 ** -(shift - 1000) : scaled * 2 ** -shift;
  if (!Number.isFinite(value)) throw error('OverflowError', 'integer division result too large for a float');
  return new W_Float(negative ? -value : value);
}

function powInts(x: bigint, y: bigint): W {
  if (y < 0n) {
    if (x === 0n) throw zeroDivision('zero to a negative power');
    return new W_Float(bigToDouble(x) ** bigToDouble(y));
  }
  if (x !== 0n && x !== 1n && x !== -1n) {
    if (y > BigInt(blocks.integerBits)) throw error('MemoryError', '');
    chargeBits(bits(x) * Number(y) - (bits(x) > 4 ? 0 : 3 * Number(y)));
  }
  return intFromBig(x ** y);
}

/** Python's float modulo: the sign of the divisor. */
export function floatMod(x: number, y: number): number {
  let r = x % y;
  if (r !== 0) {
    if (r < 0 !== y < 0) r += y;
  } else r = y < 0 ? -0 : 0;
  return r;
}
export function floatFloorDiv(x: number, y: number): number {
  const r = floatMod(x, y);
  const q = (x - r) / y;
  if (q === 0) return Math.abs(x) < Math.abs(y) && x < 0 !== y < 0 && x !== 0 ? -1 : x / y < 0 || Object.is(x / y, -0) ? -0 : 0;
  const f = Math.floor(q);
  return q - f > 0.5 ? f + 1 : f;
}

function floatOp(op: number, x: number, y: number): W {
  switch (op) {
    case 0:
      return new W_Float(x + y);
    case 1:
      return new W_Float(x - y);
    case 2:
      return new W_Float(x * y);
    case 3:
      if (y === 0) throw zeroDivision('division by zero');
      return new W_Float(x / y);
    case 4:
      if (y === 0) throw zeroDivision('division by zero');
      return new W_Float(floatFloorDiv(x, y));
    case 5:
      if (y === 0) throw zeroDivision('division by zero');
      return new W_Float(floatMod(x, y));
    case 6:
      return powFloats(x, y);
    default:
      return NI;
  }
}

export function powFloats(x: number, y: number): W {
  if (x === 1 || y === 0) return new W_Float(1);
  if (x === 0 && y === -Infinity) return new W_Float(Infinity);
  if (x === 0 && y < 0) throw zeroDivision('zero to a negative power');
  if (x < 0 && Number.isFinite(y) && !Number.isInteger(y)) {
    const r = Math.abs(x) ** y;
    if (r === Infinity && Number.isFinite(x)) throw error('OverflowError', 'complex exponentiation');
    return new W_Complex(r * Math.cos(Math.PI * y), r * Math.sin(Math.PI * y));
  }
  if (x === -1 && !Number.isFinite(y) && !Number.isNaN(y)) return new W_Float(1);
  const r = x ** y;
  if (!Number.isFinite(r) && Number.isFinite(x) && Number.isFinite(y))
    throw error('OverflowError', "(34, 'Numerical result out of range')");
  return new W_Float(r);
}

/** `mixed`: a real number among complex ones, which has no imaginary part, not one of +0.0. Source: CPython 3.14's complexobject.c. */
interface Parts {
  readonly re: number;
  readonly im: number;
  readonly mixed?: boolean;
}

export function asComplex(w: W): Parts | null {
  if (w instanceof W_Complex) return { re: w.real, im: w.imag };
  if (w instanceof W_Instance && w.payload instanceof W_Complex) return { re: w.payload.real, im: w.payload.imag };
  const x = asDouble(w);
  return x === null ? null : { re: x, im: 0, mixed: true };
}

function complexOp(op: number, a: Parts, b: Parts): W {
  switch (op) {
    case 0:
      return new W_Complex(a.re + b.re, a.mixed ? b.im : b.mixed ? a.im : a.im + b.im);
    case 1:
      return new W_Complex(a.re - b.re, a.mixed ? -b.im : b.mixed ? a.im : a.im - b.im);
    case 2:
      if (a.mixed || b.mixed) return a.mixed ? new W_Complex(a.re * b.re, a.re * b.im) : new W_Complex(a.re * b.re, a.im * b.re);
      return new W_Complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
    case 3:
      return divideComplex(a, b);
    case 6:
      return powComplex(a, b);
    default:
      return NI;
  }
}

/** Smith's method, as CPython's _Py_c_quot. */
function divideComplex(a: Parts, b: Parts): W_Complex {
  if (b.re === 0 && b.im === 0) throw zeroDivision('division by zero');
  if (b.im === 0 && b.mixed === true) return new W_Complex(a.re / b.re, a.im / b.re);
  if (Math.abs(b.re) >= Math.abs(b.im)) {
    const ratio = b.im / b.re;
    const d = b.re + b.im * ratio;
    return new W_Complex((a.re + a.im * ratio) / d, (a.im - a.re * ratio) / d);
  }
  const ratio = b.re / b.im;
  const d = b.re * ratio + b.im;
  return new W_Complex((a.re * ratio + a.im) / d, (a.im * ratio - a.re) / d);
}

function powComplex(a: Parts, b: Parts): W {
  const made = complexPower(a, b);
  if ((Math.abs(made.real) === Infinity || Math.abs(made.imag) === Infinity) && [a.re, a.im, b.re, b.im].every(Number.isFinite))
    throw error('OverflowError', 'complex exponentiation');
  return made;
}
function complexPower(a: Parts, b: Parts): W_Complex {
  if (b.im === 0 && Number.isInteger(b.re) && Math.abs(b.re) <= 100) {
    let r = { re: 1, im: 0 };
    for (let i = 0; i < Math.abs(b.re); i++) r = { re: r.re * a.re - r.im * a.im, im: r.re * a.im + r.im * a.re };
    return b.re < 0 ? divideComplex({ re: 1, im: 0 }, r) : new W_Complex(r.re, r.im);
  }
  if (a.re === 0 && a.im === 0) {
    if (b.re < 0 || b.im !== 0) throw zeroDivision('zero to a negative or complex power');
    return new W_Complex(0, 0);
  }
  const length = norm([a.re, a.im]) ** b.re * Math.exp(-b.im * Math.atan2(a.im, a.re));
  const phase = b.re * Math.atan2(a.im, a.re) + b.im * Math.log(norm([a.re, a.im]));
  return new W_Complex(length * Math.cos(phase), length * Math.sin(phase));
}

// -- sequences, sets, dicts --------------------------------------------------------------------------------------------

/** A repeated or concatenated sequence of so many items is about to be made. */
function chargeItems(n: number): void {
  checkItems(n);
  vm.spend(n >> 8);
}

/** A str or bytes of so many bytes is about to be made. */
function chargeBytes(n: number): void {
  checkSize(n);
  vm.spend(n >> 11);
}

function base(w: W): W {
  return w instanceof W_Instance && w.payload !== null ? w.payload : w;
}

function sequenceOp(op: number, wa: W, wb: W): W {
  const a = base(wa);
  const b = base(wb);
  if (op === 0) return concat(a, b);
  if (op === 2) {
    const n = (isSequence(a) ? countOf(b) : asIndex(b)) ?? indexMethod(a, b);
    if (n !== null) return repeat(a, n);
    const k = asIndex(a) ?? indexMethod(b, a);
    return k === null ? NI : repeat(b, k);
  }
  if (op === 5) {
    if (strText(a) !== null) return percentFormat(a, wb);
    if (a instanceof W_Bytes) return percentFormat(a, wb);
    if (a instanceof W_Bytearray) return new W_Bytearray((percentFormat(new W_Bytes(a.data), wb) as W_Bytes).data);
  }
  if (a instanceof W_Set && b instanceof W_Set) return setOp(op, a, b);
  if (a instanceof W_Dict && b instanceof W_Dict && op === 10) {
    const d = new W_Dict();
    for (const [k, v] of dictEntries(a)) dictSet(d, k, v);
    for (const [k, v] of dictEntries(b)) dictSet(d, k, v);
    return d;
  }
  return NI;
}

/** The count by which a sequence is repeated, from `__index__`. */
function indexMethod(sequence: W, w: W): number | null {
  if (!(w instanceof W_Instance) || !isSequence(sequence)) return null;
  const method = typeOf(w).lookup('__index__');
  if (method === null) return null;
  const n = asIndex(hooks.call(method, [w]));
  if (n === null) throw typeError(`__index__ returned non-int`);
  return n;
}
export const isSequence = (w: W): boolean =>
  w instanceof W_List || tupleItems(w) !== null || strText(w) !== null || w instanceof W_Bytes || w instanceof W_Bytearray;

/** How often a sequence is repeated. */
const countOf = (w: W): number | null => {
  const n = asIndex(w);
  if (n !== null && Math.abs(n) === Number.MAX_SAFE_INTEGER && BigInt.asIntN(64, asBig(w) ?? 0n) !== asBig(w))
    throw error('OverflowError', `cannot fit '${typeOf(w).name}' into an index-sized integer`);
  return n;
};
/** Whether the right operand has a say before a sequence refuses it. */
const reflects = (b: W): boolean => (b instanceof W_Instance || b instanceof W_Native) && typeOf(b).lookup('__radd__') !== null;

function concat(a: W, b: W): W {
  if (typeof a === 'string' && typeof b === 'string') {
    chargeBytes(a.length + b.length);
    return a + b;
  }
  if (typeof a === 'string' || a instanceof W_WideStr) {
    const tb = strText(b);
    if (tb !== null) return newStr((strText(a) as string) + tb);
    if (reflects(b)) return NI;
    throw typeError(`can only concatenate str (not "${typeOf(b).name}") to str`);
  }
  if (a instanceof W_List) {
    if (b instanceof W_List) {
      chargeItems(a.storage.length + b.storage.length);
      return joinedLists(a, b);
    }
    if (reflects(b)) return NI;
    throw typeError(`can only concatenate list (not "${typeOf(b).name}") to list`);
  }
  const ta = tupleItems(a);
  if (ta !== null) {
    const tb = tupleItems(b);
    if (tb !== null) {
      chargeItems(ta.length + tb.length);
      return newTuple([...ta, ...tb]);
    }
    if (reflects(b)) return NI;
    throw typeError(`can only concatenate tuple (not "${typeOf(b).name}") to tuple`);
  }
  if ((a instanceof W_Bytes || a instanceof W_Bytearray) && isBytesLike(b)) {
    const more = bytesArgument(b);
    chargeBytes(a.data.length + more.length);
    const data = new Uint8Array(a.data.length + more.length);
    data.set(a.data);
    data.set(more, a.data.length);
    return a instanceof W_Bytes ? new W_Bytes(data) : new W_Bytearray(data);
  }
  if ((a instanceof W_Bytes || a instanceof W_Bytearray) && !reflects(b))
    throw typeError(`can't concat ${typeOf(b).name} to ${typeOf(a).name}`);
  return NI;
}

function repeat(a: W, count: number): W {
  const n = Math.max(0, count);
  if (typeof a === 'string') {
    chargeBytes(a.length * n);
    return a.repeat(n);
  }
  if (a instanceof W_WideStr) {
    chargeItems(a.points.length * n);
    return newStr((strText(a) as string).repeat(n));
  }
  if (a instanceof W_List) {
    chargeItems(a.storage.length * n);
    return repeatedList(a, n);
  }
  const items = tupleItems(a);
  if (items !== null) {
    chargeItems(items.length * n);
    return newTuple(repeatedItems(items, n));
  }
  if (a instanceof W_Bytes || a instanceof W_Bytearray) {
    chargeBytes(a.data.length * n);
    const data = new Uint8Array(a.data.length * n);
    for (let i = 0; i < n; i++) data.set(a.data, i * a.data.length);
    return a instanceof W_Bytes ? new W_Bytes(data) : new W_Bytearray(data);
  }
  return NI;
}

function setOp(op: number, a: W_Set, b: W_Set): W {
  const items = setItems(a);
  switch (op) {
    case 1:
      return newSet(
        items.filter((w) => b.table.find(w) < 0),
        a.frozen,
      );
    case 9:
      return newSet(
        items.filter((w) => b.table.find(w) >= 0),
        a.frozen,
      );
    case 10:
      return newSet([...items, ...setItems(b)], a.frozen);
    case 11:
      return newSet([...items.filter((w) => b.table.find(w) < 0), ...setItems(b).filter((w) => a.table.find(w) < 0)], a.frozen);
    default:
      return NI;
  }
}

/** In-place operators of mutable builtins; others fall back to the plain operator. */
export function inplaceOp(op: number, wa: W, wb: W): W {
  const a = base(wa);
  const b = base(wb);
  if (a instanceof W_List) {
    if (op === 0) {
      const more = toArray(wb);
      chargeItems(a.storage.length + more.length);
      listExtend(a, more);
      return wa;
    }
    const n = op === 2 ? asIndex(b) : null;
    if (n !== null) {
      a.storage = (repeat(a, n) as W_List).storage;
      return wa;
    }
  }
  if (a instanceof W_Set && b instanceof W_Set && !a.frozen && (op === 1 || op >= 9)) {
    const r = setItems(setOp(op, a, b) as W_Set);
    a.table.clear();
    for (const w of r) a.table.set(w, w);
    return wa;
  }
  if (a instanceof W_Dict && op === 10) {
    const pairs = b instanceof W_Dict ? dictEntries(b) : toArray(wb).map((p) => toArray(p) as [W, W]);
    for (const [k, v] of pairs) dictSet(a, k, v);
    return wa;
  }
  if (a instanceof W_Bytearray && op === 2 && asIndex(b) !== null) {
    a.data = (repeat(a, asIndex(b) as number) as W_Bytearray).data;
    return wa;
  }
  if (a instanceof W_Bytearray && (b instanceof W_Bytes || b instanceof W_Bytearray) && op === 0) {
    a.data = (concat(a, b) as W_Bytearray).data;
    return wa;
  }
  if (a instanceof W_Native) {
    const own = typeOf(a).lookup(LEFT_SLOTS[op].replace('__', '__i'));
    if (own !== null) return hooks.call(own, [wa, wb]);
  }
  return binaryOp(op, wa, wb);
}

export function unaryOp(opcode: number, w: W): W {
  const b = base(w);
  const big = asBig(b);
  if (big !== null) return intFromBig(opcode === ops.UNARY_NEGATIVE ? -big : opcode === ops.UNARY_INVERT ? ~big : big);
  if (opcode === ops.UNARY_INVERT) return nativeUnary('__invert__', w);
  const sign = opcode === ops.UNARY_NEGATIVE ? -1 : 1;
  if (b instanceof W_Float) return new W_Float(sign * b.floatval);
  if (b instanceof W_Complex) return new W_Complex(sign * b.real, sign * b.imag);
  return nativeUnary(sign < 0 ? '__neg__' : '__pos__', w);
}

function nativeUnary(name: string, w: W): W {
  const method = w instanceof W_Native ? typeOf(w).lookup(name) : null;
  return method === null ? NI : hooks.call(method, [w]);
}
