/** Part of JIT202: a call through a table of functions, of which each round of a hot loop takes another one. */
import type { CallSite, Unit } from '../../semantics/summary';
import { placeOf } from '../../semantics/summary';
import { functionsOf, tableOf } from '../../semantics/tables';
import { text } from '../../semantics/text';
import { varies } from '../../semantics/variation';
import { MANY } from '../lifecycle/long-tail';
import type { LocalFinding, RuleContext } from '../rule';
import { scopeOf, severityOf } from '../rule';

/** As with classes: two functions are one bridge. */
const FEWEST_FUNCTIONS = 3;
const MOST_RELATED = 6;

/** `HANDLERS[kind](job)`: the function is guarded, so each further one is a bridge with its whole body inlined. */
export function checkTable(context: RuleContext, unit: Unit, { node, loop }: CallSite): LocalFinding | null {
  if (loop < 0) return null;
  const warmth = context.hotness.ofLoop(unit, loop);
  if (warmth.heat === 'cold' || !warmth.certain) return null;
  const table = tableOf(context.env, unit, node.func);
  if (table === null || !varies(context.env, { unit, loop }, table.key)) return null;
  const functions = functionsOf(context.env, table);
  if (functions.length < FEWEST_FUNCTIONS) return null;
  // So many that none of them pays for its traces: JIT501 says more.
  if (functions.length >= MANY && context.target.tracesAreDear) return null;
  const site = placeOf(unit, node.func);
  return {
    place: site,
    message: text`this call takes one of ${functions.length} functions${table.name === '' ? '' : ` of \`${table.name}\``} in turn: each is a path of its own through the loop`,
    help: text`handle the items of one kind together, in a loop for each function; where there are many functions and each runs seldom, switch the JIT off after warm-up`,
    note: context.target.pathsMultiply
      ? text`the function is guarded, so each further one is a bridge with its body inlined: 0, 2, 3, 5, 9, 13 and 21 bridges for 1, 2, 3, 4, 6, 8 and 12 functions, which multiply with other branches of the loop`
      : text`${context.target.constructs['polymorphic call site'].because}`,
    severity: severityOf(warmth),
    certainty: 'likely',
    related: [
      { place: placeOf(unit, unit.loops[loop]!.header), message: text`in this loop` },
      ...functions.slice(0, MOST_RELATED).map(({ unit: called, place }) => ({ place, message: text`\`${called.name}\` here` })),
    ],
    hotness: warmth.reason,
    claim: {
      kind: 'bridges',
      branches: [site, placeOf(unit, unit.loops[loop]!.header)],
      span: site,
      forecast: functions.length,
    },
    scope: scopeOf(unit),
  };
}
