/** super objects. */
import { makeSuper } from '../../runtime/super';
import type { W_Type } from '../../runtime/types';
import type { W_Super } from '../../runtime/values';
import type { Ref } from '../types';
import { R, W_ } from './values';

export const newSuper = (cls: Ref, object: Ref): Ref => R(makeSuper(W_(cls), W_(object)));
export const superParts = (w: Ref): readonly [W_Type, W_Type, Ref] => {
  const s = w as unknown as W_Super;
  return [s.start, s.objectType, R(s.object)];
};
