/** Calls with keywords and with * and **. Source: pypy/interpreter/argument.py. */
import * as m from '../machine/machine';
import type { Ref } from '../machine/types';
import { typeError, typeName } from '../runtime/errors';
import type { Frame } from '../runtime/functions';
import { K } from '../runtime/kinds';
import { listOfIterable, keywordsOf } from '../library/protocols/operators';
import { functionText } from '../library/text/function-text';
import { call } from './calls';
import { C } from './continuations';
import { starArguments } from './items';

/** f(a, b=c): the names tuple is a constant. Undefined when a frame was pushed. */
export function callKeywords(f: Frame, count: number, method: boolean): Ref | undefined {
  const slots = f.slots;
  const names = m.constantTuple(m.promote(slots[f.sp - 1] as Ref)) as readonly string[];
  const first = f.sp - 1 - count;
  const positional = count - names.length;
  f.cont = C.PUSH;
  f.contArg = count + 2 + (method ? 1 : 0);
  const values = slots.slice(first + positional, first + count) as Ref[];
  const args = slots.slice(first, first + positional) as Ref[];
  if (!method) return call(f, slots[first - 1] as Ref, args, { names, values });
  if (!m.isNull(slots[first - 1] as Ref)) args.unshift(slots[first - 1] as Ref);
  return call(f, slots[first - 2] as Ref, args, { names, values });
}

/** f(*args) and f(*args, **kwargs). */
export function callEx(f: Frame, flags: number): Ref | undefined {
  const slots = f.slots;
  const hasKeywords = (flags & 1) !== 0;
  const star = slots[f.sp - (hasKeywords ? 2 : 1)] as Ref;
  const func = slots[f.sp - (hasKeywords ? 3 : 2)] as Ref;
  f.cont = C.PUSH;
  f.contArg = hasKeywords ? 3 : 2;
  const args = starArguments(star, true) ?? m.spread(listOfIterable, star);
  if (!hasKeywords) return call(f, func, args, null);
  const mapping = slots[f.sp - 1] as Ref;
  if (m.kind(mapping) !== K.DICT && m.kind(mapping) !== K.INSTANCE) {
    throw typeError(`${functionText(m.concrete(func))} argument after ** must be a mapping, not ${typeName(m.concrete(mapping))}`);
  }
  const named = m.keywordArguments(keywordsOf, mapping);
  return call(f, func, args, named.names.length === 0 ? null : named);
}
