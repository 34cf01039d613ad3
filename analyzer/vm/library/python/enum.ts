/** enum. Written from Python's library reference. */
import { definePythonModule } from './registry';

definePythonModule(
  'enum',
  String.raw`
class _Pending:
    def __init__(self, function):
        self.function = function

    def __or__(self, other):
        return _Pending(lambda: _settled(self) | _settled(other))

    def __and__(self, other):
        return _Pending(lambda: _settled(self) & _settled(other))

    def __xor__(self, other):
        return _Pending(lambda: _settled(self) ^ _settled(other))

    def __invert__(self):
        return _Pending(lambda: ~_settled(self))

    __ror__ = __or__
    __rand__ = __and__
    __rxor__ = __xor__


class auto(_Pending):
    def __init__(self, value=None):
        self.value = value


def _settled(value):
    if isinstance(value, auto):
        return value.value
    return value.function() if isinstance(value, _Pending) else value


class member:
    def __init__(self, value):
        self.value = value


class nonmember:
    def __init__(self, value):
        self.value = value


class property(property):
    pass


def _is_descriptor(value):
    cls = type(value)
    return hasattr(cls, '__get__') or isinstance(value, (staticmethod, classmethod)) or callable(value) and hasattr(value, '__code__')


class EnumDict(dict):
    def __init__(self, cls_name=None):
        super().__init__()
        self._member_names = []
        self._last_values = []
        self._generate = None

    def __setitem__(self, key, value):
        if key == '_generate_next_value_':
            self._generate = value.__func__ if isinstance(value, staticmethod) else value
        elif key.startswith('_') or isinstance(value, nonmember) or (_is_descriptor(value) and not isinstance(value, (_Pending, member))) or isinstance(value, type) and not isinstance(value, member):
            if isinstance(value, nonmember):
                value = value.value
        else:
            if key in self._member_names:
                raise TypeError(f'{key!r} already defined as {self[key]!r}')
            if isinstance(value, member):
                value = value.value
            if isinstance(value, auto) and value.value is None:
                value.value = self._generate(key, 1, len(self._member_names), self._last_values[:])
            if isinstance(value, tuple):
                for item in value:
                    if isinstance(item, auto) and item.value is None:
                        item.value = self._generate(key, 1, len(self._member_names), self._last_values[:])
                value = type(value)(map(_settled, value)) if type(value) is tuple else value
            value = _settled(value)
            self._member_names.append(key)
            self._last_values.append(value)
        super().__setitem__(key, value)

    def update(self, members, **more):
        for name, value in dict(members, **more).items():
            self[name] = value


class EnumType(type):
    @classmethod
    def __prepare__(metacls, name, bases, **keywords):
        space = EnumDict(name)
        for base in bases:
            if isinstance(base, EnumType):
                space._generate = base._generate_next_value_
        return space

    def __new__(metacls, name, bases, space, *, boundary=None, **keywords):
        names = getattr(space, '_member_names', [])
        values = [(n, space[n]) for n in names]
        plain = {k: v for k, v in space.items() if k not in names}
        if '_generate_next_value_' in plain and not isinstance(plain['_generate_next_value_'], staticmethod):
            plain['_generate_next_value_'] = staticmethod(plain['_generate_next_value_'])
        for base in bases:
            if isinstance(base, EnumType) and base._member_names_:
                raise TypeError(f"<enum {name!r}> cannot extend {base!r}")
        own_new = plain.pop('__new__', None)
        plain['_member_names_'] = []
        plain['_member_map_'] = {}
        plain['_value2member_map_'] = {}
        cls = super().__new__(metacls, name, bases, plain, **keywords)
        first = next((b for b in bases if isinstance(b, EnumType)), None)
        if first is not None and first.__module__ == 'enum':
            # The data type's own text methods come first in the MRO: those of the enumeration win.
            for method in ('__repr__', '__str__', '__format__', '__reduce_ex__'):
                if method not in plain and method in first.__dict__ or method not in plain and method == '__repr__':
                    for base in first.__mro__:
                        if isinstance(base, EnumType) and method in base.__dict__:
                            type.__setattr__(cls, method, base.__dict__[method])
                            break
        data = None
        for base in cls.__mro__[1:]:
            if base is not object and not isinstance(base, EnumType) and base.__module__ == 'builtins':
                data = base
                break
        if own_new is not None:
            make = own_new.__func__ if isinstance(own_new, staticmethod) else own_new
            cls._make_member_ = staticmethod(make)
        else:
            make = getattr(cls, '_make_member_', None)
        for key, value in values:
            args = value if isinstance(value, tuple) else (value,)
            if make is not None:
                one = make(cls, *args)
                if not hasattr(one, '_value_'):
                    one._value_ = value if data is None else data(*args)
            elif data is not None:
                one = data.__new__(cls, *args)
                one._value_ = data(*args) if not isinstance(value, data) else value
            else:
                one = object.__new__(cls)
                one._value_ = value
            value = one._value_
            one._name_ = key
            one.__objclass__ = cls
            one._sort_order_ = len(cls._member_names_)
            if '__init__' in cls.__dict__ or any('__init__' in b.__dict__ for b in cls.__mro__ if isinstance(b, EnumType) and b.__module__ != 'enum'):
                one.__init__(*args)
                value = one._value_
            for known in cls._member_map_.values():
                if known._value_ == value:
                    one = known
                    break
            else:
                if not isinstance(one, Flag) or (value and not value & (value - 1)):
                    cls._member_names_.append(key)
                try:
                    cls._value2member_map_.setdefault(value, one)
                except TypeError:
                    pass
            cls._member_map_[key] = one
            type.__setattr__(cls, key, one)
        return cls

    def __call__(cls, value=None, names=None, *more, module=None, qualname=None, type=None, start=1):
        if names is None and cls._member_map_ or (names is None and issubclass(cls, Flag)):
            return cls._lookup_((value,) + more if more else value)
        return cls._create_(value, names, module, type, start)

    def _create_(cls, name, names, module, mixin, start):
        meta = cls.__class__
        bases = (cls,) if mixin is None else (mixin, cls)
        space = meta.__prepare__(name, bases)
        if isinstance(names, str):
            names = names.replace(',', ' ').split()
        if names and isinstance(names, (list, tuple)) and isinstance(names[0], str):
            last = []
            pairs = []
            for i, n in enumerate(names):
                v = cls._generate_next_value_(n, start, i, last[:])
                last.append(v)
                pairs.append((n, v))
            names = pairs
        for key, value in names.items() if hasattr(names, 'items') else names or ():
            space[key] = value
        space['__module__'] = module or '__main__'
        return meta.__new__(meta, name, bases, space)

    def _lookup_(cls, value):
        if type(value) is cls:
            return value
        try:
            return cls._value2member_map_[value]
        except KeyError:
            pass
        except TypeError:
            for one in cls._member_map_.values():
                if one._value_ == value:
                    return one
        made = cls._missing_(value)
        if isinstance(made, cls):
            return made
        error = ValueError(f'{value!r} is not a valid {cls.__qualname__}')
        if made is None:
            raise error
        raise TypeError(f'error in {cls.__name__}._missing_: returned {made!r} instead of None or a valid member')

    def __contains__(cls, value):
        if isinstance(value, cls):
            return True
        try:
            return value in cls._value2member_map_
        except TypeError:
            return any(one._value_ == value for one in cls._member_map_.values())

    def __getitem__(cls, name):
        return cls._member_map_[name]

    def __iter__(cls):
        return (cls._member_map_[name] for name in cls._member_names_)

    def __reversed__(cls):
        return (cls._member_map_[name] for name in reversed(cls._member_names_))

    def __len__(cls):
        return len(cls._member_names_)

    def __bool__(cls):
        return True

    @property
    def __members__(cls):
        return dict(cls._member_map_)

    def __repr__(cls):
        return f"<flag '{cls.__name__}'>" if issubclass(cls, Flag) else f"<enum '{cls.__name__}'>"

    def __setattr__(cls, name, value):
        if name in cls.__dict__.get('_member_map_', {}):
            raise AttributeError(f'cannot reassign member {name!r}')
        super().__setattr__(name, value)


EnumMeta = EnumType


class Flag:
    pass


class Enum(metaclass=EnumType):
    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        if not last_values:
            return start
        return max(last_values) + 1

    @classmethod
    def _missing_(cls, value):
        return None

    @property
    def name(self):
        return self._name_

    @property
    def value(self):
        return self._value_

    def __repr__(self):
        return f'<{self.__class__.__name__}.{self._name_}: {self._value_!r}>'

    def __str__(self):
        return f'{self.__class__.__name__}.{self._name_}'

    def __format__(self, spec):
        return str.__format__(str(self), spec)

    def __hash__(self):
        return hash(self._name_)

    def __reduce_ex__(self, proto):
        return self.__class__, (self._value_,)

    def __deepcopy__(self, memo):
        return self

    def __copy__(self):
        return self


class ReprEnum(Enum):
    pass


class IntEnum(int, ReprEnum):
    def __str__(self):
        return int.__repr__(self._value_)

    def __format__(self, spec):
        return int.__format__(self._value_, spec)


class StrEnum(str, ReprEnum):
    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        return name.lower()

    def __str__(self):
        return self._value_

    def __format__(self, spec):
        return str.__format__(self._value_, spec)


class FlagBoundary(StrEnum):
    STRICT = auto()
    CONFORM = auto()
    EJECT = auto()
    KEEP = auto()


STRICT, CONFORM, EJECT, KEEP = FlagBoundary


class Flag(Enum):
    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        if not last_values:
            return start if start is not None else 1
        return 1 << max(last_values).bit_length()

    @classmethod
    def _missing_(cls, value):
        if not isinstance(value, int):
            raise ValueError(f'{value!r} is not a valid {cls.__qualname__}')
        known = 0
        for one in cls._member_map_.values():
            known |= one._value_
        if value < 0:
            value += 1 << known.bit_length()
        if value & ~known and not issubclass(cls, int):
            raise ValueError(f'{cls!r} invalid value {value!r}\n    given {bin(value)}\n  allowed {bin(known)}')
        made = int.__new__(cls, value) if issubclass(cls, int) else object.__new__(cls)
        made._value_ = value
        parts = [n for n in cls._member_names_ if cls._member_map_[n]._value_ & value == cls._member_map_[n]._value_]
        made._name_ = '|'.join(parts) or None
        cls._value2member_map_[value] = made
        return made

    def __contains__(self, other):
        if not isinstance(other, self.__class__):
            raise TypeError(f"unsupported operand type(s) for 'in': {type(other).__qualname__!r} and {self.__class__.__qualname__!r}")
        return other._value_ & self._value_ == other._value_

    def __iter__(self):
        return (one for one in self.__class__ if one._value_ & self._value_)

    def __len__(self):
        return self._value_.bit_count()

    def __bool__(self):
        return bool(self._value_)

    def __repr__(self):
        name = self.__class__.__name__
        return f'<{name}: {self._value_!r}>' if self._name_ is None else f'<{name}.{self._name_}: {self._value_!r}>'

    def __str__(self):
        name = self.__class__.__name__
        return f'{name}({self._value_!r})' if self._name_ is None else f'{name}.{self._name_}'

    def _other(self, other):
        if isinstance(other, self.__class__):
            return other._value_
        return other if isinstance(self, int) and isinstance(other, int) else None

    def __or__(self, other):
        value = self._other(other)
        return NotImplemented if value is None else self.__class__(self._value_ | value)

    def __and__(self, other):
        value = self._other(other)
        return NotImplemented if value is None else self.__class__(self._value_ & value)

    def __xor__(self, other):
        value = self._other(other)
        return NotImplemented if value is None else self.__class__(self._value_ ^ value)

    def __invert__(self):
        known = 0
        for one in self.__class__._member_map_.values():
            known |= one._value_
        return self.__class__(known & ~self._value_)

    __ror__ = __or__
    __rand__ = __and__
    __rxor__ = __xor__


class IntFlag(int, Flag):
    def __str__(self):
        return int.__repr__(self._value_)

    def __format__(self, spec):
        return int.__format__(self._value_, spec)


def unique(enumeration):
    duplicates = [f'{name} -> {one.name}' for name, one in enumeration.__members__.items() if name != one.name]
    if duplicates:
        raise ValueError(f'duplicate values found in {enumeration!r}: {", ".join(duplicates)}')
    return enumeration


class verify:
    def __init__(self, *checks):
        pass

    def __call__(self, cls):
        return cls


UNIQUE = 'one name per value'
CONTINUOUS = 'no skipped integer values'
NAMED_FLAGS = 'multi-flag aliases may not contain unnamed flags'


def global_enum(cls):
    return cls
`,
);
