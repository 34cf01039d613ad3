/**
 * Which kinds of values a local variable may hold when a round of a loop ends, where the text proves at least two.
 *
 * A loop's machine code fixes the kinds of all variables at its header, dead ones included (the virtual state of RPython's unroll.py): a round that
 * ends with another kind cannot go on there.
 */
import type { Stmt } from '../syntax/ast';
import { descendants } from '../syntax/walk';
import type { Environment } from './environment';
import type { ItemKind } from './item-kinds';
import { kindsOf } from './item-kinds';
import type { Binding, Loop, Unit } from './summary';
import { isWithin } from './summary';

export interface Unstable {
  readonly name: string;
  readonly kinds: readonly ItemKind[];
  /** Nothing reads it before it is assigned again: only the header cares. */
  readonly isStale: boolean;
}

const ASSIGNING = new Set<Binding['kind']>(['assign', 'augment']);

/** Two rules ask the same of every loop. */
const known = new WeakMap<Environment, Map<Loop, readonly Unstable[]>>();

export function unstableVariables(env: Environment, unit: Unit, loop: Loop): readonly Unstable[] {
  let ofEnv = known.get(env);
  if (ofEnv === undefined) known.set(env, (ofEnv = new Map<Loop, readonly Unstable[]>()));
  let found = ofEnv.get(loop);
  if (found === undefined) ofEnv.set(loop, (found = variablesOf(env, unit, loop)));
  return found;
}

function variablesOf(env: Environment, unit: Unit, loop: Loop): readonly Unstable[] {
  if (unit.kind !== 'function' || loop.body.length === 0) return [];
  const found: Unstable[] = [];
  for (const [name, bindings] of unit.bindings) {
    if (unit.globals.has(name) || unit.nonlocals.has(name)) continue;
    const inside = bindings.filter(
      (binding) => ASSIGNING.has(binding.kind) && binding.value !== null && isWithin(unit, binding.loop, loop.index),
    );
    if (inside.length < 2 || bindings.some((binding) => binding.kind === 'for' && isWithin(unit, binding.loop, loop.index))) continue;
    // What an assignment that every round passes leaves behind; before it nothing counts.
    const lastSure = inside.reduce((last, binding) => (isSure(loop, binding) ? Math.max(last, binding.range.start) : last), -1);
    const leaving = inside.filter((binding) => binding.range.start >= lastSure);
    if (leaving.length < 2) continue;
    const kinds = numbersTogether(
      kindsOf(
        env,
        leaving.map(({ value }) => ({ value, unit })),
      ),
    );
    if (kinds.length >= 2) found.push({ name, kinds, isStale: !isReadFirst(loop.body, name) });
  }
  return found;
}

/** True and 1 are told apart by a guard as well, but nobody writes one for the other by mistake. */
function numbersTogether(kinds: readonly ItemKind[]): readonly ItemKind[] {
  return kinds.some(({ name }) => name === 'int') ? kinds.filter(({ name }) => name !== 'bool') : kinds;
}

/** A statement of the loop's body itself, not in a branch of it. */
function isSure(loop: Loop, binding: Binding): boolean {
  return loop.body.some(
    (statement) => isAssignment(statement) && statement.start <= binding.range.start && binding.range.end <= statement.end,
  );
}

function isAssignment(statement: Stmt): boolean {
  return statement.kind === 'Assign' || statement.kind === 'AnnAssign' || statement.kind === 'AugAssign';
}

/** Whether a round may read what the one before left: unless its first use is an assignment that every round passes. */
function isReadFirst(body: readonly Stmt[], name: string): boolean {
  for (const statement of body) {
    let reads = false;
    let uses = false;
    for (const node of descendants(statement)) {
      if (node.kind !== 'Name' || node.id !== name) continue;
      uses = true;
      if (node.ctx === 'Load') reads = true;
    }
    if (!uses) continue;
    return reads || !(statement.kind === 'Assign' || statement.kind === 'AnnAssign');
  }
  return true;
}
