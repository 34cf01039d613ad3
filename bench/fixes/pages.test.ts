import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { RecordedPairs } from '../../analyzer/fixes/fix-page';
import { REWRITERS } from '../../analyzer/fixes/registry';
import { root } from '../../scripts/install.mjs';
import { fixPages, rejectedOf } from './pages';

const folder = path.join(root, 'fixtures', 'fixes');
const recorded = JSON.parse(readFileSync(path.join(folder, 'recorded.json'), 'utf8')) as RecordedPairs;

it('every pair is recorded, and every run of it printed the same', () => {
  const names = REWRITERS.map(({ name }) => name);
  expect(Object.keys(recorded.pairs)).toEqual(names);
  expect(Object.keys(recorded.rejected)).toEqual(names.flatMap((name) => rejectedOf(folder, name).map(({ what }) => `${name}/${what}`)));
  for (const pair of [...Object.values(recorded.pairs), ...Object.values(recorded.rejected)]) expect(pair.sameOutput).toBe(true);
});

it('the pages are those of the record: npm run bench:fixes -- --pages', () => {
  const docs = path.join(root, 'docs', 'fixes');
  const pages = fixPages(folder, recorded);
  expect(readdirSync(docs).sort()).toEqual([...pages.keys()].sort());
  for (const [name, text] of pages) expect(readFileSync(path.join(docs, name), 'utf8')).toBe(text);
});

it('each pair pays on PyPy: it is faster, or its mechanism shows', () => {
  const pays = Object.entries(recorded.pairs).filter(
    ([
      ,
      {
        before: { pypy: a },
        after: { pypy: b },
      },
    ]) => {
      return b.seconds < a.seconds || b.bridges < a.bridges || b.generalRounds < a.generalRounds;
    },
  );
  expect(pays.map(([name]) => name)).toEqual(REWRITERS.map(({ name }) => name));
});
