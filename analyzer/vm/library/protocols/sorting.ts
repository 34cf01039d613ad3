/** Sorting: stable, only `<` is asked, comparisons may run guest code and may lie. */
import { hooks } from '../../runtime/hooks';
import { W_SeqIter } from '../../runtime/iterators';
import { listItems, newList, OBJECT_LIST, W_List } from '../../runtime/lists';
import { typeOf } from '../../runtime/types';
import { tupleItems, w_None, type W } from '../../runtime/values';
import { vm } from '../../runtime/vm';
import { driver } from '../jitdrivers';

/** Sorts a fresh array. */
export function sortItems(items: W[], key: W, reverse: boolean): W[] {
  const keyed = key === w_None ? items.map((w) => ({ w, k: w })) : withKeys(items, key);
  vm.spend(items.length);
  if (reverse) keyed.reverse();
  const sorted = mergeSort(keyed);
  if (reverse) sorted.reverse();
  return sorted.map((e) => e.w);
}

/** PyPy computes the keys in a loop with a jitdriver, one for each type of function and strategy (listobject.py, _compute_keys_for_sorting). */
function withKeys(items: readonly W[], key: W): Entry[] {
  if (vm.jit === null || items.length === 0) return items.map((w) => ({ w, k: hooks.call(key, [w]) }));
  const step = driver('_compute_keys_for_sorting', typeOf(key), newList([...items]).strategy.name);
  const pairs = hooks.call(step, [new W_SeqIter(new W_List(OBJECT_LIST, [...items])), new W_List(OBJECT_LIST, []), key]) as W_List;
  return listItems(pairs).map((pair) => {
    const [k, w] = tupleItems(pair) as [W, W];
    return { w, k };
  });
}

interface Entry {
  readonly w: W;
  readonly k: W;
}

function less(a: W, b: W): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  if (typeof a === 'string' && typeof b === 'string') return a < b;
  return hooks.truth(hooks.compare(0, a, b));
}

/** Bottom-up merge sort: never asks more than n log n questions, whatever the answers. */
function mergeSort<E extends Entry>(items: E[]): E[] {
  let from = items;
  let to = new Array<E>(items.length);
  for (let width = 1; width < items.length; width *= 2) {
    for (let low = 0; low < items.length; low += 2 * width) {
      const middle = Math.min(low + width, items.length);
      const high = Math.min(low + 2 * width, items.length);
      let a = low;
      let b = middle;
      for (let i = low; i < high; i++) {
        if (a < middle && (b >= high || !less(from[b].k, from[a].k))) to[i] = from[a++];
        else to[i] = from[b++];
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
