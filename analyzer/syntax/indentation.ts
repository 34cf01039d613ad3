/**
 * Statements of one block that are indented differently.
 *
 * tree-sitter takes an indentation that nothing asked for as no more than white space; Python refuses the file ("unexpected indent"). Widths are
 * CPython's (Parser/lexer/lexer.c): a tab goes on to the next multiple of eight, a form feed starts over.
 */

const TAB = 8;

/** The width of what stands before an offset on its line; null where that is more than blanks, or the line goes on from the one before. */
export function indentationAt(text: string, offset: number): number | null {
  let start = offset;
  while (start > 0 && isBlank(text.charCodeAt(start - 1))) start--;
  const before = start === 0 ? '\n' : text[start - 1]!;
  if (before !== '\n' && before !== '\r' && !(before === '\ufeff' && start === 1)) return null;
  if (isContinued(text, start - 1)) return null;
  let width = 0;
  for (let at = start; at < offset; at++) {
    const char = text[at];
    width = char === '\t' ? width - (width % TAB) + TAB : char === '\f' ? 0 : width + 1;
  }
  return width;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0c;
}

/** Whether a backslash stands before the line end at an offset. */
function isContinued(text: string, end: number): boolean {
  const last = text[end] === '\n' && text[end - 1] === '\r' ? end - 2 : end - 1;
  return text[last] === '\\';
}

/** Of statements that follow each other in a block, the first that is not indented as the one it follows; null if there is none. */
export class BlockIndentation {
  private width: number | null = null;
  private isOff = false;

  /** `width`: of the block, where it is known without looking: 0 for a module. */
  constructor(
    private readonly text: string,
    width: number | null = null,
  ) {
    this.width = width;
  }

  /** Whether the statement at an offset is the first that stands elsewhere. */
  isUnexpected(offset: number): boolean {
    if (this.isOff) return false;
    const width = indentationAt(this.text, offset);
    if (width === null) return false;
    this.width ??= width;
    this.isOff = width !== this.width;
    return this.isOff;
  }
}

export const UNEXPECTED_INDENT = 'unexpected indent';
