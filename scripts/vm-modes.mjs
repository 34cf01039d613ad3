/**
 * Runs Python programs in the embedded VM with the JIT off and in five JIT modes, and compares what they print and how they end.
 *
 *     npm run vm:modes -- [--seconds N] [--jobs N] [--mode NAME] FILE_OR_FOLDER ...
 *
 * Without files: fixtures/seeds, fixtures/vm and, where it stands beside the checkout, shared/reference. A run that takes longer than
 * the limit (20 s) is compared as far as it came. Exit status 1 when a program behaves differently in some mode.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundle } from './bundle.mjs';
import { doubleBuild } from './double-build.mjs';
import { root } from './install.mjs';

const stress = { threshold: 2, function_threshold: 2, trace_eagerness: 1 };
/** Name to JIT setting; the first one is what the others are held against. */
const MODES = {
  off: 'off',
  default: {},
  stress,
  short: { ...stress, trace_limit: 60 },
  interpreter: { ...stress, engine: 'interpreter' },
  javascript: { ...stress, engine: 'javascript' },
};

const options = { seconds: 20, jobs: 1, mode: '' };
const given = [];
for (const args = process.argv.slice(2); args.length > 0;) {
  const arg = args.shift() ?? '';
  if (arg === '--seconds') options.seconds = Number(args.shift());
  else if (arg === '--jobs') options.jobs = Number(args.shift());
  else if (arg === '--mode') options.mode = args.shift() ?? '';
  else given.push(arg);
}

/** @param {string} place @returns {string[]} */
function programsIn(place) {
  if (!existsSync(place)) return [];
  if (statSync(place).isFile()) return [place];
  return readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.py'))
    .map((file) => path.join(place, file))
    .sort();
}

const usual = ['fixtures/seeds', 'fixtures/vm', '../shared/reference/pypy/programs', '../shared/reference/cpython/programs'].map((place) =>
  path.join(root, place),
);
const programs = (given.length > 0 ? given.map((place) => path.resolve(place)) : usual).flatMap(programsIn);

doubleBuild();
const folder = mkdtempSync(path.join(os.tmpdir(), 'vm-modes-'));
const worker = path.join(root, 'dist', `vm-modes-${process.pid}.cjs`);
writeFileSync(
  path.join(folder, 'main.ts'),
  `import { readFileSync, existsSync, statSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { loadSyntax } from ${JSON.stringify(path.join(root, 'analyzer/syntax'))};
import { runProgram } from ${JSON.stringify(path.join(root, 'analyzer/vm/index'))};
async function main() {
await loadSyntax({ engine: 'native' });
const [file, setting, seconds] = process.argv.slice(2);
let out = '';
let err = '';
let summary = null;
const end = Date.now() + Number(seconds) * 1000;
const kind = (p) => (!existsSync(p) ? null : statSync(p).isDirectory() ? 'directory' : 'file');
const result = runProgram({
  source: readFileSync(file, 'utf8'), path: file, args: [], stdin: '', jit: JSON.parse(setting), profiling: true, traceText: false,
  limits: { operations: 1e12, memory: 2e9, output: 5e7, recursion: 1000 },
  files: { read: (p) => (kind(p) === 'file' ? readFileSync(p) : null), write: () => undefined, remove: () => false, exists: kind, list: (p) => (kind(p) === 'directory' ? readdirSync(p) : null) },
  searchPath: [path.dirname(file)], stdout: (t) => void (out += t), stderr: (t) => void (err += t),
  poll: () => (Date.now() > end ? 'time-limit' : null),
  onEvent: (e) => { if (e.type === 'counts') summary = e.counts.summary; },
});
process.stdout.write(JSON.stringify({ outcome: result.outcome, status: result.exitStatus, out, err, summary }));
}
void main();
`,
);
await bundle(path.join(folder, 'main.ts'), worker);

/** @typedef {{ outcome: string, status: number, out: string, err: string }} Run */

/** One run in a process of its own.
 * @param {string} file @param {unknown} setting
 * @returns {Promise<Run>} */
function run(file, setting) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [worker, file, JSON.stringify(setting), String(options.seconds)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ piece) => (out += piece));
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ piece) => (err += piece));
    const timer = setTimeout(() => child.kill(), (options.seconds + 20) * 1000);
    child.on('close', (code) => {
      clearTimeout(timer);
      try {
        /** @type {Run} */
        const ended = JSON.parse(out);
        resolve(ended);
      } catch {
        resolve({ outcome: 'crashed', status: code ?? -1, out: '', err: err.trim().split('\n').slice(0, 12).join('\n') });
      }
    });
  });
}

/** @param {Run} a @param {Run} b */
function same(a, b) {
  if (a.outcome === 'crashed' || b.outcome === 'crashed') return false;
  if (a.outcome === 'time-limit' || b.outcome === 'time-limit') return a.out.startsWith(b.out) || b.out.startsWith(a.out);
  return a.outcome === b.outcome && a.status === b.status && a.out === b.out && a.err === b.err;
}

/** @param {string} a @param {string} b */
function firstDifference(a, b) {
  const [x, y] = [a.split('\n'), b.split('\n')];
  const i = x.findIndex((line, at) => line !== y[at]);
  return i < 0 ? '' : `line ${i + 1}: ${JSON.stringify(x[i])?.slice(0, 100)} is now ${JSON.stringify(y[i])?.slice(0, 100)}`;
}

let different = 0;
let limited = 0;
const queue = [...programs];
await Promise.all(
  Array.from({ length: options.jobs }, async () => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const expected = await run(file, 'off');
      for (const [mode, setting] of Object.entries(MODES)) {
        if (mode === 'off' || (options.mode !== '' && mode !== options.mode)) continue;
        const found = await run(file, setting);
        if (found.outcome === 'time-limit') limited++;
        if (same(expected, found)) continue;
        different++;
        const what =
          found.outcome === 'crashed' ? found.err : firstDifference(expected.out, found.out) || firstDifference(expected.err, found.err);
        console.log(`${path.relative(root, file)} [${mode}] ${expected.outcome} -> ${found.outcome}\n  ${what}`);
      }
    }
  }),
);
rmSync(folder, { recursive: true });
rmSync(worker);
console.log(`${programs.length} programs, ${different} runs differ, ${limited} runs stopped by the time limit`);
process.exitCode = different > 0 ? 1 : 0;
