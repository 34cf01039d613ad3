/**
 * Attribute access. On an instance the map is promoted, so that which slot an attribute has, and what the class says, are
 * constants of the trace; the class itself is relied on through its version.
 *
 * Sources: pypy/objspace/std/mapdict.py, pypy/objspace/descroperation.py, callmethod.py.
 */
import * as m from '../machine/machine';
import type { Ref } from '../machine/types';
import { attributeError, error, typeName } from '../runtime/errors';
import { MutableCell, MODULE_DICT, dictGetStr, type W_Dict } from '../runtime/dicts';
import { W_Builtin, W_Function, type Frame, type W_Module } from '../runtime/functions';
import { K } from '../runtime/kinds';
import { DEVOLVED, type AttrMap } from '../runtime/maps';
import { T, typeOf, W_Type } from '../runtime/types';
import {
  W_GetSet,
  W_Instance,
  W_Property,
  kindOf,
  strText,
  type W,
  type W_ClassMethod,
  type W_StaticMethod,
  type W_Super,
} from '../runtime/values';
import { nativeAttribute, setNativeAttribute, writeSpecial } from '../library/protocols/attributes';
import { propertyError } from '../library/types/descriptors';
import { call, callMethodOf } from './calls';
import { C } from './continuations';

/** What a class says about a name, as a value of the machine (its cell is read) with the concrete object where it is constant. */
function classValue(cls: W_Type, name: string): { constant: W | null; value: Ref } | null {
  m.dependOn(cls.version);
  const raw = cls.lookupRaw(name);
  if (raw === null) return null;
  if (raw instanceof MutableCell) {
    // Not covered by the version: what decides how it is used becomes a guard.
    const value = m.mutableCellGet(raw);
    const k = m.kind(value);
    if (k === K.INSTANCE) m.typeOf(value);
    else if (
      m.RECORDING &&
      (k === K.FUNCTION || k === K.BUILTIN || k === K.PROPERTY || k === K.STATICMETHOD || k === K.CLASSMETHOD || k === K.MEMBER)
    )
      m.promote(value);
    return { constant: raw.value, value };
  }
  return { constant: raw, value: m.ref(raw) };
}

/** True for what wins over the instance's own attribute. */
function isData(w: W): boolean {
  if (w instanceof W_Property || w instanceof W_GetSet) return true;
  if (w instanceof W_Instance) return w.map.cls.lookup('__set__') !== null || w.map.cls.lookup('__delete__') !== null;
  return false;
}

/** w.name; undefined when a frame was pushed (property, `__getattr__`): f.cont and f.contArg say what to do with its result. */
export function getAttribute(f: Frame, w: Ref, name: string): Ref | undefined {
  const k = m.kind(w);
  if (k === K.INSTANCE || k === K.EXCEPTION) return instanceAttribute(f, w, name);
  if (k === K.MODULE) return moduleAttribute(f, w, name);
  if (k === K.TYPE) return typeAttribute(f, w, name);
  if (k === K.SUPER) return superAttribute(f, w, name);
  // What a frame says depends on where it stands: asked inside the call alone.
  if (m.RECORDING && k === K.FRAME) return m.nativeField(w, name, m.concrete(w));
  const type = m.typeOf(w);
  // A weak proxy answers for what it stands for.
  if (type.definesGetattribute) return callMethodOf(f, type.lookup('__getattribute__') as W, [w, m.ref(name)]);
  const found = type.lookup(name);
  if (found instanceof W_GetSet || found === null) {
    const r = nativeAttribute(m.concrete(w), name);
    if (r !== null) return m.nativeField(w, name, r);
    const other = k === K.NATIVE ? type.lookup('__getattr__') : null;
    if (other !== null) return callMethodOf(f, other, [w, m.ref(name)]);
    throw noAttribute(w, name);
  }
  return bind(f, found, m.ref(found), w, m.ref(type));
}

function instanceAttribute(f: Frame, w: Ref, name: string): Ref | undefined {
  const map = m.instanceMap(w);
  const cls = map.cls;
  if (cls.definesGetattribute) {
    m.dependOn(cls.version);
    return callMethodOf(f, cls.lookup('__getattribute__') as W, [w, m.ref(name)]);
  }
  const described = classValue(cls, name);
  if (described?.constant != null && isData(described.constant)) return bind(f, described.constant, described.value, w, m.ref(cls));
  const own = slotValue(w, map, name);
  if (own !== null) return own;
  if (described?.constant != null) return bind(f, described.constant, described.value, w, m.ref(cls));
  const native = nativeAttribute(m.concrete(w), name);
  if (native !== null) return m.nativeField(w, name, native);
  if (cls.definesGetattr) return callMethodOf(f, cls.lookup('__getattr__') as W, [w, m.ref(name)]);
  throw noAttribute(w, name);
}

/** The instance's own attribute, or null. */
function slotValue(w: Ref, map: AttrMap, name: string): Ref | null {
  const attribute = map.get(name);
  if (attribute === null) return map.devolved ? devolvedGet(w, map, name) : null;
  if (attribute.unboxed === null) return m.slotR(w, attribute.index);
  return attribute.unboxed === 'i' ? m.newInt(m.slotI(w, attribute.index)) : m.newFloat(m.slotF(w, attribute.index));
}

/** An instance whose `__dict__` was assigned: not worth a trace. */
function devolvedGet(w: Ref, map: AttrMap, name: string): Ref | null {
  m.abortTracing('compiling');
  const at = map.get(DEVOLVED);
  return at === null ? null : m.dictLookupStr(m.concrete(m.slotR(w, at.index)) as W_Dict, name);
}

/** The descriptor protocol for something found on a class. */
function bind(f: Frame, found: W, value: Ref, w: Ref, owner: Ref): Ref | undefined {
  switch (kindOf(found)) {
    case K.FUNCTION:
      return m.newMethod(value, w);
    case K.BUILTIN:
      return (found as W_Builtin).isMethod ? m.newMethod(value, w) : value;
    case K.PROPERTY: {
      const get = (found as W_Property).fget;
      if (get === null) throw propertyError(found as W_Property, m.concrete(w), 'getter');
      return call(f, m.ref(get), [w], null);
    }
    case K.STATICMETHOD:
      return m.ref((found as W_StaticMethod).func);
    case K.CLASSMETHOD:
      return m.newMethod(m.ref((found as W_ClassMethod).func), owner);
    case K.MEMBER: {
      const member = found as W_GetSet;
      if (member.slot) {
        const own = slotValue(w, m.instanceMap(w), member.name);
        if (own === null) throw noAttribute(w, member.name);
        return own;
      }
      return m.nativeField(w, member.name, member.get(m.concrete(w)));
    }
    case K.INSTANCE: {
      const get = (found as W_Instance).map.cls.lookup('__get__');
      if (get !== null) return callMethodOf(f, get, [value, w, owner]);
      return value;
    }
    default:
      // Most values are no descriptors: an int or a list is what the attribute is (descroperation.py, Object.descr__getattribute__).
      return typeOf(found).lookup('__get__') === null ? value : m.bindNative(found, value, w, owner);
  }
}

function moduleAttribute(f: Frame, w: Ref, name: string): Ref | undefined {
  const module = m.promote(w) as W_Module;
  if (module.cls !== null) {
    m.dependOn(module.cls.version);
    const described = module.cls.lookup(name);
    if (described !== null && isData(described)) return bind(f, described, m.ref(described), w, m.ref(module.cls));
  }
  const value = globalValue(module.dict, name);
  if (value !== null) return value;
  const found = typeOf(module).lookup(name);
  if (found !== null) return bind(f, found, m.ref(found), w, m.ref(m.typeOf(w)));
  const native = nativeAttribute(module, name);
  if (native !== null) return m.ref(native);
  const getattr = dictGetStr(module.dict, '__getattr__');
  if (getattr !== undefined) return callMethodOf(f, getattr, [m.ref(name)]);
  const ofClass = module.cls?.lookup('__getattr__') ?? null;
  if (ofClass !== null) return callMethodOf(f, ofClass, [w, m.ref(name)]);
  const shown = strText(dictGetStr(module.dict, '__name__') ?? null);
  throw attributeError(module, name, shown === null ? `module has no attribute '${name}'` : `module '${shown}' has no attribute '${name}'`);
}

/** A name of a module dict: constant while the dict's version holds, or read from its cell. */
export function globalValue(dict: Parameters<typeof dictGetStr>[0], name: string): Ref | null {
  if (dict.strategy !== MODULE_DICT) {
    const v = m.dictLookupStr(dict, name);
    return v;
  }
  if (dict.version !== null) m.dependOn(dict.version);
  const raw = dict.map.get(name);
  if (raw === undefined) return null;
  return raw instanceof MutableCell ? m.mutableCellGet(raw) : m.ref(raw);
}

function typeAttribute(f: Frame, w: Ref, name: string): Ref | undefined {
  const type = m.promote(w) as W_Type;
  const meta = m.typeOf(w);
  if (meta.definesGetattribute) {
    m.dependOn(meta.version);
    return callMethodOf(f, meta.lookup('__getattribute__') as W, [w, m.ref(name)]);
  }
  const onMeta = classValue(meta, name);
  if (onMeta?.constant != null && isData(onMeta.constant) && !(onMeta.constant instanceof W_GetSet))
    return bind(f, onMeta.constant, onMeta.value, w, m.ref(meta));
  const found = classValue(type, name);
  if (found?.constant != null) {
    switch (kindOf(found.constant)) {
      case K.STATICMETHOD:
        return m.ref((found.constant as W_StaticMethod).func);
      case K.CLASSMETHOD:
        return m.newMethod(m.ref((found.constant as W_ClassMethod).func), w);
      case K.INSTANCE: {
        const get = (found.constant as W_Instance).map.cls.lookup('__get__');
        if (get !== null) return callMethodOf(f, get, [found.value, m.ref(m.w_None), w]);
        return found.value;
      }
      case K.MEMBER:
        if (!(found.constant as W_GetSet).slot) break;
        return found.value;
      default:
        return found.value;
    }
  }
  const native = nativeAttribute(type, name);
  if (native !== null) return m.ref(native);
  if (found !== null) return found.value;
  if (onMeta?.constant != null) return bind(f, onMeta.constant, onMeta.value, w, m.ref(meta));
  if (meta.definesGetattr) return callMethodOf(f, meta.lookup('__getattr__') as W, [w, m.ref(name)]);
  throw attributeError(type, name, `type object '${type.name}' has no attribute '${name}'`);
}

function superAttribute(f: Frame, w: Ref, name: string): Ref | undefined {
  const [start, objectType, object] = m.superParts(w);
  const mro = objectType.mro;
  m.dependOn(objectType.version);
  for (let i = mro.indexOf(start) + 1; i < mro.length; i++) {
    const raw = mro[i].dict.get(name);
    if (raw === undefined) continue;
    const found = raw instanceof MutableCell ? m.promote(m.mutableCellGet(raw)) : raw;
    const onClass = m.constantOf(object) instanceof W_Type && m.constantOf(object) === objectType;
    if (onClass && kindOf(found) === K.FUNCTION) return m.ref(found);
    if (onClass && found instanceof W_Builtin) return m.ref(found);
    return bind(f, found, m.ref(found), object, m.ref(objectType));
  }
  const native = nativeAttribute(m.concrete(w) as W_Super, name);
  if (native !== null) return m.ref(native);
  const general = T.super.lookup(name);
  if (general !== null) return bind(f, general, m.ref(general), w, m.ref(T.super));
  throw attributeError(m.concrete(w), name, `'super' object has no attribute '${name}'`);
}

function noAttribute(w: Ref, name: string): unknown {
  return attributeError(m.concrete(w), name, `'${typeName(m.concrete(w))}' object has no attribute '${name}'`);
}

/**
 * LOAD_METHOD: a function and its first argument where that spares the bound method, else the attribute and null.
 * Undefined when a frame was pushed (a property that returns something callable).
 */
export function loadMethod(f: Frame, w: Ref, name: string): { func: Ref; self: Ref | null } | undefined {
  const k = m.kind(w);
  if (k === K.INSTANCE || k === K.EXCEPTION) {
    const map = m.instanceMap(w);
    const cls = map.cls;
    if (!cls.definesGetattribute && map.get(name) === null && !map.devolved) {
      const found = classValue(cls, name);
      if (found?.constant instanceof W_Function || (found?.constant instanceof W_Builtin && found.constant.isMethod))
        return { func: found.value, self: w };
    }
  } else if (k !== K.MODULE && k !== K.TYPE && k !== K.SUPER) {
    const found = m.typeOf(w).lookup(name);
    if (found instanceof W_Builtin && found.isMethod) return { func: m.ref(found), self: w };
  }
  const r = getAttribute(f, w, name);
  return r === undefined ? undefined : { func: r, self: null };
}

// -- writing -----------------------------------------------------------------------------------------------------------

/** w.name = v. True when a frame was pushed (f.cont is DISCARD then). */
export function setAttribute(f: Frame, w: Ref, name: string, v: Ref): boolean {
  const k = m.kind(w);
  if (k !== K.INSTANCE && k !== K.EXCEPTION) {
    if (k !== K.TYPE || !setInCell(w, name, v)) m.setattrOpaque(w, name, v);
    return false;
  }
  const map = m.instanceMap(w);
  const cls = map.cls;
  if (cls.definesSetattr && cls.lookupWhere('__setattr__')?.isHeap === true) {
    m.dependOn(cls.version);
    return callMethodOf(f, cls.lookup('__setattr__') as W, [w, m.ref(name), v]) === undefined;
  }
  return setInstanceAttribute(f, w, map, name, v);
}

/** An attribute of a class that was rebound before: its cell is written, and the class stays as it is (typeobject.py, setdictvalue and write_cell). */
function setInCell(w: Ref, name: string, v: Ref): boolean {
  const cls = m.promote(w) as W_Type;
  if (!cls.isHeap || m.typeOf(w).definesSetattr) return false;
  m.dependOn(cls.version);
  const cell = cls.dict.get(name);
  if (!(cell instanceof MutableCell) || (cell.ints && m.kind(v) !== K.INT)) return false;
  m.mutableCellSet(cell, v);
  return true;
}

/** object.__setattr__ for an instance. */
export function setInstanceAttribute(f: Frame, w: Ref, map: AttrMap, name: string, v: Ref): boolean {
  const cls = map.cls;
  const described = classValue(cls, name);
  const found = described?.constant ?? null;
  if (found !== null) {
    if (found instanceof W_Property) {
      if (found.fset === null) throw propertyError(found, m.concrete(w), 'setter');
      return call(f, m.ref(found.fset), [w, v], null) === undefined;
    }
    if (found instanceof W_Instance) {
      const set = found.map.cls.lookup('__set__');
      if (set !== null) return callMethodOf(f, set, [(described as { value: Ref }).value, w, v]) === undefined;
    }
    if (found instanceof W_GetSet && !found.slot) {
      if (m.RECORDING) m.setattrOpaque(w, name, v);
      else setNativeAttribute(m.concrete(w), name, m.concrete(v));
      return false;
    }
  }
  if (!cls.hasDict && !(found instanceof W_GetSet && found.slot)) {
    m.abortTracing('compiling');
    if (name === '__class__' && writeSpecial(m.concrete(w) as W_Instance, name, m.concrete(v))) return false;
    if (setNativeAttribute(m.concrete(w), name, m.concrete(v))) return false;
    throw error(
      'AttributeError',
      found === null
        ? `'${cls.name}' object has no attribute '${name}' and no __dict__ for setting new attributes`
        : `'${cls.name}' object attribute '${name}' is read-only`,
    );
  }
  if (m.kind(w) === K.EXCEPTION) {
    if (m.RECORDING && (name.startsWith('__') || (map.get(name) === null && nativeAttribute(m.concrete(w), name) !== null))) {
      m.setattrOpaque(w, name, v);
      return false;
    }
    if (!m.RECORDING && setNativeAttribute(m.concrete(w), name, m.concrete(v))) return false;
  }
  if (map.devolved || name === '__dict__' || name === '__class__') {
    m.abortTracing('compiling');
    if (writeSpecial(m.concrete(w) as W_Instance, name, m.concrete(v))) return false;
  }
  writeSlot(w, map, name, v);
  return false;
}

function writeSlot(w: Ref, map: AttrMap, name: string, v: Ref): void {
  const attribute = map.get(name);
  const kv = m.kindIfKnown(v);
  if (attribute === null) {
    const k = map.allowUnboxing ? m.kind(v) : kv;
    const next = map.add(name, map.allowUnboxing && k === K.INT ? 'i' : map.allowUnboxing && k === K.FLOAT ? 'f' : null);
    const at = next.get(name);
    if (at === null) return;
    const { unboxed } = at;
    if (at.index !== map.size || !samePlaces(map, next)) {
      m.reorderAndAdd(w, next, name, v);
      return;
    }
    if (unboxed !== null) m.growUnboxed(w);
    m.growMap(w, next);
    store(w, at.index, unboxed, v);
    return;
  }
  if (attribute.unboxed === null) {
    m.setSlotR(w, attribute.index, v);
    return;
  }
  const k = m.kind(v);
  if ((attribute.unboxed === 'i' && k === K.INT) || (attribute.unboxed === 'f' && k === K.FLOAT))
    store(w, attribute.index, attribute.unboxed, v);
  else m.convertToBoxed(w, map.boxed(name), name, v);
}

function store(w: Ref, index: number, unboxed: 'i' | 'f' | null, v: Ref): void {
  if (unboxed === 'i') m.setSlotI(w, index, m.intval(v));
  else if (unboxed === 'f') m.setSlotF(w, index, m.floatval(v));
  else m.setSlotR(w, index, v);
}

/** Whether the attributes of `map` stand at the same indices in `next` (it was made from this very order). */
function samePlaces(map: AttrMap, next: AttrMap): boolean {
  for (const a of map.attributes.values()) if (next.get(a.name)?.index !== a.index) return false;
  return true;
}

/** del w.name. True when a frame was pushed. */
export function deleteAttribute(f: Frame, w: Ref, name: string): boolean {
  const k = m.kind(w);
  if (k === K.INSTANCE || k === K.EXCEPTION) {
    const cls = m.instanceMap(w).cls;
    m.dependOn(cls.version);
    const custom = cls.lookup('__delattr__');
    f.cont = C.DISCARD;
    if (custom instanceof W_Function) return callMethodOf(f, custom, [w, m.ref(name)]) === undefined;
    const found = cls.lookup(name);
    if (found instanceof W_Property) {
      if (found.fdel === null) throw propertyError(found, m.concrete(w), 'deleter');
      return call(f, m.ref(found.fdel), [w], null) === undefined;
    }
    if (found instanceof W_Instance) {
      const remove = found.map.cls.lookup('__delete__');
      if (remove !== null) return callMethodOf(f, remove, [m.ref(found), w]) === undefined;
    }
    const map = m.instanceMap(w);
    if (k === K.INSTANCE && custom instanceof W_Builtin && (found === null || !isData(found)) && !map.devolved && map.get(name) !== null) {
      m.deleteOwn(w, name);
      return false;
    }
  }
  m.delattrOpaque(w, name);
  return false;
}
