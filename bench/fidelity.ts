/**
 * Compares the embedded VM's JIT with a real PyPy's, program by program.
 *
 *     npm run bench:fidelity                        fixtures/fidelity and fixtures/seeds; writes docs/fidelity.md
 *     npm run bench:fidelity -- FOLDER              that folder; prints only
 *         --record            keep what PyPy did in recorded.json beside the programs; with --only, of those alone
 *         --recorded [FILE]   compare with that record although there is a PyPy
 *         --only REGEX        some of the programs
 *         --pypy COMMAND      default pypy3
 *
 * Without a PyPy the record is what is compared with.
 */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onPyPy, onVm, pypyVersion, readProgram } from './fidelity/engines';
import { page } from './fidelity/page';
import { hashOf, readRecorded, writeRecorded, type Recorded, type Truth } from './fidelity/recorded';
import { programRow, programTable, scoreTable, type Compared } from './fidelity/table';

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
}

function request(args: readonly string[]): Request {
  const folders: string[] = [];
  let only = /./;
  let record = false;
  let recorded: string | null = null;
  let pypy = 'pypy3';
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--record') record = true;
    else if (arg === '--recorded') recorded = (args[i + 1] ?? '').endsWith('.json') ? args[++i]! : '';
    else if (arg === '--only') only = new RegExp(args[++i] ?? '');
    else if (arg === '--pypy') pypy = args[++i] ?? pypy;
    else folders.push(arg);
  }
  return { folders, only, record, recorded, pypy };
}

async function compareFolder(
  folder: string,
  { only, record, recorded, pypy }: Request,
  version: string | null,
): Promise<{ compared: Compared[]; truth: string } | null> {
  const recordFile = recorded === null || recorded === '' ? (FOLDERS[folder] ?? path.join(folder, 'recorded.json')) : recorded;
  const live = version !== null && (recorded === null || record);
  const kept = readRecorded(recordFile);
  if (!live && kept === null) {
    console.log(`${folder}: no ${pypy} on this machine and no ${recordFile}: nothing to compare with`);
    return null;
  }
  const compared: Compared[] = [];
  const truths: Record<string, Truth> = {};
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.py') && only.test(file))
    .sort()) {
    const file = path.resolve(folder, name);
    const hash = hashOf(readProgram(file));
    const truth = live
      ? { hash, usual: await onPyPy(pypy, file, NURSERY.usual), other: await onPyPy(pypy, file, NURSERY.other) }
      : kept?.programs[name];
    if (truth?.hash !== hash) {
      console.log(`${name}: the record is of another text; run with --record`);
      continue;
    }
    truths[name] = truth;
    const ours = await onVm(file);
    compared.push({ name: name.replace(/\.py$/, ''), ours, pypy: truth.usual, other: truth.other });
    console.error(programRow(compared[compared.length - 1]!));
    if (ours.outcome === 'finished' && ours.stdout !== truth.usual.stdout) console.log(`${name}: prints something else than on PyPy`);
  }
  // With --only, what is known of the other programs stays.
  const newRecord: Recorded = { pypy: version ?? '', programs: only.source === '.' ? truths : sorted({ ...kept?.programs, ...truths }) };
  if (record && live) writeRecorded(recordFile, newRecord);
  return { compared, truth: live ? `PyPy ${version}` : `PyPy ${kept?.pypy ?? ''}, recorded` };
}

const sorted = <T>(programs: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(programs).sort(([a], [b]) => (a < b ? -1 : 1)));

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
    sections.push({ folder, compared: result.compared });
  }
  if (wholePage && sections.length === Object.keys(FOLDERS).length && asked.only.source === '.')
    writeFileSync('docs/fidelity.md', page(sections, NURSERY));
}

void main();
