/**
 * How the library says what exists: methods on builtin types, functions in modules. Modules are made anew for each run (`makeModule`), builtin
 * types are shared: guest code cannot change them.
 *
 * Whether a function is traced through is decided by its qualified name alone: semantics/builtins.ts has the traceable forms,
 * targets/ says what PyPy looks into; everything else is a residual call of the class the target's table gives.
 */
import { typeError } from '../runtime/errors';
import { dictSetStr, newModuleDict } from '../runtime/dicts';
import { W_Builtin, W_Module, type NativeImpl } from '../runtime/functions';
import type { W_Type } from '../runtime/types';
import { W_ClassMethod, W_GetSet, W_StaticMethod, newStr, w_None, type W } from '../runtime/values';

/** Every native function, for linking with the traceable forms. */
export const allBuiltins: W_Builtin[] = [];

function make(name: string, impl: NativeImpl, qualname: string, isMethod: boolean, module: string): W_Builtin {
  const b = new W_Builtin(name, impl, qualname, isMethod, module);
  allBuiltins.push(b);
  return b;
}

/** Checks the number of positional arguments (self included) and that there are no keywords. */
export function positional(name: string, low: number, high: number, impl: (...args: W[]) => W): NativeImpl {
  return (args, keywords) => {
    if (keywords !== null && keywords.size > 0) throw typeError(`${name}() takes no keyword arguments`);
    if (args.length < low || args.length > high) throw wrongCount(name, args.length, low, high);
    return impl(...args);
  };
}

export function wrongCount(name: string, given: number, low: number, high: number): unknown {
  const short = name.replace(/^.*\./, '');
  if (name.includes('.') && low > 0 && /^[a-z]+\.[a-z_]+$/.test(name)) {
    given--;
    low--;
    high--;
  }
  if (low === high) return typeError(low === 1 ? `${short}() takes exactly one argument (${given} given)` : low === 0 ? `${short}() takes no arguments (${given} given)` : `${short} expected ${low} arguments, got ${given}`);
  return given < low ? typeError(`${short} expected at least ${low} argument${low === 1 ? '' : 's'}, got ${given}`) : typeError(`${short} expected at most ${high} argument${high === 1 ? '' : 's'}, got ${given}`);
}

/** A method of a builtin type; `impl` gets self first. `low` and `high` count self. */
export function method(type: W_Type, name: string, low: number, high: number, impl: (...args: W[]) => W): void {
  const qualname = `${type.name}.${name}`;
  type.dict.set(name, make(name, positional(qualname, low, high, impl), qualname, true, 'builtins'));
}
/** A method that takes keywords too. */
export function rawMethod(type: W_Type, name: string, impl: NativeImpl): void {
  type.dict.set(name, make(name, impl, `${type.name}.${name}`, true, 'builtins'));
}
export function staticMethod(type: W_Type, name: string, impl: NativeImpl): void {
  type.dict.set(name, new W_StaticMethod(make(name, impl, `${type.name}.${name}`, false, 'builtins')));
}
export function classMethod(type: W_Type, name: string, impl: NativeImpl): void {
  type.dict.set(name, new W_ClassMethod(make(name, impl, `${type.name}.${name}`, false, 'builtins')));
}
/** `__new__`: gets the class first. */
export function constructor(type: W_Type, impl: NativeImpl): void {
  type.dict.set('__new__', make('__new__', impl, `${type.name}.__new__`, false, 'builtins'));
}
export function getset(type: W_Type, name: string, get: (w: W) => W, set: ((w: W, v: W | null) => void) | null = null): void {
  const g = new W_GetSet(name, get, set);
  g.owner = type;
  type.dict.set(name, g);
}

/** What a module is made of, filled in by `fill` for each run. */
export interface ModuleMaker {
  set(name: string, value: W): void;
  /** A function with checked positional arguments. */
  def(name: string, low: number, high: number, impl: (...args: W[]) => W): void;
  /** A function that sees its keywords. */
  raw(name: string, impl: NativeImpl): void;
}

const fills = new Map<string, (m: ModuleMaker) => void>();

/** Registers a builtin module. */
export function defineModule(name: string, fill: (m: ModuleMaker) => void): void {
  fills.set(name, fill);
}
export const isBuiltinModule = (name: string): boolean => fills.has(name);
export const builtinModuleNames = (): string[] => [...fills.keys()].sort();

/** A fresh module object, or null when there is no such builtin module. */
export function makeModule(name: string): W_Module | null {
  const fill = fills.get(name);
  if (fill === undefined) return null;
  const module = new W_Module(name, newModuleDict());
  const set = (key: string, value: W): void => dictSetStr(module.dict, key, value);
  set('__name__', newStr(name));
  set('__doc__', w_None);
  set('__package__', '');
  const qualify = (key: string): string => (name === 'builtins' ? key : `${name}.${key}`);
  fill({
    set,
    def: (key, low, high, impl) => set(key, link(make(key, positional(key, low, high, impl), qualify(key), false, name))),
    raw: (key, impl) => set(key, link(make(key, impl, qualify(key), false, name))),
  });
  // Names come in one by one: what counts for traces is changes after the module is made.
  return module;
}

/** Set when the interpreter is loaded: gives a builtin its traceable form. */
export const linker: { hook: (b: W_Builtin) => void } = { hook: () => undefined };
export function link(b: W_Builtin): W_Builtin {
  linker.hook(b);
  return b;
}
