/** The page of a rewrite as Markdown: docs/fixes/<name>.md, and without the measurements `jitlens explain <name>`. */
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { RunCounts } from './contract';
import type { FixPage } from './pages';

/** One program of a pair, as a real PyPy, a real CPython and the VM saw it. Processor time in seconds, best of several. */
export interface MeasuredProgram {
  readonly pypy: {
    readonly loops: number;
    readonly bridges: number;
    readonly generalRounds: number;
    readonly seconds: number;
    readonly secondsJitOff: number;
  };
  readonly cpython: { readonly seconds: number };
  readonly vm: RunCounts;
}

export interface MeasuredPair {
  readonly before: MeasuredProgram;
  readonly after: MeasuredProgram;
  /** Whether all six runs of the pair printed the same. */
  readonly sameOutput: boolean;
}

/** `fixtures/fixes/recorded.json`, written by `npm run bench:fixes -- --write`. */
export interface RecordedPairs {
  readonly pypy: string;
  readonly cpython: string;
  readonly pairs: Readonly<Record<string, MeasuredPair>>;
  /** Pairs that were measured as well and that speak against a rewrite, by `<fix>/<what>`: `fixtures/fixes/<fix>/rejected/<what>-before.py`. */
  readonly rejected: Readonly<Record<string, MeasuredPair>>;
}

/** What the page of every fix says, whether it was measured or not. */
export function fixPage(name: string, codes: readonly string[], { title, does, proved, whenNot }: FixPage): string {
  const answers = codes.map((code) => `[${code}](../rules/${code}.md)`).join(', ');
  return [
    `# ${title}\n\nFix \`${name}\`, in answer to ${answers}. \`jitlens fix FILE\` shows it as a diff, \`--measure\` runs the program before and after it.\n`,
    `## What it does\n\n${does}\n`,
    `## What is proved before it is offered\n\n${proved}\n`,
    `## When it does not pay\n\n${whenNot}\n`,
  ].join('\n');
}

/** The pair of programs, and what was measured on them. */
export function pairSections(
  name: string,
  before: string,
  after: string,
  recorded: RecordedPairs,
  rejected: readonly Rejected[] = [],
): string {
  const patch = createTwoFilesPatch(`${name}/before.py`, `${name}/after.py`, before, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
  const pair = recorded.pairs[name];
  const measured = pair === undefined ? 'Not measured yet.' : table(pair);
  return `\n## The pair\n\n\`\`\`diff\n${patch.trimEnd()}\n\`\`\`\n\n## Measured\n\nPyPy ${recorded.pypy} and CPython ${recorded.cpython}; the last column is what the VM counts and predicts.${GENERAL_ROUNDS}\n\n${measured}\n${rejectedSection(name, recorded, rejected)}`;
}

const GENERAL_ROUNDS = ' General rounds are those that a bridge began in the general part of a loop, with boxed values and every check.';

/** A pair that was measured and that speaks against a rewrite. */
export interface Rejected {
  /** `by-tuple`, of `rejected/by-tuple-before.py`. */
  readonly what: string;
  /** The docstring of its second program. */
  readonly why: string;
}

function rejectedSection(name: string, { rejected: pairs }: RecordedPairs, rejected: readonly Rejected[]): string {
  if (rejected.length === 0) return '';
  const rows = rejected.map(({ what, why }) => {
    const pair = pairs[`${name}/${what}`];
    const cells =
      pair === undefined
        ? ['-', '-', '-']
        : [
            `${pair.before.pypy.bridges} -> ${pair.after.pypy.bridges}`,
            factor(pair.before.pypy.seconds, pair.after.pypy.seconds),
            factor(pair.before.cpython.seconds, pair.after.cpython.seconds),
          ];
    return `| ${[why, ...cells].join(' | ')} |`;
  });
  return [
    '\n## Measured, and not offered\n',
    '| What | bridges on PyPy | faster on PyPy | faster on CPython |',
    '| :-- | --: | --: | --: |',
    ...rows,
    '',
  ].join('\n');
}

function factor(before: number | null, after: number | null): string {
  return before === null || after === null || after === 0 ? '-' : (before / after).toFixed(2);
}

function table({ before, after, sameOutput }: MeasuredPair): string {
  const row = (what: string, ...cells: readonly string[]): string => `| ${[what, ...cells].join(' | ')} |`;
  const ms = (seconds: number | null): string => (seconds === null ? '-' : `${Math.round(seconds * 1000)} ms`);
  const both = (pick: (program: MeasuredProgram) => string): string => `${pick(before)} -> ${pick(after)}`;
  return [
    row('', 'measured on PyPy', 'in the VM'),
    '| :-- | --: | --: |',
    row(
      'loops',
      both(({ pypy }) => String(pypy.loops)),
      both(({ vm }) => String(vm.loops)),
    ),
    row(
      'bridges',
      both(({ pypy }) => String(pypy.bridges)),
      both(({ vm }) => String(vm.bridges)),
    ),
    row(
      'general rounds',
      both(({ pypy }) => String(pypy.generalRounds)),
      both(({ vm }) => String(vm.generalRounds)),
    ),
    row(
      'opaque calls left',
      '',
      both(({ vm }) => String(vm.opaqueCalls)),
    ),
    row(
      'allocations left',
      '',
      both(({ vm }) => String(vm.allocations)),
    ),
    row(
      'time with the JIT (VM: predicted)',
      both(({ pypy }) => ms(pypy.seconds)),
      both(({ vm }) => ms(vm.predictedSeconds)),
    ),
    row(
      'time with the JIT off',
      both(({ pypy }) => ms(pypy.secondsJitOff)),
      '',
    ),
    row(
      'time on CPython',
      both(({ cpython }) => ms(cpython.seconds)),
      '',
    ),
    '',
    sameOutput ? 'Every run printed the same.' : 'THE OUTPUT DIFFERS.',
  ].join('\n');
}

/** docs/fixes/README.md: all fixes in one table. */
export function fixIndex(names: readonly string[], pages: ReadonlyMap<string, FixPage>, recorded: RecordedPairs): string {
  const rows = names.map((name) => {
    const pair = recorded.pairs[name];
    const link = `[${pages.get(name)!.title}](${name}.md)`;
    if (pair === undefined) return `| ${link} | - | - | - | - | - | - | - |`;
    const { before, after } = pair;
    return `| ${link} | ${before.pypy.bridges} -> ${after.pypy.bridges} | ${before.vm.bridges} -> ${after.vm.bridges} | ${before.pypy.generalRounds} -> ${after.pypy.generalRounds} | ${before.vm.generalRounds} -> ${after.vm.generalRounds} | ${factor(before.pypy.seconds, after.pypy.seconds)} | ${factor(before.vm.predictedSeconds, after.vm.predictedSeconds)} | ${factor(before.cpython.seconds, after.cpython.seconds)} |`;
  });
  return [
    '# Fixes\n',
    `Written by \`npm run bench:fixes -- --write\`. For each fix the pair of programs in \`fixtures/fixes\`: how many times faster the second one is, by processor time on PyPy ${recorded.pypy} and CPython ${recorded.cpython}, best of several runs, the start of the interpreter left out. A figure below 1 is a loss.\n`,
    '| Fix | bridges on PyPy | in the VM | general rounds on PyPy | in the VM | faster on PyPy | predicted | faster on CPython |',
    '| :-- | --: | --: | --: | --: | --: | --: | --: |',
    ...rows,
    '',
  ].join('\n');
}
