/**
 * Sums and products of which only the low 32 bits are wanted, as in `x = (x * 1103515245 + 12345) & 0x7fffffff`: the product passes
 * 2^53, but what is kept of it fits Math.imul. Such a value is held as two numbers, its low word and an approximate double, which
 * says that it cannot have overflowed 64 bits. Near 2^63, and where a guard hands the value over, it is computed exactly, with bigints.
 *
 * Source of the idea: demanded-bits analysis (LLVM's DemandedBits); asm.js's Math.imul.
 */
import { ConstInt, Operation, type Trace, type Value } from '../../ir';
import { fitsInt64, wrap } from '../int64';
import { numberLiteral, type Writer } from './writer';

const SUMS: Readonly<Record<string, '+' | '-' | '*'>> = {
  int_add: '+',
  int_sub: '-',
  int_mul: '*',
  int_add_ovf: '+',
  int_sub_ovf: '-',
  int_mul_ovf: '*',
};

/** A mask that keeps at most the low 32 bits. */
export function lowMask(op: Operation): number | null {
  if (op.name !== 'int_and') return null;
  for (const v of op.args) if (v instanceof ConstInt && typeof v.value === 'number' && v.value >= 0 && v.value < 2 ** 32) return v.value;
  return null;
}

/** Sums and products that are masked, or go into others that are; guards may hand them over, nothing else may use them. */
export function lowOnly(trace: Trace): ReadonlySet<Value> {
  const wanted = new Set<Value>();
  const spoiled = new Set<Value>();
  for (let i = trace.ops.length - 1; i >= 0; i--) {
    const op = trace.ops[i];
    const masked = lowMask(op) !== null;
    const through = wanted.has(op) && !spoiled.has(op) && Object.hasOwn(SUMS, op.name);
    if (!through) wanted.delete(op);
    for (const v of op.args) {
      // A sum may be small where its terms are large: its approximation is good as a sum, not as a factor.
      const factor = through && SUMS[op.name] === '*' && v instanceof Operation && SUMS[v.name] !== '*';
      if ((masked || through) && !factor) wanted.add(v);
      else spoiled.add(v);
    }
  }
  for (const v of spoiled) wanted.delete(v);
  for (const v of wanted) if (!(v instanceof Operation && Object.hasOwn(SUMS, v.name))) wanted.delete(v);
  return wanted;
}

interface Low {
  readonly low: string;
  /** NaN when the value may have wrapped. */
  readonly approximate: string;
  /** A bigint expression. */
  readonly exact: string;
}

/** 2^63 less what a few roundings may add up to. */
const SURELY_FITS = '9.2e18';
const LONGEST = 400;

export class LowBits {
  private readonly held = new Map<Value, Low>();

  constructor(private readonly w: Writer) {}

  /** Writes a sum or product in this form; false when it had better be written as others are. */
  define(op: Operation, overflowExit: (() => void) | null): boolean {
    const { w } = this;
    const sign = SUMS[op.name];
    const [a, b] = op.args.map((v) => this.parts(v));
    // Only a checked operation has the exact sum as its value; others wrap.
    const sum = `(${a.exact}${sign}${b.exact})`;
    const exact = overflowExit ? sum : `BigInt.asIntN(64,${sum})`;
    if (exact.length > LONGEST) return false;
    const low = w.fresh('l');
    const approximate = w.fresh('a');
    w.emit(`const ${low}=${sign === '*' ? `Math.imul(${a.low},${b.low})` : `${a.low}${sign}${b.low}|0`};`, 16);
    w.emit(`let ${approximate}=${a.approximate}${sign}${b.approximate};`, 8);
    w.emit(`if(!(${approximate}<${SURELY_FITS}&&${approximate}>-${SURELY_FITS})`, 20);
    if (overflowExit) {
      w.emit(`&&!${w.constant(fitsInt64)}(${exact})){`, 20);
      overflowExit();
      w.emit('}');
    } else w.emit(`)${approximate}=NaN;`, 4);
    this.held.set(op, { low, approximate, exact });
    w.alias(op, `${w.constant(wrap)}(${exact})`);
    return true;
  }

  /** The masked low word of a value held in this form, or null. */
  mask(op: Operation): string | null {
    const mask = lowMask(op);
    const held = op.args.map((v) => this.held.get(v)).find((h) => h !== undefined);
    if (mask === null || held === undefined) return null;
    return mask < 2 ** 31 ? `${held.low}&${mask}` : mask === 2 ** 32 - 1 ? `${held.low}>>>0` : `(${held.low}&${mask})>>>0`;
  }

  private parts(v: Value): Low {
    const held = this.held.get(v);
    if (held) return held;
    const { w } = this;
    const name = w.value(v);
    if (v instanceof ConstInt && typeof v.value === 'number') {
      return { low: numberLiteral(v.value | 0), approximate: name, exact: w.constant(BigInt(v.value)) };
    }
    const exact = `BigInt(${name})`;
    if (w.facts.of(v) !== null) return { low: `(${name}|0)`, approximate: name, exact };
    return {
      low: `(typeof ${name}==='number'?${name}|0:${w.constant(lowWord)}(${name}))`,
      approximate: `(typeof ${name}==='number'?${name}:Number(${name}))`,
      exact,
    };
  }
}

const lowWord = (b: bigint): number => Number(BigInt.asIntN(32, b));
