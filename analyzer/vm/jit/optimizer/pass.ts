/**
 * One pass of the optimizer. Operations flow through all passes in order, one operation at a time; a pass hands an operation on
 * (`emit`), replaces it, or drops it (null), and may look again once the rest of the chain has seen it (`postprocess`).
 *
 * Source: rpython/jit/metainterp/optimizeopt/optimizer.py (Optimization, OptimizationResult), PyPy 7.3.11.
 */
import type { Operation } from '../ir';
import { ConstInt, isConst, type Descr, type IntValue, type OpName, type Value, type VTable } from '../ir';
import { type Const, infoOf, ptrInfo, replacement } from './facts/forwarding';
import { ObjectInfo, PtrInfo } from './facts/info';
import { IntBound } from './facts/intbound';
import type { Optimizer } from './optimizer';
import type { ShortBoxes } from './unroll/short-boxes';

/** An operation handed on, with something to do after the rest of the chain. */
export class Emission {
  constructor(
    readonly op: Operation,
    readonly callback: () => void,
  ) {}
}

export type PassResult = Operation | Emission | null;

export abstract class Pass {
  optimizer!: Optimizer;
  /** Place in the chain. */
  index = 0;
  /** The last operation handed on, or 'removed' when the last call was found unnecessary: then its guard_no_exception is too. */
  lastEmitted: Operation | 'removed' | null = null;

  abstract propagateForward(op: Operation): PassResult;

  /** Whether `postprocess` does anything. */
  readonly postprocesses: boolean = this.postprocess !== Pass.prototype.postprocess;

  /** Called for each operation this pass handed on without a callback, after the rest of the chain. */
  postprocess(_op: Operation): void {}
  setup(): void {}
  /** Carry out what was put off; the trace ends here. */
  flush(): void {}
  producePotentialShortPreambleOps(_boxes: ShortBoxes): void {}

  emit(op: Operation): PassResult {
    this.lastEmitted = op;
    return op;
  }

  /** Sends an additional operation through the rest of the chain. */
  emitExtra(op: Operation, remember = true): void {
    if (remember) this.lastEmitted = op;
    this.optimizer.sendExtraOperation(op, this.index + 1);
  }

  // -- facts, shared by all passes --

  intBound(v: Value): IntBound {
    return intBoundOf(v);
  }

  /** True: not null or not zero; false: null or zero; null: unknown. */
  nullness(v: Value): boolean | null {
    return v.type === 'r' ? (ptrInfo(v)?.nullness() ?? null) : this.intBound(v).nullness();
  }

  makeConstantInt(op: Operation, value: IntValue): null {
    this.optimizer.makeConstant(op, new ConstInt(value));
    return null;
  }

  makeEqualTo(op: Operation, value: Value): null {
    this.optimizer.makeEqualTo(op, value);
    return null;
  }

  /** The value has exactly this class from here on. */
  makeConstantClass(v: Value, cls: VTable, updateLastGuard = true): ObjectInfo | null {
    const box = replacement(v);
    if (isConst(box)) return null;
    const old = infoOf(box);
    const info = old instanceof ObjectInfo ? old : this.optimizer.objectInfoOf(box);
    info.cls = cls;
    if (updateLastGuard) this.optimizer.markLastGuard(info);
    return info;
  }

  replaceOpWith(op: Operation, name: OpName, args?: readonly Value[], descr?: Descr | null): Operation {
    return this.optimizer.replaceOpWith(op, name, args, descr);
  }

  constantBox(v: Value): Const | null {
    return this.optimizer.constantBox(v);
  }
}

/** The range of an int; a fresh unbounded one is attached when nothing was known. */
export function intBoundOf(v: Value): IntBound {
  const box = replacement(v);
  if (box instanceof ConstInt) return IntBound.constant(box.value);
  if (isConst(box)) return IntBound.unbounded();
  const info = infoOf(box);
  if (info instanceof IntBound) return info;
  const bound = IntBound.unbounded();
  if (!(info instanceof PtrInfo)) box.forwarded = bound;
  return bound;
}
