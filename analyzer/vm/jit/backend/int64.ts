/**
 * 64-bit integers on JS values: a number while it is a safe integer (never -0), else a bigint within 64 bits. Every function takes
 * and gives that canonical form. The first test of each is the fast path: doubles are exact as long as the result is safe,
 * because rounding is monotonic: a rounded result within +-(2^53 - 1) was not rounded at all.
 *
 * Semantics: rpython/jit/metainterp/blackhole.py (bhimpl_int_*), x86-64 for shift counts.
 */
import type { IntValue } from '../ir';

const MAX = Number.MAX_SAFE_INTEGER;
const BIG_MAX = BigInt(MAX);
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const TWO32 = 4294967296;

const safe = (r: number): boolean => r <= MAX && r >= -MAX;

/** The canonical form of a bigint within 64 bits. */
export function fromBig(b: bigint): IntValue {
  return b <= BIG_MAX && b >= -BIG_MAX ? Number(b) : b;
}

/** Wraps to 64 bits. */
export const wrap = (b: bigint): IntValue => fromBig(BigInt.asIntN(64, b));

export const fitsInt64 = (b: bigint): boolean => b >= INT64_MIN && b <= INT64_MAX;

export const isNumber = (a: IntValue): a is number => typeof a === 'number';

// -- sums, differences, products --

export function add(a: IntValue, b: IntValue): IntValue {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a + b;
    if (safe(r)) return r;
  }
  return wrap(BigInt(a) + BigInt(b));
}

export function sub(a: IntValue, b: IntValue): IntValue {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a - b;
    if (safe(r)) return r;
  }
  return wrap(BigInt(a) - BigInt(b));
}

export function mul(a: IntValue, b: IntValue): IntValue {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a * b;
    // 0 * -5 is -0, and -0 + 0 is 0.
    if (safe(r)) return r + 0;
  }
  return wrap(BigInt(a) * BigInt(b));
}

/** Results of the checked operations: `overflow` says whether the last one did not fit, then its result is the wrapped one. */
export const checked = {
  overflow: false,

  add: (a: IntValue, b: IntValue): IntValue => {
    if (typeof a === 'number' && typeof b === 'number') {
      const r = a + b;
      if (safe(r)) return clear(r);
    }
    return check(BigInt(a) + BigInt(b));
  },

  sub: (a: IntValue, b: IntValue): IntValue => {
    if (typeof a === 'number' && typeof b === 'number') {
      const r = a - b;
      if (safe(r)) return clear(r);
    }
    return check(BigInt(a) - BigInt(b));
  },

  mul: (a: IntValue, b: IntValue): IntValue => {
    if (typeof a === 'number' && typeof b === 'number') {
      const r = a * b;
      if (safe(r)) return clear(r + 0);
    }
    return check(BigInt(a) * BigInt(b));
  },
};

function clear(r: number): number {
  checked.overflow = false;
  return r;
}

function check(exact: bigint): IntValue {
  checked.overflow = !fitsInt64(exact);
  return wrap(exact);
}

export const neg = (a: IntValue): IntValue => (typeof a === 'number' ? 0 - a : wrap(-a));

export const invert = (a: IntValue): IntValue => {
  if (typeof a !== 'number') return wrap(~a);
  const r = -1 - a;
  return safe(r) ? r : wrap(~BigInt(a));
};

export function mulHighUnsigned(a: IntValue, b: IntValue): IntValue {
  if (typeof a === 'number' && a >= 0 && typeof b === 'bigint') return mulHighByLimbs(a, limbs(b));
  return wrap((BigInt.asUintN(64, BigInt(a)) * BigInt.asUintN(64, BigInt(b))) >> 64n);
}

/** The 16-bit limbs of an unsigned 64-bit number, lowest first. Division by a constant multiplies by one: they are few. */
export function limbs(b: bigint): readonly [number, number, number, number] {
  let known = knownLimbs.get(b);
  if (known === undefined) {
    if (knownLimbs.size > 1000) knownLimbs.clear();
    const limb = (at: bigint): number => Number((b >> at) & 0xffffn);
    knownLimbs.set(b, (known = [limb(0n), limb(16n), limb(32n), limb(48n)]));
  }
  return known;
}
const knownLimbs = new Map<bigint, readonly [number, number, number, number]>();

/** The upper 64 bits of a product, in doubles: no intermediate sum reaches 2^53. `a` is a safe integer and not negative. */
export function mulHighByLimbs(a: number, [k0, k1, k2, k3]: readonly [number, number, number, number]): number {
  const high = Math.floor(a / TWO32);
  const low = a - high * TWO32;
  let carry = Math.floor((low * k0) / 65536);
  carry = Math.floor((low * k1 + carry) / 65536);
  carry = Math.floor((low * k2 + high * k0 + carry) / 65536);
  carry = Math.floor((low * k3 + high * k1 + carry) / 65536);
  return carry + high * k2 + high * k3 * 65536;
}

/** Truncating. Division by zero cannot be reached from correct traces; it gives 0. */
export function floordiv(a: IntValue, b: IntValue): IntValue {
  if (b === 0) return 0;
  // a - a % b is exact and divisible, where a / b alone may round up to the next integer.
  if (typeof a === 'number' && typeof b === 'number') return (a - (a % b)) / b + 0;
  return wrap(BigInt(a) / BigInt(b));
}

/** Has the sign of the dividend. */
export function mod(a: IntValue, b: IntValue): IntValue {
  if (b === 0) return 0;
  if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0;
  return wrap(BigInt(a) % BigInt(b));
}

// -- bits --

const high = (a: number): number => Math.floor(a / TWO32);
const join = (hi: number, lo: number): IntValue => {
  const r = hi * TWO32 + (lo >>> 0);
  return safe(r) ? r : wrap(BigInt(hi) * BigInt(TWO32) + BigInt(lo >>> 0));
};

export function and(a: IntValue, b: IntValue): IntValue {
  if (typeof a === 'number' && typeof b === 'number') {
    if (a === (a | 0) && b === (b | 0)) return a & b;
    return join(high(a) & high(b), a & b);
  }
  return wrap(BigInt(a) & BigInt(b));
}

export function or(a: IntValue, b: IntValue): IntValue {
  if (typeof a === 'number' && typeof b === 'number') {
    if (a === (a | 0) && b === (b | 0)) return a | b;
    return join(high(a) | high(b), a | b);
  }
  return wrap(BigInt(a) | BigInt(b));
}

export function xor(a: IntValue, b: IntValue): IntValue {
  if (typeof a === 'number' && typeof b === 'number') {
    if (a === (a | 0) && b === (b | 0)) return a ^ b;
    return join(high(a) ^ high(b), a ^ b);
  }
  return wrap(BigInt(a) ^ BigInt(b));
}

/** x86-64 looks at six bits; JavaScript's & takes the low bits of any safe integer. */
const count = (n: IntValue): number => (typeof n === 'number' ? n & 63 : Number(BigInt.asUintN(6, n)));

/** Powers of two: `**` is a call. */
const POWER = Float64Array.from({ length: 64 }, (_, by) => 2 ** by);

export function lshift(a: IntValue, n: IntValue): IntValue {
  const by = count(n);
  if (typeof a === 'number') {
    const r = a * POWER[by];
    if (safe(r)) return r;
  }
  return wrap(BigInt(a) << BigInt(by));
}

export function rshift(a: IntValue, n: IntValue): IntValue {
  const by = count(n);
  if (typeof a === 'number') return a === (a | 0) ? a >> (by > 31 ? 31 : by) : Math.floor(a / POWER[by]);
  return wrap(a >> BigInt(by));
}

export function rshiftUnsigned(a: IntValue, n: IntValue): IntValue {
  const by = count(n);
  if (typeof a === 'number' && a >= 0) return Math.floor(a / POWER[by]);
  return wrap(BigInt.asUintN(64, BigInt(a)) >> BigInt(by));
}

export const signExtend = (a: IntValue, bytes: IntValue): IntValue => fromBig(BigInt.asIntN(Number(bytes) * 8, BigInt(a)));

export const forceGeZero = (a: IntValue): IntValue => (a < 0 ? 0 : a);

// -- comparisons; JS compares numbers with bigints exactly --

/** With equal signs the order is the same, else the negative one is the larger. */
export const ltUnsigned = (a: IntValue, b: IntValue): boolean => (a < 0 === b < 0 ? a < b : b < 0);
export const leUnsigned = (a: IntValue, b: IntValue): boolean => !ltUnsigned(b, a);

// -- doubles --

/** Toward zero; beyond 64 bits (not reached from correct traces) it wraps. */
export function fromFloat(x: number): IntValue {
  const t = Math.trunc(x);
  if (safe(t)) return t + 0;
  return Number.isFinite(t) ? wrap(BigInt(t)) : 0;
}

export const toFloat = (a: IntValue): number => Number(a);
