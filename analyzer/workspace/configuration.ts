/** What a user can set for the analysis: one table with a comment and a default per key, shared by the command line, editors and docs. */
import { DEFAULT_TARGET, TARGETS, targetNamed } from '../targets';
import { RULES, ruleNamed } from '../rules/registry';

export interface Configuration {
  /** Names of the targets to check for. */
  readonly targets: readonly string[];
  /** Rule codes, beginnings of codes (`JIT4`) or rule names that are not reported. */
  readonly disable: readonly string[];
}

/** Each key of the configuration file, with what it means. */
export const CONFIGURATION_KEYS: Readonly<Record<keyof Configuration, { readonly comment: string; readonly default: readonly string[] }>> =
  {
    targets: {
      comment: `JITs to check for: ${TARGETS.map((target) => target.name).join(', ')}`,
      default: [DEFAULT_TARGET],
    },
    disable: {
      comment: 'rules that are not reported: codes (JIT401), beginnings of codes (JIT4) or names (escaping-allocation)',
      default: [],
    },
  };

export const DEFAULT_CONFIGURATION: Configuration = {
  targets: CONFIGURATION_KEYS.targets.default,
  disable: CONFIGURATION_KEYS.disable.default,
};

/** A configuration from parsed JSON, and one sentence for each thing in it that is wrong; what is wrong takes its default. */
export function readConfiguration(source: unknown): { readonly configuration: Configuration; readonly complaints: readonly string[] } {
  const complaints: string[] = [];
  if (typeof source !== 'object' || source === null || Array.isArray(source)) {
    return { configuration: DEFAULT_CONFIGURATION, complaints: ['the configuration must be an object'] };
  }
  const entries = new Map(Object.entries(source));
  for (const key of entries.keys())
    if (!Object.hasOwn(CONFIGURATION_KEYS, key))
      complaints.push(`unknown key "${key}": known are ${Object.keys(CONFIGURATION_KEYS).join(', ')}`);
  const list = (key: keyof Configuration): readonly string[] => {
    const value: unknown = entries.get(key);
    if (value === undefined) return CONFIGURATION_KEYS[key].default;
    if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string')) return value;
    complaints.push(`"${key}" must be a list of strings`);
    return CONFIGURATION_KEYS[key].default;
  };
  const targets = list('targets').filter((name) => {
    if (targetNamed(name) !== null) return true;
    complaints.push(unknownTarget(name));
    return false;
  });
  const disable = list('disable');
  for (const rule of disable) if (!isRuleSelector(rule)) complaints.push(`"disable" names no rule: ${rule}`);
  return { configuration: { targets: targets.length === 0 ? DEFAULT_CONFIGURATION.targets : targets, disable }, complaints };
}

export function unknownTarget(name: string): string {
  return `unknown target "${name}": known are ${TARGETS.map((target) => target.name).join(', ')}`;
}

/** Whether a rule with this code is switched off by one of the selectors. */
export function isDisabled(code: string, disable: readonly string[]): boolean {
  return disable.some((selector) => code.startsWith(selector.toUpperCase()) || ruleNamed(selector)?.code === code);
}

function isRuleSelector(selector: string): boolean {
  return ruleNamed(selector) !== null || (/^JIT\d*$/i.test(selector) && RULES.some((rule) => rule.code.startsWith(selector.toUpperCase())));
}
