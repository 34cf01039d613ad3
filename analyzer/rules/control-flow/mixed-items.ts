/**
 * JIT203: a hot loop over items of several types.
 *
 * Each type is a guard of its own, and a list of mixed items is stored in another way than a list of ints (list strategies,
 * pypy/objspace/std/listobject.py). The loop variable is still there at the loop's header: where the first recorded item was an int, the
 * bridge for None cannot jump to the fast part of the loop, which expects one (rpython/jit/metainterp/optimizeopt/virtualstate.py).
 */
import type { Loop, Unit } from '../../semantics/summary';
import { placeOf } from '../../semantics/summary';
import { text } from '../../semantics/text';
import type { ItemKind } from '../../semantics/item-kinds';
import { itemKinds } from '../../semantics/item-kinds';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { inEachLoop, scopeOf, severityOf } from '../rule';
import { page } from './mixed-items.page';

export const mixedItems: Rule = {
  code: 'JIT203',
  family: 'control-flow',
  name: 'mixed-items',
  summary: 'hot loop over items of several types',
  construct: 'values of several types',
  applies: (target) => target.pathsMultiply,
  check: (summary, context) => inEachLoop(summary, (unit, loop) => checkLoop(context, unit, loop)),
  page,
};

function checkLoop(context: RuleContext, unit: Unit, loop: Loop): LocalFinding | null {
  if (loop.kind !== 'for' || loop.node.kind === 'While' || loop.node.target.kind !== 'Name') return null;
  const warmth = context.hotness.ofLoop(unit, loop.index);
  if (warmth.heat === 'cold' || !warmth.certain) return null;
  const all = itemKinds(context.env, unit, loop.node.iter, context.hotness.callsOf(unit));
  const kinds = all.filter(({ name, of }) => of === null && !(name === 'bool' && all.some((kind) => kind.name === 'int')));
  if (kinds.length < 2) return null;
  const { id } = loop.node.target;
  const hasNone = kinds.some(({ name }) => name === 'None');
  return {
    place: placeOf(unit, loop.node.target),
    message: text`\`${id}\` is ${listed(kinds)} in turn: each type runs through guards and bridges of its own`,
    help: hasNone
      ? text`put a value of the same type in place of None, or end the body with \`${id} = 0\`, so that its bridge can jump back to the fast part of the loop`
      : text`keep items of one type in a list, for instance \`float(...)\` for all numbers`,
    note: text`${context.target.constructs['values of several types'].because}`,
    severity: severityOf(warmth),
    certainty: 'likely',
    related: kinds.slice(0, 4).map(({ name, place }) => ({ place, message: text`${name} here` })),
    hotness: warmth.reason,
    claim: { kind: 'bridges', branches: [placeOf(unit, loop.header)], span: placeOf(unit, loop.header), forecast: kinds.length },
    scope: scopeOf(unit),
  };
}

function listed(kinds: readonly ItemKind[]): string {
  const names = kinds.slice(0, 4).map(({ name }) => (name === 'None' ? 'None' : `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`));
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}
