/** A folder of programs in the VM and in a CPython, side by side. */
import path from 'node:path';
import { programsIn } from './programs.mjs';
import { runInPython, runInVm, several } from './run.mjs';

/** @typedef {import('./run.mjs').Run} Run */

/**
 * One program. `cause` says why the VM's run does not count as CPython's, null when it does: it printed the same, ended with the same status,
 * and with the same error if it ended with one. `sameErrors`: the whole of stderr is equal too. `cases` counts unittest's cases that passed.
 * @typedef {object} Result
 * @property {string} program
 * @property {string | null} cause
 * @property {string} detail    where the runs part
 * @property {boolean} sameErrors
 * @property {{ vm: number, python: number } | null} cases
 */

/**
 * @param {string} suite
 * @param {{ python: string, jobs: number, seconds: number, only: string, options: readonly string[] }} settings
 * @returns {Promise<Result[]>} without the programs that do not end in CPython, or print something else each time
 */
export async function compareSuite(suite, settings) {
  const files = programsIn(suite).filter((file) => file.includes(settings.only));
  const results = await several(files, settings.jobs, async (file) => {
    const expected = await runInPython(file, settings);
    if (expected.status === null) return null;
    const got = await runInVm(file, settings);
    const result = compare(path.relative(suite, file), got, expected);
    if (result.cause === null || result.cases !== null) return result;
    return compare('', await runInPython(file, settings), expected).cause === null ? result : null;
  });
  return results.filter((result) => result !== null);
}

/** @param {string} program @param {Run} got @param {Run} expected @returns {Result} */
export function compare(program, got, expected) {
  const [stdout, wanted] = [normal(got.stdout), normal(expected.stdout)];
  const [error, wantedError] = [lastLine(got), lastLine(expected)];
  const [vm, python] = [passedCases(got.stderr), passedCases(expected.stderr)];
  const cases = python === null ? null : { vm: vm ?? 0, python };
  const sameErrors = normal(got.stderr) === normal(expected.stderr);
  /** @param {string | null} cause @param {string} [detail] */
  const result = (cause, detail = '') => ({ program, cause, detail, sameErrors, cases });
  if (got.status === null) return result('out of time');
  if (cases !== null)
    return result(cases.vm >= cases.python ? null : vm === null ? error : failedCases(got.stderr), firstFailure(got.stderr));
  if (error !== wantedError) return result(error === '' ? `no ${wantedError}` : error, wantedError);
  if (got.status !== expected.status) return result(`exit status ${got.status}, not ${expected.status}`);
  return stdout === wanted ? result(null) : result('other output', firstDifference(stdout, wanted));
}

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

/** How many cases unittest says it ran and found right; null when it says nothing. @param {string} stderr */
function passedCases(stderr) {
  const ran = /^Ran (\d+) tests? in /m.exec(stderr);
  if (ran === null) return null;
  const rest = stderr.slice(ran.index);
  let passed = Number(ran[1]);
  for (const [, count] of rest.matchAll(/\b(?:failures|errors|skipped|unexpected successes)=(\d+)/g)) passed -= Number(count);
  return passed;
}

/** @param {string} stderr */
const failedCases = (stderr) => /^FAILED \(.*\)$/m.exec(stderr)?.[0] ?? 'fewer cases';

/** The last lines of the first traceback that unittest prints. @param {string} stderr */
const firstFailure = (stderr) =>
  (/^(?:FAIL|ERROR): .*$/m.exec(stderr)?.[0] ?? '') + ' ' + (/^\w*(?:Error|Exception)\b.*$/m.exec(stderr)?.[0] ?? '');
