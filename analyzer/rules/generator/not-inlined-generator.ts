/**
 * JIT303: a generator that PyPy does not inline into the loop that consumes it, since it counts two yields in it.
 *
 * `should_not_inline` (pypy/interpreter/generator.py, 7.3.11 and 7.3.23) walks the bytecode with the instruction lengths of Python 2: one byte below
 * opcode 90, else three. In today's code, two bytes each, it steps over whatever follows an opcode from 90 on: a YIELD_VALUE behind a name, a call, a
 * constant or a tuple is mostly overlooked, one behind an operator or an item access is always counted.
 */
import type { Loop, Unit } from '../../semantics/summary';
import { placeOf } from '../../semantics/summary';
import { text } from '../../semantics/text';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { inEachLoop, scopeOf, severityOf } from '../rule';
import { countedYields, generatorOf } from './generators';
import { page } from './not-inlined-generator.page';

const FEWEST_YIELDS = 2;

export const notInlinedGenerator: Rule = {
  code: 'JIT303',
  family: 'generator',
  name: 'not-inlined-generator',
  summary: 'generator with several yields, resumed in a hot loop through a trace of its own',
  construct: 'generator with several yields',
  applies: (target) => target.constructs['generator with several yields'].treatment === 'inlined at a cost',
  check: (summary, context) => inEachLoop(summary, (unit, loop) => checkLoop(context, unit, loop)),
  page,
};

function checkLoop(context: RuleContext, unit: Unit, loop: Loop): LocalFinding | null {
  if (loop.node.kind === 'While' || loop.kind === 'generator expression') return null;
  const warmth = context.hotness.ofLoop(unit, loop.index);
  if (warmth.heat === 'cold' || !warmth.certain) return null;
  const made = generatorOf(context.env, unit, loop.node.iter)?.unit ?? null;
  const counted = made === null ? [] : countedYields(made);
  if (made === null || counted.length < FEWEST_YIELDS) return null;
  return {
    place: placeOf(unit, loop.node.iter),
    message: text`PyPy counts ${counted.length} yields in \`${made.name}\` and does not inline it: each round of this hot loop enters a trace of its own`,
    help: text`yield at one place only: choose the value first, and yield the variable`,
    note: text`${context.target.constructs['generator with several yields'].because}`,
    severity: severityOf(warmth),
    certainty: 'likely',
    related: [
      { place: placeOf(unit, loop.header), message: text`in this loop` },
      ...counted.slice(0, 4).map((node) => ({ place: placeOf(made, node), message: text`this yield counts` })),
    ],
    hotness: warmth.reason,
    claim: { kind: 'generator', loop: placeOf(unit, loop.header), generator: placeOf(made, made.nameRange) },
    scope: scopeOf(unit),
  };
}
