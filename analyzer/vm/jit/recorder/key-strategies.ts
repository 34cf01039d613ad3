/**
 * Whether looking a key up in a dict or set may ask guest code, `__eq__` of some class. PyPy's strategies for ints, strs, bytes and objects that are
 * compared by identity know their keys' hashes and equality; the strategy for any objects is a table of space.hash_w and space.eq_w, whose
 * search is a call that may force whatever the keys are.
 *
 * Source: pypy/objspace/std/dictmultiobject.py (EmptyDictStrategy.switch_to_correct_strategy, ObjectDictStrategy), setobject.py
 * (choose_strategy), typeobject.py (compares_by_identity).
 */
import { INT_DICT, MODULE_DICT, OBJECT_DICT, UNICODE_DICT, W_Dict, W_Set } from '../../runtime/dicts';
import { W_Builtin } from '../../runtime/functions';
import { K } from '../../runtime/kinds';
import { typeOf } from '../../runtime/types';
import { kindOf, W_Bytes, W_Instance, type W } from '../../runtime/values';

type Strategy = 'int' | 'str' | 'bytes' | 'identity' | 'object';

/** Of a table of any keys, the first ones are looked at. */
const LOOKED_AT = 8;

function strategyFor(key: W, ofSet: boolean): Strategy {
  if (typeof key === 'number' || typeof key === 'bigint') return 'int';
  // Sets have a strategy for ASCII alone.
  if (typeof key === 'string') return ofSet && /[^\0-\x7f]/.test(key) ? 'object' : 'str';
  if (key instanceof W_Bytes) return 'bytes';
  const kind = kindOf(key);
  if (kind === K.INSTANCE) return (key as W_Instance).payload === null && comparesByIdentity(key) ? 'identity' : 'object';
  return kind === K.FUNCTION || kind === K.BUILTIN || kind === K.NONE || kind === K.TYPE ? 'identity' : 'object';
}

function comparesByIdentity(w: W): boolean {
  const type = typeOf(w);
  const own = (name: string): boolean => {
    const method = type.lookup(name);
    return !(method instanceof W_Builtin && method.qualname === `object.${name}`);
  };
  return !own('__eq__') && !own('__hash__');
}

function strategyOf(table: W_Dict | W_Set): Strategy | null {
  if (table instanceof W_Dict && table.strategy !== OBJECT_DICT)
    return table.strategy === INT_DICT ? 'int' : table.strategy === UNICODE_DICT || table.strategy === MODULE_DICT ? 'str' : null;
  let found: Strategy | null = null;
  for (const key of table.table.keys.slice(0, LOOKED_AT)) {
    if (key === undefined) continue;
    const one = strategyFor(key, table instanceof W_Set);
    if (found !== null && one !== found) return 'object';
    found = one;
  }
  return found;
}

/** `stores`: the key is put in, which changes the strategy where it does not fit. */
export function asksGuestCode(container: W, key: W, stores: boolean): boolean {
  const table = container instanceof W_Instance ? container.payload : container;
  if (!(table instanceof W_Dict || table instanceof W_Set)) return true;
  const wanted = strategyFor(key, table instanceof W_Set);
  const has = strategyOf(table) ?? wanted;
  return has === 'object' || wanted === 'object' || (stores && has !== wanted);
}
