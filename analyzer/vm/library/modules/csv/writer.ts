/** _csv.writer: lines from rows of fields. Source: CPython's Modules/_csv.c (`join_append_data`, `csv_writerow`). */
import { isGuestError, typeError } from '../../../runtime/errors';
import { hooks } from '../../../runtime/hooks';
import { K } from '../../../runtime/kinds';
import { exceptionType } from '../../../runtime/errors';
import { typeOf } from '../../../runtime/types';
import { layout, newStr, strText, w_None, W_Complex, W_Native, type W } from '../../../runtime/values';
import { vm } from '../../../runtime/vm';
import { getset, method } from '../../define';
import { moduleType } from '../../native';
import { asDouble } from '../../numbers';
import { iterOf, nextOf } from '../../protocols/iterables';
import { csvError, Quoting, type W_Dialect } from './dialect';

export const writerType = moduleType('_csv', 'writer');
writerType.hasDict = false;

export class W_Writer extends W_Native {
  constructor(
    readonly write: W,
    readonly dialect: W_Dialect,
  ) {
    super(writerType);
  }
}
layout(W_Writer, K.NATIVE);

export function makeWriter(file: W | undefined, dialect: W_Dialect): W {
  if (file === undefined) throw typeError('expected at least 1 argument, got 0');
  const write = hooks.findattr(file, 'write');
  if (write === null || typeOf(write).lookup('__call__') === null) throw typeError('argument 1 must have a "write" method');
  return new W_Writer(write, dialect);
}

const isNumber = (w: W): boolean =>
  asDouble(w) !== null || w instanceof W_Complex || ['__index__', '__int__', '__float__'].some((name) => typeOf(w).lookup(name) !== null);

function wantsQuotes(field: W, quoting: number): boolean {
  switch (quoting) {
    case Quoting.NONNUMERIC:
      return !isNumber(field);
    case Quoting.ALL:
      return true;
    case Quoting.STRINGS:
      return strText(field) !== null;
    case Quoting.NOTNULL:
      return field !== w_None;
    default:
      return false;
  }
}

/** One field as it stands in the line. */
function encode(text: string, quoted: boolean, d: W_Dialect): string {
  let out = '';
  for (const c of text) {
    if (c === d.delimiter || c === d.escapechar || c === d.quotechar || c === '\n' || c === '\r' || d.lineterminator.includes(c)) {
      let escape = d.quoting === Quoting.NONE || c === d.escapechar;
      if (!escape && c === d.quotechar) {
        if (d.doublequote) out += c;
        else escape = true;
      }
      if (!escape) quoted = true;
      else if (d.escapechar === '') throw csvError('need to escape, but no escapechar set');
      else out += d.escapechar;
    }
    out += c;
  }
  return quoted ? d.quotechar + out + d.quotechar : out;
}

function writeRow(w: W_Writer, row: W): W {
  const d = w.dialect;
  let it: W;
  try {
    it = iterOf(row);
  } catch (e) {
    if (isGuestError(e) && typeOf(e.exception).isSubtype(exceptionType('TypeError')))
      throw csvError(`iterable expected, not ${typeOf(row).name}`);
    throw e;
  }
  const fields: string[] = [];
  let nullField = false;
  // A field that has nothing between its separators would be read back as none, or not at all.
  const mayStandEmpty = (): boolean =>
    d.quoting !== Quoting.NONE && !(nullField && (d.quoting === Quoting.STRINGS || d.quoting === Quoting.NOTNULL));
  for (let field = nextOf(it); field !== null; field = nextOf(it)) {
    nullField = field === w_None;
    const text = nullField ? '' : (strText(field) ?? strText(hooks.str(field)) ?? '');
    let quoted = wantsQuotes(field, d.quoting);
    if (text === '' && d.delimiter === ' ' && d.skipinitialspace) {
      if (!mayStandEmpty()) throw csvError('empty field must be quoted if delimiter is a space and skipinitialspace is true');
      quoted = true;
    }
    vm.spend(1 + (text.length >> 5));
    fields.push(encode(text, quoted, d));
  }
  if (fields.length === 1 && fields[0] === '') {
    if (!mayStandEmpty()) throw csvError('single empty field record must be quoted');
    fields[0] = encode('', true, d);
  }
  return hooks.call(w.write, [newStr(fields.join(d.delimiter) + d.lineterminator)]);
}

method(writerType, 'writerow', 2, 2, (w, row) => writeRow(w as W_Writer, row));
method(writerType, 'writerows', 2, 2, (w, rows) => {
  const it = iterOf(rows);
  for (let row = nextOf(it); row !== null; row = nextOf(it)) writeRow(w as W_Writer, row);
  return w_None;
});
getset(writerType, 'dialect', (w) => (w as W_Writer).dialect);
