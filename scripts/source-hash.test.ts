import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { contentHash, filesBelow } from './source-hash.mjs';

let folder = '';
const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'jitlens-hash-'));
  for (const inner of ['source', 'source/deep', 'source/generated', 'source/node_modules']) mkdirSync(path.join(folder, inner));
  write('source/b.ts', 'b');
  write('source/deep/a.ts', 'a');
  write('source/generated/c.ts', 'c');
  write('source/node_modules/d.ts', 'd');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('lists the sources in order, without generated files and dependencies', () => {
  expect(filesBelow(path.join(folder, 'source')).map((file) => path.relative(folder, file))).toEqual(['source/b.ts', 'source/deep/a.ts']);
  expect(filesBelow(path.join(folder, 'absent'))).toEqual([]);
});

it('changes with a content and with a name, and with nothing else', () => {
  const before = contentHash(folder, ['source', 'absent.json']);
  write('source/generated/c.ts', 'changed');
  write('source/b.ts', 'b');
  expect(contentHash(folder, ['source', 'absent.json'])).toBe(before);
  write('source/b.ts', 'changed');
  const changed = contentHash(folder, ['source']);
  expect(changed).not.toBe(before);
  renameSync(path.join(folder, 'source/b.ts'), path.join(folder, 'source/c.ts'));
  expect(contentHash(folder, ['source'])).not.toBe(changed);
});
