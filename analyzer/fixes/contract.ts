/** `jitlens fix --format json` and `jitlens compare --format json`, as outside programs read them. */
import type { Outcome } from '../vm/api';

export interface FixesJson {
  readonly version: 1;
  readonly path: string;
  readonly target: string;
  readonly fixes: readonly FixJson[];
  /** Findings that a fix answers in general, and why it does not answer these. */
  readonly refused: readonly { readonly code: string; readonly fix: string; readonly line: number; readonly reason: string }[];
}

export interface FixJson {
  readonly code: string;
  readonly title: string;
  /** 1-based, of the finding it answers. */
  readonly line: number;
  /** Null when nothing was run. */
  readonly before: RunCounts | null;
  readonly after: RunCounts | null;
  /** Whether both programs printed the same and ended the same way; null when nothing was run. */
  readonly sameOutput: boolean | null;
  /** Whether the run speaks for it; null when nothing was run. */
  readonly helps: boolean | null;
  /** What the run showed, in one sentence; empty when nothing was run. */
  readonly result: string;
  /** Unified diff. */
  readonly diff: string;
}

/** What a run counted altogether. */
export interface RunCounts {
  readonly outcome: Outcome;
  readonly loops: number;
  readonly bridges: number;
  readonly aborts: number;
  readonly guards: number;
  readonly guardFailures: number;
  /** Rounds that a bridge began in the general part of a loop, where values are boxed and checked anew (RPython's label 0). */
  readonly generalRounds: number;
  /** Calls of the classes `opaque` and `C call` that stand in compiled code. */
  readonly opaqueCalls: number;
  /** That stand in compiled code. */
  readonly allocations: number;
  /** Seconds on the target, predicted; null where nothing can be predicted. */
  readonly predictedSeconds: number | null;
}

export interface ComparisonJson {
  readonly version: 1;
  readonly target: string;
  readonly before: RunCounts & { readonly path: string };
  readonly after: RunCounts & { readonly path: string };
  readonly sameOutput: boolean;
  readonly result: string;
}
