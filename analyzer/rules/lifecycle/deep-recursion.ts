/**
 * JIT502: hot recursion that branches, beyond the depth to which a function is inlined into itself.
 *
 * PyPy inlines a function that is already on the trace's stack up to max_unroll_recursion (7) times; a deeper call is a
 * call_assembler (rpython/jit/metainterp/pyjitpl.py, opimpl_recursive_call). A tree of calls has no loop the JIT could close. A test that decides
 * whether to go deeper is a guard in each of the copies, and each of them fails as often as the tree branches: that is where bridges grow.
 */
import type { AnyNode, Expr } from '../../syntax/ast';
import { children, descendants } from '../../syntax/walk';
import type { CallSite, Unit } from '../../semantics/summary';
import { placeOf } from '../../semantics/summary';
import { text } from '../../semantics/text';
import { calleeOf } from '../../semantics/types';
import { argumentFor, varies } from '../../semantics/variation';
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
  const counts = growsByCounting(unit, calls) && !staysSmall(context, unit, calls);
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
    // A tree of calls over numbers grows with them, whoever starts it; a walk over nested data is mostly shallow.
    severity: counts ? 'information' : inLoop ? 'hint' : severityOf(warmth),
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

/**
 * Recursion over numbers or positions (`n - 1`, `row + 1`) that grows by itself: two calls in one run of the function, or a call in each round of a
 * loop, down to a number that ends it. A count that only travels along (a level of indentation, a limit that raises) says nothing of depth.
 */
function growsByCounting(unit: Unit, calls: readonly CallSite[]): boolean {
  const counted = countedParameters(unit, calls);
  return counted.size > 0 && endsAt(unit, counted) && (calls.some(({ loop }) => loop >= 0) || runTogether(unit, calls));
}

/** Whether whoever starts it gives numbers so small that all calls together stay below the threshold: `build(6)` of a function that calls itself twice. */
function staysSmall(context: RuleContext, unit: Unit, calls: readonly CallSite[]): boolean {
  const threshold = context.target.hot.function;
  const starts = context.hotness.callsOf(unit).filter(({ from }) => from !== unit);
  if (threshold === null || starts.length === 0 || calls.some(({ loop }) => loop >= 0)) return false;
  const counted = countedParameters(unit, calls);
  return starts.every(({ call, loop }) =>
    [...counted].some((name) => {
      const given = call === null || loop >= 0 ? null : argumentFor(call, unit, name);
      const depth =
        given !== null && given !== 'spread' && given.kind === 'Constant' && given.value.type === 'int' ? given.value.value : null;
      return depth !== null && calls.length ** Number(depth) < threshold;
    }),
  );
}

/** Parameters that every call passes on with a constant added or taken away. */
function countedParameters(unit: Unit, calls: readonly CallSite[]): ReadonlySet<string> {
  const counted = (call: CallSite): string[] =>
    call.node.args.flatMap((arg) =>
      arg.kind === 'BinOp' && (arg.op === '-' || arg.op === '+') && arg.left.kind === 'Name' && arg.right.kind === 'Constant'
        ? [arg.left.id]
        : [],
    );
  return new Set(unit.parameters.map(({ name }) => name).filter((name) => calls.every((call) => counted(call).includes(name))));
}

/** Whether a test of one of the parameters decides between going on and coming back: not one that only raises. */
function endsAt(unit: Unit, names: ReadonlySet<string>): boolean {
  for (const statement of unit.body)
    for (const node of descendants(statement)) {
      if (node.kind !== 'If' && node.kind !== 'IfExp') continue;
      if (node.kind === 'If' && node.body.every(({ kind }) => kind === 'Raise')) continue;
      for (const part of descendants(node.test)) if (part.kind === 'Name' && names.has(part.id)) return true;
    }
  return false;
}

/** Whether two of the calls can both be made in one run: not in different arms of a branch, and not after a return. */
function runTogether(unit: Unit, calls: readonly CallSite[]): boolean {
  const ways = calls.map(({ node }) => wayTo(unit, node));
  return ways.some((way, index) => ways.some((other, at) => at > index && !areApart(way, other)));
}

/** The arms of branches around a call, from the outside, and the statement that returns its value. */
interface Way {
  readonly arms: ReadonlyMap<AnyNode, string>;
  readonly returning: AnyNode | null;
}

function wayTo(unit: Unit, call: AnyNode): Way {
  const arms = new Map<AnyNode, string>();
  let returning: AnyNode | null = null;
  for (const statement of unit.body) {
    if (statement.start > call.start || call.end > statement.end) continue;
    for (const node of descendants(statement)) {
      if (node.start > call.start || call.end > node.end) continue;
      if (node.kind === 'Return') returning = node;
      if (node.kind === 'If')
        arms.set(node, node.body.some((inner) => inner.start <= call.start && call.end <= inner.end) ? 'body' : 'orelse');
      else if (node.kind === 'IfExp') arms.set(node, node.body.start <= call.start && call.end <= node.body.end ? 'body' : 'orelse');
    }
  }
  return { arms, returning };
}

function areApart(one: Way, other: Way): boolean {
  for (const [branch, arm] of one.arms) if (other.arms.has(branch) && other.arms.get(branch) !== arm) return true;
  // What is returned first ends the run, unless both calls are part of it.
  return one.returning !== null && one.returning !== other.returning;
}

/** A walk over nested data is as deep as the data, mostly shallow, and is reported only where surely hot code starts it. */
function isEnteredFromLoop(context: RuleContext, unit: Unit): boolean {
  return (
    context.hotness.ofUnit(unit).heat === 'hot' &&
    context.hotness.callsOf(unit).some(({ from, loop, certain }) => from !== unit && loop >= 0 && certain)
  );
}
