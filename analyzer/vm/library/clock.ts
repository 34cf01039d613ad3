/** The run's clock: it runs with the operations done, so that runs repeat, and jumps where a program sleeps. */
import { vm } from '../runtime/vm';

/** Seconds since 1970 at which every run starts: 2024-01-01. */
export const START = 1_704_067_200;

export const clock = {
  /** Seconds slept so far. */
  slept: 0,
  /** Seconds since the run began. A guest operation counts 20 ns, what an interpreter takes for one. */
  now: (): number => vm.operations * 2e-8 + clock.slept,
  /** Sleeps until `time`. */
  advance(time: number): void {
    const left = time - clock.now();
    if (left > 0) clock.slept += left;
  },
};
