/** Subscripts and containment of builtin containers. */
import { error, keyError, typeError, valueError } from '../../runtime/errors';
import { findText } from '../text/search';
import { dictDel, dictGet, dictSet, newSet, setItems, W_Dict, W_Set } from '../../runtime/dicts';
import { W_Module } from '../../runtime/functions';
import { hooks } from '../../runtime/hooks';
import { W_DictView } from '../../runtime/iterators';
import { listGet, listSet, newList, W_List } from '../../runtime/lists';
import { typeOf, W_Type } from '../../runtime/types';
import {
  intFromBig,
  newTuple,
  strFromPoints,
  strText,
  tupleItems,
  W_Bytearray,
  W_Bytes,
  W_Instance,
  W_Native,
  w_None,
  W_Bool,
  W_None,
  W_Range,
  W_Slice,
  W_WideStr,
  type W,
} from '../../runtime/values';
import { vm } from '../../runtime/vm';
import { driver } from '../jitdrivers';
import { equal } from './comparison';
import { bytesArgument, isBytesLike } from '../native';
import { iterOf, nextOf, toArray } from './iterables';
import { deleteSliceOfList, indexInList, setSliceOfList, sliceOfList, type Positions } from './list-parts';
import { asBig, asIndex } from '../numbers';
import { truthOf } from './truth';

/** Index with `__index__`; null for a value that is no index. */
export function indexOf(w: W): number | null {
  const i = asIndex(w);
  if (i !== null) return i;
  const method = typeof w === 'object' ? typeOf(w).lookup('__index__') : null;
  if (method === null) return null;
  const made = hooks.call(method, [w]);
  const at = asIndex(made);
  if (at === null) throw typeError(`__index__ returned non-int (type ${typeOf(made).name})`);
  return at;
}

const isPlainIndex = (w: W): boolean => typeof w === 'number' || w === w_None;

/** An index whose `__index__` has been called: what that does to the container is done before its length is looked at. */
function settled(i: W): W {
  if (i instanceof W_Slice) {
    if (isPlainIndex(i.lower) && isPlainIndex(i.upper) && isPlainIndex(i.step)) return i;
    const part = (w: W): W => (w instanceof W_None || asIndex(w) !== null ? w : (indexOf(w) ?? w));
    return new W_Slice(part(i.lower), part(i.upper), part(i.step));
  }
  return typeof i === 'object' && asBig(i) === null ? (indexOf(i) ?? i) : i;
}

/** slice.indices(length). */
export function sliceIndices(s: W_Slice, length: number): Positions {
  const { lower, upper } = s;
  if (s.step === w_None && (typeof lower === 'number' || lower === w_None) && (typeof upper === 'number' || upper === w_None)) {
    const from = typeof lower !== 'number' ? 0 : lower < 0 ? Math.max(lower + length, 0) : Math.min(lower, length);
    const to = typeof upper !== 'number' ? length : upper < 0 ? Math.max(upper + length, 0) : Math.min(upper, length);
    return { start: from, stop: to, step: 1, count: Math.max(0, to - from) };
  }
  const part = (w: W): number | null => {
    if (w instanceof W_None) return null;
    const i = indexOf(w);
    if (i === null) throw typeError('slice indices must be integers or None or have an __index__ method');
    return i;
  };
  const step = part(s.step) ?? 1;
  if (step === 0) throw valueError('slice step cannot be zero');
  const low = step < 0 ? -1 : 0;
  const high = step < 0 ? length - 1 : length;
  const clip = (i: number | null, missing: number): number =>
    i === null ? missing : i < 0 ? Math.max(i + length, low) : Math.min(i, high);
  const start = clip(part(s.lower), step < 0 ? high : low);
  const stop = clip(part(s.upper), step < 0 ? low : high);
  const count = step > 0 ? Math.max(0, Math.ceil((stop - start) / step)) : Math.max(0, Math.ceil((start - stop) / -step));
  return { start, stop, step, count };
}

function pick<T>(items: ArrayLike<T>, s: W_Slice): T[] {
  const { start, step, count } = sliceIndices(s, items.length);
  const out: T[] = [];
  for (let i = 0; i < count; i++) out.push(items[start + i * step]);
  return out;
}

function position(i: W, length: number, what: string): number {
  const n = indexOf(i);
  if (n === null)
    throw typeError(
      what === 'string'
        ? `string indices must be integers, not '${typeOf(i).name}'`
        : `${what === 'index' ? 'byte' : what} indices must be integers or slices, not ${typeOf(i).name}`,
    );
  const at = n < 0 ? n + length : n;
  if (Math.abs(n) === Number.MAX_SAFE_INTEGER && BigInt.asIntN(64, asBig(i) ?? 0n) !== (asBig(i) ?? 0n))
    throw error('IndexError', `cannot fit '${typeOf(i).name}' into an index-sized integer`);
  if (at < 0 || at >= length)
    throw error(
      'IndexError',
      what === 'string' || what === 'list' || what === 'tuple' || what === 'bytearray'
        ? `${what} index out of range`
        : 'index out of range',
    );
  return at;
}

export function getItem(w: W, i: W): W {
  if (w instanceof W_Dict) {
    const v = dictGet(w, i);
    if (v === undefined) throw keyError(i);
    return v;
  }
  if (typeof w === 'string') {
    if (!(i instanceof W_Slice)) return w[position(i, w.length, 'string')];
    const { start, stop, step } = sliceIndices(i, w.length);
    return step === 1 ? w.slice(start, Math.max(start, stop)) : pick(w, i).join('');
  }
  if (w instanceof W_List) {
    const at = settled(i);
    if (at instanceof W_Slice) return sliceOfList(w, sliceIndices(at, w.storage.length));
    return listGet(w, position(at, w.storage.length, 'list'));
  }
  if (w instanceof W_WideStr)
    return strFromPoints(i instanceof W_Slice ? pick(w.points, i) : [w.points[position(i, w.points.length, 'string')]]);
  if (w instanceof W_Bytes || w instanceof W_Bytearray) {
    if (!(i instanceof W_Slice)) return w.data[position(i, w.data.length, w instanceof W_Bytes ? 'index' : 'bytearray')];
    const data = Uint8Array.from(pick(w.data, i));
    return w instanceof W_Bytes ? new W_Bytes(data) : new W_Bytearray(data);
  }
  if (w instanceof W_Range) return rangeItem(w, i);
  if (w instanceof W_Instance && w.payload !== null) return getItemSubclass(w, w.payload, i);
  const items = tupleItems(w);
  if (items !== null) return i instanceof W_Slice ? newTuple(pick(items, i)) : items[position(i, items.length, 'tuple')];
  const method = typeOf(w).lookup('__getitem__');
  if (method !== null) return hooks.call(method, [w, i]);
  throw typeError(`'${typeOf(w).name}' object is not subscriptable`);
}

function getItemSubclass(w: W_Instance, payload: W, i: W): W {
  if (payload instanceof W_Dict) {
    const v = dictGet(payload, i);
    if (v !== undefined) return v;
    const missing = typeOf(w).lookup('__missing__');
    if (missing !== null) return hooks.call(missing, [w, i]);
    throw keyError(i);
  }
  return getItem(payload, i);
}

export function rangeItem(r: W_Range, i: W): W {
  const length = asBig(r.length) ?? 0n;
  const start = asBig(r.startValue) ?? 0n;
  const step = asBig(r.stepValue) ?? 1n;
  if (i instanceof W_Slice) {
    const s = sliceIndices(i, Number(length));
    const newStep = step * BigInt(s.step);
    const from = start + step * BigInt(s.start);
    return new W_Range(intFromBig(from), intFromBig(start + step * BigInt(s.stop)), intFromBig(newStep), s.count);
  }
  const n = asBig(i);
  if (n === null) throw typeError(`range indices must be integers or slices, not ${typeOf(i).name}`);
  const at = n < 0n ? n + length : n;
  if (at < 0n || at >= length) throw error('IndexError', 'range object index out of range');
  return intFromBig(start + at * step);
}

export function setItem(w: W, i: W, v: W): void {
  if (w instanceof W_Dict) return dictSet(w, i, v);
  if (w instanceof W_List) {
    if (i instanceof W_Slice) return setSlice(w, i, v);
    const n = indexOf(i);
    if (n === null) throw typeError(`list indices must be integers or slices, not ${typeOf(i).name}`);
    const at = n < 0 ? n + w.storage.length : n;
    if (at < 0 || at >= w.storage.length) throw error('IndexError', 'list assignment index out of range');
    return listSet(w, at, v);
  }
  if (w instanceof W_Bytearray) return setBytes(w, i, v);
  if (w instanceof W_Instance && w.payload !== null) return setItem(w.payload, i, v);
  const method = typeOf(w).lookup('__setitem__');
  if (method === null) throw typeError(`'${typeOf(w).name}' object does not support item assignment`);
  hooks.call(method, [w, i, v]);
}

function setBytes(w: W_Bytearray, i: W, v: W): void {
  const at = settled(i);
  if (at instanceof W_Slice) {
    const items = v instanceof W_Bytes || v instanceof W_Bytearray ? v.data : Uint8Array.from(toArray(v).map(byteOf));
    const { start, stop, step, count } = sliceIndices(at, w.data.length);
    if (step !== 1) {
      // bytearrayobject.c deletes here as well.
      if (items.length === 0) return deleteItem(w, at);
      if (items.length !== count) throw valueError(`attempt to assign bytes of size ${items.length} to extended slice of size ${count}`);
      items.forEach((byte, k) => (w.data[start + k * step] = byte));
      return;
    }
    const end = Math.max(start, stop);
    const data = new Uint8Array(w.data.length - (end - start) + items.length);
    data.set(w.data.subarray(0, start));
    data.set(items, start);
    data.set(w.data.subarray(end), start + items.length);
    w.data = data;
    return;
  }
  const byte = byteOf(v);
  w.data[position(at, w.data.length, 'bytearray')] = byte;
}

export function byteOf(v: W): number {
  const n = indexOf(v);
  if (n === null) throw typeError(`'${typeOf(v).name}' object cannot be interpreted as an integer`);
  if (n < 0 || n > 255) throw valueError('byte must be in range(0, 256)');
  return n;
}

function setSlice(list: W_List, s: W_Slice, v: W): void {
  const values = v instanceof W_List ? v : newList(toArray(v));
  setSliceOfList(list, sliceIndices(settled(s) as W_Slice, list.storage.length), values);
}

export function deleteItem(w: W, index: W): void {
  if (w instanceof W_Dict) {
    if (dictDel(w, index) === undefined) throw keyError(index);
    return;
  }
  const i = w instanceof W_List || w instanceof W_Bytearray ? settled(index) : index;
  if (w instanceof W_List) {
    if (i instanceof W_Slice) {
      return deleteSliceOfList(w, sliceIndices(i, w.storage.length));
    }
    const n = indexOf(i);
    if (n === null) throw typeError(`list indices must be integers or slices, not ${typeOf(i).name}`);
    const at = n < 0 ? n + w.storage.length : n;
    if (at < 0 || at >= w.storage.length) throw error('IndexError', 'list assignment index out of range');
    w.storage.splice(at, 1);
    return;
  }
  if (w instanceof W_Bytearray) {
    const at =
      i instanceof W_Slice ? sliceIndices(i, w.data.length) : { start: position(i, w.data.length, 'bytearray'), step: 1, count: 1 };
    w.data = w.data.filter(
      (_, k) => (k - at.start) % at.step !== 0 || (k - at.start) / at.step < 0 || (k - at.start) / at.step >= at.count,
    );
    return;
  }
  if (w instanceof W_Instance && w.payload !== null) return deleteItem(w.payload, i);
  const method = typeOf(w).lookup('__delitem__');
  if (method === null) throw typeError(`'${typeOf(w).name}' object doesn't support item deletion`);
  hooks.call(method, [w, i]);
}

/** A set that is looked for among elements stands for the frozenset with the same elements. Source: set_contains in CPython's setobject.c. */
export function asElement(w: W): W {
  const set = w instanceof W_Instance ? w.payload : w;
  return set instanceof W_Set && !set.frozen && (w === set || typeOf(w).lookup('__hash__') === w_None) ? newSet(setItems(set), true) : w;
}

export function containsOp(c: W, item: W): boolean {
  if (c instanceof W_Dict) return dictGet(c, item) !== undefined;
  if (c instanceof W_Set) return c.table.find(asElement(item)) >= 0;
  if (c instanceof W_DictView && c.flavour === 'keys') return containsOp(c.dict, item);
  if (c instanceof W_List) return indexInList(c, item) >= 0;
  const text = strText(c);
  if (text !== null) {
    const part = strText(item);
    if (part === null) throw typeError(`'in <string>' requires string as left operand, not ${typeOf(item).name}`);
    return findText(text, part, 0, text.length) >= 0;
  }
  if (c instanceof W_Range) {
    const n = asBig(item);
    if (n !== null) return rangeHas(c, n);
  }
  if (c instanceof W_Bytes || c instanceof W_Bytearray) {
    const n = asIndex(item);
    if (n !== null && (n < 0 || n > 255)) throw valueError('byte must be in range(0, 256)');
    if (n !== null) return c.data.includes(n);
    if (isBytesLike(item)) return findText(latin(c.data), latin(bytesArgument(item)), 0, c.data.length) >= 0;
    if (strText(item) !== null) throw typeError(`a bytes-like object is required, not '${typeOf(item).name}'`);
  }
  // The methods of the builtin containers come back here: only classes that have their own are asked.
  const method = c instanceof W_Native || c instanceof W_Instance || c instanceof W_Type ? typeOf(c).lookup('__contains__') : null;
  if (method !== null && !(c instanceof W_Instance && c.payload !== null)) return truthOf(hooks.call(method, [c, item]));
  if (c instanceof W_Instance && c.payload !== null) return containsOp(c.payload, item);
  if (
    c instanceof W_Module ||
    (typeOf(c).lookup('__iter__') === null && typeOf(c).lookup('__getitem__') === null && tupleItems(c) === null)
  )
    throw typeError(`argument of type '${typeOf(c).name}' is not a container or iterable`);
  const items = tupleItems(c);
  if (items !== null && isPlain(item) && items.every(isPlain)) return tupleContains(c, items, item);
  const it = iterOf(c);
  for (let v = nextOf(it); v !== null; v = nextOf(it)) if (equal(v, item)) return true;
  return false;
}

const isPlain = (w: W): boolean => typeof w === 'number' || typeof w === 'string' || w === w_None || w instanceof W_Bool;

/** PyPy walks a tuple in a loop with a jitdriver (tupleobject.py, _descr_contains_jmp); no guest code is run by what is compared here. */
function tupleContains(c: W, items: readonly W[], item: W): boolean {
  const at = items.findIndex((one) => equal(one, item));
  if (vm.jit !== null && items.length > 0) {
    const step = driver('tuple.contains', typeOf(item));
    if (vm.jit.driverDue(step.code, at < 0 ? items.length : at + 1)) return truthOf(hooks.call(step, [iterOf(c), item]));
  }
  return at >= 0;
}

const latin = (data: Uint8Array): string => Array.from(data, (b) => String.fromCharCode(b)).join('');

export function rangeHas(r: W_Range, n: bigint): boolean {
  const start = asBig(r.startValue) ?? 0n;
  const stop = asBig(r.stopValue) ?? 0n;
  const step = asBig(r.stepValue) ?? 1n;
  return (step > 0n ? n >= start && n < stop : n <= start && n > stop) && (n - start) % step === 0n;
}
