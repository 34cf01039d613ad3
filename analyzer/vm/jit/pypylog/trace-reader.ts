/**
 * Reads one trace: the lines of a section jit-log-opt-loop or jit-log-opt-bridge. Only what TraceInfo holds is kept.
 *
 * The steady part is what follows the second label (the peeled loop), or all of a trace without one; guards are all listed, calls,
 * allocations and line counts are those of the steady part.
 */
import type { Allocation, GuardInfo, ResidualCall, SourceRange, TraceKind } from '../tracelog';
import { pythonCallee } from './callees';
import { allocationName, callClass, classOfField, defaultEffect, isAllocation, isResidualCall } from './classes';
import { isLibraryPath } from '../text/library';
import type { Interner } from './lines';
import {
  calleeOf,
  descrOf,
  effectOf,
  guardKey,
  guardOf,
  loopOf,
  readMergePoint,
  readOperation,
  tokenOf,
  type OperationLine,
} from './operation-line';

export interface TraceHeader {
  readonly kind: TraceKind;
  /** Loops: PyPy's number. */
  readonly number: number | null;
  /** Loops: where they start, as text. */
  readonly location: string | null;
  /** Bridges: the key of the guard. */
  readonly guard: string | null;
}

const LOOP = /^# Loop (\d+) \((.*)\) : (.*?) with (\d+) ops$/;
const BRIDGE = /^# bridge out of Guard (0x[0-9a-f]+|\d+) with (\d+) ops$/;

export function readHeader(line: string): TraceHeader | null {
  const loop = LOOP.exec(line);
  if (loop) return { kind: loop[3] === 'entry bridge' ? 'entry bridge' : 'loop', number: Number(loop[1]), location: loop[2], guard: null };
  const bridge = BRIDGE.exec(line);
  return bridge ? { kind: 'bridge', number: null, location: null, guard: guardKey(bridge[1]) } : null;
}

/** Everything found in a trace; the parser links it to the others. */
export class TraceReader {
  readonly guards: { key: string | null; info: Omit<GuardInfo, 'id'>; stack: readonly SourceRange[] }[] = [];
  readonly labels: string[] = [];
  calls: ResidualCall[] = [];
  allocations: Allocation[] = [];
  private lineCounts = new Map<SourceRange, number>();
  operations = 0;
  /** Merge points of the steady part. */
  bytecodes = 0;
  first: SourceRange | null = null;
  jumpsTo: string | null = null;
  last = '';
  /** Lines as they stand, when asked for. */
  readonly text: string[] = [];
  private at: SourceRange;
  /** Where each frame of the traced stack is, the outermost first. Replaced and never changed: guards keep theirs. */
  private stack: readonly SourceRange[];
  private steady = false;
  /** Allocations still without a name, by variable. */
  private readonly unnamed = new Map<string, number>();

  constructor(
    readonly header: TraceHeader,
    /** Where operations before the first merge point belong: the loop's start, a bridge's parent guard. */
    start: SourceRange,
    /** The frames that a bridge starts with: those of its parent guard. */
    stack: readonly SourceRange[],
    private readonly locate: (text: string) => SourceRange,
    private readonly loopName: (number: number) => string,
    private readonly strings: Interner,
    private readonly keepText: boolean,
  ) {
    this.at = start;
    this.stack = stack;
  }

  /** False when the line is not understood. */
  line(line: string): boolean {
    if (this.keepText) this.text.push(this.strings.of(line));
    const merge = readMergePoint(line);
    if (merge) {
      this.at = this.locate(merge.location);
      this.first ??= this.at;
      this.stack = [...this.stack.slice(0, Math.max(0, merge.depth)), this.at];
      this.bytecodes++;
      if (!this.lineCounts.has(this.at)) this.lineCounts.set(this.at, 0);
      return true;
    }
    if (line === '' || line.startsWith('[') || line.endsWith('--end of the loop--')) return true;
    const op = readOperation(line);
    if (!op) return line.startsWith('#');
    this.operation(op);
    return true;
  }

  lineOperations(): { path: string; line: number; count: number }[] {
    const merged = new Map<string, { path: string; line: number; count: number }>();
    for (const [at, count] of this.lineCounts) {
      const key = `${at.line}:${at.path}`;
      const known = merged.get(key);
      if (known) known.count += count;
      else merged.set(key, { path: at.path, line: at.line, count });
    }
    return [...merged.values()];
  }

  private operation(op: OperationLine): void {
    const { name, args } = op;
    if (name === 'label') {
      this.labels.push(this.strings.of(tokenOf(args) ?? '?'));
      if (this.labels.length > 1) this.startSteady();
      return;
    }
    this.operations++;
    this.last = name;
    this.lineCounts.set(this.at, (this.lineCounts.get(this.at) ?? 0) + 1);
    if (name === 'jump') this.jumpsTo = tokenOf(args) ?? '?';
    else if (name.startsWith('guard_')) this.guard(name, args);
    else if (isResidualCall(name)) this.call(name, args);
    else if (isAllocation(name)) this.allocation(op);
    else if (name === 'setfield_gc') this.nameAllocation(args);
  }

  /** What was counted so far was the preamble. */
  private startSteady(): void {
    this.steady = true;
    this.calls = [];
    this.allocations = [];
    this.lineCounts = new Map();
    this.bytecodes = 0;
    this.unnamed.clear();
  }

  /** For what stands in library code: the innermost frame around it that does not. */
  private caller(): { from?: SourceRange } {
    if (!isLibraryPath(this.at.path)) return {};
    const from = this.stack.findLast((frame) => !isLibraryPath(frame.path));
    return from === undefined ? {} : { from };
  }

  private guard(name: string, args: string): void {
    const key = guardOf(args);
    const end = args.lastIndexOf(', descr=');
    const condition = end < 0 ? name : `${name}(${args.slice(0, end)})`;
    const info = {
      kind: this.strings.of(name),
      at: this.at,
      inPeeledLoop: this.steady,
      condition: this.strings.of(condition),
      ...this.caller(),
    };
    this.guards.push({ key: key === null ? null : this.strings.of(key), info, stack: this.stack });
  }

  private call(name: string, args: string): void {
    const effect = effectOf(args) ?? defaultEffect(name);
    const loop = name.startsWith('call_assembler') ? loopOf(args) : null;
    const callee = loop === null ? pythonCallee(calleeOf(name, args)) : this.loopName(loop);
    this.calls.push({ callee: this.strings.of(callee), class: callClass(name, effect), effect, at: this.at, ...this.caller() });
  }

  private allocation({ name, args, result }: OperationLine): void {
    if (result !== null && name.startsWith('new') && !name.startsWith('new_array')) this.unnamed.set(result, this.allocations.length);
    this.allocations.push({ what: this.strings.of(allocationName(name, descrOf(args))), at: this.at, ...this.caller() });
  }

  private nameAllocation(args: string): void {
    const object = args.slice(0, args.indexOf(','));
    const index = this.unnamed.get(object);
    if (index === undefined) return;
    const what = classOfField(args);
    if (what === null) return;
    this.unnamed.delete(object);
    this.allocations[index] = { ...this.allocations[index], what: this.strings.of(what) };
  }
}
