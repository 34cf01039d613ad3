/** What the fuzzers found, numbered and kept in fixtures/fuzz: each is an input that a test gives to the product again. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface Find {
  readonly fuzzer: string;
  /** Of the input it was shrunk from; null where it was written by hand. */
  readonly seed: number | null;
  /** What was wrong when it was found. */
  readonly complaint: string;
  /** Lines of the input. */
  readonly input: readonly string[];
}

export interface KeptFind extends Find {
  readonly file: string;
}

/** All finds, in the order of their numbers. */
export function keptFinds(folder: string): readonly KeptFind[] {
  return findFiles(folder).map((file) => ({ ...(JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Find), file }));
}

/** Writes a find under the next number; gives the file's name. */
export function keep(folder: string, find: Find): string {
  const last = Number(findFiles(folder).at(-1)?.slice(0, 3) ?? 0);
  const file = `${String(last + 1).padStart(3, '0')}-${find.fuzzer}.json`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, file), `${JSON.stringify(find, null, 1)}\n`);
  return file;
}

function findFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d{3}-.*\.json$/.test(name))
      .sort();
  } catch {
    return [];
  }
}
