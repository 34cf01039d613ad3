/**
 * import. Source: importlib's rules for packages, relative names and sys.modules (Lib/importlib/_bootstrap.py), without its objects: the
 * finders of sys.meta_path are asked last, and only those a program put there.
 *
 * A module comes from, in this order: what is part of the interpreter; the folders of sys.path up to the library's; the library's own TypeScript
 * and Python; CPython's library (library-files.ts); the folders behind it, which are those of a Python on this machine. A module the VM has of its own can so be shadowed by the user's file, as CPython's can.
 */
import { vm } from '../vm';
import { isGuarded, placeholderModule } from './placeholders';
import { isBuiltinModule, makeModule } from '../../library/define';
import { host } from '../../library/host';
import { isPythonPackage, pythonFileName, pythonSource } from '../../library/python/registry';
import { compileOwn } from '../../library/python/own-code';
import { decode } from '../../library/types/str';
import { toArray } from '../../library/protocols/iterables';
import { output } from '../../library/text/streams';
import { newModuleSpec } from '../../library/modules/module-spec';
import { readCode } from '../../compile/code-file';
import type { Code } from '../../compile/code';
import { codeEntry, compileGuest } from './guest-code';
import { countImport, inLibrary } from './import-ticks';
import type { GuestFiles, PythonLibrary } from '../../api';
import { execute } from '../interpreter';
import { dictDel, dictEntries, dictGetStr, dictSetStr, newModuleDict, W_Dict } from '../dicts';
import { error, exceptionType, GuestError, isGuestError, newException } from '../errors';
import { W_Module, wrapCode } from '../functions';
import { isLibraryPath } from '../../jit/text/library';
import { LIBRARY_FOLDER, withLibraryFiles } from './library-files';
import { newList } from '../lists';
import { typeOf } from '../types';
import { newStr, newTuple, strText, tupleItems, w_None, type W, type W_Exception } from '../values';
import { hooks } from '../hooks';

export interface ImportState {
  /** Modules that are there before any import: builtins and `__main__`. */
  readonly modules: Map<string, W_Module>;
  readonly files: GuestFiles;
  readonly library: PythonLibrary | null;
  readonly searchPath: readonly string[];
  /** What follows the library in sys.path. */
  readonly packages: readonly string[];
  /** sys.argv. */
  readonly argv: readonly string[];
  /** Modules that cannot be had became placeholders. */
  readonly profiling: boolean;
  /** Names of those that did. */
  readonly missing: Set<string>;
  /** Compiled extensions by the folder they lie in. */
  readonly extensions: Map<string, readonly string[]>;
}

export { sources } from './guest-code';

/** What CPython has compiled in, or has imported before a program starts: no file of the user's takes its place. */
const FIRST = new Set(
  'sys builtins _io io abc _abc codecs _codecs encodings os os.path posix posixpath genericpath stat _stat site marshal time itertools errno gc atexit faulthandler _collections _collections_abc _functools _operator _sre _string _symtable _thread _tracemalloc _typing _warnings _weakref _weakrefset _locale _imp _ast _signal _frozen_importlib _frozen_importlib_external'.split(
    ' ',
  ),
);

/** What CPython's own modules in Python need and the VM does not bring. Without it they cannot be imported, and their users should learn why. */
const IN_C = new Set(
  '_bz2 _crypt _ctypes _curses _curses_panel _dbm _gdbm _lsprof _lzma _multiprocessing _posixshmem _sqlite3 _ssl _symtable _tkinter _tracemalloc _zstd fcntl grp mmap ossaudiodev pyexpat readline spwd syslog termios'.split(
    ' ',
  ),
);

export function installImports(state: ImportState): void {
  host.reset(withLibraryFiles(state.files, state.library), state.argv, state.searchPath, state.library, state.packages);
  codeEntry.run = (code, globals, locals) => execute(code, globals, locals);
  codeEntry.warn = showSyntaxWarning;
  hooks.importModule = (name, fromlist, level, globals) => importName(state, name, fromlist, level, globals);
}

/** Source: CPython's Python/_warnings.c and compile.c, `_PyCompile_Warn`: a warning that is made an error is a SyntaxError. */
function showSyntaxWarning(message: string, path: string, line: number, text: string): void {
  const warnings = dictGetStr(host.modules, 'warnings');
  const warn = warnings === undefined ? null : hooks.findattr(warnings, 'warn_explicit');
  if (warn === null) {
    const source = text.split('\n')[line - 1]?.trim() ?? '';
    output.stderr(`${path}:${line}: SyntaxWarning: ${message}\n${source === '' || path.startsWith('<') ? '' : `  ${source}\n`}`);
    return;
  }
  const category = exceptionType('SyntaxWarning');
  try {
    hooks.call(warn, [newStr(message), category, newStr(path), line]);
  } catch (e) {
    if (!isGuestError(e) || !typeOf(e.exception).isSubtype(category)) throw e;
    const place = newTuple([newStr(path), line, w_None, w_None, line, w_None]);
    throw new GuestError(newException(exceptionType('SyntaxError'), [newStr(message), place]));
  }
}

const notFound = (message: string, name: string): GuestError => importError('ModuleNotFoundError', message, name);
/** With the `name` that programs ask for. */
function importError(type: string, message: string, name: string): GuestError {
  return new GuestError(hooks.call(exceptionType(type), [newStr(message)], new Map([['name', newStr(name)]])) as W_Exception);
}

function importName(state: ImportState, name: string, fromlist: W, level: number, globals: W): W {
  const absolute = level === 0 ? name : relative(name, level, globals);
  if (absolute === '') throw error('ValueError', 'Empty module name');
  if (/^\.|\.$|\.\./.test(absolute)) throw notFound(`No module named '${absolute}'`, absolute);
  let top: W = w_None;
  let module: W = w_None;
  for (let end = absolute.indexOf('.'), first = true; ; end = absolute.indexOf('.', end + 1)) {
    const full = end < 0 ? absolute : absolute.slice(0, end);
    module = importOne(state, full, first ? null : module);
    if (first) top = module;
    first = false;
    if (end < 0) break;
  }
  const names = fromlist === w_None ? [] : (tupleItems(fromlist) ?? toArray(fromlist));
  if (names.length === 0) return level === 0 ? top : topOfRelative(name, absolute, module);
  if (hooks.findattr(module, '__path__') !== null) importMembers(state, absolute, module, names);
  return module;
}

/** `import_('b.c', level=1)` without names gives `a.b` for the package `a`. */
function topOfRelative(name: string, absolute: string, module: W): W {
  const cut = name.indexOf('.');
  if (cut < 0) return module;
  return dictGetStr(host.modules, absolute.slice(0, absolute.length - (name.length - cut))) ?? module;
}

/** from package import a, b: those that are no attributes yet may be submodules. */
function importMembers(state: ImportState, absolute: string, module: W, names: readonly W[]): void {
  for (const n of names) {
    const text = strText(n);
    if (text === null) throw error('TypeError', `Item in ${absolute}.__all__ must be str, not ${typeOf(n).name}`);
    if (text === '*') {
      const all = hooks.findattr(module, '__all__');
      if (all !== null)
        importMembers(
          state,
          absolute,
          module,
          toArray(all).filter((item) => item !== '*'),
        );
      continue;
    }
    const own = module instanceof W_Module ? dictGetStr(module.dict, text) : hooks.findattr(module, text);
    if (own !== undefined && own !== null) continue;
    const full = `${absolute}.${text}`;
    try {
      importOne(state, full, module);
    } catch (e) {
      if (
        !(e instanceof GuestError) ||
        e.exception.map.cls !== exceptionType('ModuleNotFoundError') ||
        strText(hooks.findattr(e.exception, 'name')) !== full
      )
        throw e;
    }
  }
}

/** One part of a dotted name: from sys.modules, or loaded and bound in its parent. */
function importOne(state: ImportState, full: string, parent: W | null): W {
  const known = dictGetStr(host.modules, full);
  if (known === w_None) throw notFound(`import of ${full} halted; None in sys.modules`, full);
  if (known !== undefined) return known;
  const last = full.slice(full.lastIndexOf('.') + 1);
  countImport(full);
  const module = load(state, full, parent);
  if (parent !== null) hooks.setattr(parent, last, module);
  return module;
}

function relative(name: string, level: number, globals: W): string {
  const text = (key: string): string | null => (globals instanceof W_Dict ? strText(dictGetStr(globals, key) ?? null) : null);
  let own = text('__package__');
  if (own === null) {
    own = text('__name__');
    if (own !== null && globals instanceof W_Dict && dictGetStr(globals, '__path__') === undefined)
      own = own.slice(0, Math.max(0, own.lastIndexOf('.')));
  }
  if (own === null || own === '') throw error('ImportError', 'attempted relative import with no known parent package');
  const base = own.split('.');
  if (level > base.length) throw error('ImportError', 'attempted relative import beyond top-level package');
  const parent = base.slice(0, base.length - level + 1).join('.');
  return name === '' ? parent : `${parent}.${name}`;
}

function load(state: ImportState, full: string, parent: W | null): W {
  const given = state.modules.get(full);
  if (given !== undefined) return keep(full, given);
  if (FIRST.has(full) && isBuiltinModule(full)) return builtinModule(state, full);
  const top = parent === null;
  const last = full.slice(full.lastIndexOf('.') + 1);
  const path = top ? host.path : hooks.findattr(parent, '__path__');
  if (path === null) throw notFound(`No module named '${full}'; '${full.slice(0, full.lastIndexOf('.'))}' is not a package`, full);
  const folders = toArray(path).map((w) => strText(w) ?? '');
  const at = folders.findIndex((folder) => folder === LIBRARY_FOLDER || folder.startsWith(`${LIBRARY_FOLDER}/`));
  const [before, after] = at < 0 ? [folders, []] : [folders.slice(0, at), folders.slice(at + 1)];
  const found = FIRST.has(full) ? null : inFolders(state, full, last, before);
  const own =
    found ??
    fromLibrary(state, full) ??
    fromFinders(full, path) ??
    installed(state, full, last, after) ??
    namespacePackage(full, last, folders);
  if (own !== null) return own;
  if (state.profiling && (top || state.missing.has(full.slice(0, full.lastIndexOf('.')))) && !isGuarded(vm.frame)) {
    state.missing.add(full);
    return keep(full, placeholderModule(full));
  }
  throw notFound(`No module named '${full}'${IN_C.has(full) ? ': CPython has it in C, and JIT Lens runs Python source alone' : ''}`, full);
}

function builtinModule(state: ImportState, full: string): W_Module {
  const module = makeModule(full) as W_Module;
  keep(full, module);
  dictSetStr(module.dict, '__spec__', newModuleSpec(full, 'built-in', null));
  return module;
}

/** The VM's own modules, then CPython's. */
/** Modules that CPython has in C and in Python: the one in Python runs under the name of the other too, so that either can be had without the other. */
const TWINS: ReadonlyMap<string, string> = new Map([['_datetime', '_pydatetime']]);

function fromLibrary(state: ImportState, full: string): W | null {
  if (isBuiltinModule(full)) return builtinModule(state, full);
  const text = pythonSource(full);
  const { library } = state;
  if (text !== null) {
    const path = pythonFileName(full);
    return runModule(state, full, compileOwn(text, path), path, isPythonPackage(full) ? [path] : null);
  }
  if (library === null) return null;
  const base = (TWINS.get(full) ?? full).replaceAll('.', '/');
  for (const [file, folder] of [
    [`${base}.py`, null],
    [`${base}/__init__.py`, `${LIBRARY_FOLDER}/${base}`],
  ] as const) {
    if (!library.has(file)) continue;
    const path = `${LIBRARY_FOLDER}/${file}`;
    const compiled = library.code(file);
    const code =
      (compiled === null ? null : readCode(compiled, path)) ??
      compileGuest(new TextDecoder().decode(library.source(file) ?? new Uint8Array(0)), path);
    return runModule(state, full, code, path, folder === null ? null : [folder]);
  }
  return null;
}

/** From a Python on this machine. In a profile, a package that turns out to need what cannot be had becomes a placeholder as a whole. */
function installed(state: ImportState, full: string, last: string, folders: readonly string[]): W | null {
  if (!state.profiling || full.includes('.') || isLibraryPath(vm.frame?.code.code.filename ?? '') || isGuarded(vm.frame))
    return inFolders(state, full, last, folders);
  try {
    return inFolders(state, full, last, folders);
  } catch (e) {
    if (!(e instanceof GuestError) || !typeOf(e.exception).isSubtype(exceptionType('ImportError'))) throw e;
    for (const name of dictEntries(host.modules).map(([key]) => strText(key) ?? ''))
      if (name.startsWith(`${full}.`)) dictDel(host.modules, name);
    state.missing.add(full);
    return keep(full, placeholderModule(full));
  }
}

function inFolders(state: ImportState, full: string, last: string, folders: readonly string[]): W | null {
  for (const given of folders) {
    const folder = given === '' ? host.folder : given;
    for (const [file, inside] of [
      [`${folder}/${last}/__init__.py`, `${folder}/${last}`],
      [`${folder}/${last}.py`, null],
    ] as const) {
      if (host.files.exists(file) !== 'file') continue;
      const data = host.files.read(file);
      if (data === null) throw importError('ImportError', `cannot read ${file}`, full);
      return runModule(
        state,
        full,
        compileGuest(strText(decode(data, 'utf-8-sig', 'replace')) ?? '', file),
        file,
        inside === null ? null : [inside],
      );
    }
    refuseExtension(state, full, last, folder);
  }
  return null;
}

/** A compiled extension stands where the module should be: say so, rather than that there is none. */
function refuseExtension(state: ImportState, full: string, last: string, folder: string): void {
  let names = state.extensions.get(folder);
  if (names === undefined)
    state.extensions.set(folder, (names = (host.files.list(folder) ?? []).filter((entry) => /\.(so|pyd|dylib)$/.test(entry))));
  const name = names.find((entry) => entry.startsWith(`${last}.`));
  if (name !== undefined)
    throw importError(
      'ImportError',
      `${full} is a compiled extension (${name}), which JIT Lens cannot run: it runs Python source alone. Where the package has a pure-Python version, install or select that`,
      full,
    );
}

/** Folders without `__init__.py` that carry the name. Source: PEP 420. */
function namespacePackage(full: string, last: string, folders: readonly string[]): W | null {
  const parts = folders
    .map((folder) => `${folder === '' ? host.folder : folder}/${last}`)
    .filter((folder) => host.files.exists(folder) === 'directory');
  if (parts.length === 0) return null;
  const module = newModule(full, null, parts);
  return keep(full, module);
}

/** What a program put into sys.meta_path. */
function fromFinders(full: string, path: W): W | null {
  const sys = dictGetStr(host.modules, 'sys');
  const finders = sys === undefined ? null : hooks.findattr(sys, 'meta_path');
  for (const finder of finders === null ? [] : toArray(finders)) {
    const find = hooks.findattr(finder, 'find_spec');
    const spec = find === null ? w_None : hooks.call(find, [newStr(full), full.includes('.') ? path : w_None, w_None]);
    if (spec === w_None) continue;
    const loader = hooks.getattr(spec, 'loader');
    const create = hooks.findattr(loader, 'create_module');
    const created = create === null ? w_None : hooks.call(create, [spec]);
    const module = created === w_None ? newModule(full, strText(hooks.findattr(spec, 'origin')), null) : created;
    hooks.setattr(module, '__spec__', spec);
    hooks.setattr(module, '__loader__', loader);
    const inside = hooks.findattr(spec, 'submodule_search_locations');
    if (inside !== null && inside !== w_None) hooks.setattr(module, '__path__', inside);
    dictSetStr(host.modules, full, module);
    try {
      hooks.call(hooks.getattr(loader, 'exec_module'), [module]);
    } catch (e) {
      dictDel(host.modules, full);
      throw e;
    }
    return dictGetStr(host.modules, full) ?? module;
  }
  return null;
}

/** Remembers a module for later imports and for sys.modules. */
function keep(full: string, module: W_Module): W_Module {
  dictSetStr(host.modules, full, module);
  return module;
}

function newModule(full: string, path: string | null, folders: readonly string[] | null): W_Module {
  const module = new W_Module(full, newModuleDict());
  const set = (name: string, value: W): void => dictSetStr(module.dict, name, value);
  set('__name__', newStr(full));
  set('__doc__', w_None);
  set('__package__', newStr(folders === null ? full.slice(0, Math.max(0, full.lastIndexOf('.'))) : full));
  set('__loader__', w_None);
  const locations = folders === null ? null : newList(folders.map((folder) => newStr(folder)));
  set('__spec__', newModuleSpec(full, path, locations));
  if (path !== null) set('__file__', newStr(path));
  if (locations !== null) set('__path__', locations);
  return module;
}

function runModule(state: ImportState, full: string, code: Code, path: string, folders: readonly string[] | null): W {
  const module = newModule(full, path, folders);
  const builtins = state.modules.get('builtins');
  if (builtins !== undefined) dictSetStr(module.dict, '__builtins__', builtins);
  keep(full, module);
  try {
    const run = (): W => execute(wrapCode(code), module.dict, module.dict);
    if (isLibraryPath(path)) inLibrary(run);
    else {
      countImport(full, false);
      run();
    }
  } catch (e) {
    dictDel(host.modules, full);
    throw e;
  }
  // A module may put something else in its place.
  return dictGetStr(host.modules, full) ?? module;
}
