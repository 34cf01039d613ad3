/** pow(), modular powers of ints. Source: CPython's Objects/longobject.c, `long_pow` (behaviour). */
import { typeError, valueError } from '../../runtime/errors';
import { hooks } from '../../runtime/hooks';
import { typeOf } from '../../runtime/types';
import { intFromBig, w_None, w_NotImplemented, type W } from '../../runtime/values';
import { vm } from '../../runtime/vm';
import { asBig } from '../numbers';

/** pow() of two or three arguments. */
export function power(a: W, b: W, mod: W): W {
  if (mod === w_None) return hooks.binary(6, a, b);
  const own = typeof a === 'object' ? typeOf(a).lookupWhere('__pow__') : null;
  if (own?.isHeap === true) {
    const made = hooks.call(typeOf(a).lookup('__pow__') as W, [a, b, mod]);
    if (made !== w_NotImplemented) return made;
  }
  const x = asBig(a);
  const y = asBig(b);
  const n = asBig(mod);
  if (x === null || y === null || n === null)
    throw typeError(
      x !== null && y !== null
        ? `unsupported operand type(s) for ** or pow(): '${typeOf(a).name}', '${typeOf(b).name}', '${typeOf(mod).name}'`
        : 'pow() 3rd argument not allowed unless all arguments are integers',
    );
  if (n === 0n) throw valueError('pow() 3rd argument cannot be 0');
  let base = ((x % n) + n) % n;
  let e = y;
  if (e < 0n) {
    base = inverse(base, n < 0n ? -n : n);
    e = -e;
  }
  let r = 1n % n;
  while (e > 0n) {
    if (e & 1n) r = (r * base) % n;
    base = (base * base) % n;
    e >>= 1n;
    vm.spend(1);
  }
  return intFromBig(((r % n) + n) % n);
}

function inverse(a: bigint, n: bigint): bigint {
  let [r0, r1, s0, s1] = [n, a % n, 0n, 1n];
  while (r1 !== 0n) {
    const q = r0 / r1;
    [r0, r1, s0, s1] = [r1, r0 - q * r1, s1, s0 - q * s1];
  }
  if (r0 !== 1n) throw valueError('base is not invertible for the given modulus');
  return ((s0 % n) + n) % n;
}
