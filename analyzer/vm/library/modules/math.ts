/** math and struct. */
import { checkBits } from '../../runtime/blocks';
import { error, typeError, valueError } from '../../runtime/errors';
import { hooks } from '../../runtime/hooks';
import { builtinType, typeOf, type W_Type } from '../../runtime/types';
import {
  intFromBig,
  layout,
  newBool,
  newStr,
  newTuple,
  strText,
  w_None,
  W_Bytearray,
  W_Bytes,
  W_Float,
  W_Native,
  type W,
} from '../../runtime/values';
import { constructor, defineModule, getset, method, rawMethod } from '../define';
import { toArray, arrayIterator, iterOf, nextOf } from '../protocols/iterables';
import { asBig, asDouble, asIndex, ceilToInt, doubleToInt, floorToInt, norm } from '../numbers';
import { bufferOf, formatItems, packItems, structError, structErrorType, unpackItems } from '../struct-format';
import { vm } from '../../runtime/vm';
import { erf, erfc, fusedMultiplyAdd, gamma, lgamma, nextAfter } from '../protocols/special-functions';
import { K } from '../../runtime/kinds';

/** The product of the ints from `low` to `high`, halves first: their factors have about the same length. The recursion is log2(high) deep. */
function product(low: number, high: number): bigint {
  vm.spend(high - low + 1);
  if (high - low < 16) {
    let r = 1n;
    for (let i = low; i <= high; i++) r *= BigInt(i);
    return r;
  }
  const middle = Math.floor((low + high) / 2);
  return product(low, middle) * product(middle + 1, high);
}

function real(w: W): number {
  const x = asDouble(w);
  if (x !== null) return x;
  const m = typeof w === 'object' ? (typeOf(w).lookup('__float__') ?? typeOf(w).lookup('__index__')) : null;
  if (m === null) throw typeError(`must be real number, not ${typeOf(w).name}`);
  return asDouble(hooks.call(m, [w])) ?? NaN;
}
function int(w: W): bigint {
  const n = asBig(w);
  if (n !== null) return n;
  const m = typeof w === 'object' ? typeOf(w).lookup('__index__') : null;
  if (m === null) throw typeError(`'${typeOf(w).name}' object cannot be interpreted as an integer`);
  return asBig(hooks.call(m, [w])) ?? 0n;
}
/** A result that is not a number although the argument was: a domain error; infinite although finite: a range error. */
function checked(r: number, ...xs: number[]): W {
  if (Number.isNaN(r) && !xs.some(Number.isNaN)) throw valueError('math domain error');
  if (!Number.isFinite(r) && !Number.isNaN(r) && xs.every(Number.isFinite)) throw error('OverflowError', 'math range error');
  return new W_Float(r);
}

defineModule('math', (m) => {
  m.set('pi', new W_Float(Math.PI));
  m.set('e', new W_Float(Math.E));
  m.set('tau', new W_Float(2 * Math.PI));
  m.set('inf', new W_Float(Infinity));
  m.set('nan', new W_Float(NaN));
  const one: [string, (x: number) => number][] = [
    ['sin', Math.sin],
    ['cos', Math.cos],
    ['tan', Math.tan],
    ['asin', Math.asin],
    ['acos', Math.acos],
    ['atan', Math.atan],
    ['sinh', Math.sinh],
    ['cosh', Math.cosh],
    ['tanh', Math.tanh],
    ['asinh', Math.asinh],
    ['acosh', Math.acosh],
    ['exp', Math.exp],
    ['expm1', Math.expm1],
    ['cbrt', Math.cbrt],
    ['fabs', Math.abs],
    ['exp2', (x) => 2 ** x],
    ['degrees', (x) => x * (180 / Math.PI)],
    ['radians', (x) => x * (Math.PI / 180)],
  ];
  for (const [name, fn] of one) m.def(name, 1, 1, (w) => checked(fn(real(w)), real(w)));
  for (const [name, fn] of [
    ['gamma', gamma],
    ['lgamma', lgamma],
    ['erf', erf],
    ['erfc', erfc],
  ] as const)
    m.def(name, 1, 1, (w) => (fn === lgamma && !Number.isFinite(real(w)) ? new W_Float(fn(real(w))) : checked(fn(real(w)), real(w))));
  m.def('log1p', 1, 1, (w) => {
    if (real(w) <= -1) throw valueError('math domain error');
    return new W_Float(Math.log1p(real(w)));
  });
  m.def('fma', 3, 3, (a, b, c) => {
    const [x, y, z] = [real(a), real(b), real(c)];
    const r = fusedMultiplyAdd(x, y, z);
    if (Number.isNaN(r) && ![x, y, z].some(Number.isNaN)) throw valueError('invalid operation in fma');
    if (!Number.isFinite(r) && [x, y, z].every(Number.isFinite)) throw error('OverflowError', 'overflow in fma');
    return new W_Float(r);
  });
  m.raw('nextafter', (args, keywords) => {
    if (args.length !== 2) throw typeError(`nextafter() takes exactly 2 positional arguments (${args.length} given)`);
    const steps = keywords?.get('steps') ?? w_None;
    const count = steps === w_None ? 1n : int(steps);
    if (count < 0n) throw valueError('steps must be a non-negative integer');
    return new W_Float(nextAfter(real(args[0]), real(args[1]), count));
  });
  m.def('ulp', 1, 1, (w) => {
    const x = Math.abs(real(w));
    if (!Number.isFinite(x)) return new W_Float(x);
    const up = nextAfter(x, Infinity);
    return new W_Float(Number.isFinite(up) ? up - x : x - nextAfter(x, 0));
  });
  m.def('sumprod', 2, 2, (a, b) => {
    const [p, q] = [iterOf(a), iterOf(b)];
    for (let total: W = 0; ;) {
      const [x, y] = [nextOf(p), nextOf(q)];
      if ((x === null) !== (y === null)) throw valueError('Inputs are not the same length');
      if (x === null || y === null) return total;
      total = hooks.binary(0, total, hooks.binary(2, x, y));
    }
  });
  m.def('atanh', 1, 1, (w) => {
    if (Math.abs(real(w)) >= 1) throw valueError('math domain error');
    return new W_Float(Math.atanh(real(w)));
  });
  m.def('sqrt', 1, 1, (w) => {
    const x = real(w);
    if (x < 0) throw valueError(`expected a nonnegative input, got ${strText(hooks.repr(new W_Float(x))) ?? ''}`);
    return new W_Float(Math.sqrt(x));
  });
  m.def('floor', 1, 1, (w) => rounded(w, '__floor__', floorToInt));
  m.def('ceil', 1, 1, (w) => rounded(w, '__ceil__', ceilToInt));
  m.def('trunc', 1, 1, (w) => rounded(w, '__trunc__', doubleToInt));
  m.def('atan2', 2, 2, (a, b) => new W_Float(Math.atan2(real(a), real(b))));
  m.def('copysign', 2, 2, (a, b) => new W_Float(Math.abs(real(a)) * (real(b) < 0 || Object.is(real(b), -0) ? -1 : 1)));
  m.def('fmod', 2, 2, (a, b) => checked(real(a) % real(b), real(a), real(b)));
  m.def('remainder', 2, 2, (a, b) => {
    const [x, y] = [real(a), real(b)];
    if (!Number.isFinite(y) && Number.isFinite(x)) return new W_Float(x);
    const n = x / y;
    const f = Math.floor(n);
    const d = n - f;
    return checked(x - y * (d > 0.5 || (d === 0.5 && f % 2 !== 0) ? f + 1 : f), x, y);
  });
  m.def('pow', 2, 2, (a, b) => {
    const [x, y] = [real(a), real(b)];
    if (x === 1 || y === 0) return new W_Float(1);
    if (x === 0 && y === -Infinity) return new W_Float(Infinity);
    if (x === 0 && y < 0) throw valueError('math domain error');
    if (x === -1 && !Number.isFinite(y) && !Number.isNaN(y)) return new W_Float(1);
    return checked(x ** y, x, y);
  });
  m.def('log', 1, 2, (w, b) => {
    const top = logOf(w, Math.log);
    if (b === undefined) return new W_Float(top);
    const bottom = logOf(b, Math.log);
    if (bottom === 0) throw error('ZeroDivisionError', 'division by zero');
    return new W_Float(top / bottom);
  });
  m.def('log2', 1, 1, (w) => new W_Float(logOf(w, Math.log2)));
  m.def('log10', 1, 1, (w) => new W_Float(logOf(w, Math.log10)));
  m.raw('hypot', (args) => new W_Float(norm(args.map(real))));
  m.def('dist', 2, 2, (a, b) => {
    const [p, q] = [toArray(a).map(real), toArray(b).map(real)];
    if (p.length !== q.length) throw valueError('both points must have the same number of dimensions');
    return new W_Float(norm(p.map((x, i) => x - q[i])));
  });
  m.def('isnan', 1, 1, (w) => newBool(Number.isNaN(real(w))));
  m.def('isinf', 1, 1, (w) => newBool(Math.abs(real(w)) === Infinity));
  m.def('isfinite', 1, 1, (w) => newBool(Number.isFinite(real(w))));
  m.raw('isclose', (args, keywords) => {
    const [a, b] = [real(args[0]), real(args[1])];
    const rel = real(keywords?.get('rel_tol') ?? new W_Float(1e-9));
    const abs = real(keywords?.get('abs_tol') ?? new W_Float(0));
    if (rel < 0 || abs < 0) throw valueError('tolerances must be non-negative');
    return newBool(
      a === b || (Number.isFinite(a) && Number.isFinite(b) && Math.abs(a - b) <= Math.max(rel * Math.max(Math.abs(a), Math.abs(b)), abs)),
    );
  });
  m.raw('gcd', (args) => intFromBig(args.map(int).reduce(gcd, 0n)));
  m.raw('lcm', (args) => intFromBig(args.map(int).reduce((a, b) => (a === 0n || b === 0n ? 0n : (abs(a) / gcd(a, b)) * abs(b)), 1n)));
  m.def('isqrt', 1, 1, (w) => {
    const n = int(w);
    if (n < 0n) throw valueError('isqrt() argument must be nonnegative');
    return intFromBig(isqrt(n));
  });
  m.def('factorial', 1, 1, (w) => {
    if (w instanceof W_Float) throw typeError("'float' object cannot be interpreted as an integer");
    const n = int(w);
    if (n < 0n) throw valueError('factorial() not defined for negative values');
    if (n >= 1n << 63n) throw error('OverflowError', 'factorial() argument should not exceed 9223372036854775807');
    // Stirling's formula: the digits are known before the first product.
    checkBits(Math.max(0, Number(n) * Math.log2(Number(n) / Math.E)));
    return intFromBig(product(2, Number(n)));
  });
  m.def('comb', 2, 2, (a, b) => intFromBig(choose(int(a), int(b), true)));
  m.def('perm', 1, 2, (a, b) => intFromBig(choose(int(a), b === undefined || b === w_None ? int(a) : int(b), false)));
  m.raw('prod', (args, keywords) => toArray(args[0]).reduce((a, b) => hooks.binary(2, a, b), keywords?.get('start') ?? 1));
  m.def('fsum', 1, 1, (w) => new W_Float(fsum(toArray(w).map(real))));
  m.def('frexp', 1, 1, (w) => {
    let x = real(w);
    if (x === 0 || !Number.isFinite(x)) return newTuple([new W_Float(x), 0]);
    let e = Math.max(-1023, Math.floor(Math.log2(Math.abs(x))) + 1);
    x *= 2 ** -e;
    while (Math.abs(x) < 0.5) {
      x *= 2;
      e--;
    }
    while (Math.abs(x) >= 1) {
      x /= 2;
      e++;
    }
    return newTuple([new W_Float(x), e]);
  });
  m.def('ldexp', 2, 2, (w, n) => {
    const e = Math.max(-2200, Math.min(2200, asIndex(n) ?? 0));
    const half = Math.trunc(e / 2);
    return checked(real(w) * 2 ** half * 2 ** (e - half), real(w));
  });
  m.def('modf', 1, 1, (w) => {
    const x = real(w);
    if (!Number.isFinite(x)) return newTuple([new W_Float(Number.isNaN(x) ? x : x > 0 ? 0 : -0), new W_Float(x)]);
    return newTuple([new W_Float(x % 1), new W_Float(Math.trunc(x))]);
  });
});

function rounded(w: W, name: string, fn: (x: number) => W): W {
  const big = asBig(w);
  if (big !== null) return intFromBig(big);
  if (name === '__trunc__' && asDouble(w) === null && (typeof w !== 'object' || typeOf(w).lookup(name) === null))
    throw typeError(`type ${typeOf(w).name} doesn't define __trunc__ method`);
  const m = typeof w === 'object' && !(w instanceof W_Float) ? typeOf(w).lookup(name) : null;
  return m === null ? fn(real(w)) : hooks.call(m, [w]);
}
function logOf(w: W, fn: (x: number) => number): number {
  const big = asBig(w);
  if (big !== null && big > 2n ** 1000n) {
    const shift = BigInt(big.toString(2).length - 900);
    return fn(Number(big >> shift)) + Number(shift) * fn(2);
  }
  const x = real(w);
  if (x <= 0)
    throw valueError(asBig(w) === null ? `expected a positive input, got ${strText(hooks.repr(w)) ?? ''}` : 'expected a positive input');
  return fn(x);
}
const abs = (n: bigint): bigint => (n < 0n ? -n : n);
export function gcd(a: bigint, b: bigint): bigint {
  [a, b] = [abs(a), abs(b)];
  if (a <= 9007199254740991n && b <= 9007199254740991n) {
    let [x, y] = [Number(a), Number(b)];
    while (y !== 0) [x, y] = [y, x % y];
    return BigInt(x);
  }
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
function isqrt(n: bigint): bigint {
  if (n < 4503599627370496n) return BigInt(Math.floor(Math.sqrt(Number(n))));
  let x = BigInt(1) << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const y = (x + n / x) >> 1n;
    if (y >= x) return x;
    x = y;
  }
}
function choose(n: bigint, k: bigint, combination: boolean): bigint {
  if (n < 0n) throw valueError('n must be a non-negative integer');
  if (k < 0n) throw valueError('k must be a non-negative integer');
  if (k > n) return 0n;
  const steps = combination && k > n - k ? n - k : k;
  let r = 1n;
  for (let i = 0n; i < steps; i++) {
    r *= n - i;
    if (combination) r /= i + 1n;
    vm.spend(1);
  }
  return r;
}
/** Shewchuk's exact partial sums. */
function fsum(xs: number[]): number {
  const partials: number[] = [];
  for (let x of xs) {
    let i = 0;
    for (let y of partials) {
      if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
      const hi = x + y;
      const lo = y - (hi - x);
      if (lo !== 0) partials[i++] = lo;
      x = hi;
    }
    partials.length = i;
    partials.push(x);
  }
  let n = partials.length;
  if (n === 0) return 0;
  let hi = partials[--n];
  let lo = 0;
  while (n > 0) {
    const x = hi;
    const y = partials[--n];
    hi = x + y;
    lo = y - (hi - x);
    if (lo !== 0) break;
  }
  if (n > 0 && ((lo < 0 && partials[n - 1] < 0) || (lo > 0 && partials[n - 1] > 0))) {
    const y = lo * 2;
    const x = hi + y;
    if (y === x - hi) hi = x;
  }
  return hi;
}

// -- struct ------------------------------------------------------------------------------------------------------------

export class W_Struct extends W_Native {
  constructor(readonly format: string) {
    super(structType);
  }
}
layout(W_Struct, K.NATIVE);
const structType: W_Type = builtinType('Struct');
structType.module = '_struct';
const formatText = (w: W): string => strText(w) ?? (w instanceof W_Bytes ? Array.from(w.data, (b) => String.fromCharCode(b)).join('') : '');

function unpack(format: string, buffer: W): W {
  const data = bufferOf(buffer);
  const size = formatItems(format).size;
  if (data.length !== size) throw structError(`unpack requires a buffer of ${size} bytes`);
  return unpackItems(format, data, 0);
}
function unpackFrom(format: string, buffer: W, at: W | undefined): W {
  const data = bufferOf(buffer);
  const size = formatItems(format).size;
  let offset = at === undefined ? 0 : (asIndex(at) ?? 0);
  if (offset < 0) {
    if (offset + data.length < 0) throw structError(`offset ${offset} out of range for ${data.length}-byte buffer`);
    offset += data.length;
  }
  if (data.length - offset < size)
    throw structError(
      `unpack_from requires a buffer of at least ${size + offset} bytes for unpacking ${size} bytes at offset ${offset} (actual buffer size is ${data.length})`,
    );
  return unpackItems(format, data, offset);
}
function pack(format: string, values: W[]): W {
  const data = new Uint8Array(formatItems(format).size);
  packItems(format, values, data, 0);
  return new W_Bytes(data);
}
function packInto(format: string, buffer: W, at: W, values: W[]): W {
  if (!(buffer instanceof W_Bytearray)) throw typeError('read-write bytes-like object expected');
  const offset = asIndex(at) ?? 0;
  const size = formatItems(format).size;
  if (buffer.data.length - offset < size)
    throw structError(
      `pack_into requires a buffer of at least ${size + offset} bytes for packing ${size} bytes at offset ${offset} (actual buffer size is ${buffer.data.length})`,
    );
  packItems(format, values, buffer.data, offset);
  return w_None;
}
function iterUnpack(format: string, buffer: W): W {
  const data = bufferOf(buffer);
  const size = formatItems(format).size;
  if (size === 0 || data.length % size !== 0) throw structError(`iterative unpacking requires a buffer of a multiple of ${size} bytes`);
  return arrayIterator(Array.from({ length: data.length / size }, (_, i) => unpackItems(format, data, i * size)));
}

constructor(structType, (args) => {
  const format = formatText(args[1]);
  formatItems(format);
  return new W_Struct(format);
});
rawMethod(structType, '__init__', () => w_None);
method(structType, 'unpack', 2, 2, (s, b) => unpack((s as W_Struct).format, b));
method(structType, 'unpack_from', 2, 3, (s, b, at) => unpackFrom((s as W_Struct).format, b, at));
method(structType, 'iter_unpack', 2, 2, (s, b) => iterUnpack((s as W_Struct).format, b));
rawMethod(structType, 'pack', (args) => pack((args[0] as W_Struct).format, args.slice(1)));
rawMethod(structType, 'pack_into', (args) => packInto((args[0] as W_Struct).format, args[1], args[2], args.slice(3)));
getset(structType, 'format', (s) => newStr((s as W_Struct).format));
getset(structType, 'size', (s) => formatItems((s as W_Struct).format).size);

defineModule('struct', (m) => {
  m.set('error', structErrorType);
  m.set('Struct', structType);
  m.def('calcsize', 1, 1, (f) => formatItems(formatText(f)).size);
  m.raw('pack', (args) => pack(formatText(args[0]), args.slice(1)));
  m.raw('pack_into', (args) => packInto(formatText(args[0]), args[1], args[2], args.slice(3)));
  m.def('unpack', 2, 2, (f, b) => unpack(formatText(f), b));
  m.raw('unpack_from', (args, keywords) =>
    unpackFrom(formatText(args[0]), args[1] ?? keywords?.get('buffer'), args[2] ?? keywords?.get('offset')),
  );
  m.def('iter_unpack', 2, 2, (f, b) => iterUnpack(formatText(f), b));
});
