/** Programs in this process, for tests, fuzzers and benchmarks: without files or arguments, and with limits that none of them reaches. */
import type { VmOptions } from '../index';

/** What to hand to `runProgram`; what differs from a sealed run goes over it. */
export function sealed(source: string, more: Partial<VmOptions> = {}): VmOptions {
  return {
    source,
    path: '/program.py',
    args: [],
    stdin: '',
    jit: {},
    profiling: false,
    traceText: false,
    searchPath: [],
    limits: { operations: 1e9, memory: 1e9, output: 1e6, recursion: 1000 },
    files: { read: () => null, write: () => undefined, remove: () => false, exists: () => null, list: () => null },
    stdout: () => undefined,
    stderr: () => undefined,
    poll: () => null,
    onEvent: null,
    ...more,
  };
}
