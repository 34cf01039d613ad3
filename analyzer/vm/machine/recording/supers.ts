/** super objects. Source: pypy/module/__builtin__/descriptor.py (W_Super). */
import { F, S } from '../../jit/recorder/descrs';
import { K } from '../../runtime/kinds';
import { makeSuper } from '../../runtime/super';
import type { W_Type } from '../../runtime/types';
import type { Ref } from '../types';
import { promote, ref, typeOf } from './constants';
import { create, getfield } from './heap';
import { R, V, W_ } from './values';

export const newSuper = (cls: Ref, object: Ref): Ref => {
  const made = makeSuper(W_(cls), W_(object));
  const start = promote(cls) as W_Type;
  const own = typeOf(object);
  // As makeSuper: in `super(F, cls)` it is the class itself whose bases are looked through, not its metaclass.
  const objectType = own.isSubtype(start) ? own : (promote(object) as W_Type);
  const fields = [
    [F.superStart, V(ref(start))],
    [F.superObject, V(object)],
    [F.superType, V(ref(objectType))],
  ] as const;
  return R(create(S.super, K.SUPER, fields, made));
};

export const superParts = (w: Ref): readonly [W_Type, W_Type, Ref] => {
  const v = V(w);
  const start = promote(R(getfield(v, F.superStart))) as W_Type;
  const objectType = promote(R(getfield(v, F.superType))) as W_Type;
  return [start, objectType, R(getfield(v, F.superObject))];
};
