/**
 * 64-bit int arithmetic on canonical ints (number while safe, bigint beyond): the interpreter's slow paths. Every function
 * takes and gives canonical ints; `*Ovf` and `shl64` give null when the result leaves 64 bits.
 */
type I = number | bigint;
const MAX_SAFE = 9007199254740991;

/** Canonical form of a bigint in 64-bit range, or null outside. */
export function fit64(v: bigint): I | null {
  if (v <= 9007199254740991n && v >= -9007199254740991n) return Number(v);
  return v >= -9223372036854775808n && v <= 9223372036854775807n ? v : null;
}

const canonical = (v: bigint): I => (v <= 9007199254740991n && v >= -9007199254740991n ? Number(v) : v);

export const addOvf = (a: I, b: I): I | null => fit64(BigInt(a) + BigInt(b));
export const subOvf = (a: I, b: I): I | null => fit64(BigInt(a) - BigInt(b));
export const mulOvf = (a: I, b: I): I | null => fit64(BigInt(a) * BigInt(b));

export function floordivBig(a: bigint, b: bigint): bigint {
  const q = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? q - 1n : q;
}
export function modBig(a: bigint, b: bigint): bigint {
  const r = a % b;
  return r !== 0n && r < 0n !== b < 0n ? r + b : r;
}

export function floordiv64(a: I, b: I): I {
  if (typeof a === 'number' && typeof b === 'number') {
    // The quotient of two safe integers can round up to the next integer: correct by the remainder, which is exact.
    const r = a % b;
    const q = (a - r) / b;
    return (r !== 0 && r < 0 !== b < 0 ? q - 1 : q) + 0;
  }
  return canonical(floordivBig(BigInt(a), BigInt(b)));
}
export function mod64(a: I, b: I): I {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a % b;
    return (r !== 0 && r < 0 !== b < 0 ? r + b : r) + 0;
  }
  return canonical(modBig(BigInt(a), BigInt(b)));
}

const small = (x: I): x is number => typeof x === 'number' && x >= -2147483648 && x <= 2147483647;

export function and64(a: I, b: I): I {
  if (small(a) && small(b)) return a & b;
  if (typeof a === 'number' && typeof b === 'number') {
    // A non-negative mask below 2^53 selects from the low words: split instead of going through BigInt.
    if (b >= 0 && b <= 0x7fffffff) return lowWord(a) & b;
    if (a >= 0 && a <= 0x7fffffff) return lowWord(b) & a;
  }
  return canonical(BigInt(a) & BigInt(b));
}
/** The low 32 bits of the two's complement of a safe integer, as a signed word: JavaScript's ToInt32. */
const lowWord = (x: number): number => x | 0;

export function or64(a: I, b: I): I {
  return small(a) && small(b) ? a | b : canonical(BigInt(a) | BigInt(b));
}
export function xor64(a: I, b: I): I {
  return small(a) && small(b) ? a ^ b : canonical(BigInt(a) ^ BigInt(b));
}
export function shl64(a: I, b: I): I | null {
  if (typeof a === 'number' && b < 53) {
    const r = a * 2 ** Number(b);
    if (r <= MAX_SAFE && r >= -MAX_SAFE) return r;
  }
  return fit64(BigInt(a) << BigInt(b));
}
export function shr64(a: I, b: I): I {
  if (b >= 64) return a < 0 ? -1 : 0;
  if (small(a)) return b >= 32 ? a >> 31 : a >> Number(b);
  if (typeof a === 'number') return Math.floor(a / 2 ** Number(b));
  return canonical(a >> BigInt(b));
}

export const lt64 = (a: I, b: I): boolean => a < b;
export const le64 = (a: I, b: I): boolean => a <= b;
// A canonical number never equals a canonical bigint, but `==` is the mixed comparison JavaScript has.
export const eq64 = (a: I, b: I): boolean => a == b;
