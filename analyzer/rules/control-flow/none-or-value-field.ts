/**
 * JIT207: a field that holds None, or a number of another type, in some objects, and is read in a hot loop over many.
 *
 * PyPy keeps a field that was always an int or a float unboxed in the instance, and its type in the map (pypy/objspace/std/mapdict.py): objects that
 * hold something else there have another map, and each map is a guard of its own.
 */
import type { ClassFacts, Loop, Unit } from '../../semantics/summary';
import { isWithin, placeOf } from '../../semantics/summary';
import type { ItemKind } from '../../semantics/item-kinds';
import { kindsOf } from '../../semantics/item-kinds';
import { text } from '../../semantics/text';
import { typeOf } from '../../semantics/types';
import { varies } from '../../semantics/variation';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { scopeOf, severityOf } from '../rule';
import { kindsInWords } from './kinds-in-words';
import { page } from './none-or-value-field.page';

const NUMBERS = new Set(['int', 'float']);

export const noneOrValueField: Rule = {
  code: 'JIT207',
  family: 'control-flow',
  name: 'none-or-value-field',
  summary: 'field of several types read in a hot loop over many objects',
  construct: 'values of several types',
  applies: (target) => target.pathsMultiply,
  check: (summary, context) => summary.units.flatMap((unit) => unit.loops.flatMap((loop) => checkLoop(context, unit, loop))),
  page,
};

function checkLoop(context: RuleContext, unit: Unit, loop: Loop): readonly LocalFinding[] {
  const warmth = context.hotness.ofLoop(unit, loop.index);
  if (warmth.heat === 'cold' || !warmth.certain) return [];
  const findings: LocalFinding[] = [];
  const seen = new Set<string>();
  for (const { node, loop: at } of unit.reads) {
    // The innermost loop around it speaks; another loop around that would say it twice.
    if (at !== loop.index || node.value.kind !== 'Name' || seen.has(node.attr)) continue;
    const of = typeOf(context.env, unit, node.value);
    if (of?.kind !== 'instance' || !varies(context.env, { unit, loop: outermost(unit, loop) }, node.value)) continue;
    const kinds = fieldKinds(context, of.of, node.attr);
    if (kinds.length < 2 || !kinds.some(({ name }) => NUMBERS.has(name))) continue;
    seen.add(node.attr);
    findings.push({
      place: placeOf(unit, node),
      message: text`\`${node.attr}\` is ${kindsInWords(kinds, 'or')}, depending on the object: each kind has a map, a guard and a bridge of its own`,
      help: kinds.some(({ name }) => name === 'None')
        ? text`keep a number in it always, with a value such as 0 or -1 for "none", or keep the objects that have one in a list of their own`
        : text`store one type of number always, for instance \`float(...)\``,
      note: text`${context.target.constructs['values of several types'].because}`,
      severity: severityOf(warmth),
      certainty: 'likely',
      related: [
        ...kinds.slice(0, 4).map(({ name, place }) => ({ place, message: text`${name} here` })),
        { place: placeOf(unit, loop.header), message: text`in this loop` },
      ],
      hotness: warmth.reason,
      claim: {
        kind: 'bridges',
        branches: [placeOf(unit, node), placeOf(unit, loop.header)],
        span: placeOf(unit, node),
        forecast: kinds.length,
      },
      scope: scopeOf(unit),
    });
  }
  return findings;
}

function outermost(unit: Unit, loop: Loop): number {
  let at = loop;
  while (at.parent >= 0) at = unit.loops[at.parent]!;
  return isWithin(unit, loop.index, at.index) ? at.index : loop.index;
}

/** What the class's own methods and the rest of the file store there. */
function fieldKinds({ env }: RuleContext, of: ClassFacts, attr: string): readonly ItemKind[] {
  const home = env.home(of.top);
  return kindsOf(env, [...home.attributesOf(of, attr), ...home.storedTo(attr)]).filter(({ name }) => name !== 'bool');
}
