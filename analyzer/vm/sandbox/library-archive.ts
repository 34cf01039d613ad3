/**
 * Reads `python-library.bin` (scripts/python-library.mjs writes it): CPython's modules written in Python, unpacked one by one as programs
 * import them. The file stays open; nothing of it is held but its index.
 */
import { openSync, readSync } from 'node:fs';
import path from 'node:path';
import type { PythonLibrary } from '../api';
import { zlib } from './node-zlib';

type Entry = readonly [offset: number, size: number, codeOffset: number, codeSize: number];

/** The library of a build, in the folder the bundles lie in; null when there is none. */
export function openPythonLibrary(folder: string): PythonLibrary | null {
  try {
    const file = openSync(path.join(folder, 'python-library.bin'), 'r');
    const read = (at: number, size: number): Buffer => {
      const data = Buffer.alloc(size);
      for (let done = 0; done < size; ) {
        const n = readSync(file, data, done, size - done, at + done);
        if (n === 0) throw new Error('the file ends early');
        done += n;
      }
      return data;
    };
    const length = read(0, 8).readUInt32LE(0);
    const index = new Map(Object.entries(JSON.parse(read(8, length).toString('utf8')) as Record<string, Entry>));
    const block = (at: number, size: number): Uint8Array | null => {
      if (size === 0) return null;
      // The guest shows through this file alone: what cannot be read is not there.
      try {
        return zlib().brotliDecompressSync(read(8 + length + at, size));
      } catch {
        return null;
      }
    };
    return {
      files: () => [...index.keys()],
      has: (file_) => index.has(file_),
      source: (name) => {
        const entry = index.get(name);
        return entry === undefined ? null : block(entry[0], entry[1]);
      },
      code: (name) => {
        const entry = index.get(name);
        return entry === undefined ? null : block(entry[2], entry[3]);
      },
    };
  } catch {
    return null;
  }
}
