/**
 * Asynchronous generators: what `asend`, `athrow` and `aclose` give is awaitable; a yielded value comes out of the frame wrapped, so that it is told
 * apart from what an `await` inside passes up. Source: CPython's Objects/genobject.c (behaviour).
 */
import { error, exceptionType, GuestError, isGuestError, newException, stopIteration, typeError } from '../../runtime/errors';
import type { W_Generator } from '../../runtime/functions';
import { generatorSend, generatorThrow } from '../../runtime/generator-entry';
import { hooks } from '../../runtime/hooks';
import { T, typeOf, type W_Type } from '../../runtime/types';
import { newBool, w_None, W_Native, type W, type W_Exception } from '../../runtime/values';
import { getset, method } from '../define';
import { moduleType } from '../native';
import { toException } from './generator';

const sendType = moduleType('builtins', 'async_generator_asend');
const throwType = moduleType('builtins', 'async_generator_athrow');
const anextType = moduleType('builtins', 'anext_awaitable');
const wrappedType = moduleType('builtins', 'async_generator_wrapped_value');

/** A value on its way out of the frame by `yield`. */
export class W_AsyncValue extends W_Native {
  constructor(readonly value: W) {
    super(wrappedType);
  }
}

/** sys.set_asyncgen_hooks */
/** Values of the program: see lifetime.ts. */
export const asyncHooks = { firstiter: w_None as W, finalizer: w_None as W };

interface State {
  running: boolean;
  closed: boolean;
  hooked: boolean;
}
const states = new WeakMap<W_Generator, State>();
function stateOf(g: W_Generator): State {
  let s = states.get(g);
  if (s === undefined) states.set(g, (s = { running: false, closed: false, hooked: false }));
  return s;
}

abstract class W_Step extends W_Native {
  phase: 'new' | 'on' | 'done' = 'new';
  constructor(
    cls: W_Type,
    readonly generator: W_Generator,
  ) {
    super(cls);
  }
  abstract send(value: W): W;
  abstract throw(e: W_Exception): W;
}

const isKind = (e: unknown, ...names: string[]): e is GuestError =>
  isGuestError(e) && names.some((n) => typeOf(e.exception).isSubtype(exceptionType(n)));
const stopAsync = (): GuestError => new GuestError(newException(exceptionType('StopAsyncIteration'), []));

class W_Send extends W_Step {
  constructor(
    generator: W_Generator,
    private readonly first: W,
  ) {
    super(sendType, generator);
  }
  private begin(what: string): void {
    if (this.phase === 'done') throw error('RuntimeError', 'cannot reuse already awaited __anext__()/asend()');
    if (this.phase === 'on') return;
    const s = stateOf(this.generator);
    if (s.running) {
      this.phase = 'done';
      throw error('RuntimeError', `${what}: asynchronous generator is already running`);
    }
    this.phase = 'on';
    s.running = true;
  }
  private finish(step: () => W): W {
    const s = stateOf(this.generator);
    let r: W;
    try {
      if (this.generator.finished) throw stopAsync();
      r = step();
    } catch (e) {
      if (isKind(e, 'StopAsyncIteration', 'GeneratorExit')) s.closed = true;
      s.running = false;
      this.phase = 'done';
      throw e;
    }
    if (!(r instanceof W_AsyncValue)) return r;
    s.running = false;
    this.phase = 'done';
    throw stopIteration(r.value);
  }
  send(value: W): W {
    const sent = this.phase === 'new' && value === w_None ? this.first : value;
    this.begin('anext()');
    return this.finish(() => generatorSend(this.generator, sent));
  }
  throw(e: W_Exception): W {
    this.begin('anext()');
    return this.finish(() => generatorThrow(this.generator, e));
  }
}

class W_Throw extends W_Step {
  /** `exception` null: aclose(). */
  constructor(
    generator: W_Generator,
    private readonly exception: W_Exception | null,
  ) {
    super(throwType, generator);
  }
  private ended(e: unknown): never {
    stateOf(this.generator).running = false;
    this.phase = 'done';
    if (this.exception === null && isKind(e, 'StopAsyncIteration', 'GeneratorExit')) throw stopIteration(null);
    throw e;
  }
  private outcome(step: () => W): W {
    const s = stateOf(this.generator);
    let r: W;
    try {
      r = step();
    } catch (e) {
      if (isKind(e, 'StopAsyncIteration', 'GeneratorExit')) s.closed = true;
      this.ended(e);
    }
    if (!(r instanceof W_AsyncValue)) return r;
    s.running = false;
    this.phase = 'done';
    if (this.exception === null) throw error('RuntimeError', 'async generator ignored GeneratorExit');
    throw stopIteration(r.value);
  }
  send(value: W): W {
    const s = stateOf(this.generator);
    const name = this.exception === null ? 'aclose()' : 'athrow()';
    if (this.phase === 'done') throw error('RuntimeError', `cannot reuse already awaited aclose()/athrow()`);
    if (this.phase === 'on') return this.outcome(() => generatorSend(this.generator, value));
    if (this.generator.finished) {
      this.phase = 'done';
      throw stopIteration(null);
    }
    if (s.running) {
      this.phase = 'done';
      throw error('RuntimeError', `${name}: asynchronous generator is already running`);
    }
    if (s.closed) {
      this.phase = 'done';
      throw stopAsync();
    }
    if (value !== w_None) throw error('RuntimeError', "can't send non-None value to a just-started coroutine");
    this.phase = 'on';
    s.running = true;
    if (this.exception === null) s.closed = true;
    return this.outcome(() => generatorThrow(this.generator, this.exception ?? newException(exceptionType('GeneratorExit'), [])));
  }
  throw(e: W_Exception): W {
    if (this.phase === 'done') throw error('RuntimeError', 'cannot reuse already awaited aclose()/athrow()');
    if (this.phase === 'new') {
      const s = stateOf(this.generator);
      if (s.running) {
        this.phase = 'done';
        throw error('RuntimeError', `${this.exception === null ? 'aclose()' : 'athrow()'}: asynchronous generator is already running`);
      }
      this.phase = 'on';
      s.running = true;
    }
    return this.outcome(() => generatorThrow(this.generator, e));
  }
}

/** anext(it, default) */
export class W_AnextDefault extends W_Native {
  constructor(
    readonly inner: W,
    readonly otherwise: W,
  ) {
    super(anextType);
  }
  step(name: string, args: W[]): W {
    try {
      return name === 'send' && args[0] === w_None
        ? hooks.call(hooks.getattr(this.inner, '__next__'), [])
        : hooks.call(hooks.getattr(this.inner, name), args);
    } catch (e) {
      if (isKind(e, 'StopAsyncIteration')) throw stopIteration(this.otherwise);
      throw e;
    }
  }
}

for (const t of [sendType, throwType]) {
  const S = (w: W): W_Step => w as W_Step;
  method(t, '__await__', 1, 1, (w) => w);
  method(t, '__iter__', 1, 1, (w) => w);
  method(t, '__next__', 1, 1, (w) => S(w).send(w_None));
  method(t, 'send', 2, 2, (w, v) => S(w).send(v));
  method(t, 'throw', 2, 4, (w, type, value, tb) => S(w).throw(toException(type, value, tb)));
  method(t, 'close', 1, 1, (w) => {
    if (S(w).phase === 'done') return w_None;
    try {
      S(w).throw(newException(exceptionType('GeneratorExit'), []));
    } catch (e) {
      if (isKind(e, 'StopIteration', 'StopAsyncIteration', 'GeneratorExit')) return w_None;
      throw e;
    }
    throw error('RuntimeError', 'coroutine ignored GeneratorExit');
  });
}
method(anextType, '__await__', 1, 1, (w) => w);
method(anextType, '__iter__', 1, 1, (w) => w);
method(anextType, '__next__', 1, 1, (w) => (w as W_AnextDefault).step('send', [w_None]));
for (const name of ['send', 'throw', 'close'])
  method(anextType, name, name === 'close' ? 1 : 2, 4, (w, ...args) =>
    (w as W_AnextDefault).step(
      name,
      args.filter((a) => (a as W | undefined) !== undefined),
    ),
  );

const G = (w: W): W_Generator => w as W_Generator;
function started(w: W): W_Generator {
  const s = stateOf(G(w));
  if (!s.hooked) {
    s.hooked = true;
    if (asyncHooks.firstiter !== w_None) hooks.call(asyncHooks.firstiter, [w]);
  }
  return G(w);
}
const A = T.asyncGenerator;
method(A, '__aiter__', 1, 1, (w) => w);
method(A, '__anext__', 1, 1, (w) => new W_Send(started(w), w_None));
method(A, 'asend', 2, 2, (w, v) => new W_Send(started(w), v));
method(A, 'athrow', 2, 4, (w, type, value, tb) => new W_Throw(started(w), toException(type, value, tb)));
method(A, 'aclose', 1, 1, (w) => new W_Throw(started(w), null));
getset(A, 'ag_running', (w) => newBool(stateOf(G(w)).running));

/** anext(w[, default]) */
export function anext(w: W, otherwise: W | undefined): W {
  const found = typeOf(w).lookup('__anext__');
  if (found === null) throw typeError(`'${typeOf(w).name}' object is not an async iterator`);
  const inner = hooks.call(found, [w]);
  return otherwise === undefined ? inner : new W_AnextDefault(awaited(inner), otherwise);
}
function awaited(w: W): W {
  const found = typeOf(w).lookup('__await__');
  if (found === null) throw typeError(`object ${typeOf(w).name} can't be used in 'await' expression`);
  return hooks.call(found, [w]);
}
export function aiter(w: W): W {
  const found = typeOf(w).lookup('__aiter__');
  if (found === null) throw typeError(`'${typeOf(w).name}' object is not an async iterable`);
  const it = hooks.call(found, [w]);
  if (typeOf(it).lookup('__anext__') === null) throw typeError(`aiter() returned not an async iterator of type '${typeOf(it).name}'`);
  return it;
}

/** One step of `yield from` or `await` over a native iterator. */
export function delegateStep(it: W, value: W): { ended: boolean; value: W } {
  try {
    return {
      ended: false,
      value: value === w_None ? hooks.call(hooks.getattr(it, '__next__'), []) : hooks.call(hooks.getattr(it, 'send'), [value]),
    };
  } catch (e) {
    if (isKind(e, 'StopIteration')) return { ended: true, value: e.exception.value ?? w_None };
    throw e;
  }
}
