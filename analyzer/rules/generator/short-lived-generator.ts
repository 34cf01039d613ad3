/**
 * JIT304: a generator that is made anew in each round of a hot loop, for a few values.
 *
 * Making one allocates the generator, its frame and a weak reference (pypy/interpreter/generator.py, pypy/interpreter/pyframe.py), whatever the JIT
 * does with its code.
 */
import type { Call } from '../../syntax/ast';
import { importedName } from '../../semantics/environment';
import type { Loop, Unit } from '../../semantics/summary';
import { placeOf } from '../../semantics/summary';
import { text } from '../../semantics/text';
import { calleeOf } from '../../semantics/types';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { scopeOf, severityOf } from '../rule';
import { countedYields, generatorOf, isShortLived } from './generators';
import { page } from './short-lived-generator.page';

export const shortLivedGenerator: Rule = {
  code: 'JIT304',
  family: 'generator',
  name: 'short-lived-generator',
  summary: 'generator made anew in each round of a hot loop',
  construct: 'short-lived generator',
  applies: ({ constructs }) =>
    constructs['short-lived generator'].treatment !== 'inlined' || constructs['generator driven by a builtin'].treatment !== 'inlined',
  check: (summary, context) =>
    summary.units.flatMap((unit) => [
      ...unit.loops.flatMap((loop) => checkLoop(context, unit, loop) ?? []),
      ...unit.calls.flatMap(({ node, loop }) => checkConsumer(context, unit, node, loop) ?? []),
      ...unit.calls.flatMap(({ node, loop }) => checkManager(context, unit, node, loop) ?? []),
      ...unit.loops.flatMap((loop) => checkDriven(context, unit, loop) ?? []),
    ]),
  page,
};

/** `for a, b in neighbours(x, y)` inside a hot loop, where `neighbours` yields two or three times. */
function checkLoop(context: RuleContext, unit: Unit, loop: Loop): LocalFinding | null {
  // Where a generator ends the trace whatever its age, consumed-generator says so.
  if (
    loop.node.kind === 'While' ||
    loop.kind !== 'for' ||
    context.target.constructs['short-lived generator'].treatment !== 'inlined at a cost'
  )
    return null;
  const warmth = context.hotness.ofLoop(unit, loop.parent);
  if (loop.parent < 0 || warmth.heat === 'cold' || !warmth.certain) return null;
  const generator = generatorOf(context.env, unit, loop.node.iter);
  if (generator === null || !isShortLived(unit, loop, generator) || countedYields(generator.unit).length >= 2) return null;
  const { unit: made } = generator;
  return {
    place: placeOf(unit, loop.node.iter),
    message: text`a new generator \`${made.name}\` is made in each round of this hot loop, for ${made.yields.length} ${made.yields.length === 1 ? 'value' : 'values'}`,
    help: text`write the ${made.yields.length === 1 ? 'value' : 'values'} out where they are used, or return a tuple: it is removed where it does not escape`,
    note: text`${context.target.constructs['short-lived generator'].because}`,
    severity: severityOf(warmth),
    certainty: 'likely',
    related: [
      { place: placeOf(unit, unit.loops[loop.parent]!.header), message: text`in this loop` },
      { place: placeOf(made, made.nameRange), message: text`this generator` },
    ],
    hotness: warmth.reason,
    claim: { kind: 'generator', loop: placeOf(unit, loop.header), generator: placeOf(made, made.nameRange) },
    scope: scopeOf(unit),
  };
}

/** `sum(x for x in xs)` inside a hot loop: a new generator each time. */
function checkConsumer(context: RuleContext, unit: Unit, call: Call, loop: number): LocalFinding | null {
  const given = call.args[0];
  if (given?.kind !== 'GeneratorExp' || call.args.length !== 1 || loop < 0) return null;
  const callee = calleeOf(context.env, unit, call.func);
  const treatment = context.target.constructs['generator driven by a builtin'].treatment;
  if (callee?.kind !== 'builtin' || !CONSUMERS.has(callee.name) || treatment === 'residual call') return null;
  const warmth = context.hotness.ofLoop(unit, loop);
  // Creating one costs about 100 ns: only where that happens very often.
  if (warmth.heat !== 'hot' || !warmth.certain || unit.loops[loop]!.kind === 'generator expression') return null;
  const around = unit.loops[loop]!;
  return {
    place: placeOf(unit, call),
    message: text`\`${callee.name}\` gets a new generator in each round of this hot loop`,
    help: STOPS_EARLY.has(callee.name)
      ? text`write a loop with \`break\``
      : text`use a list comprehension, \`${callee.name}([...])\`, or add up in a plain loop`,
    note: text`${context.target.constructs['generator driven by a builtin'].because}`,
    severity: severityOf(warmth),
    certainty: 'likely',
    related: [{ place: placeOf(unit, around.header), message: text`in this loop` }],
    hotness: warmth.reason,
    claim: { kind: 'generator', loop: placeOf(unit, call), generator: placeOf(unit, given) },
    scope: scopeOf(unit),
  };
}

/** `with opened(x):` in a hot loop, where `opened` is a generator under `@contextmanager`. */
function checkManager(context: RuleContext, unit: Unit, call: Call, loop: number): LocalFinding | null {
  const { treatment, because } = context.target.constructs['context manager made of a generator'];
  if (loop < 0 || treatment === 'inlined') return null;
  const warmth = context.hotness.ofLoop(unit, loop);
  if (warmth.heat === 'cold' || !warmth.certain) return null;
  const callee = calleeOf(context.env, unit, call.func);
  if (callee?.kind !== 'function' || !callee.unit.isGenerator || !isContextManager(context, callee.unit)) return null;
  const { unit: made } = callee;
  return {
    place: placeOf(unit, call),
    message:
      treatment === 'no trace'
        ? text`this loop is never compiled: \`${made.name}\` is a generator behind \`@contextmanager\``
        : treatment === 'ends the trace'
          ? text`the trace of this loop ends in \`${made.name}\`, a generator behind \`@contextmanager\``
          : text`a new generator \`${made.name}\` is made in each round of this hot loop, for one \`with\``,
    help: text`write a class with \`__enter__\` and \`__exit__\`: both are traced through`,
    note: text`${because}`,
    severity: severityOf(warmth),
    certainty: 'likely',
    related: [
      { place: placeOf(unit, unit.loops[loop]!.header), message: text`in this loop` },
      { place: placeOf(made, made.nameRange), message: text`this generator` },
    ],
    hotness: warmth.reason,
    claim: { kind: 'generator', loop: placeOf(unit, call), generator: placeOf(made, made.nameRange) },
    scope: scopeOf(unit),
  };
}

function isContextManager({ env }: RuleContext, unit: Unit): boolean {
  const around = unit.parent ?? unit;
  return unit.decorators.some((decorator) => importedName(env, around, decorator) === 'contextlib.contextmanager');
}

/** `sum(x * 2 for x in xs)` over many items, where the builtin's loop is C code and none is compiled. */
function checkDriven(context: RuleContext, unit: Unit, loop: Loop): LocalFinding | null {
  const { treatment, because } = context.target.constructs['generator driven by a builtin'];
  if (loop.kind !== 'generator expression' || (treatment !== 'no trace' && treatment !== 'residual call')) return null;
  const warmth = context.hotness.ofLoop(unit, loop.index);
  if (warmth.heat === 'cold' || !warmth.certain) return null;
  // Of a few items each time it is the loop around that counts, and that one is compiled around the call.
  const trips = context.hotness.tripsOf(unit, loop);
  if (typeof trips === 'number' && trips < context.target.hot.loop) return null;
  const call = unit.calls.find(({ node }) => node.args.length === 1 && node.args[0] === loop.whole)?.node;
  const callee = call === undefined ? null : calleeOf(context.env, unit, call.func);
  if (call === undefined || callee?.kind !== 'builtin' || !CONSUMERS.has(callee.name) || STOPS_EARLY.has(callee.name)) return null;
  return {
    place: placeOf(unit, call),
    message:
      treatment === 'no trace'
        ? text`the loop of this generator expression is never compiled: \`${callee.name}\` drives it`
        : text`each item of this generator expression leaves its trace: \`${callee.name}\` drives it`,
    help: text`use a list comprehension, \`${callee.name}([...])\`: its loop is compiled`,
    note: text`${because}`,
    severity: severityOf(warmth),
    certainty: 'likely',
    related: [{ place: placeOf(unit, loop.whole), message: text`this generator expression` }],
    hotness: warmth.reason,
    claim: { kind: 'generator', loop: placeOf(unit, call), generator: placeOf(unit, loop.whole) },
    scope: scopeOf(unit),
  };
}

const CONSUMERS = new Set(['sum', 'any', 'all', 'min', 'max', 'list', 'tuple', 'set', 'frozenset', 'sorted']);
const STOPS_EARLY = new Set(['any', 'all']);
