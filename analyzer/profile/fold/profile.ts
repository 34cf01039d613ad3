/**
 * A trace log folded onto source lines: what verdicts, reports and editors read.
 *
 * Costs are predicted nanoseconds (cost/table.ts). Every effect stands at the place the user wrote: where library code led to it,
 * at the line that called the library.
 */
import type { Work } from '../cost/prediction';
import type { AbortReason, CallClass, GuardInfo, SourceRange, Summary, TraceInfo } from '../../vm/jit/tracelog';

export interface FoldedTrace {
  readonly info: TraceInfo;
  /** For a bridge the place of the guard it grows from, else where the trace starts. */
  readonly at: SourceRange;
  /** Passes of the steady part: of the peeled loop where there is one, else entries. */
  readonly executions: number;
  /** Passes of the first, general iteration of a peeled loop; 0 where there is none. */
  readonly preambles: number;
  /** Predicted nanoseconds of making it. */
  readonly compiling: number;
}

export interface FoldedGuard {
  readonly info: GuardInfo;
  readonly at: SourceRange;
  readonly trace: FoldedTrace;
  /** Failures that went to the interpreter, and through the guard's bridge. */
  readonly interpreted: number;
  readonly bridged: number;
  readonly bridge: FoldedTrace | null;
}

/** A residual call or an allocation of one kind on one line. */
export interface FoldedEffect {
  /** How many stand in optimized traces. */
  count: number;
  /** How often they were executed. */
  executions: number;
  nanoseconds: number;
}

export interface FoldedCall extends FoldedEffect {
  readonly callee: string;
  readonly class: CallClass;
}

export interface FoldedAllocation extends FoldedEffect {
  readonly what: string;
}

export interface FoldedAbort {
  readonly reason: AbortReason;
  readonly at: SourceRange;
  readonly blame: SourceRange | null;
  count: number;
  nanoseconds: number;
}

export interface FoldedLine {
  readonly path: string;
  readonly line: number;
  /** Name of the function, where an event named it. */
  function: string;
  /** Traces other than bridges that start here, and bridges whose guard stands here. */
  loops: number;
  bridges: number;
  failuresInterpreted: number;
  failuresBridged: number;
  readonly calls: Map<string, FoldedCall>;
  readonly allocations: Map<string, FoldedAllocation>;
  /** Bytecodes run by the interpreter, and how often the line was run by it where the log says so. */
  interpreted: number;
  times: number | null;
  /** Traces whose steady part passes the line. */
  readonly traces: FoldedTrace[];
  nanoseconds: number;
}

export interface Profile {
  readonly traces: readonly FoldedTrace[];
  readonly guards: readonly FoldedGuard[];
  readonly aborts: readonly FoldedAbort[];
  /** Reasons why traces were thrown away, in order. */
  readonly invalidations: readonly { readonly cause: string; readonly traces: readonly number[] }[];
  readonly degraded: readonly string[];
  readonly summary: Summary;
  readonly lines: LineTable;
  /** Predicted nanoseconds of everything. */
  readonly nanoseconds: number;
  readonly work: Work;
  /** Whether the log counts what the interpreter ran (a PYPYLOG file does not). */
  readonly countsInterpreter: boolean;
  readonly complete: boolean;
}

/** Lines by path and number, made when first asked for. */
export class LineTable {
  private readonly byPath = new Map<string, Map<number, FoldedLine>>();

  at(path: string, line: number): FoldedLine {
    let lines = this.byPath.get(path);
    if (lines === undefined) this.byPath.set(path, (lines = new Map<number, FoldedLine>()));
    let entry = lines.get(line);
    if (entry === undefined) {
      entry = {
        path,
        line,
        function: '',
        loops: 0,
        bridges: 0,
        failuresInterpreted: 0,
        failuresBridged: 0,
        calls: new Map(),
        allocations: new Map(),
        interpreted: 0,
        times: null,
        traces: [],
        nanoseconds: 0,
      };
      lines.set(line, entry);
    }
    return entry;
  }

  find(path: string, line: number): FoldedLine | null {
    return this.byPath.get(path)?.get(line) ?? null;
  }

  /** In order of path and line. */
  all(): FoldedLine[] {
    const lines = [...this.byPath.values()].flatMap((byLine) => [...byLine.values()]);
    return lines.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
  }
}
