/**
 * What the heap pass knows about one field, or one item index of one kind of array: which objects it is known of, and the one
 * store that is put off.
 *
 * While a store is put off, the cached values are out of date about that object: the store's value is not among them.
 * Source: rpython/jit/metainterp/optimizeopt/heap.py (AbstractCachedEntry, CachedField, ArrayCachedItem), PyPy 7.3.11.
 */
import type { ArrayDescr, FieldDescr, Operation, Value } from '../../ir';
import { replacement, sameBox } from '../facts/forwarding';
import { type ArrayInfo, type Known, type ObjectInfo, PreambleOp } from '../facts/info';
import type { ShortBoxes } from '../unroll/short-boxes';
import type { OptHeap } from './heap';

abstract class CachedEntry<I extends ObjectInfo | ArrayInfo> {
  /** The objects this field is known of. */
  readonly structs = new Map<I, Value>();
  lazySet: Operation | null = null;

  constructor(protected readonly heap: OptHeap) {}

  protected abstract infoOf(struct: Value): I;
  protected abstract read(info: I): Known | null;
  protected abstract write(info: I, value: Known | null): void;
  abstract readonly alwaysPure: boolean;
  abstract produceShortOps(boxes: ShortBoxes): void;

  private stored(op: Operation): Value {
    return replacement(op.args[op.args.length - 1]!);
  }

  /** Whether the put-off store is to another object, which may be the same one at run time. */
  private possibleAliasing(info: I): boolean {
    return this.lazySet !== null && this.infoOf(this.lazySet.args[0]!) !== info;
  }

  /** What is known to be in the field. */
  private known(info: I, use = true): Value | null {
    const known = this.read(info);
    if (!(known instanceof PreambleOp)) return known;
    if (!use) return known.op;
    const value = this.heap.optimizer.forceOpFromPreamble(known);
    this.write(info, value);
    return value;
  }

  set(op: Operation): void {
    const info = this.infoOf(op.args[0]!);
    if (this.possibleAliasing(info)) this.forceLazySet();
    const old = this.known(info, false);
    if (old === null || !sameBox(replacement(old), this.stored(op))) {
      this.lazySet = op;
      return;
    }
    // It stores what is there already; an earlier put-off store to the same place is cancelled too.
    this.known(info);
    this.lazySet = null;
  }

  get(struct: Value): Value | null {
    const info = this.infoOf(struct);
    if (this.possibleAliasing(info)) this.forceLazySet();
    if (this.lazySet !== null) return this.stored(this.lazySet);
    const known = this.known(info);
    return known === null ? null : replacement(known);
  }

  /** Does the put-off store now. `canCache`: whether its value may be relied on afterwards. */
  forceLazySet(canCache = true): void {
    const op = this.lazySet;
    if (op === null) {
      if (!canCache) this.invalidate();
      return;
    }
    // The store may change what any other object has there.
    this.invalidate();
    this.lazySet = null;
    this.heap.emitStore(op);
    if (canCache) this.remember(op.args[0]!, this.stored(op));
  }

  remember(struct: Value, value: Known): void {
    const info = this.infoOf(struct);
    this.write(info, value);
    this.register(struct, info);
  }

  register(struct: Value, info: I): void {
    this.structs.set(info, replacement(struct));
  }

  invalidate(): void {
    if (this.alwaysPure) return;
    for (const info of this.structs.keys()) this.write(info, null);
    this.structs.clear();
  }

  /** Each object the field is known of, with what is in it. */
  *entries(): Iterable<{ struct: Value; value: Value }> {
    if (this.lazySet !== null) return;
    for (const [info, struct] of this.structs) {
      const known = this.read(info);
      if (known !== null && !(known instanceof PreambleOp)) yield { struct: replacement(struct), value: replacement(known) };
    }
  }
}

export class CachedField extends CachedEntry<ObjectInfo> {
  constructor(
    heap: OptHeap,
    readonly descr: FieldDescr,
  ) {
    super(heap);
  }

  get alwaysPure(): boolean {
    return this.descr.pure;
  }
  protected infoOf(struct: Value): ObjectInfo {
    return this.heap.optimizer.ensureObject(struct, this.descr);
  }
  protected read(info: ObjectInfo): Known | null {
    return info.fields.get(this.descr) ?? null;
  }
  protected write(info: ObjectInfo, value: Known | null): void {
    if (value === null) info.fields.delete(this.descr);
    else info.fields.set(this.descr, value);
  }
  produceShortOps(boxes: ShortBoxes): void {
    for (const { struct, value } of this.entries()) boxes.addFieldOp(value, struct, this.descr);
  }
}

export class CachedItem extends CachedEntry<ArrayInfo> {
  constructor(
    heap: OptHeap,
    readonly descr: ArrayDescr,
    readonly index: number,
  ) {
    super(heap);
  }

  get alwaysPure(): boolean {
    return this.descr.pure;
  }
  protected infoOf(struct: Value): ArrayInfo {
    return this.heap.optimizer.ensureArray(struct, this.descr);
  }
  protected read(info: ArrayInfo): Known | null {
    return info.getItem(this.index);
  }
  protected write(info: ArrayInfo, value: Known | null): void {
    info.setItem(this.index, value);
  }
  produceShortOps(boxes: ShortBoxes): void {
    for (const { struct, value } of this.entries()) boxes.addItemOp(value, struct, this.descr, this.index);
  }
}
