/**
 * JIT403: pairs as keys of a dict or set become one int, `row * 8 + column`, or, where the second part has no bound, a dict in a dict.
 *
 * PyPy hashes and compares int keys in place (pypy/objspace/std/dictmultiobject.py, IntDictStrategy); a tuple goes through a call that may
 * run anything, and is really made for it.
 *
 * Proved before it is offered: the dict belongs to the function and is only asked for pairs, counted or emptied, so that nobody sees its keys;
 * for one int, both parts of every pair are ints and the second lies between 0 and a constant, so that two pairs never meet; for a dict in a
 * dict, it is only stored to and asked with \`in\` or \`get\`; where a missing key would raise, it was stored or tested just before.
 */
import { lookup } from '../../semantics/environment';
import type { Unit } from '../../semantics/summary';
import type { AnyNode, Expr, Name, Tuple } from '../../syntax/ast';
import { descendants } from '../../syntax/walk';
import { sourceOf } from '../layout';
import { isMentionedInside, nodesOf } from '../places';
import { boundOf, isInt } from '../proofs/ints';
import { parentsOf } from '../proofs/values';
import type { Edit, Program, Refusal, Rewriter } from '../rewrite';
import { hasComment, readsItsOwnFrame, refuse, unitAt } from '../rewrite';

/** A place where the container is asked for a pair. */
interface Use {
  readonly key: Tuple;
  readonly mayRaise: boolean;
}

export const packedKey: Rewriter = {
  codes: ['JIT403'],
  name: 'packed-key',
  rewrite(program, finding) {
    const unit = unitAt(program, finding.span.start);
    if (unit === null) return null;
    const base = program.baseOf(unit.top);
    const container = containerAt(unit, finding.span.start - base, finding.span.end - base);
    if (container === null) return null;
    const reason = whyNotOwn(program, unit, container.id);
    if (reason !== null) return refuse(reason);
    const uses = usesOf(program, unit, container.id);
    if ('refused' in uses) return uses;
    const bound = commonBound(program, unit, uses);
    if (typeof bound !== 'bigint') return bound;
    const edits: Edit[] = [];
    for (const { key } of uses) {
      const { start, end } = wholeOf(program, base, key);
      if (hasComment(program, { start, end }) || program.text.slice(start, end).includes('\n'))
        return refuse('a key spans several lines or holds a comment');
      const [row, column] = key.elts;
      edits.push({ start, end, text: packed(program, base, row!, column!, bound, program.text[start] === '(') });
    }
    return {
      code: finding.code,
      title: `key \`${container.id}\` in \`${unit.name}\` by one int`,
      span: finding.span,
      edits: edits.sort((a, b) => a.start - b.start),
    };
  },
};

/** The variable that is looked up at the place of the finding. */
function containerAt(unit: Unit, start: number, end: number): Name | null {
  for (const node of nodesOf(unit)) {
    if (node.start !== start || node.end !== end) continue;
    if (node.kind === 'Subscript' && node.value.kind === 'Name' && node.slice.kind === 'Tuple') return node.value;
    const [asked] = node.kind === 'Compare' ? node.comparators : [];
    if (asked?.kind === 'Name') return asked;
  }
  return null;
}

function whyNotOwn(program: Program, unit: Unit, name: string): string | null {
  if (unit.kind !== 'function') return `\`${name}\` is a global: others may see its keys`;
  const scoped = lookup(program.env, unit, name);
  if (scoped?.scope !== 'local' || unit.nonlocals.has(name) || unit.globals.has(name))
    return `\`${name}\` belongs to the code around the function`;
  if (readsItsOwnFrame(unit) || isMentionedInside(unit, name)) return `others may see the keys of \`${name}\``;
  const isEmpty = (value: Expr | null): boolean =>
    (value?.kind === 'Dict' && value.keys.length === 0) ||
    (value?.kind === 'Call' &&
      value.func.kind === 'Name' &&
      (value.func.id === 'dict' || value.func.id === 'set') &&
      value.args.length + value.keywords.length === 0 &&
      lookup(program.env, unit, value.func.id) === null);
  return scoped.bindings.every(({ kind, value }) => kind === 'assign' && isEmpty(value))
    ? null
    : `\`${name}\` does not always begin empty in this function`;
}

const SILENT_METHODS: ReadonlySet<string> = new Set(['get', 'add', 'discard', 'setdefault']);

/** Every mention of the container, as far as it asks for a pair. */
function usesOf(program: Program, unit: Unit, name: string): readonly Use[] | Refusal {
  const parents = parentsOf(unit);
  const uses: Use[] = [];
  const seen = (node: AnyNode): AnyNode | undefined => parents.get(node);
  for (const node of nodesOf(unit)) {
    if (node.kind !== 'Name' || node.id !== name || node.ctx === 'Store') continue;
    const parent = seen(node);
    if (node.ctx !== 'Load' || parent === undefined) return refuse(`\`${name}\` is deleted`);
    if (parent.kind === 'Subscript' && parent.value === node) {
      if (!isPair(parent.slice)) return refuse(`\`${name}\` is also asked for keys that are no pairs`);
      const augmented = seen(parent)?.kind === 'AugAssign';
      uses.push({ key: parent.slice, mayRaise: parent.ctx !== 'Store' || augmented });
    } else if (
      parent.kind === 'Compare' &&
      parent.comparators.includes(node) &&
      parent.ops.length === 1 &&
      (parent.ops[0] === 'in' || parent.ops[0] === 'not in')
    ) {
      if (!isPair(parent.left)) return refuse(`\`${name}\` is also asked for keys that are no pairs`);
      uses.push({ key: parent.left, mayRaise: false });
    } else if (parent.kind === 'Attribute' && seen(parent)?.kind === 'Call') {
      const call = seen(parent) as AnyNode & { readonly kind: 'Call' };
      const [key] = call.args;
      if (call.func !== parent) return refuse(`a method of \`${name}\` is passed on`);
      if (SILENT_METHODS.has(parent.attr)) {
        if (key === undefined || !isPair(key) || call.keywords.length > 0)
          return refuse(`\`${name}\` is also asked for keys that are no pairs`);
        uses.push({ key, mayRaise: false });
      } else if (parent.attr !== 'values' && parent.attr !== 'clear') return refuse(`\`${name}.${parent.attr}\` may show the keys`);
    } else if (!(
      parent.kind === 'Call' &&
      parent.func.kind === 'Name' &&
      parent.func.id === 'len' &&
      lookup(program.env, unit, 'len') === null
    ))
      return refuse(`others may see the keys of \`${name}\``);
  }
  for (const use of uses)
    if (use.mayRaise && !isSurelyThere(program, unit, name, use.key)) return refuse(`a missing key would be named by another KeyError`);
  return uses;
}

function isPair(key: Expr): key is Tuple {
  return key.kind === 'Tuple' && key.elts.length === 2 && key.elts.every(({ kind }) => kind !== 'Starred');
}

/** Whether the same key was stored or tested in a statement before, in the same block or one around, and nothing of it has changed since. */
function isSurelyThere(program: Program, unit: Unit, name: string, key: Tuple): boolean {
  const base = program.baseOf(unit.top);
  const wanted = keyText(program, base, key);
  const parents = parentsOf(unit);
  const names = new Set<string>();
  for (const node of descendants(key)) if (node.kind === 'Name') names.add(node.id);
  const unchanged = (from: number): boolean =>
    [...names].every((part) => (unit.bindings.get(part) ?? []).every(({ range }) => range.start < from || range.start > key.start)) &&
    !removes(unit, name, from, key.start);
  for (const node of nodesOf(unit)) {
    if (node.end > key.start && node.kind !== 'If') continue;
    if (node.kind === 'Assign') {
      const stores = node.targets.some(
        (target) =>
          target.kind === 'Subscript' &&
          target.value.kind === 'Name' &&
          target.value.id === name &&
          isPair(target.slice) &&
          keyText(program, base, target.slice) === wanted,
      );
      if (stores && unchanged(node.start) && isOnTheWay(parents, node, key)) return true;
    }
    if (
      node.kind === 'If' &&
      node.test.kind === 'Compare' &&
      node.test.left.kind === 'Tuple' &&
      keyText(program, base, node.test.left) === wanted
    ) {
      const [of] = node.test.comparators;
      if (of?.kind !== 'Name' || of.id !== name || node.test.ops.length !== 1) continue;
      const guarded = node.test.ops[0] === 'in' ? node.body : node.test.ops[0] === 'not in' ? node.orelse : [];
      const [first] = guarded;
      if (first !== undefined && first.start <= key.start && key.end <= guarded[guarded.length - 1]!.end && unchanged(node.test.end))
        return true;
    }
  }
  return false;
}

/** Whether every way to the key passes the statement: it stands in a block that holds the key, too. */
function isOnTheWay(parents: ReadonlyMap<AnyNode, AnyNode>, statement: AnyNode, key: AnyNode): boolean {
  const holder = parents.get(statement);
  if (holder === undefined) return true;
  if (holder.kind !== 'For' && holder.kind !== 'While' && holder.kind !== 'FunctionDef' && holder.kind !== 'With') return false;
  const inBody = holder.body.some((one) => one === statement);
  const reaches = holder.body.some((one) => one.start <= key.start && key.end <= one.end);
  return inBody && reaches;
}

function removes(unit: Unit, name: string, from: number, to: number): boolean {
  for (const node of nodesOf(unit)) {
    if (node.start < from || node.start > to) continue;
    if (
      node.kind === 'Attribute' &&
      node.value.kind === 'Name' &&
      node.value.id === name &&
      (node.attr === 'clear' || node.attr === 'discard')
    )
      return true;
    if (node.kind === 'Name' && node.id === name && node.ctx === 'Store') return true;
  }
  return false;
}

function keyText(program: Program, base: number, { elts }: Tuple): string {
  return elts.map((element) => sourceOf(program, base, element)).join(', ');
}

/** The smallest power of two above all second parts; a refusal where some part is no int, or has no bound. */
function commonBound(program: Program, unit: Unit, uses: readonly Use[]): bigint | Refusal {
  let most = 1n;
  for (const { key } of uses) {
    const [row, column] = key.elts;
    if (!isInt(program, unit, row!)) return refuse('the first part of a key is not surely an int');
    const bound = boundOf(program, unit, column!);
    if (bound === null || !isInt(program, unit, column!))
      return refuse('the second part of a key is not surely an int between 0 and a constant');
    if (bound > most) most = bound;
  }
  return most > LARGEST ? refuse('the second part of a key may be so large that the packed key is no machine word') : most;
}

/** Leaves 31 bits of a machine word for the first part. */
const LARGEST = 2n ** 32n;

/** The key with its parentheses, where it has some. */
function wholeOf({ text }: Program, base: number, key: Tuple): { readonly start: number; readonly end: number } {
  const [first] = key.elts;
  const last = key.elts[key.elts.length - 1]!;
  const inner = { start: base + Math.min(key.start, first!.start), end: base + Math.max(key.end, last.end) };
  return key.parenthesized && text[inner.start] !== '(' ? { start: inner.start - 1, end: inner.end + 1 } : inner;
}

function packed(program: Program, base: number, row: Expr, column: Expr, bound: bigint, parenthesized: boolean): string {
  const part = (expr: Expr): string => {
    const source = sourceOf(program, base, expr);
    return ['Name', 'Constant', 'Call', 'Subscript', 'Attribute'].includes(expr.kind) ||
      (source.startsWith('(') && source.endsWith(')') && expr.kind !== 'BinOp')
      ? source
      : `(${source})`;
  };
  const text = `${part(row)} * ${bound} + ${part(column)}`;
  return parenthesized ? `(${text})` : text;
}
