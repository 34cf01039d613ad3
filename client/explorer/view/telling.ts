/** The lines that the explorer's table shows: those that cost something or have traces, the costliest first. */
import type { LineJson } from '../../../server/protocol';

const SHOWN = 60;

export interface TellingLines {
  readonly shown: readonly LineJson[];
  /** How many more there are. */
  readonly others: number;
}

export function tellingLines(lines: readonly LineJson[]): TellingLines {
  const telling = lines
    .filter(({ cost, bridges, loops }) => cost > 0 || bridges > 0 || loops > 0)
    .sort((a, b) => b.cost - a.cost || b.bridges - a.bridges || a.line - b.line);
  return { shown: telling.slice(0, SHOWN), others: Math.max(0, telling.length - SHOWN) };
}
