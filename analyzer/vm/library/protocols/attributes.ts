/**
 * Attributes that every value of a builtin layout has by nature: `__class__`, `__dict__`, `__name__` ... and what getset descriptors
 * of builtin types compute. Null: no such attribute.
 */
import { exceptionTypes, typeError } from '../../runtime/errors';
import { dictEntries, dictFromEntries, dictGetStr, dictSetStr, MutableCell, W_Dict } from '../../runtime/dicts';
import { Frame, frameView, shownFrame, W_Builtin, W_Code, W_FrameView, W_Function, W_Generator, W_Module } from '../../runtime/functions';
import { T, typeOf, W_Type, w_object, w_type } from '../../runtime/types';
import {
  newStr,
  newTuple,
  strText,
  tupleItems,
  w_False,
  w_None,
  w_True,
  W_Bytes,
  W_Exception,
  W_GetSet,
  W_Instance,
  W_Method,
  W_Property,
  W_Super,
  W_Traceback,
  W_ClassMethod,
  W_StaticMethod,
  W_Cell,
  type W,
} from '../../runtime/values';
import { ops } from '../../compile/opcodes';
import { host } from '../host';
import { vm } from '../../runtime/vm';
import { hooks } from '../../runtime/hooks';
import { toArray } from './iterables';
import { typeAttribute } from './type-attributes';
import { devolvedDict, instanceDict, mappingOf, setInstanceDict } from '../../runtime/name-maps';

export function nativeAttribute(w: W, name: string): W | null {
  if (name === '__class__') return typeOf(w);
  const own = ownAttribute(w, name);
  if (own !== null) return own;
  const found = typeOf(w).lookup(name);
  if (found instanceof W_GetSet && !found.slot) return found.get(w);
  return null;
}

/** What the layout itself has by that name, without asking the type. */
export function ownAttribute(w: W, name: string): W | null {
  if (w instanceof W_Function) return functionAttribute(w, name);
  if (w instanceof W_Type) return typeAttribute(w, name);
  if (w instanceof W_Exception) {
    const v = exceptionAttribute(w, name);
    if (v !== null) return v;
  }
  if (w instanceof W_Instance) return name === '__dict__' && w.map.cls.hasDict ? instanceDict(w) : null;
  if (w instanceof W_Module) {
    if (name === '__dict__') return w.dict;
    if (name !== '__annotations__') return null;
    const annotate = dictGetStr(w.dict, '__annotate__');
    const made = annotate === undefined ? new W_Dict() : hooks.call(annotate, [1]);
    dictSetStr(w.dict, '__annotations__', made);
    return made;
  }
  if (w instanceof W_Method) {
    if (name === '__func__') return w.func;
    if (name === '__self__') return w.self;
    return nativeAttribute(w.func, name);
  }
  if (w instanceof W_Builtin) {
    if (name === '__name__') return w.name;
    if (name === '__qualname__') return w.qualname;
    if (name === '__doc__') return w.doc;
    if (name === '__module__') return w.module;
    if (name === '__self__') return w.self ?? w_None;
    if (name === '__objclass__') return builtinOwner(w);
  }
  if (w instanceof W_Property) {
    if (name === 'fget') return w.fget ?? w_None;
    if (name === 'fset') return w.fset ?? w_None;
    if (name === 'fdel') return w.fdel ?? w_None;
    if (name === '__doc__') return w.doc ?? (w.fget instanceof W_Function ? w.fget.doc : w_None);
  }
  if ((w instanceof W_StaticMethod || w instanceof W_ClassMethod) && (name === '__func__' || name === '__wrapped__')) return w.func;
  if (w instanceof W_Generator) return generatorAttribute(w, name);
  if (w instanceof W_Code) return codeAttribute(w, name);
  if (w instanceof W_FrameView) return frameAttribute(w, name);
  if (w instanceof W_Traceback) return tracebackAttribute(w, name);
  if (w instanceof W_Cell && name === 'cell_contents') return w.value;
  if (w instanceof W_Super) {
    if (name === '__thisclass__') return w.start;
    if (name === '__self__') return w.object;
    if (name === '__self_class__') return w.object === w_None ? w_None : w.objectType;
  }
  return name === '__doc__' ? builtinDoc(typeOf(w)) : null;
}

/** Of the builtin type itself: docstrings are not inherited. */
function builtinDoc(type: W_Type): W {
  const doc = type.dict.get('__doc__');
  return doc === undefined || doc instanceof MutableCell || doc instanceof W_GetSet ? w_None : doc;
}

/** The builtin type a method of it was made for. */
function builtinOwner(w: W_Builtin): W | null {
  if (!w.isMethod) return null;
  const name = w.qualname.slice(0, w.qualname.lastIndexOf('.'));
  return [...Object.values(T), ...exceptionTypes.values(), w_object, w_type].find((t) => t.name === name) ?? null;
}

function functionAttribute(w: W_Function, name: string): W | null {
  switch (name) {
    case '__name__':
      return newStr(w.name);
    case '__qualname__':
      return newStr(w.qualname);
    case '__doc__':
      return w.doc;
    case '__module__':
      return w.module;
    case '__code__':
      return w.code;
    case '__globals__':
      return w.globals;
    case '__defaults__':
      return w.defaults.length === 0 ? w_None : newTuple(w.defaults.slice());
    case '__kwdefaults__':
      return w.kwdefaults === null ? w_None : dictFromEntries(w.kwdefaults);
    case '__closure__':
      return w.closure.length === 0 ? w_None : newTuple(w.closure.slice());
    case '__dict__':
      return (w.dict ??= new W_Dict());
    case '__annotations__':
      return (w.annotations ??= w.annotate === null || w.annotate === w_None ? new W_Dict() : hooks.call(w.annotate, [1]));
    case '__annotate__':
      return w.annotate ?? w_None;
    case '__type_params__':
      return w.typeParams ?? newTuple([]);
    case '__builtins__':
      return builtinsOf(w.globals);
    default: {
      const v = w.dict?.map.get(name);
      return v === undefined || v instanceof MutableCell ? null : v;
    }
  }
}

function exceptionAttribute(w: W_Exception, name: string): W | null {
  switch (name) {
    case 'args':
      return newTuple(isOSError(w) && w.args.length >= 3 && w.args.length <= 5 ? w.args.slice(0, 2) : w.args.slice());
    case '__cause__':
      return w.cause ?? w_None;
    case '__context__':
      return w.context ?? w_None;
    case '__suppress_context__':
      return w.suppress ? w_True : w_False;
    case '__traceback__':
      return w.traceback ?? w_None;
    case 'value':
      return typeOf(w).mro.some((t) => t.name === 'StopIteration') ? (w.value ?? w_None) : null;
    case 'code':
      return typeOf(w).mro.some((t) => t.name === 'SystemExit')
        ? w.args.length > 1
          ? newTuple(w.args.slice())
          : (w.value ?? w_None)
        : null;
    case 'errno':
      return isOSError(w) ? (w.args.length >= 2 ? w.args[0] : w_None) : null;
    case 'strerror':
      return isOSError(w) ? (w.args.length >= 2 ? w.args[1] : w_None) : null;
    case 'filename':
      return isOSError(w) ? (w.args.length >= 3 ? w.args[2] : w_None) : null;
    default:
      return null;
  }
}
const isOSError = (w: W_Exception): boolean => typeOf(w).mro.some((t) => t.name === 'OSError');

const GENERATOR_PREFIX = { generator: 'gi_', coroutine: 'cr_', async_generator: 'ag_' } as const;

function generatorAttribute(w: W_Generator, name: string): W | null {
  if (name === '__name__') return newStr(w.name);
  if (name === '__qualname__') return newStr(w.qualname);
  if (!name.startsWith(GENERATOR_PREFIX[w.flavour])) return null;
  switch (name.slice(3)) {
    case 'running':
      return w.running ? w_True : w_False;
    case 'suspended':
      return w.started && !w.running && !w.finished ? w_True : w_False;
    case 'code':
      return w.frame.code;
    case 'frame':
      return w.finished ? w_None : frameView(w.frame);
    case 'yieldfrom':
    case 'await':
      return delegateOf(w) ?? w_None;
    case 'origin':
      return w_None;
    default:
      return null;
  }
}

/** What a waiting generator delegates to: `yield from` and `await` keep it on the stack. */
function delegateOf({ frame, started, running, finished }: W_Generator): W | null {
  const waits = started && !running && !finished && frame.code.opcodes[frame.nextPc] === ops.YIELD_FROM;
  return waits ? (frame.slots[frame.sp - 1] as W) : null;
}

function codeAttribute(w: W_Code, name: string): W | null {
  const c = w.code;
  const strings = (list: readonly string[]): W => newTuple(list.map((s) => newStr(s)));
  switch (name) {
    case 'co_name':
      return c.name;
    case 'co_qualname':
      return c.qualname;
    case 'co_filename':
      return c.filename;
    case 'co_firstlineno':
      return c.firstlineno;
    case 'co_argcount':
      return c.argcount;
    case 'co_kwonlyargcount':
      return c.kwonlyargcount;
    case 'co_posonlyargcount':
      return c.posonlyargcount;
    case 'co_nlocals':
      return c.nlocals;
    case 'co_varnames':
      return strings(c.varnames);
    case 'co_names':
      return strings(c.names);
    case 'co_freevars':
      return strings(c.freevars);
    case 'co_cellvars':
      return strings(c.cellvars);
    case 'co_flags':
      return c.flags;
    case 'co_consts':
      w.prepare();
      return newTuple(w.consts.slice());
    case 'co_stacksize':
      return c.stacksize;
    case 'co_code':
      return new W_Bytes(c.code.slice());
    case 'co_lnotab':
    case 'co_linetable':
    case 'co_exceptiontable':
      return new W_Bytes(new Uint8Array(0));
    default:
      return null;
  }
}

const frameOrNone = (f: Frame | null): W => (f === null ? w_None : frameView(f));

function frameAttribute(w: W_FrameView, name: string): W | null {
  const f = w.frame;
  vm.jit?.force(f);
  switch (name) {
    case 'f_lineno':
      return f.code.code.lineAt(f.pc * 2);
    case 'f_code':
      return f.code;
    case 'f_globals':
      return f.globals;
    case 'f_builtins':
      return (dictGetStr(host.modules, 'builtins') as W_Module).dict;
    case 'f_back':
      return frameOrNone(shownFrame(f.back));
    case 'f_locals':
      return frameLocals(f);
    case 'f_lasti':
      return f.pc * 2;
    case 'f_trace':
      return w_None;
    case 'f_trace_lines':
      return w_True;
    case 'f_trace_opcodes':
      return w_False;
    default:
      return null;
  }
}

/** The builtins a module's code sees. */
function builtinsOf(globals: W_Dict): W {
  const own = dictGetStr(globals, '__builtins__');
  return own instanceof W_Module ? own.dict : (own ?? w_None);
}

/** locals() of a frame: a fresh dict for a function. */
export function frameLocals(f: W_FrameView['frame']): W {
  if (f.locals !== null) return mappingOf(f.locals);
  const d = new W_Dict();
  const c = f.code.code;
  const cells = [...c.cellvars, ...c.freevars];
  c.varnames.forEach((name, i) => {
    const v = f.slots[i] as W | null;
    if (v !== null && !cells.includes(name)) dictSetStr(d, name, v);
  });
  cells.forEach((name, i) => {
    const cell = f.slots[c.nlocals + i];
    if (cell instanceof W_Cell && cell.value !== null) dictSetStr(d, name, cell.value);
  });
  return d;
}

function tracebackAttribute(w: W_Traceback, name: string): W | null {
  const code = (w.code as W_Code).code;
  switch (name) {
    case 'tb_lineno':
      return code.lineAt(w.unit * 2);
    case 'tb_frame':
      return frameView(frameOf(w));
    case 'tb_next':
      return w.next ?? w_None;
    case 'tb_lasti':
      return w.unit * 2;
    default:
      return null;
  }
}

/** `w.__dict__ = v`, `w.__class__ = v`, and any attribute of an instance whose `__dict__` was assigned. False: an ordinary attribute. */
export function writeSpecial(w: W_Instance, name: string, v: W): boolean {
  if (name === '__class__') {
    setClass(w, v);
    return true;
  }
  if (name === '__dict__' && w.map.cls.hasDict) {
    const d = v instanceof W_Instance && v.payload !== null ? v.payload : v;
    if (!(d instanceof W_Dict)) throw typeError(`__dict__ must be set to a dictionary, not a '${typeOf(v).name}'`);
    setInstanceDict(w, d);
    return true;
  }
  const found = w.map.cls.lookup(name);
  const d = found instanceof W_GetSet && found.slot ? null : devolvedDict(w);
  if (d === null) return false;
  dictSetStr(d, name, v);
  return true;
}

function setClass(w: W_Instance, v: W): void {
  if (!(v instanceof W_Type)) throw typeError(`__class__ must be set to a class, not '${typeOf(v).name}' object`);
  const old = w.map.cls;
  if (!v.isHeap || !old.isHeap) throw typeError('__class__ assignment only supported for mutable types or ModuleType subclasses');
  const slots = (t: W_Type): string =>
    t.mro
      .flatMap((b) => b.slotNames.filter((n) => n !== '__weakref__'))
      .sort()
      .join();
  if (old.layoutType !== v.layoutType || slots(old) !== slots(v) || old.hasDict !== v.hasDict)
    throw typeError(`__class__ assignment: '${v.name}' object layout differs from '${old.name}'`);
  const next = w.map.withClass(v);
  w.slots = next.permute(w.slots, w.map);
  w.map = next;
}

/** The frame of a traceback entry; one that stands for it where compiled code kept none. */
function frameOf(w: W_Traceback): Frame {
  if (w.frame instanceof Frame) return w.frame;
  const f = new Frame(w.code as W_Code, w.globals as W_Dict);
  f.pc = w.unit;
  return f;
}

/** False: nothing by that name can be set here. `v` null deletes. */
export function setNativeAttribute(w: W, name: string, v: W | null): boolean {
  if (setOwnAttribute(w, name, v)) return true;
  const found = typeOf(w).lookup(name);
  if (found instanceof W_GetSet && !found.slot && found.set !== null) {
    found.set(w, v);
    return true;
  }
  return false;
}

/** Without asking the type. */
export function setOwnAttribute(w: W, name: string, v: W | null): boolean {
  if (w instanceof W_Exception) return setExceptionAttribute(w, name, v);
  if (w instanceof W_Function) return setFunctionAttribute(w, name, v);
  if (w instanceof W_Traceback && name === 'tb_next' && (v === w_None || v instanceof W_Traceback)) {
    w.next = v instanceof W_Traceback ? v : null;
    return true;
  }
  if (w instanceof W_Cell && name === 'cell_contents') {
    w.write(v);
    return true;
  }
  return w instanceof W_FrameView && (name === 'f_trace' || name === 'f_trace_lines' || name === 'f_trace_opcodes');
}

function setExceptionAttribute(w: W_Exception, name: string, v: W | null): boolean {
  switch (name) {
    case '__cause__':
      w.cause = v instanceof W_Exception ? v : null;
      w.suppress = true;
      return true;
    case '__context__':
      w.context = v instanceof W_Exception ? v : null;
      return true;
    case '__suppress_context__':
      w.suppress = v === w_True;
      return true;
    case '__traceback__':
      w.traceback = v instanceof W_Traceback ? v : null;
      return true;
    case 'args':
      w.args = v === null ? [] : (tupleItems(v)?.slice() ?? toArray(v));
      return true;
    default:
      return false;
  }
}

function setFunctionAttribute(w: W_Function, name: string, v: W | null): boolean {
  switch (name) {
    case '__name__':
    case '__qualname__': {
      const text = v === null ? null : strText(v);
      if (text === null) throw typeError(`${name} must be set to a string object`);
      if (name === '__name__') w.name = text;
      else w.qualname = text;
      return true;
    }
    case '__doc__':
      w.doc = v ?? w_None;
      return true;
    case '__module__':
      w.module = v ?? w_None;
      return true;
    case '__annotations__':
      w.annotations = v;
      return true;
    case '__annotate__':
      w.annotate = v;
      w.annotations = null;
      return true;
    case '__type_params__':
      w.typeParams = v;
      return true;
    case '__code__':
      if (v instanceof W_Code) w.code = v;
      return true;
    case '__kwdefaults__':
      w.kwdefaults = v instanceof W_Dict ? new Map(dictEntries(v).map(([k, d]) => [strText(k) ?? '', d])) : null;
      return true;
    case '__defaults__':
      w.defaults = v === null || v === w_None ? [] : (tupleItems(v) ?? []);
      return true;
    case '__dict__':
      if (v instanceof W_Dict) w.dict = v;
      return true;
    default:
      w.dict ??= new W_Dict();
      if (v === null) return w.dict.map.delete(name);
      dictSetStr(w.dict, name, v);
      return true;
  }
}
