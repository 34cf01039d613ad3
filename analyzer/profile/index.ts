/**
 * Profiles: what a tracing JIT made of a run of a program, on the lines that caused it.
 *
 *     const profile = await profileFile('model.py', { findings }, { onProgress, signal });
 *
 * The program runs in a child process that can be killed (run-child.ts); whatever ends the run, the profile holds what was learned.
 * A request that cannot be carried out at all (no such file, a target nobody models) rejects with a RequestError.
 */
import path from 'node:path';
import type { JitSetting } from '../vm/api';
import type { TraceInfo } from '../vm/jit/tracelog';
import { defaultLimits, LIMITS, TIME_LIMIT } from '../vm/sandbox/limits';
import { toGuestPath, toHostPath } from '../vm/sandbox/guest-path';
import { builtBundles, type ChildBundles } from './child-process';
import type { Job } from './child/frames';
import type { ProfileJson } from './contract';
import { foldLog } from './fold/fold';
import { profileJson, type StaticFindings } from './profile-json';
import { modelledTarget, readSource } from './request';
import { runInChild, type ChildRun, type RunCallbacks } from './run-child';

export type * from './contract';
export type { StaticFindings } from './profile-json';
export type { Progress, RunCallbacks } from './run-child';
export { RequestError } from './request';
export { OBSERVATIONS } from './verdict/observed';

/** Says what the static analyzer suspects; verdicts are about these. */
export type FindingsOf = (path: string, text: string, target: string) => StaticFindings | Promise<StaticFindings>;

export interface ProfileOptions {
  /** Default `pypy`. */
  readonly target?: string;
  readonly jit?: JitSetting;
  /** The program's arguments. */
  readonly arguments?: readonly string[];
  readonly stdin?: string;
  /** Seconds by the wall clock; the backstop behind the operation limit. */
  readonly timeLimit?: number;
  readonly findings?: FindingsOf;
  /** Folders the program may read besides its own (the workspace). */
  readonly readable?: readonly string[];
  /** Texts that take the place of files on disk: editors' unsaved buffers, by path. */
  readonly overlay?: ReadonlyMap<string, string>;
  /** Other bundles of the child process than the built ones (tests). */
  readonly bundles?: ChildBundles;
  /** The file's path as messages write it; default: as given. */
  readonly shownPath?: string;
}

/** Profiles a file as it is on disk. */
export async function profileFile(file: string, options: ProfileOptions = {}, callbacks: RunCallbacks = {}): Promise<ProfileJson> {
  modelledTarget(options.target);
  return profileText(file, await readSource(file), options, callbacks);
}

/** Profiles a text as if it were the file at that path: an editor's unsaved buffer. */
export async function profileText(file: string, text: string, options: ProfileOptions = {}, callbacks: RunCallbacks = {}): Promise<ProfileJson> {
  return (await profileWithTraces(file, text, options, callbacks, false)).json;
}

export interface ProfileWithTraces {
  readonly json: ProfileJson;
  /** In the order they were made; with their text when that was asked for. */
  readonly traces: readonly TraceInfo[];
  /** The file as the traces name it. */
  readonly loggedPath: string;
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
  const [run, statics] = await Promise.all([
    runJob(jobOf(file, text, options, 'profile', traceText ? 'text' : 'counts'), options.bundles, callbacks),
    options.findings?.(file, text, target.name) ?? { findings: [], errors: [] },
  ]);
  const loggedPath = toGuestPath(path.resolve(file));
  const profile = foldLog({ events: run.events, complete: run.complete });
  const shown = options.shownPath ?? file;
  const display = (logged: string): string => (logged === loggedPath ? shown : toHostPath(logged));
  const notes = run.complete || run.fault !== null ? [] : ['the run was killed: counts of the last moments are missing'];
  const json = profileJson({ path: shown, loggedPath, text, target, engine: 'vm', jit, run, profile, statics, display, notes });
  return { json, loggedPath, traces: run.events.flatMap((event) => (event.type === 'compiled' ? [event.trace] : [])) };
}

/** Runs a program for its own sake: its output goes to `onOutput` as it comes, its input is this process's. */
export async function runFile(file: string, options: ProfileOptions, callbacks: RunCallbacks): Promise<ChildRun> {
  return runJob({ ...jobOf(file, await readSource(file), options, 'run', 'none'), stdin: null }, options.bundles, callbacks);
}

function jobOf(file: string, source: string, options: ProfileOptions, kind: 'profile' | 'run', events: Job['events']): Job {
  const full = path.resolve(file);
  const folder = path.dirname(full);
  return {
    source,
    path: toGuestPath(full),
    args: options.arguments ?? [],
    stdin: options.stdin ?? '',
    jit: options.jit ?? {},
    limits: defaultLimits(kind),
    profiling: kind === 'profile',
    events,
    readable: [folder, ...(options.readable ?? []).map((entry) => path.resolve(entry))].map(toGuestPath),
    searchPath: [toGuestPath(folder)],
    overlay: [...(options.overlay ?? [])].map(([name, text]) => [toGuestPath(path.resolve(name)), text]),
    timeLimit: Math.round((options.timeLimit ?? TIME_LIMIT[kind]) * 1000),
    // The estimate of the VM cuts first; what the process really holds beyond it is garbage, code and the copy being made.
    residentLimit: 2 * LIMITS.memory[kind],
  };
}

function runJob(job: Job, bundles: ChildBundles = builtBundles(), callbacks: RunCallbacks): Promise<ChildRun> {
  const heapMegabytes = Math.round((2 * job.limits.memory) / 2 ** 20);
  return runInChild(job, { bundles, readable: job.readable.map(toHostPath), stdin: job.stdin === null ? 'inherit' : 'ignore', heapMegabytes }, callbacks);
}
