/**
 * Profiles: what a tracing JIT made of a run of a program, on the lines that caused it.
 *
 *     const profile = await profileFile('model.py', { findings }, { onProgress, signal });
 *
 * The program runs in a child process that can be killed (run-child.ts); whatever ends the run, the profile holds what was learned.
 * A request that cannot be carried out at all (no such file, a target nobody models) rejects with a RequestError.
 */
import path from 'node:path';
import type { JitSetting, Limits } from '../vm/api';
import { isLibraryPath } from '../vm/jit/text/library';
import type { TraceInfo, TraceLog } from '../vm/jit/tracelog';
import { LIMITS, limitsOf, TIME_LIMIT } from '../vm/sandbox/limits';
import { toGuestPath, toHostPath } from '../vm/sandbox/guest-path';
import { builtBundles, type ChildBundles, type ChildOptions } from './child-process';
import type { Job } from './child/frames';
import type { Engine, ProfileJson } from './contract';
import type { ExplorerJson, TraceListingJson } from './explorer/contract';
import { explorerJson } from './explorer/explorer';
import { traceListing } from './explorer/listing';
import { foldLog } from './fold/fold';
import type { Profile } from './fold/profile';
import { LineIndex } from '../syntax/positions';
import { profileJson, type StaticFindings } from './profile-json';
import { runOnPyPy } from './pypy/engine';
import { readLogFile } from './pypy/log-file';
import { findPython } from './python/installation';
import { modelledTarget, readSource, RequestError, whyUnreadable } from './request';
import { SpareChild } from './spare-child';
import { runInChild, type ChildRun, type RunCallbacks } from './run-child';

export type * from './contract';
export type * from './explorer/contract';
export type { StaticFindings } from './profile-json';
export type { Progress, RunCallbacks } from './run-child';
export { RequestError } from './request';
export { OBSERVATIONS } from './verdict/observed';

/** Says what the static analyzer suspects; verdicts are about these. */
export type FindingsOf = (path: string, text: string, target: string) => StaticFindings | Promise<StaticFindings>;

export interface ProfileOptions {
  /** Default `pypy`. */
  readonly target?: string;
  /** `pypy` runs an installed PyPy, which is not sandboxed. Default `vm`. */
  readonly engine?: 'vm' | 'pypy';
  /** The command of that PyPy. Default `pypy3`. */
  readonly pypy?: string;
  readonly jit?: JitSetting;
  /** The program's arguments. */
  readonly arguments?: readonly string[];
  readonly stdin?: string;
  /** Variables the program finds in its environment: none of this process's own. */
  readonly environment?: ReadonlyMap<string, string>;
  /** Statements run after the file, in its namespace, in place of its main guard. */
  readonly entry?: string;
  /** Seconds by the wall clock; the backstop behind the operation limit. */
  readonly timeLimit?: number;
  /** Other limits than those of the table (vm/sandbox/limits.ts). */
  readonly limits?: Partial<Limits>;
  readonly findings?: FindingsOf;
  /** Folders the program may read besides its own (the workspace). */
  readonly readable?: readonly string[];
  /** A Python to take packages from: its interpreter, its folder or a virtual environment. Default: the program's own, or the first on PATH. */
  readonly python?: string;
  /** Texts that take the place of files on disk: editors' unsaved buffers, by path. */
  readonly overlay?: ReadonlyMap<string, string>;
  /** Other bundles of the child process than the built ones (tests). */
  readonly bundles?: ChildBundles;
  /** Keep a child process ready for the next run with the same folders: for hosts that live long. */
  readonly keepSpare?: boolean;
  /** The file's path as messages write it; default: as given. */
  readonly shownPath?: string;
}

/** Profiles a file as it is on disk. */
export async function profileFile(file: string, options: ProfileOptions = {}, callbacks: RunCallbacks = {}): Promise<ProfileJson> {
  modelledTarget(options.target);
  return profileText(file, await readSource(file), options, callbacks);
}

/** Profiles a text as if it were the file at that path: an editor's unsaved buffer. */
export async function profileText(
  file: string,
  text: string,
  options: ProfileOptions = {},
  callbacks: RunCallbacks = {},
): Promise<ProfileJson> {
  return (await profileWithTraces(file, text, options, callbacks, false)).json;
}

export interface ProfileWithTraces {
  readonly json: ProfileJson;
  /** In the order they were made; with their text when that was asked for. */
  readonly traces: readonly TraceInfo[];
  /** The file as the traces name it. */
  readonly loggedPath: string;
  readonly explored: ExploredRun;
  /** The places of the disk that the program asked for, by host path; null where nobody can tell. */
  readonly looked: readonly string[] | null;
}

/** The traces of a run, to look through. */
export interface ExploredRun {
  readonly explorer: () => ExplorerJson;
  /** One trace beside its lines; null for a number that no trace has. */
  readonly listing: (id: number) => TraceListingJson | null;
}

function exploredRun(json: ProfileJson, log: TraceLog, profile: Profile, source: ExploredSource): ExploredRun {
  const index = new LineIndex(source.text);
  const lineText = (logged: string, line: number): string =>
    logged === source.loggedPath && line >= 1 && line <= index.lineCount ? index.lineText(line - 1) : '';
  const traces = new Map(tracesOf(log).map((trace) => [trace.id, trace]));
  let explorer: ExplorerJson | null = null;
  return {
    explorer: () => (explorer ??= explorerJson({ json, log, profile, lineText, display: source.display })),
    listing: (id) => {
      const trace = traces.get(id);
      return trace === undefined ? null : traceListing(trace, source.display);
    },
  };
}

interface ExploredSource {
  readonly text: string;
  readonly loggedPath: string;
  readonly display: (logged: string) => string;
}

/** As `profileText`, and the traces themselves. */
export async function profileWithTraces(
  file: string,
  text: string,
  options: ProfileOptions,
  callbacks: RunCallbacks,
  traceText: boolean,
): Promise<ProfileWithTraces> {
  const target = modelledTarget(options.target);
  const jit = options.jit ?? {};
  const [{ run, log, loggedPath, engine }, statics] = await Promise.all([
    options.engine === 'pypy' ? onPyPy(file, text, options, callbacks, traceText) : inTheVm(file, text, options, callbacks, traceText),
    options.findings?.(file, text, target.name) ?? NO_FINDINGS,
  ]);
  const shown = options.shownPath ?? file;
  const display = (logged: string): string => (logged === loggedPath ? shown : toHostPath(logged));
  const profiled = {
    path: shown,
    loggedPath,
    text,
    target,
    engine,
    jit,
    run,
    profile: foldLog(log),
    statics,
    display,
    notes: notesOn(log, run),
  };
  const json = profileJson(profiled);
  const explored = exploredRun(json, log, profiled.profile, { text, loggedPath, display });
  return { json, loggedPath, traces: tracesOf(log), explored, looked: run.looked?.map(toHostPath) ?? null };
}

const NO_FINDINGS: StaticFindings = { findings: [], errors: [] };

/** One run of whatever engine. */
interface EngineRun {
  readonly run: Omit<ChildRun, 'events' | 'complete'>;
  readonly log: TraceLog;
  readonly loggedPath: string;
  readonly engine: Engine;
}

async function inTheVm(
  file: string,
  text: string,
  options: ProfileOptions,
  callbacks: RunCallbacks,
  traceText: boolean,
): Promise<EngineRun> {
  const run = await runJob(jobOf(file, text, options, 'profile', traceText ? 'text' : 'counts'), options, callbacks);
  const log: TraceLog = { version: 1, producer: 'vm', events: run.events, complete: run.complete, unknownLines: [] };
  return { run, log, loggedPath: toGuestPath(path.resolve(file)), engine: 'vm' };
}

async function onPyPy(
  file: string,
  text: string,
  options: ProfileOptions,
  callbacks: RunCallbacks,
  traceText: boolean,
): Promise<EngineRun> {
  const onDisk = await readSource(file).then(
    (saved) => saved === text,
    () => false,
  );
  const request = {
    file: path.resolve(file),
    text: withEntry(text, options.entry),
    onDisk: onDisk && options.entry === undefined,
    args: options.arguments ?? [],
    stdin: options.stdin ?? '',
    environment: options.environment ?? new Map<string, string>(),
    moduleName: moduleNameOf(file, options),
    jit: options.jit ?? {},
    timeLimit: Math.round((options.timeLimit ?? TIME_LIMIT.profile) * 1000),
    outputLimit: LIMITS.output.profile,
    traceText,
    command: options.pypy ?? 'pypy3',
  };
  return { ...(await runOnPyPy(request, callbacks.signal)), engine: 'pypy' };
}

export interface LogOptions extends Pick<ProfileOptions, 'findings' | 'shownPath'> {
  /** Keep the text of the traces. */
  readonly traceText?: boolean;
}

/** A PYPYLOG file as a profile of the program it is about: the file of the user's that most of its traces start in. */
export async function profileLog(logFile: string, options: LogOptions): Promise<ImportedLog> {
  const target = modelledTarget();
  let log: TraceLog;
  try {
    log = await readLogFile(logFile, options.traceText ?? false);
  } catch (error) {
    throw new RequestError(`${options.shownPath ?? logFile}: ${whyUnreadable(error)}`);
  }
  if (tracesOf(log).length === 0 && log.unknownLines.length > 0)
    throw new RequestError(
      `${options.shownPath ?? logFile} is no PYPYLOG file with traces in it; write one with PYPYLOG=jit-log-opt,jit-backend-counts,jit-summary:FILE pypy3 PROGRAM`,
    );
  const loggedPath = mainPathOf(log);
  const source = loggedPath === null ? null : await readSource(toHostPath(loggedPath)).catch(() => null);
  const statics =
    loggedPath !== null && source !== null ? await (options.findings?.(loggedPath, source, target.name) ?? NO_FINDINGS) : NO_FINDINGS;
  const run = {
    // Of a log that was cut nothing is refuted: what it lacks may have happened.
    outcome: log.complete ? ('finished' as const) : ('cancelled' as const),
    exitStatus: 0,
    failure: null,
    looked: null,
    operations: 0,
    stdout: '',
    stderr: '',
    fault: null,
    milliseconds: 0,
  } as const;
  const shown = loggedPath === null ? (options.shownPath ?? logFile) : toHostPath(loggedPath);
  const notes = [
    ...notesOn(log, run),
    ...(source === null ? ['the program is not on this machine: its lines and findings are missing'] : []),
  ];
  const profiled = {
    loggedPath: loggedPath ?? '',
    text: source ?? '',
    target,
    engine: 'log' as const,
    jit: {},
    run,
    statics,
    display: toHostPath,
  };
  const profile = foldLog(log);
  const whole = profileJson({ ...profiled, path: shown, profile, notes });
  const json: ProfileJson = log.complete ? whole : { ...whole, partial: true };
  const explored = exploredRun(json, log, profile, { text: source ?? '', loggedPath: profiled.loggedPath, display: toHostPath });
  return { json, source, explored };
}

export interface ImportedLog {
  readonly json: ProfileJson;
  /** Text of the program, where it is on this machine. */
  readonly source: string | null;
  readonly explored: ExploredRun;
}

function mainPathOf(log: TraceLog): string | null {
  const counts = new Map<string, number>();
  for (const { at, guards } of tracesOf(log)) {
    if (!isLibraryPath(at.path)) counts.set(at.path, (counts.get(at.path) ?? 0) + 1 + guards.length);
  }
  let main: string | null = null;
  for (const [name, count] of counts) if (main === null || count > (counts.get(main) ?? 0)) main = name;
  return main;
}

function tracesOf(log: TraceLog): TraceInfo[] {
  return log.events.flatMap((event) => (event.type === 'compiled' ? [event.trace] : []));
}

function notesOn(log: TraceLog, run: Pick<ChildRun, 'fault' | 'outcome'>): string[] {
  const notes: string[] = [];
  if (log.producer === 'vm' && !log.complete && run.fault === null)
    notes.push('the run was killed: counts of the last moments are missing');
  if (log.producer === 'pypylog') {
    if (!log.complete) notes.push('the log ends early: counts are missing');
    if (log.unknownLines.length > 0)
      notes.push(
        `lines of the log that were not understood: ${log.unknownLines.length}, the first is ${JSON.stringify(log.unknownLines[0])}`,
      );
  }
  return notes;
}

/** Runs a program for its own sake: its output goes to `onOutput` as it comes, its input is this process's. */
export async function runFile(file: string, options: ProfileOptions, callbacks: RunCallbacks): Promise<ChildRun> {
  return runJob({ ...jobOf(file, await readSource(file), options, 'run', 'none'), stdin: null }, options, callbacks);
}

/** The program, and after it what is to be run of it. Its lines stay where they are; the entry's own are of no file. */
function withEntry(text: string, entry: string | undefined): string {
  return entry === undefined ? text : `${text}\n\nexec(compile(${JSON.stringify(entry)}, ${JSON.stringify(ENTRY_PATH)}, 'exec'))\n`;
}

/** Under which path an entry's own lines are logged. */
const ENTRY_PATH = '<jitlens run>';

/** With an entry the file is imported rather than run: its main guard must not hold. */
function moduleNameOf(file: string, { entry }: ProfileOptions): string {
  return entry === undefined
    ? '__main__'
    : path
        .basename(file)
        .replace(/\.pyw?$/, '')
        .replace(/\W/g, '_') || 'program';
}

/** Bytes of resident memory that no limit counts. */
const RESIDENT_SLACK = 128 * 2 ** 20;

function jobOf(file: string, source: string, options: ProfileOptions, kind: 'profile' | 'run', events: Job['events']): Job {
  const full = path.resolve(file);
  const folder = path.dirname(full);
  const limits = limitsOf(kind, options.limits);
  const python = findPython({ named: options.python, program: full, environment: process.env });
  const installed = python === null ? [] : [...(python.library === null ? [] : [python.library]), ...python.packages];
  return {
    source: withEntry(source, options.entry),
    path: toGuestPath(full),
    args: options.arguments ?? [],
    stdin: options.stdin ?? '',
    environment: [...(options.environment ?? [])],
    moduleName: moduleNameOf(file, options),
    jit: options.jit ?? {},
    limits,
    profiling: kind === 'profile',
    events,
    readable: [folder, ...(options.readable ?? []).map((entry) => path.resolve(entry)), ...installed].map(toGuestPath),
    searchPath: [toGuestPath(folder)],
    packages: installed.map(toGuestPath),
    overlay: [...(options.overlay ?? [])].map(([name, text]) => [toGuestPath(path.resolve(name)), text]),
    timeLimit: Math.round((options.timeLimit ?? TIME_LIMIT[kind]) * 1000),
    // The guest's own gauge cuts first; what the process holds beyond it is garbage, code and the copy being made. V8 frees large buffers in a thread
    // of its own, which lags behind on a busy machine: a program that holds little must not be cut for that.
    residentLimit: 2 * limits.memory + RESIDENT_SLACK,
  };
}

const spare = new SpareChild();

/** Ends the child process that `keepSpare` keeps ready. */
export function disposeSpare(): void {
  spare.dispose();
}

async function runJob(job: Job, options: ProfileOptions, callbacks: RunCallbacks): Promise<ChildRun> {
  const child: ChildOptions = {
    bundles: options.bundles ?? builtBundles(),
    readable: job.readable.map(toHostPath),
    stdin: job.stdin === null ? 'inherit' : 'ignore',
    heapMegabytes: Math.round((2 * job.limits.memory) / 2 ** 20),
  };
  const run = await runInChild(job, child, callbacks, spare.take(child));
  if (options.keepSpare === true) spare.prepare(child);
  return run;
}
