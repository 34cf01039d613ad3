/** Methods of int, float, complex, bool; number dunders for those who call them by name. */
import { checkBits } from '../../runtime/blocks';
import { error, typeError, valueError } from '../../runtime/errors';
import { hooks } from '../../runtime/hooks';
import { T, w_boolType } from '../../runtime/types';
import {
  intFromBig,
  newBool,
  newStr,
  newTuple,
  strText,
  w_False,
  w_None,
  w_NotImplemented,
  W_Bytes,
  W_Complex,
  W_Float,
  W_Instance,
  type W,
} from '../../runtime/values';
import { ops } from '../../compile/opcodes';
import { classMethod, getset, method, rawMethod } from '../define';
import { asComplex, binaryOp, unaryOp } from '../protocols/binary';
import { compareOp, hashOf } from '../protocols/comparison';
import { power } from '../protocols/power';
import { LEFT_SLOTS, RIGHT_SLOTS } from '../protocols/slots';
import { asBig, asDouble, doubleToInt, floatRepr, norm } from '../numbers';
import { sizeArgument } from '../native';
import { formatOf, plainRepr, reprOf } from '../text/text';
import { truthOf } from '../protocols/truth';

const COMPARE = ['__lt__', '__le__', '__eq__', '__ne__', '__gt__', '__ge__'];

for (const t of [T.int, T.float, T.complex, T.str, T.list, T.tuple, T.bytes, T.set, T.frozenset, T.dict]) {
  LEFT_SLOTS.forEach((name, op) => {
    if (!supports(t.name, op)) return;
    // A number leaves a wider one to that one's class.
    const wider = (b: W): boolean => (t === T.int && asBig(b) === null) || (t === T.float && asDouble(b) === null);
    method(t, name, 2, op === 6 ? 3 : 2, (a, b, modulus) =>
      wider(b) ? w_NotImplemented : modulus === undefined || modulus === w_None ? plain(() => binaryOp(op, a, b)) : power(a, b, modulus),
    );
    if (t === T.int || t === T.float || t === T.complex)
      method(t, RIGHT_SLOTS[op], 2, op === 6 ? 3 : 2, (a, b) => (wider(b) ? w_NotImplemented : plain(() => binaryOp(op, b, a))));
  });
  COMPARE.forEach((name, op) => {
    if (t === T.complex && op !== 2 && op !== 3) return;
    if (t === T.dict && op !== 2 && op !== 3) return;
    // An int leaves the comparison with a float to the float.
    method(t, name, 2, 2, (a, b) => (t === T.int && asBig(b) === null ? w_NotImplemented : compareOp(op, a, b)));
  });
  if (![T.list, T.set, T.dict].includes(t))
    method(t, '__hash__', 1, 1, (w) => hashOf(w instanceof W_Instance && w.payload !== null ? w.payload : w));
  method(t, '__repr__', 1, 1, (w) => newStr(plainRepr(w)));
  method(t, '__format__', 2, 2, (w, spec) => formatOf(w instanceof W_Instance && w.payload !== null ? w.payload : w, spec));
}

function supports(name: string, op: number): boolean {
  switch (name) {
    case 'int':
      return op < 12;
    case 'float':
      return op < 7;
    case 'complex':
      return op < 4 || op === 6;
    case 'str':
    case 'bytes':
      return op === 0 || op === 2 || op === 5;
    case 'list':
    case 'tuple':
      return op === 0 || op === 2;
    case 'dict':
      return op === 10;
    default:
      return op === 1 || (op >= 9 && op < 12);
  }
}

/** Errors about unsupported operands come from the operator, not from the method. */
function plain(make: () => W): W {
  return make();
}

/** A number of an int's subclass, bool among them, as an int. */
const ofInt = (w: W): W => (typeof w === 'object' && asBig(w) !== null ? intFromBig(asBig(w) ?? 0n) : w);

for (const t of [T.int, T.float, T.complex]) {
  method(t, '__neg__', 1, 1, (w) => unaryOp(ops.UNARY_NEGATIVE, w));
  method(t, '__pos__', 1, 1, (w) => unaryOp(ops.UNARY_POSITIVE, w));
  method(t, '__abs__', 1, 1, (w) => {
    const c = asComplex(w);
    if (t === T.complex && c !== null) return new W_Float(norm([c.re, c.im]));
    const n = asBig(w);
    return n !== null ? intFromBig(n < 0n ? -n : n) : new W_Float(Math.abs(asDouble(w) ?? 0));
  });
  method(t, '__bool__', 1, 1, (w) => newBool(truthOf(w instanceof W_Instance && w.payload !== null ? w.payload : w)));
  // The parts of a complex number, of subclasses too; a real number is its own real part.
  const parts = (w: W): { re: number; im: number } | null => (t === T.complex ? asComplex(w) : null);
  const itself = (w: W): W => (t === T.float ? new W_Float(asDouble(w) ?? 0) : ofInt(w));
  method(t, 'conjugate', 1, 1, (w) => {
    const c = parts(w);
    return c === null ? itself(w) : new W_Complex(c.re, -c.im);
  });
  getset(t, 'real', (w) => {
    const c = parts(w);
    return c === null ? (w instanceof W_Float ? w : itself(w)) : new W_Float(c.re);
  });
  getset(t, 'imag', (w) => {
    const c = parts(w);
    return c !== null ? new W_Float(c.im) : t === T.int ? 0 : new W_Float(0);
  });
}
method(T.int, '__invert__', 1, 1, (w) => unaryOp(ops.UNARY_INVERT, w));
for (const name of ['__int__', '__index__', '__trunc__', '__floor__', '__ceil__'])
  method(T.int, name, 1, 1, (w) => intFromBig(asBig(w) ?? 0n));
method(T.int, '__float__', 1, 1, (w) => new W_Float(asDouble(w) ?? 0));
method(T.int, '__round__', 1, 2, (w, n) =>
  n === undefined
    ? intFromBig(asBig(w) ?? 0n)
    : hooks.call(hooks.getattr(hooks.importModule('builtins', newTuple([]), 0, w_False), 'round'), [intFromBig(asBig(w) ?? 0n), n]),
);
method(T.int, '__divmod__', 2, 2, (a, b) => (asBig(b) === null ? w_NotImplemented : newTuple([binaryOp(4, a, b), binaryOp(5, a, b)])));
method(T.int, 'bit_length', 1, 1, (w) => {
  const n = asBig(w) ?? 0n;
  return n === 0n ? 0 : (n < 0n ? -n : n).toString(2).length;
});
method(T.int, 'bit_count', 1, 1, (w) => Array.from((asBig(w) ?? 0n).toString(2)).filter((c) => c === '1').length);
method(T.int, 'is_integer', 1, 1, () => newBool(true));
method(T.int, 'as_integer_ratio', 1, 1, (w) => newTuple([intFromBig(asBig(w) ?? 0n), 1]));
getset(T.int, 'numerator', (w) => intFromBig(asBig(w) ?? 0n));
getset(T.int, 'denominator', () => 1);
rawMethod(T.int, 'to_bytes', (args, keywords) => {
  let n = asBig(args[0]) ?? 0n;
  const length = sizeArgument(args[1] ?? keywords?.get('length') ?? 1);
  const order = strText(args[2] ?? keywords?.get('byteorder') ?? 'big');
  if (order !== 'little' && order !== 'big') throw valueError("byteorder must be either 'little' or 'big'");
  const signed = hooks.truth(keywords?.get('signed') ?? w_False);
  if (length < 0) throw valueError('length argument must be non-negative');
  checkBits(length * 8);
  if (n < 0n && !signed) throw error('OverflowError', "can't convert negative int to unsigned");
  const bits = BigInt(length) * 8n;
  const limit = signed ? 1n << (bits === 0n ? 0n : bits - 1n) : 1n << bits;
  if (n >= limit || (signed && n < -limit)) throw error('OverflowError', 'int too big to convert');
  n = BigInt.asUintN(Number(bits), n);
  const out = new Uint8Array(length);
  const digits = n.toString(16).padStart(length * 2, '0');
  for (let i = 0; i < length; i++) out[order === 'big' ? i : length - 1 - i] = parseInt(digits.slice(i * 2, i * 2 + 2), 16);
  return new W_Bytes(out);
});
classMethod(T.int, 'from_bytes', (args, keywords) => {
  const given = args[1] ?? keywords?.get('bytes');
  if (given === undefined) throw typeError("from_bytes() missing required argument 'bytes' (pos 1)");
  const data = given instanceof W_Bytes ? given.data : Uint8Array.from((hooks.call(T.bytes, [given]) as W_Bytes).data);
  const order = strText(args[2] ?? keywords?.get('byteorder') ?? 'big');
  if (order !== 'little' && order !== 'big') throw valueError("byteorder must be either 'little' or 'big'");
  checkBits(data.length * 8);
  const digits = Array.from(data, (byte) => byte.toString(16).padStart(2, '0'));
  let n = BigInt(`0x0${(order === 'little' ? digits.reverse() : digits).join('')}`);
  if (hooks.truth(keywords?.get('signed') ?? w_False)) n = BigInt.asIntN(data.length * 8, n);
  return args[0] === T.int ? intFromBig(n) : hooks.call(args[0], [intFromBig(n)]);
});

const F = (w: W): number => asDouble(w) ?? 0;
method(T.float, '__int__', 1, 1, (w) => doubleToInt(F(w)));
method(T.float, '__trunc__', 1, 1, (w) => doubleToInt(F(w)));
method(T.float, '__float__', 1, 1, (w) => new W_Float(F(w)));
method(T.float, 'is_integer', 1, 1, (w) => newBool(Number.isInteger(F(w))));
method(T.float, 'hex', 1, 1, (w) => hexFloat(F(w)));
classMethod(T.float, '__getformat__', (args) => {
  const asked = strText(args[1]);
  if (asked !== 'double' && asked !== 'float') throw valueError("__getformat__() argument 1 must be 'double' or 'float'");
  return 'IEEE, little-endian';
});
classMethod(T.float, 'fromhex', (args) => new W_Float(parseHex(strText(args[1]) ?? '')));
method(T.float, 'as_integer_ratio', 1, 1, (w) => {
  let x = F(w);
  if (Number.isNaN(x)) throw valueError('cannot convert NaN to integer ratio');
  if (!Number.isFinite(x)) throw error('OverflowError', 'cannot convert Infinity to integer ratio');
  let d = 1n;
  while (!Number.isInteger(x)) {
    x *= 2;
    d *= 2n;
  }
  return newTuple([intFromBig(BigInt(x)), intFromBig(d)]);
});
method(T.float, '__round__', 1, 2, (w, n) =>
  hooks.call(
    hooks.getattr(hooks.importModule('builtins', newTuple([]), 0, w_False), 'round'),
    n === undefined ? [new W_Float(F(w))] : [new W_Float(F(w)), n],
  ),
);
method(T.float, '__divmod__', 2, 2, (a, b) => (asDouble(b) === null ? w_NotImplemented : newTuple([binaryOp(4, a, b), binaryOp(5, a, b)])));

function hexFloat(x: number): string {
  if (!Number.isFinite(x)) return floatRepr(x);
  const sign = x < 0 || Object.is(x, -0) ? '-' : '';
  if (x === 0) return `${sign}0x0.0p+0`;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(x));
  const raw = view.getBigUint64(0);
  const e = Number(raw >> 52n);
  const digits = (raw & 0xfffffffffffffn).toString(16).padStart(13, '0');
  const exponent = e === 0 ? -1022 : e - 1023;
  return `${sign}0x${e === 0 ? 0 : 1}.${digits}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}

function parseHex(text: string): number {
  const found = /^\s*([+-]?)(?:0[xX])?([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?(?:[pP]([+-]?\d+))?\s*$/.exec(text);
  if (found === null || (found[2] === '' && (found[3] ?? '') === '')) {
    const special = /^\s*([+-]?)(inf|infinity|nan)\s*$/i.exec(text);
    if (special === null) throw valueError('invalid hexadecimal floating-point string');
    return special[2].toLowerCase() === 'nan' ? NaN : special[1] === '-' ? -Infinity : Infinity;
  }
  const fraction = found[3] ?? '';
  const mantissa = BigInt(`0x${found[2]}${fraction}` === '0x' ? '0x0' : `0x${found[2]}${fraction}`);
  const e = Number(found[4] ?? 0) - 4 * fraction.length;
  let x = Number(mantissa);
  for (let left = e; left !== 0;) {
    const step = Math.max(-1000, Math.min(1000, left));
    x *= 2 ** step;
    left -= step;
  }
  return found[1] === '-' ? -x : x;
}

method(w_boolType, '__repr__', 1, 1, (w) => newStr(reprOf(w)));
