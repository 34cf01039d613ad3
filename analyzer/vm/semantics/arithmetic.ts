/**
 * Binary and unary operators. Ints and floats are written out; other builtin types go through one helper per operation and
 * layouts; user classes through their methods, in Python's order (reflected first for a subclass).
 *
 * Sources: pypy/objspace/std/{intobject,floatobject}.py, pypy/objspace/descroperation.py.
 */
import * as m from '../machine/machine';
import type { Ref } from '../machine/types';
import { error } from '../runtime/errors';
import type { Frame } from '../runtime/functions';
import { K } from '../runtime/kinds';
import { w_NotImplemented, W_Float, type W } from '../runtime/values';
import type { W_Type } from '../runtime/types';
import {
  binaryHelper,
  extendedFrom,
  varyingFormatHelper,
  inplaceHelper,
  LEFT_METHODS,
  INPLACE_METHODS,
  RIGHT_METHODS,
  unsupported,
} from '../library/protocols/operators';
import { callMethodOf } from './calls';
import { C } from './continuations';

export const ADD = 0;
export const SUB = 1;
export const MUL = 2;
export const TRUEDIV = 3;
export const FLOORDIV = 4;
export const MOD = 5;
export const POW = 6;
export const LSHIFT = 7;
export const RSHIFT = 8;
export const AND = 9;
export const OR = 10;
export const XOR = 11;

/** a OP b for the two values on top of the stack; undefined when a guest frame was pushed to compute it. */
export function binary(f: Frame, op: number, a: Ref, b: Ref, inplace: boolean): Ref | undefined {
  const ka = m.kind(a);
  const kb = m.kind(b);
  if (ka === K.INT && kb === K.INT) {
    const r = intBinary(op, a, b);
    if (r !== null) return r;
  } else if (ka === K.FLOAT && kb === K.FLOAT) {
    const r = floatBinary(op, m.floatval(a), m.floatval(b));
    if (r !== null) return r;
  } else if (ka === K.FLOAT && (kb === K.INT || kb === K.BOOL)) {
    const r = floatBinary(op, m.floatval(a), m.intToFloat(kb === K.INT ? m.intval(b) : m.boolval(b)));
    if (r !== null) return r;
  } else if ((ka === K.INT || ka === K.BOOL) && kb === K.FLOAT) {
    const r = floatBinary(op, m.intToFloat(ka === K.INT ? m.intval(a) : m.boolval(a)), m.floatval(b));
    if (r !== null) return r;
  } else if ((ka === K.BOOL || ka === K.INT) && (kb === K.BOOL || kb === K.INT) && !(ka === K.BOOL && kb === K.BOOL && op >= AND)) {
    const r = intBinary(op, ka === K.BOOL ? m.newInt(m.boolval(a)) : a, kb === K.BOOL ? m.newInt(m.boolval(b)) : b);
    if (r !== null) return r;
  }
  if (ka === K.INSTANCE || kb === K.INSTANCE || ka === K.EXCEPTION || kb === K.EXCEPTION) return guestBinary(f, op, a, b, inplace);
  return builtinBinary(op, ka, kb, a, b, inplace);
}

function builtinBinary(op: number, ka: number, kb: number, a: Ref, b: Ref, inplace: boolean): Ref {
  if (op === MUL && ka === K.LIST && kb === K.INT && !inplace) {
    const repeated = m.repeatList(a, m.intval(b));
    if (repeated !== null) return repeated;
  }
  // The formatter unrolls over a format that is a constant of the trace (pypy/objspace/std/formatting.py, look_inside_iff).
  const varying = op === MOD && ka === K.STR && m.constantOf(a) === null;
  const from = inplace && op === ADD && ka === K.LIST ? extendedFrom(kb, m.constantOf(b)) : kb;
  return m.callR(varying ? varyingFormatHelper : inplace ? inplaceHelper(op, ka, from) : binaryHelper(op, ka, kb), a, b);
}

/** Null when it needs the general path (overflow, or an error to raise there). */
function intBinary(op: number, a: Ref, b: Ref): Ref | null {
  switch (op) {
    case ADD: {
      const r = m.addOvf(m.intval(a), m.intval(b));
      return r === null ? null : m.newInt(r);
    }
    case SUB: {
      const r = m.subOvf(m.intval(a), m.intval(b));
      return r === null ? null : m.newInt(r);
    }
    case MUL: {
      const r = m.mulOvf(m.intval(a), m.intval(b));
      return r === null ? null : m.newInt(r);
    }
    case AND:
      return m.newInt(m.and(m.intval(a), m.intval(b)));
    case OR:
      return m.newInt(m.or(m.intval(a), m.intval(b)));
    case XOR:
      return m.newInt(m.xor(m.intval(a), m.intval(b)));
    case FLOORDIV:
    case MOD: {
      const x = m.intval(a);
      const y = m.intval(b);
      if (m.branch(m.intEq(y, m.int(0)))) throw error('ZeroDivisionError', 'division by zero');
      const divisor = m.constantOf(b);
      if ((divisor === null || divisor === -1) && m.branch(m.intEq(y, m.int(-1))) && m.branch(m.intEq(x, m.int(-9223372036854775808n))))
        return null;
      return m.newInt(op === MOD ? m.mod(x, y) : m.floordiv(x, y));
    }
    case TRUEDIV: {
      const x = m.intToFloat(m.intval(a));
      const y = m.intToFloat(m.intval(b));
      if (m.branch(m.floatEq(y, m.float(0)))) throw error('ZeroDivisionError', 'division by zero');
      if (
        m.RECORDING
          ? !m.fitsDouble(m.intval(a)) || !m.fitsDouble(m.intval(b))
          : typeof m.concrete(a) === 'bigint' || typeof m.concrete(b) === 'bigint'
      )
        return null;
      return m.newFloat(m.fdiv(x, y));
    }
    case LSHIFT: {
      const y = m.intval(b);
      if (m.branch(m.uintGe(y, m.int(64)))) return null;
      const r = m.shlOvf(m.intval(a), y);
      return r === null ? null : m.newInt(r);
    }
    case RSHIFT: {
      const y = m.intval(b);
      if (m.branch(m.uintGe(y, m.int(64)))) return null;
      return m.newInt(m.shr(m.intval(a), y));
    }
    case POW: {
      // PyPy squares inline (intobject.py, descr_pow with a constant exponent 2).
      if (m.constantOf(b) !== 2) return null;
      const r = m.mulOvf(m.intval(a), m.intval(a));
      return r === null ? null : m.newInt(r);
    }
    default:
      return null;
  }
}

function floatBinary(op: number, x: m.Float, y: m.Float): Ref | null {
  switch (op) {
    case ADD:
      return m.newFloat(m.fadd(x, y));
    case SUB:
      return m.newFloat(m.fsub(x, y));
    case MUL:
      return m.newFloat(m.fmul(x, y));
    case TRUEDIV:
      if (m.branch(m.floatEq(y, m.float(0)))) throw error('ZeroDivisionError', 'division by zero');
      return m.newFloat(m.fdiv(x, y));
    case POW: {
      const e = m.constantOf(m.newFloat(y));
      return e instanceof W_Float && e.floatval === 2 ? m.newFloat(m.fmul(x, x)) : null;
    }
    default:
      return null;
  }
}

// -- user classes ------------------------------------------------------------------------------------------------------

/** The methods to try, in order: the reflected one first when b's class is a subclass that overrides it. */
function candidates(op: number, ta: W_Type, tb: W_Type, inplace: boolean): { method: W; swapped: boolean }[] {
  const out: { method: W; swapped: boolean }[] = [];
  const left = ta.lookup(LEFT_METHODS[op]);
  const right = ta === tb ? null : tb.lookup(RIGHT_METHODS[op]);
  const own = inplace ? ta.lookup(INPLACE_METHODS[op]) : null;
  if (own !== null) out.push({ method: own, swapped: false });
  const reflectedFirst = right !== null && tb.isSubtype(ta) && right !== ta.lookup(RIGHT_METHODS[op]);
  if (reflectedFirst) out.push({ method: right, swapped: true });
  if (left !== null) out.push({ method: left, swapped: false });
  if (right !== null && !reflectedFirst) out.push({ method: right, swapped: true });
  return out;
}

function guestBinary(f: Frame, op: number, a: Ref, b: Ref, inplace: boolean): Ref | undefined {
  return tryBinary(f, op, a, b, inplace, 0);
}

function tryBinary(f: Frame, op: number, a: Ref, b: Ref, inplace: boolean, stage: number): Ref | undefined {
  const ta = m.typeOf(a);
  const tb = m.typeOf(b);
  m.dependOn(ta.version);
  m.dependOn(tb.version);
  const list = candidates(op, ta, tb, inplace);
  for (let i = stage; i < list.length; i++) {
    f.cont = C.BINARY;
    f.contArg = (inplace ? 256 : 0) + op * 4 + i;
    const { method, swapped } = list[i];
    const r = callMethodOf(f, method, swapped ? [b, a] : [a, b]);
    if (r === undefined) return undefined;
    if (m.branch(m.refEq(r, m.ref(w_NotImplemented)))) continue;
    return r;
  }
  throw unsupported(op, m.concrete(a), m.concrete(b), inplace);
}

/** A candidate returned `r`: the final value, or undefined when the next candidate's frame was pushed. */
export function afterBinary(f: Frame, r: Ref): Ref | undefined {
  if (!m.branch(m.refEq(r, m.ref(w_NotImplemented)))) return r;
  const inplace = f.contArg >= 256;
  const code = f.contArg & 255;
  return tryBinary(f, code >> 2, f.slots[f.sp - 2] as Ref, f.slots[f.sp - 1] as Ref, inplace, (code & 3) + 1);
}
