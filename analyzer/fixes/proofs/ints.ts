/**
 * Which expressions surely give an int, and between which bounds: for rewrites that are only right for ints.
 *
 * Stricter than the light types that rules ask for (semantics/types.ts): every assignment of a name counts, augmented ones included, and True
 * is no int here, since it prints differently. A parameter counts by its annotation.
 */
import { lookup, moduleConstant } from '../../semantics/environment';
import type { Unit } from '../../semantics/summary';
import type { Expr } from '../../syntax/ast';
import { descendants } from '../../syntax/walk';
import type { Program } from '../rewrite';

/** How deep an expression or a chain of names is followed. */
const DEEPEST = 24;
/** Operators of two ints that give an int, and raise nothing. */
const SAFE: ReadonlySet<string> = new Set(['+', '-', '*', '&', '|', '^']);
/** Those that may raise. */
const RAISING: ReadonlySet<string> = new Set(['//', '%', '<<', '>>']);

export interface Options {
  /** Also operators that raise for some ints. */
  readonly mayRaise: boolean;
}

export function isInt(program: Program, unit: Unit, expr: Expr, options: Options = { mayRaise: true }): boolean {
  return provedInt(program, unit, expr, options, new Set(), DEEPEST);
}

function provedInt(program: Program, unit: Unit, expr: Expr, options: Options, assumed: Set<string>, limit: number): boolean {
  if (limit === 0) return false;
  const again = (part: Expr): boolean => provedInt(program, unit, part, options, assumed, limit - 1);
  switch (expr.kind) {
    case 'Constant':
      return expr.value.type === 'int';
    case 'UnaryOp':
      return expr.op !== 'not' && again(expr.operand);
    case 'BinOp':
      return (SAFE.has(expr.op) || (options.mayRaise && RAISING.has(expr.op))) && again(expr.left) && again(expr.right);
    case 'IfExp':
      return again(expr.body) && again(expr.orelse);
    case 'Call': {
      if (expr.func.kind !== 'Name' || expr.keywords.length > 0 || lookup(program.env, unit, expr.func.id) !== null) return false;
      if (expr.args.some(({ kind }) => kind === 'Starred')) return false;
      if (expr.func.id === 'len' || expr.func.id === 'ord') return options.mayRaise && expr.args.length === 1;
      if (expr.func.id === 'abs') return expr.args.length === 1 && again(expr.args[0]!);
      return (expr.func.id === 'min' || expr.func.id === 'max') && expr.args.length > 1 && expr.args.every(again);
    }
    case 'Name':
      return isIntName(program, unit, expr.id, options, assumed, limit);
    default:
      return false;
  }
}

function isIntName(program: Program, unit: Unit, name: string, options: Options, assumed: Set<string>, limit: number): boolean {
  const scoped = lookup(program.env, unit, name);
  if (scoped === null || scoped.scope === 'closure') return false;
  if (scoped.scope === 'module' && unit.kind !== 'module') {
    const constant = moduleConstant(program.env, unit, name);
    return constant?.kind === 'Constant' && constant.value.type === 'int';
  }
  if (unit.kind === 'module' || isReboundInside(unit, name)) return false;
  // What it is made of may name itself: `total += x`. It is an int if it is one before.
  if (assumed.has(name)) return true;
  assumed.add(name);
  return scoped.bindings.every(({ kind, value }) => {
    const proved = (of: Expr): boolean => provedInt(program, unit, of, options, assumed, limit - 1);
    switch (kind) {
      case 'assign':
        return value !== null && proved(value);
      case 'augment':
        return value !== null && proved(value) && augmentsSafely(unit, name, options);
      case 'for':
        return value !== null && givesInts(program, unit, value, proved);
      case 'parameter':
        return isIntParameter(program, unit, name);
      default:
        return false;
    }
  });
}

/** Whether a function inside the unit assigns the variable (`nonlocal`). */
function isReboundInside(unit: Unit, name: string): boolean {
  return unit.top.units.some((inner) => inner !== unit && inner.nonlocals.has(name));
}

function augmentsSafely(unit: Unit, name: string, options: Options): boolean {
  for (const statement of unit.body)
    for (const node of descendants(statement))
      if (node.kind === 'AugAssign' && node.target.kind === 'Name' && node.target.id === name)
        if (!SAFE.has(node.op) && !(options.mayRaise && RAISING.has(node.op))) return false;
  return true;
}

/** What is looped over gives ints only: a range, or a list or tuple of ints written down. */
function givesInts(program: Program, unit: Unit, iter: Expr, proved: (expr: Expr) => boolean): boolean {
  if (iter.kind === 'List' || iter.kind === 'Tuple' || iter.kind === 'Set') return iter.elts.length > 0 && iter.elts.every(proved);
  return iter.kind === 'Call' && iter.func.kind === 'Name' && iter.func.id === 'range' && lookup(program.env, unit, 'range') === null;
}

function isIntParameter({ env }: Program, unit: Unit, name: string): boolean {
  const parameter = unit.parameters.find((candidate) => candidate.name === name);
  if (parameter === undefined || (parameter.kind !== 'plain' && parameter.kind !== 'keyword')) return false;
  const { annotation, default: otherwise } = parameter;
  if (otherwise !== null && !(otherwise.kind === 'Constant' && otherwise.value.type === 'int')) return false;
  return annotation?.kind === 'Name' && annotation.id === 'int' && lookup(env, unit, 'int') === null;
}

/** The smallest number above all values of an expression that surely gives an int from 0 on; null when that is not known. */
export function boundOf(program: Program, unit: Unit, expr: Expr, limit = DEEPEST): bigint | null {
  if (limit === 0) return null;
  switch (expr.kind) {
    case 'Constant':
      return expr.value.type === 'int' && expr.value.value >= 0n ? expr.value.value + 1n : null;
    case 'BinOp': {
      if (expr.op === '%') {
        const by = constantOf(program, unit, expr.right);
        return by !== null && by > 0n && isInt(program, unit, expr.left) ? by : null;
      }
      if (expr.op !== '&') return null;
      const mask = constantOf(program, unit, expr.right) ?? constantOf(program, unit, expr.left);
      return mask !== null && mask >= 0n && isInt(program, unit, expr.left) && isInt(program, unit, expr.right) ? mask + 1n : null;
    }
    case 'Name': {
      const constant = constantOf(program, unit, expr);
      if (constant !== null) return constant >= 0n ? constant + 1n : null;
      const scoped = lookup(program.env, unit, expr.id);
      if (scoped?.scope !== 'local' || unit.kind === 'module' || isReboundInside(unit, expr.id)) return null;
      let bound: bigint | null = 0n;
      for (const { kind, value } of scoped.bindings) {
        const here: bigint | null =
          value === null
            ? null
            : kind === 'for'
              ? boundOfRange(program, unit, value)
              : kind === 'assign'
                ? boundOf(program, unit, value, limit - 1)
                : null;
        if (here === null || bound === null) return null;
        if (here > bound) bound = here;
      }
      return scoped.bindings.length === 0 ? null : bound;
    }
    default:
      return null;
  }
}

/** `range(stop)` and `range(start, stop)` from 0 on. */
function boundOfRange(program: Program, unit: Unit, iter: Expr): bigint | null {
  if (iter.kind !== 'Call' || iter.func.kind !== 'Name' || iter.func.id !== 'range' || lookup(program.env, unit, 'range') !== null)
    return null;
  if (iter.keywords.length > 0 || iter.args.length < 1 || iter.args.length > 2) return null;
  const stop = constantOf(program, unit, iter.args[iter.args.length - 1]!);
  const start = iter.args.length === 1 ? 0n : constantOf(program, unit, iter.args[0]!);
  return stop === null || start === null || start < 0n ? null : stop > 0n ? stop : 0n;
}

/** The int that an expression always is: written down, or a name that is bound once to one. */
export function constantOf(program: Program, unit: Unit, expr: Expr): bigint | null {
  if (expr.kind === 'Constant') return expr.value.type === 'int' ? expr.value.value : null;
  if (expr.kind === 'UnaryOp' && expr.op === '-') {
    const positive = constantOf(program, unit, expr.operand);
    return positive === null ? null : -positive;
  }
  if (expr.kind !== 'Name') return null;
  const scoped = lookup(program.env, unit, expr.id);
  const [binding] = scoped?.bindings ?? [];
  if (scoped === null || scoped.bindings.length !== 1 || binding!.kind !== 'assign' || scoped.scope === 'closure') return null;
  const { value } = binding!;
  return value?.kind === 'Constant' && value.value.type === 'int' ? value.value.value : null;
}
