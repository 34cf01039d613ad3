/** Which generator an expression makes, and what kind of generator it is: shared by the rules of this family. */
import type { Call, Expr, Yield } from '../../syntax/ast';
import type { Environment } from '../../semantics/environment';
import { meaningOf } from '../../semantics/environment';
import type { Loop, Unit } from '../../semantics/summary';
import { returnsOf } from '../../semantics/value-kinds';
import { calleeOf, typeOf } from '../../semantics/types';

export interface Generator {
  readonly unit: Unit;
  /** The call that makes it, and the code that holds the call: generators among the arguments are consumed by it. */
  readonly call: Call;
  readonly from: Unit;
}

/** The generator function of the file that an expression calls, directly, through a variable bound once or through a field given once. */
export function generatorOf(env: Environment, unit: Unit, expr: Expr): Generator | null {
  let at = expr;
  let from = unit;
  if (at.kind === 'Name') {
    const binding = meaningOf(env, unit, at.id);
    if (binding?.kind !== 'assign' || binding.value === null) return null;
    at = binding.value;
    from = binding.unit;
  } else if (at.kind === 'Attribute') {
    const of = typeOf(env, unit, at.value);
    const given = of?.kind === 'instance' ? env.home(of.of.top).attributesOf(of.of, at.attr) : [];
    const [only, ...others] = given.filter(({ value }) => value?.kind !== 'Constant');
    if (only === undefined || only.value === null || others.length > 0) return null;
    at = only.value;
    from = only.unit;
  }
  if (at.kind === 'Call' && (at.func.kind === 'Name' || at.func.kind === 'Attribute')) {
    // enumerate(gen()) and zip(gen(), ...) resume it as well.
    const callee = calleeOf(env, from, at.func);
    if (callee?.kind === 'builtin' && PASSING_ON.has(callee.name)) {
      return at.args.map((arg) => (arg.kind === 'Call' ? calledGenerator(env, from, arg) : null)).find((inner) => inner !== null) ?? null;
    }
    return calledGenerator(env, from, at);
  }
  return null;
}

export function calledGenerator(env: Environment, from: Unit, call: Call): Generator | null {
  const callee = calleeOf(env, from, call.func);
  if (callee?.kind !== 'function' || callee.unit.isAsync) return null;
  return callee.unit.isGenerator || returnsGenerator(callee.unit) ? { unit: callee.unit, call, from } : null;
}

/** `return (x for x in source if x)`: the function is called once, and what it gives is a generator. */
function returnsGenerator(unit: Unit): boolean {
  const returned = returnsOf(unit);
  return returned.length === 1 && returned[0]!.kind === 'GeneratorExp';
}

const PASSING_ON = new Set(['enumerate', 'zip', 'map', 'filter']);

/**
 * The yields that PyPy counts when it decides whether to inline the generator: those whose value ends in an operator or an item access. The others
 * it mostly steps over (not-inlined-generator.ts says why).
 */
export function countedYields(unit: Unit): readonly Yield[] {
  return unit.yields.flatMap(({ node }) => (node.kind === 'Yield' && node.value !== null && endsBelow90(node.value) ? [node] : []));
}

/** Whether the last bytecode of a value has an opcode below 90: UNARY_x, BINARY_x, BINARY_SUBSCR. Comparisons, calls, names and displays lie above. */
function endsBelow90(value: Expr): boolean {
  switch (value.kind) {
    case 'BinOp':
      return !isFolded(value.left) || !isFolded(value.right);
    case 'UnaryOp':
      return !isFolded(value.operand);
    case 'Subscript':
      return true;
    default:
      return false;
  }
}

/** The compiler turns an operation on constants into a constant. */
function isFolded(operand: Expr): boolean {
  return operand.kind === 'Constant';
}

/** More values than this pay for making the generator. */
const FEW_VALUES = 4;

/** A generator made anew in each round of a loop around, for a few values. One that delegates gives as many as the others have. */
export function isShortLived(unit: Unit, loop: Loop, { unit: made }: Generator): boolean {
  const few = made.loops.length === 0 && made.yields.length > 0 && made.yields.length <= FEW_VALUES;
  return few && unit.loops[loop.index]!.parent >= 0 && made.yields.every(({ node }) => node.kind === 'Yield');
}
