/** Frames: entered, left, and where a trace may close. */
import { absorbs } from '../../generated/recording/exceptions';
import { applyResult } from '../../generated/recording/results';
import { ConstInt, ConstPtr } from '../../jit/ir';
import { askForTracing } from '../../jit/recorder/call-trace';
import { callAssembler, shouldInline } from '../../jit/recorder/assembler';
import { mi } from '../../jit/recorder/current';
import { F, signalTicker } from '../../jit/recorder/descrs';
import { InlinedLoop } from '../../jit/recorder/metainterp';
import { AbortTrace } from '../../jit/recorder/signals';
import type { AbortReason } from '../../jit/tracelog';
import { isDriver } from '../../library/jitdrivers';
import { Block, type Frame } from '../../runtime/functions';
import { DEEPEST_ASSEMBLER_CALL, vm } from '../../runtime/vm';
import type { Ref } from '../types';
import { performEffect } from './effects';
import { raise } from './exceptions';
import { abort, R, V } from './values';

export const currentFrame = (): Frame => mi().top;
export const setCurrentFrame = (_f: Frame | null): void => undefined;
export function mergePoint(f: Frame, pc: number): boolean {
  try {
    if (mi().entersBehindDelegation(f, pc) && !shouldInline(mi(), f)) throw new InlinedLoop(f, pc);
    mi().mergePoint(f, pc);
    return false;
  } catch (e) {
    if (!(e instanceof InlinedLoop)) throw e;
    hostStackGuard();
    return assemblerCall(f, pc);
  }
}
export const endedRun = (): Ref | null => null;
export const resultPending = (_f: Frame, r: Ref): void => mi().setPending(V(r));
export const abortTracing = (reason: string): void => {
  throw new AbortTrace(reason as AbortReason);
};
export function enterFrame(f: Frame): Ref | undefined {
  if (vm.depth >= vm.recursionLimit) abort();
  // The first frame of a code object stores its globals there, which the trace has just read as constant (pycode.py, frame_stores_global).
  if (mi().warm.peek(f.code, 0) === null && !isDriver(f.code) && !f.code.standsForNative) abortTracing('force quasi-immut');
  const inlined = shouldInline(mi(), f);
  askForTracing(mi());
  if (!inlined) hostStackGuard();
  vm.depth++;
  if (--vm.fuel <= 0) vm.refuel();
  performEffect();
  mi().enterReference(f, null);
  mi().push(f, f.nextPc);
  if (!inlined) assemblerCall(f, f.nextPc);
  return undefined;
}
const nestingCell = new ConstPtr(vm, 'stack');
/** A call_assembler runs on the host's stack. Where that is deep already, the trace is left before the call, and frames are explicit again. */
function hostStackGuard(): void {
  if (vm.nesting >= DEEPEST_ASSEMBLER_CALL) abort();
  const depth = mi().record('getfield_raw_i', [nestingCell], vm.nesting, F.nesting);
  mi().guard('guard_true', [mi().record('int_lt', [depth, new ConstInt(DEEPEST_ASSEMBLER_CALL)], 1)]);
}
/** The rest of the top frame runs as compiled code of its own; its result goes to the frame below. */
export function assemblerCall(f: Frame, pc: number): boolean {
  const back = f.back as Frame;
  const outcome = callAssembler(mi(), f, pc);
  mi().leaveReference(f, null);
  vm.depth--;
  if (outcome.raised) {
    if (absorbs(back, R(outcome.value))) return true;
    throw raise(R(outcome.value));
  }
  mi().setPending(outcome.value);
  const out = applyResult(back, R(outcome.value));
  if (out !== null) abort();
  return true;
}
export function leaveFrame(f: Frame, result: Ref, raised: boolean): void {
  if (mi().frames.length === 1) mi().end({ kind: 'finish', value: V(result), raised });
  vm.depth--;
  mi().leaveReference(f, null);
  mi().pop();
  if (!raised) mi().setPending(V(result));
}
const tickerCell = new ConstPtr(signalTicker, 'pypysig_long_struct');
/** GILThreadLocals.gil_ready (pypy/module/thread/gil.py), a quasi-immutable that every loop relies on. It does not change here. */
const gilReady = { depend: (): void => undefined };
/**
 * jump_absolute in pypyjit/interp_jit.py: are there threads, were there signals; then comes the loop header. The first question makes a loop that reads
 * nothing that may change leave as well when a bridge of its has become invalid.
 */
export function backEdge(_f: Frame, _target: number): boolean {
  if (--vm.fuel <= 0) vm.refuel();
  mi().relyOn(gilReady);
  const left = mi().record('getfield_raw_i', [tickerCell], signalTicker.value, F.ticker);
  mi().guard('guard_false', [mi().record('int_lt', [left, new ConstInt(0)], 0)]);
  mi().loopHeaderAhead();
  return false;
}
export const pushBlock = (f: Frame, kindName: 'except' | 'finally', handler: number): void =>
  void (f.block = new Block(kindName, handler, f.sp, f.block));
export const realFrame = (_f: Frame): Frame => abort();

export const isOutermost = (): boolean => mi().frames.length === 1;
