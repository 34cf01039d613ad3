import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ProfileOptions } from '../services/profile';
import type { Profiled } from '../services/services';
import { profile } from '../testing/samples';
import { ProfileCache, keyOf } from './profile-cache';

const folder = mkdtempSync(path.join(tmpdir(), 'cache-'));
const options: ProfileOptions = {
  ...{
    target: 'pypy',
    engine: 'vm',
    pypy: null,
    stdin: '',
    environment: new Map<string, string>(),
    entry: null,
    arguments: [],
    timeLimit: 60,
    limits: {},
  },
  ...{ overlay: new Map<string, string>(), readable: [], disabledRules: [] },
};
const profiled = (looked: readonly string[] | null, more: Parameters<typeof profile>[0] = {}): Profiled => ({
  profile: profile(more),
  traces: null as unknown as Profiled['traces'],
  looked,
});

describe('profiles of the same program', () => {
  it('are the same while the files it looked for are', () => {
    const cache = new ProfileCache();
    const [there, missing] = [path.join(folder, 'there.py'), path.join(folder, 'missing.py')];
    writeFileSync(there, 'x = 1');
    const known = profiled([there, missing]);
    cache.set('key', known);
    expect(cache.get('key')).toBe(known);
    writeFileSync(missing, '');
    expect(cache.get('key')).toBeNull();
    cache.set('key', known);
    expect(cache.get('key')).toBe(known);
    writeFileSync(there, 'x = 10');
    expect(cache.get('key')).toBeNull();
  });

  it('are not kept when a clock, a person or another engine had a part in them', () => {
    const cache = new ProfileCache();
    cache.set('time', profiled([], { outcome: 'time-limit' }));
    cache.set('cancelled', profiled([], { outcome: 'cancelled' }));
    cache.set('pypy', profiled(null, { engine: 'pypy' }));
    cache.set('failed', profiled([], { outcome: 'failed' }));
    expect(['time', 'cancelled', 'pypy', 'failed'].map((key) => cache.get(key) !== null)).toEqual([false, false, false, true]);
  });

  it('are few, the one used last the last to go', () => {
    const cache = new ProfileCache();
    for (const key of ['a', 'b', 'c', 'd']) cache.set(key, profiled([]));
    cache.get('a');
    cache.set('e', profiled([]));
    expect(['a', 'b', 'c', 'd', 'e'].filter((key) => cache.get(key) !== null)).toEqual(['a', 'c', 'd', 'e']);
  });

  it('are known by what went into them', () => {
    const key = (more: Partial<ProfileOptions> = {}, text = 'x'): string => keyOf('/a.py', text, { ...options, ...more });
    expect(key({ overlay: new Map([['/a.py', 'another text of the same file']]) })).toBe(key());
    const others = [
      key({}, 'y'),
      key({ stdin: '1' }),
      key({ environment: new Map([['A', '1']]) }),
      key({ entry: 'f()' }),
      key({ overlay: new Map([['/b.py', '']]) }),
    ];
    expect(new Set([key(), ...others]).size).toBe(6);
  });
});
