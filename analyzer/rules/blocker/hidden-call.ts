/**
 * JIT106: Python code that CPython's JIT meets behind syntax, and cannot follow.
 *
 * In 3.13 and 3.14 a trace is projected along specialised bytecode. A property, an item access or a constructor written in Python has a
 * specialised form that the projection does not know how to enter: 3.13 ends the trace there, 3.14 makes no trace at all
 * (Python/optimizer.c, `translate_bytecode_to_trace`). The same holds for a call nested deeper than the trace's stack.
 */
import type { Call, Expr } from '../../syntax/ast';
import type { Environment } from '../../semantics/environment';
import { importedName, isProperty, methodOf } from '../../semantics/environment';
import type { ClassFacts, Loop, Range, Unit } from '../../semantics/summary';
import { isWithin, placeOf } from '../../semantics/summary';
import { text } from '../../semantics/text';
import { calleeOf, typeOf } from '../../semantics/types';
import { parameterDefault } from '../../targets';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { scopeOf, severityOf } from '../rule';
import { page } from './hidden-call.page';

export const hiddenCall: Rule = {
  code: 'JIT106',
  family: 'blocker',
  name: 'hidden-call',
  summary: 'hot loop that CPython’s JIT cannot follow: property, item access or constructor in Python, or a deep chain of calls',
  construct: 'Python code behind syntax',
  applies: (target) => target.constructs['Python code behind syntax'].treatment !== 'inlined',
  check(summary, context) {
    const findings: LocalFinding[] = [];
    for (const unit of summary.units) {
      for (const loop of unit.loops) {
        // The innermost loop is the one that gets hot first.
        if (loop.hasInner || loop.kind === 'generator expression') continue;
        const warmth = context.hotness.ofLoop(unit, loop.index);
        if (warmth.heat === 'cold' || !warmth.certain) continue;
        const finding = checkLoop(context, unit, loop);
        if (finding !== null) findings.push(finding);
      }
    }
    return findings;
  },
  page,
};

/** What stops the projection, and where. */
interface Obstacle {
  readonly unit: Unit;
  readonly range: Range;
  readonly words: string;
}

function checkLoop(context: RuleContext, unit: Unit, loop: Loop): LocalFinding | null {
  const obstacles = obstaclesIn(context.env, unit, loop.index, inlineDepth(context));
  const [first] = obstacles;
  if (first === undefined) return null;
  const { treatment, because } = context.target.constructs['Python code behind syntax'];
  return {
    place: placeOf(unit, loop.header),
    message: text`this loop ${treatment === 'no trace' ? 'is never compiled' : 'is compiled only in pieces'}: ${first.words}`,
    help: text`in the hot loop, read plain attributes and items, make objects outside it, or write the deep calls out`,
    note: text`${because}`,
    severity: severityOf(context.hotness.ofLoop(unit, loop.index)),
    certainty: 'likely',
    related: obstacles.slice(0, 4).map((obstacle) => ({ place: placeOf(obstacle.unit, obstacle.range), message: text`${obstacle.words}` })),
    hotness: context.hotness.ofLoop(unit, loop.index).reason,
    claim: { kind: 'abort', reason: 'unknown callee', functions: [], span: placeOf(unit, loop.header) },
    scope: scopeOf(unit),
  };
}

function inlineDepth({ target }: RuleContext): number {
  return parameterDefault(target, 'inline_depth') ?? Infinity;
}

/** Places in the loop, and in the functions it calls on the way, that a projection cannot pass. */
function obstaclesIn(env: Environment, unit: Unit, loop: number, depth: number): Obstacle[] {
  const found: Obstacle[] = [];
  const seen = new Set<Unit>();
  let level: { readonly unit: Unit; readonly loop: number }[] = [{ unit, loop }];
  for (let calls = 0; calls <= depth && level.length > 0; calls++) {
    const next: typeof level = [];
    for (const at of level) {
      const inside = (place: number): boolean => (at.loop < 0 ? place < 0 : isWithin(at.unit, place, at.loop));
      for (const { node, loop: place } of at.unit.calls) if (inside(place)) found.push(...constructed(env, at.unit, node));
      for (const { node, loop: place } of at.unit.reads)
        if (inside(place)) found.push(...propertyRead(env, at.unit, node.value, node.attr, node));
      for (const { node, loop: place } of at.unit.items) if (inside(place)) found.push(...itemRead(env, at.unit, node.value, node));
      for (const { node, loop: place } of at.unit.calls) {
        const callee = inside(place) ? calleeOf(env, at.unit, node.func) : null;
        if (callee?.kind !== 'function' || seen.has(callee.unit) || callee.unit.isGenerator || callee.unit.isAsync) continue;
        if (callee.unit.loops.length > 0) continue;
        seen.add(callee.unit);
        if (calls === depth)
          found.push({
            unit: at.unit,
            range: node,
            words: `\`${callee.unit.name}\` is the ${ORDINALS[depth + 1] ?? 'next'} call inside another`,
          });
        else next.push({ unit: callee.unit, loop: -1 });
      }
    }
    level = next;
  }
  return found;
}

const ORDINALS: readonly string[] = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

function constructed(env: Environment, unit: Unit, call: Call): Obstacle[] {
  const callee = calleeOf(env, unit, call.func);
  if (callee?.kind !== 'class' || methodOf(env, callee.of, '__new__') !== null) return [];
  if (methodOf(env, callee.of, '__init__') === null && !isDataclass(env, callee.of)) return [];
  // With keywords the call is another instruction, which stays a call.
  if (call.keywords.length > 0) return [];
  return [{ unit, range: call, words: `\`${callee.of.name}(...)\` runs an \`__init__\` in Python` }];
}

/** `@dataclass`, also with arguments: it writes an `__init__` in Python. */
function isDataclass(env: Environment, of: ClassFacts): boolean {
  const module = of.top.units[0]!;
  return of.node.decorator_list.some((decorator) => {
    const named = decorator.kind === 'Call' ? decorator.func : decorator;
    if (decorator.kind === 'Call' && decorator.keywords.some(({ arg }) => arg === 'init')) return false;
    return importedName(env, module, named) === 'dataclasses.dataclass';
  });
}

function propertyRead(env: Environment, unit: Unit, value: Expr, name: string, range: Range): Obstacle[] {
  const of = env.methodsNamed(name).some(isProperty) ? typeOf(env, unit, value) : null;
  const method = of?.kind === 'instance' ? methodOf(env, of.of, name) : null;
  const isPlain = method?.decorators.some((decorator) => decorator.kind === 'Name' && decorator.id === 'property') === true;
  return isPlain ? [{ unit, range, words: `\`${name}\` is a property` }] : [];
}

function itemRead(env: Environment, unit: Unit, value: Expr, range: Range): Obstacle[] {
  if (env.methodsNamed('__getitem__').length === 0) return [];
  const of = typeOf(env, unit, value);
  if (of?.kind !== 'instance' || methodOf(env, of.of, '__getitem__') === null) return [];
  return [{ unit, range, words: `the item access runs \`${of.of.name}.__getitem__\`` }];
}
