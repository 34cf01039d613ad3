/** The pages of docs/fixes, from the programs in fixtures/fixes and what was recorded of them. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fixIndex, fixPage, pairSections, type RecordedPairs, type Rejected } from '../../analyzer/fixes/fix-page';
import { FIX_PAGES } from '../../analyzer/fixes/pages';
import { REWRITERS } from '../../analyzer/fixes/registry';

/** A pair in `<fix>/rejected`: what was measured and speaks against a rewrite. */
export interface RejectedPair extends Rejected {
  readonly before: string;
  readonly after: string;
}

/** The pairs in the folder `rejected` of a fix, by name. */
export function rejectedOf(folder: string, name: string): readonly RejectedPair[] {
  const rejected = path.join(folder, name, 'rejected');
  if (!existsSync(rejected)) return [];
  return readdirSync(rejected)
    .filter((file) => file.endsWith('-after.py'))
    .sort()
    .map((file) => {
      const what = file.slice(0, -'-after.py'.length);
      const after = path.join(rejected, file);
      const [, why = what] = /^"""(.*)"""$/m.exec(readFileSync(after, 'utf8')) ?? [];
      return { what, why, before: path.join(rejected, `${what}-before.py`), after };
    });
}

/** Name and text of each page of docs/fixes. */
export function fixPages(folder: string, recorded: RecordedPairs): ReadonlyMap<string, string> {
  const pages = new Map<string, string>();
  for (const { name, codes } of REWRITERS) {
    const read = (which: string): string => readFileSync(path.join(folder, name, which), 'utf8');
    const sections = pairSections(name, read('before.py'), read('after.py'), recorded, rejectedOf(folder, name));
    pages.set(`${name}.md`, fixPage(name, codes, FIX_PAGES.get(name)!) + sections);
  }
  pages.set(
    'README.md',
    fixIndex(
      REWRITERS.map(({ name }) => name),
      FIX_PAGES,
      recorded,
    ),
  );
  return pages;
}
