/**
 * The truth about each fix: the pair of programs in fixtures/fixes/<name>, on a real PyPy, a real CPython and the VM, side by side.
 *
 *     npm run bench:fixes -- [NAME...] [--python PYTHON] [--pypy PYPY] [--write | --pages]
 *
 * `--write` records what was measured in fixtures/fixes/recorded.json and writes docs/fixes from it; `--pages` writes docs/fixes from what is recorded.
 * Times are processor time of the program alone, the best of three runs.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseSummary, pinned, pypyVersion } from '../scripts/pypy.mjs';
import { countsOf, generalRoundsOf } from '../analyzer/fixes/counts';
import { REWRITERS } from '../analyzer/fixes/registry';
import { disposeSpare, profileFile } from '../analyzer/profile';
import type { MeasuredPair, MeasuredProgram, RecordedPairs } from '../analyzer/fixes/fix-page';
import { foldLog } from '../analyzer/profile/fold/fold';
import { runOnPyPy } from '../analyzer/profile/pypy/engine';
import { fixPages, rejectedOf } from './fixes/pages';
import { cpython313 } from './vm/peers';

const RUNS = 3;
/** Address space of a real Python, in KiB. */
const MEMORY = 4_000_000;
/** The program runs as the module `__main__`: in a plain dict its globals would be looked up by hashing (JIT103). */
const WRAP = [
  'import sys, time, types',
  'name = sys.argv[1]',
  'code = compile(open(name).read(), name, "exec")',
  'module = sys.modules["__main__"] = types.ModuleType("__main__")',
  'start = time.process_time()',
  'exec(code, module.__dict__)',
  'sys.stderr.write("\\nTIME %.6f" % (time.process_time() - start))',
].join('\n');

const root = process.cwd();
const folder = path.join(root, 'fixtures', 'fixes');
const file = path.join(folder, 'recorded.json');

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      python: { type: 'string' },
      pypy: { type: 'string', default: 'pypy3' },
      write: { type: 'boolean', default: false },
      pages: { type: 'boolean', default: false },
    },
  });
  const names = REWRITERS.map(({ name }) => name);
  const known: RecordedPairs = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as RecordedPairs)
    : { pypy: '', cpython: '', pairs: {}, rejected: {} };
  if (values.pages) {
    writePages(known);
    return;
  }
  const python = values.python ?? cpython313();
  if (python === null) {
    console.log('bench:fixes needs CPython 3.13: none on the PATH, name one with --python');
    process.exitCode = 2;
    return;
  }
  const options = { ...values, python };
  const pairs: Record<string, MeasuredPair> = { ...known.pairs };
  const rejected: Record<string, MeasuredPair> = { ...known.rejected };
  for (const name of positionals.length === 0 ? names : positionals) {
    pairs[name] = await measurePair(name, path.join(folder, name, 'before.py'), path.join(folder, name, 'after.py'), options);
    for (const { what, before, after } of rejectedOf(folder, name))
      rejected[`${name}/${what}`] = await measurePair(`${name}, rejected ${what}`, before, after, options);
    // What is measured is kept, whatever happens to the rest.
    if (options.write) write(names, pairs, rejected, options);
  }
  disposeSpare();
}

interface Commands {
  readonly python: string;
  readonly pypy: string;
}

async function measurePair(name: string, first: string, second: string, commands: Commands): Promise<MeasuredPair> {
  const [before, after] = [await measure(first, commands), await measure(second, commands)];
  const sameOutput = [...before.outputs, ...after.outputs].every((output) => output === after.outputs[0]);
  const [a, b] = [before.program, after.program];
  console.log(
    `${name}: PyPy ${a.pypy.loops}/${a.pypy.bridges} -> ${b.pypy.loops}/${b.pypy.bridges} loops/bridges, ${a.pypy.generalRounds} -> ${b.pypy.generalRounds} general rounds, ${a.pypy.seconds} -> ${b.pypy.seconds} s; VM ${a.vm.loops}/${a.vm.bridges} -> ${b.vm.loops}/${b.vm.bridges}, ${a.vm.generalRounds} -> ${b.vm.generalRounds}, predicted ${a.vm.predictedSeconds ?? '-'} -> ${b.vm.predictedSeconds ?? '-'} s; CPython ${a.cpython.seconds} -> ${b.cpython.seconds} s${sameOutput ? '' : '; THE OUTPUT DIFFERS'}`,
  );
  return { before: before.program, after: after.program, sameOutput };
}

function write(
  names: readonly string[],
  pairs: Readonly<Record<string, MeasuredPair>>,
  rejected: Readonly<Record<string, MeasuredPair>>,
  { pypy, python }: Commands,
): void {
  const known = <T>(order: readonly string[], of: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(order.flatMap((name) => (of[name] === undefined ? [] : [[name, of[name]]])));
  const rejectedNames = names.flatMap((name) => rejectedOf(folder, name).map(({ what }) => `${name}/${what}`));
  const recorded: RecordedPairs = {
    pypy: pypyVersion(pypy) ?? '',
    cpython: cpythonVersion(python),
    pairs: known(names, pairs),
    rejected: known(rejectedNames, rejected),
  };
  writeFileSync(file, `${JSON.stringify(recorded, null, 2)}\n`);
  writePages(recorded);
}

async function measure(
  program: string,
  { python, pypy }: Commands,
): Promise<{ readonly program: MeasuredProgram; readonly outputs: readonly string[] }> {
  const jit = timed(pypy, [], program);
  const off = timed(pypy, ['--jit', 'off'], program);
  const cpython = timed(python, [], program);
  const summary = { ...summaryOf(pypy, program), generalRounds: await generalRoundsOn(pypy, program) };
  const profile = await profileFile(program, { timeLimit: 300, keepSpare: true });
  return {
    outputs: [jit.stdout, off.stdout, cpython.stdout, profile.stdout],
    program: {
      pypy: { ...summary, seconds: jit.seconds, secondsJitOff: off.seconds },
      cpython: { seconds: cpython.seconds },
      vm: countsOf(profile),
    },
  };
}

/** A run of a real Python with bounded memory. Throws when it fails. */
function run(
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): { readonly stdout: string; readonly stderr: string } {
  const shell = ['-c', `ulimit -v ${MEMORY}; exec "$0" "$@"`, command, ...args];
  const result = spawnSync('bash', shell, { encoding: 'utf8', timeout: 120_000, env: { ...process.env, ...pinned, ...environment } });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${result.error?.message ?? result.stderr}`);
  return result;
}

function timed(command: string, flags: readonly string[], program: string): { readonly seconds: number; readonly stdout: string } {
  let seconds = Infinity;
  let stdout = '';
  for (let round = 0; round < RUNS; round++) {
    const result = run(command, [...flags, '-c', WRAP, program]);
    seconds = Math.min(seconds, Number(/TIME ([\d.]+)$/.exec(result.stderr)![1]));
    stdout = result.stdout;
  }
  return { seconds: Number(seconds.toFixed(3)), stdout };
}

function summaryOf(command: string, program: string): { readonly loops: number; readonly bridges: number } {
  const scratch = mkdtempSync(path.join(tmpdir(), 'jitlens-fixes-'));
  try {
    const log = path.join(scratch, 'summary.log');
    run(command, [program], { PYPYLOG: `jit-summary:${log}` });
    const { loops, bridges } = parseSummary(readFileSync(log, 'utf8'));
    return { loops, bridges };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** From a log with all traces, whose counts differ a little from those of the summary alone. */
async function generalRoundsOn(command: string, program: string): Promise<number> {
  const { run, log } = await runOnPyPy({
    ...{ file: program, text: readFileSync(program, 'utf8'), onDisk: true, args: [], stdin: '', jit: {} },
    ...{ timeLimit: 120_000, outputLimit: 2 ** 26, traceText: false, command },
  });
  if (run.outcome !== 'finished') throw new Error(`${command} ${program}: ${run.outcome}`);
  return generalRoundsOf(foldLog(log).traces.map(({ info, executions }) => ({ kind: info.kind, ends: info.ends, executions })));
}

function cpythonVersion(command: string): string {
  return run(command, ['-c', 'import sys; print("%d.%d.%d" % sys.version_info[:3], end="")']).stdout;
}

function writePages(recorded: RecordedPairs): void {
  const docs = path.join(root, 'docs', 'fixes');
  mkdirSync(docs, { recursive: true });
  for (const [name, text] of fixPages(folder, recorded)) writeFileSync(path.join(docs, name), text);
}

void main();
