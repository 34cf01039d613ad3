/** Reads and writes of the heap through the heapcache, and new objects with their first fields. */
import { type ArrayDescr, type Concrete, ConstInt, type FieldDescr, isConst, type SizeDescr, type Value } from '../../jit/ir';
import { mi } from '../../jit/recorder/current';
import { A, F } from '../../jit/recorder/descrs';
import { constantOf as makeConstant } from '../../jit/recorder/metainterp';
import type { Ref } from '../types';
import { V } from './values';

export function getfield(object: Value, d: FieldDescr): Value {
  const o = mi().resolve(object);
  const known = mi().cache.getField(o, d);
  if (known !== undefined) return known;
  const value = d.get(o.value);
  if (d.pure && isConst(o)) return makeConstant(d.type, value);
  const op = mi().record(d.type === 'i' ? 'getfield_gc_i' : d.type === 'f' ? 'getfield_gc_f' : 'getfield_gc_r', [o], value, d);
  mi().cache.learnField(o, d, op);
  return op;
}
export function setfield(object: Value, d: FieldDescr, value: Value): void {
  const o = mi().resolve(object);
  d.set(o.value, value.value);
  mi().record('setfield_gc', [o, mi().resolve(value)], null, d);
  mi().cache.setField(o, d, value);
}
export function getitem(array: Value, index: Value, d: ArrayDescr): Value {
  const a = mi().resolve(array);
  const i = mi().resolve(index);
  const at = isConst(i) ? (i.value as number) : null;
  const known = at === null ? undefined : mi().cache.getItem(a, at, d);
  if (known !== undefined) return known;
  const value = d.get(a.value, i.value as number);
  if (d.pure && isConst(a) && at !== null) return makeConstant(d.item, value);
  const op = mi().record(
    d.item === 'i' ? 'getarrayitem_gc_i' : d.item === 'f' ? 'getarrayitem_gc_f' : 'getarrayitem_gc_r',
    [a, i],
    value,
    d,
  );
  if (at !== null) mi().cache.learnItem(a, at, d, op);
  return op;
}
export function setitem(array: Value, index: Value, d: ArrayDescr, value: Value): void {
  const a = mi().resolve(array);
  const i = mi().resolve(index);
  d.set(a.value, i.value as number, value.value);
  mi().record('setarrayitem_gc', [a, i, mi().resolve(value)], null, d);
  mi().cache.setItem(a, isConst(i) ? (i.value as number) : null, d, value);
}

/** new_with_vtable and its first fields. */
export function create(d: SizeDescr, kindNumber: number | null, fields: readonly (readonly [FieldDescr, Value])[], made: Concrete): Value {
  const op = mi().record('new_with_vtable', [], made, d);
  mi().cache.setFresh(op, kindNumber);
  for (const [f, v] of fields) {
    mi().record('setfield_gc', [op, mi().resolve(v)], null, f);
    mi().cache.learnField(op, f, v);
  }
  return op;
}
/** `made`: the concrete array, when it is one that exists. `length`: its length, when it is longer than its first items. */
export function createArray(d: ArrayDescr, items: readonly Value[], made: Concrete = null, length = items.length): Value {
  const op = mi().record('new_array_clear', [new ConstInt(length)], made ?? items.map((v) => v.value), d);
  mi().cache.setFresh(op, null);
  items.forEach((v, i) => {
    mi().record('setarrayitem_gc', [op, new ConstInt(i), mi().resolve(v)], null, d);
    mi().cache.learnItem(op, i, d, v);
  });
  return op;
}
export function fixedArray(items: Ref[]): Value {
  const array = createArray(A.fixed, items.map(V));
  mi().cache.learnField(array, F.listLength, new ConstInt(items.length));
  return array;
}
