/**
 * Our tree is CPython's: on the fixtures against a recording of CPython 3.14, on the standard library against the CPython
 * at hand. JITLENS_FULL_CORPUS=1 compares the whole library instead of a sample.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe as group, expect, test } from 'vitest';
import { loadSyntax, parseModule } from './module';
import { describeWithCPython, findCPython, libraryFiles } from './testing/cpython';
import { describe } from './testing/describe';

const fixtures = new URL('../../fixtures/syntax/', import.meta.url);
const names = readdirSync(fixtures).filter((name) => name.endsWith('.py'));

beforeAll(async () => {
  await loadSyntax();
});

/** Bytes to text as CPython sees them: a byte order mark counts. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

group('recorded CPython 3.14', () => {
  test.each(names)('%s', (name) => {
    const { module } = parseModule(decode(readFileSync(new URL(name, fixtures))));
    const expected = readFileSync(new URL(`expected/${name.replace(/\.py$/, '.txt')}`, fixtures), 'ascii');
    const ours = describe(module).map((line) =>
      JSON.stringify(line)
        .slice(1, -1)
        .replace(/[^\x00-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    );
    expect(ours).toEqual(expected.trimEnd().split('\n'));
    expect(module.errors).toEqual([]);
  });
});

group('CPython at hand', () => {
  const reference = findCPython();
  test.skipIf(reference === null)('the standard library', { timeout: 600_000 }, () => {
    const files = libraryFiles(reference!.library);
    const every = process.env['JITLENS_FULL_CORPUS'] === '1' ? 1 : 24;
    let equal = 0;
    let total = 0;
    for (let from = 0; from < files.length; from += every * 100) {
      const paths = files.slice(from, from + every * 100).filter((_, index) => index % every === 0);
      for (const described of describeWithCPython(reference!, paths)) {
        if ('error' in described) continue; // Not valid, or not UTF-8.
        total++;
        const { module } = parseModule(decode(readFileSync(described.path)));
        const ours = describe(module);
        const line = ours.findIndex((each, index) => each !== described.tree[index]);
        const errors = module.errors.filter((gap) => gap.reason === 'error');
        expect({ path: described.path, line, ours: ours[line], errors }).toEqual({
          path: described.path,
          line: -1,
          ours: undefined,
          errors: [],
        });
        expect(ours.length).toBe(described.tree.length);
        equal++;
      }
    }
    console.log(`${equal} of ${total} files equal`);
    expect(total).toBeGreaterThan(50);
  });
});
