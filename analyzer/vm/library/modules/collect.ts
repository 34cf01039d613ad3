/**
 * The marked points at which objects die: gc.collect(), and the end of the program. Weak references to what the program cannot reach are cleared, with their
 * callbacks, and its `__del__`s are called in the order the objects were made; one may bring its object back to life, and is called once.
 *
 * Source: CPython's Modules/gcmodule.c (handle_weakrefs, finalize_garbage: in this order) and Objects/typeobject.c (slot_tp_finalize).
 */
import { isGuestError } from '../../runtime/errors';
import { finalizers } from '../../runtime/finalizers';
import { hooks } from '../../runtime/hooks';
import { reachable } from '../../runtime/lifetime';
import { typeOf } from '../../runtime/types';
import { newStr, newTuple, w_None, type W, type W_Instance } from '../../runtime/values';
import { clearReferences, hasReferences } from './weakref';

/** gc.collect(): how many objects were seen to die. */
export function collect(): number {
  // Without references and finalizers there is nothing to see.
  const found = hasReferences() || finalizers.waiting.length > 0 ? reachable() : null;
  if (found === null) return 0;
  const dying = finalizers.waiting.filter((w) => !found.marked.has(w));
  if (dying.length > 0) finalizers.waiting = finalizers.waiting.filter((w) => found.marked.has(w));
  const { dead, callbacks } = clearReferences(found);
  for (const { callback, ref } of callbacks) guarded('calling weakref callback', callback, ref);
  for (const w of dying) finalize(w);
  return new Set([...dead, ...dying]).size;
}

/** The program has ended: whatever has a `__del__` that was not called. It may make more of them, but not forever: the limits hold here as well. */
export function finalizeAll(): void {
  for (let w = finalizers.waiting.shift(); w !== undefined; w = finalizers.waiting.shift()) finalize(w);
}

function finalize(w: W_Instance): void {
  const del = typeOf(w).lookup('__del__');
  if (del !== null && del !== w_None) guarded('calling deallocator', del, w);
}

/** What is raised here cannot be raised anywhere: sys.unraisablehook tells of it. */
function guarded(what: string, func: W, given: W): void {
  try {
    hooks.call(func, [given]);
  } catch (e) {
    if (!isGuestError(e)) throw e;
    const sys = hooks.importModule('sys', newTuple([]), 0, w_None);
    hooks.call(hooks.getattr(sys, '_unraisable'), [e.exception, newStr(`Exception ignored while ${what}`), func]);
  }
}
