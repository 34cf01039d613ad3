/**
 * Every rule against its fixtures, and nothing missing: page, fixtures, snapshot, examples.
 *
 * In fixtures/rules/<CODE>-{fires,silent,edge}.py a comment `# expect: CODE text` says that a finding of that code starts on its line
 * and that its message holds the text. Findings without such a comment fail the test. `# targets: a, b` in the first line sets targets.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { place } from '../report/checked';
import { PAGE_HEADINGS, rulePage } from '../report/rule-page';
import { renderText } from '../report/text';
import { root } from '../../scripts/install.mjs';
import { TARGETS } from '../targets';
import { analyzeText, DEFAULT_CONFIGURATION } from '../workspace';
import { FAMILIES } from './finding';
import { RULES } from './registry';

const KINDS = ['fires', 'silent', 'edge'] as const;

interface Expectation {
  readonly line: number;
  readonly code: string;
  readonly text: string;
}

function expectations(source: string): Expectation[] {
  return source.split('\n').flatMap((line, index) => {
    const found = /# expect: (JIT\d+)\s*(.*)$/.exec(line);
    return found === null ? [] : [{ line: index + 1, code: found[1]!, text: found[2]!.trim() }];
  });
}

function check(path: string, source: string) {
  const named = /^# targets: (.*)$/m
    .exec(source.split('\n', 1)[0]!)?.[1]
    ?.split(',')
    .map((name) => name.trim()) ?? ['pypy'];
  const document = analyzeText(path, source, { ...DEFAULT_CONFIGURATION, targets: named });
  return { document, findings: place(document.lines, document.findings) };
}

describe.each(RULES.map((rule) => [rule.code, rule] as const))('%s', (code, rule) => {
  const fixture = (kind: string) => join('fixtures', 'rules', `${code}-${kind}.py`);

  it.each(KINDS)('has a fixture in which it is as expected: %s', (kind) => {
    const source = readFileSync(join(root, fixture(kind)), 'utf8');
    const { document, findings } = check(fixture(kind), source);
    expect(document.module.errors).toEqual([]);
    const wanted = expectations(source);
    const got = findings.map(({ finding, region }) => {
      const match = wanted.find((one) => one.line === region.line && one.code === finding.code && finding.message.includes(one.text));
      return { line: region.line, code: finding.code, text: match === undefined ? finding.message : match.text };
    });
    expect(got).toEqual(wanted);
    if (kind === 'fires') expect(wanted.some((one) => one.code === code)).toBe(true);
    if (kind === 'silent') expect(wanted).toEqual([]);
  });

  it('says what it says as in the snapshot', async () => {
    const source = readFileSync(join(root, fixture('fires')), 'utf8');
    const { document, findings } = check(fixture('fires'), source);
    const text = renderText([{ path: fixture('fires').replaceAll('\\', '/'), lines: document.lines, findings, errors: [] }]);
    await expect(text).toMatchFileSnapshot(`./snapshots/${rule.family}/${code}.txt`);
  });

  it('has a page that is true: docs/rules is generated from the rule (npm run docs)', () => {
    const file = join(root, 'docs', 'rules', `${code}.md`);
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe(rulePage(rule));
  });

  it('has a page with every section filled', () => {
    const page = rulePage(rule);
    for (const heading of PAGE_HEADINGS) {
      const section = page.split(`## ${heading}\n`)[1]?.split('\n## ')[0]?.trim() ?? '';
      expect(section.length, heading).toBeGreaterThan(30);
    }
  });

  it('fires on the example of its page and not on what to do instead', () => {
    // On a target it is about: a comment that sets targets is no part of a page.
    const target = TARGETS.find((candidate) => rule.applies(candidate))!.name;
    const onTarget = (name: string, source: string) => check(name, `# targets: ${target}\n${source}`);
    expect(onTarget('example.py', rule.page.example).findings.map(({ finding }) => finding.code)).toEqual([code]);
    const instead = onTarget('instead.py', rule.page.instead);
    expect(instead.document.module.errors).toEqual([]);
    expect(instead.findings.map(({ finding }) => finding.message)).toEqual([]);
  });

  it('has a code of its family and targets it applies to', () => {
    expect(code).toMatch(/^JIT\d{3}$/);
    expect(rule.family).toBe(FAMILIES[Number(code[3]) - 1]);
    expect(TARGETS.some((target) => rule.applies(target))).toBe(true);
    expect(rule.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });
});

describe('the registry', () => {
  it('is in the order of the codes, each once', () => {
    const codes = RULES.map((rule) => rule.code);
    expect(codes).toEqual([...new Set(codes)].sort());
  });

  it('is listed in docs/rules/README.md, and there is no page without a rule', () => {
    const folder = join(root, 'docs', 'rules');
    const list = readFileSync(join(folder, 'README.md'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('- '));
    expect(list).toEqual(RULES.map((rule) => `- [${rule.code}](${rule.code}.md): ${rule.summary}`));
    expect(
      readdirSync(folder)
        .filter((file) => file !== 'README.md')
        .sort(),
    ).toEqual(RULES.map((rule) => `${rule.code}.md`));
  });
});
