/** Methods of list, dict, set, tuple, range. */
import { error, keyError, typeError, valueError } from '../../runtime/errors';
import { dictClear, dictDel, dictEntries, dictGet, dictKeys, dictSet, newSet, setItems, W_Dict, W_Set } from '../../runtime/dicts';
import { hooks } from '../../runtime/hooks';
import { W_DictView, type W_NativeIter } from '../../runtime/iterators';
import { FLOAT_LIST, listAdmit, listAppend, listExtend, listGet, listItems, listReplace, type W_List } from '../../runtime/lists';
import { K } from '../../runtime/kinds';
import { T, typeByInstance, typeOf } from '../../runtime/types';
import {
  intFromBig,
  newBool,
  newTuple,
  tupleItems,
  w_False,
  w_None,
  W_Instance,
  type W_Range,
  type W_Slice,
  type W,
} from '../../runtime/values';
import { classMethod, getset, method, rawMethod } from '../define';
import { asBig } from '../numbers';
import { onlyKeywords, sizeArgument } from '../native';
import { copiedList, indexInList } from '../protocols/list-parts';
import { asElement, containsOp, deleteItem, getItem, indexOf, rangeHas, setItem, sliceIndices } from '../protocols/containers';
import { equal } from '../protocols/comparison';
import { dictIterator, iterOf, toArray } from '../protocols/iterables';
import { binaryOp } from '../protocols/binary';
import { lengthOf } from '../protocols/length';
import { dictUpdate } from '../protocols/mappings';
import { sortItems } from '../protocols/sorting';
import { reprOf } from '../text/text';

const base = (w: W): W => (w instanceof W_Instance && w.payload !== null ? w.payload : w);
const L = (w: W): W_List => base(w) as W_List;
const D = (w: W): W_Dict => base(w) as W_Dict;
const S = (w: W): W_Set => base(w) as W_Set;

typeByInstance.set(K.SET, (w) => ((w as W_Set).frozen ? T.frozenset : T.set));
typeByInstance.set(K.DICT_VIEW, (w) => {
  const { flavour } = w as W_DictView;
  return flavour === 'keys' ? T.dictKeys : flavour === 'values' ? T.dictValues : T.dictItems;
});
for (const kind of [K.NATIVE_ITER, K.PLAIN_ITER]) typeByInstance.set(kind, (w) => (w as W_NativeIter).cls);

// -- what all containers share -----------------------------------------------------------------------------------------

for (const t of [T.list, T.dict, T.tuple, T.range, T.str, T.bytes, T.bytearray, T.set, T.frozenset]) {
  method(t, '__len__', 1, 1, (w) => lengthOf(base(w)));
  method(t, '__iter__', 1, 1, (w) => iterOf(base(w)));
  method(t, '__contains__', 2, 2, (w, item) => newBool(containsOp(base(w), item)));
  if (t !== T.set && t !== T.frozenset) method(t, '__getitem__', 2, 2, (w, i) => getItem(w, i));
}
for (const t of [T.list, T.dict, T.bytearray]) {
  method(t, '__setitem__', 3, 3, (w, i, v) => (setItem(base(w), i, v), w_None));
  method(t, '__delitem__', 2, 2, (w, i) => (deleteItem(base(w), i), w_None));
}

// -- list --------------------------------------------------------------------------------------------------------------

method(T.list, 'append', 2, 2, (w, item) => (listAppend(L(w), item), w_None));
method(T.list, 'extend', 2, 2, (w, items) => (listExtend(L(w), toArray(items)), w_None));
method(T.list, 'insert', 3, 3, (w, index, item) => {
  const i = sizeArgument(index);
  const list = L(w);
  const stored = listAdmit(list, item);
  list.storage.splice(i < 0 ? Math.max(0, i + list.storage.length) : i, 0, stored);
  return w_None;
});
const neededIndex = (w: W): number => {
  const n = indexOf(w);
  if (n === null) throw typeError(`'${typeOf(w).name}' object cannot be interpreted as an integer`);
  return n;
};
method(T.list, 'pop', 1, 2, (w, index) => {
  const list = L(w);
  if (list.storage.length === 0) throw error('IndexError', 'pop from empty list');
  const n = index === undefined ? -1 : neededIndex(index);
  const at = n < 0 ? n + list.storage.length : n;
  if (at < 0 || at >= list.storage.length) throw error('IndexError', 'pop index out of range');
  const item = listGet(list, at);
  if (at === list.storage.length - 1) list.storage.pop();
  else list.storage.splice(at, 1);
  return item;
});
method(T.list, 'remove', 2, 2, (w, item) => {
  const at = indexInList(L(w), item);
  if (at < 0) throw valueError('list.remove(x): x not in list');
  L(w).storage.splice(at, 1);
  return w_None;
});
method(T.list, 'clear', 1, 1, (w) => (listReplace(L(w), []), w_None));
method(T.list, 'copy', 1, 1, (w) => copiedList(L(w)));
method(T.list, 'reverse', 1, 1, (w) => (L(w).storage.reverse(), w_None));
rawMethod(T.list, 'sort', (args, keywords) => {
  if (args.length > 1) throw typeError('sort() takes no positional arguments');
  onlyKeywords('sort', keywords, ['key', 'reverse']);
  const list = L(args[0]);
  const items = listItems(list);
  const { strategy, storage } = list;
  const reverse = hooks.truth(keywords?.get('reverse') ?? w_False);
  // While it is sorted the list is empty, and what is put into it goes. Source: pypy/objspace/std/listobject.py, descr_sort.
  listReplace(list, []);
  let sorted: W[] | null = null;
  let modified = false;
  try {
    sorted = sortItems(items, keywords?.get('key') ?? w_None, reverse);
  } finally {
    modified = list.storage.length > 0;
    // What was sorted has the strategy it had.
    list.strategy = strategy;
    if (sorted !== null && strategy === FLOAT_LIST) listReplace(list, sorted);
    else list.storage = sorted ?? storage;
  }
  if (modified) throw valueError('list modified during sort');
  return w_None;
});
for (const t of [T.list, T.tuple]) {
  const items = (w: W): W[] => (t === T.list ? listItems(L(w)) : (tupleItems(w) as W[]));
  method(t, 'index', 2, 4, (w, item, low, high) => {
    const all = items(w);
    const clip = (x: W | undefined, missing: number): number => {
      const n = x === undefined ? missing : (indexOf(x) ?? 0);
      return n < 0 ? Math.max(0, n + all.length) : n;
    };
    const end = Math.min(clip(high, all.length), all.length);
    const start = clip(low, 0);
    const at = t === T.list ? indexInList(L(w), item, start, end) : all.slice(0, end).findIndex((x, i) => i >= start && equal(x, item));
    if (at >= 0) return at;
    throw valueError(t === T.list ? `${reprOf(item)} is not in list` : 'tuple.index(x): x not in tuple');
  });
  method(t, 'count', 2, 2, (w, item) => items(w).filter((x) => equal(x, item)).length);
}
method(T.tuple, '__getnewargs__', 1, 1, (w) => newTuple([base(w)]));

// -- dict --------------------------------------------------------------------------------------------------------------

method(T.dict, 'keys', 1, 1, (w) => new W_DictView(D(w), 'keys'));
method(T.dict, 'values', 1, 1, (w) => new W_DictView(D(w), 'values'));
method(T.dict, 'items', 1, 1, (w) => new W_DictView(D(w), 'items'));
for (const t of [T.dictKeys, T.dictValues, T.dictItems]) {
  method(t, '__len__', 1, 1, (w) => lengthOf(w));
  method(t, '__iter__', 1, 1, (w) => iterOf(w));
}
for (const [name, op] of [
  ['__and__', 9],
  ['__or__', 10],
  ['__xor__', 11],
  ['__sub__', 1],
] as const) {
  for (const t of [T.dictKeys, T.dictItems]) {
    method(t, name, 2, 2, (a, b) => binaryOp(op, newSet(toArray(a)), newSet(toArray(b))));
    method(t, name.replace('__', '__r'), 2, 2, (a, b) => binaryOp(op, newSet(toArray(b)), newSet(toArray(a))));
  }
}
for (const t of [T.dictKeys, T.dictItems]) {
  method(t, 'isdisjoint', 2, 2, (a, b) => newBool(!toArray(b).some((w) => containsOp(a, w))));
  method(t, '__contains__', 2, 2, (a, w) => newBool(containsOp(a, w)));
}
method(T.dict, '__reversed__', 1, 1, (w) => dictIterator(D(w), 'keys', true));
for (const t of [T.dictKeys, T.dictValues, T.dictItems])
  method(t, '__reversed__', 1, 1, (w) => dictIterator((w as W_DictView).dict as W_Dict, (w as W_DictView).flavour, true));
method(T.dict, '__ior__', 2, 2, (w, other) => (dictUpdate(D(w), other), w));
method(T.dict, 'get', 2, 3, (w, key, otherwise = w_None) => dictGet(D(w), key) ?? otherwise);
method(T.dict, 'setdefault', 2, 3, (w, key, otherwise = w_None) => {
  const own = dictGet(D(w), key);
  if (own !== undefined) return own;
  dictSet(D(w), key, otherwise);
  return otherwise;
});
method(T.dict, 'pop', 2, 3, (w, key, otherwise) => {
  const v = dictDel(D(w), key) ?? otherwise;
  if (v === undefined) throw keyError(key);
  return v;
});
method(T.dict, 'popitem', 1, 1, (w) => {
  const keys = dictKeys(D(w));
  if (keys.length === 0) throw keyError('popitem(): dictionary is empty');
  const key = keys[keys.length - 1];
  return newTuple([key, dictDel(D(w), key) as W]);
});
rawMethod(T.dict, 'update', (args, keywords) => {
  if (args.length > 1) dictUpdate(D(args[0]), args[1]);
  if (keywords !== null) for (const [k, v] of keywords) dictSet(D(args[0]), k, v);
  return w_None;
});
method(T.dict, 'clear', 1, 1, (w) => (dictClear(D(w)), w_None));
method(T.dict, 'copy', 1, 1, (w) => {
  const d = new W_Dict();
  for (const [k, v] of dictEntries(D(w))) dictSet(d, k, v);
  return d;
});
classMethod(T.dict, 'fromkeys', (args) => {
  if (args.length < 2) throw typeError('fromkeys expected at least 1 argument, got 0');
  const d = hooks.call(args[0], []);
  for (const k of toArray(args[1])) hooks.setitem(d, k, args[2] ?? w_None);
  return d;
});

// -- set, frozenset ----------------------------------------------------------------------------------------------------

method(T.set, 'add', 2, 2, (w, item) => (S(w).table.set(item, item), w_None));
method(T.set, 'discard', 2, 2, (w, item) => (S(w).table.remove(asElement(item)), w_None));
method(T.set, 'remove', 2, 2, (w, item) => {
  if (S(w).table.remove(asElement(item)) === undefined) throw keyError(item);
  return w_None;
});
method(T.set, 'pop', 1, 1, (w) => {
  const items = setItems(S(w));
  if (items.length === 0) throw keyError('pop from an empty set');
  S(w).table.remove(items[0]);
  return items[0];
});
method(T.set, 'clear', 1, 1, (w) => (S(w).table.clear(), w_None));
const asSet = (w: W): W_Set => (base(w) instanceof W_Set ? S(w) : newSet(toArray(w)));
const many = (name: string, combine: (a: W[], b: W_Set) => W[]): void => {
  for (const t of [T.set, T.frozenset]) {
    // Only the symmetric difference is of exactly two sets.
    const check = (method: string, args: W[]): void => {
      if (name === 'symmetric_difference' && args.length !== 2)
        throw typeError(`${t.name}.${method}() takes exactly one argument (${args.length - 1} given)`);
    };
    rawMethod(t, name, (args) => {
      check(name, args);
      return newSet(
        args.slice(1).reduce<W[]>((items, other) => combine(items, asSet(other)), setItems(S(args[0]))),
        t === T.frozenset,
      );
    });
    if (t === T.set) {
      rawMethod(t, name === 'union' ? 'update' : `${name}_update`, (args) => {
        check(`${name}_update`, args);
        const r = args.slice(1).reduce<W[]>((items, other) => combine(items, asSet(other)), setItems(S(args[0])));
        S(args[0]).table.clear();
        for (const x of r) S(args[0]).table.set(x, x);
        return w_None;
      });
    }
  }
};
many('union', (a, b) => [...a, ...setItems(b)]);
many('intersection', (a, b) => a.filter((x) => b.table.find(x) >= 0));
many('difference', (a, b) => a.filter((x) => b.table.find(x) < 0));
many('symmetric_difference', (a, b) => {
  const own = newSet(a);
  return [...a.filter((x) => b.table.find(x) < 0), ...setItems(b).filter((x) => own.table.find(x) < 0)];
});
for (const t of [T.set, T.frozenset]) {
  method(t, 'copy', 1, 1, (w) => newSet(setItems(S(w)), t === T.frozenset));
  method(t, 'issubset', 2, 2, (w, other) => {
    const all = asSet(other);
    return newBool(setItems(S(w)).every((x) => all.table.find(x) >= 0));
  });
  method(t, 'issuperset', 2, 2, (w, other) => newBool(toArray(other).every((x) => S(w).table.find(x) >= 0)));
  method(t, 'isdisjoint', 2, 2, (w, other) => newBool(!toArray(other).some((x) => S(w).table.find(x) >= 0)));
}

// -- range, slice ------------------------------------------------------------------------------------------------------

const rangeOf = (w: W): W_Range => w as W_Range;
getset(T.range, 'start', (w) => rangeOf(w).startValue);
getset(T.range, 'stop', (w) => rangeOf(w).stopValue);
getset(T.range, 'step', (w) => rangeOf(w).stepValue);
method(T.range, 'count', 2, 2, (w, item) => toNumber(newBool(containsOp(w, item))));
method(T.range, 'index', 2, 2, (w, item) => {
  const n = asBig(item);
  if (n === null || !rangeHas(rangeOf(w), n))
    throw valueError(n === null ? 'sequence.index(x): x not in sequence' : 'range.index(x): x not in range');
  return intFromBig((n - (asBig(rangeOf(w).startValue) ?? 0n)) / (asBig(rangeOf(w).stepValue) ?? 1n));
});
const toNumber = (w: W): W => intFromBig(asBig(w) ?? 0n);
method(T.slice, 'indices', 2, 2, (w, n) => {
  const length = indexOf(n);
  if (length === null) throw typeError(`'${typeOf(n).name}' object cannot be interpreted as an integer`);
  if (length < 0) throw valueError('length should not be negative');
  const { start, stop, step } = sliceIndices(w as W_Slice, length);
  return newTuple([start, stop, step]);
});
getset(T.slice, 'start', (w) => (w as W_Slice).lower);
getset(T.slice, 'stop', (w) => (w as W_Slice).upper);
getset(T.slice, 'step', (w) => (w as W_Slice).step);
