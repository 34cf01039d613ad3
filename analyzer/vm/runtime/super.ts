/** super(cls, object). Source: pypy/module/__builtin__/descriptor.py. */
import { typeError } from './errors';
import { typeOf, W_Type } from './types';
import { w_None, W_Super, type W } from './values';

export function makeSuper(cls: W, object: W): W_Super {
  if (!(cls instanceof W_Type)) throw typeError('super() argument 1 must be a type');
  // One argument alone: bound to nothing yet.
  if (object === w_None) return new W_Super(cls, object, cls);
  const own = typeOf(object);
  if (own.isSubtype(cls)) return new W_Super(cls, object, own);
  if (object instanceof W_Type && object.isSubtype(cls)) return new W_Super(cls, object, object);
  throw typeError('super(type, obj): obj must be an instance or subtype of type');
}
