/**
 * TraceLog: what a tracing JIT did, whoever did it.
 *
 * Producers: the embedded VM (jit/log), the parser of real PYPYLOG files (jit/pypylog). Consumers: profile/ (folds it onto
 * lines and functions) and report/ (trace listing). Plain JSON-able data: it is streamed from the child process as JSON
 * lines, one `TraceEvent` a line, so that a killed run still leaves what it had learned.
 *
 * Source: PYPYLOG sections jit-log-opt-*, jit-backend-counts, jit-summary (rpython/jit/metainterp/{logger,jitprof}.py).
 */
import type { CallClass } from '../../targets/calls';

// What is left of a call is told in the words in which the targets tell what to expect.
export { CALL_CLASSES } from '../../targets/calls';
export type { CallClass };

/** A place in guest source. Lines are 1-based; line 0 means unknown. */
export interface SourceRange {
  readonly path: string;
  readonly line: number;
  /** Function name as PyPy prints it (`co_name`). */
  readonly function: string;
  /** First line of the function (`def` line). */
  readonly firstLine: number;
  /** Bytecode offset and opcode at that place; -1 and '' for other jitdrivers. */
  readonly offset: number;
  readonly opcode: string;
}

export type TraceKind = 'loop' | 'entry bridge' | 'bridge';

/** Names as PyPy's jit-summary prints them after "abort: ". */
export const ABORT_REASONS = {
  'trace too long': 'more operations were recorded than trace_limit allows',
  compiling: 'the compile step gave up',
  'vable escape': 'the frame being traced was looked at from outside during a call',
  'bad loop': 'closing the loop was refused',
  'force quasi-immut': 'the trace changed something it relies on as constant',
  'segmenting trace': 'too long with no inlined function to blame: compiled in segments',
} as const;
export type AbortReason = keyof typeof ABORT_REASONS;

export interface GuardInfo {
  /** Unique among all guards of the log. */
  readonly id: number;
  /** e.g. `guard_nonnull_class`. */
  readonly kind: string;
  readonly at: SourceRange;
  /** True after the last label of a loop (the peeled iteration). */
  readonly inPeeledLoop: boolean;
  /** Text of the condition in source or trace words, for the trace explorer. */
  readonly condition: string;
  /** As in `ResidualCall`. */
  readonly from?: SourceRange;
  /** Share (0 to 1) of its part of the trace (preamble, or steady part) that stands behind it: not done when it fails. */
  readonly remaining?: number;
}

export interface ResidualCall {
  /** Name as a Python programmer knows it (`sorted`, `list.sort`), else the helper's name. */
  readonly callee: string;
  readonly class: CallClass;
  /** RPython effect class EF=; 6 and 7 may force. */
  readonly effect: number;
  readonly at: SourceRange;
  /** When `at` lies in library code: the innermost frame of the traced stack that does not. */
  readonly from?: SourceRange;
  /** As in `GuardInfo`: a guard with a larger share stands before it. */
  readonly remaining?: number;
}

export interface Allocation {
  /** What is allocated: `int`, `tuple`, `Point`, `frame`, `list storage` ... */
  readonly what: string;
  readonly at: SourceRange;
  /** As in `ResidualCall`. */
  readonly from?: SourceRange;
  readonly remaining?: number;
}

/** One compiled trace. Operation counts are those left after optimization unless said otherwise. */
export interface TraceInfo {
  /** Number among all loops and bridges, from 1, in the order they were attached. */
  readonly id: number;
  readonly kind: TraceKind;
  /** For a bridge: the guard it grows from. */
  readonly parentGuard: number | null;
  /** For a bridge: the trace that guard stands in. */
  readonly parent: number | null;
  readonly at: SourceRange;
  readonly operationsRecorded: number;
  readonly operations: number;
  readonly guards: readonly GuardInfo[];
  /** Those that stand in the steady part (after the last label for a loop, else the whole trace). */
  readonly calls: readonly ResidualCall[];
  readonly allocations: readonly Allocation[];
  /** Operations of the steady part per line, for the cost estimate. A line the trace passes with nothing left of it has count 0, so
   * that it is known to be compiled. */
  readonly lineOperations: readonly { readonly path: string; readonly line: number; readonly count: number }[];
  /** Python bytecodes the steady part stands for (its merge points). */
  readonly bytecodes?: number;
  /** How it ends: "jump to loop 1 label 0", "finish", "guard_always_fails". */
  readonly ends: string;
  /** The optimized trace in PyPy's syntax, one operation a line; empty when not asked for. */
  readonly text: readonly string[];
}

/** What happened, in time order. `tick` is a deterministic clock: guest operations executed so far. */
export type TraceEvent =
  | { readonly type: 'compiled'; readonly tick: number; readonly trace: TraceInfo }
  | {
      readonly type: 'abort';
      readonly tick: number;
      readonly reason: AbortReason;
      readonly at: SourceRange;
      readonly blame: SourceRange | null;
      readonly operations: number;
    }
  | { readonly type: 'invalidated'; readonly tick: number; readonly traces: readonly number[]; readonly cause: string }
  | { readonly type: 'degraded'; readonly tick: number; readonly what: string }
  /** Sent at the end (and from time to time): totals since the start. Later ones replace earlier ones. */
  | { readonly type: 'counts'; readonly tick: number; readonly counts: Counts };

export interface Counts {
  /** Times a trace was entered, by trace id. */
  readonly entries: readonly (readonly [number, number])[];
  /** Times each label of a trace was passed: [trace id, label 0, label 1]. */
  readonly labels: readonly (readonly [number, number, number])[];
  /** Failures by guard id that went to the interpreter (no bridge yet), and through its bridge. */
  readonly failures: readonly (readonly [number, number, number])[];
  /** Bytecodes run by the interpreter per `path:line` (sampled exactly: it is a counter), and how often the line was run (the most
   * frequent of its bytecodes). */
  readonly interpreted: readonly { readonly path: string; readonly line: number; readonly count: number; readonly times?: number }[];
  readonly summary: Summary;
}

/** The rows of PyPy's jit-summary. */
export interface Summary {
  readonly loops: number;
  readonly bridges: number;
  readonly entryBridges: number;
  readonly aborts: Readonly<Record<AbortReason, number>>;
  readonly recordedOps: number;
  readonly recordedGuards: number;
  readonly optimizedOps: number;
  readonly optimizedGuards: number;
  readonly sharedGuards: number;
  readonly virtuals: number;
}

export interface TraceLog {
  readonly version: 1;
  /** `vm`, `pypy` (a PYPYLOG file). */
  readonly producer: 'vm' | 'pypylog';
  readonly events: readonly TraceEvent[];
  /** False when the log ends early: what follows from it is partial. */
  readonly complete: boolean;
  /** Lines of a foreign log nobody understood; kept, counted, shown. */
  readonly unknownLines: readonly string[];
}
