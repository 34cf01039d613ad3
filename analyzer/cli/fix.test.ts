/** `jitlens fix --measure`, end to end, on each kind of fix: the pairs of fixtures/fixes, made smaller so that a run is short. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/install.mjs';
import type { FixesJson } from '../fixes/contract';
import { REWRITERS } from '../fixes/registry';
import { dispatch } from './dispatch';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'jitlens-fix-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function jitlens(...args: readonly string[]): Promise<{ readonly status: number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', ''];
  const io = { stdout: (text: string) => (out += text), stderr: (text: string) => (err += text), cwd: folder };
  const status = (await dispatch([...args], io)) ?? 0;
  return { status, out, err };
}

const pair = (name: string, which: string): string => readFileSync(join(root, 'fixtures', 'fixes', name, which), 'utf8');

/** Rounds by the million pay for an exact time, not for the counts. A switch after 16,190 rounds needs all of them. */
const smaller = (text: string, name: string): string =>
  name === 'jit-off-after-warm-up'
    ? text
    : text
        .replace(/\b([1-9]\d*?)00(?=000\b)/g, '$1')
        .replace('range(100)', 'range(10)')
        .replace('encode_triangles(10000)', 'encode_triangles(2000)');

/** What the VM runs as: it models PyPy alone, and other targets cannot be measured. */
const ELSEWHERE: ReadonlySet<string> = new Set(['raise-to-test']);

describe('fix --measure', () => {
  it.each(REWRITERS.map(({ name }) => name).filter((name) => !ELSEWHERE.has(name)))('%s', { timeout: 120_000 }, async (name) => {
    const [before, after] = [smaller(pair(name, 'before.py'), name), smaller(pair(name, 'after.py'), name)];
    writeFileSync(join(folder, 'program.py'), before);
    const { status, out } = await jitlens('fix', '--measure', '--format', 'json', 'program.py');
    const { fixes } = JSON.parse(out) as FixesJson;
    expect(status).toBe(0);
    const lines = (diff: string, sign: string): string[] =>
      diff.split('\n').filter((line) => line.startsWith(sign) && !line.startsWith(sign.repeat(3)));
    const added = after.split('\n').filter((line) => !before.split('\n').includes(line));
    const [fix] = fixes.filter(({ diff }) => added.every((line) => lines(diff, '+').includes(`+${line}`)));
    expect(fix).toMatchObject({ sameOutput: true, helps: true });
    expect(fix!.result).toMatch(/same output/);
  });

  it('says that a fix for another JIT cannot be measured', async () => {
    writeFileSync(join(folder, 'raising.py'), pair('raise-to-test', 'before.py'));
    const offered = await jitlens('fix', '--target', 'cpython3.15', 'raising.py');
    expect(offered).toMatchObject({ status: 0, out: expect.stringContaining('test for it instead of raising') as string });
    const measured = await jitlens('fix', '--measure', '--target', 'cpython3.15', 'raising.py');
    expect(measured).toMatchObject({ status: 2, err: expect.stringContaining('cpython3.15') as string });
  });

  it('withdraws what does not help, shows no diff of it and writes nothing', { timeout: 60_000 }, async () => {
    const program = [
      'def total(count):',
      '    result = 0',
      '    for i in range(count):',
      '        low, high = sorted((i & 7, i & 3))',
      '        result += pow(low, 2, 7) + high',
      '    return result',
      '',
      'print(total(1))',
      '',
    ].join('\n');
    writeFileSync(join(folder, 'cold.py'), program.replace('sorted((i & 7, i & 3))', 'sorted([3, 1])'));
    const { out, err } = await jitlens('fix', '--measure', '--write', 'cold.py');
    expect(out).toMatch(/JIT101 call `sorted` once before the loop in `total`\n {2}withdrawn: nothing counted differs, same output/);
    expect(out).not.toContain('@@');
    expect(err).toBe('jitlens fix: left cold.py as it is\n');
  });
});
