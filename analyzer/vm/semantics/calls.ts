/**
 * Calls. A Python function gets a frame of its own and the interpreter goes on there; a builtin that is written over the machine
 * is traced through; any other builtin is a residual call.
 *
 * Sources: pypy/interpreter/{function,argument,baseobjspace}.py, pypy/objspace/std/typeobject.py (descr_call).
 */
import * as m from '../machine/machine';
import type { Ref } from '../machine/types';
import { exceptionType, typeError, typeName } from '../runtime/errors';
import { Frame, W_Builtin, W_Function, type W_Code } from '../runtime/functions';
import { K } from '../runtime/kinds';
import { w_type, type W_Type } from '../runtime/types';
import { W_StaticMethod, kindOf, w_None, type W, type W_ClassMethod, type W_Instance } from '../runtime/values';
import { makeKeywordDict } from '../library/protocols/operators';
import { traceable } from './builtins';
import { C } from './continuations';
import { newGenerator } from './generators';

/** Keyword arguments: names are constants of the trace. */
export interface NamedArguments {
  readonly names: readonly string[];
  readonly values: readonly Ref[];
  /** They come out of a dict that was not made of keywords in this very trace. */
  readonly unpacked?: boolean;
}

/** Calls anything. The result, or undefined when a frame was pushed; f.cont is set by the caller before. */
export function call(f: Frame, func: Ref, args: Ref[], named: NamedArguments | null): Ref | undefined {
  switch (m.kind(func)) {
    case K.FUNCTION:
      return callFunction(f, func, args, named);
    case K.BUILTIN:
      return callBuiltin(f, m.promote(func) as W_Builtin, args, named);
    case K.METHOD: {
      const inner = m.methodFunc(func);
      return call(f, inner, [m.methodSelf(func), ...args], named);
    }
    case K.TYPE:
      return instantiate(f, m.promote(func) as W_Type, args, named);
    case K.STATICMETHOD:
      return call(f, m.ref((m.promote(func) as W_StaticMethod).func), args, named);
    case K.INSTANCE: {
      const type = m.typeOf(func);
      m.dependOn(type.version);
      const method = type.lookup('__call__');
      if (method === null) break;
      return callMethodOf(f, method, [func, ...args], named);
    }
    default: {
      const native = m.typeOf(func).lookup('__call__');
      if (native instanceof W_Builtin) return callBuiltin(f, native, [func, ...args], named);
    }
  }
  throw typeError(`'${typeName(m.concrete(func))}' object is not callable`);
}

/** Calls something found on a class, with self as the first of `args`. */
export function callMethodOf(f: Frame, method: W, args: Ref[], named: NamedArguments | null = null): Ref | undefined {
  switch (kindOf(method)) {
    case K.FUNCTION:
      return callFunction(f, m.ref(method), args, named);
    case K.BUILTIN:
      return callBuiltin(f, method as W_Builtin, args, named);
    case K.STATICMETHOD:
      return call(f, m.ref((method as W_StaticMethod).func), args.slice(1), named);
    case K.CLASSMETHOD:
      return call(f, m.ref((method as W_ClassMethod).func), [m.ref(m.typeOf(args[0])), ...args.slice(1)], named);
    case K.INSTANCE: {
      const get = (method as W_Instance).map.cls.lookup('__get__');
      if (get !== null && !m.RECORDING) {
        const bound = m.descriptorGet(method, args[0]);
        return call(f, bound, args.slice(1), named);
      }
      return call(f, m.ref(method), get === null ? args.slice(1) : args, named);
    }
    default:
      return call(f, m.ref(method), args.slice(1), named);
  }
}

// -- Python functions --------------------------------------------------------------------------------------------------

function callFunction(f: Frame, func: Ref, args: Ref[], named: NamedArguments | null): Ref | undefined {
  const code = m.functionCode(func);
  const frame = new Frame(code, m.functionGlobals(func));
  bindArguments(frame, func, code, args, named);
  return startFrame(f, frame, func, code);
}

/** The arguments are in the first slots: cells, generator, go. */
function startFrame(f: Frame, frame: Frame, func: Ref, code: W_Code): Ref | undefined {
  const nlocals = code.code.nlocals;
  if (code.ncells > 0) {
    const ncellvars = code.code.cellvars.length;
    for (let i = 0; i < ncellvars; i++) frame.slots[nlocals + i] = m.newCell(m.nullRef, code.cellFamilies[i]);
    for (const [cell, slot] of code.cellParameters)
      frame.slots[nlocals + cell] = m.newCell(frame.slots[slot] as Ref, code.cellFamilies[cell]);
    for (let i = ncellvars; i < code.ncells; i++) frame.slots[nlocals + i] = m.functionCell(func, i - ncellvars);
  }
  if (code.isGenerator || code.isCoroutine || code.isAsyncGenerator) return newGenerator(frame, func);
  frame.back = f;
  return m.enterFrame(frame);
}

function bindArguments(frame: Frame, func: Ref, code: W_Code, args: Ref[], named: NamedArguments | null): void {
  const c = code.code;
  const slots = frame.slots;
  const n = c.argcount;
  const given = args.length;
  if (named === null && given === n && c.kwonlyargcount === 0 && !code.hasVarargs && !code.hasKwargs) {
    for (let i = 0; i < n; i++) slots[i] = args[i];
    return;
  }
  const positional = Math.min(given, n);
  for (let i = 0; i < positional; i++) slots[i] = args[i];
  let slot = n + c.kwonlyargcount;
  if (code.hasVarargs) slots[slot++] = m.newTuple(args.slice(positional));
  else if (given > n) throw tooMany(func, code, given, named);
  let extra: Map<string, Ref> | null = null;
  if (named !== null) {
    named.names.forEach((name, i) => {
      const at = parameterIndex(code, name);
      if (at < 0 || at < c.posonlyargcount) {
        if (!code.hasKwargs) throw unexpectedKeyword(func, code, name, at >= 0);
        (extra ??= new Map()).set(name, named.values[i]);
      } else {
        if (slots[at] !== null) throw typeError(`${qualname(func)}() got multiple values for argument '${name}'`);
        slots[at] = named.values[i];
      }
    });
  }
  if (code.hasKwargs)
    slots[slot] = m.newKeywordDict(
      makeKeywordDict,
      extra === null ? [] : [...(extra as Map<string, Ref>).keys()],
      extra === null ? [] : [...(extra as Map<string, Ref>).values()],
      extra !== null && named?.unpacked === true,
    );
  if (positional < n) fillDefaults(func, code, slots);
  if (c.kwonlyargcount > 0) fillKeywordDefaults(func, code, slots);
}

function parameterIndex(code: W_Code, name: string): number {
  const c = code.code;
  const at = c.varnames.indexOf(name);
  return at >= 0 && at < c.argcount + c.kwonlyargcount ? at : -1;
}

function fillDefaults(func: Ref, code: W_Code, slots: unknown[]): void {
  const n = code.code.argcount;
  const defaults = m.functionDefaults(func);
  const first = n - defaults.length;
  const missing: string[] = [];
  for (let i = 0; i < n; i++) {
    if (slots[i] !== null) continue;
    if (i >= first) slots[i] = defaults[i - first];
    else missing.push(code.code.varnames[i]);
  }
  if (missing.length > 0) throw missingArguments(func, missing, 'positional');
}

function fillKeywordDefaults(func: Ref, code: W_Code, slots: unknown[]): void {
  const c = code.code;
  const missing: string[] = [];
  for (let i = c.argcount; i < c.argcount + c.kwonlyargcount; i++) {
    if (slots[i] !== null) continue;
    const value = m.functionKwDefault(func, c.varnames[i]);
    if (value === null) missing.push(c.varnames[i]);
    else slots[i] = value;
  }
  if (missing.length > 0) throw missingArguments(func, missing, 'keyword-only');
}

// -- messages as CPython 3.14 words them -------------------------------------------------------------------------------

const qualname = (func: Ref): string => (m.concrete(func) as W_Function).qualname;

function missingArguments(func: Ref, names: string[], what: string): unknown {
  const quoted = names.map((name) => `'${name}'`);
  const list = quoted.length < 3 ? quoted.join(' and ') : `${quoted.slice(0, -1).join(', ')}, and ${quoted[quoted.length - 1]}`;
  return typeError(`${qualname(func)}() missing ${names.length} required ${what} argument${names.length === 1 ? '' : 's'}: ${list}`);
}

function tooMany(func: Ref, code: W_Code, given: number, named: NamedArguments | null): unknown {
  const n = code.code.argcount;
  const defaults = m.functionDefaults(func).length;
  const kwonly = named === null ? 0 : named.names.filter((name) => parameterIndex(code, name) >= n).length;
  const takes = defaults > 0 ? `from ${n - defaults} to ${n}` : `${n}`;
  const plural = defaults > 0 || n !== 1 ? 's' : '';
  const extra =
    kwonly > 0 ? ` positional argument${given === 1 ? '' : 's'} (and ${kwonly} keyword-only argument${kwonly === 1 ? '' : 's'})` : '';
  return typeError(
    `${qualname(func)}() takes ${takes} positional argument${plural} but ${given}${extra} ${given === 1 && kwonly === 0 ? 'was' : 'were'} given`,
  );
}

function unexpectedKeyword(func: Ref, code: W_Code, name: string, positionalOnly: boolean): unknown {
  if (positionalOnly) return typeError(`${qualname(func)}() got some positional-only arguments passed as keyword arguments: '${name}'`);
  void code;
  return typeError(`${qualname(func)}() got an unexpected keyword argument '${name}'`);
}

// -- builtins ----------------------------------------------------------------------------------------------------------

export function callBuiltin(f: Frame, b: W_Builtin, args: Ref[], named: NamedArguments | null): Ref | undefined {
  const self = b.self;
  const all = self === null ? args : [m.ref(self), ...args];
  if (b.traceable >= 0) {
    const r = traceable[b.traceable](f, all, named);
    if (r !== null) return r;
  }
  return m.residual(b, all, named);
}

// -- types -------------------------------------------------------------------------------------------------------------

/** cls(...): `__new__`, then `__init__`. */
export function instantiate(f: Frame, cls: W_Type, args: Ref[], named: NamedArguments | null): Ref | undefined {
  const meta = cls.metaclass;
  if (cls === w_type && args.length === 1 && named === null) return m.ref(m.typeOf(args[0]));
  if (meta !== null && meta !== w_type) {
    const custom = meta.lookup('__call__');
    if (custom instanceof W_Function) return callFunction(f, m.ref(custom), [m.ref(cls), ...args], named);
  }
  return typeCall(f, cls, args, named);
}

/** type.__call__ */
export function typeCall(f: Frame, cls: W_Type, args: Ref[], named: NamedArguments | null): Ref | undefined {
  m.dependOn(cls.version);
  if (cls.abstract) m.checkAbstract(cls);
  const make = cls.lookup('__new__');
  const plain = make instanceof W_Builtin && make.qualname === 'object.__new__' && !cls.finalizes;
  if (!plain && make instanceof W_Builtin && make.qualname === 'BaseException.__new__' && named === null) {
    const init = cls.lookup('__init__');
    const own = init !== null && !(init instanceof W_Builtin && init.qualname === 'BaseException.__init__');
    if (!own || init instanceof W_Function) {
      const made = m.newException(cls, args);
      return own ? runInit(f, init, made, args, null) : made;
    }
  }
  if (!plain && make !== null) {
    if (make instanceof W_Builtin && cls.lookupWhere('__new__')?.isHeap === false && !cls.isHeap)
      return callBuiltin(f, make, [m.ref(cls), ...args], named);
    const newFunc = make instanceof W_StaticMethod ? make.func : make;
    f.contTemp = newCall(f, cls, args, named);
    f.cont = C.NEW;
    const made = call(f, m.ref(newFunc), [m.ref(cls), ...args], named);
    return made === undefined ? undefined : afterNew(f, made);
  }
  const init = cls.lookup('__init__');
  const ownInit = init !== null && !(init instanceof W_Builtin && init.qualname === 'object.__init__');
  if (!ownInit && (args.length > 0 || named !== null)) throw typeError(`${cls.name}() takes no arguments`);
  const instance = m.newInstance(cls);
  if (!ownInit) return instance;
  return runInit(f, init, instance, args, named);
}

function runInit(f: Frame, init: W, instance: Ref, args: Ref[], named: NamedArguments | null): Ref | undefined {
  if (f.cont === C.PUSH) f.cont = C.INIT;
  else return m.nestedInit(init, instance, args, named);
  f.contTemp = instance;
  const r = callMethodOf(f, init, [instance, ...args], named);
  if (r === undefined) return undefined;
  f.cont = C.PUSH;
  return initResult(f, r);
}

/** `__init__` returned. */
export function initResult(f: Frame, r: Ref): Ref {
  if (!m.branch(m.refEq(r, m.ref(w_None)))) throw typeError(`__init__() should return None, not '${typeName(m.concrete(r))}'`);
  const instance = f.contTemp as Ref;
  f.contTemp = null;
  return instance;
}

/** What a call of a class does after `__new__`: where the calling instruction stands, and the names of its keyword arguments. */
class NewCall {
  constructor(
    readonly cont: number,
    readonly contArg: number,
    readonly names: readonly string[] | null,
  ) {}
}

/** The class and the arguments that `__init__` will get, as a tuple: a trace keeps it virtual. Three items at least, so that its layout is the general one. */
const newCall = (f: Frame, cls: W_Type, args: readonly Ref[], named: NamedArguments | null): Ref =>
  m.newTuple([
    m.ref(new NewCall(f.cont, f.contArg, named?.names ?? null) as unknown as W),
    m.ref(cls),
    m.ref(w_None),
    ...args,
    ...(named?.values ?? []),
  ]);

/** `__new__` returned: `__init__` follows if it made an instance of the class. */
export function afterNew(f: Frame, made: Ref): Ref | undefined {
  const type = m.typeOf(made);
  const [plan, cls, , ...values] = m.tupleRefs(f.contTemp as Ref);
  const { cont, contArg, names } = m.promote(plan) as unknown as NewCall;
  const wanted = m.promote(cls) as W_Type;
  f.contTemp = null;
  f.cont = cont;
  f.contArg = contArg;
  if (!type.isSubtype(wanted)) return made;
  const init = type.lookup('__init__');
  if (init === null || (init instanceof W_Builtin && init.qualname === 'object.__init__')) return made;
  const count = values.length - (names?.length ?? 0);
  return runInit(f, init, made, values.slice(0, count), names === null ? null : { names, values: values.slice(count) });
}

export const isExceptionClass = (t: W_Type): boolean => t.isSubtype(exceptionType('BaseException'));
