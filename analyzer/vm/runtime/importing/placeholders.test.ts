import { beforeAll, describe, expect, it } from 'vitest';
import { loadSyntax } from '../../../syntax';
import { runProgram, type RunResult } from '../../index';
import { sealed } from '../../testing/sealed-run';

beforeAll(async () => {
  await loadSyntax();
});

function run(source: string, profiling: boolean): RunResult & { stdout: string; stderr: string } {
  let stdout = '';
  let stderr = '';
  const result = runProgram(
    sealed(source, {
      jit: 'off',
      profiling,
      limits: { operations: 1e7, memory: 1e9, output: 1e6, recursion: 1000 },
      stdout: (text) => void (stdout += text),
      stderr: (text) => void (stderr += text),
    }),
  );
  return { ...result, stdout, stderr };
}

describe('a module that cannot be had', () => {
  it('raises at once in a plain run', () => {
    const r = run('import numpy\nprint("after")\n', false);
    expect(r.stdout).toBe('');
    expect(r.stderr).toContain("ModuleNotFoundError: No module named 'numpy'");
  });

  it('is a placeholder in a profile, and raises where it is used', () => {
    const r = run('import numpy as np\nfrom scipy.stats import norm\nprint("after")\nnp.array([1])\n', true);
    expect(r.stdout).toBe('after\n');
    expect(r.failure).toMatchObject({ type: 'ModuleNotFoundError', line: 4 });
    expect(r.stderr).toContain("needed for 'numpy.array'");
  });

  it('raises where the program is ready for it', () => {
    const r = run('try:\n    import numpy\nexcept ImportError:\n    numpy = None\nprint(numpy)\n', true);
    expect(r.stdout).toBe('None\n');
  });
});
