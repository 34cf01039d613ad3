/**
 * Inline caches of the interpreter's short cuts: what was found at an instruction, and what it depends on. A class or a module's dict has a version
 * that changes with it; a map says which attributes an instance has. Each `find` fills the instruction's cache, or gives null where
 * only the full loop knows the answer.
 *
 * Sources: pypy/objspace/std/{celldict,mapdict}.py.
 */
import { builtinsState } from '../machine/machine';
import { MODULE_DICT, MutableCell, type W_Dict } from '../runtime/dicts';
import { W_Builtin, W_Function, W_Module, type Frame, type W_Code } from '../runtime/functions';
import { K } from '../runtime/kinds';
import type { AttrMap } from '../runtime/maps';
import { typeOf, w_type, type W_Type } from '../runtime/types';
import { W_GetSet, W_Instance, W_Property, W_Float, type W } from '../runtime/values';

/** Shapes that one instruction remembers. */
const MOST_SHAPES = 4;

/** A name of a module: its value, or the cell that holds it. */
export interface GlobalCache {
  readonly dict: W_Dict;
  /** Version numbers of the module's dict and of the builtins'. */
  readonly globals: number;
  readonly builtins: number;
  readonly builtinsDict: W_Dict;
  readonly value: W;
  readonly cell: MutableCell | null;
}

/** The cell of a global that is rebound. */
export interface CellCache {
  readonly dict: W_Dict;
  readonly globals: number;
  readonly cell: MutableCell;
}

interface Shape<Self> {
  /** Null for a builtin type. */
  readonly map: AttrMap | null;
  /** Of the class. */
  readonly version: number;
  readonly other: Self | null;
}

/** An attribute of the instance itself, or a property that Python code computes. */
export interface AttributeCache extends Shape<AttributeCache> {
  readonly fget: W_Function | null;
  readonly index: number;
  /** Held as a double. */
  readonly isFloat: boolean;
}

/** A method of the class that nothing hides. */
export interface MethodCache extends Shape<MethodCache> {
  /** Layout of a builtin type's values; 0 for an instance. */
  readonly kind: number;
  readonly func: W;
}

/** A class whose instances are made by `object.__new__` and, unless `init` is null, by an `__init__` in Python. */
export interface ClassCache {
  readonly cls: W_Type;
  readonly version: number;
  readonly metaclass: W_Type | null;
  readonly init: W_Function | null;
}

/** Where a value is stored. */
export interface StoreCache extends Shape<StoreCache> {
  readonly index: number;
  readonly unboxed: 'i' | 'f' | null;
  /** The map after adding the attribute; null where it exists. */
  readonly next: AttrMap | null;
  /** `map.allowUnboxing` when `next` was chosen. */
  readonly unboxing: boolean;
}

export function findGlobal(f: Frame, pc: number, arg: number): GlobalCache | null {
  const dict = f.globals;
  if (dict.strategy !== MODULE_DICT || dict.version === null) return null;
  const name = f.code.code.names[arg];
  let raw = dict.map.get(name);
  let { dict: builtinsDict } = builtinsState;
  if (raw === undefined) {
    const own = dict.map.get('__builtins__');
    if (own instanceof W_Module) builtinsDict = own.dict;
    else if (own !== undefined) return null;
    if (builtinsDict.strategy !== MODULE_DICT) return null;
    raw = builtinsDict.map.get(name);
  }
  if (raw === undefined || builtinsDict.version === null) return null;
  const cell = raw instanceof MutableCell ? raw : null;
  const value = raw instanceof MutableCell ? raw.value : raw;
  const made: GlobalCache = { dict, globals: dict.version.number, builtins: builtinsDict.version.number, builtinsDict, value, cell };
  f.code.caches[pc] = made;
  return made;
}

export function findGlobalCell(f: Frame, pc: number, arg: number): CellCache | null {
  const dict = f.globals;
  if (dict.strategy !== MODULE_DICT || dict.version === null) return null;
  const cell = dict.map.get(f.code.code.names[arg]);
  if (!(cell instanceof MutableCell)) return null;
  const made: CellCache = { dict, globals: dict.version.number, cell };
  f.code.caches[pc] = made;
  return made;
}

/** The shapes remembered so far, cut short when there are too many or when the newest is of the same map. */
function others<T extends Shape<T>>(code: W_Code, pc: number, map: AttrMap | null): T | null {
  const first = code.caches[pc] as T | null;
  let count = 0;
  for (let c = first; c !== null; c = c.other) {
    count++;
    if (c.map === map) return null;
  }
  return count < MOST_SHAPES ? first : null;
}

export function findAttribute(code: W_Code, pc: number, arg: number, map: AttrMap): AttributeCache | null {
  const { cls } = map;
  const name = code.code.names[arg];
  if (map.devolved || cls.definesGetattribute) return null;
  const raw = cls.lookupRaw(name);
  const version = cls.version.number;
  let made: AttributeCache;
  if (raw instanceof W_Property) {
    if (!(raw.fget instanceof W_Function) || raw.fget.code.plainArguments !== 1) return null;
    made = { map, version, fget: raw.fget, index: 0, isFloat: false, other: others(code, pc, map) };
  } else {
    const own = map.get(name);
    if (own === null || (raw !== null && (raw instanceof MutableCell || mayBeData(raw)))) return null;
    made = { map, version, fget: null, index: own.index, isFloat: own.unboxed === 'f', other: others(code, pc, map) };
  }
  code.caches[pc] = made;
  return made;
}

export function findMethod(code: W_Code, pc: number, arg: number, map: AttrMap): MethodCache | null {
  const { cls } = map;
  const name = code.code.names[arg];
  if (map.get(name) !== null || map.devolved || cls.definesGetattribute) return null;
  const raw = cls.lookupRaw(name);
  if (!(raw instanceof W_Function) && !(raw instanceof W_Builtin && raw.isMethod)) return null;
  const made: MethodCache = { map, version: cls.version.number, kind: 0, func: raw, other: others(code, pc, map) };
  code.caches[pc] = made;
  return made;
}

/** `w` is of a builtin type with that layout. */
export function findBuiltinMethod(code: W_Code, pc: number, arg: number, kind: number, w: W): MethodCache | null {
  const found = typeOf(w).lookup(code.code.names[arg]);
  if (!(found instanceof W_Builtin) || !found.isMethod) return null;
  const made: MethodCache = { map: null, version: 0, kind, func: found, other: others(code, pc, null) };
  code.caches[pc] = made;
  return made;
}

export function findClass(code: W_Code, pc: number, cls: W_Type): ClassCache | null {
  const { metaclass } = cls;
  if ((metaclass !== null && metaclass !== w_type) || !cls.isHeap || cls.abstract || cls.finalizes) return null;
  const make = cls.lookup('__new__');
  if (!(make instanceof W_Builtin) || make.qualname !== 'object.__new__') return null;
  const init = cls.lookup('__init__');
  const plain = init === null || (init instanceof W_Builtin && init.qualname === 'object.__init__');
  if (!plain && !(init instanceof W_Function)) return null;
  // A class attribute that was rebound is in a cell, which no version covers.
  if (cls.lookupRaw('__init__') instanceof MutableCell || cls.lookupRaw('__new__') instanceof MutableCell) return null;
  const made: ClassCache = { cls, version: cls.version.number, metaclass, init: init instanceof W_Function ? init : null };
  code.caches[pc] = made;
  return made;
}

export function findStore(code: W_Code, pc: number, arg: number, w: W_Instance, value: W): StoreCache | null {
  const { map } = w;
  const { cls } = map;
  const name = code.code.names[arg];
  if (w.kind !== K.INSTANCE || map.devolved || cls.definesSetattr || !cls.hasDict || name === '__dict__' || name === '__class__')
    return null;
  const raw = cls.lookupRaw(name);
  if (raw !== null && (raw instanceof MutableCell || mayBeData(raw))) return null;
  const version = cls.version.number;
  const own = map.get(name);
  const unboxing = map.allowUnboxing;
  let made: StoreCache;
  if (own !== null) made = { map, version, index: own.index, unboxed: own.unboxed, next: null, unboxing, other: others(code, pc, map) };
  else {
    const offered = !unboxing ? null : typeof value === 'number' || typeof value === 'bigint' ? 'i' : value instanceof W_Float ? 'f' : null;
    const next = map.add(name, offered);
    const at = next.get(name);
    if (at === null || at.index !== map.size) return null;
    for (const a of map.attributes.values()) if (next.get(a.name)?.index !== a.index) return null;
    made = { map, version, index: at.index, unboxed: at.unboxed, next, unboxing, other: others(code, pc, map) };
  }
  code.caches[pc] = made;
  return made;
}

/** What may take a read or a write before the instance does. */
function mayBeData(raw: W): boolean {
  return raw instanceof W_Property || raw instanceof W_GetSet || raw instanceof W_Instance;
}
