/**
 * _weakref. Nothing counts references, and a program cannot see V8's collector: an object that cannot be reached any more (runtime/lifetime.ts) dies at
 * `gc.collect()`, where references to it are cleared and callbacks called; see docs/fidelity. Source: CPython's Objects/weakrefobject.c (behaviour).
 */
import { error, typeError } from '../../runtime/errors';
import type { Reachable } from '../../runtime/lifetime';
import { hooks } from '../../runtime/hooks';
import { newList } from '../../runtime/lists';
import { K } from '../../runtime/kinds';
import { W_Builtin, W_Function, W_Generator, W_Module } from '../../runtime/functions';
import { dictDel, dictGet, W_Dict, W_Set } from '../../runtime/dicts';
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

/** How many references the program has made. */
let made = 0;

/** The object a program has of it, where that is an instance of a subclass. */
abstract class W_Link extends W_Native {
  shown: W | null = null;
  /** Younger ones have a higher one. */
  readonly age = ++made;
}
class W_Ref extends W_Link {
  constructor(
    public weakTarget: W | null,
    public callback: W,
    readonly hashed: { value: W | null } = { value: null },
  ) {
    super(refType);
  }
}
class W_Proxy extends W_Link {
  constructor(
    cls: W_Type,
    public weakTarget: W | null,
    public callback: W,
  ) {
    super(cls);
  }
}
layout(W_Ref, K.NATIVE);
layout(W_Proxy, K.NATIVE);
const R = (w: W): W_Ref => payload(w, W_Ref);
/** A callback of a weak reference that is to be called with it. */
export interface Callback {
  readonly callback: W;
  readonly ref: W;
}

/** Whether the program has made references that can be seen to lose their objects. */
export const hasReferences = (): boolean => made > 0;

/** References to objects that were not reached are cleared. Gives the objects and the callbacks, those of younger references first. */
export function clearReferences({ marked, links }: Reachable): {
  readonly dead: ReadonlySet<object>;
  readonly callbacks: readonly Callback[];
} {
  const dead = new Set<object>();
  const called: (Callback & { readonly age: number })[] = [];
  for (const link of links) {
    if (!(link instanceof W_Ref || link instanceof W_Proxy) || link.weakTarget === null || marked.has(link.weakTarget as object)) continue;
    dead.add(link.weakTarget as object);
    link.weakTarget = null;
    if (link.callback !== w_None) called.push({ callback: link.callback, ref: link.shown ?? link, age: link.age });
    link.callback = w_None;
  }
  called.sort((a, b) => b.age - a.age);
  return { dead, callbacks: called };
}

const linkOf = (w: W): W_Ref | W_Proxy => (w instanceof W_Proxy ? w : R(w));

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
  const known = (references.get(target as object) ?? []).filter((w) => linkOf(w).weakTarget !== null);
  const plain = callback === undefined || callback === w_None;
  const shared = plain && cls === refType ? known.find((w) => w instanceof W_Ref && w.callback === w_None) : undefined;
  if (shared !== undefined) return shared;
  const ref = new W_Ref(target, callback ?? w_None);
  const shown = instanceOf(cls, refType, ref);
  ref.shown = shown;
  references.set(target as object, [...known, shown]);
  return shown;
});
rawMethod(refType, '__init__', () => w_None);
method(refType, '__call__', 1, 1, (w) => R(w).weakTarget ?? w_None);
getset(refType, '__callback__', (w) => R(w).callback);
method(refType, '__hash__', 1, 1, (w) => {
  const { hashed, weakTarget } = R(w);
  if (hashed.value === null && weakTarget === null) throw typeError('weak object has gone away');
  return (hashed.value ??= hooks.call(hooks.getattr(hooks.importModule('builtins', w_None, 0, w_None), 'hash'), [weakTarget as W]));
});
/** The targets are compared while both live, the references themselves afterwards. */
const same = (a: W, b: W): boolean => {
  const [x, y] = [R(a).weakTarget, R(b).weakTarget];
  return x === null || y === null ? a === b : equal(x, y);
};
method(refType, '__eq__', 2, 2, (a, b) => (typeOf(b).isSubtype(refType) ? newBool(same(a, b)) : w_NotImplemented));
method(refType, '__ne__', 2, 2, (a, b) => (typeOf(b).isSubtype(refType) ? newBool(!same(a, b)) : w_NotImplemented));
method(refType, '__repr__', 1, 1, (w) => {
  const { weakTarget } = R(w);
  const to = weakTarget === null ? 'dead' : `to '${typeOf(weakTarget).name}' at ${address(weakTarget)}`;
  return newStr(`<weakref at ${address(w)}; ${to}>`);
});
classMethod(refType, '__class_getitem__', ([cls, index]) => new W_Alias(cls, tupleItems(index) ?? [index]));

const P = (w: W): W => {
  const { weakTarget } = w as W_Proxy;
  if (weakTarget === null) throw error('ReferenceError', 'weakly-referenced object no longer exists');
  return weakTarget;
};
const unwrap = (w: W): W => (w instanceof W_Proxy ? P(w) : w);
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
  made = 0;
  m.set('ref', refType);
  m.set('ReferenceType', refType);
  m.set('ProxyType', proxyType);
  m.set('CallableProxyType', callableProxyType);
  m.def('proxy', 1, 2, (target, callback = w_None) => {
    checkTarget(target);
    const known = references.get(target as object) ?? [];
    const shared =
      callback === w_None ? known.find((w) => w instanceof W_Proxy && w.weakTarget !== null && w.callback === w_None) : undefined;
    if (shared !== undefined) return shared;
    const proxy = new W_Proxy(typeOf(target).lookup('__call__') !== null ? callableProxyType : proxyType, target, callback);
    references.set(target as object, [...known, proxy]);
    return proxy;
  });
  const known = (w: W): W[] => (typeof w === 'object' ? (references.get(w) ?? []).filter((one) => linkOf(one).weakTarget !== null) : []);
  m.def('getweakrefcount', 1, 1, (w) => known(w).length);
  m.def('getweakrefs', 1, 1, (w) => newList([...known(w)]));
  m.def('_remove_dead_weakref', 2, 2, (dict, key) => {
    const ref = dict instanceof W_Dict ? dictGet(dict, key) : undefined;
    if (ref !== undefined && typeOf(ref).isSubtype(refType) && R(ref).weakTarget === null) dictDel(dict as W_Dict, key);
    return w_None;
  });
});
