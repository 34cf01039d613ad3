/**
 * Generators: the frame is detached at a yield and entered again at the next resume; in a trace the resume is inlined into the
 * consumer (jit-model.md, section 9). yield from and await delegate to any iterator.
 *
 * Source: pypy/interpreter/generator.py.
 */
import * as m from '../machine/machine';
import type { Ref } from '../machine/types';
import { error, exceptionType, newException, stopIteration, typeError, valueError, type GuestError } from '../runtime/errors';
import type { W_Generator, Frame } from '../runtime/functions';
import { K } from '../runtime/kinds';
import { w_None, W_Exception } from '../runtime/values';
import { W_AsyncValue } from '../library/types/asyncgen';
import { endHelper } from '../library/protocols/operators';
import { C } from './continuations';

/** The generator object for a call of a generator function; its frame waits at the first instruction. */
export function newGenerator(frame: Frame, func: Ref): Ref {
  const code = frame.code;
  const flavour = code.isAsyncGenerator ? 'async_generator' : code.isCoroutine ? 'coroutine' : 'generator';
  return m.newGenerator(frame, func, flavour);
}

/** A value that an asynchronous generator yields, marked as such: PyPy's AsyncGenValueWrapper. */
export function asyncValue(w: Ref): Ref {
  m.abortTracing('compiling');
  return m.ref(new W_AsyncValue(m.concrete(w)));
}

/** Enters a generator's frame with a value sent in. Undefined: pushed; a result only when the machine ran it another way. */
export function resume(f: Frame, generator: Ref, value: Ref): Ref | undefined {
  if (m.generatorEntry(f, generator, value)) return undefined;
  const g = m.generatorState(generator);
  if (g.running)
    throw valueError(g.flavour === 'coroutine' ? 'coroutine already executing' : `${g.flavour.replace('_', ' ')} already executing`);
  if (g.finished) {
    if (g.flavour === 'coroutine') throw error('RuntimeError', 'cannot reuse already awaited coroutine');
    throw stopIteration(null);
  }
  const frame = m.generatorFrame(generator);
  if (g.started) frame.slots[frame.sp++] = value;
  else if (!isNone(value)) throw typeError(`can't send non-None value to a just-started ${g.flavour.replace('_', ' ')}`);
  return m.startGenerator(generator, frame, f);
}

const isNone = (w: Ref): boolean => m.constantOf(w) === w_None || m.branch(m.refEq(w, m.ref(w_None)));

/**
 * RETURN_VALUE in a generator frame: its consumer sees the end. Where the consuming operation expects that (a for loop, yield from), no
 * exception is made at all; otherwise StopIteration is raised there.
 */
export function returned(frame: Frame, value: Ref): void {
  const g = frame.generator as W_Generator;
  m.finishGenerator(frame, g);
  const back = frame.back;
  const base = frame.isBase;
  const type = g.flavour === 'async_generator' ? 'StopAsyncIteration' : 'StopIteration';
  // The outermost frame of a trace: whoever entered the compiled code finds out what the consumer expects.
  if (m.isOutermost()) m.leaveFrame(frame, m.callR(endHelper(type === 'StopIteration' ? 0 : 1), value), true);
  m.leaveFrame(frame, value, true);
  if (!base && back !== null && g.flavour !== 'async_generator' && endOfIteration(back, value)) return;
  const e = m.raise(m.newException(exceptionType(type), m.constantOf(value) === w_None ? [] : [value]));
  e.leftBase = base || back === null;
  throw e;
}

/** The frame's pending operation is one that ends with its iterator. */
export function endOfIteration(f: Frame, value: Ref): boolean {
  switch (f.cont) {
    case C.NEXT:
    case C.ENUMERATE:
      f.sp--;
      f.nextPc = f.contArg;
      return true;
    case C.DELEGATE:
      f.sp -= 2;
      f.slots[f.sp++] = value;
      return true;
    default:
      return false;
  }
}

/** The frame waits for `next(it)`, and there is no next item. */
export const endOfCall = (f: Frame): GuestError | null =>
  f.cont === C.NEXT_CALL ? m.raise(m.newException(exceptionType('StopIteration'), [])) : null;

/** A StopIteration that leaves a generator body by itself is a RuntimeError (PEP 479). */
export function convertStop(frame: Frame, exception: Ref): Ref | null {
  const g = frame.generator;
  if (g === null) return null;
  const type = m.typeOf(exception);
  const stop = type.isSubtype(exceptionType('StopIteration'));
  if (!stop && !(g.flavour === 'async_generator' && type.isSubtype(exceptionType('StopAsyncIteration')))) return null;
  m.abortTracing('compiling');
  const what = g.flavour === 'coroutine' ? 'coroutine' : g.flavour === 'async_generator' ? 'async generator' : 'generator';
  const e = newException(exceptionType('RuntimeError'), [`${what} raised ${type.name}`]);
  const original = m.concrete(exception);
  if (original instanceof W_Exception) {
    e.cause = original;
    e.context = original;
    e.suppress = true;
  }
  return m.ref(e);
}

export const isGenerator = (w: Ref): boolean => m.kind(w) === K.GENERATOR;
