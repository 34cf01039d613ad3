/**
 * Reads `python-library.bin` (scripts/python/library.mjs writes it): CPython's modules written in Python, read one by one as programs
 * import them; `python-modules.bin`, the VM's own; and `python-data.bin` (scripts/python/data.mjs), tables of modules that are not in Python. The
 * files stay open; nothing of them is held but their indexes.
 */
import { openSync, readSync } from 'node:fs';
import path from 'node:path';
import type { PythonLibrary } from '../api';
import { zlib } from './node-zlib';

type Entry = readonly [offset: number, size: number, codeOffset: number, codeSize: number];

/** The library of a build, in the folder the bundles lie in; null when there is none. The VM's own modules are code without a file. */
export function openPythonLibrary(folder: string): PythonLibrary | null {
  const files = openArchive(path.join(folder, 'python-library.bin'));
  if (files === null) return null;
  let own: Archive | null | undefined;
  let data: Archive | null | undefined;
  return {
    files: () => [...files.index.keys()],
    has: (file) => files.index.has(file),
    source: (file) => {
      const entry = files.index.get(file);
      return entry === undefined ? null : files.packed(entry[0], entry[1]);
    },
    table: (name) => {
      if (data === undefined) data = openArchive(path.join(folder, 'python-data.bin'));
      const entry = data?.index.get(name);
      return entry === undefined ? null : (data?.packed(entry[0], entry[1]) ?? null);
    },
    code: (file) => {
      if (own === undefined && file.startsWith('<')) own = openArchive(path.join(folder, 'python-modules.bin'));
      const archive = file.startsWith('<') ? own : files;
      const entry = archive?.index.get(file);
      return entry === undefined ? null : (archive?.block(entry[2], entry[3]) ?? null);
    },
  };
}

interface Archive {
  readonly index: ReadonlyMap<string, Entry>;
  readonly block: (at: number, size: number) => Uint8Array | null;
  /** A block that is compressed. */
  readonly packed: (at: number, size: number) => Uint8Array | null;
}

function openArchive(name: string): Archive | null {
  try {
    const file = openSync(name, 'r');
    const read = (at: number, size: number): Buffer => {
      const data = Buffer.alloc(size);
      for (let done = 0; done < size;) {
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
        return read(8 + length + at, size);
      } catch {
        return null;
      }
    };
    const packed = (at: number, size: number): Uint8Array | null => {
      const data = block(at, size);
      try {
        return data === null ? null : zlib().brotliDecompressSync(data);
      } catch {
        return null;
      }
    };
    return { index, block, packed };
  } catch {
    return null;
  }
}
