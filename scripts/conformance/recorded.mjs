/** The programs of fixtures/vm, against what CPython printed when they were recorded. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../install.mjs';
import { programsIn } from './programs.mjs';
import { runInVm, several } from './run.mjs';

/** The JIT off, on, and on from the second round. */
const MODES = [['--jit', 'off'], [], ['--jit', 'threshold=2,function_threshold=2,trace_eagerness=1']];

/** Prints what differs. @param {{ jobs: number, seconds: number }} settings @returns {Promise<number>} exit status */
export async function compareRecorded({ jobs, seconds }) {
  const files = programsIn(path.join(root, 'fixtures', 'vm')).filter((file) => existsSync(file.replace(/\.py$/, '.out')));
  const runs = files.flatMap((file) => MODES.map((options) => ({ file, options })));
  const outcomes = await several(runs, jobs, async ({ file, options }) => {
    const got = await runInVm(file, { seconds, options });
    if (got.stdout === readFileSync(file.replace(/\.py$/, '.out'), 'utf8')) return true;
    console.log(`${path.relative(root, file)} ${options.join(' ')}: ${got.stderr.trimEnd().split('\n').at(-1) || 'other output'}`);
    return false;
  });
  const failed = outcomes.filter((same) => !same).length;
  console.log(`${outcomes.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
