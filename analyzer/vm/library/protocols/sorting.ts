/** Sorting: stable, only `<` is asked, comparisons may run guest code and may lie. */
import { hooks } from '../../runtime/hooks';
import { w_None, type W } from '../../runtime/values';
import { vm } from '../../runtime/vm';

/** Sorts a fresh array. */
export function sortItems(items: W[], key: W, reverse: boolean): W[] {
  const keyed = items.map((w, i) => ({ w, k: key === w_None ? w : hooks.call(key, [w]), i }));
  vm.spend(items.length);
  if (reverse) keyed.reverse();
  const sorted = mergeSort(keyed);
  if (reverse) sorted.reverse();
  return sorted.map((e) => e.w);
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
