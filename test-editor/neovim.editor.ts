/** The server in another editor: Neovim's built-in client, which pushes, pulls nothing and registers nothing. Skipped where there is none. */
import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const present = spawnSync('nvim', ['--version']).status === 0;

it.skipIf(!present)('works in Neovim', () => {
  const script = path.join(root, 'test-editor/neovim.lua');
  const output = execFileSync('nvim', ['--headless', '--clean', '-n', '-u', 'NONE', '-c', `luafile ${script}`], {
    cwd: root,
    env: {
      ...process.env,
      JITLENS_SERVER: path.join(root, 'dist/server.js'),
      JITLENS_FILE: path.join(root, 'test-editor/project/postage.py'),
    },
    encoding: 'utf8',
    timeout: 600_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  expect(JSON.parse(output.trim().split('\n').pop()!)).toMatchObject({
    diagnostic: { code: 'JIT201', source: 'jitlens', line: 17 },
    hover: expect.stringContaining('What to do') as string,
    actions: expect.arrayContaining([
      'Ignore JIT201 on this line',
      'Ignore JIT201 in this file',
      'Explain JIT201',
      'Profile this file with JIT Lens',
    ]) as string[],
    outcome: 'finished',
    answer: expect.stringMatching(/^PyPy would run this .*; one function holds it back: line 18$/) as string,
    cleared: true,
  });
});
