/** Dicts: strategies, tables that the trace makes itself, and what is made or looked up by a call. */
import { ConstPtr, type Value } from '../../jit/ir';
import { helperCall } from '../../jit/recorder/calls';
import { mi } from '../../jit/recorder/current';
import { F, S } from '../../jit/recorder/descrs';
import { type DictShape, makeTable, MOST_KEYS, NO_KEYS, tableShape, tableSize, tableValues } from '../../jit/recorder/dict-tables';
import { asksGuestCode } from '../../jit/recorder/key-strategies';
import { placeHelper } from '../../jit/recorder/places';
import { field } from '../../jit/recorder/unwrap';
import { type DictStrategy, dictSet, OBJECT_DICT, type W_Dict } from '../../runtime/dicts';
import { K } from '../../runtime/kinds';
import type { W } from '../../runtime/values';
import { dictCopyHelper } from '../../library/protocols/operators';
import type { Helper } from '../helpers';
import type { Ref } from '../types';
import { constantOf, isNull, kind, promoteStrategy, ref } from './constants';
import { create, getfield } from './heap';
import { R, V, W_ } from './values';

export const dictStrategy = (w: Ref): DictStrategy =>
  promoteStrategy<DictStrategy>(getfield(field(mi().resolve(V(w)), F.dictStorage), F.dictStrategy));
export const isObjectDict = (w: Ref): boolean => dictStrategy(w) === OBJECT_DICT;
export const dictLookupStr = (d: W_Dict, name: string): Ref | null => {
  const r = helperCall(placeHelper.lookupName, [V(ref(d)), V(ref(name))]);
  return isNull(R(r)) ? null : R(r);
};

// -- tables with constant keys -----------------------------------------------------------------------------------------

/** The keys of the tables that this trace has made. */
const shapes = new WeakMap<Value, DictShape>();

/** A dict around a new table. */
function newDict(pairs: readonly (readonly [W, Ref])[]): Ref {
  const made = makeTable(NO_KEYS, []);
  const table = create(tableSize, null, [[tableShape, new ConstPtr(NO_KEYS, 'keys')]], made);
  shapes.set(table, NO_KEYS);
  for (const [key, v] of pairs) store(table, key, v);
  return R(create(S.dict, K.DICT, [[F.dictStorage, table]], made));
}

/** False where the key does not go into a table of its kind. */
function store(table: Value, key: W, v: Ref): boolean {
  const shape = shapes.get(table) as DictShape;
  let at = shape.keys.indexOf(key);
  if (at < 0) {
    if (shape.keys.length === MOST_KEYS || (shape.keys.length > 0 && typeof shape.keys[0] !== typeof key)) return false;
    at = shape.keys.length;
    const longer = shape.with(key);
    shapes.set(table, longer);
    mi().record('setfield_gc', [table, new ConstPtr(longer, 'keys')], null, tableShape);
  }
  dictSet(table.value as W_Dict, key, W_(v));
  mi().record('setfield_gc', [table, mi().resolve(V(v))], null, tableValues[at]);
  mi().cache.setField(table, tableValues[at], V(v));
  return true;
}

/** The table of a dict that nobody else has seen, and that this trace has made; undefined for others. */
function ownTable(w: Ref): { readonly table: Value; readonly shape: DictShape } | undefined {
  const { cache } = mi();
  const d = mi().resolve(V(w));
  const table = cache.isUnescaped(d) ? cache.getField(d, F.dictStorage) : undefined;
  const shape = table !== undefined && cache.isUnescaped(table) ? shapes.get(table) : undefined;
  return table === undefined || shape === undefined ? undefined : { table, shape };
}
const tableKey = (key: Ref): W | null => {
  const constant = constantOf(key);
  return typeof constant === 'string' || typeof constant === 'number' ? constant : null;
};

/** What kind of key it is for a search in this dict or set: K.TUPLE where the search may ask guest code, else one that asks none. */
export function keyKind(w: Ref, key: Ref, stores: boolean): number {
  const k = kind(key);
  if (asksGuestCode(W_(w), W_(key), stores)) return K.TUPLE;
  return k === K.INSTANCE ? K.NONE : k;
}
/** A dict that is empty and seen by nobody is from now on a copy of another; null where that is not known. */
export function copiedInto(d: Ref, source: Ref): Ref | null {
  if (kind(source) !== K.DICT || ownDictLength(d) !== 0) return null;
  return R(helperCall(dictCopyHelper, [V(source)]));
}

/** The value of a constant key in such a table, null where there is none; undefined for other keys and dicts. */
export function ownDictItem(w: Ref, key: Ref): Ref | null | undefined {
  const own = ownTable(w);
  const constant = own === undefined ? null : tableKey(key);
  if (own === undefined || constant === null) return undefined;
  const at = own.shape.keys.indexOf(constant);
  return at < 0 ? null : R(getfield(own.table, tableValues[at]));
}
/** False where it has to be done by a call. */
export function storeInOwnDict(w: Ref, key: Ref, v: Ref): boolean {
  const own = ownTable(w);
  const constant = own === undefined ? null : tableKey(key);
  return own !== undefined && constant !== null && store(own.table, constant, v);
}
export const ownDictLength = (w: Ref): number | undefined => ownTable(w)?.shape.keys.length;
/** The items of such a dict, where all its keys are strs. */
export function ownKeywords(w: Ref): { names: readonly string[]; values: readonly Ref[] } | undefined {
  const own = ownTable(w);
  if (own === undefined || !own.shape.keys.every((key) => typeof key === 'string')) return undefined;
  return { names: own.shape.keys as readonly string[], values: own.shape.keys.map((_, i) => R(getfield(own.table, tableValues[i]))) };
}

/** `unpacked`: some of the keywords come out of a dict, so that a loop collects them (`_collect_keyword_args` of pypy/interpreter/argument.py). */
export const newKeywordDict = (
  make: (names: readonly string[], values: W[]) => W,
  names: readonly string[],
  items: Ref[],
  unpacked: boolean,
): Ref => {
  if (!unpacked && names.length <= MOST_KEYS) return newDict(names.map((name, i) => [name, items[i]] as const));
  const d = helperCall(unpacked ? placeHelper.collectedKeywords(make, names) : placeHelper.keywordDict(make, names), items.map(V));
  mi().cache.setFresh(d, K.DICT);
  if (!unpacked) mi().cache.setKeywordDict(d);
  return R(d);
};
export const buildMap = (h: Helper, pairs: Ref[]): Ref => {
  const keys = pairs.filter((_, i) => i % 2 === 0).map(tableKey);
  if (keys.length <= MOST_KEYS && keys.every((key) => key !== null && typeof key === typeof keys[0]))
    return newDict(keys.map((key, i) => [key as W, pairs[2 * i + 1]] as const));
  return R(helperCall(h, pairs.map(V)));
};
