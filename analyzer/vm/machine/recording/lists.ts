/** Lists: strategy, storage, items. */
import { type ArrayDescr, ConstInt, ConstPtr, type Value } from '../../jit/ir';
import { helperCall } from '../../jit/recorder/calls';
import { mi } from '../../jit/recorder/current';
import { A, F, S } from '../../jit/recorder/descrs';
import { placeHelper } from '../../jit/recorder/places';
import { K } from '../../runtime/kinds';
import { EMPTY_LIST, FLOAT_LIST, INT_LIST, type ListStrategy, newList as makeList, OBJECT_LIST, STR_LIST } from '../../runtime/lists';
import type { Float, Int, Ref, Store } from '../types';
import { int, kind, promoteInt, promoteStrategy } from './constants';
import { branch } from './decisions';
import { floatval } from './floats';
import { create, createArray, getfield, getitem, setitem } from './heap';
import { intAdd, intIsZero, intval } from './ints';
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
function push(s: Store, d: ArrayDescr, v: Value): void {
  const store = V(s);
  const length = V(storeLen(s));
  const next = V(intAdd(I(length), int(1)));
  // PyPy resizes when the allocated block is full: the call makes the list real.
  helperCall(placeHelper.resize, [store, next]);
  const items = getfield(store, F.listItems);
  setitem(items, length, d, v);
  mi().record('setfield_gc', [mi().resolve(store), next], null, F.listLength);
  mi().cache.setField(mi().resolve(store), F.listLength, next);
}
export const storePushI = (s: Store, v: Int): void => push(s, A.ints, V(v));
export const storePushF = (s: Store, v: Float): void => push(s, A.floats, V(v));
export const storePushR = (s: Store, v: Ref): void => push(s, A.items, V(v));
export function newList(items: Ref[]): Ref {
  const strategy = listStrategyOf(items);
  const d = strategy === INT_LIST ? A.ints : strategy === FLOAT_LIST ? A.floats : A.items;
  const stored = items.map((w) => V(strategy === INT_LIST ? intval(w) : strategy === FLOAT_LIST ? floatval(w) : w));
  const array = createArray(d, stored);
  const storage = create(S.storage, null, [[F.listLength, new ConstInt(items.length)], [F.listItems, array]], array.value);
  const list = makeList([]);
  list.strategy = strategy;
  list.storage = array.value as unknown[];
  return R(create(S.list, K.LIST, [[F.listStrategy, new ConstPtr(strategy, strategy.name)], [F.listStorage, storage]], list));
}
/** get_strategy_from_list_objects: looks at the classes of up to 4 items, then no further. */
function listStrategyOf(items: Ref[]): ListStrategy {
  if (items.length === 0) return EMPTY_LIST;
  const first = kind(items[0]);
  const all = items.every((w) => kind(w) === first);
  if (!all) return OBJECT_LIST;
  return first === K.INT ? INT_LIST : first === K.FLOAT ? FLOAT_LIST : first === K.STR ? STR_LIST : OBJECT_LIST;
}
/** f(*list): the items are copied out by a call, their number becomes a constant (listobject.py, getitems_fixedsize). */
export function listFixedView(w: Ref): Ref[] {
  const strategy = listStrategy(w);
  if (strategy.item === 'none') return [];
  const store = listStore(w);
  if (branch(intIsZero(storeLen(store)))) return [];
  const array = helperCall(placeHelper.fixedItems, [V(w)]);
  mi().cache.setFresh(array, null);
  const length = mi().record('arraylen_gc', [array], (array.value as unknown[]).length, A.items);
  const n = promoteInt(I(length)) as number;
  return Array.from({ length: n }, (_, i) => R(getitem(array, new ConstInt(i), A.items)));
}
