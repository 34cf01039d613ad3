/**
 * The VM as a producer of TraceLog: each compiled trace, abort and invalidation becomes an event; the counts follow at the end.
 * Rules: reference/pypy/jit-model.md, section 14 (line of an operation, steady part, calls and allocations left).
 */
import { allCode } from '../../runtime/functions';
import { vm } from '../../runtime/vm';
import type { Backend, CompiledTrace, ExitPoint } from '../backend';
import { operationInfo, type CallDescr, type FunctionConstant, type Operation, type SizeDescr } from '../ir';
import type { OptimizedTrace, ResumeGuardDescr } from '../optimizer';
import type { MetaInterp } from '../recorder/metainterp';
import { printTrace } from '../text';
import type { WarmState } from '../warmstate';
import {
  ABORT_REASONS,
  type AbortReason,
  type Allocation,
  type Counts,
  type GuardInfo,
  type ResidualCall,
  type SourceRange,
  type Summary,
  type TraceEvent,
  type TraceInfo,
} from '../tracelog';

type Emit = (event: TraceEvent) => void;

export class JitLog {
  private loops = 0;
  private bridges = 0;
  private entryBridges = 0;
  private readonly aborts = Object.fromEntries(Object.keys(ABORT_REASONS).map((r) => [r, 0])) as Record<AbortReason, number>;
  private recordedOps = 0;
  private recordedGuards = 0;
  private optimizedOps = 0;
  private optimizedGuards = 0;
  private sharedGuards = 0;
  private virtuals = 0;
  private readonly tokens = new Map<unknown, number>();

  constructor(
    /** Null where nobody listens: then nothing is described. */
    private readonly emit: Emit | null,
    private readonly withText: boolean,
    private readonly backend: Backend,
    private readonly warm: WarmState,
  ) {}

  compiled(
    trace: CompiledTrace,
    optimized: OptimizedTrace,
    m: MetaInterp,
    kind: TraceInfo['kind'],
    parent: ExitPoint | null,
    at: SourceRange | null,
  ): void {
    if (kind === 'bridge') this.bridges++;
    else this.loops++;
    if (kind === 'entry bridge') this.entryBridges++;
    if (trace.token !== null) this.tokens.set(trace.token, trace.id);
    const s = optimized.statistics;
    this.recordedOps += m.ops.length;
    this.recordedGuards += m.ops.filter((op) => operationInfo(op.name).guard === true).length;
    this.optimizedOps += s.operations;
    this.optimizedGuards += s.guards;
    this.sharedGuards += s.sharedGuards;
    this.virtuals += s.virtuals;
    if (this.emit === null) return;
    const where = at ?? unknownPlace;
    this.emit({
      type: 'compiled',
      tick: vm.operations,
      trace: describe(trace, optimized, m.ops.length, kind, parent, where, this.withText),
    });
  }

  abort(reason: AbortReason, at: SourceRange, blame: SourceRange | null, operations: number): void {
    this.aborts[reason]++;
    this.emit?.({ type: 'abort', tick: vm.operations, reason, at, blame, operations });
  }

  invalidated(token: unknown): void {
    const id = this.tokens.get(token);
    if (id !== undefined)
      this.emit?.({
        type: 'invalidated',
        tick: vm.operations,
        traces: [id],
        cause: 'something the trace relies on as constant has changed',
      });
  }

  degraded(what: string): void {
    this.emit?.({ type: 'degraded', tick: vm.operations, what });
  }

  get summary(): Summary {
    return {
      loops: this.loops + this.warm.callbacks,
      bridges: this.bridges,
      entryBridges: this.entryBridges,
      aborts: { ...this.aborts },
      recordedOps: this.recordedOps,
      recordedGuards: this.recordedGuards,
      optimizedOps: this.optimizedOps,
      optimizedGuards: this.optimizedGuards,
      sharedGuards: this.sharedGuards,
      virtuals: this.virtuals,
    };
  }

  finish(): void {
    if (this.emit === null) return;
    const counts = this.backend.counts();
    this.emit({
      type: 'counts',
      tick: vm.operations,
      counts: {
        entries: counts.entries,
        labels: counts.labels,
        failures: counts.failures,
        interpreted: interpreted(),
        summary: this.summary,
      },
    });
  }
}

/** What the interpreter ran, by line, in the order the code was made. The line's most frequent bytecode says how often it was run. */
function interpreted(): Counts['interpreted'] {
  const lines = new Map<string, { path: string; line: number; count: number; times: number }>();
  for (const code of allCode()) {
    const path = code.code.filename;
    code.ticks.forEach((n, unit) => {
      if (n === 0) return;
      const line = code.code.lineAt(unit * 2);
      const key = `${line}:${path}`;
      const entry = lines.get(key);
      if (entry === undefined) lines.set(key, { path, line, count: n, times: n });
      else {
        entry.count += n;
        entry.times = Math.max(entry.times, n);
      }
    });
  }
  return [...lines.values()];
}

const unknownPlace: SourceRange = { path: '', line: 0, function: '', firstLine: 0, offset: -1, opcode: '' };

function describe(
  trace: CompiledTrace,
  optimized: OptimizedTrace,
  recorded: number,
  kind: TraceInfo['kind'],
  parent: ExitPoint | null,
  at: SourceRange,
  withText: boolean,
): TraceInfo {
  const { ops } = optimized;
  let lastLabel = -1;
  ops.forEach((op, i) => {
    if (op.name === 'label') lastLabel = i;
  });
  const steadyFrom = kind === 'bridge' ? 0 : lastLabel + 1;
  const guards: GuardInfo[] = [];
  const calls: ResidualCall[] = [];
  const allocations: Allocation[] = [];
  const lines = new Map<string, { path: string; line: number; count: number }>();
  let bytecodes = 0;
  let place = parent?.op.at ?? at;
  let from = fromOf(parent?.op.from ?? null);
  ops.forEach((op, i) => {
    if ((op.name === 'debug_merge_point' || op.name === 'enter_portal_frame') && op.at !== null) {
      place = op.at;
      from = fromOf(op.from);
    }
    const info = operationInfo(op.name);
    const steady = i >= steadyFrom;
    if (info.guard === true) {
      const end = steady ? ops.length : steadyFrom;
      guards.push({
        id: (op.descr as ResumeGuardDescr).id,
        kind: op.name,
        at: place,
        inPeeledLoop: kind !== 'bridge' && lastLabel > 0 && i > lastLabel,
        condition: conditionOf(op),
        ...from,
        remaining: share(end - 1 - i, end - (steady ? steadyFrom : 0)),
      });
    }
    if (!steady) return;
    if (op.name === 'debug_merge_point') bytecodes++;
    const remaining = share(ops.length - 1 - i, ops.length - steadyFrom);
    const call = callOf(op, place);
    if (call !== null) calls.push({ ...call, ...from, remaining });
    if (info.malloc === true && (op.descr as SizeDescr).absentInPyPy !== true)
      allocations.push({ what: (op.descr as SizeDescr).pythonName ?? 'storage', at: place, ...from, remaining });
    const made = info.call === undefined ? undefined : (op.descr as CallDescr | null)?.makes;
    if (made !== undefined) allocations.push({ what: made, at: place, ...from, remaining });
    const { path, line: number } = from.from ?? place;
    const key = `${path}:${number}`;
    let line = lines.get(key);
    if (line === undefined) lines.set(key, (line = { path, line: number, count: 0 }));
    if (info.free !== true && op.name !== 'label') line.count++;
  });
  return {
    id: trace.id,
    kind,
    parentGuard: parent?.guard?.id ?? null,
    parent: parent?.trace.id ?? null,
    at,
    operationsRecorded: recorded,
    operations: ops.length,
    guards,
    calls,
    allocations,
    lineOperations: [...lines.values()],
    bytecodes,
    ends: endOf(ops, trace),
    text: withText ? printTrace({ inputargs: optimized.inputargs, ops: [...ops] }) : [],
  };
}

const fromOf = (from: SourceRange | null): { from?: SourceRange } => (from === null ? {} : { from });

function callOf(op: Operation, at: SourceRange): ResidualCall | null {
  const kind = operationInfo(op.name).call;
  if (kind === undefined) return null;
  if (kind === 'assembler') return { callee: 'compiled loop', class: 'own loop', effect: 7, at };
  const descr = op.descr as CallDescr;
  if (descr.callClass === 'inline') return null;
  const fn = op.args[kind === 'cond' ? 1 : 0] as { value?: unknown };
  const name = (fn.value as FunctionConstant | undefined)?.pythonName ?? '';
  return { callee: name, class: descr.callClass, effect: descr.effect, at };
}

/** In thousandths. */
const share = (part: number, whole: number): number => Math.round((1000 * part) / whole) / 1000;

function conditionOf(op: Operation): string {
  return op.name.replace(/^guard_/, '').replaceAll('_', ' ');
}

function endOf(ops: readonly Operation[], trace: CompiledTrace): string {
  const last = ops[ops.length - 1];
  if (last.name === 'jump' && last.descr?.kind === 'target')
    return `jump to loop ${last.descr.loop.number === 0 ? trace.id : last.descr.loop.number} label ${last.descr.index}`;
  return last.name;
}
