/**
 * Fuzzing, with one command:
 *
 *     npm run fuzz                                 the fuzzers there are
 *     npm run fuzz -- NAME|all [--minutes N | --seconds N] [--inputs N] [--seed S] [--python PYTHON] [--jit off|K=V,...]
 *     npm run fuzz -- NAME|all --replay            what was found before, again
 *
 * Each fuzzer gets that time (a minute by default) and goes from seed to seed; a seed makes the same input everywhere. What is found is made smaller and
 * kept under the next number in fixtures/fuzz, where a test gives it to the product again. An input that hangs or ends the fuzzer's process is named by its
 * seed. Exit status 1 when something was found.
 */
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from '../scripts/bundle.mjs';

/** An input that takes longer hangs. A find may be shrunk for a minute on top of it. */
const MOST_SECONDS_AN_INPUT = 150;
const NAMES = ['bytes', 'edits', 'programs', 'language', 'fixes', 'messages', 'logs', 'settings', 'storms', 'kill'];

const root = path.join(import.meta.dirname, '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string' },
    seconds: { type: 'string' },
    inputs: { type: 'string' },
    seed: { type: 'string', default: '1' },
    python: { type: 'string' },
    jit: { type: 'string' },
    replay: { type: 'boolean', default: false },
  },
});
const [wanted = ''] = positionals;
const seconds = values.seconds === undefined ? Number(values.minutes ?? 1) * 60 : Number(values.seconds);
if ((wanted !== 'all' && !NAMES.includes(wanted)) || !(seconds >= 0) || !/^\d+$/.test(values.inputs ?? '1') || !/^\d+$/.test(values.seed)) {
  console.error(
    `usage: npm run fuzz -- all|${NAMES.join('|')} [--minutes N | --seconds N] [--inputs N] [--seed S] [--python PYTHON] [--jit off|K=V,...] [--replay]`,
  );
  process.exit(2);
}
if (!existsSync(path.join(root, 'dist', 'server.js'))) {
  console.error('The product is not built: npm run build');
  process.exit(2);
}

const program = path.join(root, 'dist', `fuzz-${process.pid}.js`);
let failed = 0;
let passed = 0;
try {
  await bundle(path.join(import.meta.dirname, 'main.ts'), program);
  for (const name of wanted === 'all' ? NAMES : [wanted]) {
    const result = await fuzz(name);
    if (result.fault !== null) console.log(`${name}: ${result.fault}`);
    else if (result.skipped !== null) console.log(`${name}: skipped, ${result.skipped}`);
    else
      console.log(
        `${name}: ${result.inputs} inputs${values.replay ? '' : ` from seed ${values.seed} on`}, ${result.finds} finds, ${result.seconds} s`,
      );
    if (result.fault !== null || result.finds > 0) failed++;
    else if (result.skipped === null) passed++;
  }
} finally {
  rmSync(program, { force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/**
 * One fuzzer in a process of its own.
 * @typedef {{ inputs: number, finds: number, skipped: string | null, fault: string | null, seconds: number }} Result
 * @param {string} name @returns {Promise<Result>}
 */
function fuzz(name) {
  const args = [name, '--milliseconds', String(seconds * 1000), '--seed', values.seed];
  if (values.inputs !== undefined) args.push('--inputs', values.inputs);
  if (values.python !== undefined) args.push('--python', values.python);
  if (values.jit !== undefined) args.push('--jit', values.jit);
  if (values.replay) args.push('--replay');
  const started = Date.now();
  const child = spawn(process.execPath, ['--stack-size=3900', program, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve) => {
    let seed = values.seed;
    let hung = false;
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    /** @type {Result} */
    const result = { inputs: 0, finds: 0, skipped: null, fault: null, seconds: 0 };
    let ended = false;
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        hung = true;
        child.kill('SIGKILL');
      }, MOST_SECONDS_AN_INPUT * 1000);
    };
    watch();
    child.on('message', (message) => {
      watch();
      const report = /** @type {import('./main').Report} */ (message);
      if (report.type === 'input') seed = String(report.seed);
      else {
        ended = true;
        Object.assign(result, { inputs: report.inputs, finds: report.finds, skipped: report.skipped });
      }
    });
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      result.seconds = Math.round((Date.now() - started) / 1000);
      if (hung) result.fault = `seed ${seed} hangs: npm run fuzz -- ${name} --seed ${seed}`;
      else if (!ended)
        result.fault = `seed ${seed} ends the process (${signal ?? `status ${status ?? '?'}`}): npm run fuzz -- ${name} --seed ${seed}`;
      resolve(result);
    });
  });
}
