/** abs, round, min and max, sum. Source: Python/bltinmodule.c and Objects/floatobject.c of CPython. */
import { error, typeError, valueError } from '../../runtime/errors';
import { bigArgument, intArgument } from '../native';
import { hooks } from '../../runtime/hooks';
import { typeOf } from '../../runtime/types';
import { intFromBig, strText, w_None, W_Bytearray, W_Bytes, W_Complex, W_Float, type W } from '../../runtime/values';
import { iterOf, nextOf, toArray } from '../protocols/iterables';
import { asBig, asDouble, norm } from '../numbers';
import { fixed } from '../text/format-spec';

export function abs(w: W): W {
  const big = asBig(w);
  if (big !== null) return intFromBig(big < 0n ? -big : big);
  if (w instanceof W_Float) return new W_Float(Math.abs(w.floatval));
  if (w instanceof W_Complex) return new W_Float(norm([w.real, w.imag]));
  const method = typeOf(w).lookup('__abs__');
  if (method === null) throw typeError(`bad operand type for abs(): '${typeOf(w).name}'`);
  return hooks.call(method, [w]);
}

export function round(w: W, digits: W): W {
  const x = w instanceof W_Float ? w.floatval : null;
  if (x !== null) {
    if (digits === w_None) {
      if (Number.isNaN(x)) throw valueError('cannot convert float NaN to integer');
      if (!Number.isFinite(x)) throw error('OverflowError', 'cannot convert float infinity to integer');
      const f = Math.floor(x);
      const d = x - f;
      const r = d > 0.5 || (d === 0.5 && f % 2 !== 0) ? f + 1 : f;
      return Number.isSafeInteger(r) ? r + 0 : intFromBig(BigInt(r));
    }
    const n = intArgument(digits);
    if (!Number.isFinite(x) || n > 323) return w;
    if (n < -308) return new W_Float(x * 0);
    if (n >= 0) return new W_Float(Math.sign(x) * Number(fixed(Math.abs(x), n)));
    const scale = 10 ** -n;
    const q = x / scale;
    const f = Math.floor(q);
    const d = q - f;
    return new W_Float((d > 0.5 || (d === 0.5 && f % 2 !== 0) ? f + 1 : f) * scale);
  }
  const big = asBig(w);
  if (big !== null) {
    const n = digits === w_None ? 0n : bigArgument(digits);
    if (n >= 0n) return intFromBig(big);
    const unit = 10n ** -n;
    const half = unit / 2n;
    let q = big / unit;
    let r = big % unit;
    if (r < 0n) {
      r += unit;
      q -= 1n;
    }
    if (r > half || (r === half && (q & 1n) === 1n)) q += 1n;
    return intFromBig(q * unit);
  }
  const method = typeOf(w).lookup('__round__');
  if (method === null) throw typeError(`type ${typeOf(w).name} doesn't define __round__ method`);
  return hooks.call(method, digits === w_None ? [w] : [w, digits]);
}

export function extreme(name: string, op: number, args: W[], keywords: ReadonlyMap<string, W> | null): W {
  const key = keywords?.get('key') ?? w_None;
  const otherwise = keywords?.get('default');
  for (const key of keywords?.keys() ?? [])
    if (key !== 'key' && key !== 'default') throw typeError(`${name}() got an unexpected keyword argument '${key}'`);
  if (args.length === 0) throw typeError(`${name} expected at least 1 argument, got 0`);
  if (args.length > 1 && otherwise !== undefined)
    throw typeError(`Cannot specify a default for ${name}() with multiple positional arguments`);
  const items = args.length === 1 ? toArray(args[0]) : args;
  if (items.length === 0) {
    if (otherwise !== undefined) return otherwise;
    throw valueError(`${name}() iterable argument is empty`);
  }
  let best = items[0];
  let bestKey = key === w_None ? best : hooks.call(key, [best]);
  for (const w of items.slice(1)) {
    const k = key === w_None ? w : hooks.call(key, [w]);
    if (hooks.truth(hooks.compare(op, k, bestKey))) {
      best = w;
      bestKey = k;
    }
  }
  return best;
}

/** sum(): ints and floats without boxing each step; floats are compensated as CPython 3.12 does. */
export function sum(w: W, start: W): W {
  if (strText(start) !== null) throw typeError("sum() can't sum strings [use ''.join(seq) instead]");
  if (start instanceof W_Bytes) throw typeError("sum() can't sum bytes [use b''.join(seq) instead]");
  if (start instanceof W_Bytearray) throw typeError("sum() can't sum bytearray [use b''.join(seq) instead]");
  let total = start;
  const it = iterOf(w);
  let compensation = 0;
  let floats: number | null = total instanceof W_Float ? total.floatval : null;
  for (let v = nextOf(it); v !== null; v = nextOf(it)) {
    if (floats !== null) {
      const x = v instanceof W_Float ? v.floatval : asBig(v) !== null ? asDouble(v) : null;
      if (x !== null) {
        const t = floats + x;
        compensation += Math.abs(floats) >= Math.abs(x) ? floats - t + x : x - t + floats;
        floats = t;
        continue;
      }
      total = new W_Float(Number.isFinite(compensation) ? floats + compensation : floats);
      floats = null;
    } else if (v instanceof W_Float && asBig(total) !== null) {
      floats = asDouble(total) as number;
      compensation = 0;
      const t: number = floats + v.floatval;
      compensation += Math.abs(floats) >= Math.abs(v.floatval) ? floats - t + v.floatval : v.floatval - t + floats;
      floats = t;
      continue;
    }
    total = typeof total === 'number' && typeof v === 'number' && Number.isSafeInteger(total + v) ? total + v : hooks.binary(0, total, v);
  }
  if (floats !== null) return new W_Float(Number.isFinite(compensation) && compensation !== 0 ? floats + compensation : floats);
  return total;
}
