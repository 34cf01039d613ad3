/** types: written from Python's library reference. */
import { definePythonModule } from './registry';

definePythonModule(
  'types',
  String.raw`
import sys as _sys


def _f():
    pass


def _g():
    yield


async def _c():
    pass


class _C:
    def m(self):
        pass


FunctionType = LambdaType = type(_f)
CodeType = type(_f.__code__)
MappingProxyType = dict
GeneratorType = type(_g())
_coroutine = _c()
CoroutineType = type(_coroutine)
_coroutine.close()
MethodType = type(_C().m)
BuiltinFunctionType = BuiltinMethodType = type(len)
WrapperDescriptorType = MethodWrapperType = MethodDescriptorType = type(len)
ModuleType = type(_sys)
NoneType = type(None)
EllipsisType = type(Ellipsis)
NotImplementedType = type(NotImplemented)
GenericAlias = type(list[int])
UnionType = type(int | str)


def _traceback():
    try:
        raise TypeError
    except TypeError as e:
        return e.__traceback__


TracebackType = type(_traceback())
FrameType = type(_sys._getframe())


class SimpleNamespace:
    def __init__(self, mapping=(), /, **keywords):
        for key, value in dict(mapping, **keywords).items():
            setattr(self, key, value)

    def __repr__(self):
        name = 'namespace' if type(self) is SimpleNamespace else type(self).__name__
        return f'{name}({", ".join(f"{k}={v!r}" for k, v in self.__dict__.items())})'

    def __eq__(self, other):
        return self.__dict__ == other.__dict__ if isinstance(other, SimpleNamespace) else NotImplemented


def new_class(name, bases=(), kwds=None, exec_body=None):
    kwds = dict(kwds or {})
    meta = kwds.pop('metaclass', type(bases[0]) if bases else type)
    namespace = {}
    if exec_body is not None:
        exec_body(namespace)
    return meta(name, bases, namespace, **kwds)


class DynamicClassAttribute(property):
    pass


def coroutine(func):
    if not callable(func):
        raise TypeError('types.coroutine() expects a callable')
    import _iterable_coroutine
    _iterable_coroutine.mark(func)
    return func
ClassMethodDescriptorType = type(dict.__dict__['fromkeys'])
GetSetDescriptorType = type(type.__dict__['__mro__'])


class _slotted:
    __slots__ = ('x',)


MemberDescriptorType = type(_slotted.__dict__['x'])
CellType = type((lambda x: lambda: x)(1).__closure__[0])


async def _g():
    yield


AsyncGeneratorType = type(_g())
CapsuleType = type('PyCapsule', (), {})


def resolve_bases(bases):
    new, changed = [], False
    for base in bases:
        if isinstance(base, type) or not hasattr(base, '__mro_entries__'):
            new.append(base)
            continue
        entries = base.__mro_entries__(bases)
        if not isinstance(entries, tuple):
            raise TypeError('__mro_entries__ must return a tuple')
        new.extend(entries)
        changed = True
    return tuple(new) if changed else bases


def get_original_bases(cls, /):
    try:
        return cls.__dict__.get('__orig_bases__', cls.__bases__)
    except AttributeError:
        raise TypeError(f'Expected an instance of type, not {type(cls).__name__!r}') from None


def prepare_class(name, bases=(), kwds=None):
    kwds = dict(kwds or {})
    meta = kwds.pop('metaclass', type(bases[0]) if bases else type)
    if isinstance(meta, type):
        for base in bases:
            if issubclass(type(base), meta):
                meta = type(base)
    return meta, meta.__prepare__(name, bases, **kwds) if hasattr(meta, '__prepare__') else {}, kwds
`,
);
