/**
 * Which kinds of values a list surely holds: from displays, comprehensions, what is appended, and what hot callers hand over.
 *
 * Only what the text proves counts: an element of unknown kind adds nothing, so two kinds found are two kinds there.
 */
import type { Expr } from '../syntax/ast';
import type { Edge } from './calls';
import type { Environment } from './environment';
import { lookup } from './environment';
import type { ClassFacts, Place, Unit } from './summary';
import { placeOf } from './summary';
import { classesOf, tableOf } from './tables';
import { calleeOf, typeOf } from './types';
import { returnsOf } from './value-kinds';
import { argumentFor } from './variation';

/** A kind by name (`int`, `None`, the name of a class of the file) and a place where such a value is put in. */
export interface ItemKind {
  readonly name: string;
  /** The class of the file it is, null for builtins. */
  readonly of: ClassFacts | null;
  readonly place: Place;
}

const LIMIT = 5;
/** More elements than this of one display are not looked at. */
const LONGEST = 200;

/** The kinds of what an expression yields when it is looped over, each once, in the order of the text. */
export function itemKinds(env: Environment, unit: Unit, iter: Expr, callers: readonly Edge[]): readonly ItemKind[] {
  const kinds = new Map<string, ItemKind>();
  collectItems(env, unit, iter, callers, kinds, LIMIT);
  return [...kinds.values()];
}

type Kinds = Map<string, ItemKind>;

function collectItems(env: Environment, unit: Unit, expr: Expr, callers: readonly Edge[], kinds: Kinds, limit: number): void {
  if (limit === 0) return;
  switch (expr.kind) {
    case 'List':
    case 'Tuple':
    case 'Set':
      for (const element of expr.elts.slice(0, LONGEST)) add(env, unit, element, kinds);
      return;
    case 'ListComp':
    case 'SetComp':
      add(env, unit, expr.elt, kinds);
      return;
    case 'BinOp':
      collectItems(env, unit, expr.left, callers, kinds, limit - 1);
      if (expr.op === '+') collectItems(env, unit, expr.right, callers, kinds, limit - 1);
      return;
    case 'Name': {
      const scoped = lookup(env, unit, expr.id);
      for (const binding of scoped?.bindings ?? []) {
        if (binding.kind === 'parameter') {
          if (binding.unit !== unit) continue;
          for (const edge of callers) {
            const given = edge.call === null ? null : argumentFor(edge.call, unit, expr.id);
            if (given !== null && given !== 'spread') collectItems(env, edge.from, given, [], kinds, limit - 1);
          }
        } else if (binding.value !== null && (binding.kind === 'assign' || binding.kind === 'augment')) {
          collectItems(env, binding.unit, binding.value, [], kinds, limit - 1);
        }
      }
      const holder = scoped?.bindings[0]?.unit;
      if (holder === undefined) return;
      // A list of the module is filled wherever the name means it; a local one in its own function.
      for (const given of env.home(holder.top).appendedTo(expr.id)) {
        const means = given.unit === holder || (holder.kind === 'module' && lookup(env, given.unit, expr.id)?.scope === 'module');
        if (means || (holder.kind === 'module' && given.unit.kind === 'module')) add(env, given.unit, given.value, kinds);
      }
      return;
    }
    default:
  }
}

/** The kinds one element may have; both sides of a conditional expression count. */
function add(env: Environment, unit: Unit, element: Expr, kinds: Kinds): void {
  const pending = [element];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.kind === 'IfExp') {
      pending.push(next.orelse, next.body);
      continue;
    }
    const table = next.kind === 'Call' ? tableOf(env, unit, next.func) : null;
    const made = table === null ? [] : classesOf(env, table);
    for (const { of, place } of made) if (!kinds.has(of.name)) kinds.set(of.name, { name: of.name, of, place });
    if (made.length > 0) continue;
    const called = next.kind === 'Call' ? calleeOf(env, unit, next.func) : null;
    if (called?.kind === 'function' && !called.unit.isGenerator && !called.unit.isAsync && called.unit !== unit) {
      // One function that makes objects of several classes: what it returns, as far as that is made on the spot.
      for (const given of returnsOf(called.unit))
        for (const one of given.kind === 'IfExp' ? [given.body, given.orelse] : [given]) addReturned(env, called.unit, one, kinds);
      continue;
    }
    const of = isFloat(next) ? null : typeOf(env, unit, next);
    const name = of === null ? (isFloat(next) ? 'float' : null) : of.kind === 'builtin' ? of.name : of.of.name;
    if (name === null || kinds.has(name)) continue;
    kinds.set(name, { name, of: of?.kind === 'instance' ? of.of : null, place: placeOf(unit, next) });
  }
}

/** An object of a class of the file that a function makes and returns. */
function addReturned(env: Environment, unit: Unit, given: Expr, kinds: Kinds): void {
  const of = given.kind === 'Call' ? typeOf(env, unit, given) : null;
  if (of?.kind === 'instance' && !kinds.has(of.of.name))
    kinds.set(of.of.name, { name: of.of.name, of: of.of, place: placeOf(unit, given) });
}

/** A division of numbers, or arithmetic with a float written down. */
function isFloat(expr: Expr): boolean {
  if (expr.kind !== 'BinOp') return false;
  const isWritten = (operand: Expr): boolean => operand.kind === 'Constant' && operand.value.type === 'float';
  return expr.op === '/' || (['+', '-', '*', '**'].includes(expr.op) && (isWritten(expr.left) || isWritten(expr.right)));
}

/** The kinds that some values surely have, each once, in the order of the text. */
export function kindsOf(env: Environment, values: readonly { readonly value: Expr | null; readonly unit: Unit }[]): readonly ItemKind[] {
  const kinds: Kinds = new Map();
  for (const { value, unit } of values) if (value !== null) add(env, unit, value, kinds);
  return [...kinds.values()];
}
