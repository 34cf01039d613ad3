/**
 * How long the run would take on PyPy, on PyPy without its JIT and on CPython: one honest sentence, labelled predicted.
 */
import { CALL_CLASSES, type CallClass } from '../../vm/jit/tracelog';
import { CALL_COSTS, COSTS } from './table';

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

/** How often what happened: all of the predicted times are sums of these counts times the costs of the table. */
export interface Work {
  /** Bytecodes run by the interpreter. */
  readonly interpreted: number;
  /** Bytecodes that the passes of compiled code stand for. */
  readonly compiled: number;
  /** Optimized operations executed. */
  readonly operations: number;
  readonly allocations: number;
  /** Executions of calls that stay in compiled code, by what they cost. */
  readonly calls: Readonly<Record<CallClass, number>>;
  /** Guard failures that went to the interpreter, and through bridges. */
  readonly failures: number;
  readonly bridged: number;
  /** Traces made, and operations recorded for them and for recordings given up. */
  readonly traces: number;
  readonly recorded: number;
}

/** Counts from nothing, for who sums them up. */
export const noWork = () => ({
  interpreted: 0,
  compiled: 0,
  operations: 0,
  allocations: 0,
  calls: Object.fromEntries(CALL_CLASSES.map((name) => [name, 0])) as Record<CallClass, number>,
  failures: 0,
  bridged: 0,
  traces: 0,
  recorded: 0,
});

/** Below this a run says more about starting than about speed. */
const SHORT_NANOSECONDS = 10_000_000;
const COMPILING_MATTERS = 0.25;

/** Null when nothing ran. `whole` is false for a run that was cut short. */
export function predict(work: Work, whole: boolean): Prediction | null {
  if (work.interpreted + work.compiled <= 0) return null;
  const times = predictedTimes(work);
  const isShort = times.jit - (hasJitStarted(work) ? COSTS.jitStarted.nanoseconds : 0) < SHORT_NANOSECONDS;
  return { ...times, sentence: sentence(times, whole, isShort) };
}

/** Once a process: no line is to blame for it, so the shares of lines leave it out (rpython/jit/metainterp/pyjitpl.py, `_setup_once`). */
const hasJitStarted = ({ traces, recorded }: Work): boolean => traces + recorded > 0;

export function predictedTimes(work: Work): PredictedTimes {
  const bytecodes = work.interpreted + work.compiled;
  const calls = CALL_CLASSES.reduce((sum, name) => sum + work.calls[name] * CALL_COSTS[name].nanoseconds, 0);
  // Every implementation makes the calls that PyPy's JIT does not look into.
  const opaque = (['opaque', 'C call'] as const).reduce((sum, name) => sum + work.calls[name] * CALL_COSTS[name].nanoseconds, 0);
  const started = hasJitStarted(work) ? COSTS.jitStarted.nanoseconds : 0;
  const compiling = started + work.traces * COSTS.traceCompiled.nanoseconds + work.recorded * COSTS.operationRecorded.nanoseconds;
  const jit =
    compiling +
    calls +
    work.interpreted * COSTS.bytecodeInterpreted.nanoseconds +
    work.operations * COSTS.operation.nanoseconds +
    work.allocations * COSTS.allocation.nanoseconds +
    work.failures * COSTS.guardFailure.nanoseconds +
    work.bridged * COSTS.bridgeTaken.nanoseconds;
  return {
    jit,
    compiling,
    jitOff: bytecodes * COSTS.bytecodeInterpreted.nanoseconds + opaque,
    cpython: bytecodes * COSTS.bytecodeCPython.nanoseconds + opaque,
  };
}

function sentence({ jit, compiling, jitOff, cpython }: PredictedTimes, whole: boolean, isShort: boolean): string {
  const subject = whole ? 'this' : 'what ran of this';
  const parts = [`PyPy would run ${subject} ${compare(cpython / jit)} CPython and ${compare(jitOff / jit)} PyPy with its JIT off`];
  if (compiling / jit >= COMPILING_MATTERS) parts.push(`${percent(compiling / jit)} of its time goes into making traces`);
  if (isShort) parts.push('the run is too short to say more');
  return `${parts.join('; ')} (predicted)`;
}

/** A ratio of times in words, in no more digits than the table's error leaves. */
export function compare(ratio: number): string {
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
