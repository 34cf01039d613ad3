/**
 * dict.get and setdefault: whether the key is there is a guard of the trace, between two calls.
 *
 * Source: pypy/objspace/std/dictmultiobject.py (descr_get, descr_setdefault), rpython/rtyper/lltypesystem/rordereddict.py (ll_dict_setdefault).
 */
import * as m from '../machine/machine';
import type { Ref } from '../machine/types';
import { K } from '../runtime/kinds';
import { W_Dict } from '../runtime/dicts';
import { w_None, type W_Instance } from '../runtime/values';
import {
  dictLookupHelper,
  dictType,
  keyErrorType,
  makeKeywordDict,
  payloadLookupHelper,
  setItemHelper,
} from '../library/protocols/operators';
import type { Traceable } from './builtins';
import { callMethodOf } from './calls';
import { askHashOfArgument } from './hashed-keys';

/** Keys that are hashed and compared without guest code, and that a strategy of their own is looked up by. */
const PLAIN: ReadonlySet<number> = new Set([K.INT, K.STR, K.BOOL, K.FLOAT, K.NONE, K.BYTES]);

/** The value of the key or else the default, which `stores` puts in. */
function valueOr(dict: Ref, key: Ref, otherwise: Ref, stores: boolean): Ref | null {
  if (!m.RECORDING || m.kind(dict) !== K.DICT) return null;
  const k = m.kind(key);
  if (!PLAIN.has(k) || m.keyKind(dict, key, stores) === K.TUPLE) return null;
  const own = m.ownDictItem(dict, key);
  const found = own === undefined ? m.callR(dictLookupHelper(k), dict, key) : (own ?? m.nullRef);
  if (!m.isNull(found)) return found;
  if (stores && !m.storeInOwnDict(dict, key, otherwise)) m.callV(setItemHelper(K.DICT, k), dict, key, otherwise);
  return otherwise;
}

const method =
  (stores: boolean): Traceable =>
  (f, args, named) => {
    if (named !== null || (args.length !== 2 && args.length !== 3)) return null;
    if (m.kind(args[0]) === K.DICT && askHashOfArgument(f, args)) return undefined;
    return valueOr(args[0], args[1], args[2] ?? m.ref(w_None), stores);
  };

/** d[key] of a subclass of dict: what is not there is asked of `__missing__` (dictmultiobject.py, descr_getitem and missing_method). */
const getItemOfSubclass: Traceable = (f, args, named) => {
  if (named !== null || args.length !== 2 || m.kind(args[0]) !== K.INSTANCE) return null;
  const [w, key] = args;
  const k = m.kind(key);
  if (!((m.concrete(w) as W_Instance).payload instanceof W_Dict) || !PLAIN.has(k) || (m.RECORDING && m.keyKind(w, key, false) === K.TUPLE))
    return null;
  const type = m.typeOf(w);
  m.dependOn(type.version);
  const found = m.callR(payloadLookupHelper(k), w, key);
  if (!m.isNull(found)) return found;
  const missing = type.lookup('__missing__');
  if (missing === null) throw m.raise(m.newException(keyErrorType, [key]));
  return callMethodOf(f, missing, [w, key]);
};

/** dict(a=1), d.update(a=1): stored one by one (dictmultiobject.py, init_or_update). */
export const newFromKeywords: Traceable = (_f, args, named) =>
  args.length === 1 && named !== null && m.promote(args[0]) === dictType
    ? m.newKeywordDict(makeKeywordDict, named.names, [...named.values], named.unpacked === true)
    : null;
const updateFromKeywords: Traceable = (_f, args, named) => {
  if (!m.RECORDING || args.length !== 1 || named === null || m.kind(args[0]) !== K.DICT || m.keyKind(args[0], m.ref(''), true) === K.TUPLE)
    return null;
  named.names.forEach((name, i) => {
    if (!m.storeInOwnDict(args[0], m.ref(name), named.values[i]))
      m.callV(setItemHelper(K.DICT, K.STR), args[0], m.ref(name), named.values[i]);
  });
  return m.ref(w_None);
};

export const dictTraceables: readonly (readonly [string, Traceable])[] = [
  ['dict.__getitem__', getItemOfSubclass],
  ['dict.update', updateFromKeywords],
  ['dict.get', method(false)],
  ['dict.setdefault', method(true)],
];
