/**
 * Reading the real disk through Node.js: the one file of the VM that knows it.
 */
import { closeSync, fstatSync, lstatSync, openSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { toGuestPath, toHostPath } from './guest-path';
import type { Disk } from './overlay';

/** Larger files look as if they could not be read. */
const LARGEST_FILE = 256 * 2 ** 20;

/** The disk of this machine. Opening is asked to be non-blocking by looking first: a pipe or a device is never opened. */
export const hostDisk: Disk = {
  // An import asks for many files that are not there: an exception each costs more than looking.
  realPath: (path) =>
    orNull(() => {
      const given = toHostPath(path);
      return lstatSync(given, { throwIfNoEntry: false }) === undefined ? null : toGuestPath(realpathSync(given));
    }),
  kind: (path) =>
    orNull(() => {
      const stat = statSync(toHostPath(path));
      return stat.isDirectory() ? 'directory' : stat.isFile() ? 'file' : null;
    }),
  read: (path) => orNull(() => readRegularFile(toHostPath(path))),
  list: (path) => orNull(() => readdirSync(toHostPath(path))),
};

function readRegularFile(path: string): Uint8Array | null {
  if (!statSync(path).isFile()) return null;
  const file = openSync(path, 'r');
  try {
    // Looked at again through the descriptor: the name may have changed its meaning in between.
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.size > LARGEST_FILE) return null;
    return new Uint8Array(readFileSync(file));
  } finally {
    closeSync(file);
  }
}

/** What is missing or forbidden is null; there is no third case a guest may learn of. */
function orNull<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}
