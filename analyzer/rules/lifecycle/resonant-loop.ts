/**
 * JIT503: an inner loop whose length divides PyPy's threshold, so that recording starts as it is being left.
 *
 * The counter of a loop header fires at the 1,039th backward jump and records the round after it (rpython/jit/metainterp/counter.py, warmstate.py). A pass of
 * n rounds has n - 1 of those jumps and one more exit, so if n divides 1,040 the recorded round is the exit: through the outer loop's body and in
 * again. Staying in the inner loop, the hot path, then is the bridge, which ends at the general label and boxes what is carried along.
 */
import { parameterDefault } from '../../targets';
import { placeOf } from '../../semantics/summary';
import type { Loop, Unit } from '../../semantics/summary';
import { text } from '../../semantics/text';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { inEachLoop, scopeOf } from '../rule';
import { page } from './resonant-loop.page';

/** In a shorter loop, leaving it is a good part of the work whatever was recorded. */
const SHORTEST = 26;

export const resonantLoop: Rule = {
  code: 'JIT503',
  family: 'lifecycle',
  name: 'resonant-loop',
  summary: 'inner loop whose length divides the threshold of the JIT',
  construct: 'inner loop of a resonant length',
  applies: (target) => target.constructs['inner loop of a resonant length'].treatment === 'inlined at a cost',
  check: (summary, context) => inEachLoop(summary, (unit, loop) => checkLoop(context, unit, loop)),
  page,
};

function checkLoop(context: RuleContext, unit: Unit, loop: Loop): LocalFinding | null {
  // Only a loop that runs to its end, and holds no loop that would be compiled before it.
  if (loop.parent < 0 || loop.hasInner || loop.exits > 0 || (loop.kind !== 'for' && loop.kind !== 'while')) return null;
  const warmth = context.hotness.ofLoop(unit, loop.index);
  if (warmth.heat !== 'hot' || !warmth.certain) return null;
  const trips = context.hotness.tripsOf(unit, loop);
  const period = (parameterDefault(context.target, 'threshold') ?? 1039) + 1;
  if (typeof trips !== 'number' || trips < SHORTEST || trips >= period || period % trips !== 0) return null;
  const outer = unit.loops[loop.parent]!;
  return {
    place: placeOf(unit, loop.header),
    message: text`this inner loop runs ${trips} times, which divides ${period}: recording starts just as it ends, and the way that stays in it becomes a bridge`,
    help: text`run it ${trips - 1} or ${trips + 1} times where that is possible, or move it into a function of its own, which is counted apart`,
    note: text`${context.target.constructs['inner loop of a resonant length'].because}`,
    severity: 'hint',
    certainty: 'likely',
    related: [{ place: placeOf(unit, outer.header), message: text`inside this loop` }],
    hotness: warmth.reason,
    claim: { kind: 'bridges', branches: [placeOf(unit, loop.header)], span: placeOf(unit, loop.header), forecast: 1, outrun: true },
    scope: scopeOf(unit),
  };
}
