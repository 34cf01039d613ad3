/**
 * The Direct machine: operations on guest values themselves. Every function is trivially inlinable; together with
 * semantics/ it is the interpreter. recording.ts has the same functions over trace values.
 */
import { listItems, newList as makeList, type ListStrategy, type W_List } from '../runtime/lists';
import { OBJECT_DICT, dictDel, dictGetStr, dictSetStr, newModuleDict, type W_Dict } from '../runtime/dicts';
import type { DictStrategy } from '../runtime/dicts';
import { Block, W_Generator as Generator, type Frame, type Keywords, type W_Builtin, type W_Code, type W_Function, type W_Generator } from '../runtime/functions';
import { hooks } from '../runtime/hooks';
import {
  W_Enumerate as Enumerate, W_MapIter as MapIter, W_RangeIter as RangeIter, W_RangeStepIter as RangeStepIter, W_SeqIter as SeqIter, W_StrIter as StrIter, W_TupleIter as TupleIter, W_Zip as Zip,
  type W_Enumerate, type W_FilterIter, type W_MapIter, type W_RangeIter, type W_RangeStepIter, type W_SeqIter, type W_StrIter, type W_TupleIter, type W_Zip,
} from '../runtime/iterators';
import { makeSuper } from '../runtime/super';
import type { AttrMap } from '../runtime/maps';
import type { Version } from '../runtime/quasi';
import { typeOf as guestTypeOf, type W_Type } from '../runtime/types';
import { vm } from '../runtime/vm';
import { GuestError, newException as makeException } from '../runtime/errors';
import {
  kindOf, newTuple as makeTuple, tupleItems, w_None as makeNone, w_False, w_True, W_Cell, W_Float, W_Instance, W_Long, W_Method, W_Slice, W_Traceback, W_Tuple, W_TupleFF, W_TupleII, W_TupleOO, W_Unroller, W_Range, type W_Super, type W, type W_Bool, type W_Exception,
} from '../runtime/values';
import { addOvf as rawAdd, mulOvf as rawMul, subOvf as rawSub, and64, or64, xor64, shl64, shr64, lt64, le64, eq64, floordiv64, mod64 } from '../runtime/ints';
import type { Helper } from './helpers';
import type { Bool, Float, Int, Ref, Store } from './types';
export type { Bool, Float, Int, Ref, Store } from './types';

type I = number | bigint;
const R = (w: unknown): Ref => w as Ref;
const W_ = (r: unknown): W => r as W;

/** Which machine this is: for the few places where the recorder must act differently. */
export const RECORDING: boolean = false;

// -- constants, classes, promotion -------------------------------------------------------------------------------------

export const ref = (w: W): Ref => R(w);
export const int = (n: I): Int => n as unknown as Int;
export const float = (n: number): Float => n as unknown as Float;
export const nullRef: Ref = R(null);
export const isNull = (w: Ref): boolean => (w as unknown) === null;
/** The layout of a non-null value: guard_class. */
export const kind = (w: Ref): number => kindOf(W_(w));
/** The value itself, as a constant of the trace: guard_value. */
export const promote = (w: Ref): W => W_(w);
export const promoteInt = (i: Int): I => i as unknown as I;
/** The value if it is already a constant of the trace, else null: never records anything. */
export const constantOf = (w: Ref): W | null => W_(w);
/** The concrete value, for messages and opaque work only: the trace does not depend on it. */
export const concrete = (w: Ref): W => W_(w);
/** The trace relies on a version: quasiimmut_field + guard_not_invalidated. */
export const dependOn = (_v: Version): void => undefined;

// -- ints --------------------------------------------------------------------------------------------------------------

export const intval = (w: Ref): Int => w as unknown as Int;
export const boolval = (w: Ref): Int => (w as unknown as W_Bool).intval as unknown as Int;
export const newInt = (i: Int): Ref => i as unknown as Ref;
/** Null when the result leaves 64 bits: guard_no_overflow or guard_overflow. */
export const addOvf = (a: Int, b: Int): Int | null => {
  const x = a as unknown as I;
  const y = b as unknown as I;
  if (typeof x === 'number' && typeof y === 'number') {
    const r = x + y;
    if (r <= 9007199254740991 && r >= -9007199254740991) return r as unknown as Int;
  }
  return rawAdd(x, y) as unknown as Int | null;
};
export const subOvf = (a: Int, b: Int): Int | null => {
  const x = a as unknown as I;
  const y = b as unknown as I;
  if (typeof x === 'number' && typeof y === 'number') {
    const r = x - y;
    if (r <= 9007199254740991 && r >= -9007199254740991) return r as unknown as Int;
  }
  return rawSub(x, y) as unknown as Int | null;
};
export const mulOvf = (a: Int, b: Int): Int | null => {
  const x = a as unknown as I;
  const y = b as unknown as I;
  if (typeof x === 'number' && typeof y === 'number') {
    const r = x * y;
    if (r <= 9007199254740991 && r >= -9007199254740991) return (r === 0 ? 0 : r) as unknown as Int;
  }
  return rawMul(x, y) as unknown as Int | null;
};
/** Floor division and modulo; the divisor is not 0 and the quotient fits. */
export const floordiv = (a: Int, b: Int): Int => floordiv64(a as unknown as I, b as unknown as I) as unknown as Int;
export const mod = (a: Int, b: Int): Int => mod64(a as unknown as I, b as unknown as I) as unknown as Int;
export const and = (a: Int, b: Int): Int => and64(a as unknown as I, b as unknown as I) as unknown as Int;
export const or = (a: Int, b: Int): Int => or64(a as unknown as I, b as unknown as I) as unknown as Int;
export const xor = (a: Int, b: Int): Int => xor64(a as unknown as I, b as unknown as I) as unknown as Int;
/** Shift left; null when bits are lost. 0 <= b < 64. */
export const shlOvf = (a: Int, b: Int): Int | null => shl64(a as unknown as I, b as unknown as I) as unknown as Int | null;
export const shr = (a: Int, b: Int): Int => shr64(a as unknown as I, b as unknown as I) as unknown as Int;
export const invert = (a: Int): Int => {
  const x = a as unknown as I;
  return (typeof x === 'number' ? -x - 1 : ~x) as unknown as Int;
};
const B = (b: boolean): Bool => b as unknown as Bool;
export const intLt = (a: Int, b: Int): Bool => B(lt64(a as unknown as I, b as unknown as I));
export const intLe = (a: Int, b: Int): Bool => B(le64(a as unknown as I, b as unknown as I));
export const intEq = (a: Int, b: Int): Bool => B(eq64(a as unknown as I, b as unknown as I));
export const intNe = (a: Int, b: Int): Bool => B(!eq64(a as unknown as I, b as unknown as I));
export const intGt = (a: Int, b: Int): Bool => B(lt64(b as unknown as I, a as unknown as I));
export const intGe = (a: Int, b: Int): Bool => B(le64(b as unknown as I, a as unknown as I));
export const uintGe = (a: Int, b: Int): Bool => {
  const x = a as unknown as I;
  return B(x < 0 || x >= (b as unknown as I));
};
export const intIsTrue = (a: Int): Bool => B((a as unknown as I) != 0);
export const intIsZero = (a: Int): Bool => B((a as unknown as I) == 0);

// -- doubles -----------------------------------------------------------------------------------------------------------

const F = (n: number): Float => n as unknown as Float;
const n = (f: Float): number => f as unknown as number;
export const floatval = (w: Ref): Float => F((w as unknown as W_Float).floatval);
export const newFloat = (f: Float): Ref => R(new W_Float(n(f)));
export const intToFloat = (i: Int): Float => F(Number(i as unknown as I));
export const floatToInt = (f: Float): Int => (Math.trunc(n(f)) + 0) as unknown as Int;
export const fadd = (a: Float, b: Float): Float => F(n(a) + n(b));
export const fsub = (a: Float, b: Float): Float => F(n(a) - n(b));
export const fmul = (a: Float, b: Float): Float => F(n(a) * n(b));
export const fdiv = (a: Float, b: Float): Float => F(n(a) / n(b));
export const fneg = (a: Float): Float => F(-n(a));
export const fabs = (a: Float): Float => F(Math.abs(n(a)));
export const floatLt = (a: Float, b: Float): Bool => B(n(a) < n(b));
export const floatLe = (a: Float, b: Float): Bool => B(n(a) <= n(b));
export const floatEq = (a: Float, b: Float): Bool => B(n(a) === n(b));
export const floatNe = (a: Float, b: Float): Bool => B(n(a) !== n(b));
export const floatGt = (a: Float, b: Float): Bool => B(n(a) > n(b));
export const floatGe = (a: Float, b: Float): Bool => B(n(a) >= n(b));

// -- decisions ---------------------------------------------------------------------------------------------------------

/** guard_true or guard_false. */
export const branch = (b: Bool): boolean => b as unknown as boolean;
/** True or False: PyPy's newbool decides, so this is a guard as well. */
export const newBool = (b: Bool): Ref => R((b as unknown as boolean) ? w_True : w_False);
export const refEq = (a: Ref, b: Ref): Bool => B((a as unknown) === (b as unknown));

// -- tuples ------------------------------------------------------------------------------------------------------------

export const tupleStore = (w: Ref): Store => (w as unknown as W_Tuple).items as unknown as Store;
export const tupleV0I = (w: Ref): Int => (w as unknown as W_TupleII).v0 as unknown as Int;
export const tupleV1I = (w: Ref): Int => (w as unknown as W_TupleII).v1 as unknown as Int;
export const tupleV0F = (w: Ref): Float => F((w as unknown as W_TupleFF).v0);
export const tupleV1F = (w: Ref): Float => F((w as unknown as W_TupleFF).v1);
export const tupleV0R = (w: Ref): Ref => R((w as unknown as W_TupleOO).v0);
export const tupleV1R = (w: Ref): Ref => R((w as unknown as W_TupleOO).v1);
export const newTupleII = (a: Int, b: Int): Ref => R(new W_TupleII(a as unknown as I, b as unknown as I));
export const newTupleFF = (a: Float, b: Float): Ref => R(new W_TupleFF(n(a), n(b)));
export const newTupleOO = (a: Ref, b: Ref): Ref => R(new W_TupleOO(W_(a), W_(b)));
export const newTupleN = (items: Ref[]): Ref => R(new W_Tuple(items as unknown as W[]));
/** Length of a fixed array. */
export const arrayLen = (s: Store): Int => (s as unknown as unknown[]).length as unknown as Int;
export const arrayGet = (s: Store, i: Int): Ref => R((s as unknown as unknown[])[i as unknown as number]);

// -- lists -------------------------------------------------------------------------------------------------------------

/** The strategy: guard_class on it. */
export const listStrategy = (w: Ref): ListStrategy => (w as unknown as W_List).strategy;
export const listStore = (w: Ref): Store => (w as unknown as W_List).storage as unknown as Store;
export const storeLen = (s: Store): Int => (s as unknown as unknown[]).length as unknown as Int;
export const storeGetI = (s: Store, i: Int): Int => (s as unknown as unknown[])[i as unknown as number] as Int;
export const storeGetF = (s: Store, i: Int): Float => (s as unknown as unknown[])[i as unknown as number] as Float;
export const storeGetR = (s: Store, i: Int): Ref => (s as unknown as unknown[])[i as unknown as number] as Ref;
export const storeSetI = (s: Store, i: Int, v: Int): void => void ((s as unknown as unknown[])[i as unknown as number] = v);
export const storeSetF = (s: Store, i: Int, v: Float): void => void ((s as unknown as unknown[])[i as unknown as number] = v);
export const storeSetR = (s: Store, i: Int, v: Ref): void => void ((s as unknown as unknown[])[i as unknown as number] = v);
/** Makes room for one more item and writes it: `cond_call resize` + store in traces. */
export const storePushI = (s: Store, v: Int): void => void (s as unknown as unknown[]).push(v);
export const storePushF = (s: Store, v: Float): void => void (s as unknown as unknown[]).push(v);
export const storePushR = (s: Store, v: Ref): void => void (s as unknown as unknown[]).push(v);

// -- iterators ---------------------------------------------------------------------------------------------------------

export const rangeCurrent = (w: Ref): Int => (w as unknown as W_RangeIter).current as unknown as Int;
export const rangeStop = (w: Ref): Int => (w as unknown as W_RangeIter).stop as unknown as Int;
export const setRangeCurrent = (w: Ref, i: Int): void => void ((w as unknown as W_RangeIter).current = i as unknown as I);
export const rangeStepCurrent = (w: Ref): Int => (w as unknown as W_RangeStepIter).current as unknown as Int;
export const rangeRemaining = (w: Ref): Int => (w as unknown as W_RangeStepIter).remaining as unknown as Int;
export const rangeStep = (w: Ref): Int => (w as unknown as W_RangeStepIter).step as unknown as Int;
export const setRangeStepCurrent = (w: Ref, i: Int): void => void ((w as unknown as W_RangeStepIter).current = i as unknown as I);
export const setRangeRemaining = (w: Ref, i: Int): void => void ((w as unknown as W_RangeStepIter).remaining = i as unknown as I);
export const seqIterList = (w: Ref): Ref => R((w as unknown as W_SeqIter).list);
export const seqIterIndex = (w: Ref): Int => (w as unknown as W_SeqIter).index as unknown as Int;
export const setSeqIterIndex = (w: Ref, i: Int): void => void ((w as unknown as W_SeqIter).index = i as unknown as number);
export const endSeqIter = (w: Ref): void => void ((w as unknown as W_SeqIter).list = null);
export const tupleIterItems = (w: Ref): Ref => R((w as unknown as W_TupleIter).items);
export const tupleIterIndex = (w: Ref): Int => (w as unknown as W_TupleIter).index as unknown as Int;
export const setTupleIterIndex = (w: Ref, i: Int): void => void ((w as unknown as W_TupleIter).index = i as unknown as number);
export const endTupleIter = (w: Ref): void => void ((w as unknown as W_TupleIter).items = null);
export const strIterText = (w: Ref): Ref => R((w as unknown as W_StrIter).text);
export const strIterIndex = (w: Ref): Int => (w as unknown as W_StrIter).index as unknown as Int;
export const setStrIterIndex = (w: Ref, i: Int): void => void ((w as unknown as W_StrIter).index = i as unknown as number);
export const enumerateIterator = (w: Ref): Ref => R((w as unknown as W_Enumerate).iterator);
export const enumerateIndex = (w: Ref): Int => (w as unknown as W_Enumerate).index as unknown as Int;
export const setEnumerateIndex = (w: Ref, i: Int): void => void ((w as unknown as W_Enumerate).index = i as unknown as I);
/** Their number is a constant of the trace. */
export const zipIterators = (w: Ref): readonly Ref[] => (w as unknown as W_Zip).iterators as unknown as Ref[];
export const zipStrict = (w: Ref): boolean => (w as unknown as W_Zip).strict;
export const mapFunction = (w: Ref): Ref => R((w as unknown as W_MapIter).func);
export const mapIterators = (w: Ref): readonly Ref[] => (w as unknown as W_MapIter).iterators as unknown as Ref[];
export const filterFunction = (w: Ref): Ref => R((w as unknown as W_FilterIter).func);
export const filterIterator = (w: Ref): Ref => R((w as unknown as W_FilterIter).iterator);

// -- instances, methods, cells -----------------------------------------------------------------------------------------

/** The map: guard_value. */
export const instanceMap = (w: Ref): AttrMap => (w as unknown as W_Instance).map;
/** The map where it only serves to find the type of an exception or a subclass of a builtin. */
export const slotR = (w: Ref, index: number): Ref => R((w as unknown as W_Instance).slots[index]);
export const slotI = (w: Ref, index: number): Int => (w as unknown as W_Instance).slots[index] as Int;
export const slotF = (w: Ref, index: number): Float => (w as unknown as W_Instance).slots[index] as Float;
export const setSlotR = (w: Ref, index: number, v: Ref): void => void ((w as unknown as W_Instance).slots[index] = v);
export const setSlotI = (w: Ref, index: number, v: Int): void => void ((w as unknown as W_Instance).slots[index] = v);
export const setSlotF = (w: Ref, index: number, v: Float): void => void ((w as unknown as W_Instance).slots[index] = v);
/** A new attribute: the successor map keeps all slots in place. */
export const growMap = (w: Ref, map: AttrMap): void => void ((w as unknown as W_Instance).map = map);
export const newInstance = (cls: W_Type): Ref => R(new W_Instance(cls.maps.empty));
export const methodFunc = (w: Ref): Ref => R((w as unknown as W_Method).func);
export const methodSelf = (w: Ref): Ref => R((w as unknown as W_Method).self);
export const newMethod = (func: Ref, self: Ref): Ref => R(new W_Method(W_(func), W_(self)));
export const cellGet = (w: Ref): Ref => R((w as unknown as W_Cell).value);
export const cellSet = (w: Ref, v: Ref): void => void ((w as unknown as W_Cell).value = v as unknown as W | null);
export const newCell = (v: Ref): Ref => R(new W_Cell(v as unknown as W | null));
export const newSlice = (a: Ref, b: Ref, c: Ref): Ref => R(new W_Slice(W_(a), W_(b), W_(c)));

// -- functions ---------------------------------------------------------------------------------------------------------

/** The code: guard_value. */
export const functionCode = (w: Ref): W_Code => (w as unknown as W_Function).code;
export const functionGlobals = (w: Ref): W_Dict => (w as unknown as W_Function).globals;
export const functionDefaults = (w: Ref): readonly Ref[] => (w as unknown as W_Function).defaults as unknown as readonly Ref[];
export const functionKwDefault = (w: Ref, name: string): Ref | null => (((w as unknown as W_Function).kwdefaults?.get(name) as unknown as Ref | undefined) ?? null);
export const functionCell = (w: Ref, index: number): Ref => R((w as unknown as W_Function).closure[index]);
export const newFunction = (_code: W_Code, make: (closure: W[], defaults: W[]) => W_Function, closure: Ref[], defaults: Ref[]): Ref =>
  R(make(closure as unknown as W[], defaults as unknown as W[]));

// -- module dicts, dict strategies -------------------------------------------------------------------------------------

/** The strategy: guard_class on it. */
export const dictStrategy = (w: Ref): DictStrategy => (w as unknown as W_Dict).strategy;
export const isObjectDict = (w: Ref): boolean => (w as unknown as W_Dict).strategy === OBJECT_DICT;
/** A global's mutable cell: constant object, its value is read. */
export const mutableCellGet = (cell: { value: W }): Ref => R(cell.value);
export const mutableCellSet = (cell: { value: W }, v: Ref): void => void (cell.value = W_(v));

// -- exceptions --------------------------------------------------------------------------------------------------------

export const newUnroller = (exception: Ref): Ref => R(new W_Unroller(exception as unknown as W_Exception));
export const unrollerException = (w: Ref): Ref => R((w as unknown as W_Unroller).exception);
/** A Python exception on its way, from a value of the machine. */
export const raise = (exception: Ref): GuestError => new GuestError(exception as unknown as W_Exception);
export const thrown = (e: GuestError): Ref => R(e.exception);
export const addTraceback = (e: Ref, f: Frame): void => {
  const w = e as unknown as W_Exception;
  w.traceback = new W_Traceback(w.traceback, f.code, f.pc, f.globals);
};
/** sys.exc_info()'s exception, null when none is being handled. */
export const handledException = (): Ref => R(vm.handled);
export const setHandledException = (e: Ref): void => void (vm.handled = e as unknown as W_Exception | null);

// -- frames ------------------------------------------------------------------------------------------------------------

export const currentFrame = (): Frame => vm.frame as Frame;
export const setCurrentFrame = (f: Frame | null): void => void (vm.frame = f);
/** Before each bytecode; the recorder logs a merge point and may end the trace here. */
export const mergePoint = (f: Frame, pc: number): boolean => vm.ticking > 0 && vm.tick(f, pc);
/** The run's base frame was left by compiled code: its value. */
export const endedRun = (): Ref | null => (vm.ended === null ? null : R(vm.takeEnded()));
/** A callee's result is about to be used by `f`'s continuation: until the next bytecode, guards resume with it. */
export const resultPending = (_f: Frame, _r: Ref): void => undefined;
/** A frame is entered or left; the recorder counts inlining. True when the frame was not entered: its result is on its way already. */
export const enterFrame = (f: Frame): Ref | undefined => {
  if (++vm.depth > vm.recursionLimit) vm.tooDeep();
  vm.frame = f;
  if (--vm.fuel <= 0) vm.refuel();
  if (vm.jit !== null) vm.jit.functionEntry(f);
  return undefined;
};
export const leaveFrame = (f: Frame, _result: Ref, _raised: boolean): void => {
  vm.depth--;
  vm.frame = f.back;
};
/** A jump back to a loop header. True when compiled code ran and the interpreter must reload its frame. */
export const backEdge = (f: Frame, target: number): boolean => {
  if (--vm.fuel <= 0) vm.refuel();
  return vm.jit !== null && vm.jit.loopHeader(f, target);
};
/** Only the recorder has an outermost frame whose end is the trace's. */
export const isOutermost = (): boolean => false;
/** Does `effect` (stores alone) before anything that `work` does. */
export const withEffect = <T>(effect: () => void, work: () => T): T => {
  effect();
  return work();
};
/** An int that a double holds exactly. */
export const fitsDouble = (i: Int): boolean => typeof (i as unknown) === 'number';
export const generatorFrame = (w: Ref): Frame => (w as unknown as W_Generator).frame;

// -- calls out of the trace --------------------------------------------------------------------------------------------

export const callR = (h: Helper, ...args: unknown[]): Ref => h.fn(...args) as Ref;
export const callI = (h: Helper, ...args: unknown[]): Int => h.fn(...args) as Int;
export const callF = (h: Helper, ...args: unknown[]): Float => h.fn(...args) as Float;
export const callB = (h: Helper, ...args: unknown[]): Bool => h.fn(...args) as Bool;
export const callV = (h: Helper, ...args: unknown[]): void => void h.fn(...args);
/** An opaque builtin: residual call with the class that the target's table gives it. */
export const callBuiltin = (b: W_Builtin, args: Ref[], keywords: Keywords | null): Ref => R(b.impl(args as unknown as W[], keywords));
export const bigval = (w: Ref): bigint => {
  const v = w as unknown as number | bigint | W_Long;
  return v instanceof W_Long ? v.value : BigInt(v);
};

/** A True or False object as a condition. */
export const refIsTrue = (w: Ref): Bool => B((w as unknown) === w_True);
export const constBool = (b: boolean): Bool => B(b);
/** Items of a tuple that is a constant of the trace. */
export const constantTuple = (w: W): readonly W[] => tupleItems(w) ?? [w];
/** The type, as a constant of the trace. */
export const typeOf = (w: Ref): W_Type => guestTypeOf(W_(w));
export const newException = (cls: W_Type, args: Ref[]): Ref => R(makeException(cls, args as unknown as W[]));
/** `__context__` of an exception about to be raised: the one being handled. */
export const chainContext = (e: Ref): void => {
  const w = e as unknown as W_Exception;
  if (vm.handled !== null && vm.handled !== w && w.context === null) {
    // A cycle is cut where it would close (CPython: _PyErr_SetObject).
    for (let c: W_Exception | null = vm.handled; c !== null; c = c.context) {
      if (c.context === w) {
        c.context = null;
        break;
      }
    }
    w.context = vm.handled;
  }
};

// -- made by later chapters of semantics/ ------------------------------------------------------------------------------

export { w_None } from '../runtime/values';
export const intAdd = (a: Int, b: Int): Int => {
  const x = a as unknown as I;
  const y = b as unknown as I;
  const r = typeof x === 'number' && typeof y === 'number' ? x + y : 2 ** 60;
  return (r <= 9007199254740991 && r >= -9007199254740991 ? r : rawAdd(x, y)) as unknown as Int;
};
export const intSub = (a: Int, b: Int): Int => (subOvf(a, b) ?? (0 as unknown as Int));
export const newTuple = (items: Ref[]): Ref => R(makeTuple(items as unknown as W[]));
export const newList = (items: Ref[]): Ref => R(makeList(items as unknown as W[]));
export const newSeqIter = (list: Ref): Ref => R(new SeqIter(list as unknown as W_List));
export const newTupleIter = (tuple: Ref): Ref => R(new TupleIter((tuple as unknown as W_Tuple).items));
export const newStrIter = (text: Ref): Ref => R(new StrIter(W_(text)));
export const tupleIterStore = (items: Ref): Store => items as unknown as Store;
export const strLen = (w: Ref): Int => (w as unknown as string).length as unknown as Int;
/** The iterator of a range object that counts within 64 bits; null for one that does not. */
export const rangeIterator = (w: Ref): Ref | null => {
  const r = w as unknown as W_Range;
  const { startValue, stopValue, stepValue, length } = r;
  if (typeof startValue !== 'number' || typeof stopValue !== 'number' || typeof stepValue !== 'number') return null;
  return R(stepValue === 1 ? new RangeIter(startValue, stopValue) : new RangeStepIter(startValue, length as I, stepValue));
};
export const newRange = (args: Int[]): Ref | null => {
  const a = args as unknown as I[];
  const [start, stop, step] = a.length === 1 ? [0, a[0], 1] : a.length === 2 ? [a[0], a[1], 1] : a;
  if (typeof start !== 'number' || typeof stop !== 'number' || typeof step !== 'number' || step === 0) return null;
  const span = step > 0 ? stop - start : start - stop;
  const length = span <= 0 ? 0 : Math.floor((span - 1) / Math.abs(step)) + 1;
  return R(new W_Range(start, stop, step, length));
};
export const newEnumerate = (it: Ref, start: Int): Ref => R(new Enumerate(W_(it), start as unknown as I));
export const newZip = (its: Ref[]): Ref => R(new Zip(its as unknown as W[], false));
export const newMap = (func: Ref, its: Ref[]): Ref => R(new MapIter(W_(func), its as unknown as W[]));
export const newSuper = (cls: Ref, object: Ref): Ref => R(makeSuper(W_(cls), W_(object)));
export const superParts = (w: Ref): readonly [W_Type, W_Type, Ref] => {
  const s = w as unknown as W_Super;
  return [s.start, s.objectType, R(s.object)];
};

// generators
export const generatorState = (w: Ref): W_Generator => w as unknown as W_Generator;
export const newGenerator = (frame: Frame, func: Ref, flavour: W_Generator['flavour']): Ref => {
  const g = new Generator(frame, flavour, (func as unknown as W_Function).qualname);
  frame.generator = g;
  return R(g);
};
export const startGenerator = (generator: Ref, frame: Frame, from: Frame): Ref | undefined => {
  const g = generator as unknown as W_Generator;
  g.running = true;
  g.started = true;
  frame.back = from;
  frame.isBase = false;
  return enterFrame(frame);
};
/** A waiting generator's frame becomes the current one. */
export const wakeGenerator = (g: W_Generator, frame: Frame, from: Frame): void => {
  if (++vm.depth > vm.recursionLimit) vm.tooDeep();
  g.running = true;
  g.started = true;
  frame.back = from;
  frame.isBase = false;
  vm.frame = frame;
};
/** A yield: the frame is left, and waits. Its consumer's frame, or null when the host drives the generator. */
export const suspend = (frame: Frame, _value: Ref): Frame | null => {
  (frame.generator as W_Generator).running = false;
  const back = frame.back;
  vm.depth--;
  vm.frame = back;
  if (frame.isBase) return null;
  frame.back = null;
  return back;
};
export const finishGenerator = (_frame: Frame, g: W_Generator): void => {
  g.running = false;
  g.finished = true;
};
export const stopValue = (exception: Ref): Ref => R((exception as unknown as W_Exception).value ?? makeNone);

// exceptions
export const isFresh = (e: GuestError): boolean => e !== rethrown;
let rethrown: GuestError | null = null;
/** Raises an exception again: its traceback has this frame already. */
export const reraise = (exception: Ref): GuestError => (rethrown = new GuestError(exception as unknown as W_Exception));
export const tracebackOf = (exception: Ref): Ref => R((exception as unknown as W_Exception).traceback ?? makeNone);

// calls
export const residual = (b: W_Builtin, args: Ref[], named: { readonly names: readonly string[]; readonly values: readonly Ref[] } | null): Ref => {
  if (--vm.fuel <= 0) vm.refuel();
  return R(b.impl(args as unknown as W[], named === null ? null : new Map(named.names.map((name, i) => [name, W_(named.values[i])] as const))));
};
export const callS = (h: Helper, ...args: unknown[]): Store => h.fn(...args) as Store;
export const nextOpaque = (h: Helper, it: Ref): Ref | null => (h.fn(it) as W | null) as unknown as Ref | null;
/** A fresh array of the values of any iterable, for f(*w). */
export const spread = (h: Helper, w: Ref): Ref[] => h.fn(w) as Ref[];
export const listFixedView = (w: Ref): Ref[] => listItems(w as unknown as W_List) as unknown as Ref[];
export const keywordArguments = (h: Helper, mapping: Ref): { names: readonly string[]; values: readonly Ref[] } => {
  const map = h.fn(mapping) as Map<string, Ref>;
  return { names: [...map.keys()], values: [...map.values()] };
};
export const newKeywordDict = (make: (names: readonly string[], values: W[]) => W, names: readonly string[], values: Ref[]): Ref => R(make(names, values as unknown as W[]));
export const buildMap = (h: Helper, pairs: Ref[]): Ref => R(h.fn(...(pairs as unknown as W[])));
export const tupleRefs = (w: Ref): Ref[] => (tupleItems(W_(w)) ?? []) as unknown as Ref[];
interface PendingInit { readonly cls: W_Type; readonly args: readonly Ref[]; readonly named: unknown; readonly cont: number; readonly contArg: number }
export const pendingInit = (cls: W_Type, args: readonly Ref[], named: unknown, cont: number, contArg: number): unknown => ({ cls, args, named, cont, contArg }) satisfies PendingInit;
export const takePendingInit = (f: Frame): PendingInit => {
  const p = f.contTemp as PendingInit;
  f.contTemp = null;
  return p;
};
/** `__init__` where the calling operation has a continuation of its own: a nested run. */
export const nestedInit = (init: W, instance: Ref, args: Ref[], named: { readonly names: readonly string[]; readonly values: readonly Ref[] } | null): Ref => {
  hooks.call(init, [W_(instance), ...(args as unknown as W[])], named === null ? null : new Map(named.names.map((name, i) => [name, W_(named.values[i])] as const)));
  return instance;
};
export const checkAbstract = (cls: W_Type): void => abstractCheck.hook(cls);
export const abstractCheck: { hook: (cls: W_Type) => void } = { hook: () => undefined };
export const descriptorGet = (descriptor: W, w: Ref): Ref => {
  const get = guestTypeOf(descriptor).lookup('__get__') as W;
  return R(hooks.call(get, [descriptor, W_(w), guestTypeOf(W_(w))]));
};
export const bindNative = (found: W, _value: Ref, w: Ref, owner: Ref): Ref => R(nativeBind.hook(found, W_(w), W_(owner)));
export const nativeBind: { hook: (found: W, w: W, owner: W) => W } = { hook: (found) => found };
/** An attribute that TypeScript computed from a value: in traces a helper call. */
export const nativeField = (_w: Ref, _name: string, value: W): Ref => R(value);
export const classGetItem = (w: Ref, index: Ref): Ref => R(classItem.hook(W_(w), W_(index)));
export const classItem: { hook: (cls: W, index: W) => W } = { hook: (cls) => cls };

// attributes
export const kindIfKnown = (w: Ref): number => kindOf(W_(w));
export const setattrOpaque = (w: Ref, name: string, v: Ref): void => hooks.setattr(W_(w), name, W_(v));
export const delattrOpaque = (w: Ref, name: string): void => hooks.delattr(W_(w), name);
/** The instance moves to a map of the same set of attributes in another order. */
export const reorderAndAdd = (w: Ref, next: AttrMap, name: string, v: Ref): void => {
  const o = w as unknown as W_Instance;
  o.slots = next.permute(o.slots, o.map);
  o.map = next;
  const a = next.get(name);
  if (a !== null) o.slots[a.index] = a.unboxed === 'f' ? (v as unknown as W_Float).floatval : v;
};
/** An unboxed attribute gets a value of another type: it is boxed from now on. */
export const convertToBoxed = (w: Ref, next: AttrMap, name: string, v: Ref): void => {
  const o = w as unknown as W_Instance;
  const old = o.map.get(name);
  o.slots = next.permute(o.slots, o.map);
  if (old?.unboxed === 'f') o.slots[old.index] = null;
  for (const a of o.map.attributes.values()) {
    const b = next.get(a.name);
    if (b !== null && a.unboxed === 'f' && b.unboxed === null) o.slots[b.index] = new W_Float(o.slots[b.index] as number);
  }
  o.map = next;
  const a = next.get(name);
  if (a !== null) o.slots[a.index] = v;
};

// names
export const dictLookupStr = (d: W_Dict, name: string): Ref | null => (dictGetStr(d, name) as unknown as Ref | undefined) ?? null;
export const storeName = (d: W_Dict, name: string, v: Ref): void => dictSetStr(d, name, W_(v));
export const localName = (f: Frame, name: string): Ref | null => (dictGetStr(f.locals as W_Dict, name) as unknown as Ref | undefined) ?? null;
export const storeLocalName = (f: Frame, name: string, v: Ref): void => dictSetStr(f.locals as W_Dict, name, W_(v));
export const deleteLocalName = (f: Frame, name: string): boolean => dictDel(f.locals as W_Dict, name) !== undefined;
export const builtinsState: { dict: W_Dict } = { dict: newModuleDict() };
/** The builtins of a frame whose globals say `own` about them. */
export const builtinsDict = (own: W | null): W_Dict => (own !== null && kindOf(own) === 12 ? (own as W_Dict) : builtinsState.dict);
export const builtinsVersion = (): number => builtinsState.dict.version?.number ?? -1;

// frames
export const pushBlock = (f: Frame, kindName: 'except' | 'finally', handler: number): void => void (f.block = new Block(kindName, handler, f.sp, f.block));
export const realFrame = (f: Frame): Frame => f;
export const abortTracing = (_reason: string): void => undefined;
/** The format of a struct.Struct: a pure field. */
export const structFormat = (w: Ref): Ref => R((w as unknown as { format: string }).format);
