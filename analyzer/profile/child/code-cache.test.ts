import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { codeCacheOf, runBundle } from './code-cache';

const folder = mkdtempSync(path.join(tmpdir(), 'code-cache-'));
const seen = globalThis as { ranBundle?: unknown };

/** V8 remembers texts it has compiled: each case has a text of its own. */
function bundle(name: string): string {
  const file = path.join(folder, name);
  writeFileSync(
    file,
    `const later = (x) => x * 2;
    globalThis.ranBundle = ['${name}', later(21), require('node:path').basename(__filename), module.exports === exports];`,
  );
  return file;
}

it('runs a bundle without a cache', () => {
  const script = runBundle(bundle('alone.js'));
  expect(seen.ranBundle).toEqual(['alone.js', 42, 'alone.js', true]);
  expect(script.cachedDataRejected).toBeUndefined();
  expect(script.createCachedData().length).toBeGreaterThan(0);
});

it('runs a bundle whose cache is not for it', () => {
  const file = bundle('other.js');
  writeFileSync(codeCacheOf(file), runBundle(bundle('longer-name.js')).createCachedData());
  expect(runBundle(file).cachedDataRejected).toBe(true);
  expect(seen.ranBundle).toEqual(['other.js', 42, 'other.js', true]);
});
