/** `list[int]` and `int | None`: values that annotations are made of. Source: CPython's genericaliasobject.c and unionobject.c (behaviour). */
import { typeError } from '../../runtime/errors';
import { hooks } from '../../runtime/hooks';
import { K } from '../../runtime/kinds';
import { T, typeOf, W_Type } from '../../runtime/types';
import { layout, newBool, newStr, newTuple, tupleItems, w_None, w_NotImplemented, W_Ellipsis, W_Native, W_None, type W } from '../../runtime/values';
import { constructor, getset, method, rawMethod } from '../define';
import { equal, hashOf } from '../protocols/comparison';
import { moduleType } from '../native';
import { reprOf } from '../text/text';

export const aliasType = moduleType('types', 'GenericAlias');
export const unionType = moduleType('typing', 'Union');

export class W_Alias extends W_Native {
  constructor(
    readonly origin: W,
    readonly args: readonly W[],
  ) {
    super(aliasType);
  }
}
export class W_Union extends W_Native {
  constructor(readonly args: readonly W[]) {
    super(unionType);
  }
}
layout(W_Alias, K.NATIVE);
layout(W_Union, K.NATIVE);

const GENERIC = new Set<W>([T.list, T.dict, T.tuple, T.set, T.frozenset, T.enumerate, T.zip, T.map, T.filter, T.reversed, T.slice, T.memoryview, T.generator, T.coroutine]);

/** cls[item] for a class without `__class_getitem__`. */
export function genericAlias(cls: W, index: W): W {
  const type = cls as W_Type;
  if (!GENERIC.has(cls) && !(type.isHeap && type.mro.some((t) => GENERIC.has(t))) && type !== typeOf(type)) throw typeError(`type '${type.name}' is not subscriptable`);
  return new W_Alias(cls, tupleItems(index) ?? [index]);
}

/** a | b of types; NotImplemented for anything else. */
export function unionOf(a: W, b: W): W {
  if (!isTypeLike(a) || !isTypeLike(b)) return w_NotImplemented;
  const out: W[] = [];
  for (const w of [a, b].flatMap((x) => (x instanceof W_Union ? x.args : [x instanceof W_None ? T.none : x]))) if (!out.some((o) => equal(o, w))) out.push(w);
  return out.length === 1 ? out[0] : new W_Union(out);
}
const isTypeLike = (w: W): boolean => w instanceof W_Type || w instanceof W_Alias || w instanceof W_Union || w instanceof W_None;

function shown(w: W): string {
  if (w instanceof W_Type) return w === T.none ? 'None' : w.module === null || w.module === 'builtins' ? w.qualname : `${w.module}.${w.qualname}`;
  return w instanceof W_Ellipsis ? '...' : reprOf(w);
}

constructor(aliasType, (args) => {
  if (args.length !== 3) throw typeError(`GenericAlias expected 2 arguments, got ${args.length - 1}`);
  return new W_Alias(args[1], tupleItems(args[2]) ?? [args[2]]);
});
rawMethod(aliasType, '__init__', () => w_None);
// What it does not answer itself, the class it was made from does.
rawMethod(aliasType, '__getattr__', (args) => hooks.getattr((args[0] as W_Alias).origin, typeof args[1] === 'string' ? args[1] : ''));
method(aliasType, '__repr__', 1, 1, (w) => newStr(`${shown((w as W_Alias).origin)}[${(w as W_Alias).args.length === 0 ? '()' : (w as W_Alias).args.map(shown).join(', ')}]`));
rawMethod(aliasType, '__call__', (args, keywords) => hooks.call((args[0] as W_Alias).origin, args.slice(1), keywords));
method(aliasType, '__eq__', 2, 2, (a, b) => (b instanceof W_Alias ? newBool(equal((a as W_Alias).origin, b.origin) && equal(newTuple([...(a as W_Alias).args]), newTuple([...b.args]))) : w_NotImplemented));
method(aliasType, '__hash__', 1, 1, (w) => hashOf(newTuple([(w as W_Alias).origin, ...(w as W_Alias).args])));
method(aliasType, '__mro_entries__', 2, 2, (w) => newTuple([(w as W_Alias).origin]));
getset(aliasType, '__origin__', (w) => (w as W_Alias).origin);
getset(aliasType, '__args__', (w) => newTuple([...(w as W_Alias).args]));
getset(aliasType, '__parameters__', () => newTuple([]));
method(unionType, '__repr__', 1, 1, (w) => newStr((w as W_Union).args.map(shown).join(' | ')));
method(unionType, '__eq__', 2, 2, (a, b) => (b instanceof W_Union ? newBool(b.args.length === (a as W_Union).args.length && b.args.every((x) => (a as W_Union).args.some((y) => equal(x, y)))) : w_NotImplemented));
method(unionType, '__hash__', 1, 1, (w) => (w as W_Union).args.reduce((h: number, x) => (h ^ Number(BigInt.asIntN(32, BigInt(hashOf(x))))) | 0, 1));
method(unionType, '__instancecheck__', 2, 2, (u, w) => hooks.call(builtin('isinstance'), [w, newTuple([...(u as W_Union).args])]));
method(unionType, '__subclasscheck__', 2, 2, (u, w) => hooks.call(builtin('issubclass'), [w, newTuple([...(u as W_Union).args])]));
getset(unionType, '__args__', (w) => newTuple([...(w as W_Union).args]));
for (const t of [aliasType, unionType]) {
  method(t, '__or__', 2, 2, unionOf);
  method(t, '__ror__', 2, 2, (a, b) => unionOf(b, a));
}
const builtin = (name: string): W => hooks.getattr(hooks.importModule('builtins', newTuple([]), 0, newTuple([])), name);
