/**
 * Subscripts, unpacking, displays.
 * Sources: pypy/objspace/std/{listobject,tupleobject,specialisedtupleobject,dictmultiobject}.py.
 */
import * as m from '../machine/machine';
import type { Int, Ref } from '../machine/types';
import { error, typeError } from '../runtime/errors';
import type { Frame } from '../runtime/functions';
import { K } from '../runtime/kinds';
import type { ListStrategy } from '../runtime/lists';
import {
  deleteItemHelper,
  dictLookupHelper,
  getItemHelper,
  getSliceHelper,
  keyErrorType,
  setItemHelper,
  setSliceHelper,
  strItemHelper,
  strSliceHelper,
  unpackHelper,
} from '../library/protocols/operators';
import { callMethodOf } from './calls';
import { askHash } from './hashed-keys';
import { listItemOrEnd } from './iteration';

/** w[index]; undefined when a frame was pushed. */
export function getItem(f: Frame, w: Ref, index: Ref): Ref | undefined {
  const k = m.kind(w);
  let ki = m.kind(index);
  if (ki === K.INT) {
    switch (k) {
      case K.LIST: {
        const i = wrapIndex(m.intval(index), () => m.storeLen(m.listStore(w)), w);
        const item = listItemOrEnd(w, i);
        if (item === null) throw error('IndexError', 'list index out of range');
        return item;
      }
      case K.TUPLE: {
        const store = m.tupleStore(w);
        const i = wrapIndex(m.intval(index), () => m.arrayLen(store), w);
        if (m.branch(m.uintGe(i, m.arrayLen(store)))) throw error('IndexError', 'tuple index out of range');
        return m.arrayGet(store, i);
      }
      case K.TUPLE_II:
      case K.TUPLE_FF:
      case K.TUPLE_OO: {
        const i = m.promoteInt(m.intval(index));
        if (i !== 0 && i !== 1 && i !== -1 && i !== -2) throw error('IndexError', 'tuple index out of range');
        return pairItem(w, k, i === 0 || i === -2 ? 0 : 1);
      }
      case K.STR: {
        const text = m.strval(w);
        const n = m.strLen(w);
        const i = wrapIndex(m.intval(index), () => n, w);
        if (m.branch(m.intLt(i, m.int(0))) || m.branch(m.intGe(i, n))) throw error('IndexError', 'string index out of range');
        return m.callR(strItemHelper, text, i);
      }
      default:
    }
  }
  if (k === K.INSTANCE || k === K.EXCEPTION) {
    const type = m.typeOf(w);
    m.dependOn(type.version);
    const method = type.lookup('__getitem__');
    if (method === null) throw typeError(`'${type.name}' object is not subscriptable`);
    return callMethodOf(f, method, [w, index]);
  }
  if (k === K.TYPE) return m.classGetItem(w, index);
  if (k === K.DICT && ki === K.INSTANCE && askHash(f, index)) return undefined;
  if (m.RECORDING && k === K.DICT) ki = m.keyKind(w, index, false);
  if (k === K.DICT && ki !== K.INSTANCE && (ki < K.TUPLE || ki > K.TUPLE_OO)) {
    const own = m.RECORDING ? m.ownDictItem(w, index) : undefined;
    const found = own === undefined ? m.callR(dictLookupHelper(ki), w, index) : (own ?? m.nullRef);
    if (m.isNull(found)) throw m.raise(m.newException(keyErrorType, [index]));
    return found;
  }
  if (ki === K.SLICE) {
    const parts = m.sliceParts(index);
    if (parts !== null) return (k === K.STR ? strSlice(w, parts) : null) ?? m.slice(getSliceHelper(k), w, parts);
  }
  return m.callR(getItemHelper(k, ki), w, index);
}

/** w[a:b] of a str; null where that is more than a slice (unicodeobject.py, descr_getitem; sliceobject.py, indices4). */
function strSlice(w: Ref, [a, b, step]: readonly Ref[]): Ref | null {
  const bound = (part: Ref): boolean => m.kind(part) === K.INT || m.kind(part) === K.NONE;
  if (m.kind(step) !== K.NONE || !bound(a) || !bound(b)) return null;
  const zero = m.int(0);
  const n = m.strLen(w);
  const at = (part: Ref): Int => {
    const i = m.intval(part);
    if (!m.branch(m.intLt(i, zero))) return m.branch(m.intGe(i, n)) ? n : i;
    const fromEnd = m.intAdd(i, n);
    return m.branch(m.intLt(fromEnd, zero)) ? zero : fromEnd;
  };
  const start = m.kind(a) === K.NONE ? zero : at(a);
  const stop = m.kind(b) === K.NONE ? n : at(b);
  if (m.branch(m.intGe(start, stop))) return m.ref('');
  return m.callR(strSliceHelper, m.strval(w), start, stop);
}

/** A negative index counts from the end: a guard on its sign, unless it is constant. */
function wrapIndex(i: Int, length: () => Int, w: Ref): Int {
  if (!m.branch(m.intLt(i, m.int(0)))) return i;
  if (m.kind(w) === K.LIST && m.listStrategy(w).item === 'none') return i;
  return m.intAdd(i, length());
}

/** Item 0 or 1 of a specialised 2-tuple. */
export function pairItem(w: Ref, k: number, which: number): Ref {
  if (k === K.TUPLE_II) return m.newInt(which === 0 ? m.tupleV0I(w) : m.tupleV1I(w));
  if (k === K.TUPLE_FF) return m.newFloat(which === 0 ? m.tupleV0F(w) : m.tupleV1F(w));
  return which === 0 ? m.tupleV0R(w) : m.tupleV1R(w);
}

/** w[index] = v. True when a frame was pushed. */
export function setItem(f: Frame, w: Ref, index: Ref, v: Ref): boolean {
  const k = m.kind(w);
  let ki = m.kind(index);
  if (k === K.LIST && ki === K.INT) {
    setListItem(w, m.intval(index), v);
    return false;
  }
  if (k === K.INSTANCE || k === K.EXCEPTION) {
    const type = m.typeOf(w);
    m.dependOn(type.version);
    const method = type.lookup('__setitem__');
    if (method === null) throw typeError(`'${type.name}' object does not support item assignment`);
    return callMethodOf(f, method, [w, index, v]) === undefined;
  }
  if (k === K.DICT && ki === K.INSTANCE && askHash(f, index)) return true;
  if (m.RECORDING && k === K.DICT) ki = m.keyKind(w, index, true);
  const parts = ki === K.SLICE && (k === K.LIST || k === K.BYTEARRAY) ? m.sliceParts(index) : null;
  if (parts !== null) m.callV(setSliceHelper(k), w, ...parts, v);
  else if (!m.RECORDING || k !== K.DICT || !m.storeInOwnDict(w, index, v)) m.callV(setItemHelper(k, ki), w, index, v);
  return false;
}

/** w[index] = v of a list. */
function setListItem(w: Ref, index: Int, v: Ref): void {
  const strategy = m.listStrategy(w);
  if (strategy.item === 'none') throw error('IndexError', 'list assignment index out of range');
  const fits = holds(strategy, v);
  const store = m.listStore(w);
  const i = wrapIndex(index, () => m.storeLen(store), w);
  if (m.branch(m.uintGe(i, m.storeLen(store)))) throw error('IndexError', 'list assignment index out of range');
  if (!fits) {
    m.generalizeList(w);
    m.storeSetR(m.listStore(w), i, v);
  } else if (strategy.item === 'i') m.storeSetI(store, i, m.intval(v));
  else if (strategy.item === 'f') m.storeSetF(store, i, m.floatval(v));
  else m.storeSetR(store, i, strategy.item === 's' ? m.strval(v) : v);
}

/** Whether a list that is not empty can hold `v` without changing its strategy. */
function holds(strategy: ListStrategy, v: Ref): boolean {
  if (strategy.item === 'r') return true;
  return m.kind(v) === (strategy.item === 'i' ? K.INT : strategy.item === 'f' ? K.FLOAT : K.STR);
}

/** list.append */
export function appendItem(w: Ref, v: Ref): void {
  const strategy = m.listStrategy(w);
  if (strategy.item === 'none') {
    m.startList(w, v);
    return;
  }
  if (!holds(strategy, v)) {
    m.generalizeList(w);
    m.storePushR(m.listStore(w), v);
    return;
  }
  const store = m.listStore(w);
  if (strategy.item === 'i') m.storePushI(store, m.intval(v));
  else if (strategy.item === 'f') m.storePushF(store, m.floatval(v));
  else m.storePushR(store, strategy.item === 's' ? m.strval(v) : v);
}

/** list.pop(): the last item, which the list has no more. */
export function popItem(w: Ref): Ref {
  const strategy = m.listStrategy(w);
  const store = m.listStore(w);
  if (strategy.item === 'none' || !m.branch(m.intIsTrue(m.storeLen(store)))) throw error('IndexError', 'pop from empty list');
  const last = m.intSub(m.storeLen(store), m.int(1));
  const item =
    strategy.item === 'i'
      ? m.newInt(m.storeGetI(store, last))
      : strategy.item === 'f'
        ? m.newFloat(m.storeGetF(store, last))
        : strategy.item === 's'
          ? m.newStr(m.storeGetR(store, last))
          : m.storeGetR(store, last);
  m.storeDropLast(store);
  return item;
}

/** del w[index]. True when a frame was pushed. */
export function deleteItem(f: Frame, w: Ref, index: Ref): boolean {
  const k = m.kind(w);
  if (k === K.INSTANCE || k === K.EXCEPTION) {
    const type = m.typeOf(w);
    m.dependOn(type.version);
    const method = type.lookup('__delitem__');
    if (method === null) throw typeError(`'${type.name}' object doesn't support item deletion`);
    return callMethodOf(f, method, [w, index]) === undefined;
  }
  if (k === K.DICT && askHash(f, index)) return true;
  m.callV(deleteItemHelper(k, m.RECORDING && k === K.DICT ? m.keyKind(w, index, false) : m.kind(index)), w, index);
  return false;
}

/** UNPACK_SEQUENCE: exactly n items, first first. */
export function unpack(w: Ref, n: number): Ref[] {
  const k = m.kind(w);
  switch (k) {
    case K.TUPLE_II:
    case K.TUPLE_FF:
    case K.TUPLE_OO:
      checkCount(2, n);
      return [pairItem(w, k, 0), pairItem(w, k, 1)];
    case K.TUPLE: {
      const store = m.tupleStore(w);
      const length = m.promoteInt(m.arrayLen(store)) as number;
      checkCount(length, n);
      return Array.from({ length: n }, (_, i) => m.arrayGet(store, m.int(i)));
    }
    case K.LIST: {
      const strategy = m.listStrategy(w);
      const length = strategy.item === 'none' ? 0 : (m.promoteInt(m.storeLen(m.listStore(w))) as number);
      checkCount(length, n);
      return Array.from({ length: n }, (_, i) => listItemOrEnd(w, m.int(i)) as Ref);
    }
    default: {
      const store = m.callS(unpackHelper, w, m.int(n));
      return Array.from({ length: n }, (_, i) => m.arrayGet(store, m.int(i)));
    }
  }
}

export function checkCount(given: number, wanted: number): void {
  if (given > wanted) throw error('ValueError', `too many values to unpack (expected ${wanted}, got ${given})`);
  if (given < wanted) throw error('ValueError', `not enough values to unpack (expected ${wanted}, got ${given})`);
}

/** The values of f(*w): a fresh list of values, whose number is a constant of the trace. */
export function starArguments(w: Ref, call = false): Ref[] | null {
  const k = m.kind(w);
  switch (k) {
    case K.TUPLE_II:
    case K.TUPLE_FF:
    case K.TUPLE_OO:
      return [pairItem(w, k, 0), pairItem(w, k, 1)];
    case K.TUPLE: {
      const store = m.tupleStore(w);
      if (call) return m.starTuple(store);
      const length = m.promoteInt(m.arrayLen(store)) as number;
      return Array.from({ length }, (_, i) => m.arrayGet(store, m.int(i)));
    }
    case K.LIST:
      return call ? m.starList(w) : m.listFixedView(w);
    default:
      return null;
  }
}
