/** Tuples and fixed arrays. */
import { ConstInt, isConst, type Value } from '../../jit/ir';
import { mi } from '../../jit/recorder/current';
import { A, F, S } from '../../jit/recorder/descrs';
import { K } from '../../runtime/kinds';
import { tupleItems, type W, W_Tuple, W_TupleII } from '../../runtime/values';
import type { Float, Int, Ref, Store } from '../types';
import { kind, promoteInt } from './constants';
import { floatval, newFloat } from './floats';
import { create, createArray, getfield, getitem } from './heap';
import { intval, newInt } from './ints';
import { D, dbl, I, i64, R, S_, V, W_ } from './values';

export const tupleStore = (w: Ref): Store => S_(getfield(V(w), F.tupleItems));
export const tupleV0I = (w: Ref): Int => I(getfield(V(w), F.v0i));
export const tupleV1I = (w: Ref): Int => I(getfield(V(w), F.v1i));
export const tupleV0F = (w: Ref): Float => D(getfield(V(w), F.v0f));
export const tupleV1F = (w: Ref): Float => D(getfield(V(w), F.v1f));
export const tupleV0R = (w: Ref): Ref => R(getfield(V(w), F.v0r));
export const tupleV1R = (w: Ref): Ref => R(getfield(V(w), F.v1r));
export function newTuple(items: Ref[]): Ref {
  if (items.length === 2) {
    const [a, b] = items;
    const ka = kind(a);
    const kb = kind(b);
    if (ka === K.INT && kb === K.INT) {
      const [x, y] = [intval(a), intval(b)];
      return R(
        create(
          S.tupleII,
          K.TUPLE_II,
          [
            [F.v0i, V(x)],
            [F.v1i, V(y)],
          ],
          new W_TupleII(i64(x), i64(y)),
        ),
      );
    }
    if (ka === K.FLOAT && kb === K.FLOAT) {
      const [x, y] = [floatval(a), floatval(b)];
      return R(
        create(
          S.tupleFF,
          K.TUPLE_FF,
          [
            [F.v0f, V(x)],
            [F.v1f, V(y)],
          ],
          S.tupleFF.create([dbl(x), dbl(y)]),
        ),
      );
    }
    return R(
      create(
        S.tupleOO,
        K.TUPLE_OO,
        [
          [F.v0r, V(a)],
          [F.v1r, V(b)],
        ],
        S.tupleOO.create([W_(a), W_(b)]),
      ),
    );
  }
  return plainTuple(items);
}
/** A tuple that is not specialised. */
export function plainTuple(items: Ref[]): Ref {
  const array = createArray(A.fixed, items.map(V));
  mi().cache.learnField(array, F.listLength, new ConstInt(items.length));
  return tupleOf(array);
}
export const tupleOf = (array: Value): Ref => R(create(S.tuple, K.TUPLE, [[F.tupleItems, array]], new W_Tuple(array.value as W[])));
export const newTupleN = newTuple;
export const arrayLen = (s: Store): Int => {
  const a = mi().resolve(V(s));
  const known = mi().cache.getField(a, F.listLength);
  if (known !== undefined && isConst(known)) return I(known);
  const length = (a.value as unknown[]).length;
  return I(isConst(a) ? new ConstInt(length) : mi().record('arraylen_gc', [a], length, A.fixed));
};
export const arrayGet = (s: Store, i: Int): Ref => R(getitem(V(s), V(i), A.fixed));
export const fixedRefs = (array: Value): Ref[] => {
  const n = promoteInt(arrayLen(S_(array))) as number;
  return Array.from({ length: n }, (_, i) => R(getitem(array, new ConstInt(i), A.fixed)));
};
export const constantTuple = (w: W): readonly W[] => tupleItems(w) ?? [w];
export const tupleRefs = (w: Ref): Ref[] => {
  const k = kind(w);
  if (k === K.TUPLE_II) return [newInt(tupleV0I(w)), newInt(tupleV1I(w))];
  if (k === K.TUPLE_FF) return [newFloat(tupleV0F(w)), newFloat(tupleV1F(w))];
  if (k === K.TUPLE_OO) return [tupleV0R(w), tupleV1R(w)];
  return fixedRefs(V(tupleStore(w)));
};
