/**
 * The commands that run programs: `profile`, `run`, `trace`, `import`. Each takes its arguments and gives its exit status; texts are
 * made by the renderers it is handed, since reports build on profiles and not the other way round.
 */
import path from 'node:path';
import type { Outcome } from '../vm/api';
import type { TraceInfo } from '../vm/jit/tracelog';
import type { Budget } from './budget/budget';
import { judgeBudgets, type BudgetJson } from './budget/judge';
import type { ChildBundles } from './child-process';
import { readCommandLine, type CommandLine } from './command-line';
import { profileLog, profileWithTraces, runFile, type FindingsOf, type ProfileJson, type ProfileOptions } from './index';
import { readSource, RequestError } from './request';

export interface CommandIo {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Paths on the command line are relative to it. */
  readonly cwd: string;
  /** Aborted by the user (Ctrl-C): the run is ended, what was learned is printed. */
  readonly signal?: AbortSignal;
  /** A first Ctrl-C while `run` runs a program: the program's. */
  readonly interrupt?: AbortSignal;
}

export interface ProfileServices {
  readonly findings: FindingsOf;
  /** A profile for people. `sourceOf` gives the text of a file, or null. */
  readonly renderProfile: (profile: ProfileJson, sourceOf: (path: string) => string | null) => string;
  /** Optimized traces beside their source; those that pass `line`, or all. */
  readonly renderTraces: (listing: TraceListing) => string;
  /** What a file allows itself, and its project allows it. Throws a RequestError that names what is malformed. */
  readonly budgets: (file: string, text: string, shown: string) => Promise<readonly Budget[]>;
  readonly renderBudgets: (profile: ProfileJson, budgets: readonly BudgetJson[], format: 'text' | 'github' | 'sarif') => string;
  /** Other bundles than the built ones (tests). */
  readonly bundles?: ChildBundles;
}

export interface TraceListing {
  readonly profile: ProfileJson;
  readonly traces: readonly TraceInfo[];
  readonly source: string;
  /** The profiled file as the traces name it. */
  readonly loggedPath: string;
  readonly line: number | null;
}

/** Exit statuses: done, a budget broken, could not be carried out, cut short by a limit, interrupted. */
const EXIT = { done: 0, broken: 1, failed: 2, cut: 3, interrupted: 130 } as const;

/** `jitlens profile FILE`. */
export function profileCommand(args: readonly string[], io: CommandIo, services: ProfileServices): Promise<number> {
  return answering('profile', io, async () => {
    const line = readCommandLine(args, {
      options: ['target', 'engine', 'python', 'jit', 'format', 'time-limit', 'limit', 'check'],
      formats: ['text', 'json'],
      formatsWith: { flag: 'check', formats: ['github', 'sarif'] },
    });
    const { file, text } = await sourceFor(line.file, io);
    const budgets = line.flags.has('check') ? await services.budgets(file, text, line.file) : null;
    const { json } = await profileWithTraces(file, text, optionsFor(line, services), { ...(io.signal && { signal: io.signal }) }, false);
    const judged = budgets === null ? null : judgeBudgets(json, budgets);
    if (line.format === 'json') io.stdout(`${JSON.stringify(judged === null ? json : { ...json, budgets: judged }, null, 2)}\n`);
    else if (line.format === 'text') {
      io.stdout(services.renderProfile(json, (name) => (name === json.path ? text : null)));
      if (judged !== null) io.stdout(services.renderBudgets(json, judged, 'text'));
    } else io.stdout(services.renderBudgets(json, judged ?? [], line.format));
    const status = statusOf(json, io);
    return status === EXIT.done && judged?.some(({ met }) => !met) === true ? EXIT.broken : status;
  });
}

/** `jitlens run FILE`: exits as the program does. It needs no suspicions and no renderers, which take longer to load than many programs run. */
export function runCommand(args: readonly string[], io: CommandIo, services: Pick<ProfileServices, 'bundles'> = {}): Promise<number> {
  return answering('run', io, async () => {
    const line = readCommandLine(args, { options: ['python', 'jit', 'time-limit', 'limit'] });
    const file = path.resolve(io.cwd, line.file);
    const onOutput = (stream: 'stdout' | 'stderr', text: string): void => io[stream](text);
    const run = await runFile(file, optionsFor(line, services), {
      onOutput,
      ...(io.signal && { signal: io.signal }),
      ...(io.interrupt && { interrupt: io.interrupt }),
    });
    if (run.fault !== null) {
      io.stderr(`jitlens run: ${run.fault}\n`);
      return EXIT.failed;
    }
    const cut = describeCut(run.outcome);
    if (cut === null) return run.exitStatus;
    io.stderr(`jitlens run: ${cut}\n`);
    return run.outcome === 'cancelled' ? EXIT.interrupted : EXIT.cut;
  });
}

/** `jitlens trace FILE[:LINE]`. */
export function traceCommand(args: readonly string[], io: CommandIo, services: ProfileServices): Promise<number> {
  return answering('trace', io, async () => {
    const line = readCommandLine(args, {
      options: ['target', 'engine', 'python', 'jit', 'time-limit', 'limit'],
      files: { count: 1, missing: 'no FILE[:LINE] given' },
    });
    const [, name = line.file, number] = /^(.*?)(?::(\d+))?$/s.exec(line.file) ?? [];
    const { file, text } = await sourceFor(name, io);
    const options = { ...optionsFor(line, services), shownPath: name };
    const { json, traces, loggedPath } = await profileWithTraces(file, text, options, { ...(io.signal && { signal: io.signal }) }, true);
    io.stdout(
      services.renderTraces({ profile: json, traces, source: text, loggedPath, line: number === undefined ? null : Number(number) }),
    );
    return statusOf(json, io);
  });
}

/** `jitlens import LOG`. */
export function importCommand(args: readonly string[], io: CommandIo, services: ProfileServices): Promise<number> {
  return answering('import', io, async () => {
    const line = readCommandLine(args, { options: ['format'], formats: ['text', 'json'], files: { count: 1, missing: 'no LOG given' } });
    const { json, source } = await profileLog(path.resolve(io.cwd, line.file), { findings: services.findings, shownPath: line.file });
    io.stdout(
      line.format === 'json'
        ? `${JSON.stringify(json, null, 2)}\n`
        : services.renderProfile(json, (name) => (name === json.path ? source : null)),
    );
    return EXIT.done;
  });
}

/** Runs a command; a request that cannot be carried out becomes a sentence and its status. */
export async function answering(command: string, io: Pick<CommandIo, 'stderr'>, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    io.stderr(`jitlens ${command}: ${error.message}\n`);
    return EXIT.failed;
  }
}

/** The text of a file as the user named it; a RequestError in the user's words. */
export async function sourceFor(given: string, io: Pick<CommandIo, 'cwd'>): Promise<{ readonly file: string; readonly text: string }> {
  const file = path.resolve(io.cwd, given);
  try {
    return { file, text: await readSource(file) };
  } catch (error) {
    // In the user's words: the path as it was given.
    throw error instanceof RequestError ? new RequestError(error.message.replace(file, () => given)) : error;
  }
}

function optionsFor(line: CommandLine, services: Partial<ProfileServices>): ProfileOptions {
  return {
    engine: line.engine,
    jit: line.jit,
    arguments: line.programArguments,
    shownPath: line.file,
    ...(services.findings && { findings: services.findings }),
    ...(line.python !== undefined && { python: line.python }),
    ...(line.target !== undefined && { target: line.target }),
    ...(line.timeLimit !== undefined && { timeLimit: line.timeLimit }),
    limits: line.limits,
    ...(services.bundles && { bundles: services.bundles }),
  };
}

/** The exit status of a profile, and on standard error why it is not 0. */
function statusOf(profile: ProfileJson, io: CommandIo): number {
  const { failure, outcome } = profile;
  if (outcome === 'failed' && failure === null) {
    io.stderr(`jitlens: ${profile.notes.join('; ') || 'the profiler failed'}\n`);
    return EXIT.failed;
  }
  if (failure !== null && isSyntaxError(failure.type) && profile.traces.length === 0) {
    io.stderr(`${failure.path}:${failure.line}:${failure.column}: ${failure.type}: ${failure.message}\n`);
    return EXIT.failed;
  }
  const cut = describeCut(outcome);
  if (cut === null) return EXIT.done;
  io.stderr(`jitlens: ${cut}; the profile covers what ran until then\n`);
  return outcome === 'cancelled' ? EXIT.interrupted : EXIT.cut;
}

function isSyntaxError(type: string): boolean {
  return type === 'SyntaxError' || type === 'IndentationError' || type === 'TabError';
}

/** Why a run was cut, in words; null when it ended by itself. */
export function describeCut(outcome: Outcome): string | null {
  switch (outcome) {
    case 'finished':
    case 'failed':
      return null;
    case 'time-limit':
      return 'the time limit cut the run short (--time-limit S allows more seconds)';
    case 'operation-limit':
      return 'the operation limit cut the run short: it did more than it may, or one match of a regular expression did (--limit operations=N,regex=N)';
    case 'memory-limit':
      return 'the memory limit cut the run short: the program holds more than it may (--limit memory=N)';
    case 'output-limit':
      return 'the output limit cut the run short: the program wrote more than it may (--limit output=N)';
    case 'cancelled':
      return 'interrupted';
  }
}
