import { beforeAll, describe, expect, it } from 'vitest';
import { loadSyntax } from '../../../analyzer/syntax';
import { runProgram, type JitSetting } from '../../../analyzer/vm';
import { generateProgram } from './program';
import { sealed } from '../../../analyzer/vm/testing/sealed-run';

beforeAll(async () => {
  await loadSyntax({ engine: 'native' });
});

function outputOf(source: string, jit: JitSetting): string {
  let out = '';
  const write = (text: string): void => void (out += text);
  const result = runProgram(sealed(source, { jit, stdout: write, stderr: write }));
  return `${out}${result.outcome}`;
}

describe('random programs', () => {
  it('are the same for the same seed', () => {
    expect(generateProgram(7)).toBe(generateProgram(7));
    expect(generateProgram(7)).not.toBe(generateProgram(8));
  });

  it.each([19, 24, 53])('run to their end, and print the same with and without a JIT (seed %i)', (seed) => {
    const program = generateProgram(seed).replace(/print\(main\(\d+\)\)/, 'print(main(300))');
    const plain = outputOf(program, 'off');
    expect(plain).toMatch(/^\d+\nfinished$/);
    expect(outputOf(program, { threshold: 2, function_threshold: 2, trace_eagerness: 1 })).toBe(plain);
  });
});
