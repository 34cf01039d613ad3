import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { threadHeap } from '../vm/sandbox/heap-gauge';
import { root } from '../../scripts/install.mjs';
import { RULES } from '../rules/registry';
import { configurationSchema } from './configuration-schema';
import { analyzeText, CONFIGURATION_KEYS, DEFAULT_CONFIGURATION, Document, isDisabled, loadSyntax, readConfiguration } from '.';

beforeAll(async () => {
  await loadSyntax();
});

const HOT =
  'import math\n\n\ndef f(points):\n    total = 0.0\n    for p in points:\n        total += math.hypot(p.x, p.y)\n    return total\n';
const fixtures = RULES.flatMap((rule) =>
  ['fires', 'edge'].map((kind) => readFileSync(join(root, 'fixtures', 'rules', `${rule.code}-${kind}.py`), 'utf8')),
);

describe('a document', () => {
  it('gives findings with absolute offsets', () => {
    const document = analyzeText('a.py', HOT);
    expect(document.findings.map(({ code, span }) => [code, HOT.slice(span.start, span.end)])).toEqual([
      ['JIT101', 'math.hypot(p.x, p.y)'],
    ]);
  });

  it('moves findings with edits above them', () => {
    const document = new Document('a.py', HOT);
    const [before] = document.findings;
    document.update(`# a comment\n${HOT}`);
    const [after] = document.findings;
    expect(after).toEqual({
      ...before,
      span: { start: before!.span.start + 12, end: before!.span.end + 12 },
      related: before!.related.map((related) => ({ ...related, start: related.start + 12, end: related.end + 12 })),
      claim: { ...before!.claim, span: { start: before!.span.start + 12, end: before!.span.end + 12 } },
    });
    document.dispose();
  });

  it('keeps nothing of the revisions before the last', async () => {
    const bodies = Array.from({ length: 6 }, (_, i) => HOT.replace('import math\n\n\n', '').replace('def f', `def f${i}`));
    const calls = bodies.map((_, i) => `def g${i}(rows):\n    for row in rows:\n        f${i}(row)\n`);
    const write = (edited: number, typed: string): string =>
      ['import math', ...bodies.map((body, i) => (i === edited ? body + typed : body)), ...calls].join('\n');
    const document = new Document('a.py', write(0, ''));
    const earlier: WeakRef<object>[] = [];
    for (let revision = 0; revision < 120; revision++) {
      const edited = revision % bodies.length;
      document.update(write(edited, `    total += ${revision}\n`));
      expect(document.findings).toHaveLength(bodies.length);
      earlier.push(new WeakRef(document.module.pieces[edited + 1]!.stmt));
      // A reference that was just made holds until the next turn.
      await new Promise(setImmediate);
    }
    threadHeap.collect();
    expect(earlier.filter((stmt) => stmt.deref() !== undefined).length).toBeLessThan(2 * bodies.length);
    document.dispose();
  });

  it('names lines of the present revision', () => {
    const source =
      'def g(a=None, b=None, c=None, d=None):\n  if a is None: a = 1\n  if b is None: b = 1\n  if c is None: c = 1\n  if d is None: d = 1\n  return a\ndef f(rows):\n  for row in rows: g(*row)\n';
    const document = new Document('a.py', source);
    expect(document.findings[0]?.hotness).toBe('called from the loop at line 8, which runs over `rows`');
    document.update(source.replace('def f', '\n\ndef f'));
    expect(document.findings[0]?.hotness).toBe('called from the loop at line 10, which runs over `rows`');
    document.dispose();
  });

  it('reacts to edits in other statements that change what a name means or how hot a function is', () => {
    const document = new Document('a.py', HOT);
    document.update(HOT.replace('import math\n', 'math = 1\n'));
    expect(document.findings).toEqual([]);
    document.update('import math\ndef g(x, y): return math.hypot(x, y)\ng(1, 2)\n');
    expect(document.findings).toEqual([]);
    document.update('import math\ndef g(x, y): return math.hypot(x, y)\nfor i in range(5000): g(i, 2)\n');
    expect(document.findings.map(({ code, message }) => [code, message])).toEqual([
      ['JIT101', '`g` always ends up in `math.hypot`, which the JIT cannot see into'],
    ]);
    document.dispose();
  });

  it('gives after any edits what a fresh analysis of the same text gives', () => {
    let seed = 12345;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return (seed >> 8) % below;
    };
    const pieces = [
      '\n',
      'x = 1\n',
      'def f(a):\n    for b in a:\n        sorted(b)\n',
      '    ',
      ':',
      'import math\n',
      '#',
      '"""',
      'sorted = 1\n',
      'for i in range(3000):\n    f(i)\n',
    ];
    for (const source of fixtures.slice(0, 6)) {
      const document = new Document('a.py', source);
      let text = source;
      for (let round = 0; round < 25; round++) {
        const at = random(text.length);
        text =
          round % 2 === 0
            ? text.slice(0, at) + pieces[random(pieces.length)]! + text.slice(at)
            : text.slice(0, at) + text.slice(at + random(30));
        document.update(text);
        expect(document.findings).toEqual(analyzeText('a.py', text).findings);
      }
      document.dispose();
    }
  });

  it('never throws, whatever prefix of a program it gets', () => {
    for (const source of fixtures) {
      for (let end = 0; end < source.length; end += Math.max(97, source.length >> 5))
        expect(() => analyzeText('a.py', source.slice(0, end)).findings).not.toThrow();
    }
  });

  it('is deterministic', () => {
    const again = () => JSON.stringify(fixtures.map((source) => analyzeText('a.py', source).findings));
    expect(again()).toBe(again());
  });
});

describe('targets', () => {
  it('decide which findings there are, and a finding names those it holds for', () => {
    const source = 'def g(n):\n  for i in range(n): yield i\ndef f(n):\n  t = 0\n  for i in g(n): t += i\n  return t\n';
    const targetsOf = (...targets: string[]) =>
      analyzeText('a.py', source, { ...DEFAULT_CONFIGURATION, targets }).findings.map((finding) => finding.targets);
    expect(targetsOf('pypy')).toEqual([['pypy']]);
    expect(targetsOf('cpython3.15')).toEqual([]);
    expect(targetsOf('pypy', 'cpython3.13', 'cpython3.14', 'cpython3.15')).toEqual([['pypy', 'cpython3.13', 'cpython3.14']]);
    const [both] = analyzeText('a.py', source, { ...DEFAULT_CONFIGURATION, targets: ['pypy', 'cpython3.14'] }).findings;
    expect(both?.note).toMatch(/^PyPy: .*; CPython 3\.14 with the experimental JIT: /);
  });
});

describe('comments', () => {
  const at = (line: string) => HOT.replace('        total += math.hypot(p.x, p.y)', line);
  it.each([
    ['        total += math.hypot(p.x, p.y)  # jitlens: ignore[JIT101]', 0],
    ['        total += math.hypot(p.x, p.y)  # jitlens: ignore', 0],
    ['        total += math.hypot(p.x, p.y)  # jitlens: ignore[JIT1] because', 0],
    ['        total += math.hypot(p.x, p.y)  # jitlens: ignore[opaque-call, JIT201]', 0],
    ['        # jitlens: ignore[JIT101]\n        total += math.hypot(p.x, p.y)', 0],
    ['        total += math.hypot(p.x,\n            p.y)  # jitlens: ignore[JIT101]', 0],
    ['        total += math.hypot(p.x, p.y)  # jitlens: ignore[JIT201]', 1],
    ['        total += math.hypot(p.x, p.y)  # jitlens: ignore[]', 1],
    ['        total += math.hypot(p.x, p.y) + len("# jitlens: ignore")', 1],
    ['        x = 1  # jitlens: ignore\n        total += math.hypot(p.x, p.y)', 1],
  ])('%j leaves %i', (line, left) => {
    expect(analyzeText('a.py', at(line)).findings).toHaveLength(left);
  });

  it('silence whole files', () => {
    expect(analyzeText('a.py', `# jitlens: ignore-file[JIT101]\n${HOT}`).findings).toEqual([]);
    expect(analyzeText('a.py', `${HOT}# jitlens: ignore-file\n`).findings).toEqual([]);
    expect(analyzeText('a.py', `# jitlens: ignore-file[JIT3]\n${HOT}`).findings).toHaveLength(1);
  });
});

describe('the configuration', () => {
  it('has a schema that lies in docs (npm run docs)', () => {
    const file = readFileSync(join(root, 'docs', 'jitlens.schema.json'), 'utf8');
    expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(configurationSchema())));
  });

  it('has a comment and a default for each key', () => {
    for (const [key, entry] of Object.entries(CONFIGURATION_KEYS)) expect(entry.comment.length, key).toBeGreaterThan(20);
    expect(readConfiguration({})).toEqual({ configuration: DEFAULT_CONFIGURATION, complaints: [] });
  });

  it('switches rules off by code, beginning or name', () => {
    expect(['JIT101', 'jit1', 'opaque-call', 'JIT'].map((selector) => isDisabled('JIT101', [selector]))).toEqual([true, true, true, true]);
    expect(isDisabled('JIT101', ['JIT102', 'struct-format'])).toBe(false);
    expect(analyzeText('a.py', HOT, { ...DEFAULT_CONFIGURATION, disable: ['opaque-call'] }).findings).toEqual([]);
  });

  it('says what is wrong with it and goes on with the defaults', () => {
    expect(readConfiguration({ targets: ['pypy', 'java'], disable: ['JIT9'], tagets: [] })).toEqual({
      configuration: { ...DEFAULT_CONFIGURATION, disable: ['JIT9'] },
      complaints: [
        'unknown key "tagets": known are targets, select, ignore, disable, per-file-ignores, exclude, thresholds, budgets',
        'unknown target "java": known are pypy, cpython3.13, cpython3.14, cpython3.15',
        '"disable" names no rule: JIT9',
      ],
    });
    expect(readConfiguration([]).complaints).toEqual(['the configuration must be an object']);
    expect(readConfiguration({ targets: 'pypy' }).configuration.targets).toEqual(['pypy']);
  });
});
