/** property, staticmethod, classmethod, and binding of functions. Source: CPython's descrobject.c and funcobject.c (behaviour). */
import { error, typeError, valueError, type GuestError } from '../../runtime/errors';
import { dictEntries, dictGetStr, W_Dict } from '../../runtime/dicts';
import { W_Builtin, W_Code, W_Function } from '../../runtime/functions';
import { hooks } from '../../runtime/hooks';
import { T, typeOf, W_Type } from '../../runtime/types';
import type { W_Cell, W_GetSet } from '../../runtime/values';
import {
  newBool,
  newStr,
  strText,
  tupleItems,
  w_False,
  w_None,
  W_ClassMethod,
  W_Instance,
  W_Method,
  W_None,
  W_Property,
  W_StaticMethod,
  type W,
} from '../../runtime/values';
import { constructor, getset, method, rawMethod } from '../define';
import { argument, instanceOf, payload } from '../native';
import { reprOf } from '../text/text';

// -- property ----------------------------------------------------------------------------------------------------------

const P = (w: W): W_Property => payload(w, W_Property);
const orNull = (w: W | undefined): W | null => (w === undefined || w instanceof W_None ? null : w);

/** `property 'x' of 'C' object has no setter` */
export function propertyError(p: W_Property, w: W, what: 'getter' | 'setter' | 'deleter'): GuestError {
  const name = p.name === null ? '' : ` ${reprOf(p.name)}`;
  return error('AttributeError', `property${name} of '${typeOf(w).qualname}' object has no ${what}`);
}

function make(cls: W, fget: W | null, fset: W | null, fdel: W | null, doc: W | null): W {
  const p = new W_Property(fget, fset, fdel, doc);
  const made = instanceOf(cls, T.property, p);
  const own = doc ?? (fget === null ? null : hooks.findattr(fget, '__doc__'));
  if (made instanceof W_Instance && own !== null && own !== w_None && typeOf(made).hasDict) hooks.setattr(made, '__doc__', own);
  return made;
}
constructor(T.property, (args, keywords) => {
  const arg = (i: number, name: string): W | null => orNull(argument(args, i, keywords, name));
  if (args.length > 5) throw typeError(`property expected at most 4 arguments, got ${args.length - 1}`);
  return make(args[0], arg(1, 'fget'), arg(2, 'fset'), arg(3, 'fdel'), arg(4, 'doc'));
});
const copy = (w: W, fget: W | null, fset: W | null, fdel: W | null): W => {
  const p = P(w);
  const made = hooks.call(typeOf(w), [fget ?? w_None, fset ?? w_None, fdel ?? w_None, p.doc ?? w_None]);
  payload(made, W_Property).name = p.name;
  return made;
};
// None keeps what there is.
method(T.property, 'getter', 2, 2, (w, f) => copy(w, orNull(f) ?? P(w).fget, P(w).fset, P(w).fdel));
method(T.property, 'setter', 2, 2, (w, f) => copy(w, P(w).fget, orNull(f) ?? P(w).fset, P(w).fdel));
method(T.property, 'deleter', 2, 2, (w, f) => copy(w, P(w).fget, P(w).fset, orNull(f) ?? P(w).fdel));
method(T.property, '__set_name__', 3, 3, (w, _owner, name) => {
  P(w).name = name;
  return w_None;
});
method(T.property, '__get__', 2, 3, (w, object) => {
  if (object instanceof W_None) return w;
  const { fget } = P(w);
  if (fget === null) throw propertyError(P(w), object, 'getter');
  return hooks.call(fget, [object]);
});
method(T.property, '__set__', 3, 3, (w, object, value) => {
  const { fset } = P(w);
  if (fset === null) throw propertyError(P(w), object, 'setter');
  hooks.call(fset, [object, value]);
  return w_None;
});
method(T.property, '__delete__', 2, 2, (w, object) => {
  const { fdel } = P(w);
  if (fdel === null) throw propertyError(P(w), object, 'deleter');
  hooks.call(fdel, [object]);
  return w_None;
});
getset(T.property, 'fget', (w) => P(w).fget ?? w_None);
getset(T.property, 'fset', (w) => P(w).fset ?? w_None);
getset(T.property, 'fdel', (w) => P(w).fdel ?? w_None);
getset(
  T.property,
  '__doc__',
  (w) => P(w).doc ?? (P(w).fget === null ? w_None : (hooks.findattr(P(w).fget as W, '__doc__') ?? w_None)),
  (w, v) => void (P(w).doc = v),
);
getset(
  T.property,
  '__name__',
  (w) => {
    const name = P(w).name ?? (P(w).fget === null ? null : hooks.findattr(P(w).fget as W, '__name__'));
    if (name === null) throw error('AttributeError', `'${typeOf(w).name}' object has no attribute '__name__'`);
    return name;
  },
  (w, v) => void (P(w).name = v),
);
const abstractFlag = (f: W | null): boolean => f !== null && hooks.truth(hooks.findattr(f, '__isabstractmethod__') ?? w_False);
getset(T.property, '__isabstractmethod__', (w) => newBool([P(w).fget, P(w).fset, P(w).fdel].some(abstractFlag)));

// -- staticmethod and classmethod --------------------------------------------------------------------------------------

constructor(T.staticmethod, (args) => {
  if (args.length !== 2) throw typeError(`staticmethod expected 1 argument, got ${args.length - 1}`);
  return instanceOf(args[0], T.staticmethod, new W_StaticMethod(args[1]));
});
constructor(T.classmethod, (args) => {
  if (args.length !== 2) throw typeError(`classmethod expected 1 argument, got ${args.length - 1}`);
  return instanceOf(args[0], T.classmethod, new W_ClassMethod(args[1]));
});
const S = (w: W): W => payload(w, W_StaticMethod).func;
const K = (w: W): W => payload(w, W_ClassMethod).func;
rawMethod(T.staticmethod, '__call__', (args, keywords) => hooks.call(S(args[0]), args.slice(1), keywords));
method(T.staticmethod, '__get__', 2, 3, (w) => S(w));
method(T.classmethod, '__get__', 2, 3, (w, object, owner) => new W_Method(K(w), owner ?? typeOf(object)));
for (const [type, func] of [
  [T.staticmethod, S],
  [T.classmethod, K],
] as const) {
  getset(type, '__func__', func);
  getset(type, '__wrapped__', func);
  getset(type, '__isabstractmethod__', (w) => newBool(abstractFlag(func(w))));
  for (const name of ['__name__', '__qualname__', '__doc__', '__module__', '__annotations__'])
    getset(type, name, (w) => hooks.getattr(func(w), name));
  method(type, '__repr__', 1, 1, (w) => newStr(`<${type.name}(${reprOf(func(w))})>`));
}

// -- functions, methods, members ---------------------------------------------------------------------------------------

constructor(T.function, (args, keywords) => {
  const at = (i: number, name: string): W => argument(args, i, keywords, name) ?? w_None;
  const [code, globals, closure] = [at(1, 'code'), at(2, 'globals'), at(5, 'closure')];
  if (args.length + (keywords?.size ?? 0) < 3)
    throw typeError(`function() missing required argument '${args.length < 2 ? 'code' : 'globals'}' (pos ${args.length < 2 ? 1 : 2})`);
  if (!(code instanceof W_Code)) throw typeError(`function() argument 'code' must be code, not ${typeOf(code).name}`);
  if (!(globals instanceof W_Dict)) throw typeError(`function() argument 'globals' must be dict, not ${typeOf(globals).name}`);
  const cells = closure === w_None ? [] : tupleItems(closure);
  if (cells === null) throw typeError('arg 5 (closure) must be tuple');
  if (cells.length !== code.code.freevars.length)
    throw valueError(`${code.code.name} requires closure of length ${code.code.freevars.length}, not ${cells.length}`);
  const defaults = at(4, 'argdefs');
  if (defaults !== w_None && tupleItems(defaults) === null) throw typeError('arg 4 (defaults) must be None or tuple');
  const kwdefaults = at(6, 'kwdefaults');
  const named = kwdefaults instanceof W_Dict ? new Map(dictEntries(kwdefaults).map(([k, v]) => [strText(k) ?? '', v])) : null;
  const made = new W_Function(code, globals, tupleItems(defaults) ?? [], named, cells as W_Cell[], code.code.qualname);
  const name = strText(at(3, 'name'));
  if (name !== null) made.name = name;
  made.module = dictGetStr(globals, '__name__') ?? w_None;
  return made;
});
for (const type of [T.function, T.slotWrapper, T.methodDescriptor]) {
  method(type, '__get__', 2, 3, (f, object) => (object instanceof W_None ? f : new W_Method(f, object)));
  rawMethod(type, '__call__', (args, keywords) => hooks.call(args[0], args.slice(1), keywords));
}
for (const type of [T.method, T.methodWrapper, T.builtin]) {
  rawMethod(type, '__call__', (args, keywords) => hooks.call(args[0], args.slice(1), keywords));
}
method(T.method, '__get__', 2, 3, (f) => f);
constructor(T.method, (args) => {
  if (args.length !== 3) throw typeError(`method expected 2 arguments, got ${args.length - 1}`);
  if (!(
    args[1] instanceof W_Function ||
    args[1] instanceof W_Builtin ||
    args[1] instanceof W_Type ||
    typeOf(args[1]).lookup('__call__') !== null
  ))
    throw typeError('first argument must be callable');
  if (args[2] instanceof W_None) throw typeError('instance must not be None');
  return new W_Method(args[1], args[2]);
});
for (const type of [T.member, T.getset]) {
  const owner = (w: W): W_Type => (w as W_GetSet).owner as W_Type;
  method(type, '__get__', 2, 3, (w, object) => {
    if (object instanceof W_None) return w;
    const g = w as W_GetSet;
    if (!typeOf(object).isSubtype(owner(w)))
      throw typeError(`descriptor '${g.name}' for '${owner(w).name}' objects doesn't apply to a '${typeOf(object).name}' object`);
    return g.slot || g.name === '__dict__' ? hooks.getattr(object, g.name) : g.get(object);
  });
  method(type, '__set__', 3, 3, (w, object, value) => {
    const g = w as W_GetSet;
    if (!typeOf(object).isSubtype(owner(w)))
      throw typeError(`descriptor '${g.name}' for '${owner(w).name}' objects doesn't apply to a '${typeOf(object).name}' object`);
    hooks.call(hooks.getattr(typeOf(object).mro[typeOf(object).mro.length - 1], '__setattr__'), [object, newStr(g.name), value]);
    return w_None;
  });
  method(type, '__delete__', 2, 2, (w, object) => {
    hooks.delattr(object, (w as W_GetSet).name);
    return w_None;
  });
  method(type, '__repr__', 1, 1, (w) =>
    newStr(
      `<${type === T.member ? 'member' : 'attribute'} '${(w as W_GetSet).name}' of '${(w as W_GetSet).owner === null ? '?' : owner(w).name}' objects>`,
    ),
  );
  getset(type, '__name__', (w) => newStr((w as W_GetSet).name));
  getset(type, '__qualname__', (w) => newStr(`${owner(w).name}.${(w as W_GetSet).name}`));
  getset(type, '__objclass__', (w) => owner(w));
  getset(type, '__doc__', () => w_None);
}
