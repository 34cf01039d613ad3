/** The JSON Schema of the configuration (docs/jitlens.schema.json), made from its table of keys, for editors that check TOML and JSON. */
import { METRICS } from '../profile/budget/budget';
import { RULES } from '../rules/registry';
import { TARGETS } from '../targets';
import { CONFIGURATION_KEYS } from './configuration';

const rules = {
  type: 'array',
  items: { type: 'string', anyOf: [{ enum: RULES.flatMap((rule) => [rule.code, rule.name]) }, { pattern: '^[Jj][Ii][Tt]\\d*$' }] },
};
const texts = { type: 'array', items: { type: 'string' } };
const count = { type: 'integer', minimum: 1 };

const SHAPES: Readonly<Record<keyof typeof CONFIGURATION_KEYS, object>> = {
  targets: { type: 'array', items: { enum: TARGETS.map((target) => target.name) } },
  select: rules,
  ignore: rules,
  disable: rules,
  'per-file-ignores': { type: 'object', additionalProperties: rules },
  exclude: texts,
  budgets: { type: 'object', properties: Object.fromEntries(Object.keys(METRICS).map((metric) => [metric, { type: 'integer', minimum: 0 }])), additionalProperties: false },
  thresholds: { type: 'object', properties: { loop: count, function: count }, additionalProperties: false },
};

export function configurationSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'JIT Lens: [tool.jitlens] in pyproject.toml, or the JSON file that `jitlens check --config` names',
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(CONFIGURATION_KEYS).map(([key, { comment, default: value }]) => [
        key,
        { description: comment, default: value, ...SHAPES[key as keyof typeof CONFIGURATION_KEYS] },
      ]),
    ),
    additionalProperties: false,
  };
}
