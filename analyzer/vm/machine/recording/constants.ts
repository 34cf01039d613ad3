/** Constants of the trace, classes, promotion: what guard_class and guard_value tell apart. */
import { ConstFloat, ConstInt, ConstPtr, isConst, type Value } from '../../jit/ir';
import { layoutClass } from '../../jit/recorder/classes';
import { mi } from '../../jit/recorder/current';
import { F } from '../../jit/recorder/descrs';
import { nullConst } from '../../jit/recorder/metainterp';
import type { DictStrategy } from '../../runtime/dicts';
import { K } from '../../runtime/kinds';
import type { ListStrategy } from '../../runtime/lists';
import type { Version } from '../../runtime/quasi';
import { typeOf as guestTypeOf, type W_Type } from '../../runtime/types';
import { kindOf, type W } from '../../runtime/values';
import type { Float, Int, Ref } from '../types';
import { getfield } from './heap';
import { instanceMap } from './instances';
import { D, I, R, V, W_ } from './values';

export type { Bool, Float, Int, Ref, Store } from '../types';
export { w_None } from '../../runtime/values';

export const RECORDING: boolean = true;

const guestConstants = new WeakMap<object, ConstPtr>();
export const ref = (w: W): Ref => {
  if (typeof w !== 'object') return R(new ConstPtr(w, 'ptr'));
  let c = guestConstants.get(w);
  if (c === undefined) guestConstants.set(w, (c = new ConstPtr(w, 'ptr')));
  return R(c);
};
export const int = (n: number | bigint): Int => I(new ConstInt(n));
export const float = (n: number): Float => D(new ConstFloat(n));
export const nullRef: Ref = R(nullConst);

export function isNull(w: Ref): boolean {
  if ((w as unknown) === null) return true;
  const v = mi().resolve(V(w));
  if (isConst(v)) return v.value === null;
  if (mi().cache.isNonNull(v)) return false;
  const isnull = v.value === null || v.value === undefined;
  mi().guard(isnull ? 'guard_isnull' : 'guard_nonnull', [v]);
  if (isnull) mi().cache.constants.set(v, nullConst);
  else mi().cache.setNonNull(v);
  return isnull;
}

export function kind(w: Ref): number {
  const v = mi().resolve(V(w));
  if (isConst(v)) return kindOf(v.value as W);
  const known = mi().cache.kind(v);
  if (known !== undefined) return known;
  const k = kindOf(v.value as W);
  mi().guard('guard_class', [v, new ConstPtr(layoutClass(k), layoutClass(k).name)]);
  mi().cache.setKind(v, k);
  return k;
}
export const kindIfKnown = (w: Ref): number => {
  const v = mi().resolve(V(w));
  return isConst(v) ? kindOf(v.value as W) : (mi().cache.kind(v) ?? 0);
};

export function promote(w: Ref): W {
  const v = mi().resolve(V(w));
  if (!isConst(v)) {
    const c = typeof v.value === 'object' && v.value !== null ? V(ref(v.value as W)) : new ConstPtr(v.value, 'ptr');
    mi().guard('guard_value', [v, c]);
    mi().cache.constants.set(v, c);
    mi().cache.setNonNull(v);
  }
  return v.value as W;
}
export function promoteInt(i: Int): number | bigint {
  const v = mi().resolve(V(i));
  if (!isConst(v)) {
    const c = new ConstInt(v.value as number);
    mi().guard('guard_value', [v, c]);
    mi().cache.constants.set(v, c);
  }
  return v.value as number;
}
export const constantOf = (w: Ref): W | null => {
  if ((w as unknown) === null) return null;
  const v = mi().resolve(V(w));
  if (isConst(v)) return v.value as W | null;
  // A fresh box around a constant number is as good as the constant.
  const inner =
    mi().cache.getField(v, F.intval) ??
    mi().cache.getField(v, F.floatval) ??
    mi().cache.getField(v, F.utf8) ??
    mi().cache.getField(v, F.longNum);
  return inner !== undefined && isConst(inner) ? (v.value as W) : null;
};
export const concrete = (w: Ref): W => W_(w);
export const dependOn = (v: Version): void => mi().relyOn(v);

const strategyClass = new Map<ListStrategy | DictStrategy, ConstPtr>();
/** guard_class on a strategy: strategies are singletons, so their class is their identity. */
export function promoteStrategy<T extends ListStrategy | DictStrategy>(v: Value): T {
  const r = mi().resolve(v);
  if (isConst(r)) return r.value as T;
  const strategy = r.value as T;
  let c = strategyClass.get(strategy);
  if (c === undefined) strategyClass.set(strategy, (c = new ConstPtr(strategy, strategy.name)));
  mi().guard('guard_value', [r, c]);
  mi().cache.constants.set(r, c);
  return strategy;
}
export function typeOf(w: Ref): W_Type {
  const raised = mi().exceptionTypes.get(V(w));
  if (raised !== undefined) return raised;
  const k = kind(w);
  if (k === K.INSTANCE || k === K.EXCEPTION) return instanceMap(w).cls;
  if (k === K.TYPE) return guestTypeOf(promote(w));
  if (k === K.NATIVE) return promote(R(getfield(V(w), F.nativeClass))) as W_Type;
  return guestTypeOf(W_(w));
}
