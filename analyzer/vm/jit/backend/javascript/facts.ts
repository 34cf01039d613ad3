/**
 * What is known about int values while code is generated: bounds, and with them whether a value is surely a JavaScript number.
 * Values without a fact may be bigints; code for them tests `typeof`, which V8 folds away as long as no bigint has come by.
 */
import { ConstInt, Operation, type FieldDescr, type Value } from '../../ir';

/** Inclusive bounds within the safe integers. */
export interface Range {
  readonly lo: number;
  readonly hi: number;
}

const MAX = Number.MAX_SAFE_INTEGER;
const BIT: Range = { lo: 0, hi: 1 };
const LENGTH: Range = { lo: 0, hi: 2 ** 32 };
/** What n >> 63 is. */
const SIGN: Range = { lo: -1, hi: 0 };
const CODE: Range = { lo: 0, hi: 0x10ffff };

export const isInt32 = (r: Range | null): r is Range => r !== null && r.lo >= -(2 ** 31) && r.hi < 2 ** 31;
export const isSign = (r: Range | null): boolean => r !== null && r.lo >= -1 && r.hi <= 0;
/** n ^ (n >> 63): n made non-negative, as division by a constant does first. */
export const signFlip = (op: Operation): boolean => {
  const [n, sign] = op.args;
  return sign instanceof Operation && sign.name === 'int_rshift' && sign.args[0] === n;
};
export const isNonNegative = (r: Range | null): r is Range => r !== null && r.lo >= 0;

export class Facts {
  private readonly ranges = new Map<Value, Range>();

  /** Null when the value may be a bigint. */
  of(v: Value): Range | null {
    if (v instanceof ConstInt) return typeof v.value === 'number' ? { lo: v.value, hi: v.value } : null;
    return this.ranges.get(v) ?? null;
  }

  set(v: Value, range: Range | null): void {
    if (range !== null && range.lo >= -MAX && range.hi <= MAX) this.ranges.set(v, range);
  }

  /** A label's arguments may come from any jump. */
  forget(values: readonly Value[]): void {
    for (const v of values) this.ranges.delete(v);
  }

  /** Notes what follows from the operation alone; arithmetic that may leave the safe integers gets no fact. */
  learn(op: Operation): void {
    if (op.type !== 'i') return;
    this.set(op, this.result(op));
  }

  private result(op: Operation): Range | null {
    const [a, b] = op.args.map((v) => (v.type === 'i' ? this.of(v) : null));
    switch (op.name) {
      case 'int_add':
      case 'int_add_ovf':
        return a && b ? { lo: a.lo + b.lo, hi: a.hi + b.hi } : null;
      case 'int_sub':
      case 'int_sub_ovf':
        return a && b ? { lo: a.lo - b.hi, hi: a.hi - b.lo } : null;
      case 'int_mul':
      case 'int_mul_ovf':
        return a && b ? hull([a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi]) : null;
      case 'int_and':
        return this.and(a, b);
      case 'int_xor':
        if (isSign(b) && a) return signFlip(op) ? { lo: 0, hi: Math.max(a.hi, -1 - a.lo) } : { lo: Math.min(a.lo, -1 - a.hi), hi: Math.max(a.hi, -1 - a.lo) };
        return this.or(a, b);
      case 'int_or':
        return this.or(a, b);
      case 'uint_mul_high':
        return isNonNegative(a) ? { lo: 0, hi: a.hi } : null;
      case 'int_rshift':
        if (b && b.lo === 63 && b.hi === 63) return SIGN;
        if (a && b && b.lo === b.hi && b.lo >= 0 && b.lo < 64)
          return { lo: Math.floor(a.lo / 2 ** b.lo), hi: Math.floor(a.hi / 2 ** b.lo) };
        return a && { lo: Math.min(a.lo, 0), hi: Math.max(a.hi, 0) };
      case 'uint_rshift':
        return isNonNegative(a) ? { lo: 0, hi: a.hi } : b && b.lo >= 11 && b.hi < 64 ? { lo: 0, hi: 2 ** (64 - b.lo) } : null;
      case 'int_lshift':
        return a && b && b.lo === b.hi && b.lo >= 0 && b.lo < 53 ? hull([a.lo * 2 ** b.lo, a.hi * 2 ** b.lo]) : null;
      case 'int_mod':
        return b && b.lo > 0 ? { lo: isNonNegative(a) ? 0 : -(b.hi - 1), hi: b.hi - 1 } : null;
      case 'int_floordiv':
        return isNonNegative(a) && b && b.lo > 0 ? { lo: 0, hi: a.hi } : null;
      case 'int_neg':
        return a ? { lo: 0 - a.hi, hi: 0 - a.lo } : null;
      case 'int_invert':
        return a ? { lo: -1 - a.hi, hi: -1 - a.lo } : null;
      case 'int_force_ge_zero':
        return a ? { lo: Math.max(a.lo, 0), hi: Math.max(a.hi, 0) } : null;
      case 'same_as_i':
        return a;
      case 'int_signext':
        return b && b.lo === b.hi && b.lo >= 1 && b.lo <= 6 ? { lo: -(2 ** (8 * b.lo - 1)), hi: 2 ** (8 * b.lo - 1) - 1 } : null;
      case 'strlen':
      case 'arraylen_gc':
        return LENGTH;
      case 'strgetitem':
        return CODE;
      case 'getfield_gc_i':
      case 'getfield_raw_i': {
        const range = (op.descr as FieldDescr).range;
        return range ? { lo: range[0], hi: range[1] } : null;
      }
      default:
        return BITS.test(op.name) ? BIT : null;
    }
  }

  private or(a: Range | null, b: Range | null): Range | null {
    if (isNonNegative(a) && isNonNegative(b)) return { lo: 0, hi: allOnes(Math.max(a.hi, b.hi)) };
    return isInt32(a) && isInt32(b) ? INT32 : null;
  }

  /** A mask that is not negative bounds the result, whatever it is applied to. */
  private and(a: Range | null, b: Range | null): Range | null {
    const bounds = [a, b].filter(isNonNegative).map((r) => r.hi);
    if (bounds.length > 0) return { lo: 0, hi: Math.min(...bounds) };
    return isInt32(a) && isInt32(b) ? INT32 : null;
  }
}

const INT32: Range = { lo: -(2 ** 31), hi: 2 ** 31 - 1 };
const BITS = /^u?int_(lt|le|eq|ne|gt|ge|is_zero|is_true)$|^float_(lt|le|eq|ne|gt|ge)$|ptr_(eq|ne)$/;

/** The smallest 2^n - 1 that is not below. */
function allOnes(n: number): number {
  let ones = 1;
  while (ones < n) ones = ones * 2 + 1;
  return ones;
}

const hull = (xs: readonly number[]): Range => ({ lo: Math.min(...xs) + 0, hi: Math.max(...xs) + 0 });
