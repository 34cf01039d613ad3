/**
 * What `copy` and `pickle` ask of values: `__reduce_ex__`, `__getstate__`, `__getnewargs__`, and how builtin values answer.
 * Sources: object_reduce_ex and object_getstate of CPython's Objects/typeobject.c; the `__reduce__` of each type in Objects/.
 */
import { dictEntries, W_Dict } from '../../runtime/dicts';
import { baseException, exceptionTypes, typeError } from '../../runtime/errors';
import { W_Builtin, W_Module } from '../../runtime/functions';
import { hooks } from '../../runtime/hooks';
import type {
  W_Enumerate,
  W_FilterIter,
  W_MapIter,
  W_NativeIter,
  W_RangeIter,
  W_RangeStepIter,
  W_SeqIter,
  W_StrIter,
  W_TupleIter,
  W_Zip,
} from '../../runtime/iterators';
import { newList } from '../../runtime/lists';
import { T, typeOf, w_object, type W_Type } from '../../runtime/types';
import {
  newTuple,
  strText,
  w_None,
  w_True,
  W_Bytes,
  W_Float,
  W_Instance,
  W_Method,
  type W,
  type W_Bytearray,
  type W_Complex,
  type W_Exception,
  type W_Range,
  type W_Slice,
} from '../../runtime/values';
import { instanceDict } from '../../runtime/name-maps';
import { method } from '../define';
import { intArgument } from '../native';
import { reversals } from './basic';
import { toArray } from '../protocols/iterables';

const module = (name: string, attribute: string): W => hooks.getattr(hooks.importModule(name, newTuple([attribute]), 0, w_None), attribute);
const builtin = (name: string): W => module('builtins', name);

// -- any object --------------------------------------------------------------------------------------------------------

/** Builtin types whose content the protocol carries: items of lists and dicts, the state of exceptions. */
const CARRIED = new Set<W_Type>([w_object, T.list, T.dict]);

method(w_object, '__getstate__', 1, 1, (w) => {
  const cls = typeOf(w);
  const d = w instanceof W_Instance && cls.hasDict ? instanceDict(w) : null;
  const state = d instanceof W_Dict && dictEntries(d).length > 0 ? hooks.call(hooks.getattr(d, 'copy'), []) : w_None;
  const slots = cls.mro.some((t) => t.isHeap && t.slotNames.length > 0) ? toArray(hooks.call(module('copyreg', '_slotnames'), [cls])) : [];
  const filled = new W_Dict();
  for (const name of slots) {
    const value = hooks.findattr(w, strText(name) ?? '');
    if (value !== null) hooks.setitem(filled, name, value);
  }
  return dictEntries(filled).length > 0 ? newTuple([state, filled]) : state;
});

function reduceObject(w: W, protocol: number): W {
  if (protocol < 2) return hooks.call(module('copyreg', '_reduce_ex'), [w, protocol]);
  const cls = typeOf(w);
  let args: W[] | null = null;
  let keywords: W | null = null;
  const extended = hooks.findattr(w, '__getnewargs_ex__');
  const plain = extended === null ? hooks.findattr(w, '__getnewargs__') : null;
  if (extended !== null) {
    const given = hooks.call(extended, []);
    if (!typeOf(given).isSubtype(T.tuple)) throw typeError(`__getnewargs_ex__ should return a tuple, not '${typeOf(given).name}'`);
    const parts = toArray(given);
    if (parts.length !== 2) throw typeError(`__getnewargs_ex__ should return a tuple of length 2, not ${parts.length}`);
    if (!typeOf(parts[0]).isSubtype(T.tuple))
      throw typeError(`first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '${typeOf(parts[0]).name}'`);
    if (!typeOf(parts[1]).isSubtype(T.dict))
      throw typeError(`second item of the tuple returned by __getnewargs_ex__ must be a dict, not '${typeOf(parts[1]).name}'`);
    args = toArray(parts[0]);
    keywords = parts[1];
  } else if (plain !== null) {
    const given = hooks.call(plain, []);
    if (!typeOf(given).isSubtype(T.tuple)) throw typeError(`__getnewargs__ should return a tuple, not '${typeOf(given).name}'`);
    args = toArray(given);
  }
  const base = cls.layoutType;
  if (args === null && !CARRIED.has(base) && !base.isSubtype(baseException)) throw typeError(`cannot pickle '${cls.name}' object`);
  const state = hooks.call(hooks.getattr(w, '__getstate__'), []);
  const list = cls.isSubtype(T.list) ? hooks.iter(w) : w_None;
  const dict = cls.isSubtype(T.dict) ? hooks.iter(hooks.call(hooks.getattr(w, 'items'), [])) : w_None;
  if (keywords !== null && hooks.truth(keywords))
    return newTuple([module('copyreg', '__newobj_ex__'), newTuple([cls, newTuple(args ?? []), keywords]), state, list, dict]);
  return newTuple([module('copyreg', '__newobj__'), newTuple([cls, ...(args ?? [])]), state, list, dict]);
}

method(w_object, '__reduce__', 1, 1, (w) => reduceObject(w, 0));
const objectReduce = w_object.dict.get('__reduce__');
method(w_object, '__reduce_ex__', 2, 2, (w, protocol) => {
  const own = hooks.findattr(w, '__reduce__');
  const found = typeOf(w).lookup('__reduce__');
  return own !== null && found !== objectReduce ? hooks.call(own, []) : reduceObject(w, intArgument(protocol));
});

// -- values ------------------------------------------------------------------------------------------------------------

const payloadOf = (w: W): W => (w instanceof W_Instance && w.payload !== null ? w.payload : w);
for (const t of [T.int, T.str, T.bytes]) method(t, '__getnewargs__', 1, 1, (w) => newTuple([payloadOf(w)]));
method(T.float, '__getnewargs__', 1, 1, (w) => newTuple([payloadOf(w)]));
method(T.complex, '__getnewargs__', 1, 1, (w) => {
  const z = payloadOf(w) as W_Complex;
  return newTuple([new W_Float(z.real), new W_Float(z.imag)]);
});
// As a list of what is to come. Source: dictiter_reduce and setiter_reduce of CPython's Objects/.
for (const t of [T.dictIterator, T.setIterator])
  method(t, '__reduce__', 1, 1, (it) => newTuple([builtin('iter'), newTuple([newList((it as W_NativeIter).rest?.() ?? [])])]));
method(T.range, '__reduce__', 1, 1, (w) =>
  newTuple([T.range, newTuple([(w as W_Range).startValue, (w as W_Range).stopValue, (w as W_Range).stepValue])]),
);
method(T.slice, '__reduce__', 1, 1, (w) =>
  newTuple([T.slice, newTuple([(w as W_Slice).lower, (w as W_Slice).upper, (w as W_Slice).step])]),
);
method(T.ellipsis, '__reduce__', 1, 1, () => 'Ellipsis');
method(T.notImplemented, '__reduce__', 1, 1, () => 'NotImplemented');
method(T.none, '__reduce__', 1, 1, () => 'None');
const stateOf = (w: W): W => hooks.call(hooks.getattr(w, '__getstate__'), []);
for (const t of [T.set, T.frozenset])
  method(t, '__reduce__', 1, 1, (w) => newTuple([typeOf(w), newTuple([newList(toArray(w))]), stateOf(w)]));
const byteContent = (w: W): Uint8Array => (payloadOf(w) as W_Bytearray).data;
method(T.bytearray, '__reduce_ex__', 2, 2, (w, protocol) =>
  intArgument(protocol) >= 3
    ? newTuple([typeOf(w), byteContent(w).length === 0 ? newTuple([]) : newTuple([new W_Bytes(byteContent(w).slice())]), stateOf(w)])
    : newTuple([typeOf(w), newTuple([Array.from(byteContent(w), (b) => String.fromCharCode(b)).join(''), 'latin-1']), stateOf(w)]),
);
method(T.bytearray, '__reduce__', 1, 1, (w) => hooks.call(hooks.getattr(w, '__reduce_ex__'), [2]));

/** `getattr(owner, name)`. */
method(T.method, '__reduce__', 1, 1, (w) => {
  const { func, self } = w as W_Method;
  return newTuple([builtin('getattr'), newTuple([self, hooks.getattr(func, '__name__')])]);
});
for (const t of [T.methodDescriptor, T.slotWrapper]) {
  method(t, '__reduce__', 1, 1, (w) =>
    newTuple([builtin('getattr'), newTuple([hooks.getattr(w, '__objclass__'), hooks.getattr(w, '__name__')])]),
  );
}
for (const t of [T.builtin, T.methodWrapper]) {
  method(t, '__reduce__', 1, 1, (w) => {
    const name = hooks.getattr(w, '__name__');
    const self = w instanceof W_Method ? w.self : w instanceof W_Builtin ? w.self : null;
    return self === null || self === w_None || self instanceof W_Module ? name : newTuple([builtin('getattr'), newTuple([self, name])]);
  });
}

// -- exceptions --------------------------------------------------------------------------------------------------------

method(baseException, '__reduce__', 1, 1, (w) => {
  const e = w as W_Exception;
  const d = instanceDict(e);
  const args = newTuple(e.args.slice());
  return d instanceof W_Dict && dictEntries(d).length > 0
    ? newTuple([typeOf(e), args, hooks.call(hooks.getattr(d, 'copy'), [])])
    : newTuple([typeOf(e), args]);
});
method(baseException, '__setstate__', 2, 2, (w, state) => {
  if (state === w_None) return w_None;
  if (!(payloadOf(state) instanceof W_Dict)) throw typeError('state is not a dictionary');
  for (const [key, value] of dictEntries(payloadOf(state) as W_Dict)) hooks.setattr(w, strText(key) ?? '', value);
  return w_None;
});
/** What these keep beside their args. */
const DETAILS: Readonly<Record<string, readonly string[]>> = {
  ImportError: ['name', 'path', 'name_from'],
  AttributeError: ['name'],
  NameError: ['name'],
};
for (const [name, fields] of Object.entries(DETAILS)) {
  const type = exceptionTypes.get(name) as W_Type;
  method(type, '__reduce__', 1, 1, (w) => {
    const state = new W_Dict();
    for (const [key, value] of dictEntries(instanceDict(w as W_Instance) as W_Dict)) hooks.setitem(state, key, value);
    for (const field of fields) {
      const value = hooks.findattr(w, field);
      if (value !== null && value !== w_None) hooks.setitem(state, field, value);
    }
    const args = newTuple((w as W_Exception).args.slice());
    return dictEntries(state).length > 0 ? newTuple([typeOf(w), args, state]) : newTuple([typeOf(w), args]);
  });
}

// -- iterators ---------------------------------------------------------------------------------------------------------

const ended = (): W => newTuple([builtin('iter'), newTuple([newTuple([])])]);
const at = (source: W | null, index: number, empty: W): W =>
  source === null ? newTuple([builtin('iter'), newTuple([empty])]) : newTuple([builtin('iter'), newTuple([source]), index]);
method(T.listIterator, '__reduce__', 1, 1, (w) => at((w as W_SeqIter).list, (w as W_SeqIter).index, newList([])));
method(T.tupleIterator, '__reduce__', 1, 1, (w) => {
  const { items, index } = w as W_TupleIter;
  return items === null ? ended() : at(newTuple(items), index, w_None);
});
method(T.strIterator, '__reduce__', 1, 1, (w) => at((w as W_StrIter).text, (w as W_StrIter).index, ''));
const setIndex = (w: W, index: W): W => {
  (w as W_SeqIter).index = Math.max(0, intArgument(index));
  return w_None;
};
for (const t of [T.listIterator, T.tupleIterator, T.strIterator]) method(t, '__setstate__', 2, 2, setIndex);
method(T.rangeIterator, '__reduce__', 1, 1, (w) => {
  const { current } = w as W_RangeIter;
  const step = 'remaining' in (w as object) ? (w as W_RangeStepIter).step : 1;
  const stop =
    'remaining' in (w as object)
      ? hooks.call(builtin('sum'), [newList([current, hooks.call(module('operator', 'mul'), [step, (w as W_RangeStepIter).remaining])])])
      : (w as W_RangeIter).stop;
  return newTuple([builtin('iter'), newTuple([hooks.call(T.range, [current, stop, step])]), w_None]);
});
method(T.rangeIterator, '__setstate__', 2, 2, () => w_None);
method(T.reversed, '__reduce__', 1, 1, (w) => {
  const state = reversals.get(payloadOf(w) as object);
  if (state === undefined) throw typeError(`cannot pickle '${typeOf(w).name}' object`);
  if (state.at() < 0) return typeOf(state.of).isSubtype(T.list) ? newTuple([builtin('iter'), newTuple([newList([])])]) : ended();
  return newTuple([T.reversed, newTuple([state.of]), state.at()]);
});
method(T.reversed, '__setstate__', 2, 2, (w, index) => {
  reversals.get(payloadOf(w) as object)?.goTo(intArgument(index));
  return w_None;
});
method(T.enumerate, '__reduce__', 1, 1, (w) => newTuple([typeOf(w), newTuple([(w as W_Enumerate).iterator, (w as W_Enumerate).index])]));
method(T.zip, '__reduce__', 1, 1, (w) =>
  newTuple([typeOf(w), newTuple((w as W_Zip).iterators.slice()), ...((w as W_Zip).strict === 1 ? [w_True] : [])]),
);
method(T.map, '__reduce__', 1, 1, (w) => newTuple([typeOf(w), newTuple([(w as W_MapIter).func, ...(w as W_MapIter).iterators])]));
method(T.filter, '__reduce__', 1, 1, (w) => newTuple([typeOf(w), newTuple([(w as W_FilterIter).func, (w as W_FilterIter).iterator])]));
