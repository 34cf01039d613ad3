/**
 * The seed programs in the VM: they print what Python prints, and compile as many loops and bridges as a real PyPy does, within a
 * quarter or 3, whichever is more.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSyntax } from '../../../syntax';
import { runProgram } from '../../index';
import { openPythonLibrary } from '../../sandbox/library-archive';
import type { Summary } from '../tracelog';
import { sealed } from '../../testing/sealed-run';

const seeds = new URL('../../../../fixtures/seeds/', import.meta.url);
const reference = new URL('../../../../../shared/reference/pypy/', import.meta.url);

beforeAll(async () => {
  await loadSyntax();
});

interface Ran {
  readonly stdout: string;
  readonly summary: Summary | null;
}

const library = openPythonLibrary(fileURLToPath(new URL('../../../../dist', import.meta.url)));

function run(file: URL): Ran {
  let stdout = '';
  let summary: Summary | null = null;
  runProgram(
    sealed(readFileSync(file, 'utf8'), {
      path: fileURLToPath(file),
      profiling: true,
      library,
      limits: { operations: 1e12, memory: 1e9, output: 1e6, recursion: 1000 },
      stdout: (text) => void (stdout += text),
      stderr: (text) => void (stdout += text),
      onEvent: (event) => {
        if (event.type === 'counts') summary = event.counts.summary;
      },
    }),
  );
  return { stdout, summary };
}

const near = (ours: number, pypy: number): boolean => Math.abs(ours - pypy) <= Math.max(3, pypy / 4);

function expectCounts(summary: Summary | null, loops: number, bridges: number): void {
  const ours = { loops: summary?.loops ?? 0, bridges: summary?.bridges ?? 0 };
  expect({ ...ours, near: near(ours.loops, loops) && near(ours.bridges, bridges) }).toEqual({ ...ours, near: true });
}

describe('fixtures/seeds', () => {
  const expected = JSON.parse(readFileSync(new URL('expected-pypy.json', seeds), 'utf8')) as {
    programs: Record<string, { loops: number; bridges: number }>;
  };
  const programs = readdirSync(seeds).filter((name) => name.endsWith('.py'));
  it.each(programs)(
    '%s',
    (name) => {
      const { stdout, summary } = run(new URL(name, seeds));
      expect(stdout).toBe(readFileSync(new URL(name.replace(/\.py$/, '.out'), seeds), 'utf8'));
      expectCounts(summary, expected.programs[name].loops, expected.programs[name].bridges);
    },
    180_000,
  );
});

describe.skipIf(!existsSync(new URL('ground_truth.json', reference)))('the measured seed programs', () => {
  const truth = existsSync(new URL('ground_truth.json', reference))
    ? (
        JSON.parse(readFileSync(new URL('ground_truth.json', reference), 'utf8')) as {
          programs: Record<string, { result: string; jit: Record<string, number> }>;
        }
      ).programs
    : {};
  it.each(Object.keys(truth).filter((name) => name.startsWith('seed_')))(
    '%s',
    (name) => {
      const { stdout, summary } = run(new URL(`programs/${name}`, reference));
      expect(stdout.trim()).toBe(truth[name].result.trim());
      expectCounts(summary, truth[name].jit['Total # of loops'], truth[name].jit['Total # of bridges']);
    },
    180_000,
  );
});
