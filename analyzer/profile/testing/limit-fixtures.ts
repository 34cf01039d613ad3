/**
 * Programs of `fixtures/limits`: each runs into one limit. What is expected stands in comments at their head:
 *
 *     # limits: memory=48MB, output=10K    other limits than the defaults, as `--limit` takes them
 *     # time-limit: 0.6                    seconds
 *     # outcome: memory-limit              how the run ends
 *     # failure: MemoryError               the exception it ends with
 *     # prints: TEXT                       what it prints, all of it
 *     # traces: N                          so many traces at least are in the profile
 *     # note: TEXT                         a note of the profile holds it
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseLimits } from '../../vm/sandbox/limits';
import type { ProfileJson, ProfileOptions } from '../index';

export interface LimitFixture {
  readonly name: string;
  readonly text: string;
  readonly options: Pick<ProfileOptions, 'limits' | 'timeLimit'>;
  readonly expected: ReadonlyMap<string, string>;
}

const KEYS = ['limits', 'time-limit', 'outcome', 'failure', 'prints', 'traces', 'note'];

/** All of them, by name. A head that is no such head throws. */
export function limitFixtures(folder: string): readonly LimitFixture[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.py'))
    .sort()
    .map((name) => fixture(name, readFileSync(path.join(folder, name), 'utf8')));
}

function fixture(name: string, text: string): LimitFixture {
  const expected = new Map<string, string>();
  for (const [, key = '', value = ''] of text.matchAll(/^# ([a-z-]+): (.*)$/gm)) if (KEYS.includes(key)) expected.set(key, value);
  const limits = parseLimits(expected.get('limits') ?? '');
  if (typeof limits === 'string') throw new Error(`${name}: ${limits}`);
  if (!expected.has('outcome')) throw new Error(`${name} expects no outcome`);
  const seconds = expected.get('time-limit');
  return { name, text, options: { limits, ...(seconds !== undefined && { timeLimit: Number(seconds) }) }, expected };
}

/** What of a run is not as expected: sentences. */
export function complaintsAbout({ expected }: LimitFixture, run: ProfileJson): readonly string[] {
  const complaints: string[] = [];
  const hold = (key: string, actual: string, holds = (wanted: string): boolean => wanted === actual): void => {
    const wanted = expected.get(key);
    if (wanted !== undefined && !holds(wanted)) complaints.push(`${key} is ${actual}, not ${wanted}`);
  };
  hold('outcome', run.outcome);
  hold('failure', run.failure?.type ?? 'none');
  hold('prints', run.stdout.trimEnd());
  hold('traces', String(run.traces.length), (wanted) => run.traces.length >= Number(wanted));
  hold('note', run.notes.join('; '), (wanted) => run.notes.some((note) => note.includes(wanted)));
  if (run.outcome === 'failed' && run.failure === null) complaints.push(`the profiler failed: ${run.notes.join('; ')}`);
  return complaints;
}
