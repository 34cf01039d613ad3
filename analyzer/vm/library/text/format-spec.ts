/** The format mini-language: [[fill]align][sign][z][#][0][width][grouping][.precision][type]. */
import { checkSize } from '../../runtime/blocks';
import { error, valueError } from '../../runtime/errors';
import { typeOf } from '../../runtime/types';
import { codePoints, W_Complex, W_Float, type W } from '../../runtime/values';
import { asBig, asDouble, floatRepr } from '../numbers';

export interface Spec {
  readonly fill: string;
  readonly align: '<' | '>' | '=' | '^' | '';
  readonly sign: '+' | '-' | ' ' | '';
  readonly noNegativeZero: boolean;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: ',' | '_' | '';
  /** Separator of the digits behind the point, in threes. */
  readonly fractionGrouping: ',' | '_' | '';
  readonly precision: number;
  readonly type: string;
}

const PATTERN = /^(?:(.)?([<>=^]))?([+\- ])?(z)?(#)?(0)?(\d+)?([,_]*)(\.(\d+)?([,_]*))?(.)?$/su;
/** The largest Py_ssize_t. */
const MOST = 9223372036854775807n;

/** Specs read before: most are constants in a loop. */
const specs = new Map<string, Spec>();
const MOST_SPECS = 200;
const LONGEST_KEPT = 40;

export function parseSpec(text: string, owner: W): Spec {
  let spec = text.length > LONGEST_KEPT ? undefined : specs.get(text);
  if (spec !== undefined) return spec;
  spec = readSpec(text, owner);
  if (specs.size >= MOST_SPECS) specs.clear();
  if (text.length <= LONGEST_KEPT) specs.set(text, spec);
  return spec;
}

function readSpec(text: string, owner: W): Spec {
  const found = PATTERN.exec(text);
  if (found === null) throw valueError(`Invalid format specifier '${text}' for object of type '${typeOf(owner).name}'`);
  const [, fill, align, sign, z, alternate, zero, width, grouping, point, precision, fractionGrouping = '', type] = found;
  for (const number of [width, precision])
    if (number !== undefined && BigInt(number) > MOST) throw valueError('Too many decimal digits in format string');
  if (precision !== undefined && Number(precision) > 0x7fffffff) throw valueError('precision too big');
  if (point !== undefined && precision === undefined && fractionGrouping === '') throw valueError('Format specifier missing precision');
  for (const separators of [grouping, fractionGrouping]) {
    if (separators.length < 2) continue;
    throw valueError(
      separators[0] === separators[1] ? `Cannot specify '${separators[0]}' with '${separators[1]}'.` : "Cannot specify both ',' and '_'.",
    );
  }
  if (grouping !== '' || fractionGrouping !== '') {
    const [separator] = grouping + fractionGrouping;
    if (type !== undefined && !('deEfFgG%'.includes(type) || (separator === '_' && fractionGrouping === '' && 'boxX'.includes(type))))
      throw valueError(`Cannot specify '${separator}' with '${type}'.`);
  }
  return {
    fill: fill ?? (zero !== undefined ? '0' : ' '),
    align: (align ?? (zero !== undefined ? '=' : '')) as Spec['align'],
    sign: (sign ?? '') as Spec['sign'],
    noNegativeZero: z !== undefined,
    alternate: alternate !== undefined,
    width: width === undefined ? 0 : Number(width),
    grouping: grouping as Spec['grouping'],
    fractionGrouping: fractionGrouping as Spec['grouping'],
    precision: precision === undefined ? -1 : Number(precision),
    type: type ?? '',
  };
}

function pad(body: string, prefix: string, spec: Spec, fallback: '<' | '>'): string {
  if (spec.width === 0) return prefix + body;
  const missing = Math.max(0, spec.width - codePoints(prefix + body));
  const align = spec.align === '' ? fallback : spec.align;
  if (missing === 0) return prefix + body;
  checkSize(missing);
  switch (align) {
    case '<':
      return prefix + body + spec.fill.repeat(missing);
    case '>':
      return spec.fill.repeat(missing) + prefix + body;
    case '=':
      return prefix + spec.fill.repeat(missing) + body;
    default: {
      const left = missing >> 1;
      return spec.fill.repeat(left) + prefix + body + spec.fill.repeat(missing - left);
    }
  }
}

export function formatText(text: string, specText: string): string {
  const spec = parseSpec(specText, text);
  if (spec.type === '' && spec.grouping !== '') throw valueError(`Cannot specify '${spec.grouping}' with 's'.`);
  if (spec.type !== '' && spec.type !== 's') throw valueError(`Unknown format code '${spec.type}' for object of type 'str'`);
  if (spec.sign !== '') throw valueError(`${spec.sign === ' ' ? 'Space' : 'Sign'} not allowed in string format specifier`);
  if (spec.noNegativeZero) throw valueError('Negative zero coercion (z) not allowed in string format specifier');
  if (spec.alternate) throw valueError('Alternate form (#) not allowed in string format specifier');
  if (spec.align === '=' && !/^0/.test(specText)) throw valueError("'=' alignment not allowed in string format specifier");
  const chars = spec.precision >= 0 ? Array.from(text).slice(0, spec.precision).join('') : text;
  return pad(chars, '', spec.align === '=' ? { ...spec, align: '<' } : spec, '<');
}

/** Formats an int, float or complex. */
export function formatNumber(w: W, specText: string): string {
  const spec = parseSpec(specText, w);
  if (w instanceof W_Complex) return formatComplex(w, spec);
  const big = typeof w === 'number' ? w : asBig(w);
  if (big === null || ('eEfFgG%'.includes(spec.type) && spec.type !== '')) return formatDouble(asDouble(w) ?? 0, spec, w);
  return formatInt(big, spec, w);
}

function formatInt(v: number | bigint, spec: Spec, w: W): string {
  if (spec.precision >= 0) throw valueError('Precision not allowed in integer format specifier');
  if (spec.noNegativeZero) throw valueError('Negative zero coercion (z) not allowed in integer format specifier');
  const negative = v < 0;
  const abs = negative ? -v : v;
  let digits: string;
  let prefix = '';
  switch (spec.type) {
    case 'b':
      digits = abs.toString(2);
      prefix = '0b';
      break;
    case 'o':
      digits = abs.toString(8);
      prefix = '0o';
      break;
    case 'x':
    case 'X':
      digits = abs.toString(16);
      prefix = '0x';
      break;
    case 'c':
      if (spec.sign !== '') throw valueError("Sign not allowed with integer format specifier 'c'");
      if (spec.alternate) throw valueError("Alternate form (#) not allowed with integer format specifier 'c'");
      if (v < 0 || v > 0x10ffff) throw error('OverflowError', '%c arg not in range(0x110000)');
      return pad(String.fromCodePoint(Number(v)), '', spec, '>');
    case '':
    case 'd':
    case 'n':
      digits = abs.toString();
      break;
    default:
      throw valueError(`Unknown format code '${spec.type}' for object of type '${typeOf(w).name}'`);
  }
  const size = spec.type === 'b' || spec.type === 'o' || spec.type.toLowerCase() === 'x' ? 4 : 3;
  const sign = signOf(negative, spec);
  let lead = sign + (spec.alternate ? prefix : '');
  digits = group(digits, spec, size, spec.fill === '0' && spec.align === '=' ? spec.width - lead.length : 0);
  if (spec.type === 'X') {
    digits = digits.toUpperCase();
    lead = lead.toUpperCase();
  }
  return pad(digits, lead, spec, '>');
}

const signOf = (negative: boolean, spec: Spec): string => (negative ? '-' : spec.sign === '+' ? '+' : spec.sign === ' ' ? ' ' : '');

/** Thousands separators; with zero padding the zeros are grouped as well, up to `least` characters. */
function group(digits: string, spec: Spec, size: number, least: number): string {
  if (spec.grouping === '') return digits;
  const grouped = (text: string): string => {
    const parts: string[] = [];
    for (let end = text.length; end > 0; end -= size) parts.push(text.slice(Math.max(0, end - size), end));
    return parts.reverse().join(spec.grouping);
  };
  checkSize(least);
  const lengthOf = (n: number): number => n + Math.floor((n - 1) / size);
  let n = Math.max(digits.length, Math.floor((least * size) / (size + 1)));
  while (lengthOf(n) < least) n++;
  return grouped(digits.padStart(n, '0'));
}

/** Digits of a double for a presentation type, without sign. `precision` -1: the type's default. */
export function doubleDigits(x: number, type: string, precision: number, alternate: boolean): string {
  const abs = Math.abs(x);
  if (!Number.isFinite(abs)) return Number.isNaN(abs) ? 'nan' : 'inf';
  const p = precision < 0 ? 6 : precision;
  switch (type) {
    case 'f':
    case 'F':
      return fixed(abs, p) + (alternate && p === 0 ? '.' : '');
    case 'e':
    case 'E': {
      const text = exponent(exponential(abs, p));
      return alternate && p === 0 ? text.replace('e', '.e') : text;
    }
    default:
      return general(abs, p === 0 ? 1 : p, alternate, type === '');
  }
}

/**
 * toFixed goes to 100 digits and to 1e21, and rounds up what lies exactly between two numbers, where Python takes the even one. For those the exact
 * decimal expansion is taken from the double itself.
 */
export function fixed(x: number, precision: number): string {
  if (x < 1e21 && precision < 100) {
    const longer = x.toFixed(precision + 1);
    if (!longer.endsWith('5') || Number(longer) !== x) return x.toFixed(precision);
  }
  checkSize(precision);
  const [int, fraction] = exactDecimal(x, Math.min(precision, MOST_DIGITS));
  return precision === 0 ? int : `${int}.${fraction}${'0'.repeat(Math.max(0, precision - MOST_DIGITS))}`;
}

/** Digits behind the point that the smallest double has; further ones are zeros. */
const MOST_DIGITS = 1074;

/** Exact decimal digits of a finite non-negative double, rounded half to even at `precision`. */
function exactDecimal(x: number, precision: number): [string, string] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const raw = view.getBigUint64(0);
  const e = Number((raw >> 52n) & 0x7ffn);
  const mantissa = (raw & 0xfffffffffffffn) | (e === 0 ? 0n : 1n << 52n);
  const shift = (e === 0 ? 1 : e) - 1075;
  const scale = 10n ** BigInt(precision);
  let n: bigint;
  if (shift >= 0) n = (mantissa << BigInt(shift)) * scale;
  else {
    const d = 1n << BigInt(-shift);
    const top = mantissa * scale;
    n = top / d;
    const rest = (top % d) * 2n;
    if (rest > d || (rest === d && (n & 1n) === 1n)) n++;
  }
  const text = n.toString().padStart(precision + 1, '0');
  return [text.slice(0, text.length - precision), text.slice(text.length - precision)];
}

/** Like toExponential, but to any number of digits and with ties to even. */
function exponential(x: number, precision: number): string {
  checkSize(precision);
  if (precision < 100) {
    const longer = x.toExponential(precision + 1);
    if (!/5e/.test(longer) || Number(longer) !== x) return x.toExponential(precision);
  }
  if (x === 0) return `0${precision > 0 ? `.${'0'.repeat(precision)}` : ''}e+0`;
  let e = Number(x.toExponential(20).split('e')[1]);
  // A double has at most 1,074 digits behind its point: they are all there, and rounded here.
  const [int, fraction] = exactDecimal(x, 1074);
  const all = (int + fraction).replace(/^0+/, '');
  let digits = BigInt(all.slice(0, precision + 1).padEnd(precision + 1, '0'));
  const rest = all.slice(precision + 1).replace(/0+$/, '');
  if (rest > '5' || (rest === '5' && (digits & 1n) === 1n)) digits++;
  let text = digits.toString();
  if (text.length > precision + 1) {
    text = text.slice(0, -1);
    e++;
  }
  return `${text[0]}${precision > 0 ? `.${text.slice(1)}` : ''}e${e < 0 ? '-' : '+'}${Math.abs(e)}`;
}

const exponent = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2');

/** 'g': precision significant digits, trailing zeros dropped unless alternate. `repr` adds '.0' like str(float). */
function general(x: number, precision: number, alternate: boolean, repr: boolean): string {
  if (x === 0) return alternate ? `0.${'0'.repeat(precision - 1)}` : repr ? '0.0' : '0';
  const e = Number(exponential(x, precision - 1).split('e')[1]);
  let text: string;
  if (e < -4 || e >= precision - (repr ? 1 : 0)) {
    let [mantissa] = exponential(x, precision - 1).split('e');
    if (!alternate && mantissa.includes('.')) mantissa = mantissa.replace(/\.?0+$/, '');
    if (alternate && !mantissa.includes('.')) mantissa += '.';
    return exponent(`${mantissa}e${e < 0 ? '-' : '+'}${Math.abs(e)}`);
  }
  text = fixed(x, Math.max(0, precision - 1 - e));
  if (!alternate && text.includes('.')) text = text.replace(/\.?0+$/, '');
  if (alternate && !text.includes('.')) text += '.';
  if (repr && !text.includes('.')) text += '.0';
  return text;
}

function formatDouble(x: number, spec: Spec, w: W): string {
  const type = spec.type;
  if (type !== '' && !'eEfFgGn%'.includes(type)) throw valueError(`Unknown format code '${type}' for object of type '${typeOf(w).name}'`);
  let body: string;
  if (type === '%') body = `${doubleDigits(x * 100, 'f', spec.precision, spec.alternate)}%`;
  else if (type === '' && spec.precision < 0) body = floatRepr(Math.abs(x));
  else body = doubleDigits(x, type === 'n' ? 'g' : type, spec.precision, spec.alternate);
  let negative = x < 0 || Object.is(x, -0);
  if (spec.noNegativeZero && negative && !/[1-9]/.test(body)) negative = false;
  const sign = signOf(negative, spec);
  if (spec.fractionGrouping !== '')
    body = body.replace(/\.(\d+)/, (_, digits: string) => `.${digits.replace(/\d{3}(?=\d)/g, `$&${spec.fractionGrouping}`)}`);
  if (spec.grouping !== '') {
    const [, int, rest] = /^(\d*)(.*)$/s.exec(body) as unknown as [string, string, string];
    body = group(int, spec, 3, spec.fill === '0' && spec.align === '=' ? spec.width - sign.length - rest.length : 0) + rest;
  }
  if (type === 'E' || type === 'F' || type === 'G') body = body.toUpperCase();
  return pad(body, sign, spec, '>');
}

function formatComplex(c: W_Complex, spec: Spec): string {
  if (spec.type !== '' && !'eEfFgGn'.includes(spec.type))
    throw valueError(`Unknown format code '${spec.type}' for object of type 'complex'`);
  if (spec.fill === '0') throw valueError('Zero padding is not allowed in complex format specifier');
  if (spec.align === '=') throw valueError("'=' alignment flag is not allowed in complex format specifier");
  const part = (x: number, sign: Spec['sign']): string =>
    formatDouble(
      x,
      { ...spec, width: 0, align: '', fill: ' ', sign, type: spec.type === '' && spec.precision >= 0 ? 'g' : spec.type },
      new W_Float(x),
    ).replace(/\.0$/, spec.type === '' ? '' : '.0');
  const body =
    spec.type === ''
      ? c.real === 0 && !Object.is(c.real, -0)
        ? `${part(c.imag, spec.sign)}j`
        : `(${part(c.real, spec.sign)}${part(c.imag, '+')}j)`
      : `${part(c.real, spec.sign)}${part(c.imag, '+')}j`;
  return pad(body, '', spec, '>');
}
