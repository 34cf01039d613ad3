/**
 * Builtins that walk an iterable in a loop with a jitdriver of its own: min, max, list, tuple, extend and join. The loop is guest code
 * (library/jitdrivers.ts), one function for each green key.
 */
import * as m from '../machine/machine';
import type { Ref } from '../machine/types';
import { itemsFit } from '../runtime/blocks';
import type { Frame } from '../runtime/functions';
import { K } from '../runtime/kinds';
import { w_None } from '../runtime/values';
import { driver, iteratorGreenKey, type DriverName } from '../library/jitdrivers';
import { itemsOfRange } from '../library/protocols/iterables';
import * as lib from '../library/protocols/operators';
import { callMethodOf, type NamedArguments } from './calls';
import { C } from './continuations';
import { iterate } from './iteration';

type Walk = (f: Frame, args: Ref[], named: NamedArguments | null) => Ref | undefined | null;

/** iter() of them runs no guest code, and iter() of that gives itself. */
// prettier-ignore
const ITERABLES: ReadonlySet<number> = new Set([
  K.LIST, K.TUPLE, K.TUPLE_II, K.TUPLE_FF, K.TUPLE_OO, K.RANGE, K.RANGE_ITER, K.RANGE_STEP_ITER, K.SEQ_ITER, K.TUPLE_ITER, K.STR, K.STR_ITER,
  K.DICT, K.DICT_ITER, K.DICT_VIEW, K.SET, K.SET_ITER, K.ENUMERATE, K.ZIP, K.MAP, K.FILTER, K.GENERATOR, K.PLAIN_ITER, K.NATIVE_ITER,
]);
/** What PyPy knows no shorter way for than asking for one item after the other. */
// prettier-ignore
const UNPACKED: ReadonlySet<number> = new Set([
  K.RANGE, K.RANGE_ITER, K.RANGE_STEP_ITER, K.DICT_VIEW, K.DICT_ITER, K.SET_ITER, K.ENUMERATE, K.ZIP, K.MAP, K.FILTER, K.GENERATOR,
  K.PLAIN_ITER, K.NATIVE_ITER,
]);

/** The iterator to walk, null where this case is left to the opaque version. */
function walked(f: Frame, items: Ref, kinds: ReadonlySet<number>): Ref | null {
  const k = m.kind(items);
  // The library's own iterators in Python stand for RPython's, whose iter() gives themselves.
  if (k === K.INSTANCE && f.cont === C.PUSH && lib.isItertools(m.typeOf(items))) return items;
  if (f.cont !== C.PUSH || !kinds.has(k) || (k === K.GENERATOR && m.generatorState(items).flavour !== 'generator')) return null;
  return iterate(f, items) as Ref;
}

/** min or max of an iterable, with its key and default. */
function extreme(f: Frame, name: 'min' | 'max', items: Ref, named: NamedArguments | null): Ref | undefined | null {
  const it = walked(f, items, ITERABLES);
  if (it === null) return null;
  let key: Ref | null = null;
  const defaults: Ref[] = [];
  for (let i = 0; named !== null && i < named.names.length; i++) {
    if (named.names[i] === 'key') key = named.values[i];
    else if (named.names[i] === 'default') defaults.push(named.values[i]);
    else return null;
  }
  if (key !== null && m.kind(key) === K.NONE) key = null;
  const step = driver(key === null ? name : `${name} of keys`, iteratorGreenKey(m.concrete(it)));
  return callMethodOf(f, step, [it, m.newTuple(defaults), ...(key === null ? [] : [key])]);
}

/**
 * The iterator of what is to be stored. A range too long for one block is left to the opaque version, which refuses it before anything is
 * stored. A trace recorded for a shorter one does not ask again: there the list grows until a limit of the run stops it.
 */
const stored = (f: Frame, items: Ref): Ref | null => (itemsFit(itemsOfRange(m.concrete(items))) ? walked(f, items, UNPACKED) : null);

/** What a list is extended by tells its length first, and room is made for that many: a guard on whether there are any (listobject.py, _extend_from_iterable). */
function askLength(items: Ref): void {
  if (m.RECORDING && m.kind(items) === K.RANGE) m.branch(m.intIsTrue(m.callI(lib.lengthHelper, items)));
}

function collect(f: Frame, items: Ref, ofGenerator: DriverName, ofOthers: DriverName, more: readonly Ref[] = []): Ref | undefined | null {
  const it = stored(f, items);
  if (it === null) return null;
  if (ofOthers === 'list__do_extend_from_iterable') askLength(items);
  const name = m.kind(it) === K.GENERATOR ? ofGenerator : ofOthers;
  return callMethodOf(f, driver(name, iteratorGreenKey(m.concrete(it))), [it, m.newList([]), ...more]);
}

function extend(f: Frame, list: Ref, items: Ref): Ref | undefined | null {
  if (m.kind(list) !== K.LIST) return null;
  const k = lib.extendedFrom(m.kind(items), m.constantOf(items));
  if (k === K.LIST) {
    m.callV(lib.listExtendHelper(k), list, items);
    return m.ref(w_None);
  }
  const it = stored(f, items);
  if (it === null) return null;
  askLength(items);
  const green = iteratorGreenKey(m.concrete(it));
  const step = m.kind(it) === K.GENERATOR ? driver('unpack_into_w', green) : driver('extend', green, m.listStrategy(list).name);
  return callMethodOf(f, step, [it, list]);
}

const two =
  (body: (f: Frame, a: Ref, b: Ref) => Ref | undefined | null): Walk =>
  (f, args, named) =>
    named === null && args.length === 2 ? body(f, args[0], args[1]) : null;

/** Those for a single iterable; of several arguments, min and max are something else. */
export const extremes: Readonly<Record<'min' | 'max', Walk>> = {
  min: (f, args, named) => extreme(f, 'min', args[0], named),
  max: (f, args, named) => extreme(f, 'max', args[0], named),
};

export const walkTraceables: readonly (readonly [string, Walk])[] = [
  [
    'list.__new__',
    two((f, cls, w) => (m.promote(cls) === lib.listType ? collect(f, w, 'unpack_into', 'list__do_extend_from_iterable') : null)),
  ],
  [
    'tuple.__new__',
    two((f, cls, w) => (m.promote(cls) === lib.tupleType ? collect(f, w, 'unpack_into of values', 'unpackiterable') : null)),
  ],
  [
    'str.join',
    two((f, separator, w) => {
      if (m.kind(separator) !== K.STR) return null;
      if (m.RECORDING && m.kind(w) === K.LIST && m.listStrategy(w).item === 's')
        return m.callR(lib.joinHelper, separator, m.listStore(w) as unknown as Ref);
      return collect(f, w, 'unicode_join', 'unicode_join', [separator]);
    }),
  ],
  ['list.extend', two(extend)],
];
