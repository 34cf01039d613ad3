/** The % operator of str and bytes. */
import { checkSize } from '../../runtime/blocks';
import { error, typeError, valueError } from '../../runtime/errors';
import { dictGetStr, W_Dict } from '../../runtime/dicts';
import { hooks } from '../../runtime/hooks';
import { keyError } from '../../runtime/errors';
import { typeOf } from '../../runtime/types';
import { codePoints, newStr, strText, tupleItems, W_Bytearray, W_Bytes, W_Float, type W } from '../../runtime/values';
import { doubleDigits } from './format-spec';
import { asBig, asDouble, doubleToInt } from '../numbers';
import { asciiOf, reprOf, strOf } from './text';

const latin1 = (data: Uint8Array): string => Array.from(data, (b) => String.fromCharCode(b)).join('');

/** One conversion of a template. */
interface Conversion {
  /** Text before its `%`. */
  readonly before: string;
  /** `%(key)s`: the key. */
  readonly key: string | null;
  readonly flags: string;
  /** `*`: taken from the values. */
  readonly width: number | '*';
  /** -1 without one. */
  readonly precision: number | '*';
  /** The character that says how; `%%` stands for itself. Empty where the template ends too early. */
  readonly code: string;
  /** Its position. */
  readonly at: number;
}

interface Template {
  readonly conversions: readonly Conversion[];
  /** Text after the last conversion. */
  readonly end: string;
}

/** In place of the code of `%(`, where the key has no end. */
const ENDLESS_KEY = 'endless key';

/** Templates read before: most are constants in a loop. */
const templates = new Map<string, Template>();
const MOST_TEMPLATES = 200;
const LONGEST_KEPT = 200;

function templateOf(text: string): Template {
  let template = text.length > LONGEST_KEPT ? undefined : templates.get(text);
  if (template !== undefined) return template;
  template = readTemplate(text);
  if (templates.size >= MOST_TEMPLATES) templates.clear();
  if (text.length <= LONGEST_KEPT) templates.set(text, template);
  return template;
}

function readTemplate(text: string): Template {
  const conversions: Conversion[] = [];
  let i = 0;
  const number = (): number | '*' => {
    if (text[i] === '*') {
      i++;
      return '*';
    }
    let n = 0;
    while (i < text.length && text[i] >= '0' && text[i] <= '9') n = n * 10 + Number(text[i++]);
    return n;
  };
  for (;;) {
    const percent = text.indexOf('%', i);
    if (percent < 0) return { conversions, end: text.slice(i) };
    const before = text.slice(i, percent);
    i = percent + 1;
    let key: string | null = null;
    if (text[i] === '(') {
      let level = 1;
      const start = ++i;
      while (i < text.length && level > 0) {
        if (text[i] === '(') level++;
        else if (text[i] === ')') level--;
        i++;
      }
      if (level > 0) {
        conversions.push({ before, key: null, flags: '', width: 0, precision: -1, code: ENDLESS_KEY, at: i });
        return { conversions, end: '' };
      }
      key = text.slice(start, i - 1);
    }
    const first = i;
    while (i < text.length && '#0- +'.includes(text[i])) i++;
    const flags = text.slice(first, i);
    const width = number();
    let precision: number | '*' = -1;
    if (text[i] === '.') {
      i++;
      precision = number();
    }
    while (i < text.length && 'hlL'.includes(text[i])) i++;
    const code = i >= text.length ? '' : text[i++];
    conversions.push({ before, key, flags, width, precision, code: code === '%' && i - 2 === percent ? '%%' : code, at: i - 1 });
    if (code === '') return { conversions, end: '' };
  }
}

export function percentFormat(template: W, values: W): W {
  const bytes = template instanceof W_Bytes;
  const { conversions, end } = templateOf(bytes ? latin1(template.data) : (strText(template) as string));
  const tuple = tupleItems(values);
  const args = tuple ?? [values];
  let used = 0;
  let named = false;
  const take = (): W => {
    if (used >= args.length || named) throw typeError('not enough arguments for format string');
    return args[used++];
  };
  let out = '';
  for (const { before, key, flags: given, width: wanted, precision: fine, code, at } of conversions) {
    out += before;
    if (code === ENDLESS_KEY)
      throw hasKeys(values, tuple !== null) ? valueError('incomplete format key') : typeError('format requires a mapping');
    let w: W | null = null;
    if (key !== null) {
      w = valueFor(key, values, tuple !== null);
      named = true;
    }
    let flags = given;
    let width = wanted === '*' ? star(take()) : wanted;
    if (width < 0) {
      flags += '-';
      width = -width;
    }
    const precision = fine === '*' ? Math.max(0, star(take())) : fine;
    if (width > 9223372036854775807 || precision > 9223372036854775807)
      throw valueError(width > precision ? 'width too big' : 'precision too big');
    if (precision > 2 ** 31 - 1) throw valueError('precision too big');
    if (code === '') throw valueError('incomplete format');
    out += code === '%%' ? '%' : convert(code, w ?? take(), flags, width, precision, bytes, at);
  }
  out += end;
  if (!named && used < args.length && !(tuple === null && isMapping(values)))
    throw typeError('not all arguments converted during string formatting');
  return bytes ? new W_Bytes(Uint8Array.from(out, (c) => c.charCodeAt(0))) : newStr(out);
}

const hasKeys = (values: W, isTuple: boolean): boolean =>
  !isTuple && strText(values) === null && typeOf(values).lookup('__getitem__') !== null;

function valueFor(name: string, values: W, isTuple: boolean): W {
  if (!hasKeys(values, isTuple)) throw typeError('format requires a mapping');
  const found = values instanceof W_Dict ? (dictGetStr(values, name) ?? null) : hooks.getitem(values, name);
  if (found === null) throw keyError(newStr(name));
  return found;
}

/** What may have keys that nobody asked for. */
const isMapping = (w: W): boolean =>
  w instanceof W_Dict ||
  (typeof w === 'object' && typeOf(w).lookup('__getitem__') !== null && strText(w) === null && !(w instanceof W_Bytes));

function convert(code: string, w: W, flags: string, width: number, precision: number, bytes: boolean, at: number): string {
  switch (code) {
    case 's':
    case 'r':
    case 'a':
    case 'b': {
      const raw =
        bytes && (code === 's' || code === 'b') ? bytesText(w) : code === 's' ? strOf(w) : code === 'a' || bytes ? asciiOf(w) : reprOf(w);
      return pad(precision >= 0 ? Array.from(raw).slice(0, precision).join('') : raw, '', flags.replace('0', ''), width);
    }
    case 'c': {
      const n = asBig(w);
      if (n !== null && (n < 0n || n > (bytes ? 255n : 0x10ffffn)))
        throw error('OverflowError', bytes ? '%c arg not in range(256)' : '%c arg not in range(0x110000)');
      const text = n !== null ? String.fromCodePoint(Number(n)) : (strText(w) ?? (w instanceof W_Bytes ? latin1(w.data) : null));
      if (text === null || codePoints(text) !== 1) {
        const what =
          text === null
            ? typeOf(w).name
            : bytes
              ? `a ${typeOf(w).name} object of length ${text.length}`
              : `a string of length ${codePoints(text)}`;
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
  if (typeof w === 'number' && precision < 0 && 'diu'.includes(code)) {
    const digits = String(Math.abs(w));
    return pad(digits, w < 0 || flags !== '' ? sign(w < 0, flags) : '', flags, width);
  }
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
  const missing = width === 0 ? 0 : width - codePoints(prefix + body);
  if (missing <= 0) return prefix + body;
  checkSize(missing);
  if (flags.includes('-')) return prefix + body + ' '.repeat(missing);
  return flags.includes('0') ? prefix + '0'.repeat(missing) + body : ' '.repeat(missing) + prefix + body;
}
