/** The server in Emacs: its own client (eglot), which pushes, pulls nothing and shows plain text. Skipped where there is none. */
import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const present = spawnSync('emacs', ['--batch', '--eval', '(progn (require (quote project)) (kill-emacs 0))']).status === 0;

it.skipIf(!present)('works in Emacs', () => {
  const output = execFileSync('emacs', ['--batch', '-Q', '-l', path.join(root, 'test-editor/emacs.el')], {
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
  expect(JSON.parse(output.trim().split('\n').pop()!)).toEqual({
    line: 18,
    diagnostic: expect.stringMatching(/6 branches in `postage` depend on data/) as string,
    hover: expect.stringContaining('What to do') as string,
    actions: expect.arrayContaining(['Ignore JIT201 on this line', 'Explain JIT201', 'Profile this file with JIT Lens']) as string[],
    outcome: 'finished',
    answer: expect.stringMatching(/^PyPy would run this .* with postage in \d+ % of it; one function holds it back: line 18$/) as string,
    cleared: true,
  });
});
