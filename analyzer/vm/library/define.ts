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
import { typeOf, W_Type } from '../runtime/types';
import { W_ClassMethod, W_GetSet, W_StaticMethod, newStr, w_None, type W } from '../runtime/values';

/** Every native function, for linking with the traceable forms. */
export const allBuiltins: W_Builtin[] = [];

function make(name: string, impl: NativeImpl, qualname: string, isMethod: boolean, module: string): W_Builtin {
  const b = new W_Builtin(name, impl, qualname, isMethod, module);
  allBuiltins.push(b);
  return b;
}

/** Checks the number of positional arguments (self included) and that there are no keywords. */
export function positional(name: string, low: number, high: number, impl: (...args: W[]) => W, module = ''): NativeImpl {
  return (args, keywords) => {
    if (keywords !== null && keywords.size > 0) throw typeError(`${name}() takes no keyword arguments`);
    if (args.length < low || args.length > high) throw wrongCount(name, args.length, low, high, module);
    return impl(...args);
  };
}

/** `module`: that of a function, which CPython names when it takes one argument or none. Source: CPython's Objects/methodobject.c. */
export function wrongCount(name: string, given: number, low: number, high: number, module = ''): unknown {
  const short = name.replace(/^.*\./, '');
  let whole = module === '' || module === 'builtins' ? short : `${module}.${short}`;
  if (name.includes('.') && low > 0 && /^[A-Za-z]+\.[a-z_]+$/.test(name)) {
    if (given === 0)
      return typeError(
        short.startsWith('__')
          ? `descriptor '${short}' of '${name.slice(0, name.indexOf('.'))}' object needs an argument`
          : `unbound method ${name}() needs an argument`,
      );
    given--;
    low--;
    high--;
    whole = name;
  }
  if (low === high && short.startsWith('__') && name !== 'list.__getitem__' && name !== 'dict.__getitem__' && name !== 'dict.__contains__')
    return typeError(`expected ${low} argument${low === 1 ? '' : 's'}, got ${given}`);
  if (low === high)
    return typeError(
      low === 1
        ? `${whole}() takes exactly one argument (${given} given)`
        : low === 0
          ? `${whole}() takes no arguments (${given} given)`
          : `${short} expected ${low} arguments, got ${given}`,
    );
  return given < low
    ? typeError(`${short} expected at least ${low} argument${low === 1 ? '' : 's'}, got ${given}`)
    : typeError(`${short} expected at most ${high} argument${high === 1 ? '' : 's'}, got ${given}`);
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
/**
 * The impl of a builtin class's `__new__`, with what it takes besides the class checked; a subclass's own `__init__` may take what it likes. Source: the
 * messages of CPython's Python/getargs.c.
 */
export function checked(type: W_Type, low: number, high: number, names: readonly string[], impl: NativeImpl): NativeImpl {
  return (args, keywords) => {
    const own = args[0] === type;
    if (keywords !== null && keywords.size > 0 && own) {
      if (names.length === 0) throw typeError(`${type.name}() takes no keyword arguments`);
      for (const name of keywords.keys())
        if (!names.includes(name)) throw typeError(`${type.name}() got an unexpected keyword argument '${name}'`);
    }
    const given = args.length - 1;
    const all = given + (keywords === null ? 0 : keywords.size);
    if (all < low)
      throw typeError(
        names.length > 0
          ? `${type.name}() missing required argument '${names[given]}' (pos ${given + 1})`
          : `${type.name} expected ${low === high ? '' : 'at least '}${low} argument${low === 1 ? '' : 's'}, got ${given}`,
      );
    if (given > high && own)
      throw typeError(`${type.name} expected ${low === high ? '' : 'at most '}${high} argument${high === 1 ? '' : 's'}, got ${given}`);
    return impl(args, keywords);
  };
}
/** `__new__`: gets the class first, which is the type or a subclass of it. Source: tp_new_wrapper in CPython's typeobject.c. */
export function constructor(type: W_Type, impl: NativeImpl): void {
  const guarded: NativeImpl = (args, keywords) => {
    const [cls] = args;
    if (cls !== type && (!(cls instanceof W_Type) || !cls.isSubtype(type))) throw wrongClass(type, cls);
    return impl(args, keywords);
  };
  type.dict.set('__new__', make('__new__', guarded, `${type.name}.__new__`, false, 'builtins'));
}
function wrongClass(type: W_Type, given: W | undefined): unknown {
  if (given === undefined) return typeError(`${type.name}.__new__(): not enough arguments`);
  if (!(given instanceof W_Type)) return typeError(`${type.name}.__new__(X): X is not a type object (${typeOf(given).name})`);
  return typeError(`${type.name}.__new__(${given.name}): ${given.name} is not a subtype of ${type.name}`);
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
    def: (key, low, high, impl) => set(key, link(make(key, positional(key, low, high, impl, name), qualify(key), false, name))),
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
