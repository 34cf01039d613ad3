/**
 * Whether an expression can differ from one iteration of a loop, or one call of a function, to the next.
 *
 * A condition that is the same each time is no branch to a tracing JIT: one guard, never failing. So settings, constants, arguments
 * that every hot caller leaves at their default and attributes that only `__init__` sets do not count.
 */
import type { Call, Expr } from '../syntax/ast';
import { children } from '../syntax/walk';
import type { Edge } from './calls';
import type { Environment } from './environment';
import { lookup } from './environment';
import type { Binding, Unit } from './summary';
import { isWithin } from './summary';

/** A loop of a function, or the function as its hot callers call it. */
export type Region = { readonly unit: Unit; readonly loop: number } | { readonly unit: Unit; readonly callers: readonly Edge[] };

const LIMIT = 4;
/** More nodes than this in one condition are not looked at: it is taken to vary. */
const LARGEST = 200;

export function varies(env: Environment, region: Region, expr: Expr, limit = LIMIT): boolean {
  if (limit === 0) return true;
  const pending: Expr[] = [expr];
  for (let looked = 0; looked < LARGEST; looked++) {
    const next = pending.pop();
    if (next === undefined) return false;
    switch (next.kind) {
      case 'Name':
        if (nameVaries(env, region, next.id, limit)) return true;
        break;
      case 'Attribute':
        if (env.isMutatedAttribute(next.attr) && !isModule(env, region.unit, next.value)) return true;
        if (!isSelf(region.unit, next.value)) pending.push(next.value);
        else if (selfVaries(env, region)) return true;
        break;
      case 'Subscript':
        if (next.value.kind === 'Name' && env.isMutatedName(next.value.id)) return true;
        pending.push(next.value, next.slice);
        break;
      case 'Call':
        // Without arguments it can only be asked because the answer changes.
        if (next.args.length === 0 && next.keywords.length === 0) return true;
        if (next.func.kind === 'Attribute') pending.push(next.func.value);
        pending.push(...next.args, ...next.keywords.map((keyword) => keyword.value));
        break;
      case 'Lambda':
        break;
      case 'Yield':
      case 'YieldFrom':
      case 'Await':
      case 'NamedExpr':
        return true;
      default:
        for (const child of children(next)) if (isExpression(child)) pending.push(child);
    }
  }
  return true;
}

function nameVaries(env: Environment, region: Region, name: string, limit: number): boolean {
  const { unit } = region;
  const scoped = lookup(env, unit, name);
  if (scoped === null || scoped.scope !== 'local' || unit.kind === 'module') {
    return (
      scoped !== null &&
      'loop' in region &&
      scoped.bindings.some((binding) => binding.unit === unit && isWithin(unit, binding.loop, region.loop))
    );
  }
  if ('loop' in region)
    return scoped.bindings.some((binding) => isWithin(unit, binding.loop, region.loop) && bindingVaries(env, region, binding, limit));
  return scoped.bindings.some((binding) => bindingVaries(env, region, binding, limit));
}

function bindingVaries(env: Environment, region: Region, binding: Binding, limit: number): boolean {
  switch (binding.kind) {
    case 'parameter':
      return 'callers' in region && region.callers.some((edge) => argumentVaries(env, edge, region.unit, binding.name, limit));
    case 'assign':
      return binding.value === null || varies(env, region, binding.value, limit - 1);
    case 'import':
    case 'def':
    case 'class':
      return false;
    default:
      return true;
  }
}

/** Whether a caller hands over something that differs from call to call. */
function argumentVaries(env: Environment, edge: Edge, callee: Unit, name: string, limit: number): boolean {
  const { call } = edge;
  if (call === null) return true;
  const given = argumentFor(call, callee, name);
  if (given === 'spread') return true;
  if (given === null) return false;
  if (edge.loop >= 0) return varies(env, { unit: edge.from, loop: outermost(edge) }, given, limit - 1);
  return given.kind !== 'Constant';
}

/** The argument a call gives to a parameter, null when it leaves the default, `spread` when a `*` or `**` may fill it. */
export function argumentFor(call: Call, callee: Unit, name: string): Expr | null | 'spread' {
  const parameter = callee.parameters.find((candidate) => candidate.name === name);
  if (parameter === undefined) return null;
  const keyword = call.keywords.find((candidate) => candidate.arg === name);
  if (keyword !== undefined) return keyword.value;
  const index = parameter.index - (callee.classFacts !== null && isBoundCall(callee) ? 1 : 0);
  const starred = call.args.findIndex((arg) => arg.kind === 'Starred');
  if (parameter.index >= 0 && starred !== -1 && starred <= index) return 'spread';
  const positional = parameter.index >= 0 ? call.args[index] : undefined;
  if (positional !== undefined) return positional;
  return call.keywords.some((candidate) => candidate.arg === null) ? 'spread' : null;
}

function isBoundCall(callee: Unit): boolean {
  return !callee.decorators.some((decorator) => decorator.kind === 'Name' && decorator.id === 'staticmethod');
}

/** The outermost loop around a call: what varies in any of them varies from call to call. */
function outermost(edge: Edge): number {
  let loop = edge.loop;
  while (edge.from.loops[loop]!.parent >= 0) loop = edge.from.loops[loop]!.parent;
  return loop;
}

/** Whether the hot callers call the method on ever different objects. */
function selfVaries(env: Environment, region: Region): boolean {
  if (!('callers' in region)) return false;
  return region.callers.some(({ from, loop, call }) => {
    if (call === null || call.func.kind !== 'Attribute' || loop < 0) return false;
    const receiver = call.func.value;
    return receiver.kind === 'Name' && nameVaries(env, { unit: from, loop }, receiver.id, 2);
  });
}

function isSelf(unit: Unit, expr: Expr): boolean {
  return unit.classFacts !== null && expr.kind === 'Name' && expr.id === unit.parameters[0]?.name;
}

function isModule(env: Environment, unit: Unit, expr: Expr): boolean {
  return expr.kind === 'Name' && (lookup(env, unit, expr.id)?.bindings.every((binding) => binding.kind === 'import') ?? false);
}

function isExpression(node: { readonly kind: string }): node is Expr {
  return !['keyword', 'comprehension', 'arguments', 'arg', 'identifier'].includes(node.kind);
}
