/**
 * The JIT as the interpreter meets it: counts loop headers and function entries, records, compiles, runs compiled code, and handles
 * side exits. Source: rpython/jit/metainterp/{warmstate,pyjitpl,compile}.py; jit-model.md sections 2 to 5.
 */
import { run as runRecording } from '../generated/recording/dispatch';
import { applyResult as applyRecorded } from '../generated/recording/results';
import { applyResult } from '../generated/direct/results';
import { absorbs } from '../generated/direct/exceptions';
import { absorbs as absorbsRecorded } from '../generated/recording/exceptions';
import { endOfCall, endOfIteration } from '../generated/direct/generators';
import { endOfCall as endOfRecordedCall, endOfIteration as endOfRecorded } from '../generated/recording/generators';
import { raisedBoxes } from './recorder/calls';
import { C } from '../generated/direct/continuations';
import type { Ref } from '../machine/types';
import { GuestError, isGuestError } from '../runtime/errors';
import { Frame, type W_Code } from '../runtime/functions';
import { driverLoop, isDriver } from '../library/jitdrivers';
import { typeOf } from '../runtime/types';
import { vm, type JitHooks } from '../runtime/vm';
import { w_None, type W, type W_Exception } from '../runtime/values';
import { Backend, type BackendPolicy, type Exit, type ExitPoint } from './backend';
import { AssemblerCalls, settleGenerator } from './assembler-calls';
import { CompileBudget, compileLimits } from './budget';
import { shadowFrames } from './frames';
import { ConstPtr, InputArg, type Concrete, type Value } from './ir';
import { JitLog } from './log/log';
import type { JitLoopToken, ResumeGuardDescr } from './optimizer';
import { restorerOf, withResult, type RebuiltFrames } from './restore';
import { syncFrames } from './shadow-sync';
import { TraceCompiler } from './trace-compiler';
import { recording } from './recorder/current';
import { scope } from './recorder/made-descrs';
import { guestClass, guestClasses } from './recorder/guestclass';
import { MetaInterp, nullConst, placeOf } from './recorder/metainterp';
import { AbortTrace, EndTrace } from './recorder/signals';
import type { AbortReason } from './tracelog';
import { Counter, jitParameters, WarmState, type Cell } from './warmstate';
import type { JitSetting } from '../api';

interface GuardCounters {
  /** One counter, or one per observed value for guard_value. */
  readonly one: Counter;
  readonly byValue: Map<Concrete, Counter> | null;
  busy: boolean;
}

export class JitDriver implements JitHooks {
  readonly warm: WarmState;
  readonly backend: Backend;
  readonly log: JitLog;
  private readonly guards = new Map<ResumeGuardDescr, GuardCounters>();
  private readonly budget: CompileBudget;
  private readonly compiler: TraceCompiler;
  private readonly assemblerCalls: AssemblerCalls;

  constructor(setting: JitSetting, emit: ConstructorParameters<typeof JitLog>[0], traceText: boolean) {
    this.warm = new WarmState(jitParameters(setting));
    this.budget = new CompileBudget(compileLimits(setting, emit !== null), (what) => this.log.degraded(what));
    this.warm.syncForCall = (m) => syncFrames(m, true);
    this.backend = new Backend(
      {
        isGuestError,
        exceptionOf: (e) => (e as GuestError).exception,
        callAssembler: (_token, count, exit) => this.assemblerCalls.call(count, exit),
        poll: () => vm.refuelCompiled(),
        degraded: (what) => this.log.degraded(what),
        scope: [...scope(), ['guestClasses', guestClasses]],
      },
      { policy: policyOf(setting), fuel: vm.compiledFuel },
    );
    this.log = new JitLog(emit, traceText, this.backend, this.warm);
    this.compiler = new TraceCompiler(this.backend, this.log, this.budget, this.warm.parameters);
    this.assemblerCalls = new AssemblerCalls(this.backend, (exit) => this.handleGuard(exit));
  }

  // -- what the interpreter calls --------------------------------------------------------------------------------------

  loopHeader(f: Frame, unit: number): boolean {
    // In the bytecode at which a guard failed the blackhole interpreter stands, which does not count.
    return Math.abs(f.entryTick) !== 1 && !f.code.standsForNative && this.enter(f, unit, this.warm.loopIncrement);
  }

  functionEntry(f: Frame): boolean {
    // A driver without can_enter_jit has one at its merge point, which counts each pass, the first one as well (warmspot.py, rewrite_can_enter_jit).
    if (f.nextPc === 0 && isDriver(f.code)) {
      const loop = driverLoop(f.code);
      if (loop > 0) this.warm.cell(f.code, loop).counter.addBelowOne(this.warm.loopIncrement);
      if (this.enter(f, 0, this.warm.functionIncrement) || this.enter(f, 0, this.warm.loopIncrement)) return true;
      return false;
    }
    return !f.code.standsForNative && this.enter(f, f.nextPc, this.warm.functionIncrement);
  }

  setParameter(name: string, value: number): void {
    this.warm.parameters[name as keyof typeof this.warm.parameters] = value;
    this.warm.applyParameters();
  }

  get failuresToBridge(): number {
    return this.warm.parameters.trace_eagerness;
  }

  driverDue(code: W_Code, passes: number, entries = 1): boolean {
    return this.due(code, entries * this.warm.functionIncrement + passes * this.warm.loopIncrement);
  }

  entriesDue(code: W_Code, entries: number): boolean {
    return this.due(code, entries * this.warm.functionIncrement);
  }

  /** Counts, unless the code is hot or would become so. */
  private due(code: W_Code, share: number): boolean {
    const cell = this.warm.cell(code, 0);
    if (cell.tracing) return false;
    return cell.token !== null || cell.installed || !cell.counter.addBelowOne(share);
  }

  private enter(f: Frame, unit: number, increment: number): boolean {
    // A threshold of 0 or less: the JIT is off, and compiled code is not entered either (warmstate.py, maybe_compile_and_run).
    if (increment === 0) return false;
    const cell = this.warm.cell(f.code, unit);
    if (cell.tracing) return false;
    if (cell.token !== null) return this.execute(f, cell.token);
    return cell.due(increment) && this.budget.allows() && this.traceFrom(f, unit, cell);
  }

  // -- recording -------------------------------------------------------------------------------------------------------

  private traceFrom(f: Frame, unit: number, cell: Cell): boolean {
    this.warm.decayAll();
    cell.traced = true;
    cell.installed = true;
    const m = new MetaInterp(this.warm, cell.segmenting);
    const shadow = new Frame(f.code, f.globals);
    const inputs: InputArg[] = [];
    const input = (value: Concrete): InputArg => {
      const v = new InputArg('r', inputs.length, value);
      inputs.push(v);
      return v;
    };
    m.setOwner(shadow, input(f));
    m.executionContext = input(vm);
    for (let i = 0; i < f.sp; i++) shadow.slots[i] = input(f.slots[i]);
    if (f.savedExceptions !== null) shadow.savedExceptions = f.savedExceptions.map((e) => input(e));
    Object.assign(shadow, {
      sp: f.sp,
      depth: f.sp,
      nextPc: unit,
      pc: unit,
      block: f.block,
      cont: f.cont,
      contArg: f.contArg,
      locals: f.locals,
      generator: f.generator,
      back: f.back,
      isBase: f.isBase,
      real: f,
    });
    m.inputargs = inputs;
    m.push(shadow, null);
    m.mergePoints.push({ cell, args: inputs, start: 0 });
    m.at = placeOf(f.code, unit);
    cell.tracing = true;
    try {
      this.record(m, cell, null);
    } finally {
      cell.tracing = false;
    }
    return true;
  }

  /** Runs the recorder until the trace is closed or given up; compiles; leaves real frames where the program stands. */
  private record(m: MetaInterp, startCell: Cell | null, bridge: ExitPoint | null, start: () => GuestError | null = () => null): void {
    // A residual call may run code that gets hot itself: recordings nest.
    const outer = recording.mi;
    recording.mi = m;
    m.close = (ending) => this.compiler.close(m, ending, startCell, bridge);
    try {
      runRecording(start());
    } catch (e) {
      if (e instanceof EndTrace) {
        const ending = m.ending;
        const last = ending?.kind === 'finish' ? ending.value : null;
        syncFrames(m, false);
        recording.mi = outer;
        if (ending?.kind === 'segment') {
          this.compiler.finishTrace(m, ending, startCell, bridge);
          const top = m.frames[m.frames.length - 1];
          this.log.abort('segmenting trace', placeOf(top.code, top.pc), null, m.ops.length);
          this.blackhole(vm.frame as Frame, m.frames.length, false);
        } else if (ending?.kind === 'finish') {
          this.compiler.finishTrace(m, ending, startCell, bridge);
          if (last !== null) this.leave(m.frames[0].real as Frame, last.value, ending.raised);
        }
        return;
      }
      if (e instanceof AbortTrace) {
        syncFrames(m, m.pending !== null || m.inFlight !== null);
        recording.mi = outer;
        this.aborted(m, e.reason, bridge);
        if (m.hopeless) startCell?.giveUp();
        this.blackhole(vm.frame as Frame, m.frames.length, m.pending === null && m.inFlight === null && !m.betweenBytecodes);
        // Between bytecodes: the exception goes on its way, the result to who waits for it.
        if (m.inFlight !== null) throw new GuestError(m.inFlight.value as W_Exception);
        if (m.pending !== null) this.deliver(vm.frame as Frame, m.pending.value);
        return;
      }
      recording.mi = outer;
      throw e;
    } finally {
      this.budget.spend(m.ops.length);
    }
    recording.mi = outer;
  }

  /** Notes what a trace that is given up means for later ones (blackhole_if_trace_too_long, prepare_trace_segmenting). */
  private aborted(m: MetaInterp, reason: AbortReason, bridge: ExitPoint | null): void {
    const top = m.frames[m.frames.length - 1];
    const at = placeOf(top.code, top.pc);
    let blame = null;
    if (reason === 'trace too long') {
      const first = m.mergePoints.length > 0 ? m.mergePoints[0].cell : null;
      first?.counter.set(0.98);
      const largest = m.largestInlined();
      if (largest !== null) {
        this.warm.cell(largest.code, largest.unit).dontInline();
        blame = placeOf(largest.code, largest.unit);
      } else {
        if (first !== null) {
          first.segmenting = true;
          first.dontInline();
        }
        if (bridge !== null) this.compiler.tokenOf(bridge).segmentBridges = true;
      }
    }
    this.log.abort(reason, at, blame, m.ops.length);
  }

  /**
   * From here the blackhole interpreter would go on to the next bytecode. Each inlined frame then counts as entered there; the outermost does
   * not. `again`: the innermost frame's bytecode is done again from its start. Source: blackhole.py (bhimpl_jit_merge_point).
   */
  private blackhole(top: Frame, count: number, again: boolean): void {
    let f: Frame | null = top;
    for (let i = count - 1; i >= 0 && f !== null; i--, f = f.back) {
      const redo = f === top && again;
      if (i === 0 && !redo) return;
      f.entryTick = i > 0 ? (redo ? 2 : 1) : -2;
    }
  }

  // -- compiling -------------------------------------------------------------------------------------------------------

  // -- running ---------------------------------------------------------------------------------------------------------

  /** Runs compiled code for the frame that stands at its entry. True: frames changed. */
  private execute(f: Frame, token: JitLoopToken): boolean {
    const { R } = this.backend.machine;
    const { slots, sp } = f;
    R[0] = f;
    R[1] = vm;
    for (let i = 0; i < sp; i++) R[i + 2] = slots[i];
    if (f.savedExceptions !== null) for (let i = 0; i < f.savedExceptions.length; i++) R[sp + 2 + i] = f.savedExceptions[i];
    this.handleExit(f, this.backend.enter(token));
    return true;
  }

  /** Compiled code for `f` was left. */
  private handleExit(f: Frame, exit: ExitPoint): void {
    const { machine } = this.backend;
    if (exit.kind === 'guard') this.handleGuard(exit);
    else this.leave(f, machine.result(exit), exit.kind === 'raise');
  }

  private handleGuard(exit: ExitPoint): void {
    this.guardFailed(this.backend.machine.describe(exit) as Exit & { kind: 'guard' });
  }

  /** The outermost frame of a trace has ended: its value goes to whoever called it. */
  private leave(f: Frame, value: Concrete, raised: boolean): void {
    const back = f.back;
    const base = f.isBase;
    if (f.suspended !== 0 && !base) f.back = null;
    settleGenerator(f);
    vm.depth--;
    vm.frame = back;
    if (raised) {
      const e = new GuestError(value as W_Exception);
      if (!base && back !== null && back.cont !== C.PUSH && absorbs(back, e.exception as unknown as Ref)) return;
      e.leftBase = base || back === null;
      throw e;
    }
    if (base || back === null) {
      vm.ended = value as W;
      return;
    }
    const out = applyResult(back, value as Ref);
    if (out !== null) vm.ended = out as unknown as W;
  }

  /** Makes the frames of running compiled code real, and links what runs above to them (rpython/jit/metainterp/virtualizable.py). */
  force(seen: Frame | null): void {
    const inner = new Map<Frame, Frame>();
    const made = new Set<Frame>();
    for (const activation of this.backend.activations) {
      const descr = activation.state.guard as ResumeGuardDescr;
      if (descr.resume === null) continue;
      if (!activation.forced) {
        activation.forced = true;
        activation.data = restorerOf(descr.resume).rebuild(activation.values);
      }
      const { innermost, count } = activation.data as RebuiltFrames;
      let root = innermost;
      for (let i = 1; i < count; i++) {
        made.add(root);
        root = root.back as Frame;
      }
      if (root !== innermost) inner.set(root, innermost);
    }
    if (vm.frame !== null) vm.frame = inner.get(vm.frame) ?? vm.frame;
    for (let f = vm.frame; f !== null; f = f.back) {
      const below = f.back === null || made.has(f) ? undefined : inner.get(f.back);
      if (below !== undefined) f.back = below;
    }
    const m = recording.mi;
    if (m !== null && seen !== null && vm.frame !== m.top.real && m.frames.some((f) => f.real === seen)) m.escaped = true;
  }

  private guardFailed(exit: Exit & { kind: 'guard' }): void {
    const descr = exit.guard as ResumeGuardDescr;
    // A forced frame is real now: a bridge would not know it (ResumeGuardForcedDescr).
    const due = exit.state.op.name !== 'guard_not_forced' && this.countFailure(descr, exit);
    if (descr.resume === null) throw new Error('a guard without resume data failed');
    const forced = exit.activation?.data as RebuiltFrames | null | undefined;
    const rebuilt = forced == null ? restorerOf(descr.resume).rebuild(exit.values) : withResult(forced, descr.resume, exit.values);
    const top = rebuilt.innermost;
    vm.frame = top;
    vm.depth += rebuilt.count - 1;
    if (due && this.budget.allows() && this.budget.pays(this.compiler.tokenOf(exit.state).operations)) {
      this.traceBridge(exit, descr, rebuilt.pending !== null);
      return;
    }
    // A guard made for a jump fails at a merge point, where no bytecode is under way.
    this.blackhole(top, rebuilt.count, rebuilt.pending === null && exit.exception === null && !descr.atPosition);
    if (exit.exception !== null) {
      const e = exit.exception as GuestError;
      if (rebuilt.pending !== null && top.cont !== C.PUSH && absorbs(top, e.exception as unknown as Ref)) return;
      throw e;
    }
    if (rebuilt.pending !== null) this.deliver(top, rebuilt.pending.value);
  }

  /** The result of a call that was pending in the innermost frame. */
  private deliver(top: Frame, value: Concrete): void {
    if (value === null) {
      if (endOfIteration(top, w_None as unknown as Ref)) return;
      const end = endOfCall(top);
      if (end !== null) throw end;
    }
    const out = applyResult(top, value as Ref);
    if (out !== null) vm.ended = out as unknown as W;
  }

  private countFailure(descr: ResumeGuardDescr, exit: Exit & { kind: 'guard' }): boolean {
    let g = this.guards.get(descr);
    if (g === undefined) {
      const perValue = exit.state.op.name === 'guard_value';
      g = { one: new Counter(this.warm), byValue: perValue ? new Map() : null, busy: false };
      this.guards.set(descr, g);
    }
    if (g.busy) return false;
    let counter = g.one;
    if (g.byValue !== null) {
      const value = guardedValue(exit);
      let own = g.byValue.get(value);
      if (own === undefined) {
        if (g.byValue.size === MOST_VALUES) g.byValue.clear();
        own = new Counter(this.warm);
        g.byValue.set(value, own);
      }
      counter = own;
    }
    return counter.tick(this.warm.guardIncrement);
  }

  // -- bridges ---------------------------------------------------------------------------------------------------------

  private traceBridge(exit: Exit & { kind: 'guard' }, descr: ResumeGuardDescr, pendingCall: boolean): void {
    const g = this.guards.get(descr) as GuardCounters;
    g.busy = true;
    const m = new MetaInterp(this.warm, this.compiler.tokenOf(exit.state).segmentBridges);
    const inputs: (InputArg | null)[] = [];
    const failArgs = exit.state.op.failArgs ?? [];
    failArgs.forEach((v, i) => {
      inputs.push(v === null ? null : new InputArg(v.type as 'i' | 'r' | 'f', inputs.filter((x) => x !== null).length, exit.values[i]));
    });
    m.inputargs = inputs.filter((x): x is InputArg => x !== null);
    m.at = exit.state.op.at;
    m.resumedFrom = exit.state.op;
    const innermost = vm.frame as Frame;
    const start = (): GuestError | null => {
      const { pending } = shadowFrames(m, descr.resume as NonNullable<ResumeGuardDescr['resume']>, inputs, innermost);
      m.executionContext = this.contextOf(m, inputs);
      return this.startBridge(m, exit, pending, pendingCall);
    };
    try {
      this.record(m, null, exit.state, start);
    } finally {
      // Where it would lead into code that was given up, it is not tried again.
      g.busy = m.hopeless;
    }
  }

  private startBridge(m: MetaInterp, exit: Exit & { kind: 'guard' }, pending: Value | null, pendingCall: boolean): GuestError | null {
    if (exit.exception !== null) {
      const error = exit.exception as GuestError;
      if (pending !== null) m.setPending(pending);
      const box = m.guard('guard_exception', [guestClass(typeOf(error.exception))], error.exception);
      raisedBoxes.set(error, box);
      m.exceptionTypes.set(box, typeOf(error.exception));
      m.enterRebuilt();
      if (pending !== null && m.top.cont !== C.PUSH && absorbsRecorded(m.top, box as unknown as Ref)) return null;
      return error;
    }
    if (exit.state.op.name === 'guard_exception') {
      // The call raised nothing this time. The bridge holds for that alone: PyPy, prepare_resume_from_failure and handle_possible_exception of pyjitpl.py.
      if (pending !== null) m.setPending(pending);
      m.guard('guard_no_exception', []);
    }
    m.enterRebuilt();
    if (!pendingCall || pending === null) {
      // The bytecode that is done again is under way: its merge point has been passed. A guard made for a jump stands before it, at the header.
      if ((exit.guard as ResumeGuardDescr).atPosition) m.loopHeaderAhead();
      else m.skipMergePoint = true;
      return null;
    }
    m.setPending(pending);
    guardItemOrEnd(m, pending);
    if (pending.value === null) {
      if (endOfRecorded(m.top, new ConstPtr(w_None, 'None') as unknown as Ref)) return null;
      const end = endOfRecordedCall(m.top);
      if (end !== null) return end;
    }
    const out = applyRecorded(m.top, pending as unknown as Ref);
    if (out !== null) throw new AbortTrace('compiling');
    return null;
  }

  /** The execution context is always `vm`: a bridge that did not get it as an input uses the constant. */
  private contextOf(m: MetaInterp, inputs: readonly (InputArg | null)[]): Value {
    return inputs.find((v) => v !== null && v.value === vm) ?? m.executionContext;
  }

  /** The run is over. */
  finish(): void {
    this.log.finish();
  }
}

/** Continuations that take a null for the end of an iterator (semantics/generators.ts, endOfIteration, endOfCall). */
const TAKES_END: ReadonlySet<number> = new Set([C.NEXT, C.ENUMERATE, C.DELEGATE, C.NEXT_CALL]);

/** A bridge begins where an iterator has answered: whether with an item or with its end holds for this run of it alone. */
function guardItemOrEnd(m: MetaInterp, answer: Value): void {
  if (answer.type !== 'r' || answer instanceof ConstPtr || !TAKES_END.has(m.top.cont) || m.cache.isNonNull(answer)) return;
  m.guard(answer.value === null ? 'guard_isnull' : 'guard_nonnull', [answer]);
  if (answer.value === null) m.cache.constants.set(answer, nullConst);
  else m.cache.setNonNull(answer);
}

/** Values of one guard_value that are counted at a time. PyPy's table of counters forgets rare ones as well. */
const MOST_VALUES = 4096;

/** `engine=interpreter` or `engine=javascript` runs all traces in one way, `max_code` bounds the generated code: for tests. */
function policyOf(setting: JitSetting): Partial<BackendPolicy> {
  if (setting === 'off') return {};
  const { engine, max_code } = setting;
  return {
    ...(engine === 'interpreter' || engine === 'javascript' ? { engine } : {}),
    ...(max_code === undefined ? {} : { maxTotalBytecode: Number(max_code) }),
  };
}

function guardedValue(exit: Exit & { kind: 'guard' }): Concrete {
  const arg = exit.state.op.args[0];
  const failArgs = exit.state.op.failArgs ?? [];
  const at = failArgs.findIndex((v) => v === arg);
  return at < 0 ? null : exit.values[at];
}
