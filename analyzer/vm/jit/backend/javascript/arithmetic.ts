/**
 * Expressions for operations on ints and doubles. Three forms, by what is known about the operands:
 *   32 bits    plain JavaScript bit operators;
 *   double     plain + - *, followed by a test that the result is a safe integer when it might not be;
 *   wide       the functions of int64.ts, on numbers and bigints.
 * The wide form stands behind a test that V8, which has never seen it taken, turns into a deoptimization point: loops over
 * small ints run as if it were not there.
 */
import { ConstInt, type Operation, type Value } from '../../ir';
import * as int64 from '../int64';
import { isInt32, isNonNegative, isSign, signFlip } from './facts';
import { numberLiteral, type Writer } from './writer';

const MAX = String(Number.MAX_SAFE_INTEGER);
const unsafe = (name: string, compute: string): string => `!((${name}=${compute})<=${MAX}&&${name}>=-${MAX})`;

/** `typeof` tests for those that may be bigints. */
function numberTests(w: Writer, values: readonly Value[]): string[] {
  const names = values.filter((v) => w.facts.of(v) === null).map((v) => w.value(v));
  return [...new Set(names)].map((name) => `typeof ${name}!=='number'`);
}

/** The condition without the 0/1: null when the operation is no comparison. */
export function comparison(op: Operation, w: Writer): string | null {
  const m = /^(int|uint|float)_(lt|le|gt|ge|eq|ne)$/.exec(op.name);
  const [a, b] = op.args.map((v) => w.value(v));
  if (m) {
    if (m[1] === 'uint' && !op.args.every((v) => isNonNegative(w.facts.of(v)))) return unsignedComparison(m[2], a, b, w);
    return `${a}${JS_COMPARISON[m[2]]}${b}`;
  }
  switch (op.name) {
    case 'ptr_eq':
    case 'instance_ptr_eq':
      return `${a}===${b}`;
    case 'ptr_ne':
    case 'instance_ptr_ne':
      return `${a}!==${b}`;
    case 'int_is_true':
      return `${a}!==0`;
    case 'int_is_zero':
      return `${a}===0`;
    default:
      return null;
  }
}

const JS_COMPARISON: Record<string, string> = { lt: '<', le: '<=', gt: '>', ge: '>=', eq: '===', ne: '!==' };

function unsignedComparison(kind: string, a: string, b: string, w: Writer): string {
  const f = w.constant(kind === 'lt' || kind === 'gt' ? int64.ltUnsigned : int64.leUnsigned);
  return kind === 'lt' || kind === 'le' ? `${f}(${a},${b})` : `${f}(${b},${a})`;
}

/** True when the operation was one of these. `overflowExit` is what to do when a checked operation does not fit 64 bits. */
export function arithmetic(op: Operation, w: Writer, overflowExit: (() => void) | null): boolean {
  if (checkedSum(op, w, overflowExit)) return true;
  const simple = floats(op, w) ?? bits(op, w);
  if (simple !== null) {
    w.define(op, simple);
    return true;
  }
  return other(op, w);
}

const SUMS: Record<string, { sign: '+' | '-' | '*'; wide: unknown }> = {
  int_add: { sign: '+', wide: int64.add },
  int_sub: { sign: '-', wide: int64.sub },
  int_mul: { sign: '*', wide: int64.mul },
  int_add_ovf: { sign: '+', wide: int64.checked.add },
  int_sub_ovf: { sign: '-', wide: int64.checked.sub },
  int_mul_ovf: { sign: '*', wide: int64.checked.mul },
};

function checkedSum(op: Operation, w: Writer, overflowExit: (() => void) | null): boolean {
  if (!Object.hasOwn(SUMS, op.name)) return false;
  const { sign, wide } = SUMS[op.name];
  const [a, b] = op.args.map((v) => w.value(v));
  // 0 * -5 is -0; adding 0 makes it 0.
  const compute = sign === '*' && !op.args.every((v) => isNonNegative(w.facts.of(v))) ? `${a}*${b}+0` : `${a}${sign}${b}`;
  w.facts.learn(op);
  if (w.facts.of(op) !== null) {
    w.define(op, compute);
    return true;
  }
  const name = w.declare(op);
  const conditions = [...numberTests(w, op.args), unsafe(name, compute)];
  w.emit(`if(${conditions.join('||')}){${name}=${w.constant(wide)}(${a},${b});`, 24 + 10 * conditions.length);
  if (overflowExit) {
    w.emit(`if(${w.constant(int64.checked)}.overflow){`, 8);
    overflowExit();
    w.emit('}');
  }
  w.emit('}');
  return true;
}

/** A checked operation whose overflow is what is expected (guard_overflow), or that nobody checks. */
export function checkedInFull(op: Operation, w: Writer): void {
  const [a, b] = op.args.map((v) => w.value(v));
  w.define(op, `${w.constant(SUMS[op.name].wide)}(${a},${b})`, 20);
}

function floats(op: Operation, w: Writer): string | null {
  const [a, b] = op.args.map((v) => w.value(v));
  switch (op.name) {
    case 'float_add':
      return `${a}+${b}`;
    case 'float_sub':
      return `${a}-${b}`;
    case 'float_mul':
      return `${a}*${b}`;
    case 'float_truediv':
      return `${a}/${b}`;
    case 'float_neg':
      return `-${a}`;
    case 'float_abs':
      return `Math.abs(${a})`;
    case 'cast_int_to_float':
      return w.facts.of(op.args[0]) ? a : `typeof ${a}==='number'?${a}:Number(${a})`;
    default:
      return null;
  }
}

const BIT_OPERATORS: Record<string, { sign: string; wide: unknown }> = {
  int_and: { sign: '&', wide: int64.and },
  int_or: { sign: '|', wide: int64.or },
  int_xor: { sign: '^', wide: int64.xor },
};

function bits(op: Operation, w: Writer): string | null {
  const [x, y] = op.args;
  const [a, b] = op.args.map((v) => w.value(v));
  const [ra, rb] = op.args.map((v) => w.facts.of(v));
  w.facts.learn(op);
  if (Object.hasOwn(BIT_OPERATORS, op.name)) {
    const { sign, wide } = BIT_OPERATORS[op.name];
    if (isInt32(ra) && isInt32(rb)) return `${a}${sign}${b}`;
    const f = w.constant(wide);
    if (op.name === 'int_xor' && isSign(rb)) {
      const flipped = `${b}===0?${a}:-1-${a}`;
      if (ra) return flipped;
      if (signFlip(op)) return `typeof ${a}!=='number'?${f}(${a},${b}):${flipped}`;
    }
    if (op.name !== 'int_and') return `${f}(${a},${b})`;
    // JavaScript's & takes numbers modulo 2^32: with a mask of at most 32 bits nothing above matters.
    const masked = mask(x, y, a, b, w) ?? mask(y, x, b, a, w);
    return masked ?? `${f}(${a},${b})`;
  }
  const by = constant(y);
  switch (op.name) {
    case 'int_rshift':
      if (by === null || by < 0 || by > 63) return null;
      if (isInt32(ra)) return `${a}>>${Math.min(by, 31)}`;
      if (ra) return `Math.floor(${a}/${2 ** by})`;
      return `typeof ${a}==='number'?Math.floor(${a}/${2 ** by}):${w.constant(int64.rshift)}(${a},${by})`;
    case 'uint_rshift':
      if (by === null || by < 0 || by > 63 || !isNonNegative(ra)) return null;
      return isInt32(ra) ? `${a}>>${Math.min(by, 31)}` : `Math.floor(${a}/${2 ** by})`;
    case 'int_mod':
      if (by === null || by === 0 || !ra) return null;
      return ra.lo >= 0 ? `${a}%${b}` : `${a}%${b}+0`;
    case 'int_floordiv':
      if (by === null || by === 0 || !ra) return null;
      return `(${a}-${a}%${b})/${b}+0`;
    case 'int_signext':
      return by === 4 && ra ? `${a}|0` : by === 1 && ra ? `${a}<<24>>24` : by === 2 && ra ? `${a}<<16>>16` : null;
    case 'int_neg':
      return ra ? `0-${a}` : null;
    case 'int_invert':
      return isInt32(ra) ? `~${a}` : null;
    case 'int_force_ge_zero':
      return `${a}<0?0:${a}`;
    default:
      return null;
  }
}

function mask(v: Value, by: Value, a: string, b: string, w: Writer): string | null {
  const m = constant(by);
  if (m === null || m < 0 || m >= 2 ** 32) return null;
  const fast = m < 2 ** 31 ? `${a}&${b}` : `(${a}&${b})>>>0`;
  if (w.facts.of(v) !== null) return fast;
  return `typeof ${a}==='number'?${fast}:${w.constant(int64.and)}(${a},${numberLiteral(m)})`;
}

const WIDE: Record<string, unknown> = {
  int_floordiv: int64.floordiv,
  int_mod: int64.mod,
  uint_mul_high: int64.mulHighUnsigned,
  int_lshift: int64.lshift,
  int_rshift: int64.rshift,
  uint_rshift: int64.rshiftUnsigned,
  int_signext: int64.signExtend,
  int_neg: int64.neg,
  int_invert: int64.invert,
  cast_float_to_int: int64.fromFloat,
};

function other(op: Operation, w: Writer): boolean {
  const args = op.args.map((v) => w.value(v));
  const by = op.args.length > 1 ? constant(op.args[1]) : null;
  if (op.name === 'int_lshift' && by !== null && by >= 0 && by < 53) {
    const compute = `${args[0]}*${2 ** by}`;
    if (w.facts.of(op) !== null) w.define(op, compute);
    else {
      const name = w.declare(op);
      const conditions = [...numberTests(w, [op.args[0]]), unsafe(name, compute)];
      w.emit(`if(${conditions.join('||')})${name}=${w.constant(int64.lshift)}(${args.join(',')});`, 40);
    }
    return true;
  }
  if (op.name === 'cast_float_to_int') {
    const name = w.declare(op);
    w.emit(`if(${unsafe(name, `Math.trunc(${args[0]})+0`)})${name}=${w.constant(int64.fromFloat)}(${args[0]});`, 36);
    return true;
  }
  if (op.name === 'uint_mul_high' && op.args[1] instanceof ConstInt) {
    const limbs = int64.limbs(BigInt.asUintN(64, BigInt(op.args[1].value)));
    const fast = `${w.constant(int64.mulHighByLimbs)}(${args[0]},${w.constant(limbs)})`;
    const wide = `${w.constant(int64.mulHighUnsigned)}(${args.join(',')})`;
    w.facts.learn(op);
    w.define(op, isNonNegative(w.facts.of(op.args[0])) ? fast : `typeof ${args[0]}==='number'&&${args[0]}>=0?${fast}:${wide}`, 24);
    return true;
  }
  if (!Object.hasOwn(WIDE, op.name)) return false;
  w.define(op, `${w.constant(WIDE[op.name])}(${args.join(',')})`, 20);
  return true;
}

const constant = (v: Value | undefined): number | null => (v instanceof ConstInt && typeof v.value === 'number' ? v.value : null);
