/** `list[int]` and `int | None`: values that annotations are made of. Source: CPython's genericaliasobject.c and unionobject.c (behaviour). */
import { attributeError, GuestError, typeError } from '../../runtime/errors';
import { hooks } from '../../runtime/hooks';
import { K } from '../../runtime/kinds';
import { T, typeOf, W_Type } from '../../runtime/types';
import {
  layout,
  newBool,
  newStr,
  newTuple,
  strText,
  tupleItems,
  w_None,
  w_NotImplemented,
  W_Ellipsis,
  W_Native,
  W_None,
  type W,
} from '../../runtime/values';
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
    /** `*tuple[int, str]` */
    readonly starred = false,
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

const GENERIC = new Set<W>([
  T.list,
  T.dict,
  T.tuple,
  T.set,
  T.frozenset,
  T.enumerate,
  T.zip,
  T.map,
  T.filter,
  T.reversed,
  T.slice,
  T.memoryview,
  T.generator,
  T.coroutine,
  T.asyncGenerator,
]);

/** cls[item] for a class without `__class_getitem__`. */
export function genericAlias(cls: W, index: W): W {
  const type = cls as W_Type;
  if (!GENERIC.has(cls) && !(type.isHeap && type.mro.some((t) => GENERIC.has(t))) && type !== typeOf(type))
    throw typeError(`type '${type.name}' is not subscriptable`);
  return new W_Alias(cls, tupleItems(index) ?? [index]);
}

/** a | b of types; NotImplemented for anything else. */
export function unionOf(a: W, b: W): W {
  if (!isTypeLike(a) || !isTypeLike(b)) return w_NotImplemented;
  const out: W[] = [];
  for (const w of [a, b].flatMap((x) => (x instanceof W_Union ? x.args : [x instanceof W_None ? T.none : x])))
    if (!out.some((o) => equal(o, w))) out.push(w);
  return out.length === 1 ? out[0] : new W_Union(out);
}
const isTypeLike = (w: W): boolean =>
  w instanceof W_Type || w instanceof W_Alias || w instanceof W_Union || w instanceof W_None || typeOf(w).name === 'TypeAliasType';

function shown(w: W): string {
  if (w instanceof W_Type)
    return w === T.none ? 'None' : w.module === null || w.module === 'builtins' ? w.qualname : `${w.module}.${w.qualname}`;
  return w instanceof W_Ellipsis ? '...' : reprOf(w);
}

constructor(aliasType, (args) => {
  if (args.length !== 3) throw typeError(`GenericAlias expected 2 arguments, got ${args.length - 1}`);
  return new W_Alias(args[1], tupleItems(args[2]) ?? [args[2]]);
});
rawMethod(aliasType, '__init__', () => w_None);
// What it does not answer itself, the class it was made from does.
const NOT_FORWARDED = new Set([
  '__copy__',
  '__deepcopy__',
  '__class_getitem__',
  '__mro_entries__',
  '__bases__',
  '__file__',
  '__typing_subst__',
  '__typing_prepare_subst__',
  '__iter__',
]);
rawMethod(aliasType, '__getattr__', (args) => {
  const name = strText(args[1]) ?? '';
  if (NOT_FORWARDED.has(name)) throw attributeError(args[0], name, `'types.GenericAlias' object has no attribute '${name}'`);
  return hooks.getattr((args[0] as W_Alias).origin, name);
});
getset(aliasType, '__class__', (w) => hooks.getattr((w as W_Alias).origin, '__class__'));
const python = (name: string, ...args: W[]): W =>
  hooks.call(hooks.getattr(hooks.importModule('_generic_alias', newTuple([name]), 0, w_None), name), args);
const argsOf = (w: W): W => newTuple([...(w as W_Alias | W_Union).args]);
const parametersOf = (w: W): W => python('parameters', argsOf(w));
method(aliasType, '__getitem__', 2, 2, (w, item) => {
  const a = w as W_Alias;
  const args = tupleItems(python('substitute', w, argsOf(w), parametersOf(w), item)) as W[];
  return new W_Alias(a.origin, args, a.starred);
});
method(aliasType, '__iter__', 1, 1, (w) => python('unpack', w));
rawMethod(aliasType, '_starred', (args) => new W_Alias((args[0] as W_Alias).origin, (args[0] as W_Alias).args, true));
getset(aliasType, '__unpacked__', (w) => newBool((w as W_Alias).starred));
getset(aliasType, '__typing_unpacked_tuple_args__', (w) =>
  (w as W_Alias).starred && (w as W_Alias).origin === T.tuple ? argsOf(w) : w_None,
);
method(aliasType, '__reduce__', 1, 1, (w) => {
  const plain = newTuple([aliasType, newTuple([(w as W_Alias).origin, argsOf(w)])]);
  return (w as W_Alias).starred
    ? newTuple([builtin('next'), newTuple([hooks.iter(new W_Alias((w as W_Alias).origin, (w as W_Alias).args))])])
    : plain;
});
method(aliasType, '__dir__', 1, 1, (w) => hooks.call(builtin('dir'), [(w as W_Alias).origin]));
for (const name of ['__instancecheck__', '__subclasscheck__']) {
  method(aliasType, name, 2, 2, () => {
    throw typeError(
      `${name === '__instancecheck__' ? 'isinstance() argument 2' : 'issubclass() argument 2'} cannot be a parameterized generic`,
    );
  });
}
method(aliasType, '__repr__', 1, 1, (w) =>
  newStr(
    `${(w as W_Alias).starred ? '*' : ''}${shown((w as W_Alias).origin)}[${(w as W_Alias).args.length === 0 ? '()' : (w as W_Alias).args.map(shown).join(', ')}]`,
  ),
);
rawMethod(aliasType, '__call__', (args, keywords) => {
  const made = hooks.call((args[0] as W_Alias).origin, args.slice(1), keywords);
  try {
    hooks.setattr(made, '__orig_class__', args[0]);
  } catch (e) {
    if (!(e instanceof GuestError)) throw e;
  }
  return made;
});
method(aliasType, '__eq__', 2, 2, (a, b) =>
  b instanceof W_Alias
    ? newBool(
        (a as W_Alias).starred === b.starred &&
          equal((a as W_Alias).origin, b.origin) &&
          equal(newTuple([...(a as W_Alias).args]), newTuple([...b.args])),
      )
    : w_NotImplemented,
);
method(aliasType, '__hash__', 1, 1, (w) => hashOf(newTuple([(w as W_Alias).origin, ...(w as W_Alias).args])));
method(aliasType, '__mro_entries__', 2, 2, (w) => newTuple([(w as W_Alias).origin]));
getset(aliasType, '__origin__', (w) => (w as W_Alias).origin);
getset(aliasType, '__args__', (w) => newTuple([...(w as W_Alias).args]));
getset(aliasType, '__parameters__', parametersOf);
method(unionType, '__repr__', 1, 1, (w) => newStr((w as W_Union).args.map(shown).join(' | ')));
method(unionType, '__eq__', 2, 2, (a, b) =>
  b instanceof W_Union
    ? newBool(b.args.length === (a as W_Union).args.length && b.args.every((x) => (a as W_Union).args.some((y) => equal(x, y))))
    : w_NotImplemented,
);
method(unionType, '__hash__', 1, 1, (w) =>
  (w as W_Union).args.reduce((h: number, x) => (h ^ Number(BigInt.asIntN(32, BigInt(hashOf(x))))) | 0, 1),
);
method(unionType, '__instancecheck__', 2, 2, (u, w) => hooks.call(builtin('isinstance'), [w, newTuple([...(u as W_Union).args])]));
method(unionType, '__subclasscheck__', 2, 2, (u, w) => hooks.call(builtin('issubclass'), [w, newTuple([...(u as W_Union).args])]));
rawMethod(unionType, '__class_getitem__', (args) => {
  const items = tupleItems(python('union_of', args[args.length - 1])) as W[];
  const out: W[] = [];
  for (const w of items.flatMap((x) => (x instanceof W_Union ? x.args : [x]))) if (!out.some((o) => equal(o, w))) out.push(w);
  return out.length === 1 ? out[0] : new W_Union(out);
});
method(unionType, '__getitem__', 2, 2, (w, item) => python('union_item', w, argsOf(w), parametersOf(w), item));
getset(unionType, '__parameters__', parametersOf);
getset(unionType, '__origin__', () => unionType);
getset(unionType, '__name__', (w) =>
  w instanceof W_Type ? 'Union' : (w as W_Union).args.length === 2 && (w as W_Union).args.includes(T.none) ? 'Optional' : 'Union',
);
getset(unionType, '__qualname__', (w) => hooks.getattr(w, '__name__'));
getset(unionType, '__module__', () => 'typing');
method(unionType, '__reduce__', 1, 1, (w) =>
  newTuple([
    hooks.getattr(hooks.importModule('functools', newTuple(['reduce']), 0, w_None), 'reduce'),
    newTuple([hooks.getattr(hooks.importModule('operator', newTuple(['or_']), 0, w_None), 'or_'), argsOf(w)]),
  ]),
);
method(unionType, '__mro_entries__', 2, 2, (w) => {
  throw typeError(`Cannot subclass ${reprOf(w)}`);
});
getset(unionType, '__args__', (w) => newTuple([...(w as W_Union).args]));
for (const t of [aliasType, unionType]) {
  method(t, '__or__', 2, 2, unionOf);
  method(t, '__ror__', 2, 2, (a, b) => unionOf(b, a));
}
const builtin = (name: string): W => hooks.getattr(hooks.importModule('builtins', newTuple([]), 0, newTuple([])), name);
