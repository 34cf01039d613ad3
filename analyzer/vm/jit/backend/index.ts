/**
 * The backend: makes optimized traces run, keeps what they count, and links them to each other.
 *
 *     const backend = new Backend(hooks);
 *     backend.compileLoop({ inputargs, ops, token });
 *     const exit = backend.execute(token, args);
 *     if (exit.kind === 'guard' && exit.state.failures === 200) backend.compileBridge(exit.guard, bridge);
 *
 * Cold traces run in the IR interpreter, warm ones as generated JavaScript; `policy` says when. Both count the same.
 * Traces must be well formed (verify/); a jump must go to a label that is already compiled or stands in the trace itself.
 *
 * Source: rpython/jit/backend/model.py (AbstractCPU: compile_loop, compile_bridge, execute_token, force).
 */
import {
  operationInfo,
  type Concrete,
  type GuardDescr,
  type LoopToken,
  type Operation,
  type TargetToken,
  type Trace,
  type Value,
} from '../ir';
import {
  CompiledTrace,
  ExitPoint,
  type Activation,
  type Code,
  type CrossingMeter,
  type Exit,
  type Label,
  type SlotType,
  type Validity,
} from './code';
import type { BackendHooks } from './hooks';
import { interpret } from './interpreter';
import { compileToJavaScript } from './javascript';
import { Machine } from './machine';
import { DEFAULT_POLICY, type BackendPolicy } from './policy';

export { Activation, CompiledTrace, ExitPoint, type Exit, type Label } from './code';
export { plainStrings, type BackendHooks, type StringContents } from './hooks';
export { DEFAULT_POLICY, type BackendPolicy } from './policy';

/** `inlineBridgeAfter` is about a host of so many operations. */
const HOST_OPERATIONS = 50;

/** A bridge is busy that takes at least this part (one in so many) of an equal share of its host's crossings. */
const BUSY = 4;

export interface LoopCode extends Trace {
  readonly token: LoopToken;
}

/** Counts since the start, in the order traces were attached. Ids are CompiledTrace.id and GuardDescr.id. */
export interface BackendCounts {
  readonly entries: readonly (readonly [trace: number, entries: number])[];
  /** Loops with labels: passes of label 0 and 1 (0 where there is no second). */
  readonly labels: readonly (readonly [trace: number, label0: number, label1: number])[];
  /** Guards that failed at all: to the interpreter, and through a bridge. */
  readonly failures: readonly (readonly [guard: number, failures: number, throughBridge: number])[];
}

export class Backend {
  readonly machine: Machine;
  readonly policy: BackendPolicy;
  /** In the order they were attached. */
  readonly traces: CompiledTrace[] = [];
  /** Estimated bytes of generated code so far. */
  private generated = 0;
  private full = false;
  private readonly labels = new Map<TargetToken, Label>();
  private readonly guards = new Map<GuardDescr, ExitPoint>();
  private readonly validities = new Map<LoopToken, Validity>();

  constructor(
    readonly hooks: BackendHooks,
    options: { readonly policy?: Partial<BackendPolicy>; readonly fuel?: Int32Array } = {},
  ) {
    this.policy = { ...DEFAULT_POLICY, ...options.policy };
    this.machine = new Machine(hooks, options.fuel);
    this.machine.onCrossings = (bridge) => this.onCrossings(bridge);
  }

  // -- compiling --

  /** A token that is compiled again replaces its earlier code for new entries. */
  compileLoop(loop: LoopCode): CompiledTrace {
    const trace = new CompiledTrace(this.traces.length + 1, loop.token, null, loop.inputargs, loop.ops, this.validityOf(loop.token));
    loop.token.compiled = trace;
    this.attach(trace);
    return trace;
  }

  /** From now on the guard's failures go through the bridge. */
  compileBridge(guard: GuardDescr, bridge: Trace): CompiledTrace {
    const parent = this.guardState(guard);
    if (!parent) throw new Error(`guard ${guard.id} stands in no compiled trace`);
    const loop = this.loopOf(parent.trace);
    const trace = new CompiledTrace(this.traces.length + 1, null, parent, bridge.inputargs, bridge.ops, this.validityOf(loop));
    this.attach(trace);
    parent.target = trace;
    return trace;
  }

  /** Makes an existing loop's token lead to another trace (call_assembler's temporary callback is replaced so). */
  redirect(from: LoopToken, to: LoopToken): void {
    from.compiled = this.loopFor(to);
  }

  /** All guard_not_invalidated compiled so far for this loop, and for the bridges that grow from it, fail from now on. */
  invalidate(token: LoopToken): void {
    this.validityOf(token).invalidated = true;
    this.validities.set(token, { invalidated: false });
  }

  // -- running --

  /** Arguments as the loop's input arguments or the label's. Throws only what is not a guest error. */
  execute(target: LoopToken | TargetToken, args: readonly Concrete[]): Exit {
    const { machine } = this;
    let trace: CompiledTrace;
    let entry = 0;
    if (target.kind === 'loop') trace = this.loopFor(target);
    else {
      const label = this.labels.get(target);
      if (!label) throw new Error(`label ${target.id} is not compiled`);
      trace = label.trace;
      entry = label.index + 1;
    }
    const parameters = trace.parameters(entry);
    for (let i = 0; i < parameters.length; i++) machine.write(parameters[i].type as SlotType, i, args[i]);
    trace.entries++;
    return machine.describe(machine.run(trace, entry));
  }

  /** As `execute` of a loop whose arguments are in the transfer slots already; what the exit hands over is there as well. */
  enter(token: LoopToken): ExitPoint {
    const trace = this.loopFor(token);
    trace.entries++;
    return this.machine.run(trace, 0);
  }

  // -- looking --

  /** Calls that may force and are running now, innermost last: what a force rebuilds frames from. */
  get activations(): readonly Activation[] {
    return this.machine.activations();
  }

  loop(token: LoopToken): CompiledTrace | null {
    return token.compiled instanceof CompiledTrace ? token.compiled : null;
  }

  guardState(guard: GuardDescr): ExitPoint | null {
    return this.guards.get(guard) ?? null;
  }

  counts(): BackendCounts {
    const withLabels = this.traces.filter((t) => t.labels.length > 0);
    return {
      entries: this.traces.map((t) => [t.id, t.entries]),
      labels: withLabels.map((t) => [t.id, t.passes(0), t.labels.length > 1 ? t.passes(1) : 0]),
      failures: [...this.guards.entries()]
        .filter(([, state]) => state.failures + state.throughBridge > 0)
        .map(([guard, state]) => [guard.id, state.failures, state.throughBridge]),
    };
  }

  // -- details --

  private attach(trace: CompiledTrace): void {
    for (const label of trace.labels) this.labels.set(label.token, label);
    for (const op of trace.ops) this.addExit(trace, op);
    this.traces.push(trace);
    if (trace.parent !== null) trace.meter = this.meterOf(hostOf(trace));
    // Made ready when it is first run: with `javascript` that is never.
    trace.code = (entry) => {
      trace.code = interpret(trace, this.machine, () => this.promotion(trace));
      return trace.code(entry);
    };
    if (this.policy.engine === 'javascript') this.toJavaScript(trace);
  }

  private addExit(trace: CompiledTrace, op: Operation): void {
    if (operationInfo(op.name).guard) {
      if (op.descr?.kind !== 'guard') throw new Error(`${op.name} has no guard descr`);
      const values = (op.failArgs ?? []).filter((v): v is Value => v !== null);
      const exit = new ExitPoint('guard', trace, op, values, op.descr);
      trace.exits.set(op, exit);
      this.guards.set(op.descr, exit);
    } else if (op.name === 'finish') {
      trace.exits.set(op, new ExitPoint(op.descr?.kind === 'finish' ? 'raise' : 'return', trace, op, op.args, null));
    } else if (op.name === 'jump') {
      const label = op.descr?.kind === 'target' ? this.labels.get(op.descr) : undefined;
      if (!label) throw new Error('jump to a label that is not compiled');
      const exit = new ExitPoint('jump', trace, op, op.args, null);
      exit.target = label.trace;
      exit.entry = label.index + 1;
      trace.exits.set(op, exit);
    }
  }

  // -- engines --

  /** Better code for a trace that runs in the interpreter, once it has run often enough. */
  private promotion(trace: CompiledTrace): Code | null {
    if (trace.tier === 'javascript') return trace.code;
    if (this.policy.engine !== 'auto' || trace.interpretedOnly) return null;
    let runs = trace.entries;
    for (const label of trace.labels) runs += trace.passes(label.index);
    if (runs < this.policy.promoteAfter) return null;
    const { inlineBridgeAfter } = this.policy;
    this.toJavaScript(trace, (b) => inlineBridgeAfter > 0 && b.entries >= inlineBridgeAfter);
    return trace.interpretedOnly ? null : trace.code;
  }

  private toJavaScript(trace: CompiledTrace, inline: (bridge: CompiledTrace) => boolean = () => false): void {
    const { maxBytecode, maxInlineDepth, maxTotalBytecode } = this.policy;
    if (this.generated >= maxTotalBytecode) {
      if (trace.tier !== 'javascript') trace.interpretedOnly = true;
      this.tellFull();
      return;
    }
    try {
      const made = compileToJavaScript(trace, this.machine, {
        maxSize: maxBytecode,
        inline: (bridge, depth) => depth <= maxInlineDepth && inline(bridge),
      });
      trace.code = made.code;
      trace.tier = 'javascript';
      this.generated += made.bytes;
      for (const bridge of made.inlined) bridge.host = trace;
      trace.size = made.inlined.reduce((sum, bridge) => sum + bridge.ops.length, trace.ops.length);
    } catch (error) {
      trace.interpretedOnly = true;
      const reason = error instanceof Error ? error.message : String(error);
      this.hooks.degraded?.(`trace ${trace.id} stays in the IR interpreter: ${reason}`);
    }
  }

  /** Once: the log is for people. */
  private tellFull(): void {
    if (this.full) return;
    this.full = true;
    this.hooks.degraded?.(
      `the code generated for traces has ${this.policy.maxTotalBytecode} bytes, the most a run may have: further traces stay in the IR interpreter`,
    );
  }

  /**
   * The crossings out of a host have cost what making its code again costs: that is done, with its busy bridges inside. The host is
   * larger then, so that the next time comes later; where nothing fits in, twice as late.
   */
  private onCrossings(last: CompiledTrace): void {
    const { inlineBridgeAfter, engine } = this.policy;
    if (engine === 'interpreter' || inlineBridgeAfter <= 0) return;
    const host = hostOf(last);
    const worth = this.worthInlining(host);
    if (host.tier !== 'javascript') {
      host.crossings.left = worth;
      return;
    }
    const outside = this.traces.filter((t) => t.meter === host.crossings && t.parent !== null && t.host === null);
    const busy = worth / outside.length / BUSY;
    this.toJavaScript(host, (b) => b.host !== null || b.entries >= busy);
    host.crossings.left = outside.some((t) => t.host !== null) ? this.worthInlining(host) : 2 * worth;
    // What grows from a bridge that is inside now crosses from this host.
    for (const t of this.traces) if (t.parent !== null && t.host === null) t.meter = this.meterOf(hostOf(t));
  }

  private meterOf(host: CompiledTrace): CrossingMeter {
    if (host.crossings.left <= 0) host.crossings.left = this.worthInlining(host);
    return host.crossings;
  }

  /** Crossings that cost as much as making a host's code again: V8's work grows with the square of its size. */
  private worthInlining(host: CompiledTrace): number {
    return Math.ceil(this.policy.inlineBridgeAfter * Math.max(1, host.size / HOST_OPERATIONS) ** 2);
  }

  private loopFor(token: LoopToken): CompiledTrace {
    const trace = token.compiled;
    if (!(trace instanceof CompiledTrace)) throw new Error(`loop ${token.number} is not compiled`);
    return trace;
  }

  private loopOf(trace: CompiledTrace): LoopToken {
    let t = trace;
    while (t.parent) t = t.parent.trace;
    return t.token!;
  }

  private validityOf(token: LoopToken): Validity {
    let validity = this.validities.get(token);
    if (!validity) {
      validity = { invalidated: false };
      this.validities.set(token, validity);
    }
    return validity;
  }
}

/** The trace whose function holds the place a bridge grows from. */
function hostOf(bridge: CompiledTrace): CompiledTrace {
  let host = bridge.parent!.trace;
  while (host.host) host = host.host;
  return host;
}
