/** gamma, lgamma, erf, erfc and neighbours of doubles. Method: Lanczos's approximation (g = 6.0247, 13 terms, Boost's coefficients); erf by its series and continued fraction (Abramowitz and Stegun 7.1). */
const G = 6.024680040776729583740234375;
const NUMERATOR = [
  23531376880.41076, 42919803642.6491, 35711959237.35567, 17921034426.03721, 6039542586.352028, 1439720407.3117216, 248874557.86205417,
  31426415.585400194, 2876370.6289353725, 186056.2653952235, 8071.672002365816, 210.82427775157935, 2.5066282746310002,
];
const DENOMINATOR = [0, 39916800, 120543840, 150917976, 105258076, 45995730, 13339535, 2637558, 357423, 32670, 1925, 66, 1];

function lanczosSum(x: number): number {
  let num = 0;
  let den = 0;
  if (x < 5) {
    for (let i = 12; i >= 0; i--) {
      num = num * x + NUMERATOR[i];
      den = den * x + DENOMINATOR[i];
    }
  } else {
    for (let i = 0; i < 13; i++) {
      num = num / x + NUMERATOR[i];
      den = den / x + DENOMINATOR[i];
    }
  }
  return num / den;
}

function sinPi(x: number): number {
  const y = Math.abs(x) % 2;
  const n = Math.round(2 * y);
  const r = [
    Math.sin(Math.PI * y),
    Math.cos(Math.PI * (y - 0.5)),
    Math.sin(Math.PI * (1 - y)),
    -Math.cos(Math.PI * (y - 1.5)),
    Math.sin(Math.PI * (y - 2)),
  ][n];
  return x < 0 ? -r : r;
}

/** NaN at the poles. */
export function gamma(x: number): number {
  if (Number.isNaN(x) || x === Infinity) return x;
  if (x === -Infinity || x === 0) return NaN;
  if (Number.isInteger(x)) {
    if (x < 0) return NaN;
    if (x <= 23) {
      let r = 1;
      for (let i = 2; i < x; i++) r *= i;
      return r;
    }
  }
  const a = Math.abs(x);
  if (a < 1e-20) return 1 / x;
  if (a > 200) return x < 0 ? 0 / sinPi(x) : Infinity;
  const y = a + G - 0.5;
  let z = a > G - 0.5 ? y - a - (G - 0.5) : y - (G - 0.5) - a;
  z = (z * G) / y;
  if (x < 0) {
    let r = ((-Math.PI / sinPi(a) / a) * Math.exp(y)) / lanczosSum(a);
    r -= z * r;
    return a < 140 ? r / y ** (a - 0.5) : r / y ** (a / 2 - 0.25) / y ** (a / 2 - 0.25);
  }
  let r = lanczosSum(a) / Math.exp(y);
  r += z * r;
  return a < 140 ? r * y ** (a - 0.5) : r * y ** (a / 2 - 0.25) * y ** (a / 2 - 0.25);
}

export function lgamma(x: number): number {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? x : Infinity;
  if (Number.isInteger(x) && x <= 2) return x <= 0 ? NaN : 0;
  const a = Math.abs(x);
  if (a < 1e-20) return -Math.log(a);
  let r = Math.log(lanczosSum(a)) - G;
  r += (a - 0.5) * (Math.log(a + G - 0.5) - 1);
  return x < 0 ? Math.log(Math.PI) - Math.log(Math.abs(sinPi(a))) - Math.log(a) - r : r;
}

function erfSeries(x: number): number {
  const x2 = x * x;
  let acc = 0;
  for (let fk = 25.5; fk > 1; fk--) acc = 2 + (x2 * acc) / fk;
  return (acc * x * Math.exp(-x2)) / Math.sqrt(Math.PI);
}
function erfcFraction(x: number): number {
  if (x >= 30) return 0;
  const x2 = x * x;
  let a = 0;
  let da = 0.5;
  let [p, p1, q, q1] = [1, 0, da + x2, 1];
  for (let i = 0; i < 50; i++) {
    a += da;
    da += 2;
    const b = da + x2;
    [p, p1] = [b * p - a * p1, p];
    [q, q1] = [b * q - a * q1, q];
  }
  return ((p / q) * x * Math.exp(-x2)) / Math.sqrt(Math.PI);
}
export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  const a = Math.abs(x);
  if (a < 1.5) return erfSeries(x);
  return x > 0 ? 1 - erfcFraction(a) : erfcFraction(a) - 1;
}
export function erfc(x: number): number {
  if (Number.isNaN(x)) return x;
  const a = Math.abs(x);
  if (a < 1.5) return 1 - erfSeries(x);
  return x > 0 ? erfcFraction(a) : 2 - erfcFraction(a);
}

const bits = new DataView(new ArrayBuffer(8));
/** The place of a double among all of them: neighbours are one apart. */
function placeOf(x: number): bigint {
  bits.setFloat64(0, x);
  const n = bits.getBigInt64(0);
  return n < 0n ? -BigInt.asUintN(63, n) : n;
}

/** The double `steps` further from x towards y, y at most. */
export function nextAfter(x: number, y: number, steps = 1n): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  if (steps === 0n) return x;
  const [from, to] = [placeOf(x), placeOf(y)];
  const far = to > from ? to - from : from - to;
  if (steps >= far) return y;
  const place = to > from ? from + steps : from - steps;
  if (place === 0n) return x < 0 ? -0 : 0;
  bits.setBigInt64(0, place < 0n ? -place | (-1n << 63n) : place);
  return bits.getFloat64(0);
}

/** x * y + z, rounded once. Exact: a double is a whole number of units of 2^-1074. */
export function fusedMultiplyAdd(x: number, y: number, z: number): number {
  if (Number.isFinite(x) && Number.isFinite(y) && !Number.isFinite(z)) return z;
  if (![x, y].every(Number.isFinite) || x === 0 || y === 0) return x * y + z;
  const [a, b, c] = [scaled(x), scaled(y), scaled(z)];
  const low = z === 0 ? a.exponent + b.exponent : Math.min(a.exponent + b.exponent, c.exponent);
  const sum = ((a.digits * b.digits) << BigInt(a.exponent + b.exponent - low)) + (z === 0 ? 0n : c.digits << BigInt(c.exponent - low));
  if (sum === 0n) return x * y + z;
  return rounded(sum, low);
}

/** A double as digits * 2 ** exponent. */
function scaled(x: number): { digits: bigint; exponent: number } {
  bits.setFloat64(0, x);
  const n = bits.getBigUint64(0);
  const field = Number((n >> 52n) & 0x7ffn);
  const digits = (n & ((1n << 52n) - 1n)) | (field === 0 ? 0n : 1n << 52n);
  return { digits: n >> 63n === 0n ? digits : -digits, exponent: Math.max(field, 1) - 1075 };
}

/** digits * 2 ** exponent as the nearest double, ties to even. */
function rounded(digits: bigint, exponent: number): number {
  const size = digits < 0n ? -digits : digits;
  // No more than 53 digits, and none below 2^-1074.
  const drop = Math.max(size.toString(2).length - 53, -1074 - exponent, 0);
  let kept = size >> BigInt(drop);
  if (drop > 0) {
    const rest = size - (kept << BigInt(drop));
    const half = 1n << BigInt(drop - 1);
    if (rest > half || (rest === half && (kept & 1n) === 1n)) kept++;
  }
  const e = exponent + drop;
  const half = Math.trunc(e / 2);
  return (digits < 0n ? -1 : 1) * Number(kept) * 2 ** half * 2 ** (e - half);
}
