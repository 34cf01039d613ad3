/**
 * The JIT as the interpreter meets it: counts loop headers and function entries, records, compiles, runs compiled code, and handles
 * side exits. Source: rpython/jit/metainterp/{warmstate,pyjitpl,compile}.py; jit-model.md sections 2 to 5.
 */
import { run as runRecording } from '../generated/recording/dispatch';
import { applyResult as applyRecorded } from '../generated/recording/results';
import { applyResult } from '../generated/direct/results';
import { run } from '../generated/direct/dispatch';
import { absorbs } from '../generated/direct/exceptions';
import { absorbs as absorbsRecorded } from '../generated/recording/exceptions';
import { endOfIteration } from '../generated/direct/generators';
import { endOfIteration as endOfRecorded } from '../generated/recording/generators';
import { raisedBoxes } from './recorder/calls';
import { C } from '../generated/direct/continuations';
import type { Ref } from '../machine/types';
import { error, GuestError, isGuestError } from '../runtime/errors';
import { Frame } from '../runtime/functions';
import type { Dependent } from '../runtime/quasi';
import { typeOf } from '../runtime/types';
import { vm, type JitHooks } from '../runtime/vm';
import { w_None, type W, type W_Exception } from '../runtime/values';
import { Backend, type BackendPolicy, type Exit, type ExitPoint } from './backend';
import { CompileBudget, compileLimits } from './budget';
import { rebuildFrames, shadowFrames, withResult, type RebuiltFrames } from './frames';
import { ConstPtr, EXIT_WITH_EXCEPTION, InputArg, Operation, type Concrete, type LoopToken, type Value, isConst } from './ir';
import { JitLog } from './log/log';
import { defaultParameters, InvalidLoop, JitLoopToken, optimizeBridge, optimizeLoop, optimizeSimple, optimizeSimpleLoop, TooManyFailArgs, type BridgeOrigin, type OptimizedTrace, type OptimizerParameters, type ResumeGuardDescr } from './optimizer';
import { recording } from './recorder/current';
import { scope } from './recorder/descrs';
import { runFrameAsBase } from './recorder/baseframe';
import { guestClass, guestClasses } from './recorder/guestclass';
import { isValue, MetaInterp, placeOf, type Closing, type Ending } from './recorder/metainterp';
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
  private readonly optimizerParameters: OptimizerParameters = defaultParameters();
  private readonly guards = new Map<ResumeGuardDescr, GuardCounters>();
  private readonly cells = new Map<LoopToken, Cell>();
  private readonly guardIncrement: number;
  private readonly budget: CompileBudget;

  constructor(setting: JitSetting, emit: ConstructorParameters<typeof JitLog>[0], traceText: boolean) {
    this.warm = new WarmState(jitParameters(setting));
    this.budget = new CompileBudget(compileLimits(setting), (what) => this.log.degraded(what));
    this.guardIncrement = 1 / (this.warm.parameters.trace_eagerness - 0.001);
    this.warm.syncForCall = (m) => this.syncFrames(m, true);
    this.backend = new Backend({
      isGuestError,
      exceptionOf: (e) => (e as GuestError).exception,
      callAssembler: (_token, count, exit) => this.callAssembler(count, exit),
      poll: () => vm.refuel(),
      degraded: (what) => this.log.degraded(what),
      scope: [...scope(), ['guestClasses', guestClasses]],
    }, policyOf(setting));
    this.log = new JitLog(emit, traceText, this.backend, this.warm);
    Object.assign(this.optimizerParameters, { retraceLimit: this.warm.parameters.retrace_limit, maxRetraceGuards: this.warm.parameters.max_retrace_guards, pureopHistoryLength: this.warm.parameters.pureop_historylength });
  }

  // -- what the interpreter calls --------------------------------------------------------------------------------------

  loopHeader(f: Frame, unit: number): boolean {
    // In the bytecode at which a guard failed the blackhole interpreter stands, which does not count.
    return Math.abs(f.entryTick) !== 1 && this.enter(f, unit, this.warm.loopIncrement);
  }

  functionEntry(f: Frame): boolean {
    return this.enter(f, f.nextPc, this.warm.functionIncrement);
  }

  private enter(f: Frame, unit: number, increment: number): boolean {
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
    Object.assign(shadow, { sp: f.sp, depth: f.sp, nextPc: unit, pc: unit, block: f.block, cont: f.cont, contArg: f.contArg, locals: f.locals, generator: f.generator, back: f.back, isBase: f.isBase, real: f });
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
    m.close = (ending) => this.close(m, ending, startCell, bridge);
    try {
      runRecording(start());
    } catch (e) {
      if (e instanceof EndTrace) {
        const ending = m.ending;
        const last = ending?.kind === 'finish' ? ending.value : null;
        this.syncFrames(m, false);
        recording.mi = outer;
        if (ending?.kind === 'segment') {
          this.finishTrace(m, ending, startCell, bridge);
          const top = m.frames[m.frames.length - 1];
          this.log.abort('segmenting trace', placeOf(top.code, top.pc), null, m.ops.length);
          this.blackhole(vm.frame as Frame, m.frames.length, false);
        } else if (ending?.kind === 'finish') {
          this.finishTrace(m, ending, startCell, bridge);
          if (last !== null) this.leave(m.frames[0].real as Frame, last.value, ending.raised);
        }
        return;
      }
      if (e instanceof AbortTrace) {
        this.syncFrames(m, m.pending !== null || m.inFlight !== null);
        recording.mi = outer;
        this.aborted(m, e.reason, bridge);
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
        if (bridge !== null) this.tokenOf(bridge).segmentBridges = true;
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
      if (f.entryTick === 0) vm.ticking++;
      f.entryTick = i > 0 ? (redo ? 2 : 1) : -2;
    }
  }

  // -- compiling -------------------------------------------------------------------------------------------------------

  /**
   * A loop header was reached: compiles what was recorded, if that can be done. A loop that is refused is tried once more without
   * unrolling it; a jump that is refused is none, and recording goes on. Source: pyjitpl.py (reached_loop_header, compile_loop, compile_trace).
   */
  private close(m: MetaInterp, ending: Closing, startCell: Cell | null, bridge: ExitPoint | null): boolean {
    try {
      if (ending.kind === 'jump') return attempt(() => this.compileJump(m, ending, startCell, bridge));
      if (attempt(() => this.compileLoop(m, ending, optimizeLoop))) return true;
      if (attempt(() => this.compileLoop(m, ending, optimizeSimpleLoop))) return true;
    } catch (e) {
      if (e instanceof TooManyFailArgs) throw new AbortTrace('compiling');
      throw e;
    }
    throw new AbortTrace('bad loop');
  }

  private compileLoop(m: MetaInterp, ending: Closing & { kind: 'loop' }, optimize: typeof optimizeLoop): void {
    const token = new JitLoopToken(0);
    const jump = new Operation('jump', ending.args, token);
    jump.snapshot = m.headerSnapshot();
    const from = ending.from;
    const trace = { inputargs: from.args, ops: [...m.ops.slice(from.start), jump] };
    this.attachLoop(token, ending.cell, optimize(trace, token, this.optimizerParameters), m, 'loop');
  }

  private compileJump(m: MetaInterp, ending: Closing & { kind: 'jump' }, startCell: Cell | null, bridge: ExitPoint | null): void {
    const target = ending.cell.token as JitLoopToken;
    const jump = new Operation('jump', ending.args, target);
    jump.snapshot = m.headerSnapshot();
    const optimized = optimizeBridge({ inputargs: m.inputargs, ops: [...m.ops, jump] }, originOf(bridge), target, this.optimizerParameters);
    if (bridge === null) this.attachLoop(new JitLoopToken(0), startCell as Cell, optimized, m, 'entry bridge');
    else this.attachBridge(bridge, optimized, m);
  }

  /** A trace that ends with its frame, or at the end of a segment. */
  private finishTrace(m: MetaInterp, ending: Ending & { kind: 'finish' | 'segment' }, startCell: Cell | null, bridge: ExitPoint | null): void {
    const ops = m.ops.slice();
    if (ending.kind === 'finish') ops.push(new Operation('finish', [m.resolve(ending.value)], ending.raised ? EXIT_WITH_EXCEPTION : null));
    const trace = { inputargs: m.inputargs, ops };
    const done = attempt(() => {
      if (bridge !== null) this.attachBridge(bridge, optimizeSimple(trace, originOf(bridge), this.optimizerParameters), m);
      else if (ending.kind === 'segment') {
        const token = new JitLoopToken(0);
        this.attachLoop(token, startCell as Cell, optimizeSimpleLoop(trace, token, this.optimizerParameters), m, 'loop');
      } else this.attachLoop(new JitLoopToken(0), startCell as Cell, optimizeSimple(trace, null, this.optimizerParameters), m, 'entry bridge');
    });
    if (done) return;
    const top = m.frames[m.frames.length - 1];
    this.log.abort('compiling', placeOf(top.code, top.pc), null, m.ops.length);
  }

  private attachLoop(token: JitLoopToken, cell: Cell, optimized: OptimizedTrace, m: MetaInterp, kind: 'loop' | 'entry bridge'): void {
    keepGuardedValues(optimized.ops);
    const compiled = this.backend.compileLoop({ inputargs: optimized.inputargs, ops: optimized.ops, token });
    token.number = compiled.id;
    this.budget.attached();
    if (cell.temporary !== null) this.backend.redirect(cell.temporary, token);
    cell.attach(token);
    this.cells.set(token, cell);
    this.dependOn(m, token, cell);
    this.log.compiled(compiled, optimized, m, kind, null, placeOf(cell.code, cell.unit));
  }

  private attachBridge(guard: ExitPoint, optimized: OptimizedTrace, m: MetaInterp): void {
    keepGuardedValues(optimized.ops);
    const compiled = this.backend.compileBridge(guard.guard as ResumeGuardDescr, { inputargs: optimized.inputargs, ops: optimized.ops });
    this.budget.attached();
    const root = this.tokenOf(guard);
    this.dependOn(m, root, this.cells.get(root) ?? null);
    this.log.compiled(compiled, optimized, m, 'bridge', guard, guard.op.at ?? m.at);
  }

  /** What the trace took for constant: changing it makes the code invalid and the cell empty. */
  private dependOn(m: MetaInterp, token: JitLoopToken, cell: Cell | null): void {
    const { backend, log } = this;
    const dependent: Dependent = {
      get invalidated() {
        return false;
      },
      set invalidated(yes: boolean) {
        if (!yes) return;
        backend.invalidate(token);
        log.invalidated(token);
        if (cell !== null && cell.token === token) cell.token = null;
      },
    };
    for (const version of m.versions) version.depend(dependent);
  }

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
        activation.data = rebuildFrames(descr.resume, activation.values);
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
    const rebuilt = forced == null ? rebuildFrames(descr.resume, exit.values) : withResult(forced, descr.resume, exit.values);
    const top = rebuilt.innermost;
    vm.frame = top;
    vm.depth += rebuilt.count - 1;
    if (due && this.budget.allows()) {
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
    if (value === null && endOfIteration(top, w_None as unknown as Ref)) return;
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
    return counter.tick(this.guardIncrement);
  }

  // -- bridges ---------------------------------------------------------------------------------------------------------

  private traceBridge(exit: Exit & { kind: 'guard' }, descr: ResumeGuardDescr, pendingCall: boolean): void {
    const g = this.guards.get(descr) as GuardCounters;
    g.busy = true;
    const m = new MetaInterp(this.warm, this.tokenOf(exit.state).segmentBridges);
    const inputs: (InputArg | null)[] = [];
    const failArgs = exit.state.op.failArgs ?? [];
    failArgs.forEach((v, i) => {
      inputs.push(v === null ? null : new InputArg(v.type as 'i' | 'r' | 'f', inputs.filter((x) => x !== null).length, exit.values[i]));
    });
    m.inputargs = inputs.filter((x): x is InputArg => x !== null);
    m.at = exit.state.op.at;
    const innermost = vm.frame as Frame;
    const start = (): GuestError | null => {
      const { pending } = shadowFrames(m, descr.resume as NonNullable<ResumeGuardDescr['resume']>, inputs, innermost);
      m.executionContext = this.contextOf(m, inputs);
      return this.startBridge(m, exit, pending, pendingCall);
    };
    try {
      this.record(m, null, exit.state, start);
    } finally {
      g.busy = false;
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
    m.enterRebuilt();
    if (!pendingCall || pending === null) {
      // The bytecode that is done again is under way: its merge point has been passed. A guard made for a jump stands before it, at the header.
      if ((exit.guard as ResumeGuardDescr).atPosition) m.loopHeaderAhead();
      else m.skipMergePoint = true;
      return null;
    }
    m.setPending(pending);
    if (pending.value === null) {
      if (endOfRecorded(m.top, new ConstPtr(w_None, 'None') as unknown as Ref)) return null;
    }
    const out = applyRecorded(m.top, pending as unknown as Ref);
    if (out !== null) throw new AbortTrace('compiling');
    return null;
  }

  /** The execution context is always `vm`: a bridge that did not get it as an input uses the constant. */
  private contextOf(m: MetaInterp, inputs: readonly (InputArg | null)[]): Value {
    return inputs.find((v) => v !== null && v.value === vm) ?? m.executionContext;
  }

  private tokenOf(state: ExitPoint): JitLoopToken {
    let t = state.trace;
    while (t.parent !== null) t = t.parent.trace;
    return t.token as JitLoopToken;
  }

  // -- frames of the recorder ------------------------------------------------------------------------------------------

  /** Copies the recorder's frames to real ones. `inCall`: a native is about to run and may look at them. */
  private syncFrames(m: MetaInterp, inCall: boolean): void {
    let back: Frame | null = m.frames[0].back;
    m.frames.forEach((shadow, i) => {
      const innermost = i === m.frames.length - 1;
      const atStart = innermost && !inCall && m.ending === null;
      let real = shadow.real;
      if (real === null) {
        real = shadow.generator !== null && m.ownerOf(shadow) !== null && i > 0 ? shadow.generator.frame : new Frame(shadow.code, shadow.globals);
        shadow.real = real;
      }
      const depth = atStart ? shadow.depth : shadow.sp;
      for (let k = 0; k < depth; k++) real.slots[k] = concreteOf(shadow.slots[k]);
      real.sp = depth;
      real.block = shadow.block;
      real.pc = shadow.pc;
      real.nextPc = atStart ? shadow.pc : shadow.nextPc;
      real.cont = shadow.cont;
      real.contArg = shadow.contArg;
      real.contTemp = isValue(shadow.contTemp) ? shadow.contTemp.value : null;
      real.savedExceptions = shadow.savedExceptions === null ? null : shadow.savedExceptions.map(concreteOf);
      real.locals = shadow.locals;
      if (i > 0) {
        real.back = back;
        real.isBase = false;
        if (shadow.generator !== null) real.generator = shadow.generator;
      }
      back = real;
    });
    vm.frame = back;
  }

  // -- call_assembler --------------------------------------------------------------------------------------------------

  /**
   * Runs the rest of a frame; its arguments are in the transfer slots. Compiled code is entered right away, and if it runs to the
   * frame's end nothing else happens: no frame is filled in, and an exception is handed over, not thrown.
   */
  private callAssembler(count: number, after: ExitPoint | null): Concrete {
    const { backend } = this;
    const { R } = backend.machine;
    const f = R[0] as Frame;
    const cell = f.code.jitCells[f.nextPc] as Cell | undefined;
    const { depth, nesting } = vm;
    // The calling trace's inlined frames count as well.
    const inner = depth + (after === null ? 1 : (after.guard as ResumeGuardDescr).depth);
    if (inner > vm.recursionLimit) return this.leavePending(tooDeep());
    if (cell === undefined || cell.token === null || nesting >= vm.nestingLimit) return this.interpretCall(f, count, inner);
    // A generator's frame is there when it has yielded; other frames are filled in by the guard that leaves the code.
    if (f.generator !== null) this.fill(f, count);
    const outer = vm.frame;
    f.back = outer;
    f.isBase = true;
    vm.nesting = nesting + 1;
    vm.depth = inner;
    vm.frame = f;
    if (--vm.fuel <= 0) vm.refuel();
    let value: Concrete;
    try {
      const exit = backend.enter(cell.token);
      if (exit.kind === 'guard') value = this.interpretRest(exit);
      else {
        value = R[0];
        if (f.generator !== null) settleGenerator(f);
        if (exit.kind === 'raise') value = this.leavePending(new GuestError(value as W_Exception));
      }
    } catch (e) {
      value = this.leavePending(guestError(e));
    }
    vm.frame = outer;
    vm.depth = depth;
    vm.nesting = nesting;
    return value;
  }

  private interpretCall(f: Frame, count: number, inner: number): Concrete {
    this.fill(f, count);
    const { depth } = vm;
    vm.depth = inner - 1;
    let value: Concrete;
    try {
      value = runFrameAsBase(f) as Concrete;
    } catch (e) {
      value = this.leavePending(guestError(e));
    }
    vm.depth = depth;
    return value;
  }

  /** What call_assembler has put into the transfer slots: the frame, the execution context, the frame's slots. */
  private fill(f: Frame, count: number): void {
    f.provideSlots();
    const { R } = this.backend.machine;
    for (let i = 2; i < count; i++) f.slots[i - 2] = R[i];
    f.sp = count - 2;
  }

  /** Compiled code of a base frame was left by a guard. */
  private interpretRest(exit: ExitPoint): Concrete {
    let raised: GuestError | null = null;
    try {
      this.handleGuard(exit);
    } catch (e) {
      if (!(e instanceof GuestError) || e.leftBase) throw e;
      raised = e;
    }
    return vm.ended !== null ? vm.takeEnded() : (run(raised) as unknown as W);
  }

  private leavePending(e: GuestError): null {
    e.leftBase = false;
    this.backend.machine.pending = e;
    return null;
  }

  /** The run is over. */
  finish(): void {
    this.log.finish();
  }
}

/** Values of one guard_value that are counted at a time. PyPy's table of counters forgets rare ones as well. */
const MOST_VALUES = 4096;

/** Whether it could be done: false when the optimizer found that it cannot be right. Throws TooManyFailArgs. */
function attempt(compile: () => void): boolean {
  try {
    compile();
    return true;
  } catch (e) {
    if (e instanceof InvalidLoop && !(e instanceof TooManyFailArgs)) return false;
    throw e;
  }
}

const originOf = (bridge: ExitPoint | null): BridgeOrigin | null => (bridge === null ? null : { descr: bridge.guard as ResumeGuardDescr, failArgs: bridge.op.failArgs ?? [] });

/** `engine=interpreter` or `engine=javascript` runs all traces in one way, `max_code` bounds the generated code: for tests. */
function policyOf(setting: JitSetting): { policy: Partial<BackendPolicy> } {
  if (setting === 'off') return { policy: {} };
  const { engine, max_code } = setting;
  return {
    policy: {
      ...(engine === 'interpreter' || engine === 'javascript' ? { engine } : {}),
      ...(max_code === undefined ? {} : { maxTotalBytecode: Number(max_code) }),
    },
  };
}

const tooDeep = (): GuestError => error('RecursionError', 'maximum recursion depth exceeded');

/** A guest error, or the guest's name for the end of the host's stack; anything else ends the run. */
function guestError(e: unknown): GuestError {
  if (e instanceof GuestError) return e;
  if (e instanceof RangeError && /call stack/i.test(e.message)) return tooDeep();
  throw e;
}

/** A generator's frame has left compiled code: by a yield, or for good. */
function settleGenerator(f: Frame): void {
  if (f.generator !== null) f.generator.running = false;
  if (f.suspended !== 0) f.suspended = 0;
  else if (f.generator !== null) f.generator.finished = true;
}

/** guard_value counts failures per value (compile.py, make_a_counter_per_value), so the value must be known when it fails. */
function keepGuardedValues(ops: readonly Operation[]): void {
  for (const op of ops) {
    if (op.name !== 'guard_value' || isConst(op.args[0])) continue;
    const failArgs = op.failArgs ?? [];
    if (!failArgs.includes(op.args[0])) op.failArgs = [...failArgs, op.args[0]];
  }
}

function guardedValue(exit: Exit & { kind: 'guard' }): Concrete {
  const arg = exit.state.op.args[0];
  const failArgs = exit.state.op.failArgs ?? [];
  const at = failArgs.findIndex((v) => v === arg);
  return at < 0 ? null : exit.values[at];
}

const concreteOf = (x: unknown): Concrete => (x === null || x === undefined ? null : isValue(x) ? x.value : x);
