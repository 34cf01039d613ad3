/**
 * JIT301, JIT303, JIT304: the loop over a generator function of the file becomes the generator's own loops, with the body where it yields.
 *
 * A generator's frame outlives each resume, so its variables are stored and loaded again (pypy/interpreter/generator.py); a loop keeps them in
 * registers. CPython 3.14 compiles no loop over a generator at all.
 *
 * Proved before it is offered: the generator is a plain function that yields at one place, or as the last thing on every way through its innermost
 * loop; it has no `return`, `try` or `with`, so that nothing happens when it is left; it calls builtins alone, so that no StopIteration comes
 * from it; every name means the same in the consumer, or gets another name; arguments are evaluated once, in their order.
 */
import type { Unit } from '../../semantics/summary';
import type { Call, Expr, For, Stmt, Yield } from '../../syntax/ast';
import { descendants } from '../../syntax/walk';
import { freshName, indentationAt, newlineOf, reindented, sourceOf, startsLine } from '../layout';
import { isMentionedInside, isReadOutside, loopWithHeader, nodesOf } from '../places';
import type { LoopSite } from '../places';
import { generatorCalled, whyNotMovable } from '../proofs/generators';
import { canBeIndented } from '../proofs/strings';
import { parentsOf } from '../proofs/values';
import type { Program, Refusal, Rewriter } from '../rewrite';
import { applyEdits, hasComment, readsItsOwnFrame, refuse } from '../rewrite';
import type { Edit } from '../rewrite';

export const inlinedGenerator: Rewriter = {
  codes: ['JIT301', 'JIT303', 'JIT304'],
  name: 'inlined-generator',
  rewrite(program, finding) {
    const site = finding.claim.kind === 'generator' ? loopWithHeader(program, finding.claim.loop) : null;
    if (site === null || site.loop.node.kind !== 'For' || site.loop.kind !== 'for') return null;
    const made = generatorIn(program, site, site.loop.node);
    if ('refused' in made) return made;
    const text = inlined(program, site, site.loop.node, made);
    if (typeof text !== 'string') return text;
    const { base, loop } = site;
    return {
      code: finding.code,
      title: `write the loop of \`${made.unit.name}\` in place in \`${site.unit.name}\``,
      span: finding.span,
      edits: [{ start: base + loop.whole.start, end: base + loop.body[loop.body.length - 1]!.end, text }],
    };
  },
};

interface Made {
  readonly unit: Unit;
  readonly base: number;
  readonly call: Call;
  readonly body: readonly Stmt[];
  readonly yields: readonly Yield[];
  /** Every yield is the last thing in a round of the innermost loop. */
  readonly atTheEnd: boolean;
  /** The body may leave by `break`: one loop, and nothing after it. */
  readonly mayBreak: boolean;
}

function generatorIn(program: Program, site: LoopSite, node: For): Made | Refusal {
  const called = generatorCalled(program, site, node);
  if ('refused' in called) return called;
  const { unit, body, call } = called;
  const reason = whyNotMovable(program, unit, body);
  if (reason !== null) return refuse(reason);
  const parents = parentsOf(unit);
  const yields: Yield[] = [];
  for (const { node: each } of unit.yields) {
    if (each.kind !== 'Yield' || parents.get(each)?.kind !== 'ExprStmt') return refuse('what a yield gives is used in the generator');
    yields.push(each);
  }
  if (yields.length === 0 || unit.loops.length === 0) return refuse('the generator has no loop');
  const inner = innermostAround(unit, yields[0]!);
  const atTheEnd = inner !== null && yields.length === countTails(inner.body);
  if (yields.length > 1 && !atTheEnd) return refuse('the generator yields at several places: the body would have to stand at each');
  const last = body[body.length - 1];
  const mayBreak = inner !== null && last === inner && unit.loops.length === 1 && inner.orelse.length === 0;
  return { unit, base: program.baseOf(unit.top), call, body, yields, atTheEnd, mayBreak };
}

function innermostAround(unit: Unit, node: Yield): (Stmt & { readonly kind: 'For' | 'While' }) | null {
  let found: (Stmt & { readonly kind: 'For' | 'While' }) | null = null;
  for (const loop of unit.loops) {
    const { whole } = loop;
    if (
      (whole.kind === 'For' || whole.kind === 'While') &&
      whole.start <= node.start &&
      node.end <= whole.end &&
      (found === null || whole.start >= found.start)
    )
      found = whole;
  }
  return found;
}

/** Yields that are the last thing in a block, where every way through its last statement ends in one; -1 when one does not. */
function countTails(block: readonly Stmt[]): number {
  let count = 0;
  const pending: (readonly Stmt[])[] = [block];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const last = at[at.length - 1];
    if (last?.kind === 'ExprStmt' && last.value.kind === 'Yield') count++;
    else if (last?.kind === 'If' && last.orelse.length > 0) pending.push(last.body, last.orelse);
    else return -1;
  }
  return count;
}

function inlined(program: Program, { unit, base, loop }: LoopSite, node: For, made: Made): string | Refusal {
  if (unit.kind !== 'function') return refuse('the loop is no part of a function: the variables of the generator would be globals');
  if (readsItsOwnFrame(unit) || readsItsOwnFrame(made.unit)) return refuse('a function looks at its own variables');
  if (made.unit === unit || node.orelse.length > 0) return refuse('the loop has an `else`, or stands in the generator itself');
  const whole = base + node.start;
  const [first] = node.body;
  const last = node.body[node.body.length - 1]!;
  if (!startsLine(program, whole) || !startsLine(program, base + first!.start)) return refuse('the loop shares a line with other code');
  if (hasComment(program, { start: whole, end: base + first!.start })) return refuse('a comment stands in the header of the loop');
  if (!canBeIndented(program, base, node.body) || !canBeIndented(program, made.base, made.body))
    return refuse('a literal goes over several lines');
  const leaves = leavesOf(node.body);
  if (leaves.has('Break') && !made.mayBreak) return refuse('the body leaves by `break`, which would leave the inner loop alone');
  if (leaves.has('Continue') && !made.atTheEnd)
    return refuse('the body goes on by `continue`, which would skip what the generator does after its yield');
  const names = namesFor(program, unit, loop.index, node, made);
  if ('refused' in names) return names;

  const newline = newlineOf(program);
  const indentation = indentationAt(program, whole);
  const from = indentationAt(program, made.base + made.body[0]!.start);
  const start = made.base + made.body[0]!.start;
  const end = made.base + made.body[made.body.length - 1]!.end;
  const edits: Edit[] = [];
  for (const statement of made.body)
    for (const below of descendants(statement)) {
      const to = below.kind === 'Name' ? names.map.get(below.id) : undefined;
      if (to !== undefined && below.kind === 'Name' && to !== below.id)
        edits.push({ start: made.base + below.start - start, end: made.base + below.end - start, text: to });
    }
  const rename = (expr: Expr): string => {
    const own = edits.filter((edit) => edit.start >= made.base + expr.start - start && edit.end <= made.base + expr.end - start);
    return applyEdits(
      program.text.slice(made.base + expr.start, made.base + expr.end),
      own.map((edit) => ({
        ...edit,
        start: edit.start - (made.base + expr.start - start),
        end: edit.end - (made.base + expr.start - start),
      })),
    );
  };
  const bodyText = program.text.slice(base + first!.start, base + last.end);
  const bodyFrom = indentationAt(program, base + first!.start);
  const target = sourceOf(program, base, node.target);
  const placed: Edit[] = [];
  const inner = innermostAround(made.unit, made.yields[0]!);
  const atLoop = made.yields.length > 1 && inner !== null ? indentationAt(program, made.base + inner.body[0]!.start) : null;
  made.yields.forEach((each, index) => {
    const value = each.value === null ? 'None' : rename(each.value);
    const at = indentationAt(program, made.base + each.start);
    const assignment = isSameNames(target, value) ? null : `${target} = ${value}`;
    const body = reindented(bodyText, bodyFrom, atLoop ?? at);
    const parts =
      atLoop === null
        ? [...(assignment === null ? [] : [assignment]), body]
        : [assignment ?? 'pass', ...(index === made.yields.length - 1 ? [] : [])];
    placed.push({ start: made.base + each.start - start, end: made.base + each.end - start, text: parts.join(`${newline}${at}`) });
  });
  const replaced = (edit: Edit): boolean => placed.some((other) => edit.start >= other.start && edit.end <= other.end);
  const all = [...edits.filter((edit) => !replaced(edit)), ...placed].sort((a, b) => a.start - b.start);
  let code = applyEdits(program.text.slice(start, end), all);
  // Several yields, each the last on its way: the body follows the statement that holds them.
  if (atLoop !== null) code += `${newline}${atLoop}${reindented(bodyText, bodyFrom, atLoop)}`;
  if (atLoop !== null && inner !== null && made.body[made.body.length - 1] !== inner)
    return refuse('something follows the loop of the generator');
  const lines = [...names.assignments, reindented(code, from, indentation)];
  return lines.join(`${newline}${indentation}`);
}

/** `i, j` and `(i, j)` are the same target. */
function isSameNames(target: string, value: string): boolean {
  const plain = (source: string): string => source.replace(/^\((.*)\)$/s, '$1').replace(/\s+/g, '');
  return plain(target) === plain(value);
}

/** How the body leaves its loop: `break` and `continue` of loops inside it are its own. */
function leavesOf(body: readonly Stmt[]): ReadonlySet<string> {
  const found = new Set<string>();
  const pending: Stmt[] = [...body];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (at.kind === 'Break' || at.kind === 'Continue') found.add(at.kind);
    if (at.kind === 'If') pending.push(...at.body, ...at.orelse);
    else if (at.kind === 'With' || at.kind === 'AsyncWith') pending.push(...at.body);
    else if (at.kind === 'Try' || at.kind === 'TryStar')
      pending.push(...at.body, ...at.orelse, ...at.finalbody, ...at.handlers.flatMap((handler) => [...handler.body]));
    else if (at.kind === 'Match') pending.push(...at.cases.flatMap((each) => [...each.body]));
    else if (at.kind === 'For' || at.kind === 'While' || at.kind === 'AsyncFor') pending.push(...at.orelse);
  }
  return found;
}

interface Names {
  /** What each variable of the generator is called in the consumer. */
  readonly map: ReadonlyMap<string, string>;
  /** Statements that give parameters their values. */
  readonly assignments: readonly string[];
}

function namesFor(program: Program, unit: Unit, loop: number, node: For, made: Made): Names | Refusal {
  const { bindings, parameters, body } = made.unit;
  const map = new Map<string, string>();
  const assignments: string[] = [];
  const used = mentionedIn(unit);
  const taken = new Set<string>();
  const own = (name: string): string => {
    const fresh = used.has(name) || taken.has(name) ? freshName(program, `${name}_`, taken) : name;
    taken.add(fresh);
    return fresh;
  };
  for (const statement of body)
    for (const below of descendants(statement))
      if (below.kind === 'Name' && !bindings.has(below.id) && bindsIn(unit, below.id))
        return refuse(`\`${below.id}\` means something else in \`${unit.name}\``);
  parameters.forEach(({ name }, index) => {
    const given = made.call.args[index]!;
    const isRebound = (bindings.get(name) ?? []).length > 1;
    if (!isRebound && isSteady(unit, loop, given)) map.set(name, sourceOf(program, program.baseOf(unit.top), given));
    else {
      map.set(name, own(name));
      assignments.push(`${map.get(name)!} = ${sourceOf(program, program.baseOf(unit.top), given)}`);
    }
  });
  for (const [from, to] of sharedNames(unit, loop, node, made)) map.set(from, to);
  for (const name of bindings.keys()) if (!map.has(name)) map.set(name, own(name));
  return { map, assignments };
}

/** A constant, or a variable of the consumer that the loop does not change: it may stand for the parameter. */
function isSteady(unit: Unit, loop: number, given: Expr): boolean {
  if (given.kind === 'Constant') return true;
  if (given.kind !== 'Name' || unit.globals.has(given.id) || unit.nonlocals.has(given.id) || isMentionedInside(unit, given.id))
    return false;
  const bound = unit.bindings.get(given.id);
  const { whole } = unit.loops[loop]!;
  return (
    bound !== undefined &&
    bound.every(({ range }) => range.start < whole.start || range.start > whole.end) &&
    !bound.some(({ loop: at }) => at === loop)
  );
}

/** Loop variables of the generator that can have the names of the consumer's target, so that nothing is copied. */
function sharedNames(unit: Unit, loop: number, node: For, made: Made): ReadonlyMap<string, string> {
  const shared = new Map<string, string>();
  const [only] = made.yields;
  if (made.yields.length !== 1 || only!.value === null) return shared;
  const parts = (expr: Expr): readonly Expr[] => (expr.kind === 'Tuple' ? expr.elts : [expr]);
  const [from, to] = [parts(only!.value), parts(node.target)];
  if (from.length !== to.length || (only!.value.kind === 'Tuple') !== (node.target.kind === 'Tuple')) return new Map();
  for (const [index, value] of from.entries()) {
    const target = to[index]!;
    if (value.kind !== 'Name' || target.kind !== 'Name' || shared.has(value.id) || [...shared.values()].includes(target.id))
      return new Map();
    const boundByLoops = (made.unit.bindings.get(value.id) ?? []).every(({ kind }) => kind === 'for');
    const boundInBody = (unit.bindings.get(target.id) ?? []).some(({ range }) => range.start > node.target.end && range.start < node.end);
    if (
      !boundByLoops ||
      !made.unit.bindings.has(value.id) ||
      boundInBody ||
      isReadOutside(unit, unit.loops[loop]!, target.id) ||
      unit.globals.has(target.id) ||
      unit.nonlocals.has(target.id) ||
      isMentionedInside(unit, target.id)
    )
      return new Map();
    if (made.call.args.some((arg) => arg.kind === 'Name' && arg.id === target.id)) return new Map();
    shared.set(value.id, target.id);
  }
  return shared;
}

function mentionedIn(unit: Unit): ReadonlySet<string> {
  const names = new Set<string>(unit.bindings.keys());
  for (const node of nodesOf(unit)) if (node.kind === 'Name') names.add(node.id);
  return names;
}

/** Whether the name is a variable of the function or of one around it. */
function bindsIn(unit: Unit, name: string): boolean {
  for (let at: Unit | null = unit; at !== null && at.kind !== 'module'; at = at.parent)
    if (at.bindings.has(name) && !at.globals.has(name)) return true;
  return false;
}
