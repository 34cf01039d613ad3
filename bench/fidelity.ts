/**
 * Compares the embedded VM's JIT with a real PyPy's, program by program.
 *
 *     npm run bench:fidelity                        fixtures/fidelity and fixtures/seeds; writes docs/fidelity.md
 *     npm run bench:fidelity -- FOLDER              that folder; prints only
 *         --record            keep what PyPy did in recorded.json beside the programs; with --only, of those alone
 *         --recorded [FILE]   compare with that record although there is a PyPy
 *         --only REGEX        some of the programs
 *         --pypy COMMAND      default pypy3
 *         --fresh             ask PyPy again about programs it has run before
 *         --times             measure how long PyPy, PyPy without JIT and CPython 3.13 take, to compare with what is predicted
 *
 * Programs run several at a time. What PyPy did with a text depends on the text and PyPy's version alone, so it is remembered
 * (node_modules/.cache/fidelity).
 *
 * Without a PyPy the record is what is compared with.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onPyPy, onVm, pypyVersion, readProgram } from './fidelity/engines';
import { page } from './fidelity/page';
import { inParallel } from './fidelity/pool';
import { hashOf, readJson, readRecorded, writeRecorded, type Recorded, type Truth } from './fidelity/recorded';
import { measureTimes, type Times } from './fidelity/predicted';
import { predictedRows, predictionTable, programRow, programTable, scoreTable, type Compared } from './fidelity/table';
import { cpython313 } from './vm/peers';

export const NURSERY = { usual: '1M', other: '4M' } as const;
/** The folders of the page, and where PyPy's part is kept. */
const FOLDERS: Readonly<Record<string, string>> = {
  'fixtures/fidelity': 'fixtures/fidelity/recorded.json',
  'fixtures/seeds': 'fixtures/fidelity/recorded-seeds.json',
};

interface Request {
  readonly folders: readonly string[];
  readonly only: RegExp;
  readonly record: boolean;
  /** A file, or '' for the one beside the programs. Null: the installed PyPy when there is one. */
  readonly recorded: string | null;
  readonly pypy: string;
  readonly fresh: boolean;
  /** Measure what the programs take, too. */
  readonly times: boolean;
}

function request(args: readonly string[]): Request {
  const folders: string[] = [];
  let only = /./;
  let record = false;
  let recorded: string | null = null;
  let fresh = false;
  let times = false;
  let pypy = 'pypy3';
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--record') record = true;
    else if (arg === '--fresh') fresh = true;
    else if (arg === '--times') times = true;
    else if (arg === '--recorded') recorded = (args[i + 1] ?? '').endsWith('.json') ? args[++i]! : '';
    else if (arg === '--only') only = new RegExp(args[++i] ?? '');
    else if (arg === '--pypy') pypy = args[++i] ?? pypy;
    else folders.push(arg);
  }
  return { folders, only, record, recorded, pypy, fresh, times };
}

async function compareFolder(
  folder: string,
  { only, record, recorded, pypy, fresh, times }: Request,
  version: string | null,
): Promise<{ compared: Compared[]; truth: string } | null> {
  const recordFile = recorded === null || recorded === '' ? (FOLDERS[folder] ?? path.join(folder, 'recorded.json')) : recorded;
  const live = version !== null && (recorded === null || record);
  const kept = readRecorded(recordFile);
  if (!live && kept === null) {
    console.log(`${folder}: no ${pypy} on this machine and no ${recordFile}: nothing to compare with`);
    return null;
  }
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.py') && only.test(file))
    .sort();
  const truths: Record<string, Truth> = {};
  const results = await inParallel(names, async (name): Promise<Compared | null> => {
    const file = path.resolve(folder, name);
    const hash = hashOf(readProgram(file));
    const asked = live ? await askPyPy(pypy, version ?? '', file, hash, fresh) : kept?.programs[name];
    const truth =
      asked === undefined || !times ? withTimes(asked, kept?.programs[name]) : { ...asked, times: timesOf(pypy, file, hash, fresh) };
    if (truth?.hash !== hash) {
      console.log(`${name}: the record is of another text; run with --record`);
      return null;
    }
    truths[name] = truth;
    const ours = await onVm(file);
    if (ours.outcome === 'finished' && ours.stdout !== truth.usual.stdout) console.log(`${name}: prints something else than on PyPy`);
    const one = { name: name.replace(/\.py$/, ''), ours, pypy: truth.usual, other: truth.other, times: truth.times ?? null };
    console.error(programRow(one));
    return one;
  });
  const compared = results.filter((one) => one !== null);
  if (record && live) writeRecorded(recordFile, merged(readRecorded(recordFile), version, truths, new Set(readdirSync(folder))));
  return { compared, truth: live ? `PyPy ${version}` : `PyPy ${kept?.pypy ?? ''}, recorded` };
}

/** What was measured when the record was made. */
function withTimes(truth: Truth | undefined, kept: Truth | undefined): Truth | undefined {
  return truth === undefined || kept?.hash !== truth.hash || kept.times === undefined ? truth : { ...truth, times: kept.times };
}

function timesOf(pypy: string, file: string, hash: string, fresh: boolean): Times | null {
  const cpython = cpython313();
  if (cpython === null) return null;
  const memory = path.join('node_modules', '.cache', 'fidelity', `times-${path.basename(file, '.py')}-${hash}.json`);
  const known = fresh ? null : (readJson(memory) as Times | null);
  if (known !== null) return known;
  const times = measureTimes(file, pypy, cpython);
  mkdirSync(path.dirname(memory), { recursive: true });
  if (times !== null) writeFileSync(memory, JSON.stringify(times));
  return times;
}

/** What PyPy did with this text, from memory when it has run it before. */
async function askPyPy(pypy: string, version: string, file: string, hash: string, fresh: boolean): Promise<Truth> {
  const folder = path.join('node_modules', '.cache', 'fidelity');
  const memory = path.join(folder, `${version}-${NURSERY.usual}-${NURSERY.other}-${path.basename(file, '.py')}-${hash}.json`);
  const known = fresh ? null : (readJson(memory) as Truth | null);
  if (known !== null) return known;
  const truth = { hash, usual: await onPyPy(pypy, file, NURSERY.usual), other: await onPyPy(pypy, file, NURSERY.other) };
  mkdirSync(folder, { recursive: true });
  writeFileSync(memory, JSON.stringify(truth));
  return truth;
}

/** The record with these programs put in, and without those that are gone. */
function merged(before: Recorded | null, version: string, truths: Readonly<Record<string, Truth>>, present: ReadonlySet<string>): Recorded {
  const all = Object.entries({ ...before?.programs, ...truths }).filter(([name]) => present.has(name));
  return { pypy: version, programs: Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

async function main(): Promise<void> {
  const asked = request(process.argv.slice(2));
  const version = pypyVersion(asked.pypy);
  const wholePage = asked.folders.length === 0;
  const sections: { folder: string; compared: Compared[] }[] = [];
  for (const folder of wholePage ? Object.keys(FOLDERS) : asked.folders) {
    if (!existsSync(folder)) {
      console.error(`${folder}: no such folder`);
      process.exitCode = 2;
      return;
    }
    const result = await compareFolder(folder, asked, version);
    if (result === null) continue;
    console.log(`\n${folder} (${result.compared.length} programs, against ${result.truth})\n`);
    console.log(programTable(result.compared));
    console.log(`\n${scoreTable(result.compared)}`);
    if (predictionTable(result.compared) !== '')
      console.log(`\nPredicted / measured:\n\n${predictedRows(result.compared)}\n\n${predictionTable(result.compared)}`);
    sections.push({ folder, compared: result.compared });
  }
  if (wholePage && sections.length === Object.keys(FOLDERS).length && asked.only.source === '.')
    writeFileSync('docs/fidelity.md', page(sections, NURSERY));
}

void main();
