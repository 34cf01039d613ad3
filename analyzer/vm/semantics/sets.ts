/**
 * Taking an item out of a set: whether it was there is a guard of the trace.
 *
 * Source: pypy/objspace/std/setobject.py (AbstractUnwrappedSetStrategy.remove, _discard_from_set).
 */
import * as m from '../machine/machine';
import type { Ref } from '../machine/types';
import { containerHelper } from '../machine/helpers';
import { K } from '../runtime/kinds';
import { w_None, type W } from '../runtime/values';
import type { W_Set } from '../runtime/dicts';
import type { Frame } from '../runtime/functions';
import type { Traceable } from './builtins';
import { askHashOfArgument } from './hashed-keys';

const holds = containerHelper('i', 'set', 'll_call_lookup_function', (set: W_Set, w: W): number => (set.table.find(w) < 0 ? 0 : 1));
const remove = containerHelper('v', 'set.discard', '_ll_dict_del', (set: W_Set, w: W) => void set.table.remove(w), ['set']);

/** Null where the item is missing and that is an error, or where it is hashed by guest code. */
function takeOut(set: Ref, w: Ref, strict: boolean): Ref | null {
  if (!m.RECORDING || m.kind(set) !== K.SET) return null;
  const k = m.kind(w);
  if (k !== K.INT && k !== K.STR) return null;
  if (m.branch(m.intIsTrue(m.callI(holds, set, w)))) m.callV(remove, set, w);
  else if (strict) return null;
  return m.ref(w_None);
}

const method =
  (strict: boolean): Traceable =>
  (f, args, named) => {
    if (named !== null || args.length !== 2) return null;
    return hashesKey(f, args) ? undefined : takeOut(args[0], args[1], strict);
  };

const hashesKey = (f: Frame, args: readonly Ref[]): boolean => m.kind(args[0]) === K.SET && askHashOfArgument(f, args);

export const setTraceables: readonly (readonly [string, Traceable])[] = [
  ['set.add', (f, args, named) => (named === null && args.length === 2 && hashesKey(f, args) ? undefined : null)],
  ['set.discard', method(false)],
  ['set.remove', method(true)],
];
