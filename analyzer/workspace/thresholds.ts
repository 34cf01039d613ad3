/** From how many iterations and calls code counts as hot: the target's own numbers, or those of a JIT that is run with others. */
import type { Thresholds } from '../semantics/hotness';
import type { Target } from '../targets';

export interface ThresholdSettings {
  readonly loop?: number;
  readonly function?: number;
}

export function thresholdsOf(target: Target, settings: ThresholdSettings): Thresholds {
  return { loop: settings.loop ?? target.hot.loop, function: settings.function ?? target.hot.function ?? Infinity };
}

/** Reads the table `thresholds` of a configuration; what is wrong is named and left out. */
export function readThresholds(value: unknown, complain: (sentence: string) => void): ThresholdSettings {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    complain('"thresholds" must be a table with the keys "loop" and "function"');
    return {};
  }
  const settings: { loop?: number; function?: number } = {};
  for (const [key, given] of Object.entries(value)) {
    // TOML's integers arrive as numbers or as bigints, by their size.
    const number: unknown = typeof given === 'bigint' ? Number(given) : given;
    if (key !== 'loop' && key !== 'function') complain(`unknown key "${key}" in "thresholds": known are loop, function`);
    else if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 1)
      complain(`"thresholds" must give a whole number of at least 1 for "${key}"`);
    else settings[key] = number;
  }
  return settings;
}
