/** A part of `npm run fuzz -- fixes` that is always the same, with the programs of the repository alone. */
import { expect, it } from 'vitest';
import { campaign } from '../campaign';
import type { Find } from '../finds';
import { fixesFuzzer } from './fixes';

const INPUTS = 40;

it('fixes on changed programs keep what they print, and answer their findings', { timeout: 240_000 }, async () => {
  const finds: Find[] = [];
  const { inputs } = await campaign(fixesFuzzer(null), {
    ...{ seed: 20_000, milliseconds: 200_000, mostInputs: INPUTS, mostFinds: 1 },
    shrinking: { tries: 20, milliseconds: 10_000 },
    onInput: () => undefined,
    onFind: (find) => void finds.push(find),
  });
  expect(finds).toEqual([]);
  expect(inputs).toBe(INPUTS);
});
