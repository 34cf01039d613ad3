/**
 * Descrs: what an operation needs to know beyond its arguments. A descr is the only door from the IR to guest objects: the IR
 * interpreter calls `get`/`set`/`create`/`invoke`, the JavaScript backend pastes the `js*` snippets (fixed text written here
 * in the product, never built from guest strings).
 *
 * Source: rpython/jit/backend/llsupport/descr.py, rpython/jit/codewriter/effectinfo.py.
 */
import type { IRType } from './operations';
import type { CallClass } from '../tracelog';
import type { FinishDescr } from './trace';

/** A value as it is when the trace runs: int (number while safe, else bigint), double, or reference (guest object, null, or internal object). */
export type Concrete = unknown;

/** The class a guard_class tests for. `W_IntObject`'s instances are JS numbers and bigints. */
export interface VTable {
  /** As PyPy prints it: `W_IntObject`. */
  readonly name: string;
  /** How a Python programmer calls it: `int`. */
  readonly pythonName: string;
  test(value: Concrete): boolean;
  /** A JavaScript condition on a non-null expression. */
  jsTest(expr: string): string;
  /** What instances are made of, when traces make them. */
  readonly size: SizeDescr | null;
}

/** The type a field or an array belongs to. `object`: guest class (printed guard_subclass), else internal (guard_gc_type). */
export interface FieldOwner extends VTable {
  readonly object: boolean;
}

export interface FieldDescr {
  readonly kind: 'field';
  readonly id: number;
  /** As PyPy prints it, e.g. `pypy.objspace.std.intobject.W_IntObject.inst_intval`. */
  readonly name: string;
  readonly type: 'i' | 'r' | 'f';
  /** Never changes after creation (printed `pure`). */
  readonly pure: boolean;
  /** Changes seldom; traces that read it as constant are invalidated then. */
  readonly quasi: boolean;
  /** A link between frames: only a call that may force looks at it. */
  readonly link?: true;
  /** The value is known to lie in this range (e.g. lengths are >= 0), or null. */
  readonly range: readonly [number, number] | null;
  /**
   * What has this field: `owner.test` is true for instances of the class and its subclasses. Lets a bridge that enters a peeled loop check
   * (guard_subclass, guard_gc_type) that a value it knows nothing about can be read; without it such reads stay inside the loop.
   */
  readonly owner?: FieldOwner;
  get(object: Concrete): Concrete;
  set(object: Concrete, value: Concrete): void;
  jsGet(object: string): string;
  /** A JavaScript statement. */
  jsSet(object: string, value: string): string;
}

export interface ArrayDescr {
  readonly kind: 'array';
  readonly id: number;
  /** `ArrayP 8`, `ArrayS 8`, `ArrayF 8`. */
  readonly name: string;
  readonly item: 'i' | 'r' | 'f';
  readonly pure: boolean;
  /** As in FieldDescr. */
  readonly owner?: FieldOwner;
  create(length: number): Concrete;
  length(array: Concrete): number;
  get(array: Concrete, index: number): Concrete;
  set(array: Concrete, index: number, value: Concrete): void;
  jsGet(array: string, index: string): string;
  jsSet(array: string, index: string, value: string): string;
  jsLength(array: string): string;
  jsCreate(length: string): string;
}

export interface SizeDescr {
  readonly kind: 'size';
  readonly id: number;
  /** `SizeDescr 16`. */
  readonly name: string;
  /** How a Python programmer calls it: `int`, `tuple`, `Point`, `frame`. */
  readonly pythonName: string;
  readonly vtable: VTable | null;
  /** PyPy has no such object: the step of a jitdriver gets its arguments without a frame. */
  readonly absentInPyPy?: boolean;
  /** All fields, in the order `create` and `jsCreate` take their values. */
  readonly fields: readonly FieldDescr[];
  /** Its class is declared immutable as a whole, not field by field: full of constants, it is a constant when it is forced. */
  readonly immutable?: boolean;
  /** Makes the object with all its fields at once: new_with_vtable and the setfields that follow are one step in the backends. */
  create(values: readonly Concrete[]): Concrete;
  jsCreate(values: readonly string[]): string;
}

/** RPython's effect classes (EF= in the log). */
export const EF = {
  ELIDABLE_CANNOT_RAISE: 0,
  LOOPINVARIANT: 1,
  CANNOT_RAISE: 2,
  ELIDABLE_OR_MEMORYERROR: 3,
  ELIDABLE_CAN_RAISE: 4,
  CAN_RAISE: 5,
  FORCES_VIRTUAL_OR_VIRTUALIZABLE: 6,
  RANDOM_EFFECTS: 7,
} as const;
export type EffectClass = (typeof EF)[keyof typeof EF];

export interface CallDescr {
  readonly kind: 'call';
  readonly id: number;
  /** `Callr 8 ri`. */
  readonly name: string;
  readonly result: IRType;
  readonly effect: EffectClass;
  /** Index of a special operation (OS=), 0 for none: lets passes recognise e.g. a dict lookup (4), str concat ... */
  readonly oopspec: number;
  /** What the call may read and write; null means anything (EF 7). */
  readonly reads: ReadonlySet<FieldDescr | ArrayDescr> | null;
  readonly writes: ReadonlySet<FieldDescr | ArrayDescr> | null;
  readonly callClass: CallClass;
  /** The call stands for operations of PyPy's that allocate this: `str`. */
  readonly makes?: string;
}

/** A callable constant, argument 0 of the calls. `invoke` may throw a guest exception (GuestError). */
export interface FunctionConstant {
  /** As PyPy prints it, or our helper's name. */
  readonly name: string;
  /** As a Python programmer knows it: `sorted`, `dict lookup`. */
  readonly pythonName: string;
  invoke(...args: Concrete[]): Concrete;
}

/** A label that jumps and bridges go to. */
export interface TargetToken {
  readonly kind: 'target';
  readonly id: number;
  /** The loop it belongs to, 0 (general) or 1 (peeled). */
  readonly loop: LoopToken;
  readonly index: number;
}

/** A compiled loop or entry trace: what a green key's cell and call_assembler point to. */
export interface LoopToken {
  readonly kind: 'loop';
  /** Trace number, as printed in `<Loop1>`. */
  readonly number: number;
  /** What the backend has attached to it. */
  compiled?: object | null;
}

export type Descr = FieldDescr | ArrayDescr | SizeDescr | CallDescr | TargetToken | LoopToken | GuardDescr | FinishDescr;

/** Identity of a guard in compiled code: failure counting, bridge, resume data. Filled in by the optimizer and the compile step. */
export interface GuardDescr {
  readonly kind: 'guard';
  readonly id: number;
}
