/** Sorting: stable, only `<` is asked, comparisons may run guest code and may lie. */
import { hooks } from '../../runtime/hooks';
import { W_SeqIter } from '../../runtime/iterators';
import { listItems, newList, OBJECT_LIST, W_List } from '../../runtime/lists';
import { typeOf } from '../../runtime/types';
import { tupleItems, w_None, W_Float, type W } from '../../runtime/values';
import { vm } from '../../runtime/vm';
import { driver } from '../jitdrivers';

/** Sorts a fresh array. */
export function sortItems(items: W[], key: W, reverse: boolean): W[] {
  const keys = key === w_None ? items : keysOf(items, key);
  vm.spend(items.length);
  const simple = key === w_None ? sortedPlain(items, reverse) : null;
  if (simple !== null) return simple;
  const order = key === w_None ? null : plainOrder(keys);
  if (order !== null) {
    // The order of equals is that of the items, also where the largest comes first.
    const places = Array.from(items.keys());
    return places.sort(reverse ? (a, b) => order(b, a) : order).map((i) => items[i]);
  }
  const keyed = items.map((w, i) => ({ w, k: keys[i] }));
  if (reverse) keyed.reverse();
  const sorted = mergeSort(keyed);
  if (reverse) sorted.reverse();
  return sorted.map((e) => e.w);
}

/** PyPy computes the keys in a loop with a jitdriver, one for each type of function and strategy (listobject.py, _compute_keys_for_sorting). */
function keysOf(items: readonly W[], key: W): W[] {
  if (vm.jit === null || items.length === 0) return items.map((w) => hooks.call(key, [w]));
  const step = driver('_compute_keys_for_sorting', typeOf(key), newList([...items]).strategy.name);
  const pairs = hooks.call(step, [new W_SeqIter(new W_List(OBJECT_LIST, [...items])), new W_List(OBJECT_LIST, []), key]) as W_List;
  return listItems(pairs).map((pair) => (tupleItems(pair) as W[])[0]);
}

const isNumber = (w: W): w is number => typeof w === 'number';
const isString = (w: W): w is string => typeof w === 'string';
const isOrdered = (w: W): w is W_Float => w instanceof W_Float && !Number.isNaN(w.floatval);

/** Values of one kind that compare without guest code; null for others. Equal ints and strs cannot be told apart. */
function sortedPlain(items: W[], reverse: boolean): W[] | null {
  if (items.every(isNumber)) {
    const numbers: W[] = Array.from(Float64Array.from(items).sort());
    return reverse ? numbers.reverse() : numbers;
  }
  if (items.every(isString)) {
    // Without a function V8 orders by UTF-16 units, which no surrogates in them makes the order of code points.
    const texts: W[] = items.sort();
    return reverse ? texts.reverse() : texts;
  }
  if (!items.every(isOrdered)) return null;
  return items.sort(reverse ? (a, b) => orderOf(b.floatval, a.floatval) : (a, b) => orderOf(a.floatval, b.floatval));
}

const orderOf = (a: number, b: number): number => (a < b ? -1 : a === b ? 0 : 1);

/** How two keys compare, by their places; null where comparing may run guest code. */
function plainOrder(keys: readonly W[]): ((a: number, b: number) => number) | null {
  if (keys.every(isNumber)) {
    const numbers = Float64Array.from(keys);
    return (a, b) => numbers[a] - numbers[b];
  }
  if (keys.every(isString)) return (a, b) => (keys[a] < keys[b] ? -1 : keys[a] === keys[b] ? 0 : 1);
  if (!keys.every(isOrdered)) return null;
  const numbers = Float64Array.from(keys, (k) => k.floatval);
  return (a, b) => orderOf(numbers[a], numbers[b]);
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
