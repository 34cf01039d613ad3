/**
 * The trace optimizer: turns recorded operations into the code that is compiled.
 *
 *     optimizeLoop     a loop: preamble and peeled loop, labels [general, specialised]
 *     optimizeBridge   a trace that ends at a compiled loop's header (from a guard, or from the interpreter)
 *     optimizeSimple   a trace that ends in finish or at a segment's end
 *     optimizeSimpleLoop   the first segment of a loop that is too long to be unrolled
 *
 * The recorded trace is left as it was. Nothing is kept between calls except in tokens and resume data. What it relies on:
 * - the jump's `snapshot` is the state at the loop header; without it, bridges that need a guard to enter the peeled loop do not;
 * - `value` of elidable calls and of the jump's arguments is what they had while recording (0 and '' count as recorded, null only for references);
 * - `SizeDescr.vtable` is the very object that guard_class tests for; objects of a size with pure fields alone may be made at compile time;
 * - fields and arrays read from values whose class is never guarded name their `owner`, else such reads are not hoisted out of loops.
 * Source: rpython/jit/metainterp/optimizeopt (unroll.py, optimizer.py), compile.py, PyPy 7.3.11; jit-model.md sections 4 to 7.
 */
import { Operation, isConst, type InputArg, type Value } from '../ir';
import { type OptimizerKnowledge, deserializeKnowledge } from './bridgeopt';
import { InvalidLoop } from './facts/invalid-loop';
import { Optimizer, isGuard } from './optimizer';
import { type OptimizerParameters, type OptimizerStatistics, noStatistics } from './parameters';
import { type JitLoopToken, JitTargetToken, type QuasiImmutableDependency, type ResumeGuardDescr } from './tokens';
import { type RecordedTrace, TraceCopy } from './trace-copy';
import { exportState } from './unroll/export';
import { OptUnroll } from './unroll/opt-unroll';
import { type Runtime, VirtualState, VirtualStatesCantMatch } from './unroll/virtual-state';

export { InvalidLoop } from './facts/invalid-loop';
export type { StringModel } from './facts/fold';
export { defaultParameters, type OptimizerParameters, type OptimizerStatistics, type VirtualRefDescrs } from './parameters';
export { TooManyFailArgs } from './resume';
export { JitLoopToken, JitTargetToken, ResumeGuardDescr, type QuasiImmutableDependency, type ShortPreamble } from './tokens';
export type { RecordedTrace } from './trace-copy';
export type { OptimizerKnowledge } from './bridgeopt';

export interface OptimizedTrace {
  readonly inputargs: readonly InputArg[];
  readonly ops: readonly Operation[];
  /** The label it jumps to; null when it ends in finish or a segment's end. */
  readonly target: JitTargetToken | null;
  readonly statistics: OptimizerStatistics;
  /** Fields read as constants: writing one invalidates the trace. */
  readonly quasiImmutableDeps: readonly QuasiImmutableDependency[];
}

/**
 * A closed loop: `label(general) preamble label(specialised) loop jump`. Fills `token.targetTokens`. The last operation is a jump whose
 * arguments are as many as the input arguments; its snapshot is the state at the loop header, for guards the jump needs.
 * Throws InvalidLoop ("bad loop") or its subclass TooManyFailArgs ("compiling"); the token is then left without labels.
 */
export function optimizeLoop(trace: RecordedTrace, token: JitLoopToken, params: OptimizerParameters): OptimizedTrace {
  token.targetTokens.length = 0;
  try {
    return compileLoop(trace, token, params);
  } catch (e) {
    token.targetTokens.length = 0;
    throw e;
  }
}

function compileLoop(trace: RecordedTrace, token: JitLoopToken, params: OptimizerParameters): OptimizedTrace {
  const recordedJump = jumpOf(trace);
  const preamble = new Optimizer(params);
  const first = new TraceCopy(trace);
  const endOfPreamble = preamble.propagateAllForward(trace, first, false)!;
  const state = exportOrGiveUp(preamble, endOfPreamble.args, first.inputargs);

  const general = newTarget(token, params);
  const loop = new Optimizer(params);
  const unroll = (loop.unroll = new OptUnroll(loop, trace.lastInstr));
  const second = new TraceCopy(trace);
  const labelArgs = orInvalid(() => unroll.importState(second.inputargs, state), 'cannot import state');
  const jump = loop.propagateAllForward(trace, second, false)!;

  unroll.forceArgsAtEnd(jump.args);
  const current = VirtualState.of(loop, jump.args);
  const wanted = token.targetTokens.map((t) => t.virtualState).find((vs) => vs?.generalizationOf(current)) ?? state.virtualState;
  orInvalid(() => {
    for (const arg of wanted.makeInputargs(jump.args, loop, true)) loop.forceBox(arg);
  }, 'virtual states do not match when forcing boxes');

  const specialised = newTarget(token, params);
  specialised.virtualState = state.virtualState;
  specialised.lastInstr = trace.lastInstr ?? null;
  specialised.shortPreamble = unroll.builder!;
  closeLoop(unroll, jump, token, runtimeOf(recordedJump));
  if (loop.newOperations.filter(isGuard).length > params.maxRetraceGuards) token.retracedCount = Infinity;

  const { usedBoxes, extraSameAs } = unroll.builder!;
  const ops = [
    newLabel(trace, first.inputargs, general),
    ...preamble.newOperations,
    ...extraSameAs,
    newLabel(trace, [...labelArgs, ...usedBoxes], specialised),
    ...loop.newOperations,
  ];
  numberGuards(ops, params);
  const statistics = sum(preamble.statistics, loop.statistics);
  const target = ops.at(-1)!.descr as JitTargetToken;
  return {
    inputargs: first.inputargs,
    ops,
    target,
    statistics,
    quasiImmutableDeps: [...preamble.quasiImmutableDeps, ...loop.quasiImmutableDeps],
  };
}

/** Jumps back to the loop's own label; if the loop does not fit it, to the general one. */
function closeLoop(unroll: OptUnroll, jump: Operation, token: JitLoopToken, runtime: readonly Runtime[]): void {
  for (const forceBoxes of [false, true]) {
    try {
      if (unroll.jumpToExistingTrace(jump, token, runtime, forceBoxes)) return;
    } catch (e) {
      if (!(e instanceof InvalidLoop)) throw e;
      if (!forceBoxes) break;
    }
  }
  unroll.jumpToPreamble(jump, token);
}

export interface BridgeOrigin {
  /** The guard the bridge grows from: gives its resume data's knowledge. */
  readonly descr: ResumeGuardDescr;
  /** That guard's fail arguments: the bridge's input arguments stand for those that are not null. */
  readonly failArgs: readonly (Value | null)[];
}

/**
 * A trace from a guard (or, with `origin` null, from the interpreter) to the header of a compiled loop: tries the specialised labels,
 * then goes to the general one. `target` of the result says which. Throws InvalidLoop.
 */
export function optimizeBridge(
  trace: RecordedTrace,
  origin: BridgeOrigin | null,
  token: JitLoopToken,
  params: OptimizerParameters,
): OptimizedTrace {
  const optimizer = new Optimizer(params);
  const unroll = new OptUnroll(optimizer, trace.lastInstr);
  const copy = new TraceCopy(trace);
  learnFrom(optimizer, origin, copy);
  const jump = optimizer.propagateAllForward(trace, copy, false)!;
  const runtime = runtimeOf(jumpOf(trace));
  const target =
    origin?.descr.atPosition || token.targetTokens.length <= 1
      ? unroll.jumpToPreamble(jump, token)
      : findLabel(optimizer, unroll, jump, token, runtime);
  return finished(optimizer, copy, target, params);
}

function findLabel(
  optimizer: Optimizer,
  unroll: OptUnroll,
  jump: Operation,
  token: JitLoopToken,
  runtime: readonly Runtime[],
): JitTargetToken {
  optimizer.flush();
  unroll.forceArgsAtEnd(jump.args);
  for (const forceBoxes of [false, true]) {
    try {
      const target = unroll.jumpToExistingTrace(jump, token, runtime, forceBoxes);
      if (target) return target;
    } catch (e) {
      if (!(e instanceof InvalidLoop)) throw e;
      break;
    }
  }
  return unroll.jumpToPreamble(jump, token);
}

/** A trace that ends in finish, or in guard_always_fails at the end of a segment. Throws InvalidLoop. */
export function optimizeSimple(trace: RecordedTrace, origin: BridgeOrigin | null, params: OptimizerParameters): OptimizedTrace {
  const optimizer = new Optimizer(params);
  const copy = new TraceCopy(trace);
  learnFrom(optimizer, origin, copy);
  optimizer.propagateAllForward(trace, copy, true);
  return finished(optimizer, copy, null, params);
}

/**
 * A loop or the first segment of one, not unrolled: one general label, which is all `token` gets; a jump at the end goes to it
 * (compile_simple_loop). Throws InvalidLoop.
 */
export function optimizeSimpleLoop(trace: RecordedTrace, token: JitLoopToken, params: OptimizerParameters): OptimizedTrace {
  const optimizer = new Optimizer(params);
  const copy = new TraceCopy(trace);
  optimizer.propagateAllForward(trace, copy, true);
  token.targetTokens.length = 0;
  const target = newTarget(token, params);
  const last = optimizer.newOperations.at(-1);
  const loops = last?.name === 'jump';
  if (loops) last.descr = target;
  optimizer.newOperations.unshift(newLabel(trace, copy.inputargs, target));
  return finished(optimizer, copy, loops ? target : null, params);
}

function learnFrom(optimizer: Optimizer, origin: BridgeOrigin | null, copy: TraceCopy): void {
  const knowledge = origin?.descr.resume?.knowledge as OptimizerKnowledge | undefined;
  if (origin && knowledge) deserializeKnowledge(optimizer, knowledge, origin.failArgs, copy.inputargs);
}

function finished(optimizer: Optimizer, copy: TraceCopy, target: JitTargetToken | null, params: OptimizerParameters): OptimizedTrace {
  const ops = optimizer.newOperations;
  numberGuards(ops, params);
  return { inputargs: copy.inputargs, ops, target, statistics: optimizer.statistics, quasiImmutableDeps: optimizer.quasiImmutableDeps };
}

function newTarget(token: JitLoopToken, params: OptimizerParameters): JitTargetToken {
  const target = new JitTargetToken(token, token.targetTokens.length);
  target.id = params.newTargetId();
  token.targetTokens.push(target);
  return target;
}

function newLabel(trace: RecordedTrace, args: readonly Value[], target: JitTargetToken): Operation {
  const op = new Operation('label', args, target);
  op.at = trace.ops[0]?.at ?? null;
  return op;
}

/** Guards get their numbers in the order they stand in the code. */
function numberGuards(ops: readonly Operation[], params: OptimizerParameters): void {
  for (const op of ops) if (isGuard(op)) (op.descr as ResumeGuardDescr).id = params.newGuardId();
}

function jumpOf(trace: RecordedTrace): Operation {
  const last = trace.ops.at(-1);
  if (last?.name !== 'jump') throw new InvalidLoop('the trace does not end in a jump');
  return last;
}

/** The recorded values of a jump's arguments; null where none was recorded. */
function runtimeOf(jump: Operation): Runtime[] {
  return jump.args.map((a) => (isConst(a) || a.value !== null || a.type === 'r' ? { value: a.value } : null));
}

function exportOrGiveUp(optimizer: Optimizer, args: readonly Value[], inputargs: readonly InputArg[]): ReturnType<typeof exportState> {
  return orInvalid(() => exportState(optimizer, args, inputargs), 'cannot export state');
}

function orInvalid<T>(f: () => T, why: string): T {
  try {
    return f();
  } catch (e) {
    if (e instanceof VirtualStatesCantMatch) throw new InvalidLoop(`${why}: ${e.message}`);
    throw e;
  }
}

function sum(a: OptimizerStatistics, b: OptimizerStatistics): OptimizerStatistics {
  const total = noStatistics();
  for (const key of Object.keys(total) as (keyof OptimizerStatistics)[]) total[key] = a[key] + b[key];
  return total;
}
