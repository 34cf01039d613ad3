/**
 * Runs a folder of programs in the VM and in CPython, side by side: npm run conformance -- --suite DIR [--python PYTHON] [--limit SECONDS].
 * Prints how many agree and a table of why the others do not. Needs the built command line (dist/cli.js).
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './install.mjs';

const { values } = parseArgs({
  options: { suite: { type: 'string' }, python: { type: 'string', default: 'python3' }, limit: { type: 'string', default: '60' } },
});
if (values.suite === undefined) {
  console.error('usage: npm run conformance -- --suite DIR [--python PYTHON] [--limit SECONDS]');
  process.exit(2);
}
const timeout = Number(values.limit) * 1000;

/** @param {string} folder @returns {string[]} */
const programs = (folder) =>
  readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    return statSync(file).isDirectory() ? programs(file) : name.endsWith('.py') ? [file] : [];
  });
/** @param {string} text */
const lastLine = (text) => text.trimEnd().split('\n').at(-1) ?? '';

/** @type {Map<string, string[]>} */
const causes = new Map();
let same = 0;
let all = 0;
for (const file of programs(path.resolve(values.suite)).sort()) {
  const expected = spawnSync(values.python, [file], { encoding: 'utf8', timeout, maxBuffer: 1 << 28 });
  if (expected.error !== undefined) continue;
  all++;
  const got = spawnSync(process.execPath, [path.join(root, 'dist', 'cli.js'), 'run', file], {
    encoding: 'utf8',
    timeout,
    maxBuffer: 1 << 28,
  });
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
