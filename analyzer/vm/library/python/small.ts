/** Small modules that CPython has in C and PyPy in Python or RPython without loops: written in Python. */
import { definePythonModule } from './registry';

definePythonModule(
  '_contextvars',
  String.raw`
_missing = object()


class Token:
    MISSING = _missing

    def __init__(self, context, var, old):
        self._context = context
        self._var = var
        self._old = old
        self._used = False

    var = property(lambda self: self._var)
    old_value = property(lambda self: self._old)

    def __enter__(self):
        return self

    def __exit__(self, *details):
        self._var.reset(self)

    def __repr__(self):
        return f'<Token{" used" if self._used else ""} var={self._var!r} at {id(self):#x}>'


class Context:
    def __init__(self):
        self._data = {}
        self._previous = None
        self._entered = False

    def run(self, callable, /, *args, **keywords):
        global _current
        if self._entered:
            raise RuntimeError(f'cannot enter context: {self} is already entered')
        self._previous = _current
        self._entered = True
        _current = self
        try:
            return callable(*args, **keywords)
        finally:
            _current = self._previous
            self._previous = None
            self._entered = False

    def copy(self):
        context = Context()
        context._data = self._data.copy()
        return context

    def __getitem__(self, var):
        if not isinstance(var, ContextVar):
            raise TypeError(f'a ContextVar key was expected, got {var!r}')
        return self._data[var]

    def __contains__(self, var):
        if not isinstance(var, ContextVar):
            raise TypeError(f'a ContextVar key was expected, got {var!r}')
        return var in self._data

    def get(self, var, default=None):
        return self._data.get(var, default)

    def __iter__(self):
        return iter(self._data)

    def __len__(self):
        return len(self._data)

    def __eq__(self, other):
        return self._data == other._data if isinstance(other, Context) else NotImplemented

    __hash__ = None

    def keys(self):
        return self._data.keys()

    def values(self):
        return self._data.values()

    def items(self):
        return self._data.items()


_current = Context()


class ContextVar:
    def __init__(self, name, *, default=_missing):
        if not isinstance(name, str):
            raise TypeError('context variable name must be a str')
        self._name = name
        self._default = default

    name = property(lambda self: self._name)

    def __class_getitem__(cls, item):
        import types
        return types.GenericAlias(cls, item)

    def get(self, default=_missing):
        value = _current._data.get(self, _missing)
        if value is not _missing:
            return value
        if default is not _missing:
            return default
        if self._default is not _missing:
            return self._default
        raise LookupError(self)

    def set(self, value):
        token = Token(_current, self, _current._data.get(self, _missing))
        # A copy: contexts that were copied from this one keep what they saw.
        _current._data = {**_current._data, self: value}
        return token

    def reset(self, token):
        if not isinstance(token, Token):
            raise TypeError(f'expected an instance of Token, got {token!r}')
        if token._used:
            raise RuntimeError(f'{token!r} has already been used once')
        if token._var is not self:
            raise ValueError(f'{token!r} was created by a different ContextVar')
        if token._context is not _current:
            raise ValueError(f'{token!r} was created in a different Context')
        token._used = True
        data = {**_current._data}
        if token._old is _missing:
            data.pop(self, None)
        else:
            data[self] = token._old
        _current._data = data

    def __repr__(self):
        default = '' if self._default is _missing else f' default={self._default!r}'
        return f'<ContextVar name={self._name!r}{default} at {id(self):#x}>'


def copy_context():
    return _current.copy()
`,
);

definePythonModule(
  '_string',
  String.raw`
def formatter_parser(text):
    """(literal, field, spec, conversion) for each replacement field."""
    i, n, literal = 0, len(text), ''
    while i < n:
        c = text[i]
        i += 1
        if c == '{':
            if text[i:i + 1] == '{':
                literal += '{'
                i += 1
                continue
        elif c == '}':
            if text[i:i + 1] != '}':
                raise ValueError("Single '}' encountered in format string")
            literal += '}'
            i += 1
            continue
        else:
            literal += c
            continue
        if i >= n:
            raise ValueError("Single '{' encountered in format string")
        start, depth = i, 1
        brackets = 0
        while i < n and depth:
            if text[i] == '{':
                depth += 1
            elif text[i] == '}':
                depth -= 1
            i += 1
        if depth:
            raise ValueError("expected '}' before end of string")
        body = text[start:i - 1]
        at = 0
        while at < len(body):
            if body[at] == '[':
                brackets += 1
            elif body[at] == ']':
                brackets -= 1
            elif body[at] in ':!' and brackets <= 0:
                break
            at += 1
        name, rest = body[:at], body[at:]
        conversion = None
        if rest[:1] == '!':
            if len(rest) < 2:
                raise ValueError("unmatched '{' in format spec" if not rest[1:] else 'end of string while looking for conversion specifier')
            conversion, rest = rest[1], rest[2:]
            if rest and rest[0] != ':':
                raise ValueError("expected ':' after conversion specifier")
        yield literal, name, rest[1:], conversion
        literal = ''
    if literal:
        yield literal, None, None, None


def _key(text):
    return int(text) if text.isdigit() else text


def formatter_field_name_split(text):
    """The first name, and the attributes and items after it."""
    i = 0
    while i < len(text) and text[i] not in '.[':
        i += 1
    return _key(text[:i]), _rest(text, i)


def _rest(text, i):
    while i < len(text):
        if text[i] == '.':
            end = i + 1
            while end < len(text) and text[end] not in '.[':
                end += 1
            if end == i + 1:
                raise ValueError('Empty attribute in format string')
            yield True, text[i + 1:end]
            i = end
        elif text[i] == '[':
            end = text.find(']', i)
            if end < 0:
                raise ValueError("Missing ']' in format string")
            if end == i + 1:
                raise ValueError('Empty attribute in format string')
            yield False, _key(text[i + 1:end])
            i = end + 1
        else:
            raise ValueError("Only '.' or '[' may follow ']' in format field specifier")
`,
);
definePythonModule(
  'string.templatelib',
  String.raw`
__all__ = ['Interpolation', 'Template', 'convert']


class Interpolation:
    __slots__ = ('_value', '_expression', '_conversion', '_format_spec')
    __match_args__ = ('value', 'expression', 'conversion', 'format_spec')

    def __init__(self, value, expression='', conversion=None, format_spec=''):
        if conversion not in (None, 's', 'r', 'a'):
            raise ValueError("Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'")
        self._value = value
        self._expression = expression
        self._conversion = conversion
        self._format_spec = format_spec

    value = property(lambda self: self._value)
    expression = property(lambda self: self._expression)
    conversion = property(lambda self: self._conversion)
    format_spec = property(lambda self: self._format_spec)

    def __repr__(self):
        return f'Interpolation({self._value!r}, {self._expression!r}, {self._conversion!r}, {self._format_spec!r})'


class Template:
    __slots__ = ('_strings', '_interpolations')

    def __init__(self, *args):
        strings, interpolations, text = [], [], ''
        for part in args:
            if isinstance(part, str):
                text += part
            elif isinstance(part, Interpolation):
                strings.append(text)
                interpolations.append(part)
                text = ''
            else:
                raise TypeError(f"Template.__new__ *args need to be of type 'str' or 'Interpolation', got {type(part).__name__}")
        self._strings = (*strings, text)
        self._interpolations = tuple(interpolations)

    strings = property(lambda self: self._strings)
    interpolations = property(lambda self: self._interpolations)
    values = property(lambda self: tuple(part.value for part in self._interpolations))

    def __iter__(self):
        for text, part in zip(self._strings, self._interpolations):
            if text:
                yield text
            yield part
        if self._strings[-1]:
            yield self._strings[-1]

    def __add__(self, other):
        if not isinstance(other, Template):
            raise TypeError(f'can only concatenate string.templatelib.Template (not "{type(other).__name__}") to string.templatelib.Template')
        return Template(*self, *other)

    def __repr__(self):
        return f'Template(strings={self._strings!r}, interpolations={self._interpolations!r})'


def _template(strings, interpolations):
    made = Template()
    made._strings = strings
    made._interpolations = interpolations
    return made


def convert(obj, /, conversion):
    if conversion is None:
        return obj
    if conversion == 'r':
        return repr(obj)
    if conversion == 's':
        return str(obj)
    if conversion == 'a':
        return ascii(obj)
    raise ValueError(f'invalid conversion specifier: {conversion}')
`,
);

definePythonModule(
  '_opcode',
  String.raw`
ENABLE_SPECIALIZATION = False


def _no(op):
    return False


has_arg = has_const = has_name = has_jump = has_free = has_local = has_exc = is_valid = _no


def stack_effect(opcode, oparg=None, /, *, jump=None):
    raise ValueError('the bytecode is not that of CPython')


def get_intrinsic1_descs():
    return []


get_intrinsic2_descs = get_special_method_names = get_common_constants = get_intrinsic1_descs


def get_nb_ops():
    return []


def get_executor(*, code, offset):
    return None


def get_specialization_stats():
    return None
`,
);
