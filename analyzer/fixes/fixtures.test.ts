/**
 * Every rewriter against its fixtures, `fixtures/fixes/<name>/`: `before.py` becomes `after.py` (the pair whose effect is measured, npm run bench:fixes);
 * in `offered.py` it answers the lines marked `# offered`, in `refused.py` none, and says why not (`# not offered: reason`).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/install.mjs';
import { loadSyntax, parseModule } from '../syntax';
import { analyzeText, DEFAULT_CONFIGURATION } from '../workspace';
import { answersTo, programOf, REWRITERS } from './registry';
import { applyEdits } from './rewrite';

beforeAll(async () => {
  await loadSyntax();
});

const folder = join(root, 'fixtures', 'fixes');

/** A program without its marks, which would be comments in the way. */
const plain = (text: string): string => text.replaceAll(/ {2}# (not )?offered.*$/gm, '');

function answers(text: string, name: string) {
  const targets = [/^# targets: (\S+)$/m.exec(text)?.[1] ?? 'pypy'];
  const { module, lines, findings } = analyzeText('p.py', text, { ...DEFAULT_CONFIGURATION, targets });
  const { rewrites, refusals } = answersTo(programOf(text, module, lines)!, findings);
  const line = (start: number): number => lines.display(start).line;
  return {
    rewrites: rewrites.filter((rewrite) => rewrite.name === name),
    offered: rewrites.filter((rewrite) => rewrite.name === name).map(({ span }) => line(span.start)),
    refused: refusals.filter((refusal) => refusal.name === name).map(({ span, refused }) => `${line(span.start)} ${refused}`),
  };
}

function marked(text: string, pattern: RegExp): string[] {
  return text.split('\n').flatMap((source, index) => {
    const found = pattern.exec(source);
    return found === null ? [] : [`${index + 1}${found[1] === undefined ? '' : ` ${found[1]}`}`];
  });
}

describe.each(REWRITERS.map(({ name }) => name))('%s', (name) => {
  const read = (file: string): string => readFileSync(join(folder, name, file), 'utf8');

  it('makes the second program of its pair of the first', () => {
    const before = read('before.py');
    const [rewrite] = answers(before, name).rewrites;
    expect(rewrite).toBeDefined();
    expect(applyEdits(before, rewrite!.edits)).toBe(read('after.py'));
  });

  it('answers what it can prove, and gives text that parses', () => {
    const text = read('offered.py');
    const { rewrites, offered } = answers(plain(text), name);
    expect(offered.map(String)).toEqual(marked(text, /# offered$/));
    for (const { edits } of rewrites) expect(parseModule(applyEdits(plain(text), edits)).module.errors).toEqual([]);
  });

  it('keeps every comment', () => {
    const text = plain(read('offered.py'));
    for (const { edits } of answers(text, name).rewrites)
      for (const comment of text.match(/#.*$/gm) ?? []) expect(applyEdits(text, edits)).toContain(comment);
  });

  it('does so where lines end in CR LF', () => {
    const text = plain(read('offered.py')).replaceAll('\n', '\r\n');
    for (const { edits } of answers(text, name).rewrites) expect(applyEdits(text, edits).replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('says why it leaves the rest alone', () => {
    const text = read('refused.py');
    const { offered, refused } = answers(plain(text), name);
    expect(offered).toEqual([]);
    expect([...new Set(refused)].sort()).toEqual(marked(text, /# not offered: (.*)$/).sort());
  });
});

it('has fixtures for every rewriter and no others', () => {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map((entry) => entry.name).sort()).toEqual(REWRITERS.map(({ name }) => name).sort());
});
