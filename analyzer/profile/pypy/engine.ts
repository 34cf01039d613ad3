/**
 * An installed PyPy as the engine: runs the program with PYPYLOG and reads the log. It is not sandboxed: only an explicit
 * `--engine pypy`, or a user's own setting, leads here.
 *
 * What its log does not say (recorded operations of one trace, failures without a bridge, what the interpreter ran) stays unknown.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { JitSetting, Outcome } from '../../vm/api';
import type { TraceLog } from '../../vm/jit/tracelog';
import { RequestError } from '../request';
import type { ChildRun } from '../run-child';
import { readLogFile } from './log-file';

export interface PyPyRequest {
  /** The program: its file, and its text where that is not what is on disk. */
  readonly file: string;
  readonly text: string;
  readonly onDisk: boolean;
  readonly args: readonly string[];
  readonly stdin: string;
  /** On top of this process's own. */
  readonly environment?: ReadonlyMap<string, string>;
  /** The program's `__name__`. */
  readonly moduleName?: string;
  readonly jit: JitSetting;
  /** Milliseconds; 0 for none. */
  readonly timeLimit: number;
  /** UTF-16 units of output kept before the run is cut. */
  readonly outputLimit: number;
  readonly traceText: boolean;
  /** The interpreter's command. */
  readonly command: string;
}

export interface PyPyRun {
  readonly run: Omit<ChildRun, 'events' | 'complete'>;
  readonly log: TraceLog;
  /** The program's path as the log writes it. */
  readonly loggedPath: string;
}

const SECTIONS = 'jit-log-opt,jit-backend-counts,jit-abort-longest-function,jit-disableinlining,jit-invalidate-quasi-immutable,jit-summary';
/** The nursery is sized from the processor's cache unless told; its size decides when counters decay. */
const PINNED = { PYTHONHASHSEED: '0', PYPY_GC_NURSERY: '1M' };

/** Runs the program on PyPy. Throws a RequestError when there is no such interpreter. */
export async function runOnPyPy(request: PyPyRequest, signal?: AbortSignal): Promise<PyPyRun> {
  const folder = await mkdtemp(path.join(tmpdir(), 'jitlens-'));
  try {
    const logFile = path.join(folder, 'log');
    const program = request.onDisk ? request.file : path.join(folder, path.basename(request.file));
    if (!request.onDisk) await writeFile(program, request.text);
    const run = await execute(request, program, logFile, signal);
    const log = await readLogFile(logFile, request.traceText).catch((): TraceLog => ({
      version: 1,
      producer: 'pypylog',
      events: [],
      complete: false,
      unknownLines: [],
    }));
    // Commas are dots in all places of a log.
    return { run, log, loggedPath: program.replaceAll(',', '.') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function execute(request: PyPyRequest, program: string, logFile: string, signal: AbortSignal | undefined): Promise<PyPyRun['run']> {
  const started = performance.now();
  const parameters =
    request.jit === 'off'
      ? 'off'
      : Object.entries(request.jit)
          .map(([name, value]) => `${name}=${value}`)
          .join(',');
  const flags = parameters === '' ? [] : ['--jit', parameters];
  const child = spawn(request.command, [...flags, ...programOf(request, program), ...request.args], {
    // A file that was never saved may name a folder that is not there.
    cwd: existsSync(path.dirname(request.file)) ? path.dirname(request.file) : path.dirname(program),
    env: {
      ...process.env,
      ...Object.fromEntries(request.environment ?? []),
      ...PINNED,
      PYPYLOG: `${SECTIONS}:${logFile}`,
      PYTHONDONTWRITEBYTECODE: '1',
      // An unsaved text lies in a folder of its own: its neighbours are still found.
      ...(request.onDisk ? {} : { PYTHONPATH: path.dirname(request.file) }),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const output = { stdout: '', stderr: '' };
  let cut: Outcome | null = null;
  const stop = (why: Outcome): void => {
    cut ??= why;
    child.kill('SIGKILL');
  };
  return new Promise((resolve, reject) => {
    const cancel = (): void => stop('cancelled');
    const timer = request.timeLimit > 0 ? setTimeout(() => stop('time-limit'), request.timeLimit) : undefined;
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8');
      child[stream].on('data', (text: string) => {
        output[stream] += text;
        if (output.stdout.length + output.stderr.length > request.outputLimit) stop('output-limit');
      });
    }
    child.stdin.on('error', () => {});
    child.stdin.end(request.stdin);
    child.on('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'ENOENT' ? 'is not installed' : `cannot be started: ${error.message}`;
      reject(new RequestError(`${request.command} ${why}; without --engine pypy the embedded VM runs the program`));
    });
    child.on('close', (status, killedBy) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      const outcome = cut ?? (status === 0 || !failed(output.stderr) ? 'finished' : 'failed');
      const failure = outcome === 'failed' ? lastException(output.stderr, request.file, program) : null;
      const fault = cut === null && killedBy !== null ? `${request.command} was ended by signal ${killedBy}` : null;
      resolve({
        outcome: fault === null ? outcome : 'failed',
        exitStatus: status ?? 1,
        failure,
        operations: 0,
        looked: null,
        ...output,
        fault,
        milliseconds: performance.now() - started,
      });
    });
    if (signal?.aborted === true) cancel();
    signal?.addEventListener('abort', cancel);
  });
}

/** The program as a script, or as a module under a name of its own. */
function programOf({ moduleName = '__main__' }: PyPyRequest, program: string): string[] {
  if (moduleName === '__main__') return [program];
  return [
    '-c',
    'import runpy, sys\nprogram, name = sys.argv[1:3]\nsys.argv[:3] = [program]\nrunpy.run_path(program, run_name=name)',
    program,
    moduleName,
  ];
}

function failed(stderr: string): boolean {
  return /^(Traceback \(most recent call last\):|  File ".*", line \d+)/m.test(stderr);
}

/** The exception at the end of a traceback. */
function lastException(stderr: string, file: string, program: string): ChildRun['failure'] {
  const lines = stderr.trimEnd().split('\n');
  const [, type = 'Exception', message = ''] = /^([\w.]+)(?:: (.*))?$/.exec(lines.at(-1) ?? '') ?? [];
  const places = [...stderr.matchAll(/^ {2}File "(.*)", line (\d+)/gm)];
  const [, where = file, line = '0'] = places.at(-1) ?? [];
  return { type, message, path: where === program ? file : where, line: Number(line), column: 1 };
}
