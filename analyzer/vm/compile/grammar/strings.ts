/** Literals side by side, and the fields of f- and t-strings. */
import { CompileError } from '../errors';
import { checkEscapes } from './escapes';
import { readAssigned, startsExpression } from './expressions';
import { KEYWORDS, type Reader, type Shape } from './reader';

type Kind = 'str' | 'bytes' | 'f' | 't';

export function readStrings(reader: Reader): Shape {
  const { start } = reader.token;
  const kinds: { kind: Kind; start: number; end: number }[] = [];
  while (reader.isKind('string') || reader.isKind('fstart')) {
    const { token } = reader;
    if (token.kind === 'string') {
      reader.next();
      checkBytes(reader, token.text, token);
      checkEscapes(token.text, token.start, token.end);
      kinds.push({ kind: /^[ru]*b/i.test(token.text) ? 'bytes' : 'str', start: token.start, end: token.end });
    } else {
      const kind = readTemplate(reader);
      kinds.push({ kind, start: token.start, end: reader.previous.end });
    }
  }
  checkMix(reader, kinds);
  const isTemplate = kinds.some(({ kind }) => kind === 'f');
  const name = isTemplate ? 'f-string expression' : kinds[0]!.kind === 't' ? 't-string expression' : 'literal';
  return { name, start, end: reader.previous.end, level: 0 };
}

function checkBytes(reader: Reader, text: string, range: { readonly start: number; readonly end: number }): void {
  if (!/^r?b/i.test(text)) return;
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 0x7f) reader.failOn('bytes can only contain ASCII literal characters', range);
  }
}

function checkMix(reader: Reader, kinds: readonly { kind: Kind; start: number; end: number }[]): void {
  for (let index = 1; index < kinds.length; index++) {
    const before = kinds[index - 1]!;
    const { kind, end } = kinds[index]!;
    if ((kind === 't') !== (before.kind === 't')) {
      reader.failOn('cannot mix t-string literals with string or bytes literals', { start: before.start, end });
    }
    if ((kind === 'bytes') !== (before.kind === 'bytes')) reader.failOn('cannot mix bytes and nonbytes literals', reader.token);
  }
}

function readTemplate(reader: Reader): 'f' | 't' {
  const kind = /t/i.test(reader.next().text.replace(/['"]/g, '')) ? 't' : 'f';
  readMiddle(reader, kind);
  if (!reader.isKind('fend')) reader.fail();
  reader.next();
  return kind;
}

function readMiddle(reader: Reader, kind: 'f' | 't'): void {
  while (reader.isKind('fmiddle') || reader.is('{')) {
    if (reader.isKind('fmiddle')) reader.next();
    else reader.nested(() => readField(reader, kind));
  }
}

/** The value of a field. Where its expression breaks off, CPython asks for what may follow the part before. */
function readValue(reader: Reader, kind: 'f' | 't'): void {
  try {
    readAssigned(reader);
  } catch (error) {
    const operator = reader.previous;
    if (!(error instanceof CompileError) || error.message !== 'invalid syntax' || operator.kind !== 'op' || !reader.is('}')) throw error;
    reader.failOn(`${kind}-string: expecting '=', or '!', or ':', or '}'`, operator);
  }
}

/** `{value = !r : spec}`. */
function readField(reader: Reader, kind: 'f' | 't'): void {
  const say = (message: string): never => (reader.isKind('end') ? reader.fail() : reader.failOn(`${kind}-string: ${message}`, reader.token));
  reader.next();
  for (const sign of ['=', '!', ':', '}']) if (reader.is(sign)) say(`valid expression required before '${sign}'`);
  if (!reader.is('*') && !reader.is('yield') && !startsExpression(reader)) say("expecting a valid expression after '{'");
  readValue(reader, kind);
  const debug = reader.accept('=');
  if (reader.is('!')) {
    const bang = reader.next();
    if (reader.is(':') || reader.is('}')) say('missing conversion character');
    const { token } = reader;
    if (token.kind !== 'name' || KEYWORDS.has(token.text)) say('invalid conversion character');
    if (token.start !== bang.end) say('conversion type must come right after the exclamation mark');
    if (!['s', 'r', 'a'].includes(token.text)) say(`invalid conversion character '${token.text}': expected 's', 'r', or 'a'`);
    reader.next();
    if (!reader.is(':') && !reader.is('}')) say("expecting ':' or '}'");
  } else if (!reader.is(':') && !reader.is('}')) {
    say(debug ? "expecting '!', or ':', or '}'" : "expecting '=', or '!', or ':', or '}'");
  }
  if (reader.accept(':')) {
    readMiddle(reader, kind);
    if (!reader.is('}')) say("expecting '}', or format specs");
  }
  reader.expect('}');
}
