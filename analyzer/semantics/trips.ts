/**
 * How often a loop runs each time it is reached.
 *
 * A number where the text says it (`range(9)`, a literal, a constant of the module, a counter that steps to a constant),
 * `endless` for loops that cannot end, else `unknown`: it may be many.
 */
import type { CompareOperator, Expr, While } from '../syntax/ast';
import { descendants } from '../syntax/walk';
import type { Environment } from './environment';
import { dottedName, lookup, meaningOf, moduleConstant } from './environment';
import type { Loop, Unit } from './summary';
import { loopsFrom } from './summary';
import { calleeOf } from './types';

export type Trips = number | 'unknown' | 'endless';

const LIMIT = 6;

export function tripsOf(env: Environment, unit: Unit, loop: Loop): Trips {
  if (loop.node.kind === 'While') return whileTrips(env, unit, loop, loop.node);
  return lengthOf(env, unit, loop.node.iter, LIMIT);
}

/** The number of items an iterable yields. */
function lengthOf(env: Environment, unit: Unit, iter: Expr, limit: number): Trips {
  if (limit <= 0) return 'unknown';
  switch (iter.kind) {
    case 'List':
    case 'Tuple':
    case 'Set':
      return iter.elts.some((element) => element.kind === 'Starred') ? 'unknown' : iter.elts.length;
    case 'Dict':
      return iter.keys.includes(null) ? 'unknown' : iter.keys.length;
    case 'Constant':
      return iter.value.type === 'str' ? [...iter.value.value].length : iter.value.type === 'bytes' ? iter.value.value.length : 'unknown';
    case 'Name': {
      if (env.isMutatedName(iter.id)) return 'unknown';
      const scoped = lookup(env, unit, iter.id);
      if (scoped === null || scoped.bindings.length !== 1) return 'unknown';
      const binding = scoped.bindings[0]!;
      if (binding.kind !== 'assign' || binding.value === null) return 'unknown';
      return lengthOf(env, binding.unit, binding.value, limit - 1);
    }
    case 'Call':
      return callLength(env, unit, iter.func, iter.args, limit);
    default:
      return 'unknown';
  }
}

function callLength(env: Environment, unit: Unit, func: Expr, args: readonly Expr[], limit: number): Trips {
  if (func.kind === 'Attribute' && args.length === 0 && ['items', 'keys', 'values'].includes(func.attr))
    return lengthOf(env, unit, func.value, limit - 1);
  const callee = calleeOf(env, unit, func);
  if (callee === null || args.some((arg) => arg.kind === 'Starred')) return 'unknown';
  const first = args[0];
  if (callee.kind === 'library') {
    if (callee.name === 'itertools.count' || callee.name === 'itertools.cycle') return 'endless';
    if (callee.name === 'itertools.repeat') return args.length === 1 ? 'endless' : (integerOf(env, unit, args[1]!) ?? 'unknown');
    return 'unknown';
  }
  if (callee.kind === 'function' && callee.unit.isGenerator) return yieldsOf(env, callee.unit, limit);
  if (callee.kind !== 'builtin' || first === undefined) return 'unknown';
  switch (callee.name) {
    case 'range': {
      const numbers = args.map((arg) => integerOf(env, unit, arg));
      if (numbers.includes(null)) return 'unknown';
      const [from, to, step] = args.length === 1 ? [0, numbers[0]!, 1] : [numbers[0]!, numbers[1]!, numbers[2] ?? 1];
      return step === 0 ? 'unknown' : Math.max(0, Math.ceil((to - from) / step));
    }
    case 'enumerate':
    case 'reversed':
    case 'sorted':
    case 'list':
    case 'tuple':
    case 'set':
      return lengthOf(env, unit, first, limit - 1);
    case 'map':
      return args.length === 2 ? lengthOf(env, unit, args[1]!, limit - 1) : 'unknown';
    case 'zip': {
      const lengths = args.map((arg) => lengthOf(env, unit, arg, limit - 1)).filter((length) => typeof length === 'number');
      return lengths.length === 0 ? 'unknown' : Math.min(...lengths);
    }
    case 'iter':
      return args.length === 2 ? 'unknown' : lengthOf(env, unit, first, limit - 1);
    default:
      return 'unknown';
  }
}

/** How many values a generator function yields, each branch taken to be passed. */
function yieldsOf(env: Environment, unit: Unit, limit: number): Trips {
  let values = 0;
  for (const { node, loop } of unit.yields) {
    let times: Trips = node.kind === 'YieldFrom' ? lengthOf(env, unit, node.value, limit - 2) : 1;
    for (const around of loopsFrom(unit, loop)) {
      const trips: Trips = around.node.kind === 'While' ? 'unknown' : lengthOf(env, unit, around.node.iter, limit - 2);
      if (typeof times !== 'number' || typeof trips !== 'number') return 'unknown';
      times *= trips;
    }
    if (typeof times !== 'number') return 'unknown';
    values += times;
  }
  return values;
}

/** A small integer known from the text: a literal, a constant of the module, or one assigned once in the function. */
export function integerOf(env: Environment, unit: Unit, expr: Expr): number | null {
  let at = expr;
  let from = unit;
  for (let limit = LIMIT; limit > 0; limit--) {
    if (at.kind === 'Constant') return at.value.type === 'int' && at.value.value < 1n << 53n ? Number(at.value.value) : null;
    if (at.kind === 'UnaryOp' && at.op === '-' && at.operand.kind === 'Constant') {
      return at.operand.value.type === 'int' && at.operand.value.value < 1n << 53n ? -Number(at.operand.value.value) : null;
    }
    if (at.kind === 'BinOp') return arithmetic(at.op, leaf(env, from, at.left), leaf(env, from, at.right));
    if (at.kind !== 'Name') return null;
    const scoped = lookup(env, from, at.id);
    const value =
      scoped?.scope === 'module'
        ? moduleConstant(env, from, at.id)
        : scoped?.bindings.length === 1 && scoped.bindings[0]!.kind === 'assign'
          ? scoped.bindings[0]!.value
          : null;
    if (value !== null && value !== undefined && scoped !== null) {
      from = scoped.bindings[0]!.unit;
      at = value;
      continue;
    }
    // A constant of another module of the workspace.
    const meant = scoped === null || scoped.bindings[0]!.kind !== 'import' ? null : meaningOf(env, from, at.id);
    if (meant === null || meant.unit === from || meant.value === null || meant.kind !== 'assign' || meant.loop >= 0) return null;
    if (env.home(meant.unit.top).bindingsOf(meant.name).length !== 1) return null;
    from = meant.unit;
    at = meant.value;
  }
  return null;
}

function leaf(env: Environment, unit: Unit, expr: Expr): number | null {
  return expr.kind === 'Constant' || expr.kind === 'Name' ? integerOf(env, unit, expr) : null;
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
function whileTrips(env: Environment, unit: Unit, loop: Loop, node: While): Trips {
  const { test } = node;
  if (test.kind === 'Constant') {
    const truth = test.value.type === 'true' || (test.value.type === 'int' && test.value.value !== 0n);
    return truth ? (loop.exits === 0 ? 'endless' : 'unknown') : test.value.type === 'false' ? 0 : 'unknown';
  }
  if (test.kind !== 'Compare' || test.ops.length !== 1 || test.left.kind !== 'Name' || loop.exits > 0) return 'unknown';
  const bound = integerOf(env, unit, test.comparators[0]!);
  const step = bound === null ? null : counterStep(unit, loop, test.left.id);
  const start = step === null ? null : counterStart(env, unit, loop, test.left.id);
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
function counterStart(env: Environment, unit: Unit, loop: Loop, name: string): number | null {
  const before = (unit.bindings.get(name) ?? []).filter((binding) => binding.range.end <= loop.node.start);
  const last = before[before.length - 1];
  return last === undefined || last.kind !== 'assign' || last.value === null ? null : integerOf(env, unit, last.value);
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
