import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { campaign } from './campaign';
import { keep, keptFinds, type Find } from './finds';
import { internalFailure, type Fuzzer } from './fuzzer';

/** A product that fails for every text with both `b` and `d` in it. */
const planted: Fuzzer = {
  name: 'planted',
  what: 'a fault that is there',
  make: (seed) => (seed % 3 === 0 ? 'a\nb\nc\nd\ne' : 'a\nc\ne'),
  complaint: (input) => Promise.resolve(/b/.test(input) && /d/.test(input) ? 'b and d do not get along' : null),
};

async function found(fuzzer: Fuzzer, seed: number, mostFinds: number): Promise<{ readonly finds: Find[]; readonly inputs: number }> {
  const finds: Find[] = [];
  const shrinking = { tries: 100, milliseconds: 10_000 };
  const onFind = (find: Find): void => void finds.push(find);
  const { inputs } = await campaign(fuzzer, { seed, milliseconds: 5000, mostFinds, shrinking, onInput: () => undefined, onFind });
  return { finds, inputs };
}

describe('a campaign', () => {
  it('ends after as many inputs as it is given', async () => {
    const options = { seed: 1, milliseconds: 60_000, mostFinds: 3, shrinking: { tries: 1, milliseconds: 1 } };
    const quiet = { onInput: () => undefined, onFind: () => undefined };
    const sound: Fuzzer = { name: 'sound', what: 'nothing wrong', make: String, complaint: () => Promise.resolve(null) };
    expect((await campaign(sound, { ...options, ...quiet, mostInputs: 5 })).inputs).toBe(5);
  });

  it('finds a planted fault, names its seed and makes its input as small as it gets', async () => {
    const { finds, inputs } = await found(planted, 1, 1);
    expect({ inputs, finds }).toEqual({
      inputs: 3,
      finds: [{ fuzzer: 'planted', seed: 3, complaint: 'b and d do not get along', input: ['b', 'd'] }],
    });
  });

  it('leaves an input as it is where its complaint depends on time', async () => {
    const { finds } = await found({ ...planted, timed: true }, 3, 1);
    expect(finds[0]?.input).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

it('finds are numbered, and read again', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'jitlens-finds-'));
  const find: Find = { fuzzer: 'logs', seed: 4, complaint: 'x', input: ['a', 'b'] };
  expect([keep(folder, find), keep(folder, { ...find, fuzzer: 'kill' })]).toEqual(['001-logs.json', '002-kill.json']);
  expect(keptFinds(folder)).toEqual([
    { ...find, file: '001-logs.json' },
    { ...find, fuzzer: 'kill', file: '002-kill.json' },
  ]);
  rmSync(folder, { recursive: true });
});

it.each([
  ['jitlens check: a.py: not valid UTF-8', null],
  ["jitlens check: Cannot read properties of undefined (reading 'x')", "jitlens check: Cannot read properties of undefined (reading 'x')"],
  ['fine\nRangeError: Maximum call stack size exceeded', 'RangeError: Maximum call stack size exceeded'],
])('tells a failure of our own from a sentence: %s', (text, expected) => {
  expect(internalFailure(text)).toBe(expected);
});
