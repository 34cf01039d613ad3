/** The time of this machine, for programs that are run for their own sake. */
import type { RealClock } from '../../vm/api';

const sleeper = new Int32Array(new SharedArrayBuffer(4));

export const realClock: RealClock = {
  now: () => (performance.timeOrigin + performance.now()) / 1000,
  elapsed: () => performance.now() / 1000,
  busy: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
  sleep: (seconds) => void Atomics.wait(sleeper, 0, 0, seconds * 1000),
};
