/** The npm package: installed from its tarball into an empty folder, its command works. Wants a registry for the parser's packages. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServerProcess } from '../../server/testing/server-process';

const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'npm-'));

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

let packed: Packed;

beforeAll(() => {
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const parsed = JSON.parse(output.slice(output.search(/^[[{]/m))) as Packed[] | Record<string, Packed>;
  packed = Object.values(parsed)[0]!;
  writeFileSync(path.join(folder, 'package.json'), '{"private":true}\n');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', path.join(folder, packed.filename)], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  cpSync(path.join(root, 'test-editor/project/postage.py'), path.join(folder, 'postage.py'));
});

afterAll(() => rmSync(folder, { recursive: true }));

const npx = (...args: string[]) => spawnSync('npx', ['--no', 'jitlens', ...args], { cwd: folder, encoding: 'utf8' });

describe('the npm package', () => {
  it('holds the command and its pages alone', () => {
    console.log(`${packed.filename}: ${(packed.size / 1e6).toFixed(2)} MB, ${packed.files.length} files`);
    const known =
      /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|THIRD_PARTY_NOTICES\.md|docs\/(rules\/\w+\.md|jitlens\.schema\.json)|dist\/[\w-]+\.(js|bin|wasm))$/;
    expect(packed.files.map((file) => file.path).filter((name) => !known.test(name))).toEqual([]);
  });

  it('checks a file', () => {
    const checked = npx('check', 'postage.py');
    expect(checked.stdout).toMatch(/postage\.py:18:5.*JIT201/);
    expect(checked.status).toBe(1);
  });

  it('runs, profiles and explains', () => {
    expect(npx('run', 'postage.py')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^total \d+/) as string });
    expect(npx('explain', 'JIT201').stdout).toContain('## Why a tracing JIT cares');
    const profile = npx('profile', 'postage.py', '--format', 'json', '--time-limit', '300');
    expect(JSON.parse(profile.stdout)).toMatchObject({ version: 1, outcome: 'finished' });
  });

  it('is a language server', async () => {
    const server = new ServerProcess(path.join(folder, 'node_modules/jit-lens/dist/cli.js'), ['server', '--stdio']);
    try {
      const { result } = await server.answer(server.ask('initialize', { capabilities: {} }), 120);
      expect(result).toMatchObject({ serverInfo: { name: 'jitlens' } });
    } finally {
      await server.stop();
    }
  });
});
