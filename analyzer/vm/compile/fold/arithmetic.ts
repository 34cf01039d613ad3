/**
 * Arithmetic on constants, with Python's results. `undefined` means "leave it to run time": an error, a result too long, or
 * an operation that is not worth having here.
 */
import type { Operator, UnaryOperator } from '../../../syntax/ast';
import { FALSE, TRUE } from '../assemble/constants';
import type { CodeConstant } from '../code';
import { complexBinary, floatBinary, intBinary, toDouble } from './numbers';
import { formatPercent } from './percent';

type Result = CodeConstant | undefined;

/** Truth value. */
export function truth(constant: CodeConstant): boolean {
  switch (constant.type) {
    case 'none':
    case 'false':
      return false;
    case 'int':
      return constant.value !== 0n;
    case 'float':
      return constant.value !== 0;
    case 'complex':
      return constant.real !== 0 || constant.imag !== 0;
    default:
      return lengthOf(constant) !== 0;
  }
}

/** Python's len(), in code points for str; undefined where there is none. */
export function lengthOf(constant: CodeConstant): number | undefined {
  switch (constant.type) {
    case 'str':
      return codePoints(constant.value);
    case 'bytes':
      return constant.value.length;
    case 'tuple':
    case 'frozenset':
      return constant.items.length;
    default:
      return undefined;
  }
}

export function unary(op: UnaryOperator, operand: CodeConstant): Result {
  if (op === 'not') return truth(operand) ? FALSE : TRUE;
  const int = asInt(operand);
  if (int !== undefined) {
    if (op === '-') return { type: 'int', value: -int };
    return { type: 'int', value: op === '+' ? int : ~int };
  }
  if (op === '~') return undefined;
  if (operand.type === 'float') return op === '-' ? { type: 'float', value: -operand.value } : operand;
  if (operand.type === 'complex') return op === '-' ? { type: 'complex', real: -operand.real, imag: -operand.imag } : operand;
  return undefined;
}

/** `longest`: sequences longer than this are not built. */
export function binary(op: Operator, left: CodeConstant, right: CodeConstant, longest: number): Result {
  const leftInt = asInt(left);
  const rightInt = asInt(right);
  if (leftInt !== undefined && rightInt !== undefined) {
    if (isBool(left) && isBool(right) && (op === '&' || op === '|' || op === '^')) {
      const result = op === '&' ? leftInt & rightInt : op === '|' ? leftInt | rightInt : leftInt ^ rightInt;
      return result ? TRUE : FALSE;
    }
    return intBinary(op, leftInt, rightInt);
  }
  if (left.type === 'complex' || right.type === 'complex') {
    const a = asComplex(left);
    const b = asComplex(right);
    return a === undefined || b === undefined ? undefined : complexBinary(op, a, b);
  }
  const leftFloat = asFloat(left);
  const rightFloat = asFloat(right);
  if (leftFloat !== undefined && rightFloat !== undefined) return floatBinary(op, leftFloat, rightFloat);
  if (op === '+') return concatenate(left, right);
  if (op === '*') {
    if (rightInt !== undefined) return repeat(left, rightInt, longest);
    if (leftInt !== undefined) return repeat(right, leftInt, longest);
  }
  if (op === '%' && left.type === 'str') return formatPercent(left.value, right);
  return undefined;
}

/** `value[index]` of constant tuples and bytes; PyPy leaves str alone. */
export function subscript(value: CodeConstant, index: CodeConstant): Result {
  const at = asInt(index);
  if (at === undefined || (value.type !== 'tuple' && value.type !== 'bytes')) return undefined;
  const length = lengthOf(value)!;
  const position = Number(at < 0n ? at + BigInt(length) : at);
  if (position < 0 || position >= length) return undefined;
  return value.type === 'tuple' ? value.items[position] : { type: 'int', value: BigInt(value.value[position]!) };
}

function concatenate(left: CodeConstant, right: CodeConstant): Result {
  if (left.type === 'str' && right.type === 'str') return { type: 'str', value: left.value + right.value };
  if (left.type === 'tuple' && right.type === 'tuple') return { type: 'tuple', items: [...left.items, ...right.items] };
  if (left.type === 'bytes' && right.type === 'bytes') {
    const value = new Uint8Array(left.value.length + right.value.length);
    value.set(left.value);
    value.set(right.value, left.value.length);
    return { type: 'bytes', value };
  }
  return undefined;
}

function repeat(sequence: CodeConstant, times: bigint, longest: number): Result {
  const length = lengthOf(sequence);
  if (length === undefined || sequence.type === 'frozenset') return undefined;
  const count = times < 0n ? 0n : times;
  if (BigInt(length) * count > BigInt(longest)) return undefined;
  const n = length === 0 ? 0 : Number(count);
  if (sequence.type === 'str') return { type: 'str', value: sequence.value.repeat(n) };
  if (sequence.type === 'tuple') return { type: 'tuple', items: new Array(n).fill(sequence.items).flat() as CodeConstant[] };
  if (sequence.type !== 'bytes') return undefined;
  const value = new Uint8Array(length * n);
  for (let index = 0; index < n; index++) value.set(sequence.value, index * length);
  return { type: 'bytes', value };
}

const isBool = (constant: CodeConstant): boolean => constant.type === 'true' || constant.type === 'false';

function asInt(constant: CodeConstant): bigint | undefined {
  if (constant.type === 'int') return constant.value;
  if (constant.type === 'true') return 1n;
  return constant.type === 'false' ? 0n : undefined;
}

function asFloat(constant: CodeConstant): number | undefined {
  if (constant.type === 'float') return constant.value;
  const int = asInt(constant);
  return int === undefined ? undefined : toDouble(int);
}

function asComplex(constant: CodeConstant): { real: number; imag: number } | undefined {
  if (constant.type === 'complex') return constant;
  const real = asFloat(constant);
  return real === undefined ? undefined : { real, imag: 0 };
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
