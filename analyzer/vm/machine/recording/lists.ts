/** Lists: strategy, storage, items. */
import { type ArrayDescr, type Concrete, ConstInt, ConstPtr, isConst, type Value } from '../../jit/ir';
import { helperCall } from '../../jit/recorder/calls';
import { mi } from '../../jit/recorder/current';
import { A, F, S } from '../../jit/recorder/descrs';
import { placeHelper } from '../../jit/recorder/places';
import { BLOCKLEN } from '../../library/deque';
import { K } from '../../runtime/kinds';
import { EMPTY_LIST, FLOAT_LIST, INT_LIST, type ListStrategy, newList as makeList, OBJECT_LIST, STR_LIST } from '../../runtime/lists';
import type { Float, Int, Ref, Store } from '../types';
import { newStr, strval } from './iterators';
import { int, kind, promoteInt, promoteStrategy } from './constants';
import { branch } from './decisions';
import { floatval, newFloat } from './floats';
import { create, createArray, getfield, getitem, setfield, setitem } from './heap';
import { intAdd, intIsZero, intSub, intval, newInt } from './ints';
import { arrayLen, fixedRefs, plainTuple, tupleOf } from './tuples';
import { D, I, R, S_, V } from './values';

export const listStrategy = (w: Ref): ListStrategy => promoteStrategy<ListStrategy>(getfield(V(w), F.listStrategy));
export const listStore = (w: Ref): Store => S_(getfield(V(w), F.listStorage));
export const storeLen = (s: Store): Int => I(getfield(V(s), F.listLength));
const itemsOf = (s: Store): Value => getfield(V(s), F.listItems);
export const storeGetI = (s: Store, i: Int): Int => I(getitem(itemsOf(s), V(i), A.ints));
export const storeGetF = (s: Store, i: Int): Float => D(getitem(itemsOf(s), V(i), A.floats));
export const storeGetR = (s: Store, i: Int): Ref => R(getitem(itemsOf(s), V(i), A.items));
export const storeSetI = (s: Store, i: Int, v: Int): void => setitem(itemsOf(s), V(i), A.ints, V(v));
export const storeSetF = (s: Store, i: Int, v: Float): void => setitem(itemsOf(s), V(i), A.floats, V(v));
export const storeSetR = (s: Store, i: Int, v: Ref): void => setitem(itemsOf(s), V(i), A.items, V(v));
/** How many items fit into an array of a list that was made in this trace: constant there, as `len(l.items)` is in PyPy. */
const capacities = new WeakMap<Value, number>();
function capacityOf(store: Value): number | undefined {
  const items = mi().cache.getField(mi().resolve(store), F.listItems);
  return items === undefined ? undefined : capacities.get(items);
}
/** What a list that grows to `length` gets: room for some more (rpython/rtyper/lltypesystem/rlist.py, _ll_list_resize_hint_really). */
const grown = (length: number): number => length + (length < 9 ? 3 : 6) + (length >> 3);
/** Below this a list gives room back (rlist.py, _ll_list_resize_le). */
const shrinksBelow = (capacity: number): number => (capacity >> 1) - 5;

function setLength(store: Value, length: Value): void {
  const target = mi().resolve(store);
  mi().record('setfield_gc', [target, mi().resolve(length)], null, F.listLength);
  mi().cache.setField(target, F.listLength, length);
}
/** The array of a list as far as it is filled. */
function itemArray(d: ArrayDescr, items: readonly Value[], capacity: number, made: Concrete): Value {
  const array = createArray(d, items, made, capacity);
  capacities.set(array, capacity);
  return array;
}

function push(s: Store, d: ArrayDescr, v: Value): void {
  const store = V(s);
  const length = V(storeLen(s));
  const next = V(intAdd(I(length), int(1)));
  const capacity = isConst(next) ? capacityOf(store) : undefined;
  if (capacity !== undefined && (next.value as number) > capacity && mi().cache.isUnescaped(mi().resolve(store))) {
    resized(store, d, next.value as number, v);
    return;
  }
  // PyPy resizes when the allocated block is full: the call makes the list real.
  if (capacity === undefined || (next.value as number) > capacity) helperCall(placeHelper.resize, [store, next]);
  setitem(getfield(store, F.listItems), length, d, v);
  setLength(store, next);
}
/**
 * A list made here, of known length, stays virtual when it grows: the resize is looked into, and gives a new virtual array
 * (rlist.py, _ll_list_resize_ge and look_inside_iff of _ll_list_resize_hint_really).
 */
function resized(store: Value, d: ArrayDescr, length: number, added: Value): void {
  const old = itemsOf(S_(store));
  const kept = Array.from({ length: length - 1 }, (_, i) => getitem(old, new ConstInt(i), d));
  (store.value as unknown[]).push(added.value);
  const array = itemArray(d, [...kept, added], grown(length), store.value);
  const target = mi().resolve(store);
  mi().record('setfield_gc', [target, array], null, F.listItems);
  mi().cache.setField(target, F.listItems, array);
  setLength(store, new ConstInt(length));
}
/** Drops the last item (rlist.py, ll_pop_default). */
export function storeDropLast(s: Store): void {
  const store = V(s);
  const next = V(intSub(storeLen(s), int(1)));
  const capacity = isConst(next) ? capacityOf(store) : undefined;
  if (capacity === undefined || (next.value as number) < shrinksBelow(capacity)) helperCall(placeHelper.resize, [store, next]);
  setfield(store, F.listLength, next);
}
export const storePushI = (s: Store, v: Int): void => push(s, A.ints, V(v));
export const storePushF = (s: Store, v: Float): void => push(s, A.floats, V(v));
export const storePushR = (s: Store, v: Ref): void => push(s, A.items, V(v));
const arrayDescrOf = (strategy: ListStrategy): ArrayDescr =>
  strategy === INT_LIST ? A.ints : strategy === FLOAT_LIST ? A.floats : A.items;
/** The first item of an empty list: it gets the strategy for it and a storage of its own (listobject.py, EmptyListStrategy.append). */
export function startList(w: Ref, v: Ref): void {
  const strategy = listStrategyOf([v]);
  const d = arrayDescrOf(strategy);
  const stored = V(strategy === INT_LIST ? intval(v) : strategy === FLOAT_LIST ? floatval(v) : strategy === STR_LIST ? strval(v) : v);
  setfield(V(w), F.listStrategy, new ConstPtr(strategy, strategy.name));
  setfield(V(w), F.listStorage, newStore(d, [stored], grown(1)));
}
/** The structure and the array of a list (rlist.py, ll_newlist). */
function newStore(d: ArrayDescr, items: readonly Value[], capacity: number): Value {
  const array = itemArray(
    d,
    items,
    capacity,
    items.map((v) => v.value),
  );
  return create(
    S.storage,
    null,
    [
      [F.listLength, new ConstInt(items.length)],
      [F.listItems, array],
    ],
    array.value,
  );
}
/**
 * A list that cannot hold the next item unboxed gets its items as objects, in a storage of their own (listobject.py,
 * switch_to_object_strategy; getitems_copy is looked into for a list made here one by one).
 */
export function generalizeList(w: Ref): void {
  const strategy = listStrategy(w);
  const store = listStore(w);
  const known = mi().resolve(V(storeLen(store)));
  let objects: Value;
  if (isConst(known) && mi().cache.isUnescaped(mi().resolve(V(w)))) {
    const count = known.value as number;
    objects = newStore(
      A.items,
      Array.from({ length: count }, (_, i) => V(itemAt(store, strategy, i))),
      count,
    );
  } else if (branch(intIsZero(storeLen(store)))) objects = newStore(A.items, [], 0);
  else {
    objects = helperCall(placeHelper.copiedItems, [V(w)]);
    mi().cache.setFresh(objects, null);
    mi().cache.escape(objects);
  }
  setfield(V(w), F.listStrategy, new ConstPtr(OBJECT_LIST, OBJECT_LIST.name));
  setfield(V(w), F.listStorage, objects);
}
export function newList(items: Ref[]): Ref {
  const strategy = listStrategyOf(items);
  const d = arrayDescrOf(strategy);
  const stored = items.map((w) =>
    V(strategy === INT_LIST ? intval(w) : strategy === FLOAT_LIST ? floatval(w) : strategy === STR_LIST ? strval(w) : w),
  );
  const storage = newStore(d, stored, stored.length);
  const list = makeList([]);
  list.strategy = strategy;
  list.storage = storage.value as unknown[];
  return R(
    create(
      S.list,
      K.LIST,
      [
        [F.listStrategy, new ConstPtr(strategy, strategy.name)],
        [F.listStorage, storage],
      ],
      list,
    ),
  );
}
/** get_strategy_from_list_objects: looks at the classes of up to 4 items, then no further. */
function listStrategyOf(items: Ref[]): ListStrategy {
  if (items.length === 0) return EMPTY_LIST;
  const first = kind(items[0]);
  const all = items.every((w) => kind(w) === first);
  if (!all) return OBJECT_LIST;
  return first === K.INT ? INT_LIST : first === K.FLOAT ? FLOAT_LIST : first === K.STR ? STR_LIST : OBJECT_LIST;
}
/**
 * The items of a list, whose number becomes a constant: of a list made here one by one, else a copy that a call makes
 * (listobject.py, getitems_fixedsize).
 */
export function listFixedView(w: Ref): Ref[] {
  const strategy = listStrategy(w);
  if (strategy.item === 'none') return [];
  const store = listStore(w);
  const known = mi().resolve(V(storeLen(store)));
  if (isConst(known) && mi().cache.isUnescaped(mi().resolve(V(w))))
    return Array.from({ length: known.value as number }, (_, i) => itemAt(store, strategy, i));
  if (branch(intIsZero(storeLen(store)))) return [];
  const array = helperCall(placeHelper.fixedItems, [V(w)]);
  mi().cache.setFresh(array, null);
  return itemsOfArray(array);
}
/** tuple(list): the items go into an array of their own, and that into a plain tuple, of whatever length (tupleobject.py, descr_new). */
export function tupleOfList(w: Ref): Ref {
  const strategy = listStrategy(w);
  if (strategy.item === 'none') return plainTuple([]);
  const store = listStore(w);
  const known = mi().resolve(V(storeLen(store)));
  if (isConst(known) && mi().cache.isUnescaped(mi().resolve(V(w))))
    return plainTuple(Array.from({ length: known.value as number }, (_, i) => itemAt(store, strategy, i)));
  if (branch(intIsZero(storeLen(store)))) return plainTuple([]);
  return tupleOf(helperCall(placeHelper.fixedItems, [V(w)]));
}
const itemAt = (store: Store, strategy: ListStrategy, i: number): Ref => {
  if (strategy.item === 'i') return newInt(storeGetI(store, int(i)));
  if (strategy.item === 's') return newStr(storeGetR(store, int(i)));
  return strategy.item === 'f' ? newFloat(storeGetF(store, int(i))) : storeGetR(store, int(i));
};
function itemsOfArray(array: Value): Ref[] {
  const length = mi().record('arraylen_gc', [array], (array.value as unknown[]).length, A.items);
  const n = promoteInt(I(length)) as number;
  return Array.from({ length: n }, (_, i) => R(getitem(array, new ConstInt(i), A.items)));
}
/**
 * The same as arguments of a call: they are put behind the positional ones in an array of their own, made before its length is known
 * (pypy/interpreter/argument.py, _combine_starargs_wrapped).
 */
export function starItems(array: Value, d: ArrayDescr): Ref[] {
  const length = mi().record('arraylen_gc', [array], (array.value as unknown[]).length, d);
  const copy = mi().record('new_array_clear', [length], new Array<unknown>((array.value as unknown[]).length).fill(null), A.items);
  mi().cache.setFresh(copy, null);
  helperCall(placeHelper.arrayCopy, [array, copy, new ConstInt(0), new ConstInt(0), length]);
  return itemsOfArray(copy);
}
/** list * n: a short list of known length, repeated a known number of times, is looked into (rlist.py, ll_mul). Null for others. */
export function repeatList(w: Ref, times: Int): Ref | null {
  const strategy = listStrategy(w);
  if (strategy.item === 'none') return null;
  const store = listStore(w);
  const [n, count] = [mi().resolve(V(times)), mi().resolve(V(storeLen(store)))];
  if (!isConst(n) || !isConst(count) || !mi().cache.isUnescaped(mi().resolve(V(w)))) return null;
  const total = Math.max(0, Number(n.value)) * Number(count.value);
  if (total === 0 || total > REPEATED) return null;
  const items = Array.from({ length: Number(count.value) }, (_, i) => itemAt(store, strategy, i));
  return newList(Array.from({ length: total }, (_, i) => items[i % items.length]));
}
/** Beyond this a new array is no virtual (virtualize.py, reasonable_array_index, is larger: guards would carry all of it). */
const REPEATED = 64;
/** f(*list) */
export function starList(w: Ref): Ref[] {
  const strategy = listStrategy(w);
  if (strategy.item === 'none') return [];
  const store = listStore(w);
  if (mi().cache.isUnescaped(mi().resolve(V(w))) && isConst(mi().resolve(V(storeLen(store))))) return listFixedView(w);
  if (branch(intIsZero(storeLen(store)))) return [];
  return starItems(helperCall(placeHelper.fixedItems, [V(w)]), A.items);
}
/** f(*tuple): the items of a tuple of unknown length are copied too. */
export function starTuple(s: Store): Ref[] {
  const length = arrayLen(s);
  if (isConst(mi().resolve(V(length)))) return fixedRefs(V(s));
  return starItems(mi().resolve(V(s)), A.fixed);
}
/** A block of a deque is made in the trace, and virtual until the deque has to be whole (interp_deque.py, append). */
export const newBlock = (deque: Ref): void =>
  setfield(V(deque), F.dequeBlock, createArray(A.items, [], new Array(BLOCKLEN).fill(null), BLOCKLEN));
