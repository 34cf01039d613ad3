/** yield from and await. Source: pypy/interpreter/generator.py (YIELD_FROM in pyopcode.py). */
import * as m from '../machine/machine';
import type { Ref } from '../machine/types';
import type { Frame } from '../runtime/functions';
import { K } from '../runtime/kinds';
import { w_None } from '../runtime/values';
import { delegateStep } from '../library/types/asyncgen';
import { sendHelper } from '../library/protocols/operators';
import { C } from './continuations';
import { resume } from './generators';
import { next } from './iteration';
import { applyResult } from './results';

/** The delegation ended and its value is on the stack: go on in the same frame. */
export const DONE: unique symbol = Symbol('done');

/** Stack: iterator, value to send. A frame was pushed or left: null; the run's base frame yielded: its value. */
export function yieldFrom(f: Frame): Ref | null | typeof DONE {
  const it = f.slots[f.sp - 2] as Ref;
  const value = f.slots[f.sp - 1] as Ref;
  f.cont = C.DELEGATE;
  f.contArg = 2;
  let item: Ref | null | undefined;
  if (m.kind(it) === K.GENERATOR) {
    // One that has ended ends the delegation at once, with None.
    const g = m.generatorState(it);
    item = g.finished && g.flavour === 'generator' ? null : resume(f, it, value);
  } else if (m.kind(it) === K.NATIVE) {
    // What a native awaitable returns comes with its StopIteration.
    m.abortTracing('compiling');
    const step = delegateStep(m.concrete(it), m.concrete(value));
    if (step.ended) {
      f.sp -= 2;
      f.slots[f.sp++] = m.ref(step.value);
      return DONE;
    }
    item = m.ref(step.value);
  } else if (m.constantOf(value) === w_None || m.branch(m.refEq(value, m.ref(w_None)))) item = next(f, it);
  else item = m.callR(sendHelper, it, value);
  if (item === undefined) return null;
  if (item === null) {
    f.sp -= 2;
    f.slots[f.sp++] = m.ref(w_None);
    return DONE;
  }
  return applyResult(f, item);
}
