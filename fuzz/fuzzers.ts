/** All fuzzers, in the order in which `all` runs them. */
import type { JitSetting } from '../analyzer/vm';
import { bytesFuzzer } from './files/bytes';
import { logsFuzzer } from './files/logs';
import { settingsFuzzer } from './files/settings';
import type { Fuzzer } from './fuzzer';
import { fixesFuzzer } from './programs/fixes';
import { languageFuzzer } from './programs/language';
import { programsFuzzer } from './programs/programs';
import { editsFuzzer } from './server/edits';
import { killFuzzer } from './server/kill';
import { messagesFuzzer } from './server/messages';
import { stormsFuzzer } from './server/storms';

export interface FuzzerOptions {
  /** The command of a CPython; null: one is looked for. */
  readonly python: string | null;
  /** For the programs of `language`. */
  readonly jit: JitSetting;
}

/** By name. Each is made when it is asked for. */
export const FUZZERS: ReadonlyMap<string, (options: FuzzerOptions) => Fuzzer> = new Map<string, (options: FuzzerOptions) => Fuzzer>([
  ['bytes', bytesFuzzer],
  ['edits', editsFuzzer],
  ['programs', ({ python }) => programsFuzzer(python)],
  ['language', ({ python, jit }) => languageFuzzer(python, jit)],
  ['fixes', ({ python }) => fixesFuzzer(python)],
  ['messages', messagesFuzzer],
  ['logs', logsFuzzer],
  ['settings', settingsFuzzer],
  ['storms', stormsFuzzer],
  ['kill', killFuzzer],
]);
