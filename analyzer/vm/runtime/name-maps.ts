/**
 * Dicts of names that stand for something else: the attributes of an instance (PyPy: MapDictStrategy), those of a class, and any mapping used as a
 * namespace. Each is the `map` of a W_Dict with string keys, so that everything that reads dicts reads them too.
 */
import { MutableCell, UNICODE_DICT, W_Dict } from './dicts';
import { GuestError } from './errors';
import { hooks } from './hooks';
import { DEVOLVED } from './maps';
import type { W_Type } from './types';
import { newStr, W_Float, W_GetSet, type W, type W_Instance } from './values';

type Value = W | MutableCell;

abstract class NameMap extends Map<unknown, Value> {
  abstract names(): string[];
  override get size(): number {
    return this.names().length;
  }
  override has(key: unknown): boolean {
    return this.get(key) !== undefined;
  }
  override clear(): void {
    for (const name of this.names()) this.delete(name);
  }
  override keys(): MapIterator<unknown> {
    return this.names()[Symbol.iterator]();
  }
  override *entries(): MapIterator<[unknown, Value]> {
    for (const name of this.names()) {
      const v = this.get(name);
      if (v !== undefined) yield [name, v];
    }
    return undefined;
  }
  override *values(): MapIterator<Value> {
    for (const [, v] of this.entries()) yield v;
    return undefined;
  }
  override [Symbol.iterator](): MapIterator<[unknown, Value]> {
    return this.entries();
  }
  override forEach(each: (value: Value, key: unknown, map: Map<unknown, Value>) => void): void {
    for (const [k, v] of this.entries()) each(v, k, this);
  }
}

function dictOf(map: NameMap): W_Dict {
  const d = new W_Dict();
  d.strategy = UNICODE_DICT;
  d.map = map;
  return d;
}

// -- instances ---------------------------------------------------------------------------------------------------------

/** The attributes of one instance, slots of its class apart. */
export class InstanceNames extends NameMap {
  constructor(readonly owner: W_Instance) {
    super();
  }
  names(): string[] {
    const { cls, attributes } = this.owner.map;
    return [...attributes.keys()].filter(
      (name) => !isSlot(cls, name) && this.owner.slots[(attributes.get(name) as { index: number }).index] !== undefined,
    );
  }
  override get(key: unknown): W | undefined {
    return typeof key !== 'string' || isSlot(this.owner.map.cls, key) ? undefined : ownAttribute(this.owner, key);
  }
  override set(key: unknown, value: Value): this {
    writeAttribute(this.owner, key as string, value as W);
    return this;
  }
  override delete(key: unknown): boolean {
    return removeAttribute(this.owner, key as string);
  }
  detach(into: W_Dict): void {
    views.delete(this.owner);
    setInstanceDict(this.owner, into);
  }
}

const isSlot = (cls: W_Type, name: string): boolean => {
  const found = cls.lookup(name);
  return found instanceof W_GetSet && found.slot;
};

function ownAttribute(w: W_Instance, name: string): W | undefined {
  const a = w.map.get(name);
  if (a === null) return undefined;
  const raw = w.slots[a.index];
  return a.unboxed === 'f' && raw !== undefined ? new W_Float(raw as number) : (raw as W | undefined);
}

function writeAttribute(w: W_Instance, name: string, v: W): void {
  const kind = typeof v === 'number' || typeof v === 'bigint' ? 'i' : v instanceof W_Float ? 'f' : null;
  let a = w.map.get(name);
  const next =
    a === null ? w.map.add(name, w.map.allowUnboxing ? kind : null) : a.unboxed !== null && a.unboxed !== kind ? w.map.boxed(name) : w.map;
  if (next !== w.map) {
    w.slots = next.permute(w.slots, w.map);
    w.map = next;
    a = next.get(name);
  }
  if (a !== null) w.slots[a.index] = a.unboxed === 'f' ? (v as W_Float).floatval : v;
}

/** False when the instance has no such attribute. */
export function removeAttribute(w: W_Instance, name: string): boolean {
  if (name === '__dict__' && w.map.cls.hasDict) {
    // The instance gets an empty one.
    setInstanceDict(w, new W_Dict());
    return true;
  }
  const d = devolvedDict(w);
  if (d !== null && !isSlot(w.map.cls, name)) return d.map.delete(name);
  if (w.map.get(name) === null) return false;
  const next = w.map.remove(name);
  w.slots = next.permute(w.slots, w.map);
  w.map = next;
  return true;
}

const views = new WeakMap<W_Instance, W_Dict>();

/** `w.__dict__`: the same live object each time. */
export function instanceDict(w: W_Instance): W_Dict {
  const devolved = devolvedDict(w);
  if (devolved !== null) return devolved;
  let d = views.get(w);
  if (d === undefined || !(d.map instanceof InstanceNames)) views.set(w, (d = dictOf(new InstanceNames(w))));
  return d;
}

/** The dict that holds the attributes of an instance whose `__dict__` was assigned (PyPy: devolved), else null. */
export function devolvedDict(w: W_Instance): W_Dict | null {
  const a = w.map.get(DEVOLVED);
  return a === null ? null : (w.slots[a.index] as W_Dict);
}

/** `w.__dict__ = d` */
export function setInstanceDict(w: W_Instance, d: W_Dict): void {
  const view = views.get(w);
  if (view !== undefined && view !== d && view.map instanceof InstanceNames) {
    // Whoever holds the old dict keeps what was in it.
    view.map = new Map(view.map);
    views.delete(w);
  }
  for (const name of [...w.map.attributes.keys()]) if (!isSlot(w.map.cls, name) && name !== DEVOLVED) removePlain(w, name);
  writeAttribute(w, DEVOLVED, d);
}

function removePlain(w: W_Instance, name: string): void {
  const next = w.map.remove(name);
  w.slots = next.permute(w.slots, w.map);
  w.map = next;
}

// -- classes -----------------------------------------------------------------------------------------------------------

/** What a class itself defines. Read by `cls.__dict__` alone, which nobody can write. */
class TypeNames extends NameMap {
  constructor(private readonly type: W_Type) {
    super();
  }
  names(): string[] {
    return [...this.type.dict.keys()];
  }
  override get(key: unknown): Value | undefined {
    const v = this.type.dict.get(key as string);
    return v instanceof MutableCell ? v.value : v;
  }
}
export const typeDict = (t: W_Type): W_Dict => dictOf(new TypeNames(t));

// -- mappings ----------------------------------------------------------------------------------------------------------

/** Any mapping as the namespace of running code: a class body's, or exec's locals. */
export class MappingNames extends NameMap {
  constructor(readonly mapping: W) {
    super();
  }
  names(): string[] {
    const out: string[] = [];
    const it = hooks.iter(hooks.call(hooks.getattr(this.mapping, 'keys'), []));
    for (let k = hooks.next(it); k !== null; k = hooks.next(it)) if (typeof k === 'string') out.push(k);
    return out;
  }
  override get(key: unknown): W | undefined {
    return withoutKeyError(() => hooks.getitem(this.mapping, newStr(key as string)));
  }
  override set(key: unknown, value: Value): this {
    hooks.setitem(this.mapping, newStr(key as string), value as W);
    return this;
  }
  override delete(key: unknown): boolean {
    return (
      withoutKeyError(() => {
        hooks.delitem(this.mapping, newStr(key as string));
        return true;
      }) === true
    );
  }
}

function withoutKeyError<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (e) {
    if (e instanceof GuestError && e.exception.map.cls.mro.some((t) => t.name === 'KeyError')) return undefined;
    throw e;
  }
}

/** A dict to run code in that reads and writes a mapping; a plain dict is its own. */
export const namespaceOf = (w: W): W_Dict => (w instanceof W_Dict ? w : dictOf(new MappingNames(w)));
/** The mapping a namespace stands for. */
export const mappingOf = (d: W_Dict): W => (d.map instanceof MappingNames ? d.map.mapping : d);
