/** Iterators other than those of ranges. */
import * as direct from '../direct';
import { ConstInt, isConst } from '../../jit/ir';
import { mi } from '../../jit/recorder/current';
import { field, newValue } from '../../jit/recorder/unwrap';
import { helperCall } from '../../jit/recorder/calls';
import { F, S } from '../../jit/recorder/descrs';
import { nullConst } from '../../jit/recorder/metainterp';
import { placeHelper } from '../../jit/recorder/places';
import { K } from '../../runtime/kinds';
import type { Int, Ref, Store } from '../types';
import { create, fixedArray, getfield, setfield } from './heap';
import { fixedRefs, tupleStore } from './tuples';
import { conc, I, R, V } from './values';

export const seqIterList = (w: Ref): Ref => R(getfield(V(w), F.seqList));
export const seqIterIndex = (w: Ref): Int => I(getfield(V(w), F.seqIndex));
export const setSeqIterIndex = (w: Ref, i: Int): void => setfield(V(w), F.seqIndex, V(i));
export const endSeqIter = (w: Ref): void => setfield(V(w), F.seqList, nullConst);
export const tupleIterItems = (w: Ref): Ref => R(getfield(V(w), F.tupleIterItems));
export const tupleIterIndex = (w: Ref): Int => I(getfield(V(w), F.tupleIterIndex));
export const setTupleIterIndex = (w: Ref, i: Int): void => setfield(V(w), F.tupleIterIndex, V(i));
export const endTupleIter = (w: Ref): void => setfield(V(w), F.tupleIterItems, nullConst);
export const tupleIterStore = (items: Ref): Store => items as unknown as Store;
export const strIterText = (w: Ref): Ref => R(getfield(V(w), F.strText));
export const strIterIndex = (w: Ref): Int => I(getfield(V(w), F.strIndex));
export const setStrIterIndex = (w: Ref, i: Int): void => setfield(V(w), F.strIndex, V(i));
/** The characters of a str, and a str around characters. */
export const strval = (w: Ref): Ref => {
  const v = mi().resolve(V(w));
  return R(isConst(v) ? v : field(v, F.utf8));
};
export const newStr = (w: Ref): Ref => R(newValue(mi().resolve(V(w)), true));
export const strLen = (w: Ref): Int => I(helperCall(placeHelper.strLen, [V(w)]));
export const enumerateIterator = (w: Ref): Ref => R(getfield(V(w), F.enumIterator));
export const enumerateIndex = (w: Ref): Int => I(getfield(V(w), F.enumIndex));
export const setEnumerateIndex = (w: Ref, i: Int): void => setfield(V(w), F.enumIndex, V(i));
export const zipIterators = (w: Ref): readonly Ref[] => fixedRefs(getfield(V(w), F.zipIterators));
export const zipStrict = (w: Ref): Int => I(getfield(V(w), F.zipStrict));
export const mapFunction = (w: Ref): Ref => R(getfield(V(w), F.mapFunc));
export const mapIterators = (w: Ref): readonly Ref[] => fixedRefs(getfield(V(w), F.mapIterators));
export const filterFunction = (w: Ref): Ref => R(getfield(V(w), F.filterFunc));
export const filterIterator = (w: Ref): Ref => R(getfield(V(w), F.filterIterator));
export const newSeqIter = (list: Ref): Ref =>
  R(
    create(
      S.seqIter,
      K.SEQ_ITER,
      [
        [F.seqIndex, new ConstInt(0)],
        [F.seqList, V(list)],
      ],
      direct.newSeqIter(conc(list) as Ref),
    ),
  );
export const newTupleIter = (tuple: Ref): Ref => {
  const items = V(tupleStore(tuple));
  return R(
    create(
      S.tupleIter,
      K.TUPLE_ITER,
      [
        [F.tupleIterIndex, new ConstInt(0)],
        [F.tupleIterItems, items],
      ],
      S.tupleIter.create([0, items.value]),
    ),
  );
};
export const newStrIter = (text: Ref): Ref =>
  R(
    create(
      S.strIter,
      K.STR_ITER,
      [
        [F.strIndex, new ConstInt(0)],
        [F.strText, V(text)],
      ],
      S.strIter.create([0, conc(text)]),
    ),
  );
export const newEnumerate = (it: Ref, start: Int): Ref =>
  R(
    create(
      S.enumerate,
      K.ENUMERATE,
      [
        [F.enumIterator, V(it)],
        [F.enumIndex, V(start)],
      ],
      S.enumerate.create([conc(it), conc(start)]),
    ),
  );
export function newZip(its: Ref[]): Ref {
  const array = fixedArray(its);
  return R(
    create(
      S.zip,
      K.ZIP,
      [
        [F.zipIterators, array],
        [F.zipStrict, new ConstInt(0)],
      ],
      S.zip.create([array.value, 0]),
    ),
  );
}
export function newMap(func: Ref, its: Ref[]): Ref {
  const array = fixedArray(its);
  return R(
    create(
      S.map,
      K.MAP,
      [
        [F.mapFunc, V(func)],
        [F.mapIterators, array],
      ],
      S.map.create([conc(func), array.value]),
    ),
  );
}
