/**
 * Valid Python that tree-sitter-python 0.25 cannot parse, found by a lexical scan and blanked before parsing.
 *
 * Only files whose tree has errors, or statements at odd columns, are scanned. Blanking keeps every offset: the text that is parsed has spaces where the
 * construct stood. Three constructs are known:
 *
 * - A continuation line inside brackets that is indented less than its statement, where no bracket may close (`(a +` at the
 *   end of a line): the grammar's scanner ends the block there. Nothing is lost by blanking the line break.
 * - A star before anything but a name outside brackets (`return *[a], b`). The star's place is kept, and the lowering puts
 *   it back.
 * - Defaults of type parameters (`class A[T = int]`, Python 3.13). They are lost, and reported as a gap.
 *
 * Beside them stray lines (stray-lines.ts) are left out, which are errors.
 */
import type { SyntaxGap } from './ast';
import { StrayLines } from './stray-lines';

export interface Blanked {
  readonly text: string;
  /** What was lost: absolute offsets. */
  readonly gaps: readonly SyntaxGap[];
  /** Blanked stars: where the starred operand starts, and where the star stood. */
  readonly stars: ReadonlyMap<number, number>;
  /** Whether lines were left out as strays. */
  readonly hasStrays: boolean;
}

/** The text with what the grammar does not know blanked out, or null when there is nothing of the sort. */
export function blankGrammarGaps(text: string): Blanked | null {
  const { blanks, gaps, stars, hasStrays } = new Scanner(text).run();
  if (blanks.length === 0) return null;
  let out = '';
  let at = 0;
  for (const [start, end] of blanks) {
    out += text.slice(at, start) + ' '.repeat(end - start);
    at = end;
  }
  return { text: out + text.slice(at), gaps, stars, hasStrays };
}

/** An open bracket, or an f-string or its format spec between braces. */
type Level =
  | { readonly kind: 'bracket'; readonly typeParams: boolean; /** Start of the default being read, or -1. */ defaultStart: number }
  | { readonly kind: 'field' }
  | { readonly kind: 'spec' }
  | { readonly kind: 'string'; readonly quote: string; readonly fields: boolean };

const TYPE_PARAMS = /[ \t\f]*(?:async[ \t]+)?(?:def|class|type)[ \t]+[\p{ID_Start}_][\p{ID_Continue}]*[ \t]*\[/uy;
/** What the grammar does not want after a star, and what tells a star from a product. */
const OPERAND = /[ \t\f]*[([{'"]/y;
const ELEMENT = /(?:[=,]|\b(?:return|yield|in))[ \t\f]*$/;
/** A line that starts so is a new statement: the bracket before it was never closed. */
const STATEMENT =
  /[ \t\f]*(?:@|(?:def|class|return|import|while|with|try|raise|del|pass|break|continue|global|nonlocal|assert|elif|except|finally)\b)/y;
/** What means nothing to the scanner: outside brackets, inside them, in a string. */
const PLAIN = /[^"'\\#\n\r()[\]{}*;]+/y;
const PLAIN_INSIDE = /[^"'\\#\n\r()[\]{}*;:,=]+/y;
const PLAIN_IN_STRING = /[^"'\\{\n\r]+/y;
const BLANK_LINES = /(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))+/y;

class Scanner {
  private readonly text: string;
  private readonly blanks: (readonly [number, number])[] = [];
  private readonly gaps: SyntaxGap[] = [];
  private readonly stars = new Map<number, number>();
  private readonly levels: Level[] = [];
  /** f-strings among the levels. */
  private strings = 0;
  private indent = 0;
  /** Where the present logical line starts, several statements on it being one. */
  private lineStart = 0;
  private readonly strayLines: StrayLines;
  private hasStrays = false;
  /** How much had been found when the outermost open bracket was met. */
  private before = { blanks: 0, gaps: 0 };
  private typeParamBracket = -1;

  constructor(text: string) {
    this.text = text;
    this.strayLines = new StrayLines(text);
  }

  run(): { blanks: (readonly [number, number])[]; gaps: SyntaxGap[]; stars: Map<number, number>; hasStrays: boolean } {
    const first = this.text.charCodeAt(0) === 0xfeff ? 1 : 0;
    BLANK_LINES.lastIndex = first;
    let at = this.startLine(BLANK_LINES.test(this.text) ? BLANK_LINES.lastIndex : first);
    this.lineStart = at;
    while (at < this.text.length) {
      const top = this.levels[this.levels.length - 1];
      if (top?.kind === 'string') at = this.inString(at, top);
      else if (top?.kind === 'spec') at = this.inSpec(at);
      else at = this.inCode(at, top);
    }
    if (this.levels.length > 0) this.forget();
    return { blanks: this.blanks, gaps: this.gaps, stars: this.stars, hasStrays: this.hasStrays };
  }

  /** A logical line starts: note its indentation and whether it opens type parameters. */
  private startLine(at: number): number {
    this.indent = width(this.text, at);
    TYPE_PARAMS.lastIndex = at;
    this.typeParamBracket = TYPE_PARAMS.test(this.text) ? TYPE_PARAMS.lastIndex - 1 : -1;
    return at;
  }

  private inCode(at: number, top: Level | undefined): number {
    const char = this.text[at]!;
    switch (char) {
      case '"':
      case "'":
        return this.openString(at);
      case '\\':
        return at + (this.text.startsWith('\r\n', at + 1) ? 3 : 2);
      case '#':
      case '\n':
      case '\r':
        return this.endLine(at);
      case '(':
      case '[':
      case '{':
        if (top === undefined) this.before = { blanks: this.blanks.length, gaps: this.gaps.length };
        this.levels.push({ kind: 'bracket', typeParams: at === this.typeParamBracket, defaultStart: -1 });
        return at + 1;
      case ')':
      case ']':
      case '}':
        if (top?.kind === 'bracket') this.endDefault(top, at);
        if (top !== undefined) this.levels.pop();
        return at + 1;
      case ':':
        if (top?.kind === 'field') this.levels.push({ kind: 'spec' });
        return at + 1;
      case ',':
        if (top?.kind === 'bracket') this.endDefault(top, at);
        return at + 1;
      case '=':
        if (this.text[at + 1] === '=') return at + 2;
        if (top?.kind === 'bracket' && top.typeParams && top.defaultStart === -1 && !/[!<>:=]/.test(this.text[at - 1]!))
          top.defaultStart = at;
        return at + 1;
      case '*':
        return this.star(at, top);
      case ';':
        return top === undefined ? this.startLine(at + 1) : at + 1;
      default:
        return passed(top === undefined ? PLAIN : PLAIN_INSIDE, this.text, at);
    }
  }

  /** A star in front of an element of a tuple without brackets. */
  private star(at: number, top: Level | undefined): number {
    if (this.text[at + 1] === '*') return at + 2;
    OPERAND.lastIndex = at + 1;
    if (top === undefined && OPERAND.test(this.text) && ELEMENT.test(this.text.slice(Math.max(0, at - 20), at))) {
      this.blanks.push([at, at + 1]);
      this.stars.set(OPERAND.lastIndex - 1, at);
    }
    return at + 1;
  }

  /** A default of a type parameter ends before `,` or `]`. */
  private endDefault(top: Extract<Level, { kind: 'bracket' }>, end: number): void {
    if (top.defaultStart === -1) return;
    const start = top.defaultStart;
    top.defaultStart = -1;
    while (this.blanks.length > 0 && this.blanks[this.blanks.length - 1]![0] >= start) this.blanks.pop();
    this.blanks.push([start, end]);
    this.gaps.push({
      start,
      end: end - (/\s*$/.exec(this.text.slice(start, end))?.[0].length ?? 0),
      reason: 'gap',
      message: 'defaults of type parameters are not analysed',
    });
  }

  /** A line ends, perhaps with a comment; blank and comment lines after it are passed over. */
  private endLine(at: number): number {
    BLANK_LINES.lastIndex = at;
    const next = BLANK_LINES.test(this.text) ? BLANK_LINES.lastIndex : this.text.length;
    if (this.levels.length === 0) return this.nextLine(at, next);
    if (this.strings > 0 || next >= this.text.length) return next;
    STATEMENT.lastIndex = next;
    if (STATEMENT.test(this.text)) {
      this.forget();
      return this.nextLine(at, next);
    }
    if (width(this.text, next) < this.indent) this.blanks.push([at, next]);
    return next;
  }

  /** A logical line ends at `end`, and the next one starts. */
  private nextLine(end: number, next: number): number {
    const start = this.lineStart;
    const indent = width(this.text, start);
    if (this.strayLines.ended({ start, end, indent }, width(this.text, next)) && next < this.text.length) this.leaveOut(start, end);
    this.lineStart = next;
    return this.startLine(next);
  }

  private leaveOut(start: number, end: number): void {
    while (this.blanks.length > 0 && this.blanks[this.blanks.length - 1]![0] >= start) this.blanks.pop();
    for (const [operand, star] of this.stars) if (star >= start) this.stars.delete(operand);
    this.blanks.push([start, end]);
    this.gaps.push({ start, end, reason: 'error', message: 'this line is not indented, but those around it are' });
    this.hasStrays = true;
  }

  /** The outermost bracket is never closed: what was found inside does not count. */
  private forget(): void {
    this.levels.length = 0;
    this.blanks.length = Math.min(this.blanks.length, this.before.blanks);
    this.gaps.length = Math.min(this.gaps.length, this.before.gaps);
  }

  private openString(at: number): number {
    const prefix = /(?:^|[^\w])([a-zA-Z]{0,3})$/.exec(this.text.slice(Math.max(0, at - 4), at))?.[1]?.toLowerCase() ?? '';
    const char = this.text[at]!;
    const quote = this.text.startsWith(char.repeat(3), at) ? char.repeat(3) : char;
    this.levels.push({ kind: 'string', quote, fields: /[ft]/.test(prefix) });
    this.strings++;
    return at + quote.length;
  }

  private inString(at: number, top: Extract<Level, { kind: 'string' }>): number {
    const { text } = this;
    const char = text[at]!;
    if (char === '\\') return at + (text.startsWith('\r\n', at + 1) ? 3 : 2);
    if (text.startsWith(top.quote, at)) return this.closeString(at + top.quote.length);
    if ((char === '\n' || char === '\r') && top.quote.length === 1) return this.closeString(at); // Unfinished.
    if (char === '{' && top.fields) {
      if (text[at + 1] === '{') return at + 2;
      this.levels.push({ kind: 'field' });
    }
    return char === '{' || char === '"' || char === "'" || char === '\n' || char === '\r' ? at + 1 : passed(PLAIN_IN_STRING, text, at);
  }

  private closeString(next: number): number {
    this.levels.pop();
    this.strings--;
    return next;
  }

  private inSpec(at: number): number {
    const char = this.text[at]!;
    if (char === '{') {
      this.levels.push({ kind: 'field' });
    } else if (char === '}') {
      this.levels.pop(); // The spec, then its field.
      this.levels.pop();
    }
    return at + 1;
  }
}

/** Past what a pattern means, and past one character at least. */
function passed(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at + 1;
}

/** Indentation as the grammar's scanner counts it: a tab is 8 columns, a form feed starts over. */
function width(text: string, at: number): number {
  let columns = 0;
  for (; ; at++) {
    const char = text[at];
    if (char === ' ') columns++;
    else if (char === '\t') columns += 8;
    else if (char === '\f') columns = 0;
    else return columns;
  }
}
