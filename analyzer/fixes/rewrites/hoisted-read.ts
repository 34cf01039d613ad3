/**
 * JIT101: attributes of `self` are read once before a loop that makes an opaque call, where objects of several classes run the loop.
 *
 * After an opaque call the optimizer knows nothing of the heap any more: the layout of `self` is a guard anew after each call
 * (pypy/objspace/std/mapdict.py, the map), and objects of another class than the recorded one fail every one of them. A local variable has no layout.
 * For one class the guard always holds and costs a nanosecond, and a global is one load: neither is worth a variable (fixtures/fixes/hoisted-read/rejected).
 *
 * Proved before it is offered: nothing in the loop can run code of the program (it calls builtins and the library alone); an attribute is set by
 * `__init__` whatever happens and by nothing else, and neither its class nor one that inherits from it makes something else of the name.
 */
import type { Environment } from '../../semantics/environment';
import { classOf } from '../../semantics/environment';
import { isWithin } from '../../semantics/summary';
import type { ClassFacts, Loop, Unit } from '../../semantics/summary';
import { calleeOf } from '../../semantics/types';
import type { Attribute } from '../../syntax/ast';
import { descendants } from '../../syntax/walk';
import { freshName, indentationAt, newlineOf, startsLine } from '../layout';
import { loopAround, nodesOf } from '../places';
import type { Edit, Program, Rewriter } from '../rewrite';
import { readsItsOwnFrame, refuse } from '../rewrite';

/** By these a program stores to attributes without naming them. */
const INDIRECT: ReadonlySet<string> = new Set([
  'setattr',
  'delattr',
  'vars',
  '__dict__',
  '__setattr__',
  '__getattr__',
  '__getattribute__',
  '__slots__',
]);

/** A read to be replaced by a variable. */
interface Read {
  readonly source: string;
  readonly node: Attribute;
}

export const hoistedRead: Rewriter = {
  codes: ['JIT101'],
  name: 'hoisted-read',
  rewrite(program, finding) {
    if (finding.claim.kind !== 'residual-call') return null;
    const site = loopAround(program, finding.claim.span.start);
    if (site === null || site.unit.kind !== 'function') return null;
    const { unit, base } = site;
    let loop = site.loop;
    for (let at: Loop | undefined = unit.loops[loop.parent]; at !== undefined; at = unit.loops[at.parent])
      if (runsNothing(program, unit, at)) loop = at;
    const candidates = readsIn(unit, loop);
    if (candidates.length === 0) return null;
    if (!runsNothing(program, unit, loop)) return refuse('the loop calls code that may change what it reads');
    if (readsItsOwnFrame(unit)) return refuse('the function looks at its own variables');
    if (!startsLine(program, base + loop.whole.start)) return refuse('the loop shares a line with other code');
    const family = familyOf(program, unit.classFacts!);
    if (family !== null && family.length < 2)
      return refuse('objects of one class alone run the loop: PyPy reads their attributes at no cost');
    const reads = candidates.filter(({ node }) => isSettledAttribute(program, unit, node, family));
    if (reads.length === 0) return refuse(`\`${candidates[0]!.source}\` may change, or may be more than a plain attribute`);
    const whole = base + loop.whole.start;
    const names = new Map<string, string>();
    for (const { source, node } of reads)
      if (!names.has(source)) names.set(source, freshName(program, `its_${node.attr}`, new Set(names.values())));
    const lines = [...names].map(([source, name]) => `${name} = ${source}${newlineOf(program)}${indentationAt(program, whole)}`).join('');
    const edits: Edit[] = reads.map(({ source, node }) => ({ start: base + node.start, end: base + node.end, text: names.get(source)! }));
    return {
      code: finding.code,
      title: `read ${listed([...names.keys()])} once before the loop in \`${unit.name}\``,
      span: finding.span,
      edits: [{ start: whole, end: whole, text: lines }, ...edits.sort((a, b) => a.start - b.start)],
    };
  },
};

function listed(sources: readonly string[]): string {
  const shown = sources.slice(0, 3).map((source) => `\`${source}\``);
  return sources.length > 3 ? `${shown.join(', ')} and ${sources.length - 3} more` : shown.join(' and ');
}

/** Reads of `self.x` in the loop. */
function readsIn(unit: Unit, loop: Loop): Read[] {
  const self = unit.classFacts === null || unit.decorators.length > 0 ? null : (unit.parameters[0]?.name ?? null);
  const found: Read[] = [];
  for (const { node, loop: at } of unit.reads)
    if (
      isWithin(unit, at, loop.index) &&
      node.ctx === 'Load' &&
      node.value.kind === 'Name' &&
      node.value.id === self &&
      isInBody(loop, node) &&
      !isCalled(unit, node)
    )
      found.push({ source: `${self}.${node.attr}`, node });
  return found;
}

const isInBody = (loop: Loop, node: Attribute): boolean =>
  node.start >= loop.body[0]!.start && node.end <= loop.body[loop.body.length - 1]!.end && !isInsideFunction(loop, node);

function isInsideFunction(loop: Loop, node: Attribute): boolean {
  for (const statement of loop.body)
    for (const outer of descendants(statement))
      if (
        (outer.kind === 'Lambda' || outer.kind === 'FunctionDef' || outer.kind === 'AsyncFunctionDef' || outer.kind === 'ClassDef') &&
        outer.start <= node.start &&
        node.end <= outer.end
      )
        return true;
  return false;
}

/** `self.method(...)` reads a method. */
function isCalled(unit: Unit, node: Attribute): boolean {
  return unit.calls.some((site) => site.node.func === node);
}

/** Whether all the loop calls are builtins and the library, and it stores to no attribute and awaits nothing. */
function runsNothing({ env }: Program, unit: Unit, loop: Loop): boolean {
  const inside = (at: number): boolean => isWithin(unit, at, loop.index);
  if (unit.isGenerator || unit.isAsync) return false;
  if (unit.stores.some((store) => store.node.kind === 'Attribute' && inside(store.loop))) return false;
  return unit.calls.every((site) => {
    if (!inside(site.loop)) return true;
    const callee = calleeOf(env, unit, site.node.func);
    if (callee === null || callee.kind === 'function' || callee.kind === 'class') return false;
    return (
      callee.kind !== 'builtin' || !['exec', 'eval', 'setattr', 'delattr', 'map', 'filter', 'next', '__import__'].includes(callee.name)
    );
  });
}

function isSettledAttribute(program: Program, unit: Unit, { attr }: Attribute, family: readonly ClassFacts[] | null): boolean {
  const { env } = program;
  const of = unit.classFacts!;
  if (attr.startsWith('__') || unit.name === '__init__' || env.isMutatedAttribute(attr)) return false;
  for (const { stmt } of program.module.pieces)
    for (const node of descendants(stmt)) {
      if (node.kind === 'Name' && INDIRECT.has(node.id)) return false;
      if (node.kind === 'Attribute' && INDIRECT.has(node.attr)) return false;
      if (node.kind === 'identifier' && INDIRECT.has(node.id)) return false;
    }
  if (family === null) return false;
  if (
    family.some(
      (facts) =>
        env.methodIn(facts, attr) !== null ||
        isClassAttribute(env, facts, attr) ||
        facts.node.decorator_list.length > 0 ||
        facts.node.keywords.length > 0,
    )
  )
    return false;
  const setters = [of, ...family.filter((facts) => facts !== of && env.methodIn(facts, '__init__') !== null)];
  return setters.every((facts) => setsAlways(env, facts, attr) || (facts !== of && callsSuper(env, facts)));
}

/** The class, its bases and all classes of the file that inherit from it; null when one of them is not known. */
function familyOf({ env }: Program, of: ClassFacts): ClassFacts[] | null {
  const family = [of];
  const all = env.summaries.flatMap((summary) => summary.classes);
  for (const facts of family) {
    for (const base of facts.bases) {
      if (base.kind === 'Name' && base.id === 'object' && env.bindingsOf('object').length === 0) continue;
      const found = classOf(env, facts.top.units[0]!, base);
      if (found === null) return null;
      if (!family.includes(found)) family.push(found);
    }
    for (const candidate of all)
      if (!family.includes(candidate) && candidate.bases.some((base) => classOf(env, candidate.top.units[0]!, base) === facts))
        family.push(candidate);
  }
  return family;
}

/** Whether the body of a class assigns to the name. */
function isClassAttribute({ summaries }: Environment, of: ClassFacts, attr: string): boolean {
  return summaries.some(({ classAttributes }) => classAttributes.some((assigned) => assigned.of === of && assigned.name === attr));
}

/** Whether `__init__` sets the attribute in a statement of its own body. */
function setsAlways(env: Environment, of: ClassFacts, attr: string): boolean {
  const init = env.methodIn(of, '__init__');
  const self = init?.parameters[0]?.name;
  return (
    init?.body.some(
      (statement) =>
        statement.kind === 'Assign' &&
        statement.targets.some(
          (target) => target.kind === 'Attribute' && target.attr === attr && target.value.kind === 'Name' && target.value.id === self,
        ),
    ) ?? false
  );
}

/** Whether `__init__` begins with `super().__init__(...)`. */
function callsSuper(env: Environment, of: ClassFacts): boolean {
  const init = env.methodIn(of, '__init__');
  if (init === null) return true;
  for (const node of nodesOf(init))
    if (node.kind === 'Call' && node.func.kind === 'Attribute' && node.func.attr === '__init__' && node.func.value.kind === 'Call')
      return true;
  return false;
}
