/**
 * Builtins that the tracer looks into: written over the machine, so that the very same text is the builtin and its trace.
 * Each gives its result, undefined when a frame was pushed, or null to leave this case to the opaque version.
 *
 * Which builtins PyPy looks into: reference/pypy/builtins-table.md, class "inline"; pypy/module/__builtin__.
 */
import * as m from '../machine/machine';
import type { Ref } from '../machine/types';
import { typeError } from '../runtime/errors';
import type { Frame } from '../runtime/functions';
import { K } from '../runtime/kinds';
import { W_Type } from '../runtime/types';
import { w_False, w_None, w_True, type W } from '../runtime/values';
import { appFunction } from '../library/appfunctional';
import * as lib from '../library/protocols/operators';
import { getAttribute, setAttribute, setInstanceAttribute } from './attributes';
import { callMethodOf, typeCall, type NamedArguments } from './calls';
import { compare, truth } from './compare';
import { C } from './continuations';
import { endOfCall, resume } from './generators';
import { appendItem, popItem } from './items';
import { iterate, next } from './iteration';
import { dequeTraceables } from './deques';
import { dictTraceables, newFromKeywords } from './dicts';
import { setTraceables } from './sets';
import { structTraceables } from './struct';
import { extremes, walkTraceables } from './walks';

export type Traceable = (f: Frame, args: Ref[], named: NamedArguments | null) => Ref | undefined | null;

const table = new Map<string, Traceable>();
const define = (name: string, arity: number | readonly [number, number], body: (f: Frame, args: Ref[]) => Ref | undefined | null): void => {
  const [low, high] = typeof arity === 'number' ? [arity, arity] : arity;
  table.set(name, (f, args, named) => (named === null && args.length >= low && args.length <= high ? body(f, args) : null));
};

define('len', 1, (f, [w]) => {
  switch (m.kind(w)) {
    case K.LIST:
      return m.listStrategy(w).item === 'none' ? m.ref(0) : m.newInt(m.storeLen(m.listStore(w)));
    case K.TUPLE:
      return m.newInt(m.arrayLen(m.tupleStore(w)));
    case K.TUPLE_II:
    case K.TUPLE_FF:
    case K.TUPLE_OO:
      return m.ref(2);
    case K.STR:
      return m.newInt(m.strLen(w));
    case K.INSTANCE: {
      const type = m.typeOf(w);
      m.dependOn(type.version);
      const method = type.lookup('__len__');
      if (method === null) throw typeError(`object of type '${type.name}' has no len()`);
      if (f.cont !== C.PUSH) return null;
      f.cont = C.LENGTH;
      return callMethodOf(f, method, [w]);
    }
    case K.BYTES:
    case K.BYTEARRAY:
    case K.DICT:
    case K.DICT_VIEW:
    case K.SET: {
      const own = m.RECORDING ? m.ownDictLength(w) : undefined;
      return own === undefined ? m.newInt(m.callI(lib.lengthHelper, w)) : m.ref(own);
    }
    default:
      return m.callR(lib.lenHelper(m.kind(w)), w);
  }
});

define('abs', 1, (f, [w]) => {
  switch (m.kind(w)) {
    case K.INT: {
      const i = m.intval(w);
      if (!m.branch(m.intLt(i, m.int(0)))) return w;
      const r = m.subOvf(m.int(0), i);
      return r === null ? null : m.newInt(r);
    }
    case K.FLOAT:
      return m.newFloat(m.fabs(m.floatval(w)));
    case K.INSTANCE: {
      const type = m.typeOf(w);
      m.dependOn(type.version);
      const method = type.lookup('__abs__');
      return method === null ? null : callMethodOf(f, method, [w]);
    }
    default:
      return null;
  }
});

define('bool.__new__', [1, 2], (f, args) => {
  if (args.length === 1) return m.ref(w_False);
  const yes = truth(f, args[1], C.BOOL, f.contArg);
  return yes === undefined ? undefined : m.ref(yes ? w_True : w_False);
});

define('int.__new__', 2, (_f, [cls, w]) => {
  if (m.promote(cls) !== lib.intType) return null;
  switch (m.kind(w)) {
    case K.INT:
      return w;
    case K.BOOL:
      return m.newInt(m.boolval(w));
    case K.FLOAT: {
      const x = m.floatval(w);
      const fits = m.branch(m.floatLt(m.fabs(x), m.float(9007199254740992)));
      return fits ? m.newInt(m.floatToInt(x)) : null;
    }
    default:
      return null;
  }
});

// Without arguments: an empty container, as its display makes it (listobject.py, descr_new and descr_init).
define('list.__new__', 1, (_f, [cls]) => (m.promote(cls) === lib.listType ? m.newList([]) : null));
table.set('dict.__new__', (f, args, named) => {
  if (args.length !== 1) return null;
  if (named !== null) return newFromKeywords(f, args, named);
  return m.promote(args[0]) === lib.dictType ? m.buildMap(lib.buildMapHelper(0), []) : null;
});
define('set.__new__', 1, (_f, [cls]) => (m.promote(cls) === lib.setType ? m.callR(lib.buildSetHelper(0)) : null));

define('tuple.__new__', 2, (_f, [cls, w]) => {
  if (m.promote(cls) !== lib.tupleType) return null;
  switch (m.kind(w)) {
    case K.TUPLE:
    case K.TUPLE_II:
    case K.TUPLE_FF:
    case K.TUPLE_OO:
      return w;
    case K.LIST:
      return m.tupleOfList(w);
    default:
      return null;
  }
});

define('float.__new__', 2, (_f, [cls, w]) => {
  if (m.promote(cls) !== lib.floatType) return null;
  switch (m.kind(w)) {
    case K.FLOAT:
      return w;
    case K.INT:
      return m.newFloat(m.intToFloat(m.intval(w)));
    default:
      return null;
  }
});

for (const [name, wanted] of [
  ['min', 0],
  ['max', 4],
] as const) {
  // Two or three arguments are unrolled; one is walked by a loop of its own.
  table.set(name, (f, args, named) => {
    if (args.length === 1) return extremes[name](f, args, named);
    if (named !== null || args.length < 2 || args.length > 3) return null;
    let best = args[0];
    for (const w of args.slice(1)) {
      if (!isNumber(w) || !isNumber(best)) return null;
      const better = compare(f, wanted, w, best);
      if (better !== undefined && m.branch(m.refIsTrue(better))) best = w;
    }
    return best;
  });
}
const isNumber = (w: Ref): boolean => m.kind(w) === K.INT || m.kind(w) === K.FLOAT || m.kind(w) === K.BOOL;

/** One byte in PyPy's utf-8: other characters have code of their own there (rutf8.py, unichr_as_utf8 and codepoint_at_pos). */
const ASCII = 128;

define('chr', 1, (_f, [w]) => {
  if (m.kind(w) !== K.INT) return null;
  const code = m.intval(w);
  return m.branch(m.uintGe(code, m.int(ASCII))) ? null : m.callR(lib.chrHelper, code);
});

define('ord', 1, (_f, [w]) => {
  if (m.kind(w) !== K.STR || !m.branch(m.intEq(m.strLen(w), m.int(1)))) return null;
  return m.newInt(m.callI(lib.ordHelper, w));
});

define('str.__new__', 2, (_f, [cls, w]) => {
  if (!m.RECORDING || m.promote(cls) !== lib.strType) return null;
  const k = m.kind(w);
  return k === K.STR ? w : k === K.EXCEPTION ? m.exceptionText(w) : null;
});

define('str.partition', 2, (_f, [w, separator]) => {
  if (m.kind(w) !== K.STR || m.kind(separator) !== K.STR) return null;
  const width = m.strLen(separator);
  if (m.branch(m.intEq(width, m.int(0)))) return null;
  const at = m.callI(lib.strFindHelper, w, separator);
  if (m.branch(m.intLt(at, m.int(0)))) return m.newTuple([w, m.ref(''), m.ref('')]);
  const text = m.strval(w);
  const before = m.callR(lib.strSliceHelper, text, m.int(0), at);
  return m.newTuple([before, separator, m.callR(lib.strSliceHelper, text, m.intAdd(at, width), m.strLen(w))]);
});

define('range.__new__', [2, 4], (_f, args) => {
  if (!args.slice(1).every((w) => m.kind(w) === K.INT)) return null;
  const parts = args.slice(1).map((w) => m.intval(w));
  return m.RECORDING && !askRange(parts) ? null : m.newRange(parts);
});

/** A range works its length out when it is made: guards on the step's sign and on whether there are any items (functional.py, compute_range_length). */
function askRange(parts: readonly m.Int[]): boolean {
  const [start, stop] = parts.length === 1 ? [m.int(0), parts[0]] : parts;
  if (parts.length < 3) m.branch(m.intLt(start, stop));
  else {
    if (m.branch(m.intEq(parts[2], m.int(0)))) return false;
    if (m.branch(m.intLt(parts[2], m.int(0)))) m.branch(m.intLt(stop, start));
    else m.branch(m.intLt(start, stop));
  }
  return true;
}

define('iter', 1, (f, [w]) => {
  if (m.kind(w) === K.INSTANCE) return null;
  return iterate(f, w);
});

define('next', 1, (f, [it]) => {
  if (f.cont !== C.PUSH) return null;
  f.cont = C.NEXT_CALL;
  const item = next(f, it);
  if (item === undefined) return undefined;
  const end = item === null ? endOfCall(f) : null;
  f.cont = C.PUSH;
  if (end !== null) throw end;
  return item;
});

/** Classes given alone or in a tuple, which may be virtual: its items are the constants then. */
function classesIn(classes: Ref): readonly W[] {
  const k = m.kind(classes);
  if (k !== K.TUPLE && k !== K.TUPLE_OO) return [m.promote(classes)];
  return m.tupleRefs(classes).flatMap((one) => m.constantTuple(m.promote(one)));
}

define('isinstance', 2, (_f, [w, classes]) => {
  const list = classesIn(classes);
  if (!list.every((one) => one instanceof W_Type && (one.metaclass === null || lib.plainInstanceCheck(one)))) return null;
  const type = m.typeOf(w);
  const found = list.some((one) => type.isSubtype(one as W_Type));
  // A class may say that its instances are of another.
  if (!found && (type.definesGetattribute || (type.isHeap && type.lookupWhere('__class__')?.isHeap === true))) return null;
  return m.ref(found ? w_True : w_False);
});

define('issubclass', 2, (_f, [w, classes]) => {
  const t = m.promote(w);
  const list = classesIn(classes);
  if (!(t instanceof W_Type) || !list.every((one) => one instanceof W_Type && (one.metaclass === null || lib.plainInstanceCheck(one))))
    return null;
  return m.ref(list.some((one) => t.isSubtype(one as W_Type)) ? w_True : w_False);
});

define('callable', 1, (_f, [w]) => {
  const k = m.kind(w);
  if (k === K.FUNCTION || k === K.BUILTIN || k === K.METHOD || k === K.TYPE) return m.ref(w_True);
  return m.ref(m.typeOf(w).lookup('__call__') === null ? w_False : w_True);
});

for (const name of ['sum', 'any', 'all']) define(name, name === 'sum' ? [1, 2] : 1, (f, args) => callMethodOf(f, appFunction(name), args));

define('sum.lost', 3, (_f, [low, last, x]) => {
  if (m.kind(last) !== K.FLOAT || m.kind(x) !== K.FLOAT) return low;
  const [a, b] = [m.floatval(last), m.floatval(x)];
  const sum = m.fadd(a, b);
  const added = m.fsub(sum, a);
  return m.newFloat(m.fadd(m.floatval(low), m.fadd(m.fsub(a, m.fsub(sum, added)), m.fsub(b, added))));
});
define('sum.corrected', 2, (_f, [last, low]) => {
  const k = m.kind(last);
  if (k === K.FLOAT) return m.newFloat(m.callF(lib.correctedSumHelper, m.floatval(last), m.floatval(low)));
  return k === K.COMPLEX ? null : last;
});

define('getattr', [2, 3], (f, args) => {
  const name = m.constantOf(args[1]);
  if (typeof name !== 'string') return null;
  if (args.length === 2) return getAttribute(f, args[0], name);
  return null;
});

define('setattr', 3, (f, [w, name, value]) => {
  const n = m.constantOf(name);
  if (typeof n !== 'string' || m.kind(w) !== K.INSTANCE || m.typeOf(w).definesSetattr) return null;
  if (f.cont !== C.PUSH) return null;
  const pushed = setAttribute(f, w, n, value);
  return pushed ? undefined : m.ref(w_None);
});

define('object.__setattr__', 3, (f, [w, name, value]) => {
  const n = m.constantOf(name);
  if (typeof n !== 'string' || m.kind(w) !== K.INSTANCE) return null;
  return setInstanceAttribute(f, w, m.instanceMap(w), n, value) ? undefined : m.ref(w_None);
});

define('list.append', 2, (_f, [list, item]) => {
  if (m.kind(list) !== K.LIST) return null;
  appendItem(list, item);
  return m.ref(w_None);
});

define('list.pop', [1, 2], (_f, [list, index]) => {
  if (m.kind(list) !== K.LIST || (index !== undefined && m.constantOf(index) !== -1)) return null;
  return popItem(list);
});

define('BaseException.__init__', [1, 9], (_f, [e, ...args]) => {
  if (m.kind(e) !== K.EXCEPTION) return null;
  return m.setExceptionArgs(e, args) ? m.ref(w_None) : null;
});

define('sys.exc_info', 0, () => {
  const handled = m.handledException();
  if (m.isNull(handled)) return m.newTuple([m.ref(w_None), m.ref(w_None), m.ref(w_None)]);
  return m.newTuple([m.ref(m.typeOf(handled)), handled, m.tracebackOf(handled)]);
});

define('enumerate.__new__', [2, 3], (f, args) => {
  if (m.promote(args[0]) !== lib.enumerateType) return null;
  if (args.length === 3 && m.kind(args[2]) !== K.INT) return null;
  if (m.kind(args[1]) === K.INSTANCE) return null;
  const it = iterate(f, args[1]);
  if (it === undefined) return undefined;
  return m.newEnumerate(it, args.length === 3 ? m.intval(args[2]) : m.int(0));
});

define('zip.__new__', [1, 9], (f, args) => {
  if (m.promote(args[0]) !== lib.zipType) return null;
  const its: Ref[] = [];
  for (const w of args.slice(1)) {
    if (m.kind(w) === K.INSTANCE) return null;
    its.push(iterate(f, w) as Ref);
  }
  return m.newZip(its);
});

define('map.__new__', [3, 9], (f, args) => {
  if (m.promote(args[0]) !== lib.mapType) return null;
  const its: Ref[] = [];
  for (const w of args.slice(2)) {
    if (m.kind(w) === K.INSTANCE) return null;
    its.push(iterate(f, w) as Ref);
  }
  return m.newMap(args[1], its);
});

define('generator.send', 2, (f, [g, value]) => (f.cont === C.PUSH ? resume(f, g, value) : null));
define('generator.__next__', 1, (f, [g]) => (f.cont === C.PUSH ? resume(f, g, m.ref(w_None)) : null));
define('coroutine.send', 2, (f, [g, value]) => (f.cont === C.PUSH ? resume(f, g, value) : null));

define('super.__new__', [1, 3], (f, args) => {
  if (args.length === 3) return m.newSuper(args[1], args[2]);
  if (args.length !== 1) return null;
  // super() without arguments: the class cell and the first parameter of the calling frame.
  const c = f.code.code;
  const cell = c.freevars.indexOf('__class__');
  if (cell < 0 || c.argcount === 0) return null;
  const cls = m.cellGet(f.slots[c.nlocals + c.cellvars.length + cell] as Ref);
  const parameter = f.code.cellParameters.find(([, slot]) => slot === 0);
  const self = parameter === undefined ? (f.slots[0] as Ref) : m.cellGet(f.slots[c.nlocals + parameter[0]] as Ref);
  if (m.isNull(cls) || m.isNull(self)) return null;
  return m.newSuper(cls, self);
});

define('type.__call__', [1, 64], (f, args) => {
  const cls = m.promote(args[0]);
  return cls instanceof W_Type && f.cont === C.PUSH ? typeCall(f, cls, args.slice(1), null) : null;
});

define('globals', 0, (f) => m.ref(f.globals));

define('object.__init__', [1, 1], () => m.ref(w_None));

for (const [name, last] of [
  ['str.find', false],
  ['str.rfind', true],
] as const) {
  define(name, 2, (_f, [w, part]) => {
    if (m.kind(w) !== K.STR || m.kind(part) !== K.STR) return null;
    const at = m.callI(lib.searchHelper(last), w, part);
    return m.branch(m.intLt(at, m.int(0))) ? m.newInt(m.int(-1)) : m.newInt(at);
  });
}

define('math.sqrt', 1, (_f, [w]) => {
  const x = asDouble(w);
  if (x === null) return null;
  if (m.branch(m.floatLt(x, m.float(0)))) throw lib.mathDomain('sqrt', m.concrete(w));
  return m.newFloat(m.callF(lib.sqrtHelper, x));
});

for (const [name, helper] of lib.mathHelpers) {
  define(`math.${name}`, 1, (_f, [w]) => {
    const x = asDouble(w);
    return x === null ? null : m.newFloat(m.callF(helper, x));
  });
}

define('math.floor', 1, (_f, [w]) => {
  if (m.kind(w) === K.INT) return w;
  if (m.kind(w) !== K.FLOAT) return null;
  const x = m.floatval(w);
  return m.callR(lib.floorHelper, x);
});

function asDouble(w: Ref): m.Float | null {
  const k = m.kind(w);
  return k === K.FLOAT ? m.floatval(w) : k === K.INT ? m.intToFloat(m.intval(w)) : null;
}

for (const [name, body] of [...structTraceables, ...dequeTraceables, ...dictTraceables, ...setTraceables]) table.set(name, body);
for (const [name, walk] of walkTraceables) {
  const other = table.get(name);
  table.set(
    name,
    other === undefined
      ? walk
      : (f, args, named) => {
          const r = walk(f, args, named);
          return r === null ? other(f, args, named) : r;
        },
  );
}

const names = [...table.keys()];
/** By W_Builtin.traceable. */
export const traceable: readonly Traceable[] = [...table.values()];
/** Index of a builtin's traceable form, -1 without one. */
export const traceableIndex = (qualname: string): number => names.indexOf(qualname);
