/**
 * Offsets, lines and columns.
 *
 * Inside the analyzer a place is an offset in UTF-16 code units. Editors want 0-based lines and 0-based UTF-16 columns
 * (LSP's default position encoding); people and the command line want 1-based lines and 1-based columns in code points.
 * `LineIndex` converts between the three. A line ends at \n, \r\n or a lone \r (as in Python and in LSP); a form feed, a
 * vertical tab and U+2028 do not end one.
 */
import type { Node, TopLevel } from './ast';

/** 0-based line, 0-based column in UTF-16 units: LSP's `Position` (which calls the column `character`). */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface PositionRange {
  readonly start: Position;
  readonly end: Position;
}

/** Absolute UTF-16 offsets, end exclusive. */
export interface OffsetRange {
  readonly start: number;
  readonly end: number;
}

const BOM = 0xfeff;

export class LineIndex {
  readonly text: string;
  /** Offset of each line's first unit; there is always at least one line. */
  readonly starts: readonly number[];
  /** Whether columns in code points can differ from columns in UTF-16 units. */
  private readonly hasSurrogates: boolean;
  private lastLine = -1;
  private lastOffset = 0;
  private lastPoints = 0;

  constructor(text: string) {
    this.text = text;
    this.hasSurrogates = /[\ud800-\udfff]/.test(text);
    this.starts = text.includes('\r') ? startsOfAny(text) : startsOf(text);
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** The 0-based line that holds an offset; offsets outside the text are clamped. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** LSP position of an offset; offsets outside the text are clamped. */
  position(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.text.length));
    const line = this.lineAt(at);
    return { line, column: at - this.starts[line]! };
  }

  /** Offset of an LSP position; a column beyond the line's end means its end, as LSP says. */
  offset(position: Position): number {
    if (position.line < 0) return 0;
    if (position.line >= this.starts.length) return this.text.length;
    const start = this.starts[position.line]!;
    return Math.min(start + Math.max(0, position.column), this.lineEnd(position.line));
  }

  /** Offset just before the line's terminator. */
  lineEnd(line: number): number {
    if (line + 1 >= this.starts.length) return this.text.length;
    let end = this.starts[line + 1]! - 1;
    if (end > this.starts[line]! && this.text.charCodeAt(end) === 0x0a && this.text.charCodeAt(end - 1) === 0x0d) end--;
    return end;
  }

  /** The text of a 0-based line, without its terminator. */
  lineText(line: number): string {
    return this.text.slice(this.starts[line] ?? this.text.length, this.lineEnd(line));
  }

  /** 1-based line and 1-based column in code points; a byte order mark at the start of the file has no column. */
  display(offset: number): Position {
    const { line, column } = this.position(offset);
    const start = this.starts[line]!;
    const mark = line === 0 && this.text.charCodeAt(0) === BOM ? 1 : 0;
    const points = this.hasSurrogates ? this.pointsUpTo(line, start + column) : column;
    return { line: line + 1, column: Math.max(0, points - mark) + 1 };
  }

  /** Offset of a 1-based line and a 1-based column in code points; the inverse of `display`. */
  fromDisplay(position: Position): number {
    const line = position.line - 1;
    if (line < 0) return 0;
    if (line >= this.starts.length) return this.text.length;
    let at = this.starts[line]!;
    const end = this.lineEnd(line);
    if (line === 0 && this.text.charCodeAt(0) === BOM) at++;
    for (let left = position.column - 1; left > 0 && at < end; left--) at += unitsAt(this.text, at);
    return Math.min(at, end);
  }

  /** Code points between a line's start and an offset on it. Remembers the last answer, so that ascending questions cost linear time. */
  private pointsUpTo(line: number, offset: number): number {
    let at = this.starts[line]!;
    let points = 0;
    if (line === this.lastLine && offset >= this.lastOffset) {
      at = this.lastOffset;
      points = this.lastPoints;
    }
    while (at < offset) {
      const next = at + unitsAt(this.text, at);
      if (next > offset) break;
      at = next;
      points++;
    }
    this.lastLine = line;
    this.lastOffset = at;
    this.lastPoints = points;
    return points;
  }
}

/** Where lines start that end at \n. */
function startsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Where lines start that end at \n, \r\n or \r. */
function startsOfAny(text: string): number[] {
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x0a || (unit === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) starts.push(at + 1);
  }
  return starts;
}

/** Absolute offsets of a node inside a top-level statement. */
export function offsetsOf(topLevel: TopLevel, node: Node): OffsetRange {
  return { start: topLevel.base + node.start, end: topLevel.base + node.end };
}

/** LSP range of a node inside a top-level statement. */
export function rangeOf(lines: LineIndex, topLevel: TopLevel, node: Node): PositionRange {
  return rangeAt(lines, topLevel.base + node.start, topLevel.base + node.end);
}

/** LSP range between two absolute offsets. */
export function rangeAt(lines: LineIndex, start: number, end: number): PositionRange {
  return { start: lines.position(start), end: lines.position(end) };
}

function unitsAt(text: string, at: number): 1 | 2 {
  const unit = text.charCodeAt(at);
  if (unit < 0xd800 || unit > 0xdbff) return 1;
  const next = text.charCodeAt(at + 1);
  return next >= 0xdc00 && next <= 0xdfff ? 2 : 1;
}
