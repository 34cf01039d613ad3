/** From paths on the command line to Python files and their text. */
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { GitIgnores, type Ignores } from './gitignore';
import { isNotebook } from './notebook';

/** A file to check, or why it cannot be. */
export type Candidate = { readonly file: string; readonly error: null } | { readonly file: string; readonly error: string };

/** Folders that hold other people's code or none. Hidden folders are left out as well. */
const SKIPPED_FOLDERS = new Set(['node_modules', '__pycache__', 'venv', 'site-packages']);

/**
 * The Python files that paths stand for, each once, folders in alphabetical order. In folders, what .gitignore files leave out is left
 * out, and what `isExcluded` says; a file that is named itself is always taken.
 */
export async function pythonFiles(paths: readonly string[], cwd: string, isExcluded: (file: string) => boolean): Promise<Candidate[]> {
  const found = new Map<string, Candidate>();
  for (const given of paths) {
    const absolute = path.resolve(cwd, given);
    for (const candidate of await below(absolute, given, isExcluded)) if (!found.has(candidate.file)) found.set(candidate.file, candidate);
  }
  return [...found.values()];
}

async function below(root: string, given: string, isExcluded: (file: string) => boolean): Promise<Candidate[]> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(root)).isDirectory();
  } catch (error) {
    return [{ file: root, error: fileProblem(error) }];
  }
  if (!isFolder) return [{ file: root, error: null }];
  const files: Candidate[] = [];
  const ignored = new GitIgnores();
  const pending = [{ folder: root, ignores: await ignored.above(root) }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { folder } = next;
    let entries;
    try {
      entries = await readdir(folder, { withFileTypes: true });
    } catch (error) {
      files.push({ file: folder, error: fileProblem(error) });
      continue;
    }
    const ignores = entries.some(({ name }) => name === '.gitignore') ? await ignored.within(folder, next.ignores) : next.ignores;
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const folders: { folder: string; ignores: Ignores }[] = [];
    for (const entry of entries) {
      const full = path.join(folder, entry.name);
      if (entry.isDirectory()) {
        const isForeign = entry.name.startsWith('.') || SKIPPED_FOLDERS.has(entry.name) || existsSync(path.join(full, 'pyvenv.cfg'));
        if (!isForeign && !ignores.leaveOut(`${full}/`) && !isExcluded(full)) folders.push({ folder: full, ignores });
      } else if ((entry.name.endsWith('.py') || isNotebook(entry.name)) && entry.isFile() && !ignores.leaveOut(full) && !isExcluded(full)) {
        files.push({ file: full, error: null });
      }
    }
    pending.push(...folders.reverse());
  }
  return files.length > 0 ? files : [{ file: root, error: `no Python files in ${given}` }];
}

/** The text of a file; throws a sentence when it is not one. */
export async function readPython(file: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new Error(fileProblem(error), { cause: error });
  }
  return decodePython(bytes);
}

/** The text that bytes stand for, as Python reads source (PEP 263); throws a sentence when they are none, or in an encoding we do not know. */
export function decodePython(given: Uint8Array): string {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  if (bytes.includes(0)) throw new Error('not a text file: it contains a NUL byte');
  const head = bytes
    .subarray(0, 400)
    .toString('latin1')
    .split(/\r\n|\n|\r/, 2);
  const declared = head.map((line) => /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(line)?.[1]).find((name) => name !== undefined);
  const name = declared?.toLowerCase().replaceAll('_', '-') ?? 'utf-8';
  if (/^(iso-8859-1|latin-?1|l1|cp819)$/.test(name)) return bytes.toString('latin1');
  if (!/^(utf-?8(-.*)?|us-ascii|ascii)$/.test(name)) return decoded(bytes, name, declared ?? name);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error('not valid UTF-8');
  }
}

/** Encodings that Python and the Encoding Standard know under names of the same sense. */
const ENCODINGS = /^(koi8-[ru]|iso-8859-([2-8]|1[03456])|gbk|gb2312|gb18030|big5|euc-jp|euc-kr|shift-jis)$/;

function decoded(bytes: Uint8Array, name: string, declared: string): string {
  const label = name
    .replace(/^cp(125\d)$/, 'windows-$1')
    .replace(/^cp866$/, 'ibm866')
    .replace(/^latin-?2$/, 'iso-8859-2');
  if (!ENCODINGS.test(label) && !/^(windows-125\d|ibm866)$/.test(label))
    throw new Error(`the encoding "${declared}" is not supported: use UTF-8`);
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error(`not valid ${declared}`);
  }
}

function fileProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'EISDIR') return 'is a folder';
  return error instanceof Error ? error.message : String(error);
}
