/** Lists: strategy, storage, items. */
import { listAppend, listItems, listToObjects, type ListStrategy, newList as makeList, type W_List } from '../../runtime/lists';
import { type W, W_Tuple } from '../../runtime/values';
import type { Float, Int, Ref, Store } from '../types';
import { R } from './values';

/** The strategy: guard_class on it. */
export const listStrategy = (w: Ref): ListStrategy => (w as unknown as W_List).strategy;
export const listStore = (w: Ref): Store => (w as unknown as W_List).storage as unknown as Store;
export const storeLen = (s: Store): Int => (s as unknown as unknown[]).length as unknown as Int;
export const storeGetI = (s: Store, i: Int): Int => (s as unknown as unknown[])[i as unknown as number] as Int;
export const storeGetF = (s: Store, i: Int): Float => (s as unknown as unknown[])[i as unknown as number] as Float;
export const storeGetR = (s: Store, i: Int): Ref => (s as unknown as unknown[])[i as unknown as number] as Ref;
export const storeSetI = (s: Store, i: Int, v: Int): void => void ((s as unknown as unknown[])[i as unknown as number] = v);
export const storeSetF = (s: Store, i: Int, v: Float): void => void ((s as unknown as unknown[])[i as unknown as number] = v);
export const storeSetR = (s: Store, i: Int, v: Ref): void => void ((s as unknown as unknown[])[i as unknown as number] = v);
/** Makes room for one more item and writes it: `cond_call resize` + store in traces. */
export const storePushI = (s: Store, v: Int): void => void (s as unknown as unknown[]).push(v);
export const storePushF = (s: Store, v: Float): void => void (s as unknown as unknown[]).push(v);
export const storePushR = (s: Store, v: Ref): void => void (s as unknown as unknown[]).push(v);
export const storeDropLast = (s: Store): void => void (s as unknown as unknown[]).pop();
export const repeatList = (_w: Ref, _times: Int): Ref | null => null;
export const startList = (w: Ref, v: Ref): void => listAppend(w as unknown as W_List, v as unknown as W);
export const tupleOfList = (w: Ref): Ref => R(new W_Tuple(listItems(w as unknown as W_List)));
export const generalizeList = (w: Ref): void => listToObjects(w as unknown as W_List);
export const newList = (items: Ref[]): Ref => R(makeList(items as unknown as W[]));
export const starList = (w: Ref): Ref[] => listItems(w as unknown as W_List) as unknown as Ref[];
export const starTuple = (s: Store): Ref[] => (s as unknown as Ref[]).slice();
export const listFixedView = (w: Ref): Ref[] => listItems(w as unknown as W_List) as unknown as Ref[];
/** Another block for a deque: PyPy's alone, which compiled code makes. */
export const newBlock = (_deque: Ref): void => undefined;
