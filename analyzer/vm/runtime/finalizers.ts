/**
 * Objects whose class has `__del__`, in the order they were made. They wait for the next marked point, gc.collect() or the end of the program, and are held until
 * then, which is what makes the order, and that each is called once, sure. Source: PyPy's finalizer queue (rpython/rlib/rgc.py, FinalizerQueue).
 */
import type { W_Instance } from './values';

export const finalizers = {
  waiting: [] as W_Instance[],

  reset(): void {
    finalizers.waiting = [];
  },
};

/** A bare instance was made. */
export function begins<T extends W_Instance>(w: T): T {
  if (w.map.cls.finalizes) finalizers.waiting.push(w);
  return w;
}
