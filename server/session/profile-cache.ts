/**
 * Profiles by what went into them: a program whose text, input and files are what they were gives the same profile, byte for byte, so it
 * need not run again. Runs that a clock or a person has cut are not kept, nor those of a real PyPy.
 */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { ProfileOptions } from '../services/profile';
import type { Profiled } from '../services/services';

/** Profiles kept; the traces of a long run are tens of megabytes. */
const KEPT = 4;
const REPEATABLE: ReadonlySet<string> = new Set(['finished', 'failed', 'operation-limit', 'output-limit']);

interface Entry {
  readonly profiled: Profiled;
  /** The places of the disk that the program asked for, and what was there. */
  readonly looked: readonly (readonly [path: string, stamp: string])[];
}

export class ProfileCache {
  private readonly entries = new Map<string, Entry>();

  get(key: string): Profiled | null {
    const entry = this.entries.get(key);
    if (entry === undefined) return null;
    this.entries.delete(key);
    if (entry.looked.some(([path, stamp]) => stampOf(path) !== stamp)) return null;
    // The one used last is forgotten last.
    this.entries.set(key, entry);
    return entry.profiled;
  }

  set(key: string, profiled: Profiled): void {
    const { looked, profile } = profiled;
    if (looked === null || profile.engine !== 'vm' || !REPEATABLE.has(profile.outcome)) return;
    this.entries.set(key, { profiled, looked: looked.map((path) => [path, stampOf(path)]) });
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= KEPT) break;
      this.entries.delete(oldest);
    }
  }

  clear(): void {
    this.entries.clear();
  }
}

/** Equal for runs that cannot differ but in the files they read. */
export function keyOf(path: string, text: string, options: ProfileOptions): string {
  const { overlay, environment, ...rest } = options;
  const others = [...overlay].filter(([other]) => other !== path).sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = [path, text, rest, [...environment].sort(([a], [b]) => (a < b ? -1 : 1)), others];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}

/** What stands at a path: changes with its content. */
function stampOf(path: string): string {
  const about = statSync(path, { throwIfNoEntry: false });
  return about === undefined ? 'nothing' : `${about.mtimeMs} ${about.size} ${about.ino}`;
}
