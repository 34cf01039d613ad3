/** Parameters of functions and lambdas: positional-only, keyword-only, stars, annotations, defaults. */
import type { Arg, Arguments, Expr } from '../ast';
import type { Concrete, Item, Value } from './item';
import { inField, named } from './item';
import type { Lowering } from './lowering';

interface Place {
  readonly start: number;
  readonly end: number;
}

/** `a: T`, `*a: T`, `**a: T`. */
export function typedParameter(node: Concrete, lowering: Lowering): Value {
  const { start, end } = node;
  const name = named(node).find((item) => item.field !== 'type');
  const annotation = lowering.expr(inField(node, 'type'), { start: end, end });
  const plain = parameterOf(name, node, lowering);
  const from = plain.star === '' ? start : plain.arg.start;
  return { kind: '#param', star: plain.star, arg: { ...plain.arg, start: from, end, annotation }, value: null };
}

/** `a=v` and `a: T = v`. */
export function defaultParameter(node: Concrete, lowering: Lowering): Value {
  const { end } = node;
  const name = inField(node, 'name');
  const type = inField(node, 'type');
  const plain = parameterOf(name, node, lowering);
  const value = lowering.expr(inField(node, 'value'), { start: end, end });
  const arg: Arg = type === undefined ? plain.arg : { ...plain.arg, end: type.end, annotation: lowering.expr(type, type) };
  return { kind: '#param', star: '', arg, value };
}

/** `**name` (the single star is the expression builder's `Starred`). */
export function doubleStarParameter(node: Concrete, lowering: Lowering): Value {
  const item = named(node)[0];
  return { kind: '#param', star: '**', arg: plainArg(item, node, lowering), value: null };
}

type Param = Extract<Value, { kind: '#param' }>;

function parameterOf(item: Item | undefined, at: Place, lowering: Lowering): Param {
  const value = item?.value;
  if (value?.kind === '#param') return value;
  if (value?.kind === 'Starred') {
    const { start, end } = value.value;
    const name = value.value.kind === 'Name' ? value.value.id : '';
    if (name === '') lowering.error(start, end, 'expected a name after *');
    return { kind: '#param', star: '*', arg: { kind: 'arg', start, end, arg: name, annotation: null }, value: null };
  }
  return { kind: '#param', star: '', arg: plainArg(item, at, lowering), value: null };
}

function plainArg(item: Item | undefined, at: Place, lowering: Lowering): Arg {
  if (item?.value?.kind === 'Tuple') lowering.error(item.start, item.end, 'tuple parameters of Python 2 are no Python 3 syntax');
  const { start, end, id } = item?.value?.kind === 'Tuple' ? { ...item, id: '' } : lowering.identifier(item, at);
  return { kind: 'arg', start, end, arg: id, annotation: null };
}

/** Sort the parameters of `def` or `lambda` into CPython's `arguments`. */
export function lowerParameters(items: readonly Item[], at: Place, lowering: Lowering): Arguments {
  let posonlyargs: Arg[] = [];
  let args: Arg[] = [];
  let vararg: Arg | null = null;
  const kwonlyargs: Arg[] = [];
  const kw_defaults: (Expr | null)[] = [];
  let kwarg: Arg | null = null;
  const defaults: Expr[] = [];
  let starred = false;
  const inside = named({ kind: '', ...at, items });
  for (const item of inside) {
    if (kwarg !== null) lowering.error(item.start, item.end, 'arguments cannot follow var-keyword argument');
    if (item.kind === 'positional_separator') {
      if (starred || posonlyargs.length > 0 || args.length === 0)
        lowering.error(item.start, item.end, '/ must come once, after a parameter and before *');
      posonlyargs = [...posonlyargs, ...args];
      args = [];
      continue;
    }
    if (item.kind === 'keyword_separator') {
      if (starred) lowering.error(item.start, item.end, '* argument may appear only once');
      starred = true;
      continue;
    }
    const { star, arg, value } = parameterOf(item, item, lowering);
    if (star === '**') {
      kwarg = arg;
    } else if (star === '*') {
      if (starred) lowering.error(item.start, item.end, '* argument may appear only once');
      vararg = arg;
      starred = true;
    } else if (starred) {
      kwonlyargs.push(arg);
      kw_defaults.push(value);
    } else {
      args.push(arg);
      if (value !== null) defaults.push(value);
      else if (defaults.length > 0) lowering.error(item.start, item.end, 'parameter without a default follows parameter with a default');
    }
  }
  if (inside.at(-1)?.kind === 'keyword_separator')
    lowering.error(inside.at(-1)!.start, inside.at(-1)!.end, 'named parameters must follow bare *');
  const start = inside[0]?.start ?? at.start;
  const end = inside.at(-1)?.end ?? start;
  return { kind: 'arguments', start, end, posonlyargs, args, vararg, kwonlyargs, kw_defaults, kwarg, defaults };
}
