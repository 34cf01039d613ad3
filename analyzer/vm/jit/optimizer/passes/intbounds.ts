/**
 * Keep the bounds that guards and operations place on ints, and remove guards and overflow checks they make superfluous.
 *
 *     i1 = int_and(i0, 255)            i1 = int_and(i0, 255)
 *     i2 = int_add_ovf(i1, 1)    ->    i2 = int_add(i1, 1)
 *     guard_no_overflow()
 *
 * The unsigned comparisons are left alone, as in PyPy. Source: rpython/jit/metainterp/optimizeopt/intbounds.py, PyPy 7.3.11.
 */
import { ConstInt, type ArrayDescr, type CallDescr, type FieldDescr, type Operation } from '../../ir';
import { ptrInfo, replacement, sameBox } from '../facts/forwarding';
import { IntBound } from '../facts/intbound';
import { addWrap } from '../facts/int64';
import { InvalidLoop } from '../facts/invalid-loop';
import { Pass, type PassResult } from '../pass';
import { propagateBoundsBackward } from './intbounds-backward';
import { OS } from './oopspec';

const OVF_PLAIN = { int_add_ovf: 'int_add', int_sub_ovf: 'int_sub', int_mul_ovf: 'int_mul' } as const;

export class OptIntBounds extends Pass {
  propagateForward(op: Operation): PassResult {
    switch (op.name) {
      case 'int_or':
      case 'int_xor':
        return this.orXor(op);
      case 'int_add':
        return this.add(op);
      case 'int_rshift': {
        const b = this.bound(op, 0).rshift(this.bound(op, 1));
        return b.isConstant() ? this.makeConstantInt(op, b.lower) : this.emit(op);
      }
      case 'guard_no_overflow':
        return this.guardNoOverflow(op);
      case 'guard_overflow':
        return this.guardOverflow(op);
      case 'int_add_ovf':
        return this.overflowing(op, 'int_add_ovf', this.bound(op, 0).addCannotOverflow(this.bound(op, 1)));
      case 'int_sub_ovf':
        if (sameBox(replacement(op.args[0]!), replacement(op.args[1]!))) return this.makeConstantInt(op, 0);
        return this.overflowing(op, 'int_sub_ovf', this.bound(op, 0).subCannotOverflow(this.bound(op, 1)));
      case 'int_mul_ovf':
        return this.overflowing(op, 'int_mul_ovf', this.bound(op, 0).mulCannotOverflow(this.bound(op, 1)));
      case 'int_lt':
      case 'int_le':
      case 'int_gt':
      case 'int_ge':
      case 'int_eq':
      case 'int_ne':
        return this.compare(op);
      case 'int_force_ge_zero':
        return this.bound(op, 0).knownNonnegative() ? this.makeEqualTo(op, op.args[0]!) : this.emit(op);
      case 'int_signext': {
        const range = signedRange(op);
        return range?.containsBound(this.bound(op, 0)) ? this.makeEqualTo(op, op.args[0]!) : this.emit(op);
      }
      default:
        return this.emit(op);
    }
  }

  override postprocess(op: Operation): void {
    const narrow = (b: IntBound): void => void this.intBound(op).intersect(b);
    switch (op.name) {
      case 'guard_true':
      case 'guard_false':
      case 'guard_value':
        if (op.args[0]!.type === 'i') propagateBoundsBackward(this.optimizer, op.args[0]!);
        break;
      case 'int_or':
      case 'int_xor':
        return narrow(this.bound(op, 0).or(this.bound(op, 1)));
      case 'int_and':
        return narrow(this.bound(op, 0).and(this.bound(op, 1)));
      case 'int_add':
        return narrow(this.bound(op, 0).add(this.bound(op, 1)));
      case 'int_sub':
        return narrow(this.bound(op, 0).sub(this.bound(op, 1)));
      case 'int_mul':
        return narrow(this.bound(op, 0).mul(this.bound(op, 1)));
      // If it overflowed, the result is never used: the bound may assume it did not.
      case 'int_add_ovf':
        return narrow(this.bound(op, 0).addNoOverflow(this.bound(op, 1)));
      case 'int_sub_ovf':
        return narrow(this.bound(op, 0).subNoOverflow(this.bound(op, 1)));
      case 'int_mul_ovf':
        return narrow(this.bound(op, 0).mul(this.bound(op, 1)));
      case 'int_lshift':
        return this.postprocessLshift(op);
      case 'int_rshift':
        return narrow(this.bound(op, 0).rshift(this.bound(op, 1)));
      case 'int_invert':
        return narrow(this.bound(op, 0).invert());
      case 'int_neg':
        return narrow(this.bound(op, 0).neg());
      case 'int_signext': {
        const range = signedRange(op);
        return range ? narrow(range) : undefined;
      }
      case 'call_pure_i':
        return this.postprocessCallPure(op);
      case 'arraylen_gc': {
        const bound = this.optimizer.ensureArray(op.args[0]!, op.descr as ArrayDescr).lengthBound();
        return narrow(bound);
      }
      case 'strlen':
        return narrow(ptrInfo(op.args[0]!)?.lengthBound() ?? IntBound.atLeast(0));
      case 'strgetitem':
        ptrInfo(op.args[0]!)?.lengthBound()?.makeGtConst(this.bound(op, 1).lower);
        return narrow(new IntBound(0, 0x10ffff));
      case 'getfield_gc_i':
      case 'getfield_raw_i': {
        const { range } = op.descr as FieldDescr;
        return range ? narrow(new IntBound(range[0], range[1])) : undefined;
      }
      default:
    }
  }

  private bound(op: Operation, index: number): IntBound {
    return this.intBound(op.args[index]!);
  }

  private orXor(op: Operation): PassResult {
    const a = replacement(op.args[0]!);
    if (a !== replacement(op.args[1]!)) return this.emit(op);
    return op.name === 'int_or' ? this.makeEqualTo(op, a) : this.makeConstantInt(op, 0);
  }

  /** `b = a + 1; c = b + 1` becomes `c = a + 2`: b may then be unused. */
  private add(op: Operation): PassResult {
    let [x, y] = [replacement(op.args[0]!), replacement(op.args[1]!)];
    if (this.intBound(x).isConstant()) [x, y] = [y, x];
    const step = this.intBound(y);
    if (!step.isConstant() || this.intBound(x).isConstant()) return this.emit(op);
    const inner = this.optimizer.asOperation(x);
    if (inner?.name !== 'int_add') return this.emit(op);
    let [p, q] = [replacement(inner.args[0]!), replacement(inner.args[1]!)];
    if (this.intBound(p).isConstant()) [p, q] = [q, p];
    const first = this.intBound(q);
    if (!first.isConstant()) return this.emit(op);
    return this.emit(this.replaceOpWith(op, 'int_add', [p, new ConstInt(addWrap(step.lower, first.lower))]));
  }

  private overflowing(op: Operation, name: keyof typeof OVF_PLAIN, cannot: boolean): PassResult {
    return this.emit(cannot ? this.replaceOpWith(op, OVF_PLAIN[name]) : op);
  }

  private guardNoOverflow(op: Operation): PassResult {
    const last = this.lastEmitted;
    if (last === null || last === 'removed') return null;
    const { pure } = this.optimizer.passes;
    const [a, b] = last.args as [Operation, Operation];
    // The operation was replaced by one that cannot overflow, or by a constant: nothing to check.
    if (last.name === 'int_add_ovf') {
      pure.pureFromArgs('int_sub', [last, b], a);
      pure.pureFromArgs('int_sub', [last, a], b);
    } else if (last.name === 'int_sub_ovf') {
      pure.pureFromArgs('int_add', [last, b], a);
      pure.pureFromArgs('int_sub', [a, last], b);
    } else if (last.name !== 'int_mul_ovf') return null;
    return this.emit(op);
  }

  private guardOverflow(op: Operation): PassResult {
    const last = this.lastEmitted;
    if (last === null) return null;
    if (last === 'removed' || !(last.name in OVF_PLAIN)) throw new InvalidLoop('guard_overflow after an operation that cannot overflow');
    return this.emit(op);
  }

  private compare(op: Operation): PassResult {
    const a = replacement(op.args[0]!);
    const b = replacement(op.args[1]!);
    const result = knownComparison(op.name, this.intBound(a), this.intBound(b), sameBox(a, b));
    return result === null ? this.emit(op) : this.makeConstantInt(op, result ? 1 : 0);
  }

  private postprocessLshift(op: Operation): void {
    const [a, n] = [this.bound(op, 0), this.bound(op, 1)];
    this.intBound(op).intersect(a.lshift(n));
    if (a.lshiftCannotOverflow(n)) this.optimizer.passes.pure.pureFromArgs('int_rshift', [op, op.args[1]!], op.args[0]!);
  }

  private postprocessCallPure(op: Operation): void {
    const { oopspec } = op.descr as CallDescr;
    if (oopspec === OS.INT_PY_DIV) this.intBound(op).intersect(this.bound(op, 1).pythonDiv(this.bound(op, 2)));
    else if (oopspec === OS.INT_PY_MOD) this.intBound(op).intersect(IntBound.mod(this.bound(op, 2)));
  }
}

/** Range of int_signext's result, null for a size nobody uses. */
function signedRange(op: Operation): IntBound | null {
  const bytes = op.args[1];
  if (!(bytes instanceof ConstInt) || ![1, 2, 4].includes(Number(bytes.value))) return null;
  const half = 2 ** (Number(bytes.value) * 8 - 1);
  return new IntBound(-half, half - 1);
}

/** What a signed comparison gives for all values in the bounds, null when that varies. */
function knownComparison(name: string, a: IntBound, b: IntBound, same: boolean): boolean | null {
  switch (name) {
    case 'int_lt':
      return a.knownLt(b) ? true : a.knownGe(b) || same ? false : null;
    case 'int_gt':
      return a.knownGt(b) ? true : a.knownLe(b) || same ? false : null;
    case 'int_le':
      return a.knownLe(b) || same ? true : a.knownGt(b) ? false : null;
    case 'int_ge':
      return a.knownGe(b) || same ? true : a.knownLt(b) ? false : null;
    case 'int_eq':
      return a.knownGt(b) || a.knownLt(b) ? false : same ? true : null;
    default:
      return a.knownGt(b) || a.knownLt(b) ? true : same ? false : null;
  }
}
