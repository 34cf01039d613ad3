/** object, type, and the small descriptor types. Source: pypy/objspace/std/{objectobject,typeobject}.py. */
import { error, exceptionType, isGuestError, typeError, valueError } from '../../runtime/errors';
import { abstractCheck } from '../../machine/direct';
import { vm } from '../../runtime/vm';
import { dictEntries, dictGetStr, W_Dict } from '../../runtime/dicts';
import { type W_Code, W_Function } from '../../runtime/functions';
import { sources } from '../../runtime/importing/guest-code';
import { countClass } from '../../runtime/importing/import-ticks';
import { hooks } from '../../runtime/hooks';
import { c3, T, typeOf, W_Type, w_object, w_type } from '../../runtime/types';
import {
  newBool,
  newStr,
  newTuple,
  strText,
  tupleItems,
  w_None,
  w_NotImplemented,
  W_ClassMethod,
  W_Exception,
  W_GetSet,
  W_Instance,
  W_StaticMethod,
  W_Cell,
  type W,
} from '../../runtime/values';
import { constructor, getset, method, rawMethod, staticMethod } from '../define';
import { writeSpecial } from '../protocols/attributes';
import { ownAttribute } from '../protocols/attributes';
import { identity } from '../protocols/comparison';
import { instanceDict } from '../../runtime/name-maps';
import { assignPlainAttribute, removePlainAttribute } from '../../runtime/plainattributes';
import { plainRepr, reprOf, strOf } from '../text/text';
import { namesOf } from '../protocols/dir';
import { toArray } from '../protocols/iterables';
import { newList } from '../../runtime/lists';
import { begins } from '../../runtime/finalizers';

/** A bare instance of a class: layout by the builtin type it derives from. */
export function allocate(cls: W_Type): W_Instance {
  return begins(cls.isSubtype(exceptionType('BaseException')) ? new W_Exception(cls.maps.empty) : new W_Instance(cls.maps.empty));
}

constructor(w_object, (args, keywords) => {
  const cls = args[0];
  if (args.length === 0) throw typeError('object.__new__(): not enough arguments');
  if (!(cls instanceof W_Type)) throw typeError(`object.__new__(X): X is not a type object (${typeOf(cls).name})`);
  if (args.length > 1 || (keywords !== null && keywords.size > 0)) {
    if (cls.lookupWhere('__new__') !== w_object) throw typeError('object.__new__() takes exactly one argument (the type to instantiate)');
    if (cls.lookupWhere('__init__') === w_object) throw typeError(`${cls.name}() takes no arguments`);
  }
  if (cls.abstract) abstractCheck.hook(cls);
  const layout = cls.layoutType;
  if (layout !== w_object && layout.dict.has('__new__') && !layout.isSubtype(exceptionType('BaseException')))
    throw typeError(`object.__new__(${cls.name}) is not safe, use ${layout.name}.__new__()`);
  return allocate(cls);
});
rawMethod(w_object, '__init__', (args, keywords) => {
  if (args.length > 1 || (keywords !== null && keywords.size > 0)) {
    const cls = typeOf(args[0]);
    if (cls.lookupWhere('__init__') !== w_object)
      throw typeError('object.__init__() takes exactly one argument (the instance to initialize)');
    if (cls.lookupWhere('__new__') === w_object)
      throw typeError(`${cls.name}.__init__() takes exactly one argument (the instance to initialize)`);
  }
  return w_None;
});
method(w_object, '__repr__', 1, 1, (w) => newStr(plainRepr(w)));
method(w_object, '__str__', 1, 1, (w) => hooks.repr(w));
method(w_object, '__format__', 2, 2, (w, spec) => {
  if (strText(spec) !== '') throw typeError(`unsupported format string passed to ${typeOf(w).name}.__format__`);
  return newStr(strOf(w));
});
method(w_object, '__hash__', 1, 1, (w) => identity(w) / 16);
method(w_object, '__eq__', 2, 2, (a, b) => (a === b ? newBool(true) : w_NotImplemented));
method(w_object, '__ne__', 2, 2, (a, b) => {
  const eq = typeOf(a).lookup('__eq__');
  const r = eq === null ? w_NotImplemented : hooks.call(eq, [a, b]);
  return r === w_NotImplemented ? r : newBool(!hooks.truth(r));
});
for (const name of ['__lt__', '__le__', '__gt__', '__ge__']) method(w_object, name, 2, 2, () => w_NotImplemented);
method(w_object, '__getattribute__', 2, 2, (w, name) => {
  const text = strText(name);
  if (text === null) throw typeError(`attribute name must be string, not '${typeOf(name).name}'`);
  return genericGetattr(w, text);
});
method(w_object, '__setattr__', 3, 3, (w, name, value) => {
  const text = strText(name);
  if (text === null) throw typeError(`attribute name must be string, not '${typeOf(name).name}'`);
  if (w instanceof W_Instance) setInstance(w, text, value);
  else assignPlainAttribute(w, text, value);
  return w_None;
});
method(w_object, '__delattr__', 2, 2, (w, name) => {
  const text = strText(name);
  if (text === null) throw typeError(`attribute name must be string, not '${typeOf(name).name}'`);
  removePlainAttribute(w, text);
  return w_None;
});
method(w_object, '__dir__', 1, 1, (w) => newList(namesOf(w).map((name) => newStr(name))));
for (const name of ['__setattr__', '__delattr__']) w_type.dict.set(name, w_object.dict.get(name) as W);
method(w_object, '__sizeof__', 1, 1, () => 16);
staticMethod(w_object, '__init_subclass__', () => w_None);
staticMethod(w_object, '__subclasshook__', () => w_NotImplemented);

/** object.__getattribute__ without the class's own `__getattribute__`. */
export function genericGetattr(w: W, name: string): W {
  const cls = typeOf(w);
  const saved = cls.definesGetattribute;
  const savedGetattr = cls.definesGetattr;
  if (!saved) return hooks.getattr(w, name);
  cls.definesGetattribute = false;
  cls.definesGetattr = false;
  try {
    return hooks.getattr(w, name);
  } finally {
    cls.definesGetattribute = saved;
    cls.definesGetattr = savedGetattr;
  }
}

function setInstance(w: W_Instance, name: string, value: W): void {
  const cls = typeOf(w);
  const saved = cls.definesSetattr;
  cls.definesSetattr = false;
  try {
    hooks.setattr(w, name, value);
  } finally {
    cls.definesSetattr = saved;
  }
}

// -- type --------------------------------------------------------------------------------------------------------------

constructor(w_type, (args, keywords) => {
  if (args.length === 2) return typeOf(args[1]);
  if (args.length !== 4) throw typeError('type() takes 1 or 3 arguments');
  // type(name, bases, dict) where a base has a metaclass with a __new__ of its own: that one makes the class (type_new in typeobject.c).
  const winner = metaclassOf(
    args[0] as W_Type,
    (tupleItems(args[2]) ?? []).filter((b) => b instanceof W_Type),
  );
  const making = winner === args[0] ? w_type : winner.lookupWhere('__new__');
  if (making !== null && making !== w_type) return hooks.call(hooks.getattr(winner, '__new__'), [winner, ...args.slice(1)], keywords);
  return newClass(args[0] as W_Type, args[1], args[2], args[3], keywords ?? new Map());
});
rawMethod(w_type, '__init__', () => w_None);
for (const name of ['__mro__', '__dict__']) getset(w_type, name, (w) => ownAttribute(w, name) ?? w_None);
getset(w_type, '__annotations__', (w) => {
  const made = ownAttribute(w, '__annotations__');
  if (made === null) throw error('AttributeError', `type object '${(w as W_Type).name}' has no attribute '__annotations__'`);
  return made;
});
method(w_type, 'mro', 1, 1, (w) => hooks.getattr(w, '__mro__'));
method(w_type, '__subclasses__', 1, 1, (w) => listOf([...(w as W_Type).subclasses].filter((t) => t.isHeap)));
method(w_type, '__instancecheck__', 2, 2, (cls, w) => newBool(typeOf(w).isSubtype(cls as W_Type)));
method(w_type, '__subclasscheck__', 2, 2, (cls, w) => newBool(w instanceof W_Type && w.isSubtype(cls as W_Type)));
method(w_type, '__repr__', 1, 1, (w) => newStr(plainRepr(w)));
rawMethod(w_type, '__call__', (args, keywords) => hooks.call(args[0], args.slice(1), keywords));
staticMethod(w_type, '__prepare__', () => new W_Dict());

function listOf(items: W[]): W {
  const r = hooks.call(T.list, []);
  for (const w of items) hooks.call(hooks.getattr(r, 'append'), [w]);
  return r;
}

/** type(name, bases, dict): makes a class. Source: type_new in CPython's typeobject.c. */
export function newClass(metaclass: W_Type, name: W, basesTuple: W, namespace: W, keywords: ReadonlyMap<string, W>): W_Type {
  const text = strText(name);
  if (text === null) throw typeError(`type.__new__() argument 1 must be str, not ${typeOf(name).name}`);
  const given = tupleItems(basesTuple);
  if (given === null) throw typeError(`type.__new__() argument 2 must be tuple, not ${typeOf(basesTuple).name}`);
  const ns = namespace instanceof W_Dict ? namespace : namespace instanceof W_Instance ? namespace.payload : null;
  if (!(ns instanceof W_Dict)) throw typeError(`type.__new__() argument 3 must be dict, not ${typeOf(namespace).name}`);
  if (text.includes('\0')) throw valueError('type name must not contain null characters');
  countClass(ns);
  const bases = (given.length === 0 ? [w_object] : given).map((b) => {
    if (!(b instanceof W_Type)) {
      if (hooks.findattr(b, '__mro_entries__') !== null)
        throw typeError("type() doesn't support MRO entry resolution; use types.new_class()");
      throw typeError(typeOf(b) === w_type ? 'bases must be types' : METACLASS_CONFLICT);
    }
    if (!b.isHeap && !subclassable(b)) throw typeError(`type '${b.name}' is not an acceptable base type`);
    return b;
  });
  const winner = metaclassOf(metaclass, bases);
  const layouts = bases.map((b) => instanceLayout(b.layoutType));
  if (!layouts.some((l) => layouts.every((o) => l.isSubtype(o)))) throw typeError('multiple bases have instance lay-out conflict');
  if (
    bases.filter((b) => b.mro.some((t) => t.slotNames.some((n) => n !== '__dict__' && n !== '__weakref__'))).length > 1 &&
    slotConflict(bases)
  )
    throw typeError('multiple bases have instance lay-out conflict');
  const cls = new W_Type(text, bases, winner);
  cls.becomeHeap();
  try {
    cls.mro = mroOf(cls, winner);
    fillClass(cls, ns, text);
  } catch (e) {
    for (const b of bases) b.subclasses.delete(cls);
    throw e;
  }
  for (const [k, v] of dictEntries(ns)) {
    const setName = typeof v === 'object' ? typeOf(v).lookup('__set_name__') : null;
    if (setName === null) continue;
    try {
      hooks.call(setName, [v, cls, k]);
    } catch (e) {
      if (isGuestError(e))
        hooks.call(hooks.getattr(e.exception, 'add_note'), [
          newStr(`Error calling __set_name__ on '${typeOf(v).name}' instance ${reprOf(k)} in '${text}'`),
        ]);
      throw e;
    }
  }
  callInitSubclass(cls, keywords);
  return cls;
}

/** Two bases that add slots of their own, neither on top of the other. */
function slotConflict(bases: readonly W_Type[]): boolean {
  const own = (t: W_Type): boolean => t.slotNames.some((n) => n !== '__dict__' && n !== '__weakref__');
  const solid = bases.map((b) => b.mro.find(own)).filter((t): t is W_Type => t !== undefined);
  return !solid.some((t) => solid.every((o) => t.isSubtype(o)));
}

/** The metaclass's `mro()`, or C3. */
function mroOf(cls: W_Type, meta: W_Type): W_Type[] {
  const plain = (): W_Type[] => {
    if (new Set(cls.bases).size < cls.bases.length)
      throw typeError(`duplicate base class ${cls.bases.find((b, i) => cls.bases.indexOf(b) !== i)?.name ?? ''}`);
    const mro = c3(cls);
    if (mro === null)
      throw typeError(`Cannot create a consistent method resolution order (MRO) for bases ${cls.bases.map((b) => b.name).join(', ')}`);
    return mro;
  };
  const custom = meta === w_type || meta.lookupWhere('mro') === w_type ? null : meta.lookup('mro');
  if (custom === null) return plain();
  cls.mro = plain();
  return toArray(hooks.call(custom, [cls])).map((t) => {
    if (!(t instanceof W_Type)) throw typeError(`mro() returned a non-class ('${typeOf(t).name}')`);
    return t;
  });
}

function fillClass(cls: W_Type, ns: W_Dict, text: string): void {
  let cell: W_Cell | null = null;
  for (const [k, v] of dictEntries(ns)) {
    const key = strText(k);
    if (key === null) continue;
    if (key === '__classcell__') {
      if (!(v instanceof W_Cell)) throw typeError(`type.__new__(): __classcell__ must be a nonlocal cell, not <class '${typeOf(v).name}'>`);
      cell = v;
      continue;
    }
    // The namespace of the class body, for annotations and type parameters: consumed here, as CPython's type_new does.
    if (key === '__classdictcell__') continue;
    if (key === '__qualname__') {
      const qualname = strText(v);
      if (qualname === null) throw typeError(`type __qualname__ must be a str, not ${typeOf(v).name}`);
      cls.qualname = qualname;
      continue;
    }
    if (key === '__module__') cls.module = strText(v);
    cls.dict.set(key, wrapSpecial(key, v));
  }
  if (!cls.dict.has('__module__')) {
    const module = dictGetStr(vm.visibleFrame()?.globals ?? new W_Dict(), '__name__');
    if (module !== undefined) cls.dict.set('__module__', module);
    cls.module = strText(module ?? null);
  }
  if (cls.dict.has('__eq__') && !cls.dict.has('__hash__')) cls.dict.set('__hash__', w_None);
  makeSlots(cls, dictGetStr(ns, '__slots__') ?? null);
  if (!cls.dict.has('__doc__')) cls.dict.set('__doc__', w_None);
  void text;
  if (cell !== null) cell.value = cls;
  cls.refreshFlags();
}

/** Exceptions that add no field of their own have their base's layout (SimpleExtendsException in CPython's exceptions.c). */
const WITH_FIELDS = new Set([
  'BaseException',
  'StopIteration',
  'SystemExit',
  'OSError',
  'ImportError',
  'NameError',
  'AttributeError',
  'SyntaxError',
  'UnicodeError',
  'UnicodeDecodeError',
  'UnicodeEncodeError',
  'UnicodeTranslateError',
  'BaseExceptionGroup',
]);
function instanceLayout(t: W_Type): W_Type {
  let at = t;
  while (at.isSubtype(exceptionType('BaseException')) && !WITH_FIELDS.has(at.name)) at = at.bases[0];
  return at;
}

function wrapSpecial(key: string, v: W): W {
  if (v instanceof W_Function && key === '__new__') return new W_StaticMethod(v);
  if (v instanceof W_Function && (key === '__init_subclass__' || key === '__class_getitem__')) return new W_ClassMethod(v);
  return v;
}

const METACLASS_CONFLICT =
  'metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases';
const FINAL = new Set([
  'bool',
  'NoneType',
  'function',
  'range',
  'slice',
  'generator',
  'coroutine',
  'async_generator',
  'ellipsis',
  'NotImplementedType',
  'method',
  'builtin_function_or_method',
  'memoryview',
  'code',
  'frame',
  'traceback',
  'cell',
  'mappingproxy',
  'dict_keys',
  'dict_values',
  'dict_items',
  'method_descriptor',
  'wrapper_descriptor',
  'method-wrapper',
  'getset_descriptor',
  'member_descriptor',
  'classmethod_descriptor',
]);
const subclassable = (t: W_Type): boolean => !(FINAL.has(t.name) && t.module === 'builtins');

/** The most derived metaclass of the bases. */
export function metaclassOf(given: W_Type, bases: readonly W[]): W_Type {
  let winner = given;
  for (const b of bases) {
    const meta = typeOf(b);
    if (winner.isSubtype(meta)) continue;
    if (meta.isSubtype(winner)) winner = meta;
    else throw typeError(METACLASS_CONFLICT);
  }
  return winner;
}

function makeSlots(cls: W_Type, slots: W | null): void {
  const inherited = cls.bases.some((b) => b.hasDict);
  const dictDescriptor = (): void =>
    getset(
      cls,
      '__dict__',
      (w) => instanceDict(w as W_Instance),
      (w, v) => void writeSpecial(w as W_Instance, '__dict__', v ?? w_None),
    );
  if (slots === null) {
    cls.hasDict = true;
    if (!inherited) {
      dictDescriptor();
      getset(cls, '__weakref__', () => w_None);
    }
    return;
  }
  const text = strText(slots);
  const names = (text !== null ? [text] : toArray(slots).map(slotName)).map((n) => mangle(cls.name, n));
  if (names.includes('__dict__') && inherited) throw typeError('__dict__ slot disallowed: we already got one');
  const layout = cls.layoutType;
  if (names.some((n) => n !== '__dict__') && (layout === T.int || layout === T.tuple || layout === T.bytes))
    throw typeError(`nonempty __slots__ not supported for subtype of '${cls.bases[0].name}'`);
  cls.slotNames = names;
  cls.hasDict = inherited || names.includes('__dict__');
  if (names.includes('__dict__')) dictDescriptor();
  for (const n of names) {
    if (n === '__dict__' || n === '__weakref__') continue;
    if (cls.dict.has(n) && n !== '__qualname__')
      throw error('ValueError', `${reprOf(newStr(n))} in __slots__ conflicts with class variable`);
    const member = new W_GetSet(
      n,
      (w) => {
        throw error('AttributeError', `'${typeOf(w).name}' object has no attribute '${n}'`);
      },
      null,
      true,
    );
    member.owner = cls;
    cls.dict.set(n, member);
  }
}
function slotName(w: W): string {
  const text = strText(w);
  if (text === null) throw typeError(`__slots__ items must be strings, not '${typeOf(w).name}'`);
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(text)) throw typeError('__slots__ must be identifiers');
  return text;
}
const mangle = (cls: string, name: string): string =>
  name.startsWith('__') && !name.endsWith('__') && cls.replace(/^_+/, '') !== '' ? `_${cls.replace(/^_+/, '')}${name}` : name;

function callInitSubclass(cls: W_Type, keywords: ReadonlyMap<string, W>): void {
  for (const base of cls.mro.slice(1)) {
    const raw = base.dict.get('__init_subclass__');
    if (raw === undefined) continue;
    if (base === w_object) {
      if (keywords.size > 0) throw typeError(`${cls.name}.__init_subclass__() takes no keyword arguments`);
      return;
    }
    const f = raw instanceof W_ClassMethod || raw instanceof W_StaticMethod ? raw.func : (raw as W);
    hooks.call(f, [cls], keywords);
    return;
  }
}

// -- exceptions --------------------------------------------------------------------------------------------------------

const base = exceptionType('BaseException');
constructor(base, (args) => {
  const e = new W_Exception((args[0] as W_Type).maps.empty);
  e.args = args.slice(1);
  e.value = e.args[0] ?? null;
  return e;
});
rawMethod(base, '__init__', (args, keywords) => {
  const e = args[0] as W_Exception;
  if (keywords !== null && keywords.size > 0 && !typeOf(e).isSubtype(exceptionType('ImportError')))
    throw typeError(`${typeOf(e).name}() takes no keyword arguments`);
  e.args = args.slice(1);
  e.value = e.args[0] ?? null;
  return w_None;
});
method(base, '__str__', 1, 1, (w) => {
  const { args } = w as W_Exception;
  return args.length === 0 ? '' : newStr(args.length === 1 ? strOf(args[0]) : reprOf(newTuple(args)));
});
method(exceptionType('KeyError'), '__str__', 1, 1, (w) => {
  const { args } = w as W_Exception;
  return args.length === 1 ? newStr(reprOf(args[0])) : hooks.call(base.dict.get('__str__') as W, [w]);
});
method(base, 'with_traceback', 2, 2, (e, tb) => {
  hooks.setattr(e, '__traceback__', tb);
  return e;
});
method(base, 'add_note', 2, 2, (e, note) => {
  if (strText(note) === null) throw typeError(`note must be a str, not '${typeOf(note).name}'`);
  const notes = hooks.findattr(e, '__notes__') ?? hooks.call(T.list, []);
  hooks.call(hooks.getattr(notes, 'append'), [note]);
  hooks.setattr(e, '__notes__', notes);
  return w_None;
});

// -- code --------------------------------------------------------------------------------------------------------------

/** (line, end line, column, end column) of each unit, columns in bytes of UTF-8 where the text is known. Source: PEP 657. */
method(T.code, 'co_positions', 1, 1, (w) => {
  const { code } = w as W_Code;
  const text = sources.get(code.filename);
  const starts = [0];
  for (let i = text === undefined ? -1 : text.indexOf('\n'); i >= 0; i = (text as string).indexOf('\n', i + 1)) starts.push(i + 1);
  const place = (offset: number): [number, number] => {
    let line = starts.length - 1;
    while (starts[line] > offset) line--;
    return [line + 1, new TextEncoder().encode((text as string).slice(starts[line], offset)).length];
  };
  return hooks.iter(
    listOf(
      Array.from({ length: code.code.length >> 1 }, (_, unit) => {
        const range = text === undefined ? null : code.rangeAt(unit * 2);
        if (range === null) return newTuple([code.lineAt(unit * 2), code.lineAt(unit * 2), w_None, w_None]);
        const [line, column] = place(range.start);
        const [endLine, endColumn] = place(range.end);
        return newTuple([line, endLine, column, endColumn]);
      }),
    ),
  );
});
method(T.code, 'co_lines', 1, 1, (w) => {
  const { code } = w as W_Code;
  return hooks.iter(
    listOf(Array.from({ length: code.code.length >> 1 }, (_, unit) => newTuple([unit * 2, unit * 2 + 2, code.lineAt(unit * 2)]))),
  );
});
