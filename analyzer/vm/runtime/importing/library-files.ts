/**
 * CPython's library as files the guest can see: `/usr/lib/python3.14/json/decoder.py`. What lies there is read from the archive of the
 * build (sandbox/library-archive.ts), so that tracebacks, `inspect` and `linecache` show the library's lines.
 */
import type { GuestFiles, PythonLibrary } from '../../api';

export const LIBRARY_FOLDER = '/usr/lib/python3.14';

/** Whether code is not the user's: the library's own, what is built in (<frozen abc>), and what exec compiles, which has no file. */
export const isLibraryPath = (path: string): boolean => path.startsWith('<') || path.startsWith(`${LIBRARY_FOLDER}/`);

/** The guest's files with the library's added. Writing there is refused by doing nothing, as on a system where it is not the user's. */
export function withLibraryFiles(files: GuestFiles, library: PythonLibrary | null): GuestFiles {
  if (library === null) return files;
  const inside = (path: string): string | null =>
    path === LIBRARY_FOLDER ? '' : path.startsWith(`${LIBRARY_FOLDER}/`) ? path.slice(LIBRARY_FOLDER.length + 1) : null;
  let folders: Map<string, Set<string>> | null = null;
  const foldersOf = (): Map<string, Set<string>> => {
    if (folders !== null) return folders;
    folders = new Map([['', new Set<string>()]]);
    for (const file of library.files()) {
      const parts = file.split('/');
      for (let i = 0; i < parts.length; i++) {
        const folder = parts.slice(0, i).join('/');
        let names = folders.get(folder);
        if (names === undefined) folders.set(folder, (names = new Set()));
        names.add(parts[i]);
      }
    }
    return folders;
  };
  return {
    ...files,
    read: (path) => {
      const name = inside(path);
      return (name === null ? null : library.source(name)) ?? files.read(path);
    },
    exists: (path) => {
      const name = inside(path);
      if (name === null) return files.exists(path);
      return library.has(name) ? 'file' : foldersOf().has(name) ? 'directory' : files.exists(path);
    },
    list: (path) => {
      const name = inside(path);
      const names = name === null ? undefined : foldersOf().get(name);
      return names === undefined ? files.list(path) : [...names].sort();
    },
  };
}
