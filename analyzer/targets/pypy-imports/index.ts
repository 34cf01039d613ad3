/**
 * What importing does to the counters of PyPy's JIT before a program has run a line of its own.
 *
 * In PyPy importlib is Python code. For every file it looks for it reads fields of stat results (lib_pypy/_structseq.py, structseqfield.__get__:
 * a function entry each), and every class that a module makes has its namespace unpacked key by key (pypy/objspace/std/typeobject.py,
 * _create_new_type: space.listview of a dict, jitdriver `unpackiterable`: one pass a key, one at the end). These two places serve all imports, so their
 * counters fill up: `import re` compiles both. cpyext, which inspect and pickle bring in, unpacks the values of dicts in the same way.
 *
 * Evidence: `node scripts/record/pypy-imports.mjs` asks PyPy 7.3.11 how many ticks each place lacks to be compiled after each import, with two pairs of
 * thresholds that tell entries and passes apart, and writes rows.ts. What a module does by itself adds up: the rows of what it imports are taken off.
 */
import { ROWS, STARTUP } from './rows';

export interface ImportTicks {
  /** Calls of structseqfield.__get__. */
  readonly fields: number;
  /** Namespaces that are unpacked, and the names in them together. */
  readonly unpacked: number;
  readonly names: number;
  /** The same for the values of dicts. */
  readonly valuesUnpacked: number;
  readonly values: number;
  /** Modules that are imported first, where they are not there yet. */
  readonly needs: readonly string[];
}

function ticks(columns: readonly string[]): ImportTicks {
  const [fields, unpacked, names, valuesUnpacked, values] = columns.map(Number) as [number, number, number, number, number];
  return { fields, unpacked, names, valuesUnpacked, values, needs: columns.slice(5) };
}

const rows = ROWS.trim()
  .split('\n')
  .map((row) => row.trim().split(' '));

/** By module of the library. */
export const PYPY_IMPORTS: ReadonlyMap<string, ImportTicks> = new Map(rows.map(([name, ...columns]) => [name!, ticks(columns)]));

/** Before the first line of the program. */
export const PYPY_STARTUP: ImportTicks = ticks(STARTUP.split(' '));

/** A module of the program's own, in the folder of the program. */
export const PYPY_OWN_IMPORT: ImportTicks = { fields: 25, unpacked: 1, names: 4, valuesUnpacked: 0, values: 0, needs: [] };
