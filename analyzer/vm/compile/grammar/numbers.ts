/** Number literals and what can be wrong with them, after `tok_get_normal_mode` in CPython's Parser/lexer/lexer.c. */
import { CompileError } from '../errors';

const RADIX: Readonly<Record<string, readonly [name: string, digit: RegExp]>> = {
  x: ['hexadecimal', /[0-9a-fA-F]/], o: ['octal', /[0-7]/], b: ['binary', /[01]/],
};

/** Keywords that may follow a number directly, as in `1if x else y`. */
const MAY_FOLLOW = /^(?:and|else|for|if|in|is|not|or)(?![\p{ID_Continue}])/u;

/** End of the number at `start`. Throws CompileError. */
export function scanNumber(text: string, start: number): number {
  const radix = text[start] === '0' ? RADIX[(text[start + 1] ?? '').toLowerCase()] : undefined;
  const end = radix === undefined ? scanDecimal(text, start) : scanRadix(text, start, ...radix);
  return end;
}

function scanRadix(text: string, start: number, name: string, digit: RegExp): number {
  let at = start + 2;
  for (;;) {
    if (text[at] === '_') at++;
    if (!digit.test(text[at] ?? '')) {
      if (/[0-9]/.test(text[at] ?? '')) throw new CompileError(`invalid digit '${text[at]!}' in ${name} literal`, at, at);
      throw new CompileError(`invalid ${name} literal`, at - 1, at - 1);
    }
    while (digit.test(text[at] ?? '')) at++;
    if (text[at] !== '_') break;
  }
  if (/[0-9]/.test(text[at] ?? '')) throw new CompileError(`invalid digit '${text[at]!}' in ${name} literal`, at, at);
  checkEnd(text, at, name);
  return at;
}

function scanDecimal(text: string, start: number): number {
  let at = digits(text, start);
  let kind = 'decimal';
  let isInt = true;
  if (text[at] === '.') {
    isInt = false;
    at = digits(text, at + 1);
  }
  const exponent = /^[eE][+-]?[0-9]/.exec(text.slice(at, at + 3));
  if (exponent !== null) {
    isInt = false;
    at = digits(text, at + exponent[0].length - 1);
  }
  if (/[jJ]/.test(text[at] ?? '')) {
    isInt = false;
    kind = 'imaginary';
    at++;
  }
  if (isInt) checkLeadingZeros(text, start, at);
  checkEnd(text, at, kind);
  return at;
}

function digits(text: string, start: number): number {
  let at = start;
  while (/[0-9]/.test(text[at] ?? '')) {
    at++;
    if (text[at] === '_') {
      at++;
      if (!/[0-9]/.test(text[at] ?? '')) throw new CompileError('invalid decimal literal', at - 1, at - 1);
    }
  }
  return at;
}

function checkLeadingZeros(text: string, start: number, end: number): void {
  if (text[start] !== '0') return;
  const zeros = /^[0_]*/.exec(text.slice(start, end))![0].length;
  if (start + zeros === end) return;
  throw new CompileError(
    'leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers', start, start + zeros,
  );
}

function checkEnd(text: string, at: number, kind: string): void {
  const next = text.codePointAt(at);
  if (next === undefined) return;
  const char = String.fromCodePoint(next);
  if (!/[\p{ID_Continue}]/u.test(char)) return;
  if (MAY_FOLLOW.test(text.slice(at, at + 8))) return;
  throw new CompileError(`invalid ${kind} literal`, at - 1, at - 1);
}
