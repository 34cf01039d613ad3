/**
 * The functions of cmath on pairs of doubles. Sources: CPython's Modules/cmathmodule.c, whose formulas keep their branch cuts and do not overflow
 * on the way; C99, annex G, for infinities and NaN. `domain` is thrown where C sets EDOM.
 */
import { norm } from '../numbers';

export interface C {
  readonly re: number;
  readonly im: number;
}
const c = (re: number, im: number): C => ({ re, im });

/** Thrown where the function is not defined. */
export class DomainError {}
const undefinedHere = (): never => {
  throw new DomainError();
};

const LARGE = Number.MAX_VALUE / 4;
const SQRT_LARGE = Math.sqrt(LARGE);
const LOG_LARGE = Math.log(LARGE);
const SMALLEST = 2.2250738585072014e-308;
const SQRT_SMALLEST = Math.sqrt(SMALLEST);
const { PI, LN2, E } = Math;

const negative = (x: number): boolean => x < 0 || Object.is(x, -0);
const copysign = (x: number, sign: number): number => (negative(sign) ? -Math.abs(x) : Math.abs(x));
const hypot = (x: number, y: number): number => norm([x, y]);
const finite = (z: C): boolean => Number.isFinite(z.re) && Number.isFinite(z.im);
const infinite = (x: number): boolean => x === Infinity || x === -Infinity;
const isNaN = Number.isNaN;
/** i z, and back. */
const turned = (z: C): C => c(-z.im, z.re);
const turnedBack = (z: C): C => c(z.im, -z.re);

export function sqrt(z: C): C {
  const { re, im } = z;
  if (infinite(im)) return c(Infinity, im);
  if (isNaN(re)) return c(NaN, NaN);
  if (re === Infinity) return c(re, isNaN(im) ? NaN : copysign(0, im));
  if (re === -Infinity) return isNaN(im) ? c(NaN, Infinity) : c(0, copysign(Infinity, im));
  if (isNaN(im)) return c(NaN, NaN);
  if (re === 0 && im === 0) return c(0, im);
  const [ax, ay] = [Math.abs(re), Math.abs(im)];
  const tiny = ax < SMALLEST && ay < SMALLEST;
  const s = tiny
    ? Math.sqrt(ax * 2 ** 54 + hypot(ax * 2 ** 54, ay * 2 ** 54)) * 2 ** -27 * Math.SQRT1_2
    : 2 * Math.sqrt(ax / 8 + hypot(ax / 8, ay / 8));
  const d = ay / (2 * s);
  return re >= 0 ? c(s, copysign(d, im)) : c(d, copysign(s, im));
}

export function log(z: C): C {
  const [ax, ay] = [Math.abs(z.re), Math.abs(z.im)];
  const im = Math.atan2(z.im, z.re);
  if (!finite(z)) return c(ax === Infinity || ay === Infinity ? Infinity : NaN, im);
  if (ax > LARGE || ay > LARGE) return c(Math.log(hypot(ax / 2, ay / 2)) + LN2, im);
  if (ax < SMALLEST && ay < SMALLEST) {
    if (ax === 0 && ay === 0) return undefinedHere();
    return c(Math.log(hypot(ax * 2 ** 53, ay * 2 ** 53)) - 53 * LN2, im);
  }
  const h = hypot(ax, ay);
  if (h < 0.71 || h > 1.73) return c(Math.log(h), im);
  const [am, an] = ax > ay ? [ax, ay] : [ay, ax];
  return c(Math.log1p((am - 1) * (am + 1) + an * an) / 2, im);
}

export function exp(z: C): C {
  const { re, im } = z;
  if (!finite(z)) {
    if (infinite(re) && Number.isFinite(im) && im !== 0) {
      const size = re > 0 ? Infinity : 0;
      return c(copysign(size, Math.cos(im)), copysign(size, Math.sin(im)));
    }
    if (infinite(im) && (Number.isFinite(re) || re === Infinity)) return undefinedHere();
    if (re === -Infinity) return c(0, im === 0 ? im : 0);
    if (im === 0) return c(re, im);
    return c(re === Infinity ? Infinity : NaN, NaN);
  }
  const far = re > LOG_LARGE;
  const l = Math.exp(far ? re - 1 : re);
  return far ? c(l * Math.cos(im) * E, l * Math.sin(im) * E) : c(l * Math.cos(im), l * Math.sin(im));
}

export function cosh(z: C): C {
  const { re, im } = z;
  if (!finite(z)) {
    if (infinite(im) && !isNaN(re)) return undefinedHere();
    if (infinite(re)) {
      if (isNaN(im)) return c(Infinity, NaN);
      if (im === 0) return c(Infinity, re > 0 ? im : -im);
      return c(copysign(Infinity, Math.cos(im)), copysign(Infinity, Math.sin(im)) * (re > 0 ? 1 : -1));
    }
    return c(NaN, re === 0 || im === 0 ? 0 : NaN);
  }
  if (Math.abs(re) <= LOG_LARGE) return c(Math.cos(im) * Math.cosh(re), Math.sin(im) * Math.sinh(re));
  const nearer = re - copysign(1, re);
  return c(Math.cos(im) * Math.cosh(nearer) * E, Math.sin(im) * Math.sinh(nearer) * E);
}

export function sinh(z: C): C {
  const { re, im } = z;
  if (!finite(z)) {
    if (infinite(im) && !isNaN(re)) return undefinedHere();
    if (infinite(re)) {
      if (isNaN(im)) return c(Infinity, NaN);
      if (im === 0) return c(re, im);
      return c(copysign(Infinity, Math.cos(im)) * (re > 0 ? 1 : -1), copysign(Infinity, Math.sin(im)));
    }
    if (re === 0) return c(re, NaN);
    return c(NaN, im === 0 ? im : NaN);
  }
  if (Math.abs(re) <= LOG_LARGE) return c(Math.cos(im) * Math.sinh(re), Math.sin(im) * Math.cosh(re));
  const nearer = re - copysign(1, re);
  return c(Math.cos(im) * Math.sinh(nearer) * E, Math.sin(im) * Math.cosh(nearer) * E);
}

export function tanh(z: C): C {
  const { re, im } = z;
  if (!finite(z)) {
    if (infinite(re)) {
      const one = copysign(1, re);
      if (!Number.isFinite(im)) return c(one, 0);
      return c(one, im === 0 ? im : copysign(0, 2 * Math.sin(im) * Math.cos(im)));
    }
    if (infinite(im) && Number.isFinite(re)) return undefinedHere();
    if (re === 0) return c(re, NaN);
    return c(NaN, im === 0 ? im : NaN);
  }
  if (Math.abs(re) > LOG_LARGE) return c(copysign(1, re), 4 * Math.sin(im) * Math.cos(im) * Math.exp(-2 * Math.abs(re)));
  const [tx, ty, cx] = [Math.tanh(re), Math.tan(im), 1 / Math.cosh(re)];
  const denominator = 1 + tx * ty * (tx * ty);
  return c((tx * (1 + ty * ty)) / denominator, (ty / denominator) * cx * cx);
}

/** log(2 |z|) for a large z. */
const logTwice = (re: number, im: number): number => Math.log(hypot(re / 2, im / 2)) + 2 * LN2;
const isLarge = (z: C): boolean => Math.abs(z.re) > LARGE || Math.abs(z.im) > LARGE;

export function acos(z: C): C {
  const { re, im } = z;
  if (isNaN(re) || isNaN(im)) {
    if (infinite(re)) return c(NaN, Infinity);
    if (infinite(im)) return c(NaN, -im);
    return re === 0 ? c(PI / 2, NaN) : c(NaN, NaN);
  }
  if (isLarge(z)) return c(Math.atan2(Math.abs(im), re), copysign(logTwice(re, im), -im));
  const s1 = sqrt(c(1 - re, -im));
  const s2 = sqrt(c(1 + re, im));
  return c(2 * Math.atan2(s1.re, s2.re), Math.asinh(s2.re * s1.im - s2.im * s1.re));
}

export function acosh(z: C): C {
  const { re, im } = z;
  if (isNaN(re) || isNaN(im)) {
    if (infinite(re) || infinite(im)) return c(Infinity, NaN);
    return c(NaN, re === 0 ? PI / 2 : NaN);
  }
  if (isLarge(z)) return c(logTwice(re, im), Math.atan2(im, re));
  const s1 = sqrt(c(re - 1, im));
  const s2 = sqrt(c(re + 1, im));
  return c(Math.asinh(s1.re * s2.re + s1.im * s2.im), 2 * Math.atan2(s1.im, s2.re));
}

export function asinh(z: C): C {
  const { re, im } = z;
  if (isNaN(re) || isNaN(im)) {
    if (infinite(re)) return c(re, NaN);
    if (infinite(im)) return c(Infinity, NaN);
    return c(NaN, im === 0 ? im : NaN);
  }
  if (isLarge(z)) return c(copysign(logTwice(re, im), re), Math.atan2(im, Math.abs(re)));
  const s1 = sqrt(c(1 + im, -re));
  const s2 = sqrt(c(1 - im, re));
  return c(Math.asinh(s1.re * s2.im - s2.re * s1.im), Math.atan2(im, s1.re * s2.re - s1.im * s2.im));
}

export function atanh(z: C): C {
  const { re, im } = z;
  if (negative(re)) {
    const r = atanh(c(-re, -im));
    return c(-r.re, -r.im);
  }
  const ay = Math.abs(im);
  if (!finite(z)) {
    if (infinite(im)) return c(isNaN(re) ? 0 : copysign(0, re), copysign(PI / 2, im));
    if (infinite(re)) return c(0, isNaN(im) ? NaN : copysign(PI / 2, im));
    return c(re === 0 ? re : NaN, NaN);
  }
  if (re > SQRT_LARGE || ay > SQRT_LARGE) {
    const h = hypot(re / 2, im / 2);
    return c(re / 4 / h / h, copysign(PI / 2, im));
  }
  if (re === 1 && ay < SQRT_SMALLEST) {
    if (ay === 0) return undefinedHere();
    return c(-Math.log(Math.sqrt(ay) / Math.sqrt(hypot(ay, 2))), copysign(Math.atan2(2, -ay) / 2, im));
  }
  return c(Math.log1p((4 * re) / ((1 - re) * (1 - re) + ay * ay)) / 4, -Math.atan2(-2 * im, (1 - re) * (1 + re) - ay * ay) / 2);
}

export const asin = (z: C): C => turnedBack(asinh(turned(z)));
export const atan = (z: C): C => turnedBack(atanh(turned(z)));
export const cos = (z: C): C => cosh(turned(z));
export const sin = (z: C): C => turnedBack(sinh(turned(z)));
export const tan = (z: C): C => turnedBack(tanh(turned(z)));
export function log10(z: C): C {
  const r = log(z);
  return c(r.re / Math.LN10, r.im / Math.LN10);
}

export function rect(r: number, phi: number): C {
  if (Number.isFinite(r) && Number.isFinite(phi)) return phi === 0 ? c(r, r * phi) : c(r * Math.cos(phi), r * Math.sin(phi));
  if (infinite(phi) && r !== 0 && !isNaN(r)) return undefinedHere();
  if (infinite(r) && Number.isFinite(phi) && phi !== 0)
    return c(copysign(Infinity, Math.cos(phi) * r), copysign(Infinity, Math.sin(phi) * r));
  if (phi === 0) return c(r, isNaN(r) ? 0 : r > 0 ? phi : -phi);
  return r === 0 ? c(0, 0) : infinite(r) ? c(Infinity, NaN) : c(NaN, NaN);
}
