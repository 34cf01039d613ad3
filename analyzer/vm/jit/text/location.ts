/**
 * Locations in merge points: `NAME;FILE:FIRSTLINE-LINE~#OFFSET OPCODE`, and free text for jitdrivers other than Python's.
 *
 * Older PyPys print `<code object NAME. file 'FILE'. line FIRSTLINE> #OFFSET OPCODE`; commas are dots in all of them.
 * Source: pypy/module/pypyjit/interp_jit.py: get_printable_location (7.3.11).
 */
import type { SourceRange } from '../tracelog';

const PYTHON = /^(.*?);(.*):(\d+)-(-?\d+)~#(\d+) (\w+)$/;
const OLD_PYTHON = /^<code object (.*)\. file '(.*)'\. line (\d+)> #(\d+) (\w+)$/;

/** Nowhere known: line 0. */
export const UNKNOWN: SourceRange = { path: '', line: 0, function: '', firstLine: 0, offset: -1, opcode: '' };

export function parseLocation(text: string): SourceRange {
  const m = PYTHON.exec(text);
  if (m) {
    return { path: m[2], line: Number(m[4]), function: m[1], firstLine: Number(m[3]), offset: Number(m[5]), opcode: m[6] };
  }
  const old = OLD_PYTHON.exec(text);
  if (old) {
    const firstLine = Number(old[3]);
    // The old form knows the function's line only; the line number table is not in the log.
    return { path: old[2], line: firstLine, function: old[1], firstLine, offset: Number(old[4]), opcode: old[5] };
  }
  return { ...UNKNOWN, function: text };
}

export function printLocation(at: SourceRange): string {
  const text = at.offset < 0 ? at.function : `${at.function};${at.path}:${at.firstLine}-${at.line}~#${at.offset} ${at.opcode}`;
  return text.replaceAll(',', '.').replace(/[\r\n]/g, ' ');
}
