/**
 * What the profiler's child process and its host say to each other: one JSON value a line.
 *
 *     fd 3  guest thread -> host     written synchronously, so that what was learned survives the child's death
 *     fd 4  host <-> watchdog        the job and cancellation down, progress and the reason of a kill up
 *
 * A line that does not parse is what a killed writer left half done: it is dropped, never an error.
 */
import type { JitSetting, Limits, RunResult } from '../../vm/api';
import type { TraceEvent } from '../../vm/jit/tracelog';
import type { StopReason } from '../../vm/sandbox/stop-block';

export const GUEST_FD = 3;
export const CONTROL_FD = 4;

/** One program to run. Paths are guest paths (sandbox/guest-path.ts). */
export interface Job {
  readonly source: string;
  readonly path: string;
  readonly args: readonly string[];
  /** Null: standard input is the child's own, read as the guest asks for it. */
  readonly stdin: string | null;
  readonly environment?: readonly (readonly [name: string, value: string])[];
  /** The program's `__name__`; default `__main__`. */
  readonly moduleName?: string;
  readonly jit: JitSetting;
  readonly limits: Limits;
  readonly profiling: boolean;
  /** Whether trace events are wanted, and with the text of the traces. */
  readonly events: 'none' | 'counts' | 'text';
  /** Folders the guest may read. */
  readonly readable: readonly string[];
  readonly searchPath: readonly string[];
  /** Folders of a Python's library and packages. */
  readonly packages: readonly string[];
  /** Texts that take the place of files on disk. */
  readonly overlay: readonly (readonly [path: string, text: string])[];
  /** Wall-clock milliseconds; 0 for no limit. */
  readonly timeLimit: number;
  /** Bytes of resident memory above what the idle child uses before the watchdog cuts the run. */
  readonly residentLimit: number;
}

export type HostMessage =
  | { readonly type: 'job'; readonly job: Job }
  /** The program is to have a KeyboardInterrupt. */
  | { readonly type: 'interrupt' }
  | { readonly type: 'stop'; readonly reason: StopReason };

export type GuestFrame =
  /** The guest's thread has loaded everything and waits for a job. */
  | { readonly type: 'ready' }
  | { readonly type: 'output'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly type: 'event'; readonly event: TraceEvent }
  /** A limit was reached: the run unwinds. */
  | { readonly type: 'stopping' }
  /** `looked`: the places of the disk it asked for, found or not, as guest paths. */
  | { readonly type: 'end'; readonly result: RunResult; readonly looked: readonly string[] }
  /** Our own failure: the VM threw, or the guest's thread could not be started. */
  | { readonly type: 'fault'; readonly message: string };

export type WatchdogFrame =
  | { readonly type: 'progress'; readonly operations: number; readonly residentBytes: number; readonly milliseconds: number }
  /** The watchdog has seen a limit reached and asked the guest to stop. */
  | { readonly type: 'asked'; readonly reason: StopReason }
  /** Sent before the watchdog ends a guest that did not stop when asked. */
  | { readonly type: 'killed'; readonly reason: StopReason }
  | { readonly type: 'fault'; readonly message: string };

/** Cuts a stream of bytes into lines of JSON. */
export class FrameReader {
  /** Lines that were no JSON. */
  malformed = 0;
  private readonly decoder = new TextDecoder();
  private pieces: string[] = [];
  private readonly receive: (frame: unknown) => void;

  constructor(receive: (frame: unknown) => void) {
    this.receive = receive;
  }

  push(bytes: Uint8Array): void {
    const text = this.decoder.decode(bytes, { stream: true });
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.pieces.push(text.slice(from, end));
      this.line(this.pieces.join(''));
      this.pieces = [];
      from = end + 1;
    }
    if (from < text.length) this.pieces.push(text.slice(from));
  }

  private line(text: string): void {
    if (text === '') return;
    let frame: unknown;
    try {
      frame = JSON.parse(text);
    } catch {
      this.malformed++;
      return;
    }
    this.receive(frame);
  }
}
