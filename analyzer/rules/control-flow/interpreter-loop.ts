/**
 * JIT204: a loop that interprets a program: it fetches an instruction and dispatches on it.
 *
 * A tracing JIT sees one loop header, the interpreter's own. The loops of the interpreted program are invisible to it, so its paths
 * hang on each other as bridges (RPython's answer for interpreters in RPython is `jit_merge_point`, which Python code has not).
 */
import type { AnyNode, Expr, If, Stmt } from '../../syntax/ast';
import type { Loop, Range, Unit } from '../../semantics/summary';
import { isWithin, placeOf } from '../../semantics/summary';
import { text } from '../../semantics/text';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { inEachLoop, scopeOf, severityOf } from '../rule';
import { page } from './interpreter-loop.page';

/** Fewer kinds of instructions make no program. */
const FEWEST_ARMS = 5;

export const interpreterLoop: Rule = {
  code: 'JIT204',
  family: 'control-flow',
  name: 'interpreter-loop',
  summary: 'hot loop that interprets a program',
  construct: 'interpreter loop',
  applies: (target) => target.pathsMultiply,
  check: (summary, context) => inEachLoop(summary, (unit, loop) => checkLoop(context, unit, loop)),
  page,
};

function checkLoop(context: RuleContext, unit: Unit, loop: Loop): LocalFinding | null {
  if (loop.kind !== 'while') return null;
  const warmth = context.hotness.ofLoop(unit, loop.index);
  if (warmth.heat === 'cold' || !warmth.certain) return null;
  const fetched = fetchIn(unit, loop);
  if (fetched === null) return null;
  const arms = armsOn(loop.body, fetched.name);
  if (arms.length < FEWEST_ARMS) return null;
  return {
    place: placeOf(unit, loop.header),
    message: text`this loop interprets a program: all ${arms.length} instructions share its one loop header, so the program’s own loops are not seen`,
    help: text`translate the program into Python functions or closures once, and run those: then its loops are loops to the JIT`,
    note: text`${context.target.constructs['interpreter loop'].because}`,
    severity: severityOf(warmth),
    certainty: 'likely',
    related: [
      { place: placeOf(unit, fetched.range), message: text`the next instruction is fetched here` },
      { place: placeOf(unit, arms[0]!), message: text`and dispatched on from here` },
    ],
    hotness: warmth.reason,
    claim: {
      kind: 'bridges',
      branches: arms.map((arm) => placeOf(unit, arm)),
      span: placeOf(unit, { start: arms[0]!.start, end: arms[arms.length - 1]!.end }),
      forecast: arms.length,
    },
    scope: scopeOf(unit),
  };
}

/** `op = code[pc]`, where the position is changed in the loop. */
function fetchIn(unit: Unit, loop: Loop): { readonly name: string; readonly range: Range } | null {
  for (const [name, bindings] of unit.bindings) {
    for (const binding of bindings) {
      if (binding.loop !== loop.index || binding.kind !== 'assign' || binding.value?.kind !== 'Subscript') continue;
      const position = binding.value.slice;
      const moved =
        position.kind === 'Name' && (unit.bindings.get(position.id) ?? []).filter((moving) => isWithin(unit, moving.loop, loop.index));
      // A loop that only steps on reads a list; a program jumps.
      if (moved !== false && moved.length >= 2) return { name, range: binding.value };
    }
  }
  return null;
}

/** The tests of the first chain of branches, or `match`, on a variable, directly in the loop's body. */
function armsOn(body: readonly Stmt[], name: string): readonly Range[] {
  for (const statement of body) {
    if (statement.kind === 'Match' && isName(statement.subject, name)) return statement.cases.map(({ pattern }) => pattern);
    if (statement.kind !== 'If') continue;
    const arms: Range[] = [];
    for (let at: If | null = statement; at !== null;) {
      if (at.test.kind !== 'Compare' || !isName(at.test.left, name)) break;
      arms.push(at.test);
      const only: Stmt | undefined = at.orelse.length === 1 ? at.orelse[0] : undefined;
      at = only?.kind === 'If' ? only : null;
    }
    if (arms.length > 0) return arms;
  }
  return [];
}

function isName(expr: Expr | AnyNode, name: string): boolean {
  return expr.kind === 'Name' && expr.id === name;
}
