/**
 * JIT301, JIT304 on PyPy: where the loop of a generator cannot stand in place, the consumer loops over an object of a class with `__next__` instead.
 *
 * A generator's frame outlives each resume, so its variables are stored and loaded again (pypy/interpreter/generator.py); the fields of an
 * iterator that never leaves the loop are virtual (rpython/jit/metainterp/optimizeopt/virtualize.py). CPython calls `__next__` through a slot that
 * its JIT cannot see into, so it is offered for PyPy alone.
 *
 * Proved before it is offered: the generator is a plain function with one loop, which ends it, and one yield, a statement of that loop; it calls
 * builtins alone, so that no StopIteration comes from it; the object is made for a `for` loop and seen by nobody else, so that what
 * ran at the first round may run when it is made.
 */
import { lookup } from '../../semantics/environment';
import type { Unit } from '../../semantics/summary';
import { descendants } from '../../syntax/walk';
import type { Call, For, Name, Stmt, While, Yield } from '../../syntax/ast';
import { blankLines, freshName, indentationAt, newlineOf, reindented, startsLine } from '../layout';
import { isBoundBefore, loopWithHeader } from '../places';
import type { LoopSite } from '../places';
import { generatorCalled, whyNotMovable } from '../proofs/generators';
import { canBeIndented } from '../proofs/strings';
import type { Edit, Program, Refusal, Rewriter } from '../rewrite';
import { applyEdits, refuse } from '../rewrite';
import { inlinedGenerator } from './inlined-generator';

export const iteratorClass: Rewriter = {
  codes: ['JIT301', 'JIT304'],
  name: 'iterator-class',
  rewrite(program, finding) {
    if (finding.claim.kind !== 'generator' || !finding.targets.includes('pypy')) return null;
    const site = loopWithHeader(program, finding.claim.loop);
    if (site === null || site.loop.node.kind !== 'For' || site.loop.kind !== 'for') return null;
    const inPlace = inlinedGenerator.rewrite(program, finding);
    // The loop in place is better, and where the generator is not known it says so.
    if (inPlace === null || !('refused' in inPlace)) return null;
    const called = generatorCalled(program, site, site.loop.node);
    if ('refused' in called) return null;
    if (whyNotMovable(program, called.unit, called.body) !== null) return null;
    const reason = whyNoFields(program, called.unit, called.body);
    if (reason !== null) return refuse(reason);
    const parts = partsOf(called.unit, called.body);
    if ('refused' in parts) return parts;
    const edits = written(program, site, called.unit, called.call, parts);
    if ('refused' in edits) return edits;
    return {
      code: finding.code,
      title: `loop over an iterator class instead of \`${called.unit.name}\` in \`${site.unit.name}\``,
      span: finding.span,
      edits: [...edits].sort((a, b) => a.start - b.start),
    };
  },
};

/** Why variables of the generator, or names that it uses, would be others in a class; null where they would not. */
function whyNoFields(program: Program, unit: Unit, body: readonly Stmt[]): string | null {
  for (const name of ['iter', 'StopIteration']) if (lookup(program.env, unit, name) !== null) return `\`${name}\` is not the builtin here`;
  const held = namesHeld(unit);
  for (const statement of body)
    for (const node of descendants(statement)) {
      if (node.kind !== 'Name') continue;
      if (node.id.startsWith('__')) return `\`${node.id}\` has another name in a class`;
      if (node.ctx === 'Load' && held.has(node.id) && !isBoundBefore(unit, node.id, node.start))
        return `\`${node.id}\` may have no value, which is another error for a field`;
    }
  return null;
}

interface Parts {
  /** What stands before the loop. */
  readonly start: readonly Stmt[];
  readonly loop: For | While;
  readonly before: readonly Stmt[];
  readonly given: Yield;
  /** What runs when the generator is resumed. */
  readonly after: readonly Stmt[];
}

function partsOf(unit: Unit, body: readonly Stmt[]): Parts | Refusal {
  const loop = body[body.length - 1];
  const start = body.slice(0, -1);
  if (loop?.kind !== 'For' && loop?.kind !== 'While') return refuse('the generator does not end with its loop');
  if (loop.orelse.length > 0 || unit.loops.some(({ whole }) => whole !== loop)) return refuse('the generator has more than one loop');
  const [only, ...others] = unit.yields;
  const at = loop.body.findIndex((statement) => statement.kind === 'ExprStmt' && statement.value === only?.node);
  if (at < 0 || others.length > 0 || only!.node.kind !== 'Yield')
    return refuse('the generator does not yield once in each round of its loop');
  const [before, after] = [loop.body.slice(0, at), loop.body.slice(at + 1)];
  for (const statement of [...before, ...after])
    for (const node of descendants(statement))
      if (node.kind === 'Break' || node.kind === 'Continue') return refuse('the generator leaves a round of its loop early');
  return { start, loop, before, given: only!.node, after };
}

function written(program: Program, site: LoopSite, unit: Unit, call: Call, parts: Parts): readonly Edit[] | Refusal {
  const base = program.baseOf(unit.top);
  const def = base + unit.node.start;
  const { start, loop, before, after, given } = parts;
  const statements = [...start, ...before, ...after];
  if (!startsLine(program, def) || [...start, ...loop.body].some((statement) => !startsLine(program, base + statement.start)))
    return refuse('statements of the generator share their lines');
  if (!canBeIndented(program, base, statements)) return refuse('a literal goes over several lines');
  const held = namesHeld(unit);
  const self = freshIn(held, 'self');
  const newline = newlineOf(program);
  const step = indentationAt(program, base + unit.body[0]!.start) || '    ';
  const [one, two, three] = [step, step + step, step + step + step];
  const steps = freshIn(held, 'steps');
  const resumed = freshIn(held, 'resumed');
  /** Source of a stretch of the generator with its variables as fields of the object. */
  const fielded = (from: number, to: number): string => {
    const edits: Edit[] = [];
    for (const statement of unit.body)
      for (const node of descendants(statement))
        if (node.kind === 'Name' && held.has(node.id) && from <= node.start && node.end <= to)
          edits.push({ start: node.start - from, end: node.end - from, text: `${self}.${node.id}` });
    return applyEdits(
      program.text.slice(base + from, base + to),
      edits.sort((a, b) => a.start - b.start),
    );
  };
  const block = (body: readonly Stmt[], to: string): string[] => {
    const [first] = body;
    if (first === undefined) return [];
    const text = fielded(first.start, body[body.length - 1]!.end);
    return [`${to}${reindented(text, indentationAt(program, base + first.start), to)}`];
  };
  const value = given.value === null ? 'None' : fielded(given.value.start, given.value.end);
  const parameters = unit.parameters.map(({ name }) => name);
  const name = freshName(program, classNameFor(unit.name));
  const header =
    loop.kind === 'For'
      ? `for ${fielded(loop.target.start, loop.target.end)} in ${self}.${steps}:`
      : `if ${fielded(loop.test.start, loop.test.end)}:`;
  const lines = [
    `class ${name}:`,
    `${one}def __init__(${[self, ...parameters].join(', ')}):`,
    ...parameters.map((parameter) => `${two}${self}.${parameter} = ${parameter}`),
    ...block(start, two),
    ...(loop.kind === 'For' ? [`${two}${self}.${steps} = iter(${fielded(loop.iter.start, loop.iter.end)})`] : []),
    ...(after.length > 0 ? [`${two}${self}.${resumed} = False`] : []),
    '',
    `${one}def __iter__(${self}):`,
    `${two}return ${self}`,
    '',
    `${one}def __next__(${self}):`,
    ...(after.length > 0 ? [`${two}if ${self}.${resumed}:`, ...block(after, three), `${two}${self}.${resumed} = True`] : []),
    `${two}${header}`,
    ...block(before, three),
    `${three}return ${value}`,
    `${two}raise StopIteration`,
  ];
  const text = lines.join(newline) + newline + (blankLines(program, def) || newline.repeat(2));
  const callee = call.func as Name;
  const at = program.baseOf(site.unit.top) + callee.start;
  return [
    { start: def, end: def, text },
    { start: at, end: at + (callee.end - callee.start), text: name },
  ];
}

/** The generator's own variables, parameters included. */
function namesHeld(unit: Unit): ReadonlySet<string> {
  return new Set([...unit.bindings.keys(), ...unit.parameters.map(({ name }) => name)]);
}

function freshIn(taken: ReadonlySet<string>, wanted: string): string {
  let name = wanted;
  while (taken.has(name)) name += '_';
  return name;
}

/** `count_down` as `CountDown`. */
function classNameFor(name: string): string {
  return name.replace(/(?:^|_+)(\p{L})/gu, (_, letter: string) => letter.toUpperCase()).replace(/^_+/, '') || 'Iterator';
}
