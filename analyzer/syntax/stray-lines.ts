/**
 * Lines that stand at column 0 in the middle of an indented block: a key pressed in the wrong column, a word being typed.
 *
 *         total = 0
 *     x       for row in rows:        <- stray
 *             total += row
 *
 * Python refuses what comes behind such a line ("unexpected indent"), and a parser that takes it for a statement of the module closes all
 * blocks around it: the rest of a class would be something else at every such keystroke, and back again. So the line is left out, and
 * reported. Words that open a block are not taken for strays: what follows them may be their own.
 */

/** A logical line: where its code starts and ends, and how far it is indented. */
interface Line {
  readonly start: number;
  readonly end: number;
  readonly indent: number;
}

const NONE: Line = { start: 0, end: 0, indent: 0 };
const OPENER = /(?:@|(?:async|class|def|if|elif|else|for|while|with|try|except|finally|match|case)\b)/y;

export class StrayLines {
  private readonly text: string;
  private before = NONE;
  private last = NONE;

  constructor(text: string) {
    this.text = text;
  }

  /** Takes in a logical line that has ended, the next one being indented by `next`. Answers whether it is a stray. */
  ended(line: Line, next: number): boolean {
    this.before = this.last;
    this.last = line;
    return line.indent === 0 && next > 0 && this.before.indent > 0 && this.isStray(line);
  }

  private isStray({ start, end }: Line): boolean {
    const code = this.text.slice(start, end).trimEnd();
    OPENER.lastIndex = start;
    return code !== '' && !/[\r\n]/.test(code) && !OPENER.test(this.text);
  }
}

/** Whether the line that an edit left at `offset` may be a stray one. Looks at the lines beside it alone. */
export function maybeStray(text: string, offset: number): boolean {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', start);
  if (start === 0 || end === -1 || isBlank(text, start)) return false;
  return isBlank(text, end + 1) && isBlank(text, text.lastIndexOf('\n', start - 2) + 1);
}

/** Blanks, or the end of the line: an empty line says nothing against it. */
function isBlank(text: string, at: number): boolean {
  const char = text[at];
  return char === ' ' || char === '\t' || char === '\n' || char === '\r';
}
