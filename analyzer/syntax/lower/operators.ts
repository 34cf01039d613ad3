/**
 * Unary, binary, boolean and comparison operators, with the places where the grammar ranks them unlike Python.
 */
import type { BinOp, CompareOperator, Expr, Operator, Starred, UnaryOperator } from '../ast';
import type { BitChain, Concrete, Item, Operand, Value } from './item';
import { inField, named } from './item';
import type { Lowering } from './lowering';

/** The text of a token item. */
export function tokenText(item: Item | undefined): string {
  return item === undefined ? '' : item.kind.slice(1, -1);
}

export function binaryOperator(node: Concrete, lowering: Lowering): Value {
  const { end } = node;
  const op = tokenText(inField(node, 'operator')) as Operator;
  const left = inField(node, 'left');
  const right = inField(node, 'right');
  if (op === '&' || op === '^') return bitChain(node, op, left, right, lowering);
  return unstar(left, lowering, node, (operand, from) => {
    const power: BinOp = { kind: 'BinOp', start: from, end, left: operand, op, right: lowering.expr(right, { start: end, end }) };
    if (op === '**' && left !== undefined) lowering.powerBases.set(power, left.end);
    return power;
  });
}

/** `&` and `^` are collected and grouped later (see `BitChain`). */
function bitChain(node: Concrete, op: '&' | '^', left: Item | undefined, right: Item | undefined, lowering: Lowering): Value {
  if (right === undefined || left === undefined) return lowering.errorExpr(node.start, node.end, 'expected an operand');
  const chain = left.value?.kind === '#bits' ? left.value : newChain(left, lowering);
  chain.ops.push(op);
  if (right.value?.kind === '#bits') {
    for (const each of right.value.operands) chain.operands.push(each);
    for (const each of right.value.ops) chain.ops.push(each);
  } else {
    chain.operands.push(operand(right, lowering));
  }
  return chain;
}

function newChain(left: Item, lowering: Lowering): BitChain {
  const first = operand(left, lowering);
  if (first.expr.kind !== 'Starred' || left.kind === 'parenthesized_expression')
    return { kind: '#bits', star: -1, operands: [first], ops: [] };
  const { value, start: star, end } = first.expr;
  return { kind: '#bits', star, operands: [{ expr: value, start: lowering.starOperands.get(first.expr) ?? value.start, end }], ops: [] };
}

function operand(item: Item, lowering: Lowering): Operand {
  return { expr: lowering.expr(item, item), start: item.start, end: item.end };
}

/**
 * `*a + b` outside brackets: the grammar reads `(*a) + b`. Python's star takes the whole operand, so the star moves out.
 * `build` gets the left operand and where the built node starts.
 */
export function unstar(left: Item | undefined, lowering: Lowering, node: Concrete, build: (left: Expr, start: number) => Expr): Expr {
  const value = left?.value;
  if (left === undefined || value?.kind !== 'Starred' || left.kind === 'parenthesized_expression') {
    return build(lowering.expr(left, { start: node.start, end: node.start }), node.start);
  }
  const from = lowering.starOperands.get(value) ?? value.value.start;
  const inner = build(value.value, from);
  const starred: Starred = { kind: 'Starred', start: value.start, end: inner.end, value: inner, ctx: 'Load' };
  lowering.starOperands.set(starred, from);
  return starred;
}

export function unaryOperator(node: Concrete, lowering: Lowering): Expr {
  const { start, end } = node;
  const op = tokenText(inField(node, 'operator')) as UnaryOperator;
  return { kind: 'UnaryOp', start, end, op, operand: lowering.expr(inField(node, 'argument'), { start: end, end }) };
}

export function notOperator(node: Concrete, lowering: Lowering): Expr {
  const { start, end } = node;
  return { kind: 'UnaryOp', start, end, op: 'not', operand: lowering.expr(inField(node, 'argument'), { start: end, end }) };
}

/** `a and b and c` is one `BoolOp` of three values. */
export function booleanOperator(node: Concrete, lowering: Lowering): Expr {
  const { end } = node;
  const op = tokenText(inField(node, 'operator')) === 'and' ? 'and' : 'or';
  const left = inField(node, 'left');
  return unstar(left, lowering, node, (first, start) => {
    const right = lowering.expr(inField(node, 'right'), { start: end, end });
    const joins = left?.kind === 'boolean_operator' && first.kind === 'BoolOp' && first.op === op;
    const values = joins ? (first.values as Expr[]) : [first];
    values.push(right);
    return { kind: 'BoolOp', start, end, op, values };
  });
}

export function comparisonOperator(node: Concrete, lowering: Lowering): Expr {
  const { end } = node;
  const ops: CompareOperator[] = [];
  for (const item of node.items) {
    if (item.field !== 'operators') continue;
    const text = tokenText(item);
    if (text === '<>') lowering.error(item.start, item.end, 'the operator <> of Python 2 is != in Python 3');
    ops.push((text === '<>' ? '!=' : text) as CompareOperator);
  }
  const [first, ...rest] = named(node).filter((item) => item.field !== 'operators');
  return unstar(first, lowering, node, (left, start) => ({
    kind: 'Compare',
    start,
    end,
    left,
    ops,
    comparators: rest.map((item) => lowering.expr(item, item)),
  }));
}

/** `await a ** b` is `(await a) ** b`; the grammar reads `await (a ** b)`. */
export function awaitExpression(node: Concrete, lowering: Lowering): Expr {
  const { start, end } = node;
  const item = named(node)[0];
  const value = lowering.expr(item, { start: end, end });
  if (item?.kind !== 'binary_operator' || value.kind !== 'BinOp' || value.op !== '**') return { kind: 'Await', start, end, value };
  const base: Expr = { kind: 'Await', start, end: lowering.powerBases.get(value) ?? value.left.end, value: value.left };
  const power: BinOp = { kind: 'BinOp', start, end, left: base, op: '**', right: value.right };
  return power;
}
