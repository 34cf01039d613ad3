/**
 * Records what CPython prints for the programs of fixtures/vm: node scripts/record/vm-fixtures.mjs [PYTHON].
 *
 * Beside NAME.out stand, where there is something to say: NAME.err, the last line of a program that fails, and NAME.warnings, what compiling warned of.
 * Those of fixtures/vm/python314 are about what Python 3.14 changed; the CPython of the package `pyodide` runs them.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadPyodide } from 'pyodide';
import { root } from '../install.mjs';

const python = process.argv[2] ?? 'python3.13';
const folder = path.join(root, 'fixtures', 'vm');

/** @param {string} sub @returns {string[]} */
const programs = (sub) =>
  readdirSync(path.join(folder, sub))
    .filter((name) => name.endsWith('.py'))
    .sort()
    .map((name) => path.join(sub, name.slice(0, -3)));

for (const program of ['', 'language', 'modules'].flatMap(programs)) {
  const env = { PATH: process.env.PATH ?? '', PYTHONHASHSEED: '0' };
  const run = spawnSync(python, [`${program}.py`], { cwd: folder, encoding: 'utf8', env });
  if (run.error !== undefined) throw run.error;
  const last = run.stderr.trimEnd().split('\n').at(-1) ?? '';
  writeFileSync(path.join(folder, `${program}.out`), run.stdout);
  const warned = [...run.stderr.matchAll(/:(\d+: SyntaxWarning: .*)/g)].map(([, what]) => `${what}\n`);
  if (warned.length > 0) writeFileSync(path.join(folder, `${program}.warnings`), warned.join(''));
  if (run.status !== 0) writeFileSync(path.join(folder, `${program}.err`), `${last}\n`);
  console.log(`${program}: ${run.stdout.length} characters${run.status === 0 ? '' : `, ${last}`}`);
}

const pyodide = await loadPyodide();
for (const program of programs('python314')) {
  const lines = /** @type {string[]} */ ([]);
  pyodide.setStdout({ batched: (line) => void lines.push(line) });
  pyodide.runPython(readFileSync(path.join(folder, `${program}.py`), 'utf8'), { filename: `${program}.py` });
  writeFileSync(path.join(folder, `${program}.out`), lines.map((line) => `${line}\n`).join(''));
  console.log(`${program}: ${lines.length} lines`);
}
