/** importlib, over the VM's own importer (runtime/imports.ts): the part programs call. Source: Python's library reference, "importlib". */
import { definePythonModule } from './registry';

definePythonModule(
  'importlib',
  String.raw`
"""The import system, as far as a program may see it."""
import sys as _sys

__all__ = ['__import__', 'import_module', 'invalidate_caches', 'reload']
__import__ = __import__


def invalidate_caches():
    pass


def import_module(name, package=None):
    level = 0
    if name.startswith('.'):
        if not package:
            raise TypeError(f"the 'package' argument is required to perform a relative import for {name!r}")
        while name[level:level + 1] == '.':
            level += 1
        base = package.rsplit('.', level - 1)
        if len(base) < level:
            raise ImportError('attempted relative import beyond top-level package')
        name = f'{base[0]}.{name[level:]}' if name[level:] else base[0]
    __import__(name)
    return _sys.modules[name]


def reload(module):
    name = module.__spec__.name if getattr(module, '__spec__', None) is not None else getattr(module, '__name__', None)
    if not isinstance(module, type(_sys)):
        raise TypeError('reload() argument must be a module')
    if _sys.modules.get(name) is not module:
        raise ImportError(f'module {name} not in sys.modules', name=name)
    file = getattr(module, '__file__', None)
    if file is None:
        return module
    with open(file, encoding='utf-8') as f:
        exec(compile(f.read(), file, 'exec'), module.__dict__)
    return _sys.modules[name]


from . import machinery, _bootstrap
`,
  true,
);

definePythonModule('importlib._bootstrap', 'from _frozen_importlib import ModuleSpec\n');
definePythonModule(
  'importlib._bootstrap_external',
  String.raw`
from importlib.machinery import *
MAGIC_NUMBER = b'\x2b\x0e\r\n'


def cache_from_source(path, debug_override=None, *, optimization=None):
    head, slash, tail = path.rpartition('/')
    return f'{head}{slash}__pycache__/{tail.rpartition(".")[0]}.jitlens-314.pyc'


def source_from_cache(path):
    raise NotImplementedError('nothing is cached')


def decode_source(source):
    import io
    import tokenize
    encoding = tokenize.detect_encoding(io.BytesIO(source).readline)[0]
    return io.IncrementalNewlineDecoder(None, True).decode(source.decode(encoding))


def _get_sourcefile(bytecode_path):
    return bytecode_path
`,
);

definePythonModule(
  'importlib.machinery',
  String.raw`
from _frozen_importlib import ModuleSpec
import sys as _sys

SOURCE_SUFFIXES = ['.py']
BYTECODE_SUFFIXES = ['.pyc']
DEBUG_BYTECODE_SUFFIXES = OPTIMIZED_BYTECODE_SUFFIXES = BYTECODE_SUFFIXES
EXTENSION_SUFFIXES = ['.so']


def all_suffixes():
    return SOURCE_SUFFIXES + BYTECODE_SUFFIXES + EXTENSION_SUFFIXES


class _Loader:
    def create_module(self, spec):
        return None

    def load_module(self, fullname):
        __import__(fullname)
        return _sys.modules[fullname]


class SourceFileLoader(_Loader):
    def __init__(self, fullname, path):
        self.name = fullname
        self.path = path

    def is_package(self, fullname):
        return self.path.rpartition('/')[2] == '__init__.py'

    def get_filename(self, name=None):
        return self.path

    def get_data(self, path):
        with open(path, 'rb') as f:
            return f.read()

    def get_source(self, fullname=None):
        return self.get_data(self.path).decode('utf-8')

    def get_code(self, fullname=None):
        return compile(self.get_source(), self.path, 'exec')

    source_to_code = staticmethod(lambda data, path, **options: compile(data, path, 'exec'))

    def exec_module(self, module):
        exec(self.get_code(), module.__dict__)


SourcelessFileLoader = SourceFileLoader


class BuiltinImporter(_Loader):
    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        return ModuleSpec(fullname, cls, origin='built-in') if fullname in _sys.builtin_module_names else None

    @staticmethod
    def exec_module(module):
        pass


class FrozenImporter(BuiltinImporter):
    pass


class ExtensionFileLoader(SourceFileLoader):
    def exec_module(self, module):
        raise ImportError(f'{self.name} is a compiled extension, which cannot be run', name=self.name, path=self.path)


class PathFinder:
    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        from importlib.util import _spec_in
        return _spec_in(fullname, _sys.path if path is None else path)

    @staticmethod
    def invalidate_caches():
        pass


class FileFinder:
    def __init__(self, path, *details):
        self.path = path

    def find_spec(self, fullname, target=None):
        return PathFinder.find_spec(fullname, [self.path])


class NamespaceLoader(_Loader):
    def __init__(self, name, path, finder=None):
        self._path = path

    def exec_module(self, module):
        pass


WindowsRegistryFinder = AppleFrameworkLoader = None
`,
);

definePythonModule(
  'importlib.util',
  String.raw`
import os as _os
import sys as _sys
import types as _types
from _frozen_importlib import ModuleSpec
from importlib._bootstrap_external import MAGIC_NUMBER, cache_from_source, decode_source, source_from_cache
from importlib.machinery import SourceFileLoader as _SourceFileLoader
from importlib.machinery import BuiltinImporter as _BuiltinImporter


def spec_from_file_location(name, location=None, *, loader=None, submodule_search_locations=...):
    location = _os.fspath(location) if location is not None else None
    if loader is None:
        if location is None or not location.endswith('.py'):
            return None
        loader = _SourceFileLoader(name, location)
    spec = ModuleSpec(name, loader, origin=location)
    spec.has_location = True
    if submodule_search_locations is ...:
        if hasattr(loader, 'is_package') and loader.is_package(name):
            spec.submodule_search_locations = [_os.path.dirname(location)]
    else:
        spec.submodule_search_locations = submodule_search_locations
    return spec


def spec_from_loader(name, loader, *, origin=None, is_package=None):
    if origin is None and hasattr(loader, 'get_filename'):
        return spec_from_file_location(name, loader.get_filename(name), loader=loader)
    spec = ModuleSpec(name, loader, origin=origin)
    if is_package or is_package is None and hasattr(loader, 'is_package') and loader.is_package(name):
        spec.submodule_search_locations = []
    return spec


def module_from_spec(spec):
    module = spec.loader.create_module(spec) if hasattr(spec.loader, 'create_module') else None
    if module is None:
        module = _types.ModuleType(spec.name)
    module.__name__ = spec.name
    module.__loader__ = spec.loader
    module.__package__ = spec.parent
    module.__spec__ = spec
    if spec.submodule_search_locations is not None:
        module.__path__ = spec.submodule_search_locations
    if spec.has_location:
        module.__file__ = spec.origin
    return module


def resolve_name(name, package):
    if not name.startswith('.'):
        return name
    if not package:
        raise ImportError(f'no package specified for {name!r} (required for relative module names)')
    level = 0
    while name[level:level + 1] == '.':
        level += 1
    base = package.rsplit('.', level - 1)
    if len(base) < level:
        raise ImportError('attempted relative import beyond top-level package')
    return f'{base[0]}.{name[level:]}' if name[level:] else base[0]


def _spec_in(fullname, folders):
    last = fullname.rpartition('.')[2]
    for folder in folders:
        for path in (f'{folder}/{last}/__init__.py', f'{folder}/{last}.py'):
            if _os.path.isfile(path):
                return spec_from_file_location(fullname, path)
    return None


def find_spec(name, package=None):
    full = resolve_name(name, package) if name.startswith('.') else name
    if full in _sys.modules:
        module = _sys.modules[full]
        if module is None:
            return None
        try:
            spec = module.__spec__
        except AttributeError:
            raise ValueError(f'{name}.__spec__ is not set') from None
        if spec is None:
            raise ValueError(f'{name}.__spec__ is None')
        return spec
    parent, _, last = full.rpartition('.')
    folders = _sys.path
    if parent:
        holder = __import__(parent, fromlist=['__path__'])
        try:
            folders = holder.__path__
        except AttributeError as e:
            raise ModuleNotFoundError(f'__path__ attribute not found on {parent!r} while trying to find {full!r}', name=full) from e
    for finder in _sys.meta_path:
        spec = finder.find_spec(full, folders if parent else None)
        if spec is not None:
            return spec
    spec = _spec_in(full, folders)
    if spec is None and full in _sys.stdlib_module_names:
        spec = ModuleSpec(full, _BuiltinImporter, origin='built-in')
    return spec


class LazyLoader:
    def __init__(self, loader):
        self.loader = loader

    @classmethod
    def factory(cls, loader):
        return lambda *args, **keywords: cls(loader(*args, **keywords))

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        self.loader.exec_module(module)
`,
);
definePythonModule('_frozen_importlib_external', 'from importlib._bootstrap_external import *\n');
definePythonModule(
  '_imp',
  "def extension_suffixes():\n    return ['.so']\n\n\ndef lock_held():\n    return False\n\n\nacquire_lock = release_lock = lambda: None\n\n\ndef is_builtin(name):\n    import sys\n    return int(name in sys.builtin_module_names)\n\n\ndef is_frozen(name):\n    return False\n\n\ncheck_hash_based_pycs = 'default'\n\n\ndef _override_frozen_modules_for_tests(override):\n    pass\n\n\n_multi_interp_check = -1\n\n\ndef _override_multi_interp_extensions_check(override):\n    global _multi_interp_check\n    before, _multi_interp_check = _multi_interp_check, override\n    return before\n\n\ndef _frozen_module_names():\n    return []\n\n\ndef is_frozen_package(name):\n    return False\n\n\ndef find_frozen(name, /, *, withdata=False):\n    return None\n\n\ndef get_frozen_object(name, data=None, /):\n    raise ImportError(f'No such frozen object named {name}', name=name)\n\n\ndef source_hash(key, source):\n    return (hash((key, source)) & (1 << 64) - 1).to_bytes(8, 'little')\n",
);
