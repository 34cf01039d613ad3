/**
 * What a trace explorer shows: every trace of a run with its guards, the tree the bridges form, and the order in which all of it
 * happened. Plain JSON-able data. Lines are 1-based; 0 means unknown. The text of a trace is fetched apart (`TraceListing`).
 */
import type { AbortReason, TraceKind } from '../../vm/jit/tracelog';
import type { Outcome } from '../../vm/api';
import type { LineJson, SummaryJson } from '../contract';

export interface ExplorerJson {
  readonly version: 1;
  readonly path: string;
  readonly target: string;
  readonly outcome: Outcome;
  readonly summary: SummaryJson;
  /** In the order they were attached. */
  readonly traces: readonly ExplorerTrace[];
  readonly aborts: readonly ExplorerAbort[];
  /** What happened, in time order. */
  readonly timeline: readonly ExplorerEvent[];
  /** Guest operations that the run had executed at its end, on the clock of the timeline. */
  readonly end: number;
  readonly lines: readonly LineJson[];
}

export interface ExplorerPlace {
  readonly path: string;
  readonly line: number;
  readonly function: string;
}

export interface ExplorerTrace extends ExplorerPlace {
  readonly id: number;
  readonly kind: TraceKind;
  /** For a bridge: the trace and the guard it grows from. */
  readonly parent: number | null;
  readonly parentGuard: number | null;
  /** For a bridge: what happened at the guard, in words of the source ("`weight is None` is true"); else empty. */
  readonly condition: string;
  readonly recorded: number;
  readonly operations: number;
  readonly executions: number;
  readonly ends: string;
  /** Guards that failed at least once or have a bridge, in the order of the trace. */
  readonly guards: readonly ExplorerGuard[];
  /** Guards of the trace altogether. */
  readonly guardCount: number;
}

export interface ExplorerGuard extends ExplorerPlace {
  readonly id: number;
  readonly kind: string;
  /** What it checks, in words, and the line it stands on. */
  readonly condition: string;
  readonly source: string;
  readonly inPeeledLoop: boolean;
  /** Failures that went to the interpreter, and through the bridge. */
  readonly interpreted: number;
  readonly bridged: number;
  readonly bridge: number | null;
}

export interface ExplorerAbort extends ExplorerPlace {
  readonly reason: AbortReason;
  /** What the reason means, and what can be done about it. */
  readonly meaning: string;
  readonly remedy: string;
  readonly count: number;
  readonly blame: ExplorerPlace | null;
}

export interface ExplorerEvent {
  /** Guest operations executed until then. */
  readonly tick: number;
  readonly kind: TraceKind | 'abort' | 'invalidated' | 'degraded';
  /** The trace that was compiled or thrown away. */
  readonly trace: number | null;
  readonly text: string;
}

/** One optimized trace beside its source. */
export interface TraceListingJson {
  readonly id: number;
  readonly title: string;
  readonly rows: readonly TraceRow[];
}

export interface TraceRow {
  /** Where the operation comes from. */
  readonly path: string;
  readonly line: number;
  readonly operation: string;
}
