/** The document type declaration: `<!DOCTYPE ...>`, and the declarations in its internal subset or in an external one. Source: expat's lib/xmlparse.c, `doProlog`. */
import {
  attributeType,
  contentModel,
  declarationToken,
  entityValue,
  externalId,
  scanComment,
  scanDeclaration,
  scanInstruction,
  Tokens,
  unquoted,
  type DeclaredAttribute,
  type Dtd,
  type Entity,
} from './dtd';
import { XmlError } from './errors';
import { INCOMPLETE, skipSpace } from './scan';
import { PREDEFINED } from './names';
import type { Reader } from './parser';

/** Reads `<!DOCTYPE name SYSTEM "s"` up to its `[` or `>`; gives where it ends. */
export function startDoctype(reader: Reader, text: string, start: number): { end: number; subset: boolean } {
  const head = [{ type: 'open' as const, text: text.slice(start, start + 9), at: start }, ...headTokens(text, start + 9)];
  const tokens = new Tokens(head);
  const name = tokens.take('name').text;
  const external = externalId(tokens);
  const close = tokens.take('mark');
  if (close.text !== '[' && close.text !== '>') throw new XmlError('SYNTAX', close.at);
  const end = close.at + 1;
  const subset = close.text === '[';
  reader.eventAt = close.at;
  if (external !== null) reader.dtd.unread = true;
  reader.doctype = external;
  if (reader.events.wants('StartDoctypeDecl'))
    reader.events.emit('StartDoctypeDecl', [name, external?.systemId ?? null, external?.publicId ?? null, subset ? 1 : 0]);
  else reader.rawTokens(head);
  return { end, subset };
}
function headTokens(text: string, from: number): ReturnType<typeof declarationToken>[] {
  const tokens = [];
  for (let i = from; ;) {
    const token = declarationToken(text, i);
    tokens.push(token);
    i += token.text.length;
    if (token.text === '[' || token.text === '>') return tokens;
  }
}

/** One declaration, comment, instruction or reference of a subset; gives where it ends. */
export function subsetStep(reader: Reader, text: string, at: number): number {
  const { events, dtd } = reader;
  const space = skipSpace(text, at);
  if (space > at) {
    reader.raw(text.slice(at, space));
    return space;
  }
  if (text[at] === '%') {
    const token = declarationToken(text, at);
    if (token.type !== 'parameter') throw new XmlError('INVALID_TOKEN', at + 1);
    return parameterReference(reader, token.text.slice(1, -1), at, at + token.text.length);
  }
  if (text[at] !== '<') throw new XmlError('SYNTAX', at);
  if (at + 1 >= text.length) throw INCOMPLETE;
  if (text[at + 1] === '?') {
    const { target, data, end } = scanInstruction(text, at);
    if (target === 'xml') throw new XmlError('MISPLACED_XML_PI', at);
    if (events.wants('ProcessingInstruction')) events.emit('ProcessingInstruction', [target, data]);
    else reader.raw(text.slice(at, end));
    return end;
  }
  if (text[at + 1] !== '!') throw new XmlError('SYNTAX', at);
  if (at + 2 >= text.length) throw INCOMPLETE;
  if (text[at + 2] === '-') {
    const { data, end } = scanComment(text, at);
    if (events.wants('Comment')) events.emit('Comment', [data]);
    else reader.raw(text.slice(at, end));
    return end;
  }
  if (text[at + 2] === '[') return conditional(reader, text, at);
  const { tokens, end } = scanDeclaration(text, at);
  const declared = DECLARATIONS.get(tokens[0].text);
  if (declared === undefined) throw new XmlError('SYNTAX', at);
  if (!declared(reader, new Tokens(tokens), dtd)) reader.rawTokens(tokens);
  return end;
}

/** `<![INCLUDE[ ... ]]>` and `<![IGNORE[ ... ]]>` of an external subset. */
function conditional(reader: Reader, text: string, at: number): number {
  if (reader.inInternalSubset) throw new XmlError('SYNTAX', at);
  let i = skipSpace(text, at + 3);
  const word = /^(?:INCLUDE|IGNORE)/.exec(text.slice(i, i + 8))?.[0];
  if (word === undefined) throw new XmlError('SYNTAX', i);
  i = skipSpace(text, i + word.length);
  if (text[i] !== '[') throw new XmlError('SYNTAX', i);
  if (word === 'INCLUDE') {
    reader.included++;
    return i + 1;
  }
  for (let depth = 1; depth > 0;) {
    const close = text.indexOf(']]>', i);
    if (close < 0) throw INCOMPLETE;
    const open = text.indexOf('<![', i);
    depth += open >= 0 && open < close ? 1 : -1;
    i = (open >= 0 && open < close ? open : close) + 3;
  }
  return i;
}

function parameterReference(reader: Reader, name: string, at: number, end: number): number {
  const entity = reader.dtd.parameters.get(name);
  if (entity === undefined) {
    reader.dtd.unread = true;
    if (reader.events.wants('SkippedEntity')) reader.events.emit('SkippedEntity', [name, 1]);
    else reader.raw(`%${name};`);
    return end;
  }
  if (entity.open) throw new XmlError('RECURSIVE_ENTITY_REF', at);
  if (entity.text !== null) reader.enter(entity, end);
  else if (!reader.readExternal(entity)) {
    reader.dtd.unread = true;
    reader.raw(`%${name};`);
  }
  return end;
}

type Declaration = (reader: Reader, tokens: Tokens, dtd: Dtd) => boolean;
/** Each says whether a handler was told. */
const DECLARATIONS: ReadonlyMap<string, Declaration> = new Map([
  ['<!ENTITY', declareEntity],
  ['<!ATTLIST', declareAttributes],
  ['<!ELEMENT', declareElement],
  ['<!NOTATION', declareNotation],
]);

function declareEntity(reader: Reader, tokens: Tokens, dtd: Dtd): boolean {
  const { events, base, budget } = reader;
  const isParameter = tokens.accept('%');
  const name = tokens.take('name').text;
  const external = externalId(tokens);
  let text: string | null = null;
  let notation: string | null = null;
  if (external === null) {
    const literal = tokens.take('literal');
    text = entityValue(unquoted(literal), literal.at + 1, (inner, at) => {
      const entity = dtd.parameters.get(inner);
      if (entity === undefined || entity.text === null) throw new XmlError('PARAM_ENTITY_REF', at);
      budget(entity.text.length, at);
      return entity.text;
    });
  } else if (!isParameter && tokens.accept('NDATA')) notation = tokens.take('name').text;
  const end = tokens.end();
  reader.eventAt = external === null ? tokens.at : end;
  const known = isParameter ? dtd.parameters : dtd.entities;
  const entity: Entity = {
    name,
    text,
    systemId: external?.systemId ?? null,
    publicId: external?.publicId ?? null,
    base,
    notation,
    open: false,
  };
  // The first declaration counts; those every document has are declared already.
  if (known.has(name) || (!isParameter && PREDEFINED.has(name))) return events.wants('EntityDecl');
  known.set(name, entity);
  if (notation !== null && events.wants('UnparsedEntityDecl')) {
    events.emit('UnparsedEntityDecl', [name, base, entity.systemId, entity.publicId, notation]);
    return true;
  }
  if (!events.wants('EntityDecl')) return false;
  events.emit('EntityDecl', [name, isParameter ? 1 : 0, text, base, entity.systemId, entity.publicId, notation]);
  return true;
}

function declareAttributes(reader: Reader, tokens: Tokens, dtd: Dtd): boolean {
  const { events, normalize } = reader;
  const element = tokens.take('name').text;
  let known = dtd.attributes.get(element);
  if (known === undefined) dtd.attributes.set(element, (known = new Map<string, DeclaredAttribute>()));
  const told = events.wants('AttlistDecl');
  while (tokens.next?.text !== '>') {
    const name = tokens.take('name').text;
    const type = attributeType(tokens);
    let required = false;
    let value: string | null = null;
    if (tokens.accept('#REQUIRED')) required = true;
    else if (!tokens.accept('#IMPLIED')) {
      required = tokens.accept('#FIXED');
      const literal = tokens.take('literal');
      value = normalize(unquoted(literal), type, literal.at + 1);
    }
    if (!known.has(name)) known.set(name, { name, type, value });
    reader.eventAt = tokens.at;
    if (told) events.emit('AttlistDecl', [element, name, type, value, required ? 1 : 0]);
  }
  tokens.end();
  return told;
}

function declareElement(reader: Reader, tokens: Tokens): boolean {
  const name = tokens.take('name').text;
  const model = contentModel(tokens);
  tokens.end();
  reader.eventAt = tokens.at;
  if (!reader.events.wants('ElementDecl')) return false;
  reader.events.emit('ElementDecl', [name, model]);
  return true;
}

function declareNotation(reader: Reader, tokens: Tokens): boolean {
  const { events, base } = reader;
  const name = tokens.take('name').text;
  const external = externalId(tokens, true);
  if (external === null) throw new XmlError('SYNTAX', tokens.next?.at ?? 0);
  tokens.end();
  reader.eventAt = tokens.at;
  if (!events.wants('NotationDecl')) return false;
  events.emit('NotationDecl', [name, base, external.systemId, external.publicId]);
  return true;
}
