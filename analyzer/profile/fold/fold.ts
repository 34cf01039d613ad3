/**
 * TraceLog -> Profile. The rules of what counts where (PyPy's own logs, read the same way):
 *
 * - an operation belongs to the line of the merge point before it; the producer of the log has done that;
 * - only the steady part counts: after the last label of a peeled loop, else the whole trace;
 * - a guard's failures stand at the guard; its bridge is charged to the guard's line, not to where it resumes;
 * - a line that a trace passes with nothing left of it is compiled.
 */
import { noWork } from '../cost/prediction';
import { CALL_COSTS, COSTS, chargedClass, compileCost } from '../cost/table';
import type { Allocation, Counts, ResidualCall, SourceRange, Summary, TraceEvent, TraceInfo, TraceLog } from '../../vm/jit/tracelog';
import { LineTable, type FoldedAbort, type FoldedGuard, type FoldedTrace, type Profile } from './profile';

/** Recorded operations for one bytecode where a log does not count bytecodes: 4,800 operations covered about 1,800 bytecodes of
 * plain statements. */
const OPERATIONS_PER_BYTECODE = 2.7;

/** Folds a log; a log that ends early gives a profile that is partial. Never throws on a well-formed event. */
export function foldLog(log: Pick<TraceLog, 'events' | 'complete'>): Profile {
  const counts = lastCounts(log.events);
  const infos = log.events.flatMap((event) => (event.type === 'compiled' ? [event.trace] : []));
  const averageRecorded = counts === null || infos.length === 0 ? 0 : counts.summary.recordedOps / infos.length;
  const fold = new Fold(counts, averageRecorded);
  for (const info of infos) fold.addTrace(info);
  fold.addGuards();
  for (const event of log.events) if (event.type === 'abort') fold.addAbort(event);
  for (const { path, line, count, times } of counts?.interpreted ?? []) fold.addInterpreted(path, line, count, times);
  return fold.finish(log, infos);
}

type AbortEvent = Extract<TraceEvent, { type: 'abort' }>;

function lastCounts(events: readonly TraceEvent[]): Counts | null {
  return events.findLast((event) => event.type === 'counts')?.counts ?? null;
}

/** The line an effect is charged to: the user's, when library code is the doing of the user's line. */
export function chargedTo(effect: { readonly at: SourceRange; readonly from?: SourceRange }): SourceRange {
  return effect.from ?? effect.at;
}

class Fold {
  private readonly lines = new LineTable();
  private readonly traces: FoldedTrace[] = [];
  private readonly guards = new Map<
    number,
    { readonly info: TraceInfo['guards'][number]; readonly trace: FoldedTrace; bridge: FoldedTrace | null }
  >();
  private readonly folded: FoldedGuard[] = [];
  private readonly aborts = new Map<string, FoldedAbort>();
  private readonly entries: ReadonlyMap<number, number>;
  private readonly labels: ReadonlyMap<number, readonly [number, number]>;
  private readonly counts: Counts | null;
  private readonly averageRecorded: number;
  private readonly failures: ReadonlyMap<number, { readonly interpreted: number; readonly bridged: number }>;
  private total = 0;
  private readonly work = noWork();

  constructor(counts: Counts | null, averageRecorded: number) {
    this.counts = counts;
    this.averageRecorded = averageRecorded;
    this.failures = new Map((counts?.failures ?? []).map(([id, interpreted, bridged]) => [id, { interpreted, bridged }]));
    this.entries = new Map(counts?.entries ?? []);
    this.labels = new Map((counts?.labels ?? []).map(([id, general, peeled]) => [id, [general, peeled]]));
  }

  addTrace(info: TraceInfo): void {
    const [general, peeled] = this.labels.get(info.id) ?? [0, 0];
    const entered = this.entries.get(info.id) ?? 0;
    const executions = peeled > 0 ? peeled : Math.max(general, entered);
    const preambles = peeled > 0 ? general : 0;
    const parent = info.parentGuard === null ? undefined : this.guards.get(info.parentGuard);
    const recorded = info.operationsRecorded > 0 ? info.operationsRecorded : this.averageRecorded;
    const at = parent === undefined ? info.at : chargedTo(parent.info);
    const trace: FoldedTrace = { info, at, executions, preambles, compiling: compileCost(recorded) };
    if (parent !== undefined) parent.bridge = trace;
    this.traces.push(trace);
    for (const guard of info.guards) this.guards.set(guard.id, { info: guard, trace, bridge: null });

    const start = this.touch(at);
    if (info.kind === 'bridge') start.bridges++;
    else start.loops++;
    this.charge(at, trace.compiling);
    this.work.traces++;
    this.work.recorded += recorded;

    const passes = this.wholePasses(info, executions + preambles);
    for (const { path, line, count } of info.lineOperations) {
      const entry = this.lines.at(path, line);
      if (!entry.traces.includes(trace)) entry.traces.push(trace);
      this.work.operations += count * passes;
      this.chargeLine(path, line, count * passes * COSTS.operation.nanoseconds);
    }
    const share = executions + preambles === 0 ? 0 : passes / (executions + preambles);
    const reached = this.reaching(info, executions, peeled > 0, share);
    this.addCalls(trace, reached);
    this.addAllocations(trace, reached);
    this.work.compiled += passes * bytecodesOf(info, recorded);
  }

  /** Passes that were left by a guard count as the part of them that was done. */
  private wholePasses(info: TraceInfo, passes: number): number {
    let left = passes;
    for (const { id, remaining } of info.guards) {
      const exits = remaining === undefined ? undefined : this.failures.get(id);
      if (exits !== undefined) left -= (remaining ?? 0) * (exits.interpreted + exits.bridged);
    }
    return Math.max(0, left);
  }

  /**
   * How often a pass of the steady part came as far as an operation: the passes that a guard before it left did not. Where a log does not say
   * what stands where, each pass counts as the part of it that was done.
   */
  private reaching(
    { guards }: TraceInfo,
    passes: number,
    isPeeled: boolean,
    share: number,
  ): (at: { readonly remaining?: number }) => number {
    const exits: { readonly remaining: number; readonly count: number }[] = [];
    for (const { id, remaining, inPeeledLoop } of guards) {
      const failed = this.failures.get(id);
      if (failed !== undefined && remaining !== undefined && (inPeeledLoop || !isPeeled))
        exits.push({ remaining, count: failed.interpreted + failed.bridged });
    }
    return ({ remaining }) => {
      if (remaining === undefined) return passes * share;
      const left = exits.reduce((sum, exit) => (exit.remaining > remaining ? sum + exit.count : sum), 0);
      return Math.max(0, passes - left);
    };
  }

  private addCalls({ info }: FoldedTrace, reached: (call: ResidualCall) => number): void {
    for (const call of info.calls) {
      const executions = reached(call);
      const at = chargedTo(call);
      const calls = this.touch(at).calls;
      const key = `${call.class} ${call.callee}`;
      let entry = calls.get(key);
      if (entry === undefined)
        calls.set(key, (entry = { callee: call.callee, class: call.class, count: 0, executions: 0, nanoseconds: 0 }));
      const charged = chargedClass(call.class, call.effect);
      const nanoseconds = executions * CALL_COSTS[charged].nanoseconds;
      this.work.calls[charged] += executions;
      entry.count++;
      entry.executions += Math.round(executions);
      entry.nanoseconds += nanoseconds;
      this.charge(at, nanoseconds);
    }
  }

  private addAllocations({ info }: FoldedTrace, reached: (allocation: Allocation) => number): void {
    for (const allocation of info.allocations) {
      const executions = reached(allocation);
      const at = chargedTo(allocation);
      const { allocations } = this.touch(at);
      let entry = allocations.get(allocation.what);
      if (entry === undefined)
        allocations.set(allocation.what, (entry = { what: allocation.what, count: 0, executions: 0, nanoseconds: 0 }));
      const nanoseconds = executions * COSTS.allocation.nanoseconds;
      this.work.allocations += executions;
      entry.count++;
      entry.executions += Math.round(executions);
      entry.nanoseconds += nanoseconds;
      this.charge(at, nanoseconds);
    }
  }

  /** After all traces: only then is it known which guards have bridges. */
  addGuards(): void {
    for (const [id, { info, trace, bridge }] of this.guards) {
      const at = chargedTo(info);
      const { interpreted, bridged } = this.failures.get(id) ?? { interpreted: 0, bridged: bridge?.executions ?? 0 };
      this.folded.push({ info, at, trace, interpreted, bridged, bridge });
      if (interpreted === 0 && bridged === 0) continue;
      const line = this.touch(at);
      line.failuresInterpreted += interpreted;
      line.failuresBridged += bridged;
      this.work.failures += interpreted;
      this.work.bridged += bridged;
      this.charge(at, interpreted * COSTS.guardFailure.nanoseconds + bridged * COSTS.bridgeTaken.nanoseconds);
    }
  }

  addAbort({ reason, at, blame, operations }: AbortEvent): void {
    const key = `${reason} ${at.line} ${blame?.line ?? 0} ${at.path}`;
    let entry = this.aborts.get(key);
    if (entry === undefined) this.aborts.set(key, (entry = { reason, at, blame, count: 0, nanoseconds: 0 }));
    const nanoseconds = operations * COSTS.operationRecorded.nanoseconds;
    entry.count++;
    entry.nanoseconds += nanoseconds;
    this.touch(at);
    this.charge(at, nanoseconds);
    this.work.recorded += operations;
  }

  addInterpreted(path: string, line: number, count: number, times: number | undefined): void {
    const entry = this.lines.at(path, line);
    entry.interpreted += count;
    if (times !== undefined) entry.times = (entry.times ?? 0) + times;
    this.work.interpreted += count;
    this.chargeLine(path, line, count * COSTS.bytecodeInterpreted.nanoseconds);
  }

  finish(log: Pick<TraceLog, 'events' | 'complete'>, infos: readonly TraceInfo[]): Profile {
    return {
      traces: this.traces,
      guards: this.folded,
      aborts: [...this.aborts.values()],
      invalidations: log.events.flatMap((event) => (event.type === 'invalidated' ? [{ cause: event.cause, traces: event.traces }] : [])),
      degraded: log.events.flatMap((event) => (event.type === 'degraded' ? [event.what] : [])),
      summary: this.counts?.summary ?? summaryWithoutCounts(log.events, infos),
      lines: this.lines,
      nanoseconds: this.total,
      work: this.work,
      countsInterpreter: (this.counts?.interpreted.length ?? 0) > 0,
      complete: log.complete,
    };
  }

  private touch(at: SourceRange) {
    const line = this.lines.at(at.path, at.line);
    if (line.function === '') line.function = at.function;
    return line;
  }

  private charge(at: SourceRange, nanoseconds: number): void {
    this.chargeLine(at.path, at.line, nanoseconds);
  }

  private chargeLine(path: string, line: number, nanoseconds: number): void {
    this.lines.at(path, line).nanoseconds += nanoseconds;
    this.total += nanoseconds;
  }
}

/** Bytecodes one pass of a trace stands for. */
function bytecodesOf(info: TraceInfo, recorded: number): number {
  return info.bytecodes ?? Math.max(1, recorded / OPERATIONS_PER_BYTECODE);
}

/** The rows of jit-summary for a log that was cut before it said them. */
function summaryWithoutCounts(events: readonly TraceEvent[], infos: readonly TraceInfo[]): Summary {
  const aborts = { 'trace too long': 0, compiling: 0, 'vable escape': 0, 'bad loop': 0, 'force quasi-immut': 0, 'segmenting trace': 0 };
  for (const event of events) if (event.type === 'abort') aborts[event.reason]++;
  const sum = (of: (info: TraceInfo) => number): number => infos.reduce((total, info) => total + of(info), 0);
  return {
    loops: infos.filter((info) => info.kind !== 'bridge').length,
    bridges: infos.filter((info) => info.kind === 'bridge').length,
    entryBridges: infos.filter((info) => info.kind === 'entry bridge').length,
    aborts,
    recordedOps: sum((info) => info.operationsRecorded),
    recordedGuards: 0,
    optimizedOps: sum((info) => info.operations),
    optimizedGuards: sum((info) => info.guards.length),
    sharedGuards: 0,
    virtuals: 0,
  };
}
