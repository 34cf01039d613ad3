/**
 * Tokens of markup: start tags, end tags, comments, instructions, references. A token that the text does not hold whole is `INCOMPLETE`: more may come.
 * Source: expat's lib/xmltok_impl.c (what is an error where).
 */
import { badCharacter, characterOf, readName } from './names';
import { XmlError } from './errors';

/** Thrown where the text ends inside a token. */
export const INCOMPLETE = { incomplete: true } as const;

const invalid = (at: number): XmlError => new XmlError('INVALID_TOKEN', at);

export function skipSpace(text: string, at: number): number {
  let i = at;
  while (i < text.length && ' \t\r\n'.includes(text[i])) i++;
  return i;
}

/** The character at `at`. */
function need(text: string, at: number): string {
  if (at >= text.length) throw INCOMPLETE;
  return text[at];
}

/** A name that something must follow. */
export function nameBefore(text: string, at: number): { name: string; end: number } {
  need(text, at);
  const name = readName(text, at);
  if (at + name.length >= text.length) throw INCOMPLETE;
  if (name === '') throw invalid(at);
  return { name, end: at + name.length };
}

/** Where `word` begins from `at` on; refuses characters that XML does not allow before it. */
export function upTo(text: string, at: number, word: string): number {
  const end = text.indexOf(word, at);
  const bad = badCharacter(text.slice(at, end < 0 ? text.length : end));
  // A surrogate at the very end may be half a pair that is still to come.
  if (bad >= 0 && !(end < 0 && at + bad === text.length - 1)) throw invalid(at + bad);
  if (end < 0) throw INCOMPLETE;
  return end;
}

export interface Attribute {
  readonly name: string;
  /** As it stands, between its quotes. */
  readonly raw: string;
  readonly at: number;
}
export interface StartTag {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly empty: boolean;
  readonly end: number;
}

/** `<name a="1">`, from its `<`. */
export function scanStartTag(text: string, start: number): StartTag {
  const { name, end } = nameBefore(text, start + 1);
  let i = end;
  const attributes: Attribute[] = [];
  for (;;) {
    const from = i;
    i = skipSpace(text, i);
    const c = need(text, i);
    if (c === '>') return { name, attributes, empty: false, end: i + 1 };
    if (c === '/') {
      if (need(text, i + 1) !== '>') throw invalid(i + 1);
      return { name, attributes, empty: true, end: i + 2 };
    }
    if (from === i) throw invalid(i);
    const at = i;
    const attribute = nameBefore(text, i);
    i = skipSpace(text, attribute.end);
    if (need(text, i) !== '=') throw invalid(i);
    i = skipSpace(text, i + 1);
    const quote = need(text, i);
    if (quote !== '"' && quote !== "'") throw invalid(i);
    const end = upTo(text, i + 1, quote);
    const raw = text.slice(i + 1, end);
    const less = raw.indexOf('<');
    if (less >= 0) throw invalid(i + 1 + less);
    checkReferences(raw, i + 1);
    attributes.push({ name: attribute.name, raw, at });
    i = end + 1;
  }
}

function checkReferences(raw: string, offset: number): void {
  for (let i = raw.indexOf('&'); i >= 0; i = raw.indexOf('&', i + 1)) scanReference(`${raw} `, i, offset);
}

/** `</name>`, from its `<`. */
export function scanEndTag(text: string, start: number): { name: string; end: number } {
  const { name, end } = nameBefore(text, start + 2);
  const i = skipSpace(text, end);
  if (need(text, i) !== '>') throw invalid(i);
  return { name, end: i + 1 };
}

/** `<!-- ... -->`, from its `<`. */
export function scanComment(text: string, start: number): { data: string; end: number } {
  for (let k = 2; k < 4; k++) if (need(text, start + k) !== '-') throw invalid(start + k);
  const end = upTo(text, start + 4, '--');
  if (need(text, end + 2) !== '>') throw invalid(end + 2);
  return { data: lines(text.slice(start + 4, end)), end: end + 3 };
}

/** `<?target data?>`, from its `<`. */
export function scanInstruction(text: string, start: number): { target: string; data: string; end: number } {
  const { name, end } = nameBefore(text, start + 2);
  if (name.toLowerCase() === 'xml' && name !== 'xml') throw invalid(start + 2);
  if (text.startsWith('?', end)) {
    if (need(text, end + 1) !== '>') throw invalid(end + 1);
    return { target: name, data: '', end: end + 2 };
  }
  const from = skipSpace(text, end);
  if (from === end) throw invalid(end);
  const close = upTo(text, from, '?>');
  return { target: name, data: lines(text.slice(from, close)), end: close + 2 };
}

/** `&name;`, `&#38;`, from its `&`. `offset`: of the text in what positions count in. */
export function scanReference(text: string, start: number, offset = 0): { name: string; character: string | null; end: number } {
  if (need(text, start + 1) !== '#') {
    const { name, end } = nameBefore(text, start + 1);
    if (text[end] !== ';') throw invalid(offset + end);
    return { name, character: null, end: end + 1 };
  }
  let i = start + 2;
  const hex = need(text, i) === 'x';
  if (hex) i++;
  const digits = hex ? /[0-9a-fA-F]/ : /[0-9]/;
  const from = i;
  while (digits.test(need(text, i))) i++;
  if (i === from || text[i] !== ';') throw invalid(offset + i);
  const name = text.slice(start + 1, i);
  const character = characterOf(name);
  if (character === null) throw new XmlError('BAD_CHAR_REF', offset + start);
  return { name, character, end: i + 1 };
}

/** Line ends as XML has them: XML 1.0, 2.11. */
export const lines = (text: string): string => text.replaceAll(/\r\n?/g, '\n');

/** The three pseudo-attributes of `<?xml ...?>`; null when it is not well-formed. */
export function xmlDeclaration(data: string): { version: string | null; encoding: string | null; standalone: number } | null {
  const found =
    /^(?:version\s*=\s*(["'])([a-zA-Z0-9_.:-]+)\1)?(?:(?:^|\s+)encoding\s*=\s*(["'])([A-Za-z][A-Za-z0-9._-]*)\3)?(?:\s+standalone\s*=\s*(["'])(yes|no)\5)?\s*$/.exec(
      data,
    );
  if (found === null || (found[2] === undefined && found[4] === undefined)) return null;
  return { version: found[2] ?? null, encoding: found[4] ?? null, standalone: found[6] === undefined ? -1 : found[6] === 'yes' ? 1 : 0 };
}
