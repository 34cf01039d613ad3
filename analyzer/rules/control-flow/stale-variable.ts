/**
 * JIT206: a variable that nobody reads any more, whose type at the end of a round varies.
 */
import { placeOf } from '../../semantics/summary';
import type { Loop, Unit } from '../../semantics/summary';
import { text } from '../../semantics/text';
import { unstableVariables } from '../../semantics/round-types';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { scopeOf, severityOf } from '../rule';
import { kindsInWords } from './kinds-in-words';
import { page } from './stale-variable.page';

export const staleVariable: Rule = {
  code: 'JIT206',
  family: 'control-flow',
  name: 'stale-variable',
  summary: 'variable of varying type left over at the end of a round of a hot loop',
  construct: 'values of several types',
  applies: (target) => target.pathsMultiply,
  check: (summary, context) => summary.units.flatMap((unit) => unit.loops.flatMap((loop) => checkLoop(context, unit, loop))),
  page,
};

function checkLoop(context: RuleContext, unit: Unit, loop: Loop): readonly LocalFinding[] {
  const warmth = context.hotness.ofLoop(unit, loop.index);
  if (warmth.heat === 'cold' || !warmth.certain) return [];
  return unstableVariables(context.env, unit, loop)
    .filter(({ isStale }) => isStale)
    .map(({ name, kinds }) => ({
      place: kinds[0]!.place,
      message: text`\`${name}\` is left over as ${kindsInWords(kinds, 'or')} when a round ends: nothing reads it again, but the loop’s header asks for its type`,
      help: text`end the body with \`del ${name}\` or \`${name} = None\`, so that every round ends alike`,
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
