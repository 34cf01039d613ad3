/**
 * Comparisons, identity, containment, truth. A bool that is only tested is never boxed: `newBool` decides at once, as PyPy's
 * `space.newbool` does, so the guard stands in the COMPARE_OP and the jump after it adds nothing (jit-model.md, section 7).
 */
import * as m from '../machine/machine';
import type { Bool, Ref } from '../machine/types';
import { typeError, typeName, valueError } from '../runtime/errors';
import type { Frame } from '../runtime/functions';
import { K } from '../runtime/kinds';
import { w_False, w_NotImplemented, w_True, type W } from '../runtime/values';
import type { W_Type } from '../runtime/types';
import {
  COMPARE_METHODS,
  checkedLengthHelper,
  compareHelper,
  containsHelper,
  incomparable,
  lengthHelper,
  truthHelper,
} from '../library/protocols/operators';
import { callMethodOf } from './calls';
import { C } from './continuations';
import { askHash } from './hashed-keys';
import { pairItem } from './items';

const LE = 1;
const EQ = 2;
const NE = 3;
const GE = 5;
/** The operator seen from the other side. */
const SWAPPED = [4, 5, 2, 3, 0, 1];

export function compare(f: Frame, op: number, a: Ref, b: Ref): Ref | undefined {
  const ka = m.kind(a);
  const kb = m.kind(b);
  if ((ka === K.INT || ka === K.BOOL) && (kb === K.INT || kb === K.BOOL)) {
    return m.newBool(intCompare(op, ka === K.INT ? m.intval(a) : m.boolval(a), kb === K.INT ? m.intval(b) : m.boolval(b)));
  }
  if (ka === K.FLOAT && kb === K.FLOAT) return m.newBool(floatCompare(op, m.floatval(a), m.floatval(b)));
  if (ka === K.FLOAT && kb === K.INT && exactInt(b)) return m.newBool(floatCompare(op, m.floatval(a), m.intToFloat(m.intval(b))));
  if (ka === K.INT && kb === K.FLOAT && exactInt(a)) return m.newBool(floatCompare(op, m.intToFloat(m.intval(a)), m.floatval(b)));
  if (isPair(ka) && isPair(kb)) {
    const r = comparePairs(f, op, a, ka, b, kb);
    if (r !== null) return r;
  }
  if (ka === K.INSTANCE || kb === K.INSTANCE || ka === K.EXCEPTION || kb === K.EXCEPTION) return tryCompare(f, op, a, b, 0);
  if (BY_IDENTITY.has(ka) && BY_IDENTITY.has(kb)) return tryCompare(f, op, a, b, 0);
  return m.newBool(m.refIsTrue(m.callR(compareHelper(op, ka, kb), a, b)));
}

/** Nothing of their own to compare by, but a class's metaclass may have: object.__eq__ compares pointers, in the trace (descroperation.py, descr__eq__). */
const BY_IDENTITY: ReadonlySet<number> = new Set([K.TYPE, K.FUNCTION, K.BUILTIN, K.MODULE, K.GENERATOR]);

const isPair = (k: number): boolean => k === K.TUPLE_II || k === K.TUPLE_FF || k === K.TUPLE_OO;
const PLAIN: ReadonlySet<number> = new Set([K.INT, K.FLOAT, K.STR, K.BOOL, K.NONE]);

/**
 * Two pairs, item by item: their length is a constant, so the loop over them is unrolled (specialisedtupleobject.py, descr_eq;
 * tupleobject.py, _compare_tuples). Null when an item may have comparisons of its own.
 */
function comparePairs(f: Frame, op: number, a: Ref, ka: number, b: Ref, kb: number): Ref | null {
  const items = [0, 1].map((i) => [pairItem(a, ka, i), pairItem(b, kb, i)] as const);
  if (!items.every(([x, y]) => PLAIN.has(m.kind(x)) && PLAIN.has(m.kind(y)))) return null;
  for (const [x, y] of items) {
    if (m.branch(m.refIsTrue(compare(f, EQ, x, y) as Ref))) continue;
    // A NaN is equal to itself here, as the same object.
    if (m.kind(x) === K.FLOAT && m.kind(y) === K.FLOAT && !m.branch(m.floatEq(m.floatval(x), m.floatval(x)))) return null;
    if (op === EQ || op === NE) return m.ref(op === NE ? w_True : w_False);
    return compare(f, op, x, y) as Ref;
  }
  return m.ref(op === EQ || op === LE || op === GE ? w_True : w_False);
}

/** An int that a double holds exactly: every 32-bit one, and what the interpreter keeps as a number. */
function exactInt(w: Ref): boolean {
  return !m.RECORDING ? typeof m.concrete(w) === 'number' : m.fitsDouble(m.intval(w));
}

function intCompare(op: number, a: m.Int, b: m.Int): Bool {
  switch (op) {
    case 0:
      return m.intLt(a, b);
    case 1:
      return m.intLe(a, b);
    case 2:
      return m.intEq(a, b);
    case 3:
      return m.intNe(a, b);
    case 4:
      return m.intGt(a, b);
    default:
      return m.intGe(a, b);
  }
}

function floatCompare(op: number, a: m.Float, b: m.Float): Bool {
  switch (op) {
    case 0:
      return m.floatLt(a, b);
    case 1:
      return m.floatLe(a, b);
    case 2:
      return m.floatEq(a, b);
    case 3:
      return m.floatNe(a, b);
    case 4:
      return m.floatGt(a, b);
    default:
      return m.floatGe(a, b);
  }
}

function fallback(op: number, a: Ref, b: Ref): Ref {
  if (op === EQ) return m.newBool(m.refEq(a, b));
  if (op === NE) return m.branch(m.refEq(a, b)) ? m.ref(w_False) : m.ref(w_True);
  throw incomparable(op, m.concrete(a), m.concrete(b));
}

/** Methods in order; `__ne__` falls back to the inverse of `__eq__`. */
function candidates(op: number, ta: W_Type, tb: W_Type): { method: W; swapped: boolean; inverted: boolean }[] {
  const out: { method: W; swapped: boolean; inverted: boolean }[] = [];
  const find = (t: W_Type, which: number, swapped: boolean): void => {
    const method = t.lookup(COMPARE_METHODS[which]);
    const owner = t.lookupWhere(COMPARE_METHODS[which]);
    if (which === NE && owner?.name === 'object') {
      const eq = t.lookup('__eq__');
      if (eq !== null && t.lookupWhere('__eq__')?.name !== 'object') out.push({ method: eq, swapped, inverted: true });
    } else if (method !== null && owner?.name !== 'object') out.push({ method, swapped, inverted: false });
  };
  const swappedOp = SWAPPED[op];
  if (tb !== ta && tb.isSubtype(ta)) {
    find(tb, swappedOp, true);
    find(ta, op, false);
  } else {
    find(ta, op, false);
    find(tb, swappedOp, true);
  }
  return out;
}

function tryCompare(f: Frame, op: number, a: Ref, b: Ref, stage: number): Ref | undefined {
  const ta = m.typeOf(a);
  const tb = m.typeOf(b);
  m.dependOn(ta.version);
  m.dependOn(tb.version);
  const list = candidates(op, ta, tb);
  for (let i = stage; i < list.length; i++) {
    f.cont = C.COMPARE;
    f.contArg = op * 4 + i;
    const { method, swapped, inverted } = list[i];
    const r = callMethodOf(f, method, swapped ? [b, a] : [a, b]);
    if (r === undefined) return undefined;
    if (m.branch(m.refEq(r, m.ref(w_NotImplemented)))) continue;
    return inverted ? not(r) : r;
  }
  return fallback(op, a, b);
}

/** A candidate returned: as arithmetic.afterBinary. */
export function afterCompare(f: Frame, r: Ref): Ref | undefined {
  const op = f.contArg >> 2;
  const stage = f.contArg & 3;
  const a = f.slots[f.sp - 2] as Ref;
  const b = f.slots[f.sp - 1] as Ref;
  if (m.branch(m.refEq(r, m.ref(w_NotImplemented)))) return tryCompare(f, op, a, b, stage + 1);
  return candidates(op, m.typeOf(a), m.typeOf(b))[stage].inverted ? not(r) : r;
}

const not = (r: Ref): Ref => (m.branch(truthOf(r)) ? m.ref(w_False) : m.ref(w_True));

/** Truth of a value that needs no guest frame; user classes are asked in a nested run. */
export function truthOf(w: Ref): Bool {
  switch (m.kind(w)) {
    case K.BOOL:
      return m.refIsTrue(w);
    case K.INT:
      return m.intIsTrue(m.intval(w));
    case K.FLOAT:
      return m.floatNe(m.floatval(w), m.float(0));
    case K.NONE:
      return m.constBool(false);
    case K.LIST:
      if (m.listStrategy(w).item === 'none') return m.constBool(false);
      return m.intIsTrue(m.storeLen(m.listStore(w)));
    case K.TUPLE:
      return m.intIsTrue(m.arrayLen(m.tupleStore(w)));
    case K.DICT:
    case K.SET:
    case K.DICT_VIEW: {
      const own = m.RECORDING ? m.ownDictLength(w) : undefined;
      if (own !== undefined) return m.constBool(own > 0);
      return m.intIsTrue(m.callI(lengthHelper, w));
    }
    case K.TUPLE_II:
    case K.TUPLE_FF:
    case K.TUPLE_OO:
    case K.FUNCTION:
    case K.BUILTIN:
    case K.METHOD:
    case K.TYPE:
    case K.GENERATOR:
    case K.MODULE:
      return m.constBool(true);
    default:
      return m.refIsTrue(m.callR(truthHelper(m.kind(w)), w));
  }
}

/**
 * Truth of a condition. For an instance with `__bool__` or `__len__` written in Python its frame is pushed with `cont` and undefined
 * comes back; then `truthOfResult` reads what it returned.
 */
export function truth(f: Frame, w: Ref, cont: number, contArg: number): boolean | undefined {
  const k = m.kind(w);
  f.cont = cont;
  f.contArg = contArg;
  if (k !== K.INSTANCE && k !== K.EXCEPTION) return m.branch(truthOf(w));
  const type = m.typeOf(w);
  m.dependOn(type.version);
  const method = type.lookup('__bool__') ?? type.lookup('__len__');
  if (method === null) return true;
  const r = callMethodOf(f, method, [w]);
  return r === undefined ? undefined : truthOfResult(w, r);
}

/** What `__bool__` or `__len__` returned, as a decision. */
export function truthOfResult(w: Ref, r: Ref): boolean {
  const k = m.kind(r);
  if (k === K.BOOL) return m.branch(m.refIsTrue(r));
  if (m.typeOf(w).lookup('__bool__') !== null) throw typeError(`__bool__ should return bool, returned ${typeName(m.concrete(r))}`);
  return m.branch(m.intIsTrue(m.intval(lengthResult(r))));
}

/** What a `__len__` written in Python returned, as a length. PyPy: _check_len_result of objspace/descroperation.py. */
export function lengthResult(r: Ref): Ref {
  if (m.kind(r) !== K.INT) return m.callR(checkedLengthHelper, r);
  if (!m.branch(m.intGe(m.intval(r), m.int(0)))) throw valueError('__len__() should return >= 0');
  return r;
}

export function identical(a: Ref, b: Ref): Bool {
  const ca = m.constantOf(a);
  const cb = m.constantOf(b);
  // `x is None` and the like compare pointers; ints and floats compare by value, which needs their layouts.
  if ((ca !== null && isSingleton(ca)) || (cb !== null && isSingleton(cb))) return m.refEq(a, b);
  const ka = m.kind(a);
  const kb = m.kind(b);
  if (ka !== kb) return m.constBool(false);
  if (ka === K.INT) return m.intEq(m.intval(a), m.intval(b));
  if (ka === K.STR) return m.refEq(m.strval(a), m.strval(b));
  return m.refEq(a, b);
}

function isSingleton(w: W): boolean {
  return (
    typeof w === 'object' &&
    (w.kind === K.NONE || w.kind === K.BOOL || w.kind === K.ELLIPSIS || w.kind === K.NOT_IMPLEMENTED || w.kind === K.TYPE)
  );
}

/** `item in container`: undefined when a frame was pushed. */
export function contains(f: Frame, container: Ref, item: Ref, invert: number): Ref | undefined {
  f.cont = C.CONTAINS;
  f.contArg = invert;
  const k = m.kind(container);
  if (k === K.INSTANCE || k === K.EXCEPTION) {
    const type = m.typeOf(container);
    m.dependOn(type.version);
    const method = type.lookup('__contains__');
    if (method !== null) {
      const r = callMethodOf(f, method, [container, item]);
      return r === undefined ? undefined : containsResult(r, invert);
    }
  }
  if ((k === K.DICT || k === K.SET) && askHash(f, item)) return undefined;
  if (m.RECORDING) {
    const own = k === K.DICT ? m.ownDictItem(container, item) : undefined;
    const found = own === undefined ? unrolledContains(f, container, item) : own !== null;
    if (found !== null) return m.ref(found === (invert === 0) ? w_True : w_False);
  }
  const ki = m.RECORDING && (k === K.DICT || k === K.SET) ? m.keyKind(container, item, false) : m.kind(item);
  const r = m.callR(containsHelper(k, ki), container, item);
  return containsResult(r, invert);
}

/** tupleobject.py, UNROLL_CUTOFF: tuples of a size that the trace knows are compared with item by item. */
const UNROLL_CUTOFF = 10;
/** Null where the trace does not know the tuple, or comparing may run guest code. */
function unrolledContains(f: Frame, container: Ref, item: Ref): boolean | null {
  const k = m.kind(container);
  if (k !== K.TUPLE_II && k !== K.TUPLE_FF && k !== K.TUPLE_OO && (k !== K.TUPLE || m.constantOf(container) === null)) return null;
  const items = m.tupleRefs(container);
  if (items.length > UNROLL_CUTOFF || ![item, ...items].every((one) => PLAIN.has(m.kind(one)))) return null;
  for (const one of items) {
    if (m.kind(one) === K.NONE || m.kind(item) === K.NONE) {
      if (m.kind(one) === m.kind(item)) return true;
      continue;
    }
    if ((m.kind(one) === K.STR) !== (m.kind(item) === K.STR)) continue;
    const same = compare(f, 2, item, one);
    if (same !== undefined && m.branch(m.refIsTrue(same))) return true;
  }
  return false;
}

export function containsResult(r: Ref, invert: number): Ref {
  const yes = m.branch(truthOf(r));
  return m.ref(yes === (invert === 0) ? w_True : w_False);
}
