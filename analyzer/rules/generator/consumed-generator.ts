/**
 * JIT301: a generator that is resumed in a hot loop.
 *
 * What that costs differs most between JITs: PyPy inlines the resume but keeps the frame, CPython 3.14 compiles no loop over a generator
 * at all, 3.15 traces through it. So the rule asks the target.
 */
import type { AnyNode, Call, Expr } from '../../syntax/ast';
import { descendants } from '../../syntax/walk';
import type { Environment } from '../../semantics/environment';
import type { CallSite, Loop, Range, Unit } from '../../semantics/summary';
import { placeOf } from '../../semantics/summary';
import type { Text } from '../../semantics/text';
import { text } from '../../semantics/text';
import { calleeOf } from '../../semantics/types';
import type { Target } from '../../targets';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { scopeOf, severityOf } from '../rule';
import type { Generator } from './generators';
import { calledGenerator, countedYields, generatorOf, isShortLived } from './generators';
import { notInlinedGenerator } from './not-inlined-generator';
import { page } from './consumed-generator.page';

/** A loop with more simple statements than this hides the few nanoseconds a resumed frame costs where it is inlined. */
const SMALL_BODY = 12;

export const consumedGenerator: Rule = {
  code: 'JIT301',
  family: 'generator',
  name: 'consumed-generator',
  summary: 'generator resumed in a hot loop',
  construct: 'generator in a for loop',
  applies: (target) => target.constructs['generator in a for loop'].treatment !== 'inlined',
  check(summary, context) {
    const findings: LocalFinding[] = [];
    for (const unit of summary.units) {
      for (const loop of unit.loops) checkLoop(context, unit, loop, findings);
      for (const site of unit.calls) checkResume(context, unit, site, findings);
      checkRecursion(context, unit, findings);
    }
    return findings;
  },
  page,
};

/** `for x in generator(...)`: each round resumes a frame. */
function checkLoop(context: RuleContext, unit: Unit, loop: Loop, findings: LocalFinding[]): void {
  if (loop.node.kind === 'While' || loop.kind === 'generator expression') return;
  const warmth = context.hotness.ofLoop(unit, loop.index);
  if (warmth.heat === 'cold' || !warmth.certain) return;
  const generator = generatorOf(context.env, unit, loop.node.iter);
  if (generator === null) return;
  const chain = chainOf(context.env, generator);
  // What is worse than resuming it has rules of its own.
  if (notInlinedGenerator.applies(context.target) && (countedYields(generator.unit).length >= 2 || isShortLived(unit, loop, generator)))
    return;
  const inlined = context.target.constructs['generator in a for loop'].treatment === 'inlined at a cost';
  if (inlined && chain.length === 1 && (loop.kind !== 'for' || simpleStatements(loop) > SMALL_BODY)) return;
  const name = `\`${generator.unit.name}\``;
  findings.push({
    place: placeOf(unit, loop.node.iter),
    message: inlined
      ? chain.length > 1
        ? text`a chain of ${chain.length} generators is resumed in each round of this hot loop`
        : text`the generator ${name} is resumed in each round of this hot loop`
      : text`a loop over the generator ${name} ${context.target.constructs['generator in a for loop'].treatment === 'no trace' ? 'is never compiled' : 'ends its trace at each resume'}`,
    help: inlined
      ? text`write the loop in place, or use a class with \`__next__\`: its fields can live in registers`
      : text`write the loop in place, or build a list first`,
    note: because(context.target),
    severity: severityOf(warmth),
    certainty: 'likely',
    related: [
      { place: placeOf(unit, loop.header), message: text`in this loop` },
      ...chain.map((link, index) => ({
        place: placeOf(link, link.nameRange),
        message: index === 0 ? text`this generator keeps its frame` : text`which resumes this one`,
      })),
    ],
    hotness: warmth.reason,
    claim: { kind: 'generator', loop: placeOf(unit, loop.header), generator: placeOf(generator.unit, generator.unit.nameRange) },
    scope: scopeOf(unit),
  });
}

/** `next(tokens)`, `pump.send(x)` in a hot loop: a resume as well, wherever the generator was made. */
function checkResume(context: RuleContext, unit: Unit, { node, loop }: CallSite, findings: LocalFinding[]): void {
  const resumed = loop < 0 ? null : resumedBy(context, unit, node);
  if (resumed === null) return;
  const warmth = context.hotness.ofLoop(unit, loop);
  if (warmth.heat === 'cold' || !warmth.certain) return;
  const generator = generatorOf(context.env, unit, resumed);
  if (generator === null) return;
  const { treatment } = context.target.constructs['generator in a for loop'];
  // `next()` is a builtin that CPython's JIT does not look into: the loop goes on around it.
  if (treatment !== 'inlined at a cost' || simpleStatements(unit.loops[loop]!) > SMALL_BODY) return;
  findings.push({
    place: placeOf(unit, node),
    message: text`the generator \`${generator.unit.name}\` is resumed in each round of this hot loop`,
    help: text`keep the state in local variables of the loop, or in an object with a method: its fields can live in registers`,
    note: because(context.target),
    severity: severityOf(warmth),
    certainty: 'likely',
    related: [
      { place: placeOf(unit, unit.loops[loop]!.header), message: text`in this loop` },
      { place: placeOf(generator.unit, generator.unit.nameRange), message: text`this generator keeps its frame` },
    ],
    hotness: warmth.reason,
    claim: { kind: 'generator', loop: placeOf(unit, node), generator: placeOf(generator.unit, generator.unit.nameRange) },
    scope: scopeOf(unit),
  });
}

/** What `next(x)` or `x.send(value)` resumes. */
function resumedBy(context: RuleContext, unit: Unit, { func, args }: Call): Expr | null {
  if (func.kind === 'Attribute') return func.attr === 'send' && args.length === 1 ? func.value : null;
  const [first] = args;
  if (func.kind !== 'Name' || func.id !== 'next' || first === undefined) return null;
  return calleeOf(context.env, unit, func)?.kind === 'builtin' ? first : null;
}

/** A generator that delegates to itself: every value climbs through all levels. */
function checkRecursion(context: RuleContext, unit: Unit, findings: LocalFinding[]): void {
  if (!unit.isGenerator || unit.kind !== 'function') return;
  const delegates = unit.yields.filter(({ node }) => node.kind === 'YieldFrom');
  const loops = unit.loops.filter(
    (loop) =>
      loop.node.kind !== 'While' &&
      loop.kind === 'for' &&
      generatorOf(context.env, unit, loop.node.iter)?.unit === unit &&
      unit.yields.some((given) => given.loop === loop.index),
  );
  const places: Range[] = [
    ...delegates
      .filter(
        ({ node }) =>
          node.value !== null && (generatorOf(context.env, unit, node.value)?.unit === unit || namesItself(context, unit, node.value)),
      )
      .map(({ node }) => node),
    ...loops.map((loop) => loop.header),
  ];
  if (places.length < 2) return; // One is a walk down a list; two are a tree.
  const warmth = context.hotness.ofUnit(unit);
  if (warmth.heat === 'cold') return;
  findings.push({
    place: placeOf(unit, unit.nameRange),
    message: text`\`${unit.name}\` delegates to itself: each value climbs through every level of generators`,
    help: text`keep the pending nodes in a list and loop over it: one generator, or none`,
    note: text`the levels are inlined one into the other, with a frame each: a tree walked with \`yield from\` ran slower with PyPy's JIT than without`,
    severity: severityOf(warmth),
    certainty: 'likely',
    related: places.map((range) => ({ place: placeOf(unit, range), message: text`delegates here` })),
    hotness: warmth.reason,
    claim: { kind: 'generator', loop: placeOf(unit, places[0]!), generator: placeOf(unit, unit.nameRange) },
    scope: scopeOf(unit),
  });
}

/** `yield from self.left.walk()` in `walk`: of whatever class the other node is, it is one that can be walked. */
function namesItself(context: RuleContext, unit: Unit, value: Expr): boolean {
  if (unit.classFacts === null || value.kind !== 'Call' || value.func.kind !== 'Attribute' || value.func.attr !== unit.name) return false;
  return calleeOf(context.env, unit, value.func) === null;
}

/** The generators behind a generator: those it is given as arguments, loops over by name or delegates to. */
function chainOf(env: Environment, generator: Generator): Unit[] {
  const chain: Unit[] = [];
  let at: Generator | null = generator;
  while (at !== null && chain.length < LONGEST_CHAIN && !chain.includes(at.unit)) {
    const { unit, call, from }: Generator = at;
    chain.push(unit);
    const given: (Generator | null)[] = call.args.map((arg) => (arg.kind === 'Call' ? calledGenerator(env, from, arg) : null));
    const iterated: Expr[] = [
      ...unit.loops.flatMap((loop) => (loop.node.kind === 'While' ? [] : [loop.node.iter])),
      ...unit.yields.flatMap(({ node }) => (node.kind === 'YieldFrom' ? [node.value] : [])),
    ];
    at = [...given, ...iterated.map((iter) => generatorOf(env, unit, iter))].find((found) => found !== null) ?? null;
  }
  return chain;
}

const LONGEST_CHAIN = 6;

/** Simple statements of a loop's body, however deep. */
function simpleStatements(loop: Loop): number {
  let count = 0;
  for (const statement of loop.body) for (const node of descendants(statement)) if (isSimple(node)) count++;
  return count;
}

function isSimple(node: AnyNode): boolean {
  return ['Assign', 'AugAssign', 'AnnAssign', 'ExprStmt', 'Return', 'Raise', 'Delete', 'Assert'].includes(node.kind);
}

function because(target: Target): Text {
  return text`${target.constructs['generator in a for loop'].because}`;
}
