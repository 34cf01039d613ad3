/** cmath. Source: CPython's Modules/cmathmodule.c; the functions themselves are in complex-functions.ts. */
import { error, typeError, valueError } from '../../runtime/errors';
import { hooks } from '../../runtime/hooks';
import { typeOf } from '../../runtime/types';
import { newBool, newTuple, W_Complex, W_Float, type W } from '../../runtime/values';
import { defineModule } from '../define';
import { floatArgument } from '../native';
import { asDouble, norm } from '../numbers';
import { asComplex } from '../protocols/binary';
import { LEFT_SLOTS } from '../protocols/slots';
import * as functions from './complex-functions';
import { DomainError, rect, type C } from './complex-functions';

function complexArgument(w: W): C {
  const known = asComplex(w);
  if (known !== null) return { re: known.re, im: known.im };
  const method = typeof w === 'object' ? typeOf(w).lookup('__complex__') : null;
  if (method !== null) {
    const made = hooks.call(method, [w]);
    if (!(made instanceof W_Complex)) throw typeError(`${typeOf(w).name}.__complex__() must return a complex, not ${typeOf(made).name}`);
    return { re: made.real, im: made.imag };
  }
  return { re: floatArgument(w), im: 0 };
}

/** The result of `fn`; what C reports through errno is raised. */
function result(fn: () => C, ...from: number[]): C {
  try {
    const r = fn();
    const infinite = Math.abs(r.re) === Infinity || Math.abs(r.im) === Infinity;
    if (infinite && from.every(Number.isFinite)) throw error('OverflowError', 'math range error');
    return r;
  } catch (e) {
    throw e instanceof DomainError ? valueError('math domain error') : e;
  }
}
const complexOf = ({ re, im }: C): W => new W_Complex(re, im);

function absolute(z: C): number {
  const r = Math.abs(z.re) === Infinity || Math.abs(z.im) === Infinity ? Infinity : norm([z.re, z.im]);
  if (r === Infinity && Number.isFinite(z.re) && Number.isFinite(z.im)) throw error('OverflowError', 'absolute value too large');
  return r;
}

const NAMES = [
  'acos',
  'acosh',
  'asin',
  'asinh',
  'atan',
  'atanh',
  'cos',
  'cosh',
  'exp',
  'log10',
  'sin',
  'sinh',
  'sqrt',
  'tan',
  'tanh',
] as const;

defineModule('cmath', (m) => {
  m.set('pi', new W_Float(Math.PI));
  m.set('e', new W_Float(Math.E));
  m.set('tau', new W_Float(2 * Math.PI));
  m.set('inf', new W_Float(Infinity));
  m.set('infj', new W_Complex(0, Infinity));
  m.set('nan', new W_Float(NaN));
  m.set('nanj', new W_Complex(0, NaN));
  for (const name of NAMES)
    m.def(name, 1, 1, (w) => {
      const z = complexArgument(w);
      return complexOf(result(() => functions[name](z), z.re, z.im));
    });
  m.def('log', 1, 2, (w, base) => {
    const z = complexArgument(w);
    const top = result(() => functions.log(z), z.re, z.im);
    if (base === undefined) return complexOf(top);
    const b = complexArgument(base);
    const bottom = result(() => functions.log(b), b.re, b.im);
    return hooks.binary(LEFT_SLOTS.indexOf('__truediv__'), complexOf(top), complexOf(bottom));
  });
  m.def('phase', 1, 1, (w) => {
    const z = complexArgument(w);
    return new W_Float(Math.atan2(z.im, z.re));
  });
  m.def('polar', 1, 1, (w) => {
    const z = complexArgument(w);
    return newTuple([new W_Float(absolute(z)), new W_Float(Math.atan2(z.im, z.re))]);
  });
  m.def('rect', 2, 2, (a, b) => {
    const [r, phi] = [floatArgument(a), floatArgument(b)];
    return complexOf(result(() => rect(r, phi), r, phi));
  });
  const parts = (w: W): number[] => {
    const { re, im } = complexArgument(w);
    return [re, im];
  };
  m.def('isfinite', 1, 1, (w) => newBool(parts(w).every(Number.isFinite)));
  m.def('isnan', 1, 1, (w) => newBool(parts(w).some(Number.isNaN)));
  m.def('isinf', 1, 1, (w) => newBool(parts(w).some((x) => Math.abs(x) === Infinity)));
  m.raw('isclose', (args, keywords) => {
    if (args.length !== 2) throw typeError(`isclose() takes exactly 2 positional arguments (${args.length} given)`);
    const [a, b] = [complexArgument(args[0]), complexArgument(args[1])];
    const relative = asDouble(keywords?.get('rel_tol') ?? new W_Float(1e-9)) ?? 0;
    const least = asDouble(keywords?.get('abs_tol') ?? 0) ?? 0;
    if (relative < 0 || least < 0) throw valueError('tolerances must be non-negative');
    if (a.re === b.re && a.im === b.im) return newBool(true);
    if ([a.re, a.im, b.re, b.im].some((x) => Math.abs(x) === Infinity)) return newBool(false);
    const apart = norm([a.re - b.re, a.im - b.im]);
    return newBool(apart <= relative * norm([b.re, b.im]) || apart <= relative * norm([a.re, a.im]) || apart <= least);
  });
});
