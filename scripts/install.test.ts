import { describe, expect, it } from 'vitest';
import { firstDifference, type LockedPackage } from './install.mjs';

const lock = (packages: Record<string, LockedPackage>): Map<string, LockedPackage> => new Map(Object.entries(packages));

describe('firstDifference', () => {
  const wanted = lock({
    '': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/other-platform': { version: '1.0.0', optional: true },
  });

  it('finds none where everything needed is there, in its version', () => {
    expect(firstDifference(wanted, lock({ 'node_modules/a': { version: '1.0.0' } }))).toBeNull();
    expect(
      firstDifference(wanted, lock({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/unasked': { version: '9.0.0' } })),
    ).toBeNull();
  });

  it('names what is missing and what changed', () => {
    expect(firstDifference(wanted, lock({}))).toBe('node_modules/a is missing');
    expect(firstDifference(wanted, lock({ 'node_modules/a': { version: '0.9.0' } }))).toBe('node_modules/a changed');
  });

  it('minds the version of an optional package that is there', () => {
    const installed = lock({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/other-platform': { version: '0.9.0' } });
    expect(firstDifference(wanted, installed)).toBe('node_modules/other-platform changed');
  });
});
