/** Settings as a client sent them, made whole: what is missing or malformed takes its default, and is named in `complaints`. */
import { LIMIT_NAMES } from '../../analyzer/vm/sandbox/limits';
import { AUTO, DEFAULT_SETTINGS, TARGETS } from '../protocol';
import type { Settings, Target } from '../protocol';
import { readRunConfigurations } from './run-configurations';
import { LONGEST_TIME_LIMIT, isBoolean, isObject, isTargetOrAuto, isTexts, isLimits, isTimeLimit } from './value-checks';

export interface ReadSettings {
  readonly settings: Settings;
  /** One sentence for each value that was not understood. */
  readonly complaints: readonly string[];
}

export function readSettings(sent: unknown): ReadSettings {
  const complaints: string[] = [];
  const take: Take = (path, fallback, accept, wanted) => {
    const value = path.reduce<unknown>((here, key) => (isObject(here) ? here[key] : undefined), sent);
    if (value === undefined || value === null) return fallback;
    if (accept(value)) return value;
    complaints.push(`jitlens.${path.join('.')} must be ${wanted}; using ${JSON.stringify(fallback)}`);
    return fallback;
  };
  const defaults = DEFAULT_SETTINGS;
  const settings: Settings = {
    targets: takeTargets(take),
    codeLens: { enable: take(['codeLens', 'enable'], defaults.codeLens.enable, isBoolean, 'true or false') },
    inlayHints: { enable: take(['inlayHints', 'enable'], defaults.inlayHints.enable, isBoolean, 'true or false') },
    profile: {
      timeLimit: take(
        ['profile', 'timeLimit'],
        defaults.profile.timeLimit,
        isTimeLimit,
        `a number of seconds from 0.1 to ${LONGEST_TIME_LIMIT}`,
      ),
      limits: take(
        ['profile', 'limits'],
        defaults.profile.limits,
        isLimits,
        `an object of whole numbers from 1, with the keys ${LIMIT_NAMES.join(', ')}`,
      ),
      arguments: take(['profile', 'arguments'], defaults.profile.arguments, isTexts, 'a list of strings'),
    },
    runConfigurations: readRunConfigurations(isObject(sent) ? sent['runConfigurations'] : undefined, complaints),
    rules: { disable: take(['rules', 'disable'], defaults.rules.disable, isTexts, 'a list of rule codes') },
  };
  return { settings, complaints };
}

/** The value at a path of what was sent, where it is as wanted. */
type Take = <T>(path: readonly [string, ...string[]], fallback: T, accept: (value: unknown) => value is T, wanted: string) => T;

const NAMED = `one of ${[AUTO, ...TARGETS].join(', ')}`;

/** `targets`, or the single `target` of clients that know but one. */
function takeTargets(take: Take): Settings['targets'] {
  const single = take<Target | typeof AUTO | null>(['target'], null, isTargetOrAuto, NAMED);
  const several = take<Settings['targets']>(['targets'], [], areTargets, `a list of targets, each ${NAMED}`);
  const chosen = several.length > 0 ? several : single === null ? DEFAULT_SETTINGS.targets : [single];
  return [...new Set(chosen)];
}

function areTargets(value: unknown): value is Settings['targets'] {
  return Array.isArray(value) && value.every(isTargetOrAuto);
}
