/**
 * JIT205: a variable that is carried from round to round of a hot loop and changes its type on the way.
 */
import { placeOf } from '../../semantics/summary';
import type { Loop, Unit } from '../../semantics/summary';
import { text } from '../../semantics/text';
import { unstableVariables } from '../../semantics/round-types';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { scopeOf, severityOf } from '../rule';
import { kindsInWords } from './kinds-in-words';
import { page } from './unstable-variable.page';

export const unstableVariable: Rule = {
  code: 'JIT205',
  family: 'control-flow',
  name: 'unstable-variable',
  summary: 'variable that changes its type from round to round of a hot loop',
  construct: 'values of several types',
  applies: (target) => target.pathsMultiply,
  check: (summary, context) => summary.units.flatMap((unit) => unit.loops.flatMap((loop) => checkLoop(context, unit, loop))),
  page,
};

function checkLoop(context: RuleContext, unit: Unit, loop: Loop): readonly LocalFinding[] {
  const warmth = context.hotness.ofLoop(unit, loop.index);
  if (warmth.heat === 'cold' || !warmth.certain) return [];
  return unstableVariables(context.env, unit, loop)
    .filter(({ isStale }) => !isStale)
    .map(({ name, kinds }) => ({
      place: kinds[0]!.place,
      message: text`\`${name}\` is ${kindsInWords(kinds, 'or')} when a round of this loop ends: the next round starts in code for one of them`,
      help: text`keep \`${name}\` of one type: start it with a value of that type and convert once, after the loop`,
      note: text`${context.target.constructs['values of several types'].because}`,
      severity: severityOf(warmth),
      certainty: 'likely',
      related: [
        ...kinds.slice(1, 4).map((kind) => ({ place: kind.place, message: text`${kind.name} here` })),
        { place: placeOf(unit, loop.header), message: text`of this loop` },
      ],
      hotness: warmth.reason,
      claim: {
        kind: 'bridges',
        branches: [...kinds.map(({ place }) => place), placeOf(unit, loop.header)],
        span: placeOf(unit, loop.header),
        forecast: kinds.length,
      },
      scope: scopeOf(unit),
    }));
}
