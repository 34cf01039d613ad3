/**
 * A virtual clock: time that depends on the work done and on nothing else, so that a profiled program that looks at the time or
 * sleeps does the same on every machine, and never waits.
 *
 * It starts at a fixed moment and runs 10 ns an operation, about what PyPy's interpreter takes for a bytecode
 * (targets of the cost table: profile/cost/table.ts). `sleep` moves it forward.
 */

/** 2026-01-01 00:00:00 UTC, in nanoseconds since the epoch. */
export const CLOCK_START = 1_767_225_600_000_000_000n;
export const NANOSECONDS_PER_OPERATION = 10;

export interface VirtualClock {
  /** Nanoseconds since the epoch (time.time_ns). */
  now(): bigint;
  /** Nanoseconds since the program started (perf_counter, monotonic, process_time). */
  elapsed(): bigint;
  /** Moves the clock forward; negative and NaN durations do nothing. */
  sleep(nanoseconds: number): void;
}

/** A clock over a counter of operations done. */
export function virtualClock(operations: () => number): VirtualClock {
  let slept = 0n;
  const elapsed = (): bigint => BigInt(Math.floor(operations() * NANOSECONDS_PER_OPERATION)) + slept;
  return {
    elapsed,
    now: () => CLOCK_START + elapsed(),
    sleep: (nanoseconds) => {
      if (Number.isFinite(nanoseconds) && nanoseconds > 0) slept += BigInt(Math.floor(nanoseconds));
    },
  };
}
