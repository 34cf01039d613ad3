/**
 * 64-bit two's complement arithmetic on canonical ints (a JS number while it is a safe integer, else a bigint).
 *
 * BigInt is used only beyond the safe range. Source: rpython/rlib/rarithmetic.py (ovfcheck, intmask, r_uint).
 */
import type { IntValue } from '../../ir';

export const MININT: IntValue = -(2n ** 63n);
export const MAXINT: IntValue = 2n ** 63n - 1n;
const HALF_MININT = -(2n ** 62n);
const HALF_MAXINT = 2n ** 62n - 1n;

/** Whether a bound is so far out that a loop could drift past it (IntBound.widen). */
export const isFarBelow = (x: IntValue): boolean => x < HALF_MININT;
export const isFarAbove = (x: IntValue): boolean => x > HALF_MAXINT;

export function canonical(x: bigint): IntValue {
  return x >= -9007199254740991n && x <= 9007199254740991n ? Number(x) : x;
}

const wrap = (x: bigint): IntValue => canonical(BigInt.asIntN(64, x));
const exact = (x: bigint): IntValue | null => (x >= (MININT as bigint) && x <= (MAXINT as bigint) ? canonical(x) : null);

/** Sum, or null when it does not fit 64 bits. */
export function addExact(a: IntValue, b: IntValue): IntValue | null {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a + b;
    if (Number.isSafeInteger(r)) return r;
  }
  return exact(BigInt(a) + BigInt(b));
}

/** Difference, or null when it does not fit 64 bits. */
export function subExact(a: IntValue, b: IntValue): IntValue | null {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a - b;
    if (Number.isSafeInteger(r)) return r;
  }
  return exact(BigInt(a) - BigInt(b));
}

/** Product, or null when it does not fit 64 bits. */
export function mulExact(a: IntValue, b: IntValue): IntValue | null {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a * b;
    if (Number.isSafeInteger(r)) return r + 0;
  }
  return exact(BigInt(a) * BigInt(b));
}

/** a << n, or null when it does not fit; n is 0..63. */
export function shlExact(a: IntValue, n: number): IntValue | null {
  return exact(BigInt(a) << BigInt(n));
}

export const addWrap = (a: IntValue, b: IntValue): IntValue => addExact(a, b) ?? wrap(BigInt(a) + BigInt(b));
export const subWrap = (a: IntValue, b: IntValue): IntValue => subExact(a, b) ?? wrap(BigInt(a) - BigInt(b));
export const mulWrap = (a: IntValue, b: IntValue): IntValue => mulExact(a, b) ?? wrap(BigInt(a) * BigInt(b));
export const shlWrap = (a: IntValue, n: number): IntValue => wrap(BigInt(a) << BigInt(n));
export const negWrap = (a: IntValue): IntValue => subWrap(0, a);

const small = (a: IntValue): a is number => typeof a === 'number' && a === (a | 0);

/** Arithmetic shift; n is 0..63. */
export function shr(a: IntValue, n: number): IntValue {
  if (small(a) && n < 32) return a >> n;
  return canonical(BigInt(a) >> BigInt(n));
}

export const shrUnsigned = (a: IntValue, n: number): IntValue => wrap(BigInt.asUintN(64, BigInt(a)) >> BigInt(n));
export const and = (a: IntValue, b: IntValue): IntValue => (small(a) && small(b) ? a & b : wrap(BigInt(a) & BigInt(b)));
export const or = (a: IntValue, b: IntValue): IntValue => (small(a) && small(b) ? a | b : wrap(BigInt(a) | BigInt(b)));
export const xor = (a: IntValue, b: IntValue): IntValue => (small(a) && small(b) ? a ^ b : wrap(BigInt(a) ^ BigInt(b)));
export const invert = (a: IntValue): IntValue => subWrap(-1, a);

/** C division, truncating; null for a division by zero or the one overflow. */
export function floordivC(a: IntValue, b: IntValue): IntValue | null {
  if (b == 0) return null;
  return exact(BigInt(a) / BigInt(b));
}

export function modC(a: IntValue, b: IntValue): IntValue | null {
  if (b == 0 || b == -1) return b == 0 ? null : 0;
  return canonical(BigInt(a) % BigInt(b));
}

/** Python's floor division; null for a division by zero or the one overflow. */
export function floordivPython(a: IntValue, b: IntValue): IntValue | null {
  if (b == 0) return null;
  const x = BigInt(a);
  const y = BigInt(b);
  const q = x / y;
  return exact(x % y !== 0n && x < 0n !== y < 0n ? q - 1n : q);
}

export const mulHighUnsigned = (a: IntValue, b: IntValue): IntValue =>
  wrap((BigInt.asUintN(64, BigInt(a)) * BigInt.asUintN(64, BigInt(b))) >> 64n);

export const lessUnsigned = (a: IntValue, b: IntValue): boolean =>
  typeof a === 'number' && typeof b === 'number' && a >= 0 && b >= 0
    ? a < b
    : BigInt.asUintN(64, BigInt(a)) < BigInt.asUintN(64, BigInt(b));

export const signExtend = (a: IntValue, bytes: number): IntValue => canonical(BigInt.asIntN(bytes * 8, BigInt(a)));

/** n when `a` is 2**n with n >= 0, else null. */
export function log2Exact(a: IntValue): number | null {
  if (a <= 0) return null;
  const x = BigInt(a);
  return (x & (x - 1n)) === 0n ? x.toString(2).length - 1 : null;
}

export const minInt = (...xs: IntValue[]): IntValue => xs.reduce((a, b) => (b < a ? b : a));
export const maxInt = (...xs: IntValue[]): IntValue => xs.reduce((a, b) => (b > a ? b : a));
