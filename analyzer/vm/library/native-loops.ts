/**
 * A loop of natives that PyPy has a jitdriver for and that natives walk here, because most of them stay cold: the hash of a tuple that is no specialised
 * pair (tupleobject.py, _descr_hash_jitdriver). Its passes are counted; when that makes it hot, its step in guest bytecode (jitdrivers.ts) runs and is
 * traced.
 */
import { hooks } from '../runtime/hooks';
import { typeOf } from '../runtime/types';
import { newTuple, type W } from '../runtime/values';
import { vm } from '../runtime/vm';
import { driver } from './jitdrivers';

/** How often a tuple with items of these types was hashed by the step. */
let hashed = new Map<string, number>();

/** For each run anew. */
export function resetNativeLoops(): void {
  hashed = new Map();
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
