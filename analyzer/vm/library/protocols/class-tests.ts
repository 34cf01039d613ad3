/** isinstance and issubclass. Source: Objects/abstract.c of CPython. */
import { typeError } from '../../runtime/errors';
import { W_Builtin } from '../../runtime/functions';
import { hooks } from '../../runtime/hooks';
import { typeOf, W_Type, w_type } from '../../runtime/types';
import { tupleItems, w_None, W_Instance, W_Native, type W } from '../../runtime/values';
import { W_Alias } from '../types/alias';

export function isInstance(w: W, cls: W): boolean {
  const list = cls instanceof W_Type ? null : tupleItems(cls);
  if (list !== null) return list.some((c) => isInstance(w, c));
  if (cls instanceof W_Type) {
    if (typeOf(w) === cls) return true;
    const meta = typeOf(cls);
    if (meta !== w_type) {
      const check = meta.lookup('__instancecheck__');
      if (check === w_None) throw typeError("'NoneType' object is not callable");
      if (check !== null && !(check instanceof W_Builtin)) return hooks.truth(hooks.call(check, [cls, w]));
    }
    return isRealInstance(w, cls);
  }
  const check = typeof cls === 'object' ? typeOf(cls).lookup('__instancecheck__') : null;
  if (check !== null) return hooks.truth(hooks.call(check, [cls, w]));
  if (cls instanceof W_Alias) throw typeError('isinstance() argument 2 cannot be a parameterized generic');
  throw typeError('isinstance() arg 2 must be a type, a tuple of types, or a union');
}

/** By the class of `w`, or by what it says its `__class__` is. Source: object_isinstance in CPython's Objects/abstract.c. */
export function isRealInstance(w: W, cls: W_Type): boolean {
  if (typeOf(w).isSubtype(cls)) return true;
  // A proxy says its class is another's: by a property, or by answering for all attributes itself.
  if (!(w instanceof W_Instance || w instanceof W_Native)) return false;
  if (!typeOf(w).definesGetattribute && typeOf(w).lookupWhere('__class__')?.isHeap !== true) return false;
  const claimed = hooks.findattr(w, '__class__');
  return claimed instanceof W_Type && claimed.isSubtype(cls);
}

/** issubclass(w, cls), where a `__subclasscheck__` may know what to make of a `w` that is no class. */
export function isSubclass(w: W, cls: W): boolean {
  const list = cls instanceof W_Type ? null : tupleItems(cls);
  if (list !== null) return list.some((c) => isSubclass(w, c));
  if (!(cls instanceof W_Type)) {
    const own = typeof cls === 'object' ? typeOf(cls).lookup('__subclasscheck__') : null;
    if (own !== null) return hooks.truth(hooks.call(own, [cls, w]));
  }
  if (!(cls instanceof W_Type)) throw typeError('issubclass() arg 2 must be a class, a tuple of classes, or a union');
  const meta = typeOf(cls);
  const check = meta === w_type ? null : meta.lookup('__subclasscheck__');
  if (check !== null && !(check instanceof W_Builtin)) return hooks.truth(hooks.call(check, [cls, w]));
  if (!(w instanceof W_Type)) throw typeError('issubclass() arg 1 must be a class');
  return w.isSubtype(cls);
}
