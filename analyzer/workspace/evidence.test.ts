import { beforeAll, describe, expect, it } from 'vitest';
import { loadSyntax, parseModule } from '../syntax';
import type { Span } from '../rules/finding';
import { matchEvidence, recordEvidence } from './evidence';
import { fingerprint, placeOf, scopeAt, spanOf } from './fingerprint';
import type { Fingerprint } from './fingerprint';

beforeAll(async () => {
  await loadSyntax();
});

const printOf = (text: string): Fingerprint => fingerprint(parseModule(text).module, text);

/** Hash of one scope of a text. */
function hashOf(text: string, key: string): string {
  const scope = printOf(text).byKey.get(key);
  if (scope === undefined) throw new Error(`no scope ${key} in ${JSON.stringify(text)}`);
  return scope.hash;
}

/** The span of the n-th occurrence of a word. */
function spanIn(text: string, word: string, nth = 1): Span {
  let start = -1;
  for (let count = 0; count < nth; count++) start = text.indexOf(word, start + 1);
  if (start < 0) throw new Error(`no ${word} in the text`);
  return { start, end: start + word.length };
}

describe('fingerprints', () => {
  const base = 'def f(a, b=1):\n    for x in a:\n        b += x * 2\n    return b\n';

  it.each([
    ['white space', 'def  f( a,b = 1 ):\n  for x in a :\n      b += x*2\n\n  return b\n'],
    ['comments', '# hello\ndef f(a, b=1):  # there\n    for x in a:\n        # inside\n        b += x * 2\n    return b\n'],
    ['redundant parentheses', 'def f(a, b=1):\n    for x in (a):\n        b += (x * 2)\n    return (b)\n'],
    ['the code around', 'import os\n\nx = 1\n\n\ndef f(a, b=1):\n    for x in a:\n        b += x * 2\n    return b\n\n\nprint(f([]))\n'],
  ])('do not see %s', (_, text) => {
    expect(hashOf(text, 'f')).toBe(hashOf(base, 'f'));
  });

  it.each([
    ['a constant', base.replace('2', '3')],
    ['a name', base.replace('x * 2', 'a * 2')],
    ['an operator', base.replace('*', '+')],
    ['a default', base.replace('b=1', 'b=2')],
    ['a star', base.replace('b=1', '*, b=1')],
    ['a decorator', `@cache\n${base}`],
    ['a statement moved out of the loop', base.replace('        b += x', '    b += x').replace('for x in a:\n', 'for x in a: pass\n')],
    ['the sign of zero', base.replace('2', '-0.0')],
    ['an async', `async ${base}`],
    ['a comparison', base.replace('x * 2', 'x < 2')],
    ['broken syntax', base.replace('x * 2', 'x * * 2')],
  ])('see %s', (_, text) => {
    expect(hashOf(text, 'f')).not.toBe(hashOf(base, 'f'));
  });

  it('tell kinds of literals and comparison operators apart', () => {
    const hashes = ['1', '1.0', '1j', "'1'", "b'1'", 'True', 'None', '...', 'x < y', 'x > y', 'x is y', "f'{x}'", "f'{x!r}'"].map((value) =>
      hashOf(`def f(): return ${value}\n`, 'f'),
    );
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('name scopes as Python does, and number the second of a name', () => {
    const text = 'def f():\n    def g(): pass\nclass C:\n    def m(self): pass\n    class D: pass\ndef f(): pass\n';
    expect(printOf(text).scopes.map((scope) => scope.key)).toEqual(['<module>', 'f', 'f.<locals>.g', 'C', 'C.m', 'C.D', 'f#2']);
  });

  it('of a function cover the functions inside; those of classes and modules do not', () => {
    const text =
      'def f():\n    def g(): return 1\n    return g\nclass C:\n    a = 1\n    def m(self): return 1\n    def n(self): return 2\n';
    const nested = text.replace('g(): return 1', 'g(): return 3');
    expect(hashOf(nested, 'f')).not.toBe(hashOf(text, 'f'));
    const method = text.replace('m(self): return 1', 'm(self): return 3');
    expect(hashOf(method, 'C.m')).not.toBe(hashOf(text, 'C.m'));
    for (const key of ['<module>', 'C', 'C.n', 'f']) expect(hashOf(method, key)).toBe(hashOf(text, key));
  });

  it('give a function its decorators, down to the sign before them', () => {
    const text = 'x = 1\n@ a\n@b(1)\ndef f(): pass\n';
    expect(scopeAt(printOf(text), text.indexOf('@')).key).toBe('f');
    expect(scopeAt(printOf(text), 0).key).toBe('<module>');
    expect(scopeAt(printOf(text), text.length).key).toBe('<module>');
  });

  it('survive trees of any depth', () => {
    const sum = `def f():\n    return ${'1+'.repeat(60_000)}1\n`;
    expect(hashOf(sum, 'f')).not.toBe(hashOf(sum.replace('1\n', '2\n'), 'f'));
    const text = Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}def f${depth}():\n`).join('') + `${' '.repeat(400)}pass\n`;
    expect(printOf(text).scopes).toHaveLength(401);
  });
});

describe('places', () => {
  it('are found again where white space moved them', () => {
    const before = 'def f(a):\n    return g(a) + g(a)\n';
    const after = '\n\n# moved\ndef f( a ):\n        return (g(a)\n          + g( a ))\n';
    const place = placeOf(printOf(before), spanIn(before, 'g(a)', 2));
    expect(spanOf(printOf(after), place)).toEqual(spanIn(after, 'g( a )'));
  });

  it('in the module are counted past the functions', () => {
    const before = 'a = 1\ndef f(): return a\nfor x in y: g(x)\n';
    const after = 'a = 1\ndef f():\n    z = 5\n    return z\nfor x in y: g(x)\n';
    const place = placeOf(printOf(before), spanIn(before, 'g(x)'));
    expect(spanOf(printOf(after), place)).toEqual(spanIn(after, 'g(x)'));
  });

  it('are nowhere when their function is gone', () => {
    const before = 'def f(): return 1\n';
    expect(spanOf(printOf('x = 1\n'), placeOf(printOf(before), spanIn(before, 'return 1')))).toBeNull();
  });
});

describe('evidence', () => {
  const text = 'def f(a):\n    return sorted(a)\n\ndef g(a):\n    return sorted(a) + sorted(a)\n';
  const findingsIn = (source: string): { code: string; span: Span }[] =>
    [...source.matchAll(/sorted/g)].map((found) => ({ code: 'JIT101', span: { start: found.index, end: found.index + 6 } }));
  const evidence = recordEvidence(
    printOf(text),
    findingsIn(text).map(({ code, span }, index) => ({ code, span, involved: index === 0 ? [spanIn(text, 'g')] : [], payload: index })),
  );
  const standing = (source: string): (string | undefined)[] => {
    const findings = findingsIn(source);
    const { standing: found } = matchEvidence(evidence, printOf(source), findings);
    return findings.map((finding) => {
      const one = found.get(finding);
      return one === undefined ? undefined : `${one.payload}${one.holds ? '' : ' before the edit'}`;
    });
  };

  it('stands on the text that ran, and wherever white space moves it', () => {
    expect(standing(text)).toEqual(['0', '1', '2']);
    expect(standing(`# new\n\n${text.replace('\ndef g', '\n\n\ndef g')}`)).toEqual(['0', '1', '2']);
  });

  it('lapses with an edit of its function or of one it rests on, and of no other', () => {
    expect(standing(text.replace('return sorted(a)\n\n', 'return sorted(b)\n\n'))).toEqual(['0 before the edit', '1', '2']);
    expect(standing(text.replace(' + ', ' - '))).toEqual(['0 before the edit', '1 before the edit', '2 before the edit']);
  });

  it('comes back when the edit is undone', () => {
    const edited = text.replace(' + ', ' - ');
    expect(standing(edited)[1]).toBe('1 before the edit');
    expect(standing(edited.replace(' - ', ' + '))[1]).toBe('1');
  });

  it('gives a finding that is new in an edited function no verdict of another', () => {
    expect(standing(text.replace('return sorted(a) +', 'return sorted(a) + sorted(b) +'))).toEqual([
      '0 before the edit',
      '1 before the edit',
      '2 before the edit',
      undefined,
    ]);
  });

  it('that belongs to no finding is placed in the present text while it holds', () => {
    const alone = (source: string): unknown =>
      matchEvidence(evidence, printOf(source), []).alone.map(({ payload, span }) => [payload, span.start]);
    expect(alone(text)).toEqual(findingsIn(text).map(({ span }, index) => [index, span.start]));
    expect(alone(text.replace(' + ', ' - '))).toEqual([]);
  });

  it('is not mixed up between rules', () => {
    const other = findingsIn(text).map(({ span }) => ({ code: 'JIT999', span }));
    expect(matchEvidence(evidence, printOf(text), other).standing.size).toBe(0);
  });
});
