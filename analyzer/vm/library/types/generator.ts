/** generator and coroutine methods. Source: pypy/interpreter/generator.py. */
import { exceptionType, GuestError, isGuestError, newException, stopIteration, typeError } from '../../runtime/errors';
import type { W_Generator } from '../../runtime/functions';
import { hooks } from '../../runtime/hooks';
import { T, typeOf, typeByInstance, W_Type } from '../../runtime/types';
import { K } from '../../runtime/kinds';
import { w_None, W_Exception, W_Traceback, type W } from '../../runtime/values';
import { method } from '../define';
import { reprOf } from '../text/text';
import { generatorSend, generatorThrow } from '../../runtime/generator-entry';

typeByInstance.set(K.GENERATOR, (w) => {
  const flavour = (w as W_Generator).flavour;
  return flavour === 'generator' ? T.generator : flavour === 'coroutine' ? T.coroutine : T.asyncGenerator;
});

for (const t of [T.generator, T.coroutine]) {
  method(t, 'send', 2, 2, (g, v) => generatorSend(g as W_Generator, v));
  method(t, 'throw', 2, 4, (g, type, value, tb) => generatorThrow(g as W_Generator, toException(type, value, tb)));
  method(t, 'close', 1, 1, (g) => close(g as W_Generator));
}
method(T.generator, '__iter__', 1, 1, (g) => g);
method(T.generator, '__next__', 1, 1, (g) => {
  const v = hooks.next(g);
  if (v === null) throw stopIteration(null);
  return v;
});
method(T.coroutine, '__await__', 1, 1, (g) => g);

/** What `throw(type, value, traceback)` raises. */
export function toException(type: W, value: W | undefined, tb: W | undefined): W_Exception {
  if (tb !== undefined && tb !== w_None && !(tb instanceof W_Traceback))
    throw typeError('throw() third argument must be a traceback object');
  if (type instanceof W_Exception) return type;
  if (type instanceof W_Type && type.isSubtype(exceptionType('BaseException'))) {
    const made =
      value === undefined || value === w_None ? hooks.call(type, []) : value instanceof W_Exception ? value : hooks.call(type, [value]);
    if (made instanceof W_Exception) return made;
    throw typeError(`calling ${reprOf(type)} should have returned an instance of BaseException, not ${typeOf(made).name}`);
  }
  throw typeError(`exceptions must be classes or instances deriving from BaseException, not ${typeOf(type).name}`);
}

function close(g: W_Generator): W {
  if (g.finished || !g.started) {
    g.finished = true;
    return w_None;
  }
  try {
    generatorThrow(g, newException(exceptionType('GeneratorExit'), []));
  } catch (e) {
    if (!isGuestError(e)) throw e;
    const type = typeOf(e.exception);
    if (type.isSubtype(exceptionType('StopIteration'))) return e.exception.value ?? w_None;
    if (type.isSubtype(exceptionType('GeneratorExit'))) return w_None;
    throw e;
  }
  throw new GuestError(newException(exceptionType('RuntimeError'), ['generator ignored GeneratorExit']));
}
