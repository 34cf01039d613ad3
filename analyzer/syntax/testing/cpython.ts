/** Finding a CPython to compare with, and the corpus its standard library is. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Reference {
  readonly executable: string;
  /** Folder of the standard library. */
  readonly library: string;
}

/** What CPython says of one file. */
export type Described = { readonly path: string } & ({ readonly tree: readonly string[] } | { readonly error: string });

/** A CPython of 3.13 or later: JITLENS_CPYTHON, on the PATH, or one of pyenv's. */
export function findCPython(): Reference | null {
  const pyenv = join(homedir(), '.pyenv', 'versions');
  const installed = listFolder(pyenv)
    .filter((name) => /^3\.1[3-9]/.test(name))
    .sort()
    .map((name) => join(pyenv, name, 'bin', 'python3'));
  for (const executable of [process.env['JITLENS_CPYTHON'] ?? '', 'python3.14', 'python3.13', 'python3', ...installed]) {
    if (executable === '') continue;
    const probe =
      'import os, sys; print(os.path.dirname(os.__file__) if sys.version_info >= (3, 13) and sys.implementation.name == "cpython" else "")';
    const answer = spawnSync(executable, ['-c', probe], { encoding: 'utf8' });
    const library = answer.status === 0 ? answer.stdout.trim() : '';
    if (library !== '') return { executable, library };
  }
  return null;
}

/** CPython's trees of some files. */
export function describeWithCPython(reference: Reference, paths: readonly string[]): Described[] {
  const script = fileURLToPath(new URL('dump_ast.py', import.meta.url));
  const answer = spawnSync(reference.executable, [script], { input: paths.join('\n'), encoding: 'utf8', maxBuffer: 1 << 30 });
  return answer.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Described);
}

/** All Python files of the standard library, site-packages left out, sorted. */
export function libraryFiles(library: string): string[] {
  const found: string[] = [];
  const pending = [library];
  while (pending.length > 0) {
    const folder = pending.pop()!;
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== 'site-packages' && entry.name !== '__pycache__') pending.push(path);
      else if (entry.isFile() && entry.name.endsWith('.py')) found.push(path);
    }
  }
  return found.sort();
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
