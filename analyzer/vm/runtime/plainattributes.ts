/** Setting and deleting attributes of values that are not instances: modules, types, functions; and deleting from instances. */
import { setNativeAttribute } from '../library/protocols/attributes';
import { setTypeAttribute } from '../library/protocols/type-attributes';
import { attributeError, error } from './errors';
import { dictDel, dictSetStr } from './dicts';
import { W_Module } from './functions';
import { T, typeOf, W_Type } from './types';
import { removeAttribute } from './name-maps';
import { hooks } from './hooks';
import { newStr, W_Instance, W_Native, type W } from './values';

/** `__setattr__` or `__delattr__` of a builtin type that has one (a weak proxy passes on what is set), or of a metaclass. */
function passedOn(w: W, method: '__setattr__' | '__delattr__', ...args: W[]): boolean {
  const cls = w instanceof W_Native || w instanceof W_Type || w instanceof W_Module ? typeOf(w) : null;
  if (cls === null || !cls.definesSetattr || (!(w instanceof W_Native) && cls.lookupWhere(method)?.isHeap !== true)) return false;
  hooks.call(cls.lookup(method) as W, [w, ...args]);
  return true;
}

export function setPlainAttribute(w: W, name: string, value: W): void {
  if (!passedOn(w, '__setattr__', newStr(name), value)) assignPlainAttribute(w, name, value);
}
/** object.__setattr__ and type.__setattr__. */
export function assignPlainAttribute(w: W, name: string, value: W): void {
  if (w instanceof W_Module) {
    if (name === '__class__') return setModuleClass(w, value);
    const described = w.cls === null ? null : w.cls.lookup(name);
    const set = typeof described === 'object' && described !== null ? typeOf(described).lookup('__set__') : null;
    if (set !== null) return void hooks.call(set, [described as W, w, value]);
    return dictSetStr(w.dict, name, value);
  }
  if (w instanceof W_Type) {
    if (!w.isHeap) throw error('TypeError', `cannot set '${name}' attribute of immutable type '${w.name}'`);
    if (setTypeAttribute(w, name, value)) return;
    return w.setAttribute(name, value);
  }
  if (setNativeAttribute(w, name, value)) return;
  const known = typeOf(w).lookup(name) !== null;
  throw attributeError(
    w,
    name,
    known
      ? `'${typeOf(w).name}' object attribute '${name}' is read-only`
      : `'${typeOf(w).name}' object has no attribute '${name}' and no __dict__ for setting new attributes`,
  );
}

/** `sys.modules[__name__].__class__ = C`, for a subclass of ModuleType. */
function setModuleClass(w: W_Module, v: W): void {
  if (!(v instanceof W_Type) || !v.isSubtype(T.module))
    throw error('TypeError', '__class__ assignment only supported for mutable types or ModuleType subclasses');
  w.cls = v === T.module ? null : v;
}

export function deletePlainAttribute(w: W, name: string): void {
  if (!passedOn(w, '__delattr__', newStr(name))) removePlainAttribute(w, name);
}
/** object.__delattr__ and type.__delattr__. */
export function removePlainAttribute(w: W, name: string): void {
  if (w instanceof W_Module && dictDel(w.dict, name) !== undefined) return;
  if (w instanceof W_Type) {
    if (!w.isHeap) throw error('TypeError', `cannot set '${name}' attribute of immutable type '${w.name}'`);
    if (setTypeAttribute(w, name, null) || w.deleteAttribute(name)) return;
  }
  if (w instanceof W_Instance) {
    if (removeAttribute(w, name)) return;
  } else if (setNativeAttribute(w, name, null)) return;
  throw attributeError(
    w,
    name,
    w instanceof W_Type ? `type object '${w.name}' has no attribute '${name}'` : `'${typeOf(w).name}' object has no attribute '${name}'`,
  );
}
