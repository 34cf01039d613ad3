/** dataclasses. Written from Python's library reference. */
import { definePythonModule } from './registry';

definePythonModule(
  'dataclasses',
  String.raw`
class FrozenInstanceError(AttributeError):
    pass


class _Missing:
    def __repr__(self):
        return '<dataclasses._MISSING_TYPE object>'


MISSING = _Missing()


class KW_ONLY:
    pass


class InitVar:
    def __init__(self, type):
        self.type = type

    def __class_getitem__(cls, type):
        return InitVar(type)


class _Factory:
    def __repr__(self):
        return '<factory>'


_FACTORY = _Factory()


class Field:
    __slots__ = ('name', 'type', 'default', 'default_factory', 'repr', 'hash', 'init', 'compare', 'metadata', 'kw_only', 'doc', '_kind')

    def __init__(self, default, default_factory, init, repr, hash, compare, metadata, kw_only, doc=None):
        self.name = None
        self.type = None
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.hash = hash
        self.compare = compare
        self.metadata = {} if metadata is None else metadata
        self.kw_only = kw_only
        self.doc = doc
        self._kind = 'field'


def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True, metadata=None, kw_only=MISSING, doc=None):
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError('cannot specify both default and default_factory')
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only, doc)


def _kind_of(annotation):
    text = annotation if isinstance(annotation, str) else None
    if isinstance(annotation, InitVar) or annotation is InitVar or (text is not None and ('InitVar' in text)):
        return 'initvar'
    name = getattr(annotation, '__origin__', annotation)
    if (text is not None and text.split('[')[0].split('.')[-1] == 'ClassVar') or getattr(name, '_name', None) == 'ClassVar':
        return 'classvar'
    return 'field'


def _collect(cls, kw_only):
    fields = {}
    for base in cls.__mro__[-1:0:-1]:
        for f in getattr(base, '__dataclass_fields__', {}).values() if '__dataclass_fields__' in base.__dict__ else ():
            fields[f.name] = f
    annotations = cls.__annotations__ if '__annotations__' in cls.__dict__ or '__annotate__' in cls.__dict__ or '__annotate_func__' in cls.__dict__ else {}
    seen_marker = False
    for name, annotation in annotations.items():
        if annotation is KW_ONLY or annotation == 'KW_ONLY':
            seen_marker = True
            kw_only = True
            continue
        default = cls.__dict__.get(name, MISSING)
        f = default if isinstance(default, Field) else field(default=default)
        f.name = name
        f.type = annotation
        f._kind = _kind_of(annotation)
        if f.kw_only is MISSING:
            f.kw_only = kw_only
        if f._kind == 'field' and f.default is not MISSING and type(f.default).__hash__ is None:
            raise ValueError(f'mutable default {type(f.default)} for field {name} is not allowed: use default_factory')
        if isinstance(default, Field):
            if f.default is MISSING:
                delattr(cls, name)
            else:
                setattr(cls, name, f.default)
        fields[name] = f
    for name, value in cls.__dict__.items():
        if isinstance(value, Field) and name not in annotations:
            raise TypeError(f'{name!r} is a field but has no type annotation')
    return fields


def _compiled(cls, name, parameters, body, space):
    lines = ''.join(f'    {line}\n' for line in body)
    exec(f'def {name}({parameters}):\n{lines}', space)
    made = space[name]
    made.__qualname__ = f'{cls.__qualname__}.{name}'
    return made


def _add_init(cls, fields, frozen):
    space = {'_MISSING': MISSING, '_FACTORY': _FACTORY, '_set': object.__setattr__, '__builtins__': __builtins__, '__name__': cls.__module__}
    ordered = [f for f in fields if f.init and not f.kw_only]
    keyword = [f for f in fields if f.init and f.kw_only]
    seen_default = None
    for f in ordered:
        if f.default is MISSING and f.default_factory is MISSING:
            if seen_default is not None:
                raise TypeError(f'non-default argument {f.name!r} follows default argument {seen_default!r}')
        else:
            seen_default = f.name
    self_name = '__dataclass_self__' if 'self' in [f.name for f in fields] else 'self'

    def parameter(f):
        if f.default is not MISSING:
            space[f'_default_{f.name}'] = f.default
            return f'{f.name}=_default_{f.name}'
        return f'{f.name}=_FACTORY' if f.default_factory is not MISSING else f.name

    parameters = ', '.join([self_name] + [parameter(f) for f in ordered] + (['*'] + [parameter(f) for f in keyword] if keyword else []))
    body = []
    for f in fields:
        if f._kind == 'initvar':
            continue
        value = f.name
        if f.default_factory is not MISSING:
            space[f'_make_{f.name}'] = f.default_factory
            value = f'_make_{f.name}() if {f.name} is _FACTORY else {f.name}' if f.init else f'_make_{f.name}()'
        elif not f.init:
            if f.default is MISSING or '__slots__' not in cls.__dict__:
                continue
            space[f'_default_{f.name}'] = f.default
            value = f'_default_{f.name}'
        body.append(f'_set({self_name}, {f.name!r}, {value})' if frozen else f'{self_name}.{f.name} = {value}')
    if hasattr(cls, '__post_init__'):
        extra = ', '.join(f.name for f in fields if f._kind == 'initvar')
        body.append(f'{self_name}.__post_init__({extra})')
    return _compiled(cls, '__init__', parameters, body or ['pass'], space)


def _add_repr(cls, fields):
    shown = ', '.join(f'{f.name}={{self.{f.name}!r}}' for f in fields if f.repr)
    running = set()
    plain = _compiled(cls, '__repr__', 'self', [f"return self.__class__.__qualname__ + f'({shown})'"], {'__builtins__': __builtins__, '__name__': cls.__module__})

    def __repr__(self):
        key = id(self)
        if key in running:
            return '...'
        running.add(key)
        try:
            return plain(self)
        finally:
            running.discard(key)
    __repr__.__qualname__ = plain.__qualname__
    return __repr__


def _add_compare(cls, name, symbol, fields):
    compared = [f.name for f in fields if f.compare]
    if name == '__eq__':
        test = ' and '.join(f'self.{n}==other.{n}' for n in compared) or 'True'
        body = ['if self is other:', '    return True', 'if other.__class__ is self.__class__:', f'    return {test}', 'return NotImplemented']
    else:
        mine = ''.join(f'self.{n}, ' for n in compared)
        body = ['if other.__class__ is self.__class__:', f'    return ({mine}) {symbol} ({mine.replace("self.", "other.")})', 'return NotImplemented']
    return _compiled(cls, name, 'self, other', body, {'__builtins__': __builtins__, '__name__': cls.__module__})


def _frozen_setattr(cls, names):
    def __setattr__(self, name, value):
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f'cannot assign to field {name!r}')
        super(cls, self).__setattr__(name, value)

    def __delattr__(self, name):
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f'cannot delete field {name!r}')
        super(cls, self).__delattr__(name)
    return __setattr__, __delattr__


def _process(cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots):
    for base in cls.__mro__[1:]:
        params = base.__dict__.get('__dataclass_params__')
        if params is not None:
            if params['frozen'] and not frozen:
                raise TypeError('cannot inherit non-frozen dataclass from a frozen one')
            if frozen and not params['frozen']:
                raise TypeError('cannot inherit frozen dataclass from a non-frozen one')
    found = _collect(cls, kw_only)
    cls.__dataclass_fields__ = found
    cls.__dataclass_params__ = {'init': init, 'repr': repr, 'eq': eq, 'order': order, 'unsafe_hash': unsafe_hash, 'frozen': frozen}
    used = [f for f in found.values() if f._kind != 'classvar']
    own = [f for f in used if f._kind == 'field']
    defined = cls.__dict__
    explicit_hash = '__hash__' in defined and not (defined['__hash__'] is None and '__eq__' in defined)
    if init:
        cls.__init__ = _add_init(cls, used, frozen)
    if repr and '__repr__' not in defined:
        cls.__repr__ = _add_repr(cls, own)
    if eq and '__eq__' not in defined:
        cls.__eq__ = _add_compare(cls, '__eq__', '==', own)
    if order:
        if not eq:
            raise ValueError('eq must be true if order is true')
        for name, symbol in (('__lt__', '<'), ('__le__', '<='), ('__gt__', '>'), ('__ge__', '>=')):
            if name in cls.__dict__:
                raise TypeError(f'Cannot overwrite attribute {name} in class {cls.__name__}. Consider using functools.total_ordering')
            setattr(cls, name, _add_compare(cls, name, symbol, own))
    if frozen:
        cls.__setattr__, cls.__delattr__ = _frozen_setattr(cls, frozenset(f.name for f in own))
    if unsafe_hash or (eq and frozen and not explicit_hash):
        hashed = [f.name for f in own if (f.compare if f.hash is None else f.hash)]
        mine = ''.join(f'self.{n}, ' for n in hashed)
        cls.__hash__ = _compiled(cls, '__hash__', 'self', [f'return hash(({mine}))'], {'__builtins__': __builtins__, '__name__': cls.__module__})
    elif eq and not explicit_hash:
        cls.__hash__ = None
    if match_args and '__match_args__' not in cls.__dict__:
        cls.__match_args__ = tuple(f.name for f in used if f.init and not f.kw_only)
    if cls.__doc__ is None:
        cls.__doc__ = cls.__name__ + '(' + ', '.join(f.name for f in used if f.init) + ')'
    cls.__replace__ = _replace
    if slots:
        inherited = {n for base in cls.__mro__[1:] for n in base.__dict__.get('__slots__', ())}
        space = {k: v for k, v in cls.__dict__.items() if k not in found and k not in ('__dict__', '__weakref__')}
        space['__slots__'] = tuple(f.name for f in own if f.name not in inherited)
        space['__qualname__'] = cls.__qualname__
        space['__module__'] = cls.__module__
        space['__annotations__'] = {f.name: f.type for f in found.values()}
        cls = type(cls)(cls.__name__, cls.__bases__, space)
    return cls


def dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False, match_args=True, kw_only=False, slots=False, weakref_slot=False):
    def wrap(cls):
        return _process(cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots)
    return wrap if cls is None else wrap(cls)


def fields(class_or_instance):
    found = getattr(class_or_instance, '__dataclass_fields__', None)
    if found is None:
        raise TypeError('must be called with a dataclass type or instance') from None
    return tuple(f for f in found.values() if f._kind == 'field')


def is_dataclass(obj):
    return hasattr(obj if isinstance(obj, type) else type(obj), '__dataclass_fields__')


def _converted(value, make, as_tuple):
    if is_dataclass(value) and not isinstance(value, type):
        pairs = [(f.name, _converted(getattr(value, f.name), make, as_tuple)) for f in fields(value)]
        return make([v for _, v in pairs]) if as_tuple else make(pairs)
    if isinstance(value, tuple) and hasattr(value, '_fields'):
        return type(value)(*[_converted(v, make, as_tuple) for v in value])
    if isinstance(value, (list, tuple)):
        return type(value)([_converted(v, make, as_tuple) for v in value])
    if isinstance(value, dict):
        return type(value)((_converted(k, make, as_tuple), _converted(v, make, as_tuple)) for k, v in value.items())
    from copy import deepcopy
    return deepcopy(value)


def asdict(obj, *, dict_factory=dict):
    if not is_dataclass(obj) or isinstance(obj, type):
        raise TypeError('asdict() should be called on dataclass instances')
    return _converted(obj, dict_factory, False)


def astuple(obj, *, tuple_factory=tuple):
    if not is_dataclass(obj) or isinstance(obj, type):
        raise TypeError('astuple() should be called on dataclass instances')
    return _converted(obj, tuple_factory, True)


def _replace(self, /, **changes):
    for f in self.__dataclass_fields__.values():
        if f._kind == 'classvar':
            continue
        if not f.init:
            if f.name in changes:
                raise TypeError(f'field {f.name} is declared with init=False, it cannot be specified with replace()')
            continue
        if f.name not in changes:
            if f._kind == 'initvar' and f.default is MISSING:
                raise TypeError(f'InitVar {f.name!r} must be specified with replace()')
            changes[f.name] = getattr(self, f.name)
    return self.__class__(**changes)


def replace(obj, /, **changes):
    if not is_dataclass(obj) or isinstance(obj, type):
        raise TypeError('replace() should be called on dataclass instances')
    return _replace(obj, **changes)


def make_dataclass(cls_name, fields, *, bases=(), namespace=None, **options):
    space = dict(namespace or {})
    annotations = {}
    for item in fields:
        if isinstance(item, str):
            annotations[item] = 'typing.Any'
        else:
            annotations[item[0]] = item[1]
            if len(item) == 3:
                space[item[0]] = item[2]
    space['__annotations__'] = annotations
    return dataclass(type(cls_name, bases, space), **options)
`,
);
