/** os, os.path, threading and the small modules a program imports without leaning on them. */
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

definePythonModule('__future__', "for _name in ('annotations', 'division', 'generators', 'print_function', 'unicode_literals', 'nested_scopes', 'with_statement', 'absolute_import', 'generator_stop', 'barry_as_FLUFL'):\n    globals()[_name] = _name\n");
definePythonModule('warnings', 'def warn(message, category=None, stacklevel=1, source=None):\n    pass\n\n\ndef filterwarnings(*args, **keywords):\n    pass\n\n\nsimplefilter = filterwarnings\nresetwarnings = filterwarnings\n\n\nclass catch_warnings:\n    def __init__(self, **keywords):\n        pass\n\n    def __enter__(self):\n        return []\n\n    def __exit__(self, *details):\n        pass\n');
definePythonModule('atexit', 'def register(func, *args, **keywords):\n    return func\n\n\ndef unregister(func):\n    pass\n');
definePythonModule('keyword', "kwlist = ['False', 'None', 'True', 'and', 'as', 'assert', 'async', 'await', 'break', 'class', 'continue', 'def', 'del', 'elif', 'else', 'except', 'finally', 'for', 'from', 'global', 'if', 'import', 'in', 'is', 'lambda', 'nonlocal', 'not', 'or', 'pass', 'raise', 'return', 'try', 'while', 'with', 'yield']\nsoftkwlist = ['_', 'case', 'match', 'type']\niskeyword = frozenset(kwlist).__contains__\nissoftkeyword = frozenset(softkwlist).__contains__\n");
