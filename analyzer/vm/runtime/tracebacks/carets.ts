/** The lines of a traceback entry with what failed underlined. Source: CPython 3.13's Lib/traceback.py (behaviour), PEP 657. */
import { parseModule, type Expr, type Stmt } from '../../../syntax';

/** A place on (line, column) counted from 0, in the lines of a segment. */
interface Anchors {
  readonly left: readonly [number, number];
  readonly right: readonly [number, number];
}

const points = (text: string): string[] => Array.from(text);
const lineCache = new WeakMap<object, readonly number[]>();

/** Lines of a file with their offsets; the key keeps them as long as the code lives. */
export function lineStarts(text: string, key: object): readonly number[] {
  let starts = lineCache.get(key);
  if (starts === undefined) {
    const found = [0];
    for (const m of text.matchAll(/\r\n|[\r\n]/g)) found.push(m.index + m[0].length);
    lineCache.set(key, (starts = found));
  }
  return starts;
}

/** 0-based line of an offset. */
export function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const mid = (low + high + 1) >> 1;
    if (starts[mid] <= offset) low = mid;
    else high = mid - 1;
  }
  return low;
}

const lineText = (text: string, starts: readonly number[], line: number): string => text.slice(starts[line], starts[line + 1] ?? text.length).replace(/[\r\n]+$/, '');

/** The indented source lines of `start`..`end`, with carets where they say more than the lines do. */
export function underlined(text: string, starts: readonly number[], start: number, end: number): string {
  const first = lineOf(starts, start);
  const last = lineOf(starts, Math.max(start, end - 1));
  const original: string[] = [];
  for (let i = first; i <= last; i++) original.push(lineText(text, starts, i));
  const lines = dedent(original);
  if (lines.every((l) => l.trim() === '')) return '';
  const cut = original[0].length - lines[0].length;
  const cutLast = original[original.length - 1].length - lines[lines.length - 1].length;
  const from = points(text.slice(starts[first], start)).length - cut;
  const to = points(text.slice(starts[last], end)).length - cutLast;
  const anchors = anchorsOf(segmentOf(lines, from, to));
  const show = shown(lines, from, to, anchors);
  const significant = new Set([0, lines.length - 1]);
  const place = (at: readonly [number, number]): [number, number] => [at[0], at[1] + (at[0] === 0 ? from : 0)];
  const left = anchors === null ? null : place(anchors.left);
  const right = anchors === null ? null : place(anchors.right);
  for (const at of [left, right]) if (at !== null) for (let i = at[0] - 1; i <= at[0] + 1; i++) if (i >= 0 && i < lines.length) significant.add(i);
  const out: string[] = [];
  const emit = (i: number): void => {
    out.push(lines[i]);
    if (show) out.push(caretLine(lines, i, from, to, left, right));
  };
  const order = [...significant].sort((a, b) => a - b);
  order.forEach((line, i) => {
    const gap = i === 0 ? 1 : line - order[i - 1];
    if (gap === 2) emit(line - 1);
    else if (gap > 2) out.push(`...<${gap - 1} lines>...`);
    emit(line);
  });
  return dedent(out).map((l) => `    ${l}\n`).join('');
}

function caretLine(lines: readonly string[], i: number, from: number, to: number, left: [number, number] | null, right: [number, number] | null): string {
  const chars = points(lines[i]);
  const indent = chars.length - points(lines[i].trimStart()).length;
  const count = i === lines.length - 1 ? to : chars.length;
  const [primary, secondary] = left === null ? ['^', '^'] : ['~', '^'];
  let out = '';
  for (let col = 0; col < count; col++) {
    const wide = chars[col] !== undefined && isWide(chars[col]) ? 2 : 1;
    const after = left !== null && (i > left[0] || (i === left[0] && col >= left[1]));
    const before = right !== null && (i < right[0] || (i === right[0] && col < right[1]));
    const mark = col < indent || (i === 0 && col < from) ? ' ' : after && before ? secondary : primary;
    out += mark.repeat(wide);
  }
  return out;
}

/** East Asian wide and full-width characters take two columns. */
const isWide = (c: string): boolean => /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u.test(c);

/** textwrap.dedent */
function dedent(lines: readonly string[]): string[] {
  let margin: string | null = null;
  for (const line of lines) {
    if (line.trim() === '') continue;
    const indent = (/^[ \t]*/.exec(line) as RegExpExecArray)[0];
    if (margin === null) margin = indent;
    else while (!indent.startsWith(margin)) margin = margin.slice(0, -1);
  }
  const width = margin?.length ?? 0;
  return lines.map((l) => (l.trim() === '' ? '' : l.slice(width)));
}

function segmentOf(lines: readonly string[], from: number, to: number): string {
  const parts = lines.map((l) => points(l));
  const lastLine = parts.length - 1;
  parts[lastLine] = parts[lastLine].slice(0, to);
  parts[0] = parts[0].slice(from);
  return parts.map((p) => p.join('')).join('\n');
}

/** The only statement of a text that parses, with offsets in that text. */
function single(text: string): Stmt | null {
  const module = parseModule(text).module;
  return module.errors.length > 0 || module.body.length === 0 ? null : (module.body[0].base === 0 ? module.body[0].stmt : shifted(module.body[0].stmt, module.body[0].base));
}
const shifted = (stmt: Stmt, base: number): Stmt => ({ ...stmt, start: stmt.start + base, end: stmt.end + base });

/** Where the operator, the brackets or the arguments of the failing expression stand. */
function anchorsOf(segment: string): Anchors | null {
  if (segment.length > 5000) return null;
  const text = `(\n${segment}\n)`;
  const parsed = parseModule(text).module;
  if (parsed.errors.length > 0 || parsed.body.length !== 1 || parsed.body[0].stmt.kind !== 'ExprStmt') return null;
  const { base } = parsed.body[0];
  const expr: Expr = parsed.body[0].stmt.value;
  const at = (offset: number): [number, number] => {
    const before = text.slice(2, offset + base);
    const lines = before.split('\n');
    return [lines.length - 1, points(lines[lines.length - 1]).length];
  };
  const abs = (offset: number): string => text[offset + base] ?? '';
  const skip = (offset: number, stop: (c: string) => boolean): number => {
    let i = offset;
    while (i + base < text.length && !stop(abs(i))) {
      if (abs(i) === '#') while (i + base < text.length && abs(i) !== '\n') i++;
      else i++;
    }
    return i;
  };
  switch (expr.kind) {
    case 'BinOp': {
      const operator = skip(expr.left.end, (c) => !/[\s)\\#]/.test(c));
      const two = /[^\s\\#]/.test(abs(operator + 1)) && '*/<>'.includes(abs(operator)) && abs(operator + 1) === abs(operator);
      return { left: at(operator), right: at(operator + (two || (/[^\s\\#]/.test(abs(operator + 1)) && abs(operator + 1) !== '') ? 2 : 1)) };
    }
    case 'Subscript':
      return { left: at(skip(expr.value.end, (c) => c === '[')), right: at(expr.end) };
    case 'Call':
      return { left: at(skip(expr.func.end, (c) => c === '(')), right: at(expr.end) };
    default:
      return null;
  }
}

function shown(lines: readonly string[], from: number, to: number, anchors: Anchors | null): boolean {
  const stmt = single(lines.join('\n'));
  if (stmt !== null) {
    const call = stmt.kind === 'Return' && stmt.value?.kind === 'Call' && stmt.value.func.kind === 'Name' ? stmt.value : stmt.kind === 'Assign' && stmt.value.kind === 'Call' ? stmt.value : null;
    if (call !== null && lines.length === 1 && call.start === from && call.end === to) return false;
  }
  if (anchors !== null) return true;
  const first = points(lines[0]).slice(0, from).join('');
  const rest = points(lines[lines.length - 1]).slice(to).join('');
  return first.trim() !== '' || rest.trim() !== '';
}
