/**
 * Which builtin types a value may have, as far as the text shows: through assignments, arguments of callers, what functions return and
 * generators yield, and elements of containers.
 *
 * Looser than typeOf (types.ts): what is not known adds nothing, so one known type among unknown ones is one that occurs.
 */
import type { Expr, Stmt } from '../syntax/ast';
import type { Edge } from './calls';
import type { Environment } from './environment';
import { lookup } from './environment';
import { methodsCalled } from './methods-by-name';
import type { Binding, Unit } from './summary';
import { calleeOf, typeOf } from './types';
import { argumentFor } from './variation';

export interface Asked {
  readonly env: Environment;
  readonly callersOf: (unit: Unit) => readonly Edge[];
}

/** Names and calls followed in a row, and steps in all. */
const DEEPEST = 6;
const MOST_STEPS = 200;

/** Names of builtin types; None is left out. */
export function kindsOfValue(asked: Asked, unit: Unit, expr: Expr): ReadonlySet<string> {
  const walk = new Walk(asked);
  walk.value(unit, expr, DEEPEST);
  walk.found.delete('None');
  return walk.found;
}

class Walk {
  readonly found = new Set<string>();
  private steps = 0;

  constructor(private readonly asked: Asked) {}

  value(unit: Unit, expr: Expr, limit: number): void {
    if (limit === 0 || ++this.steps > MOST_STEPS) return;
    const { env } = this.asked;
    const known = typeOf(env, unit, expr);
    if (known !== null) {
      if (known.kind === 'builtin') this.found.add(known.name);
      else this.found.add(known.of.name);
      return;
    }
    switch (expr.kind) {
      case 'Name':
        for (const binding of this.bindingsOf(unit, expr.id)) this.bound(unit, binding, limit - 1);
        return;
      case 'IfExp':
        this.value(unit, expr.body, limit - 1);
        this.value(unit, expr.orelse, limit - 1);
        return;
      case 'BoolOp':
        for (const part of expr.values) this.value(unit, part, limit - 1);
        return;
      case 'Subscript':
        if (expr.slice.kind !== 'Slice') this.element(unit, expr.value, limit - 1);
        return;
      case 'Call': {
        const called = calledUnit(env, unit, expr.func);
        if (called === null || called.isGenerator || called.isAsync) return;
        for (const returned of returnsOf(called)) this.value(called, returned, limit - 1);
        return;
      }
      default:
    }
  }

  /** What one gets by looping over the value. */
  private element(unit: Unit, expr: Expr, limit: number): void {
    if (limit === 0 || ++this.steps > MOST_STEPS) return;
    const { env } = this.asked;
    switch (expr.kind) {
      case 'List':
      case 'Tuple':
      case 'Set':
        for (const one of expr.elts) this.value(unit, one, limit - 1);
        return;
      case 'ListComp':
      case 'SetComp':
      case 'GeneratorExp':
        this.value(unit, expr.elt, limit - 1);
        return;
      case 'DictComp':
        this.value(unit, expr.key, limit - 1);
        return;
      case 'BinOp':
        this.element(unit, expr.left, limit - 1);
        return;
      case 'Call': {
        const callee = calleeOf(env, unit, expr.func);
        const [first] = expr.args;
        if (callee?.kind === 'builtin' && PASSING_ON.has(callee.name) && first !== undefined) this.element(unit, first, limit - 1);
        const called = calledUnit(env, unit, expr.func);
        if (called === null) return;
        for (const { node } of called.yields) if (node.kind === 'Yield' && node.value !== null) this.value(called, node.value, limit - 1);
        if (!called.isGenerator) for (const returned of returnsOf(called)) this.element(called, returned, limit - 1);
        return;
      }
      case 'Name': {
        const bindings = this.bindingsOf(unit, expr.id);
        for (const { kind, value, unit: of, name } of bindings) {
          if ((kind === 'assign' || kind === 'augment') && value !== null) this.element(of, value, limit - 1);
          if (kind === 'parameter' && of === unit) this.given(unit, name, (from, given) => this.element(from, given, limit - 1));
        }
        const holder = bindings[0]?.unit;
        if (holder === undefined) return;
        for (const given of env.home(holder.top).appendedTo(expr.id))
          if (given.unit === holder) this.value(given.unit, given.value, limit - 1);
        return;
      }
      default:
    }
  }

  private bindingsOf(unit: Unit, name: string): readonly Binding[] {
    return lookup(this.asked.env, unit, name)?.bindings ?? [];
  }

  private bound(unit: Unit, { kind, value, unit: of, name }: Binding, limit: number): void {
    if (kind === 'assign' && value !== null) this.value(of, value, limit);
    if (kind === 'for' && value !== null) this.element(of, value, limit);
    if (kind === 'parameter' && of === unit) this.given(unit, name, (from, given) => this.value(from, given, limit));
  }

  /** The arguments that callers give to a parameter. */
  private given(unit: Unit, name: string, use: (from: Unit, given: Expr) => void): void {
    for (const { call, from } of this.asked.callersOf(unit)) {
      const given = call === null ? null : argumentFor(call, unit, name);
      if (given !== null && given !== 'spread') use(from, given);
    }
  }
}

/** The function that a call runs; of a method of an unknown object the one that bears the name, where there is but one. */
function calledUnit(env: Environment, unit: Unit, func: Expr): Unit | null {
  const callee = calleeOf(env, unit, func);
  if (callee !== null) return callee.kind === 'function' ? callee.unit : null;
  const [only, ...others] = func.kind === 'Attribute' ? methodsCalled(env, func.attr) : [];
  return only !== undefined && others.length === 0 ? only : null;
}

const PASSING_ON: ReadonlySet<string> = new Set(['list', 'tuple', 'set', 'frozenset', 'sorted', 'reversed', 'iter']);

const returned = new WeakMap<Unit, readonly Expr[]>();

/** What a function returns, by the statements of its own code. */
export function returnsOf(unit: Unit): readonly Expr[] {
  let found = returned.get(unit);
  if (found === undefined) returned.set(unit, (found = unit.kind === 'function' ? collected(unit.body) : []));
  return found;
}

function collected(body: readonly Stmt[]): readonly Expr[] {
  const found: Expr[] = [];
  const pending: (readonly Stmt[])[] = [body];
  for (let block = pending.pop(); block !== undefined; block = pending.pop())
    for (const statement of block) {
      if (statement.kind === 'Return' && statement.value !== null) found.push(statement.value);
      if ('body' in statement && statement.kind !== 'FunctionDef' && statement.kind !== 'AsyncFunctionDef' && statement.kind !== 'ClassDef')
        pending.push(statement.body);
      if ('orelse' in statement) pending.push(statement.orelse);
      if (statement.kind === 'Try' || statement.kind === 'TryStar')
        pending.push(statement.finalbody, ...statement.handlers.map((handler) => handler.body));
      if (statement.kind === 'Match') pending.push(...statement.cases.map((each) => each.body));
    }
  return found;
}
