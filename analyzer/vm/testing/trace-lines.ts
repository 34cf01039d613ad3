/** The lines that traces of a program charge something to: what people read. In order, each once. */
import { tracedRun } from './traced-run';

/** Lines where compiled code allocates. */
export function allocationLines(source: string): number[] {
  return lines(tracedRun(source).traces.flatMap((trace) => trace.allocations.map(({ at, from }) => (from ?? at).line)));
}

/** Lines with calls that may force frames. */
export function opaqueLines(source: string): number[] {
  const { traces } = tracedRun(source);
  return lines(traces.flatMap((trace) => trace.calls.filter((call) => call.class === 'opaque').map(({ at, from }) => (from ?? at).line)));
}

const lines = (all: readonly number[]): number[] => [...new Set(all)].sort((a, b) => a - b);
