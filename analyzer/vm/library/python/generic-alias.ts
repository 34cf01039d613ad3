/**
 * Substitution of type parameters in `list[T]` and `T | None`, for types/alias.ts. PyPy's GenericAlias is Python as well
 * (pypy/objspace/std/_types.py, lib_pypy). Source of the rules: CPython's Objects/genericaliasobject.c.
 */
import { definePythonModule } from './registry';

definePythonModule(
  '_generic_alias',
  String.raw`
def parameters(args):
    found = []
    for arg in args:
        if isinstance(arg, type):
            continue
        if isinstance(arg, (tuple, list)):
            found.extend(p for p in parameters(tuple(arg)) if p not in found)
        elif hasattr(type(arg), '__typing_subst__'):
            if arg not in found:
                found.append(arg)
        else:
            inner = getattr(arg, '__parameters__', ())
            if isinstance(inner, tuple):
                found.extend(p for p in inner if p not in found)
    return tuple(found)


def _unpacked(items):
    out = []
    for item in items:
        inner = None if isinstance(item, type) else getattr(item, '__typing_unpacked_tuple_args__', None)
        if inner is not None and not (inner and inner[-1] is ...):
            out.extend(inner)
        else:
            out.append(item)
    return tuple(out)


def substitute(alias, args, params, item):
    # The arguments of alias[item].
    if not params:
        raise TypeError(f'{alias!r} is not a generic class')
    item = _unpacked(item if isinstance(item, tuple) else (item,))
    for param in params:
        prepare = getattr(param, '__typing_prepare_subst__', None)
        if prepare is not None:
            item = prepare(alias, item)
    if len(item) != len(params):
        raise TypeError(f'Too {"many" if len(item) > len(params) else "few"} arguments for {alias!r}; actual {len(item)}, expected {len(params)}')
    return _substituted(args, params, item, alias)


def _substituted(args, params, item, alias):
    new = []
    for arg in args:
        if isinstance(arg, type):
            new.append(arg)
        elif isinstance(arg, tuple):
            new.append(_substituted(arg, params, item, alias))
        elif isinstance(arg, list):
            new.append(list(_substituted(tuple(arg), params, item, alias)))
        elif hasattr(type(arg), '__typing_subst__'):
            new.append(arg.__typing_subst__(item[params.index(arg)]))
        else:
            inner = getattr(arg, '__parameters__', ())
            if not isinstance(inner, tuple) or not inner:
                new.append(arg)
                continue
            given = []
            for p in inner:
                value = item[params.index(p)]
                if isinstance(value, tuple) and type(p).__name__ == 'TypeVarTuple':
                    given.extend(value)
                else:
                    given.append(value)
            new.append(arg[tuple(given)])
        if getattr(arg, '__typing_is_unpacked_typevartuple__', False) and not isinstance(arg, type):
            last = new.pop()
            new.extend(last if isinstance(last, tuple) else (last,))
    return tuple(new)


class _Unpacking:
    def __init__(self, alias):
        self._alias = alias

    def __iter__(self):
        return self

    def __next__(self):
        if self._alias is None:
            raise StopIteration
        from _types import GenericAlias
        alias, self._alias = self._alias, None
        return GenericAlias._starred(alias)

    def __reduce__(self):
        return iter, (self._alias if self._alias is not None else (),)


def unpack(alias):
    return _Unpacking(alias)


def union_item(union, args, params, item):
    from functools import reduce
    from operator import or_
    return reduce(or_, substitute(union, args, params, item))


def union_of(items):
    if not isinstance(items, tuple):
        items = (items,)
    if not items:
        raise TypeError('Cannot take a Union of no types.')
    import typing
    # A str in a Union is a reference to what will be defined.
    return tuple(typing._type_check(item, 'Union[arg, ...]: each arg must be a type.') for item in items)
`,
);
