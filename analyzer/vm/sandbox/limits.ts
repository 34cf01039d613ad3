/**
 * What a guest program may use. One table with a sentence each; the command line, the settings and the documentation read it.
 */
import type { Limits } from '../api';

export interface LimitEntry {
  readonly what: string;
  readonly unit: string;
  /** In `profile` runs. */
  readonly profile: number;
  /** In `run` runs: a program that was asked for is cut only where it would take the machine down. */
  readonly run: number;
}

/** Every limit, by its field of `Limits`. */
export const LIMITS: Readonly<Record<keyof Limits, LimitEntry>> = {
  operations: { what: 'Python operations executed', unit: 'operations', profile: 500_000_000, run: Number.MAX_SAFE_INTEGER },
  memory: { what: 'memory the program holds', unit: 'bytes', profile: 512 * 2 ** 20, run: 2 ** 30 },
  output: {
    what: 'text written to standard output and standard error',
    unit: 'UTF-16 units',
    profile: 2 ** 20,
    run: Number.MAX_SAFE_INTEGER,
  },
  recursion: { what: 'Python frames on the stack', unit: 'frames', profile: 1000, run: 1000 },
};

/** Wall-clock seconds before the backstop cuts a run; 0 for never. */
export const TIME_LIMIT = { profile: 60, run: 0 } as const;

/** The limits of one kind of run. */
export function defaultLimits(kind: 'profile' | 'run'): Limits {
  return {
    operations: LIMITS.operations[kind],
    memory: LIMITS.memory[kind],
    output: LIMITS.output[kind],
    recursion: LIMITS.recursion[kind],
  };
}
