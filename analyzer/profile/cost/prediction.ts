/**
 * How long the run would take on PyPy, on PyPy without its JIT and on CPython: one honest sentence, labelled predicted.
 */
import { COSTS } from './table';

export interface PredictedTimes {
  /** Nanoseconds on PyPy, making the traces included. */
  readonly jit: number;
  /** Nanoseconds of `jit` that go into making traces. */
  readonly compiling: number;
  readonly jitOff: number;
  readonly cpython: number;
}

export interface Prediction extends PredictedTimes {
  readonly sentence: string;
}

/** What a prediction is made of. */
export interface Work {
  /** Nanoseconds in compiled code, in the interpreter, in failing guards and in making traces. */
  readonly jit: number;
  readonly compiling: number;
  /** Bytecodes executed, by compiled code and by the interpreter. */
  readonly bytecodes: number;
  /** Nanoseconds inside calls that every implementation makes (opaque ones). */
  readonly opaque: number;
}

/** Below this a run says more about starting than about speed. */
const SHORT_NANOSECONDS = 10_000_000;
const COMPILING_MATTERS = 0.25;

/** Null when nothing ran. `whole` is false for a run that was cut short. */
export function predict(work: Work, whole: boolean): Prediction | null {
  if (work.jit <= 0 || work.bytecodes <= 0) return null;
  const jitOff = work.bytecodes * COSTS.bytecodeInterpreted.nanoseconds + work.opaque;
  const cpython = work.bytecodes * COSTS.bytecodeCPython.nanoseconds + work.opaque;
  const times = { jit: work.jit, compiling: work.compiling, jitOff, cpython };
  return { ...times, sentence: sentence(times, whole) };
}

function sentence({ jit, compiling, jitOff, cpython }: PredictedTimes, whole: boolean): string {
  const subject = whole ? 'this' : 'what ran of this';
  const parts = [`PyPy would run ${subject} ${compare(cpython / jit)} CPython and ${compare(jitOff / jit)} PyPy with its JIT off`];
  if (compiling / jit >= COMPILING_MATTERS) parts.push(`${percent(compiling / jit)} of its time goes into making traces`);
  if (jit < SHORT_NANOSECONDS) parts.push('the run is too short to say more');
  return `${parts.join('; ')} (predicted)`;
}

/** A ratio of times in words, in no more digits than the table's error leaves. */
function compare(ratio: number): string {
  if (ratio >= 1.15) return `about ${times(ratio)} faster than`;
  if (ratio <= 1 / 1.15) return `about ${times(1 / ratio)} slower than`;
  return 'about as fast as';
}

function times(ratio: number): string {
  const digits = ratio < 2.95 ? ratio.toFixed(1) : ratio < 10 ? ratio.toFixed(0) : ratio.toPrecision(2);
  return `${Number(digits)} times`;
}

export function percent(share: number): string {
  return share > 0 && share < 0.01 ? 'less than 1 %' : `${Math.round(share * 100)} %`;
}
