/**
 * A helper: a piece of TypeScript that operations call on plain values and that the tracer does not look into. The
 * Direct machine just calls `fn`; the recorder executes it and records a call with this effect.
 *
 * `effect` is RPython's EF= class; `reads` and `writes` name the fields it touches, null for anything.
 */
import type { CallClass } from '../jit/tracelog';
import type { EffectClass } from '../jit/ir/descr';
import { OS } from '../jit/optimizer/passes/oopspec';

export interface Helper {
  /** As PyPy's logs call the function it stands for. */
  readonly name: string;
  readonly pythonName: string;
  readonly effect: EffectClass;
  readonly callClass: CallClass;
  readonly result: 'i' | 'r' | 'f' | 'v';
  /** Index of an RPython oopspec (OS=), 0 for none. */
  readonly oopspec: number;
  /** What it reads or writes: names of heap regions (see jit/recorder/regions); null: anything. */
  readonly writes: readonly string[] | null;
  /** Arguments that it stores as objects; other ints and floats reach it unwrapped (recorder/unwrap.ts). */
  readonly keeps: 'all' | readonly number[];
  /** Strs reach it as objects. */
  readonly keepsText: boolean;
  /** The number or str it gives is a new object. */
  readonly fresh: boolean;
  /** It makes a container or a builder that PyPy's trace makes itself: counted before the call. */
  readonly allocates: boolean;
  /** Ints and floats reach it unwrapped although it may force. */
  readonly takesApart?: true;
  /** The method that the operation is for a class of the standard library; the target's table says what PyPy leaves of it. */
  readonly method?: string;
  // The arguments and the result are values of any machine type.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- called with guest values, ints, doubles and stores alike
  readonly fn: (...args: any[]) => any;
}

type Fn = Helper['fn'];
const make =
  (effect: EffectClass, callClass: CallClass) =>
  (result: Helper['result'], pythonName: string, name: string, fn: Fn, writes: readonly string[] | null = [], oopspec = 0): Helper => ({
    name,
    pythonName,
    effect,
    callClass,
    result,
    oopspec,
    writes,
    keeps: [],
    keepsText: false,
    fresh: false,
    allocates: false,
    fn,
  });

/** Result depends on the arguments alone; never raises. */
export const elidable = make(0, 'pure call');
/** Result depends on the arguments alone; may raise. */
export const elidableRaises = make(4, 'pure call');
/** Has effects or reads the heap, never raises. */
export const plainHelper = make(2, 'helper');
/** Has effects or reads the heap, may raise; cannot run guest code. */
export const helper = make(5, 'helper');
/** Only touches its own container. */
export const containerHelper = make(5, 'inline+helper');
/** May run guest code or look at frames. */
export const opaque = (result: Helper['result'], pythonName: string, name: string, fn: Fn): Helper =>
  make(7, 'opaque')(result, pythonName, name, fn, null);

/** An operation on an object of the standard library: as opaque as the target's table says for its class. */
export const nativeMethod = (method: string, result: Helper['result'], pythonName: string, name: string, fn: Fn): Helper => ({
  ...opaque(result, pythonName, name, fn),
  method,
});

/** The same, but these arguments go into the object that it makes or fills. */
export const keeping = (h: Helper, keeps: Helper['keeps']): Helper => ({ ...h, keeps });
/** The same, but a dict of objects is searched for the very key: a str goes in as an object. */
export const keepingText = (h: Helper): Helper => ({ ...h, keepsText: true });
/** A str that PyPy's trace makes itself: a slice, a concatenation, one character. Virtual until it is wanted as a whole. */
export const makingText = (h: Helper): Helper => ({ ...h, fresh: true, callClass: 'inline', oopspec: OS.MADE_TEXT });
/** The same, one character long. */
export const makingCharacter = (h: Helper): Helper => ({ ...makingText(h), oopspec: OS.MADE_CHARACTER });
/** It looks at the characters of strs, which may be virtual. */
export const askingText = (h: Helper): Helper => ({ ...h, oopspec: OS.ASKS_TEXT });
/** The same, but its result is a new int, float or str. */
export const giving = (h: Helper): Helper => ({ ...h, fresh: true });
/** The same, but PyPy makes the storage or builder it fills in the trace. */
export const allocating = (h: Helper): Helper => ({ ...h, allocates: true });
