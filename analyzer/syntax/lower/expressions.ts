/**
 * Expressions other than operators, displays and literals: access, calls, lambda, conditional, yield, stars.
 */
import type { Constant, Expr, Keyword, Slice, Starred, Tuple } from '../ast';
import type { Concrete, Item, Value } from './item';
import { allInField, hasToken, inField, named } from './item';
import type { Lowering } from './lowering';
import { unstar } from './operators';
import { lowerParameters } from './parameters';

export function constant(type: 'true' | 'false' | 'none' | 'ellipsis') {
  return ({ start, end }: Concrete): Constant => ({ kind: 'Constant', start, end, value: { type } });
}

/** Parentheses leave no node behind: the expression keeps its own range, as in CPython. */
export function parenthesized(node: Concrete, lowering: Lowering): Value {
  const item = named(node)[0];
  if (item?.value?.kind === '#as') return item.value;
  return parenthesize(lowering.expr(item, node), node, lowering);
}

/** The expression inside parentheses, which are remembered. */
export function parenthesize(inner: Expr, node: Concrete, lowering: Lowering): Expr {
  if (inner.kind === 'Starred') return lowering.errorExpr(node.start, node.end, 'cannot use starred expression here');
  lowering.parentheses.set(inner, { start: node.start, end: node.end });
  return inner;
}

export function attribute(node: Concrete, lowering: Lowering): Expr {
  const { end } = node;
  const name = inField(node, 'attribute');
  const { id } = lowering.identifier(name, node);
  return unstar(inField(node, 'object'), lowering, node, (value, start) => ({
    kind: 'Attribute',
    start,
    end,
    value,
    attr: id,
    ctx: 'Load',
    attrStart: name?.start ?? end,
  }));
}

export function subscript(node: Concrete, lowering: Lowering): Expr {
  const { end } = node;
  const slice = subscriptSlice(node, lowering);
  return unstar(inField(node, 'value'), lowering, node, (value, start) => ({ kind: 'Subscript', start, end, value, slice, ctx: 'Load' }));
}

/** `[a]` is the expression; `[a, b]`, `[a,]` and `[*a]` are tuples without parentheses. */
function subscriptSlice(node: Concrete, lowering: Lowering): Expr {
  const subscripts = allInField(node, 'subscript');
  const elts = subscripts.map((item) => lowering.expr(item, item));
  const [first] = elts;
  const comma = lastComma(node.items);
  if (first === undefined) return lowering.errorExpr(node.end, node.end, 'expected an index');
  if (elts.length === 1 && comma === -1 && first.kind !== 'Starred') return first;
  const end = Math.max(comma, subscripts[subscripts.length - 1]!.end);
  return { kind: 'Tuple', start: subscripts[0]!.start, end, elts, ctx: 'Load', parenthesized: false };
}

function lastComma(items: readonly Item[]): number {
  for (let index = items.length - 1; index >= 0; index--) if (items[index]!.kind === "','") return items[index]!.end;
  return -1;
}

export function slice(node: Concrete, lowering: Lowering): Slice {
  const { start, end } = node;
  const bounds: (Expr | null)[] = [null, null, null];
  let colons = 0;
  for (const item of node.items) {
    if (item.kind === "':'") colons++;
    else if (item.kind !== 'ERROR') bounds[colons] = lowering.expr(item, item);
  }
  return { kind: 'Slice', start, end, lower: bounds[0]!, upper: bounds[1]!, step: bounds[2]! };
}

export function call(node: Concrete, lowering: Lowering): Expr {
  const { end } = node;
  const args: Expr[] = [];
  const keywords: Keyword[] = [];
  const list = inField(node, 'arguments');
  if (list?.value?.kind === '#parts') splitArguments({ ...list, items: list.value.items }, lowering, args, keywords);
  else args.push(lowering.expr(list, node));
  return unstar(inField(node, 'function'), lowering, node, (func, start) => ({ kind: 'Call', start, end, func, args, keywords }));
}

/** Positional and keyword arguments of a call or a class statement. */
export function splitArguments(list: Concrete, lowering: Lowering, args: Expr[], keywords: Keyword[]): void {
  let unpacked = false; // A `**value` was seen.
  for (const item of named(list)) {
    const { value, start, end } = item;
    if (value?.kind === 'keyword') {
      keywords.push(value);
    } else if (value?.kind === '#splat') {
      unpacked = true;
      keywords.push({ kind: 'keyword', start, end, arg: null, value: value.value });
    } else {
      const arg = lowering.expr(item, item);
      if (unpacked) {
        lowering.error(
          start,
          end,
          arg.kind === 'Starred'
            ? 'iterable argument unpacking follows keyword argument unpacking'
            : 'positional argument follows keyword argument unpacking',
        );
      } else if (keywords.length > 0 && arg.kind !== 'Starred') {
        lowering.error(start, end, 'positional argument follows keyword argument');
      }
      args.push(arg);
    }
  }
}

export function keywordArgument(node: Concrete, lowering: Lowering): Keyword {
  const { start, end } = node;
  const { id } = lowering.identifier(inField(node, 'name'), node);
  return { kind: 'keyword', start, end, arg: id, value: lowering.expr(inField(node, 'value'), { start: end, end }) };
}

export function lambda(node: Concrete, lowering: Lowering): Expr {
  const { start, end } = node;
  const parameters = inField(node, 'parameters');
  const place = parameters ?? { start: start + 6, end: start + 6 };
  const args = lowerParameters(parameters?.value?.kind === '#parts' ? parameters.value.items : [], place, lowering);
  return { kind: 'Lambda', start, end, args, body: lowering.expr(inField(node, 'body'), { start: end, end }) };
}

export function conditional(node: Concrete, lowering: Lowering): Expr {
  const { start, end } = node;
  const [body, test, orelse] = named(node).map((item) => lowering.expr(item, item));
  if (body === undefined || test === undefined || orelse === undefined)
    return lowering.errorExpr(start, end, 'unfinished conditional expression');
  return { kind: 'IfExp', start, end, test, body, orelse };
}

export function namedExpression(node: Concrete, lowering: Lowering): Expr {
  const { start, end } = node;
  const target = lowering.target(inField(node, 'name'), node, 'Store');
  return { kind: 'NamedExpr', start, end, target, value: lowering.expr(inField(node, 'value'), { start: end, end }) };
}

export function yieldExpression(node: Concrete, lowering: Lowering): Expr {
  const { start, end } = node;
  const item = named(node)[0];
  if (hasToken(node, 'from')) return { kind: 'YieldFrom', start, end, value: lowering.expr(item, { start: end, end }) };
  return { kind: 'Yield', start, end, value: item === undefined ? null : lowering.expr(item, item) };
}

/** `*value`. */
export function starred(node: Concrete, lowering: Lowering): Starred {
  const { start, end } = node;
  const item = named(node)[0];
  const star: Starred = { kind: 'Starred', start, end, value: lowering.expr(item, { start: end, end }), ctx: 'Load' };
  if (item !== undefined) lowering.starOperands.set(star, item.start);
  return star;
}

/** `**value`. */
export function doubleStarred(node: Concrete, lowering: Lowering): Value {
  return { kind: '#splat', value: lowering.expr(named(node)[0], { start: node.end, end: node.end }) };
}

/** `a, b` without parentheses: the range includes a trailing comma, as in CPython. */
export function bareTuple(node: Concrete, lowering: Lowering): Tuple {
  const elts = named(node).map((item) => lowering.element(item));
  return {
    kind: 'Tuple',
    start: Math.min(node.start, elts[0]?.start ?? node.start),
    end: node.end,
    elts,
    ctx: 'Load',
    parenthesized: false,
  };
}

/** `value as target`. */
export function asPattern(node: Concrete, lowering: Lowering): Value {
  const target = inField(node, 'alias');
  return {
    kind: '#as',
    value: lowering.expr(named(node)[0], node),
    target: lowering.target(target, { start: node.end, end: node.end }, 'Store'),
  };
}
