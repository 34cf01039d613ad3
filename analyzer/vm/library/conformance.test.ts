/** Each program of fixtures/vm prints what CPython printed when it was recorded (scripts/record/vm-fixtures.mjs). */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSyntax } from '../../syntax';
import { runProgram } from '../index';
import { overlayFiles } from '../sandbox/overlay';
import { openPythonLibrary } from '../sandbox/library-archive';
import { sealed } from '../testing/sealed-run';

const library = openPythonLibrary(path.join(__dirname, '../../../dist'));

const folder = path.join(__dirname, '..', '..', '..', 'fixtures', 'vm');

function run(source: string): { stdout: string; stderr: string } {
  let stdout = '';
  let stderr = '';
  runProgram(
    sealed(source, {
      jit: 'off',
      searchPath: ['/'],
      library,
      limits: { operations: 1e9, memory: 1e9, output: 1e7, recursion: 1000 },
      files: overlayFiles({
        disk: { realPath: () => null, kind: () => null, read: () => null, list: () => null },
        readable: [],
        cwd: '/',
        capacity: 1e7,
        exhausted: () => undefined,
      }),
      stdout: (text) => void (stdout += text),
      stderr: (text) => void (stderr += text),
    }),
  );
  return { stdout, stderr };
}

/** A warning of the compiler, with the line of the source where there is one. */
const SYNTAX_WARNING = /^.*:(\d+: SyntaxWarning: .*)\n(?: {2}.*\n)?/gm;

/** The text of a file, empty where there is none. */
const recorded = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

describe('programs recorded from CPython', () => {
  beforeAll(() => loadSyntax({ engine: 'native' }));
  for (const file of ['', 'language']
    .flatMap((sub) => readdirSync(path.join(folder, sub)).map((name) => path.join(sub, name)))
    .filter((name) => name.endsWith('.py'))
    .sort()) {
    const base = path.join(folder, file.slice(0, -3));
    it(
      file,
      () => {
        const { stdout, stderr } = run(readFileSync(path.join(folder, file), 'utf8'));
        expect(stdout).toBe(readFileSync(`${base}.out`, 'utf8'));
        const warned = [...stderr.matchAll(SYNTAX_WARNING)].map(([, what]) => `${what}\n`);
        expect(warned.join('')).toBe(recorded(`${base}.warnings`));
        if (existsSync(`${base}.err`)) expect(stderr.trimEnd().split('\n').at(-1)).toBe(readFileSync(`${base}.err`, 'utf8').trimEnd());
        else expect(stderr.replace(SYNTAX_WARNING, '')).toBe('');
      },
      20_000,
    );
  }
});
