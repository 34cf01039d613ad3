/** _ast: the classes of syntax trees, from the grammar of the abstract syntax. Source: Python's library reference, "ast", abstract grammar. */
import { definePythonModule } from './registry';

definePythonModule(
  '_ast',
  String.raw`
import _ast_nodes

PyCF_ONLY_AST = 0x400
PyCF_TYPE_COMMENTS = 0x1000
PyCF_ALLOW_TOP_LEVEL_AWAIT = 0x2000
PyCF_OPTIMIZED_AST = 0x8400

_place = ('lineno', 'col_offset', 'end_lineno', 'end_col_offset')


class AST:
    _fields = ()
    _attributes = ()
    __match_args__ = ()
    _field_types = {}

    def __init__(self, *args, **keywords):
        fields = self._fields
        if len(args) > len(fields):
            raise TypeError(f'{type(self).__name__} constructor takes at most {len(fields)} positional argument{"s"[:len(fields) != 1]}')
        given = dict(zip(fields, args))
        for name, value in keywords.items():
            if name in given:
                raise TypeError(f'{type(self).__name__} got multiple values for argument {name!r}')
            given[name] = value
        for name in fields:
            if name not in given:
                kind = self._kinds.get(name, '')
                if kind == '*':
                    given[name] = []
                elif name == 'ctx':
                    given[name] = Load()
        for name, value in given.items():
            setattr(self, name, value)

    def __reduce_ex__(self, protocol):
        return type(self), (), dict(self.__dict__)

    def __replace__(self, **changes):
        values = {name: getattr(self, name) for name in self._fields + self._attributes if hasattr(self, name)}
        return type(self)(**{**values, **changes})

    def __repr__(self):
        return f'{type(self).__name__}({", ".join(f"{n}={getattr(self, n, None)!r}" for n in self._fields)})'

    _kinds = {}


_grammar = '''
mod = Module(stmt* body, type_ignore* type_ignores) | Interactive(stmt* body) | Expression(expr body) | FunctionType(expr* argtypes, expr returns)
stmt! = FunctionDef(identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params) | AsyncFunctionDef(identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params) | ClassDef(identifier name, expr* bases, keyword* keywords, stmt* body, expr* decorator_list, type_param* type_params) | Return(expr? value) | Delete(expr* targets) | Assign(expr* targets, expr value, string? type_comment) | TypeAlias(expr name, type_param* type_params, expr value) | AugAssign(expr target, operator op, expr value) | AnnAssign(expr target, expr annotation, expr? value, int simple) | For(expr target, expr iter, stmt* body, stmt* orelse, string? type_comment) | AsyncFor(expr target, expr iter, stmt* body, stmt* orelse, string? type_comment) | While(expr test, stmt* body, stmt* orelse) | If(expr test, stmt* body, stmt* orelse) | With(withitem* items, stmt* body, string? type_comment) | AsyncWith(withitem* items, stmt* body, string? type_comment) | Match(expr subject, match_case* cases) | Raise(expr? exc, expr? cause) | Try(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody) | TryStar(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody) | Assert(expr test, expr? msg) | Import(alias* names) | ImportFrom(identifier? module, alias* names, int? level) | Global(identifier* names) | Nonlocal(identifier* names) | Expr(expr value) | Pass() | Break() | Continue()
expr! = BoolOp(boolop op, expr* values) | NamedExpr(expr target, expr value) | BinOp(expr left, operator op, expr right) | UnaryOp(unaryop op, expr operand) | Lambda(arguments args, expr body) | IfExp(expr test, expr body, expr orelse) | Dict(expr?* keys, expr* values) | Set(expr* elts) | ListComp(expr elt, comprehension* generators) | SetComp(expr elt, comprehension* generators) | DictComp(expr key, expr value, comprehension* generators) | GeneratorExp(expr elt, comprehension* generators) | Await(expr value) | Yield(expr? value) | YieldFrom(expr value) | Compare(expr left, cmpop* ops, expr* comparators) | Call(expr func, expr* args, keyword* keywords) | FormattedValue(expr value, int conversion, expr? format_spec) | Interpolation(expr value, constant str, int conversion, expr? format_spec) | JoinedStr(expr* values) | TemplateStr(expr* values) | Constant(constant value, string? kind) | Attribute(expr value, identifier attr, expr_context ctx) | Subscript(expr value, expr slice, expr_context ctx) | Starred(expr value, expr_context ctx) | Name(identifier id, expr_context ctx) | List(expr* elts, expr_context ctx) | Tuple(expr* elts, expr_context ctx) | Slice(expr? lower, expr? upper, expr? step)
expr_context = Load() | Store() | Del()
boolop = And() | Or()
operator = Add() | Sub() | Mult() | MatMult() | Div() | Mod() | Pow() | LShift() | RShift() | BitOr() | BitXor() | BitAnd() | FloorDiv()
unaryop = Invert() | Not() | UAdd() | USub()
cmpop = Eq() | NotEq() | Lt() | LtE() | Gt() | GtE() | Is() | IsNot() | In() | NotIn()
excepthandler! = ExceptHandler(expr? type, identifier? name, stmt* body)
pattern! = MatchValue(expr value) | MatchSingleton(constant value) | MatchSequence(pattern* patterns) | MatchMapping(expr* keys, pattern* patterns, identifier? rest) | MatchClass(expr cls, pattern* patterns, identifier* kwd_attrs, pattern* kwd_patterns) | MatchStar(identifier? name) | MatchAs(pattern? pattern, identifier? name) | MatchOr(pattern* patterns)
type_ignore = TypeIgnore(int lineno, string tag)
type_param! = TypeVar(identifier name, expr? bound, expr? default_value) | ParamSpec(identifier name, expr? default_value) | TypeVarTuple(identifier name, expr? default_value)
'''
_products = '''
comprehension(expr target, expr iter, expr* ifs, int is_async)
arguments(arg* posonlyargs, arg* args, arg? vararg, arg* kwonlyargs, expr?* kw_defaults, arg? kwarg, expr* defaults)
arg!(identifier arg, expr? annotation, string? type_comment)
keyword!(identifier? arg, expr value)
alias!(identifier name, identifier? asname)
withitem(expr context_expr, expr? optional_vars)
match_case(pattern pattern, expr? guard, stmt* body)
'''


def _make(text, base, placed):
    name, _, rest = text.strip().partition('(')
    if name.endswith('!'):
        name, placed = name[:-1], True
    fields, kinds = [], {}
    for part in filter(None, rest.rstrip(') ').split(',')):
        kind, field = part.split()
        fields.append(field)
        kinds[field] = '*' if kind[-1] == '*' else '?' if kind[-1] == '?' else ''
    namespace = {'_fields': tuple(fields), '__match_args__': tuple(fields), '_kinds': kinds, '_field_types': {field: list[object] if kind == '*' else object for field, kind in kinds.items()}, '__module__': 'ast', '__doc__': text.strip().replace('!', '')}
    namespace.update({field: None for field, kind in kinds.items() if kind == '?'})
    if placed:
        namespace['_attributes'] = _place
        namespace.update(end_lineno=None, end_col_offset=None)
    globals()[name] = made = type(name, (base,), namespace)
    return made


for _line in _grammar.strip().split('\n'):
    _name, _, _rest = _line.partition(' = ')
    _placed = _name.endswith('!')
    _name = _name.rstrip('!')
    globals()[_name] = _base = type(_name, (AST,), {'__module__': 'ast', '__doc__': _rest, **({'_attributes': _place, 'end_lineno': None, 'end_col_offset': None} if _placed else {})})
    for _part in _rest.split(' | '):
        _make(_part, _base, _placed)
for _line in _products.strip().split('\n'):
    _make(_line, AST, False)
AST.__module__ = 'ast'
del _line, _name, _rest, _part, _base, _placed
_ast_nodes.classes(globals())
`,
);
