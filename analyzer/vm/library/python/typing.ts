/** typing: enough for programs that annotate; nothing is checked. */
import { definePythonModule } from './registry';

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
