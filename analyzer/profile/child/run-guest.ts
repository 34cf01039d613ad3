/**
 * The guest's side of the child process: runs one job in the VM and streams what happens.
 *
 * Written over a `write` function and a stop block, so that it runs in a thread, or in a test without one.
 */
import type { PythonLibrary, RealClock, RunResult, VmOptions } from '../../vm/api';
import { HeapGauge, type Heap } from '../../vm/sandbox/heap-gauge';
import type { StopBlock } from '../../vm/sandbox/stop-block';
import { overlayFiles, programFolder, type Disk } from '../../vm/sandbox/overlay';
import type { GuestFrame, Job } from './frames';

/** The VM: analyzer/vm's `runProgram`, or a double. */
export type RunProgram = (options: VmOptions) => RunResult;

export interface GuestHost {
  /** Writes a frame at once; it is with the host when this returns. */
  readonly send: (frame: GuestFrame) => void;
  readonly disk: Disk;
  readonly library?: PythonLibrary | null;
  readonly stop: StopBlock;
  /** The next piece of the child's own standard input; null at its end. */
  readonly readStdin: () => string | null;
  /** Milliseconds, monotonic; decides only when output is passed on. */
  readonly now: () => number;
  /** What a program that is not profiled sees; without one a virtual clock. */
  readonly clock?: RealClock;
  /** Bytes of the thread's stack. */
  readonly stack: number;
  readonly heap: Heap;
}

/** Output is passed on when this much has gathered, or this long after the last time. */
const BATCH_UNITS = 8192;
const BATCH_MILLISECONDS = 20;
/** Polls between two looks at the clock. */
const POLLS_PER_LOOK = 256;
/** Polls between two looks at the heap, which cost some 5 us each. */
const POLLS_PER_GAUGE = 4;

/** Runs `job`; its result has been sent when this returns. A VM that throws becomes a `fault` frame. */
export function runGuest(runProgram: RunProgram, job: Job, host: GuestHost): void {
  const { send, stop } = host;
  const pending = { stdout: '', stderr: '' };
  let lastFlush = host.now();
  let polls = 0;
  const gauge = new HeapGauge(host.heap, job.limits.memory);

  const flush = (): void => {
    lastFlush = host.now();
    for (const stream of ['stdout', 'stderr'] as const) {
      const text = pending[stream];
      pending[stream] = '';
      if (text !== '') send({ type: 'output', stream, text });
    }
  };
  const write = (stream: 'stdout' | 'stderr', text: string): void => {
    // The order between the two streams is kept: a reader of a terminal sees what the program's author meant.
    const other = stream === 'stdout' ? 'stderr' : 'stdout';
    if (pending[other] !== '') flush();
    pending[stream] += text;
    if (pending[stream].length >= BATCH_UNITS || host.now() - lastFlush >= BATCH_MILLISECONDS) flush();
  };

  /** Nothing that was printed waits for a program that sleeps. */
  const asleep = (clock: RealClock) => (seconds: number) => {
    flush();
    clock.sleep(seconds);
  };

  const looked = new Set<string>();
  const files = overlayFiles({
    disk: { ...host.disk, realPath: (path) => (looked.add(path), host.disk.realPath(path)) },
    readable: job.readable,
    cwd: programFolder(job.path),
    capacity: job.limits.memory,
    exhausted: () => void stop.request('memory-limit'),
  });
  for (const [path, text] of job.overlay) files.write(path, new TextEncoder().encode(text));

  const options: VmOptions = {
    source: job.source,
    path: job.path,
    args: job.args,
    stdin: job.stdin ?? '',
    ...(job.environment && { environment: job.environment }),
    ...(job.moduleName !== undefined && { moduleName: job.moduleName }),
    jit: job.jit,
    limits: job.limits,
    hostStack: host.stack,
    profiling: job.profiling,
    ...(host.clock && !job.profiling && { clock: { ...host.clock, sleep: asleep(host.clock) } }),
    files,
    searchPath: job.searchPath,
    packages: job.packages,
    library: host.library ?? null,
    stdout: (text) => write('stdout', text),
    stderr: (text) => write('stderr', text),
    poll: (operations, ahead) => {
      stop.report(operations);
      polls++;
      if ((ahead !== undefined || polls % POLLS_PER_GAUGE === 0) && gauge.exceeds(ahead)) stop.request('memory-limit');
      if (polls % POLLS_PER_LOOK === 0 && (pending.stdout !== '' || pending.stderr !== '') && host.now() - lastFlush >= BATCH_MILLISECONDS)
        flush();
      return stop.requested();
    },
    interrupted: () => stop.takeInterrupt(),
    onStop: () => send({ type: 'stopping' }),
    onEvent: job.events === 'none' ? null : (event) => send({ type: 'event', event }),
    traceText: job.events === 'text',
  };
  const live = { ...options, readStdin: () => (flush(), host.readStdin()) };

  try {
    const result = runProgram(job.stdin === null ? live : options);
    flush();
    send({ type: 'end', result, looked: [...looked] });
  } catch (error) {
    flush();
    send({ type: 'fault', message: describeFault(error) });
  }
}

/** An error of our own in one line a user can report: what went wrong and where in the bundle. */
export function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const where = /\(?([^\s()]+:\d+:\d+)\)?/.exec(error.stack ?? '')?.[1];
  const [message = ''] = error.message.split('\n');
  return where === undefined ? `${error.name}: ${message}` : `${error.name}: ${message} (${where})`;
}
