/**
 * One line of a trace, taken apart: `+440: p2 = getfield_gc_r(p0, descr=<...>) [p0, None]`. Written by hand rather than as one
 * regular expression: time stays linear in the line.
 *
 * Source: rpython/jit/metainterp/logger.py (repr_of_resop).
 */
export interface OperationLine {
  readonly name: string;
  readonly result: string | null;
  /** Everything between the outer parentheses, descr included. */
  readonly args: string;
}

const HEAD = /^(?:\+\d+: )?(?:(\w+) = )?([a-z_0-9]+)\(/;

export function readOperation(line: string): OperationLine | null {
  const head = HEAD.exec(line);
  if (!head) return null;
  const end = line.endsWith(']') ? line.lastIndexOf(') [') : line.endsWith(')') ? line.length - 1 : -1;
  if (end < head[0].length) return null;
  return { name: head[2], result: head[1] ?? null, args: line.slice(head[0].length, end) };
}

export interface MergePointLine {
  readonly depth: number;
  readonly location: string;
}

const MERGE_POINT = /^debug_merge_point\((-?\d+), (-?\d+), '/;

export function readMergePoint(line: string): MergePointLine | null {
  const head = MERGE_POINT.exec(line);
  if (!head || !line.endsWith("')")) return null;
  return { depth: Number(head[1]), location: line.slice(head[0].length, -2) };
}

/** The guard's address as hexadecimal digits; older PyPys number guards in decimal. */
export function guardKey(text: string): string {
  return text.startsWith('0x') ? BigInt(text).toString(16) : BigInt(parseInt(text, 10)).toString(16);
}

const GUARD = /<Guard(0x[0-9a-f]+|\d+)>/;
const TOKEN = /TargetToken\((\d+)\)/;
const LOOP = /<Loop(\d+)>/;
const DESCR = /descr=<([^>]*)>/;

export const guardOf = (args: string): string | null => {
  const m = GUARD.exec(args);
  return m ? guardKey(m[1]) : null;
};
export const tokenOf = (args: string): string | null => TOKEN.exec(args)?.[1] ?? null;
export const loopOf = (args: string): number | null => {
  const m = LOOP.exec(args);
  return m ? Number(m[1]) : null;
};
export const descrOf = (args: string): string => DESCR.exec(args)?.[1] ?? '';

/** `ConstClass(NAME)`: the helper's name; else how it is called: through a raw address or a variable. */
export function calleeOf(name: string, args: string): string {
  const from = name.startsWith('cond_call') ? args.indexOf(', ') + 2 : 0;
  const rest = args.slice(from);
  const constant = /^ConstClass\(([^)]*)\)/.exec(rest);
  if (constant) return constant[1];
  return /^-?\d/.test(rest) ? 'address' : 'indirect';
}

export function effectOf(args: string): number | null {
  const m = /\bEF=(\d+)/.exec(args);
  return m ? Number(m[1]) : null;
}
