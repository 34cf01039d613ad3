/** Identifiers and dotted names. */
import type { Expr, Name } from '../ast';
import type { Concrete, Item, Value } from './item';
import { named } from './item';
import type { Lowering } from './lowering';

/** Python compares identifiers in normal form NFKC (reference manual, 2.3). */
export function normalise(identifier: string): string {
  return /^[\x00-\x7f]*$/.test(identifier) ? identifier : identifier.normalize('NFKC');
}

export function identifier(node: Concrete, lowering: Lowering): Name {
  const { start, end } = node;
  return { kind: 'Name', start, end, id: normalise(lowering.slice(start, end)), ctx: 'Load' };
}

/** `a.b.c` as a chain of attributes: in patterns. */
export function dottedExpr(items: readonly Item[], lowering: Lowering): Expr {
  const first = items[0]!;
  let expr = lowering.expr(first, first);
  for (const item of items.slice(1)) {
    const { id } = lowering.identifier(item, item);
    expr = { kind: 'Attribute', start: first.start, end: item.end, value: expr, attr: id, ctx: 'Load', attrStart: item.start };
  }
  return expr;
}

/** `a.b.c` as a string: in imports. */
export function dottedName(item: Item | undefined, lowering: Lowering): string {
  if (item === undefined) return '';
  return parts(item)
    .map((part) => lowering.identifier(part, part).id)
    .join('.');
}

/** The identifiers of a dotted_name item. */
export function parts(item: Item): Item[] {
  return item.value?.kind === '#parts' ? named({ ...item, items: item.value.items }) : [item];
}

export function keep(node: Concrete): Value {
  return { kind: '#parts', items: node.items };
}
