/** itertools that takes items one by one from any iterable. PyPy traces through these (reference: builtins table, section "itertools"). */
import { definePythonModule } from './registry';

definePythonModule(
  'itertools',
  String.raw`
from _itertools import _new, count, repeat, product, permutations, combinations, combinations_with_replacement, tee
from _types import GenericAlias

_missing = object()


class _Iterator:
    __slots__ = ()
    __new__ = _new

    def __init_subclass__(cls):
        # A subclass that initializes itself is first made as the class of itertools would be.
        own = cls.__dict__
        if cls.__module__ == 'itertools':
            return
        if '__init__' in own and '__new__' not in own:
            def __new__(cls, *args, **keywords):
                return _new(cls, *args, **keywords)
            cls.__new__ = staticmethod(__new__)
        elif '__new__' in own and '__init__' not in own:
            def __init__(self, *args, **keywords):
                pass
            cls.__init__ = __init__

    def __iter__(self):
        return self


class chain(_Iterator):
    __slots__ = ('_sources', '_current')
    __class_getitem__ = classmethod(GenericAlias)

    def __init__(self, *iterables):
        self._sources = iter(iterables)
        self._current = None

    @classmethod
    def from_iterable(cls, iterable, /):
        self = cls()
        self._sources = iter(iterable)
        return self

    def __next__(self):
        while True:
            current = self._current
            if current is None:
                try:
                    self._current = current = iter(next(self._sources))
                except BaseException:
                    self._sources = iter(())
                    raise
            for item in current:
                return item
            self._current = None


class islice(_Iterator):
    __slots__ = ('_source', '_at', '_wanted', '_stop', '_step')

    def __init__(self, iterable, *args):
        if not 1 <= len(args) <= 3:
            raise TypeError(f'islice expected {"at least 2" if not args else "at most 4"} arguments, got {len(args) + 1}')
        start, stop, step = (0, args[0], 1) if len(args) == 1 else (args[0], args[1], args[2] if len(args) == 3 else 1)
        start = 0 if start is None else start
        step = 1 if step is None else step
        for name, value, least in (('Indices', start, 0), ('Stop argument', 0 if stop is None else stop, 0)):
            if not isinstance(value, int) or value < least:
                if len(args) == 1 or name != 'Indices':
                    raise ValueError('Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.')
                raise ValueError('Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.')
        if not isinstance(step, int) or step < 1:
            raise ValueError('Step for islice() must be a positive integer or None.')
        self._source = iter(iterable)
        self._at = 0
        self._wanted = start
        self._stop = stop
        self._step = step

    def __next__(self):
        stop = self._stop
        wanted = self._wanted
        if stop is not None and wanted >= stop:
            while self._at < stop:
                self._at += 1
                next(self._source)
            raise StopIteration
        while self._at < wanted:
            next(self._source)
            self._at += 1
        item = next(self._source)
        self._at += 1
        self._wanted = wanted + self._step
        return item


class cycle(_Iterator):
    __slots__ = ('_source', '_saved', '_at')

    def __init__(self, iterable, /):
        self._source = iter(iterable)
        self._saved = []
        self._at = 0

    def __next__(self):
        if self._source is not None:
            for item in self._source:
                self._saved.append(item)
                return item
            self._source = None
        if not self._saved:
            raise StopIteration
        item = self._saved[self._at]
        self._at = (self._at + 1) % len(self._saved)
        return item


class takewhile(_Iterator):
    __slots__ = ('_predicate', '_source', '_done')

    def __init__(self, predicate, iterable, /):
        self._predicate = predicate
        self._source = iter(iterable)
        self._done = False

    def __next__(self):
        if self._done:
            raise StopIteration
        item = next(self._source)
        if self._predicate(item):
            return item
        self._done = True
        raise StopIteration


class dropwhile(_Iterator):
    __slots__ = ('_predicate', '_source', '_started')

    def __init__(self, predicate, iterable, /):
        self._predicate = predicate
        self._source = iter(iterable)
        self._started = False

    def __next__(self):
        item = next(self._source)
        while not self._started:
            if not self._predicate(item):
                self._started = True
                break
            item = next(self._source)
        return item


class filterfalse(_Iterator):
    __slots__ = ('_predicate', '_source')

    def __init__(self, predicate, iterable, /):
        self._predicate = bool if predicate is None else predicate
        self._source = iter(iterable)

    def __next__(self):
        while True:
            item = next(self._source)
            if not self._predicate(item):
                return item


class starmap(_Iterator):
    __slots__ = ('_function', '_source')

    def __init__(self, function, iterable, /):
        self._function = function
        self._source = iter(iterable)

    def __next__(self):
        return self._function(*next(self._source))


class accumulate(_Iterator):
    __slots__ = ('_source', '_function', '_total')

    def __init__(self, iterable, func=None, *, initial=None):
        self._source = iter(iterable)
        self._function = func
        self._total = _missing
        if initial is not None:
            self._source = chain((initial,), self._source)

    def __next__(self):
        item = next(self._source)
        total = self._total
        if total is _missing:
            self._total = item
            return item
        function = self._function
        total = total + item if function is None else function(total, item)
        self._total = total
        return total


class compress(_Iterator):
    __slots__ = ('_data', '_selectors')

    def __init__(self, data, selectors):
        self._data = iter(data)
        self._selectors = iter(selectors)

    def __next__(self):
        while True:
            item = next(self._data)
            if next(self._selectors):
                return item


class zip_longest(_Iterator):
    __slots__ = ('_sources', '_fill', '_left')

    def __init__(self, *iterables, fillvalue=None):
        self._sources = [iter(it) for it in iterables]
        self._fill = fillvalue
        self._left = len(iterables)

    def __next__(self):
        if self._left == 0:
            raise StopIteration
        items = []
        sources = self._sources
        for i in range(len(sources)):
            source = sources[i]
            item = self._fill
            if source is not None:
                try:
                    item = next(source)
                except StopIteration:
                    sources[i] = None
                    self._left -= 1
                    if self._left == 0:
                        raise StopIteration from None
            items.append(item)
        return tuple(items)


class pairwise(_Iterator):
    __slots__ = ('_source', '_last')

    def __init__(self, iterable, /):
        self._source = iter(iterable)
        self._last = _missing

    def __next__(self):
        if self._last is _missing:
            self._last = next(self._source)
        first = self._last
        self._last = item = next(self._source)
        return (first, item)


class batched(_Iterator):
    __slots__ = ('_source', '_size', '_strict')

    def __init__(self, iterable, n, *, strict=False):
        if n < 1:
            raise ValueError('n must be at least one')
        self._source = iter(iterable)
        self._size = n
        self._strict = strict

    def __next__(self):
        items = []
        for item in self._source:
            items.append(item)
            if len(items) == self._size:
                return tuple(items)
        if not items:
            raise StopIteration
        if self._strict:
            raise ValueError('batched(): incomplete batch')
        return tuple(items)


class groupby(_Iterator):
    __slots__ = ('_source', '_key', '_current', '_item', '_group')

    def __init__(self, iterable, key=None):
        self._source = iter(iterable)
        self._key = key
        self._current = _missing
        self._item = _missing
        self._group = None

    def _advance(self):
        self._item = item = next(self._source)
        self._current = item if self._key is None else self._key(item)

    def __next__(self):
        old = self._group
        if old is None:
            self._advance()
        else:
            key = old._key
            old._done = True
            while self._item is _missing or self._current == key:
                self._advance()
        self._group = group = _grouper(self, self._current)
        return (self._current, group)


class _grouper(_Iterator):
    __slots__ = ('_parent', '_key', '_done')

    def __init__(self, parent, key):
        self._parent = parent
        self._key = key
        self._done = False

    def __next__(self):
        parent = self._parent
        if self._done:
            raise StopIteration
        if parent._item is _missing:
            parent._advance()
        if not parent._current == self._key:
            raise StopIteration
        item = parent._item
        parent._item = _missing
        return item
`,
);
