/**
 * _functools: partial, reduce and the wrapper of lru_cache; the rest of `functools` is CPython's own text. PyPy's are Python as well (lib_pypy/_functools.py,
 * lib-python's functools.py): calls through partial, lru_cache and reduce are traced.
 */
import { definePythonModule } from './registry';

definePythonModule(
  '_functools',
  String.raw`
_missing = object()
_running = set()


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
    __slots__ = ()

    def __new__(cls):
        return Placeholder

    def __init_subclass__(cls, *args, **keywords):
        raise TypeError(f"type '{cls.__base__.__name__}' is not an acceptable base type")

    def __repr__(self):
        return 'Placeholder'

    def __reduce__(self):
        return 'Placeholder'


Placeholder = object.__new__(_PlaceholderType)
_PlaceholderType.__module__ = 'functools'


class partial:
    def __new__(cls, func, /, *args, **keywords):
        if not callable(func):
            raise TypeError('the first argument must be callable')
        if args and args[-1] is Placeholder:
            raise TypeError('trailing Placeholders are not allowed')
        if keywords and Placeholder in keywords.values():
            raise TypeError('Placeholder cannot be passed as a keyword argument')
        if isinstance(func, partial):
            args = _filled(func, args)
            keywords = {**func.keywords, **keywords}
            func = func.func
        self = super().__new__(cls)
        self.func = func
        self.args = args
        self.keywords = keywords
        self._holes = any(arg is Placeholder for arg in args)
        return self

    def __call__(self, /, *args, **keywords):
        if self._holes:
            if len(args) < sum(arg is Placeholder for arg in self.args):
                raise TypeError(f"missing positional arguments in 'partial' call; expected at least {sum(arg is Placeholder for arg in self.args)}, got {len(args)}")
            args = _filled(self, args)
            return self.func(*args, **{**self.keywords, **keywords})
        if self.keywords:
            keywords = {**self.keywords, **keywords}
        return self.func(*self.args, *args, **keywords)

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return _method(self, instance)

    def __repr__(self):
        if id(self) in _running:
            return '...'
        _running.add(id(self))
        try:
            parts = [repr(self.func)]
            parts.extend(repr(a) for a in self.args)
            parts.extend(f'{k}={v!r}' for k, v in self.keywords.items())
        finally:
            _running.discard(id(self))
        cls = type(self)
        return f'{cls.__module__}.{cls.__qualname__}({", ".join(parts)})'

    def __reduce__(self):
        own = {k: v for k, v in self.__dict__.items() if k not in _fields}
        return type(self), (self.func,), (self.func, self.args, self.keywords or None, own or None)

    def __setstate__(self, state):
        if not isinstance(state, tuple):
            raise TypeError('invalid partial state')
        if len(state) != 4:
            raise TypeError(f'expected 4 items in state, got {len(state)}')
        func, args, keywords, namespace = state
        if not callable(func) or not isinstance(args, tuple) or keywords is not None and not isinstance(keywords, dict) or namespace is not None and not isinstance(namespace, dict):
            raise TypeError('invalid partial state')
        if args and args[-1] is Placeholder:
            raise TypeError('trailing Placeholders are not allowed')
        self.__dict__.clear()
        self.__dict__.update(namespace or {})
        self.func = func
        self.args = tuple(args)
        self.keywords = dict(keywords or {})
        self._holes = any(arg is Placeholder for arg in args)

    def __class_getitem__(cls, item):
        import types
        return types.GenericAlias(cls, item)


_fields = ('func', 'args', 'keywords', '_holes')
partial.__module__ = 'functools'


def _method(function, instance):
    from _types import MethodType
    return MethodType(function, instance)


def _filled(self, given):
    # The arguments with their holes filled from the left.
    out, i = [], 0
    for arg in self.args:
        if arg is Placeholder and i < len(given):
            arg = given[i]
            i += 1
        out.append(arg)
    return (*out, *given[i:])


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


def _lru_cache_wrapper(function, maxsize, typed, _CacheInfo):
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
        return _CacheInfo(hits, misses, maxsize, len(found))

    def cache_clear():
        nonlocal hits, misses
        found.clear()
        hits = misses = 0

    wrapper.cache_info = cache_info
    wrapper.cache_clear = cache_clear
    return wrapper
`,
);
