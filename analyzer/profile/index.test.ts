/** The real VM in the real child process. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand, profileCommand, type CommandIo, type ProfileServices } from './commands';
import type { ChildBundles } from './child-process';
import { disposeSpare, profileText, type ProfileJson, type ProfileOptions } from './index';
import { bundleWithVm } from './testing/bundles';

let bundles: ChildBundles;
let folder = '';

beforeAll(async () => {
  bundles = await bundleWithVm();
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'programs-')));
});

afterAll(() => {
  disposeSpare();
  rmSync(bundles.guest);
  rmSync(bundles.watchdog);
});

const profile = (text: string, options: ProfileOptions = {}): Promise<ProfileJson> =>
  profileText(path.join(folder, 'p.py'), text, { bundles, shownPath: 'p.py', ...options });

describe('a profile', () => {
  it('has what the program wrote, and is the same each time', async () => {
    const program = 'total = 0\nfor i in range(5000):\n    total += i & 7\nprint(total)\n';
    const runs = [await profile(program), await profile(program, { keepSpare: true }), await profile(program, { keepSpare: true })];
    expect(runs[0]).toMatchObject({ outcome: 'finished', exitStatus: 0, stdout: '17500\n', stderr: '', notes: [] });
    const texts = runs.map(({ times: _, ...rest }) => JSON.stringify(rest));
    expect(new Set(texts).size).toBe(1);
  });

  it('of a program that fails says where', async () => {
    const got = await profile('x = 1\nprint("before")\ny = x / 0\n');
    expect(got).toMatchObject({
      outcome: 'failed',
      exitStatus: 1,
      stdout: 'before\n',
      failure: { type: 'ZeroDivisionError', path: 'p.py', line: 3 },
    });
    expect(got.stderr).toContain('Traceback (most recent call last):');
  });

  it('of an endless loop is cut and still a profile', async () => {
    const got = await profile('n = 0\nwhile True:\n    n += 1\n', { timeLimit: 1 });
    expect(['time-limit', 'operation-limit']).toContain(got.outcome);
  });

  it('reads unsaved modules of the editor, its own folder, and nothing outside', async () => {
    mkdirSync(path.join(folder, 'sub'), { recursive: true });
    writeFileSync(path.join(folder, 'saved.py'), 'VALUE = "saved"\n');
    const overlay = new Map([[path.join(folder, 'unsaved.py'), 'VALUE = "unsaved"\n']]);
    const got = await profile('import saved, unsaved\nprint(saved.VALUE, unsaved.VALUE)\n', { overlay });
    expect(got.stdout).toBe('saved unsaved\n');
  });

  it('of nothing is empty', async () => {
    expect(await profile('')).toMatchObject({
      outcome: 'finished',
      stdout: '',
      summary: { loops: 0, bridges: 0 },
      lines: expect.any(Array) as unknown,
    });
  });

  it.each(['\ufeffprint("mark")\n', 'print("mark")\r\n', 'print("mark")'])('takes %j', async (text) => {
    expect((await profile(text)).stdout).toBe('mark\n');
  });
});

describe('the commands', () => {
  const services = (): ProfileServices => ({
    bundles,
    findings: () => ({ findings: [], errors: [] }),
    renderProfile: () => 'report\n',
    budgets: () => Promise.resolve([]),
    renderBudgets: () => '',
    renderTraces: () => '',
  });

  async function execute(command: typeof profileCommand, name: string, text: string, more: readonly string[] = []) {
    writeFileSync(path.join(folder, name), text);
    const written = { stdout: '', stderr: '' };
    const io: CommandIo = {
      cwd: folder,
      stdout: (piece) => void (written.stdout += piece),
      stderr: (piece) => void (written.stderr += piece),
    };
    return { status: await command([name, ...more], io, services()), ...written };
  }

  it('run exits as the program does', async () => {
    expect(await execute(runCommand, 'three.py', 'print("out")\nraise SystemExit(3)\n')).toEqual({
      status: 3,
      stdout: 'out\n',
      stderr: '',
    });
  });

  it('run of broken source is a Python error with its place', async () => {
    const { status, stderr } = await execute(runCommand, 'broken.py', 'x = 1\ny = (2\n');
    expect(status).toBe(1);
    expect(stderr).toContain('SyntaxError');
    expect(stderr).toMatch(/line 2/);
  });

  it('profile of broken source cannot be carried out, and says where', async () => {
    const { status, stderr } = await execute(profileCommand, 'broken.py', 'x = 1\ny = (2\n');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^broken\.py:2:\d+: SyntaxError: /);
  });
});
