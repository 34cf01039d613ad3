/**
 * What is known about references: null or not, class, fields and items, or that the object is virtual.
 *
 * One class covers RPython's InstancePtrInfo and StructPtrInfo: whether a value has a guest class or is an internal structure is
 * told by its class and by the owner of the fields read from it. A value that is both (fields and items of its own) has an `array` part.
 *
 * Source: rpython/jit/metainterp/optimizeopt/info.py, PyPy 7.3.11.
 */
import {
  ConstFloat,
  ConstInt,
  ConstPtr,
  Operation,
  type ArrayDescr,
  type FieldDescr,
  type FieldOwner,
  type SizeDescr,
  type VTable,
  type Value,
} from '../../ir';
import { Info } from './info-base';
import { IntBound } from './intbound';

/** An operation of the preamble that the peeled loop may use: it becomes a label argument when it is (unroll/short-preamble). */
export class PreambleOp {
  constructor(
    readonly op: Value,
    readonly preambleOp: Operation,
    readonly inventedName: boolean,
    /** The operation whose arguments and descr say what was computed; `op` itself unless a name was invented. */
    readonly key: Operation | null,
  ) {}
}

export type Known = Value | PreambleOp;

export abstract class PtrInfo extends Info {
  lastGuardPos = -1;

  isNull(): boolean {
    return false;
  }
  isNonnull(): boolean {
    return false;
  }
  /** The exact class, when known and not that of a constant (ask `hasClass`). */
  knownClass(): VTable | null {
    return null;
  }
  /** Whether the value has exactly this class; null when unknown. */
  hasClass(vtable: VTable): boolean | null {
    const known = this.knownClass();
    return known === null ? null : known === vtable;
  }
  /** Bounds of the length, for arrays and strings. */
  lengthBound(): IntBound | null {
    return null;
  }
  override nullness(): boolean | null {
    return this.isNull() ? false : this.isNonnull() ? true : null;
  }
}

export class NonNullPtrInfo extends PtrInfo {
  override isNonnull(): boolean {
    return true;
  }
  override makeGuards(box: Value, guards: Operation[]): void {
    guards.push(new Operation('guard_nonnull', [box]));
  }
}

const ownerGuard = (box: Value, owner: FieldOwner): Operation =>
  new Operation(owner.object ? 'guard_subclass' : 'guard_gc_type', [box, new ConstPtr(owner, owner.name)]);

/** An object with fields, virtual or not. */
export class ObjectInfo extends NonNullPtrInfo {
  /** Virtual: its final values. Else: what was read or written last and is still there. */
  readonly fields = new Map<FieldDescr, Known>();
  /** The types whose fields were used: it is an instance of each. */
  readonly owners: FieldOwner[] = [];
  array: ArrayInfo | null = null;

  constructor(
    public cls: VTable | null = null,
    /** Set for objects made in this trace. */
    public readonly size: SizeDescr | null = null,
    private virtual = false,
  ) {
    super();
  }

  addOwner(owner: FieldOwner): void {
    if (!this.owners.includes(owner)) this.owners.push(owner);
  }
  override isVirtual(): boolean {
    return this.virtual;
  }
  markForced(): void {
    this.virtual = false;
  }
  override knownClass(): VTable | null {
    return this.cls;
  }
  override lengthBound(): IntBound | null {
    return this.array?.lengthBound() ?? null;
  }

  override makeGuards(box: Value, guards: Operation[]): void {
    if (this.cls) guards.push(new Operation('guard_nonnull_class', [box, new ConstPtr(this.cls, this.cls.name)]));
    else {
      super.makeGuards(box, guards);
      for (const owner of this.owners) guards.push(ownerGuard(box, owner));
    }
    this.array?.makeLengthGuards(box, guards);
  }
}

/** Sizes above this are not tracked item by item. */
export const reasonableArrayIndex = (index: number): boolean => index >= 0 && index <= 150_000;

/** An array, virtual or not. */
export class ArrayInfo extends NonNullPtrInfo {
  readonly items: (Known | null)[] = [];
  private bound: IntBound;

  constructor(
    readonly descr: ArrayDescr,
    private virtual = false,
    /** Number of items of a virtual array. */
    readonly length = -1,
    /** Virtual: made by new_array_clear, items start as zeros or nulls. */
    readonly clear = false,
  ) {
    super();
    this.bound = virtual ? IntBound.constant(length) : IntBound.atLeast(0);
    if (virtual) for (let i = 0; i < length; i++) this.items.push(clear ? zeroOf(descr.item) : null);
  }

  override isVirtual(): boolean {
    return this.virtual;
  }
  markForced(): void {
    this.virtual = false;
  }
  override lengthBound(): IntBound {
    return this.bound;
  }
  setLengthBound(bound: IntBound): void {
    this.bound = bound;
  }

  getItem(index: number): Known | null {
    return this.items[index] ?? null;
  }
  /** Writes outside a virtual array are dropped: they cannot happen. */
  setItem(index: number, value: Known | null): void {
    if (!reasonableArrayIndex(index) || (this.virtual && index >= this.length)) return;
    while (this.items.length < index) this.items.push(null);
    this.items[index] = value;
  }

  override makeGuards(box: Value, guards: Operation[]): void {
    super.makeGuards(box, guards);
    if (this.descr.owner) guards.push(ownerGuard(box, this.descr.owner));
    this.makeLengthGuards(box, guards);
  }

  makeLengthGuards(box: Value, guards: Operation[]): void {
    const length = new Operation('arraylen_gc', [box], this.descr);
    guards.push(length);
    this.bound.makeGuards(length, guards);
  }
}

/** What is known about a constant reference. Its cached fields live in the heap pass (OptHeap.constantObject). */
export class ConstPtrInfo extends PtrInfo {
  constructor(readonly box: ConstPtr) {
    super();
  }
  override isConstant(): boolean {
    return true;
  }
  override constant(): ConstPtr {
    return this.box;
  }
  override isNull(): boolean {
    return this.box.value === null;
  }
  override isNonnull(): boolean {
    return this.box.value !== null;
  }
  override hasClass(vtable: VTable): boolean {
    return this.box.value !== null && vtable.test(this.box.value);
  }
  override makeGuards(box: Value, guards: Operation[]): void {
    guards.push(new Operation('guard_value', [box, this.box]));
  }
}

export class FloatConstInfo extends Info {
  constructor(readonly box: ConstFloat) {
    super();
  }
  override isConstant(): boolean {
    return true;
  }
  override constant(): ConstFloat {
    return this.box;
  }
  override makeGuards(box: Value, guards: Operation[]): void {
    guards.push(new Operation('guard_value', [box, this.box]));
  }
}

export const CONST_NULL = new ConstPtr(null);
export const CONST_0 = new ConstInt(0);
export const CONST_1 = new ConstInt(1);
const CONST_ZERO_FLOAT = new ConstFloat(0);

/** The value of a field or item nobody has set. */
export function zeroOf(type: 'i' | 'r' | 'f'): ConstInt | ConstFloat | ConstPtr {
  return type === 'r' ? CONST_NULL : type === 'f' ? CONST_ZERO_FLOAT : CONST_0;
}
