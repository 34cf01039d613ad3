/**
 * What the VM prints, against CPython.
 *
 *     npm run conformance                      fixtures/vm against what CPython printed when they were recorded, in three JIT modes
 *     npm run conformance -- --suite DIR       any folder of programs, side by side with a CPython
 *         [--python PYTHON] [--jobs N] [--limit SECONDS] [--only TEXT] [--jit off|K=V,...] [--json] [--logs DIR]
 *
 * Prints how many agree and a table of why the others do not. Needs the built command line (dist/cli.js). Exit status 1 when one differs.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compareRecorded } from './conformance/recorded.mjs';
import { compareSuite } from './conformance/suite.mjs';
import { report } from './conformance/report.mjs';

const { values } = parseArgs({
  options: {
    suite: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    jobs: { type: 'string', default: '2' },
    limit: { type: 'string', default: '60' },
    only: { type: 'string', default: '' },
    jit: { type: 'string' },
    logs: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const jobs = Number(values.jobs);
const seconds = Number(values.limit);

if (values.suite === undefined) process.exit(await compareRecorded({ jobs, seconds }));

const results = await compareSuite(path.resolve(values.suite), {
  python: values.python,
  jobs,
  seconds,
  only: values.only,
  ...(values.logs === undefined ? {} : { logs: path.resolve(values.logs) }),
  options: values.jit === undefined ? [] : ['--jit', values.jit],
});
process.stdout.write(values.json ? `${JSON.stringify(results, null, 1)}\n` : report(results, values.python));
process.exit(results.every((result) => result.cause === null) ? 0 : 1);
