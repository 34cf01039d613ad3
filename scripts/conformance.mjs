/**
 * What the VM prints, against CPython.
 *
 *     npm run conformance                                      fixtures/vm against what CPython printed when they were recorded, in three JIT modes
 *     npm run conformance -- --suite DIR [--python PYTHON] [--limit SECONDS]   any folder of programs, side by side with a CPython
 *
 * Prints how many agree and a table of why the others do not. Needs the built command line (dist/cli.js).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './install.mjs';

const { values } = parseArgs({
  options: { suite: { type: 'string' }, python: { type: 'string', default: 'python3' }, limit: { type: 'string', default: '60' } },
});
const timeout = Number(values.limit) * 1000;

/** @param {string} folder @returns {string[]} */
const programs = (folder) =>
  readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    return statSync(file).isDirectory() ? programs(file) : name.endsWith('.py') ? [file] : [];
  });
/** @param {string} text */
const lastLine = (text) => text.trimEnd().split('\n').at(-1) ?? '';

const cli = path.join(root, 'dist', 'cli.js');
/** @param {string} file @param {readonly string[]} options */
const runInVm = (file, options = []) => spawnSync(process.execPath, [cli, 'run', file, ...options], { encoding: 'utf8', timeout, maxBuffer: 1 << 28 });

if (values.suite === undefined) process.exit(compareRecorded());

/** The recorded programs with the JIT off, on, and on from the second round. @returns {number} exit status */
function compareRecorded() {
  const modes = [['--jit', 'off'], [], ['--jit', 'threshold=2,function_threshold=2,trace_eagerness=1']];
  const files = programs(path.join(root, 'fixtures', 'vm')).filter((file) => existsSync(file.replace(/\.py$/, '.out')));
  let passed = 0;
  let failed = 0;
  for (const file of files.sort()) {
    const expected = readFileSync(file.replace(/\.py$/, '.out'), 'utf8');
    for (const mode of modes) {
      const got = runInVm(file, mode);
      if (got.stdout === expected) passed++;
      else {
        failed++;
        console.log(`${path.relative(root, file)} ${mode.join(' ')}: ${lastLine(got.stderr) || 'other output'}`);
      }
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** @type {Map<string, string[]>} */
const causes = new Map();
let same = 0;
let all = 0;
for (const file of programs(path.resolve(values.suite)).sort()) {
  const expected = spawnSync(values.python, [file], { encoding: 'utf8', timeout, maxBuffer: 1 << 28 });
  if (expected.error !== undefined) continue;
  all++;
  const got = runInVm(file);
  const fails = expected.status !== 0;
  if (got.stdout === expected.stdout && (got.status !== 0) === fails && (!fails || lastLine(got.stderr) === lastLine(expected.stderr))) {
    same++;
    continue;
  }
  const cause = got.error !== undefined ? 'out of time' : got.status !== 0 && !fails ? lastLine(got.stderr).slice(0, 100) : 'other output';
  causes.set(cause, [...(causes.get(cause) ?? []), path.relative(values.suite, file)]);
}
console.log(`${same} of ${all} programs print what ${values.python} prints`);
for (const [cause, files] of [...causes].sort((a, b) => b[1].length - a[1].length))
  console.log(`${String(files.length).padStart(5)}  ${cause}\n         ${files.slice(0, 5).join(', ')}${files.length > 5 ? ', ...' : ''}`);
process.exit(same === all ? 0 : 1);
