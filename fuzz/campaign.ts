/** Runs one fuzzer for its time: seed after seed, each complaint shrunk and kept. */
import type { Fuzzer } from './fuzzer';
import type { Find } from './finds';
import { shrink, type ShrinkLimits } from './shrink';

export interface CampaignOptions {
  readonly seed: number;
  readonly milliseconds: number;
  /** The campaign ends after so many inputs, whatever time is left: the same inputs on every machine that is quick enough. */
  readonly mostInputs?: number;
  /** After so many finds the campaign ends: the rest is likely the same. */
  readonly mostFinds: number;
  readonly shrinking: ShrinkLimits;
  /** Called before each input: whoever watches knows which one hangs or crashes the process. */
  readonly onInput: (seed: number) => void;
  readonly onFind: (find: Find) => void;
}

export interface CampaignResult {
  readonly inputs: number;
  readonly finds: number;
  readonly milliseconds: number;
}

/** At least one input is tried, however short the time. */
export async function campaign(fuzzer: Fuzzer, options: CampaignOptions): Promise<CampaignResult> {
  const started = Date.now();
  let inputs = 0;
  let finds = 0;
  for (let seed = options.seed; seed === options.seed || Date.now() < started + options.milliseconds; seed++) {
    if (finds >= options.mostFinds || inputs >= (options.mostInputs ?? Infinity)) break;
    options.onInput(seed);
    const input = fuzzer.make(seed);
    const complaint = await fuzzer.complaint(input);
    inputs++;
    if (complaint === null) continue;
    finds++;
    const smaller =
      fuzzer.timed === true ? input : await shrink(input, async (one) => (await fuzzer.complaint(one)) !== null, options.shrinking);
    options.onFind({ fuzzer: fuzzer.name, seed, complaint, input: smaller.split('\n') });
  }
  return { inputs, finds, milliseconds: Date.now() - started };
}
