/** _csv.reader: rows of fields from lines. Source: CPython's Modules/_csv.c (`parse_process_char`, `Reader_iternext`), with the names of its states. */
import { typeError } from '../../../runtime/errors';
import { K } from '../../../runtime/kinds';
import { newList } from '../../../runtime/lists';
import { exceptionType, GuestError, newException } from '../../../runtime/errors';
import { T, typeOf } from '../../../runtime/types';
import { layout, newStr, strText, w_None, W_Native, type W } from '../../../runtime/values';
import { vm } from '../../../runtime/vm';
import { hooks } from '../../../runtime/hooks';
import { getset, method } from '../../define';
import { moduleType } from '../../native';
import { iterOf, nextOf } from '../../protocols/iterables';
import { csvError, fieldLimit, Quoting, type W_Dialect } from './dialect';

export const readerType = moduleType('_csv', 'reader');
readerType.hasDict = false;

type State =
  | 'start record'
  | 'start field'
  | 'escaped char'
  | 'in field'
  | 'in quoted field'
  | 'escape in quoted field'
  | 'quote in quoted field'
  | 'eat CR NL'
  | 'after escaped CR NL';

/** After a line's last character. */
const END = '';

export class W_Reader extends W_Native {
  lineNumber = 0;
  private state: State = 'start record';
  private field: string[] = [];
  private quoted = false;
  private fields: W[] = [];

  constructor(
    readonly lines: W,
    readonly dialect: W_Dialect,
  ) {
    super(readerType);
  }

  /** The next row; null at the end. */
  next(): W | null {
    this.fields = [];
    this.field = [];
    this.state = 'start record';
    this.quoted = false;
    do {
      const line = nextOf(this.lines);
      if (line === null) {
        if (this.field.length === 0 && (this.state as State) !== 'in quoted field') return null;
        if (this.dialect.strict) throw csvError('unexpected end of data');
        this.save();
        break;
      }
      const text = strText(line);
      if (text === null)
        throw csvError(`iterator should return strings, not ${typeOf(line).name} (the file should be opened in text mode)`);
      this.lineNumber++;
      vm.spend(text.length >> 5);
      for (const c of text) this.process(c);
      this.process(END);
    } while (this.state !== 'start record');
    return newList(this.fields);
  }

  private add(c: string): void {
    if (this.field.length >= fieldLimit.characters) throw csvError(`field larger than field limit (${fieldLimit.characters})`);
    this.field.push(c);
  }

  private save(): void {
    const { quoting } = this.dialect;
    const text = newStr(this.field.join(''));
    const empty = this.field.length === 0;
    this.field = [];
    if (this.quoted || (quoting !== Quoting.NONNUMERIC && quoting !== Quoting.STRINGS && quoting !== Quoting.NOTNULL))
      this.fields.push(text);
    else if (empty) this.fields.push(quoting === Quoting.NONNUMERIC ? text : w_None);
    else this.fields.push(quoting === Quoting.NOTNULL ? text : hooks.call(T.float, [text]));
  }

  private endField(c: string, next: State): void {
    this.save();
    this.state = c === END ? 'start record' : next;
  }

  private process(c: string): void {
    const { dialect } = this;
    const newLine = c === '\n' || c === '\r';
    switch (this.state) {
      case 'start record':
        if (c === END) break;
        if (newLine) {
          this.state = 'eat CR NL';
          break;
        }
        this.startField(c, newLine);
        break;
      case 'start field':
        this.startField(c, newLine);
        break;
      case 'escaped char':
        this.add(c === END ? '\n' : c);
        this.state = newLine ? 'after escaped CR NL' : 'in field';
        break;
      case 'after escaped CR NL':
        if (c !== END) this.inField(c, newLine);
        break;
      case 'in field':
        this.inField(c, newLine);
        break;
      case 'in quoted field':
        if (c === END) break;
        if (c === dialect.escapechar) this.state = 'escape in quoted field';
        else if (c === dialect.quotechar && dialect.quoting !== Quoting.NONE)
          this.state = dialect.doublequote ? 'quote in quoted field' : 'in field';
        else this.add(c);
        break;
      case 'escape in quoted field':
        this.add(c === END ? '\n' : c);
        this.state = 'in quoted field';
        break;
      case 'quote in quoted field':
        if (c !== END && c === dialect.quotechar && dialect.quoting !== Quoting.NONE) {
          this.add(c);
          this.state = 'in quoted field';
        } else if (c === dialect.delimiter) this.endField(c, 'start field');
        else if (newLine || c === END) this.endField(c, 'eat CR NL');
        else if (dialect.strict) throw csvError(`'${dialect.delimiter}' expected after '${dialect.quotechar}'`);
        else {
          this.add(c);
          this.state = 'in field';
        }
        break;
      case 'eat CR NL':
        if (newLine) break;
        if (c !== END) throw csvError("new-line character seen in unquoted field - do you need to open the file with newline=''?");
        this.state = 'start record';
        break;
    }
  }

  private startField(c: string, newLine: boolean): void {
    const { dialect } = this;
    this.quoted = false;
    this.state = 'start field';
    if (newLine || c === END) this.endField(c, 'eat CR NL');
    else if (c === dialect.quotechar && dialect.quoting !== Quoting.NONE) {
      this.quoted = true;
      this.state = 'in quoted field';
    } else if (c === dialect.escapechar) this.state = 'escaped char';
    else if (c === ' ' && dialect.skipinitialspace) return;
    else if (c === dialect.delimiter) this.save();
    else {
      this.add(c);
      this.state = 'in field';
    }
  }

  private inField(c: string, newLine: boolean): void {
    if (newLine || c === END) this.endField(c, 'eat CR NL');
    else if (c === this.dialect.escapechar) this.state = 'escaped char';
    else if (c === this.dialect.delimiter) this.endField(c, 'start field');
    else {
      this.add(c);
      this.state = 'in field';
    }
  }
}
layout(W_Reader, K.NATIVE);

export function makeReader(lines: W | undefined, dialect: W_Dialect): W {
  if (lines === undefined) throw typeError('expected at least 1 argument, got 0');
  return new W_Reader(iterOf(lines), dialect);
}
method(readerType, '__iter__', 1, 1, (r) => r);
method(readerType, '__next__', 1, 1, (r) => {
  const row = (r as W_Reader).next();
  if (row === null) throw new GuestError(newException(exceptionType('StopIteration'), []));
  return row;
});
getset(readerType, 'dialect', (r) => (r as W_Reader).dialect);
getset(readerType, 'line_num', (r) => (r as W_Reader).lineNumber);
