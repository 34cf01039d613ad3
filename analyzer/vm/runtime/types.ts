/**
 * Types: W_Type with C3 linearization, attribute lookup through the MRO with a version that traces rely on
 * (pypy/objspace/std/typeobject.py), and the type of any value.
 */
import { K } from './kinds';
import { MapRegistry } from './maps';
import { Version } from './quasi';
import { MutableCell } from './dicts';
import { Obj, layout, W_Instance, W_Native, type W } from './values';

/** Classes that the program has made: builtin types outlive a run, and must not know those of an earlier one. */
const madeByProgram = new Set<W_Type>();

/** Before a run: builtin types forget the subclasses that an earlier program in this process gave them. */
export function resetSubclasses(): void {
  for (const t of madeByProgram) for (const b of t.bases) b.subclasses.delete(t);
  madeByProgram.clear();
}

export class W_Type extends Obj {
  mro: W_Type[] = [];
  /** Attributes: values, or a cell once rebound (see celldict.py). */
  readonly dict = new Map<string, W | MutableCell>();
  readonly version = new Version();
  readonly subclasses = new Set<W_Type>();
  readonly maps: MapRegistry;
  private cache = new Map<string, W | null>();
  private cacheVersion = -1;
  module: string | null = null;
  qualname: string;
  /** Instances have a `__dict__` (false for builtin types and `__slots__` classes). */
  hasDict = false;
  slotNames: readonly string[] = [];
  /** User classes may be changed; builtin ones may not. */
  isHeap = false;
  abstract = false;
  /** Set when a class in the MRO defines these, so that the common case needs no lookup. */
  definesGetattribute = false;
  definesGetattr = false;
  definesSetattr = false;
  /** Its instances have a `__del__`: what makes them notes them down (lifetime.ts, `begins`). */
  finalizes = false;

  constructor(
    public name: string,
    public bases: readonly W_Type[],
    public metaclass: W_Type | null = null,
  ) {
    super();
    this.qualname = name;
    this.maps = new MapRegistry(this);
    for (const b of bases) b.subclasses.add(this);
  }

  /** A class statement or type() made this, in a program. */
  becomeHeap(): void {
    this.isHeap = true;
    madeByProgram.add(this);
  }

  /** The builtin type that decides the layout of instances: `object`, `int`, `BaseException` ... */
  get layoutType(): W_Type {
    for (const t of this.mro) if (!t.isHeap) return t;
    return this;
  }

  lookup(name: string): W | null {
    if (this.cacheVersion !== this.version.number) {
      this.cache.clear();
      this.cacheVersion = this.version.number;
    }
    const known = this.cache.get(name);
    if (known !== undefined) return known;
    const raw = this.lookupRaw(name);
    if (raw instanceof MutableCell) return raw.value;
    this.cache.set(name, raw);
    return raw;
  }

  /** The value or its cell. */
  lookupRaw(name: string): W | MutableCell | null {
    for (const t of this.mro) {
      const v = t.dict.get(name);
      if (v !== undefined) return v;
    }
    return null;
  }

  /** The class in the MRO that defines a name, or null. */
  lookupWhere(name: string): W_Type | null {
    for (const t of this.mro) if (t.dict.has(name)) return t;
    return null;
  }

  isSubtype(other: W_Type): boolean {
    return this === other || this.mro.includes(other);
  }

  setAttribute(name: string, value: W): void {
    const old = this.dict.get(name);
    if (old instanceof MutableCell && old.holds(value)) {
      old.value = value;
      return;
    }
    if (old !== undefined && this.isHeap && old !== value) this.dict.set(name, new MutableCell(value));
    else this.dict.set(name, value);
    this.mutated();
  }

  deleteAttribute(name: string): boolean {
    if (!this.dict.delete(name)) return false;
    this.mutated();
    return true;
  }

  /** The version changes here and in all subclasses. */
  mutated(): void {
    const work: W_Type[] = [this];
    const seen = new Set<W_Type>(work);
    for (let t = work.pop(); t !== undefined; t = work.pop()) {
      t.version.bump();
      t.refreshFlags();
      for (const s of t.subclasses) {
        if (seen.has(s)) continue;
        seen.add(s);
        work.push(s);
      }
    }
  }

  refreshFlags(): void {
    const own = (name: string): boolean => this.mro.some((t) => t.isHeap && t.dict.has(name));
    this.definesGetattribute = own('__getattribute__');
    this.definesGetattr = own('__getattr__');
    this.definesSetattr = own('__setattr__') || own('__delattr__');
    this.finalizes = own('__del__');
  }
}
layout(W_Type, K.TYPE);

/** C3 linearization; null when the bases have no consistent order. Source: Python's own `mro`. */
export function c3(type: W_Type): W_Type[] | null {
  const sequences: W_Type[][] = [...type.bases.map((b) => b.mro.slice()), type.bases.slice()];
  const out: W_Type[] = [type];
  for (;;) {
    const rest = sequences.filter((s) => s.length > 0);
    if (rest.length === 0) return out;
    const next = rest.map((s) => s[0]).find((c) => !rest.some((s) => s.indexOf(c, 1) > 0));
    if (next === undefined) return null;
    out.push(next);
    for (const s of rest) if (s[0] === next) s.shift();
  }
}

const builtinTypes = new Map<string, W_Type>();

/** Makes a builtin type once; the library fills its dict. */
export function builtinType(name: string, bases: readonly W_Type[] = [w_object]): W_Type {
  const t = new W_Type(name, bases);
  t.mro = c3(t) ?? [t];
  t.module = 'builtins';
  builtinTypes.set(name, t);
  return t;
}

export const w_object: W_Type = (() => {
  const t = new W_Type('object', []);
  t.mro = [t];
  t.module = 'builtins';
  return t;
})();
export const w_type = builtinType('type');
w_object.metaclass = w_type;
w_type.metaclass = w_type;

export const T = {
  int: builtinType('int'),
  float: builtinType('float'),
  complex: builtinType('complex'),
  str: builtinType('str'),
  bytes: builtinType('bytes'),
  bytearray: builtinType('bytearray'),
  memoryview: builtinType('memoryview'),
  none: builtinType('NoneType'),
  ellipsis: builtinType('ellipsis'),
  notImplemented: builtinType('NotImplementedType'),
  tuple: builtinType('tuple'),
  list: builtinType('list'),
  dict: builtinType('dict'),
  set: builtinType('set'),
  frozenset: builtinType('frozenset'),
  range: builtinType('range'),
  slice: builtinType('slice'),
  function: builtinType('function'),
  builtin: builtinType('builtin_function_or_method'),
  methodDescriptor: builtinType('method_descriptor'),
  slotWrapper: builtinType('wrapper_descriptor'),
  methodWrapper: builtinType('method-wrapper'),
  classMethodDescriptor: builtinType('classmethod_descriptor'),
  getset: builtinType('getset_descriptor'),
  method: builtinType('method'),
  generator: builtinType('generator'),
  coroutine: builtinType('coroutine'),
  asyncGenerator: builtinType('async_generator'),
  module: builtinType('module'),
  cell: builtinType('cell'),
  code: builtinType('code'),
  frame: builtinType('frame'),
  traceback: builtinType('traceback'),
  property: builtinType('property'),
  staticmethod: builtinType('staticmethod'),
  classmethod: builtinType('classmethod'),
  super: builtinType('super'),
  member: builtinType('member_descriptor'),
  rangeIterator: builtinType('range_iterator'),
  listIterator: builtinType('list_iterator'),
  tupleIterator: builtinType('tuple_iterator'),
  strIterator: builtinType('str_iterator'),
  dictIterator: builtinType('dict_keyiterator'),
  setIterator: builtinType('set_iterator'),
  callableIterator: builtinType('callable_iterator'),
  dictKeys: builtinType('dict_keys'),
  dictValues: builtinType('dict_values'),
  dictItems: builtinType('dict_items'),
  enumerate: builtinType('enumerate'),
  zip: builtinType('zip'),
  map: builtinType('map'),
  filter: builtinType('filter'),
  reversed: builtinType('reversed'),
};
export const w_boolType = builtinType('bool', [T.int]);

const byKind: Record<number, W_Type> = {
  [K.INT]: T.int,
  [K.BOOL]: w_boolType,
  [K.FLOAT]: T.float,
  [K.LONG]: T.int,
  [K.STR]: T.str,
  [K.WIDE_STR]: T.str,
  [K.NONE]: T.none,
  [K.TUPLE]: T.tuple,
  [K.TUPLE_II]: T.tuple,
  [K.TUPLE_FF]: T.tuple,
  [K.TUPLE_OO]: T.tuple,
  [K.LIST]: T.list,
  [K.DICT]: T.dict,
  [K.RANGE]: T.range,
  [K.SLICE]: T.slice,
  [K.FUNCTION]: T.function,
  [K.BUILTIN]: T.builtin,
  [K.METHOD]: T.method,
  [K.MODULE]: T.module,
  [K.CELL]: T.cell,
  [K.RANGE_ITER]: T.rangeIterator,
  [K.SEQ_ITER]: T.listIterator,
  [K.TUPLE_ITER]: T.tupleIterator,
  [K.STR_ITER]: T.strIterator,
  [K.DICT_ITER]: T.dictIterator,
  [K.SET_ITER]: T.setIterator,
  [K.ENUMERATE]: T.enumerate,
  [K.ZIP]: T.zip,
  [K.MAP]: T.map,
  [K.FILTER]: T.filter,
  [K.PROPERTY]: T.property,
  [K.STATICMETHOD]: T.staticmethod,
  [K.CLASSMETHOD]: T.classmethod,
  [K.SUPER]: T.super,
  [K.BYTES]: T.bytes,
  [K.BYTEARRAY]: T.bytearray,
  [K.COMPLEX]: T.complex,
  [K.ELLIPSIS]: T.ellipsis,
  [K.NOT_IMPLEMENTED]: T.notImplemented,
  [K.CODE]: T.code,
  [K.TRACEBACK]: T.traceback,
  [K.REVERSED]: T.reversed,
  [K.MEMBER]: T.member,
  [K.CALL_ITER]: T.callableIterator,
  [K.FRAME]: T.frame,
  [K.MEMORYVIEW]: T.memoryview,
};

/** For layouts whose type depends on more than the layout. */
export const typeByInstance = new Map<number, (w: Obj) => W_Type>();

/** The guest type of a value. */
export function typeOf(w: W): W_Type {
  if (typeof w === 'number' || typeof w === 'bigint') return T.int;
  if (typeof w === 'string') return T.str;
  if (w instanceof W_Instance) return w.map.cls;
  if (w instanceof W_Native) return w.cls;
  if (w instanceof W_Type) return w.metaclass ?? w_type;
  return typeByInstance.get(w.kind)?.(w) ?? byKind[w.kind] ?? w_object;
}

typeByInstance.set(K.RANGE_STEP_ITER, () => T.rangeIterator);
const dunder = (name: string): boolean => name.startsWith('__') && name.endsWith('__');
typeByInstance.set(K.BUILTIN, (w) => {
  const { isMethod, name } = w as unknown as { isMethod: boolean; name: string };
  return !isMethod
    ? T.builtin
    : dunder(name) && name !== '__reduce_ex__' && name !== '__format__' && name !== '__dir__' && name !== '__sizeof__'
      ? T.slotWrapper
      : T.methodDescriptor;
});
typeByInstance.set(K.METHOD, (w) => {
  const { func } = w as unknown as { func: W };
  return typeof func === 'object' && func.kind === K.BUILTIN ? (typeOf(func) === T.slotWrapper ? T.methodWrapper : T.builtin) : T.method;
});
typeByInstance.set(K.MODULE, (w) => (w as unknown as { cls: W_Type | null }).cls ?? T.module);
typeByInstance.set(K.MEMBER, (w) => ((w as unknown as { slot: boolean }).slot ? T.member : T.getset));
