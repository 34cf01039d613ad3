/** A cursor over tokens for the grammar check, and how it fails: as CPython's parser does at the furthest token it reached. */
import { CompileError } from '../errors';
import type { Token, Tokens } from './tokenize';

/** Thrown when nesting is deeper than the check follows; then there is no verdict. */
export class TooDeep extends Error {}

/** Nesting that the recursive check follows. Trees are compiled however deep they are; only messages need this. */
const DEEPEST = 400;

export const KEYWORDS: ReadonlySet<string> = new Set([
  'False', 'None', 'True', 'and', 'as', 'assert', 'async', 'await', 'break', 'class', 'continue', 'def', 'del', 'elif', 'else', 'except',
  'finally', 'for', 'from', 'global', 'if', 'import', 'in', 'is', 'lambda', 'nonlocal', 'not', 'or', 'pass', 'raise', 'return', 'try',
  'while', 'with', 'yield',
]);

/** What the check remembers of an expression: enough for messages about targets. */
export interface Shape {
  /** As CPython names it in messages: `function call`, `literal`, `list` ... */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** 0 up to a bitwise-or expression, 1 up to a disjunction, 2 anything. */
  readonly level: 0 | 1 | 2;
  /** Elements of tuples and lists; the value of a starred; the left side of an `in` comparison. */
  readonly parts?: readonly Shape[];
  readonly parenthesized?: boolean;
}

export class Reader {
  private position = 0;
  private furthest = 0;
  private depth = 0;

  constructor(readonly text: string, private readonly source: Tokens) {}

  get at(): number {
    return this.position;
  }

  set at(value: number) {
    this.position = value;
    if (value > this.furthest) this.furthest = value;
  }

  get token(): Token {
    return this.source.tokens[this.at]!;
  }

  peek(ahead = 1): Token {
    return this.source.tokens[Math.min(this.at + ahead, this.source.tokens.length - 1)]!;
  }

  get previous(): Token {
    return this.source.tokens[Math.max(0, this.at - 1)]!;
  }

  next(): Token {
    const { token } = this;
    if (token.kind !== 'end') this.at++;
    return token;
  }

  /** Whether the current token is this operator or keyword. */
  is(text: string): boolean {
    const { token } = this;
    return token.text === text && (token.kind === 'op' || token.kind === 'name');
  }

  isAny(texts: ReadonlySet<string>): boolean {
    return texts.has(this.token.text) && (this.token.kind === 'op' || this.token.kind === 'name');
  }

  accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) this.fail();
  }

  isKind(kind: Token['kind']): boolean {
    return this.token.kind === kind;
  }

  isName(): boolean {
    return this.token.kind === 'name' && !KEYWORDS.has(this.token.text);
  }

  name(): Token {
    if (!this.isName()) this.fail();
    return this.next();
  }

  /** Read something that nests. */
  nested<T>(read: () => T): T {
    if (++this.depth > DEEPEST) throw new TooDeep();
    const result = read();
    this.depth--;
    return result;
  }

  /** Try to read something; on failure stay where we are and give null. */
  attempt<T>(read: () => T): T | null {
    const { at, depth } = this;
    try {
      return read();
    } catch (error) {
      if (!(error instanceof CompileError)) throw error;
      this.at = at;
      this.depth = depth;
      return null;
    }
  }

  /** The generic error at the current token. */
  fail(): never {
    const { token } = this;
    const { unclosed } = this.source;
    if (token.kind === 'end' && unclosed !== null) this.failUnclosed();
    if (token.kind === 'indent') throw new CompileError('unexpected indent', token.start, -1, 'IndentationError', -1);
    if (token.kind === 'dedent') throw new CompileError('unexpected unindent', Math.max(0, token.start - 1), -1, 'IndentationError', -1);
    if (this.passedUnclosed()) this.failUnclosed();
    throw new CompileError('invalid syntax', token.start, token.end);
  }

  private failUnclosed(): never {
    const { bracket, at } = this.source.unclosed!;
    throw new CompileError(`'${bracket}' was never closed`, at, -1, 'SyntaxError', 0);
  }

  /** A message on a range. */
  failOn(message: string, range: { readonly start: number; readonly end: number; readonly endColumn?: number }): never {
    if (this.passedUnclosed()) this.failUnclosed();
    throw new CompileError(message, range.start, range.end, 'SyntaxError', range.endColumn ?? null);
  }

  /** A bracket that is never closed explains an error on a later line better than anything else. */
  private passedUnclosed(): boolean {
    const { unclosed, tokens } = this.source;
    return unclosed !== null && this.lineOf(tokens[this.furthest]!.start) > this.lineOf(unclosed.at);
  }

  /** IndentationError at the current token. */
  failIndentation(message: string): never {
    const { token } = this;
    if (token.kind === 'end' || token.kind === 'dedent') {
      const end = this.previous.kind === 'newline' ? this.previous.end : this.text.length;
      throw new CompileError(message, Math.min(end, this.endOfLine(this.previous.start)), -1, 'IndentationError', -1);
    }
    throw new CompileError(message, token.start, token.end, 'IndentationError');
  }

  private endOfLine(offset: number): number {
    let end = offset;
    while (end < this.text.length && this.text[end] !== '\n' && this.text[end] !== '\r') end++;
    return end;
  }

  /** 1-based line of an offset. */
  lineOf(offset: number): number {
    return this.text.slice(0, offset).split(/\r\n|\n|\r/).length;
  }
}
