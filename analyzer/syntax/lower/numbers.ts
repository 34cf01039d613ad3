/** Numeric literals (reference manual, 2.6): exact ints, correctly rounded floats, imaginary numbers. */
import type { ConstantValue, Expr } from '../ast';
import type { Concrete } from './item';
import type { Lowering } from './lowering';

const DECIMAL = /^(?:[1-9](?:_?\d)*|0(?:_?0)*)$/;
const BASED = /^0(?:[xX](?:_?[\da-fA-F])+|[oO](?:_?[0-7])+|[bB](?:_?[01])+)$/;
const DIGITS = String.raw`\d(?:_?\d)*`;
const FLOAT = new RegExp(`^(?:(?:${DIGITS})?\\.${DIGITS}|${DIGITS}\\.?)(?:[eE][-+]?${DIGITS})?$`);

/** CPython refuses longer decimal literals (`sys.int_info.default_max_str_digits`), since decoding them is quadratic. */
const MAX_DECIMAL_DIGITS = 4300;

export function number(node: Concrete, lowering: Lowering): Expr {
  const { start, end } = node;
  const text = lowering.slice(start, end);
  const value = decodeNumber(text);
  return typeof value === 'string' ? lowering.errorExpr(start, end, value) : { kind: 'Constant', start, end, value };
}

/** The literal's value, or why it has none. */
export function decodeNumber(text: string): ConstantValue | string {
  if (BASED.test(text)) return { type: 'int', value: BigInt(text.replaceAll('_', '')) };
  if (DECIMAL.test(text)) {
    const digits = text.replaceAll('_', '');
    if (digits.length > MAX_DECIMAL_DIGITS) return `integer literal of more than ${MAX_DECIMAL_DIGITS} digits; use hexadecimal`;
    return { type: 'int', value: BigInt(digits) };
  }
  const imaginary = /[jJ]$/.test(text);
  const digits = imaginary ? text.slice(0, -1) : text;
  if (FLOAT.test(digits) && (imaginary || /[.eE]/.test(digits))) {
    const value = Number(digits.replaceAll('_', ''));
    return imaginary ? { type: 'complex', imag: value } : { type: 'float', value };
  }
  if (/[lL]$/.test(text)) return 'the suffix L of Python 2 is no Python 3 syntax';
  if (/^0\d/.test(text)) return 'leading zeros in decimal integer literals are not permitted; use 0o for octal';
  return 'invalid number literal';
}
