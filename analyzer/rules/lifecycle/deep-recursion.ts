/**
 * JIT502: hot recursion that branches, beyond the depth to which a function is inlined into itself.
 *
 * PyPy inlines a function that is already on the trace's stack up to max_unroll_recursion (7) times; a deeper call is a
 * call_assembler (rpython/jit/metainterp/pyjitpl.py, opimpl_recursive_call). A tree of calls has no loop the JIT could close. A test that decides
 * whether to go deeper is a guard in each of the copies, and each of them fails as often as the tree branches: that is where bridges grow.
 */
import type { AnyNode, Expr } from '../../syntax/ast';
import { children } from '../../syntax/walk';
import type { CallSite, Unit } from '../../semantics/summary';
import { placeOf } from '../../semantics/summary';
import { text } from '../../semantics/text';
import { calleeOf } from '../../semantics/types';
import { varies } from '../../semantics/variation';
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
      // The name means what the decorator has made of the function: often a table of results.
      if (unit.decorators.some((decorator) => decorator.kind !== 'Name' || !PLAIN_DECORATORS.has(decorator.id))) continue;
      const finding = checkFunction(context, unit);
      if (finding !== null) findings.push(finding);
    }
    return findings;
  },
  page,
};

const PLAIN_DECORATORS: ReadonlySet<string> = new Set(['staticmethod', 'classmethod']);

function checkFunction(context: RuleContext, unit: Unit): LocalFinding | null {
  const warmth = context.hotness.ofUnit(unit);
  if (warmth.heat === 'cold' || !warmth.certain) return null;
  const calls = unit.calls.filter((site) => isSelfCall(context, unit, site));
  const inLoop = calls.some(({ loop }) => loop >= 0);
  // One call is a walk down a chain.
  if (calls.length === 0 || (calls.length === 1 && !inLoop)) return null;
  const counts = countsDown(unit, calls);
  if (!counts && !isEnteredFromLoop(context, unit)) return null;
  const first = calls[0]!;
  const tests = testsOf(context, unit);
  const [test] = tests;
  const guards =
    test === undefined
      ? text``
      : text`; ${tests.length === 1 ? 'its test' : `its ${tests.length} tests`} at line ${placeOf(unit, test)} ${tests.length === 1 ? 'is a guard' : 'and below are guards'} in each copy`;
  return {
    place: placeOf(unit, unit.nameRange),
    message: text`\`${unit.name}\` calls itself ${inLoop ? 'in a loop' : `${calls.length} times`}: it is inlined into itself seven levels deep, and deeper calls leave the trace${guards}`,
    help: text`keep what is pending in a list and work it off in a loop, which the JIT can close; or keep results that are asked for again`,
    note: text`${context.target.constructs['deep recursion'].because}${test === undefined ? '' : '; guards fail where calls end, and grow bridges'}`,
    // A tree of calls over numbers grows with them, whoever starts it.
    severity: counts ? 'information' : severityOf(warmth),
    certainty: 'likely',
    related: [
      ...calls.slice(0, 4).map(({ node }) => ({ place: placeOf(unit, node), message: text`calls itself here` })),
      ...tests.slice(0, 4).map((node) => ({ place: placeOf(unit, node), message: text`decided anew in each copy` })),
    ],
    hotness: warmth.reason,
    claim:
      tests.length > 0
        ? { kind: 'bridges', branches: tests.map((node) => placeOf(unit, node)), span: placeOf(unit, unit.nameRange), forecast: 0 }
        : { kind: 'residual-call', callee: unit.name, minimum: 'own loop', span: placeOf(unit, first.node) },
    scope: scopeOf(unit),
  };
}

/** Code of its own, with tests of its own. */
const INNER: ReadonlySet<string> = new Set(['FunctionDef', 'AsyncFunctionDef', 'Lambda', 'ClassDef']);

/** Conditions of the function that differ from call to call. */
function testsOf(context: RuleContext, unit: Unit): readonly Expr[] {
  const region = { unit, callers: context.hotness.callersOf(unit) };
  const tests: Expr[] = [];
  const pending: AnyNode[] = [...unit.body].reverse();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (INNER.has(node.kind)) continue;
    if ((node.kind === 'If' || node.kind === 'IfExp') && varies(context.env, region, node.test)) tests.push(node.test);
    pending.push(...children(node).reverse());
  }
  return tests;
}

function isSelfCall(context: RuleContext, unit: Unit, { node }: CallSite): boolean {
  const callee = calleeOf(context.env, unit, node.func);
  return callee?.kind === 'function' && callee.unit === unit;
}

/** Recursion over numbers or positions (`n - 1`, `row + 1`) grows by itself. */
function countsDown(unit: Unit, calls: readonly CallSite[]): boolean {
  const parameters = new Set(unit.parameters.map(({ name }) => name));
  return calls.every(({ node }) =>
    node.args.some(
      (arg) =>
        arg.kind === 'BinOp' &&
        (arg.op === '-' || arg.op === '+') &&
        arg.left.kind === 'Name' &&
        parameters.has(arg.left.id) &&
        arg.right.kind === 'Constant',
    ),
  );
}

/** A walk over nested data is as deep as the data, mostly shallow, and is reported only where surely hot code starts it. */
function isEnteredFromLoop(context: RuleContext, unit: Unit): boolean {
  return (
    context.hotness.ofUnit(unit).heat === 'hot' &&
    context.hotness.callsOf(unit).some(({ from, loop, certain }) => from !== unit && loop >= 0 && certain)
  );
}
