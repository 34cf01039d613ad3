/** Ranges and their iterators. */
import * as direct from '../direct';
import { isConst, type Value } from '../../jit/ir';
import { helperCall } from '../../jit/recorder/calls';
import { mi } from '../../jit/recorder/current';
import { F, S } from '../../jit/recorder/descrs';
import { placeHelper } from '../../jit/recorder/places';
import { K } from '../../runtime/kinds';
import type { W_Range } from '../../runtime/values';
import type { Int, Ref } from '../types';
import { int } from './constants';
import { create, getfield, setfield } from './heap';
import { conc, I, R, V, W_ } from './values';

export const rangeCurrent = (w: Ref): Int => I(getfield(V(w), F.rangeCurrent));
export const rangeStop = (w: Ref): Int => I(getfield(V(w), F.rangeStop));
export const setRangeCurrent = (w: Ref, i: Int): void => setfield(V(w), F.rangeCurrent, V(i));
export const rangeStepCurrent = (w: Ref): Int => I(getfield(V(w), F.stepCurrent));
export const rangeRemaining = (w: Ref): Int => I(getfield(V(w), F.stepRemaining));
export const rangeStep = (w: Ref): Int => I(getfield(V(w), F.stepStep));
export const setRangeStepCurrent = (w: Ref, i: Int): void => setfield(V(w), F.stepCurrent, V(i));
export const setRangeRemaining = (w: Ref, i: Int): void => setfield(V(w), F.stepRemaining, V(i));
export function rangeIterator(w: Ref): Ref | null {
  const r = W_(w) as W_Range;
  if (direct.rangeIterator(r as unknown as Ref) === null) return null;
  // A range object made in this trace has known parts; one from outside is read through a helper.
  const parts = rangeParts.get(V(w));
  if (parts === undefined) return R(helperCall(placeHelper.rangeIter, [V(w)]));
  const [start, stop, step] = parts;
  return makeRangeIter(start, stop, step, r);
}
const rangeParts = new WeakMap<object, readonly [Value, Value, Value]>();
function makeRangeIter(start: Value, stop: Value, step: Value, r: W_Range): Ref {
  const s = mi().resolve(step);
  if (isConst(s) && s.value === 1) return R(create(S.rangeIter, K.RANGE_ITER, [[F.rangeCurrent, start], [F.rangeStop, stop]], S.rangeIter.create([start.value, stop.value])));
  const remaining = helperCall(placeHelper.rangeLength, [start, stop, step]);
  return R(create(S.rangeStep, K.RANGE_STEP_ITER, [[F.stepCurrent, start], [F.stepRemaining, remaining], [F.stepStep, step]], S.rangeStep.create([start.value, r.length, step.value])));
}
export function newRange(args: Int[]): Ref | null {
  const made = direct.newRange(args.map((a) => conc(a) as Int));
  if (made === null) return null;
  const [start, stop, step] = args.length === 1 ? [int(0), args[0], int(1)] : args.length === 2 ? [args[0], args[1], int(1)] : args;
  const w = helperCall(placeHelper.newRange, [V(start), V(stop), V(step)]);
  mi().cache.setFresh(w, K.RANGE);
  rangeParts.set(w, [V(start), V(stop), V(step)]);
  return R(w);
}
