/** The % operator of str and bytes. */
import { checkSize } from '../../runtime/blocks';
import { error, typeError, valueError } from '../../runtime/errors';
import { dictGetStr, W_Dict } from '../../runtime/dicts';
import { hooks } from '../../runtime/hooks';
import { keyError } from '../../runtime/errors';
import { typeOf } from '../../runtime/types';
import { newStr, strText, tupleItems, W_Bytearray, W_Bytes, W_Float, type W } from '../../runtime/values';
import { doubleDigits } from './format-spec';
import { asBig, asDouble, doubleToInt } from '../numbers';
import { asciiOf, reprOf, strOf } from './text';

const latin1 = (data: Uint8Array): string => Array.from(data, (b) => String.fromCharCode(b)).join('');

export function percentFormat(template: W, values: W): W {
  const bytes = template instanceof W_Bytes;
  const text = bytes ? latin1(template.data) : (strText(template) as string);
  const tuple = tupleItems(values);
  const args = tuple ?? [values];
  let used = 0;
  let named = false;
  const take = (): W => {
    if (used >= args.length || named) throw typeError('not enough arguments for format string');
    return args[used++];
  };
  let out = '';
  for (let i = 0; i < text.length;) {
    const percent = text.indexOf('%', i);
    if (percent < 0) {
      out += text.slice(i);
      break;
    }
    out += text.slice(i, percent);
    i = percent + 1;
    let key: W | null = null;
    if (text[i] === '(') {
      let level = 1;
      const start = ++i;
      while (i < text.length && level > 0) {
        if (text[i] === '(') level++;
        else if (text[i] === ')') level--;
        i++;
      }
      if (level > 0) throw valueError('incomplete format key');
      const name = text.slice(start, i - 1);
      if (tuple !== null || strText(values) !== null || typeOf(values).lookup('__getitem__') === null)
        throw typeError('format requires a mapping');
      key = values instanceof W_Dict ? (dictGetStr(values, name) ?? null) : hooks.getitem(values, name);
      if (key === null) throw keyError(newStr(name));
      named = true;
    }
    let flags = '';
    while (i < text.length && '#0- +'.includes(text[i])) flags += text[i++];
    let width = 0;
    if (text[i] === '*') {
      width = star(take());
      i++;
      if (width < 0) {
        flags += '-';
        width = -width;
      }
    } else while (i < text.length && text[i] >= '0' && text[i] <= '9') width = width * 10 + Number(text[i++]);
    let precision = -1;
    if (text[i] === '.') {
      i++;
      precision = 0;
      if (text[i] === '*') {
        precision = Math.max(0, star(take()));
        i++;
      } else while (i < text.length && text[i] >= '0' && text[i] <= '9') precision = precision * 10 + Number(text[i++]);
    }
    if (width > 9223372036854775807 || precision > 9223372036854775807)
      throw valueError(width > precision ? 'width too big' : 'precision too big');
    if (precision > 2 ** 31 - 1) throw valueError('precision too big');
    while (i < text.length && 'hlL'.includes(text[i])) i++;
    if (i >= text.length) throw valueError('incomplete format');
    const code = text[i++];
    if (code === '%' && i - 2 === percent) out += '%';
    else out += convert(code, key ?? take(), flags, width, precision, bytes, i - 1);
  }
  if (
    !named &&
    used < args.length &&
    !(
      tuple === null &&
      (values instanceof W_Dict ||
        (typeof values === 'object' &&
          typeOf(values).lookup('__getitem__') !== null &&
          strText(values) === null &&
          !(values instanceof W_Bytes)))
    )
  ) {
    throw typeError('not all arguments converted during string formatting');
  }
  return bytes ? new W_Bytes(Uint8Array.from(out, (c) => c.charCodeAt(0))) : newStr(out);
}

function convert(code: string, w: W, flags: string, width: number, precision: number, bytes: boolean, at: number): string {
  switch (code) {
    case 's':
    case 'r':
    case 'a':
    case 'b': {
      const raw =
        bytes && (code === 's' || code === 'b') ? bytesText(w) : code === 's' ? strOf(w) : code === 'a' || bytes ? asciiOf(w) : reprOf(w);
      const chars = Array.from(raw);
      return pad(precision >= 0 ? chars.slice(0, precision).join('') : raw, '', flags.replace('0', ''), width);
    }
    case 'c': {
      const n = asBig(w);
      if (n !== null && (n < 0n || n > (bytes ? 255n : 0x10ffffn)))
        throw error('OverflowError', bytes ? '%c arg not in range(256)' : '%c arg not in range(0x110000)');
      const text = n !== null ? String.fromCodePoint(Number(n)) : (strText(w) ?? (w instanceof W_Bytes ? latin1(w.data) : null));
      if (text === null || Array.from(text).length !== 1) {
        const what =
          text === null
            ? typeOf(w).name
            : bytes
              ? `a ${typeOf(w).name} object of length ${text.length}`
              : `a string of length ${Array.from(text).length}`;
        throw typeError(`%c requires an ${bytes ? 'integer in range(256) or a single byte' : 'int or a unicode character'}, not ${what}`);
      }
      return pad(text, '', flags.replace('0', ''), width);
    }
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
      return integer(code, w, flags, width, precision);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': {
      const x = asDouble(w) ?? viaFloat(w);
      let body = doubleDigits(x, code === 'g' || code === 'G' ? 'g' : code, precision, flags.includes('#'));
      if (code === 'E' || code === 'F' || code === 'G') body = body.toUpperCase();
      return pad(body, sign(x < 0 || Object.is(x, -0), flags), flags, width);
    }
    default:
      throw valueError(`unsupported format character '${code}' (0x${code.charCodeAt(0).toString(16)}) at index ${at}`);
  }
}

/** A width or precision given as `*`. */
function star(w: W): number {
  const n = asBig(w);
  if (n === null) throw typeError('* wants int');
  return Number(n);
}

function bytesText(w: W): string {
  if (w instanceof W_Bytes || w instanceof W_Bytearray) return latin1(w.data);
  throw typeError(`%b requires a bytes-like object, or an object that implements __bytes__, not '${typeOf(w).name}'`);
}

function viaFloat(w: W): number {
  const method = typeof w === 'object' ? typeOf(w).lookup('__float__') : null;
  if (method === null) throw typeError(`must be real number, not ${typeOf(w).name}`);
  return asDouble(hooks.call(method, [w])) ?? NaN;
}

function integer(code: string, w: W, flags: string, width: number, precision: number): string {
  let v = asBig(w);
  if (v === null && w instanceof W_Float && 'diu'.includes(code)) v = asBig(doubleToInt(w.floatval));
  if (v === null && typeof w === 'object') {
    const method = typeOf(w).lookup('__index__') ?? ('diu'.includes(code) ? typeOf(w).lookup('__int__') : null);
    if (method !== null) v = asBig(hooks.call(method, [w]));
  }
  if (v === null)
    throw typeError(
      'diu'.includes(code)
        ? `%${code} format: a real number is required, not ${typeOf(w).name}`
        : `%${code} format: an integer is required, not ${typeOf(w).name}`,
    );
  const negative = v < 0n;
  const abs = negative ? -v : v;
  let digits = abs.toString(code === 'o' ? 8 : code === 'x' || code === 'X' ? 16 : 10);
  checkSize(precision);
  if (precision > digits.length) digits = digits.padStart(precision, '0');
  let prefix = flags.includes('#') ? (code === 'o' ? '0o' : code === 'x' ? '0x' : code === 'X' ? '0X' : '') : '';
  if (code === 'X') digits = digits.toUpperCase();
  prefix = sign(negative, flags) + prefix;
  return pad(digits, prefix, flags, width);
}

const sign = (negative: boolean, flags: string): string => (negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '');

function pad(body: string, prefix: string, flags: string, width: number): string {
  const missing = width - Array.from(prefix + body).length;
  if (missing <= 0) return prefix + body;
  checkSize(missing);
  if (flags.includes('-')) return prefix + body + ' '.repeat(missing);
  return flags.includes('0') ? prefix + '0'.repeat(missing) + body : ' '.repeat(missing) + prefix + body;
}
