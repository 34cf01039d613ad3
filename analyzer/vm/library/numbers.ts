/** Numbers: text of floats as Python prints them, conversions, big ints. Source: CPython's floatobject.c and pystrtod.c (behaviour). */
import { error, valueError } from '../runtime/errors';
import { intFromBig, W_Bool, W_Float, W_Instance, W_Long, type W } from '../runtime/values';

/** repr(float). JavaScript and Python both print the shortest digits that round-trip; only the layout differs. */
export function floatRepr(x: number): string {
  if (Number.isNaN(x)) return 'nan';
  if (x === Infinity) return 'inf';
  if (x === -Infinity) return '-inf';
  if (Object.is(x, -0)) return '-0.0';
  const abs = Math.abs(x);
  if (abs !== 0 && (abs >= 1e16 || abs < 1e-4)) {
    const [mantissa, exponent] = x.toExponential().split('e');
    const e = Number(exponent);
    return `${mantissa}e${e < 0 ? '-' : '+'}${String(Math.abs(e)).padStart(2, '0')}`;
  }
  const text = String(x);
  return text.includes('.') ? text : `${text}.0`;
}

/** An int as bigint, or null for another type (bool counts, as in Python). */
export function asBig(w: W): bigint | null {
  if (typeof w === 'number') return BigInt(w);
  if (typeof w === 'bigint') return w;
  if (w instanceof W_Long) return w.value;
  if (w instanceof W_Bool) return BigInt(w.intval);
  if (w instanceof W_Instance && w.payload !== null) return asBig(w.payload);
  return null;
}

/** A real number as double, or null for another type. Throws OverflowError for an int beyond double range. */
export function asDouble(w: W): number | null {
  if (typeof w === 'number') return w;
  if (w instanceof W_Float) return w.floatval;
  const big = asBig(w);
  if (big !== null) return bigToDouble(big);
  if (w instanceof W_Instance && w.payload !== null) return asDouble(w.payload);
  return null;
}

export function bigToDouble(v: bigint): number {
  const x = Number(v);
  if (!Number.isFinite(x)) throw error('OverflowError', 'int too large to convert to float');
  return x;
}

/** A small int argument (index, count) as a JS number, clamped to the safe range; null for another type. */
export function asIndex(w: W): number | null {
  if (typeof w === 'number') return w;
  const big = asBig(w);
  if (big === null) return null;
  if (big > 9007199254740991n) return Number.MAX_SAFE_INTEGER;
  return big < -9007199254740991n ? Number.MIN_SAFE_INTEGER : Number(big);
}

/** int(float) and its errors. */
export function doubleToInt(x: number): W {
  if (Number.isNaN(x)) throw valueError('cannot convert float NaN to integer');
  if (!Number.isFinite(x)) throw error('OverflowError', 'cannot convert float infinity to integer');
  const t = Math.trunc(x) + 0;
  return Number.isSafeInteger(t) ? t : intFromBig(BigInt(t));
}
export const floorToInt = (x: number): W => doubleToInt(Number.isFinite(x) ? Math.floor(x) : x);
export const ceilToInt = (x: number): W => doubleToInt(Number.isFinite(x) ? Math.ceil(x) : x);

/** The most decimal digits an int is converted from or to; 0: any number. Set by sys.set_int_max_str_digits. */
export const digitLimit = { value: 4300 };
/** `digits`: those of the text an int was to be made from. */
export const tooManyDigits = (digits?: number): unknown =>
  valueError(
    `Exceeds the limit (${digitLimit.value} digits) for integer string conversion${digits === undefined ? '' : `: value has ${digits} digits`}; use sys.set_int_max_str_digits() to increase the limit`,
  );

/** The text of a number with the decimal digits of other scripts as ASCII. Source: _PyUnicode_TransformDecimalAndSpaceToASCII in CPython's unicodeobject.c. */
export function asciiNumber(text: string): string {
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return text
    .replaceAll(/\p{Nd}/gu, (c) => (c < '\x80' ? c : String(digitValue(c.codePointAt(0) as number))))
    .replaceAll(/[\u2000-\u200a\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u0085\u001c-\u001f]/g, ' ');
}
/** Unicode has the ten digits of each script in order, the first at the beginning of a run. */
function digitValue(point: number): number {
  let before = 0;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(point - before - 1))) before++;
  return before % 10;
}

/** Parses Python's float syntax; null when it is not one. */
export function parseFloatText(text: string): number | null {
  const t = text.trim();
  if (!/^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)([eE][+-]?\d+(_\d+)*)?$/.test(t)) {
    const special = /^([+-]?)(inf(inity)?|nan)$/i.exec(t);
    if (special === null) return null;
    if (special[2].toLowerCase() === 'nan') return NaN;
    return special[1] === '-' ? -Infinity : Infinity;
  }
  return Number(t.replaceAll('_', ''));
}

/** Parses Python's int syntax in a base (0: by prefix); null when it is not one. */
export function parseIntText(text: string, base: number): bigint | null {
  let t = text.trim();
  const negative = t.startsWith('-');
  if (negative || t.startsWith('+')) t = t.slice(1);
  const prefix = /^0([xXoObB])_?/.exec(t);
  const prefixBase = prefix === null ? 0 : { x: 16, o: 8, b: 2 }[prefix[1].toLowerCase() as 'x' | 'o' | 'b'];
  if (prefix !== null && (base === 0 || base === prefixBase)) {
    t = t.slice(prefix[0].length);
    base = prefixBase;
  } else if (base === 0) {
    if (/^0[0_]*[1-9]/.test(t)) return null;
    base = 10;
  }
  if (!/^[0-9a-zA-Z]+(_[0-9a-zA-Z]+)*$/.test(t)) return null;
  t = t.replaceAll('_', '').toLowerCase();
  for (const c of t) if (parseInt(c, 36) >= base) return null;
  const value =
    base === 10
      ? BigInt(t)
      : base === 16
        ? BigInt(`0x${t}`)
        : base === 8
          ? BigInt(`0o${t}`)
          : base === 2
            ? BigInt(`0b${t}`)
            : inBase(t, base);
  return negative ? -value : value;
}

function inBase(digits: string, base: number): bigint {
  let value = 0n;
  const b = BigInt(base);
  for (const c of digits) value = value * b + BigInt(parseInt(c, 36));
  return value;
}

/**
 * The square root of the sum of squares, to the last bit in nearly all cases: scaled by a power of two, squared exactly (Dekker, 1971), and corrected
 * once. Source: vector_norm in CPython's Modules/mathmodule.c.
 */
export function norm(values: readonly number[]): number {
  const largest = values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  if (values.some((x) => Math.abs(x) === Infinity)) return Infinity;
  if (Number.isNaN(largest) || largest === 0) return largest;
  const exponent = Math.floor(Math.log2(largest)) + 1;
  // Below the normal numbers a scale would not be exact: bring them up first.
  if (exponent < -1000) return norm(values.map((x) => x * 2 ** 600)) * 2 ** -600;
  const scale = 2 ** -exponent;
  let [sum, low, carry] = [1, 0, 0];
  const add = (x: number, y: number): void => {
    const split = 134217729;
    const [a, b] = [x * split, y * split];
    const [xh, yh] = [a - (a - x), b - (b - y)];
    const [xl, yl] = [x - xh, y - yh];
    const product = x * y;
    const next = sum + product;
    low += xh * yh - product + xh * yl + xl * yh + xl * yl;
    carry += sum - next + product;
    sum = next;
  };
  for (const x of values) add(x * scale, x * scale);
  const h = Math.sqrt(sum - 1 + (low + carry));
  add(-h, h);
  return (h + (sum - 1 + (low + carry)) / (2 * h)) / scale;
}

/** What `a + b` as a double lacks. Source: D. E. Knuth, The Art of Computer Programming, volume 2, section 4.2.2, theorem B (TwoSum). */
export function lostInSum(a: number, b: number): number {
  const sum = a + b;
  const added = sum - a;
  return a - (sum - added) + (b - added);
}
/** The sum with what was lost on the way, unless that is no number. Source: cs_to_double in CPython's bltinmodule.c. */
export const correctedSum = (high: number, low: number): number => (low !== 0 && Number.isFinite(low) ? high + low : high);
