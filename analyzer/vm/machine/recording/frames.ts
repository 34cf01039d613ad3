/** Frames: entered, left, and where a trace may close. */
import { absorbs } from '../../generated/recording/exceptions';
import { applyResult } from '../../generated/recording/results';
import { callAssembler, shouldInline } from '../../jit/recorder/assembler';
import { mi } from '../../jit/recorder/current';
import { InlinedLoop } from '../../jit/recorder/metainterp';
import { AbortTrace } from '../../jit/recorder/signals';
import type { AbortReason } from '../../jit/tracelog';
import { Block, type Frame } from '../../runtime/functions';
import { vm } from '../../runtime/vm';
import type { Ref } from '../types';
import { performEffect } from './effects';
import { raise } from './exceptions';
import { abort, R, V } from './values';

export const currentFrame = (): Frame => mi().top;
export const setCurrentFrame = (_f: Frame | null): void => undefined;
export function mergePoint(f: Frame, pc: number): boolean {
  try {
    mi().mergePoint(f, pc);
    return false;
  } catch (e) {
    if (!(e instanceof InlinedLoop)) throw e;
    return assemblerCall(f, pc);
  }
}
export const endedRun = (): Ref | null => null;
export const resultPending = (_f: Frame, r: Ref): void => mi().setPending(V(r));
export function enterFrame(f: Frame): Ref | undefined {
  if (vm.depth >= vm.recursionLimit) abort();
  vm.depth++;
  if (--vm.fuel <= 0) vm.refuel();
  const back = f.back as Frame;
  performEffect();
  mi().push(f);
  if (shouldInline(mi(), f)) return undefined;
  f.nextPc = 0;
  assemblerCall(f, 0);
  void back;
  return undefined;
}
/** The rest of the top frame runs as compiled code of its own; its result goes to the frame below. */
export function assemblerCall(f: Frame, pc: number): boolean {
  const back = f.back as Frame;
  const outcome = callAssembler(mi(), f, pc);
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
  mi().pop();
  void f;
  if (!raised) mi().setPending(V(result));
}
export function backEdge(_f: Frame, _target: number): boolean {
  if (--vm.fuel <= 0) vm.refuel();
  mi().loopHeaderAhead();
  return false;
}
export const pushBlock = (f: Frame, kindName: 'except' | 'finally', handler: number): void => void (f.block = new Block(kindName, handler, f.sp, f.block));
export const realFrame = (_f: Frame): Frame => abort();
export const abortTracing = (reason: string): void => {
  throw new AbortTrace(reason as AbortReason);
};

export const isOutermost = (): boolean => mi().frames.length === 1;
