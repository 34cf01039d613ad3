/**
 * Force the virtual arguments of operations that need real objects, before the heap pass sees the operation.
 *
 * Source: rpython/jit/metainterp/optimizeopt/earlyforce.py, PyPy 7.3.11.
 */
import type { Operation } from '../../ir';
import { Pass, type PassResult } from '../pass';

export class OptEarlyForce extends Pass {
  propagateForward(op: Operation): PassResult {
    switch (op.name) {
      // The heap pass may put a store off: its value stays virtual until the store is done.
      case 'setfield_gc':
      case 'setarrayitem_gc':
      case 'quasiimmut_field':
      case 'same_as_i':
      case 'same_as_r':
      case 'same_as_f':
        break;
      default:
        for (const arg of op.args) this.optimizer.forceBox(arg, this);
    }
    return this.emit(op);
  }
}
