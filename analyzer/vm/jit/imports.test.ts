/** What imports and classes do to the counters (runtime/importing/import-ticks.ts), as jit-summary of PyPy 7.3.11 shows it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { PYPY_IMPORTS } from '../../targets';
import { loadSyntax } from '../../syntax';
import { tracedRun } from '../testing/traced-run';

beforeAll(() => loadSyntax());

const places = (source: string): string[] => tracedRun(source).traces.map((t) => `${t.kind} ${t.at.function}`);

describe('imports', () => {
  it('compile what PyPy compiles while it imports', () => {
    expect(places('import re')).toEqual(['entry bridge __get__', 'loop unpackiterable']);
    expect(places('import functools')).toEqual(['loop unpackiterable']);
    expect(places('import random')).toEqual([]);
    expect(places('import inspect').filter((place) => place.startsWith('loop'))).toEqual(['loop unpackiterable', 'loop unpackiterable']);
  });

  it('count once, whoever asks again', () => {
    expect(places('import enum\nimport enum\nfrom enum import Enum\nimport enum as e\n')).toEqual([]);
  });

  it('need nothing that is not in the table themselves', () => {
    for (const [name, { needs }] of PYPY_IMPORTS)
      for (const needed of needs) expect(PYPY_IMPORTS.has(needed), `${name}: ${needed}`).toBe(true);
  });
});

it('each class unpacks its namespace', () => {
  const classes = (n: number): string =>
    `for i in range(${n}):\n    type('C', (), {'a': 1, 'b': 2, 'c': 3, 'd': 4, 'e': 5, 'f': 6, 'g': 7})\n`;
  expect(places(classes(40))).toEqual([]);
  expect(places(classes(60))).toEqual(['loop unpackiterable']);
});

it('a sum of floats has the loop and the guards of PyPy, whatever the additions lose', () => {
  const source =
    'def main(xs):\n    return sum(xs)\nfor i in range(400):\n    main([0.1, 0.2, -0.7, 1e9, i * 0.5])\nprint(main([0.1] * 10), main([1e16, 1.0, -1e16]), main([1, 2.5]))\n';
  const { out, traces } = tracedRun(source);
  expect(out).toBe('1.0 1.0 3.5\n');
  // Sums of five resonate with the threshold of 1,040: the pass that is recorded is the last one.
  expect(traces.map((t) => `${t.kind} ${t.at.function}`)).toEqual([
    'entry bridge _regular_sum',
    'bridge _regular_sum',
    'loop _regular_sum',
  ]);
});

it('a generator that delegates is entered behind its YIELD_FROM only', () => {
  const source = `def inner(n):
    i = 0
    while i < n:
        yield i
        i += 1
def outer(n):
    yield from inner(n)
def main():
    t = 0
    for x in outer(1500):
        t += x
    return t
print(main())
`;
  expect(places(source)).toEqual(['loop main']);
});
