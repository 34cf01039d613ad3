/**
 * The columns of the measured tables in this folder.
 *
 * Evidence: one micro-program for each construct, `for i in range(N): j = i & 15; <construct>`, run on PyPy 7.3.11 (Python 3.9,
 * x86-64); the calls and allocations are those left in the steady part of the loop in its PYPYLOG `jit-log-opt` section. The times
 * are CPU nanoseconds an iteration, best of three, on a busy machine: read them as ratios, with a factor of two for noise.
 */
import type { CallClass, CallKind, CallRow } from '../calls';

/** [micro-program, kind, name, condition, class, calls left, allocations left, ns on PyPy, ns on CPython 3.13] */
export type Measured = readonly [string, CallKind, string, string, CallClass, string, number, number | null, number | null];

export function toRow([program, kind, name, when, callClass, calls, allocations, nanoseconds, nanosecondsCPython]: Measured): CallRow {
  const evidence = `micro-program ${program}, PyPy 7.3.11`;
  return { kind, name, when, class: callClass, calls, allocations, nanoseconds, nanosecondsCPython, evidence };
}
