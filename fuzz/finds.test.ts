/** Everything the fuzzers ever found, given to the product again. */
import { afterAll, describe, expect, it } from 'vitest';
import { keptFinds } from './finds';
import type { Fuzzer } from './fuzzer';
import { FUZZERS } from './fuzzers';
import { findsFolder } from './root';

const made = new Map<string, Fuzzer>();
const fuzzerNamed = (name: string): Fuzzer => {
  const fuzzer = made.get(name) ?? FUZZERS.get(name)!({ python: null, jit: {} });
  made.set(name, fuzzer);
  return fuzzer;
};

afterAll(async () => {
  for (const fuzzer of made.values()) await fuzzer.dispose?.();
});

describe('what was found stays mended', () => {
  it.each(keptFinds(findsFolder))('$file', { timeout: 120_000 }, async ({ fuzzer, input }) => {
    const { missing, complaint } = fuzzerNamed(fuzzer);
    if ((missing?.() ?? null) === null) expect(await complaint(input.join('\n'))).toBeNull();
  });
});

describe('a seed', () => {
  it.each([...FUZZERS.keys()])('gives the same input again, and another seed another one (%s)', (name) => {
    const { make } = fuzzerNamed(name);
    expect(make(7)).toBe(make(7));
    expect(new Set([1, 2, 3, 4, 5].map(make)).size).toBeGreaterThan(1);
  });
});
