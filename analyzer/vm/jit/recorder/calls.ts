/**
 * Residual calls: executed now, recorded with their effect, followed by the guards that belong to them.
 * Source: rpython/jit/metainterp/pyjitpl.py (do_residual_call); EffectInfo in codewriter/effectinfo.py.
 */
import { elidable, makingText, type Helper } from '../../machine/helpers';
import { exceptionDetails, isGuestError, type GuestError } from '../../runtime/errors';
import { W_Dict, W_Set } from '../../runtime/dicts';
import type { W_Builtin } from '../../runtime/functions';
import { W_List } from '../../runtime/lists';
import { typeOf } from '../../runtime/types';
import { K } from '../../runtime/kinds';
import type { W, W_Exception } from '../../runtime/values';
import {
  ConstPtr,
  isConst,
  type ArrayDescr,
  type CallDescr,
  type Concrete,
  type EffectClass,
  type FieldDescr,
  type FunctionConstant,
  type OpName,
  type Value,
} from '../ir';
import { OS } from '../optimizer/passes/oopspec';
import { formatsErrors } from '../../../targets';
import type { CallClass } from '../tracelog';
import { builtinEffect } from './effects';
import { mi } from './current';
import { A, F } from './descrs';
import { guestClass } from './guestclass';
import { constantOf } from './metainterp';
import { AbortTrace } from './signals';
import { vm } from '../../runtime/vm';
import { exceptionSize } from './made-descrs';
import { allPlain, newBox, newStorage, newValue, unwrap, wrapAgain } from './unwrap';

/** What is called: the constant in argument 0, and how it behaves. */
export interface CallTarget {
  readonly fn: FunctionConstant;
  readonly constant: ConstPtr;
  readonly descr: CallDescr;
  /** It writes something, if only what no operation of a trace reads (a set's table, an iterator's position). */
  readonly writes: boolean;
}

const regions: Readonly<Record<string, readonly (FieldDescr | ArrayDescr)[]>> = {
  list: [F.listLength, F.listStorage, F.listStrategy, F.listItems, A.items, A.ints, A.floats],
  dict: [F.dictStrategy],
  set: [],
  iterator: [],
  /** A list that grows may get another array; its contents are the same. */
  items: [F.listItems],
};

let ids = 0;
export function makeTarget(
  name: string,
  pythonName: string,
  result: 'i' | 'r' | 'f' | 'v',
  effect: EffectClass,
  callClass: CallClass,
  writes: readonly string[] | null,
  oopspec: number,
  invoke: (...args: Concrete[]) => Concrete,
  readsHeap = true,
): CallTarget {
  const fn: FunctionConstant = { name, pythonName, invoke };
  const letter = result === 'v' ? 'v' : result;
  const descr: CallDescr = {
    kind: 'call',
    id: ++ids,
    name: `Call${letter} 8`,
    result,
    effect,
    oopspec,
    callClass,
    reads: effect >= 6 || writes === null ? null : new Set(effect < 2 || effect === 4 || !readsHeap ? [] : readable),
    writes: writes === null ? null : new Set(writes.flatMap((r) => regions[r] ?? [])),
  };
  return { fn, constant: new ConstPtr(fn, name), descr, writes: writes === null || writes.some((region) => region !== 'items') };
}
const readable: readonly (FieldDescr | ArrayDescr)[] = [...regions.list, F.dictStrategy];

const helpers = new WeakMap<Helper, Map<string, CallTarget>>();
/** A helper is one target for each set of arguments that it gets as doubles. */
function targetOf(h: Helper, doubles: readonly number[]): CallTarget {
  let known = helpers.get(h);
  if (known === undefined) helpers.set(h, (known = new Map<string, CallTarget>()));
  const key = doubles.join();
  let t = known.get(key);
  if (t === undefined) {
    const invoke = doubles.length === 0 ? h.fn : (...values: Concrete[]): Concrete => h.fn(...wrapAgain(values, doubles)) as Concrete;
    t = makeTarget(h.name, h.pythonName, h.result, h.effect, h.callClass, h.effect >= 6 ? null : h.writes, h.oopspec, invoke);
    known.set(key, t);
  }
  return t;
}

/** Calls a helper. `result` stands for what the operation goes on with when the call itself gives nothing. */
export function helperCall(h: Helper, args: readonly Value[], result: Value | null = null): Value {
  const { args: given, doubles } = unwrap(args, h.effect >= 6 && h.takesApart !== true ? 'all' : h.keeps, false, h.keepsText);
  if (h.allocates) newStorage();
  const t = targetOf(h, doubles);
  const r = perform(t, given, result);
  return h.fresh ? newValue(r, h.oopspec === OS.MADE_TEXT || h.oopspec === OS.MADE_CHARACTER) : r;
}

const builtins = new WeakMap<W_Builtin, Map<string, CallTarget>>();
/**
 * A residual call of a builtin, with the class that the target's table gives it. Keyword values follow the positional ones.
 * An int or float that comes back is a new object of the caller's, virtual until it escapes; what a container held is itself.
 */
export function builtinCall(b: W_Builtin, args: readonly Value[], names: readonly string[] | null): Value {
  if (b.qualname === 'print' && !vm.printed) throw new AbortTrace('force quasi-immut');
  const behaviour = builtinEffect(
    b,
    args.map((a) => mi().resolve(a)),
  );
  const { args: given, doubles } = unwrap(args, behaviour.keeps, true, behaviour.keepsText);
  // By what the objects are: a str that was taken out of its object shows no class.
  const writes = behaviour.writes(args.map((a) => mi().resolve(a)));
  const elidable = behaviour.callClass === 'pure call' && writes?.length === 0;
  // A function of numbers and strings that writes nothing reads no container either.
  const readsHeap = writes === null || writes.length > 0 || !allPlain(args.map((a) => mi().resolve(a)));
  const key = `${writes?.join() ?? '*'} ${behaviour.effect} ${behaviour.callClass} ${doubles.join()} ${String(readsHeap)} ${names === null ? '' : names.join(',')}`;
  let known = builtins.get(b);
  if (known === undefined) builtins.set(b, (known = new Map<string, CallTarget>()));
  let t = known.get(key);
  if (t === undefined) {
    const { effect, callClass } = behaviour;
    const invoke = (...raw: Concrete[]): Concrete => {
      const values = doubles.length === 0 ? raw : wrapAgain(raw, doubles);
      if (names === null) return b.impl(values as W[], null);
      const positional = values.slice(0, values.length - names.length) as W[];
      return b.impl(positional, new Map(names.map((name, i) => [name, values[positional.length + i] as W] as const)));
    };
    t = makeTarget(b.qualname, b.qualname, 'r', elidable ? 4 : effect, callClass, writes, 0, invoke, readsHeap);
    known.set(key, t);
  }
  if (behaviour.allocates) newStorage();
  const r = performTelling(b, () => perform(t, given, null));
  if (behaviour.concatenates && typeof r.value === 'string') return newValue(perform(targetOf(puttingTogether, []), [r], null), true);
  return behaviour.returnsNew && (behaviour.makesContainer || !isContainer(r.value)) ? newValue(r) : r;
}

/** The message of what it raises is put together in the trace, by a call that gets its parts in an array. */
function performTelling(b: W_Builtin, work: () => Value): Value {
  try {
    return work();
  } catch (e) {
    if (isGuestError(e) && formatsErrors(b.qualname.replace(/\.__new__$/, ''))) newStorage();
    throw e;
  }
}

const isContainer = (w: Concrete): boolean => w instanceof W_List || w instanceof W_Dict || w instanceof W_Set;

/** Stands for the concatenation behind calls that give its parts. */
const puttingTogether = makingText(elidable('r', 'str +', 'll_strconcat', (text: string) => text));

/**
 * What such a call raises is an error of RPython's (KeyError, ParseStringError), or comes from code that PyPy looks into: the exception of Python
 * is made by the trace, and virtual. Source: pypy/interpreter/error.py (oefmt, wrap_oserror), objspace/std/util.py (wrap_parsestringerror).
 */
function remadeError(caught: Value, exception: W_Exception): Value {
  const cls = typeOf(exception);
  if (cls.isHeap || !isBareError(exception)) return caught;
  mi().cache.learnField(caught, F.instanceMap, new ConstPtr(exception.map, 'map'));
  return newBox(caught, K.EXCEPTION, exceptionSize(cls.name, 0), [F.instanceMap, F.exceptionArgs, F.exceptionValue]);
}
/** Nothing but its arguments makes it. */
const isBareError = (e: W_Exception): boolean =>
  !exceptionDetails.has(e) &&
  e.map.attributes.size === 0 &&
  e.traceback === null &&
  e.context === null &&
  e.cause === null &&
  (e.value ?? null) === (e.args[0] ?? null);

/** The value of a Python exception that a call raised, for `thrown`. */
export const raisedBoxes = new WeakMap<GuestError, Value>();

function perform(t: CallTarget, resolved: readonly Value[], result: Value | null): Value {
  const m = mi();
  const { effect } = t.descr;
  const mayForce = effect >= 6;
  if (mayForce || t.writes) m.beforeCall();
  if (mayForce) m.warm.syncForCall(m);
  let value: Concrete = null;
  let raised: GuestError | null = null;
  try {
    value = t.fn.invoke(...resolved.map((a) => a.value));
  } catch (e) {
    if (!isGuestError(e)) throw e;
    raised = e;
  }
  const elidable = effect === 0 || effect === 3 || effect === 4;
  if (elidable && raised === null && resolved.every(isConst) && t.descr.result !== 'v') return constantOf(t.descr.result, value);
  const suffix = t.descr.result === 'v' ? 'n' : t.descr.result;
  const name = (mayForce ? `call_may_force_${suffix}` : elidable && suffix !== 'n' ? `call_pure_${suffix}` : `call_${suffix}`) as OpName;
  const op = m.record(name, [t.constant, ...resolved], value, t.descr);
  m.afterCall(t.descr);
  // An effect must not be done again: guards from here on resume with its result.
  if (mayForce || t.writes) m.setPending(result ?? op);
  if (mayForce) m.guard('guard_not_forced', []);
  if (m.escaped) {
    if (raised !== null) m.inFlight = new ConstPtr(raised.exception, 'exception');
    throw new AbortTrace('vable escape');
  }
  if (raised !== null) {
    const exception = raised.exception;
    const caught = m.guard('guard_exception', [guestClass(typeOf(exception))], exception);
    const box = mayForce ? caught : remadeError(caught, exception);
    raisedBoxes.set(raised, box);
    m.exceptionTypes.set(box, typeOf(exception));
    throw raised;
  }
  if (effect >= 3) m.guard('guard_no_exception', []);
  return result ?? op;
}
