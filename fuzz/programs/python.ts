/** A real CPython to compare with. Only programs that our own generators wrote are given to it. */
import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** Newest first: the texts of errors are those of 3.13 and later. */
const COMMANDS = ['python3.14', 'python3.13', 'python3'];
const MOST_SECONDS = 120;

/** The first command of a CPython of at least that version; null where there is none. */
export function findCPython(named: string | null, minor: number): string | null {
  const code = `import sys; print(sys.implementation.name == 'cpython' and sys.version_info >= (3, ${minor}))`;
  const runs = (command: string): boolean => spawnSync(command, ['-c', code], { encoding: 'utf8' }).stdout?.trim() === 'True';
  return (named === null ? COMMANDS : [named]).find(runs) ?? null;
}

/** What a program prints, and the status it ends with. */
export function runPython(python: string, file: string, folder: string): Promise<string> {
  const env = { PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1', PYTHONUTF8: '1' };
  return new Promise((resolve) => {
    const options = { cwd: folder, env, timeout: MOST_SECONDS * 1000, maxBuffer: 2 ** 26 };
    execFile(python, [file], options, (error, stdout) => resolve(error === null ? stdout : `${stdout}(status ${error.code ?? 'none'})`));
  });
}

/** The modules at the top of a CPython's library up to a size in bytes, in the order of their names; none where there is no CPython. */
export function libraryOf(named: string | null, largest: number): readonly string[] {
  const python = findCPython(named, 8);
  const folder =
    python === null ? '' : spawnSync(python, ['-c', 'import os; print(os.path.dirname(os.__file__))'], { encoding: 'utf8' }).stdout.trim();
  if (folder === '') return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.py'))
    .sort()
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).size <= largest);
}
