/** The Dialect of _csv: how the fields and the rows of a file are set off. Source: CPython's Modules/_csv.c (`dialect_new`). */
import { error, exceptionType, GuestError, newException, typeError, valueError } from '../../../runtime/errors';
import type { Keywords } from '../../../runtime/functions';
import { hooks } from '../../../runtime/hooks';
import { K } from '../../../runtime/kinds';
import { builtinType, typeOf } from '../../../runtime/types';
import { layout, newBool, newStr, strText, w_None, W_Bool, W_Native, type W } from '../../../runtime/values';
import { constructor, getset, rawMethod } from '../../define';
import { argument, moduleType, onlyKeywords } from '../../native';
import { asIndex } from '../../numbers';

/** The values of csv.QUOTE_*. */
export const Quoting = { MINIMAL: 0, ALL: 1, NONNUMERIC: 2, NONE: 3, STRINGS: 4, NOTNULL: 5 } as const;

export const csvErrorType = builtinType('Error', [exceptionType('Exception')]);
csvErrorType.module = '_csv';
csvErrorType.hasDict = true;
export const csvError = (message: string): GuestError => new GuestError(newException(csvErrorType, [newStr(message)]));

export const dialectType = moduleType('_csv', 'Dialect');
dialectType.hasDict = false;

/** What `Dialect` takes, in order, after the dialect it starts from. Characters are one code point; '' stands for one that is not set. */
export const FORMATS = [
  'delimiter',
  'doublequote',
  'escapechar',
  'lineterminator',
  'quotechar',
  'quoting',
  'skipinitialspace',
  'strict',
] as const;

export class W_Dialect extends W_Native {
  delimiter = ',';
  doublequote = true;
  escapechar = '';
  lineterminator = '\r\n';
  quotechar = '"';
  quoting: number = Quoting.MINIMAL;
  skipinitialspace = false;
  strict = false;
  constructor() {
    super(dialectType);
  }
}
layout(W_Dialect, K.NATIVE);

const length = (text: string): number => Array.from(text).length;

function character(name: string, w: W | undefined, otherwise: string, noneIsRight: boolean): string {
  if (w === undefined) return otherwise;
  if (w === w_None && noneIsRight) return '';
  const text = strText(w);
  if (text === null) throw typeError(`"${name}" must be string${noneIsRight ? ' or None' : ''}, not ${typeOf(w).name}`);
  if (length(text) !== 1) throw typeError(`"${name}" must be a 1-character string`);
  return text;
}

function checkCharacter(name: string, c: string, dialect: W_Dialect, spaceIsRight: boolean): void {
  if (c === '\r' || c === '\n' || (c === ' ' && !spaceIsRight)) throw valueError(`bad ${name} value`);
  if (c !== '' && dialect.lineterminator.includes(c)) throw valueError(`bad ${name} or lineterminator value`);
}

/** The dialects that have names. A run has its own. */
export const registered = new Map<string, W>();

export function dialectNamed(name: W): W {
  const text = strText(name);
  const found = text === null ? undefined : registered.get(text);
  if (found === undefined) throw csvError('unknown dialect');
  return found;
}

/** A dialect of `base` (a name, an object with attributes, or nothing) and of what the keywords change in it. */
export function makeDialect(base: W | undefined, keywords: Keywords | null): W_Dialect {
  onlyKeywords('Dialect', keywords, ['dialect', ...FORMATS]);
  base ??= keywords?.get('dialect');
  if (base !== undefined && strText(base) !== null) base = dialectNamed(base);
  const given = FORMATS.some((name) => keywords?.has(name) === true);
  if (base instanceof W_Dialect && !given) return base;
  const of = (name: string): W | undefined =>
    keywords?.get(name) ?? (base === undefined || base === w_None ? undefined : (hooks.findattr(base, name) ?? undefined));
  const made = new W_Dialect();
  made.delimiter = character('delimiter', of('delimiter'), ',', false);
  made.doublequote = truth(of('doublequote'), true);
  made.escapechar = character('escapechar', of('escapechar'), '', true);
  const end = of('lineterminator');
  if (end !== undefined && end !== w_None && strText(end) === null) throw typeError('"lineterminator" must be a string');
  made.quotechar = character('quotechar', of('quotechar'), '"', true);
  const quoting = of('quoting');
  if (quoting !== undefined && (asIndex(quoting) === null || quoting instanceof W_Bool)) throw typeError('"quoting" must be an integer');
  made.quoting = quoting === undefined ? Quoting.MINIMAL : (asIndex(quoting) ?? Quoting.MINIMAL);
  made.skipinitialspace = truth(of('skipinitialspace'), false);
  made.strict = truth(of('strict'), false);
  if (made.quoting < Quoting.MINIMAL || made.quoting > Quoting.NOTNULL) throw typeError('bad "quoting" value');
  if (made.quotechar === '' && quoting === undefined) made.quoting = Quoting.NONE;
  if (made.quotechar === '' && made.quoting !== Quoting.NONE) throw typeError('quotechar must be set if quoting enabled');
  if (end === w_None) throw typeError('lineterminator must be set');
  made.lineterminator = end === undefined ? '\r\n' : (strText(end) ?? '');
  checkCharacter('delimiter', made.delimiter, made, true);
  checkCharacter('escapechar', made.escapechar, made, !made.skipinitialspace);
  checkCharacter('quotechar', made.quotechar, made, !made.skipinitialspace);
  for (const [a, b] of [
    ['delimiter', 'escapechar'],
    ['delimiter', 'quotechar'],
    ['escapechar', 'quotechar'],
  ] as const)
    if (made[a] === made[b] && made[a] !== '') throw valueError(`bad ${a} or ${b} value`);
  return made;
}
const truth = (w: W | undefined, otherwise: boolean): boolean => (w === undefined ? otherwise : hooks.truth(w));

constructor(dialectType, (args, keywords) => makeDialect(args[1], keywords));
rawMethod(dialectType, '__init__', () => w_None);
for (const name of ['__reduce__', '__reduce_ex__'])
  rawMethod(dialectType, name, (args) => {
    throw typeError(`cannot pickle '${typeOf(args[0]).name}' instances`);
  });
const D = (w: W): W_Dialect => w as W_Dialect;
const orNone = (text: string): W => (text === '' ? w_None : newStr(text));
getset(dialectType, 'delimiter', (d) => newStr(D(d).delimiter));
getset(dialectType, 'doublequote', (d) => newBool(D(d).doublequote));
getset(dialectType, 'escapechar', (d) => orNone(D(d).escapechar));
getset(dialectType, 'lineterminator', (d) => newStr(D(d).lineterminator));
getset(dialectType, 'quotechar', (d) => orNone(D(d).quotechar));
getset(dialectType, 'quoting', (d) => D(d).quoting);
getset(dialectType, 'skipinitialspace', (d) => newBool(D(d).skipinitialspace));
getset(dialectType, 'strict', (d) => newBool(D(d).strict));

/** `register_dialect`, `unregister_dialect`. */
export function register(args: readonly W[], keywords: Keywords | null): W {
  const name = argument(args, 0, keywords, 'name');
  const text = name === undefined ? null : strText(name);
  if (text === null) throw typeError('dialect name must be a string');
  registered.set(text, makeDialect(args[1], keywords));
  return w_None;
}
export function unregister(name: W): W {
  if (!registered.delete(strText(name) ?? '')) throw csvError('unknown dialect');
  return w_None;
}
export const fieldLimit = { characters: 131072 };
export function setFieldLimit(limit: W | undefined): W {
  const before = fieldLimit.characters;
  if (limit !== undefined) {
    const n = asIndex(limit);
    if (n === null) throw typeError('limit must be an integer');
    if (!Number.isSafeInteger(n)) throw error('OverflowError', 'Python int too large to convert to C long');
    fieldLimit.characters = n;
  }
  return before;
}
