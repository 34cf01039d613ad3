/**
 * _weakref. An object dies here when the run does: nothing counts references, and a program cannot see V8's collector. So a weak reference
 * always leads to its object, and callbacks are not called; see docs/fidelity. Source: CPython's Modules/_weakref.c (behaviour).
 */
import { typeError } from '../../runtime/errors';
import { hooks } from '../../runtime/hooks';
import { newList } from '../../runtime/lists';
import { K } from '../../runtime/kinds';
import { W_Builtin, W_Function, W_Generator, W_Module } from '../../runtime/functions';
import { W_Set } from '../../runtime/dicts';
import { typeOf, W_Type } from '../../runtime/types';
import {
  layout,
  newBool,
  newStr,
  tupleItems,
  w_None,
  w_NotImplemented,
  W_Instance,
  W_Method,
  W_Native,
  type W,
} from '../../runtime/values';
import { classMethod, constructor, defineModule, getset, method, rawMethod } from '../define';
import { W_Alias } from '../types/alias';
import { instanceOf, moduleType, payload } from '../native';
import { equal } from '../protocols/comparison';
import { address } from '../text/text';

const refType = moduleType('weakref', 'ReferenceType');
const proxyType = moduleType('weakref', 'ProxyType');
const callableProxyType = moduleType('weakref', 'CallableProxyType');

class W_Ref extends W_Native {
  constructor(
    readonly target: W,
    readonly callback: W,
    readonly hashed: { value: W | null } = { value: null },
  ) {
    super(refType);
  }
}
class W_Proxy extends W_Native {
  constructor(
    cls: W_Type,
    readonly target: W,
  ) {
    super(cls);
  }
}
layout(W_Ref, K.NATIVE);
layout(W_Proxy, K.NATIVE);
const R = (w: W): W_Ref => payload(w, W_Ref);

/** Weak references by object: a plain one without a callback is shared. */
let references = new WeakMap<object, W[]>();

function checkTarget(w: W): void {
  const fine =
    w instanceof W_Type ||
    w instanceof W_Function ||
    w instanceof W_Method ||
    w instanceof W_Module ||
    w instanceof W_Generator ||
    w instanceof W_Set ||
    w instanceof W_Native ||
    w instanceof W_Builtin;
  if (fine) return;
  if (w instanceof W_Instance) {
    // A class with __slots__ and no __weakref__ has no place for them; a subclass of int or tuple has none either.
    const slotted = typeOf(w).mro.some((t) => t.isHeap && (t.hasDict || t.slotNames.includes('__weakref__')));
    if (slotted || !typeOf(w).isHeap) return;
  }
  throw typeError(`cannot create weak reference to '${typeOf(w).name}' object`);
}

constructor(refType, (args) => {
  const [cls, target, callback] = args;
  if (target === undefined) throw typeError('ref expected at least 1 argument, got 0');
  checkTarget(target);
  const known = references.get(target as object) ?? [];
  const plain = callback === undefined || callback === w_None;
  const shared = plain && cls === refType ? known.find((w) => w instanceof W_Ref && w.callback === w_None) : undefined;
  if (shared !== undefined) return shared;
  const made = instanceOf(cls, refType, new W_Ref(target, callback ?? w_None));
  references.set(target as object, [...known, made]);
  return made;
});
rawMethod(refType, '__init__', () => w_None);
method(refType, '__call__', 1, 1, (w) => R(w).target);
getset(refType, '__callback__', (w) => R(w).callback);
method(
  refType,
  '__hash__',
  1,
  1,
  (w) => (R(w).hashed.value ??= hooks.call(hooks.getattr(hooks.importModule('builtins', w_None, 0, w_None), 'hash'), [R(w).target])),
);
method(refType, '__eq__', 2, 2, (a, b) => (typeOf(b).isSubtype(refType) ? newBool(equal(R(a).target, R(b).target)) : w_NotImplemented));
method(refType, '__ne__', 2, 2, (a, b) => (typeOf(b).isSubtype(refType) ? newBool(!equal(R(a).target, R(b).target)) : w_NotImplemented));
method(refType, '__repr__', 1, 1, (w) => newStr(`<weakref at ${address(w)}; to '${typeOf(R(w).target).name}' at ${address(R(w).target)}>`));
classMethod(refType, '__class_getitem__', ([cls, index]) => new W_Alias(cls, tupleItems(index) ?? [index]));

const P = (w: W): W => (w as W_Proxy).target;
const unwrap = (w: W): W => (w instanceof W_Proxy ? w.target : w);
const FORWARDED =
  'str bytes len bool iter next reversed contains getitem setitem delitem add sub mul matmul truediv floordiv mod divmod pow lshift rshift and or xor radd rsub rmul rmatmul rtruediv rfloordiv rmod rdivmod rpow rlshift rrshift rand ror rxor iadd isub imul imatmul itruediv ifloordiv imod ipow ilshift irshift iand ior ixor neg pos abs invert int float index lt le eq ne gt ge enter exit'.split(
    ' ',
  );
for (const t of [proxyType, callableProxyType]) {
  t.isHeap = true;
  method(t, '__getattribute__', 2, 2, (w, name) => hooks.getattr(P(w), typeof name === 'string' ? name : ''));
  method(t, '__setattr__', 3, 3, (w, name, v) => (hooks.setattr(P(w), typeof name === 'string' ? name : '', v), w_None));
  method(t, '__delattr__', 2, 2, (w, name) => (hooks.delattr(P(w), typeof name === 'string' ? name : ''), w_None));
  for (const short of FORWARDED) {
    rawMethod(t, `__${short}__`, (args) => {
      const target = P(args[0]);
      const found = typeOf(target).lookup(`__${short}__`);
      if (short === 'bool' && found === null) return newBool(hooks.truth(target));
      if (short === 'str') return hooks.str(target);
      if (short === 'iter') return hooks.iter(target);
      if (found === null) {
        if (args.length === 2 && !/item|contains/.test(short)) return w_NotImplemented;
        throw typeError(`'${typeOf(target).name}' object does not support this operation`);
      }
      return hooks.call(found, [target, ...args.slice(1).map(unwrap)]);
    });
  }
  method(t, '__repr__', 1, 1, (w) => newStr(`<weakproxy at ${address(w)} to ${typeOf(P(w)).name} at ${address(P(w))}>`));
  t.dict.set('__hash__', w_None);
  t.refreshFlags();
}
rawMethod(callableProxyType, '__call__', (args, keywords) => hooks.call(P(args[0]), args.slice(1), keywords));

defineModule('_weakref', (m) => {
  references = new WeakMap();
  m.set('ref', refType);
  m.set('ReferenceType', refType);
  m.set('ProxyType', proxyType);
  m.set('CallableProxyType', callableProxyType);
  m.def('proxy', 1, 2, (target) => {
    checkTarget(target);
    return new W_Proxy(typeOf(target).lookup('__call__') !== null ? callableProxyType : proxyType, target);
  });
  const known = (w: W): W[] => (typeof w === 'object' ? (references.get(w) ?? []) : []);
  m.def('getweakrefcount', 1, 1, (w) => known(w).length);
  m.def('getweakrefs', 1, 1, (w) => newList([...known(w)]));
  m.def('_remove_dead_weakref', 2, 2, () => w_None);
});
