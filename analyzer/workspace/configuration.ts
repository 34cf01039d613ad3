/** What a user can set for the analysis: one table with a comment and a default per key, shared by the command line, editors and docs. */
import { DEFAULT_TARGET, TARGETS, targetNamed } from '../targets';
import { RULES, ruleNamed } from '../rules/registry';
import { METRICS, type Limits } from '../profile/budget/budget';
import { readBudgets } from './budgets';
import { readThresholds, type ThresholdSettings } from './thresholds';

export interface Configuration {
  /** Names of the targets to check for. */
  readonly targets: readonly string[];
  /** Rules that are reported; empty: all. Rule codes, beginnings of codes (`JIT4`) or rule names, as in all lists of rules here. */
  readonly select: readonly string[];
  /** Rules that are not reported; stronger than `select`. */
  readonly disable: readonly string[];
  /** Rules that are not reported in files that match a pattern. */
  readonly perFile: readonly PerFile[];
  /** Files and folders that a search leaves out, as patterns of .gitignore. */
  readonly exclude: readonly string[];
  /** From how many iterations code counts as hot, where that is not the target's own. */
  readonly thresholds: ThresholdSettings;
  /** What `jitlens profile --check` allows each file as a whole. */
  readonly budgets: Limits;
}

export interface PerFile {
  /** A pattern of .gitignore, relative to the folder of the configuration file. */
  readonly pattern: string;
  readonly disable: readonly string[];
}

/** What a key of the configuration file holds. */
type Shape = 'list of strings' | 'table of lists' | 'table of numbers';

/** Each key of the configuration file, with what it means. `disable` is the older name of `ignore`. */
export const CONFIGURATION_KEYS = {
  targets: {
    comment: `JITs to check for: ${TARGETS.map((target) => target.name).join(', ')}`,
    shape: 'list of strings',
    default: [DEFAULT_TARGET],
  },
  select: {
    comment: 'rules that are reported: codes (JIT401), beginnings of codes (JIT4) or names (escaping-allocation); empty: all',
    shape: 'list of strings',
    default: [],
  },
  ignore: { comment: 'rules that are not reported, named as in "select" and stronger than it', shape: 'list of strings', default: [] },
  disable: { comment: 'the older name of "ignore"', shape: 'list of strings', default: [] },
  'per-file-ignores': {
    comment: 'rules that are not reported in some files: a table from patterns as in .gitignore to lists of rules',
    shape: 'table of lists',
    default: {},
  },
  exclude: { comment: 'files and folders that are not searched, patterns as in .gitignore', shape: 'list of strings', default: [] },
  thresholds: {
    comment:
      'iterations from which a loop ("loop") and calls from which a function ("function") counts as hot, in place of the target’s own',
    shape: 'table of numbers',
    default: {},
  },
  budgets: {
    comment: `what "jitlens profile --check" allows each file: a table with ${Object.keys(METRICS).join(', ')}`,
    shape: 'table of numbers',
    default: {},
  },
} as const satisfies Readonly<Record<string, { readonly comment: string; readonly shape: Shape; readonly default: unknown }>>;

type Key = keyof typeof CONFIGURATION_KEYS;

export const DEFAULT_CONFIGURATION: Configuration = {
  targets: CONFIGURATION_KEYS.targets.default,
  select: [],
  disable: [],
  perFile: [],
  exclude: [],
  thresholds: {},
  budgets: {},
};

/** A configuration from parsed JSON or TOML, and one sentence for each thing in it that is wrong; what is wrong takes its default. */
export function readConfiguration(source: unknown): { readonly configuration: Configuration; readonly complaints: readonly string[] } {
  const complaints: string[] = [];
  const complain = (sentence: string): void => void complaints.push(sentence);
  if (!isTable(source)) return { configuration: DEFAULT_CONFIGURATION, complaints: ['the configuration must be an object'] };
  const entries = new Map(Object.entries(source));
  for (const key of entries.keys())
    if (!Object.hasOwn(CONFIGURATION_KEYS, key)) complain(`unknown key "${key}": known are ${Object.keys(CONFIGURATION_KEYS).join(', ')}`);
  const list = (key: Key): readonly string[] => {
    const value: unknown = entries.get(key);
    if (value === undefined) return [];
    if (isTexts(value)) return value;
    complain(`"${key}" must be a list of strings`);
    return [];
  };
  const rules = (key: Key): readonly string[] => {
    const named = list(key);
    for (const rule of named) if (!isRuleSelector(rule)) complain(`"${key}" names no rule: ${rule}`);
    return named;
  };
  const targets = list('targets').filter((name) => {
    if (targetNamed(name) !== null) return true;
    complain(unknownTarget(name));
    return false;
  });
  const configuration: Configuration = {
    targets: targets.length === 0 ? DEFAULT_CONFIGURATION.targets : [...new Set(targets)],
    select: rules('select'),
    disable: [...rules('ignore'), ...rules('disable')],
    perFile: readPerFile(entries.get('per-file-ignores'), complain),
    exclude: list('exclude'),
    thresholds: readThresholds(entries.get('thresholds'), complain),
    budgets: readBudgets(entries.get('budgets'), complain),
  };
  return { configuration, complaints };
}

function readPerFile(value: unknown, complain: (sentence: string) => void): PerFile[] {
  if (value === undefined) return [];
  if (!isTable(value)) {
    complain('"per-file-ignores" must be a table from patterns to lists of rules');
    return [];
  }
  return Object.entries(value).flatMap(([pattern, disable]) => {
    if (!isTexts(disable)) {
      complain(`"per-file-ignores" must give a list of rules for "${pattern}"`);
      return [];
    }
    for (const rule of disable) if (!isRuleSelector(rule)) complain(`"per-file-ignores" names no rule: ${rule}`);
    return [{ pattern, disable }];
  });
}

export function unknownTarget(name: string): string {
  return `unknown target "${name}": known are ${TARGETS.map((target) => target.name).join(', ')}`;
}

/** Whether one of the selectors means the rule with this code. */
export function isDisabled(code: string, disable: readonly string[]): boolean {
  return disable.some((selector) => code.startsWith(selector.toUpperCase()) || ruleNamed(selector)?.code === code);
}

/** Whether the configuration lets a rule be reported. */
export function isReported(code: string, { select, disable }: Pick<Configuration, 'select' | 'disable'>): boolean {
  return !isDisabled(code, disable) && (select.length === 0 || isDisabled(code, select));
}

function isRuleSelector(selector: string): boolean {
  return ruleNamed(selector) !== null || (/^JIT\d*$/i.test(selector) && RULES.some((rule) => rule.code.startsWith(selector.toUpperCase())));
}

function isTable(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
