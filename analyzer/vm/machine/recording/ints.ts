/** 64-bit ints: their boxes, arithmetic with overflow guards, comparisons. */
import * as direct from '../direct';
import { type Concrete, isConst, type Value } from '../../jit/ir';
import { helperCall } from '../../jit/recorder/calls';
import { mi } from '../../jit/recorder/current';
import { F, S } from '../../jit/recorder/descrs';
import { placeHelper } from '../../jit/recorder/places';
import { K } from '../../runtime/kinds';
import type { Bool, Int, Ref } from '../types';
import { int } from './constants';
import { branch } from './decisions';
import { create, getfield } from './heap';
import { abort, bit, bool, I, i64, R, raw, V } from './values';

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
export const addOvf = (a: Int, b: Int): Int | null => ovf('int_add_ovf', a, b, direct.addOvf(raw(a), raw(b)));
export const subOvf = (a: Int, b: Int): Int | null => ovf('int_sub_ovf', a, b, direct.subOvf(raw(a), raw(b)));
export const mulOvf = (a: Int, b: Int): Int | null => ovf('int_mul_ovf', a, b, direct.mulOvf(raw(a), raw(b)));

export const pure = (name: Parameters<ReturnType<typeof mi>['pure']>[0], args: readonly unknown[], value: Concrete): Value => mi().pure(name, args.map((a) => mi().resolve(V(a))), value);
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
export const intLt = (a: Int, b: Int): Bool => bool(pure('int_lt', [a, b], bit(direct.intLt(raw(a), raw(b)))));
export const intLe = (a: Int, b: Int): Bool => bool(pure('int_le', [a, b], bit(direct.intLe(raw(a), raw(b)))));
export const intEq = (a: Int, b: Int): Bool => bool(pure('int_eq', [a, b], bit(direct.intEq(raw(a), raw(b)))));
export const intNe = (a: Int, b: Int): Bool => bool(pure('int_ne', [a, b], bit(direct.intNe(raw(a), raw(b)))));
export const intGt = (a: Int, b: Int): Bool => bool(pure('int_gt', [a, b], bit(direct.intGt(raw(a), raw(b)))));
export const intGe = (a: Int, b: Int): Bool => bool(pure('int_ge', [a, b], bit(direct.intGe(raw(a), raw(b)))));
export const uintGe = (a: Int, b: Int): Bool => bool(pure('uint_ge', [a, b], bit(direct.uintGe(raw(a), raw(b)))));
export const intIsTrue = (a: Int): Bool => bool(pure('int_is_true', [a], bit(direct.intIsTrue(raw(a)))));
export const intIsZero = (a: Int): Bool => bool(pure('int_is_zero', [a], bit(direct.intIsZero(raw(a)))));
export const bigval = (): bigint => abort();
