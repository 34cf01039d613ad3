/**
 * How often the static findings are right, and how much they miss, against what a real PyPy's JIT did:
 *
 *     npm run bench:rules -- FOLDER... [--pypy COMMAND] [--keep FOLDER] [--hints] [--list]
 *     npm run bench:rules -- --cpython RECORD [--hints] [--list]
 *
 * Each program of the folders is run on PyPy and its log read. Precision: of the findings shown by default (information and above;
 * `--hints` takes hints as well), how many the log confirms, of those it confirms or refutes. Recall: of the effects that cost at least 2 % of
 * the run, how many a finding speaks of. Base rate: of the lines in compiled code, how many hold such an effect at all. `--keep` keeps
 * the logs for the next time.
 *
 * `--cpython RECORD` compares the findings for CPython's JIT with a record of its executors instead (rules/cpython.ts).
 */
import path from 'node:path';
import { pythonFiles } from '../analyzer/cli/python-files';
import { FAMILIES, type Family } from '../analyzer/rules/finding';
import { loadSyntax } from '../analyzer/workspace';
import { compareWithCPython } from './rules/cpython';
import { measure } from './rules/measure';
import { baseRates, eventsOf, speaksOf } from './rules/truth';

interface Tally {
  confirmed: number;
  refuted: number;
  undecided: number;
  events: number;
  found: number;
  baseLines: number;
}

async function main(): Promise<void> {
  const { folders, command, keep, hints, list, cpython } = options(process.argv.slice(2));
  if (cpython !== null) {
    await loadSyntax();
    compareWithCPython(cpython, hints, list);
    return;
  }
  if (folders.length === 0) {
    console.error('usage: npm run bench:rules -- FOLDER... [--pypy COMMAND] [--keep FOLDER] [--hints] [--list] | --cpython RECORD');
    process.exitCode = 2;
    return;
  }
  await loadSyntax();
  const tallies = new Map<Family, Tally>(
    FAMILIES.map((family) => [family, { confirmed: 0, refuted: 0, undecided: 0, events: 0, found: 0, baseLines: 0 }]),
  );
  let lines = 0;
  let programs = 0;
  const details: string[] = [];
  for (const { file, error } of await pythonFiles(folders, process.cwd(), () => false)) {
    const measured = error === null ? await measure(file, command, keep) : error;
    const name = path.basename(file);
    if (typeof measured === 'string') {
      console.log(`${name}: not measured, ${measured}`);
      continue;
    }
    programs++;
    const shown = measured.verdicts.filter(({ finding }) => hints || finding.severity !== 'hint');
    for (const { finding, status, evidence } of shown) {
      const tally = tallies.get(finding.family)!;
      tally[status === 'confirmed' || status === 'refuted' ? status : 'undecided']++;
      if (status !== 'confirmed')
        details.push(
          `${name}:${measured.ran.lines.lineAt(finding.span.start) + 1}: ${finding.code} ${status}: ${finding.message} (${evidence.reason})`,
        );
    }
    for (const event of eventsOf(measured)) {
      const tally = tallies.get(event.family)!;
      tally.events++;
      if (shown.some((verdict) => verdict.status !== 'refuted' && speaksOf(verdict, event, measured))) tally.found++;
      else details.push(`${name}:${event.line}: missed ${event.family} in ${event.scope}: ${event.what}`);
    }
    const rates = baseRates(measured);
    lines += rates.lines;
    for (const family of FAMILIES) tallies.get(family)!.baseLines += rates.with[family];
  }
  if (list) for (const detail of details) console.log(detail);
  console.log(`${programs} programs, ${lines} lines in compiled code`);
  console.log('family        confirmed  refuted  undecided  precision  effects  found  recall  base rate');
  for (const [family, tally] of tallies) {
    const cells = [
      String(tally.confirmed).padStart(9),
      String(tally.refuted).padStart(7),
      String(tally.undecided).padStart(9),
      ratio(tally.confirmed, tally.confirmed + tally.refuted).padStart(9),
      String(tally.events).padStart(7),
      String(tally.found).padStart(5),
      ratio(tally.found, tally.events).padStart(6),
      ratio(tally.baseLines, lines).padStart(9),
    ];
    console.log(`${family.padEnd(12)}  ${cells.join('  ')}`);
  }
  console.log('wanted: precision at least 0.9, recall at least 0.8');
}

function ratio(part: number, whole: number): string {
  return whole === 0 ? '-' : (part / whole).toFixed(2);
}

function options(args: readonly string[]): {
  readonly folders: readonly string[];
  readonly command: string;
  readonly keep: string | null;
  readonly hints: boolean;
  readonly list: boolean;
  readonly cpython: string | null;
} {
  const folders: string[] = [];
  let command = 'pypy3';
  let keep: string | null = null;
  let cpython: string | null = null;
  for (let index = 0; index < args.length; index++) {
    if (args[index] === '--pypy') command = args[++index] ?? command;
    else if (args[index] === '--keep') keep = args[++index] ?? null;
    else if (args[index] === '--cpython') cpython = args[++index] ?? null;
    else if (!args[index]!.startsWith('--')) folders.push(args[index]!);
  }
  return { folders, command, keep, hints: args.includes('--hints'), list: args.includes('--list'), cpython };
}

void main();
