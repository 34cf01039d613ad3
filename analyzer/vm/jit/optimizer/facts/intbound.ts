/**
 * The range an int is known to lie in. Mutable: guards narrow it.
 *
 * Source: rpython/jit/metainterp/optimizeopt/intutils.py (IntBound), PyPy 7.3.11.
 */
import { ConstInt, Operation, type IntValue, type Value } from '../../ir';
import {
  MAXINT,
  MININT,
  addExact,
  invert,
  isFarAbove,
  isFarBelow,
  floordivPython,
  maxInt,
  minInt,
  mulExact,
  or,
  shlExact,
  shr,
  subExact,
} from './int64';
import { Info } from './info-base';
import { InvalidLoop } from './invalid-loop';

const LONG_BIT = 64;

export class IntBound extends Info {
  constructor(
    public lower: IntValue,
    public upper: IntValue,
  ) {
    super();
  }

  static unbounded = (): IntBound => new IntBound(MININT, MAXINT);
  static constant = (value: IntValue): IntBound => new IntBound(value, value);
  static atLeast = (lower: IntValue): IntBound => new IntBound(lower, MAXINT);

  clone(): IntBound {
    return new IntBound(this.lower, this.upper);
  }

  // -- questions --

  override isConstant(): boolean {
    return this.lower === this.upper;
  }

  override constant(): ConstInt {
    return new ConstInt(this.lower);
  }

  equals(value: IntValue): boolean {
    return this.isConstant() && this.lower === value;
  }

  isBool(): boolean {
    return this.lower >= 0 && this.upper <= 1;
  }

  contains(value: IntValue): boolean {
    return this.lower <= value && value <= this.upper;
  }

  containsBound(other: IntBound): boolean {
    return this.lower <= other.lower && other.upper <= this.upper;
  }

  knownLt(other: IntBound): boolean {
    return this.upper < other.lower;
  }
  knownLe(other: IntBound): boolean {
    return this.upper <= other.lower;
  }
  knownGt(other: IntBound): boolean {
    return other.upper < this.lower;
  }
  knownGe(other: IntBound): boolean {
    return other.upper <= this.lower;
  }
  knownNonnegative(): boolean {
    return this.lower >= 0;
  }

  override nullness(): boolean | null {
    if (this.lower > 0 || this.upper < 0) return true;
    return this.lower == 0 && this.upper == 0 ? false : null;
  }

  // -- narrowing: each says whether anything changed; throws InvalidLoop when nothing is left --

  makeLeConst(value: IntValue): boolean {
    if (!(value < this.upper)) return false;
    if (value < this.lower) throw new InvalidLoop('an int is outside the range allowed for it');
    this.upper = value;
    return true;
  }

  makeGeConst(value: IntValue): boolean {
    if (!(value > this.lower)) return false;
    if (value > this.upper) throw new InvalidLoop('an int is outside the range allowed for it');
    this.lower = value;
    return true;
  }

  makeLtConst(value: IntValue): boolean {
    const v = subExact(value, 1);
    return v !== null && this.makeLeConst(v);
  }

  makeGtConst(value: IntValue): boolean {
    const v = addExact(value, 1);
    return v !== null && this.makeGeConst(v);
  }

  makeNeConst(value: IntValue): boolean {
    if (this.lower < value && value === this.upper) return this.makeLtConst(value);
    if (this.lower === value && value < this.upper) return this.makeGtConst(value);
    return false;
  }

  intersect(other: IntBound): boolean {
    const low = this.makeGeConst(other.lower);
    return this.makeLeConst(other.upper) || low;
  }

  makeBool(): void {
    this.intersect(new IntBound(0, 1));
  }

  /** Forget ends so far out that iterating would move them: keeps virtual states from chasing a counter. */
  widen(): IntBound {
    const copy = this.clone();
    copy.widenUpdate();
    return copy;
  }

  widenUpdate(): void {
    if (isFarBelow(this.lower)) this.lower = MININT;
    if (isFarAbove(this.upper)) this.upper = MAXINT;
  }

  // -- ranges of results --

  /** Right even when the sum may wrap. */
  add(other: IntBound): IntBound {
    return range(addExact(this.lower, other.lower), addExact(this.upper, other.upper));
  }

  sub(other: IntBound): IntBound {
    return range(subExact(this.lower, other.upper), subExact(this.upper, other.lower));
  }

  /** Right when the sum is known not to overflow. */
  addNoOverflow(other: IntBound): IntBound {
    return new IntBound(addExact(this.lower, other.lower) ?? MININT, addExact(this.upper, other.upper) ?? MAXINT);
  }

  subNoOverflow(other: IntBound): IntBound {
    return new IntBound(subExact(this.lower, other.upper) ?? MININT, subExact(this.upper, other.lower) ?? MAXINT);
  }

  addCannotOverflow(other: IntBound): boolean {
    return addExact(this.lower, other.lower) !== null && addExact(this.upper, other.upper) !== null;
  }

  subCannotOverflow(other: IntBound): boolean {
    return subExact(this.lower, other.upper) !== null && subExact(this.upper, other.lower) !== null;
  }

  private corners(other: IntBound, f: (a: IntValue, b: IntValue) => IntValue | null): IntBound | null {
    const values = [f(this.upper, other.upper), f(this.upper, other.lower), f(this.lower, other.upper), f(this.lower, other.lower)];
    if (values.includes(null)) return null;
    return new IntBound(minInt(...(values as IntValue[])), maxInt(...(values as IntValue[])));
  }

  mul(other: IntBound): IntBound {
    return this.corners(other, mulExact) ?? IntBound.unbounded();
  }

  mulCannotOverflow(other: IntBound): boolean {
    return this.corners(other, mulExact) !== null;
  }

  pythonDiv(other: IntBound): IntBound {
    return (other.contains(0) ? null : this.corners(other, floordivPython)) ?? IntBound.unbounded();
  }

  /** Python's modulo: the sign of the divisor. */
  static mod(divisor: IntBound): IntBound {
    const r = IntBound.unbounded();
    if (!divisor.isConstant()) return r;
    const v = divisor.lower;
    if (v > 0) r.intersect(new IntBound(0, subExact(v, 1)!));
    else if (v < 0) r.intersect(new IntBound(addExact(v, 1)!, 0));
    return r;
  }

  private static isShift(n: IntBound): boolean {
    return n.lower >= 0 && n.upper < LONG_BIT;
  }

  lshift(n: IntBound): IntBound {
    return (IntBound.isShift(n) ? this.corners(n, (a, b) => shlExact(a, Number(b))) : null) ?? IntBound.unbounded();
  }

  lshiftCannotOverflow(n: IntBound): boolean {
    return IntBound.isShift(n) && this.corners(n, (a, b) => shlExact(a, Number(b))) !== null;
  }

  rshift(n: IntBound): IntBound {
    return (IntBound.isShift(n) ? this.corners(n, (a, b) => shr(a, Number(b))) : null) ?? IntBound.unbounded();
  }

  and(other: IntBound): IntBound {
    const r = IntBound.unbounded();
    if (this.lower >= 0 || other.lower >= 0) r.makeGeConst(0);
    if (this.lower >= 0) r.makeLeConst(this.upper);
    if (other.lower >= 0) r.makeLeConst(other.upper);
    return r;
  }

  or(other: IntBound): IntBound {
    if (this.lower < 0 || other.lower < 0) return IntBound.unbounded();
    const bits = BigInt(or(this.upper, other.upper)).toString(2).length;
    return new IntBound(0, bits >= 63 ? MAXINT : subExact(shlExact(1, bits)!, 1)!);
  }

  invert(): IntBound {
    return new IntBound(invert(this.upper), invert(this.lower));
  }

  neg(): IntBound {
    return range(subExact(0, this.upper), subExact(0, this.lower));
  }

  /** The guards that check this range on `box`. */
  override makeGuards(box: Value, guards: Operation[]): void {
    if (this.isConstant()) {
      guards.push(new Operation('guard_value', [box, this.constant()]));
      return;
    }
    const compare = (name: 'int_ge' | 'int_le', bound: IntValue): void => {
      const op = new Operation(name, [box, new ConstInt(bound)]);
      guards.push(op, new Operation('guard_true', [op]));
    };
    if (this.lower > MININT) compare('int_ge', this.lower);
    if (this.upper < MAXINT) compare('int_le', this.upper);
  }
}

function range(lower: IntValue | null, upper: IntValue | null): IntBound {
  return lower === null || upper === null ? IntBound.unbounded() : new IntBound(lower, upper);
}
