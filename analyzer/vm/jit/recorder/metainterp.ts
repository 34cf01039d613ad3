/**
 * The recorder: runs the traced operations (semantics/ over the Recording machine) on shadow frames whose slots hold trace values,
 * executes each operation as it records it, and closes the trace by RPython's rules.
 *
 * Source: rpython/jit/metainterp/pyjitpl.py (MetaInterp, opimpl_jit_merge_point, reached_loop_header); jit-model.md sections 3, 4.
 */
import type { Frame, W_Code } from '../../runtime/functions';
import { driverLoop, isDriver } from '../../library/jitdrivers';
import { isLibraryPath } from '../text/library';
import type { W_Type } from '../../runtime/types';
import { vm } from '../../runtime/vm';
import type { InputArg } from '../ir';
import {
  ConstFloat,
  ConstInt,
  ConstPtr,
  Operation,
  isConst,
  operationInfo,
  type CallDescr,
  type Concrete,
  type Descr,
  type FieldDescr,
  type FrameSnapshot,
  type OpName,
  type Snapshot,
  type Value,
} from '../ir';
import type { SourceRange } from '../tracelog';
import { F, S } from './descrs';
import { HeapCache } from './heapcache';
import { bytecodeLength } from './lengths';
import { AbortTrace, EndTrace } from './signals';
import { snapshotOf } from './snapshots';
import type { Cell, WarmState } from '../warmstate';

export interface MergePoint {
  readonly cell: Cell;
  readonly args: readonly Value[];
  readonly start: number;
}

/** How the recording ended. */
export type Ending =
  | { readonly kind: 'loop'; readonly cell: Cell; readonly from: MergePoint; readonly args: readonly Value[]; readonly lastInstr: number }
  | { readonly kind: 'jump'; readonly cell: Cell; readonly args: readonly Value[]; readonly lastInstr: number }
  | { readonly kind: 'finish'; readonly value: Value; readonly raised: boolean }
  | { readonly kind: 'segment' };

/** An ending at a loop header. */
export type Closing = Ending & { readonly kind: 'loop' | 'jump' };

/** An inlined function in progress, or null for a frame the trace started in. */
interface Entry {
  readonly code: W_Code;
  readonly unit: number;
  readonly start: number;
}

/** The place in the source of a unit of code, as PyPy's logs give it. */
export function placeOf(code: W_Code, unit: number): SourceRange {
  const c = code.code;
  let cache = places.get(code);
  if (cache === undefined) places.set(code, (cache = []));
  return (cache[unit] ??= {
    path: c.filename,
    line: c.lineAt(unit * 2),
    function: c.name,
    firstLine: c.firstlineno,
    offset: unit * 2,
    opcode: opcodeName(code.opcodes[unit]),
  });
}
const isLibrary = (code: W_Code): boolean => isLibraryPath(code.code.filename);
const places = new WeakMap<W_Code, SourceRange[]>();
let opcodeName: (opcode: number) => string = String;
export function setOpcodeNames(names: (opcode: number) => string): void {
  opcodeName = names;
}

export class MetaInterp {
  readonly ops: Operation[] = [];
  cache = new HeapCache();
  readonly frames: Frame[] = [];
  readonly mergePoints: MergePoint[] = [];
  /** The frame and the generator objects that frames belong to, as values. */
  private readonly owners = new Map<Frame, Value>();
  private readonly outer: FrameSnapshot[] = [];
  readonly versions = new Set<{ depend(on: { invalidated: boolean }): void }>();
  inputargs: InputArg[] = [];
  executionContext: Value = new ConstPtr(vm, 'ec');
  ending: Ending | null = null;
  /** Set by a backward jump: the next merge point is a loop header. */
  private headerSeen = false;
  private snapshotAtStart: Snapshot | null = null;
  private pendingResult: Value | null = null;
  /** An exception on its way to its handler: no guard may stand there, for there is no bytecode to start again. */
  inFlight: Value | null = null;
  /** A residual call looked at a frame of this trace. */
  escaped = false;
  /** It has met a loop that was given up. */
  hopeless = false;
  /** Classes of exceptions that guard_exception has looked at. */
  readonly exceptionTypes = new Map<Value, W_Type>();
  /** Where the bytecode being traced stands. */
  at: SourceRange | null = null;
  /** See Operation. */
  from: SourceRange | null = null;
  /** A bridge resumes inside a bytecode, past its merge point: the first one met is not looked at. */
  skipMergePoint = false;
  /** In the bytecode that a bridge begins with: the parent guard's place. */
  resumedFrom: { readonly at: SourceRange | null; readonly from: SourceRange | null } | null = null;
  /** A bytecode is about to start: nothing of it has been done. */
  betweenBytecodes = false;
  /** Numbers the calls of this trace, as debug_merge_point shows them. */
  calls = 0;
  /** Stores that wait for the first call of the bytecode. */
  beforeCall: () => void = () => undefined;
  /** Compiles an ending at a loop header: false when it is refused and recording must go on. Set by the driver. */
  close: (ending: Closing) => boolean = () => false;
  /** How long the trace is for trace_limit (lengths.ts), up to `counted` operations; the bytecode under way, -1 when it is counted. */
  private length = 0;
  private counted = 0;
  private opcode = -1;
  private readonly entries: (Entry | null)[] = [];
  /** The completed inlined call with most operations so far: to blame when the trace gets too long. */
  private largest: Entry | null = null;
  private largestSize = 0;
  /** Generator frames that were resumed where they delegate, and the one whose YIELD_FROM comes next. */
  private readonly delegates = new Set<Frame>();
  private resumed: Frame | null = null;
  /** Generator frames that passed their one backward jump. */
  private readonly unrolled = new Set<Frame>();
  /** At most this long; in a segmented trace, cut here. */
  limit: number;

  constructor(
    readonly warm: WarmState,
    readonly segmenting: boolean,
  ) {
    this.limit = segmenting ? Math.floor(warm.parameters.trace_limit * 0.8) : warm.parameters.trace_limit;
  }

  get top(): Frame {
    return this.frames[this.frames.length - 1];
  }

  // -- recording -------------------------------------------------------------------------------------------------------

  record(name: OpName, args: readonly Value[], value: Concrete, descr: Descr | null = null): Operation {
    const op = new Operation(name, args, descr);
    op.value = value;
    op.at = this.at;
    op.from = this.from;
    this.ops.push(op);
    if (name === 'setfield_gc') this.cache.stored(args[0], args[1]);
    else if (name === 'setarrayitem_gc') this.cache.stored(args[0], args[2]);
    else if (operationInfo(name).call !== undefined) for (const arg of args) this.cache.escape(arg);
    return op;
  }

  /** An operation without side effect: folded when all arguments are constants. */
  pure(name: OpName, args: readonly Value[], value: Concrete): Value {
    if (args.every(isConst)) return constantOf(operationInfo(name).result, value);
    return this.record(name, args, value);
  }

  guard(name: OpName, args: readonly Value[], value: Concrete = null): Operation {
    if (this.inFlight !== null) throw new AbortTrace('compiling');
    const op = this.record(name, args, value);
    op.snapshot = this.snapshot();
    return op;
  }

  /** A known constant for this value, or itself. */
  resolve(v: Value): Value {
    return this.cache.constants.get(v) ?? v;
  }

  relyOn(version: { depend(on: { invalidated: boolean }): void }): void {
    this.versions.add(version);
    if (!this.cache.needsValidity) return;
    this.cache.needsValidity = false;
    this.guard('guard_not_invalidated', []);
  }

  /** After a call: what it may have changed is forgotten. */
  afterCall(descr: CallDescr): void {
    if (descr.effect >= 6 || descr.writes === null) this.cache.forgetHeap(descr.effect >= 6);
    else {
      for (const d of descr.writes) {
        if (d.kind === 'field') this.cache.forgetField(d);
        else this.cache.forgetItems(d);
      }
    }
  }

  // -- snapshots -------------------------------------------------------------------------------------------------------

  snapshot(): Snapshot {
    if (this.pendingResult !== null) return { frames: [...this.outer, this.frameSnapshot(this.top, this.pendingResult)] };
    return (this.snapshotAtStart ??= { frames: [...this.outer, this.frameSnapshot(this.top, null)] });
  }

  private frameSnapshot(f: Frame, result: Value | null, suspended = false): FrameSnapshot {
    const place = f.generator !== null && this.frames[0] !== f ? 'generator' : this.frames[0] === f ? 'outer' : 'inlined';
    return snapshotOf(f, { place, owner: this.owners.get(f) ?? null, result, suspended, constants: this.cache.constants });
  }

  /** From now to the next bytecode, guards resume right after a call that gave `result`. */
  setPending(result: Value): void {
    this.pendingResult = result;
  }

  /** The result that the innermost frame is to go on with, when it is past its call. */
  get pending(): Value | null {
    return this.pendingResult;
  }

  /** State at the loop header, for the guards a jump may need. */
  headerSnapshot(): Snapshot {
    this.pendingResult = null;
    this.snapshotAtStart = null;
    return this.snapshot();
  }

  // -- frames ----------------------------------------------------------------------------------------------------------

  /** What `leaveReference` puts back, by frame. */
  private readonly callers = new Map<Frame, Value>();
  /** A frame becomes the topmost: its caller is linked to by a reference that is virtual while nothing looks (executioncontext.py, enter). */
  enterReference(f: Frame, object: Value | null): void {
    const top = this.readTop();
    this.callers.set(f, top);
    if (object !== null) this.store(object, F.frameBack, top);
    const reference = this.record('new_with_vtable', [], null, S.reference);
    this.cache.setFresh(reference, null);
    this.store(reference, F.referenceToken, nullConst);
    this.store(this.executionContext, F.topFrame, reference);
  }
  /** In a bridge the inlined frames are entered already; the links that the guard's resume data holds are made again. */
  enterRebuilt(): void {
    for (const f of this.frames.slice(1)) this.enterReference(f, null);
  }
  leaveReference(f: Frame, object: Value | null): void {
    const top = this.callers.get(f);
    this.callers.delete(f);
    if (top !== undefined) this.store(this.executionContext, F.topFrame, top);
    if (object !== null) this.store(object, F.frameBack, nullConst);
  }
  private readTop(): Value {
    const known = this.cache.getField(this.executionContext, F.topFrame);
    if (known !== undefined) return known;
    const op = this.record('getfield_gc_r', [this.executionContext], null, F.topFrame);
    this.cache.learnField(this.executionContext, F.topFrame, op);
    return op;
  }
  private store(object: Value, field: FieldDescr, value: Value): void {
    this.record('setfield_gc', [object, value], null, field);
    this.cache.setField(object, field, value);
  }

  setOwner(f: Frame, owner: Value): void {
    this.owners.set(f, owner);
  }
  ownerOf(f: Frame): Value | null {
    return this.owners.get(f) ?? null;
  }

  /**
   * A generator is resumed where it delegates. PyPy asks what it delegates to before its frame is interpreted at all (pyframe.py, resume_execute_frame): no merge
   * point and no entry. Only when that has ended the frame is entered, behind its YIELD_FROM.
   */
  pushDelegating(f: Frame): void {
    this.push(f, null);
    this.delegates.add(f);
    this.resumed = f;
  }

  /** The frame goes on behind its YIELD_FROM, at this bytecode: there it is entered. True once. */
  entersBehindDelegation(f: Frame, pc: number): boolean {
    if (this.resumed === f || !this.delegates.delete(f)) return false;
    this.entries[this.entries.length - 1] = { code: f.code, unit: pc, start: this.advance() };
    return true;
  }

  /** `unit`: where an inlined function is entered; null for frames that the trace starts with, which are not counted as inlined. */
  push(f: Frame, unit: number | null): void {
    const start = this.advance();
    if (this.frames.length > 0) {
      const caller = this.top;
      this.outer.push(this.frameSnapshot(caller, null, true));
    }
    this.frames.push(f);
    this.entries.push(unit === null ? null : { code: f.code, unit, start });
    this.calls++;
    this.pendingResult = null;
    this.snapshotAtStart = null;
    f.depth = f.sp;
  }

  pop(): Frame {
    const end = this.advance();
    const f = this.frames.pop() as Frame;
    const entry = this.entries.pop() ?? null;
    if (entry !== null && end - entry.start > this.largestSize) {
      this.largest = entry;
      this.largestSize = end - entry.start;
    }
    this.outer.pop();
    this.snapshotAtStart = null;
    return f;
  }

  /** How often a function is being inlined at the moment. */
  recursion(code: W_Code, unit: number): number {
    let n = 0;
    for (const entry of this.entries) if (entry?.code === code && entry.unit === unit) n++;
    return n;
  }

  /** The inlined function to blame for a trace that is too long (find_biggest_function): a completed one, or the outermost in progress. */
  largestInlined(): { readonly code: W_Code; readonly unit: number } | null {
    const open = this.entries.find((e) => e !== null) ?? null;
    return open !== null && this.length - open.start > this.largestSize ? open : this.largest;
  }

  /** The length up to here, as PyPy counts it. */
  private advance(): number {
    const recorded = this.ops.length - this.counted;
    this.length += this.opcode < 0 ? recorded : 1 + Math.max(recorded - 1, bytecodeLength(this.opcode, this.frames.length > 1));
    this.counted = this.ops.length;
    this.opcode = -1;
    return this.length;
  }

  // -- merge points ----------------------------------------------------------------------------------------------------

  /** Before each bytecode of the top frame. */
  mergePoint(f: Frame, pc: number): void {
    this.betweenBytecodes = true;
    this.inFlight = null;
    this.pendingResult = null;
    this.snapshotAtStart = null;
    f.depth = f.sp;
    const before = f.pc;
    f.pc = pc;
    this.advance();
    if (this.length > this.limit) this.tooLong();
    if (this.resumed === f) {
      this.resumed = null;
      this.betweenBytecodes = false;
      return;
    }
    this.opcode = f.code.opcodes[pc];
    const header = this.headerSeen;
    this.headerSeen = false;
    const skip = this.skipMergePoint;
    this.skipMergePoint = false;
    const first = this.ops.length === 0;
    if (!skip) this.resumedFrom = null;
    // A driver's loop has one merge point: what follows guest code in it belongs to that code's last line.
    if (pc === 0 || !isDriver(f.code) || pc === driverLoop(f.code)) {
      this.at = placeOf(f.code, pc);
      this.from = isLibrary(f.code) ? this.userPlace() : null;
    }
    const op = new Operation('debug_merge_point', [new ConstInt(this.frames.length - 1), new ConstInt(this.calls)]);
    op.at = this.at;
    op.from = this.from;
    this.ops.push(op);
    if (skip) {
      // Nothing to close yet.
    } else if (this.frames.length === 1) {
      const cell = header ? this.warm.cell(f.code, pc) : this.warm.peek(f.code, pc);
      if (cell !== null && !first && (header || cell.hasLoop)) this.reachedLoopHeader(f, cell, header || isDriver(f.code) ? pc : before);
    } else if (header && !(f.generator !== null && !this.unrolled.has(f) && this.unrolled.add(f) !== null)) {
      this.betweenBytecodes = false;
      throw new InlinedLoop(f, pc);
    }
    this.betweenBytecodes = false;
  }

  /** The innermost frame of the trace that is not the library's. */
  private userPlace(): SourceRange | null {
    for (let i = this.frames.length - 1; i >= 0; i--) {
      const { code, pc } = this.frames[i];
      if (!isLibrary(code)) return placeOf(code, pc);
    }
    return null;
  }

  loopHeaderAhead(): void {
    this.headerSeen = true;
  }

  /** Values that are live at a header: input arguments of a loop there, in order. */
  liveArgs(f: Frame): Value[] {
    const args: Value[] = [this.owners.get(f) as Value, this.executionContext];
    for (let i = 0; i < f.sp; i++) args.push((f.slots[i] as Value | null) ?? nullConst);
    for (const s of f.savedExceptions ?? []) args.push((s as Value | null) ?? nullConst);
    return args;
  }

  /**
   * The loop may start here: each live value gets a box of its own (constants and duplicates as well), and what is known about
   * values is forgotten, since it may come from before the start (remove_consts_and_duplicates, heapcache.reset).
   */
  private ownBoxes(f: Frame): void {
    const seen = new Set<Value>();
    const own = (x: unknown): Value => {
      const v = (x as Value | null) ?? nullConst;
      if (!isConst(v) && !seen.has(v)) {
        seen.add(v);
        return v;
      }
      const box = this.record('same_as_r', [v], v.value);
      seen.add(box);
      return box;
    };
    this.setOwner(f, own(this.owners.get(f)));
    this.executionContext = own(this.executionContext);
    for (let i = 0; i < f.sp; i++) f.slots[i] = own(f.slots[i]);
    if (f.savedExceptions !== null) f.savedExceptions = f.savedExceptions.map(own);
    this.cache = new HeapCache();
  }

  /** `lastInstr`: PyFrame.last_instr, a field of the virtualizable: a backward jump sets it to its target (interp_jit.py, jump_absolute). */
  private reachedLoopHeader(f: Frame, cell: Cell, lastInstr: number): void {
    this.ownBoxes(f);
    const args = this.liveArgs(f);
    if (cell.givenUp) {
      this.hopeless = true;
      throw new AbortTrace('bad loop');
    }
    if (cell.hasLoop) this.tryToClose({ kind: 'jump', cell, args, lastInstr });
    for (let i = this.mergePoints.length - 1; i >= 0; i--) {
      const point = this.mergePoints[i];
      if (point.cell === cell) this.tryToClose({ kind: 'loop', cell, from: point, args, lastInstr });
    }
    this.mergePoints.push({ cell, args, start: this.ops.length });
  }

  private tryToClose(ending: Closing): void {
    if (this.close(ending)) this.end(ending);
  }

  end(ending: Ending): never {
    this.ending = ending;
    throw new EndTrace();
  }

  private tooLong(): never {
    if (this.segmenting) {
      this.guard('guard_always_fails', []);
      this.end({ kind: 'segment' });
    }
    throw new AbortTrace('trace too long');
  }
}

export const nullConst = new ConstPtr(null, 'null');

/** A constant value of the IR for a concrete result. */
export function constantOf(type: 'i' | 'r' | 'f' | 'v', value: Concrete): Value {
  if (type === 'i') return new ConstInt(value as number);
  if (type === 'f') return new ConstFloat(value as number);
  return value === null ? nullConst : new ConstPtr(value, 'ptr');
}

/** An inlined frame reached a loop header: the rest of it is a call_assembler (handled by the Recording machine). */
export class InlinedLoop {
  constructor(
    readonly frame: Frame,
    readonly unit: number,
  ) {}
}
