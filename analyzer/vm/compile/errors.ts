/**
 * Syntax errors, as the compiler reports them.
 *
 * Inside the compiler a `CompileError` is thrown with absolute offsets; `compileModule` turns it into a `SyntaxErrorInfo`,
 * whose fields are those of CPython 3.14's SyntaxError (1-based lines, 1-based columns in code points). Nothing is ever
 * thrown at a caller.
 */
import type { Node } from '../../syntax/ast';
import type { LineIndex } from '../../syntax/positions';

export type SyntaxErrorType = 'SyntaxError' | 'IndentationError' | 'TabError';

export interface SyntaxErrorInfo {
  readonly type: SyntaxErrorType;
  readonly message: string;
  /** 1-based line and column (code points) of the first character. */
  readonly line: number;
  readonly column: number;
  /** 1-based, one past the last character; a column of 0 or -1 where CPython gives no end. */
  readonly endLine: number;
  readonly endColumn: number;
  /** The line's text without its terminator, or '' where there is none. */
  readonly text: string;
}

/** Thrown inside the compiler alone. Offsets are absolute; `end` -1 means unknown. */
export class CompileError extends Error {
  readonly type: SyntaxErrorType;
  readonly start: number;
  readonly end: number;
  /** The lexer's errors have 0 or -1 for the last column, on the line of `start`; null otherwise. */
  readonly endColumn: number | null;

  constructor(message: string, start: number, end: number, type: SyntaxErrorType = 'SyntaxError', endColumn: number | null = null) {
    super(message);
    this.type = type;
    this.start = start;
    this.end = end;
    this.endColumn = endColumn;
  }
}

/** Raise a SyntaxError on a node; `base` is its top-level statement's offset. */
export function fail(message: string, base: number, node: Node): never {
  throw new CompileError(message, base + node.start, base + node.end);
}

/** The error in the terms of Python's SyntaxError. */
export function describeError(error: CompileError, lines: LineIndex): SyntaxErrorInfo {
  const start = lines.display(error.start);
  let end = error.end < 0 ? { line: 0, column: 0 } : lines.display(error.end);
  // A line's terminator is one column wide, and has no next line here.
  if (error.end === error.start + 1 && isLineEnd(lines.text, error.start)) end = { line: start.line, column: start.column + 1 };
  if (error.endColumn !== null) end = { line: start.line, column: error.endColumn };
  return {
    type: error.type, message: error.message, line: start.line, column: start.column, endLine: end.line, endColumn: end.column,
    text: lines.lineText(start.line - 1),
  };
}

function isLineEnd(text: string, offset: number): boolean {
  const char = text[offset];
  return char === undefined || char === '\n' || char === '\r';
}
