/** The seed programs get the findings they are there for, and their cures get none of that family. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/install.mjs';
import { analyzeText, loadSyntax } from '../workspace';

beforeAll(async () => {
  await loadSyntax();
});

function findingsOf(name: string) {
  const source = readFileSync(join(root, 'fixtures', 'seeds', `${name}.py`), 'utf8');
  const document = analyzeText(`${name}.py`, source);
  const words = (span: { readonly start: number; readonly end: number }): string => source.slice(span.start, span.end);
  return document.findings.map((finding) => ({ ...finding, source: words(finding.span), relatedSource: finding.related.map(words) }));
}

describe('the seed programs', () => {
  it.each([
    ['data_driven', ['JIT201']],
    ['data_driven_merged', []],
    ['data_driven_branchless', []],
    ['pi_clean', []],
    ['pi_blocker', ['JIT101']],
    ['triples_generator', ['JIT301']],
    ['triples_iterator', []],
    ['triples_loop', []],
    ['triangles_local_format', ['JIT102']],
    ['triangles_literal_format', []],
    ['triangles_properties', []],
    ['job_server', ['JIT301', 'JIT501']],
  ])('%s: %j', (name, codes) => {
    expect(findingsOf(name).map(({ code }) => code)).toEqual(codes);
  });

  it('name each branch that data decides, and the loop that makes it hot', () => {
    const [finding] = findingsOf('data_driven');
    expect(finding?.relatedSource.filter((source) => source.endsWith('is None'))).toHaveLength(9);
    expect(finding?.hotness).toMatch(/^called (through `\w+` )?from the loop at line \d+, which runs over `/);
    expect(finding?.claim).toMatchObject({ kind: 'bridges', forecast: 512 });
  });

  it('name the call that blocks the trace', () => {
    expect(findingsOf('pi_blocker')[0]?.source).toBe('math.hypot(term, 0.0)');
    expect(findingsOf('triangles_local_format')[0]?.source).toBe('layout');
    expect(findingsOf('triples_generator')[0]?.relatedSource).toContain('pairs');
  });
});
