/**
 * JIT203: a list of mixed items that is gone through many times is split first, into the items that pass a test of their kind and the others.
 *
 * Each kind is a guard of its own in every round, and its bridge cannot jump to the fast part of a loop that was compiled for another
 * (rpython/jit/metainterp/optimizeopt/virtualstate.py). A list of one kind has neither.
 *
 * Proved before it is offered: the body is one test of the item's kind; the two branches have no variable in common and one of them raises
 * nothing, so that it makes no difference which items come first; nothing in the loop around can change the list.
 */
import { lookup } from '../../semantics/environment';
import type { Loop, Unit } from '../../semantics/summary';
import { isBuiltin, typeOf } from '../../semantics/types';
import type { Expr, If, Stmt } from '../../syntax/ast';
import { descendants } from '../../syntax/walk';
import { freshName, indentationAt, newlineOf, reindented, sourceOf, startsLine } from '../layout';
import { isBoundBefore, isMentionedInside, isReadOutside, loopWithHeader, nodesOf } from '../places';
import type { LoopSite } from '../places';
import { isInt } from '../proofs/ints';
import { canBeIndented } from '../proofs/strings';
import type { Program, Rewriter } from '../rewrite';
import { hasComment, readsItsOwnFrame, refuse } from '../rewrite';

/** Builtins that change nothing. */
const HARMLESS: ReadonlySet<string> = new Set(['isinstance', 'len', 'abs', 'min', 'max', 'int', 'float', 'str', 'range', 'ord']);
const KINDS: ReadonlySet<string> = new Set(['int', 'float', 'str', 'bytes', 'list', 'dict', 'tuple', 'bool', 'complex']);

export const splitByShape: Rewriter = {
  codes: ['JIT203'],
  name: 'split-by-shape',
  rewrite(program, finding) {
    const site = finding.claim.kind === 'bridges' ? loopWithHeader(program, finding.claim.span) : null;
    const node = site?.loop.node;
    if (site === null || node?.kind !== 'For' || node.target.kind !== 'Name' || node.body.length !== 1 || node.body[0]!.kind !== 'If')
      return null;
    const { unit, base, loop } = site;
    const branch = node.body[0];
    const { iter } = node;
    const tests = testsOf(program, site, branch, node.target.id);
    if (tests === null || branch.orelse.length === 0) return null;
    const around = outerLoop(unit, loop);
    if (around === null) return refuse('the list is gone through once: splitting it would cost more than it gains');
    if (iter.kind !== 'Name') return refuse('what is looped over is no variable');
    const reason = whyNot(program, site, around, branch, iter.id, node.target.id);
    if (reason !== null) return refuse(reason);
    const newline = newlineOf(program);
    const [outer, inner] = [indentationAt(program, base + around.whole.start), indentationAt(program, base + node.start)];
    const item = node.target.id;
    const chosen = freshName(program, `${iter.id}_${tests.name}`);
    const others = freshName(program, `other_${iter.id}`, new Set([chosen]));
    const list = (name: string, test: string): string => `${name} = [${item} for ${item} in ${iter.id} if ${test}]${newline}${outer}`;
    const bodyOf = (body: readonly Stmt[]): string => {
      const from = indentationAt(program, base + body[0]!.start);
      const to = indentationAt(program, base + branch.start);
      return to + reindented(program.text.slice(base + body[0]!.start, base + body[body.length - 1]!.end), from, to);
    };
    const loopOver = (name: string, body: readonly Stmt[]): string => `for ${item} in ${name}:${newline}${bodyOf(body)}`;
    return {
      code: finding.code,
      title: `split \`${iter.id}\` by kind before the loop in \`${unit.name}\``,
      span: finding.span,
      edits: [
        { start: base + around.whole.start, end: base + around.whole.start, text: list(chosen, tests.holds) + list(others, tests.fails) },
        {
          start: base + node.start,
          end: base + node.end,
          text: `${loopOver(chosen, branch.body)}${newline}${inner}${loopOver(others, branch.orelse)}`,
        },
      ],
    };
  },
};

/** The loop statement right around, and those around it. */
function outerLoop(unit: Unit, { parent }: Loop): Loop | null {
  let found: Loop | null = null;
  for (let at = unit.loops[parent]; at !== undefined; at = unit.loops[at.parent]) {
    if (at.kind !== 'for' && at.kind !== 'while') return found;
    found = at;
  }
  return found;
}

interface Tests {
  readonly holds: string;
  readonly fails: string;
  /** For a variable: `none`, `int`. */
  readonly name: string;
}

/** `x is None`, `x is not None`, `isinstance(x, float)`, and the opposite of each. */
function testsOf(program: Program, { unit, base }: LoopSite, { test }: If, item: string): Tests | null {
  const source = sourceOf(program, base, test);
  if (source.includes('\n')) return null;
  if (test.kind === 'Compare' && test.left.kind === 'Name' && test.left.id === item && test.ops.length === 1) {
    const [none] = test.comparators;
    if (none!.kind !== 'Constant' || none!.value.type !== 'none') return null;
    if (test.ops[0] === 'is') return { holds: source, fails: `${item} is not None`, name: 'none' };
    return test.ops[0] === 'is not' ? { holds: source, fails: `${item} is None`, name: 'given' } : null;
  }
  if (
    test.kind !== 'Call' ||
    test.func.kind !== 'Name' ||
    test.func.id !== 'isinstance' ||
    test.args.length !== 2 ||
    lookup(program.env, unit, 'isinstance') !== null
  )
    return null;
  const [of, kind] = test.args;
  if (
    of!.kind !== 'Name' ||
    of!.id !== item ||
    kind!.kind !== 'Name' ||
    !KINDS.has(kind!.id) ||
    lookup(program.env, unit, kind!.id) !== null
  )
    return null;
  return { holds: source, fails: `not ${source}`, name: kind!.id };
}

function whyNot(program: Program, { unit, base, loop }: LoopSite, around: Loop, branch: If, list: string, item: string): string | null {
  if (unit.kind !== 'function') return 'the loop is no part of a function: its variables are globals';
  if (readsItsOwnFrame(unit)) return 'the function looks at its own variables';
  const isList = isBuiltin(typeOf(program.env, unit, { kind: 'Name', id: list, ctx: 'Load', start: 0, end: 0 }), 'list');
  const scoped = lookup(program.env, unit, list);
  if (!isList || scoped?.scope !== 'local') return `\`${list}\` is not surely a list: an iterator would be used up`;
  if (scoped.bindings.some(({ range }) => range.start >= around.whole.start) || !isBoundBefore(unit, list, around.whole.start))
    return `\`${list}\` is assigned in the loops`;
  if (isMentionedInside(unit, list) || isMentionedInside(unit, item)) return 'a function inside this one may see the list or the item';
  if (isReadOutside(unit, loop, item)) return `\`${item}\` is read outside the loop`;
  for (const node of nodesOf(unit)) {
    if (node.kind === 'Try' || node.kind === 'TryStar' || node.kind === 'With' || node.kind === 'AsyncWith')
      return 'an exception may be caught in the function, and would find other values';
    if (node.kind === 'Yield' || node.kind === 'YieldFrom' || node.kind === 'Await')
      return 'the function may be left in the middle of the loop';
  }
  for (const node of descendants(around.whole)) {
    if (node.kind === 'Break' || node.kind === 'Return' || node.kind === 'Continue' || node.kind === 'Delete')
      return 'a round may be left early';
    if (
      node.kind === 'Call' &&
      !(node.func.kind === 'Name' && HARMLESS.has(node.func.id) && lookup(program.env, unit, node.func.id) === null)
    )
      return 'the loop calls code that may change the list';
    if ((node.kind === 'Subscript' || node.kind === 'Attribute') && node.ctx !== 'Load')
      return 'the loop stores to objects: one of them may be the list';
    if (node.kind === 'AugAssign' && node.target.kind === 'Name' && node.target.id === list) return 'the loop changes the list';
    if (node.kind === 'Name' && node.ctx === 'Load' && node.id === list && node !== iterOf(loop))
      return `\`${list}\` is used for something else in the loops`;
  }
  const [one, other] = [changed(branch.body), changed(branch.orelse)];
  const shared =
    [...one, item].some((name) => mentions(branch.orelse, name) && name !== item) ||
    [...other].some((name) => mentions(branch.body, name)) ||
    one.has(item) ||
    other.has(item);
  if (shared) return 'the branches share a variable: the order of the items matters';
  const quiet = [branch.body, branch.orelse].some((body) => body.every((statement) => isQuiet(program, unit, statement, item)));
  if (!quiet) return 'both branches may raise, and it would be another exception that comes first';
  if (branch.orelse[0]!.kind === 'If' && program.text.startsWith('elif', base + branch.orelse[0]!.start))
    return 'there are more than two kinds of items';
  const [first] = branch.body;
  if (
    !startsLine(program, base + around.whole.start) ||
    !startsLine(program, base + first!.start) ||
    !startsLine(program, base + branch.orelse[0]!.start)
  )
    return 'the loops share their lines with other code';
  const region = { start: base + loop.whole.start, end: base + first!.start };
  const between = { start: base + branch.body[branch.body.length - 1]!.end, end: base + branch.orelse[0]!.start };
  if (hasComment(program, region) || hasComment(program, between)) return 'a comment stands where the test goes';
  return canBeIndented(program, base, [branch]) ? null : 'a literal goes over several lines';
}

function iterOf({ node }: Loop): Expr | null {
  return node.kind === 'While' ? null : node.iter;
}

function changed(body: readonly Stmt[]): Set<string> {
  const names = new Set<string>();
  for (const statement of body)
    for (const node of descendants(statement)) if (node.kind === 'Name' && node.ctx !== 'Load') names.add(node.id);
  return names;
}

function mentions(body: readonly Stmt[], name: string): boolean {
  for (const statement of body) for (const node of descendants(statement)) if (node.kind === 'Name' && node.id === name) return true;
  return false;
}

/** A statement that raises nothing: arithmetic on ints that have a value. */
function isQuiet(program: Program, unit: Unit, statement: Stmt, item: string): boolean {
  if (statement.kind === 'Pass') return true;
  const value = statement.kind === 'Assign' || statement.kind === 'AugAssign' ? statement.value : null;
  const target =
    statement.kind === 'AugAssign'
      ? statement.target
      : statement.kind === 'Assign' && statement.targets.length === 1
        ? statement.targets[0]!
        : null;
  if (value === null || target?.kind !== 'Name' || mentions([statement], item)) return false;
  if (statement.kind === 'AugAssign' && (!['+', '-', '*'].includes(statement.op) || !isInt(program, unit, { ...target, ctx: 'Load' })))
    return false;
  for (const node of descendants(statement)) if (node.kind === 'Name' && !isBoundBefore(unit, node.id, statement.start)) return false;
  return isInt(program, unit, value, { mayRaise: false });
}
