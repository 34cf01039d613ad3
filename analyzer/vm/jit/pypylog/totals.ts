/** The sections jit-summary and jit-backend-counts: totals written when the program ends. */
import { ABORT_REASONS, type AbortReason, type Summary } from '../tracelog';

/** Entry -1 is the temporary callback that stands for a loop not compiled yet (call_assembler). */
const COUNT = /^(entry|bridge|TargetToken)[ (](-?\d+)\)?:(\d+)$/;

export class BackendCountsSection {
  seen = false;
  /** By PyPy's loop number, guard key, label token. Repeated lines add up. */
  readonly entries = new Map<number, number>();
  readonly bridges = new Map<string, number>();
  readonly labels = new Map<string, number>();

  line(line: string): boolean {
    this.seen = true;
    const m = COUNT.exec(line);
    if (!m) return line === '';
    const count = Number(m[3]);
    if (m[1] === 'entry') addTo(this.entries, Number(m[2]), count);
    else if (m[1] === 'bridge') addTo(this.bridges, BigInt(m[2]).toString(16), count);
    else addTo(this.labels, m[2], count);
    return true;
  }
}

function addTo<K>(map: Map<K, number>, key: K, count: number): void {
  map.set(key, (map.get(key) ?? 0) + count);
}

export class SummarySection {
  seen = false;
  /** Rows as printed, `Tracing` and `Backend` by their count. */
  readonly rows = new Map<string, number>();

  line(line: string): boolean {
    this.seen = true;
    if (line.trim() === '') return true;
    // `abort: trace too long:<TAB>0` has two colons, `Total # of loops:<TAB>2` one, `Tracing:<TAB>3<TAB>0.005` two numbers.
    const m = /^\s*(.*?):\s*([\d.]+)(?:\s+[\d.]+)?\s*$/.exec(line);
    if (!m) return /:\s*$/.test(line);
    this.rows.set(m[1], Number(m[2]));
    return true;
  }

  /** What was seen in the log stands in for rows that are missing. */
  summary(seen: { loops: number; entryBridges: number; bridges: number; operations: number; guards: number }): Summary {
    const row = (name: string, otherwise = 0): number => this.rows.get(name) ?? otherwise;
    const aborts = Object.fromEntries(
      (Object.keys(ABORT_REASONS) as AbortReason[]).map((reason) => [reason, row(`abort: ${reason}`)]),
    ) as Record<AbortReason, number>;
    return {
      loops: row('Total # of loops', seen.loops),
      bridges: row('Total # of bridges', seen.bridges),
      entryBridges: seen.entryBridges,
      aborts,
      recordedOps: row('recorded ops'),
      recordedGuards: row('guards'),
      optimizedOps: row('opt ops', seen.operations),
      optimizedGuards: row('opt guards', seen.guards),
      sharedGuards: row('opt guards shared'),
      virtuals: row('nvirtuals'),
    };
  }
}
