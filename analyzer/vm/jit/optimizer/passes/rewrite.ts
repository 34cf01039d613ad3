/**
 * Rewrite operations into equivalent, cheaper ones: algebraic identities, comparisons already decided, division by constants,
 * calls that need not be made. What it does to guards is in rewrite-guards.ts.
 *
 * Source: rpython/jit/metainterp/optimizeopt/rewrite.py (OptRewrite), PyPy 7.3.11.
 */
import type { ConstPtr } from '../../ir';
import { ConstFloat, ConstInt, EF, Operation, type CallDescr, type Concrete, type OpName, type Value } from '../../ir';
import type { Availability, KnownBox } from '../bridgeopt';
import { isVirtual, ptrInfo, replacement } from '../facts/forwarding';
import { CONST_0, CONST_1, PreambleOp } from '../facts/info';
import type { IntBound } from '../facts/intbound';
import { MININT, addWrap, and, invert, log2Exact, negWrap, subWrap } from '../facts/int64';
import { Emission, Pass, type PassResult } from '../pass';
import { copyAndChange } from '../trace-copy';
import type { ShortBoxes } from '../unroll/short-boxes';
import { arrayCopy } from './arraycopy';
import { divisionOperations, moduloOperations } from './division';
import { OS } from './oopspec';
import { isRewrittenGuard, postprocessGuard, rewriteGuard } from './rewrite-guards';

const INVERSE: Partial<Record<OpName, OpName>> = {
  int_eq: 'int_ne',
  int_ne: 'int_eq',
  int_lt: 'int_ge',
  int_ge: 'int_lt',
  int_gt: 'int_le',
  int_le: 'int_gt',
  uint_lt: 'uint_ge',
  uint_ge: 'uint_lt',
  uint_gt: 'uint_le',
  uint_le: 'uint_gt',
  float_eq: 'float_ne',
  float_ne: 'float_eq',
  ptr_eq: 'ptr_ne',
  ptr_ne: 'ptr_eq',
  float_lt: 'float_ge',
  float_ge: 'float_lt',
  float_gt: 'float_le',
  float_le: 'float_gt',
};
/** Both may be false, for a NaN (PyPy 7.3.11 does not mind). */
const NOT_BOTH = /^float_[lg][te]$/;
const REFLEX: Partial<Record<OpName, OpName>> = {
  int_eq: 'int_eq',
  int_ne: 'int_ne',
  int_lt: 'int_gt',
  int_gt: 'int_lt',
  int_le: 'int_ge',
  int_ge: 'int_le',
  uint_lt: 'uint_gt',
  uint_gt: 'uint_lt',
  uint_le: 'uint_ge',
  uint_ge: 'uint_le',
  float_eq: 'float_eq',
  float_ne: 'float_ne',
  float_lt: 'float_gt',
  float_gt: 'float_lt',
  float_le: 'float_ge',
  float_ge: 'float_le',
  ptr_eq: 'ptr_eq',
  ptr_ne: 'ptr_ne',
};

export class OptRewrite extends Pass {
  /** Results of loop-invariant calls by function. */
  readonly loopInvariants = new Map<Concrete, Value | PreambleOp>();
  private readonly loopInvariantProducers = new Map<Concrete, Operation>();

  propagateForward(op: Operation): PassResult {
    if ((op.name in INVERSE || op.name in REFLEX) && this.findRewritableBool(op)) return null;
    if (isRewrittenGuard(op.name)) return rewriteGuard(this, op);
    switch (op.name) {
      case 'int_and':
        return this.intAnd(op);
      case 'int_or':
      case 'int_xor':
        if (this.bound(op, 0).equals(0)) return this.makeEqualTo(op, op.args[1]!);
        return this.bound(op, 1).equals(0) ? this.makeEqualTo(op, op.args[0]!) : this.emit(op);
      case 'int_add':
        if (this.bound(op, 0).equals(0)) return this.makeEqualTo(op, op.args[1]!);
        return this.bound(op, 1).equals(0) ? this.makeEqualTo(op, op.args[0]!) : this.emit(op);
      case 'int_sub':
        return this.intSub(op);
      case 'int_mul':
        return this.intMul(op);
      case 'int_lshift':
      case 'int_rshift':
      case 'uint_rshift':
        if (this.bound(op, 1).equals(0)) return this.makeEqualTo(op, op.args[0]!);
        return this.bound(op, 0).equals(0) ? this.makeConstantInt(op, 0) : this.emit(op);
      case 'int_invert':
      case 'float_neg':
        return this.undoes(op, op.name);
      case 'float_abs': {
        const v = replacement(op.args[0]!);
        return this.optimizer.asOperation(v)?.name === 'float_abs' ? this.makeEqualTo(op, v) : this.emit(op);
      }
      case 'float_mul':
        return this.floatMul(op);
      case 'float_truediv':
        return this.floatTruediv(op);
      case 'int_is_true':
        return this.bound(op, 0).isBool() ? this.makeEqualTo(op, op.args[0]!) : this.nullnessTest(op, op.args[0]!, true);
      case 'int_is_zero':
        return this.nullnessTest(op, op.args[0]!, false);
      case 'ptr_eq':
        return this.pointerTest(op, true, false);
      case 'ptr_ne':
        return this.pointerTest(op, false, false);
      case 'instance_ptr_eq':
      case 'instance_ptr_ne':
        this.optimizer.passes.pure.pureFromArgs(op.name, [op.args[1]!, op.args[0]!], op);
        return this.pointerTest(op, op.name === 'instance_ptr_eq', true);
      case 'same_as_i':
      case 'same_as_r':
      case 'same_as_f':
        return this.makeEqualTo(op, op.args[0]!);
      default:
        return op.info.call ? this.call(op) : this.emit(op);
    }
  }

  override postprocess(op: Operation): void {
    const { pure } = this.optimizer.passes;
    const [a, b] = op.args as readonly [Value, Value];
    if (op.name === 'int_add') {
      pure.pureFromArgs('int_add', [b, a], op);
      pure.pureFromArgs('int_sub', [op, b], a);
      pure.pureFromArgs('int_sub', [op, a], b);
      const [constant, other] = a instanceof ConstInt ? [a, b] : [b, a];
      if (!(constant instanceof ConstInt) || constant.value === MININT) return;
      const inverse = new ConstInt(negWrap(constant.value));
      pure.pureFromArgs('int_sub', [other, inverse], op);
      pure.pureFromArgs('int_sub', [other, op], inverse);
      pure.pureFromArgs('int_add', [op, inverse], other);
      pure.pureFromArgs('int_add', [inverse, op], other);
    } else if (op.name === 'int_sub') {
      pure.pureFromArgs('int_add', [op, b], a);
      pure.pureFromArgs('int_sub', [a, op], b);
      if (!(b instanceof ConstInt) || b.value === MININT) return;
      const inverse = new ConstInt(negWrap(b.value));
      pure.pureFromArgs('int_add', [a, inverse], op);
      pure.pureFromArgs('int_add', [inverse, a], op);
      pure.pureFromArgs('int_sub', [op, inverse], a);
      pure.pureFromArgs('int_sub', [op, a], inverse);
    } else if (op.name === 'float_mul') pure.pureFromArgs('float_mul', [b, a], op);
    else if (isRewrittenGuard(op.name)) postprocessGuard(this, op);
  }

  override producePotentialShortPreambleOps(boxes: ShortBoxes): void {
    for (const op of this.loopInvariantProducers.values()) boxes.addLoopInvariantOp(op);
  }

  // -- comparisons --

  /** The opposite comparison, or the same one with its arguments swapped, was made before. */
  private findRewritableBool(op: Operation): boolean {
    const { pure } = this.optimizer.passes;
    const [a, b] = op.args as readonly [Value, Value];
    const inverse = INVERSE[op.name];
    if (inverse && this.tryInverse(op, new Operation(inverse, [a, b]))) return true;
    const reflex = REFLEX[op.name];
    if (!reflex) return false;
    const old = pure.getPureResult(new Operation(reflex, [b, a]));
    if (old !== null) {
      this.optimizer.makeEqualTo(op, old);
      return true;
    }
    const both = INVERSE[reflex];
    return both !== undefined && this.tryInverse(op, new Operation(both, [b, a]));
  }

  private tryInverse(op: Operation, opposite: Operation): boolean {
    const old = this.optimizer.passes.pure.getPureResult(opposite);
    if (old === null) return false;
    const b = this.intBound(old);
    if (!b.equals(1) && (!b.equals(0) || NOT_BOTH.test(op.name))) return false;
    this.optimizer.makeConstant(op, b.equals(1) ? CONST_0 : CONST_1);
    return true;
  }

  /** Tests a value against null or zero. */
  private nullnessTest(op: Operation, v: Value, expectNonnull: boolean): PassResult {
    const known = this.nullness(v);
    return known === null ? this.emit(op) : this.makeConstantInt(op, known === expectNonnull ? 1 : 0);
  }

  private pointerTest(op: Operation, wantSame: boolean, instances: boolean): PassResult {
    const a = replacement(op.args[0]!);
    const b = replacement(op.args[1]!);
    const different = (): null => this.makeConstantInt(op, wantSame ? 0 : 1);
    if (isVirtual(a) || isVirtual(b)) return a === b ? this.makeConstantInt(op, wantSame ? 1 : 0) : different();
    const [infoA, infoB] = [ptrInfo(a), ptrInfo(b)];
    if (infoB?.isNull()) return this.nullnessTest(op, a, !wantSame);
    if (infoA?.isNull()) return this.nullnessTest(op, b, !wantSame);
    if (a === b) return this.makeConstantInt(op, wantSame ? 1 : 0);
    if (instances) {
      const [classA, classB] = [infoA?.knownClass(), infoB?.knownClass()];
      if (classA && infoB?.hasClass(classA) === false) return different();
      if (classB && infoA?.hasClass(classB) === false) return different();
    }
    return this.emit(op);
  }

  // -- arithmetic --

  bound(op: Operation, index: number): IntBound {
    return this.intBound(op.args[index]!);
  }

  private intAnd(op: Operation): PassResult {
    const bounds = [this.bound(op, 0), this.bound(op, 1)] as const;
    if (bounds[0].equals(0) || bounds[1].equals(0)) return this.makeConstantInt(op, 0);
    for (const [mask, other] of [
      [1, 0],
      [0, 1],
    ] as const) {
      if (!bounds[mask].isConstant()) continue;
      const value = bounds[mask].lower;
      // The run of ones at the low end of the mask: a value within it passes unchanged.
      const lowOnes = and(value, invert(addWrap(value, 1)));
      const { lower, upper } = bounds[other];
      if (value === -1 || (lower >= 0 && upper <= lowOnes)) return this.makeEqualTo(op, op.args[other]!);
      break;
    }
    return this.emit(op);
  }

  private intSub(op: Operation): PassResult {
    const [a, b] = [replacement(op.args[0]!), replacement(op.args[1]!)];
    if (this.intBound(b).equals(0)) return this.makeEqualTo(op, a);
    if (this.intBound(a).equals(0)) return this.emit(this.replaceOpWith(op, 'int_neg', [b]));
    return a === b ? this.makeConstantInt(op, 0) : this.emit(op);
  }

  private intMul(op: Operation): PassResult {
    const [a, b] = [replacement(op.args[0]!), replacement(op.args[1]!)];
    const [x, y] = [this.intBound(a), this.intBound(b)];
    if (x.equals(1)) return this.makeEqualTo(op, b);
    if (y.equals(1)) return this.makeEqualTo(op, a);
    if (x.equals(0) || y.equals(0)) return this.makeConstantInt(op, 0);
    for (const [factor, other] of [
      [x, b],
      [y, a],
    ] as const) {
      const shift = factor.isConstant() ? log2Exact(factor.lower) : null;
      if (shift !== null) return this.emit(this.replaceOpWith(op, 'int_lshift', [other, new ConstInt(shift)]));
    }
    return this.emit(op);
  }

  /** ~~x and -(-x). */
  private undoes(op: Operation, name: OpName): PassResult {
    const inner = this.optimizer.asOperation(replacement(op.args[0]!));
    return inner?.name === name ? this.makeEqualTo(op, inner.args[0]!) : this.emit(op);
  }

  private floatMul(op: Operation): PassResult {
    const [a, b] = [replacement(op.args[0]!), replacement(op.args[1]!)];
    for (const [factor, other] of [
      [a, b],
      [b, a],
    ] as const) {
      if (!(factor instanceof ConstFloat)) continue;
      if (factor.value === 1) return this.makeEqualTo(op, other);
      if (factor.value === -1) return this.emit(this.replaceOpWith(op, 'float_neg', [other]));
    }
    return this.emit(op);
  }

  /** x / 2**n is x * 2**-n, exactly. */
  private floatTruediv(op: Operation): PassResult {
    const divisor = replacement(op.args[1]!);
    if (!(divisor instanceof ConstFloat) || !isPowerOfTwo(divisor.value) || !isPowerOfTwo(1 / divisor.value)) return this.emit(op);
    return this.emit(this.replaceOpWith(op, 'float_mul', [op.args[0]!, new ConstFloat(1 / divisor.value)]));
  }

  // -- calls --

  private call(op: Operation): PassResult {
    switch (op.name) {
      case 'call_pure_i':
      case 'call_pure_r':
      case 'call_pure_f':
        return this.callPure(op);
      case 'call_i':
      case 'call_r':
      case 'call_f':
      case 'call_n': {
        const descr = op.descr as CallDescr;
        if (descr.effect === EF.LOOPINVARIANT) return this.callLoopInvariant(op);
        if (op.name === 'call_n' && (descr.oopspec === OS.ARRAYCOPY || descr.oopspec === OS.ARRAYMOVE) && arrayCopy(this, op)) return null;
        return this.emit(op);
      }
      case 'cond_call':
        return this.condCall(op);
      case 'cond_call_value_i':
      case 'cond_call_value_r':
        return this.condCallValue(op);
      default:
        return this.emit(op);
    }
  }

  private removeCall(): null {
    this.lastEmitted = 'removed';
    return null;
  }

  private callPure(op: Operation): PassResult {
    const known = this.optimizer.passes.pure.knownResult(op, 0);
    if (known !== null) {
      this.optimizer.makeConstant(op, known);
      return this.removeCall();
    }
    const { oopspec } = op.descr as CallDescr;
    if (oopspec === OS.INT_UDIV && this.bound(op, 2).equals(1)) {
      this.optimizer.makeEqualTo(op, op.args[1]!);
      return this.removeCall();
    }
    if (oopspec === OS.INT_PY_DIV || oopspec === OS.INT_PY_MOD) return this.pythonDivision(op, oopspec === OS.INT_PY_DIV);
    return this.emit(op);
  }

  private pythonDivision(op: Operation, quotient: boolean): PassResult {
    const n = op.args[1]!;
    const divisor = this.bound(op, 2);
    if (this.intBound(n).equals(0)) {
      this.makeConstantInt(op, 0);
      return this.removeCall();
    }
    if (!divisor.isConstant() || divisor.lower <= 0) return this.emit(op);
    const m = divisor.lower;
    if (m === 1) {
      if (quotient) this.makeEqualTo(op, n);
      else this.makeConstantInt(op, 0);
      return this.removeCall();
    }
    const shift = log2Exact(m);
    if (shift !== null) {
      const replaced = quotient
        ? this.replaceOpWith(op, 'int_rshift', [n, new ConstInt(shift)], null)
        : this.replaceOpWith(op, 'int_and', [n, new ConstInt(subWrap(m, 1))], null);
      this.optimizer.sendExtraOperation(replaced);
      return null;
    }
    const operations = (quotient ? divisionOperations : moduloOperations)(n, m, this.intBound(n).knownNonnegative());
    for (const extra of operations) this.optimizer.sendExtraOperation(extra);
    return this.makeEqualTo(op, operations.at(-1)!);
  }

  private callLoopInvariant(op: Operation): PassResult {
    const fn = (op.args[0] as ConstPtr).value;
    const known = this.loopInvariants.get(fn);
    if (known !== undefined) {
      const value = this.optimizer.forceOpFromPreamble(known);
      this.loopInvariants.set(fn, value);
      this.optimizer.makeEqualTo(op, value);
      return this.removeCall();
    }
    this.lastEmitted = op;
    return new Emission(op, () => {
      const last = this.optimizer.lastOp();
      if (last) this.loopInvariantProducers.set(fn, last);
      this.loopInvariants.set(fn, op);
    });
  }

  private condCall(op: Operation): PassResult {
    const condition = this.bound(op, 0);
    if (!condition.isConstant()) return this.emit(op);
    if (condition.equals(0)) return this.removeCall();
    return this.emit(copyAndChange(op, 'call_n', op.args.slice(1)));
  }

  private condCallValue(op: Operation): PassResult {
    const known = this.nullness(op.args[0]!);
    if (known === null) return this.emit(op);
    if (known) {
      this.optimizer.makeEqualTo(op, op.args[0]!);
      return this.removeCall();
    }
    return this.emit(this.replaceOpWith(op, op.name === 'cond_call_value_i' ? 'call_pure_i' : 'call_pure_r', op.args.slice(1)));
  }

  // -- bridges --

  serialize(available: Availability): { fn: Concrete; value: KnownBox }[] {
    const result: { fn: Concrete; value: KnownBox }[] = [];
    for (const [fn, known] of this.loopInvariants) {
      const value = available(replacement(known instanceof PreambleOp ? known.op : known));
      if (value !== undefined) result.push({ fn, value });
    }
    return result;
  }

  learnLoopInvariant(fn: Concrete, value: Value): void {
    this.loopInvariants.set(fn, value);
  }
}

/** Whether a double is plus or minus 2**n exactly, and normal. */
function isPowerOfTwo(x: number): boolean {
  const a = Math.abs(x);
  if (!(a >= 2 ** -1022 && a <= 2 ** 1023)) return false;
  return 2 ** Math.round(Math.log2(a)) === a;
}
