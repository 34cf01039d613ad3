/**
 * Annotations, type parameters and `type` statements.
 *
 * The grammar reads `X[T: int]` the same way in an annotation and on the left of a `type` statement, so a subscripted
 * type carries its type parameters along until the parent tells which it was.
 */
import type { Attribute, Expr, Subscript, TypeParam } from '../ast';
import type { Concrete, Item, Value } from './item';
import { hasToken, inField, named } from './item';
import type { Lowering } from './lowering';

/** `type` nodes wrap the annotation; some kinds only type parameters may have are passed on. */
export function type(node: Concrete, lowering: Lowering): Value {
  const item = named(node)[0];
  if (item?.value?.kind === '#parts') return item.value;
  return lowering.expr(item, node);
}

/** `list[int]` as an annotation: a subscript. */
export function genericType(node: Concrete, lowering: Lowering): Value {
  const { start, end, items } = node;
  const [name, brackets] = named(node);
  const value = lowering.expr(name, node);
  const inside = brackets?.value?.kind === '#parts' ? { ...brackets, items: brackets.value.items } : { ...node, items: [] };
  const types = named(inside);
  if (types.some((item) => item.value?.kind === '#parts')) return { kind: '#parts', items };
  const elts = types.map((item) => lowering.expr(item, item));
  const first = elts[0];
  const comma = inside.items.findLast((item) => item.kind === "','")?.end ?? -1;
  if (first === undefined) return lowering.errorExpr(start, end, 'expected a type');
  const single = elts.length === 1 && comma === -1 && first.kind !== 'Starred';
  const slice: Expr = single
    ? first
    : { kind: 'Tuple', start: types[0]!.start, end: Math.max(comma, types.at(-1)!.end), elts, ctx: 'Load', parenthesized: false };
  const subscript: Expr = { kind: 'Subscript', start, end, value, slice, ctx: 'Load' };
  lowering.genericParts.set(subscript, items);
  return subscript;
}

/** `A | B` between types that are not plain expressions. */
export function unionType(node: Concrete, lowering: Lowering): Expr {
  const { start, end } = node;
  const [left, right] = named(node);
  return { kind: 'BinOp', start, end, op: '|', left: lowering.expr(left, node), right: lowering.expr(right, { start: end, end }) };
}

/** `A[B].C`. */
export function memberType(node: Concrete, lowering: Lowering): Expr {
  const { start, end } = node;
  const [value, name] = named(node);
  const { id } = lowering.identifier(name, node);
  return { kind: 'Attribute', start, end, value: lowering.expr(value, node), attr: id, ctx: 'Load', attrStart: name?.start ?? end };
}

/** `*Ts`; `**P` is only a type parameter. */
export function splatType(node: Concrete, lowering: Lowering): Value {
  const { start, end } = node;
  if (hasToken(node, '**')) return { kind: '#parts', items: node.items };
  return { kind: 'Starred', start, end, value: lowering.expr(named(node)[0], node), ctx: 'Load' };
}

/** The type parameters of a function, class or type alias. */
export function typeParams(list: Item | undefined, lowering: Lowering): TypeParam[] {
  if (list?.value?.kind !== '#parts') return [];
  const params: TypeParam[] = [];
  let pending: Item | null = null; // `T =` in an ERROR node: the grammar knows no defaults of type parameters.
  for (const item of list.value.items) {
    if (item.kind === 'ERROR') pending = item;
    else if (item.kind === 'type') {
      if (pending === null) params.push(typeParam(item, lowering));
      pending = null;
    }
  }
  return params;
}

function typeParam(item: Item, lowering: Lowering): TypeParam {
  const { start, end, value } = item;
  if (value?.kind === 'Name') return { kind: 'TypeVar', start, end, name: value.id, bound: null, default_value: null };
  if (value?.kind === 'Starred' && value.value.kind === 'Name') {
    return { kind: 'TypeVarTuple', start, end, name: value.value.id, default_value: null };
  }
  if (value?.kind === '#parts') {
    const [first, second] = named({ ...item, items: value.items });
    if (second === undefined) return { kind: 'ParamSpec', start, end, name: lowering.identifier(first, item).id, default_value: null };
    return {
      kind: 'TypeVar',
      start,
      end,
      name: lowering.identifier(first, item).id,
      bound: lowering.expr(second, second),
      default_value: null,
    };
  }
  lowering.error(start, end, 'expected a type parameter');
  return { kind: 'TypeVar', start, end, name: '', bound: null, default_value: null };
}

export function typeAlias(node: Concrete, lowering: Lowering): Value {
  const { start, end } = node;
  const left = inField(node, 'left');
  const value = lowering.expr(inField(node, 'right'), { start: end, end });
  const called = callOfType(node, left, lowering);
  if (called !== null) return { kind: 'Assign', start, end, targets: [called], value };
  const parts = aliasParts(left, lowering);
  const { id, ...name } = lowering.identifier(parts.name, node);
  return {
    kind: 'TypeAlias',
    start,
    end,
    value,
    name: { kind: 'Name', start: name.start, end: name.end, id, ctx: 'Store' },
    type_params: typeParams(parts.params, lowering),
  };
}

/**
 * `type(x).name = value`, which the grammar takes for a type alias named `(x).name`: the target, with the call put back.
 */
function callOfType(node: Concrete, left: Item | undefined, lowering: Lowering): Expr | null {
  const target = left?.value;
  if (left === undefined || (target?.kind !== 'Attribute' && target?.kind !== 'Subscript')) return null;
  const { start } = node;
  const chain: Expr[] = []; // From the target inwards, all starting at the parenthesis.
  let inner: Expr = target;
  while (inner.start === left.start && !lowering.parentheses.has(inner)) {
    if (inner.kind === 'Attribute' || inner.kind === 'Subscript') {
      chain.push(inner);
      inner = inner.value;
    } else if (inner.kind === 'Call') {
      chain.push(inner);
      inner = inner.func;
    } else {
      break;
    }
  }
  const brackets = lowering.parentheses.get(inner) ?? inner;
  if (brackets.start !== left.start || lowering.slice(left.start, left.start + 1) !== '(') return null;
  const args = inner.kind === 'Tuple' && inner.start === left.start ? inner.elts : [inner];
  const func: Expr = { kind: 'Name', start, end: start + 4, id: 'type', ctx: 'Load' };
  let expr: Expr = { kind: 'Call', start, end: brackets.end, func, args, keywords: [] };
  for (const link of chain.reverse()) {
    expr = link.kind === 'Call' ? { ...link, start, func: expr } : { ...(link as Attribute | Subscript), start, value: expr };
  }
  return lowering.setContext(expr, 'Store');
}

/** The name and the brackets on the left of a `type` statement. */
function aliasParts(left: Item | undefined, lowering: Lowering): { name: Item | undefined; params: Item | undefined } {
  const value = left?.value;
  const items = value?.kind === '#parts' ? value.items : value?.kind === 'Subscript' ? lowering.genericParts.get(value) : undefined;
  return items === undefined ? { name: left, params: undefined } : { name: items[0], params: items[1] };
}
