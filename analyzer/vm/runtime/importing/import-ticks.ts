/**
 * What importing does to PyPy's counters. importlib and the bodies of library modules run in Python there: they read the fields of stat
 * results (`_structseq.py`, structseqfield.__get__), and each class that is made has its namespace unpacked (typeobject.py, _create_new_type:
 * space.listview of a dict, jitdriver `unpackiterable`). Enough of that compiles loops while a program is still importing, `import re` two of them, and every
 * loop makes all counters decay. The VM finds modules in another way, so these loops run here as often as PyPy runs them, which was
 * measured (targets/pypy-imports): they are counted, traced and compiled like any other.
 */
import { PYPY_IMPORTS, PYPY_OWN_IMPORT, PYPY_STARTUP } from '../../../targets';
import { driver, iteratorGreenKey } from '../../library/jitdrivers';
import { compileOwn, type OwnSource } from '../../library/python/own-code';
import { dictGetStr, dictLen, dictSetStr, newModuleDict, W_Dict } from '../dicts';
import type { W_Function } from '../functions';
import { wrapCode } from '../functions';
import { hooks } from '../hooks';
import { newList } from '../lists';
import { newStr, newTuple, w_None, type W } from '../values';
import { vm } from '../vm';
import { runIn } from './guest-code';

/** The getter of a field of a structseq, as PyPy has it in Python. */
const FIELD: OwnSource = {
  filename: '<builtin>/frozen _structseq',
  text: `class structseqfield:
    def __init__(self, index):
        self.index = index

    def __get__(self, obj, typ=None):
        if obj is None:
            return self
        return obj[self.index]

field = structseqfield(0)
get = structseqfield.__dict__['__get__']
`,
};

/** What the build compiles (library/python/archived.ts). */
export const importSources = (): OwnSource[] => [FIELD];

let field: { readonly get: W_Function; readonly self: W } | null = null;
let loaded = new Set<string>();
/** Library modules whose bodies run right now: what they do is in the table. */
let inside = 0;

/** For each run anew. */
export function resetImportTicks(): void {
  field = null;
  loaded = new Set();
  inside = 0;
}

/** The program is about to start: what PyPy did before its first line. That compiles nothing; with thresholds so low that it would, it is not counted. */
export function countStartup(): void {
  if (vm.jit === null) return;
  vm.jit.entriesDue((field ??= makeField()).get.code, PYPY_STARTUP.fields);
  const step = driver('unpackiterable', iteratorGreenKey(hooks.iter(new W_Dict())));
  vm.jit.driverDue(step.code, PYPY_STARTUP.names + PYPY_STARTUP.unpacked, PYPY_STARTUP.unpacked);
}

/** The program imports a module of the library for the first time, or one of its own (`ofLibrary` false). */
export function countImport(name: string, ofLibrary = true): void {
  if (vm.jit === null || inside > 0 || loaded.has(name)) return;
  const row = ofLibrary ? PYPY_IMPORTS.get(name) : PYPY_OWN_IMPORT;
  if (row === undefined) return;
  loaded.add(name);
  for (const needed of row.needs) countImport(needed);
  readFields(row.fields);
  unpack(row.unpacked, row.names, (namespace) => namespace);
  unpack(row.valuesUnpacked, row.values, (namespace) => hooks.call(hooks.getattr(namespace, 'values'), []));
}

/** A class is made from a namespace. */
export function countClass(namespace: W_Dict): void {
  if (inside === 0) walk(namespace, dictLen(namespace));
}

/** Runs the body of a library module, whose classes the table has counted. */
export function inLibrary<T>(run: () => T): T {
  inside++;
  try {
    return run();
  } finally {
    inside--;
  }
}

function readFields(times: number): void {
  if (times === 0 || vm.jit === null) return;
  const { get, self } = (field ??= makeField());
  if (!vm.jit.entriesDue(get.code, times)) return;
  const result = newTuple([0, 1]);
  for (let i = 0; i < times; i++) hooks.call(get, [self, result, w_None]);
}

function makeField(): { readonly get: W_Function; readonly self: W } {
  const dict = newModuleDict();
  dictSetStr(dict, '__name__', newStr('_structseq'));
  runIn(wrapCode(compileOwn(FIELD.text, FIELD.filename)), dict, dict);
  return { get: dictGetStr(dict, 'get') as W_Function, self: dictGetStr(dict, 'field') as W };
}

/** Unpacks that many dicts, which have so many items together. */
function unpack(times: number, items: number, of: (namespace: W_Dict) => W): void {
  for (let i = 0; i < times; i++) {
    const own = Math.round((items * (i + 1)) / times) - Math.round((items * i) / times);
    const namespace = new W_Dict();
    for (let k = 0; k < own; k++) dictSetStr(namespace, `name${k}`, w_None);
    walk(of(namespace), own);
  }
}

function walk(items: W, count: number): void {
  if (vm.jit === null) return;
  const iterator = hooks.iter(items);
  const step = driver('unpackiterable', iteratorGreenKey(iterator));
  if (vm.jit.driverDue(step.code, count + 1)) hooks.call(step, [iterator, newList([])]);
}
