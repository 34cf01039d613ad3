/** Where a trace decides: guard_true, guard_false and comparisons of pointers. */
import { ConstInt, isConst } from '../../jit/ir';
import { mi } from '../../jit/recorder/current';
import { nullConst } from '../../jit/recorder/metainterp';
import { w_False, w_True } from '../../runtime/values';
import type { Bool, Int, Ref } from '../types';
import { int, ref } from './constants';
import { intAdd, uintGe } from './ints';
import { B, bool, V } from './values';

export function branch(b: Bool): boolean {
  const v = mi().resolve(V(b));
  const yes = v.value === 1;
  if (!isConst(v)) {
    mi().guard(yes ? 'guard_true' : 'guard_false', [v]);
    mi().cache.constants.set(v, new ConstInt(yes ? 1 : 0));
  }
  return yes;
}
/** An int that a double holds exactly (the bounds of a shifted comparison, as floatobject.py tests it). */
export function fitsDouble(i: Int): boolean {
  const shifted = intAdd(i, int(9007199254740991));
  return !branch(uintGe(shifted, int(18014398509481983n)));
}
export const newBool = (b: Bool): Ref => ref(branch(b) ? w_True : w_False);
export function refEq(a: Ref, b: Ref): Bool {
  const x = mi().resolve(V(a) ?? nullConst);
  const y = mi().resolve(V(b) ?? nullConst);
  return bool(mi().pure('instance_ptr_eq', [x, y], B(x.value === y.value)));
}
export const refIsTrue = (w: Ref): Bool => refEq(w, ref(w_True));
export const constBool = (b: boolean): Bool => bool(new ConstInt(b ? 1 : 0));
