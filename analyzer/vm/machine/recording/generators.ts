/** Generators: their frame waits in the heap. */
import { ConstInt, ConstPtr, type Value } from '../../jit/ir';
import { shouldInline } from '../../jit/recorder/assembler';
import { askForTracing } from '../../jit/recorder/call-trace';
import { helperCall } from '../../jit/recorder/calls';
import { mi } from '../../jit/recorder/current';
import { A, F } from '../../jit/recorder/descrs';
import { generatorEntryOf, isGeneratorEntry, manyYields } from '../../jit/recorder/generator-entry';
import { nullConst } from '../../jit/recorder/metainterp';
import { placeHelper } from '../../jit/recorder/places';
import { newStorage } from '../../jit/recorder/unwrap';
import { ops } from '../../compile/opcodes';
import { Frame, type W_Function, type W_Generator } from '../../runtime/functions';
import { K } from '../../runtime/kinds';
import { DEEPEST_ASSEMBLER_CALL, vm } from '../../runtime/vm';
import type { Ref } from '../types';
import { isNull, promote, promoteInt } from './constants';
import { performEffect } from './effects';
import { assemblerCall } from './frames';
import { getfield, getitem, setfield, setitem } from './heap';
import { abort, I, R, V, W_ } from './values';

export function generatorState(w: Ref): W_Generator {
  const v = V(w);
  promoteInt(I(getfield(v, F.generatorFinished)));
  promoteInt(I(getfield(v, F.generatorRunning)));
  promoteInt(I(getfield(v, F.generatorStarted)));
  return W_(w) as W_Generator;
}
export function newGenerator(frame: Frame, func: Ref, flavour: W_Generator['flavour']): Ref {
  const slots = frame.slots.slice(0, frame.code.base).map((x) => (x === null ? nullConst : V(x)));
  // The generator and its frame are real: the frame waits in the heap, and the generator is told of its end (generator.py, register_finalizer).
  newStorage();
  const g = helperCall(placeHelper.newGenerator(frame.code, frame.globals, flavour, (W_(func) as W_Function).qualname), slots);
  mi().cache.setFresh(g, K.GENERATOR);
  return R(g);
}
/** The frame waits in the heap: what it resumes with is read from there, and where it resumes is a constant of the trace. */
export function generatorFrame(w: Ref): Frame {
  const v = V(w);
  const real = (W_(w) as W_Generator).frame;
  const frame = getfield(v, F.generatorFrame);
  promote(R(getfield(frame, F.frameCode)));
  promoteInt(I(getfield(frame, F.frameNext)));
  promoteInt(I(getfield(frame, F.frameDepth)));
  if (real.block !== null) promote(R(getfield(frame, F.frameBlock)));
  if ((real.savedExceptions?.length ?? 0) > 0) abort();
  const shadow = new Frame(real.code, real.globals);
  const array = getfield(frame, F.frameSlots);
  for (let i = 0; i < real.sp; i++)
    shadow.slots[i] =
      real.slots[i] === null && i >= real.code.code.argcount && isUnbound(array, i) ? null : getitem(array, new ConstInt(i), A.items);
  shadow.sp = real.sp;
  shadow.block = real.block;
  shadow.nextPc = real.nextPc;
  shadow.cont = real.cont;
  shadow.contArg = real.contArg;
  shadow.generator = W_(w) as W_Generator;
  shadow.locals = real.locals;
  mi().setOwner(shadow, v);
  return shadow;
}
/** Unbound slots of a waiting generator frame: known only by looking. */
function isUnbound(array: Value, i: number): boolean {
  return isNull(R(getitem(array, new ConstInt(i), A.items)));
}
/** A generator with many yields is not looked into: the trace calls the code of its entry, which gets a trace of its own. */
export function generatorEntry(f: Frame, w: Ref, value: Ref): boolean {
  const inner = (W_(w) as W_Generator).frame.code;
  if (!manyYields(inner) || isGeneratorEntry(f.code)) return false;
  if (vm.depth >= vm.recursionLimit || vm.nesting >= DEEPEST_ASSEMBLER_CALL) abort();
  promote(R(getfield(getfield(V(w), F.generatorFrame), F.frameCode)));
  const code = generatorEntryOf(inner);
  const entry = new Frame(code, f.globals);
  entry.slots[0] = V(w);
  entry.slots[1] = V(value);
  entry.back = f;
  vm.depth++;
  performEffect();
  mi().push(entry, 0);
  assemblerCall(entry, 0);
  return true;
}
export function startGenerator(generator: Ref, frame: Frame, from: Frame): Ref | undefined {
  const v = V(generator);
  if (vm.depth >= vm.recursionLimit) abort();
  const delegates = frame.code.opcodes[frame.nextPc] === ops.YIELD_FROM;
  const inlined = delegates || isGeneratorEntry(from.code) || shouldInline(mi(), frame);
  if (!inlined && vm.nesting >= DEEPEST_ASSEMBLER_CALL) abort();
  askForTracing(mi());
  setfield(v, F.generatorRunning, new ConstInt(1));
  setfield(v, F.generatorStarted, new ConstInt(1));
  frame.back = from;
  vm.depth++;
  performEffect();
  mi().enterReference(frame, getfield(v, F.generatorFrame));
  if (delegates) mi().pushDelegating(frame);
  else mi().push(frame, frame.nextPc);
  if (!inlined) assemblerCall(frame, frame.nextPc);
  return undefined;
}
export function suspend(frame: Frame, value: Ref): Frame | null {
  const owner = mi().ownerOf(frame) as Value;
  const outermost = mi().frames.length === 1;
  const object = outermost ? owner : getfield(owner, F.generatorFrame);
  const array = getfield(object, F.frameSlots);
  for (let i = 0; i < frame.sp; i++) {
    const v = (frame.slots[i] as Value | null) ?? nullConst;
    if (mi().cache.getItem(array, i, A.items) !== v) setitem(array, new ConstInt(i), A.items, v);
  }
  setfield(object, F.frameNext, new ConstInt(frame.nextPc));
  setfield(object, F.frameDepth, new ConstInt(frame.sp));
  const block = frame.block === null ? nullConst : new ConstPtr(frame.block, 'block');
  if (mi().cache.getField(object, F.frameBlock) !== block) setfield(object, F.frameBlock, block);
  if ((frame.savedExceptions?.length ?? 0) > 0) abort();
  if (outermost) {
    setfield(object, F.frameSuspended, new ConstInt(1));
    mi().end({ kind: 'finish', value: V(value), raised: false });
  }
  setfield(owner, F.generatorRunning, new ConstInt(0));
  setfield(object, F.frameTop, new ConstInt(frame.sp));
  mi().leaveReference(frame, object);
  vm.depth--;
  mi().pop();
  const back = frame.back as Frame;
  pushOnWaiting(back, V(value));
  mi().setPending(V(value));
  return back;
}
/** The value goes onto the stack of who asked: in the heap when that is a generator's frame too, at a place that is not known. */
function pushOnWaiting(back: Frame, value: Value): void {
  const consumer = mi().ownerOf(back);
  if (consumer === null || back.generator === null || mi().frames.length === 1) return;
  const object = getfield(consumer, F.generatorFrame);
  setitem(getfield(object, F.frameSlots), getfield(object, F.frameTop), A.items, value);
}
export function finishGenerator(frame: Frame, g: W_Generator): void {
  void g;
  const owner = mi().ownerOf(frame) as Value;
  if (mi().frames.length === 1) return;
  setfield(owner, F.generatorRunning, new ConstInt(0));
  setfield(owner, F.generatorFinished, new ConstInt(1));
}
