/** functools. PyPy's is Python as well: calls through partial, lru_cache and reduce are traced. */
import { definePythonModule } from './registry';

definePythonModule(
  'functools',
  String.raw`
WRAPPER_ASSIGNMENTS = ('__module__', '__name__', '__qualname__', '__doc__', '__annotate__', '__type_params__')
WRAPPER_UPDATES = ('__dict__',)
_missing = object()


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    for name in assigned:
        value = getattr(wrapped, name, _missing)
        if value is not _missing:
            try:
                setattr(wrapper, name, value)
            except (AttributeError, TypeError):
                pass
    for name in updated:
        getattr(wrapper, name).update(getattr(wrapped, name, {}))
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    def decorate(wrapper):
        return update_wrapper(wrapper, wrapped, assigned, updated)
    return decorate


def reduce(function, iterable, /, initial=_missing):
    it = iter(iterable)
    if initial is _missing:
        for value in it:
            break
        else:
            raise TypeError('reduce() of empty iterable with no initial value')
    else:
        value = initial
    for item in it:
        value = function(value, item)
    return value


class _PlaceholderType:
    def __repr__(self):
        return 'Placeholder'


Placeholder = _PlaceholderType()


class partial:
    def __init__(self, func, /, *args, **keywords):
        if not callable(func):
            raise TypeError('the first argument must be callable')
        if isinstance(func, partial):
            args = func.args + args
            keywords = {**func.keywords, **keywords}
            func = func.func
        self.func = func
        self.args = args
        self.keywords = keywords

    def __call__(self, /, *args, **keywords):
        if self.keywords:
            keywords = {**self.keywords, **keywords}
        return self.func(*self.args, *args, **keywords)

    def __get__(self, instance, owner=None):
        return self

    def __repr__(self):
        parts = [repr(self.func)]
        parts.extend(repr(a) for a in self.args)
        parts.extend(f'{k}={v!r}' for k, v in self.keywords.items())
        return f'functools.partial({", ".join(parts)})'


class partialmethod:
    def __init__(self, func, /, *args, **keywords):
        self.func = func
        self.args = args
        self.keywords = keywords

    def __get__(self, instance, owner=None):
        get = getattr(type(self.func), '__get__', None)
        bound = self.func if get is None else self.func.__get__(instance, owner)
        return partial(bound, *self.args, **self.keywords)


class cached_property:
    def __init__(self, func):
        self.func = func
        self.attrname = None
        self.__doc__ = func.__doc__
        self.__module__ = func.__module__

    def __set_name__(self, owner, name):
        if self.attrname is None:
            self.attrname = name
        elif name != self.attrname:
            raise TypeError(f'Cannot assign the same cached_property to two different names ({self.attrname!r} and {name!r}).')

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if self.attrname is None:
            raise TypeError('Cannot use cached_property instance without calling __set_name__ on it.')
        value = self.func(instance)
        object.__setattr__(instance, self.attrname, value)
        return value


def _info_type():
    from collections import namedtuple
    return namedtuple('CacheInfo', ['hits', 'misses', 'maxsize', 'currsize'])


_CacheInfo = None


class _Key(list):
    __slots__ = ('_hash',)

    def __init__(self, items):
        self[:] = items
        self._hash = hash(items)

    def __hash__(self):
        return self._hash


def _make_key(args, keywords, typed):
    key = args
    if keywords:
        key += (_missing,)
        for item in keywords.items():
            key += item
    if typed:
        key += tuple(type(v) for v in args)
        if keywords:
            key += tuple(type(v) for v in keywords.values())
    elif len(key) == 1 and type(key[0]) in (int, str):
        return key[0]
    return key


def lru_cache(maxsize=128, typed=False):
    if callable(maxsize) and isinstance(typed, bool):
        return _cache_of(maxsize, 128, typed)
    if maxsize is not None:
        if not isinstance(maxsize, int):
            raise TypeError('Expected first argument to be an integer, a callable, or None')
        maxsize = max(maxsize, 0)

    def decorate(function):
        return _cache_of(function, maxsize, typed)
    return decorate


def _cache_of(function, maxsize, typed):
    found = {}
    hits = misses = 0

    if maxsize is None:
        def wrapper(*args, **keywords):
            nonlocal hits, misses
            key = _make_key(args, keywords, typed)
            result = found.get(key, _missing)
            if result is not _missing:
                hits += 1
                return result
            misses += 1
            result = function(*args, **keywords)
            found[key] = result
            return result
    elif maxsize == 0:
        def wrapper(*args, **keywords):
            nonlocal misses
            misses += 1
            return function(*args, **keywords)
    else:
        def wrapper(*args, **keywords):
            nonlocal hits, misses
            key = _make_key(args, keywords, typed)
            result = found.pop(key, _missing)
            if result is not _missing:
                # Taken out and put back: insertion order is the order of use.
                found[key] = result
                hits += 1
                return result
            misses += 1
            result = function(*args, **keywords)
            if key not in found and len(found) >= maxsize:
                del found[next(iter(found))]
            found[key] = result
            return result

    def cache_info():
        global _CacheInfo
        if _CacheInfo is None:
            _CacheInfo = _info_type()
        return _CacheInfo(hits, misses, maxsize, len(found))

    def cache_clear():
        nonlocal hits, misses
        found.clear()
        hits = misses = 0

    wrapper.cache_info = cache_info
    wrapper.cache_clear = cache_clear
    wrapper.cache_parameters = lambda: {'maxsize': maxsize, 'typed': typed}
    return update_wrapper(wrapper, function)


def cache(user_function, /):
    return lru_cache(maxsize=None)(user_function)


def cmp_to_key(mycmp):
    class K:
        __slots__ = ('obj',)

        def __init__(self, obj):
            self.obj = obj

        def __lt__(self, other):
            return mycmp(self.obj, other.obj) < 0

        def __gt__(self, other):
            return mycmp(self.obj, other.obj) > 0

        def __eq__(self, other):
            return mycmp(self.obj, other.obj) == 0

        def __le__(self, other):
            return mycmp(self.obj, other.obj) <= 0

        def __ge__(self, other):
            return mycmp(self.obj, other.obj) >= 0

        __hash__ = None
    return K


def _negated(name):
    def method(self, other):
        result = getattr(type(self), name)(self, other)
        return result if result is NotImplemented else not result
    return method


def _or_equal(name):
    def method(self, other):
        result = getattr(type(self), name)(self, other)
        if result is NotImplemented:
            return result
        return result or self == other
    return method


def _negated_and_unequal(name):
    def method(self, other):
        result = getattr(type(self), name)(self, other)
        if result is NotImplemented:
            return result
        return not result and self != other
    return method


def _and_unequal(name):
    def method(self, other):
        result = getattr(type(self), name)(self, other)
        if result is NotImplemented:
            return result
        return result and self != other
    return method


def _negated_or_equal(name):
    def method(self, other):
        result = getattr(type(self), name)(self, other)
        if result is NotImplemented:
            return result
        return not result or self == other
    return method


_orderings = {
    '__lt__': (('__gt__', _negated_and_unequal), ('__le__', _or_equal), ('__ge__', _negated)),
    '__le__': (('__ge__', _negated_or_equal), ('__lt__', _and_unequal), ('__gt__', _negated)),
    '__gt__': (('__lt__', _negated_and_unequal), ('__ge__', _or_equal), ('__le__', _negated)),
    '__ge__': (('__le__', _negated_or_equal), ('__gt__', _and_unequal), ('__lt__', _negated)),
}


def total_ordering(cls):
    roots = [name for name in _orderings if getattr(cls, name, None) is not getattr(object, name, None)]
    if not roots:
        raise ValueError('must define at least one ordering operation: < > <= >=')
    root = max(roots)
    for name, make in _orderings[root]:
        if name not in roots:
            method = make(root)
            method.__name__ = name
            setattr(cls, name, method)
    return cls


def singledispatch(func):
    registry = {object: func}
    found = {}

    def dispatch(cls):
        impl = found.get(cls)
        if impl is None:
            impl = func
            for base in cls.__mro__:
                if base in registry:
                    impl = registry[base]
                    break
            else:
                base = object
            if base is object:
                for known in registry:
                    if known is not object and issubclass(cls, known):
                        impl = registry[known]
            found[cls] = impl
        return impl

    def register(cls, func=None):
        if func is None:
            if isinstance(cls, type):
                return lambda f: register(cls, f)
            func = cls
            annotations = func.__annotations__
            cls = next(iter(annotations.values()))
        types = getattr(cls, '__args__', None) if not isinstance(cls, type) else None
        for one in types or (cls,):
            registry[one] = func
        found.clear()
        return func

    def wrapper(*args, **keywords):
        if not args:
            raise TypeError(f'{func.__name__} requires at least 1 positional argument')
        return dispatch(args[0].__class__)(*args, **keywords)

    wrapper.register = register
    wrapper.dispatch = dispatch
    wrapper.registry = registry
    return update_wrapper(wrapper, func)


class singledispatchmethod:
    def __init__(self, func):
        self.dispatcher = singledispatch(func)
        self.func = func

    def register(self, cls, method=None):
        return self.dispatcher.register(cls, method)

    def __get__(self, obj, cls=None):
        def method(*args, **keywords):
            found = self.dispatcher.dispatch(args[0].__class__)
            return found.__get__(obj, cls)(*args, **keywords)
        return method
`,
);
