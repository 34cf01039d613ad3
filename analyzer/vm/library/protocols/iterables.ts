/** iter() and next() from the host's side: for natives that consume any iterable. */
import { error, isGuestError, typeError } from '../../runtime/errors';
import { dictEntries, dictKeys, dictLen, OBJECT_DICT, W_Dict, W_Set } from '../../runtime/dicts';
import { W_Generator } from '../../runtime/functions';
import { hooks } from '../../runtime/hooks';
import {
  W_DictIter,
  W_DictView,
  W_Enumerate,
  holding,
  W_FilterIter,
  W_MapIter,
  W_NativeIter,
  W_RangeIter,
  W_RangeStepIter,
  W_SeqIter,
  W_PlainIter,
  W_SetIter,
  W_StrIter,
  W_TupleIter,
  W_Zip,
} from '../../runtime/iterators';
import { listGet, listItems, W_List } from '../../runtime/lists';
import { exceptionType } from '../../runtime/errors';
import { T, typeOf } from '../../runtime/types';
import { fit64 } from '../../runtime/ints';
import {
  intFromBig,
  newTuple,
  tupleItems,
  w_None,
  W_Bytearray,
  W_Bytes,
  W_Instance,
  W_Range,
  W_WideStr,
  type W,
} from '../../runtime/values';
import { vm } from '../../runtime/vm';
import { checkItems } from '../../runtime/blocks';
import { asBig } from '../numbers';

/** iter(w) */
export function iterOf(w: W): W {
  if (typeof w === 'string') return new W_StrIter(w);
  if (w instanceof W_List) return new W_SeqIter(w);
  if (w instanceof W_Dict) return dictIterator(w, 'keys');
  if (w instanceof W_DictView) return dictIterator(w.dict as W_Dict, w.flavour);
  if (w instanceof W_Set) return setIterator(w);
  if (w instanceof W_Range) return rangeIterator(w);
  if (w instanceof W_WideStr)
    return arrayIterator(w.points.map((p) => (p > 0xffff || (p >= 0xd800 && p <= 0xdfff) ? new W_WideStr([p]) : String.fromCharCode(p))));
  if (w instanceof W_Bytes) return arrayIterator(Array.from(w.data));
  if (w instanceof W_Bytearray) return indexIterator(w, (i) => (i < w.data.length ? w.data[i] : null));
  if (isIterator(w)) return w;
  if (w instanceof W_Generator && w.flavour === 'generator') return w;
  const type = typeOf(w);
  const method = type.lookup('__iter__');
  if (w instanceof W_Instance && w.payload !== null && type.lookupWhere('__iter__')?.isHeap !== true)
    return isIterator(w.payload) ? w : iterOf(w.payload);
  const items = w instanceof W_Instance ? null : tupleItems(w);
  if (items !== null) return new W_TupleIter(items);
  if (method !== null && method !== w_None) {
    const it = hooks.call(method, [w]);
    if (typeOf(it).lookup('__next__') === null && !isIterator(it))
      throw typeError(`iter() returned non-iterator of type '${typeOf(it).name}'`);
    return it;
  }
  if (type.lookup('__getitem__') !== null) return sequenceIterator(w);
  throw typeError(`'${type.name}' object is not iterable`);
}

/** The items of `w`; what is not iterable is a TypeError with `message`. Source: PySequence_Fast. */
export function sequence(w: W, message: string): W[] {
  if (w instanceof W_List || tupleItems(w) !== null) return toArray(w);
  let it: W;
  try {
    it = iterOf(w);
  } catch (e) {
    throw isGuestError(e) && typeOf(e.exception).isSubtype(exceptionType('TypeError')) ? typeError(message) : e;
  }
  return toArray(it);
}

/** The iterator layouts of iterators.ts. */
export function isIterator(w: W): boolean {
  if (
    w instanceof W_NativeIter ||
    w instanceof W_SeqIter ||
    w instanceof W_StrIter ||
    w instanceof W_TupleIter ||
    w instanceof W_RangeIter ||
    w instanceof W_RangeStepIter
  )
    return true;
  return w instanceof W_Zip || w instanceof W_Enumerate || w instanceof W_MapIter || w instanceof W_FilterIter;
}

/** Null at the end. */
export function nextOf(it: W): W | null {
  try {
    const known = nativeNext(it);
    if (known !== undefined) return known;
  } catch (e) {
    // What a function given to map or filter raises: it is the end as well.
    if (isGuestError(e) && typeOf(e.exception).isSubtype(exceptionType('StopIteration')) && !(it instanceof W_Generator)) return null;
    throw e;
  }
  const method = typeOf(it).lookup('__next__');
  if (method === null) throw typeError(`'${typeOf(it).name}' object is not an iterator`);
  try {
    return hooks.call(method, [it]);
  } catch (e) {
    if (isGuestError(e) && typeOf(e.exception).isSubtype(exceptionType('StopIteration'))) return null;
    throw e;
  }
}

/** Undefined: not an iterator we know by layout. */
function nativeNext(it: W): W | null | undefined {
  if (--vm.fuel <= 0) vm.refuel();
  if (it instanceof W_NativeIter) {
    return it.step();
  }
  if (it instanceof W_SeqIter) {
    if (it.list === null) return null;
    if (it.index >= it.list.storage.length) {
      it.list = null;
      return null;
    }
    return listGet(it.list, it.index++);
  }
  if (it instanceof W_RangeIter) {
    if (it.current >= it.stop) return null;
    const v = it.current;
    it.current = fit64(BigInt(v) + 1n) as number;
    return v;
  }
  if (it instanceof W_RangeStepIter) {
    if (it.remaining <= 0) return null;
    const v = it.current;
    it.current = intFromBig(BigInt(v) + BigInt(it.step)) as number;
    it.remaining = Number(it.remaining) - 1;
    return v;
  }
  if (it instanceof W_TupleIter) {
    if (it.items === null || it.index >= it.items.length) {
      it.items = null;
      return null;
    }
    return it.items[it.index++];
  }
  if (it instanceof W_StrIter) {
    const text = it.text as string | null;
    return text === null || it.index >= text.length ? null : text[it.index++];
  }
  if (it instanceof W_Generator) return hooks.next(it);
  if (it instanceof W_Enumerate) {
    const item = nextOf(it.iterator);
    if (item === null) return null;
    const i = it.index;
    it.index = intFromBig((asBig(i) ?? 0n) + 1n) as number;
    return newTuple([i, item]);
  }
  if (it instanceof W_Zip) return nextZip(it);
  if (it instanceof W_MapIter) {
    const args: W[] = [];
    for (const inner of it.iterators) {
      const v = nextOf(inner);
      if (v === null) return null;
      args.push(v);
    }
    return hooks.call(it.func, args);
  }
  if (it instanceof W_FilterIter) {
    for (;;) {
      const v = nextOf(it.iterator);
      if (v === null) return null;
      if (hooks.truth(it.func === w_None ? v : hooks.call(it.func, [v]))) return v;
    }
  }
  return undefined;
}

function nextZip(zip: W_Zip): W | null {
  if (zip.iterators.length === 0) return null;
  const items: W[] = [];
  for (let i = 0; i < zip.iterators.length; i++) {
    const v = nextOf(zip.iterators[i]);
    if (v !== null) {
      items.push(v);
      continue;
    }
    if (zip.strict === 1) {
      const plural = i === 1 ? ' 1' : `s 1-${i}`;
      if (i > 0) throw error('ValueError', `zip() argument ${i + 1} is shorter than argument${plural}`);
      for (let j = 1; j < zip.iterators.length; j++) {
        if (nextOf(zip.iterators[j]) !== null)
          throw error('ValueError', `zip() argument ${j + 1} is longer than argument${j === 1 ? ' 1' : `s 1-${j}`}`);
      }
    }
    return null;
  }
  return newTuple(items);
}

/** How many items a range or an iterator over one has left: they are checked before storage is made for them. 0 for anything else. */
export function itemsOfRange(w: W): number {
  if (w instanceof W_Range) return Number(w.length);
  if (w instanceof W_RangeIter) return Math.max(0, Number(w.stop) - Number(w.current));
  return w instanceof W_RangeStepIter ? Number(w.remaining) : 0;
}

/** All items of an iterable: a fresh array. */
export function toArray(w: W): W[] {
  if (w instanceof W_List) return listItems(w);
  const items = w instanceof W_Instance ? null : tupleItems(w);
  if (items !== null) return items.slice();
  if (w instanceof W_Dict) return dictKeys(w);
  const ahead = itemsOfRange(w);
  if (ahead > 0) checkItems(ahead);
  const out: W[] = [];
  const it = iterOf(w);
  for (let v = nextOf(it); v !== null; v = nextOf(it)) {
    out.push(v);
    if ((out.length & 0xffff) === 0) checkItems(out.length);
  }
  return out;
}

/** Exactly n items, for unpacking. */
export function unpackExactly(w: W, n: number): W[] {
  if (typeOf(w).lookup('__iter__') === null && typeOf(w).lookup('__getitem__') === null && !isIterator(w))
    throw typeError(`cannot unpack non-iterable ${typeOf(w).name} object`);
  const out: W[] = [];
  const it = iterOf(w);
  for (let v = nextOf(it); v !== null; v = nextOf(it)) {
    if (out.length === n) {
      const size = w instanceof W_Dict ? `, got ${dictLen(w)}` : '';
      throw error('ValueError', `too many values to unpack (expected ${n}${size})`);
    }
    out.push(v);
  }
  if (out.length < n) throw error('ValueError', `not enough values to unpack (expected ${n}, got ${out.length})`);
  return out;
}

export function arrayIterator(items: readonly W[], type = T.listIterator): W_PlainIter {
  let i = 0;
  const it = new W_PlainIter(
    type,
    () => (i < items.length ? items[i++] : null),
    () => items.length - i,
  );
  return holding(it, items);
}
function indexIterator(w: W, get: (i: number) => W | null): W_PlainIter {
  let i = 0;
  return holding(new W_PlainIter(T.listIterator, () => get(i++)), w);
}

/** The old protocol: `__getitem__` from 0 until IndexError. */
function sequenceIterator(w: W): W_NativeIter {
  let i = 0;
  const it = new W_NativeIter(T.listIterator, () => {
    if (i < 0) return null;
    try {
      return hooks.getitem(w, i++);
    } catch (e) {
      if (
        isGuestError(e) &&
        (typeOf(e.exception).isSubtype(exceptionType('IndexError')) || typeOf(e.exception).isSubtype(exceptionType('StopIteration')))
      ) {
        i = -1;
        return null;
      }
      throw e;
    }
  });
  return holding(it, w);
}

export function rangeIterator(r: W_Range): W {
  const { startValue, stopValue, stepValue, length } = r;
  if (typeof startValue === 'number' && typeof stopValue === 'number' && typeof stepValue === 'number') {
    return stepValue === 1 ? new W_RangeIter(startValue, stopValue) : new W_RangeStepIter(startValue, length as number, stepValue);
  }
  let current = asBig(startValue) ?? 0n;
  let left = asBig(length) ?? 0n;
  const step = asBig(stepValue) ?? 1n;
  const it = new W_PlainIter(T.rangeIterator, () => {
    if (left <= 0n) return null;
    const v = current;
    current += step;
    left--;
    return intFromBig(v);
  });
  return holding(it);
}

const changed = (): unknown => error('RuntimeError', 'dictionary changed size during iteration');
/** As many entries as there were are given, and there are more: keys went and others came. Source: dictiter_iternextkey in CPython's dictobject.c. */
const exchanged = (): unknown => error('RuntimeError', 'dictionary keys changed during iteration');

export function dictIterator(d: W_Dict, flavour: 'keys' | 'values' | 'items', reversed = false): W_DictIter {
  const size = dictLen(d);
  const pick = (k: W, v: W): W => (flavour === 'keys' ? k : flavour === 'values' ? v : newTuple([k, v]));
  if (reversed) {
    const entries = dictEntries(d).reverse();
    let at = 0;
    const it: W_DictIter = new W_DictIter(T.dictIterator, () => (at < entries.length ? pick(...entries[at++]) : null));
    it.holds = () => entries;
    it.rest = (): W[] => entries.slice(at).map(([k, v]) => pick(k, v));
    it.flavour = flavour;
    return it;
  }
  let done = false;
  if (d.strategy === OBJECT_DICT) {
    let i = 0;
    let given = 0;
    const it: W_DictIter = new W_DictIter(
      T.dictIterator,
      () => {
        if (done) return null;
        if (d.table.size !== size) throw changed();
        while (i < d.table.keys.length && d.table.keys[i] === undefined) i++;
        if (i >= d.table.keys.length) {
          done = true;
          return null;
        }
        if (given++ === size) throw exchanged();
        const k = d.table.keys[i] as W;
        return pick(k, d.table.values[i++] as W);
      },
      () => (done ? 0 : size - given),
    );
    it.holds = () => [d];
    it.rest = (): W[] =>
      done
        ? []
        : dictEntries(d)
            .slice(given)
            .map(([k, v]) => pick(k, v));
    it.flavour = flavour;
    return it;
  }
  const map = d.map;
  const inner = map.entries();
  let count = 0;
  const it: W_DictIter = new W_DictIter(
    T.dictIterator,
    () => {
      if (done) return null;
      if (dictLen(d) !== size) {
        done = true;
        throw changed();
      }
      const step = inner.next();
      if (step.done === true) {
        done = true;
        return null;
      }
      if (count++ === size) throw exchanged();
      const [k, raw] = step.value;
      const v = raw !== null && typeof raw === 'object' && !('kind' in raw) ? (raw as { value: W }).value : (raw as W);
      return pick(k as W, v);
    },
    () => (done ? 0 : size - count),
  );
  it.holds = () => [d];
  it.rest = (): W[] =>
    done
      ? []
      : dictEntries(d)
          .slice(count)
          .map(([k, v]) => pick(k, v));
  it.flavour = flavour;
  return it;
}

export function setIterator(s: W_Set): W_SetIter {
  const size = s.table.size;
  let i = 0;
  const it: W_SetIter = new W_SetIter(
    T.setIterator,
    () => {
      if (s.table.size !== size) throw error('RuntimeError', 'Set changed size during iteration');
      while (i < s.table.keys.length && s.table.keys[i] === undefined) i++;
      return i < s.table.keys.length ? (s.table.keys[i++] as W) : null;
    },
    () => size - i,
  );
  it.holds = () => [s];
  it.rest = (): W[] => s.table.keys.slice(i).filter((w): w is W => w !== undefined);
  return it;
}
