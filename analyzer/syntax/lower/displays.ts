/** Lists, tuples, sets, dicts and comprehensions. */
import type { Comprehension, Expr } from '../ast';
import type { Concrete, Item, Value } from './item';
import { allInField, hasToken, inField, named } from './item';
import { parenthesize } from './expressions';
import type { Lowering } from './lowering';

export function list(node: Concrete, lowering: Lowering): Expr {
  const { start, end } = node;
  return { kind: 'List', start, end, elts: elements(node, lowering), ctx: 'Load' };
}

export function tuple(node: Concrete, lowering: Lowering): Value {
  const { start, end } = node;
  if (node.items.some((item) => item.value?.kind === '#as')) return { kind: '#parts', items: node.items }; // `with (a as b,):`
  const elts = elements(node, lowering);
  if (elts.length === 1 && !hasToken(node, ',')) return parenthesize(elts[0]!, node, lowering);
  return { kind: 'Tuple', start, end, elts, ctx: 'Load', parenthesized: true };
}

export function set(node: Concrete, lowering: Lowering): Expr {
  const { start, end } = node;
  return { kind: 'Set', start, end, elts: elements(node, lowering) };
}

/** `(a, b)` as a target; without a comma the parentheses only group. */
export function tupleTarget(node: Concrete, lowering: Lowering): Value {
  const { start, end } = node;
  const elts = elements(node, lowering);
  if (elts.length === 1 && !hasToken(node, ',')) return elts[0]!;
  return { kind: 'Tuple', start, end, elts, ctx: 'Load', parenthesized: true };
}

function elements(node: Concrete, lowering: Lowering): Expr[] {
  return named(node).map((item) => lowering.expr(item, item));
}

export function dictionary(node: Concrete, lowering: Lowering): Expr {
  const { start, end } = node;
  const keys: (Expr | null)[] = [];
  const values: Expr[] = [];
  for (const item of named(node)) {
    if (item.value?.kind === '#splat') {
      keys.push(null);
      values.push(item.value.value);
    } else {
      const [key, value] = pair(item, lowering);
      keys.push(key);
      values.push(value);
    }
  }
  return { kind: 'Dict', start, end, keys, values };
}

function pair(item: Item, lowering: Lowering): [Expr, Expr] {
  const at = { start: item.end, end: item.end };
  if (item.value?.kind !== '#parts') return [lowering.expr(item, item), lowering.expr(undefined, at)];
  const parts = { ...item, items: item.value.items };
  return [lowering.expr(inField(parts, 'key'), item), lowering.expr(inField(parts, 'value'), at)];
}

export function comprehension(kind: 'ListComp' | 'SetComp' | 'GeneratorExp') {
  return (node: Concrete, lowering: Lowering): Expr => {
    const { start, end } = node;
    return { kind, start, end, elt: lowering.expr(inField(node, 'body'), node), generators: generators(node, lowering) };
  };
}

export function dictComprehension(node: Concrete, lowering: Lowering): Expr {
  const { start, end } = node;
  const body = inField(node, 'body');
  if (body === undefined) return lowering.errorExpr(start, end, 'expected a pair');
  const [key, value] = pair(body, lowering);
  return { kind: 'DictComp', start, end, key, value, generators: generators(node, lowering) };
}

function generators(node: Concrete, lowering: Lowering): Comprehension[] {
  const found: { start: number; end: number; target: Expr; iter: Expr; ifs: Expr[]; is_async: boolean }[] = [];
  for (const item of node.items) {
    if (item.value?.kind !== '#parts') continue;
    const parts = { ...item, items: item.value.items };
    const { start, end } = item;
    if (item.kind === 'for_in_clause') {
      const iters = allInField(parts, 'right').filter((each) => each.kind !== "','");
      if (iters.length > 1)
        lowering.error(iters[0]!.start, iters[iters.length - 1]!.end, 'a comprehension over several values needs parentheses');
      found.push({
        start,
        end,
        ifs: [],
        is_async: hasToken(parts, 'async'),
        target: lowering.target(inField(parts, 'left'), item, 'Store'),
        iter: lowering.expr(iters[0], { start: end, end }),
      });
    } else if (item.kind === 'if_clause') {
      const last = found[found.length - 1];
      if (last === undefined) continue;
      last.ifs.push(lowering.expr(named(parts)[0], { start: end, end }));
      last.end = end;
    }
  }
  return found.map((each) => ({ kind: 'comprehension', ...each }));
}
