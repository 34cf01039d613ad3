/**
 * Carry what a guard says about a result back to the operands: after guard_true(int_lt(i, 10)), i < 10.
 *
 * A work list in place of recursion: chains of additions are as long as traces.
 * Source: rpython/jit/metainterp/optimizeopt/intbounds.py (propagate_bounds_*), PyPy 7.3.11.
 */
import type { Operation, Value } from '../../ir';
import { CONST_0 } from '../facts/info';
import type { IntBound } from '../facts/intbound';
import type { Optimizer } from '../optimizer';
import { intBoundOf } from '../pass';

/** A chain that still narrows after so many steps is left alone: bounds are an aid, not a duty. */
const MAX_STEPS = 10_000;

export function propagateBoundsBackward(optimizer: Optimizer, first: Value): void {
  const work: Value[] = [first];
  const again = (changed: boolean, v: Value): void => {
    if (changed) work.push(v);
  };
  for (let steps = 0; work.length > 0 && steps < MAX_STEPS; steps++) {
    const box = work.pop()!;
    const bound = intBoundOf(box);
    if (bound.isConstant()) optimizer.makeConstant(box, bound.constant());
    const op = optimizer.asOperation(box);
    if (op !== null) narrowOperands(optimizer, op, bound, again);
  }
}

type Again = (changed: boolean, v: Value) => void;

function narrowOperands(optimizer: Optimizer, op: Operation, result: IntBound, again: Again): void {
  const [x, y] = op.args as readonly [Value, Value];
  const narrow = (v: Value, b: IntBound): void => again(intBoundOf(v).intersect(b), v);
  switch (op.name) {
    case 'int_lt':
      return result.equals(1) ? makeLt(x, y, again) : result.equals(0) ? makeLe(y, x, again) : undefined;
    case 'int_gt':
      return result.equals(1) ? makeLt(y, x, again) : result.equals(0) ? makeLe(x, y, again) : undefined;
    case 'int_le':
      return result.equals(1) ? makeLe(x, y, again) : result.equals(0) ? makeLt(y, x, again) : undefined;
    case 'int_ge':
      return result.equals(1) ? makeLe(y, x, again) : result.equals(0) ? makeLt(x, y, again) : undefined;
    case 'int_eq':
      return result.equals(1) ? makeEq(x, y, again) : result.equals(0) ? makeNe(x, y, again) : undefined;
    case 'int_ne':
      // PyPy 7.3.11 learns nothing when the values differ here.
      return result.equals(0) ? makeEq(x, y, again) : undefined;
    case 'int_is_true':
    case 'int_is_zero': {
      const nonzero = op.name === 'int_is_true' ? 1 : 0;
      if (!result.isConstant()) return;
      if (!result.equals(nonzero)) {
        optimizer.makeConstant(x, CONST_0);
        again(true, x);
      } else if (intBoundOf(x).knownNonnegative()) again(intBoundOf(x).makeGtConst(0), x);
      return;
    }
    case 'int_add':
    case 'int_add_ovf':
      narrow(x, result.sub(intBoundOf(y)));
      return narrow(y, result.sub(intBoundOf(x)));
    case 'int_sub':
    case 'int_sub_ovf':
      narrow(x, result.add(intBoundOf(y)));
      return narrow(y, result.sub(intBoundOf(x)).neg());
    case 'int_mul':
    case 'int_mul_ovf':
      if (op.name === 'int_mul' && !intBoundOf(x).mulCannotOverflow(intBoundOf(y))) return;
      narrow(x, result.pythonDiv(intBoundOf(y)));
      return narrow(y, result.pythonDiv(intBoundOf(x)));
    case 'int_lshift':
      if (intBoundOf(x).lshiftCannotOverflow(intBoundOf(y))) narrow(x, result.rshift(intBoundOf(y)));
      return;
    case 'int_invert':
      intBoundOf(x).intersect(result.invert());
      return;
    case 'int_neg':
      intBoundOf(x).intersect(result.neg());
      return;
    default:
  }
}

/** x < y. */
function makeLt(x: Value, y: Value, again: Again): void {
  const [a, b] = [intBoundOf(x), intBoundOf(y)];
  again(a.makeLtConst(b.upper), x);
  again(b.makeGtConst(a.lower), y);
}

/** x <= y. */
function makeLe(x: Value, y: Value, again: Again): void {
  const [a, b] = [intBoundOf(x), intBoundOf(y)];
  again(a.makeLeConst(b.upper), x);
  again(b.makeGeConst(a.lower), y);
}

function makeEq(x: Value, y: Value, again: Again): void {
  const [a, b] = [intBoundOf(x), intBoundOf(y)];
  again(a.intersect(b), x);
  again(b.intersect(a), y);
}

function makeNe(x: Value, y: Value, again: Again): void {
  const [a, b] = [intBoundOf(x), intBoundOf(y)];
  if (b.isConstant()) again(a.makeNeConst(b.lower), x);
  else if (a.isConstant()) again(b.makeNeConst(a.lower), y);
}
