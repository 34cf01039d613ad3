/**
 * JIT202: a call, or a chain of `isinstance`, that meets objects of several classes in a hot loop.
 *
 * PyPy guards the map of a receiver (pypy/objspace/std/mapdict.py): each further class is one more bridge for each copy of the guard, and a
 * second such place multiplies with the first. CPython specialises a call site for one class; after three or four it is generic, for which there
 * is no micro-operation.
 */
import type { Expr, If, Stmt } from '../../syntax/ast';
import { itemKinds } from '../../semantics/item-kinds';
import type { ItemKind } from '../../semantics/item-kinds';
import { methodOf } from '../../semantics/environment';
import type { Warmth } from '../../semantics/hotness';
import type { Loop, Range, Unit } from '../../semantics/summary';
import { isWithin, placeOf } from '../../semantics/summary';
import { text } from '../../semantics/text';
import { calleeOf } from '../../semantics/types';
import { varies } from '../../semantics/variation';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { scopeOf, severityOf } from '../rule';
import { checkTable } from './called-table';
import { page } from './polymorphic-receiver.page';

/** Two classes are one bridge; from three on each place has a chain of them (1, 3, 5, 7 bridges for 1, 2, 3 and 4 classes). */
const FEWEST_CLASSES = 3;
const FEWEST_TESTS = 3;
/** Calls between a loop and a function with tests, at most. */
const FARTHEST = 2;
const MOST_RELATED = 6;

export const polymorphicReceiver: Rule = {
  code: 'JIT202',
  family: 'control-flow',
  name: 'polymorphic-receiver',
  summary: 'call that meets objects of several classes in a hot loop',
  construct: 'polymorphic call site',
  applies: (target) => target.constructs['polymorphic call site'].treatment !== 'inlined',
  check(summary, context) {
    const findings: LocalFinding[] = [];
    for (const unit of summary.units) {
      for (const loop of unit.loops) checkReceiver(context, unit, loop, findings);
      findings.push(...unit.calls.flatMap((site) => checkTable(context, unit, site) ?? []));
      checkTests(context, unit, findings);
      const walk = checkWalk(context, unit);
      if (walk !== null) findings.push(walk);
    }
    return findings;
  },
  page,
};

/** `for shape in shapes: shape.area()` where the text puts objects of three classes into `shapes`. */
function checkReceiver(context: RuleContext, unit: Unit, loop: Loop, findings: LocalFinding[]): void {
  if (loop.kind !== 'for' || loop.node.kind === 'While' || loop.node.target.kind !== 'Name') return;
  const warmth = context.hotness.ofLoop(unit, loop.index);
  if (warmth.heat === 'cold' || !warmth.certain) return;
  const { id } = loop.node.target;
  const sites = unit.calls.filter(({ node, loop: at }) => isWithin(unit, at, loop.index) && isOn(node.func, id));
  if (sites.length === 0) return;
  const classes = itemKinds(context.env, unit, loop.node.iter, context.hotness.callsOf(unit)).filter(({ of }) => of !== null);
  for (const { node } of sites) {
    if (node.func.kind !== 'Attribute') continue;
    const { attr } = node.func;
    // Classes that inherit one method from one base are still classes apart to a guard; without the method they would not be called.
    const called = classes.filter(({ of }) => methodOf(context.env, of!, attr) !== null);
    if (called.length < FEWEST_CLASSES) continue;
    findings.push(receiverFinding(context, unit, loop, node.func, `${id}.${attr}`, called, sites.length, warmth));
    return; // The other calls on the same variable are the same problem.
  }
}

function isOn(func: Expr, name: string): boolean {
  return func.kind === 'Attribute' && func.value.kind === 'Name' && func.value.id === name;
}

function receiverFinding(
  context: RuleContext,
  unit: Unit,
  loop: Loop,
  at: Range,
  call: string,
  classes: readonly ItemKind[],
  sites: number,
  warmth: Warmth,
): LocalFinding {
  const site = placeOf(unit, at);
  return {
    place: site,
    message: text`\`${call}\` meets objects of ${classes.length} classes in turn: ${names(classes)}`,
    help: text`keep objects of one class in a list of their own and loop over each list, or put what differs into data of one class`,
    note: text`${context.target.constructs['polymorphic call site'].because}`,
    severity: severityOf(warmth),
    certainty: 'likely',
    related: [
      ...classes.slice(0, MOST_RELATED).map(({ name, place }) => ({ place, message: text`${name} here` })),
      ...(sites > 1 ? [{ place: placeOf(unit, loop.header), message: text`${sites} calls on it in this loop` }] : []),
    ],
    hotness: warmth.reason,
    claim: { kind: 'bridges', branches: [site, placeOf(unit, loop.header)], span: site, forecast: classes.length },
    scope: scopeOf(unit),
  };
}

function names(classes: readonly ItemKind[]): string {
  const shown = classes.slice(0, 4).map(({ name }) => `\`${name}\``);
  return classes.length > 4 ? `${shown.join(', ')} and ${classes.length - 4} more` : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/**
 * `self.left.eval()` in the `eval` of several classes: a tree of objects whose every level is a call of one of them. Said once, of the first class.
 */
function checkWalk(context: RuleContext, unit: Unit): LocalFinding | null {
  if (unit.classFacts === null || unit.kind !== 'function') return null;
  const methods = context.env.methodsNamed(unit.name);
  const walking = methods.filter((method) => goesOn(method));
  if (methods.length < FEWEST_CLASSES || walking.length < 2 || walking[0] !== unit) return null;
  const warmth = context.hotness.ofUnit(unit);
  if (warmth.heat !== 'hot') return null;
  const sites = walking.flatMap((method) => stepsOf(method).map((node) => placeOf(method, node)));
  return {
    place: placeOf(unit, stepsOf(unit)[0]!),
    message: text`\`${unit.name}\` of ${methods.length} classes goes on to the \`${unit.name}\` of its parts: each level of the recursion takes one of ${methods.length} paths, inlined into the one before`,
    help: text`turn the tree into a flat list of steps once, and loop over that; or keep parts of one class together`,
    note: text`${context.target.constructs['polymorphic call site'].because}`,
    severity: severityOf(warmth),
    certainty: 'likely',
    related: methods
      .slice(0, MOST_RELATED)
      .map((method) => ({ place: placeOf(method, method.nameRange), message: text`\`${method.qualname}\`` })),
    hotness: warmth.reason,
    claim: { kind: 'bridges', branches: sites, span: placeOf(unit, unit.nameRange), forecast: methods.length },
    scope: scopeOf(unit),
  };
}

const goesOn = (method: Unit): boolean => stepsOf(method).length > 0;

/** Calls of the method's own name on a field of the object. */
function stepsOf(method: Unit): readonly Expr[] {
  const self = method.parameters[0]?.name;
  return method.calls.flatMap(({ node: { func } }) =>
    func.kind === 'Attribute' &&
    func.attr === method.name &&
    func.value.kind === 'Attribute' &&
    func.value.value.kind === 'Name' &&
    func.value.value.id === self
      ? [func]
      : [],
  );
}

/** `if isinstance(e, A): ... elif isinstance(e, B): ...`, or the same as a list of ways out. */
function checkTests(context: RuleContext, unit: Unit, findings: LocalFinding[]): void {
  const bodies: { readonly body: readonly Stmt[]; readonly loop: number }[] = [
    ...(unit.kind === 'function' ? [{ body: unit.body, loop: -1 }] : []),
    ...unit.loops.map((loop) => ({ body: loop.body, loop: loop.index })),
  ];
  for (const { body, loop } of bodies) {
    const tested = testsIn(body);
    if (tested === null || tested.tests.length < FEWEST_TESTS) continue;
    const warmth = context.hotness.ofLoop(unit, loop);
    if (warmth.heat === 'cold' || !warmth.certain || warmth.distance > FARTHEST) continue;
    const region = loop >= 0 ? { unit, loop } : { unit, callers: context.hotness.callersOf(unit) };
    const first = tested.tests[0]!;
    if (calleeOf(context.env, unit, first.func)?.kind !== 'builtin') continue;
    const callsItself = context.hotness.callersOf(unit).some(({ from }) => from === unit);
    if (!callsItself && !varies(context.env, region, tested.subject)) continue;
    const span = placeOf(unit, { start: first.start, end: tested.tests[tested.tests.length - 1]!.end });
    findings.push({
      place: placeOf(unit, first),
      message: text`\`${tested.name}\` is told apart by ${tested.tests.length} class tests in hot code: each class runs through guards and bridges of its own${callsItself ? ', on every level of the recursion' : ''}`,
      help: text`give the classes a method and call that: one guard finds it, where the last of these tests passes all others first`,
      note: text`${context.target.constructs['polymorphic call site'].because}`,
      severity: severityOf(warmth),
      certainty: 'likely',
      related: tested.tests.slice(1, MOST_RELATED).map((test, index) => ({ place: placeOf(unit, test), message: text`test ${index + 2}` })),
      hotness: warmth.reason,
      claim: {
        kind: 'bridges',
        branches: tested.tests.map((test) => placeOf(unit, test)),
        span,
        forecast: tested.tests.length,
      },
      scope: scopeOf(unit),
    });
  }
}

interface Tested {
  readonly name: string;
  readonly subject: Expr;
  readonly tests: readonly (Expr & { readonly kind: 'Call' })[];
}

/** The longest run of tests of one variable, in `elif`s and in one `if` after the other. */
function testsIn(body: readonly Stmt[]): Tested | null {
  let tested: { name: string; subject: Expr; tests: (Expr & { readonly kind: 'Call' })[] } | null = null;
  for (const statement of body) {
    for (let at: Stmt | null = statement; at?.kind === 'If'; at = elifOf(at)) {
      const { test } = at;
      const subject = test.kind === 'Call' && test.func.kind === 'Name' && test.func.id === 'isinstance' ? test.args[0] : undefined;
      if (test.kind !== 'Call' || subject?.kind !== 'Name') continue;
      tested ??= { name: subject.id, subject, tests: [] };
      if (tested.name === subject.id) tested.tests.push(test);
    }
  }
  return tested;
}

function elifOf(statement: If): Stmt | null {
  return statement.orelse.length === 1 ? statement.orelse[0]! : null;
}
