/**
 * Reads a real PyPy's log into a TraceLog, as a stream:
 *
 *     PYPYLOG=jit-log-opt,jit-backend-counts,jit-abort-longest-function,jit-disableinlining,jit-invalidate-quasi-immutable,jit-summary:FILE pypy3 prog.py
 *
 *     const parser = new PypylogParser();
 *     for (const chunk of chunks) parser.push(chunk);
 *     const log = parser.end();
 *
 * Tolerant: what it does not know is counted and kept (the first hundred lines), never an error; a log that stops early gives
 * `complete: false` and what could be read. Memory grows with what the TraceLog holds, not with the text.
 *
 * What a PyPy log does not say stays empty: recorded operations per trace, failures of guards without a bridge, interpreted
 * bytecodes. `tick` counts the events.
 *
 * Source: jit-model.md section 14; rpython/rlib/debug.py (sections), rpython/jit/metainterp/logger.py.
 */
import {
  ABORT_REASONS,
  type AbortReason,
  type Counts,
  type SourceRange,
  type TraceEvent,
  type TraceInfo,
  type TraceLog,
} from '../tracelog';
import { UNKNOWN, parseLocation } from '../text/location';
import { Interner, LineSplitter } from './lines';
import { BackendCountsSection, SummarySection } from './totals';
import { TraceReader, readHeader } from './trace-reader';

export interface PypylogOptions {
  /** Keep the text of the traces. */
  readonly traceText?: boolean;
  /**
   * A bridge starts in the middle of a bytecode: its operations before the first merge point are put on the line of its parent
   * guard. False leaves them at line 0.
   */
  readonly attributeToParent?: boolean;
}

/** Unknown lines kept; the rest are counted. */
const KEPT_LINES = 100;
const KEPT_WIDTH = 200;

const START = /^\[[0-9a-f]+\] \{(\S+)$/;
const STOP = /^\[[0-9a-f]+\] (\S+)\}$/;
const LONGEST = /^found new longest: (.*) (\d+)$/;
const ABORTING = /^~~~ ABORTING TRACING (.*?)\s*$/;

interface GuardRef {
  readonly id: number;
  readonly trace: number;
  readonly at: SourceRange;
  /** The traced frames there, the outermost first. */
  readonly stack: readonly SourceRange[];
}

export class PypylogParser {
  private readonly lines = new LineSplitter((line) => this.line(line));
  private readonly strings = new Interner();
  private readonly decoder = new TextDecoder('utf-8');
  private readonly events: TraceEvent[] = [];
  private readonly unknown: string[] = [];
  private unknownCount = 0;
  private readonly sections: string[] = [];
  private readonly counts = new BackendCountsSection();
  private readonly summary = new SummarySection();
  private readonly locations = new Map<string, SourceRange>();

  private reader: TraceReader | null = null;
  private nextTrace = 1;
  private nextGuard = 1;
  private readonly guards = new Map<string, GuardRef>();
  private readonly tokens = new Map<string, { trace: number; label: number }>();
  /** By PyPy's number. */
  private readonly loops = new Map<number, { trace: number; name: string }>();
  private readonly labelled: { trace: number; tokens: readonly string[] }[] = [];
  private readonly bridges: { trace: number; key: string; guard: number | null }[] = [];
  private readonly seen = { loops: 0, entryBridges: 0, bridges: 0, operations: 0, guards: 0 };
  private longest: { at: SourceRange; size: number } | null = null;

  constructor(private readonly options: PypylogOptions = {}) {}

  push(chunk: string | Uint8Array): void {
    this.lines.push(typeof chunk === 'string' ? chunk : this.decoder.decode(chunk, { stream: true }));
  }

  end(): TraceLog {
    this.lines.push(this.decoder.decode());
    const partial = this.lines.end();
    const nothingTraced = this.nextTrace === 1;
    const complete = !partial && this.sections.length === 0 && (nothingTraced || this.summary.seen || this.counts.seen);
    this.events.push({ type: 'counts', tick: this.events.length, counts: this.totals() });
    const more = this.unknownCount - this.unknown.length;
    return {
      version: 1,
      producer: 'pypylog',
      events: this.events,
      complete,
      unknownLines: more > 0 ? [...this.unknown, `(and ${more} more)`] : this.unknown,
    };
  }

  // -- lines and sections --

  private line(line: string): void {
    const start = START.exec(line);
    if (start) {
      this.sections.push(start[1]);
      if (start[1] === 'jit-abort-longest-function') this.longest = null;
      return;
    }
    const stop = STOP.exec(line);
    if (stop && this.sections.includes(stop[1])) {
      // A section inside may have lost its end.
      while (this.sections.pop() !== stop[1]);
      this.endSection(stop[1]);
      return;
    }
    if (!this.content(line)) this.notUnderstood(line);
  }

  private content(line: string): boolean {
    switch (this.sections.at(-1)) {
      case 'jit-log-opt-loop':
      case 'jit-log-opt-bridge':
        return this.reader ? this.reader.line(line) : this.startTrace(line);
      case 'jit-backend-counts':
        return this.counts.line(line);
      case 'jit-summary':
        return this.summary.line(line);
      case 'jit-abort-longest-function':
        return this.longestFunction(line);
      case 'jit-disableinlining':
        return this.disabledInlining(line);
      case 'jit-invalidate-quasi-immutable':
        return this.invalidation(line);
      default:
        return line.trim() === '' || this.aborting(line);
    }
  }

  private endSection(name: string): void {
    if (name.startsWith('jit-log-opt')) this.finishTrace();
    if (name === 'jit-abort-longest-function') {
      const blame = this.longest?.at ?? null;
      this.event({ type: 'abort', tick: this.events.length, reason: 'trace too long', at: UNKNOWN, blame, operations: 0 });
    }
  }

  private notUnderstood(line: string): void {
    this.unknownCount++;
    if (this.unknown.length < KEPT_LINES) this.unknown.push(this.strings.of(line.slice(0, KEPT_WIDTH)));
  }

  private event(event: TraceEvent): void {
    this.events.push(event);
  }

  // -- traces --

  private startTrace(line: string): boolean {
    const header = readHeader(line);
    if (!header) return line.startsWith('#') || line.trim() === '';
    const parent = header.guard === null ? undefined : this.guards.get(header.guard);
    const attribute = this.options.attributeToParent ?? true;
    const start = header.location === null ? ((attribute ? parent?.at : undefined) ?? UNKNOWN) : this.locate(header.location);
    this.reader = new TraceReader(
      header,
      start,
      parent?.stack ?? [],
      (text) => this.locate(text),
      (number) => this.loops.get(number)?.name ?? `loop ${number}`,
      this.strings,
      this.options.traceText ?? false,
    );
    return true;
  }

  private finishTrace(): void {
    const reader = this.reader;
    this.reader = null;
    if (!reader) return;
    const { header } = reader;
    const id = this.nextTrace++;
    const parent = header.guard === null ? undefined : this.guards.get(header.guard);
    const at = (header.location === null ? reader.first : this.locate(header.location)) ?? parent?.at ?? UNKNOWN;
    const guards = reader.guards.map(({ key, info, stack }) => {
      const guard = { id: this.nextGuard++, ...info };
      if (key !== null) this.guards.set(key, { id: guard.id, trace: id, at: guard.at, stack });
      return guard;
    });
    reader.labels.forEach((token, label) => this.tokens.set(token, { trace: id, label }));
    if (reader.labels.length > 0) this.labelled.push({ trace: id, tokens: reader.labels });
    if (header.number !== null) this.loops.set(header.number, { trace: id, name: at.function });
    if (header.guard !== null) this.bridges.push({ trace: id, key: this.strings.of(header.guard), guard: parent?.id ?? null });
    this.count(reader);
    const trace: TraceInfo = {
      id,
      kind: header.kind,
      parentGuard: parent?.id ?? null,
      parent: parent?.trace ?? null,
      at,
      operationsRecorded: 0,
      operations: reader.operations,
      guards,
      calls: reader.calls,
      allocations: reader.allocations,
      lineOperations: reader.lineOperations(),
      bytecodes: reader.bytecodes,
      ends: this.endOf(reader),
      text: reader.text,
    };
    this.event({ type: 'compiled', tick: this.events.length, trace });
  }

  private count(reader: TraceReader): void {
    const { kind } = reader.header;
    if (kind === 'bridge') this.seen.bridges++;
    else this.seen.loops++;
    if (kind === 'entry bridge') this.seen.entryBridges++;
    this.seen.operations += reader.operations;
    this.seen.guards += reader.guards.length;
  }

  private endOf(reader: TraceReader): string {
    if (reader.jumpsTo === null) return this.strings.of(reader.last);
    const target = this.tokens.get(reader.jumpsTo);
    return target ? this.strings.of(`jump to loop ${target.trace} label ${target.label}`) : 'jump to an unknown label';
  }

  private locate(text: string): SourceRange {
    let at = this.locations.get(text);
    if (at === undefined) {
      const kept = this.strings.of(text);
      at = parseLocation(kept);
      this.locations.set(kept, at);
    }
    return at;
  }

  // -- aborts and invalidations --

  private longestFunction(line: string): boolean {
    const m = LONGEST.exec(line);
    if (m) this.longest = { at: this.locate(m[1]), size: Number(m[2]) };
    return m !== null || line.trim() === '';
  }

  /** Names the function that will not be inlined any more: the one that was to blame for the abort before. */
  private disabledInlining(line: string): boolean {
    const m = /^disabled inlining (.*)$/.exec(line);
    if (!m) return line.trim() === '';
    const last = this.events.at(-1);
    if (last?.type === 'abort' && last.reason === 'trace too long')
      this.events[this.events.length - 1] = { ...last, blame: this.locate(m[1]) };
    return true;
  }

  /** Printed outside our sections when jit-tracing or jit-abort is logged too. */
  private aborting(line: string): boolean {
    const m = ABORTING.exec(line);
    if (!m) return false;
    const reason = Object.hasOwn(ABORT_REASONS, m[1]) ? (m[1] as AbortReason) : null;
    if (reason === null) return false;
    const last = this.events.at(-1);
    const counted = reason === 'trace too long' && last?.type === 'abort' && last.reason === reason;
    if (!counted) this.event({ type: 'abort', tick: this.events.length, reason, at: UNKNOWN, blame: null, operations: 0 });
    return true;
  }

  /** `fieldname FieldDescr(...) invalidated 3`; which loops they were the log does not say. */
  private invalidation(line: string): boolean {
    const m = /^fieldname (.*) invalidated (\d+)$/.exec(line);
    if (!m) return line.trim() === '';
    const field = /, '([^']*)'\)$/.exec(m[1])?.[1] ?? m[1];
    this.event({ type: 'invalidated', tick: this.events.length, traces: [], cause: this.strings.of(field) });
    return true;
  }

  // -- totals --

  private totals(): Counts {
    const entries: [number, number][] = [];
    for (const [number, count] of this.counts.entries) {
      const loop = this.loops.get(number);
      if (loop) entries.push([loop.trace, count]);
    }
    const failures: [number, number, number][] = [];
    for (const { trace, key, guard } of this.bridges) {
      const count = this.counts.bridges.get(key);
      if (count === undefined) continue;
      entries.push([trace, count]);
      if (guard !== null) failures.push([guard, 0, count]);
    }
    entries.sort((a, b) => a[0] - b[0]);
    const passes = (token: string | undefined): number => (token === undefined ? 0 : (this.counts.labels.get(token) ?? 0));
    const labels = this.labelled.map(({ trace, tokens }): [number, number, number] => [
      trace,
      passes(tokens[0]),
      tokens.length > 1 ? passes(tokens.at(-1)) : 0,
    ]);
    return { entries, labels, failures, interpreted: [], summary: this.summary.summary(this.seen) };
  }
}
