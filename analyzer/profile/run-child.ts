/**
 * Runs one program in a child process and gathers what it learns. Never throws and never rejects: a child that crashes, hangs or
 * cannot be started is an outcome with whatever had arrived.
 */
import type { GuestFailure, Outcome, RunResult } from '../vm/api';
import type { TraceEvent } from '../vm/jit/tracelog';
import type { StopReason } from '../vm/sandbox/stop-block';
import { BAD_FLAG_STATUS, startChild, type ChildOptions, type StartedChild } from './child-process';
import { FrameReader, type GuestFrame, type HostMessage, type Job, type WatchdogFrame } from './child/frames';

/** How far a run is. */
export interface Progress {
  readonly operations: number;
  readonly milliseconds: number;
  readonly residentBytes: number;
  /** Traces compiled so far. */
  readonly loops: number;
  readonly bridges: number;
}

export interface RunCallbacks {
  readonly onProgress?: (progress: Progress) => void;
  readonly onOutput?: (stream: 'stdout' | 'stderr', text: string) => void;
  /** Aborting it ends the run within 100 ms, with outcome `cancelled`. */
  readonly signal?: AbortSignal;
  /** Aborting it raises KeyboardInterrupt in the program. */
  readonly interrupt?: AbortSignal;
}

/** What a child process left behind. */
export interface ChildRun {
  readonly outcome: Outcome;
  readonly exitStatus: number;
  readonly failure: GuestFailure | null;
  readonly operations: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly events: readonly TraceEvent[];
  /** Whether the VM itself ended the run, so that its last counts are there. */
  readonly complete: boolean;
  /** The places of the disk that the program asked for, found or not; null for a run that did not end by itself. */
  readonly looked: readonly string[] | null;
  /** A failure of the profiler rather than of the program, in one sentence. */
  readonly fault: string | null;
  readonly milliseconds: number;
  /** Milliseconds from the moment a limit was reached to the end, where one was. */
  readonly afterLimit?: number;
}

/** From killing to giving up on what may still be in the pipes: a loaded machine takes its time to bury a process. */
const DRAIN_MILLISECONDS = 12;
/** From asking to killing; the watchdog's own grace is shorter, so this is for a watchdog that is stuck itself. */
const CANCEL_GRACE_MILLISECONDS = 80;
const BACKSTOP_MILLISECONDS = 2000;
const DIAGNOSTIC_UNITS = 8192;

/** Flags of the permission model that this machine's Node.js refused once are not tried again. */
let permissionsRefused = false;

/** Runs `job` in a child of its own, or in `spare`, a child already started with the same options. */
export async function runInChild(
  job: Job,
  options: ChildOptions,
  callbacks: RunCallbacks = {},
  spare: StartedChild | null = null,
): Promise<ChildRun> {
  const started = performance.now();
  if (callbacks.signal?.aborted === true) {
    spare?.process.kill('SIGKILL');
    return { ...nothing('cancelled', null), milliseconds: 0 };
  }
  const withPermissions = !permissionsRefused;
  let gathered = await gather(job, spare ?? startChild(options, withPermissions), callbacks);
  if (gathered === 'refused flags') {
    permissionsRefused = true;
    gathered = await gather(job, startChild(options, false), callbacks);
  }
  const { limitReached, ...run } =
    gathered === 'refused flags' ? nothing('failed', 'Node.js refused the flags of the profiler process') : gathered;
  const ended = performance.now();
  return { ...run, milliseconds: ended - started, ...(limitReached !== null && { afterLimit: ended - limitReached }) };
}

type Gathered = Omit<ChildRun, 'milliseconds' | 'afterLimit'> & {
  /** When, by this process's clock. */
  readonly limitReached: number | null;
};

function nothing(outcome: Outcome, fault: string | null): Gathered {
  return {
    outcome,
    exitStatus: 1,
    failure: null,
    operations: 0,
    stdout: '',
    stderr: '',
    events: [],
    complete: false,
    looked: null,
    fault,
    limitReached: null,
  };
}

/** Follows one child from its job to its end. */
function gather(job: Job, child: StartedChild, callbacks: RunCallbacks): Promise<Gathered | 'refused flags'> {
  const output = { stdout: [] as string[], stderr: [] as string[] };
  const events: TraceEvent[] = [];
  let counts: TraceEvent | null = null;
  let result: RunResult | null = null;
  let looked: readonly string[] = [];
  let fault: string | null = null;
  let killed: StopReason | null = null;
  let limitReached: number | null = null;
  let ready = false;
  let operations = 0;
  let loops = 0;
  let bridges = 0;
  let diagnostics = '';

  const fromGuest = new FrameReader((value) => {
    const frame = value as GuestFrame;
    switch (frame.type) {
      case 'ready':
        ready = true;
        break;
      case 'output':
        // What goes on to a terminal is not kept: it may be more than memory holds.
        if (job.stdin !== null) output[frame.stream].push(frame.text);
        callbacks.onOutput?.(frame.stream, frame.text);
        break;
      case 'event':
        // Counts are totals: the last ones are enough.
        if (frame.event.type === 'counts') counts = frame.event;
        else events.push(frame.event);
        operations = Math.max(operations, frame.event.tick);
        if (frame.event.type !== 'compiled') break;
        if (frame.event.trace.kind === 'bridge') bridges++;
        else loops++;
        break;
      case 'stopping':
        limitReached ??= performance.now();
        break;
      case 'end':
        result = frame.result;
        looked = frame.looked;
        break;
      case 'fault':
        fault = frame.message;
        break;
    }
  });
  const fromWatchdog = new FrameReader((value) => {
    const frame = value as WatchdogFrame;
    if (frame.type === 'killed') killed = frame.reason;
    else if (frame.type === 'asked') limitReached ??= performance.now();
    else if (frame.type === 'fault') fault ??= frame.message;
    else {
      operations = Math.max(operations, frame.operations);
      callbacks.onProgress?.({ operations, milliseconds: frame.milliseconds, residentBytes: frame.residentBytes, loops, bridges });
    }
  });

  return new Promise((resolve) => {
    const timers: NodeJS.Timeout[] = [];
    const send = (message: HostMessage): void => void child.control.write(`${JSON.stringify(message)}\n`);
    const stop = (reason: StopReason, grace: number): void => {
      send({ type: 'stop', reason });
      timers.push(
        setTimeout(() => {
          killed ??= reason;
          child.process.kill('SIGKILL');
          timers.push(setTimeout(ended, DRAIN_MILLISECONDS, null, 'SIGKILL'));
        }, grace),
      );
    };
    const interrupt = (): void => send({ type: 'interrupt' });
    const cancel = (): void => stop('cancelled', CANCEL_GRACE_MILLISECONDS);
    let settled = false;
    const settle = (gathered: Gathered | 'refused flags'): void => {
      settled = true;
      for (const timer of timers) clearTimeout(timer);
      callbacks.signal?.removeEventListener('abort', cancel);
      callbacks.interrupt?.removeEventListener('abort', interrupt);
      resolve(gathered);
    };
    const ended = (status: number | null, signal: string | null): void => {
      if (settled) return;
      if (!ready && status === BAD_FLAG_STATUS) {
        settle('refused flags');
        return;
      }
      const parts = {
        stdout: output.stdout.join(''),
        stderr: output.stderr.join(''),
        events: counts === null ? [...events] : [...events, counts],
        limitReached,
      };
      if (result !== null) {
        settle({ ...result, ...parts, complete: true, looked, fault: null });
        return;
      }
      const { outcome, why } = explainEnd(killed, fault, diagnostics, status, signal);
      settle({ ...nothing(outcome, why), ...parts, operations });
    };

    child.guest.on('data', (bytes: Uint8Array) => {
      if (settled) return;
      fromGuest.push(bytes);
      if (result === null) return;
      // All it had to say has been said: nobody waits until its threads are taken down.
      child.process.kill('SIGKILL');
      for (const stream of [child.guest, child.control, child.diagnostics]) stream.destroy();
      ended(null, null);
    });
    child.control.on('data', (bytes: Uint8Array) => {
      if (!settled) fromWatchdog.push(bytes);
    });
    child.diagnostics.on('data', (bytes: Uint8Array) => {
      diagnostics = (diagnostics + new TextDecoder().decode(bytes)).slice(-DIAGNOSTIC_UNITS);
    });
    // A pipe that breaks says the same as the process that ends.
    for (const stream of [child.guest, child.control, child.diagnostics]) stream.on('error', () => {});
    child.process.on('error', (error) => settle(nothing('failed', `the profiler process could not be started: ${error.message}`)));
    child.process.on('close', ended);

    callbacks.signal?.addEventListener('abort', cancel);
    callbacks.interrupt?.addEventListener('abort', interrupt);
    if (job.timeLimit > 0) timers.push(setTimeout(() => stop('time-limit', 0), job.timeLimit + BACKSTOP_MILLISECONDS));
    send({ type: 'job', job });
  });
}

/** The named outcome of a child that ended without a result. */
function explainEnd(
  killed: StopReason | null,
  fault: string | null,
  diagnostics: string,
  status: number | null,
  signal: string | null,
): { readonly outcome: Outcome; readonly why: string | null } {
  if (killed !== null) return { outcome: killed, why: null };
  if (/out of memory|Allocation failed|ERR_WORKER_OUT_OF_MEMORY|memory limit/i.test(`${fault ?? ''}\n${diagnostics}`))
    return { outcome: 'memory-limit', why: null };
  if (fault !== null) return { outcome: 'failed', why: `the profiler failed: ${fault}` };
  const how = signal === null ? `with status ${status ?? 'unknown'}` : `by signal ${signal}`;
  const last = diagnostics
    .trim()
    .split('\n')
    .findLast((line) => /error/i.test(line));
  return { outcome: 'failed', why: `the profiler process ended unexpectedly ${how}${last === undefined ? '' : `: ${last.trim()}`}` };
}
