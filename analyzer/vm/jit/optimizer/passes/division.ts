/**
 * Division and modulo by a constant without dividing: shifts and masks for powers of two, else a multiplication by the reciprocal.
 *
 *     n // m  =  (((n ^ t) * k) >> (64 + i)) ^ t     with t = n >> 63, 2**i < m < 2**(i+1), k = 2**(64+i) // m + 1
 *
 * Source: rpython/jit/metainterp/optimizeopt/intdiv.py, PyPy 7.3.11 (which has the proof).
 */
import { ConstInt, Operation, type IntValue, type Value } from '../../ir';
import { canonical } from '../facts/int64';

/** The factor (as a signed word) and the shift. `m` is at least 3 and no power of two. */
export function magicNumbers(m: IntValue): { readonly factor: IntValue; readonly shift: number } {
  const divisor = BigInt(m);
  const shift = (divisor - 1n).toString(2).length - 1;
  const k = (1n << BigInt(64 + shift)) / divisor + 1n;
  return { factor: canonical(BigInt.asIntN(64, k)), shift };
}

/** The operations whose last one is n // m, for m as above. */
export function divisionOperations(n: Value, m: IntValue, knownNonnegative: boolean): Operation[] {
  const { factor, shift } = magicNumbers(m);
  const high = (v: Value): Operation[] => {
    const product = new Operation('uint_mul_high', [v, new ConstInt(factor)]);
    return [product, new Operation('uint_rshift', [product, new ConstInt(shift)])];
  };
  if (knownNonnegative) return high(n);
  const sign = new Operation('int_rshift', [n, new ConstInt(63)]);
  const flipped = new Operation('int_xor', [n, sign]);
  const quotient = high(flipped);
  return [sign, flipped, ...quotient, new Operation('int_xor', [quotient[1]!, sign])];
}

/** The operations whose last one is n % m. */
export function moduloOperations(n: Value, m: IntValue, knownNonnegative: boolean): Operation[] {
  const operations = divisionOperations(n, m, knownNonnegative);
  const product = new Operation('int_mul', [operations.at(-1)!, new ConstInt(m)]);
  return [...operations, product, new Operation('int_sub', [n, product])];
}
