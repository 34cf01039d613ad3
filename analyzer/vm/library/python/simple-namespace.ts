/** types.SimpleNamespace. PyPy has it in Python too (pypy/module/sys/app.py). */
import { definePythonModule } from './registry';

definePythonModule(
  '_simplenamespace',
  String.raw`
class SimpleNamespace:
    def __init__(self, mapping_or_iterable=(), /, **keywords):
        namespace = dict(mapping_or_iterable)
        for key in namespace:
            if not isinstance(key, str):
                raise TypeError('keywords must be strings')
        self.__dict__.update(namespace)
        self.__dict__.update(keywords)

    def __repr__(self):
        name = 'namespace' if type(self) is SimpleNamespace else type(self).__name__
        if id(self) in _running:
            return f'{name}(...)'
        _running.add(id(self))
        try:
            return f'{name}({", ".join(f"{k}={v!r}" for k, v in self.__dict__.items())})'
        finally:
            _running.discard(id(self))

    def __eq__(self, other):
        if isinstance(self, SimpleNamespace) and isinstance(other, SimpleNamespace):
            return self.__dict__ == other.__dict__
        return NotImplemented

    __hash__ = None

    def __lt__(self, other):
        return self.__dict__ < other.__dict__ if isinstance(other, SimpleNamespace) else NotImplemented

    def __reduce__(self):
        return type(self), (), self.__dict__

    def __replace__(self, /, **changes):
        made = type(self)()
        made.__dict__.update(self.__dict__)
        made.__dict__.update(changes)
        return made


_running = set()
SimpleNamespace.__module__ = 'types'
`,
);
