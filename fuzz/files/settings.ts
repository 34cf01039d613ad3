/** Configuration files, baselines and settings of clients, damaged and made up. */
import type { Fuzzer } from '../fuzzer';
import { anyValue, damaged, Random, several } from '../random';
import { complaintAbout, Workplace } from './command';

const PROGRAM = 'import math\ndef f(ps):\n  t = 0\n  for p in ps:\n    t += math.hypot(p.x, p.y)\n';

/** The first line says what the rest is. */
const KINDS = ['pyproject.toml', 'config.json', 'baseline.json', '.python-version', '.gitignore', 'command line'] as const;

export function settingsFuzzer(): Fuzzer {
  return {
    name: 'settings',
    what: 'odd pyproject.toml, configuration, baseline and .gitignore files, and odd command lines',
    make(seed) {
      const random = new Random(seed);
      const kind = random.pick(KINDS);
      return `${kind}\n${contentOf(random, kind)}`;
    },
    async complaint(input) {
      const [kind = '', ...lines] = input.split('\n');
      const workplace = new Workplace();
      try {
        workplace.write('hot.py', PROGRAM);
        const text = lines.join('\n');
        const args = ['check', '--format', 'json'];
        if (kind === 'command line') args.splice(1, 2, ...lines);
        else workplace.write(kind, text);
        if (kind === 'config.json') args.push('--config', kind);
        if (kind === 'baseline.json') args.push('--baseline', kind);
        if (kind === '.python-version') args.push('--target', 'auto');
        const called = await workplace.call(...args, '.');
        return complaintAbout(`check with this ${kind}`, called, { statuses: [0, 1, 2], json: kind !== 'command line' });
      } finally {
        workplace.dispose();
      }
    },
  };
}

function contentOf(random: Random, kind: (typeof KINDS)[number]): string {
  switch (kind) {
    case 'pyproject.toml':
      return damaged(random, toml(random), random.pick([0, 0, 1, 4]));
    case 'config.json':
      return damaged(random, JSON.stringify(table(random), null, 1), random.pick([0, 0, 1, 4]));
    case 'baseline.json':
      return damaged(random, JSON.stringify(baseline(random), null, 1), random.pick([0, 0, 1, 4]));
    case '.python-version':
      return random.pick(['3.14', 'pypy3.9', '3', '', 'x'.repeat(10_000), '3.99999999999', '\0', '3.14\n3.13\n', '>=3']);
    case '.gitignore':
      return several(random.between(1, 6), () => random.pick(PATTERNS)).join('\n');
    case 'command line':
      return several(random.between(1, 5), () => random.pick(OPTIONS)).join('\n');
  }
}

const KEYS = [
  'targets',
  'select',
  'ignore',
  'disable',
  'per-file-ignores',
  'exclude',
  'thresholds',
  'budgets',
  '__proto__',
  'constructor',
  'x',
];
const PATTERNS = [
  '*',
  '**',
  '!',
  '[',
  '[a',
  '\\',
  '/'.repeat(300),
  '!*.py',
  '**/**/**/**/**/x',
  'a{1,9}',
  '(a+)+$',
  '\0',
  '*'.repeat(60),
  '#',
  ' ',
  'é',
];
const OPTIONS = [
  '--target',
  '--target=',
  '--target=pypy,,',
  '--format=constructor',
  '--config=/dev/null',
  '--baseline=.',
  '--select=JIT',
  '--ignore=__proto__',
  '--limit=memory=0',
  '--',
  '-',
  '-x',
  '',
  '\0',
  '..',
  'hot.py:1',
  '--format=json',
  '--disable=JIT101,JIT1,JIT',
];

/** A table of settings, some of them right. */
function table(random: Random): Record<string, unknown> {
  const right: Readonly<Record<string, unknown>> = {
    targets: ['pypy', 'cpython3.14'],
    select: ['JIT1'],
    ignore: ['opaque-call'],
    exclude: [random.pick(PATTERNS)],
    thresholds: { loop: random.pick([1, 0, 1e9, -1, 1.5]), function: 2 },
    budgets: { bridges: 3 },
    'per-file-ignores': Object.fromEntries([[random.pick(PATTERNS), ['JIT']]]),
  };
  return Object.fromEntries(
    several(random.between(1, 5), (): [string, unknown] => {
      const key = random.pick(KEYS);
      return [key, random.chance(50) && Object.hasOwn(right, key) ? right[key] : anyValue(random)];
    }),
  );
}

function toml(random: Random): string {
  const lines = Object.entries(table(random)).map(([key, value]) => `${JSON.stringify(key)} = ${inToml(value)}`);
  return `${random.pick(['[tool.jitlens]', '[tool]\njitlens = 1', '[[tool.jitlens]]', '[project]\nrequires-python = ">=3.14"\n[tool.jitlens]'])}\n${lines.join('\n')}\n`;
}

function inToml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inToml).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${JSON.stringify(key)} = ${inToml(inner)}`)
      .join(', ')} }`;
  return value === null ? 'nan' : JSON.stringify(value);
}

function baseline(random: Random): unknown {
  const finding = (): unknown => (random.chance(70) ? { code: 'JIT101', message: 'x', line: random.between(-1, 9) } : anyValue(random));
  const file = (): unknown =>
    random.chance(70) ? { path: random.pick(['hot.py', '__proto__', '']), findings: several(random.below(3), finding) } : anyValue(random);
  return random.chance(80)
    ? { version: random.pick([1, 1, 1, 2, '1']), files: random.chance(90) ? several(random.below(4), file) : anyValue(random) }
    : anyValue(random);
}
