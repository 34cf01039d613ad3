/**
 * Run a pure operation on constants, exactly as compiled code would.
 *
 * Source: rpython/jit/metainterp/executor.py; blackhole.py for the meaning of each operation, PyPy 7.3.11.
 */
import { ConstFloat, ConstInt, ConstPtr, type ArrayDescr, type Concrete, type FieldDescr, type IntValue, type Operation } from '../../ir';
import type { Const } from './forwarding';
import * as I from './int64';
import { SpeculativeError } from './invalid-loop';

/** How string constants are read and made; without it strings are not folded. */
export interface StringModel {
  length(string: Concrete): number;
  codeAt(string: Concrete, index: number): number;
  fromCodes(codes: readonly number[]): Concrete;
}

type IntBinary = (a: IntValue, b: IntValue) => IntValue | null;
const flag = (x: boolean): IntValue => (x ? 1 : 0);
const shiftBy =
  (f: (a: IntValue, n: number) => IntValue): IntBinary =>
  (a, b) =>
    b >= 0 && b < 64 ? f(a, Number(b)) : null;

const INT_BINARY: Readonly<Record<string, IntBinary>> = {
  int_add: I.addWrap,
  int_sub: I.subWrap,
  int_mul: I.mulWrap,
  int_add_ovf: I.addExact,
  int_sub_ovf: I.subExact,
  int_mul_ovf: I.mulExact,
  int_floordiv: I.floordivC,
  int_mod: I.modC,
  uint_mul_high: I.mulHighUnsigned,
  int_and: I.and,
  int_or: I.or,
  int_xor: I.xor,
  int_lshift: shiftBy(I.shlWrap),
  int_rshift: shiftBy(I.shr),
  uint_rshift: shiftBy(I.shrUnsigned),
  int_signext: (a, b) => I.signExtend(a, Number(b)),
  int_lt: (a, b) => flag(a < b),
  int_le: (a, b) => flag(a <= b),
  int_eq: (a, b) => flag(a === b),
  int_ne: (a, b) => flag(a !== b),
  int_gt: (a, b) => flag(a > b),
  int_ge: (a, b) => flag(a >= b),
  uint_lt: (a, b) => flag(I.lessUnsigned(a, b)),
  uint_ge: (a, b) => flag(!I.lessUnsigned(a, b)),
  uint_gt: (a, b) => flag(I.lessUnsigned(b, a)),
  uint_le: (a, b) => flag(!I.lessUnsigned(b, a)),
};

const INT_UNARY: Readonly<Record<string, (a: IntValue) => IntValue>> = {
  int_neg: I.negWrap,
  int_invert: I.invert,
  int_force_ge_zero: (a) => (a < 0 ? 0 : a),
  int_is_zero: (a) => flag(a == 0),
  int_is_true: (a) => flag(a != 0),
};

const FLOAT_BINARY: Readonly<Record<string, (a: number, b: number) => number>> = {
  float_add: (a, b) => a + b,
  float_sub: (a, b) => a - b,
  float_mul: (a, b) => a * b,
  float_truediv: (a, b) => a / b,
};
const FLOAT_COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  float_lt: (a, b) => a < b,
  float_le: (a, b) => a <= b,
  float_eq: (a, b) => a === b,
  float_ne: (a, b) => a !== b,
  float_gt: (a, b) => a > b,
  float_ge: (a, b) => a >= b,
};

/** The result, or null when the operation cannot be run now (a division by zero, unknown strings). Throws SpeculativeError. */
export function foldOperation(op: Operation, args: readonly Const[], strings: StringModel | null): Const | null {
  const [a, b] = args;
  if (a instanceof ConstInt) {
    const unary = INT_UNARY[op.name];
    if (unary) return new ConstInt(unary(a.value));
    const binary = INT_BINARY[op.name];
    if (binary && b instanceof ConstInt) {
      const r = binary(a.value, b.value);
      return r === null ? null : new ConstInt(r);
    }
    return op.name === 'cast_int_to_float' ? new ConstFloat(Number(a.value)) : null;
  }
  if (a instanceof ConstFloat) return foldFloat(op, a.value, b);
  return a instanceof ConstPtr ? foldPointer(op, a, b, strings) : null;
}

function foldFloat(op: Operation, a: number, b: Const | undefined): Const | null {
  if (b instanceof ConstFloat) {
    const binary = FLOAT_BINARY[op.name];
    if (binary) return new ConstFloat(binary(a, b.value));
    const compare = FLOAT_COMPARE[op.name];
    return compare ? new ConstInt(flag(compare(a, b.value))) : null;
  }
  if (op.name === 'float_neg') return new ConstFloat(-a);
  if (op.name === 'float_abs') return new ConstFloat(Math.abs(a));
  if (op.name === 'cast_float_to_int' && Math.abs(a) < 2 ** 63) return new ConstInt(I.canonical(BigInt(Math.trunc(a))));
  return null;
}

function foldPointer(op: Operation, a: ConstPtr, b: Const | undefined, strings: StringModel | null): Const | null {
  switch (op.name) {
    case 'ptr_eq':
    case 'instance_ptr_eq':
      return b instanceof ConstPtr ? new ConstInt(flag(Object.is(a.value, b.value))) : null;
    case 'ptr_ne':
    case 'instance_ptr_ne':
      return b instanceof ConstPtr ? new ConstInt(flag(!Object.is(a.value, b.value))) : null;
    case 'getfield_gc_i':
    case 'getfield_gc_r':
    case 'getfield_gc_f': {
      const descr = op.descr as FieldDescr;
      if (a.value === null || descr.owner?.test(a.value) === false) throw new SpeculativeError(`${op.name} of a constant of another type`);
      return constantFor(descr.type, descr.get(a.value));
    }
    case 'getarrayitem_gc_i':
    case 'getarrayitem_gc_r':
    case 'getarrayitem_gc_f':
    case 'arraylen_gc': {
      const descr = op.descr as ArrayDescr;
      if (a.value === null || descr.owner?.test(a.value) === false) throw new SpeculativeError(`${op.name} of a constant of another type`);
      if (op.name === 'arraylen_gc') return new ConstInt(descr.length(a.value));
      if (!(b instanceof ConstInt) || b.value < 0 || b.value >= descr.length(a.value)) throw new SpeculativeError('item out of range');
      return constantFor(descr.item, descr.get(a.value, Number(b.value)));
    }
    case 'strlen':
      return strings && a.value !== null ? new ConstInt(strings.length(a.value)) : null;
    case 'strgetitem': {
      if (!strings || a.value === null || !(b instanceof ConstInt)) return null;
      if (b.value < 0 || b.value >= strings.length(a.value)) throw new SpeculativeError('character out of range');
      return new ConstInt(strings.codeAt(a.value, Number(b.value)));
    }
    default:
      return null;
  }
}

/** A constant of an IR type for a concrete value. */
export function constantFor(type: 'i' | 'r' | 'f', value: Concrete): Const {
  if (type === 'i') return new ConstInt(value as IntValue);
  return type === 'f' ? new ConstFloat(value as number) : new ConstPtr(value);
}
