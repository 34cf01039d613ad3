/**
 * How often a loop runs each time it is reached.
 *
 * A number where the text says it (`range(9)`, a literal, a constant of the module, a counter that steps to a constant),
 * `endless` for loops that cannot end, else `unknown`: it may be many.
 */
import type { BinOp, CompareOperator, Expr, GeneratorExp, ListComp, Stmt, While } from '../syntax/ast';
import { descendants } from '../syntax/walk';
import type { Edge } from './calls';
import type { Environment } from './environment';
import { dottedName, lookup, meaningOf, moduleConstant } from './environment';
import type { Loop, Unit } from './summary';
import { loopsFrom } from './summary';
import { calleeOf } from './types';
import { returnsOf } from './value-kinds';
import { argumentFor } from './variation';

export type Trips = number | 'unknown' | 'endless';

const LIMIT = 12;

/** Whom the count may ask. */
interface Asking {
  readonly env: Environment;
  readonly callers: (unit: Unit) => readonly Edge[];
  /** Questions that may still be asked: callers of callers multiply. */
  left: number;
}

const MOST_QUESTIONS = 150;

const nobody = (): readonly Edge[] => [];

/** `callers` gives the calls of a function, where they are known: a bound that is a parameter is what they hand over. */
export function tripsOf(env: Environment, unit: Unit, loop: Loop, callers: Asking['callers'] = nobody): Trips {
  const ask: Asking = { env, callers, left: MOST_QUESTIONS };
  if (loop.node.kind === 'While') return whileTrips(ask, unit, loop, loop.node);
  return lengthOf(ask, unit, loop.node.iter, LIMIT);
}

/** The number of items an iterable yields. */
function lengthOf(ask: Asking, unit: Unit, iter: Expr, limit: number): Trips {
  if (limit <= 0 || --ask.left < 0) return 'unknown';
  switch (iter.kind) {
    case 'List':
    case 'Tuple':
    case 'Set':
      return iter.elts.some((element) => element.kind === 'Starred') ? 'unknown' : iter.elts.length;
    case 'Dict':
      return iter.keys.includes(null) ? 'unknown' : iter.keys.length;
    case 'Constant':
      return iter.value.type === 'str' ? [...iter.value.value].length : iter.value.type === 'bytes' ? iter.value.value.length : 'unknown';
    case 'ListComp':
    case 'GeneratorExp':
      return comprehensionLength(ask, unit, iter, limit);
    case 'BinOp':
      return repeatedLength(ask, unit, iter, limit);
    case 'Name': {
      const scoped = lookup(ask.env, unit, iter.id);
      if (scoped === null || scoped.bindings.length !== 1) return 'unknown';
      const binding = scoped.bindings[0]!;
      if (binding.kind === 'parameter')
        return handedOver(ask, binding.unit, iter.id, (from, given) => lengthOf(ask, from, given, limit - 1));
      if (ask.env.isMutatedName(iter.id)) return 'unknown';
      if (binding.kind !== 'assign' || binding.value === null) return 'unknown';
      return lengthOf(ask, binding.unit, binding.value, limit - 1);
    }
    case 'Call':
      return callLength(ask, unit, iter.func, iter.args, limit);
    default:
      return 'unknown';
  }
}

/** `[f(x) for x in xs for y in ys]`: the product; with a condition, nobody knows. */
function comprehensionLength(ask: Asking, unit: Unit, comprehension: ListComp | GeneratorExp, limit: number): Trips {
  let product = 1;
  for (const generator of comprehension.generators) {
    const length = generator.ifs.length > 0 ? 'unknown' : lengthOf(ask, unit, generator.iter, limit - 1);
    if (typeof length !== 'number') return length;
    product *= length;
  }
  return product;
}

/** `[a, b] * 500`, `head + tail`. */
function repeatedLength(ask: Asking, unit: Unit, { left, op, right }: BinOp, limit: number): Trips {
  if (op === '*') {
    const [items, times] = isSequence(left) ? [left, right] : [right, left];
    const length = isSequence(items) ? lengthOf(ask, unit, items, limit - 1) : 'unknown';
    const factor = integerOf(ask, unit, times);
    return typeof length === 'number' && factor !== null ? length * Math.max(0, factor) : 'unknown';
  }
  if (op !== '+') return 'unknown';
  const first = lengthOf(ask, unit, left, limit - 2);
  const second = typeof first === 'number' ? lengthOf(ask, unit, right, limit - 2) : 'unknown';
  return typeof first === 'number' && typeof second === 'number' ? first + second : 'unknown';
}

function isSequence(expr: Expr): boolean {
  return (
    expr.kind === 'List' || expr.kind === 'Tuple' || expr.kind === 'ListComp' || (expr.kind === 'Constant' && expr.value.type !== 'int')
  );
}

/**
 * The most that callers hand over for a parameter. There may be other callers, so what is small is not known: only from here on does a number
 * tell what the code will see.
 */
const FEWEST_HANDED_OVER = 100;
/** More callers than this are not looked at. */
const MOST_CALLERS = 8;

function handedOver(ask: Asking, unit: Unit, name: string, read: (from: Unit, given: Expr) => Trips | null): Trips {
  let most = 0;
  for (const edge of ask.callers(unit).slice(0, MOST_CALLERS)) {
    if (edge.call === null || !edge.certain || edge.from === unit) continue;
    const given = argumentFor(edge.call, unit, name);
    const otherwise = unit.parameters.find((parameter) => parameter.name === name)?.default ?? null;
    const value = given === 'spread' ? null : given !== null ? read(edge.from, given) : otherwise === null ? null : read(unit, otherwise);
    if (value === 'endless') return value;
    if (typeof value === 'number') most = Math.max(most, value);
  }
  return most >= FEWEST_HANDED_OVER ? most : 'unknown';
}

function callLength(ask: Asking, unit: Unit, func: Expr, args: readonly Expr[], limit: number): Trips {
  if (func.kind === 'Attribute' && args.length === 0 && ['items', 'keys', 'values'].includes(func.attr))
    return lengthOf(ask, unit, func.value, limit - 1);
  const callee = calleeOf(ask.env, unit, func);
  if (callee === null || args.some((arg) => arg.kind === 'Starred')) return 'unknown';
  const first = args[0];
  if (callee.kind === 'library') {
    if (callee.name === 'itertools.count' || callee.name === 'itertools.cycle') return 'endless';
    if (callee.name === 'itertools.repeat') return args.length === 1 ? 'endless' : (integerOf(ask, unit, args[1]!) ?? 'unknown');
    return 'unknown';
  }
  if (callee.kind === 'function') return callee.unit.isGenerator ? yieldsOf(ask, callee.unit, limit) : builtLength(ask, callee.unit, limit);
  if (callee.kind !== 'builtin' || first === undefined) return 'unknown';
  switch (callee.name) {
    case 'range': {
      const numbers = args.map((arg) => integerOf(ask, unit, arg));
      if (numbers.includes(null)) return 'unknown';
      const [from, to, step] = args.length === 1 ? [0, numbers[0]!, 1] : [numbers[0]!, numbers[1]!, numbers[2] ?? 1];
      return step === 0 ? 'unknown' : Math.max(0, Math.ceil((to - from) / step));
    }
    case 'bytes':
    case 'bytearray':
      return integerOf(ask, unit, first) ?? lengthOf(ask, unit, first, limit - 1);
    case 'enumerate':
    case 'reversed':
    case 'sorted':
    case 'list':
    case 'tuple':
    case 'set':
      return lengthOf(ask, unit, first, limit - 1);
    case 'map':
      return args.length === 2 ? lengthOf(ask, unit, args[1]!, limit - 1) : 'unknown';
    case 'zip': {
      const lengths = args.map((arg) => lengthOf(ask, unit, arg, limit - 1)).filter((length) => typeof length === 'number');
      return lengths.length === 0 ? 'unknown' : Math.min(...lengths);
    }
    case 'iter':
      return args.length === 2 ? 'unknown' : lengthOf(ask, unit, first, limit - 1);
    default:
      return 'unknown';
  }
}

/** How many values a generator function yields, each branch taken to be passed. */
function yieldsOf(ask: Asking, unit: Unit, limit: number): Trips {
  let values = 0;
  for (const { node, loop } of unit.yields) {
    let times: Trips = node.kind === 'YieldFrom' ? lengthOf(ask, unit, node.value, limit - 2) : 1;
    for (const around of loopsFrom(unit, loop)) {
      const trips: Trips =
        around.node.kind === 'While' ? whileTrips(ask, unit, around, around.node) : lengthOf(ask, unit, around.node.iter, limit - 2);
      if (typeof times !== 'number' || typeof trips !== 'number') return 'unknown';
      times *= trips;
    }
    if (typeof times !== 'number') return 'unknown';
    values += times;
  }
  return values;
}

/**
 * The items of a list that a function makes and returns: a comprehension, or an empty list to which one statement appends in each round of a loop.
 */
function builtLength(ask: Asking, unit: Unit, limit: number): Trips {
  const [only, ...others] = returnsOf(unit);
  if (only === undefined || others.length > 0 || unit.isAsync) return 'unknown';
  if (only.kind === 'ListComp') return comprehensionLength(ask, unit, only, limit - 1);
  const bindings = only.kind === 'Name' ? (unit.bindings.get(only.id) ?? []) : [];
  const made = bindings.length === 1 && bindings[0]!.kind === 'assign' ? bindings[0]!.value : null;
  if (only.kind !== 'Name' || made?.kind !== 'List' || made.elts.length > 0) return 'unknown';
  const [site, ...more] = unit.calls.filter(
    ({ node: { func } }) => func.kind === 'Attribute' && func.value.kind === 'Name' && func.value.id === only.id,
  );
  if (site === undefined || more.length > 0 || site.loop < 0 || (site.node.func as { readonly attr: string }).attr !== 'append')
    return 'unknown';
  let length = 1;
  let inside: Expr | Stmt = site.node;
  for (const loop of loopsFrom(unit, site.loop)) {
    // In a branch, nobody knows how often.
    const within = inside;
    if (!loop.body.some((statement) => (statement.kind === 'ExprStmt' && statement.value === within) || statement === within))
      return 'unknown';
    const trips: Trips =
      loop.node.kind === 'While' ? whileTrips(ask, unit, loop, loop.node) : lengthOf(ask, unit, loop.node.iter, limit - 2);
    if (typeof trips !== 'number' || loop.exits > 0) return 'unknown';
    length *= trips;
    inside = loop.whole as Stmt;
  }
  return length;
}

/** A small integer known from the text: a literal, a constant of the module, or one assigned once in the function. */
function integerOf(ask: Asking, unit: Unit, expr: Expr, deepest = LIMIT): number | null {
  let at = expr;
  let from = unit;
  for (let limit = deepest; limit > 0 && --ask.left >= 0; limit--) {
    if (at.kind === 'Constant') return at.value.type === 'int' && at.value.value < 1n << 53n ? Number(at.value.value) : null;
    if (at.kind === 'UnaryOp' && at.op === '-' && at.operand.kind === 'Constant') {
      return at.operand.value.type === 'int' && at.operand.value.value < 1n << 53n ? -Number(at.operand.value.value) : null;
    }
    if (at.kind === 'BinOp') return arithmetic(at.op, leaf(ask, from, at.left, limit), leaf(ask, from, at.right, limit));
    if (at.kind !== 'Name') return null;
    const scoped = lookup(ask.env, from, at.id);
    const value =
      scoped?.scope === 'module'
        ? moduleConstant(ask.env, from, at.id)
        : scoped?.bindings.length === 1 && scoped.bindings[0]!.kind === 'assign'
          ? scoped.bindings[0]!.value
          : null;
    if (value !== null && value !== undefined && scoped !== null) {
      from = scoped.bindings[0]!.unit;
      at = value;
      continue;
    }
    const parameter = scoped?.bindings.length === 1 && scoped.bindings[0]!.kind === 'parameter' ? scoped.bindings[0]! : null;
    if (parameter !== null) {
      const handed = handedOver(ask, parameter.unit, parameter.name, (at, given) => integerOf(ask, at, given, limit - 2));
      return typeof handed === 'number' ? handed : null;
    }
    // A constant of another module of the workspace.
    const meant = scoped === null || scoped.bindings[0]!.kind !== 'import' ? null : meaningOf(ask.env, from, at.id);
    if (meant === null || meant.unit === from || meant.value === null || meant.kind !== 'assign' || meant.loop >= 0) return null;
    if (ask.env.home(meant.unit.top).bindingsOf(meant.name).length !== 1) return null;
    from = meant.unit;
    at = meant.value;
  }
  return null;
}

function leaf(ask: Asking, unit: Unit, expr: Expr, limit: number): number | null {
  return expr.kind === 'Constant' || expr.kind === 'Name' ? integerOf(ask, unit, expr, limit - 1) : null;
}

function arithmetic(op: string, left: number | null, right: number | null): number | null {
  if (left === null || right === null) return null;
  const value =
    op === '+'
      ? left + right
      : op === '-'
        ? left - right
        : op === '*'
          ? left * right
          : op === '//' && right !== 0
            ? Math.floor(left / right)
            : op === '**'
              ? left ** right
              : null;
  return value !== null && Number.isSafeInteger(value) ? value : null;
}

/** `while True` without a way out never ends; `k = 0; while k < 9: ...; k += 1` runs nine times. */
function whileTrips(ask: Asking, unit: Unit, loop: Loop, node: While): Trips {
  const { test } = node;
  if (test.kind === 'Constant') {
    const truth = test.value.type === 'true' || (test.value.type === 'int' && test.value.value !== 0n);
    return truth ? (loop.exits === 0 ? 'endless' : 'unknown') : test.value.type === 'false' ? 0 : 'unknown';
  }
  if (test.kind !== 'Compare' || test.ops.length !== 1 || test.left.kind !== 'Name' || loop.exits > 0) return 'unknown';
  const bound = integerOf(ask, unit, test.comparators[0]!);
  const step = bound === null ? null : counterStep(unit, loop, test.left.id);
  const start = step === null ? null : counterStart(ask, unit, loop, test.left.id);
  return bound === null || step === null || start === null ? 'unknown' : stepsTo(test.ops[0]!, start, bound, step);
}

function stepsTo(op: CompareOperator, start: number, bound: number, step: number): Trips {
  if (op === '<' && step > 0) return Math.max(0, Math.ceil((bound - start) / step));
  if (op === '<=' && step > 0) return Math.max(0, Math.floor((bound - start) / step) + 1);
  if (op === '>' && step < 0) return Math.max(0, Math.ceil((start - bound) / -step));
  if (op === '>=' && step < 0) return Math.max(0, Math.floor((start - bound) / -step) + 1);
  return 'unknown';
}

/** The constant a counter is changed by, once, directly in the loop's body. */
function counterStep(unit: Unit, loop: Loop, name: string): number | null {
  const inside = (unit.bindings.get(name) ?? []).filter(
    (binding) => binding.range.start >= loop.node.start && binding.range.end <= loop.node.end,
  );
  if (inside.length !== 1 || inside[0]!.kind !== 'augment') return null;
  for (const statement of loop.body) {
    if (statement.kind !== 'AugAssign' || statement.target.kind !== 'Name' || statement.target.id !== name) continue;
    const { value, op } = statement;
    if (value.kind !== 'Constant' || value.value.type !== 'int') return null;
    const amount = Number(value.value.value);
    return op === '+' ? amount : op === '-' ? -amount : null;
  }
  return null;
}

/** The constant a counter starts from: its last assignment before the loop. */
function counterStart(ask: Asking, unit: Unit, loop: Loop, name: string): number | null {
  const before = (unit.bindings.get(name) ?? []).filter((binding) => binding.range.end <= loop.node.start);
  const last = before[before.length - 1];
  return last === undefined || last.kind !== 'assign' || last.value === null ? null : integerOf(ask, unit, last.value);
}

/** A few words of source for messages: names and attributes only, else null. */
export function shortSource(expr: Expr): string | null {
  return dottedName(expr)?.join('.') ?? null;
}

/** Whether the expression holds a call anywhere. */
export function holdsCall(expr: Expr): boolean {
  for (const node of descendants(expr)) if (node.kind === 'Call' || node.kind === 'Await') return true;
  return false;
}
