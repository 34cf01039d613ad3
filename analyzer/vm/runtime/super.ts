/** super(cls, object). Source: pypy/module/__builtin__/descriptor.py. */
import { typeError } from './errors';
import { typeOf, W_Type } from './types';
import { hooks } from './hooks';
import { w_None, W_Instance, W_Super, type W } from './values';

export function makeSuper(cls: W, object: W): W_Super {
  if (!(cls instanceof W_Type)) throw typeError(`super() argument 1 must be a type, not ${typeOf(cls).name}`);
  // One argument alone: bound to nothing yet.
  if (object === w_None) return new W_Super(cls, object, cls);
  const own = typeOf(object);
  if (own.isSubtype(cls)) return new W_Super(cls, object, own);
  if (object instanceof W_Type && object.isSubtype(cls)) return new W_Super(cls, object, object);
  // What it says its class is: a proxy's. Source: supercheck in CPython's typeobject.c.
  const claimed = object instanceof W_Instance ? hooks.findattr(object, '__class__') : null;
  if (claimed instanceof W_Type && claimed !== own && claimed.isSubtype(cls)) return new W_Super(cls, object, claimed);
  const what = object instanceof W_Type ? `type ${object.name}` : `instance of ${own.name}`;
  throw typeError(`super(type, obj): obj (${what}) is not an instance or subtype of type (${cls.name}).`);
}
