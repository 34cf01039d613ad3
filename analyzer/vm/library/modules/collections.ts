/** The native part of collections and abc: deque. Source: pypy/module/_collections/interp_deque.py. */
import { error, typeError, valueError } from '../../runtime/errors';
import type { Keywords } from '../../runtime/functions';
import { hooks } from '../../runtime/hooks';
import { holding, W_PlainIter } from '../../runtime/iterators';
import { W_Type } from '../../runtime/types';
import { newBool, newStr, newTuple, tupleItems, w_None, w_NotImplemented, W_Slice, type W } from '../../runtime/values';
import { dequeType, W_Deque } from '../deque';
import { classMethod, constructor, defineModule, getset, method, rawMethod } from '../define';
import { W_Alias } from '../types/alias';
import { compareOp, equal } from '../protocols/comparison';
import { iterOf, nextOf } from '../protocols/iterables';
import { argument, checkSize, instanceOf, intArgument, isTrue, moduleType, payload } from '../native';
import { newList } from '../../runtime/lists';
import { reprOf } from '../text/text';
import { typeOf } from '../../runtime/types';

const D = (w: W): W_Deque => payload(w, W_Deque);
constructor(dequeType, (args, keywords) =>
  args[0] === dequeType ? fill(new W_Deque(), args, keywords) : instanceOf(args[0], dequeType, new W_Deque()),
);
rawMethod(dequeType, '__init__', (args, keywords) => {
  fill(D(args[0]), args, keywords);
  return w_None;
});
function fill(d: W_Deque, args: W[], keywords: Keywords | null): W_Deque {
  const max = argument(args, 2, keywords, 'maxlen') ?? w_None;
  d.max = max === w_None ? Infinity : intArgument(max);
  if (d.max < 0) throw valueError('maxlen must be non-negative');
  d.replace([]);
  const items = argument(args, 1, keywords, 'iterable');
  if (items !== undefined) extend(d, items, false);
  return d;
}
function extend(d: W_Deque, items: W, left: boolean): void {
  if (items === d) items = newList(d.all());
  const it = iterOf(items);
  for (let w = nextOf(it); w !== null; w = nextOf(it)) {
    if (left) d.unshift(w);
    else d.push(w);
  }
}
method(dequeType, 'append', 2, 2, (d, w) => (D(d).push(w), w_None));
method(dequeType, 'appendleft', 2, 2, (d, w) => (D(d).unshift(w), w_None));
method(dequeType, 'extend', 2, 2, (d, w) => (extend(D(d), w, false), w_None));
method(dequeType, 'extendleft', 2, 2, (d, w) => (extend(D(d), w, true), w_None));
method(dequeType, 'pop', 1, 1, (d) => {
  if (D(d).length === 0) throw error('IndexError', 'pop from an empty deque');
  return D(d).pop();
});
method(dequeType, 'popleft', 1, 1, (d) => {
  if (D(d).length === 0) throw error('IndexError', 'pop from an empty deque');
  return D(d).shift();
});
method(dequeType, 'clear', 1, 1, (d) => (D(d).replace([]), w_None));
for (const name of ['copy', '__copy__']) {
  method(dequeType, name, 1, 1, (w) => {
    const copy = new W_Deque();
    copy.max = D(w).max;
    copy.replace(D(w).all());
    return w === D(w) ? copy : hooks.call(typeOf(w), [copy]);
  });
}
method(dequeType, 'reverse', 1, 1, (d) => (D(d).replace(D(d).all().reverse()), w_None));
method(dequeType, 'rotate', 1, 2, (w, n) => {
  const d = D(w);
  if (d.length < 2) return w_None;
  const items = d.all();
  const k = (((n === undefined ? 1 : intArgument(n)) % items.length) + items.length) % items.length;
  d.replace([...items.slice(items.length - k), ...items.slice(0, items.length - k)]);
  return w_None;
});
method(
  dequeType,
  'count',
  2,
  2,
  (d, w) =>
    D(d)
      .all()
      .filter((x) => equal(x, w)).length,
);
method(dequeType, 'index', 2, 4, (d, w, low, high) => {
  const items = D(d).all();
  const clip = (x: W | undefined, missing: number): number => {
    const n = x === undefined ? missing : intArgument(x);
    return n < 0 ? Math.max(0, n + items.length) : Math.min(n, items.length);
  };
  for (let i = clip(low, 0); i < clip(high, items.length); i++) if (equal(items[i], w)) return i;
  throw valueError(`${reprOf(w)} is not in deque`);
});
method(dequeType, 'remove', 2, 2, (d, w) => {
  const items = D(d).all();
  const at = items.findIndex((x) => equal(x, w));
  if (at < 0) throw valueError('deque.remove(x): x not in deque');
  items.splice(at, 1);
  D(d).replace(items);
  return w_None;
});
method(dequeType, 'insert', 3, 3, (w, at, item) => {
  const d = D(w);
  if (d.length >= d.max) throw error('IndexError', 'deque already at its maximum size');
  const items = d.all();
  const i = intArgument(at);
  items.splice(i < 0 ? Math.max(0, i + items.length) : i, 0, item);
  d.replace(items);
  return w_None;
});
function position(d: W_Deque, i: W): number {
  if (i instanceof W_Slice) throw typeError("sequence index must be integer, not 'slice'");
  const n = intArgument(i);
  const at = n < 0 ? n + d.length : n;
  if (at < 0 || at >= d.length) throw error('IndexError', 'deque index out of range');
  return at + d.first;
}
method(dequeType, '__getitem__', 2, 2, (w, i) => D(w).items[position(D(w), i)]);
method(dequeType, '__setitem__', 3, 3, (w, i, v) => {
  D(w).items[position(D(w), i)] = v;
  return w_None;
});
method(dequeType, '__delitem__', 2, 2, (w, i) => {
  const items = D(w).all();
  items.splice(position(D(w), i) - D(w).first, 1);
  D(w).replace(items);
  return w_None;
});
method(dequeType, '__len__', 1, 1, (d) => D(d).length);
method(dequeType, '__bool__', 1, 1, (d) => newBool(D(d).length > 0));
method(dequeType, '__contains__', 2, 2, (d, w) =>
  newBool(
    D(d)
      .all()
      .some((x) => equal(x, w)),
  ),
);
const iterator = (d: W_Deque, name: string, reversed: boolean): W => {
  const { version } = d;
  let i = 0;
  const it = new W_PlainIter(
    iterators[name],
    () => {
      if (d.version !== version) throw error('RuntimeError', 'deque mutated during iteration');
      if (i >= d.length) return null;
      return d.items[reversed ? d.items.length - 1 - i++ : d.first + i++];
    },
    () => d.length - i,
  );
  return holding(it, d);
};
const iterators: Record<string, W_Type> = {
  forward: moduleType('collections', '_deque_iterator'),
  backward: moduleType('collections', '_deque_reverse_iterator'),
};
method(dequeType, '__iter__', 1, 1, (d) => iterator(D(d), 'forward', false));
method(dequeType, '__reversed__', 1, 1, (d) => iterator(D(d), 'backward', true));
method(dequeType, '__repr__', 1, 1, (d) =>
  newStr(`${typeOf(d).name}(${reprOf(newList(D(d).all()))}${D(d).max === Infinity ? '' : `, maxlen=${D(d).max}`})`),
);
['__lt__', '__le__', '__eq__', '__ne__', '__gt__', '__ge__'].forEach((name, op) => {
  method(dequeType, name, 2, 2, (a, b) =>
    typeOf(b).isSubtype(dequeType) ? compareOp(op, newList(D(a).all()), newList(D(b).all())) : w_NotImplemented,
  );
});
dequeType.dict.set('__hash__', w_None);
const made = (items: W[], max: number): W_Deque => {
  const d = new W_Deque();
  d.max = max;
  for (const w of items) d.push(w);
  return d;
};
method(dequeType, '__add__', 2, 2, (a, b) =>
  typeOf(b).isSubtype(dequeType) ? made([...D(a).all(), ...D(b).all()], D(a).max) : w_NotImplemented,
);
method(dequeType, '__iadd__', 2, 2, (a, b) => (extend(D(a), b, false), a));
for (const name of ['__mul__', '__rmul__', '__imul__']) {
  method(dequeType, name, 2, 2, (a, n) => {
    const items = D(a).all();
    const times = Math.max(0, intArgument(n));
    checkSize(items.length * times * 8);
    return made(Array.from({ length: times }, () => items).flat(), D(a).max);
  });
}
// The arguments, the instance's own attributes, the items one by one.
method(dequeType, '__reduce__', 1, 1, (w) => {
  const { max } = D(w);
  const state = hooks.call(hooks.getattr(w, '__getstate__'), []);
  return newTuple([typeOf(w), newTuple(max === Infinity ? [] : [newTuple([]), max]), state, hooks.iter(w)]);
});
classMethod(dequeType, '__class_getitem__', ([cls, index]) => new W_Alias(cls, tupleItems(index) ?? [index]));
getset(dequeType, 'maxlen', (d) => (D(d).max === Infinity ? w_None : D(d).max));

defineModule('_deque', (m) => {
  m.set('deque', dequeType);
  m.set('_deque_iterator', iterators['forward']);
  m.set('_deque_reverse_iterator', iterators['backward']);
});
defineModule('_abc', (m) => {
  m.def('_set_abstract', 2, 2, (cls, abstract) => {
    if (cls instanceof W_Type) cls.abstract = isTrue(abstract, false);
    return w_None;
  });
});
