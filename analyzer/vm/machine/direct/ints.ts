/** 64-bit ints: a number while it is a safe integer, else a bigint. */
import { addOvf as rawAdd, and64, eq64, floordiv64, le64, lt64, mod64, mulOvf as rawMul, or64, shl64, shr64, subOvf as rawSub, xor64 } from '../../runtime/ints';
import { type W_Bool, W_Long } from '../../runtime/values';
import type { Bool, Int, Ref } from '../types';
import { B, type I } from './values';

export const intval = (w: Ref): Int => w as unknown as Int;
export const boolval = (w: Ref): Int => (w as unknown as W_Bool).intval as unknown as Int;
export const newInt = (i: Int): Ref => i as unknown as Ref;
/** Null when the result leaves 64 bits: guard_no_overflow or guard_overflow. */
export const addOvf = (a: Int, b: Int): Int | null => {
  const x = a as unknown as I;
  const y = b as unknown as I;
  if (typeof x === 'number' && typeof y === 'number') {
    const r = x + y;
    if (r <= 9007199254740991 && r >= -9007199254740991) return r as unknown as Int;
  }
  return rawAdd(x, y) as unknown as Int | null;
};
export const subOvf = (a: Int, b: Int): Int | null => {
  const x = a as unknown as I;
  const y = b as unknown as I;
  if (typeof x === 'number' && typeof y === 'number') {
    const r = x - y;
    if (r <= 9007199254740991 && r >= -9007199254740991) return r as unknown as Int;
  }
  return rawSub(x, y) as unknown as Int | null;
};
export const mulOvf = (a: Int, b: Int): Int | null => {
  const x = a as unknown as I;
  const y = b as unknown as I;
  if (typeof x === 'number' && typeof y === 'number') {
    const r = x * y;
    if (r <= 9007199254740991 && r >= -9007199254740991) return (r === 0 ? 0 : r) as unknown as Int;
  }
  return rawMul(x, y) as unknown as Int | null;
};
/** Floor division and modulo; the divisor is not 0 and the quotient fits. */
export const floordiv = (a: Int, b: Int): Int => floordiv64(a as unknown as I, b as unknown as I) as unknown as Int;
export const mod = (a: Int, b: Int): Int => mod64(a as unknown as I, b as unknown as I) as unknown as Int;
export const and = (a: Int, b: Int): Int => and64(a as unknown as I, b as unknown as I) as unknown as Int;
export const or = (a: Int, b: Int): Int => or64(a as unknown as I, b as unknown as I) as unknown as Int;
export const xor = (a: Int, b: Int): Int => xor64(a as unknown as I, b as unknown as I) as unknown as Int;
/** Shift left; null when bits are lost. 0 <= b < 64. */
export const shlOvf = (a: Int, b: Int): Int | null => shl64(a as unknown as I, b as unknown as I) as unknown as Int | null;
export const shr = (a: Int, b: Int): Int => shr64(a as unknown as I, b as unknown as I) as unknown as Int;
export const invert = (a: Int): Int => {
  const x = a as unknown as I;
  return (typeof x === 'number' ? -x - 1 : ~x) as unknown as Int;
};
export const intLt = (a: Int, b: Int): Bool => B(lt64(a as unknown as I, b as unknown as I));
export const intLe = (a: Int, b: Int): Bool => B(le64(a as unknown as I, b as unknown as I));
export const intEq = (a: Int, b: Int): Bool => B(eq64(a as unknown as I, b as unknown as I));
export const intNe = (a: Int, b: Int): Bool => B(!eq64(a as unknown as I, b as unknown as I));
export const intGt = (a: Int, b: Int): Bool => B(lt64(b as unknown as I, a as unknown as I));
export const intGe = (a: Int, b: Int): Bool => B(le64(b as unknown as I, a as unknown as I));
export const uintGe = (a: Int, b: Int): Bool => {
  const x = a as unknown as I;
  return B(x < 0 || x >= (b as unknown as I));
};
export const intIsTrue = (a: Int): Bool => B((a as unknown as I) != 0);
export const intIsZero = (a: Int): Bool => B((a as unknown as I) == 0);
export const bigval = (w: Ref): bigint => {
  const v = w as unknown as number | bigint | W_Long;
  return v instanceof W_Long ? v.value : BigInt(v);
};
export const intAdd = (a: Int, b: Int): Int => {
  const x = a as unknown as I;
  const y = b as unknown as I;
  const r = typeof x === 'number' && typeof y === 'number' ? x + y : 2 ** 60;
  return (r <= 9007199254740991 && r >= -9007199254740991 ? r : rawAdd(x, y)) as unknown as Int;
};
export const intSub = (a: Int, b: Int): Int => (subOvf(a, b) ?? (0 as unknown as Int));
