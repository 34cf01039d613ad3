/**
 * `jitlens profile --format json`, as outside programs read it. Lines and columns are 1-based, columns
 * in code points. The same program and options give the same bytes, `times` excepted.
 */
import type { Outcome } from '../vm/api';
import type { Work } from './cost/prediction';
import type { Family, Severity } from '../rules/finding';
import type { AbortReason, CallClass, TraceKind } from '../vm/jit/tracelog';

export type Engine = 'vm' | 'pypy' | 'log';

/** `static-only` for a target that nobody ran. */
export type VerdictStatus = 'confirmed' | 'refuted' | 'not-reached' | 'observed' | 'static-only';

export interface ProfileJson {
  readonly version: 1;
  readonly path: string;
  readonly target: string;
  readonly engine: Engine;
  readonly parameters: Readonly<Record<string, number | string>>;
  readonly outcome: Outcome;
  readonly exitStatus: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Where the program failed; a sentence when the profiler itself did. */
  readonly failure: FailureJson | null;
  readonly summary: SummaryJson;
  readonly lines: readonly LineJson[];
  readonly functions: readonly FunctionJson[];
  readonly traces: readonly TraceJson[];
  readonly aborts: readonly AbortJson[];
  readonly findings: readonly FindingJson[];
  /** Places of the file that did not parse. */
  readonly errors: readonly ErrorJson[];
  /** Null when too little ran, or the log does not tell. */
  readonly prediction: PredictionJson | null;
  /** What is missing from the picture, in sentences. */
  readonly notes: readonly string[];
  /** There, and true, when the log ends before the program did: how that ended is not known. */
  readonly partial?: true;
  readonly times: TimesJson;
}

export interface FailureJson {
  readonly type: string;
  readonly message: string;
  readonly path: string;
  /** 0 when unknown. */
  readonly line: number;
  readonly column: number;
}

/** The rows of PyPy's jit-summary. `loops` counts closed loops and entry traces, of which `entryBridges` are the latter. */
export interface SummaryJson {
  readonly loops: number;
  readonly bridges: number;
  readonly entryBridges: number;
  readonly aborts: Readonly<Partial<Record<AbortReason, number>>>;
  readonly recordedOps: number;
  readonly optimizedOps: number;
  /** After optimization. */
  readonly guards: number;
}

export interface CallJson {
  readonly callee: string;
  readonly class: CallClass;
  /** How many stand in optimized traces. */
  readonly count: number;
}

export interface LineJson {
  readonly path: string;
  readonly line: number;
  readonly loops: number;
  readonly bridges: number;
  readonly guardFailures: number;
  readonly residualCalls: readonly CallJson[];
  readonly allocations: number;
  /** Predicted share of the run on the target, 0 to 1. */
  readonly cost: number;
}

export interface FunctionJson {
  readonly path: string;
  readonly function: string;
  readonly firstLine: number;
  readonly loops: number;
  readonly bridges: number;
  readonly guardFailures: number;
  readonly cost: number;
}

export interface TraceJson {
  readonly id: number;
  readonly kind: TraceKind;
  readonly parent: number | null;
  readonly path: string;
  readonly line: number;
  readonly function: string;
  readonly operations: number;
  readonly executions: number;
  readonly ends: string;
}

export interface AbortJson {
  readonly reason: AbortReason;
  readonly path: string;
  readonly line: number;
  readonly function: string;
  readonly count: number;
  /** The function that made the trace too long. */
  readonly blame: { readonly path: string; readonly line: number; readonly function: string } | null;
}

export interface FindingJson {
  readonly code: string;
  readonly family: Family;
  readonly message: string;
  readonly help: string;
  readonly note: string;
  readonly severity: Severity;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly targets: readonly string[];
  readonly related: readonly RelatedJson[];
  readonly status: VerdictStatus;
  readonly evidence: Evidence;
}

export interface RelatedJson {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
}

/** What a verdict rests on. Counts are of the places the finding is about. */
export interface Evidence {
  /** Why the status is what it is, in one sentence. */
  readonly reason: string;
  /** Lines that were looked at. */
  readonly lines: readonly number[];
  /** First lines of the file's functions that the traces over the place pass through: what the verdict rests on. */
  readonly involved: readonly number[];
  /** Passes of compiled code over the place, and runs of it in the interpreter (null: not counted). */
  readonly executions: number;
  readonly iterations: number | null;
  readonly bridges: number;
  readonly guardFailures: number;
  readonly residualCalls: readonly CallJson[];
  readonly allocations: number;
  readonly aborts: number;
  /** Share of the run that the effect is predicted to cost on the target. */
  readonly predictedCost: number;
}

export interface ErrorJson {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Seconds, predicted on the target from the counts (cost/table.ts). */
export interface PredictionJson {
  readonly sentence: string;
  readonly jit: number;
  readonly compiling: number;
  readonly jitOff: number;
  readonly cpython: number;
  /** The counts that the times are sums of (cost/prediction.ts). */
  readonly work: Work;
}

/** Milliseconds by the wall clock: the one part that differs from run to run. */
/** Milliseconds by the wall clock. */
export interface TimesJson {
  readonly total: number;
  /** From the moment a limit was reached to the end of the run; left out where none was. */
  readonly afterLimit?: number;
}
