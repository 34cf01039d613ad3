/**
 * Instructions that work on plain values only: imports, class creation, pattern matching, type parameters, async. The tracer gives up
 * where it meets one (they are not worth a trace); the interpreter runs them here.
 */
import { FORMAT_FLAGS, ops } from '../compile/opcodes';
import { error, exceptionType, importError, typeError } from '../runtime/errors';
import { dictGetStr, dictSetStr, W_Dict } from '../runtime/dicts';
import { W_Generator, type Frame } from '../runtime/functions';
import { hooks } from '../runtime/hooks';
import { T, typeOf, W_Type } from '../runtime/types';
import { newBool, newStr, newTuple, strText, tupleItems, w_False, w_None, type W, type W_Cell } from '../runtime/values';
import { matchesMapping, matchesSequence, valuesOf } from './match-subjects';
import { dictUpdate } from './protocols/mappings';
import { beginExceptStar, checkGroupMatch, endStarHandler, prepareReraise } from './exception-groups';
import { host } from './host';
import { asBig } from './numbers';
import { toArray } from './protocols/iterables';

export const exceptionClass = (name: string): W_Type => exceptionType(name);

/** Runs one instruction on a real frame. False when a guest frame was pushed (never here). */
export function instruction(f: Frame, opcode: number, arg: number): boolean {
  const slots = f.slots as (W | null)[];
  const names = f.code.code.names;
  switch (opcode) {
    case ops.IMPORT_NAME: {
      const fromlist = slots[--f.sp] as W;
      const level = slots[--f.sp] as W;
      slots[f.sp++] = hooks.importModule(names[arg], fromlist === w_None ? newTuple([]) : fromlist, Number(asBig(level) ?? 0n), f.globals);
      return true;
    }
    case ops.IMPORT_FROM:
      slots[f.sp] = importFrom(slots[f.sp - 1] as W, names[arg]);
      f.sp++;
      return true;
    case ops.IMPORT_STAR:
      importStar(slots[--f.sp] as W, f.locals ?? f.globals);
      return true;
    case ops.LOAD_BUILD_CLASS: {
      slots[f.sp++] = hooks.getattr(builtinsModule(), '__build_class__');
      return true;
    }
    case ops.LOAD_LOCALS:
      slots[f.sp++] = f.locals ?? f.globals;
      return true;
    case ops.SETUP_ANNOTATIONS:
      if (f.locals !== null && dictGetStr(f.locals, '__annotations__') === undefined) dictSetStr(f.locals, '__annotations__', new W_Dict());
      return true;
    case ops.LOAD_CLASSDEREF:
      slots[f.sp++] = classDeref(f, arg, f.locals);
      return true;
    case ops.LOAD_FROM_DICT_OR_DEREF:
      slots[f.sp - 1] = classDeref(f, arg, slots[f.sp - 1] as W);
      return true;
    case ops.LOAD_FROM_DICT_OR_GLOBALS: {
      const d = slots[f.sp - 1] as W;
      const own = d instanceof W_Dict ? dictGetStr(d, names[arg]) : hooks.findattr(d, names[arg]);
      slots[f.sp - 1] = own ?? dictGetStr(f.globals, names[arg]) ?? hooks.getattr(builtinsModule(), names[arg]);
      return true;
    }
    case ops.PRINT_EXPR: {
      const value = slots[--f.sp] as W;
      const own = hooks.findattr(hooks.importModule('sys', newTuple([]), 0, w_None), 'displayhook');
      if (own !== null) hooks.call(own, [value]);
      else if (value !== w_None) hooks.call(hooks.getattr(builtinsModule(), 'print'), [hooks.repr(value)]);
      return true;
    }
    case ops.MATCH_MAPPING:
      slots[f.sp] = newBool(matchesMapping(slots[f.sp - 1] as W));
      f.sp++;
      return true;
    case ops.MATCH_SEQUENCE:
      slots[f.sp] = newBool(matchesSequence(slots[f.sp - 1] as W));
      f.sp++;
      return true;
    case ops.MATCH_KEYS: {
      const keys = tupleItems(slots[f.sp - 1] as W) ?? [];
      const subject = slots[f.sp - 2] as W;
      const values = valuesOf(subject, keys);
      const found = !values.includes(null);
      slots[f.sp++] = found ? newTuple(values as W[]) : w_None;
      slots[f.sp++] = newBool(found);
      return true;
    }
    case ops.COPY_DICT_WITHOUT_KEYS: {
      const drop = new Set(tupleItems(slots[f.sp - 1] as W) ?? []);
      const rest = new W_Dict();
      dictUpdate(rest, slots[f.sp - 2] as W);
      for (const k of drop) hooks.delitem(rest, k);
      slots[f.sp - 1] = rest;
      return true;
    }
    case ops.MATCH_CLASS: {
      const attributes = tupleItems(slots[f.sp - 1] as W) ?? [];
      const cls = slots[f.sp - 2] as W;
      const r = matchClass(slots[f.sp - 3] as W, cls, arg, attributes);
      slots[f.sp - 2] = r ?? w_None;
      slots[f.sp - 1] = newBool(r !== null);
      const attrs = slots[f.sp - 2];
      slots[f.sp - 3] = attrs;
      slots[f.sp - 2] = slots[f.sp - 1];
      f.sp--;
      return true;
    }
    case ops.GET_AWAITABLE:
      slots[f.sp - 1] = awaitable(slots[f.sp - 1] as W);
      return true;
    case ops.BEGIN_EXCEPT_STAR:
      beginExceptStar(f);
      return true;
    case ops.CHECK_EG_MATCH:
      checkGroupMatch(f);
      return true;
    case ops.END_EXCEPT_STAR_HANDLER:
      endStarHandler(f);
      return true;
    case ops.PREP_RERAISE_STAR:
      prepareReraise(f);
      return true;
    case ops.GET_AITER:
      slots[f.sp - 1] = asyncMethod(slots[f.sp - 1] as W, '__aiter__', "'async for' requires an object with __aiter__ method, got ");
      return true;
    case ops.GET_ANEXT:
      slots[f.sp] = awaitable(
        asyncMethod(slots[f.sp - 1] as W, '__anext__', "'async for' requires an iterator with __anext__ method, got "),
      );
      f.sp++;
      return true;
    case ops.BEFORE_ASYNC_WITH: {
      const manager = slots[f.sp - 1] as W;
      const exit = typeOf(manager).lookup('__aexit__');
      if (exit === null || typeOf(manager).lookup('__aenter__') === null)
        throw typeError(`'${typeOf(manager).name}' object does not support the asynchronous context manager protocol`);
      slots[f.sp - 1] = hooks.getattr(manager, '__aexit__');
      slots[f.sp++] = asyncMethod(manager, '__aenter__', '');
      return true;
    }
    case ops.MAKE_TYPE_PARAM: {
      const bound = arg === 1 || arg === 2 ? (slots[--f.sp] as W) : null;
      const name = slots[f.sp - 1] as W;
      slots[f.sp - 1] = typing('_parameter', arg, name, bound ?? w_None);
      return true;
    }
    case ops.SET_TYPE_PARAM_DEFAULT: {
      const value = slots[--f.sp] as W;
      typing('_parameter_default', slots[f.sp - 1] as W, value);
      return true;
    }
    case ops.SET_FUNCTION_TYPE_PARAMS: {
      const params = slots[--f.sp] as W;
      hooks.setattr(slots[f.sp - 1] as W, '__type_params__', params);
      return true;
    }
    case ops.SUBSCRIPT_GENERIC: {
      slots[f.sp - 1] = typing('_generic_base', slots[f.sp - 1] as W);
      return true;
    }
    case ops.MAKE_TYPE_ALIAS: {
      const value = slots[--f.sp] as W;
      const params = slots[--f.sp] as W;
      slots[f.sp - 1] = typing('_type_alias', slots[f.sp - 1] as W, value, params);
      return true;
    }
    case ops.BUILD_INTERPOLATION: {
      const spec = (arg & FORMAT_FLAGS.HAVE_SPEC) !== 0 ? (slots[--f.sp] as W) : '';
      const text = slots[--f.sp] as W;
      const conversion = [w_None, 's', 'r', 'a'][arg & FORMAT_FLAGS.CONVERSION_MASK];
      slots[f.sp - 1] = hooks.call(hooks.getattr(templates(), 'Interpolation'), [slots[f.sp - 1] as W, text, conversion, spec]);
      return true;
    }
    case ops.BUILD_TEMPLATE: {
      const parts = slots[--f.sp] as W;
      slots[f.sp - 1] = hooks.call(hooks.getattr(templates(), '_template'), [slots[f.sp - 1] as W, parts]);
      return true;
    }
    default:
      throw error('SystemError', `${opcodeName(opcode)} has no place in a program of this version`);
  }
}

function asyncMethod(w: W, name: string, message: string): W {
  const method = typeOf(w).lookup(name);
  if (method === null) throw typeError(`${message}${typeOf(w).name}`);
  return hooks.call(method, [w]);
}
const templates = (): W => hooks.importModule('string.templatelib', newTuple(['Template']), 0, w_None);
const opcodeName = (opcode: number): string => Object.entries(ops).find(([, n]) => n === opcode)?.[0] ?? String(opcode);

function builtinsModule(): W {
  return hooks.importModule('builtins', newTuple([]), 0, w_None);
}

function importFrom(module: W, name: string): W {
  const own = hooks.findattr(module, name);
  if (own !== null) return own;
  const base = strText(hooks.findattr(module, '__name__'));
  // A submodule of a package that is being imported is there before it is an attribute.
  const loaded = base === null ? undefined : dictGetStr(host.modules, `${base}.${name}`);
  if (loaded !== undefined) return loaded;
  const file = strText(hooks.findattr(module, '__file__'));
  const message = `cannot import name '${name}' from '${base ?? '<unknown module name>'}' (${file ?? 'unknown location'})`;
  throw importError('ImportError', message, [
    ['name', base === null ? w_None : newStr(base)],
    ['name_from', newStr(name)],
    ['path', file === null ? w_None : newStr(file)],
  ]);
}

function importStar(module: W, into: W_Dict): void {
  const all = hooks.findattr(module, '__all__');
  const dict = all === null ? hooks.findattr(module, '__dict__') : null;
  if (all === null && dict === null) throw error('ImportError', 'from-import-* object has no __dict__ and no __all__');
  const names = all !== null ? toArray(all) : toArray(dict as W).filter((k) => !(strText(k) ?? '_').startsWith('_'));
  for (const name of names) {
    const text = strText(name);
    if (text !== null) dictSetStr(into, text, hooks.getattr(module, text));
  }
}

function classDeref(f: Frame, arg: number, scope: W | null): W {
  const c = f.code.code;
  const name = arg < c.cellvars.length ? c.cellvars[arg] : c.freevars[arg - c.cellvars.length];
  const own = scope instanceof W_Dict ? dictGetStr(scope, name) : undefined;
  if (own !== undefined) return own;
  const cell = f.slots[c.nlocals + arg] as W_Cell;
  if (cell.value === null)
    throw error('NameError', `cannot access free variable '${name}' where it is not associated with a value in enclosing scope`);
  return cell.value;
}

/** The attributes of a class pattern, or null when it does not match. */
function matchClass(subject: W, cls: W, positional: number, names: readonly W[]): W | null {
  if (!(cls instanceof W_Type)) throw typeError('called match pattern must be a class');
  if (!hooks.truth(hooks.call(hooks.getattr(builtinsModule(), 'isinstance'), [subject, cls]))) return null;
  const out: W[] = [];
  const seen = new Set<string>();
  if (positional > 0) {
    const matchArgs = hooks.findattr(cls, '__match_args__');
    if (matchArgs === null) {
      const self = [w_False, T.int, T.float, T.str, T.bytes, T.bytearray, T.tuple, T.list, T.dict, T.set, T.frozenset].some(
        (t) => t instanceof W_Type && cls.isSubtype(t),
      );
      if (!self || positional > 1)
        throw typeError(`${cls.name}() accepts ${self ? 1 : 0} positional sub-pattern${self ? '' : 's'} (${positional} given)`);
      out.push(subject);
    } else {
      const args = tupleItems(matchArgs);
      if (args === null) throw typeError(`${cls.name}.__match_args__ must be a tuple (got ${typeOf(matchArgs).name})`);
      if (args.length < positional)
        throw typeError(`${cls.name}() accepts ${args.length} positional sub-pattern${args.length === 1 ? '' : 's'} (${positional} given)`);
      for (const name of args.slice(0, positional)) if (!take(name)) return null;
    }
  }
  for (const name of names) if (!take(name)) return null;
  return newTuple(out);

  function take(name: W): boolean {
    const text = strText(name) ?? '';
    if (seen.has(text)) throw typeError(`${(cls as W_Type).name}() got multiple sub-patterns for attribute '${text}'`);
    seen.add(text);
    const v = hooks.findattr(subject, text);
    if (v === null) return false;
    out.push(v);
    return true;
  }
}

/** Calls a function of the module behind `typing`. */
const typing = (name: string, ...args: W[]): W =>
  hooks.call(hooks.getattr(hooks.importModule('_typing', newTuple([name]), 0, w_None), name), args);

/** The flag that types.coroutine gives the code of a generator: it may be awaited. Source: CPython's Include/cpython/code.h. */
const ITERABLE_COROUTINE = 0x100;

/** What `await w` runs. */
export function awaitable(w: W): W {
  if (w instanceof W_Generator && (w.flavour === 'coroutine' || (w.frame.code.code.flags & ITERABLE_COROUTINE) !== 0)) return w;
  const method = typeOf(w).lookup('__await__');
  if (method === null) throw typeError(`object ${typeOf(w).name} can't be used in 'await' expression`);
  return hooks.call(method, [w]);
}
