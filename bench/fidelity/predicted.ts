/**
 * Predicted cost against measured: PyPy's time with its JIT, relative to its own time without and to CPython's.
 *
 * Measured: processor time of whole processes (user and system), the best of some, less that of an empty program. Predicted: the counts of the
 * embedded VM times the table of costs (analyzer/profile/cost). A ratio of times is the same on a slow machine and on a fast one, but the
 * machines' processors favour one or the other implementation; so each ratio is also given with one factor for the machine, cross-validated: the
 * factor of a program is the median of measured over predicted of the programs in the other folds.
 */
import { whole } from '../vm/measure';
import type { Observation } from './observation';

/** Processor seconds. */
export interface Times {
  readonly jit: number;
  readonly jitOff: number;
  readonly cpython: number;
}

const ROUNDS = 2;
const FOLDS = 10;
/** A shorter run says more about starting than about speed: seconds without the JIT. */
const SHORTEST = 0.05;

/** Null where an implementation fails or is too slow. */
export function measureTimes(file: string, pypy: string, cpython: string): Times | null {
  const time = (command: readonly string[]): number => {
    const run = whole(peerOf(command), file, ROUNDS, cpython);
    return typeof run === 'object' ? Math.max(0.001, run.processor / 1000 - emptyTime(command, cpython)) : NaN;
  };
  const times = { jit: time([pypy]), jitOff: time([pypy, '--jit', 'off']), cpython: time([cpython]) };
  return Object.values(times).some(Number.isNaN) ? null : times;
}

const peerOf = (command: readonly string[]) => ({ name: '', command, embedded: false, jitOff: false });

const empty = new Map<string, number>();
/** Processor seconds of an empty program. */
function emptyTime(command: readonly string[], cpython: string): number {
  const key = command.join(' ');
  let known = empty.get(key);
  if (known === undefined) {
    const run = whole(peerOf(command), null, ROUNDS, cpython);
    empty.set(key, (known = typeof run === 'object' ? run.processor / 1000 : NaN));
  }
  return known;
}

export interface Timed {
  readonly name: string;
  readonly predicted: Times;
  readonly measured: Times;
}

/** The programs that say something about speed, in their order. */
export function timed(programs: readonly { readonly name: string; readonly ours: Observation; readonly times: Times | null }[]): Timed[] {
  return programs.flatMap(({ name, ours, times }) =>
    times === null || ours.predicted === null || ours.outcome !== 'finished' || times.jitOff < SHORTEST
      ? []
      : [{ name, predicted: ours.predicted, measured: times }],
  );
}

export const RATIOS = [
  { name: "PyPy's own time without JIT", of: (t: Times): number => t.jitOff / t.jit },
  { name: "CPython 3.13's time", of: (t: Times): number => t.cpython / t.jit },
] as const;

export interface PredictionScore {
  readonly programs: number;
  /** Medians of the factor between predicted and measured, 1 or more: as users see it, and with the machine's factor, cross-validated. */
  readonly factor: number;
  readonly factorCrossValidated: number;
  /** How many are on the right side of "as fast as", as users see it and cross-validated. */
  readonly right: number;
  readonly rightCrossValidated: number;
}

export function scorePredictions(programs: readonly Timed[], ratio: (times: Times) => number): PredictionScore {
  const logs = programs.map(({ predicted, measured }) => ({ predicted: Math.log(ratio(predicted)), measured: Math.log(ratio(measured)) }));
  const corrected = logs.map(({ predicted, measured }, i) => {
    const others = logs.filter((_, k) => k % FOLDS !== i % FOLDS);
    return { predicted: predicted + (others.length === 0 ? 0 : median(others.map((o) => o.measured - o.predicted))), measured };
  });
  const factor = (all: typeof logs): number => Math.exp(median(all.map((o) => Math.abs(o.predicted - o.measured))));
  const right = (all: typeof logs): number => all.filter((o) => o.predicted > 0 === o.measured > 0).length;
  return {
    programs: programs.length,
    factor: factor(logs),
    factorCrossValidated: factor(corrected),
    right: right(logs),
    rightCrossValidated: right(corrected),
  };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length === 0 ? 0 : sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
