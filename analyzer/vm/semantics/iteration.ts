/**
 * iter() and next(). Advancing is the one effect of a step and comes last: the guards that decide whether there is an item
 * stand before it.
 *
 * Sources: pypy/objspace/std/iterobject.py, pypy/module/__builtin__/functional.py.
 */
import * as m from '../machine/machine';
import type { Ref } from '../machine/types';
import { error, typeError, typeName } from '../runtime/errors';
import { W_Builtin, type Frame } from '../runtime/functions';
import { K } from '../runtime/kinds';
import { w_None } from '../runtime/values';
import { iterHelper, nextHelper, strItemHelper } from '../library/operators';
import { call, callMethodOf } from './calls';
import { truth } from './compare';
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
  if ((k === K.INSTANCE || k === K.EXCEPTION) && m.typeOf(r).lookup('__next__') === null) throw typeError(`iter() returned non-iterator of type '${typeName(m.concrete(r))}'`);
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
    default:
      return m.storeGetR(store, i);
  }
}

/** Iterators whose next step neither runs guest code nor fails, so that several can be looked at before any is advanced. */
function isSimple(it: Ref): boolean {
  const k = m.kind(it);
  return k === K.RANGE_ITER || k === K.SEQ_ITER || k === K.TUPLE_ITER || k === K.STR_ITER || k === K.RANGE_STEP_ITER;
}

function nextEnumerate(f: Frame, e: Ref): Step {
  const inner = m.enumerateIterator(e);
  const end = f.contArg;
  if (f.cont !== C.NEXT || isSimple(inner)) {
    if (!isSimple(inner)) return m.nextOpaque(nextHelper(K.ENUMERATE), e);
    const item = next(f, inner);
    if (item === END || item === undefined) return item;
    return pairUp(e, item);
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
  const index = m.newInt(i);
  m.setEnumerateIndex(e, m.intAdd(i, m.int(1)));
  return m.newTuple([index, item]);
}

function nextZip(f: Frame, zip: Ref): Step {
  const inner = m.zipIterators(zip);
  if (inner.length === 0) return END;
  if (!inner.every(isSimple)) return m.nextOpaque(nextHelper(K.ZIP), zip);
  // Look at all before advancing any; Python has advanced those before the first exhausted one.
  const ready = inner.map(hasNext);
  const items: Ref[] = [];
  for (let i = 0; i < inner.length; i++) {
    if (!ready[i]) {
      if (m.zipStrict(zip)) throw strictMismatch(i, ready);
      return END;
    }
    items.push(next(f, inner[i]) as Ref);
  }
  return m.newTuple(items);
}

function strictMismatch(i: number, ready: boolean[]): unknown {
  if (i > 0) return error('ValueError', `zip() argument ${i + 1} is shorter than argument${i === 1 ? ' 1' : `s 1-${i}`}`);
  const longer = ready.indexOf(true);
  return longer < 0 ? error('StopIteration', '') : error('ValueError', `zip() argument ${longer + 1} is longer than argument${longer === 1 ? ' 1' : `s 1-${longer}`}`);
}

function hasNext(it: Ref): boolean {
  switch (m.kind(it)) {
    case K.RANGE_ITER:
      return m.branch(m.intLt(m.rangeCurrent(it), m.rangeStop(it)));
    case K.RANGE_STEP_ITER:
      return m.branch(m.intGt(m.rangeRemaining(it), m.int(0)));
    case K.SEQ_ITER: {
      const list = m.seqIterList(it);
      if (m.isNull(list) || m.listStrategy(list).item === 'none') return false;
      return !m.branch(m.uintGe(m.seqIterIndex(it), m.storeLen(m.listStore(list))));
    }
    case K.TUPLE_ITER: {
      const tuple = m.tupleIterItems(it);
      if (m.isNull(tuple)) return false;
      return !m.branch(m.uintGe(m.tupleIterIndex(it), m.arrayLen(m.tupleIterStore(tuple))));
    }
    default: {
      const text = m.strIterText(it);
      if (m.isNull(text)) return false;
      return !m.branch(m.uintGe(m.strIterIndex(it), m.strLen(text)));
    }
  }
}

function nextMap(f: Frame, map: Ref): Step {
  const inner = m.mapIterators(map);
  if (!inner.every(isSimple)) return m.nextOpaque(nextHelper(K.MAP), map);
  const ready = inner.map(hasNext);
  if (ready.includes(false)) return END;
  const args = inner.map((it) => next(f, it) as Ref);
  return call(f, m.mapFunction(map), args, null);
}

function nextFilter(f: Frame, filter: Ref): Step {
  const func = m.filterFunction(filter);
  const inner = m.filterIterator(filter);
  if (!isSimple(inner) || m.constantOf(func) !== w_None) return m.nextOpaque(nextHelper(K.FILTER), filter);
  for (;;) {
    const item = next(f, inner);
    if (item === END || item === undefined) return item;
    if (truth(f, item, C.FILTER, f.contArg) === true) return item;
  }
}

