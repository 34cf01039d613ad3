/** A folder of programs in the VM and in a CPython, side by side. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { programsIn } from './programs.mjs';
import { runInPython, runInVm, several } from './run.mjs';
import { casesOf, runsUnittest } from './unittest.mjs';

/** @typedef {import('./run.mjs').Run} Run */
/** @typedef {import('./unittest.mjs').Cases} Cases */

/**
 * One program. `cause` says why the VM's run does not count as CPython's, null when it does: it printed the same, ended with the same status,
 * and with the same error if it ended with one. `sameErrors`: the whole of stderr is equal too. `cases` are unittest's, here and there.
 * @typedef {object} Result
 * @property {string} program
 * @property {string | null} cause
 * @property {string} detail    where the runs part
 * @property {boolean} sameErrors
 * @property {{ vm: Cases, python: Cases } | null} cases
 */

/**
 * With `logs`, what each run printed is kept in that folder, and CPython's runs are taken from there while the program is the same.
 * @param {string} suite
 * @param {{ python: string, jobs: number, seconds: number, only: string, options: readonly string[], logs?: string }} settings
 * @returns {Promise<Result[]>} without the programs that do not end in CPython, or print something else each time
 */
export async function compareSuite(suite, settings) {
  const files = programsIn(suite).filter((file) => file.includes(settings.only));
  const results = await several(files, settings.jobs, async (file) => {
    const program = path.relative(suite, file);
    const text = readFileSync(file, 'utf8');
    const one = { ...settings, args: runsUnittest(text) ? ['-v'] : [] };
    const log = settings.logs === undefined ? null : path.join(settings.logs, program.replaceAll(path.sep, '+'));
    const expected = await inPython(file, one, log, text);
    if (expected === null) return null;
    const got = await runInVm(file, one);
    if (log !== null) writeFileSync(`${log}.vm`, `${got.stdout}\n--- stderr, status ${got.status}\n${got.stderr}`);
    return compare(program, got, expected);
  });
  return results.filter((result) => result !== null);
}

/**
 * CPython's run; null when the program does not end, or prints something else the second time.
 * @param {string} file @param {{ python: string, seconds: number, args: readonly string[] }} settings @param {string | null} log @param {string} text
 * @returns {Promise<Run | null>}
 */
async function inPython(file, settings, log, text) {
  const key = createHash('sha256').update(`${settings.python}\n${text}`).digest('hex');
  if (log !== null) {
    mkdirSync(path.dirname(log), { recursive: true });
    const kept = /** @type {{ key: string, run: Run | null } | null} */ (
      existsSync(`${log}.python`) ? JSON.parse(readFileSync(`${log}.python`, 'utf8')) : null
    );
    if (kept?.key === key) return kept.run;
  }
  const first = await runInPython(file, settings);
  let run = first.status === null && casesOf(first.stderr) === null ? null : first;
  if (run !== null && casesOf(run.stderr) === null && compare('', await runInPython(file, settings), run).cause !== null) run = null;
  if (log !== null) writeFileSync(`${log}.python`, JSON.stringify({ key, run }));
  return run;
}

/** @param {string} program @param {Run} got @param {Run} expected @returns {Result} */
export function compare(program, got, expected) {
  const [stdout, wanted] = [normal(got.stdout), normal(expected.stdout)];
  const [error, wantedError] = [lastLine(got), lastLine(expected)];
  const [vm, python] = [casesOf(got.stderr), casesOf(expected.stderr)];
  const cases = python === null ? null : { vm: vm ?? NO_CASES, python };
  const sameErrors = normal(got.stderr) === normal(expected.stderr);
  /** @param {string | null} cause @param {string} [detail] */
  const result = (cause, detail = '') => ({ program, cause, detail, sameErrors, cases });
  if (cases !== null && cases.vm.passed >= cases.python.passed) return result(null);
  if (got.status === null) return result('out of time');
  if (cases !== null) return result(vm === null ? error : 'cases of unittest fail', vm?.causes[0] ?? '');
  if (error !== wantedError) return result(error === '' ? `no ${wantedError}` : error, wantedError);
  if (got.status !== expected.status) return result(`exit status ${got.status}, not ${expected.status}`);
  return stdout === wanted ? result(null) : result('other output', firstDifference(stdout, wanted));
}

/** @type {Cases} */
const NO_CASES = { passed: 0, failed: 0, skipped: 0, causes: [], complete: false };

/** Text without what is another in each run: the addresses of objects. @param {string} text */
const normal = (text) => text.replaceAll(/\b0x[0-9a-f]{6,}/g, '0x...');

/** The last line of the traceback a program ended with. @param {Run} run */
const lastLine = ({ stderr, status }) => (status === 0 ? '' : normal(stderr.trimEnd().split('\n').at(-1) ?? '').slice(0, 200));

/** @param {string} text @param {string} wanted */
function firstDifference(text, wanted) {
  const [a, b] = [text.split('\n'), wanted.split('\n')];
  const i = a.findIndex((line, at) => line !== b[at]);
  const at = i < 0 ? a.length : i;
  return `line ${at + 1}: ${JSON.stringify(a[at] ?? null)}, not ${JSON.stringify(b[at] ?? null)}`.slice(0, 400);
}
