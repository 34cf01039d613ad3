/**
 * The guest's file system: the allowed folders of the real disk, read only, below a layer in memory that takes every write.
 *
 * A path is checked twice: as written, and after its symbolic links are resolved, so that a link inside an allowed folder leads
 * nowhere else. What is not allowed looks as if it did not exist. Nothing here knows Node.js: `Disk` is handed in (disk.ts).
 */
import type { GuestFiles } from '../api';
import { isWithin, normalizePath, parentPath } from './guest-path';

/** Reading the real disk. Guest paths; nothing throws. */
export interface Disk {
  /** The path with its symbolic links resolved; null when it does not exist. */
  realPath(path: string): string | null;
  kind(path: string): 'file' | 'directory' | null;
  /** Null when it is no regular file, cannot be read, or is larger than a file may be. */
  read(path: string): Uint8Array | null;
  list(path: string): readonly string[] | null;
}

export interface OverlayOptions {
  readonly disk: Disk;
  /** Folders (or single files) that may be read. */
  readonly readable: readonly string[];
  /** Where relative paths start. */
  readonly cwd: string;
  /** Bytes the layer in memory may hold. */
  readonly capacity: number;
  /** Called when a write would exceed it; the write is not done. */
  readonly exhausted: () => void;
}

/** A fresh file system with an empty layer. */
export function overlayFiles({ disk, readable, cwd, capacity, exhausted }: OverlayOptions): GuestFiles {
  const roots = readable.map((root) => normalizePath(root, cwd));
  const realRoots = roots.map((root) => disk.realPath(root)).filter((root) => root !== null);
  const written = new Map<string, Uint8Array>();
  const removed = new Set<string>();
  let used = 0;

  /** Where an allowed path lies on the disk, or null. */
  const onDisk = (path: string): string | null => {
    if (removed.has(path) || !roots.some((root) => isWithin(path, root))) return null;
    const real = disk.realPath(path);
    return real !== null && realRoots.some((root) => isWithin(real, root)) ? real : null;
  };

  const isWrittenFolder = (path: string): boolean => {
    for (const file of written.keys()) if (file !== path && isWithin(file, path)) return true;
    return false;
  };

  const exists = (path: string): 'file' | 'directory' | null => {
    if (written.has(path)) return 'file';
    const real = onDisk(path);
    const kind = real === null ? null : disk.kind(real);
    return kind ?? (isWrittenFolder(path) ? 'directory' : null);
  };

  return {
    read(given) {
      const path = normalizePath(given, cwd);
      const own = written.get(path);
      if (own !== undefined) return own.slice();
      const real = onDisk(path);
      return real === null ? null : disk.read(real);
    },
    write(given, data) {
      const path = normalizePath(given, cwd);
      const after = used - (written.get(path)?.length ?? 0) + data.length;
      if (after > capacity) {
        exhausted();
        return;
      }
      used = after;
      written.set(path, data.slice());
      removed.delete(path);
    },
    remove(given) {
      const path = normalizePath(given, cwd);
      if (exists(path) !== 'file') return false;
      used -= written.get(path)?.length ?? 0;
      written.delete(path);
      removed.add(path);
      return true;
    },
    exists: (given) => exists(normalizePath(given, cwd)),
    list(given) {
      const path = normalizePath(given, cwd);
      if (exists(path) !== 'directory') return null;
      const real = onDisk(path);
      const names = new Set(real === null ? [] : (disk.list(real) ?? []));
      const prefix = path === '/' ? '/' : `${path}/`;
      for (const name of names) if (removed.has(prefix + name)) names.delete(name);
      for (const file of written.keys()) if (isWithin(file, path) && file !== path) names.add(file.slice(prefix.length).split('/')[0]);
      return [...names].sort();
    },
  };
}

/** The folder a program lies in, which it may read and where its relative paths start. */
export function programFolder(programPath: string): string {
  return parentPath(normalizePath(programPath));
}
