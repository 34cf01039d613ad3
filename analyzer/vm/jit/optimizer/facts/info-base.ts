/**
 * What the optimizer knows about a value. It hangs on the value's `forwarded` field until the value is replaced by another.
 *
 * Source: rpython/jit/metainterp/optimizeopt/info.py (AbstractInfo), PyPy 7.3.11.
 */
import type { Operation } from '../../ir';
import { type ConstFloat, type ConstInt, type ConstPtr, type Value } from '../../ir';

export abstract class Info {
  /** Not made yet: it exists in the optimizer's books only. */
  isVirtual(): boolean {
    return false;
  }

  isConstant(): boolean {
    return false;
  }

  /** Only when `isConstant()`. */
  constant(): ConstInt | ConstFloat | ConstPtr {
    throw new Error('not a constant');
  }

  /** True: not null or not zero; false: null or zero; null: unknown. */
  nullness(): boolean | null {
    return null;
  }

  /** Appends the operations that check, on `box`, what this info claims. */
  makeGuards(_box: Value, _guards: Operation[]): void {}
}
