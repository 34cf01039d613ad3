/**
 * What things cost on PyPy, in nanoseconds, each with where its number comes from. All of the predicted times and shares of a
 * profile are sums over this table; nothing is timed.
 *
 * "Micro-programs": loops of one construct, CPU time per iteration, warm, best of 7, on PyPy 7.3.11 and CPython 3.13 (x86-64).
 * "Fit": non-negative least squares over the logs and CPU times of 100 programs on the same machine. The two agree where both
 * exist. Read every number with an error of half as much again.
 */
import type { CallClass } from '../../vm/jit/tracelog';

export interface Cost {
  readonly nanoseconds: number;
  readonly what: string;
  readonly source: string;
}

export const COSTS = {
  operation: {
    nanoseconds: 0.1,
    what: 'one optimized operation of a compiled trace',
    source: 'fit: 0.09 ns; micro-programs: 0.3 ns for three operations of an addition',
  },
  bridgeTaken: {
    nanoseconds: 0.2,
    what: 'leaving a trace through a guard that has a bridge',
    source: 'micro-programs: 0.1 to 0.3 ns for an alternating branch',
  },
  guardFailure: {
    nanoseconds: 900,
    what: 'a guard that fails and has no bridge yet: frames are rebuilt and the interpreter goes on',
    source: 'micro-programs: 376 to 443 ns an iteration with every second one failing',
  },
  allocation: {
    nanoseconds: 2,
    what: 'an allocation that stays in compiled code, collector included',
    source: 'micro-programs: 1 ns for a boxed int or a tuple, 2 to 3 ns for an object',
  },
  jitStarted: {
    nanoseconds: 8_500_000,
    what: 'the first trace of a process, on top of what it costs as a trace: the JIT and its assembler set themselves up',
    source: 'a loop of 1,100 additions as the first that is compiled 9.1 to 10.3 ms, as the third 0.64 to 0.83 ms (PyPy 7.3.11, six runs)',
  },
  traceCompiled: {
    nanoseconds: 670_000,
    what: 'making one trace, whatever its length',
    source: 'fit over 4,288 traces: 0.67 ms, plus the next row; 2 ms for the average trace',
  },
  operationRecorded: {
    nanoseconds: 4_000,
    what: 'recording, optimizing and assembling one operation',
    source: 'fit over 1,182,702 recorded operations',
  },
  bytecodeInterpreted: {
    nanoseconds: 9,
    what: 'one bytecode in the interpreter',
    source: 'micro-programs with the JIT off: 63 ns for 9 bytecodes, 121 ns for 15, 137 ns for a call and return of 8',
  },
  bytecodeCPython: {
    nanoseconds: 4.3,
    what: 'one bytecode on CPython 3.13',
    source: 'micro-programs: 38.9 ns for 9 bytecodes, 65.3 ns for 15',
  },
} as const satisfies Readonly<Record<string, Cost>>;

/** Calls that stay in compiled code, by class. */
export const CALL_COSTS: Readonly<Record<CallClass, Cost>> = {
  inline: { nanoseconds: 0, what: 'traced through', source: 'micro-programs: 0.2 to 1 ns' },
  'inline+helper': {
    nanoseconds: 5,
    what: 'traced through, with a helper of the container',
    source: 'micro-programs: 4 to 10 ns for a dict lookup',
  },
  'pure call': { nanoseconds: 5, what: 'a call without effects', source: 'fit: 4.5 ns' },
  helper: { nanoseconds: 11, what: 'a call whose writes are known', source: 'fit: 11.3 ns' },
  'own loop': { nanoseconds: 20, what: 'a call of another compiled loop', source: 'fit: 16.9 ns; micro-programs: 20 ns' },
  opaque: { nanoseconds: 85, what: 'a call the optimizer knows nothing of', source: 'fit: 83 ns; micro-programs: 80 to 100 ns' },
  'C call': { nanoseconds: 45, what: 'a call of a C function', source: 'micro-programs: about 45 ns through cffi' },
};

/** RPython's effect classes 6 and 7: the call may force virtuals, or do anything. */
const MAY_FORCE = 6;

/** What a residual call costs like: one that may force costs at least what an opaque one does. */
export function chargedClass(callClass: CallClass, effect: number): CallClass {
  return effect >= MAY_FORCE && CALL_COSTS[callClass].nanoseconds < CALL_COSTS.opaque.nanoseconds && callClass !== 'own loop'
    ? 'opaque'
    : callClass;
}

/** Nanoseconds of one execution of a residual call. */
export const callCost = (callClass: CallClass, effect: number): number => CALL_COSTS[chargedClass(callClass, effect)].nanoseconds;

/** Nanoseconds of making one trace of so many recorded operations. */
export function compileCost(operationsRecorded: number): number {
  return COSTS.traceCompiled.nanoseconds + operationsRecorded * COSTS.operationRecorded.nanoseconds;
}
