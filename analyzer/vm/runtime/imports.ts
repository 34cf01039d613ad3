/** import: builtin modules, then the user's files along the search path. Source: importlib's rules for packages and relative names. */
import { vm } from './vm';
import { isGuarded, placeholderModule } from './placeholders';
import { isBuiltinModule, makeModule } from '../library/define';
import { host } from '../library/host';
import { isPythonPackage, pythonFileName, pythonSource } from '../library/python/registry';
import { decode } from '../library/types/str';
import { codeEntry, compileGuest } from './guest-code';
import type { GuestFiles } from '../api';
import { execute } from './interpreter';
import { dictDel, dictGetStr, dictSetStr, newModuleDict, W_Dict } from './dicts';
import { error, exceptionType, GuestError, newException } from './errors';
import { W_Module, wrapCode } from './functions';
import { newList } from './lists';
import { newStr, newTuple, strText, tupleItems, w_None, type W } from './values';
import { hooks } from './hooks';

export interface ImportState {
  readonly modules: Map<string, W_Module>;
  readonly files: GuestFiles;
  readonly searchPath: readonly string[];
  /** sys.argv. */
  readonly argv: readonly string[];
  /** Modules that cannot be had become placeholders. */
  readonly profiling: boolean;
  /** Names of those that did. */
  readonly missing: Set<string>;
}

export { sources } from './guest-code';

export function installImports(state: ImportState): void {
  host.reset(state.files, state.argv, state.searchPath);
  codeEntry.run = (code, globals, locals) => execute(code, globals, locals);
  hooks.importModule = (name, fromlist, level, globals) => importName(state, name, fromlist, level, globals);
}

function importName(state: ImportState, name: string, fromlist: W, level: number, globals: W): W {
  const absolute = level === 0 ? name : relative(name, level, globals);
  const parts = absolute.split('.');
  let module: W_Module | null = null;
  for (let i = 1; i <= parts.length; i++) {
    const full = parts.slice(0, i).join('.');
    const parent: W_Module | null = module;
    const known: W | undefined = dictGetStr(host.modules, full) ?? state.modules.get(full);
    if (known === w_None) throw new GuestError(newException(exceptionType('ModuleNotFoundError'), [newStr(`import of ${full} halted; None in sys.modules`)]));
    if (known !== undefined && !(known instanceof W_Module)) {
      // A program may put anything into sys.modules.
      if (i === parts.length) return known;
      throw error('ModuleNotFoundError', `No module named '${absolute}'; '${full}' is not a package`);
    }
    module = known ?? load(state, full, parent);
    if (parent !== null && known === undefined) dictSetStr(parent.dict, parts[i - 1], module);
  }
  const names = tupleItems(fromlist) ?? [];
  if (names.length === 0) return level === 0 ? (state.modules.get(parts[0]) as W_Module) : (module as W_Module);
  for (const n of names) {
    const text = strText(n);
    if (text === null || text === '*' || dictGetStr((module as W_Module).dict, text) !== undefined || dictGetStr((module as W_Module).dict, '__path__') === undefined) continue;
    try {
      importName(state, `${absolute}.${text}`, newTuple([]), 0, w_None);
    } catch (e) {
      if (!(e instanceof GuestError) || e.exception.map.cls !== exceptionType('ModuleNotFoundError')) throw e;
    }
  }
  return module as W_Module;
}

function relative(name: string, level: number, globals: W): string {
  const own = globals instanceof W_Dict ? (strText(dictGetStr(globals, '__package__') ?? null) ?? strText(dictGetStr(globals, '__name__') ?? null)) : null;
  if (own === null || own === '' || own === '__main__') throw error('ImportError', 'attempted relative import with no known parent package');
  const base = own.split('.');
  if (level > base.length) throw error('ImportError', 'attempted relative import beyond top-level package');
  const parent = base.slice(0, base.length - level + 1).join('.');
  return name === '' ? parent : `${parent}.${name}`;
}

/** As in CPython: modules that are part of the interpreter come first, then the program's own files, then the library's Python. */
function load(state: ImportState, full: string, parent: W_Module | null): W_Module {
  if (isBuiltinModule(full)) {
    const builtin = makeModule(full) as W_Module;
    keep(state, full, builtin);
    return builtin;
  }
  const last = full.slice(full.lastIndexOf('.') + 1);
  const paths = parent === null ? state.searchPath : packagePath(parent);
  for (const folder of paths) {
    const packageFile = `${folder}/${last}/__init__.py`;
    const plainFile = `${folder}/${last}.py`;
    if (state.files.exists(packageFile) === 'file') return loadFile(state, full, packageFile, `${folder}/${last}`);
    if (state.files.exists(plainFile) === 'file') return loadFile(state, full, plainFile, null);
  }
  const text = pythonSource(full);
  if (text !== null) return runModule(state, full, text, pythonFileName(full), isPythonPackage(full) ? pythonFileName(full) : null);
  if (state.profiling && (parent === null || state.missing.has(parent.name)) && !isGuarded(vm.frame)) {
    const module = placeholderModule(full);
    state.missing.add(full);
    state.modules.set(full, module);
    return module;
  }
  const message = parent !== null && dictGetStr(parent.dict, '__path__') === undefined ? `No module named '${full}'; '${parent.name}' is not a package` : `No module named '${full}'`;
  throw new GuestError(newException(exceptionType('ModuleNotFoundError'), [newStr(message)]));
}

function packagePath(parent: W_Module): readonly string[] {
  const path = dictGetStr(parent.dict, '__path__');
  return path === undefined ? [] : (hooks.call(hooks.getattr(path, 'copy'), []) as unknown as { storage: string[] }).storage;
}

function loadFile(state: ImportState, full: string, path: string, packageFolder: string | null): W_Module {
  const data = state.files.read(path);
  if (data === null) throw error('ImportError', `cannot read ${path}`);
  const text = strText(decode(data, 'utf-8-sig', 'replace')) ?? '';
  return runModule(state, full, text, path, packageFolder);
}

/** Remembers a module for later imports and for sys.modules. */
function keep(state: ImportState, full: string, module: W_Module): void {
  state.modules.set(full, module);
  dictSetStr(host.modules, full, module);
}

function runModule(state: ImportState, full: string, text: string, path: string, packageFolder: string | null): W_Module {
  const code = compileGuest(text, path);
  const module = new W_Module(full, newModuleDict());
  dictSetStr(module.dict, '__name__', newStr(full));
  dictSetStr(module.dict, '__doc__', w_None);
  dictSetStr(module.dict, '__file__', newStr(path));
  dictSetStr(module.dict, '__package__', newStr(packageFolder === null ? full.slice(0, Math.max(0, full.lastIndexOf('.'))) : full));
  if (packageFolder !== null) dictSetStr(module.dict, '__path__', newList([newStr(packageFolder)]));
  const builtins = state.modules.get('builtins');
  if (builtins !== undefined) dictSetStr(module.dict, '__builtins__', builtins);
  keep(state, full, module);
  try {
    execute(wrapCode(code), module.dict, module.dict);
  } catch (e) {
    state.modules.delete(full);
    dictDel(host.modules, full);
    throw e;
  }
  return module;
}
