/**
 * The watchdog: main thread of the child process. It starts the guest's thread, hands it the job, watches time and memory, tells
 * the host how far the guest is, asks a guest that must stop to stop, and ends one that does not.
 *
 * Ending is a SIGKILL to the whole child: a thread inside a long native call cannot be ended at once, and `process.exit` waits for it.
 */
import { setFlagsFromString } from 'node:v8';
import { Worker, type MessagePort } from 'node:worker_threads';
import { StopBlock, type StopReason } from '../../vm/sandbox/stop-block';
import { CONTROL_FD, FrameReader, type HostMessage, type Job, type WatchdogFrame } from './frames';
import type { GuestData } from './guest-thread';

const LOOK_MILLISECONDS = 25;
const PROGRESS_MILLISECONDS = 200;
/** How long a guest that was asked to stop may take; after that it is ended. */
const GRACE_MILLISECONDS: Readonly<Record<StopReason, number>> = { cancelled: 60, 'time-limit': 150, 'memory-limit': 150 };
/** Guest frames live on the heap; this is for the host functions below them. */
const GUEST_STACK_MEGABYTES = 32;

/** What the main thread hands to the guest's. */
export interface ThreadData extends GuestData {
  readonly bundle: string;
  /** Where the thread is asked for its code cache after the run; null where nobody asks. */
  readonly cachePort: MessagePort | null;
}

/** The parser reads one program and is done: its WebAssembly is compiled well (most of a second's work for the lexer alone) only if that takes
 * long. V8's unit is bytes of code executed; its own value is 1.8 million. Not a flag of the command line, which a Node.js that does not know it would refuse. */
const WASM_FLAG = '--wasm-tiering-budget=50000000';

/**
 * V8 optimizes a function once so many bytes of its bytecode have run (its own value: 67,584). A run of a few seconds has hundreds of traces
 * and as many functions of the VM that get there and no further. With this value V8 optimizes half as many functions in such a run (bench/programs:
 * richards_like 53 instead of 106, spectral 37 instead of 87). A collection of the young costs what has survived: with room for more (its own
 * value: 16), fewer frames and numbers have.
 */
const GUEST_FLAGS = ['--interrupt-budget=200000', '--max-semi-space-size=64'];

/** Starts the guest's thread, with so many megabytes of heap (null: V8's default). */
export function startThread(data: ThreadData, heapMegabytes: number | null): Worker {
  const heap = heapMegabytes === null ? {} : { maxOldGenerationSizeMb: heapMegabytes };
  for (const flag of [WASM_FLAG, ...GUEST_FLAGS]) setFlagsFromString(flag);
  const transferList = data.cachePort === null ? [] : [data.cachePort];
  return new Worker(__filename, {
    workerData: data,
    transferList,
    env: {},
    resourceLimits: { stackSizeMb: GUEST_STACK_MEGABYTES, ...heap },
  });
}

/** Runs one job in the guest's bundle at `guestBundle`, then exits. */
export async function startWatchdog(guestBundle: string, heapMegabytes: number): Promise<void> {
  const stop = new StopBlock();
  // First, since it takes longest; what the watchdog needs for itself is loaded meanwhile.
  const guest = startThread({ stop: stop.memory, bundle: guestBundle, cachePort: null }, heapMegabytes);
  const { Socket } = await import('node:net');
  const control = new Socket({ fd: CONTROL_FD });
  const tell = (frame: WatchdogFrame, then?: () => void): void => void control.write(`${JSON.stringify(frame)}\n`, then);
  const leave = (status: number): void => process.exit(status);

  guest.on('error', (error) => tell({ type: 'fault', message: `${error.name}: ${error.message}` }, () => leave(1)));
  guest.on('message', () => leave(0));

  const kill = (reason: StopReason): void => {
    setTimeout(() => tell({ type: 'killed', reason }, () => process.kill(process.pid, 'SIGKILL')), GRACE_MILLISECONDS[reason]);
  };
  const askToStop = (reason: StopReason): void => {
    if (!stop.request(reason)) return;
    tell({ type: 'asked', reason });
    kill(reason);
  };

  const watch = (job: Job): void => {
    const started = performance.now();
    const idleBytes = process.memoryUsage.rss();
    let told = started;
    setInterval(() => {
      const now = performance.now();
      const residentBytes = process.memoryUsage.rss();
      if (residentBytes - idleBytes > job.residentLimit) askToStop('memory-limit');
      if (now - told < PROGRESS_MILLISECONDS) return;
      told = now;
      tell({ type: 'progress', operations: stop.seen().operations, residentBytes, milliseconds: Math.round(now - started) });
    }, LOOK_MILLISECONDS);
    if (job.timeLimit > 0) setTimeout(askToStop, job.timeLimit, 'time-limit');
    guest.postMessage(job);
  };

  const reader = new FrameReader((frame) => {
    const message = frame as HostMessage;
    if (message.type === 'job') watch(message.job);
    else if (message.type === 'interrupt') stop.interrupt();
    else askToStop(message.reason);
  });
  control.on('data', (bytes) => reader.push(bytes));
  // An interrupt from the keyboard reaches the whole process group; the host decides what it means.
  process.on('SIGINT', () => {});
  // A host that is gone needs no profile.
  control.on('close', () => leave(1));
  control.on('error', () => leave(1));
}
