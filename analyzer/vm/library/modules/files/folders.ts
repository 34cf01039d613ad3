/** Folders a guest makes and removes, and when its files were written: what the overlay of files (sandbox/overlay.ts) does not hold. */
import type { GuestFiles } from '../../../api';

export interface GuestFolders extends GuestFiles {
  makeFolder(path: string): void;
  removeFolder(path: string): void;
  /** Seconds since 1970 at which a file or folder was changed in this run; null for one that was there before. */
  changed(path: string): number | null;
  touch(path: string, seconds: number): void;
}

const parent = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')));
const lastName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The files with folders added; `now` is the run's clock. `/tmp` is there from the start. */
export function withFolders(files: GuestFiles, now: () => number): GuestFolders {
  const made = new Set<string>(['/tmp']);
  const gone = new Set<string>();
  const times = new Map<string, number>();
  return {
    read: (path) => files.read(path),
    write: (path, data) => {
      files.write(path, data);
      times.set(path, now());
    },
    remove: (path) => {
      // The folder stays when its last file goes.
      made.add(parent(path));
      times.delete(path);
      return files.remove(path);
    },
    exists: (path) => {
      const kind = files.exists(path);
      return kind === 'file' ? 'file' : made.has(path) ? 'directory' : gone.has(path) ? null : kind;
    },
    list: (path) => {
      const below = files.list(path);
      if (below === null && !made.has(path)) return null;
      const names = new Set(below ?? []);
      for (const folder of made) if (folder !== '/' && parent(folder) === path) names.add(lastName(folder));
      for (const folder of gone) if (parent(folder) === path && !made.has(folder)) names.delete(lastName(folder));
      return [...names].sort();
    },
    makeFolder: (path) => {
      made.add(path);
      gone.delete(path);
      times.set(path, now());
    },
    removeFolder: (path) => {
      made.delete(path);
      gone.add(path);
    },
    changed: (path) => times.get(path) ?? null,
    touch: (path, seconds) => void times.set(path, seconds),
  };
}
