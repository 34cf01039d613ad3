/**
 * Values that nothing can change while a loop runs, and lists that nobody else knows: what may be taken out of a loop.
 */
import { lookup, moduleConstant } from '../../semantics/environment';
import { isWithin } from '../../semantics/summary';
import type { Loop, Unit } from '../../semantics/summary';
import { isBuiltin, typeOf } from '../../semantics/types';
import type { AnyNode, Expr } from '../../syntax/ast';
import { children } from '../../syntax/walk';
import { isBoundBefore, nodesOf } from '../places';
import type { Program } from '../rewrite';
import { isInt } from './ints';

/** Builtins that only read what they are given and keep nothing of it. */
const READERS: ReadonlySet<string> = new Set([
  'len',
  'sorted',
  'sum',
  'min',
  'max',
  'any',
  'all',
  'list',
  'tuple',
  'set',
  'frozenset',
  'enumerate',
  'zip',
  'reversed',
  'print',
  'str',
  'repr',
  'range',
]);

/** What the items of a container are, where all of them are of one kind whose order is total. */
export type ItemKind = 'int' | 'str';

/** A list or tuple that is made once, of known items, and that nothing but reads of it ever reaches. */
export function itemsOf(program: Program, unit: Unit, expr: Expr): ItemKind | null {
  if (expr.kind === 'List' || expr.kind === 'Tuple') return kindOfAll(program, unit, expr.elts);
  if (expr.kind !== 'Name') return null;
  const scoped = lookup(program.env, unit, expr.id);
  if (scoped === null) return null;
  if (scoped.scope === 'module' && unit.kind !== 'module') {
    const constant = moduleConstant(program.env, unit, expr.id);
    // A list of the module may be changed by others; a tuple may not.
    return constant?.kind === 'Tuple' && constant.elts.every(({ kind }) => kind === 'Constant')
      ? kindOfAll(program, unit, constant.elts)
      : null;
  }
  if (scoped.scope !== 'local' || unit.kind !== 'function' || scoped.bindings.length !== 1) return null;
  const { kind, value } = scoped.bindings[0]!;
  if (kind !== 'assign' || value === null) return null;
  if (value.kind === 'List' ? !isOnlyRead(program, unit, expr.id) : value.kind !== 'Tuple') return null;
  return value.kind === 'List' || value.kind === 'Tuple' ? kindOfAll(program, unit, value.elts) : null;
}

export function kindOfAll(program: Program, unit: Unit, items: readonly Expr[]): ItemKind | null {
  if (items.length === 0) return null;
  if (items.every((item) => isInt(program, unit, item))) return 'int';
  return items.every((item) => item.kind === 'Constant' && item.value.type === 'str') ? 'str' : null;
}

/** Whether every mention of a local list reads it and passes it to nobody who could keep or change it. */
export function isOnlyRead(program: Program, unit: Unit, name: string): boolean {
  const parents = parentsOf(unit);
  for (const node of nodesOf(unit)) {
    if (node.kind !== 'Name' || node.id !== name) continue;
    const parent = parents.get(node) ?? null;
    if (node.ctx === 'Store') continue;
    if (node.ctx !== 'Load' || parent === null || !isReading(program, unit, node, parent)) return false;
  }
  return true;
}

function isReading(program: Program, unit: Unit, node: AnyNode, parent: AnyNode): boolean {
  switch (parent.kind) {
    case 'Subscript':
      return parent.value === node && parent.ctx === 'Load';
    case 'For':
    case 'comprehension':
      return parent.iter === node;
    case 'Compare':
      return parent.ops.every((op) => op === 'in' || op === 'not in');
    case 'Call':
      return (
        parent.func.kind === 'Name' &&
        READERS.has(parent.func.id) &&
        lookup(program.env, unit, parent.func.id) === null &&
        parent.args.includes(node as Expr)
      );
    default:
      return false;
  }
}

/** What holds each node of the unit. */
export function parentsOf(unit: Unit): ReadonlyMap<AnyNode, AnyNode> {
  const parents = new Map<AnyNode, AnyNode>();
  for (const node of nodesOf(unit)) for (const child of children(node)) parents.set(child, node);
  return parents;
}

/**
 * Whether an expression gives the same value in each round of a loop, raises nothing, and has a value before the loop already: constants,
 * arithmetic on ints, and names that the loop does not bind.
 */
export function isFixed(program: Program, unit: Unit, loop: Loop, expr: Expr, limit = 12): boolean {
  if (limit === 0) return false;
  const again = (part: Expr): boolean => isFixed(program, unit, loop, part, limit - 1);
  switch (expr.kind) {
    case 'Constant':
      return true;
    case 'UnaryOp':
    case 'BinOp':
      return (
        isInt(program, unit, expr, { mayRaise: false }) &&
        (expr.kind === 'UnaryOp' ? again(expr.operand) : again(expr.left) && again(expr.right))
      );
    case 'List':
    case 'Tuple':
      return expr.elts.every(again);
    case 'Name': {
      const scoped = lookup(program.env, unit, expr.id);
      if (scoped === null || scoped.scope === 'closure') return false;
      if (scoped.scope === 'module') return unit.kind !== 'module' && moduleConstant(program.env, unit, expr.id) !== null;
      if (scoped.bindings.some((binding) => isWithin(unit, binding.loop, loop.index))) return false;
      return isBoundBefore(unit, expr.id, loop.whole.start);
    }
    default:
      return false;
  }
}

/** A str for sure: by its annotation, or by all that it is assigned. */
export function isStr({ env }: Program, unit: Unit, expr: Expr): boolean {
  if (!isBuiltin(typeOf(env, unit, expr), 'str')) return false;
  if (expr.kind !== 'Name') return true;
  const isNone = (value: Expr | null | undefined): boolean => value?.kind === 'Constant' && value.value.type === 'none';
  if ((lookup(env, unit, expr.id)?.bindings ?? []).some(({ value }) => isNone(value))) return false;
  return !isNone(unit.parameters.find(({ name }) => name === expr.id)?.default);
}
