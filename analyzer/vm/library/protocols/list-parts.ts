/**
 * Slices, sums and multiples of lists, and searching in them. The strategy stays as it is where the items allow it, also with none or only some of them left: traces guard it.
 * Source: pypy/objspace/std/listobject.py (getslice, setslice, deleteslice, _extend_from_list and inplace_mul of AbstractUnwrappedStrategy and
 * EmptyListStrategy).
 */
import { checkItems } from '../../runtime/blocks';
import { valueError } from '../../runtime/errors';
import { EMPTY_LIST, FLOAT_LIST, INT_LIST, listGet, listItems, listToObjects, OBJECT_LIST, STR_LIST, W_List } from '../../runtime/lists';
import type { W } from '../../runtime/values';
import { equal } from './comparison';

/** What a slice means for a length. */
export interface Positions {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  readonly count: number;
}

/** Items in a row are replaced in place up to so many: as many arguments as any stack has room for. */
const FEW = 5000;

const LONG = 1000;
/** V8 makes a table of an array that is asked for with more places. */
const DENSE = 32 * 2 ** 20;

export function sliceOfList(list: W_List, { start, step, count }: Positions): W_List {
  const { storage } = list;
  if (step === 1) return new W_List(list.strategy, storage.slice(start, start + count));
  const out: unknown[] = [];
  for (let i = 0; i < count; i++) out.push(storage[start + i * step]);
  return new W_List(list.strategy, out);
}

/** `values` may be the list itself. Throws ValueError where an extended slice has another length. */
export function setSliceOfList(list: W_List, { start, step, count }: Positions, values: W_List): void {
  const size = values.storage.length;
  if (step !== 1 && size !== count) throw valueError(`attempt to assign sequence of size ${size} to extended slice of size ${count}`);
  if (step === 1) checkItems(list.storage.length + size);
  if (list.strategy === EMPTY_LIST) {
    list.strategy = values.strategy;
    list.storage = values.storage.slice();
    return;
  }
  let items: readonly unknown[] = values === list ? values.storage.slice() : values.storage;
  if (values.strategy !== list.strategy && size > 0) {
    if (values.strategy === FLOAT_LIST) items = listItems(values);
    listToObjects(list);
  }
  const { storage } = list;
  if (step !== 1 || size === count) for (let i = 0; i < size; i++) storage[start + i * step] = items[i];
  else if (size <= FEW) storage.splice(start, count, ...items);
  else list.storage = storage.slice(0, start).concat(items, storage.slice(start + count));
}

export function deleteSliceOfList(list: W_List, { start, step, count }: Positions): void {
  const { storage } = list;
  if (step === 1) {
    storage.splice(start, count);
    return;
  }
  const [first, stride] = step > 0 ? [start, step] : [start + (count - 1) * step, -step];
  list.storage = storage.filter((_, i) => i < first || (i - first) % stride !== 0 || i >= first + count * stride);
}

export function joinedLists(a: W_List, b: W_List): W_List {
  if (a.strategy === b.strategy || b.strategy === EMPTY_LIST) return new W_List(a.strategy, a.storage.concat(b.storage));
  if (a.strategy === EMPTY_LIST) return new W_List(b.strategy, b.storage.slice());
  return new W_List(OBJECT_LIST, listItems(a).concat(listItems(b)));
}

export const copiedList = (list: W_List): W_List => new W_List(list.strategy, list.storage.slice());

export const repeatedList = (list: W_List, times: number): W_List => new W_List(list.strategy, repeatedItems(list.storage, times));

/** By doubling, which keeps V8's array dense; a long one of a single item is filled, which is three times as quick. */
export function repeatedItems<T>(items: readonly T[], times: number): T[] {
  if (items.length === 1 && times > LONG && times < DENSE) return new Array<T>(times).fill(items[0]);
  let out: T[] = [];
  let chunk = items;
  for (let left = items.length === 0 ? 0 : times; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) out = out.concat(chunk);
    if (left > 1) chunk = chunk.concat(chunk);
  }
  return out;
}

/** The first item from `start` that equals `item`, -1 without one. Comparing may run guest code, which may change the list. */
export function indexInList(list: W_List, item: W, start = 0, end = Infinity): number {
  const { strategy, storage } = list;
  // Unboxed items equal nothing but their like, or what runs guest code to say so.
  if ((strategy === INT_LIST && typeof item === 'number') || (strategy === STR_LIST && typeof item === 'string')) {
    const at = storage.indexOf(item, start);
    return at < end ? at : -1;
  }
  for (let i = start; i < Math.min(end, list.storage.length); i++) if (equal(listGet(list, i), item)) return i;
  return -1;
}
