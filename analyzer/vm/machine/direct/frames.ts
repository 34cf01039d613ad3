/** Frames: entered, left, and where the JIT is asked. */
import { Block, type Frame } from '../../runtime/functions';
import { vm } from '../../runtime/vm';
import type { Ref } from '../types';
import { R } from './values';

export const currentFrame = (): Frame => vm.frame as Frame;
export const setCurrentFrame = (f: Frame | null): void => void (vm.frame = f);
/** Before each bytecode; the recorder logs a merge point and may end the trace here. */
export const mergePoint = (f: Frame, pc: number): boolean => {
  f.code.ticks[pc]++;
  return f.entryTick !== 0 && vm.tick(f);
};
/** The run's base frame was left by compiled code: its value. */
export const endedRun = (): Ref | null => (vm.ended === null ? null : R(vm.takeEnded()));
/** A callee's result is about to be used by `f`'s continuation: until the next bytecode, guards resume with it. */
export const resultPending = (_f: Frame, _r: Ref): void => undefined;
/** A frame is entered or left; the recorder counts inlining. True when the frame was not entered: its result is on its way already. */
export const enterFrame = (f: Frame): Ref | undefined => {
  if (++vm.depth > vm.recursionLimit) vm.tooDeep();
  vm.frame = f;
  if (--vm.fuel <= 0) vm.refuel();
  if (vm.jit !== null) vm.jit.functionEntry(f);
  return undefined;
};
/** A frame is made current; it counts as entered at the bytecode after the one it stands at. */
export const enterLater = (f: Frame): Ref | undefined => {
  if (++vm.depth > vm.recursionLimit) vm.tooDeep();
  vm.frame = f;
  if (--vm.fuel <= 0) vm.refuel();
  f.entryTick = 2;
  return undefined;
};
export const leaveFrame = (f: Frame, _result: Ref, _raised: boolean): void => {
  vm.depth--;
  vm.frame = f.back;
};
/** A jump back to a loop header. True when compiled code ran and the interpreter must reload its frame. */
export const backEdge = (f: Frame, target: number): boolean => {
  if (--vm.fuel <= 0) vm.refuelAtBackEdge();
  return vm.jit !== null && vm.jit.loopHeader(f, target);
};
/** Only the recorder has an outermost frame whose end is the trace's. */
export const isOutermost = (): boolean => false;
/** Does `effect` (stores alone) before anything that `work` does. */
export const withEffect = <T>(effect: () => void, work: () => T): T => {
  effect();
  return work();
};

export const pushBlock = (f: Frame, kindName: 'except' | 'finally', handler: number): void =>
  void (f.block = new Block(kindName, handler, f.sp, f.block));
export const realFrame = (f: Frame): Frame => f;
export const abortTracing = (_reason: string): void => undefined;
