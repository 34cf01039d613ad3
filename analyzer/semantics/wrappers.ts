/**
 * What decorators of the file put in the place of the functions they decorate: `@memo` above `def f` makes `f` the `wrapper` that `memo` returns, and
 * `wrapper` calls `f` by the name of the parameter of `memo`.
 */
import type { Expr } from '../syntax/ast';
import type { Environment } from './environment';
import { meaningOf } from './environment';
import type { Unit } from './summary';
import { isUnit } from './summary';
import { returnsOf } from './value-kinds';

/** A function that runs in the place of another one, and the name by which it knows that. */
export interface Wrapper {
  readonly unit: Unit;
  readonly given: string;
}

/** The wrappers around a function, the innermost first. Decorators of libraries, and those that give the function back, have none. */
export function wrappersOf(env: Environment, unit: Unit): readonly Wrapper[] {
  if (unit.decorators.length === 0) return [];
  const around = unit.parent ?? unit;
  return [...unit.decorators].reverse().flatMap((decorator) => wrapperOf(env, around, decorator) ?? []);
}

function wrapperOf(env: Environment, unit: Unit, decorator: Expr): Wrapper | null {
  // `@retry(times=3)`: what the call returns decorates.
  const factory = decorator.kind === 'Call' ? functionNamed(env, unit, decorator.func) : null;
  const decorating =
    decorator.kind === 'Call' ? (factory === null ? null : returnedFunction(env, factory)) : functionNamed(env, unit, decorator);
  const given = decorating?.parameters[0]?.name;
  const wrapper = decorating === null || given === undefined ? null : returnedFunction(env, decorating);
  return wrapper === null || given === undefined ? null : { unit: wrapper, given };
}

/** The function defined in another one that this returns. */
function returnedFunction(env: Environment, unit: Unit): Unit | null {
  for (const value of returnsOf(unit)) {
    const returned = functionNamed(env, unit, value);
    if (returned?.parent === unit) return returned;
  }
  return null;
}

function functionNamed(env: Environment, unit: Unit, expr: Expr): Unit | null {
  if (expr.kind !== 'Name') return null;
  const defines = meaningOf(env, unit, expr.id)?.defines ?? null;
  return defines !== null && isUnit(defines) ? defines : null;
}
