/** Operations of dicts and sets with a key whose hash is known already, as what `__hash__` returned. */
import { keyError, typeError } from '../../runtime/errors';
import { dictToObjects, EMPTY_DICT, OBJECT_DICT, type ObjectTable, W_Dict, type W_Set } from '../../runtime/dicts';
import { newBool, w_None, type W } from '../../runtime/values';
import { asBig } from '../numbers';
import { hashFromResult } from './comparison';

/** What `__hash__` returned, when that is no plain int. */
export function checkedHash(w: W): W {
  if (asBig(w) === null) throw typeError('__hash__ method should return an integer');
  return hashFromResult(w) as W;
}

/** The dict gets the strategy for keys of any class. */
function tableOf(d: W_Dict | W_Set): ObjectTable {
  if (d instanceof W_Dict && d.strategy !== OBJECT_DICT) dictToObjects(d);
  return d.table;
}
function valueOf(d: W_Dict, key: W, hash: W): W | undefined {
  if (d.strategy === EMPTY_DICT) return undefined;
  const table = tableOf(d);
  const at = table.find(key, hashFromResult(hash));
  return at < 0 ? undefined : table.values[at];
}
function has(d: W_Dict | W_Set, key: W, hash: W): boolean {
  if (d instanceof W_Dict) return valueOf(d, key, hash) !== undefined;
  return d.table.find(key, hashFromResult(hash)) >= 0;
}
/** The value that went; undefined where there was none. */
function remove(d: W_Dict | W_Set, key: W, hash: W): W | undefined {
  if (d instanceof W_Dict && d.strategy === EMPTY_DICT) return undefined;
  const table = tableOf(d);
  const at = hashFromResult(hash);
  const found = table.find(key, at);
  return found < 0 ? undefined : table.removeAt(found, at);
}

export const HASHED = {
  get: (d: W_Dict, key: W, hash: W): W => {
    const found = valueOf(d, key, hash);
    if (found === undefined) throw keyError(key);
    return found;
  },
  has: (d: W_Dict | W_Set, key: W, hash: W): W => newBool(has(d, key, hash)),
  set: (d: W_Dict, key: W, value: W, hash: W): void => tableOf(d).set(key, value, hashFromResult(hash)),
  delete: (d: W_Dict, key: W, hash: W): void => {
    if (remove(d, key, hash) === undefined) throw keyError(key);
  },
  methods: {
    'dict.get': (d: W_Dict, key: W, otherwise: W, hash: W): W => valueOf(d, key, hash) ?? otherwise,
    'dict.setdefault': (d: W_Dict, key: W, otherwise: W, hash: W): W => {
      const found = valueOf(d, key, hash);
      if (found !== undefined) return found;
      tableOf(d).set(key, otherwise, hashFromResult(hash));
      return otherwise;
    },
    'set.add': (s: W_Set, key: W, _none: W, hash: W): W => {
      s.table.set(key, key, hashFromResult(hash));
      return w_None;
    },
    'set.discard': (s: W_Set, key: W, _none: W, hash: W): W => {
      remove(s, key, hash);
      return w_None;
    },
    'set.remove': (s: W_Set, key: W, _none: W, hash: W): W => {
      if (remove(s, key, hash) === undefined) throw keyError(key);
      return w_None;
    },
  } as Readonly<Record<string, (container: never, key: W, third: W, hash: W) => W>>,
};
