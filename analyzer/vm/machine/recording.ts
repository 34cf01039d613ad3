/**
 * The Recording machine: every operation is executed and recorded. Values are values of the trace (analyzer/vm/jit/ir); guards get the
 * frames' state through MetaInterp. The names and meanings are those of direct.ts.
 *
 * Which operations PyPy records for each step: reference/pypy/jit-model.md, section 7.
 */
import * as direct from './direct';
import type { Helper } from './helpers';
import type { Bool, Float, Int, Ref, Store } from './types';
import { mi } from '../jit/recorder/current';
import { A, F, S, exceptionSize, functionSize, instanceSize, slotField, tracebackPlace, tracebackSize } from '../jit/recorder/descrs';
import { layoutClass } from '../jit/recorder/classes';
import { builtinCall, helperCall, raisedBoxes } from '../jit/recorder/calls';
import { constantOf as makeConstant, InlinedLoop, isValue, nullConst } from '../jit/recorder/metainterp';
import { AbortTrace } from '../jit/recorder/signals';
import { callAssembler, shouldInline } from '../jit/recorder/assembler';
import { ConstFloat, ConstInt, ConstPtr, isConst, type ArrayDescr, type Concrete, type FieldDescr, type Operation, type SizeDescr, type Value } from '../jit/ir';
import type { AbortReason } from '../jit/tracelog';
import { absorbs } from '../generated/recording/exceptions';
import { applyResult } from '../generated/recording/results';
import { OBJECT_DICT, type DictStrategy, type W_Dict } from '../runtime/dicts';
import { GuestError, newException as makeException } from '../runtime/errors';
import { Block, Frame, type Keywords, type W_Builtin, type W_Code, type W_Function, type W_Generator } from '../runtime/functions';
import { EMPTY_LIST, FLOAT_LIST, INT_LIST, newList as makeList, OBJECT_LIST, STR_LIST, type ListStrategy } from '../runtime/lists';
import { K } from '../runtime/kinds';
import type { AttrMap } from '../runtime/maps';
import type { Version } from '../runtime/quasi';
import { typeOf as guestTypeOf, type W_Type } from '../runtime/types';
import { kindOf, tupleItems, w_False, w_None as none, w_True, W_Float, W_Tuple, W_TupleII, W_Traceback, type W, type W_Exception, type W_Instance, type W_Range } from '../runtime/values';
import { vm } from '../runtime/vm';
import { placeHelper } from '../jit/recorder/places';
export type { Bool, Float, Int, Ref, Store } from './types';
export { w_None } from '../runtime/values';

export const RECORDING: boolean = true;

// The brands are opaque to semantics/; here they are values of the trace.
const V = (x: unknown): Value => x as Value;
const R = (v: Value): Ref => v as unknown as Ref;
const I = (v: Value): Int => v as unknown as Int;
const D = (v: Value): Float => v as unknown as Float;
const conc = (x: unknown): Concrete => (x === null ? null : (V(x).value as Concrete));
const W_ = (x: unknown): W => conc(x) as W;
const i64 = (x: unknown): number | bigint => conc(x) as number | bigint;
const dbl = (x: unknown): number => conc(x) as number;

// -- constants, classes, promotion -------------------------------------------------------------------------------------

const guestConstants = new WeakMap<object, ConstPtr>();
export const ref = (w: W): Ref => {
  if (typeof w !== 'object') return R(new ConstPtr(w, 'ptr'));
  let c = guestConstants.get(w);
  if (c === undefined) guestConstants.set(w, (c = new ConstPtr(w, 'ptr')));
  return R(c);
};
export const int = (n: number | bigint): Int => I(new ConstInt(n));
export const float = (n: number): Float => D(new ConstFloat(n));
export const nullRef: Ref = R(nullConst);

export function isNull(w: Ref): boolean {
  if ((w as unknown) === null) return true;
  const v = mi().resolve(V(w));
  if (isConst(v)) return v.value === null;
  if (mi().cache.isNonNull(v)) return false;
  const isnull = v.value === null || v.value === undefined;
  mi().guard(isnull ? 'guard_isnull' : 'guard_nonnull', [v]);
  if (isnull) mi().cache.constants.set(v, nullConst);
  else mi().cache.setNonNull(v);
  return isnull;
}

export function kind(w: Ref): number {
  const v = mi().resolve(V(w));
  if (isConst(v)) return kindOf(v.value as W);
  const known = mi().cache.kind(v);
  if (known !== undefined) return known;
  const k = kindOf(v.value as W);
  mi().guard('guard_class', [v, new ConstPtr(layoutClass(k), layoutClass(k).name)]);
  mi().cache.setKind(v, k);
  return k;
}
export const kindIfKnown = (w: Ref): number => {
  const v = mi().resolve(V(w));
  return isConst(v) ? kindOf(v.value as W) : (mi().cache.kind(v) ?? 0);
};

export function promote(w: Ref): W {
  const v = mi().resolve(V(w));
  if (!isConst(v)) {
    const c = typeof v.value === 'object' && v.value !== null ? V(ref(v.value as W)) : new ConstPtr(v.value, 'ptr');
    mi().guard('guard_value', [v, c]);
    mi().cache.constants.set(v, c);
    mi().cache.setNonNull(v);
  }
  return v.value as W;
}
export function promoteInt(i: Int): number | bigint {
  const v = mi().resolve(V(i));
  if (!isConst(v)) {
    const c = new ConstInt(v.value as number);
    mi().guard('guard_value', [v, c]);
    mi().cache.constants.set(v, c);
  }
  return v.value as number;
}
export const constantOf = (w: Ref): W | null => {
  if ((w as unknown) === null) return null;
  const v = mi().resolve(V(w));
  if (isConst(v)) return v.value as W | null;
  // A fresh box around a constant number is as good as the constant.
  const inner = mi().cache.getField(v, F.intval) ?? mi().cache.getField(v, F.floatval);
  return inner !== undefined && isConst(inner) ? (v.value as W) : null;
};
export const concrete = (w: Ref): W => W_(w);
export const dependOn = (v: Version): void => mi().relyOn(v);

// -- heap access -------------------------------------------------------------------------------------------------------

function getfield(object: Value, d: FieldDescr): Value {
  const o = mi().resolve(object);
  const known = mi().cache.getField(o, d);
  if (known !== undefined) return known;
  const value = d.get(o.value);
  if (d.pure && isConst(o)) return makeConstant(d.type, value);
  const op = mi().record(d.type === 'i' ? 'getfield_gc_i' : d.type === 'f' ? 'getfield_gc_f' : 'getfield_gc_r', [o], value, d);
  mi().cache.learnField(o, d, op);
  return op;
}
function setfield(object: Value, d: FieldDescr, value: Value): void {
  const o = mi().resolve(object);
  d.set(o.value, value.value);
  mi().record('setfield_gc', [o, mi().resolve(value)], null, d);
  mi().cache.setField(o, d, value);
}
function getitem(array: Value, index: Value, d: ArrayDescr): Value {
  const a = mi().resolve(array);
  const i = mi().resolve(index);
  const at = isConst(i) ? (i.value as number) : null;
  const known = at === null ? undefined : mi().cache.getItem(a, at, d);
  if (known !== undefined) return known;
  const value = d.get(a.value, i.value as number);
  if (d.pure && isConst(a) && at !== null) return makeConstant(d.item, value);
  const op = mi().record(d.item === 'i' ? 'getarrayitem_gc_i' : d.item === 'f' ? 'getarrayitem_gc_f' : 'getarrayitem_gc_r', [a, i], value, d);
  if (at !== null) mi().cache.learnItem(a, at, d, op);
  return op;
}
function setitem(array: Value, index: Value, d: ArrayDescr, value: Value): void {
  const a = mi().resolve(array);
  const i = mi().resolve(index);
  d.set(a.value, i.value as number, value.value);
  mi().record('setarrayitem_gc', [a, i, mi().resolve(value)], null, d);
  mi().cache.setItem(a, isConst(i) ? (i.value as number) : null, d, value);
}

/** new_with_vtable and its first fields. */
function create(d: SizeDescr, kindNumber: number | null, fields: readonly (readonly [FieldDescr, Value])[], made: Concrete): Value {
  const op = mi().record('new_with_vtable', [], made, d);
  mi().cache.setFresh(op, kindNumber);
  for (const [f, v] of fields) {
    mi().record('setfield_gc', [op, mi().resolve(v)], null, f);
    mi().cache.learnField(op, f, v);
  }
  return op;
}
function createArray(d: ArrayDescr, items: readonly Value[]): Value {
  const op = mi().record('new_array_clear', [new ConstInt(items.length)], items.map((v) => v.value), d);
  mi().cache.setFresh(op, null);
  items.forEach((v, i) => {
    mi().record('setarrayitem_gc', [op, new ConstInt(i), mi().resolve(v)], null, d);
    mi().cache.learnItem(op, i, d, v);
  });
  return op;
}

// -- ints --------------------------------------------------------------------------------------------------------------

export const intval = (w: Ref): Int => I(getfield(V(w), F.intval));
export const boolval = (w: Ref): Int => I(getfield(V(w), F.boolval));
export const newInt = (i: Int): Ref => R(create(S.int, K.INT, [[F.intval, V(i)]], i64(i)));

type OvfName = 'int_add_ovf' | 'int_sub_ovf' | 'int_mul_ovf';
function ovf(name: OvfName, a: Int, b: Int, r: Int | null): Int | null {
  const x = mi().resolve(V(a));
  const y = mi().resolve(V(b));
  const value = r as unknown as number | bigint | null;
  if (isConst(x) && isConst(y)) return value === null ? null : int(value);
  const op = mi().record(name, [x, y], value ?? 0);
  mi().guard(value === null ? 'guard_overflow' : 'guard_no_overflow', []);
  return value === null ? null : I(op);
}
const raw = (x: Int): Int => conc(x) as Int;
export const addOvf = (a: Int, b: Int): Int | null => ovf('int_add_ovf', a, b, direct.addOvf(raw(a), raw(b)));
export const subOvf = (a: Int, b: Int): Int | null => ovf('int_sub_ovf', a, b, direct.subOvf(raw(a), raw(b)));
export const mulOvf = (a: Int, b: Int): Int | null => ovf('int_mul_ovf', a, b, direct.mulOvf(raw(a), raw(b)));

const pure = (name: Parameters<ReturnType<typeof mi>['pure']>[0], args: readonly unknown[], value: Concrete): Value => mi().pure(name, args.map((a) => mi().resolve(V(a))), value);
export const intAdd = (a: Int, b: Int): Int => I(pure('int_add', [a, b], direct.intAdd(raw(a), raw(b))));
export const intSub = (a: Int, b: Int): Int => I(pure('int_sub', [a, b], direct.intSub(raw(a), raw(b))));
export const floordiv = (a: Int, b: Int): Int => I(helperCall(placeHelper.pyDiv, [V(a), V(b)]));
export const mod = (a: Int, b: Int): Int => I(helperCall(placeHelper.pyMod, [V(a), V(b)]));
export const and = (a: Int, b: Int): Int => I(pure('int_and', [a, b], direct.and(raw(a), raw(b))));
export const or = (a: Int, b: Int): Int => I(pure('int_or', [a, b], direct.or(raw(a), raw(b))));
export const xor = (a: Int, b: Int): Int => I(pure('int_xor', [a, b], direct.xor(raw(a), raw(b))));
/** PyPy shifts, shifts back and compares (intobject.py, _lshift). */
export function shlOvf(a: Int, b: Int): Int | null {
  const value = direct.shlOvf(raw(a), raw(b)) as unknown as number | bigint | null;
  const wrapped = value ?? (BigInt.asIntN(64, BigInt(i64(a)) << BigInt(i64(b))) as bigint);
  const canonical = typeof wrapped === 'bigint' && wrapped <= 9007199254740991n && wrapped >= -9007199254740991n ? Number(wrapped) : wrapped;
  const r = pure('int_lshift', [a, b], canonical);
  const back = pure('int_rshift', [r, b], direct.shr(canonical as unknown as Int, raw(b)));
  return branch(pure('int_eq', [a, back], value === null ? 0 : 1) as unknown as Bool) ? I(r) : null;
}
export const shr = (a: Int, b: Int): Int => I(pure('int_rshift', [a, b], direct.shr(raw(a), raw(b))));
export const invert = (a: Int): Int => I(pure('int_invert', [a], direct.invert(raw(a))));
const bool = (v: Value): Bool => v as unknown as Bool;
const bit = (b: Bool): number => ((b as unknown as boolean) ? 1 : 0);
export const intLt = (a: Int, b: Int): Bool => bool(pure('int_lt', [a, b], bit(direct.intLt(raw(a), raw(b)))));
export const intLe = (a: Int, b: Int): Bool => bool(pure('int_le', [a, b], bit(direct.intLe(raw(a), raw(b)))));
export const intEq = (a: Int, b: Int): Bool => bool(pure('int_eq', [a, b], bit(direct.intEq(raw(a), raw(b)))));
export const intNe = (a: Int, b: Int): Bool => bool(pure('int_ne', [a, b], bit(direct.intNe(raw(a), raw(b)))));
export const intGt = (a: Int, b: Int): Bool => bool(pure('int_gt', [a, b], bit(direct.intGt(raw(a), raw(b)))));
export const intGe = (a: Int, b: Int): Bool => bool(pure('int_ge', [a, b], bit(direct.intGe(raw(a), raw(b)))));
export const uintGe = (a: Int, b: Int): Bool => bool(pure('uint_ge', [a, b], bit(direct.uintGe(raw(a), raw(b)))));
export const intIsTrue = (a: Int): Bool => bool(pure('int_is_true', [a], bit(direct.intIsTrue(raw(a)))));
export const intIsZero = (a: Int): Bool => bool(pure('int_is_zero', [a], bit(direct.intIsZero(raw(a)))));

// -- doubles -----------------------------------------------------------------------------------------------------------

export const floatval = (w: Ref): Float => D(getfield(V(w), F.floatval));
export const newFloat = (f: Float): Ref => R(create(S.float, K.FLOAT, [[F.floatval, V(f)]], new W_Float(dbl(f))));
export const intToFloat = (i: Int): Float => D(pure('cast_int_to_float', [i], Number(i64(i))));
export const floatToInt = (f: Float): Int => I(pure('cast_float_to_int', [f], Math.trunc(dbl(f)) + 0));
export const fadd = (a: Float, b: Float): Float => D(pure('float_add', [a, b], dbl(a) + dbl(b)));
export const fsub = (a: Float, b: Float): Float => D(pure('float_sub', [a, b], dbl(a) - dbl(b)));
export const fmul = (a: Float, b: Float): Float => D(pure('float_mul', [a, b], dbl(a) * dbl(b)));
export const fdiv = (a: Float, b: Float): Float => D(pure('float_truediv', [a, b], dbl(a) / dbl(b)));
export const fneg = (a: Float): Float => D(pure('float_neg', [a], -dbl(a)));
export const fabs = (a: Float): Float => D(pure('float_abs', [a], Math.abs(dbl(a))));
const B = (b: boolean): number => (b ? 1 : 0);
export const floatLt = (a: Float, b: Float): Bool => bool(pure('float_lt', [a, b], B(dbl(a) < dbl(b))));
export const floatLe = (a: Float, b: Float): Bool => bool(pure('float_le', [a, b], B(dbl(a) <= dbl(b))));
export const floatEq = (a: Float, b: Float): Bool => bool(pure('float_eq', [a, b], B(dbl(a) === dbl(b))));
export const floatNe = (a: Float, b: Float): Bool => bool(pure('float_ne', [a, b], B(dbl(a) !== dbl(b))));
export const floatGt = (a: Float, b: Float): Bool => bool(pure('float_gt', [a, b], B(dbl(a) > dbl(b))));
export const floatGe = (a: Float, b: Float): Bool => bool(pure('float_ge', [a, b], B(dbl(a) >= dbl(b))));

// -- decisions ---------------------------------------------------------------------------------------------------------

export function branch(b: Bool): boolean {
  const v = mi().resolve(V(b));
  const yes = v.value === 1;
  if (!isConst(v)) {
    mi().guard(yes ? 'guard_true' : 'guard_false', [v]);
    mi().cache.constants.set(v, new ConstInt(yes ? 1 : 0));
  }
  return yes;
}
/** An int that a double holds exactly (the bounds of a shifted comparison, as floatobject.py tests it). */
export function fitsDouble(i: Int): boolean {
  const shifted = intAdd(i, int(9007199254740991));
  return !branch(uintGe(shifted, int(18014398509481983n)));
}
export const newBool = (b: Bool): Ref => ref(branch(b) ? w_True : w_False);
export function refEq(a: Ref, b: Ref): Bool {
  const x = mi().resolve(V(a) ?? nullConst);
  const y = mi().resolve(V(b) ?? nullConst);
  return bool(mi().pure('instance_ptr_eq', [x, y], B(x.value === y.value)));
}
export const refIsTrue = (w: Ref): Bool => refEq(w, ref(w_True));
export const constBool = (b: boolean): Bool => bool(new ConstInt(b ? 1 : 0));

// -- tuples ------------------------------------------------------------------------------------------------------------

const S_ = (v: Value): Store => v as unknown as Store;
export const tupleStore = (w: Ref): Store => S_(getfield(V(w), F.tupleItems));
export const tupleV0I = (w: Ref): Int => I(getfield(V(w), F.v0i));
export const tupleV1I = (w: Ref): Int => I(getfield(V(w), F.v1i));
export const tupleV0F = (w: Ref): Float => D(getfield(V(w), F.v0f));
export const tupleV1F = (w: Ref): Float => D(getfield(V(w), F.v1f));
export const tupleV0R = (w: Ref): Ref => R(getfield(V(w), F.v0r));
export const tupleV1R = (w: Ref): Ref => R(getfield(V(w), F.v1r));
export function newTuple(items: Ref[]): Ref {
  if (items.length === 2) {
    const [a, b] = items;
    const ka = kind(a);
    const kb = kind(b);
    if (ka === K.INT && kb === K.INT) {
      const [x, y] = [intval(a), intval(b)];
      return R(create(S.tupleII, K.TUPLE_II, [[F.v0i, V(x)], [F.v1i, V(y)]], new W_TupleII(i64(x), i64(y))));
    }
    if (ka === K.FLOAT && kb === K.FLOAT) {
      const [x, y] = [floatval(a), floatval(b)];
      return R(create(S.tupleFF, K.TUPLE_FF, [[F.v0f, V(x)], [F.v1f, V(y)]], S.tupleFF.create([dbl(x), dbl(y)])));
    }
    return R(create(S.tupleOO, K.TUPLE_OO, [[F.v0r, V(a)], [F.v1r, V(b)]], S.tupleOO.create([W_(a), W_(b)])));
  }
  const array = createArray(A.fixed, items.map(V));
  mi().cache.learnField(array, F.listLength, new ConstInt(items.length));
  return R(create(S.tuple, K.TUPLE, [[F.tupleItems, array]], new W_Tuple(array.value as W[])));
}
export const newTupleN = newTuple;
export const arrayLen = (s: Store): Int => {
  const a = mi().resolve(V(s));
  const known = mi().cache.getField(a, F.listLength);
  if (known !== undefined && isConst(known)) return I(known);
  const length = (a.value as unknown[]).length;
  return I(isConst(a) ? new ConstInt(length) : mi().record('arraylen_gc', [a], length, A.fixed));
};
export const arrayGet = (s: Store, i: Int): Ref => R(getitem(V(s), V(i), A.fixed));

// -- lists -------------------------------------------------------------------------------------------------------------

const strategyClass = new Map<ListStrategy | DictStrategy, ConstPtr>();
/** guard_class on a strategy: strategies are singletons, so their class is their identity. */
function promoteStrategy<T extends ListStrategy | DictStrategy>(v: Value): T {
  const r = mi().resolve(v);
  if (isConst(r)) return r.value as T;
  const strategy = r.value as T;
  let c = strategyClass.get(strategy);
  if (c === undefined) strategyClass.set(strategy, (c = new ConstPtr(strategy, strategy.name)));
  mi().guard('guard_value', [r, c]);
  mi().cache.constants.set(r, c);
  return strategy;
}
export const listStrategy = (w: Ref): ListStrategy => promoteStrategy<ListStrategy>(getfield(V(w), F.listStrategy));
export const listStore = (w: Ref): Store => S_(getfield(V(w), F.listStorage));
export const storeLen = (s: Store): Int => I(getfield(V(s), F.listLength));
const itemsOf = (s: Store): Value => getfield(V(s), F.listItems);
export const storeGetI = (s: Store, i: Int): Int => I(getitem(itemsOf(s), V(i), A.ints));
export const storeGetF = (s: Store, i: Int): Float => D(getitem(itemsOf(s), V(i), A.floats));
export const storeGetR = (s: Store, i: Int): Ref => R(getitem(itemsOf(s), V(i), A.items));
export const storeSetI = (s: Store, i: Int, v: Int): void => setitem(itemsOf(s), V(i), A.ints, V(v));
export const storeSetF = (s: Store, i: Int, v: Float): void => setitem(itemsOf(s), V(i), A.floats, V(v));
export const storeSetR = (s: Store, i: Int, v: Ref): void => setitem(itemsOf(s), V(i), A.items, V(v));
function push(s: Store, d: ArrayDescr, v: Value): void {
  const store = V(s);
  const length = V(storeLen(s));
  const next = V(intAdd(I(length), int(1)));
  // PyPy resizes when the allocated block is full: the call makes the list real.
  helperCall(placeHelper.resize, [store, next]);
  const items = getfield(store, F.listItems);
  setitem(items, length, d, v);
  mi().record('setfield_gc', [mi().resolve(store), next], null, F.listLength);
  mi().cache.setField(mi().resolve(store), F.listLength, next);
}
export const storePushI = (s: Store, v: Int): void => push(s, A.ints, V(v));
export const storePushF = (s: Store, v: Float): void => push(s, A.floats, V(v));
export const storePushR = (s: Store, v: Ref): void => push(s, A.items, V(v));
export function newList(items: Ref[]): Ref {
  const strategy = listStrategyOf(items);
  const d = strategy === INT_LIST ? A.ints : strategy === FLOAT_LIST ? A.floats : A.items;
  const stored = items.map((w) => V(strategy === INT_LIST ? intval(w) : strategy === FLOAT_LIST ? floatval(w) : w));
  const array = createArray(d, stored);
  const storage = create(S.storage, null, [[F.listLength, new ConstInt(items.length)], [F.listItems, array]], array.value);
  const list = makeList([]);
  list.strategy = strategy;
  list.storage = array.value as unknown[];
  return R(create(S.list, K.LIST, [[F.listStrategy, new ConstPtr(strategy, strategy.name)], [F.listStorage, storage]], list));
}
/** get_strategy_from_list_objects: looks at the classes of up to 4 items, then no further. */
function listStrategyOf(items: Ref[]): ListStrategy {
  if (items.length === 0) return EMPTY_LIST;
  const first = kind(items[0]);
  const all = items.every((w) => kind(w) === first);
  if (!all) return OBJECT_LIST;
  return first === K.INT ? INT_LIST : first === K.FLOAT ? FLOAT_LIST : first === K.STR ? STR_LIST : OBJECT_LIST;
}
/** f(*list): the items are copied out by a call, their number becomes a constant (listobject.py, getitems_fixedsize). */
export function listFixedView(w: Ref): Ref[] {
  const strategy = listStrategy(w);
  if (strategy.item === 'none') return [];
  const store = listStore(w);
  if (branch(intIsZero(storeLen(store)))) return [];
  const array = helperCall(placeHelper.fixedItems, [V(w)]);
  mi().cache.setFresh(array, null);
  const length = mi().record('arraylen_gc', [array], (array.value as unknown[]).length, A.items);
  const n = promoteInt(I(length)) as number;
  return Array.from({ length: n }, (_, i) => R(getitem(array, new ConstInt(i), A.items)));
}

// -- iterators ---------------------------------------------------------------------------------------------------------

export const rangeCurrent = (w: Ref): Int => I(getfield(V(w), F.rangeCurrent));
export const rangeStop = (w: Ref): Int => I(getfield(V(w), F.rangeStop));
export const setRangeCurrent = (w: Ref, i: Int): void => setfield(V(w), F.rangeCurrent, V(i));
export const rangeStepCurrent = (w: Ref): Int => I(getfield(V(w), F.stepCurrent));
export const rangeRemaining = (w: Ref): Int => I(getfield(V(w), F.stepRemaining));
export const rangeStep = (w: Ref): Int => I(getfield(V(w), F.stepStep));
export const setRangeStepCurrent = (w: Ref, i: Int): void => setfield(V(w), F.stepCurrent, V(i));
export const setRangeRemaining = (w: Ref, i: Int): void => setfield(V(w), F.stepRemaining, V(i));
export const seqIterList = (w: Ref): Ref => R(getfield(V(w), F.seqList));
export const seqIterIndex = (w: Ref): Int => I(getfield(V(w), F.seqIndex));
export const setSeqIterIndex = (w: Ref, i: Int): void => setfield(V(w), F.seqIndex, V(i));
export const endSeqIter = (w: Ref): void => setfield(V(w), F.seqList, nullConst);
export const tupleIterItems = (w: Ref): Ref => R(getfield(V(w), F.tupleIterItems));
export const tupleIterIndex = (w: Ref): Int => I(getfield(V(w), F.tupleIterIndex));
export const setTupleIterIndex = (w: Ref, i: Int): void => setfield(V(w), F.tupleIterIndex, V(i));
export const endTupleIter = (w: Ref): void => setfield(V(w), F.tupleIterItems, nullConst);
export const tupleIterStore = (items: Ref): Store => items as unknown as Store;
export const strIterText = (w: Ref): Ref => R(getfield(V(w), F.strText));
export const strIterIndex = (w: Ref): Int => I(getfield(V(w), F.strIndex));
export const setStrIterIndex = (w: Ref, i: Int): void => setfield(V(w), F.strIndex, V(i));
export const strLen = (w: Ref): Int => I(helperCall(placeHelper.strLen, [V(w)]));
export const enumerateIterator = (w: Ref): Ref => R(getfield(V(w), F.enumIterator));
export const enumerateIndex = (w: Ref): Int => I(getfield(V(w), F.enumIndex));
export const setEnumerateIndex = (w: Ref, i: Int): void => setfield(V(w), F.enumIndex, V(i));
const fixedRefs = (array: Value): Ref[] => {
  const n = promoteInt(arrayLen(S_(array))) as number;
  return Array.from({ length: n }, (_, i) => R(getitem(array, new ConstInt(i), A.fixed)));
};
export const zipIterators = (w: Ref): readonly Ref[] => fixedRefs(getfield(V(w), F.zipIterators));
export const zipStrict = (w: Ref): boolean => (W_(w) as unknown as { strict: boolean }).strict;
export const mapFunction = (w: Ref): Ref => R(getfield(V(w), F.mapFunc));
export const mapIterators = (w: Ref): readonly Ref[] => fixedRefs(getfield(V(w), F.mapIterators));
export const filterFunction = (w: Ref): Ref => R(getfield(V(w), F.filterFunc));
export const filterIterator = (w: Ref): Ref => R(getfield(V(w), F.filterIterator));
export const newSeqIter = (list: Ref): Ref => R(create(S.seqIter, K.SEQ_ITER, [[F.seqIndex, new ConstInt(0)], [F.seqList, V(list)]], direct.newSeqIter(conc(list) as Ref)));
export const newTupleIter = (tuple: Ref): Ref => {
  const items = V(tupleStore(tuple));
  return R(create(S.tupleIter, K.TUPLE_ITER, [[F.tupleIterIndex, new ConstInt(0)], [F.tupleIterItems, items]], S.tupleIter.create([0, items.value])));
};
export const newStrIter = (text: Ref): Ref => R(create(S.strIter, K.STR_ITER, [[F.strIndex, new ConstInt(0)], [F.strText, V(text)]], S.strIter.create([0, conc(text)])));
export function rangeIterator(w: Ref): Ref | null {
  const r = W_(w) as W_Range;
  if (direct.rangeIterator(r as unknown as Ref) === null) return null;
  // A range object made in this trace has known parts; one from outside is read through a helper.
  const parts = rangeParts.get(V(w));
  if (parts === undefined) return R(helperCall(placeHelper.rangeIter, [V(w)]));
  const [start, stop, step] = parts;
  return makeRangeIter(start, stop, step, r);
}
const rangeParts = new WeakMap<object, readonly [Value, Value, Value]>();
function makeRangeIter(start: Value, stop: Value, step: Value, r: W_Range): Ref {
  const s = mi().resolve(step);
  if (isConst(s) && s.value === 1) return R(create(S.rangeIter, K.RANGE_ITER, [[F.rangeCurrent, start], [F.rangeStop, stop]], S.rangeIter.create([start.value, stop.value])));
  const remaining = helperCall(placeHelper.rangeLength, [start, stop, step]);
  return R(create(S.rangeStep, K.RANGE_STEP_ITER, [[F.stepCurrent, start], [F.stepRemaining, remaining], [F.stepStep, step]], S.rangeStep.create([start.value, r.length, step.value])));
}
export function newRange(args: Int[]): Ref | null {
  const made = direct.newRange(args.map((a) => conc(a) as Int));
  if (made === null) return null;
  const [start, stop, step] = args.length === 1 ? [int(0), args[0], int(1)] : args.length === 2 ? [args[0], args[1], int(1)] : args;
  const w = helperCall(placeHelper.newRange, [V(start), V(stop), V(step)]);
  mi().cache.setFresh(w, K.RANGE);
  rangeParts.set(w, [V(start), V(stop), V(step)]);
  return R(w);
}
export const newEnumerate = (it: Ref, start: Int): Ref => R(create(S.enumerate, K.ENUMERATE, [[F.enumIterator, V(it)], [F.enumIndex, V(start)]], S.enumerate.create([conc(it), conc(start)])));
export function newZip(its: Ref[]): Ref {
  const array = fixedArray(its);
  return R(create(S.zip, K.ZIP, [[F.zipIterators, array]], S.zip.create([array.value])));
}
export function newMap(func: Ref, its: Ref[]): Ref {
  const array = fixedArray(its);
  return R(create(S.map, K.MAP, [[F.mapFunc, V(func)], [F.mapIterators, array]], S.map.create([conc(func), array.value])));
}
function fixedArray(items: Ref[]): Value {
  const array = createArray(A.fixed, items.map(V));
  mi().cache.learnField(array, F.listLength, new ConstInt(items.length));
  return array;
}

// -- instances, methods, cells -----------------------------------------------------------------------------------------

export function instanceMap(w: Ref): AttrMap {
  return promote(R(getfield(V(w), F.instanceMap))) as unknown as AttrMap;
}
export const slotR = (w: Ref, index: number): Ref => R(getfield(V(w), slotField(index, 'r')));
export const slotI = (w: Ref, index: number): Int => I(getfield(V(w), slotField(index, 'i')));
export const slotF = (w: Ref, index: number): Float => D(getfield(V(w), slotField(index, 'f')));
export const setSlotR = (w: Ref, index: number, v: Ref): void => setfield(V(w), slotField(index, 'r'), V(v));
export const setSlotI = (w: Ref, index: number, v: Int): void => setfield(V(w), slotField(index, 'i'), V(v));
export const setSlotF = (w: Ref, index: number, v: Float): void => setfield(V(w), slotField(index, 'f'), V(v));
export const growMap = (w: Ref, map: AttrMap): void => setfield(V(w), F.instanceMap, new ConstPtr(map, 'map'));
export function newInstance(cls: W_Type): Ref {
  const made = direct.newInstance(cls) as unknown as W_Instance;
  return R(create(instanceSize(cls.name, cls.maps.largest), K.INSTANCE, [[F.instanceMap, new ConstPtr(made.map, 'map')]], made));
}
export const reorderAndAdd = (w: Ref, next: AttrMap, name: string, v: Ref): void => {
  helperCall(placeHelper.reorder(next, name), [V(w), V(v)]);
};
export const convertToBoxed = (w: Ref, next: AttrMap, name: string, v: Ref): void => {
  helperCall(placeHelper.box(next, name), [V(w), V(v)]);
};
export const methodFunc = (w: Ref): Ref => R(getfield(V(w), F.methodFunc));
export const methodSelf = (w: Ref): Ref => R(getfield(V(w), F.methodSelf));
export const newMethod = (func: Ref, self: Ref): Ref => R(create(S.method, K.METHOD, [[F.methodFunc, V(func)], [F.methodSelf, V(self)]], S.method.create([conc(func), conc(self)])));
export const cellGet = (w: Ref): Ref => R(getfield(V(w), F.cellValue));
export const cellSet = (w: Ref, v: Ref): void => setfield(V(w), F.cellValue, V(v) ?? nullConst);
export const newCell = (v: Ref): Ref => R(create(S.cell, K.CELL, [[F.cellValue, V(v) ?? nullConst]], S.cell.create([conc(v)])));
export const newSlice = (a: Ref, b: Ref, c: Ref): Ref => R(helperCall(placeHelper.newSlice, [V(a), V(b), V(c)]));

// -- functions ---------------------------------------------------------------------------------------------------------

const knownFunction = (w: Ref): W_Function | null => {
  const v = mi().resolve(V(w));
  return isConst(v) ? (v.value as W_Function) : null;
};
export const functionCode = (w: Ref): W_Code => knownFunction(w)?.code ?? (promote(R(getfield(V(w), F.functionCode))) as unknown as W_Code);
export const functionGlobals = (w: Ref): W_Dict => (W_(w) as W_Function).globals;
export function functionDefaults(w: Ref): readonly Ref[] {
  const known = knownFunction(w);
  if (known !== null) return known.defaults.map(ref);
  return fixedRefs(getfield(V(w), F.functionDefaults));
}
export const functionKwDefault = (w: Ref, name: string): Ref | null => {
  const value = (W_(w) as W_Function).kwdefaults?.get(name);
  return value === undefined ? null : ref(value);
};
export const functionCell = (w: Ref, index: number): Ref => {
  const known = knownFunction(w);
  return known !== null ? ref(known.closure[index]) : R(getitem(getfield(V(w), F.functionClosure), new ConstInt(index), A.fixed));
};
const functionSizes = new WeakMap<W_Code, SizeDescr>();
export function newFunction(code: W_Code, make: (closure: W[], defaults: W[]) => W_Function, closure: Ref[], defaults: Ref[]): Ref {
  let d = functionSizes.get(code);
  if (d === undefined) functionSizes.set(code, (d = functionSize(code.code.name, make)));
  const cells = fixedArray(closure);
  const values = fixedArray(defaults);
  return R(create(d, K.FUNCTION, [[F.functionCode, ref(code)], [F.functionClosure, cells], [F.functionDefaults, values]].map(([f, v]) => [f as FieldDescr, V(v)] as const), make(cells.value as W[], values.value as W[])));
}

// -- names -------------------------------------------------------------------------------------------------------------

export const dictStrategy = (w: Ref): DictStrategy => promoteStrategy<DictStrategy>(getfield(V(w), F.dictStrategy));
export const isObjectDict = (w: Ref): boolean => dictStrategy(w) === OBJECT_DICT;
const cellConst = new WeakMap<object, ConstPtr>();
function cellValue(cell: { value: W }): ConstPtr {
  let c = cellConst.get(cell);
  if (c === undefined) cellConst.set(cell, (c = new ConstPtr(cell, 'cell')));
  return c;
}
export const mutableCellGet = (cell: { value: W }): Ref => R(getfield(cellValue(cell), F.mutableCell));
export const mutableCellSet = (cell: { value: W }, v: Ref): void => setfield(cellValue(cell), F.mutableCell, V(v));
export const dictLookupStr = (d: W_Dict, name: string): Ref | null => {
  const r = helperCall(placeHelper.lookupName, [V(ref(d)), V(ref(name))]);
  return isNull(R(r)) ? null : R(r);
};
/** A global that traces rely on is written for the first or second time: the trace itself would be invalid. */
export const storeName = (d: W_Dict, name: string, v: Ref): void => {
  void d;
  void name;
  void v;
  throw new AbortTrace('force quasi-immut');
};
export const localName = (_f: Frame, _name: string): Ref | null => abort();
export const storeLocalName = (_f: Frame, _name: string, _v: Ref): void => abort();
export const deleteLocalName = (_f: Frame, _name: string): boolean => abort();
export const builtinsDict = direct.builtinsDict;
export const builtinsVersion = direct.builtinsVersion;
export const builtinsState = direct.builtinsState;
const abort = (): never => {
  throw new AbortTrace('compiling');
};

// -- exceptions --------------------------------------------------------------------------------------------------------

export const newUnroller = (exception: Ref): Ref => R(create(S.unroller, K.UNROLLER, [[F.unrollerException, V(exception)]], S.unroller.create([conc(exception)])));
export const unrollerException = (w: Ref): Ref => R(getfield(V(w), F.unrollerException));
const boxes = raisedBoxes;
export const raise = (exception: Ref): GuestError => {
  const e = new GuestError(W_(exception) as W_Exception);
  boxes.set(e, V(exception));
  return e;
};
/** The exception of an error on its way. One made by TypeScript code is made anew each time the trace runs. */
export const thrown = (e: GuestError): Ref => {
  let box = boxes.get(e);
  if (box === undefined) {
    box = helperCall(placeHelper.makeError(e.exception), []);
    (box as Operation).value = e.exception;
    mi().cache.setFresh(box, K.EXCEPTION);
    mi().exceptionTypes.set(box, guestTypeOf(e.exception));
    boxes.set(e, box);
  }
  mi().inFlight = box;
  return R(box);
};
export const isFresh = (e: GuestError): boolean => e !== rethrown;
let rethrown: GuestError | null = null;
export const reraise = (exception: Ref): GuestError => (rethrown = raise(exception));
export const addTraceback = (e: Ref, f: Frame): void => {
  const old = getfield(V(e), F.exceptionTraceback);
  const made = new W_Traceback(old.value as W_Traceback | null, f.code, f.pc, f.globals);
  const entry = create(tracebackSize, K.TRACEBACK, [[F.tracebackNext, old], [tracebackPlace, new ConstPtr({ code: f.code, unit: f.pc, globals: f.globals }, 'place')]], made);
  setfield(V(e), F.exceptionTraceback, entry);
};
export const handledException = (): Ref => R(getfield(mi().executionContext, F.handled));
export const setHandledException = (e: Ref): void => setfield(mi().executionContext, F.handled, V(e) ?? nullConst);
export function newException(cls: W_Type, args: Ref[]): Ref {
  const array = createArray(A.items, args.map(V));
  const made = makeException(cls, array.value as W[]);
  return R(create(exceptionSize(cls.name, cls.isHeap ? cls.maps.largest : 0), K.EXCEPTION, [[F.instanceMap, new ConstPtr(made.map, 'map')], [F.exceptionArgs, array], [F.exceptionValue, args.length > 0 ? V(args[0]) : nullConst]], made));
}
export const chainContext = (e: Ref): void => {
  const handled = handledException();
  if (isNull(handled) || branch(refEq(handled, e)) || !isNull(R(getfield(V(e), F.exceptionContext)))) return;
  setfield(V(e), F.exceptionContext, V(handled));
};
export const tracebackOf = (exception: Ref): Ref => {
  const tb = R(getfield(V(exception), F.exceptionTraceback));
  return isNull(tb) ? ref(none) : tb;
};
export const stopValue = (exception: Ref): Ref => {
  const v = R(getfield(V(exception), F.exceptionValue));
  return isNull(v) ? ref(none) : v;
};
export const constantTuple = (w: W): readonly W[] => tupleItems(w) ?? [w];
export function typeOf(w: Ref): W_Type {
  const raised = mi().exceptionTypes.get(V(w));
  if (raised !== undefined) return raised;
  const k = kind(w);
  if (k === K.INSTANCE || k === K.EXCEPTION) return instanceMap(w).cls;
  if (k === K.TYPE) return guestTypeOf(promote(w));
  if (k === K.NATIVE) return promote(R(getfield(V(w), F.nativeClass))) as W_Type;
  return guestTypeOf(W_(w));
}

// -- frames ------------------------------------------------------------------------------------------------------------

export const currentFrame = (): Frame => mi().top;
export const setCurrentFrame = (_f: Frame | null): void => undefined;
export function mergePoint(f: Frame, pc: number): boolean {
  try {
    mi().mergePoint(f, pc);
    return false;
  } catch (e) {
    if (!(e instanceof InlinedLoop)) throw e;
    return assemblerCall(f, pc);
  }
}
export const endedRun = (): Ref | null => null;
export const resultPending = (_f: Frame, r: Ref): void => mi().setPending(V(r));
export function enterFrame(f: Frame): Ref | undefined {
  if (vm.depth >= vm.recursionLimit) abort();
  vm.depth++;
  if (--vm.fuel <= 0) vm.refuel();
  const back = f.back as Frame;
  performEffect();
  mi().push(f);
  if (shouldInline(mi(), f)) return undefined;
  f.nextPc = 0;
  assemblerCall(f, 0);
  void back;
  return undefined;
}
/** The rest of the top frame runs as compiled code of its own; its result goes to the frame below. */
function assemblerCall(f: Frame, pc: number): boolean {
  const back = f.back as Frame;
  const outcome = callAssembler(mi(), f, pc);
  vm.depth--;
  if (outcome.raised) {
    if (absorbs(back, R(outcome.value))) return true;
    throw raise(R(outcome.value));
  }
  mi().setPending(outcome.value);
  const out = applyResult(back, R(outcome.value));
  if (out !== null) abort();
  return true;
}
export function leaveFrame(f: Frame, result: Ref, raised: boolean): void {
  if (mi().frames.length === 1) mi().end({ kind: 'finish', value: V(result), raised });
  vm.depth--;
  mi().pop();
  void f;
  if (!raised) mi().setPending(V(result));
}
export function backEdge(_f: Frame, _target: number): boolean {
  if (--vm.fuel <= 0) vm.refuel();
  mi().loopHeaderAhead();
  return false;
}
export const pushBlock = (f: Frame, kindName: 'except' | 'finally', handler: number): void => void (f.block = new Block(kindName, handler, f.sp, f.block));
export const realFrame = (_f: Frame): Frame => abort();
export const abortTracing = (reason: string): void => {
  throw new AbortTrace(reason as AbortReason);
};

// -- generators --------------------------------------------------------------------------------------------------------

export const isOutermost = (): boolean => mi().frames.length === 1;
let waitingEffect: (() => void) | null = null;
/** What waits for the first thing that cannot be undone. */
function performEffect(): void {
  const effect = waitingEffect;
  waitingEffect = null;
  effect?.();
}
/** Does `effect` (stores alone) after the guards that `work` starts with: before it pushes a frame or calls, at the latest at its end. */
export function withEffect<T>(effect: () => void, work: () => T): T {
  waitingEffect = effect;
  mi().beforeCall = performEffect;
  try {
    const r = work();
    performEffect();
    return r;
  } catch (e) {
    if (e instanceof GuestError) performEffect();
    throw e;
  } finally {
    waitingEffect = null;
  }
}
export function generatorState(w: Ref): W_Generator {
  const v = V(w);
  promoteInt(I(getfield(v, F.generatorFinished)));
  promoteInt(I(getfield(v, F.generatorRunning)));
  promoteInt(I(getfield(v, F.generatorStarted)));
  return W_(w) as W_Generator;
}
export function newGenerator(frame: Frame, func: Ref, flavour: W_Generator['flavour']): Ref {
  const slots = frame.slots.slice(0, frame.code.base).map((x) => (x === null ? nullConst : V(x)));
  const g = helperCall(placeHelper.newGenerator(frame.code, frame.globals, flavour, (W_(func) as W_Function).qualname), slots);
  mi().cache.setFresh(g, K.GENERATOR);
  return R(g);
}
/** The frame waits in the heap: what it resumes with is read from there, and where it resumes is a constant of the trace. */
export function generatorFrame(w: Ref): Frame {
  const v = V(w);
  const real = (W_(w) as W_Generator).frame;
  const frame = getfield(v, F.generatorFrame);
  promote(R(getfield(frame, F.frameCode)));
  promoteInt(I(getfield(frame, F.frameNext)));
  promoteInt(I(getfield(frame, F.frameDepth)));
  if (real.block !== null) promote(R(getfield(frame, F.frameBlock)));
  if ((real.savedExceptions?.length ?? 0) > 0) abort();
  const shadow = new Frame(real.code, real.globals);
  const array = getfield(frame, F.frameSlots);
  for (let i = 0; i < real.sp; i++) shadow.slots[i] = real.slots[i] === null && i >= real.code.code.argcount && isUnbound(array, i) ? null : getitem(array, new ConstInt(i), A.items);
  shadow.sp = real.sp;
  shadow.block = real.block;
  shadow.nextPc = real.nextPc;
  shadow.cont = real.cont;
  shadow.contArg = real.contArg;
  shadow.generator = W_(w) as W_Generator;
  shadow.locals = real.locals;
  mi().setOwner(shadow, v);
  return shadow;
}
/** Unbound slots of a waiting generator frame: known only by looking. */
function isUnbound(array: Value, i: number): boolean {
  return isNull(R(getitem(array, new ConstInt(i), A.items)));
}
export function startGenerator(generator: Ref, frame: Frame, from: Frame): Ref | undefined {
  const v = V(generator);
  if (vm.depth >= vm.recursionLimit) abort();
  setfield(v, F.generatorRunning, new ConstInt(1));
  setfield(v, F.generatorStarted, new ConstInt(1));
  frame.back = from;
  vm.depth++;
  performEffect();
  mi().push(frame);
  if (shouldInline(mi(), frame)) return undefined;
  assemblerCall(frame, frame.nextPc);
  return undefined;
}
export function suspend(frame: Frame, value: Ref): Frame | null {
  const owner = mi().ownerOf(frame) as Value;
  const outermost = mi().frames.length === 1;
  const object = outermost ? owner : getfield(owner, F.generatorFrame);
  const array = getfield(object, F.frameSlots);
  for (let i = 0; i < frame.sp; i++) {
    const v = (frame.slots[i] as Value | null) ?? nullConst;
    if (mi().cache.getItem(array, i, A.items) !== v) setitem(array, new ConstInt(i), A.items, v);
  }
  setfield(object, F.frameNext, new ConstInt(frame.nextPc));
  setfield(object, F.frameDepth, new ConstInt(frame.sp));
  const block = frame.block === null ? nullConst : new ConstPtr(frame.block, 'block');
  if (mi().cache.getField(object, F.frameBlock) !== block) setfield(object, F.frameBlock, block);
  if ((frame.savedExceptions?.length ?? 0) > 0) abort();
  if (outermost) {
    setfield(object, F.frameSuspended, new ConstInt(1));
    mi().end({ kind: 'finish', value: V(value), raised: false });
  }
  setfield(owner, F.generatorRunning, new ConstInt(0));
  vm.depth--;
  mi().pop();
  mi().setPending(V(value));
  const back = frame.back as Frame;
  return back;
}
export function finishGenerator(frame: Frame, g: W_Generator): void {
  void g;
  const owner = mi().ownerOf(frame) as Value;
  if (mi().frames.length === 1) return;
  setfield(owner, F.generatorRunning, new ConstInt(0));
  setfield(owner, F.generatorFinished, new ConstInt(1));
}

// -- calls out of the trace --------------------------------------------------------------------------------------------

const values = (args: readonly unknown[]): Value[] => args.map((a) => (a === null ? nullConst : isValue(a) ? a : makeConstant('r', a)));
export const callR = (h: Helper, ...args: unknown[]): Ref => R(helperCall(h, values(args)));
export const callI = (h: Helper, ...args: unknown[]): Int => I(helperCall(h, values(args)));
export const callF = (h: Helper, ...args: unknown[]): Float => D(helperCall(h, values(args)));
export const callB = (h: Helper, ...args: unknown[]): Bool => bool(helperCall(h, values(args)));
export const callS = (h: Helper, ...args: unknown[]): Store => {
  const array = helperCall(h, values(args));
  mi().cache.setFresh(array, null);
  return S_(array);
};
export const callV = (h: Helper, ...args: unknown[]): void => {
  helperCall(h, values(args), V(ref(none)));
};
export const callBuiltin = (b: W_Builtin, args: Ref[], keywords: Keywords | null): Ref => R(builtinCall(b, args.map(V), keywords === null ? null : [...keywords.keys()]));
export const residual = (b: W_Builtin, args: Ref[], named: { readonly names: readonly string[]; readonly values: readonly Ref[] } | null): Ref => {
  if (--vm.fuel <= 0) vm.refuel();
  return R(builtinCall(b, [...args.map(V), ...(named?.values ?? []).map(V)], named?.names ?? null));
};
export const nextOpaque = (h: Helper, it: Ref): Ref | null => {
  const r = helperCall(h, [V(it)]);
  return isNull(R(r)) ? null : R(r);
};
export const spread = (_h: Helper, _w: Ref): Ref[] => abort();
export const keywordArguments = (_h: Helper, _mapping: Ref): { names: readonly string[]; values: readonly Ref[] } => abort();
export const newKeywordDict = (make: (names: readonly string[], values: W[]) => W, names: readonly string[], items: Ref[]): Ref => {
  const d = helperCall(placeHelper.keywordDict(make, names), items.map(V));
  mi().cache.setFresh(d, K.DICT);
  return R(d);
};
export const buildMap = (h: Helper, pairs: Ref[]): Ref => {
  const d = helperCall(h, pairs.map(V));
  mi().cache.setFresh(d, K.DICT);
  return R(d);
};
export const tupleRefs = (w: Ref): Ref[] => {
  const k = kind(w);
  if (k === K.TUPLE_II) return [newInt(tupleV0I(w)), newInt(tupleV1I(w))];
  if (k === K.TUPLE_FF) return [newFloat(tupleV0F(w)), newFloat(tupleV1F(w))];
  if (k === K.TUPLE_OO) return [tupleV0R(w), tupleV1R(w)];
  return fixedRefs(V(tupleStore(w)));
};
interface PendingInit { readonly cls: W_Type; readonly args: readonly Ref[]; readonly named: unknown; readonly cont: number; readonly contArg: number }
export const pendingInit = (_cls: W_Type, _args: readonly Ref[], _named: unknown, _cont: number, _contArg: number): unknown => abort();
export const takePendingInit = (_f: Frame): PendingInit => abort();
export const nestedInit = (_init: W, _instance: Ref, _args: Ref[], _named: unknown): Ref => abort();
export const checkAbstract = (cls: W_Type): void => direct.checkAbstract(cls);
export const abstractCheck = direct.abstractCheck;
export const descriptorGet = (_descriptor: W, _w: Ref): Ref => abort();
export const bindNative = (found: W, value: Ref, w: Ref, owner: Ref): Ref => R(helperCall(placeHelper.bind(found), [V(value), V(w), V(owner)]));
export const nativeBind = direct.nativeBind;
export const nativeField = (w: Ref, name: string, _value: W): Ref => R(helperCall(kind(w) === K.FRAME ? placeHelper.frameField(name) : placeHelper.nativeField(name), [V(w)]));
export const classGetItem = (_w: Ref, _index: Ref): Ref => abort();
export const classItem = direct.classItem;
export const setattrOpaque = (w: Ref, name: string, v: Ref): void => {
  helperCall(placeHelper.setattr(name), [V(w), V(v)], V(ref(none)));
};
export const delattrOpaque = (w: Ref, name: string): void => {
  helperCall(placeHelper.delattr(name), [V(w)], V(ref(none)));
};
export const newSuper = (cls: Ref, object: Ref): Ref => {
  const w = helperCall(placeHelper.newSuper, [V(cls), V(object)]);
  superObjects.set(w, [promote(cls) as W_Type, typeOf(object), V(object)]);
  mi().cache.setFresh(w, K.SUPER);
  return R(w);
};
const superObjects = new WeakMap<object, readonly [W_Type, W_Type, Value]>();
export const superParts = (w: Ref): readonly [W_Type, W_Type, Ref] => {
  const known = superObjects.get(V(w));
  if (known === undefined) return abort();
  return [known[0], known[1], R(known[2])];
};
export const structFormat = (w: Ref): Ref => {
  typeOf(w);
  return ref(promote(R(getfield(V(w), F.structFormat))));
};
export const bigval = (): bigint => abort();
