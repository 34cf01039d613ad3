/**
 * JIT502: hot recursion that branches, beyond the depth to which a function is inlined into itself.
 *
 * PyPy inlines a function that is already on the trace's stack up to max_unroll_recursion (7) times; a deeper call is a
 * call_assembler (rpython/jit/metainterp/pyjitpl.py, opimpl_recursive_call). A tree of calls has no loop the JIT could close.
 */
import type { CallSite, Unit } from '../../semantics/summary';
import { placeOf } from '../../semantics/summary';
import { text } from '../../semantics/text';
import { calleeOf } from '../../semantics/types';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { scopeOf, severityOf } from '../rule';
import { page } from './deep-recursion.page';

export const deepRecursion: Rule = {
  code: 'JIT502',
  family: 'lifecycle',
  name: 'deep-recursion',
  summary: 'hot function that calls itself more than once',
  construct: 'deep recursion',
  applies: (target) => target.constructs['deep recursion'].treatment === 'residual call',
  check(summary, context) {
    const findings: LocalFinding[] = [];
    for (const unit of summary.units) {
      if (unit.kind !== 'function' || unit.isGenerator || unit.isAsync) continue;
      const finding = checkFunction(context, unit);
      if (finding !== null) findings.push(finding);
    }
    return findings;
  },
  page,
};

function checkFunction(context: RuleContext, unit: Unit): LocalFinding | null {
  const warmth = context.hotness.ofUnit(unit);
  if (warmth.heat === 'cold' || !warmth.certain) return null;
  const calls = unit.calls.filter((site) => isSelfCall(context, unit, site));
  const inLoop = calls.some(({ loop }) => loop >= 0);
  // One call is a walk down a chain.
  if (calls.length === 0 || (calls.length === 1 && !inLoop) || !isWorthIt(context, unit, calls)) return null;
  const first = calls[0]!;
  return {
    place: placeOf(unit, unit.nameRange),
    message: text`\`${unit.name}\` calls itself ${inLoop ? 'in a loop' : `${calls.length} times`}: it is inlined into itself seven levels deep, and deeper calls leave the trace`,
    help: text`keep what is pending in a list and work it off in a loop, which the JIT can close; or keep results that are asked for again`,
    note: text`${context.target.constructs['deep recursion'].because}`,
    severity: severityOf(warmth),
    certainty: 'likely',
    related: calls.slice(0, 4).map(({ node }) => ({ place: placeOf(unit, node), message: text`calls itself here` })),
    hotness: warmth.reason,
    claim: { kind: 'residual-call', callee: unit.name, minimum: 'own loop', span: placeOf(unit, first.node) },
    scope: scopeOf(unit),
  };
}

function isSelfCall(context: RuleContext, unit: Unit, { node }: CallSite): boolean {
  const callee = calleeOf(context.env, unit, node.func);
  return callee?.kind === 'function' && callee.unit === unit;
}

/**
 * Recursion over numbers or positions (`n - 1`, `row + 1`) grows by itself. A walk over nested data is as deep as the data, mostly
 * shallow, and is reported only where surely hot code starts it.
 */
function isWorthIt(context: RuleContext, unit: Unit, calls: readonly CallSite[]): boolean {
  const parameters = new Set(unit.parameters.map(({ name }) => name));
  const counts = calls.every(({ node }) =>
    node.args.some(
      (arg) =>
        arg.kind === 'BinOp' &&
        (arg.op === '-' || arg.op === '+') &&
        arg.left.kind === 'Name' &&
        parameters.has(arg.left.id) &&
        arg.right.kind === 'Constant',
    ),
  );
  if (counts) return true;
  return context.hotness
    .callersOf(unit)
    .some(({ from, loop, certain }) => from !== unit && loop >= 0 && certain && context.hotness.ofLoop(from, loop).heat === 'hot');
}
