/** Operations that compute from their arguments alone, as functions on concrete values. Shared with the JavaScript backend's tests. */
import type { Concrete, IntValue, OpName } from '../../ir';
import * as int64 from '../int64';

type Binary = (a: Concrete, b: Concrete) => Concrete;
type Unary = (a: Concrete) => Concrete;

// Registers hold what the types of the operations say, so the casts add no wrappers to run.
const int2 = (f: (a: IntValue, b: IntValue) => IntValue): Binary => f as Binary;
const float2 = (f: (a: number, b: number) => number): Binary => f as Binary;
const intTest =
  (f: (a: IntValue, b: IntValue) => boolean): Binary =>
  (a, b) =>
    f(a as IntValue, b as IntValue) ? 1 : 0;
const floatTest =
  (f: (a: number, b: number) => boolean): Binary =>
  (a, b) =>
    f(a as number, b as number) ? 1 : 0;
const same: Binary = (a, b) => (a === b ? 1 : 0);
const different: Binary = (a, b) => (a === b ? 0 : 1);

export const BINARY: Partial<Record<OpName, Binary>> = {
  int_add: int2(int64.add),
  int_sub: int2(int64.sub),
  int_mul: int2(int64.mul),
  int_add_ovf: int2(int64.checked.add),
  int_sub_ovf: int2(int64.checked.sub),
  int_mul_ovf: int2(int64.checked.mul),
  int_floordiv: int2(int64.floordiv),
  int_mod: int2(int64.mod),
  uint_mul_high: int2(int64.mulHighUnsigned),
  int_and: int2(int64.and),
  int_or: int2(int64.or),
  int_xor: int2(int64.xor),
  int_lshift: int2(int64.lshift),
  int_rshift: int2(int64.rshift),
  uint_rshift: int2(int64.rshiftUnsigned),
  int_signext: int2(int64.signExtend),
  int_lt: intTest((a, b) => a < b),
  int_le: intTest((a, b) => a <= b),
  int_gt: intTest((a, b) => a > b),
  int_ge: intTest((a, b) => a >= b),
  int_eq: same,
  int_ne: different,
  uint_lt: intTest(int64.ltUnsigned),
  uint_le: intTest(int64.leUnsigned),
  uint_gt: intTest((a, b) => int64.ltUnsigned(b, a)),
  uint_ge: intTest((a, b) => int64.leUnsigned(b, a)),
  float_add: float2((a, b) => a + b),
  float_sub: float2((a, b) => a - b),
  float_mul: float2((a, b) => a * b),
  float_truediv: float2((a, b) => a / b),
  float_lt: floatTest((a, b) => a < b),
  float_le: floatTest((a, b) => a <= b),
  float_eq: floatTest((a, b) => a === b),
  float_ne: floatTest((a, b) => a !== b),
  float_gt: floatTest((a, b) => a > b),
  float_ge: floatTest((a, b) => a >= b),
  ptr_eq: same,
  ptr_ne: different,
  instance_ptr_eq: same,
  instance_ptr_ne: different,
};

const copy: Unary = (a) => a;

export const UNARY: Partial<Record<OpName, Unary>> = {
  int_neg: (a) => int64.neg(a as IntValue),
  int_invert: (a) => int64.invert(a as IntValue),
  int_force_ge_zero: (a) => int64.forceGeZero(a as IntValue),
  int_is_zero: (a) => (a === 0 ? 1 : 0),
  int_is_true: (a) => (a === 0 ? 0 : 1),
  same_as_i: copy,
  same_as_r: copy,
  same_as_f: copy,
  float_neg: (a) => -(a as number),
  float_abs: (a) => Math.abs(a as number),
  cast_int_to_float: (a) => int64.toFloat(a as IntValue),
  cast_float_to_int: (a) => int64.fromFloat(a as number),
};
