/**
 * The few words of memory that the guest's thread and its watchdog share.
 *
 * A busy guest reads no messages, so it polls: one atomic load at each back-edge and call. The watchdog writes the reason to
 * stop and reads how far the guest has come. The first reason wins.
 */

export const STOP_REASONS = ['cancelled', 'time-limit', 'memory-limit'] as const;
export type StopReason = (typeof STOP_REASONS)[number];

const REASON = 0;
const POLLS = 1;
const INTERRUPT = 2;
const WORDS = 4;
/** Byte offset of the number of operations done, a double. */
const OPERATIONS = WORDS * Int32Array.BYTES_PER_ELEMENT;

export class StopBlock {
  readonly memory: SharedArrayBuffer;
  private readonly words: Int32Array;
  private readonly progress: Float64Array;

  /** A new block, or a view of one received from another thread. */
  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(OPERATIONS + Float64Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.words = new Int32Array(memory, 0, WORDS);
    this.progress = new Float64Array(memory, OPERATIONS, 1);
  }

  /** Ask the guest to stop. False when it was asked before. */
  request(reason: StopReason): boolean {
    return Atomics.compareExchange(this.words, REASON, 0, STOP_REASONS.indexOf(reason) + 1) === 0;
  }

  /** Why the guest must stop, or null: what the guest polls. */
  requested(): StopReason | null {
    const code = Atomics.load(this.words, REASON);
    return code === 0 ? null : (STOP_REASONS[code - 1] ?? null);
  }

  /** Somebody pressed Ctrl-C: the program is to have a KeyboardInterrupt. */
  interrupt(): void {
    Atomics.store(this.words, INTERRUPT, 1);
  }

  /** Guest side: whether there was one since the last time. */
  takeInterrupt(): boolean {
    return Atomics.load(this.words, INTERRUPT) !== 0 && Atomics.exchange(this.words, INTERRUPT, 0) !== 0;
  }

  /** Guest side: count a poll and say how many operations were done. */
  report(operations: number | undefined): void {
    this.words[POLLS]++;
    if (operations !== undefined) this.progress[0] = operations;
  }

  /** Watchdog side. Polls are a sign of life only: they wrap. */
  seen(): { readonly polls: number; readonly operations: number } {
    return { polls: this.words[POLLS], operations: this.progress[0] };
  }
}
