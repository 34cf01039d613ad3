/**
 * The special methods of builtin types that the interpreter does by layout and so never looks up: here they are as attributes, for programs that call
 * them by name, ask `hasattr`, or inherit them. Source: the slots of CPython's Objects/*.c.
 */
import { stopIteration, typeError } from '../../runtime/errors';
import type { W_Dict } from '../../runtime/dicts';
import { hooks } from '../../runtime/hooks';
import { type W_DictView, W_NativeIter, W_RangeIter, W_RangeStepIter, W_SeqIter, W_StrIter, W_TupleIter } from '../../runtime/iterators';
import type { W_List } from '../../runtime/lists';
import { T, w_boolType, type W_Type } from '../../runtime/types';
import {
  intFromBig,
  newBool,
  newStr,
  newTuple,
  strText,
  w_Ellipsis,
  w_False,
  w_NotImplemented,
  W_Bytes,
  W_Complex,
  W_Float,
  W_Instance,
  type W_Range,
  type W,
} from '../../runtime/values';
import { classMethod, constructor, getset, method } from '../define';
import { asBig, asDouble, ceilToInt, floorToInt } from '../numbers';
import { asComplex, binaryOp, inplaceOp } from '../protocols/binary';
import { compareOp, hashOf } from '../protocols/comparison';
import { dictIterator, nextOf } from '../protocols/iterables';
import { COMPARE_METHODS, INPLACE_METHODS, LEFT_METHODS, RIGHT_METHODS } from '../protocols/operators';
import { genericAlias } from './alias';
import { mappingProxy } from './mappingproxy';

const base = (w: W): W => (w instanceof W_Instance && w.payload !== null ? w.payload : w);

// -- iterators ---------------------------------------------------------------------------------------------------------

function lengthHint(it: W): W {
  if (it instanceof W_SeqIter) return it.list === null ? 0 : Math.max(0, it.list.storage.length - it.index);
  if (it instanceof W_TupleIter) return it.items === null ? 0 : it.items.length - it.index;
  if (it instanceof W_StrIter) return Math.max(0, (strText(it.text ?? '') ?? '').length - it.index);
  if (it instanceof W_RangeIter) return intFromBig(BigInt(it.stop) > BigInt(it.current) ? BigInt(it.stop) - BigInt(it.current) : 0n);
  if (it instanceof W_RangeStepIter) return intFromBig(BigInt(it.remaining));
  return it instanceof W_NativeIter ? Math.max(0, it.hint()) : 0;
}

const SIZED = [T.rangeIterator, T.listIterator, T.tupleIterator, T.strIterator, T.dictIterator, T.setIterator, T.reversed];
for (const t of [...SIZED, T.callableIterator, T.enumerate, T.zip, T.map, T.filter]) {
  method(t, '__iter__', 1, 1, (it) => it);
  method(t, '__next__', 1, 1, (it) => {
    const w = nextOf(base(it));
    if (w === null) throw stopIteration(null);
    return w;
  });
}
for (const t of SIZED) method(t, '__length_hint__', 1, 1, lengthHint);
for (const t of [T.dictKeys, T.dictValues, T.dictItems]) {
  getset(t, 'mapping', (w) => mappingProxy((w as W_DictView).dict));
  method(t, '__reversed__', 1, 1, (w) => dictIterator((w as W_DictView).dict as W_Dict, (w as W_DictView).flavour, true));
}
method(T.list, '__reversed__', 1, 1, (w) => hooks.call(T.reversed, [base(w) as W_List]));
method(T.range, '__reversed__', 1, 1, (w) => {
  const r = w as W_Range;
  const [start, step, length] = [asBig(r.startValue) ?? 0n, asBig(r.stepValue) ?? 1n, asBig(r.length) ?? 0n];
  return hooks.iter(hooks.call(T.range, [start + (length - 1n) * step, start - step, -step].map(intFromBig)));
});

// -- operators ---------------------------------------------------------------------------------------------------------

const [ADD, SUB, MUL, MOD, AND, OR, XOR] = [0, 1, 2, 5, 9, 10, 11];
const reflected = (t: W_Type, op: number): void => method(t, RIGHT_METHODS[op], 2, 2, (a, b) => binaryOp(op, b, a));
const inPlace = (t: W_Type, op: number): void => method(t, INPLACE_METHODS[op], 2, 2, (a, b) => inplaceOp(op, a, b));
for (const op of [ADD, MUL]) method(T.bytearray, LEFT_METHODS[op], 2, 2, (a, b) => binaryOp(op, a, b));
for (const t of [T.str, T.bytes, T.bytearray, T.list, T.tuple]) reflected(t, MUL);
for (const t of [T.str, T.bytes]) reflected(t, MOD);
for (const t of [T.list, T.bytearray]) for (const op of [ADD, MUL]) inPlace(t, op);
for (const op of [SUB, AND, OR, XOR]) {
  for (const t of [T.set, T.frozenset]) reflected(t, op);
  inPlace(T.set, op);
}
reflected(T.dict, OR);
for (const t of [T.int, T.float])
  method(t, '__rdivmod__', 2, 2, (a, b) => (asDouble(b) === null ? w_NotImplemented : newTuple([binaryOp(4, b, a), binaryOp(5, b, a)])));
for (const t of [T.bytes, T.bytearray])
  for (const [op, name] of COMPARE_METHODS.entries()) method(t, name, 2, 2, (a, b) => compareOp(op, a, b));
reflected(T.bytearray, MOD);
inPlace(T.bytearray, MOD);
method(T.bytearray, LEFT_METHODS[MOD], 2, 2, (a, b) => binaryOp(MOD, a, b));
for (const t of [T.range, T.slice]) {
  for (const [op, name] of COMPARE_METHODS.entries())
    if (t === T.slice || op === 2 || op === 3) method(t, name, 2, 2, (a, b) => compareOp(op, a, b));
}

// -- conversions -------------------------------------------------------------------------------------------------------

method(T.float, '__floor__', 1, 1, (w) => floorToInt(asDouble(w) ?? 0));
method(T.float, '__ceil__', 1, 1, (w) => ceilToInt(asDouble(w) ?? 0));
method(T.complex, '__complex__', 1, 1, (w) => {
  const c = asComplex(w);
  return new W_Complex(c?.re ?? 0, c?.im ?? 0);
});
method(T.bytes, '__bytes__', 1, 1, (w) => new W_Bytes((base(w) as W_Bytes).data));
method(T.none, '__bool__', 1, 1, () => w_False);
for (const [op, name] of COMPARE_METHODS.entries()) {
  const [isEq, isNe] = [op === 2, op === 3];
  method(T.none, name, 2, 2, (a, b) => ((isEq || isNe) && a === b ? newBool(isEq) : w_NotImplemented));
}
method(T.none, '__hash__', 1, 1, (w) => hashOf(w));
method(T.range, '__bool__', 1, 1, (w) => newBool((w as W_Range).length !== 0));
for (const t of [T.int, T.float, T.str, T.bytes]) method(t, '__getnewargs__', 1, 1, (w) => newTuple([base(w)]));
method(T.complex, '__getnewargs__', 1, 1, (w) =>
  newTuple([new W_Float((base(w) as W_Complex).real), new W_Float((base(w) as W_Complex).imag)]),
);

// -- classes -----------------------------------------------------------------------------------------------------------

for (const t of [T.list, T.tuple, T.dict, T.set, T.frozenset, T.enumerate])
  classMethod(t, '__class_getitem__', ([cls, index]) => genericAlias(cls, index));
for (const [t, value] of [
  [T.ellipsis, w_Ellipsis],
  [T.notImplemented, w_NotImplemented],
] as const) {
  constructor(t, (args, keywords) => {
    if (args.length > 1 || (keywords !== null && keywords.size > 0)) throw typeError(`${t.name} takes no arguments`);
    return value;
  });
}
// Values of these types come from operations alone.
const UNMADE = [
  T.builtin,
  T.generator,
  T.coroutine,
  T.asyncGenerator,
  T.frame,
  T.dictKeys,
  T.dictValues,
  T.dictItems,
  T.rangeIterator,
  T.listIterator,
  T.tupleIterator,
  T.strIterator,
  T.dictIterator,
  T.setIterator,
  T.callableIterator,
  T.getset,
  T.member,
  T.slotWrapper,
  T.methodDescriptor,
  T.methodWrapper,
  T.classMethodDescriptor,
];
for (const t of UNMADE) {
  constructor(t, () => {
    throw typeError(`cannot create '${t.module === null || t.module === 'builtins' ? t.name : `${t.module}.${t.name}`}' instances`);
  });
}
method(T.bytes, '__str__', 1, 1, (w) => newStr(strText(hooks.repr(w)) ?? ''));
for (const t of [w_boolType])
  for (const op of [AND, OR, XOR]) {
    method(t, LEFT_METHODS[op], 2, 2, (a, b) => binaryOp(op, a, b));
    reflected(t, op);
  }
