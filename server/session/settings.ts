/** Settings as a client sent them, made whole: what is missing or malformed takes its default, and is named in `complaints`. */
import { DEFAULT_SETTINGS, TARGETS } from '../protocol';
import type { Settings, Target } from '../protocol';

export interface ReadSettings {
  readonly settings: Settings;
  /** One sentence for each value that was not understood. */
  readonly complaints: readonly string[];
}

/** The longest a profiled program may run, in seconds. */
export const LONGEST_TIME_LIMIT = 3600;

export function readSettings(sent: unknown): ReadSettings {
  const complaints: string[] = [];
  const take = <T>(path: readonly [string, ...string[]], fallback: T, accept: (value: unknown) => value is T, wanted: string): T => {
    const value = path.reduce<unknown>((here, key) => (isObject(here) ? here[key] : undefined), sent);
    if (value === undefined || value === null) return fallback;
    if (accept(value)) return value;
    complaints.push(`jitlens.${path.join('.')} must be ${wanted}; using ${JSON.stringify(fallback)}`);
    return fallback;
  };
  const defaults = DEFAULT_SETTINGS;
  const settings: Settings = {
    target: take<Target>(['target'], defaults.target, isTarget, `one of ${TARGETS.join(', ')}`),
    codeLens: { enable: take(['codeLens', 'enable'], defaults.codeLens.enable, isBoolean, 'true or false') },
    inlayHints: { enable: take(['inlayHints', 'enable'], defaults.inlayHints.enable, isBoolean, 'true or false') },
    profile: {
      timeLimit: take(
        ['profile', 'timeLimit'],
        defaults.profile.timeLimit,
        isTimeLimit,
        `a number of seconds from 0.1 to ${LONGEST_TIME_LIMIT}`,
      ),
      arguments: take(['profile', 'arguments'], defaults.profile.arguments, isTexts, 'a list of strings'),
    },
    rules: { disable: take(['rules', 'disable'], defaults.rules.disable, isTexts, 'a list of rule codes') },
  };
  return { settings, complaints };
}

export function isTimeLimit(value: unknown): value is number {
  return typeof value === 'number' && value >= 0.1 && value <= LONGEST_TIME_LIMIT;
}

export function isTarget(value: unknown): value is Target {
  return (TARGETS as readonly unknown[]).includes(value);
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
