/** Python's int, float and complex operators on plain values; `undefined` where Python raises or PyPy would not fold. */
import type { Operator } from '../../../syntax/ast';
import type { CodeConstant } from '../code';

type Result = CodeConstant | undefined;

/** PyPy folds a power only while `bits of the base * exponent` is at most this. */
const MOST_POWER_BITS = 5000n;
/** And a shift only while `bits of the left + count` is at most this. */
const MOST_SHIFT_BITS = 1000n;

const int = (value: bigint): Result => ({ type: 'int', value });
const float = (value: number): Result => ({ type: 'float', value });

/** int to double, rounding half to even; undefined beyond the largest double. */
export function toDouble(value: bigint): number | undefined {
  const result = Number(value);
  return Number.isFinite(result) ? result : undefined;
}

export function intBinary(op: Operator, a: bigint, b: bigint): Result {
  switch (op) {
    case '+':
      return int(a + b);
    case '-':
      return int(a - b);
    case '*':
      return int(a * b);
    case '/':
      return trueDivide(a, b);
    case '//':
      return b === 0n ? undefined : int(floorDivide(a, b));
    case '%':
      return b === 0n ? undefined : int(a - floorDivide(a, b) * b);
    case '**':
      if (bitLength(a) * b > MOST_POWER_BITS) return undefined;
      if (b >= 0n) return int(a ** b);
      return a === 0n ? undefined : floatBinary('**', toDouble(a), toDouble(b));
    case '<<':
      return b < 0n || bitLength(a) + b > MOST_SHIFT_BITS ? undefined : int(a << b);
    case '>>':
      return b < 0n ? undefined : int(b > 1_000_000n ? (a < 0n ? -1n : 0n) : a >> b);
    case '&':
      return int(a & b);
    case '|':
      return int(a | b);
    case '^':
      return int(a ^ b);
    case '@':
      return undefined;
  }
}

export function floatBinary(op: Operator, a: number | undefined, b: number | undefined): Result {
  if (a === undefined || b === undefined) return undefined;
  switch (op) {
    case '+':
      return float(a + b);
    case '-':
      return float(a - b);
    case '*':
      return float(a * b);
    case '/':
      return b === 0 ? undefined : float(a / b);
    case '%':
      return b === 0 ? undefined : float(floatModulo(a, b));
    case '//': {
      if (b === 0) return undefined;
      const modulo = floatModulo(a, b);
      const quotient = (a - modulo) / b;
      if (quotient === 0) return float(a / b < 0 ? -0 : Object.is(a / b, -0) ? -0 : 0);
      const floor = Math.floor(quotient);
      return float(quotient - floor > 0.5 ? floor + 1 : floor);
    }
    case '**': {
      if ((a === 0 && b < 0) || (a < 0 && !Number.isInteger(b))) return undefined;
      // 1 ** anything is 1 in Python, NaN in JavaScript when the exponent is NaN or infinite.
      const result = a === 1 || (a === -1 && !Number.isFinite(b) && !Number.isNaN(b)) ? 1 : a ** b;
      return Number.isFinite(result) || !Number.isFinite(a) || !Number.isFinite(b) ? float(result) : undefined;
    }
    default:
      return undefined;
  }
}

interface Complex {
  readonly real: number;
  readonly imag: number;
}

export function complexBinary(op: Operator, a: Complex, b: Complex): Result {
  const complex = (real: number, imag: number): Result => ({ type: 'complex', real, imag });
  switch (op) {
    case '+':
      return complex(a.real + b.real, a.imag + b.imag);
    case '-':
      return complex(a.real - b.real, a.imag - b.imag);
    case '*':
      return complex(a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real);
    case '/': {
      // Smith's method, as complexobject.c does it.
      if (Math.abs(b.real) >= Math.abs(b.imag)) {
        if (b.real === 0) return undefined;
        const ratio = b.imag / b.real;
        const denominator = b.real + b.imag * ratio;
        return complex((a.real + a.imag * ratio) / denominator, (a.imag - a.real * ratio) / denominator);
      }
      const ratio = b.real / b.imag;
      const denominator = b.real * ratio + b.imag;
      return complex((a.real * ratio + a.imag) / denominator, (a.imag * ratio - a.real) / denominator);
    }
    default:
      return undefined;
  }
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

/** The remainder has the divisor's sign; a zero too. */
function floatModulo(a: number, b: number): number {
  const remainder = a % b;
  if (remainder === 0) return b < 0 || Object.is(b, -0) ? -0 : 0;
  return remainder < 0 !== b < 0 ? remainder + b : remainder;
}

function bitLength(value: bigint): bigint {
  const magnitude = value < 0n ? -value : value;
  return magnitude === 0n ? 0n : BigInt(magnitude.toString(2).length);
}

/** int / int, correctly rounded whatever the sizes. */
function trueDivide(a: bigint, b: bigint): Result {
  if (b === 0n) return undefined;
  const negative = a < 0n !== b < 0n;
  let numerator = a < 0n ? -a : a;
  let denominator = b < 0n ? -b : b;
  if (numerator <= 0x1fffffffffffffn && denominator <= 0x1fffffffffffffn) return float(Number(a) / Number(b));
  // 66 bits of quotient plus a sticky bit decide the rounding of normal results; leave subnormal ones to run time.
  const shift = bitLength(denominator) - bitLength(numerator) + 66n;
  if (shift > 1000n) return undefined;
  if (shift > 0n) numerator <<= shift;
  else denominator <<= -shift;
  let quotient = numerator / denominator;
  if (quotient * denominator !== numerator) quotient |= 1n;
  const value = Number(quotient) * 2 ** Number(-shift);
  return Number.isFinite(value) ? float(negative ? -value : value) : undefined;
}
