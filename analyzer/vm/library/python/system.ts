/** os, os.path, threading, typing and the small modules a program imports without leaning on them. */
import { definePythonModule } from './registry';

definePythonModule(
  'posixpath',
  String.raw`
import posix as _posix

sep = '/'
curdir = '.'
pardir = '..'
extsep = '.'
pathsep = ':'
altsep = None
defpath = '/bin:/usr/bin'
devnull = '/dev/null'


def _fspath(p):
    return p.__fspath__() if hasattr(p, '__fspath__') else p


def join(a, /, *p):
    path = _fspath(a)
    for b in map(_fspath, p):
        if b.startswith('/'):
            path = b
        elif not path or path.endswith('/'):
            path += b
        else:
            path += '/' + b
    return path


def split(p):
    p = _fspath(p)
    i = p.rfind('/') + 1
    head, tail = p[:i], p[i:]
    if head and head != '/' * len(head):
        head = head.rstrip('/')
    return head, tail


def basename(p):
    p = _fspath(p)
    return p[p.rfind('/') + 1:]


def dirname(p):
    return split(p)[0]


def splitext(p):
    p = _fspath(p)
    start = p.rfind('/') + 1
    dot = p.rfind('.')
    i = start
    while i < dot:
        if p[i] != '.':
            return p[:dot], p[dot:]
        i += 1
    return p, ''


def isabs(s):
    return _fspath(s).startswith('/')


def normcase(s):
    return _fspath(s)


def normpath(path):
    path = _fspath(path)
    if not path:
        return '.'
    start = 0
    if path.startswith('/'):
        start = 2 if path.startswith('//') and not path.startswith('///') else 1
    parts = []
    for part in path.split('/'):
        if part in ('', '.'):
            continue
        if part != '..' or (not start and not parts) or (parts and parts[-1] == '..'):
            parts.append(part)
        elif parts:
            parts.pop()
    return ('/' * start + '/'.join(parts)) or '.'


def abspath(path):
    path = _fspath(path)
    return normpath(path if path.startswith('/') else join(_posix.getcwd(), path))


realpath = abspath


def exists(path):
    return _posix.kind(path) is not None


lexists = exists


def isfile(path):
    return _posix.kind(path) == 'file'


def isdir(path):
    return _posix.kind(path) == 'directory'


def islink(path):
    return False


def getsize(path):
    return _posix.stat(path).st_size


def getmtime(path):
    return 0.0


def expanduser(path):
    return '/' + path[1:].lstrip('/') if path.startswith('~') else path


def expandvars(path):
    return path


def commonprefix(m):
    if not m:
        return ''
    a, b = min(m), max(m)
    for i, c in enumerate(a):
        if c != b[i:i + 1]:
            return a[:i]
    return a


def relpath(path, start='.'):
    a = [p for p in abspath(start).split('/') if p]
    b = [p for p in abspath(path).split('/') if p]
    i = len(commonprefix([a, b])) if a and b else 0
    return '/'.join(['..'] * (len(a) - i) + b[i:]) or '.'
`,
);
definePythonModule('os.path', 'from posixpath import *\n');
definePythonModule(
  'os',
  String.raw`
import sys as _sys
import posixpath as path
from posix import getcwd, chdir, getpid, getppid, getuid, cpu_count, listdir, remove, rename, stat, urandom, system
from posix import environ
from posixpath import sep, curdir, pardir, extsep, pathsep, altsep, defpath, devnull

_sys.modules['os.path'] = path
name = 'posix'
linesep = '\n'
error = OSError
unlink = remove
replace = rename
process_cpu_count = cpu_count


class PathLike:
    @classmethod
    def __subclasshook__(cls, other):
        return hasattr(other, '__fspath__')


def fspath(path):
    if isinstance(path, (str, bytes)):
        return path
    try:
        return type(path).__fspath__(path)
    except AttributeError:
        raise TypeError(f'expected str, bytes or os.PathLike object, not {type(path).__name__}') from None


def fsencode(filename):
    return filename.encode() if isinstance(filename, str) else filename


def fsdecode(filename):
    return filename.decode() if isinstance(filename, bytes) else filename


def getenv(key, default=None):
    return environ.get(key, default)


def putenv(key, value):
    environ[key] = value


def mkdir(path, mode=0o777):
    pass


def makedirs(name, mode=0o777, exist_ok=False):
    pass


def rmdir(path):
    pass


def getlogin():
    return 'user'


def _exit(status):
    _sys.exit(status)


def walk(top):
    folders, files = [], []
    for name in listdir(top):
        (folders if path.isdir(path.join(top, name)) else files).append(name)
    yield top, folders, files
    for name in folders:
        yield from walk(path.join(top, name))
`,
);

definePythonModule(
  'threading',
  String.raw`
import _thread


class Lock:
    def __init__(self):
        self._held = False

    def acquire(self, blocking=True, timeout=-1):
        if self._held:
            if not blocking or timeout >= 0:
                return False
            raise RuntimeError('deadlock: this process has one thread')
        self._held = True
        return True

    def release(self):
        if not self._held:
            raise RuntimeError('release unlocked lock')
        self._held = False

    def locked(self):
        return self._held

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *details):
        self.release()


class RLock:
    def __init__(self):
        self._count = 0

    def acquire(self, blocking=True, timeout=-1):
        self._count += 1
        return True

    def release(self):
        if not self._count:
            raise RuntimeError('cannot release un-acquired lock')
        self._count -= 1

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *details):
        self.release()


class Semaphore:
    def __init__(self, value=1):
        self._value = value

    def acquire(self, blocking=True, timeout=None):
        if self._value <= 0:
            return False
        self._value -= 1
        return True

    def release(self, n=1):
        self._value += n

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *details):
        self.release()


BoundedSemaphore = Semaphore


class Event:
    def __init__(self):
        self._flag = False

    def is_set(self):
        return self._flag

    def set(self):
        self._flag = True

    def clear(self):
        self._flag = False

    def wait(self, timeout=None):
        return self._flag


class Condition:
    def __init__(self, lock=None):
        self._lock = RLock() if lock is None else lock
        self.acquire = self._lock.acquire
        self.release = self._lock.release

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *details):
        return self._lock.__exit__(*details)

    def wait(self, timeout=None):
        return True

    def wait_for(self, predicate, timeout=None):
        return predicate()

    def notify(self, n=1):
        pass

    def notify_all(self):
        pass


class local:
    pass


class Thread:
    _count = 0

    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None):
        Thread._count += 1
        self.name = name or (f'Thread-{Thread._count}' + (f' ({target.__name__})' if target is not None and hasattr(target, '__name__') else ''))
        self.daemon = bool(daemon)
        self.ident = None
        self._target = target
        self._args = args
        self._kwargs = kwargs or {}

    def run(self):
        if self._target is not None:
            self._target(*self._args, **self._kwargs)

    def start(self):
        # One thread: it runs to its end here.
        if self.ident is not None:
            raise RuntimeError('threads can only be started once')
        self.ident = Thread._count + 1
        global _current
        before, _current = _current, self
        try:
            self.run()
        finally:
            _current = before

    def join(self, timeout=None):
        pass

    def is_alive(self):
        return False


_main = Thread(name='MainThread')
Thread._count = 0
_main.ident = 1
_current = _main


def current_thread():
    return _current


def main_thread():
    return _main


def get_ident():
    return _current.ident


def active_count():
    return 1


def enumerate():
    return [_main]


def settrace(func):
    pass


class Timer(Thread):
    def __init__(self, interval, function, args=None, kwargs=None):
        super().__init__(target=function, args=args or (), kwargs=kwargs)


class Barrier:
    def __init__(self, parties, action=None, timeout=None):
        self.parties = parties

    def wait(self, timeout=None):
        return 0
`,
);

definePythonModule(
  'typing',
  String.raw`
from collections import abc as _abc

TYPE_CHECKING = False


class _Special:
    def __init__(self, name, module='typing'):
        self._name = name

    def __getitem__(self, params):
        return _Alias(self, params)

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __call__(self, *args, **keywords):
        raise TypeError(f'Type {self._name} cannot be instantiated')

    def __mro_entries__(self, bases):
        return (Generic,) if self._name in ('Generic', 'Protocol') else ()

    def __repr__(self):
        return f'typing.{self._name}'


class _Alias:
    def __init__(self, origin, params):
        self.__origin__ = origin
        self.__args__ = params if isinstance(params, tuple) else (params,)

    def __getitem__(self, params):
        return _Alias(self.__origin__, params)

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __call__(self, *args, **keywords):
        return self.__origin__(*args, **keywords)

    def __eq__(self, other):
        return isinstance(other, _Alias) and self.__origin__ == other.__origin__ and self.__args__ == other.__args__

    def __hash__(self):
        return hash((id(self.__origin__), self.__args__))

    def __mro_entries__(self, bases):
        origin = self.__origin__
        return (origin,) if isinstance(origin, type) else origin.__mro_entries__(bases)

    def __repr__(self):
        return f'{_shown(self.__origin__)}[{", ".join(map(_shown, self.__args__))}]'


def _shown(t):
    if t is None or t is type(None):
        return 'None'
    if t is ...:
        return '...'
    if isinstance(t, type):
        return t.__qualname__ if t.__module__ == 'builtins' else f'{t.__module__}.{t.__qualname__}'
    if isinstance(t, list):
        return '[' + ', '.join(map(_shown, t)) + ']'
    return repr(t)


class _Collection(_Special):
    def __init__(self, name, origin):
        super().__init__(name)
        self.__origin__ = origin

    def __call__(self, *args, **keywords):
        return self.__origin__(*args, **keywords)

    def __mro_entries__(self, bases):
        return (self.__origin__,)

    def __instancecheck__(self, obj):
        return isinstance(obj, self.__origin__)


for _name in ('Any', 'ClassVar', 'Final', 'Literal', 'Optional', 'Union', 'NoReturn', 'Never', 'Self', 'Annotated', 'TypeAlias', 'Concatenate', 'TypeGuard', 'TypeIs', 'Required', 'NotRequired', 'ReadOnly', 'Unpack', 'LiteralString'):
    globals()[_name] = _Special(_name)


class _Union(_Special):
    def __getitem__(self, params):
        params = params if isinstance(params, tuple) else (params,)
        result = None
        for p in params:
            p = type(None) if p is None else p
            result = p if result is None else _either(result, p)
        return result


def _either(a, b):
    try:
        return a.__or__(b) if not isinstance(a, (_Special, _Alias)) and isinstance(b, type) else _Alias(Union, (a, b))
    except (TypeError, AttributeError):
        return _Alias(Union, (a, b))


class _Optional(_Special):
    def __getitem__(self, param):
        return Union[param, None]


Union = _Union('Union')
Optional = _Optional('Optional')
for _name, _origin in (('List', list), ('Dict', dict), ('Set', set), ('FrozenSet', frozenset), ('Tuple', tuple), ('Type', type), ('Callable', _abc.Callable), ('Iterable', _abc.Iterable), ('Iterator', _abc.Iterator), ('Generator', _abc.Generator), ('Sequence', _abc.Sequence), ('MutableSequence', _abc.MutableSequence), ('Mapping', _abc.Mapping), ('MutableMapping', _abc.MutableMapping), ('Hashable', _abc.Hashable), ('Sized', _abc.Sized), ('Collection', _abc.Collection), ('Container', _abc.Container), ('AbstractSet', _abc.Set), ('MutableSet', _abc.MutableSet), ('Awaitable', _abc.Awaitable), ('Coroutine', _abc.Coroutine), ('AsyncIterable', _abc.AsyncIterable), ('AsyncIterator', _abc.AsyncIterator), ('Reversible', _abc.Reversible), ('KeysView', _abc.KeysView), ('ItemsView', _abc.ItemsView), ('ValuesView', _abc.ValuesView), ('Text', str)):
    globals()[_name] = _Collection(_name, _origin)
Text = str


class TypeVar:
    def __init__(self, name, *constraints, bound=None, covariant=False, contravariant=False, infer_variance=False, default=None):
        self.__name__ = name
        self.__constraints__ = constraints
        self.__bound__ = bound
        self.__covariant__ = covariant
        self.__contravariant__ = contravariant

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __repr__(self):
        return ('+' if self.__covariant__ else '-' if self.__contravariant__ else '~') + self.__name__


class ParamSpec(TypeVar):
    @property
    def args(self):
        return self

    @property
    def kwargs(self):
        return self


class TypeVarTuple(TypeVar):
    def __iter__(self):
        yield self


class TypeAliasType:
    def __init__(self, name, compute, type_params=None):
        self.__name__ = name
        self.__type_params__ = type_params or ()
        self._compute = compute

    @property
    def __value__(self):
        return self._compute(1)

    def __getitem__(self, params):
        return _Alias(self, params)

    def __or__(self, other):
        return Union[self, other]

    def __repr__(self):
        return self.__name__


class Generic:
    __slots__ = ()

    @classmethod
    def __class_getitem__(cls, params):
        return _Alias(cls, params)


class Protocol(Generic):
    pass


def NewType(name, tp):
    def make(x):
        return x
    make.__name__ = make.__qualname__ = name
    make.__supertype__ = tp
    return make


def cast(typ, val):
    return val


def overload(func):
    return func


def final(f):
    return f


def override(f):
    return f


def no_type_check(f):
    return f


def runtime_checkable(cls):
    names = [n for n in cls.__dict__ if not n.startswith('__') or n in ('__len__', '__iter__', '__call__', '__enter__', '__exit__')]
    meta = type('_ProtocolMeta', (type,), {'__instancecheck__': lambda c, obj: all(hasattr(obj, n) for n in names)})
    return meta(cls.__name__, cls.__bases__, {k: v for k, v in cls.__dict__.items() if k not in ('__dict__', '__weakref__')})


def assert_never(arg):
    raise AssertionError(f'Expected code to be unreachable, but got: {arg!r}')


def assert_type(val, typ):
    return val


def reveal_type(obj):
    return obj


def get_type_hints(obj, globalns=None, localns=None, include_extras=False):
    return dict(obj.__annotations__)


def get_origin(tp):
    return getattr(tp, '__origin__', None)


def get_args(tp):
    return getattr(tp, '__args__', ())


def dataclass_transform(**keywords):
    return lambda cls: cls


class NamedTupleMeta(type):
    def __new__(meta, name, bases, space):
        from collections import namedtuple
        types = space.get('__annotations__') or {}
        if not types:
            probe = type.__new__(meta, name, (), dict(space))
            types = probe.__annotations__
        fields = list(types)
        defaults = [space[n] for n in fields if n in space]
        made = namedtuple(name, fields, defaults=defaults, module=space.get('__module__', '__main__'))
        made.__annotations__ = dict(types)
        for key, value in space.items():
            if key not in fields and key not in ('__annotations__', '__module__', '__qualname__', '__annotate__', '__annotate_func__', '__classcell__'):
                setattr(made, key, value)
        return made


class _NamedTuple:
    def __mro_entries__(self, bases):
        return (_named,)

    def __call__(self, typename, fields):
        from collections import namedtuple
        return namedtuple(typename, [n for n, _ in fields])


_named = type.__new__(NamedTupleMeta, 'NamedTuple', (), {})
NamedTuple = _NamedTuple()


class _TypedDictMeta(type):
    def __new__(meta, name, bases, space, total=True):
        return type.__new__(meta, name, (dict,), space)


class _TypedDict:
    def __mro_entries__(self, bases):
        return (_typed,)


_typed = type.__new__(_TypedDictMeta, 'TypedDict', (dict,), {})
TypedDict = _TypedDict()
AnyStr = TypeVar('AnyStr', bytes, str)
T = TypeVar('T')
IO = TextIO = BinaryIO = Any
`,
);

definePythonModule('__future__', "for _name in ('annotations', 'division', 'generators', 'print_function', 'unicode_literals', 'nested_scopes', 'with_statement', 'absolute_import', 'generator_stop', 'barry_as_FLUFL'):\n    globals()[_name] = _name\n");
definePythonModule('warnings', 'def warn(message, category=None, stacklevel=1, source=None):\n    pass\n\n\ndef filterwarnings(*args, **keywords):\n    pass\n\n\nsimplefilter = filterwarnings\nresetwarnings = filterwarnings\n\n\nclass catch_warnings:\n    def __init__(self, **keywords):\n        pass\n\n    def __enter__(self):\n        return []\n\n    def __exit__(self, *details):\n        pass\n');
definePythonModule('atexit', 'def register(func, *args, **keywords):\n    return func\n\n\ndef unregister(func):\n    pass\n');
definePythonModule('keyword', "kwlist = ['False', 'None', 'True', 'and', 'as', 'assert', 'async', 'await', 'break', 'class', 'continue', 'def', 'del', 'elif', 'else', 'except', 'finally', 'for', 'from', 'global', 'if', 'import', 'in', 'is', 'lambda', 'nonlocal', 'not', 'or', 'pass', 'raise', 'return', 'try', 'while', 'with', 'yield']\nsoftkwlist = ['_', 'case', 'match', 'type']\niskeyword = frozenset(kwlist).__contains__\nissoftkeyword = frozenset(softkwlist).__contains__\n");
