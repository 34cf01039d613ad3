/**
 * Starts the guest's side in a worker thread: prepares it, says `ready`, waits for the job, runs it.
 */
import { readSync } from 'node:fs';
import { parentPort, resourceLimits, workerData } from 'node:worker_threads';
import { hostDisk } from '../../vm/sandbox/disk';
import { openPythonLibrary } from '../../vm/sandbox/library-archive';
import { threadHeap } from '../../vm/sandbox/heap-gauge';
import { StopBlock } from '../../vm/sandbox/stop-block';
import { realClock } from './real-clock';
import { GUEST_FD, type GuestFrame, type Job } from './frames';
import { describeFault, runGuest, type RunProgram } from './run-guest';
import { writeAll } from './write-sync';

/** What the watchdog hands to the thread it starts. */
export interface GuestData {
  readonly stop: SharedArrayBuffer;
}

/** The thread's whole life. `prepare` loads what a run needs (the parser's WebAssembly) and gives the VM. */
export async function startGuestThread(prepare: () => Promise<RunProgram> | RunProgram): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('the guest runs in a thread of its own');
  const send = (frame: GuestFrame): void => {
    if (!writeAll(GUEST_FD, `${JSON.stringify(frame)}\n`)) process.exit(1);
  };
  try {
    const runProgram = await prepare();
    send({ type: 'ready' });
    const job = await new Promise<Job>((resolve) => port.once('message', resolve));
    const stop = new StopBlock((workerData as GuestData).stop);
    runGuest(runProgram, job, {
      send,
      stop,
      disk: hostDisk,
      library: openPythonLibrary(__dirname),
      readStdin: stdinReader(),
      now: () => performance.now(),
      clock: realClock,
      heap: threadHeap,
      stack: (resourceLimits.stackSizeMb ?? 0) * 2 ** 20,
    });
  } catch (error) {
    send({ type: 'fault', message: describeFault(error) });
  }
  port.postMessage('done');
}

/** Reads standard input as it is typed. */
function stdinReader(): () => string | null {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(65_536);
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  return () => {
    for (;;) {
      try {
        const length = readSync(0, buffer, 0, buffer.length, null);
        if (length === 0) return null;
        const text = decoder.decode(buffer.subarray(0, length), { stream: true });
        if (text !== '') return text;
      } catch (error) {
        // A terminal that somebody made non-blocking: nothing typed yet. Anything else is the end.
        if (!(error instanceof Error) || !('code' in error) || error.code !== 'EAGAIN') return null;
        Atomics.wait(sleeper, 0, 0, 10);
      }
    }
  };
}
