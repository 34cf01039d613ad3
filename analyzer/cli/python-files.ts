/** From paths on the command line to Python files and their text. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** A file to check, or why it cannot be. */
export type Candidate = { readonly file: string; readonly error: null } | { readonly file: string; readonly error: string };

/** Folders that hold other people's code or none. Hidden folders are left out as well. */
const SKIPPED_FOLDERS = new Set(['node_modules', '__pycache__', 'venv', 'site-packages']);

/** The Python files that paths stand for, each once, folders in alphabetical order. */
export async function pythonFiles(paths: readonly string[], cwd: string): Promise<Candidate[]> {
  const found = new Map<string, Candidate>();
  for (const given of paths) {
    const absolute = path.resolve(cwd, given);
    for (const candidate of await below(absolute, given)) if (!found.has(candidate.file)) found.set(candidate.file, candidate);
  }
  return [...found.values()];
}

async function below(root: string, given: string): Promise<Candidate[]> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(root)).isDirectory();
  } catch (error) {
    return [{ file: root, error: fileProblem(error) }];
  }
  if (!isFolder) return [{ file: root, error: null }];
  const files: Candidate[] = [];
  const pending = [root];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    let entries;
    try {
      entries = await readdir(folder, { withFileTypes: true });
    } catch (error) {
      files.push({ file: folder, error: fileProblem(error) });
      continue;
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const folders: string[] = [];
    for (const entry of entries) {
      const full = path.join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.') && !SKIPPED_FOLDERS.has(entry.name) && !entries.some(({ name }) => name === 'pyvenv.cfg'))
          folders.push(full);
      } else if (entry.name.endsWith('.py') && entry.isFile()) files.push({ file: full, error: null });
    }
    pending.push(...folders.reverse());
  }
  return files.length > 0 ? files : [{ file: root, error: `no Python files in ${given}` }];
}

/** The text of a file; throws a sentence when it is not one. PEP 263 declarations other than UTF-8 and Latin-1 are refused. */
export async function readPython(file: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new Error(fileProblem(error), { cause: error });
  }
  if (bytes.includes(0)) throw new Error('not a text file: it contains a NUL byte');
  const head = bytes
    .subarray(0, 400)
    .toString('latin1')
    .split(/\r\n|\n|\r/, 2);
  const declared = head.map((line) => /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(line)?.[1]).find((name) => name !== undefined);
  const name = declared?.toLowerCase().replaceAll('_', '-') ?? 'utf-8';
  if (/^(iso-8859-1|latin-?1|l1|cp819)$/.test(name)) return bytes.toString('latin1');
  if (!/^(utf-?8(-.*)?|us-ascii|ascii)$/.test(name)) throw new Error(`the encoding "${declared ?? name}" is not supported: use UTF-8`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error('not valid UTF-8');
  }
}

function fileProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'EISDIR') return 'is a folder';
  return error instanceof Error ? error.message : String(error);
}
