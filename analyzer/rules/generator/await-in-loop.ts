/**
 * JIT302: a coroutine made and awaited in each round of a hot loop.
 *
 * `await` of a coroutine function is a generator made for one use: on PyPy it is inlined when it does not suspend, but the coroutine and
 * its frame are real objects (pypy/interpreter/generator.py); CPython 3.14 compiles no loop that holds one, 3.15 traces through.
 */
import type { Await } from '../../syntax/ast';
import type { Placed, Unit } from '../../semantics/summary';
import { placeOf } from '../../semantics/summary';
import { text } from '../../semantics/text';
import { calleeOf } from '../../semantics/types';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { scopeOf, severityOf } from '../rule';
import { page } from './await-in-loop.page';

export const awaitInLoop: Rule = {
  code: 'JIT302',
  family: 'generator',
  name: 'await-in-loop',
  summary: 'coroutine made and awaited in each round of a hot loop',
  construct: 'await in a loop',
  applies: (target) => target.constructs['await in a loop'].treatment !== 'inlined',
  check(summary, context) {
    const findings: LocalFinding[] = [];
    for (const unit of summary.units) {
      for (const site of unit.awaits) {
        const finding = checkAwait(context, unit, site);
        if (finding !== null) findings.push(finding);
      }
    }
    return findings;
  },
  page,
};

function checkAwait(context: RuleContext, unit: Unit, { node, loop }: Placed<Await>): LocalFinding | null {
  if (loop < 0 || node.value.kind !== 'Call') return null;
  const warmth = context.hotness.ofLoop(unit, loop);
  if (warmth.heat === 'cold' || !warmth.certain) return null;
  const callee = calleeOf(context.env, unit, node.value.func);
  if (callee?.kind !== 'function' || !callee.unit.isAsync || callee.unit.isGenerator) return null;
  // What waits for the world takes far longer than the coroutine costs.
  if (waits(context, callee.unit)) return null;
  const { treatment, because } = context.target.constructs['await in a loop'];
  const name = `\`${callee.unit.name}\``;
  return {
    place: placeOf(unit, node),
    message:
      treatment === 'inlined at a cost'
        ? text`a coroutine of ${name} is made and awaited in each round of this loop, and never waits for anything outside the file`
        : text`a loop that awaits ${name} ${treatment === 'no trace' ? 'is never compiled' : 'ends its trace at each await'}`,
    help: text`make ${name} a plain function if it never has to wait, or await once for many items`,
    note: text`${because}`,
    severity: severityOf(warmth),
    certainty: 'likely',
    related: [
      { place: placeOf(unit, unit.loops[loop]!.header), message: text`in this loop` },
      { place: placeOf(callee.unit, callee.unit.nameRange), message: text`this function gives a coroutine` },
    ],
    hotness: warmth.reason,
    claim: { kind: 'allocation', span: placeOf(unit, node) },
    scope: scopeOf(unit),
  };
}

/** Functions followed from the loop. */
const DEEPEST = 4;

/** Whether a coroutine awaits, loops or enters something that is no coroutine of the file: a socket, a queue, a lock. */
function waits(context: RuleContext, start: Unit): boolean {
  let pending = [start];
  for (let depth = 0; depth < DEEPEST; depth++) {
    const next: Unit[] = [];
    for (const unit of pending) {
      if (unit.loops.some(({ node }) => node.kind === 'AsyncFor') || unit.body.some(({ kind }) => kind === 'AsyncWith')) return true;
      for (const { node } of unit.awaits) {
        const callee = node.value.kind === 'Call' ? calleeOf(context.env, unit, node.value.func) : null;
        if (callee?.kind !== 'function' || !callee.unit.isAsync) return true;
        next.push(callee.unit);
      }
    }
    if (next.length === 0) return false;
    pending = next;
  }
  return true;
}
