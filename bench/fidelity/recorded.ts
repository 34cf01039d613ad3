/** What a real PyPy did, kept in a file, for machines that have none. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Observation } from './observation';
import type { Times } from './predicted';

export interface Truth {
  /** Of the program's text: a program that was changed since is not compared with its old record. */
  readonly hash: string;
  readonly usual: Observation;
  /** With another nursery. */
  readonly other: Observation;
  /** Absent where they were not measured. */
  readonly times?: Times | null;
}

export interface Recorded {
  readonly pypy: string;
  readonly programs: Readonly<Record<string, Truth>>;
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Null where there is no such file. What is in it was written here. */
export function readJson(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

export const readRecorded = (file: string): Recorded | null => readJson(file) as Recorded | null;

export function writeRecorded(file: string, recorded: Recorded): void {
  writeFileSync(file, `${JSON.stringify(recorded, null, 1)}\n`);
}
