import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { codeCacheOf, runBundle } from './code-cache';

const bundle = path.join(mkdtempSync(path.join(tmpdir(), 'code-cache-')), 'bundle.js');
writeFileSync(
  bundle,
  `const later = (x) => x * 2;
globalThis.ranBundle = [later(21), require('node:path').basename(__filename), __dirname === require('node:path').dirname(__filename), module.exports === exports];`,
);
const ran = (): unknown => (globalThis as { ranBundle?: unknown }).ranBundle;
const expected = [42, 'bundle.js', true, true];

it('runs a bundle without a cache, with its own, and with one that is not for it', () => {
  const fresh = runBundle(bundle);
  expect(ran()).toEqual(expected);
  expect(fresh.cachedDataRejected).toBeUndefined();

  writeFileSync(codeCacheOf(bundle), fresh.createCachedData());
  delete (globalThis as { ranBundle?: unknown }).ranBundle;
  expect(runBundle(bundle).cachedDataRejected).toBe(false);
  expect(ran()).toEqual(expected);

  writeFileSync(codeCacheOf(bundle), 'not a cache');
  delete (globalThis as { ranBundle?: unknown }).ranBundle;
  expect(runBundle(bundle).cachedDataRejected).toBe(true);
  expect(ran()).toEqual(expected);
});
