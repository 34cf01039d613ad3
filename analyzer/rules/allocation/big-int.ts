/**
 * JIT402: arithmetic on ints that do not fit the machine word.
 *
 * Certain cases only: an operand that is a constant beyond the target's limit (a 64-bit mask is one on PyPy), and a variable that is
 * multiplied or shifted in each round of a loop and never reduced in it.
 */
import type { AugAssign, BinOp, Expr } from '../../syntax/ast';
import type { Environment } from '../../semantics/environment';
import { lookup, moduleConstant } from '../../semantics/environment';
import type { Unit } from '../../semantics/summary';
import { isWithin, placeOf } from '../../semantics/summary';
import { text } from '../../semantics/text';
import { tripsOf } from '../../semantics/trips';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { scopeOf, severityOf } from '../rule';
import { page } from './big-int.page';

export const bigInt: Rule = {
  code: 'JIT402',
  family: 'allocation',
  name: 'big-int',
  summary: 'arithmetic in a hot loop on ints beyond the machine word',
  construct: 'int beyond the machine word',
  applies: (target) => target.intBits !== Infinity,
  check(summary, context) {
    const findings: LocalFinding[] = [];
    for (const unit of summary.units) checkUnit(context, unit, findings);
    return findings;
  },
  page,
};

interface Wide {
  readonly node: BinOp | AugAssign;
  readonly why: string;
}

/** One finding for each loop, or for a hot function without loops: the operations of a hash stand together. */
function checkUnit(context: RuleContext, unit: Unit, findings: LocalFinding[]): void {
  const byLoop = new Map<number, Wide[]>();
  for (const { node, loop } of unit.arithmetic) {
    if (!OPERATORS.has(node.op) || (loop < 0 && unit.loops.length > 0)) continue;
    const warmth = context.hotness.ofLoop(unit, loop);
    if (warmth.heat === 'cold' || !warmth.certain || warmth.distance > 2) continue;
    const why = wideConstant(context, unit, node) ?? growing(context, unit, node, loop);
    if (why === null) continue;
    byLoop.set(loop, [...(byLoop.get(loop) ?? []), { node, why }]);
  }
  for (const [loop, wide] of byLoop) {
    // An expression is met before its parts.
    const [{ node, why }, ...others] = wide.sort((a, b) => a.node.start - b.node.start || b.node.end - a.node.end) as [Wide, ...Wide[]];
    const warmth = context.hotness.ofLoop(unit, loop);
    const separate = others.filter((other) => other.node.start >= node.end);
    findings.push({
      place: placeOf(unit, node),
      message: text`${why}: calculated with as an int of any size, not as a machine word`,
      help:
        context.target.intBits === 63
          ? text`keep values within 63 bits: mask with \`0x7FFF_FFFF_FFFF_FFFF\` or to 32 bits, or reduce before the product grows`
          : text`keep values below 2**${context.target.intBits} where the algorithm allows it, or leave it: the loop runs, with one side trace more`,
      note: text`${context.target.constructs['int beyond the machine word'].because}`,
      severity: severityOf(warmth),
      certainty: why.includes(' grows ') ? 'likely' : 'certain',
      related: [
        ...(loop < 0 ? [] : [{ place: placeOf(unit, unit.loops[loop]!.header), message: text`in this loop` }]),
        ...separate.slice(0, 4).map((other) => ({ place: placeOf(unit, other.node), message: text`and here` })),
      ],
      hotness: warmth.reason,
      claim: { kind: 'big-ints', span: placeOf(unit, node) },
      scope: scopeOf(unit),
    });
  }
}

/** Of division and comparison the result is small again, or no int. */
const OPERATORS: ReadonlySet<string> = new Set(['+', '-', '*', '&', '|', '^', '<<', '**']);

/** The operand that no machine word holds, in words. */
function wideConstant(context: RuleContext, unit: Unit, node: BinOp | AugAssign): string | null {
  const limit = 1n << BigInt(context.target.intBits);
  const operands = node.kind === 'BinOp' ? [node.left, node.right] : [node.value];
  // A constant expression is folded once, when the file is compiled.
  if (node.kind === 'BinOp' && operands.every((operand) => operand.kind === 'Constant')) return null;
  for (const operand of operands) {
    const value = integer(context.env, unit, operand);
    if (value === null || (value < limit && -value <= limit)) continue;
    const bits = (value < 0n ? -value : value).toString(2).length;
    return `${operand.kind === 'Name' ? `\`${operand.id}\`` : 'this constant'} has ${bits} bits`;
  }
  return null;
}

/** `x = x * 3`, `x *= k`, `x <<= 1`, the only assignment of `x` in the loop: after enough rounds no word holds it. */
function growing(context: RuleContext, unit: Unit, node: BinOp | AugAssign, loop: number): string | null {
  if (node.kind !== 'AugAssign' || node.target.kind !== 'Name' || loop < 0 || (node.op !== '*' && node.op !== '<<')) return null;
  const { id } = node.target;
  const bound = unit.bindings.get(id) ?? [];
  const inside = bound.filter((binding) => isWithin(unit, binding.loop, loop));
  if (inside.length !== 1 || inside[0]!.loop !== loop || unit.loops[loop]!.exits > 0) return null;
  const starts = bound.filter((binding) => binding !== inside[0]);
  if (
    starts.length === 0 ||
    !starts.every(({ value }) => value?.kind === 'Constant' && value.value.type === 'int' && value.value.value !== 0n)
  )
    return null;
  const factor = integer(context.env, unit, node.value);
  if (factor === null || factor < (node.op === '*' ? 2n : 1n)) return null;
  const bitsEachRound = node.op === '<<' ? Number(factor) : Math.log2(Number(factor));
  const trips = tripsOf(context.env, unit, unit.loops[loop]!);
  const bits = typeof trips === 'number' ? trips * bitsEachRound : Infinity;
  return bits < context.target.intBits ? null : `\`${id}\` grows in each round and is never reduced`;
}

/** An int the text says: a literal, a constant of the module, or `(1 << 64) - 1` and its like. */
function integer(env: Environment, unit: Unit, expr: Expr, limit = 4): bigint | null {
  if (limit === 0) return null;
  switch (expr.kind) {
    case 'Constant':
      return expr.value.type === 'int' ? expr.value.value : null;
    case 'Name': {
      if (lookup(env, unit, expr.id)?.scope !== 'module') return null;
      const value = moduleConstant(env, unit, expr.id);
      return value === null ? null : integer(env, unit, value, limit - 1);
    }
    case 'UnaryOp': {
      const operand = expr.op === '-' ? integer(env, unit, expr.operand, limit - 1) : null;
      return operand === null ? null : -operand;
    }
    case 'BinOp': {
      const left = integer(env, unit, expr.left, limit - 1);
      const right = left === null ? null : integer(env, unit, expr.right, limit - 1);
      if (left === null || right === null) return null;
      if (expr.op === '+') return left + right;
      if (expr.op === '-') return left - right;
      if (expr.op === '*') return left * right;
      if (expr.op === '<<' || expr.op === '**')
        return right < 0n || right > 4096n ? null : expr.op === '<<' ? left << right : left >= -2n && left <= 2n ? left ** right : null;
      return null;
    }
    default:
      return null;
  }
}
