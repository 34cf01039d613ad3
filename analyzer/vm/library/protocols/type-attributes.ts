/** Attributes that every class has by nature, and what assigning them does. Source: type_getsets in CPython's typeobject.c (behaviour). */
import { typeError } from '../../runtime/errors';
import { MutableCell, W_Dict } from '../../runtime/dicts';
import { hooks } from '../../runtime/hooks';
import { typeDict } from '../../runtime/name-maps';
import { c3, w_object, W_Type } from '../../runtime/types';
import { newStr, newTuple, strText, tupleItems, w_None, W_GetSet, W_StaticMethod, type W } from '../../runtime/values';
import { mappingProxy } from '../types/mappingproxy';

const ownValue = (t: W_Type, name: string): W | undefined => {
  const v = t.dict.get(name);
  return v instanceof MutableCell ? v.value : v;
};

/** What is said of builtin types whose instances have a `__doc__` of their own. */
export const typeDocs = new Map<W_Type, string>();
function docOf(w: W_Type): W {
  const own = ownValue(w, '__doc__');
  return own === undefined || own instanceof W_GetSet ? (typeDocs.get(w) ?? w_None) : own;
}

export function typeAttribute(w: W_Type, name: string): W | null {
  switch (name) {
    case '__name__':
      return newStr(w.name);
    case '__qualname__':
      return newStr(w.qualname);
    case '__module__':
      return w.module === null ? newStr('builtins') : newStr(w.module);
    case '__mro__':
      return newTuple(w.mro.slice());
    case '__bases__':
      return newTuple(w.bases.slice());
    case '__base__':
      return bestBase(w);
    case '__dict__':
      return mappingProxy(typeDict(w));
    case '__doc__':
      return docOf(w);
    case '__annotations__':
      return typeAnnotations(w);
    case '__annotate__':
      return ownValue(w, '__annotate_func__') ?? w_None;
    case '__type_params__':
      return newTuple([]);
    case '__flags__':
      return (w.isHeap ? 0x200 : 0x100) | (w.abstract ? 1 << 20 : 0) | 0x400;
    case '__basicsize__':
      return 16;
    case '__itemsize__':
    case '__dictoffset__':
    case '__weakrefoffset__':
      return 0;
    case '__text_signature__':
      return w_None;
    default:
      return null;
  }
}

/** The base that decides the layout. */
export function bestBase(t: W_Type): W {
  let best: W_Type | null = null;
  for (const b of t.bases) if (best === null || (b.layoutType !== best.layoutType && b.layoutType.isSubtype(best.layoutType))) best = b;
  return best ?? w_None;
}

/** PEP 649: computed by the class's annotate function when first asked for. */
function typeAnnotations(w: W_Type): W | null {
  if (!w.isHeap) return null;
  for (const name of ['__annotations__', '__annotations_cache__']) {
    const own = ownValue(w, name);
    if (own !== undefined) return own;
  }
  const annotate = ownValue(w, '__annotate_func__');
  const made =
    annotate === undefined || annotate === w_None
      ? new W_Dict()
      : hooks.call(annotate instanceof W_StaticMethod ? annotate.func : annotate, [1]);
  w.dict.set('__annotations_cache__', made);
  return made;
}

/** `cls.name = v` (null: del) for the attributes that are not plain entries. True: done. */
export function setTypeAttribute(t: W_Type, name: string, v: W | null): boolean {
  switch (name) {
    case '__name__':
    case '__qualname__': {
      if (v === null) throw typeError(`cannot delete '${name}' attribute of immutable type '${t.name}'`);
      const text = strText(v);
      if (text === null)
        throw typeError(
          `can only assign string to ${t.name}.${name}, not '${(v as { cls?: W_Type }).cls?.name ?? (hooks.getattr(hooks.getattr(v, '__class__'), '__name__') as string)}'`,
        );
      if (name === '__name__') t.name = text;
      else t.qualname = text;
      return true;
    }
    case '__module__': {
      const text = v === null ? null : strText(v);
      if (text === null) return false;
      t.module = text;
      return false;
    }
    case '__bases__':
      setBases(t, v);
      return true;
    case '__dict__':
    case '__mro__':
      throw typeError(`attribute '${name}' of 'type' objects is not writable`);
    case '__annotations__':
      if (v === null) {
        t.dict.delete('__annotations__');
        t.dict.delete('__annotations_cache__');
        return true;
      }
      return false;
    case '__annotate__':
      t.dict.delete('__annotations_cache__');
      t.dict.delete('__annotations__');
      t.dict.set('__annotate_func__', v ?? w_None);
      return true;
    case '__abstractmethods__':
      if (v !== null) t.abstract = hooks.truth(v);
      return false;
    default:
      return false;
  }
}

function setBases(t: W_Type, v: W | null): void {
  const given = v === null ? null : tupleItems(v);
  if (given === null)
    throw typeError(
      `can only assign tuple to ${t.name}.__bases__, not ${hooks.getattr(hooks.getattr(v ?? w_None, '__class__'), '__name__') as string}`,
    );
  if (given.length === 0) throw typeError(`can only assign non-empty tuple to ${t.name}.__bases__, not ()`);
  for (const b of given) {
    if (!(b instanceof W_Type))
      throw typeError(
        `${t.name}.__bases__ must be tuple of classes, not '${hooks.getattr(hooks.getattr(b, '__class__'), '__name__') as string}'`,
      );
    if (b.isSubtype(t)) throw typeError('a __bases__ item causes an inheritance cycle');
  }
  const bases = given as W_Type[];
  const layout = t.layoutType;
  if (!bases.some((b) => b.layoutType === layout) || bases.some((b) => b.layoutType !== layout && b.layoutType !== w_object))
    throw typeError(`__bases__ assignment: '${bases[0].name}' object layout differs from '${(t.bases[0] ?? w_object).name}'`);
  const old = t.bases;
  t.bases = bases;
  const changed: [W_Type, W_Type[]][] = [];
  const below = (s: W_Type): void => {
    const mro = c3(s);
    if (mro === null) {
      for (const [c, m] of changed) c.mro = m;
      t.bases = old;
      throw typeError(`Cannot create a consistent method resolution order (MRO) for bases ${s.bases.map((b) => b.name).join(', ')}`);
    }
    changed.push([s, s.mro]);
    s.mro = mro;
    for (const sub of s.subclasses) below(sub);
  };
  below(t);
  for (const b of old) b.subclasses.delete(t);
  for (const b of bases) b.subclasses.add(t);
  t.mutated();
}
