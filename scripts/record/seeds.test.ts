import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../install.mjs';
import { parseSummary, pypyVersion, runOnPyPy, type JitSummary } from '../pypy.mjs';
import { filesBelow } from '../source-hash.mjs';

const folder = path.join(root, 'fixtures', 'seeds');
const names = filesBelow(folder).map((file) => path.basename(file));
const programs = names.filter((name) => name.endsWith('.py'));
const expected = JSON.parse(readFileSync(path.join(folder, 'expected-pypy.json'), 'utf8')) as {
  pypy: string;
  programs: Record<string, JitSummary>;
};
const printed = (program: string): string => readFileSync(path.join(folder, program.replace(/\.py$/, '.out')), 'utf8');

const pypy = pypyVersion();
const newEnough = spawnSync('python3', ['-c', 'import sys; assert sys.version_info >= (3, 9)']).status === 0;

describe('the seed programs', () => {
  it('are recorded, each of them and nothing else', () => {
    expect(Object.keys(expected.programs)).toEqual(programs);
    expect(names.filter((name) => name.endsWith('.out'))).toEqual(programs.map((name) => name.replace(/\.py$/, '.out')));
  });

  it.skipIf(!newEnough).each(programs)('print on CPython what is recorded: %s', (program) => {
    const result = spawnSync('python3', [path.join(folder, program)], { encoding: 'utf8' });
    expect(result.stdout).toBe(printed(program));
  });

  it.skipIf(pypy === null).each(programs)('do on PyPy what is recorded: %s', (program) => {
    const { stdout, summary } = runOnPyPy(path.join(folder, program));
    expect(stdout).toBe(printed(program));
    // Another PyPy may count a little differently; the recorded one must not.
    if (pypy === expected.pypy) expect(summary).toEqual(expected.programs[program]);
  });
});

describe('parseSummary', () => {
  it('reads the rows that are counts', () => {
    const log = `[a] {jit-summary
Tracing:      \t3\t0.010175
Backend:      \t3\t0.002067
TOTAL:      \t\t0.042078
ops:             \t1382
recorded ops:    \t676
  calls:         \t32
guards:          \t218
opt ops:         \t913
opt guards:      \t214
forcings:        \t7
abort: trace too long:\t4
abort: vable escape:\t0
Total # of loops:\t2
Total # of bridges:\t1
[b] jit-summary}
`;
    expect(parseSummary(log)).toEqual({
      loops: 2,
      bridges: 1,
      aborts: { 'trace too long': 4 },
      recordedOps: 676,
      optimizedOps: 913,
      guards: 218,
      optimizedGuards: 214,
      forcings: 7,
    });
  });

  it('says which row a log lacks', () => {
    expect(() => parseSummary('[a] {jit-summary\nTracing: \t3\t0.01\n')).toThrow('the log has no row "Total # of loops"');
  });
});
