/**
 * JIT501: a loop that dispatches to many functions, each of them lukewarm.
 *
 * Counters never stop: in a long run every handler, and every guard in it, reaches its threshold and is compiled, though none runs
 * often enough to pay for it. Reported for a table of functions, or a chain of branches, with so many functions of the file that the
 * traces outnumber what any one of them can earn.
 */
import type { Call } from '../../syntax/ast';
import type { Place, Unit } from '../../semantics/summary';
import { isWithin, placeOf } from '../../semantics/summary';
import { functionsOf, tableOf } from '../../semantics/tables';
import { text } from '../../semantics/text';
import { calleeOf } from '../../semantics/types';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { scopeOf, severityOf } from '../rule';
import { page } from './long-tail.page';

/** With 60 handlers called at random PyPy made 43 loops and 165 bridges and ran 4 times slower than without its JIT; with 16 the effect is just measurable. */
export const MANY = 16;

export const longTail: Rule = {
  code: 'JIT501',
  family: 'lifecycle',
  name: 'long-tail',
  summary: 'loop that dispatches to many lukewarm functions',
  construct: 'many lukewarm traces',
  applies: (target) => target.tracesAreDear,
  check(summary, context) {
    const findings: LocalFinding[] = [];
    for (const unit of summary.units) {
      const reported = new Set<number>();
      for (const { node, loop } of unit.calls) {
        if (loop < 0 || reported.has(loop)) continue;
        const table = tableOf(context.env, unit, node.func);
        const functions = table === null ? [] : functionsOf(context.env, table);
        if (table === null || functions.length < MANY) continue;
        // A loop that is cold itself may go through many loops that are not.
        const isCold = context.hotness.ofLoop(unit, loop).heat === 'cold';
        if (isCold && functions.filter((entry) => loopsGetHot(context, entry.unit)).length < MANY) continue;
        if (report(context, unit, loop, node, functions.length, table.place, findings)) reported.add(loop);
      }
      for (const loop of unit.loops) {
        if (reported.has(loop.index) || loop.hasInner || context.hotness.ofLoop(unit, loop.index).heat === 'cold') continue;
        const functions = branchCallees(context, unit, loop.index);
        if (functions < MANY) continue;
        report(context, unit, loop.index, null, functions, null, findings);
      }
    }
    return findings;
  },
  page,
};

function report(
  context: RuleContext,
  unit: Unit,
  loop: number,
  call: Call | null,
  functions: number,
  table: Place | null,
  findings: LocalFinding[],
): boolean {
  const warmth = context.hotness.ofLoop(unit, loop);
  if (!warmth.certain) return false;
  const { header } = unit.loops[loop]!;
  findings.push({
    place: placeOf(unit, call?.func ?? header),
    message: text`this loop dispatches to ${functions} functions: each gets traces of its own, however seldom it runs`,
    help: text`when the process lives long, switch tracing off after the warm-up (\`pypyjit.set_param("off")\`), or raise \`threshold\` and \`trace_eagerness\` so that only what is really hot is compiled`,
    note: text`${context.target.constructs['many lukewarm traces'].because}`,
    severity: warmth.heat === 'cold' ? 'information' : severityOf(warmth),
    certainty: 'likely',
    related: [
      ...(call === null ? [] : [{ place: placeOf(unit, header), message: text`in this loop` }]),
      ...(table === null ? [] : [{ place: table, message: text`the functions stand here` }]),
    ],
    hotness: warmth.reason,
    claim: { kind: 'abort', reason: 'many short-lived traces', functions: [], span: placeOf(unit, header) },
    scope: scopeOf(unit),
  });
  return true;
}

const loopsGetHot = ({ hotness }: RuleContext, unit: Unit): boolean =>
  unit.loops.some(({ index }) => hotness.ofLoop(unit, index).heat !== 'cold');

/** Different functions of the file that a loop without inner loops calls: an `elif` chain over kinds of jobs. */
function branchCallees(context: RuleContext, unit: Unit, loop: number): number {
  const functions = new Set<Unit>();
  for (const site of unit.calls) {
    if (!isWithin(unit, site.loop, loop)) continue;
    const callee = calleeOf(context.env, unit, site.node.func);
    if (callee?.kind === 'function') functions.add(callee.unit);
  }
  return functions.size;
}
