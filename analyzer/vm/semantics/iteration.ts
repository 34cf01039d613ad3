/**
 * iter() and next(). Advancing is the one effect of a step and comes last: the guards that decide whether there is an item
 * stand before it.
 *
 * Sources: pypy/objspace/std/iterobject.py, pypy/module/__builtin__/functional.py.
 */
import * as m from '../machine/machine';
import type { Ref } from '../machine/types';
import { typeError, typeName } from '../runtime/errors';
import { W_Builtin, type Frame } from '../runtime/functions';
import { K } from '../runtime/kinds';
import { w_None } from '../runtime/values';
import { iterHelper, nextHelper, quietNext, strItemHelper } from '../library/protocols/operators';
import { call, callMethodOf } from './calls';
import { truthOf } from './compare';
import { C } from './continuations';
import { resume } from './generators';

/** What FOR_ITER found: an item, the end, or a frame that was pushed (its result is the item). */
export const END = null;
export type Step = Ref | null | undefined;

/** iter(w): undefined when a frame was pushed (f.cont is ITER then). */
export function iterate(f: Frame, w: Ref): Ref | undefined {
  switch (m.kind(w)) {
    case K.LIST:
      return m.newSeqIter(w);
    case K.TUPLE:
      return m.newTupleIter(w);
    case K.RANGE: {
      const r = m.rangeIterator(w);
      return r ?? m.callR(iterHelper(K.RANGE), w);
    }
    case K.RANGE_ITER:
    case K.RANGE_STEP_ITER:
    case K.SEQ_ITER:
    case K.TUPLE_ITER:
    case K.STR_ITER:
    case K.DICT_ITER:
    case K.SET_ITER:
    case K.NATIVE_ITER:
    case K.PLAIN_ITER:
    case K.ENUMERATE:
    case K.ZIP:
    case K.MAP:
    case K.FILTER:
      return w;
    case K.GENERATOR:
      if (m.generatorState(w).flavour === 'generator') return w;
      throw notIterable(w);
    case K.STR:
      return m.newStrIter(w);
    case K.INSTANCE:
    case K.EXCEPTION: {
      const type = m.typeOf(w);
      m.dependOn(type.version);
      const method = type.lookup('__iter__');
      if (method === null || method === w_None) {
        if (method === null && type.lookup('__getitem__') !== null) return m.callR(iterHelper(K.INSTANCE), w);
        throw notIterable(w);
      }
      f.cont = C.ITER;
      f.contArg = 1;
      const r = callMethodOf(f, method, [w]);
      return r === undefined ? undefined : checkIterator(r);
    }
    default:
      return m.callR(iterHelper(m.kind(w)), w);
  }
}

export function checkIterator(r: Ref): Ref {
  const k = m.kind(r);
  if ((k === K.INSTANCE || k === K.EXCEPTION) && m.typeOf(r).lookup('__next__') === null)
    throw typeError(`iter() returned non-iterator of type '${typeName(m.concrete(r))}'`);
  return r;
}

function notIterable(w: Ref): unknown {
  return typeError(`'${typeName(m.concrete(w))}' object is not iterable`);
}

/** The next item of an iterator. f.cont/f.contArg must be set: they are used when a frame is pushed. */
export function next(f: Frame, it: Ref): Step {
  switch (m.kind(it)) {
    case K.RANGE_ITER: {
      const i = m.rangeCurrent(it);
      if (!m.branch(m.intLt(i, m.rangeStop(it)))) return END;
      m.setRangeCurrent(it, m.intAdd(i, m.int(1)));
      return m.newInt(i);
    }
    case K.RANGE_STEP_ITER: {
      const left = m.rangeRemaining(it);
      if (!m.branch(m.intGt(left, m.int(0)))) return END;
      const i = m.rangeStepCurrent(it);
      m.setRangeStepCurrent(it, m.intAdd(i, m.rangeStep(it)));
      m.setRangeRemaining(it, m.intSub(left, m.int(1)));
      return m.newInt(i);
    }
    case K.SEQ_ITER: {
      const list = m.seqIterList(it);
      if (m.isNull(list)) return END;
      const i = m.seqIterIndex(it);
      const item = listItemOrEnd(list, i);
      if (item === END) {
        m.endSeqIter(it);
        return END;
      }
      m.setSeqIterIndex(it, m.intAdd(i, m.int(1)));
      return item;
    }
    case K.TUPLE_ITER: {
      const tuple = m.tupleIterItems(it);
      if (m.isNull(tuple)) return END;
      const i = m.tupleIterIndex(it);
      const store = m.tupleIterStore(tuple);
      if (m.branch(m.uintGe(i, m.arrayLen(store)))) {
        m.endTupleIter(it);
        return END;
      }
      const item = m.arrayGet(store, i);
      m.setTupleIterIndex(it, m.intAdd(i, m.int(1)));
      return item;
    }
    case K.STR_ITER: {
      const text = m.strIterText(it);
      if (m.isNull(text)) return END;
      const i = m.strIterIndex(it);
      if (m.branch(m.uintGe(i, m.strLen(text)))) return END;
      const item = m.callR(strItemHelper, text, i);
      m.setStrIterIndex(it, m.intAdd(i, m.int(1)));
      return item;
    }
    case K.GENERATOR: {
      const g = m.generatorState(it);
      if (g.finished && !g.running) return END;
      return resume(f, it, m.ref(w_None));
    }
    case K.ENUMERATE:
      return nextEnumerate(f, it);
    case K.ZIP:
      return nextZip(f, it);
    case K.MAP:
      return nextMap(f, it);
    case K.FILTER:
      return nextFilter(f, it);
    case K.INSTANCE:
    case K.EXCEPTION: {
      const type = m.typeOf(it);
      m.dependOn(type.version);
      const method = type.lookup('__next__');
      if (method === null) throw typeError(`'${typeName(m.concrete(it))}' object is not an iterator`);
      if (method instanceof W_Builtin) return m.nextOpaque(nextHelper(K.INSTANCE), it);
      return callMethodOf(f, method, [it]);
    }
    default:
      return m.nextOpaque(nextHelper(m.kind(it)), it);
  }
}

/** The item at `i` of a list, or END past its last. */
export function listItemOrEnd(list: Ref, i: m.Int): Ref | null {
  const strategy = m.listStrategy(list);
  if (strategy.item === 'none') return END;
  const store = m.listStore(list);
  if (m.branch(m.uintGe(i, m.storeLen(store)))) return END;
  switch (strategy.item) {
    case 'i':
      return m.newInt(m.storeGetI(store, i));
    case 'f':
      return m.newFloat(m.storeGetF(store, i));
    case 's':
      return m.newStr(m.storeGetR(store, i));
    default:
      return m.storeGetR(store, i);
  }
}

/** Iterators whose next step neither runs guest code nor fails, so that several can be looked at before any is advanced. */
function isSimple(it: Ref): boolean {
  const k = m.kind(it);
  return k === K.RANGE_ITER || k === K.SEQ_ITER || k === K.TUPLE_ITER || k === K.STR_ITER || k === K.RANGE_STEP_ITER;
}

/** Iterators whose next step runs no guest code: all kinds are looked at, since a trace relies on each. */
function isQuiet(it: Ref, depth: number): boolean {
  const k = m.kind(it);
  if (depth === DEEPEST_QUIET) return false;
  if (k === K.ZIP)
    return m
      .zipIterators(it)
      .map((one) => isQuiet(one, depth + 1))
      .every((quiet) => quiet);
  if (k === K.ENUMERATE) return isQuiet(m.enumerateIterator(it), depth + 1);
  return isSimple(it) || k === K.DICT_ITER || k === K.SET_ITER || k === K.PLAIN_ITER;
}
/** Nests of iterators deeper than this are not looked through. */
const DEEPEST_QUIET = 3;

function nextEnumerate(f: Frame, e: Ref): Step {
  const inner = m.enumerateIterator(e);
  const end = f.contArg;
  if (f.cont !== C.NEXT || isSimple(inner)) {
    if (!isSimple(inner)) return m.nextOpaque(nextHelper(K.ENUMERATE), e);
    const item = peek(inner);
    if (item === END) {
      finished(inner);
      return END;
    }
    const pair = pairUp(e, item);
    advance(inner);
    return pair;
  }
  f.cont = C.ENUMERATE;
  f.contArg = end;
  f.contTemp = e;
  const item = next(f, inner);
  if (item === undefined) return undefined;
  f.contTemp = null;
  return item === END ? END : pairUp(e, item);
}

/** (index, item), and the index goes on. */
export function pairUp(e: Ref, item: Ref): Ref {
  const i = m.enumerateIndex(e);
  const pair = m.newTuple([m.newInt(i), item]);
  m.setEnumerateIndex(e, m.intAdd(i, m.int(1)));
  return pair;
}

function nextZip(f: Frame, zip: Ref): Step {
  const inner = m.zipIterators(zip);
  if (inner.length === 0) return END;
  if (!inner.every(isSimple))
    return m.nextOpaque(inner.map((it) => isQuiet(it, 0)).every((quiet) => quiet) ? quietNext : nextHelper(K.ZIP), zip);
  if (m.branch(m.intGt(m.zipStrict(zip), m.int(0))) || sameTwice(inner)) return m.nextOpaque(nextHelper(K.ZIP), zip);
  // Look at all before advancing any; Python has advanced those before the first exhausted one.
  const items: Ref[] = [];
  for (const it of inner) {
    const item = peek(it);
    if (item === END) {
      for (let i = 0; i < items.length; i++) advance(inner[i]);
      finished(it);
      return END;
    }
    items.push(item);
  }
  const tuple = m.newTuple(items);
  for (const it of inner) advance(it);
  return tuple;
}

/** One iterator given twice, as in zip(it, it): its items cannot be looked at ahead. */
function sameTwice(its: readonly Ref[]): boolean {
  for (let i = 1; i < its.length; i++)
    for (let j = 0; j < i; j++) if (m.kind(its[i]) === m.kind(its[j]) && m.branch(m.refEq(its[i], its[j]))) return true;
  return false;
}

/** What a simple iterator gives next, which stays its next item until `advance`. END at its end. */
function peek(it: Ref): Ref | null {
  switch (m.kind(it)) {
    case K.RANGE_ITER: {
      const i = m.rangeCurrent(it);
      return m.branch(m.intLt(i, m.rangeStop(it))) ? m.newInt(i) : END;
    }
    case K.RANGE_STEP_ITER:
      return m.branch(m.intGt(m.rangeRemaining(it), m.int(0))) ? m.newInt(m.rangeStepCurrent(it)) : END;
    case K.SEQ_ITER: {
      const list = m.seqIterList(it);
      return m.isNull(list) ? END : listItemOrEnd(list, m.seqIterIndex(it));
    }
    case K.TUPLE_ITER: {
      const tuple = m.tupleIterItems(it);
      if (m.isNull(tuple)) return END;
      const i = m.tupleIterIndex(it);
      const store = m.tupleIterStore(tuple);
      return m.branch(m.uintGe(i, m.arrayLen(store))) ? END : m.arrayGet(store, i);
    }
    default: {
      const text = m.strIterText(it);
      if (m.isNull(text)) return END;
      const i = m.strIterIndex(it);
      return m.branch(m.uintGe(i, m.strLen(text))) ? END : m.callR(strItemHelper, text, i);
    }
  }
}

/** Past the item that `peek` gave. Stores alone, no guards. */
function advance(it: Ref): void {
  switch (m.kind(it)) {
    case K.RANGE_ITER:
      m.setRangeCurrent(it, m.intAdd(m.rangeCurrent(it), m.int(1)));
      return;
    case K.RANGE_STEP_ITER:
      m.setRangeStepCurrent(it, m.intAdd(m.rangeStepCurrent(it), m.rangeStep(it)));
      m.setRangeRemaining(it, m.intSub(m.rangeRemaining(it), m.int(1)));
      return;
    case K.SEQ_ITER:
      m.setSeqIterIndex(it, m.intAdd(m.seqIterIndex(it), m.int(1)));
      return;
    case K.TUPLE_ITER:
      m.setTupleIterIndex(it, m.intAdd(m.tupleIterIndex(it), m.int(1)));
      return;
    default:
      m.setStrIterIndex(it, m.intAdd(m.strIterIndex(it), m.int(1)));
  }
}

/** `peek` found the end: list and tuple iterators let go of what they walked. */
function finished(it: Ref): void {
  const k = m.kind(it);
  if (k === K.SEQ_ITER) m.endSeqIter(it);
  else if (k === K.TUPLE_ITER) m.endTupleIter(it);
}

function nextMap(f: Frame, map: Ref): Step {
  const inner = m.mapIterators(map);
  if (!inner.every(isSimple)) return m.nextOpaque(nextHelper(K.MAP), map);
  if (sameTwice(inner)) return m.nextOpaque(nextHelper(K.MAP), map);
  const args: Ref[] = [];
  for (const it of inner) {
    const item = peek(it);
    if (item === END) {
      for (let i = 0; i < args.length; i++) advance(inner[i]);
      finished(it);
      return END;
    }
    args.push(item);
  }
  // The iterators go on when the function is entered: guards on what it is come before.
  return m.withEffect(
    () => {
      for (const it of inner) advance(it);
    },
    () => call(f, m.mapFunction(map), args, null),
  );
}

function nextFilter(f: Frame, filter: Ref): Step {
  const func = m.filterFunction(filter);
  const inner = m.filterIterator(filter);
  if (m.RECORDING || !isSimple(inner) || m.constantOf(func) !== w_None) return m.nextOpaque(nextHelper(K.FILTER), filter);
  for (;;) {
    const item = next(f, inner);
    if (item === END || item === undefined) return item;
    if (m.branch(truthOf(item))) return item;
  }
}
