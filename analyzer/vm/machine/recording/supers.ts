/** super objects. */
import type { Value } from '../../jit/ir';
import { helperCall } from '../../jit/recorder/calls';
import { mi } from '../../jit/recorder/current';
import { placeHelper } from '../../jit/recorder/places';
import { K } from '../../runtime/kinds';
import type { W_Type } from '../../runtime/types';
import type { Ref } from '../types';
import { promote, typeOf } from './constants';
import { abort, R, V } from './values';

export const newSuper = (cls: Ref, object: Ref): Ref => {
  const w = helperCall(placeHelper.newSuper, [V(cls), V(object)]);
  const start = promote(cls) as W_Type;
  const own = typeOf(object);
  // As makeSuper: in `super(F, cls)` it is the class itself whose bases are looked through, not its metaclass.
  superObjects.set(w, [start, own.isSubtype(start) ? own : (promote(object) as W_Type), V(object)]);
  mi().cache.setFresh(w, K.SUPER);
  return R(w);
};
const superObjects = new WeakMap<object, readonly [W_Type, W_Type, Value]>();
export const superParts = (w: Ref): readonly [W_Type, W_Type, Ref] => {
  const known = superObjects.get(V(w));
  if (known === undefined) return abort();
  return [known[0], known[1], R(known[2])];
};
