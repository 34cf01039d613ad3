/**
 * Light type facts: what an expression surely is, from literals, constructors, annotations and what builtins return.
 *
 * No flow analysis: a name has a type only if all its assignments agree. Wrong is worse than unknown, so unknown is the
 * common answer.
 */
import type { Call, Expr } from '../syntax/ast';
import type { Environment } from './environment';
import { classOf, importedBinding, importedName, lookup, meaningOf, methodOf } from './environment';
import type { Binding, ClassFacts, Unit } from './summary';
import { isUnit } from './summary';

/** A builtin type by name, a library class by dotted name, or an instance of a class of the file. */
export type Type = { readonly kind: 'builtin'; readonly name: string } | { readonly kind: 'instance'; readonly of: ClassFacts };

/** What a called expression refers to. */
export type Callee =
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'library'; readonly name: string }
  | { readonly kind: 'method'; readonly type: string; readonly name: string }
  | { readonly kind: 'function'; readonly unit: Unit }
  | { readonly kind: 'class'; readonly of: ClassFacts };

/** How far a chain of names and calls is followed before the answer is "unknown". */
const LIMIT = 6;

export function typeOf(env: Environment, unit: Unit, expr: Expr, limit = LIMIT): Type | null {
  if (limit === 0) return null;
  switch (expr.kind) {
    case 'Constant':
      return builtin(CONSTANT_TYPES.get(expr.value.type) ?? null);
    case 'JoinedStr':
      return builtin('str');
    case 'List':
    case 'ListComp':
      return builtin('list');
    case 'Dict':
    case 'DictComp':
      return builtin('dict');
    case 'Set':
    case 'SetComp':
      return builtin('set');
    case 'Tuple':
      return builtin('tuple');
    case 'GeneratorExp':
      return builtin('generator');
    case 'Lambda':
      return builtin('function');
    case 'Compare':
      return builtin('bool');
    case 'UnaryOp':
      return expr.op === 'not' ? builtin('bool') : typeOf(env, unit, expr.operand, limit - 1);
    case 'BinOp': {
      const left = typeOf(env, unit, expr.left, limit - 1);
      if (expr.op === '%' && isBuiltin(left, 'str')) return left;
      const right = typeOf(env, unit, expr.right, limit - 1);
      return same(left, right) && expr.op !== '/' ? left : null;
    }
    case 'Subscript': {
      if (expr.slice.kind !== 'Slice') return elementType(env, unit, expr.value, limit);
      const of = typeOf(env, unit, expr.value, limit - 1);
      return of !== null && of.kind === 'builtin' && SLICEABLE.has(of.name) ? of : null;
    }
    case 'Call':
      return typeOfCall(env, unit, expr, limit);
    case 'Name':
      return typeOfName(env, unit, expr.id, limit);
    case 'Attribute': {
      const of = typeOf(env, unit, expr.value, limit - 1);
      if (of === null || of.kind !== 'instance') return null;
      return agreed(
        env
          .home(of.of.top)
          .attributesOf(of.of, expr.attr)
          .filter((given) => !isNone(given.value)) // None first, a value later: as with names
          .map((given) => (given.value === null ? null : typeOf(env, given.unit, given.value, limit - 1))),
      );
    }
    default:
      return null;
  }
}

/** What a call's function expression refers to, or null. */
export function calleeOf(env: Environment, unit: Unit, func: Expr, limit = LIMIT): Callee | null {
  if (limit < LIMIT) return resolveCallee(env, unit, func, limit);
  // Several rules ask about the same call.
  let known = resolved.get(env);
  if (known === undefined) resolved.set(env, (known = new Map<Expr, Callee | null>()));
  let callee = known.get(func);
  if (callee === undefined) known.set(func, (callee = resolveCallee(env, unit, func, limit)));
  return callee;
}

const resolved = new WeakMap<Environment, Map<Expr, Callee | null>>();

function resolveCallee(env: Environment, unit: Unit, func: Expr, limit: number): Callee | null {
  if (limit === 0) return null;
  if (func.kind === 'Name') {
    const scoped = lookup(env, unit, func.id);
    if (scoped === null) return { kind: 'builtin', name: func.id };
    const binding = meaningOf(env, unit, func.id);
    return binding === null ? null : boundCallee(env, binding, limit);
  }
  if (func.kind !== 'Attribute') return null;
  const module = importedName(env, unit, func.value);
  if (module !== null) {
    const own = importedBinding(env, unit, `${module}.${func.attr}`);
    return own === null ? libraryCallee(env, unit, module, func.attr) : boundCallee(env, own, limit);
  }
  if (func.value.kind === 'Call' && func.value.func.kind === 'Name' && func.value.func.id === 'super' && unit.classFacts !== null) {
    return methodOfBases(env, unit.classFacts, func.attr);
  }
  const named = classOf(env, unit, func.value);
  const of = named === null ? typeOf(env, unit, func.value, limit - 1) : ({ kind: 'instance', of: named } as const);
  if (of === null) return null;
  if (of.kind === 'builtin') return { kind: 'method', type: of.name, name: func.attr };
  const method = methodOf(env, of.of, func.attr);
  return method === null ? null : { kind: 'function', unit: method };
}

/** A function of a library, or a method of an imported class; null for what a module of the workspace does not have. */
function libraryCallee(env: Environment, unit: Unit, of: string, name: string): Callee | null {
  const facts = importedBinding(env, unit, of)?.defines ?? null;
  if (facts !== null) {
    const method = isUnit(facts) ? null : methodOf(env, facts, name);
    return method === null ? null : { kind: 'function', unit: method };
  }
  return env.home(unit.top).imported(of) !== null ? null : { kind: 'library', name: `${of}.${name}` };
}

export function isBuiltin(type: Type | null, name: string): boolean {
  return type !== null && type.kind === 'builtin' && type.name === name;
}

// -- Details -------------------------------------------------------------------------------------------------------------

const CONSTANT_TYPES: ReadonlyMap<string, string> = new Map([
  ['none', 'None'],
  ['true', 'bool'],
  ['false', 'bool'],
  ['int', 'int'],
  ['float', 'float'],
  ['complex', 'complex'],
  ['str', 'str'],
  ['bytes', 'bytes'],
]);

const SLICEABLE: ReadonlySet<string> = new Set(['str', 'bytes', 'list', 'tuple', 'bytearray']);

/** Builtins that return an instance of a known type. */
const BUILTIN_RESULTS: ReadonlyMap<string, string> = new Map([
  ['sorted', 'list'],
  ['list', 'list'],
  ['dict', 'dict'],
  ['set', 'set'],
  ['frozenset', 'frozenset'],
  ['tuple', 'tuple'],
  ['str', 'str'],
  ['repr', 'str'],
  ['bytes', 'bytes'],
  ['bytearray', 'bytearray'],
  ['int', 'int'],
  ['len', 'int'],
  ['ord', 'int'],
  ['hash', 'int'],
  ['id', 'int'],
  ['float', 'float'],
  ['bool', 'bool'],
  ['isinstance', 'bool'],
  ['chr', 'str'],
  ['hex', 'str'],
  ['open', 'file'],
  ['range', 'range'],
  ['zip', 'zip'],
  ['enumerate', 'enumerate'],
  ['map', 'map'],
  ['filter', 'filter'],
  ['reversed', 'reversed'],
  ['divmod', 'tuple'],
  ['input', 'str'],
  ['format', 'str'],
  ['memoryview', 'memoryview'],
]);

/** Library functions and classes whose result has a name in the call table. */
const LIBRARY_RESULTS: ReadonlyMap<string, string> = new Map([
  ['re.compile', 're.Pattern'],
  ['struct.Struct', 'struct.Struct'],
  ['collections.deque', 'deque'],
  ['collections.defaultdict', 'defaultdict'],
  ['collections.Counter', 'Counter'],
  ['collections.OrderedDict', 'OrderedDict'],
  ['threading.Lock', 'threading.Lock'],
  ['threading.RLock', 'threading.Lock'],
  ['queue.Queue', 'queue.Queue'],
  ['io.BytesIO', 'io.BytesIO'],
  ['io.StringIO', 'io.StringIO'],
  ['io.open', 'file'],
  ['os.path.join', 'str'],
  ['logging.getLogger', 'logging.Logger'],
  ['array.array', 'array'],
  ['struct.calcsize', 'int'],
  ['struct.pack', 'bytes'],
  ['math.sqrt', 'float'],
  ['math.isqrt', 'int'],
  ['math.gcd', 'int'],
  ['os.listdir', 'list'],
  ['struct.unpack', 'tuple'],
  ['struct.unpack_from', 'tuple'],
]);

const METHOD_RESULTS: ReadonlyMap<string, string> = new Map([
  ...[
    'strip',
    'lstrip',
    'rstrip',
    'lower',
    'upper',
    'replace',
    'join',
    'format',
    'title',
    'center',
    'ljust',
    'rjust',
    'zfill',
    'translate',
    'capitalize',
  ].map((name) => [`str.${name}`, 'str'] as const),
  ['str.split', 'list'],
  ['str.rsplit', 'list'],
  ['str.splitlines', 'list'],
  ['str.partition', 'tuple'],
  ['str.encode', 'bytes'],
  ['bytes.decode', 'str'],
  ['bytes.split', 'list'],
  ['list.copy', 'list'],
  ['dict.copy', 'dict'],
  ['re.Pattern.findall', 'list'],
  ['re.Pattern.sub', 'str'],
  ['re.Pattern.match', 're.Match'],
  ['re.Pattern.search', 're.Match'],
  ['re.Pattern.fullmatch', 're.Match'],
  ['file.readlines', 'list'],
  ['struct.Struct.unpack', 'tuple'],
  ['struct.Struct.unpack_from', 'tuple'],
]);

/** Annotations read as types: the plain names only. */
const ANNOTATIONS: ReadonlySet<string> = new Set([
  'str',
  'bytes',
  'int',
  'float',
  'list',
  'dict',
  'set',
  'tuple',
  'bytearray',
  'bool',
  'frozenset',
]);

function builtin(name: string | null): Type | null {
  return name === null ? null : { kind: 'builtin', name };
}

function same(a: Type | null, b: Type | null): boolean {
  if (a === null || b === null) return false;
  return a.kind === 'builtin' ? b.kind === 'builtin' && a.name === b.name : b.kind === 'instance' && a.of === b.of;
}

function agreed(types: readonly (Type | null)[]): Type | null {
  const first = types[0] ?? null;
  return first !== null && types.every((type) => same(first, type)) ? first : null;
}

function typeOfName(env: Environment, unit: Unit, name: string, limit: number): Type | null {
  const scoped = lookup(env, unit, name);
  if (scoped === null) return null;
  const types: (Type | null)[] = [];
  for (const binding of scoped.bindings) {
    if (binding.kind === 'augment') continue; // `x += y` keeps the type of a list or a string; numbers agree or are unknown anyway
    if (isNone(binding.value)) continue; // `x = None` first, a value later: the value is what methods are called on
    types.push(typeOfBinding(env, binding, limit));
    if (types[types.length - 1] === null) return null;
  }
  return agreed(types);
}

function isNone(expr: Expr | null): boolean {
  return expr !== null && expr.kind === 'Constant' && expr.value.type === 'none';
}

function typeOfBinding(env: Environment, binding: Binding, limit: number): Type | null {
  switch (binding.kind) {
    case 'assign':
      return binding.value === null ? null : typeOf(env, binding.unit, binding.value, limit - 1);
    case 'with': {
      const of = binding.value === null ? null : typeOf(env, binding.unit, binding.value, limit - 1);
      return isBuiltin(of, 'file') ? of : null;
    }
    case 'for': {
      const over = binding.value === null ? null : typeOf(env, binding.unit, binding.value, limit - 1);
      if (isBuiltin(over, 'file') || isBuiltin(over, 'str')) return builtin('str');
      if (isBuiltin(over, 'range') || isBuiltin(over, 'bytes')) return builtin('int');
      return binding.value === null ? null : elementType(env, binding.unit, binding.value, limit);
    }
    case 'parameter':
      return typeOfParameter(env, binding);
    default:
      return null;
  }
}

/** More elements of a display than this are not looked at. */
const MOST_ELEMENTS = 50;

/** What all elements of a list, tuple or dict's values are, where the text shows each of them: a display, a comprehension, what is appended. */
function elementType(env: Environment, unit: Unit, of: Expr, limit: number): Type | null {
  if (limit <= 1) return null;
  switch (of.kind) {
    case 'List':
    case 'Tuple':
    case 'Set':
      if (of.elts.length === 0 || of.elts.length > MOST_ELEMENTS) return null;
      return agreed(of.elts.map((element) => typeOf(env, unit, element, limit - 1)));
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
      return typeOf(env, unit, of.elt, limit - 1);
    case 'DictComp':
      return typeOf(env, unit, of.value, limit - 1);
    case 'BinOp':
      return of.op === '*' ? elementType(env, unit, of.left, limit - 1) : null;
    case 'Name': {
      const scoped = lookup(env, unit, of.id);
      const binding = scoped?.bindings.length === 1 ? scoped.bindings[0]! : null;
      if (binding === null || binding.kind !== 'assign' || binding.value === null) return null;
      const isEmpty = binding.value.kind === 'List' && binding.value.elts.length === 0;
      const shown = isEmpty ? null : elementType(env, binding.unit, binding.value, limit - 1);
      if (shown === null && !isEmpty) return null;
      const home = env.home(binding.unit.top);
      if (!home.isMutatedName(of.id)) return shown;
      const appended = home.appendedTo(of.id);
      if (appended.length === 0) return shown;
      const types = appended.map((given) => typeOf(env, given.unit, given.value, limit - 1));
      return agreed(shown === null ? types : [shown, ...types]);
    }
    default:
      return null;
  }
}

function typeOfParameter(env: Environment, binding: Binding): Type | null {
  const { unit } = binding;
  const parameter = unit.parameters.find((candidate) => candidate.name === binding.name);
  if (parameter === undefined) return null;
  if (parameter.kind === '*') return builtin('tuple');
  if (parameter.kind === '**') return builtin('dict');
  const isStatic = unit.decorators.some((decorator) => decorator.kind === 'Name' && decorator.id === 'staticmethod');
  if (unit.classFacts !== null && parameter.index === 0 && !isStatic) return { kind: 'instance', of: unit.classFacts };
  const { annotation } = parameter;
  if (annotation === null || annotation.kind !== 'Name') return null;
  if (ANNOTATIONS.has(annotation.id) && lookup(env, unit, annotation.id) === null) return builtin(annotation.id);
  const facts = classOf(env, unit, annotation);
  return facts === null ? null : { kind: 'instance', of: facts };
}

function typeOfCall(env: Environment, unit: Unit, call: Call, limit: number): Type | null {
  const callee = calleeOf(env, unit, call.func, limit - 1);
  if (callee === null) return null;
  switch (callee.kind) {
    case 'builtin':
      return builtin(BUILTIN_RESULTS.get(callee.name) ?? null);
    case 'library':
      return builtin(LIBRARY_RESULTS.get(callee.name) ?? null);
    case 'method':
      return builtin(METHOD_RESULTS.get(`${callee.type}.${callee.name}`) ?? null);
    case 'class':
      return { kind: 'instance', of: callee.of };
    case 'function':
      return callee.unit.isGenerator ? builtin('generator') : null;
  }
}

function boundCallee(env: Environment, binding: Binding, limit: number): Callee | null {
  if (binding.imported !== null) return { kind: 'library', name: binding.imported };
  if (binding.defines !== null)
    return isUnit(binding.defines) ? { kind: 'function', unit: binding.defines } : { kind: 'class', of: binding.defines };
  if (binding.kind !== 'assign' || binding.value === null) return null;
  if (binding.value.kind === 'Lambda') {
    const unit = binding.unit.top.units.find((candidate) => candidate.node === binding.value);
    return unit === undefined ? null : { kind: 'function', unit };
  }
  // `unpack = struct.unpack_from`: an alias means what it was given.
  return binding.value.kind === 'Name' || binding.value.kind === 'Attribute' ? calleeOf(env, binding.unit, binding.value, limit - 1) : null;
}

function methodOfBases(env: Environment, facts: ClassFacts, name: string): Callee | null {
  for (const base of facts.bases) {
    const of = classOf(env, facts.top.units[0]!, base);
    const method = of === null ? null : methodOf(env, of, name);
    if (method !== null) return { kind: 'function', unit: method };
  }
  return null;
}
