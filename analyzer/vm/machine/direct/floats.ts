/** Doubles and their boxes. */
import { W_Float } from '../../runtime/values';
import type { Bool, Float, Int, Ref } from '../types';
import { B, F, type I, n, R } from './values';

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
