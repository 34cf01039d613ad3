/**
 * dict.get and setdefault: whether the key is there is a guard of the trace, between two calls.
 *
 * Source: pypy/objspace/std/dictmultiobject.py (descr_get, descr_setdefault), rpython/rtyper/lltypesystem/rordereddict.py (ll_dict_setdefault).
 */
import * as m from '../machine/machine';
import type { Ref } from '../machine/types';
import { K } from '../runtime/kinds';
import { w_None } from '../runtime/values';
import { dictLookupHelper, setItemHelper } from '../library/protocols/operators';
import type { Traceable } from './builtins';

/** Keys that are hashed and compared without guest code, and that a strategy of their own is looked up by. */
const PLAIN: ReadonlySet<number> = new Set([K.INT, K.STR, K.BOOL, K.FLOAT, K.NONE, K.BYTES]);

/** The value of the key or else the default, which `stores` puts in. */
function valueOr(dict: Ref, key: Ref, otherwise: Ref, stores: boolean): Ref | null {
  if (!m.RECORDING || m.kind(dict) !== K.DICT) return null;
  const k = m.kind(key);
  if (!PLAIN.has(k)) return null;
  const found = m.callR(dictLookupHelper(k), dict, key);
  if (!m.isNull(found)) return found;
  if (stores) m.callV(setItemHelper(K.DICT, k), dict, key, otherwise);
  return otherwise;
}

const method =
  (stores: boolean): Traceable =>
  (_f, args, named) =>
    named === null && (args.length === 2 || args.length === 3) ? valueOr(args[0], args[1], args[2] ?? m.ref(w_None), stores) : null;

export const dictTraceables: readonly (readonly [string, Traceable])[] = [
  ['dict.get', method(false)],
  ['dict.setdefault', method(true)],
];
