/** What a document type declaration declares, and how its declarations are read. Source: XML 1.0, 3.2 to 4.7; expat's lib/xmlrole.c. */
import { XmlError } from './errors';
import { badCharacter, readName, readNameToken } from './names';
import { INCOMPLETE, lines, scanComment, scanInstruction, scanReference } from './scan';

export interface Entity {
  readonly name: string;
  /** Replacement text; null for an external one. */
  readonly text: string | null;
  readonly systemId: string | null;
  readonly publicId: string | null;
  readonly base: string | null;
  readonly notation: string | null;
  /** It is being read. */
  open: boolean;
}
export interface DeclaredAttribute {
  readonly name: string;
  readonly type: string;
  /** Null: none. */
  readonly value: string | null;
}
/** A content model: type, quantifier, name, children; the numbers are those of `pyexpat.model`. */
export type Model = readonly [type: number, quantifier: number, name: string | null, children: readonly Model[]];

export class Dtd {
  readonly entities = new Map<string, Entity>();
  readonly parameters = new Map<string, Entity>();
  readonly attributes = new Map<string, Map<string, DeclaredAttribute>>();
  /** Declarations were not read: what is undefined may be declared there. */
  unread = false;
  standalone = false;
}

export type Token = {
  readonly type: 'space' | 'name' | 'token' | 'literal' | 'hash' | 'parameter' | 'mark' | 'open';
  readonly text: string;
  readonly at: number;
};

/** The next token of a declaration. */
export function declarationToken(text: string, at: number): Token {
  if (at >= text.length) throw INCOMPLETE;
  const c = text[at];
  const token = (type: Token['type'], end: number): Token => ({ type, text: text.slice(at, end), at });
  if (' \t\r\n'.includes(c)) {
    let end = at + 1;
    while (end < text.length && ' \t\r\n'.includes(text[end])) end++;
    return token('space', end);
  }
  if (c === '"' || c === "'") {
    const end = text.indexOf(c, at + 1);
    if (end < 0) throw INCOMPLETE;
    const bad = badCharacter(text.slice(at, end));
    if (bad >= 0) throw new XmlError('INVALID_TOKEN', at + bad);
    return token('literal', end + 1);
  }
  if (c === '%' || c === '#') {
    const name = readName(text, at + 1);
    const end = at + 1 + name.length;
    if (end >= text.length) throw INCOMPLETE;
    if (c === '#') {
      if (name === '') throw new XmlError('INVALID_TOKEN', at + 1);
      return token('hash', end);
    }
    if (name === '') return token('mark', at + 1);
    if (text[end] !== ';') throw new XmlError('INVALID_TOKEN', end);
    return token('parameter', end + 1);
  }
  if ('()|,?*+[]>'.includes(c)) return token('mark', at + 1);
  const name = readName(text, at);
  const word = name === '' ? readNameToken(text, at) : name;
  if (word === '') throw new XmlError('INVALID_TOKEN', at);
  if (at + word.length >= text.length) throw INCOMPLETE;
  return token(name === '' ? 'token' : 'name', at + word.length);
}

/** All tokens of `<!NAME ... >`, from the `<!`. */
export function scanDeclaration(text: string, start: number): { tokens: Token[]; end: number } {
  const word = readName(text, start + 2);
  if (start + 2 + word.length >= text.length) throw INCOMPLETE;
  if (word === '') throw new XmlError('INVALID_TOKEN', start + 2);
  const tokens: Token[] = [{ type: 'open', text: text.slice(start, start + 2 + word.length), at: start }];
  for (let i = start + 2 + word.length; ;) {
    const token = declarationToken(text, i);
    tokens.push(token);
    i += token.text.length;
    if (token.text === '>') return { tokens, end: i };
  }
}

const syntax = (token: Token | undefined, at: number): XmlError => new XmlError('SYNTAX', token?.at ?? at);
export const unquoted = (token: Token): string => token.text.slice(1, -1);

const QUANTIFIERS = ['', '?', '*', '+'];

/** A reader of a declaration's tokens without the space between them. */
export class Tokens {
  private i = 1;
  private readonly tokens: readonly Token[];
  /** Where the last token begins that made a difference: events stand there. */
  at = 0;
  constructor(all: readonly Token[]) {
    this.tokens = all.filter((token) => token.type !== 'space');
  }
  get next(): Token | undefined {
    return this.tokens[this.i];
  }
  take(type?: Token['type'], text?: string): Token {
    const token = this.tokens[this.i];
    if (token === undefined || (type !== undefined && token.type !== type) || (text !== undefined && token.text !== text))
      throw syntax(token, this.tokens[0].at);
    if (!QUANTIFIERS.includes(token.text) && token.text !== '>') this.at = token.at;
    this.i++;
    return token;
  }
  accept(text: string): boolean {
    if (this.tokens[this.i]?.text !== text) return false;
    this.take();
    return true;
  }
  /** The end of the declaration, and where it stands. */
  end(): number {
    return this.take('mark', '>').at;
  }
}

export interface External {
  readonly systemId: string | null;
  readonly publicId: string | null;
}

/** `SYSTEM "s"`, `PUBLIC "p" "s"`; of a notation `PUBLIC "p"` too. Null when there is neither. */
export function externalId(tokens: Tokens, publicAlone = false): External | null {
  if (tokens.accept('SYSTEM')) return { systemId: unquoted(tokens.take('literal')), publicId: null };
  if (!tokens.accept('PUBLIC')) return null;
  const token = tokens.take('literal');
  const given = unquoted(token);
  const bad = given.search(/[^ \r\na-zA-Z0-9\-'()+,./:=?;!*#@$_%]/);
  if (bad >= 0) throw new XmlError('PUBLICID', token.at);
  const publicId = given.trim().replaceAll(/[ \r\n]+/g, ' ');
  if (publicAlone && tokens.next?.type !== 'literal') return { systemId: null, publicId };
  return { systemId: unquoted(tokens.take('literal')), publicId };
}

/** The replacement text of an entity: character references and parameter entities are replaced, general ones stay. XML 1.0, 4.5. */
export function entityValue(raw: string, at: number, parameter: (name: string, at: number) => string): string {
  let out = '';
  for (let i = 0; i < raw.length;) {
    const c = raw[i];
    if (c === '&') {
      const reference = scanReference(`${raw} `, i, at);
      out += reference.character ?? raw.slice(i, reference.end);
      i = reference.end;
    } else if (c === '%') {
      const name = readName(raw, i + 1);
      if (name === '' || raw[i + 1 + name.length] !== ';') throw new XmlError('INVALID_TOKEN', at + i);
      out += parameter(name, at + i);
      i += name.length + 2;
    } else {
      out += c;
      i++;
    }
  }
  return lines(out);
}

/** The type of an attribute as expat spells it: `CDATA`, `NOTATION(a|b)`, `(a|b)`. */
export function attributeType(tokens: Tokens): string {
  const token = tokens.take();
  if (token.text === 'NOTATION') return `NOTATION${choices(tokens, tokens.take('mark', '('))}`;
  if (token.text === '(') return choices(tokens, token);
  if (!/^(?:CDATA|ID|IDREFS?|ENTITY|ENTITIES|NMTOKENS?)$/.test(token.text)) throw syntax(token, token.at);
  return token.text;
}
function choices(tokens: Tokens, open: Token): string {
  const names: string[] = [];
  do {
    const token = tokens.take();
    if (token.type !== 'name' && token.type !== 'token') throw syntax(token, open.at);
    names.push(token.text);
  } while (tokens.accept('|'));
  tokens.take('mark', ')');
  return `(${names.join('|')})`;
}

const [EMPTY, ANY, MIXED, NAME, CHOICE, SEQ] = [1, 2, 3, 4, 5, 6];

/** The content model of an element. Groups nest as deep as the program wrote them: no recursion. */
export function contentModel(tokens: Tokens): Model {
  if (tokens.accept('EMPTY')) return [EMPTY, 0, null, []];
  if (tokens.accept('ANY')) return [ANY, 0, null, []];
  tokens.take('mark', '(');
  if (tokens.next?.text === '#PCDATA') return mixedModel(tokens);
  const open: { children: Model[]; separator: string | null }[] = [{ children: [], separator: null }];
  for (;;) {
    const group = open[open.length - 1];
    if (tokens.accept('(')) {
      open.push({ children: [], separator: null });
      continue;
    }
    group.children.push([NAME, 0, tokens.take('name').text, []]);
    group.children[group.children.length - 1] = quantified(group.children[group.children.length - 1], tokens);
    for (let at = open.length - 1; ; at--) {
      const current = open[at];
      if (!tokens.accept(')')) {
        const separator = tokens.take('mark');
        if ((separator.text !== '|' && separator.text !== ',') || (current.separator !== null && current.separator !== separator.text))
          throw syntax(separator, separator.at);
        current.separator = separator.text;
        break;
      }
      open.pop();
      const made = quantified([current.separator === '|' ? CHOICE : SEQ, 0, null, current.children], tokens);
      if (open.length === 0) return made;
      open[open.length - 1].children.push(made);
    }
  }
}
function mixedModel(tokens: Tokens): Model {
  tokens.take();
  const children: Model[] = [];
  while (tokens.accept('|')) children.push([NAME, 0, tokens.take('name').text, []]);
  tokens.take('mark', ')');
  const starred = tokens.accept('*');
  if (children.length > 0 && !starred) throw syntax(tokens.next, 0);
  return [MIXED, starred ? 2 : 0, null, children];
}
function quantified(model: Model, tokens: Tokens): Model {
  const at = QUANTIFIERS.indexOf(tokens.next?.text ?? '-');
  if (at <= 0) return model;
  tokens.take();
  return [model[0], at, model[2], model[3]];
}

export { scanComment, scanInstruction };
