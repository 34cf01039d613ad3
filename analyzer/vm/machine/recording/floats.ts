/** Doubles and their boxes. */
import { F, S } from '../../jit/recorder/descrs';
import { K } from '../../runtime/kinds';
import { W_Float } from '../../runtime/values';
import type { Bool, Float, Int, Ref } from '../types';
import { create, getfield } from './heap';
import { pure } from './ints';
import { B, bool, D, dbl, I, i64, R, V } from './values';

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
export const floatLt = (a: Float, b: Float): Bool => bool(pure('float_lt', [a, b], B(dbl(a) < dbl(b))));
export const floatLe = (a: Float, b: Float): Bool => bool(pure('float_le', [a, b], B(dbl(a) <= dbl(b))));
export const floatEq = (a: Float, b: Float): Bool => bool(pure('float_eq', [a, b], B(dbl(a) === dbl(b))));
export const floatNe = (a: Float, b: Float): Bool => bool(pure('float_ne', [a, b], B(dbl(a) !== dbl(b))));
export const floatGt = (a: Float, b: Float): Bool => bool(pure('float_gt', [a, b], B(dbl(a) > dbl(b))));
export const floatGe = (a: Float, b: Float): Bool => bool(pure('float_ge', [a, b], B(dbl(a) >= dbl(b))));
