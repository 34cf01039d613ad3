/**
 * Runs a program on a real PyPy and reads what its JIT says it did.
 *
 * PyPy sizes its nursery from the processor's cache and lets its counters decay at every minor collection, so that counts differ from
 * machine to machine unless the nursery is pinned; sets of strings are hashed with a random seed unless that is fixed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What makes PyPy's counts the same everywhere. */
export const pinned = { PYPY_GC_NURSERY: '1M', PYTHONHASHSEED: '0' };

/** The rows of `jit-summary` (rpython/jit/metainterp/jitprof.py) that are counts.
 * @typedef {{ loops: number, bridges: number, aborts: Record<string, number>, recordedOps: number, optimizedOps: number,
 *   guards: number, optimizedGuards: number, forcings: number }} JitSummary */

/** The version of the PyPy of that name, such as "7.3.11", or null when there is none.
 * @param {string} [program]
 * @returns {string | null} */
export function pypyVersion(program = 'pypy3') {
  const result = spawnSync(program, ['-c', 'import sys; print("%d.%d.%d" % sys.pypy_version_info[:3])'], { encoding: 'utf8' });
  return result.status === 0 ? result.stdout.trim() : null;
}

/** Runs a file and returns its standard output and its summary. Throws when the program fails.
 * @param {string} file
 * @param {string} [program]
 * @returns {{ stdout: string, summary: JitSummary }} */
export function runOnPyPy(file, program = 'pypy3') {
  const folder = mkdtempSync(path.join(tmpdir(), 'jitlens-pypy-'));
  try {
    const log = path.join(folder, 'summary.log');
    const env = { ...process.env, ...pinned, PYPYLOG: `jit-summary:${log}` };
    const result = spawnSync(program, [file], { encoding: 'utf8', env, timeout: 120_000 });
    if (result.status !== 0) throw new Error(`${program} ${file} failed: ${result.error?.message ?? result.stderr}`);
    return { stdout: result.stdout, summary: parseSummary(readFileSync(log, 'utf8')) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Reads the `jit-summary` section of a log.
 * @param {string} log
 * @returns {JitSummary} */
export function parseSummary(log) {
  /** @type {Map<string, number>} */
  const rows = new Map();
  for (const [, name, count] of log.matchAll(/^\s*([A-Za-z# :-]+?):\s+(\d+)(?:\s+[\d.]+)?$/gm)) rows.set(name, Number(count));
  /** @param {string} name */
  const row = (name) => {
    const count = rows.get(name);
    if (count === undefined) throw new Error(`the log has no row "${name}"`);
    return count;
  };
  const aborts = [...rows].filter(([name, count]) => name.startsWith('abort: ') && count > 0);
  return {
    loops: row('Total # of loops'),
    bridges: row('Total # of bridges'),
    aborts: Object.fromEntries(aborts.map(([name, count]) => [name.slice('abort: '.length), count])),
    recordedOps: row('recorded ops'),
    optimizedOps: row('opt ops'),
    guards: row('guards'),
    optimizedGuards: row('opt guards'),
    forcings: row('forcings'),
  };
}
