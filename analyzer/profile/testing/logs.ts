/** Trace events built by hand, for tests. */
import type { AbortReason, Summary, TraceEvent, TraceInfo } from '../../vm/jit/tracelog';

export const noAborts: Readonly<Record<AbortReason, number>> = {
  'trace too long': 0,
  compiling: 0,
  'vable escape': 0,
  'bad loop': 0,
  'force quasi-immut': 0,
  'segmenting trace': 0,
};

export const emptySummary: Summary = {
  loops: 0,
  bridges: 0,
  entryBridges: 0,
  aborts: noAborts,
  recordedOps: 0,
  recordedGuards: 0,
  optimizedOps: 0,
  optimizedGuards: 0,
  sharedGuards: 0,
  virtuals: 0,
};

export function trace(fields: Partial<TraceInfo> & { readonly id: number }, path = '/p.py'): TraceInfo {
  return {
    kind: 'loop',
    parentGuard: null,
    parent: null,
    at: { path, line: 1, function: '<module>', firstLine: 1, offset: 0, opcode: 'FOR_ITER' },
    operationsRecorded: 100,
    operations: 20,
    guards: [],
    calls: [],
    allocations: [],
    lineOperations: [{ path, line: 1, count: 10 }],
    ends: `jump to loop ${fields.id} label 1`,
    text: [],
    ...fields,
  };
}

export function compiledEvent(id: number, tick: number, path: string): TraceEvent {
  return { type: 'compiled', tick, trace: trace({ id }, path) };
}

export function countsEvent(traces: number, tick: number): TraceEvent {
  const ids = Array.from({ length: traces }, (_, index) => index + 1);
  return {
    type: 'counts',
    tick,
    counts: {
      entries: ids.map((id) => [id, 1]),
      labels: ids.map((id) => [id, 1, 5000]),
      failures: [],
      interpreted: [],
      summary: { ...emptySummary, loops: traces },
    },
  };
}
