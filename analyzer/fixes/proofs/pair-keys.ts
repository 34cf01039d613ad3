/**
 * Containers keyed by pairs, as far as one function knows all of what is done with them: what may be keyed in another way.
 */
import { lookup } from '../../semantics/environment';
import type { Unit } from '../../semantics/summary';
import type { AnyNode, Call, Compare, Expr, Name, Subscript, Tuple } from '../../syntax/ast';
import { descendants } from '../../syntax/walk';
import { sourceOf } from '../layout';
import { isMentionedInside, nodesOf } from '../places';
import type { Program, Refusal } from '../rewrite';
import { readsItsOwnFrame, refuse } from '../rewrite';
import { parentsOf } from './values';

/** A place where the container is asked for a pair: `item` raises where the pair is missing, and `at` is what asks. */
export type Use =
  | { readonly form: 'item' | 'store'; readonly key: Tuple; readonly at: Subscript }
  | { readonly form: 'test'; readonly key: Tuple; readonly at: Compare }
  | { readonly form: 'method'; readonly key: Tuple; readonly at: Call };

export interface Uses {
  readonly uses: readonly Use[];
  /** What is asked about all pairs: `len`, `values`. */
  readonly asWhole: readonly string[];
}

/** The variable that is looked up at the place of the finding. */
export function containerAt(unit: Unit, start: number, end: number): Name | null {
  for (const node of nodesOf(unit)) {
    if (node.start !== start || node.end !== end) continue;
    if (node.kind === 'Subscript' && node.value.kind === 'Name' && node.slice.kind === 'Tuple') return node.value;
    const [asked] = node.kind === 'Compare' ? node.comparators : [];
    if (asked?.kind === 'Name') return asked;
  }
  return null;
}

/** Why the container may be known outside the function, or hold something from the start; null where neither is so. */
export function whyNotOwn(program: Program, unit: Unit, name: string): string | null {
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

/** Every mention of the container: it asks for a pair, or for all of them. */
export function usesOf(program: Program, unit: Unit, name: string): Uses | Refusal {
  const parents = parentsOf(unit);
  const uses: Use[] = [];
  const asWhole: string[] = [];
  const seen = (node: AnyNode): AnyNode | undefined => parents.get(node);
  for (const node of nodesOf(unit)) {
    if (node.kind !== 'Name' || node.id !== name || node.ctx === 'Store') continue;
    const parent = seen(node);
    if (node.ctx !== 'Load' || parent === undefined) return refuse(`\`${name}\` is deleted`);
    if (parent.kind === 'Subscript' && parent.value === node) {
      if (!isPair(parent.slice)) return refuse(`\`${name}\` is also asked for keys that are no pairs`);
      const augmented = seen(parent)?.kind === 'AugAssign';
      uses.push({ form: parent.ctx !== 'Store' || augmented ? 'item' : 'store', key: parent.slice, at: parent });
    } else if (
      parent.kind === 'Compare' &&
      parent.comparators.includes(node) &&
      parent.ops.length === 1 &&
      (parent.ops[0] === 'in' || parent.ops[0] === 'not in')
    ) {
      if (!isPair(parent.left)) return refuse(`\`${name}\` is also asked for keys that are no pairs`);
      uses.push({ form: 'test', key: parent.left, at: parent });
    } else if (parent.kind === 'Attribute' && seen(parent)?.kind === 'Call') {
      const call = seen(parent) as AnyNode & { readonly kind: 'Call' };
      const [key] = call.args;
      if (call.func !== parent) return refuse(`a method of \`${name}\` is passed on`);
      if (SILENT_METHODS.has(parent.attr)) {
        if (key === undefined || !isPair(key) || call.keywords.length > 0)
          return refuse(`\`${name}\` is also asked for keys that are no pairs`);
        uses.push({ form: 'method', key, at: call });
      } else if (parent.attr !== 'values' && parent.attr !== 'clear') return refuse(`\`${name}.${parent.attr}\` may show the keys`);
      else if (parent.attr === 'values') asWhole.push('values');
    } else if (
      parent.kind === 'Call' &&
      parent.func.kind === 'Name' &&
      parent.func.id === 'len' &&
      lookup(program.env, unit, 'len') === null
    )
      asWhole.push('len');
    else return refuse(`others may see the keys of \`${name}\``);
  }
  for (const use of uses)
    if (use.form === 'item' && !isSurelyThere(program, unit, name, use.key))
      return refuse(`a missing key would be named by another KeyError`);
  return { uses, asWhole };
}

export function isPair(key: Expr): key is Tuple {
  return key.kind === 'Tuple' && key.elts.length === 2 && key.elts.every(({ kind }) => kind !== 'Starred');
}

/** Whether the same key was stored or tested in a statement before, in the same block or one around, and nothing of it has changed since. */
export function isSurelyThere(program: Program, unit: Unit, name: string, key: Tuple): boolean {
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

/** The key with its parentheses, where it has some. */
export function wholeOf({ text }: Program, base: number, key: Tuple): { readonly start: number; readonly end: number } {
  const [first] = key.elts;
  const last = key.elts[key.elts.length - 1]!;
  const inner = { start: base + Math.min(key.start, first!.start), end: base + Math.max(key.end, last.end) };
  return key.parenthesized && text[inner.start] !== '(' ? { start: inner.start - 1, end: inner.end + 1 } : inner;
}
