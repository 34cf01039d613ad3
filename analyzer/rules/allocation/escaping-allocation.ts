/**
 * JIT401: an object made in each round of a hot loop and stored where the trace cannot follow.
 *
 * The optimizer removes allocations that stay inside the trace (rpython/jit/metainterp/optimizeopt/virtualize.py). One store into an
 * object that outlives the round undoes that. Two cases are reported: a store that overwrites the object of the round before, which
 * nobody kept, and a list that collects instances of a class of the file in surely hot code.
 */
import type { Call, Expr } from '../../syntax/ast';
import type { Warmth } from '../../semantics/hotness';
import type { Range, Store, Unit } from '../../semantics/summary';
import { isWithin, placeOf } from '../../semantics/summary';
import { text } from '../../semantics/text';
import { shortSource } from '../../semantics/trips';
import { calleeOf, isBuiltin, typeOf } from '../../semantics/types';
import { varies } from '../../semantics/variation';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { scopeOf, severityOf } from '../rule';
import { page } from './escaping-allocation.page';

export const escapingAllocation: Rule = {
  code: 'JIT401',
  family: 'allocation',
  name: 'escaping-allocation',
  summary: 'object made in each round of a hot loop and stored outside the trace',
  construct: 'escaping allocation',
  // Where no allocation is ever removed, escaping makes no difference: only a target that records and removes is asked about.
  applies: (target) => target.calls !== null,
  check(summary, context) {
    const findings: LocalFinding[] = [];
    for (const unit of summary.units) {
      for (const store of unit.stores) checkStore(context, unit, store, findings);
      checkGlobals(context, unit, findings);
      for (const { node, loop } of unit.calls) checkAppend(context, unit, node, loop, findings);
    }
    return findings;
  },
  page,
};

/** `self.position = (x, y)`: the object of the round before is dropped. */
function checkStore(context: RuleContext, unit: Unit, store: Store, findings: LocalFinding[]): void {
  const warmth = context.hotness.ofLoop(unit, store.loop);
  if (!isSure(warmth) || unit.name === '__init__' || unit.kind === 'module') return;
  const made = store.value === null ? null : freshObject(context, unit, store.value);
  if (made === null) return;
  if (store.loop < 0 && unit.loops.length > 0) return;
  const target = store.node;
  const name = shortSource(target.kind === 'Attribute' ? target : target.value);
  if (name === null) return;
  const region = store.loop >= 0 ? { unit, loop: store.loop } : { unit, callers: context.hotness.callersOf(unit) };
  if (target.kind === 'Subscript' && target.slice.kind === 'Slice') return;
  // A different object or index each round keeps what is stored: that is data, not waste.
  if (varies(context.env, region, target.value.kind === 'Attribute' ? rootOf(target.value) : target.value)) return;
  if (target.kind === 'Subscript' && !comesAround(target.slice) && varies(context.env, region, target.slice)) return;
  push(context, unit, store.loop, store.value!, warmth, made, target.kind === 'Attribute' ? name : `${name}[...]`, true, findings);
}

/** `global LAST; LAST = Point(x, y)`. */
function checkGlobals(context: RuleContext, unit: Unit, findings: LocalFinding[]): void {
  for (const name of unit.globals) {
    for (const binding of unit.bindings.get(name) ?? []) {
      const made = binding.value === null || binding.kind !== 'assign' ? null : freshObject(context, unit, binding.value);
      if (made === null) continue;
      const warmth = context.hotness.ofLoop(unit, binding.loop);
      if (isSure(warmth)) push(context, unit, binding.loop, binding.value!, warmth, made, name, true, findings);
    }
  }
}

/** `points.append(Point(x, y))` where `points` outlives the loop. */
function checkAppend(context: RuleContext, unit: Unit, call: Call, loop: number, findings: LocalFinding[]): void {
  const value = call.args[0];
  if (call.func.kind !== 'Attribute' || call.func.attr !== 'append' || value === undefined || loop < 0) return;
  const warmth = context.hotness.ofLoop(unit, loop);
  if (!isSure(warmth)) return;
  const made = freshObject(context, unit, value);
  if (made?.kind !== 'instance') return; // Tuples and lists collected in a list are what the program is for.
  const list = call.func.value;
  const name = shortSource(list);
  if (name === null || !isBuiltin(typeOf(context.env, unit, list), 'list') || madeInside(unit, list, loop)) return;
  push(context, unit, loop, value, warmth, made, name, false, findings);
}

function push(
  context: RuleContext,
  unit: Unit,
  loop: number,
  value: Range,
  warmth: Warmth,
  made: Made,
  where: string,
  overwritten: boolean,
  findings: LocalFinding[],
): void {
  findings.push({
    place: placeOf(unit, value),
    message: overwritten
      ? text`${made.words} is made in each round and overwrites the one before in \`${where}\``
      : text`${made.words} is made in each round and kept in \`${where}\``,
    help: overwritten
      ? text`keep the parts in local variables during the loop and store the object once after it`
      : text`if the objects live only until a later loop, compute there what is needed, or keep their fields in separate lists`,
    note: text`${context.target.constructs['escaping allocation'].because}`,
    severity: severityOf(warmth),
    certainty: 'likely',
    related: loop < 0 ? [] : [{ place: placeOf(unit, unit.loops[loop]!.header), message: text`in this loop` }],
    hotness: warmth.reason,
    claim: { kind: 'allocation', span: placeOf(unit, value) },
    scope: scopeOf(unit),
  });
}

/** An allocation costs 1 to 3 ns: only surely hot code is worth a line. */
function isSure(warmth: Warmth): boolean {
  return warmth.heat === 'hot' && warmth.certain && warmth.distance <= 2;
}

/** `ring[i % size]`, `ring[i & mask]`: slots that are used again. */
function comesAround(index: Expr): boolean {
  return index.kind === 'BinOp' && (index.op === '%' || index.op === '&');
}

interface Made {
  readonly kind: 'instance' | 'display';
  readonly words: string;
}

/** An expression that makes a new object each time it runs. */
function freshObject(context: RuleContext, unit: Unit, value: Expr): Made | null {
  switch (value.kind) {
    case 'Tuple':
      return value.elts.length > 0 && value.elts.some((element) => element.kind !== 'Constant')
        ? { kind: 'display', words: 'a tuple' }
        : null;
    case 'List':
      return value.elts.length > 0 ? { kind: 'display', words: 'a list' } : null;
    case 'Dict':
      return value.keys.length > 0 ? { kind: 'display', words: 'a dict' } : null;
    case 'Call': {
      const callee = calleeOf(context.env, unit, value.func);
      if (callee?.kind !== 'class' || context.env.home(callee.of.top).methodIn(callee.of, '__new__') !== null) return null;
      return { kind: 'instance', words: `a new \`${callee.of.name}\`` };
    }
    default:
      return null;
  }
}

function rootOf(expr: Expr): Expr {
  let at = expr;
  while (at.kind === 'Attribute') at = at.value;
  return at;
}

/** Whether the list is made anew inside the loop: then it dies with the round, and the JIT may remove both. */
function madeInside(unit: Unit, list: Expr, loop: number): boolean {
  return list.kind === 'Name' && (unit.bindings.get(list.id) ?? []).some((binding) => isWithin(unit, binding.loop, loop));
}
