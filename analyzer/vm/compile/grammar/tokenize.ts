/**
 * Python's tokens, with CPython's lexical errors (Parser/lexer/lexer.c, 3.14).
 *
 * Needed for messages alone: tree-sitter gives the tree, but says neither which bracket was never closed nor which token
 * stopped it. The whole text is read first, because CPython lets a lexical error anywhere win over a grammar error.
 */
import { CompileError } from '../errors';
import { scanNumber } from './numbers';

export type TokenKind = 'name' | 'number' | 'string' | 'fstart' | 'fmiddle' | 'fend' | 'op' | 'newline' | 'indent' | 'dedent' | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Brackets open around the token. */
  readonly depth: number;
}

/** The tokens of a text, and the bracket left open at its end. */
export interface Tokens {
  readonly tokens: readonly Token[];
  readonly unclosed: { readonly bracket: string; readonly at: number } | null;
}

/** An f- or t-string being read. */
interface Template {
  readonly letter: 'f' | 't';
  readonly quote: string;
  readonly raw: boolean;
  readonly start: number;
  /** Bracket depths at which its open fields started. */
  readonly fields: number[];
  /** For each open field, whether its format spec has begun. */
  readonly specs: boolean[];
}

const TAB_SIZE = 8;
/** CPython's MAXINDENT. */
const MOST_INDENTS = 100;
const NAME = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;
const OPERATOR = /\*\*=|\/\/=|>>=|<<=|\.\.\.|->|:=|\*\*|\/\/|<<|>>|<=|>=|==|!=|<>|\+=|-=|\*=|\/=|%=|@=|&=|\|=|\^=|[-+*/%@&|^~<>()[\]{},:.;=!$?`]/y;
const CLOSES: ReadonlyMap<string, string> = new Map([[')', '('], [']', '['], ['}', '{']]);
const STRING_PREFIX = /^(?:[rub]|br|rb)?$/i;
const TEMPLATE_PREFIX = /^(?:[ft]|[ft]r|r[ft])$/i;

/** Read a whole text. Throws CompileError on a lexical error. */
export function tokenize(text: string): Tokens {
  return new Tokenizer(text).read();
}

class Tokenizer {
  private readonly tokens: Token[] = [];
  private readonly indents: { column: number; alternative: number }[] = [{ column: 0, alternative: 0 }];
  private readonly brackets: { bracket: string; at: number }[] = [];
  private readonly templates: Template[] = [];
  private at = 0;
  private atLineStart = true;

  constructor(private readonly text: string) {
    if (text.charCodeAt(0) === 0xfeff) this.at = 1;
  }

  read(): Tokens {
    const { text } = this;
    while (this.at < text.length) {
      const template = this.templates[this.templates.length - 1];
      if (template !== undefined && (template.fields.length === 0 || template.specs[template.specs.length - 1])) this.readTemplateText(template);
      else if (this.atLineStart && this.brackets.length === 0) this.readIndentation();
      else this.readToken();
    }
    const open = this.templates[this.templates.length - 1];
    if (open !== undefined && (open.fields.length === 0 || open.specs[open.specs.length - 1])) this.failUnterminated(open);
    const unclosed = this.brackets[this.brackets.length - 1] ?? null;
    if (unclosed === null) {
      if (!this.atLineStart) this.push('newline', '', this.at, this.at + 1);
      while (this.indents.length > 1) {
        this.indents.pop();
        this.push('dedent', '', this.at, this.at);
      }
    }
    this.push('end', '', this.at, this.at);
    return { tokens: this.tokens, unclosed };
  }

  private push(kind: TokenKind, text: string, start: number, end: number): void {
    this.tokens.push({ kind, text, start, end, depth: this.brackets.length });
  }

  private line(offset: number): number {
    let line = 1;
    for (let index = 0; index < offset; index++) {
      const code = this.text.charCodeAt(index);
      if (code === 10 || (code === 13 && this.text.charCodeAt(index + 1) !== 10)) line++;
    }
    return line;
  }

  // -- Lines -------------------------------------------------------------------------------------------------------------

  private readIndentation(): void {
    const { text } = this;
    let column = 0;
    let alternative = 0;
    let at = this.at;
    for (; at < text.length; at++) {
      const char = text[at]!;
      if (char === ' ') {
        column++;
        alternative++;
      } else if (char === '\t') {
        column = (Math.floor(column / TAB_SIZE) + 1) * TAB_SIZE;
        alternative++;
      } else if (char === '\f') {
        column = 0;
        alternative = 0;
      } else if (char === '\\' && /^\\\r?\n/.test(text.slice(at, at + 3))) {
        at += text[at + 1] === '\r' ? 2 : 1;
      } else break;
    }
    const lineStart = this.at;
    this.at = at;
    const char = text[at];
    if (char === undefined) return;
    if (char === '#' || char === '\n' || char === '\r') {
      while (this.at < text.length && text[this.at] !== '\n' && text[this.at] !== '\r') this.at++;
      this.skipNewline();
      return;
    }
    this.atLineStart = false;
    this.indentTo(column, alternative, lineStart);
  }

  private indentTo(column: number, alternative: number, lineStart: number): void {
    const { indents } = this;
    const current = indents[indents.length - 1]!;
    if (column === current.column) {
      if (alternative !== current.alternative) this.failTabs(lineStart);
      return;
    }
    if (column > current.column) {
      if (alternative <= current.alternative) this.failTabs(lineStart);
      if (indents.length >= MOST_INDENTS) {
        throw new CompileError('too many levels of indentation', lineStart, -1, 'IndentationError', 0);
      }
      indents.push({ column, alternative });
      this.push('indent', '', this.at - 1, this.at);
      return;
    }
    while (indents.length > 1 && column < indents[indents.length - 1]!.column) {
      indents.pop();
      this.push('dedent', '', this.at, this.at);
    }
    const reached = indents[indents.length - 1]!;
    if (column !== reached.column) {
      let end = this.at;
      while (end < this.text.length && this.text[end] !== '\n' && this.text[end] !== '\r') end++;
      throw new CompileError('unindent does not match any outer indentation level', end, -1, 'IndentationError', -1);
    }
    if (alternative !== reached.alternative) this.failTabs(lineStart);
  }

  private failTabs(lineStart: number): never {
    throw new CompileError('inconsistent use of tabs and spaces in indentation', lineStart, -1, 'TabError', 0);
  }

  private skipNewline(): void {
    if (this.text[this.at] === '\r' && this.text[this.at + 1] === '\n') this.at++;
    if (this.at < this.text.length) this.at++;
  }

  // -- Tokens ------------------------------------------------------------------------------------------------------------

  private readToken(): void {
    const { text } = this;
    const start = this.at;
    const char = text[start]!;
    if (char === ' ' || char === '\t' || char === '\f') {
      this.at++;
      return;
    }
    if (char === '\n' || char === '\r') {
      const length = char === '\r' && text[start + 1] === '\n' ? 2 : 1;
      this.at += length;
      if (this.brackets.length > 0) return;
      this.push('newline', '', start, start + 1);
      this.atLineStart = true;
      return;
    }
    if (char === '#') {
      while (this.at < text.length && text[this.at] !== '\n' && text[this.at] !== '\r') this.at++;
      return;
    }
    if (char === '\\') {
      this.readContinuation(start);
      return;
    }
    if (/[0-9]/.test(char) || (char === '.' && /[0-9]/.test(text[start + 1] ?? ''))) {
      this.at = scanNumber(text, start);
      this.push('number', text.slice(start, this.at), start, this.at);
      return;
    }
    if (char === '"' || char === "'") {
      this.readString(start, start);
      return;
    }
    NAME.lastIndex = start;
    const name = NAME.exec(text)?.[0];
    if (name !== undefined) {
      this.readNameOrString(start, name);
      return;
    }
    this.readOperator(start);
  }

  private readContinuation(start: number): void {
    const { text } = this;
    if (text[start + 1] === '\r' || text[start + 1] === '\n') {
      this.at = start + 1 + (text[start + 1] === '\r' && text[start + 2] === '\n' ? 2 : 1);
      if (this.at >= text.length) throw new CompileError('unexpected EOF while parsing', start, -1, 'SyntaxError', 0);
      return;
    }
    if (start + 1 >= text.length) throw new CompileError('unexpected EOF while parsing', start + 1, -1, 'SyntaxError', 0);
    throw new CompileError('unexpected character after line continuation character', start + 1, -1, 'SyntaxError', 0);
  }

  private readNameOrString(start: number, name: string): void {
    const quote = this.text[start + name.length];
    if (quote === '"' || quote === "'") {
      if (STRING_PREFIX.test(name)) {
        this.readString(start, start + name.length);
        return;
      }
      if (TEMPLATE_PREFIX.test(name)) {
        this.openTemplate(start, name);
        return;
      }
    }
    this.at = start + name.length;
    this.push('name', name, start, this.at);
  }

  private readOperator(start: number): void {
    const { text } = this;
    OPERATOR.lastIndex = start;
    let operator = OPERATOR.exec(text)?.[0];
    if (operator === undefined) {
      const char = String.fromCodePoint(text.codePointAt(start)!);
      const code = char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
      const printable = !/[\p{C}\p{Zl}\p{Zp}\p{Zs}]/u.test(char);
      throw new CompileError(printable ? `invalid character '${char}' (U+${code})` : `invalid non-printable character U+${code}`, start, start);
    }
    const template = this.templates[this.templates.length - 1];
    const inField = template !== undefined && template.fields[template.fields.length - 1] === this.brackets.length;
    if (inField && operator.startsWith(':')) operator = ':';
    this.at = start + operator.length;
    if (operator === '(' || operator === '[' || operator === '{') {
      this.push('op', operator, start, this.at);
      this.brackets.push({ bracket: operator, at: start });
      return;
    }
    const opens = CLOSES.get(operator);
    if (opens !== undefined) this.closeBracket(operator, opens, start, template);
    this.push('op', operator, start, this.at);
    if (inField && operator === ':') template.specs[template.specs.length - 1] = true;
    if (inField && operator === '}') {
      template.fields.pop();
      template.specs.pop();
    }
  }

  private closeBracket(bracket: string, opens: string, at: number, template: Template | undefined): void {
    const open = this.brackets.pop();
    const prefix = template === undefined ? '' : `${template.letter}-string: `;
    if (open === undefined) throw new CompileError(`${prefix}unmatched '${bracket}'`, at, at);
    if (open.bracket === opens) return;
    if (template !== undefined && open.bracket === '{' && template.fields[template.fields.length - 1] === this.brackets.length + 1) {
      throw new CompileError(`${prefix}unmatched '${bracket}'`, at, at);
    }
    const line = this.line(open.at);
    const where = line === this.line(at) ? '' : ` on line ${line}`;
    throw new CompileError(`${prefix}closing parenthesis '${bracket}' does not match opening parenthesis '${open.bracket}'${where}`, at, at);
  }

  // -- Strings -----------------------------------------------------------------------------------------------------------

  private readString(start: number, quoteAt: number): void {
    const { text } = this;
    const char = text[quoteAt]!;
    const quote = text.startsWith(char.repeat(3), quoteAt) ? char.repeat(3) : char;
    let at = quoteAt + quote.length;
    for (; at < text.length; at++) {
      if (text[at] === '\\') {
        if (text[at + 1] === '\r' && text[at + 2] === '\n') at++;
        at++;
      } else if (text.startsWith(quote, at)) {
        this.at = at + quote.length;
        this.push('string', text.slice(start, this.at), start, this.at);
        return;
      } else if (quote.length === 1 && (text[at] === '\n' || text[at] === '\r')) break;
    }
    const template = this.templates[this.templates.length - 1];
    if (template !== undefined && template.quote === quote) throw new CompileError(`${template.letter}-string: expecting '}'`, start, start);
    if (quote.length === 3) {
      throw new CompileError(`unterminated triple-quoted string literal (detected at line ${this.lastLine()})`, start, start);
    }
    throw new CompileError(`unterminated string literal (detected at line ${this.line(start)})`, start, start);
  }

  /** Number of the last line that has a character. */
  private lastLine(): number {
    return this.line(this.text.length - (/\n$/.test(this.text) ? 1 : 0));
  }

  private openTemplate(start: number, prefix: string): void {
    const { text } = this;
    const quoteAt = start + prefix.length;
    const char = text[quoteAt]!;
    const quote = text.startsWith(char.repeat(3), quoteAt) ? char.repeat(3) : char;
    this.at = quoteAt + quote.length;
    this.push('fstart', text.slice(start, this.at), start, this.at);
    this.templates.push({ letter: /t/i.test(prefix) ? 't' : 'f', quote, raw: /r/i.test(prefix), start, fields: [], specs: [] });
  }

  /** Literal text of a template up to a field, the end of a format spec, or its end. */
  private readTemplateText(template: Template): void {
    const { text } = this;
    const inSpec = template.fields.length > 0;
    const start = this.at;
    let at = start;
    const finish = (): void => {
      if (at > start) this.push('fmiddle', text.slice(start, at), start, at);
    };
    for (; at < text.length; at++) {
      const char = text[at]!;
      if (text.startsWith(template.quote, at)) {
        finish();
        this.at = at + template.quote.length;
        this.templates.pop();
        // A string that ends inside a field leaves its brackets to the grammar's message.
        if (inSpec) this.brackets.length = template.fields[0]! - 1;
        this.push('fend', template.quote, at, this.at);
        return;
      }
      if (char === '\\' && !template.raw && text[at + 1] === 'N' && text[at + 2] === '{') {
        const close = text.indexOf('}', at);
        at = close < 0 ? text.length : close;
      } else if (char === '\\' && (text[at + 1] !== '{' && text[at + 1] !== '}')) {
        if (text[at + 1] === '\r' && text[at + 2] === '\n') at++;
        at++;
      } else if ((char === '\n' || char === '\r') && template.quote.length === 1) {
        this.failUnterminated(template);
      } else if (char === '{') {
        if (!inSpec && text[at + 1] === '{') {
          at++;
          continue;
        }
        finish();
        this.at = at + 1;
        this.push('op', '{', at, at + 1);
        this.brackets.push({ bracket: '{', at });
        template.fields.push(this.brackets.length);
        template.specs.push(false);
        return;
      } else if (char === '}') {
        if (inSpec) {
          finish();
          this.at = at;
          template.specs[template.specs.length - 1] = false;
          return;
        }
        if (text[at + 1] !== '}') throw new CompileError(`${template.letter}-string: single '}' is not allowed`, at, at);
        at++;
      }
    }
    this.at = text.length;
    this.failUnterminated(template);
  }

  private failUnterminated(template: Template): never {
    const { letter, start } = template;
    if (template.quote.length === 3) {
      throw new CompileError(`unterminated triple-quoted ${letter}-string literal (detected at line ${this.lastLine()})`, start, start);
    }
    throw new CompileError(`unterminated ${letter}-string literal (detected at line ${this.line(start)})`, start, start);
  }
}
