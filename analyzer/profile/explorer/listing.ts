/** The text of one optimized trace, each operation with the line it comes from. */
import type { TraceInfo } from '../../vm/jit/tracelog';
import type { TraceListingJson, TraceRow } from './contract';
import { titleOf } from './explorer';

/** `NAME;FILE:FIRSTLINE-LINE~#OFFSET OPCODE` inside a merge point (rpython/jit/metainterp/logger.py). */
export const MERGE_POINT = /^(?:\+\d+: )?debug_merge_point\(-?\d+, -?\d+, '.*?;(.*):\d+-(-?\d+)~#\d+ \w+'\)/;

/** Operations before the first merge point belong to the line the trace starts at. */
export function traceListing(trace: TraceInfo, display: (path: string) => string): TraceListingJson {
  let path = trace.at.path;
  let line = trace.at.line;
  const rows: TraceRow[] = trace.text.map((operation) => {
    const merge = MERGE_POINT.exec(operation);
    if (merge !== null) {
      path = merge[1]!;
      line = Math.max(0, Number(merge[2]));
    }
    return { path: display(path), line, operation };
  });
  return { id: trace.id, title: titleOf(trace), rows };
}
