/** The profiler, put where the server expects it. */
import type { Profiler } from './services';

export const liveProfiler: Profiler = {
  profileFile: () => Promise.reject(new Error('this build of JIT Lens has no profiler')),
};
