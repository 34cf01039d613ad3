/**
 * Dicts and sets, with PyPy's strategies (pypy/objspace/std/dictmultiobject.py, celldict.py). Order is insertion order.
 *
 * Names and keys of guest programs live in JS Maps only. Keys of any other type go through `indexKey`: equal guest values
 * have the same index key, and entries under one index key are told apart by guest equality.
 */
import { K } from './kinds';
import { Version } from './quasi';
import {
  Obj,
  W_Bool,
  W_Bytes,
  W_Complex,
  W_Float,
  W_Instance,
  W_Long,
  W_None,
  W_Tuple,
  W_TupleFF,
  W_TupleII,
  W_TupleOO,
  W_WideStr,
  layout,
  tupleItems,
  type W,
} from './values';

export class DictStrategy {
  constructor(readonly name: string) {}
}
export const EMPTY_DICT = new DictStrategy('EmptyDictStrategy');
export const UNICODE_DICT = new DictStrategy('UnicodeDictStrategy');
export const INT_DICT = new DictStrategy('IntDictStrategy');
export const OBJECT_DICT = new DictStrategy('ObjectDictStrategy');
export const MODULE_DICT = new DictStrategy('ModuleDictStrategy');

/**
 * A module global (or class attribute) that was rebound: traces read the cell instead of relying on the version. One that was made for an int
 * keeps ints alone, which traces store unboxed (pypy/objspace/std/typeobject.py, IntMutableCell and write_cell); `holds` says whether a value fits.
 */
export class MutableCell {
  readonly ints: boolean;
  constructor(public value: W) {
    this.ints = isPlainInt(value);
  }
  holds(value: W): boolean {
    return !this.ints || isPlainInt(value);
  }
}

const isPlainInt = (value: W): boolean => typeof value === 'number' || typeof value === 'bigint';

/** What equality and hashing of arbitrary guest values need; set by the interpreter, since they may run guest code. */
export type KeyRole = 'dict key' | 'set element';
export const guestKeys: { hash: (w: W, role: KeyRole) => number | bigint; equal: (a: W, b: W) => boolean } = {
  hash: () => 0,
  equal: (a, b) => a === b,
};

/** Equal guest values give the same index key. */
export function indexKey(w: W, role: KeyRole = 'dict key'): unknown {
  if (typeof w === 'number' || typeof w === 'string' || typeof w === 'bigint') return w;
  if (w instanceof W_Bool) return w.intval;
  if (w instanceof W_Float) {
    const f = w.floatval;
    if (Number.isInteger(f) && Math.abs(f) >= 9007199254740992) {
      const big = BigInt(f);
      return big;
    }
    // NaN equals nothing; a key is found because it is the same, and floats are the same by their bits (floatobject.py, is_w).
    return f === 0 ? 0 : f;
  }
  if (w instanceof W_Long) return w.value;
  if (w instanceof W_None) return w;
  return guestKeys.hash(w, role);
}

/** Whether `indexKey` equality already is guest equality for this value against any other of the same index key. */
function plainKey(w: W): boolean {
  return typeof w !== 'object' || w instanceof W_None || w instanceof W_Float || w instanceof W_Bool || w instanceof W_Long;
}

function sameKey(a: W, b: W): boolean {
  if (a === b) return true;
  if (plainKey(a) && plainKey(b)) return true;
  return guestKeys.equal(a, b);
}

/** An insertion-ordered hash table with guest keys. */
export class ObjectTable {
  private readonly index = new Map<unknown, number | number[]>();
  keys: (W | undefined)[] = [];
  values: (W | undefined)[] = [];
  /** The index key of each: a key is hashed once (rordereddict.py, f_hash). */
  private indexKeys: unknown[] = [];
  size = 0;

  constructor(private readonly role: KeyRole = 'dict key') {}

  /** Position of a key, or -1. */
  find(key: W, at: unknown = indexKey(key, this.role)): number {
    const slot = this.index.get(at);
    if (slot === undefined) return -1;
    if (typeof slot === 'number') {
      const k = this.keys[slot];
      return k !== undefined && sameKey(k, key) ? slot : -1;
    }
    for (const i of slot.slice()) {
      const k = this.keys[i];
      if (k !== undefined && sameKey(k, key)) return i;
    }
    return -1;
  }

  set(key: W, value: W, at: unknown = indexKey(key, this.role)): void {
    const found = this.find(key, at);
    if (found >= 0) {
      this.values[found] = value;
      return;
    }
    const position = this.keys.length;
    this.keys.push(key);
    this.values.push(value);
    this.indexKeys.push(at);
    this.size++;
    const slot = this.index.get(at);
    if (slot === undefined) this.index.set(at, position);
    else if (typeof slot === 'number') this.index.set(at, [slot, position]);
    else slot.push(position);
  }

  remove(key: W): W | undefined {
    const at = indexKey(key, this.role);
    const found = this.find(key, at);
    return found < 0 ? undefined : this.removeAt(found, at);
  }

  removeAt(position: number, at: unknown = this.indexKeys[position]): W {
    const slot = this.index.get(at);
    if (typeof slot === 'number') this.index.delete(at);
    else if (slot !== undefined) {
      slot.splice(slot.indexOf(position), 1);
      if (slot.length === 0) this.index.delete(at);
    }
    const value = this.values[position] as W;
    this.keys[position] = undefined;
    this.values[position] = undefined;
    this.size--;
    if (this.keys.length > 32 && this.size * 4 < this.keys.length) this.compact();
    else while (this.keys.length > 0 && this.keys[this.keys.length - 1] === undefined && this.size === 0) this.clear();
    return value;
  }

  /** Times compacted: an iterator that sees it change looks its place up again. */
  compactions = 0;

  private compact(): void {
    const keys = this.keys;
    const values = this.values;
    const indexKeys = this.indexKeys;
    this.compactions++;
    this.index.clear();
    this.keys = [];
    this.values = [];
    this.indexKeys = [];
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (key === undefined) continue;
      const at = indexKeys[i];
      const position = this.keys.length;
      this.keys.push(key);
      this.values.push(values[i]);
      this.indexKeys.push(at);
      const slot = this.index.get(at);
      if (slot === undefined) this.index.set(at, position);
      else if (typeof slot === 'number') this.index.set(at, [slot, position]);
      else slot.push(position);
    }
  }

  clear(): void {
    this.index.clear();
    this.keys = [];
    this.values = [];
    this.indexKeys = [];
    this.size = 0;
  }
}

export class W_Dict extends Obj {
  strategy: DictStrategy = EMPTY_DICT;
  /** UNICODE, INT: values. MODULE: values or cells. */
  map: Map<unknown, W | MutableCell> = NO_MAP;
  table: ObjectTable = NO_TABLE;
  /** MODULE: changes when a name is added, removed or first rebound. */
  version: Version | null = null;
  /** Subclasses of dict (`defaultdict`, user classes) hold one of these as payload. */
}
const NO_MAP = new Map<unknown, W | MutableCell>();
const NO_TABLE = new ObjectTable();
layout(W_Dict, K.DICT);

export function newModuleDict(): W_Dict {
  const d = new W_Dict();
  d.strategy = MODULE_DICT;
  d.map = new Map();
  d.version = new Version();
  return d;
}

/** A dict with str keys. */
export function dictFromEntries(entries: Iterable<readonly [string, W]>): W_Dict {
  const d = new W_Dict();
  for (const [k, v] of entries) dictSetStr(d, k, v);
  return d;
}

export function dictLen(d: W_Dict): number {
  return d.strategy === OBJECT_DICT ? d.table.size : d.map.size;
}

const unwrap = (v: W | MutableCell | undefined): W | undefined => (v instanceof MutableCell ? v.value : v);

export function dictGet(d: W_Dict, key: W): W | undefined {
  switch (d.strategy) {
    case UNICODE_DICT:
    case MODULE_DICT:
      if (typeof key === 'string') return unwrap(d.map.get(key));
      break;
    case INT_DICT:
      if (typeof key === 'number' || typeof key === 'bigint') return d.map.get(key) as W | undefined;
      break;
    case OBJECT_DICT: {
      const i = d.table.find(key);
      return i < 0 ? undefined : d.table.values[i];
    }
    default:
      indexKey(key);
      return undefined;
  }
  if (neverEqualTo(d, key)) {
    indexKey(key);
    return undefined;
  }
  dictToObjects(d);
  return dictGet(d, key);
}

/** Whether a key of another type than the strategy's can be told to be absent without switching. */
function neverEqualTo(d: W_Dict, key: W): boolean {
  if (typeof key === 'string') return d.strategy === INT_DICT;
  if (typeof key === 'object') {
    if (key instanceof W_Instance) return false;
    if (d.strategy !== INT_DICT) return true;
    return !(key instanceof W_Bool || key instanceof W_Float || key instanceof W_Complex);
  }
  return d.strategy !== INT_DICT;
}

export function dictGetStr(d: W_Dict, key: string): W | undefined {
  if (d.strategy === UNICODE_DICT || d.strategy === MODULE_DICT) return unwrap(d.map.get(key));
  return dictGet(d, key);
}

export function dictSet(d: W_Dict, key: W, value: W): void {
  if (typeof key === 'string') return dictSetStr(d, key, value);
  if (typeof key === 'number' || typeof key === 'bigint') {
    if (d.strategy === EMPTY_DICT) {
      d.strategy = INT_DICT;
      d.map = new Map();
    }
    if (d.strategy === INT_DICT) {
      d.map.set(key, value);
      return;
    }
  }
  if (d.strategy !== OBJECT_DICT) dictToObjects(d);
  d.table.set(key, value);
}

export function dictSetStr(d: W_Dict, key: string, value: W): void {
  if (d.strategy === EMPTY_DICT) {
    d.strategy = UNICODE_DICT;
    d.map = new Map();
  }
  if (d.strategy === UNICODE_DICT) d.map.set(key, value);
  else if (d.strategy === MODULE_DICT) setModuleName(d, key, value);
  else {
    if (d.strategy !== OBJECT_DICT) dictToObjects(d);
    d.table.set(key, value);
  }
}

/** celldict.py: the first binding is a constant of traces, the second makes a cell, later ones only write it. */
function setModuleName(d: W_Dict, key: string, value: W): void {
  const old = d.map.get(key);
  if (old instanceof MutableCell && old.holds(value)) {
    old.value = value;
    return;
  }
  if (old === value && old !== undefined) return;
  d.map.set(key, old === undefined ? value : new MutableCell(value));
  d.version?.bump();
}

export function dictDel(d: W_Dict, key: W): W | undefined {
  if (d.strategy === OBJECT_DICT) return d.table.remove(key);
  const fits = d.strategy === INT_DICT ? typeof key === 'number' || typeof key === 'bigint' : typeof key === 'string';
  if (!fits) {
    if (d.strategy === EMPTY_DICT || neverEqualTo(d, key)) {
      indexKey(key);
      return undefined;
    }
    dictToObjects(d);
    return d.table.remove(key);
  }
  const old = unwrap(d.map.get(key));
  if (old !== undefined) {
    d.map.delete(key);
    d.version?.bump();
  }
  return old;
}

export function dictClear(d: W_Dict): void {
  d.version?.bump();
  if (d.strategy === MODULE_DICT || d.map.constructor !== Map) {
    d.map.clear();
    return;
  }
  d.strategy = EMPTY_DICT;
  d.map = NO_MAP;
  d.table = NO_TABLE;
}

export function dictToObjects(d: W_Dict): void {
  const table = new ObjectTable();
  const names = d.map as Map<unknown, W | MutableCell> & { detach?: (into: W_Dict) => void };
  for (const [k, v] of names) table.set(k as W, unwrap(v) as W);
  d.version?.bump();
  d.strategy = OBJECT_DICT;
  d.map = NO_MAP;
  d.table = table;
  // A dict that stood for an instance's attributes holds them itself from now on.
  names.detach?.(d);
}

/** Keys in order: a fresh array. */
export function dictKeys(d: W_Dict): W[] {
  if (d.strategy === OBJECT_DICT) return d.table.keys.filter((k): k is W => k !== undefined);
  return [...d.map.keys()] as W[];
}
export function dictEntries(d: W_Dict): [W, W][] {
  if (d.strategy === OBJECT_DICT) {
    const out: [W, W][] = [];
    for (let i = 0; i < d.table.keys.length; i++) {
      const k = d.table.keys[i];
      if (k !== undefined) out.push([k, d.table.values[i] as W]);
    }
    return out;
  }
  return [...d.map].map(([k, v]) => [k as W, unwrap(v) as W]);
}

export class W_Set extends Obj {
  readonly table = new ObjectTable('set element');
  constructor(readonly frozen: boolean) {
    super();
  }
  /** frozenset: computed once. */
  hash: number | bigint | null = null;
}
layout(W_Set, K.SET);

export function newSet(items: Iterable<W>, frozen = false): W_Set {
  const set = new W_Set(frozen);
  for (const w of items) set.table.set(w, w);
  return set;
}
export const setItems = (s: W_Set): W[] => s.table.keys.filter((k): k is W => k !== undefined);

/** True for the immutable builtin layouts whose hash never runs guest code. */
export function isPlainHashable(w: W): boolean {
  return plainKey(w) || w instanceof W_Bytes || w instanceof W_WideStr || w instanceof W_TupleII || w instanceof W_TupleFF;
}
export { W_Tuple, W_TupleOO, tupleItems };
