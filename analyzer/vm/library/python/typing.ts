/**
 * _typing: what `typing` and the syntax of type parameters are built on. CPython has it in C (Objects/typevarobject.c, whose behaviour this is); in
 * PyPy 3.9 the same classes are Python, in typing.py, so they are Python here.
 */
import { definePythonModule } from './registry';

definePythonModule(
  '_typing',
  String.raw`
import sys as _sys
from _types import UnionType as Union


def _idfunc(x):
    return x


def _caller():
    try:
        name = _sys._getframe(2).f_globals.get('__name__')
    except (ValueError, AttributeError):
        return None
    return name


class NoDefaultType:
    __slots__ = ()

    def __new__(cls):
        return NoDefault

    def __repr__(self):
        return 'typing.NoDefault'

    def __reduce__(self):
        return 'NoDefault'


NoDefault = object.__new__(NoDefaultType)
NoDefaultType.__module__ = 'typing'


class _Evaluator:
    def __init__(self, value):
        self._value = value

    def __call__(self, format=1, /):
        if format == 4:
            import annotationlib
            return annotationlib.type_repr(self._value)
        return self._value

    def __repr__(self):
        return f'<constevaluator {self._value!r}>'


def _check(value, message):
    if value is None:
        return type(None)
    import typing
    return typing._type_check(value, message)


class _Parameter:
    # A field holds a value, or while it is still to be computed a function in the field of the same name with an underscore more.
    def __init_subclass__(cls, /, **keywords):
        if getattr(cls, '_closed', False):
            name = next(base.__name__ for base in cls.__mro__ if '_closed' in base.__dict__)
            raise TypeError(f"type 'typing.{name}' is not an acceptable base type")

    def _computed(self, field):
        value = getattr(self, '_' + field)
        if value is _pending:
            value = getattr(self, '_evaluate_' + field)(1)
            setattr(self, '_' + field, value)
        return value

    @property
    def __default__(self):
        return self._computed('default')

    @property
    def evaluate_default(self):
        return self._evaluator('default', NoDefault)

    def _evaluator(self, field, absent):
        made = getattr(self, '_evaluate_' + field, None)
        if made is not None:
            return made
        value = getattr(self, '_' + field)
        return None if value is absent else _Evaluator(value)

    def has_default(self):
        return self._default is not NoDefault

    def __mro_entries__(self, bases):
        raise TypeError(f'Cannot subclass an instance of {type(self).__name__}')

    def __reduce__(self):
        return self.__name__

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def _variance(self, covariant, contravariant, infer_variance):
        if covariant and contravariant:
            raise ValueError('Bivariant types are not supported.')
        if infer_variance and (covariant or contravariant):
            raise ValueError('Variance cannot be specified with infer_variance.')
        self.__covariant__ = bool(covariant)
        self.__contravariant__ = bool(contravariant)
        self.__infer_variance__ = bool(infer_variance)

    def __repr__(self):
        if self.__infer_variance__:
            return self.__name__
        return ('+' if self.__covariant__ else '-' if self.__contravariant__ else '~') + self.__name__


_pending = object()


class TypeVar(_Parameter):
    def __init__(self, name, *constraints, bound=None, default=NoDefault, covariant=False, contravariant=False, infer_variance=False):
        if not isinstance(name, str):
            raise TypeError(f"TypeVar() argument 'name' must be str, not {type(name).__name__}")
        self._variance(covariant, contravariant, infer_variance)
        if len(constraints) == 1:
            raise TypeError('A single constraint is not allowed')
        if constraints and bound is not None:
            raise TypeError('Constraints cannot be combined with bound=...')
        self.__name__ = name
        self._constraints = constraints
        self._bound = None if bound is None else _check(bound, 'Bound must be a type.')
        self._default = default
        module = _caller()
        if module is not None:
            self.__module__ = module

    @property
    def __constraints__(self):
        return self._computed('constraints')

    @property
    def __bound__(self):
        return self._computed('bound')

    @property
    def evaluate_bound(self):
        return self._evaluator('bound', None)

    @property
    def evaluate_constraints(self):
        return self._evaluator('constraints', ())

    def __typing_subst__(self, arg):
        import typing
        return typing._typevar_subst(self, arg)

    def __typing_prepare_subst__(self, alias, args):
        params = alias.__parameters__
        index = params.index(self)
        if index < len(args):
            return args
        if self.has_default():
            return (*args, self.__default__)
        if index == len(args):
            raise TypeError(f'Too few arguments for {alias}')
        return args


class ParamSpec(_Parameter):
    def __init__(self, name, *, bound=None, default=NoDefault, covariant=False, contravariant=False, infer_variance=False):
        if not isinstance(name, str):
            raise TypeError(f"ParamSpec() argument 'name' must be str, not {type(name).__name__}")
        self._variance(covariant, contravariant, infer_variance)
        self.__name__ = name
        self.__bound__ = None if bound is None else _check(bound, 'Bound must be a type.')
        self._default = default
        module = _caller()
        if module is not None:
            self.__module__ = module

    @property
    def args(self):
        return ParamSpecArgs(self)

    @property
    def kwargs(self):
        return ParamSpecKwargs(self)

    def __typing_subst__(self, arg):
        import typing
        return typing._paramspec_subst(self, arg)

    def __typing_prepare_subst__(self, alias, args):
        import typing
        return typing._paramspec_prepare_subst(self, alias, args)


class TypeVarTuple(_Parameter):
    def __init__(self, name, *, default=NoDefault):
        if not isinstance(name, str):
            raise TypeError(f"TypeVarTuple() argument 'name' must be str, not {type(name).__name__}")
        self.__name__ = name
        self._default = default
        module = _caller()
        if module is not None:
            self.__module__ = module

    def __iter__(self):
        import typing
        yield typing.Unpack[self]

    def __repr__(self):
        return self.__name__

    def __typing_subst__(self, arg):
        raise TypeError('Substitution of bare TypeVarTuple is not supported')

    def __typing_prepare_subst__(self, alias, args):
        import typing
        return typing._typevartuple_prepare_subst(self, alias, args)

    __or__ = __ror__ = None


del TypeVarTuple.__or__, TypeVarTuple.__ror__


class _ParamSpecPart:
    def __init__(self, origin):
        self.__origin__ = origin

    def __init_subclass__(cls, /, **keywords):
        if getattr(cls, '_closed', False):
            raise TypeError(f"type 'typing.{cls.__base__.__name__}' is not an acceptable base type")

    def __mro_entries__(self, bases):
        raise TypeError(f'Cannot subclass an instance of {type(self).__name__}')

    def __eq__(self, other):
        if type(self) is not type(other):
            return NotImplemented
        return self.__origin__ == other.__origin__

    __hash__ = None

    def __repr__(self):
        origin = self.__origin__
        return f'{origin.__name__ if isinstance(origin, ParamSpec) else repr(origin)}.{self._part}'


class ParamSpecArgs(_ParamSpecPart):
    _part = 'args'


class ParamSpecKwargs(_ParamSpecPart):
    _part = 'kwargs'


class TypeAliasType:
    def __init__(self, name, value, *, type_params=()):
        if not isinstance(name, str):
            raise TypeError(f"typealias() argument 'name' must be str, not {type(name).__name__}")
        if not isinstance(type_params, tuple):
            raise TypeError('type_params must be a tuple')
        seen_default = False
        for parameter in type_params:
            if not isinstance(parameter, _Parameter):
                raise TypeError(f'Expected a type param, got {parameter!r}')
            if parameter.has_default():
                seen_default = True
            elif seen_default and not isinstance(parameter, TypeVarTuple):
                raise TypeError(f"non-default type parameter '{parameter.__name__}' follows default type parameter")
        self._fill(name, type_params, value, None, _caller())

    def _fill(self, name, type_params, value, evaluate, module):
        self.__dict__.update(__name__=name, __type_params__=type_params, _value=value, _evaluate_value=evaluate)
        if module is not None:
            self.__dict__['__module__'] = module

    def __setattr__(self, name, value):
        raise AttributeError('readonly attribute' if name in ('__name__', '__value__') else f"attribute '{name}' of 'typing.TypeAliasType' objects is not writable")

    def __init_subclass__(cls, /, **keywords):
        raise TypeError("type 'typing.TypeAliasType' is not an acceptable base type")

    @property
    def __value__(self):
        if self._value is _pending:
            self.__dict__['_value'] = self._evaluate_value(1)
        return self._value

    @property
    def evaluate_value(self):
        return self._evaluate_value or _Evaluator(self._value)

    @property
    def __parameters__(self):
        out = []
        for parameter in self.__type_params__:
            if isinstance(parameter, TypeVarTuple):
                out.extend(parameter)
            else:
                out.append(parameter)
        return tuple(out)

    def __getitem__(self, args):
        if not self.__type_params__:
            raise TypeError('Only generic type aliases are subscriptable')
        from types import GenericAlias
        return GenericAlias(self, args)

    def __iter__(self):
        import typing
        yield typing.Unpack[self]

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __reduce__(self):
        return self.__name__

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __repr__(self):
        return self.__name__


class Generic:
    """Abstract base class for generic types.

    On Python 3.12 and newer, generic classes implicitly inherit from
    Generic when they declare a parameter list after the class's name::

        class Mapping[KT, VT]:
            def __getitem__(self, key: KT) -> VT:
                ...
                # Etc.

    On older versions of Python, however, generic classes have to
    explicitly inherit from Generic.

    After a class has been declared to be generic, it can then be used as
    follows::

        def lookup_name[KT, VT](mapping: Mapping[KT, VT], key: KT, default: VT) -> VT:
            try:
                return mapping[key]
            except KeyError:
                return default
    """
    __slots__ = ()

    @classmethod
    def __class_getitem__(cls, params):
        import typing
        return typing._generic_class_getitem(cls, params)

    @classmethod
    def __init_subclass__(cls, *args, **keywords):
        import typing
        return typing._generic_init_subclass(cls, *args, **keywords)


for _t in (TypeVar, ParamSpec, TypeVarTuple, ParamSpecArgs, ParamSpecKwargs, TypeAliasType, Generic):
    _t.__module__ = 'typing'
    if _t is not Generic and _t is not TypeAliasType:
        _t._closed = True


def _parameter(kind, name, evaluate):
    # What the compiler makes of [T: bound, *Ts, **P].
    made = object.__new__((TypeVar, TypeVar, TypeVar, ParamSpec, TypeVarTuple)[kind])
    made.__name__ = name
    made._default = NoDefault
    if kind < 4:
        made._variance(False, False, True)
    if kind < 3:
        made._bound = None
        made._constraints = ()
        if kind == 1:
            made._bound, made._evaluate_bound = _pending, evaluate
        elif kind == 2:
            made._constraints, made._evaluate_constraints = _pending, evaluate
    elif kind == 3:
        made.__bound__ = None
    made.__module__ = _sys._getframe(1).f_globals.get('__name__')
    return made


def _parameter_default(parameter, evaluate):
    parameter._default, parameter._evaluate_default = _pending, evaluate


def _type_alias(name, evaluate, type_params):
    made = object.__new__(TypeAliasType)
    made._fill(name, type_params or (), _pending, evaluate, _sys._getframe(1).f_globals.get('__name__'))
    return made


def _generic_base(params):
    import typing
    return typing._generic_class_getitem(Generic, tuple(typing.Unpack[p] if isinstance(p, TypeVarTuple) else p for p in params))
`,
);
