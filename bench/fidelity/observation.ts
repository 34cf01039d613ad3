/**
 * What one engine's JIT did with one program, reduced to what is compared. Both engines' profiles are folded by the same code
 * (analyzer/profile/fold), so that a difference is a difference of the JITs and not of the counting.
 */
import type { ProfileJson } from '../../analyzer/profile';
import type { Times } from './predicted';

export interface Observation {
  /** `finished`, or why the run did not come to its end. */
  readonly outcome: string;
  readonly loops: number;
  readonly bridges: number;
  /** Counts by reason, as jit-summary names them; those that happened. */
  readonly aborts: Readonly<Record<string, number>>;
  /** Lines of the program with the most bridges; several when they tie, none without bridges. */
  readonly worstLines: readonly number[];
  readonly mostBridges: number;
  /** Lines with calls left in steady compiled code that may force frames and virtuals. */
  readonly mayForceLines: readonly number[];
  /** Lines with allocations left in steady compiled code. */
  readonly allocationLines: readonly number[];
  readonly stdout: string;
  /** Predicted processor seconds, of the embedded VM alone. */
  readonly predicted: Times | null;
}

/** `path`: the program as the profile names it; lines of other files are not compared. */
export function observe(profile: ProfileJson, path: string, stdout = profile.stdout): Observation {
  const lines = profile.lines.filter((line) => line.path === path);
  const mostBridges = Math.max(0, ...lines.map((line) => line.bridges));
  const numbers = (wanted: (line: (typeof lines)[number]) => boolean): number[] => lines.filter(wanted).map((line) => line.line);
  return {
    outcome: profile.outcome,
    loops: profile.summary.loops,
    bridges: profile.summary.bridges,
    aborts: profile.summary.aborts,
    worstLines: mostBridges === 0 ? [] : numbers((line) => line.bridges === mostBridges),
    mostBridges,
    mayForceLines: numbers((line) => line.residualCalls.some((call) => call.class === 'opaque')),
    allocationLines: numbers((line) => line.allocations > 0),
    stdout,
    predicted:
      profile.prediction === null
        ? null
        : { jit: profile.prediction.jit, jitOff: profile.prediction.jitOff, cpython: profile.prediction.cpython },
  };
}

/** A model that knows nothing: what it scores comes for free. */
export function nullModel(truth: Observation): Observation {
  return {
    outcome: 'finished',
    loops: 2,
    bridges: 2,
    aborts: {},
    worstLines: [],
    mostBridges: 0,
    mayForceLines: [],
    allocationLines: [],
    stdout: truth.stdout,
    predicted: null,
  };
}
