/** copy: by type, then by the copy protocol of the class. */
import { definePythonModule } from './registry';

definePythonModule(
  'copy',
  String.raw`
class Error(Exception):
    pass


error = Error
_atomic = frozenset([type(None), int, float, bool, complex, str, bytes, tuple, type, range, slice, type(Ellipsis), type(NotImplemented), type(len), type(lambda: 0), frozenset, property])


def copy(x):
    cls = type(x)
    if cls in _atomic or isinstance(x, type):
        return x
    if cls in (list, dict, set, bytearray):
        return x.copy()
    own = getattr(cls, '__copy__', None)
    if own is not None:
        return own(x)
    return _rebuild(x, None)


def _reduced(x):
    cls = type(x)
    for base in cls.__mro__[:-1]:
        if '__reduce_ex__' in base.__dict__:
            return x.__reduce_ex__(4)
        if '__reduce__' in base.__dict__ and base.__module__ != 'builtins':
            return x.__reduce__()
    return None


def _rebuild(x, memo):
    deep = (lambda v: v) if memo is None else (lambda v: deepcopy(v, memo))
    cls = type(x)
    reduced = _reduced(x)
    if isinstance(reduced, str):
        return x
    if reduced is not None:
        func, args, state, items, pairs = (tuple(reduced) + (None, None, None))[:5]
        y = func(*[deep(a) for a in args])
        if memo is not None:
            memo[id(x)] = y
        if state is not None:
            if hasattr(y, '__setstate__'):
                y.__setstate__(deep(state))
            else:
                y.__dict__.update(deep(state)) if hasattr(y, '__dict__') else None
        for item in items or ():
            y.append(deep(item))
        for key, value in pairs or ():
            y[deep(key)] = deep(value)
        return y
    state = x.__getstate__() if '__getstate__' in cls.__dict__ else None
    new_args = ()
    if hasattr(cls, '__getnewargs__'):
        new_args = tuple(deep(a) for a in x.__getnewargs__())
    elif isinstance(x, BaseException):
        new_args = tuple(deep(a) for a in x.args)
    elif isinstance(x, (int, float, complex, str, bytes, frozenset)):
        new_args = (x,)
    y = cls.__new__(cls, *new_args)
    if memo is not None:
        memo[id(x)] = y
    if isinstance(x, list):
        for item in list.__iter__(x):
            list.append(y, deep(item))
    elif isinstance(x, dict):
        for key, value in dict.items(x):
            dict.__setitem__(y, deep(key), deep(value))
    elif isinstance(x, set):
        for item in set.__iter__(x):
            set.add(y, deep(item))
    if state is None:
        state = getattr(x, '__dict__', None)
    if state is not None:
        if hasattr(y, '__setstate__'):
            y.__setstate__(deep(state))
        else:
            for key, value in state.items():
                object.__setattr__(y, key, deep(value))
    for base in cls.__mro__:
        names = base.__dict__.get('__slots__', ())
        for name in (names,) if isinstance(names, str) else names:
            if name not in ('__dict__', '__weakref__') and hasattr(x, name):
                object.__setattr__(y, name, deep(getattr(x, name)))
    return y


def deepcopy(x, memo=None):
    cls = type(x)
    if (cls in _atomic and cls is not tuple and cls is not frozenset) or isinstance(x, type):
        return x
    if memo is None:
        memo = {}
    key = id(x)
    if key in memo:
        return memo[key]
    if cls is list:
        y = []
        memo[key] = y
        for item in x:
            y.append(deepcopy(item, memo))
    elif cls is dict:
        y = {}
        memo[key] = y
        for k, v in x.items():
            y[deepcopy(k, memo)] = deepcopy(v, memo)
    elif cls is tuple:
        items = [deepcopy(item, memo) for item in x]
        if key in memo:
            return memo[key]
        y = x
        for a, b in zip(x, items):
            if a is not b:
                y = tuple(items)
                break
    elif cls is set or cls is frozenset:
        y = cls([deepcopy(item, memo) for item in x])
    elif cls is bytearray:
        y = x.copy()
    else:
        own = getattr(cls, '__deepcopy__', None)
        y = _rebuild(x, memo) if own is None else own(x, memo)
    if y is not x:
        memo[key] = y
        memo.setdefault(id(memo), []).append(x)
    return y


def replace(obj, /, **changes):
    return type(obj).__replace__(obj, **changes)
`,
);
