/** Ranges and their iterators. */
import { type W_RangeIter, W_RangeIter as RangeIter, type W_RangeStepIter, W_RangeStepIter as RangeStepIter } from '../../runtime/iterators';
import { W_Range } from '../../runtime/values';
import type { Int, Ref } from '../types';
import { type I, R } from './values';

export const rangeCurrent = (w: Ref): Int => (w as unknown as W_RangeIter).current as unknown as Int;
export const rangeStop = (w: Ref): Int => (w as unknown as W_RangeIter).stop as unknown as Int;
export const setRangeCurrent = (w: Ref, i: Int): void => void ((w as unknown as W_RangeIter).current = i as unknown as I);
export const rangeStepCurrent = (w: Ref): Int => (w as unknown as W_RangeStepIter).current as unknown as Int;
export const rangeRemaining = (w: Ref): Int => (w as unknown as W_RangeStepIter).remaining as unknown as Int;
export const rangeStep = (w: Ref): Int => (w as unknown as W_RangeStepIter).step as unknown as Int;
export const setRangeStepCurrent = (w: Ref, i: Int): void => void ((w as unknown as W_RangeStepIter).current = i as unknown as I);
export const setRangeRemaining = (w: Ref, i: Int): void => void ((w as unknown as W_RangeStepIter).remaining = i as unknown as I);
/** The iterator of a range object that counts within 64 bits; null for one that does not. */
export const rangeIterator = (w: Ref): Ref | null => {
  const r = w as unknown as W_Range;
  const { startValue, stopValue, stepValue, length } = r;
  if (typeof startValue !== 'number' || typeof stopValue !== 'number' || typeof stepValue !== 'number') return null;
  return R(stepValue === 1 ? new RangeIter(startValue, stopValue) : new RangeStepIter(startValue, length as I, stepValue));
};
export const newRange = (args: Int[]): Ref | null => {
  const a = args as unknown as I[];
  const [start, stop, step] = a.length === 1 ? [0, a[0], 1] : a.length === 2 ? [a[0], a[1], 1] : a;
  if (typeof start !== 'number' || typeof stop !== 'number' || typeof step !== 'number' || step === 0) return null;
  const span = step > 0 ? stop - start : start - stop;
  const length = span <= 0 ? 0 : Math.floor((span - 1) / Math.abs(step)) + 1;
  return R(new W_Range(start, stop, step, length));
};
