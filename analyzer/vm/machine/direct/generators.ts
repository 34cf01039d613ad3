/** Generators. */
import { type Frame, type W_Function, type W_Generator, W_Generator as Generator } from '../../runtime/functions';
import type { W_Exception } from '../../runtime/values';
import { vm } from '../../runtime/vm';
import type { Ref } from '../types';
import { ops } from '../../compile/opcodes';
import { enterFrame, enterLater } from './frames';
import { R } from './values';

export const generatorFrame = (w: Ref): Frame => (w as unknown as W_Generator).frame;

export const generatorState = (w: Ref): W_Generator => w as unknown as W_Generator;
export const newGenerator = (frame: Frame, func: Ref, flavour: W_Generator['flavour']): Ref => {
  const g = new Generator(frame, flavour, (func as unknown as W_Function).qualname);
  frame.generator = g;
  return R(g);
};
/** Whether the generator was entered some other way: only the recorder has one. */
export const generatorEntry = (_f: Frame, _generator: Ref, _value: Ref): boolean => false;
export const startGenerator = (generator: Ref, frame: Frame, from: Frame): Ref | undefined => {
  const g = generator as unknown as W_Generator;
  g.running = true;
  g.started = true;
  frame.back = from;
  frame.isBase = false;
  resumeHandler(g, frame);
  // Where it delegates, what it delegates to is asked first; the frame is entered behind that (pyframe.py, resume_execute_frame).
  if (frame.code.opcodes[frame.nextPc] === ops.YIELD_FROM) return enterLater(frame);
  return enterFrame(frame);
};
/**
 * A generator that waits inside a handler handles its exception again when it goes on, and its consumer's is handled again when it yields. Source:
 * pypy/interpreter/generator.py, saved_operr.
 */
function resumeHandler(g: W_Generator, { savedExceptions }: Frame): void {
  if (savedExceptions === null || savedExceptions.length === 0) return;
  savedExceptions[0] = vm.handled;
  vm.handled = g.handled;
}
export function suspendHandler(g: W_Generator, { savedExceptions }: Frame): void {
  if (savedExceptions === null || savedExceptions.length === 0) return;
  g.handled = vm.handled;
  vm.handled = savedExceptions[0] as W_Exception | null;
}
/** A waiting generator's frame becomes the current one. */
export const wakeGenerator = (g: W_Generator, frame: Frame, from: Frame): void => {
  if (++vm.depth > vm.recursionLimit) vm.tooDeep();
  g.running = true;
  g.started = true;
  frame.back = from;
  frame.isBase = false;
  vm.frame = frame;
  resumeHandler(g, frame);
};
/** A yield: the frame is left, and waits. Its consumer's frame, or null when the host drives the generator. */
export const suspend = (frame: Frame, _value: Ref): Frame | null => {
  const g = frame.generator as W_Generator;
  g.running = false;
  suspendHandler(g, frame);
  const back = frame.back;
  vm.depth--;
  vm.frame = back;
  if (frame.isBase) return null;
  frame.back = null;
  return back;
};
export const finishGenerator = (_frame: Frame, g: W_Generator): void => {
  g.running = false;
  g.finished = true;
};
