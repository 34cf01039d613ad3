/** What a run was started with, for the modules that show it: sys, os, io. Set by `installImports` for each run. */
import { newStr } from '../runtime/values';
import { withFolders } from './modules/files/folders';
import { LIBRARY_FOLDER } from '../runtime/importing/library-files';
import { W_Dict } from '../runtime/dicts';
import { newList } from '../runtime/lists';
import { clock } from './clock';
import { finalizers } from '../runtime/finalizers';
import { extraRoots } from '../runtime/lifetime';
import type { GuestFiles, PythonLibrary } from '../api';

const noFiles: GuestFiles = { read: () => null, write: () => undefined, remove: () => false, exists: () => null, list: () => null };

export const host = {
  files: withFolders(noFiles, () => 0),
  /** sys.argv. */
  argv: [] as readonly string[],
  /** sys.path: what import looks through, and a program may change. */
  path: newList([]),
  library: null as PythonLibrary | null,
  /** os.environ, besides HOME. */
  environment: [] as readonly (readonly [name: string, value: string])[],
  /** sys.modules: what import looks at first. */
  modules: new W_Dict(),
  /** The folder relative paths start from. */
  folder: '/',
  /** Guest code to run when the program ends: threads it waits for, atexit's functions. */
  atExit: [] as (() => void)[],
  /** Called when the run ends: files that were left open are written. */
  atEnd: [] as (() => void)[],

  reset(
    files: GuestFiles,
    argv: readonly string[],
    searchPath: readonly string[],
    library: PythonLibrary | null,
    packages: readonly string[] = [],
  ): void {
    host.files = withFolders(files, clock.now);
    host.argv = argv;
    host.library = library;
    host.path = newList([...searchPath, ...(library === null ? [] : [LIBRARY_FOLDER]), ...packages].map((folder) => newStr(folder)));
    host.modules = new W_Dict();
    host.folder = searchPath[0] ?? '/';
    host.atEnd = [];
    host.atExit = [];
    finalizers.reset();
    extraRoots.length = 0;
    extraRoots.push(
      () => host.modules,
      () => host.path,
    );
  },
};

/** A guest path as an absolute one without `.` and `..`. */
export function absolutePath(path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${host.folder}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
