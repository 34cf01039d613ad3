/**
 * Lists and their strategies: ints, floats and strs are stored unboxed while a list holds nothing else.
 * Source: pypy/objspace/std/listobject.py. Strategies are singletons; which one a list has is what traces guard.
 */
import { K } from './kinds';
import { Obj, W_Float, layout, type W } from './values';

export class ListStrategy {
  constructor(
    /** As PyPy prints it. */
    readonly name: string,
    readonly item: 'none' | 'i' | 'f' | 's' | 'r',
  ) {}
}

export const EMPTY_LIST = new ListStrategy('EmptyListStrategy', 'none');
export const INT_LIST = new ListStrategy('IntegerListStrategy', 'i');
export const FLOAT_LIST = new ListStrategy('FloatListStrategy', 'f');
export const STR_LIST = new ListStrategy('AsciiListStrategy', 's');
export const OBJECT_LIST = new ListStrategy('ObjectListStrategy', 'r');

export class W_List extends Obj {
  constructor(
    public strategy: ListStrategy,
    /** number|bigint (ints), number (floats), string, or W, by strategy. */
    public storage: unknown[],
  ) {
    super();
  }
}
layout(W_List, K.LIST);

/** The strategy for one value alone. */
export function strategyFor(w: W): ListStrategy {
  if (typeof w === 'number' || typeof w === 'bigint') return INT_LIST;
  if (typeof w === 'string') return STR_LIST;
  return w instanceof W_Float ? FLOAT_LIST : OBJECT_LIST;
}

/** A new list; takes over `items`. */
export function newList(items: W[]): W_List {
  if (items.length === 0) return new W_List(EMPTY_LIST, []);
  const strategy = strategyFor(items[0]);
  if (strategy !== OBJECT_LIST) {
    for (let i = 1; i < items.length; i++) if (strategyFor(items[i]) !== strategy) return new W_List(OBJECT_LIST, items);
    if (strategy === FLOAT_LIST)
      return new W_List(
        strategy,
        items.map((w) => (w as W_Float).floatval),
      );
  }
  return new W_List(strategy, items);
}

export function listGet(list: W_List, index: number): W {
  const item = list.storage[index];
  return list.strategy === FLOAT_LIST ? new W_Float(item as number) : (item as W);
}

/** Makes room for `w`: switches the strategy if need be, and gives `w` as it is stored. */
export function listAdmit(list: W_List, w: W): unknown {
  const wanted = strategyFor(w);
  if (list.strategy !== wanted) {
    if (list.strategy === EMPTY_LIST) list.strategy = wanted;
    else listToObjects(list);
  }
  return list.strategy === FLOAT_LIST ? (w as W_Float).floatval : w;
}

export function listToObjects(list: W_List): void {
  if (list.strategy === OBJECT_LIST) return;
  if (list.strategy === FLOAT_LIST) list.storage = list.storage.map((x) => new W_Float(x as number));
  list.strategy = OBJECT_LIST;
}

export function listSet(list: W_List, index: number, w: W): void {
  const stored = listAdmit(list, w);
  list.storage[index] = stored;
}

export function listAppend(list: W_List, w: W): void {
  const stored = listAdmit(list, w);
  list.storage.push(stored);
}

/** `items` may not be the list's own storage. */
export function listExtend(list: W_List, items: readonly W[]): void {
  for (const w of items) listAppend(list, w);
}

/** All items boxed: a fresh array. */
export function listItems(list: W_List): W[] {
  return list.strategy === FLOAT_LIST ? list.storage.map((x) => new W_Float(x as number)) : (list.storage.slice() as W[]);
}

/** Replaces all items; takes over `items`. */
export function listReplace(list: W_List, items: W[]): void {
  const fresh = newList(items);
  list.strategy = fresh.strategy;
  list.storage = fresh.storage;
}
