/**
 * The run's clock. A virtual one runs with the operations done and jumps where a program sleeps, so that a profiled program that looks at the
 * time does the same on every machine, and never waits. A program that is run for its own sake sees the real time.
 */
import type { RealClock } from '../api';
import { vm } from '../runtime/vm';

/** Seconds since 1970 at which every virtual clock starts: 2024-01-01. */
const START = 1_704_067_200;
/** Seconds that an operation (a back-edge, a call, a step of a native) counts: about what PyPy takes for one, compiled or not. */
const OPERATION = 2e-8;
/** A sleep is cut into pieces of so many seconds: between them the program can be stopped. */
const NAP = 0.05;

let real: RealClock | null = null;
/** Seconds that the virtual clock has slept. */
let slept = 0;
/** What the real clock showed when the run began. */
let began = 0;
let busyBefore = 0;

export const clock = {
  reset(now: RealClock | null): void {
    real = now;
    slept = 0;
    began = now?.elapsed() ?? 0;
    busyBefore = now?.busy() ?? 0;
  },
  /** Seconds since the run began. */
  elapsed: (): number => (real === null ? vm.operations * OPERATION + slept : real.elapsed() - began),
  /** Seconds of work since the run began: without sleep. */
  busy: (): number => (real === null ? vm.operations * OPERATION : real.busy() - busyBefore),
  /** Seconds since 1970. */
  now: (): number => (real === null ? START + clock.elapsed() : real.now()),
  /** Waits until `elapsed` is `time`. Throws StopRun when the run is to end meanwhile. */
  advance(time: number): void {
    const left = (): number => time - clock.elapsed();
    if (real === null) slept += Math.max(0, left());
    else
      for (let seconds = left(); seconds > 0; seconds = left()) {
        real.sleep(Math.min(seconds, NAP));
        vm.look();
        vm.raiseInterrupt();
      }
  },
};
