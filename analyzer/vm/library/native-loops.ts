/**
 * Loops of natives that PyPy has a jitdriver for and that natives walk here, because most of them stay cold: the hash of a tuple that is no specialised
 * pair (tupleobject.py, _descr_hash_jitdriver) and the search in a list of objects (listobject.py, ListStrategy.find_or_count). Their passes are
 * counted; when that makes one hot, its step in guest bytecode (jitdrivers.ts) runs and is traced.
 */
import { hooks } from '../runtime/hooks';
import type { W_List } from '../runtime/lists';
import { listGet } from '../runtime/lists';
import { typeOf } from '../runtime/types';
import { newTuple, W_Float, type W } from '../runtime/values';
import { vm } from '../runtime/vm';
import type { W_Function } from '../runtime/functions';
import { driver } from './jitdrivers';

/** How often a tuple with items of these types was hashed by the step. */
let hashed = new Map<string, number>();
/** Searches whose next run is the step's: the last one made them hot. */
let due = new WeakSet<W_Function>();

/** For each run anew. */
export function resetNativeLoops(): void {
  hashed = new Map();
  due = new WeakSet();
}

/**
 * A tuple with these items is hashed. The guards of the loop are about the items' types alone, so a tuple of types that have gone through it often
 * enough to have all the bridges they can get is not walked again.
 */
export function countTupleHash(items: readonly W[]): void {
  if (vm.jit === null || items.length === 0) return;
  const step = driver('tuple.hash', typeOf(items[0]));
  if (!vm.jit.driverDue(step.code, items.length)) return;
  const types = items.map((item) => typeOf(item).name).join();
  const times = hashed.get(types) ?? 0;
  if (times > vm.jit.failuresToBridge * items.length * 2) return;
  hashed.set(types, times + 1);
  hooks.call(step, [hooks.iter(newTuple([...items]))]);
}

/** Where the item stands in a list of objects, from `start` up to `end`; -1 where it does not. `equal` may run guest code. */
export function findInObjects(list: W_List, item: W, start: number, end: number, equal: (a: W, b: W) => boolean): number {
  // A float is the same as another by its bits, which the step's `is` does not ask.
  const step = vm.jit === null || item instanceof W_Float ? null : driver('list.find', typeOf(item), list.strategy.name);
  if (step !== null && due.has(step)) return hooks.call(step, [list, item, start, Math.min(end, list.storage.length)]) as number;
  let i = start;
  for (; i < Math.min(end, list.storage.length); i++) if (equal(listGet(list, i), item)) break;
  const found = i < Math.min(end, list.storage.length);
  if (step !== null && vm.jit !== null && vm.jit.driverDue(step.code, i - start + (found ? 1 : 0))) due.add(step);
  return found ? i : -1;
}
