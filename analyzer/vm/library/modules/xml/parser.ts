/**
 * An XML parser that is fed piece by piece and tells what it meets, as expat does: the same events in the same order, the same errors at the same
 * places. It reads without recursion: entities and elements nest as deep as the document has them. Sources: XML 1.0 (fifth edition); expat's
 * lib/xmlparse.c.
 */
import { attributeValue } from './attribute-value';
import { Dtd, type Entity, type External, type Token } from './dtd';
import { startDoctype, subsetStep } from './doctype';
import { XmlError } from './errors';
import type { XmlEvents } from './events';
import { Namespaces, type Bindings } from './namespaces';
import { badCharacter, PREDEFINED } from './names';
import {
  INCOMPLETE,
  scanComment,
  scanEndTag,
  scanInstruction,
  scanReference,
  scanStartTag,
  skipSpace,
  xmlDeclaration,
  type StartTag,
} from './scan';

/** What is being read: the document, or the replacement text of an entity. */
interface Input {
  text: string;
  at: number;
  readonly entity: Entity | null;
  /** Elements that were open where it began. */
  readonly depth: number;
}
interface Open {
  readonly name: string;
  readonly shown: string;
  readonly bindings: Bindings;
}
type State = 'start' | 'prolog' | 'subset' | 'doctype end' | 'content' | 'cdata' | 'epilog';

/** expat's: entities may make a document 100 times as long once they have made 8 MiB. */
const AMPLIFICATION = 100;
const AMPLIFICATION_FROM = 8 * 1024 * 1024;

export class Reader {
  readonly dtd: Dtd;
  base: string | null = null;
  doctype: External | null = null;
  /** Open `<![INCLUDE[` sections. */
  included = 0;
  /** Parameter entities that are external are read, too: 0 never, 1 unless the document says it is standalone, 2 always. */
  parameterEntities = 0;
  /** Where the event that is being told begins, in the text of the document. */
  eventAt = 0;
  /** How many attributes of the last start tag stood there. */
  specified = 0;
  readonly names: Namespaces | null;
  private state: State;
  private readonly main: Input = { text: '', at: 0, entity: null, depth: 0 };
  private readonly inputs: Input[] = [this.main];
  private readonly open: Open[] = [];
  private direct = 0;
  private indirect = 0;
  private finished = false;

  /** `kind`: a document, an external entity of its content, or an external subset. */
  constructor(
    readonly events: XmlEvents,
    private readonly kind: 'document' | 'content' | 'subset' = 'document',
    readonly separator: string | null = null,
    dtd: Dtd | null = null,
  ) {
    this.dtd = dtd ?? new Dtd();
    this.names = separator === null ? null : new Namespaces(separator);
    this.state = 'start';
  }

  /** The text that is not read yet, and where in it the reader is. */
  get rest(): { text: string; at: number } {
    return this.main;
  }
  get inInternalSubset(): boolean {
    return this.kind !== 'subset';
  }

  /** More of the document. What has been read is dropped first: `dropped` is told how much. */
  feed(text: string, final: boolean, dropped: (text: string) => void): void {
    if (this.finished) throw new XmlError('FINISHED', this.main.at);
    dropped(this.main.text.slice(0, this.main.at));
    this.main.text = this.main.text.slice(this.main.at) + text;
    this.main.at = 0;
    this.eventAt = 0;
    this.direct += text.length;
    this.run(final);
    if (final) this.finish();
  }

  private run(final: boolean): void {
    for (;;) {
      const input = this.inputs[this.inputs.length - 1];
      if (input === this.main) this.eventAt = input.at;
      if (input.at >= input.text.length) {
        if (input === this.main) return;
        this.leave(input);
        continue;
      }
      try {
        this.step(input, final || input !== this.main);
      } catch (e) {
        if (e !== INCOMPLETE) throw input === this.main || !(e instanceof XmlError) ? e : new XmlError(e.code, this.eventAt);
        if (input !== this.main) throw new XmlError('UNCLOSED_TOKEN', this.eventAt);
        if (final) throw new XmlError('UNCLOSED_TOKEN', input.at);
        return;
      }
    }
  }

  private finish(): void {
    this.finished = true;
    const at = this.main.at;
    if (this.state === 'cdata') throw new XmlError('UNCLOSED_CDATA_SECTION', at);
    if (this.kind === 'subset') {
      if (this.included > 0) throw new XmlError('SYNTAX', at);
      return;
    }
    if (this.kind === 'content') {
      if (this.open.length > 0) throw new XmlError('ASYNC_ENTITY', at);
      return;
    }
    if (this.state !== 'epilog') throw new XmlError('NO_ELEMENTS', at);
  }

  private step(input: Input, final: boolean): void {
    switch (this.state) {
      case 'start':
        return this.beginning(input, final);
      case 'prolog':
        return this.prologStep(input);
      case 'subset':
        return this.subset(input);
      case 'doctype end':
        return this.doctypeEnd(input);
      case 'content':
        return this.content(input, final);
      case 'cdata':
        return this.cdata(input, final);
      case 'epilog':
        return this.epilogStep(input);
    }
  }

  // -- before and behind the elements ------------------------------------------------------------------------------------

  private beginning(input: Input, final: boolean): void {
    const head = input.text.slice(0, 6);
    if (!final && head.length < 6 && '<?xml '.startsWith(head)) throw INCOMPLETE;
    this.state = this.kind === 'document' ? 'prolog' : this.kind === 'content' ? 'content' : 'subset';
    if (!/^<\?xml[ \t\r\n]/.test(head)) return;
    const close = input.text.indexOf('?>');
    if (close < 0) {
      this.state = 'start';
      throw INCOMPLETE;
    }
    const declared = xmlDeclaration(input.text.slice(6, close).trimStart());
    if (
      declared === null ||
      (this.kind === 'document' ? declared.version === null : declared.encoding === null || declared.standalone >= 0)
    )
      throw new XmlError(this.kind === 'document' ? 'XML_DECL' : 'TEXT_DECL', input.at + 6);
    if (declared.standalone === 1) this.dtd.standalone = true;
    if (this.events.wants('XmlDecl')) this.events.emit('XmlDecl', [declared.version, declared.encoding, declared.standalone]);
    else this.raw(input.text.slice(0, close + 2));
    input.at = close + 2;
  }

  /** White space, a comment or an instruction: what may stand on both sides of the document element. False: something else. */
  private around(input: Input): boolean {
    const { text, at } = input;
    const space = skipSpace(text, at);
    if (space > at) {
      this.raw(text.slice(at, space));
      input.at = space;
      return true;
    }
    if (text[at] !== '<') return false;
    if (at + 1 >= text.length) throw INCOMPLETE;
    if (text[at + 1] === '?') return this.instruction(input);
    if (text[at + 1] !== '!') return false;
    if (at + 2 >= text.length) throw INCOMPLETE;
    return text[at + 2] === '-' && this.comment(input);
  }

  private instruction(input: Input): true {
    const { target, data, end } = scanInstruction(input.text, input.at);
    if (target === 'xml') throw new XmlError('MISPLACED_XML_PI', input.at);
    const shown = input.text.slice(input.at, end);
    input.at = end;
    if (this.events.wants('ProcessingInstruction')) this.events.emit('ProcessingInstruction', [target, data]);
    else this.raw(shown);
    return true;
  }
  private comment(input: Input): true {
    const { data, end } = scanComment(input.text, input.at);
    const shown = input.text.slice(input.at, end);
    input.at = end;
    if (this.events.wants('Comment')) this.events.emit('Comment', [data]);
    else this.raw(shown);
    return true;
  }

  private prologStep(input: Input): void {
    if (this.around(input)) return;
    const { text, at } = input;
    if (text[at] !== '<') throw new XmlError(badCharacter(text[at]) >= 0 ? 'INVALID_TOKEN' : 'SYNTAX', at);
    if (text[at + 1] === '!') {
      const head = text.slice(at, at + 9);
      if (head.length < 9 && '<!DOCTYPE'.startsWith(head)) throw INCOMPLETE;
      if (head !== '<!DOCTYPE') throw new XmlError(/^<!\[/.test(head) ? 'SYNTAX' : 'INVALID_TOKEN', /^<!\[/.test(head) ? at : at + 2);
      if (this.doctype !== null || this.state !== 'prolog') throw new XmlError('SYNTAX', at);
      const { end, subset } = startDoctype(this, text, at);
      input.at = subset ? end : end - 1;
      this.state = subset ? 'subset' : 'doctype end';
      if (!subset) this.finishDoctype(input);
      return;
    }
    this.state = 'content';
  }

  private subset(input: Input): void {
    const { text, at } = input;
    if (text[at] === ']' && input.entity === null) {
      if (this.kind === 'subset') {
        if (this.included === 0) throw new XmlError('SYNTAX', at);
        if (text.length < at + 3) throw INCOMPLETE;
        if (!text.startsWith(']]>', at)) throw new XmlError('SYNTAX', at);
        this.included--;
        input.at += 3;
        return;
      }
      this.doctypeRaw(']');
      input.at++;
      this.state = 'doctype end';
      return;
    }
    // An entity that is entered is on top then; this input goes on behind the reference.
    input.at = subsetStep(this, text, at);
  }

  private doctypeEnd(input: Input): void {
    const end = skipSpace(input.text, input.at);
    if (end >= input.text.length) throw INCOMPLETE;
    if (input.text[end] !== '>') throw new XmlError('SYNTAX', end);
    if (end > input.at) this.doctypeRaw(input.text.slice(input.at, end));
    input.at = end;
    this.finishDoctype(input);
  }
  private finishDoctype(input: Input): void {
    input.at++;
    this.state = 'prolog';
    const { doctype } = this;
    if (doctype !== null && this.parameterEntities > 0 && !(this.parameterEntities === 1 && this.dtd.standalone))
      this.readExternal({ name: '', text: null, ...doctype, base: this.base, notation: null, open: false });
    this.doctype ??= { systemId: null, publicId: null };
    if (this.events.wants('EndDoctypeDecl')) this.events.emit('EndDoctypeDecl', []);
    else this.doctypeRaw('>');
    if (this.dtd.unread && !this.dtd.standalone && this.events.wants('NotStandalone')) this.events.emit('NotStandalone', []);
  }

  private epilogStep(input: Input): void {
    if (!this.around(input))
      throw new XmlError(badCharacter(input.text[input.at]) >= 0 ? 'INVALID_TOKEN' : 'JUNK_AFTER_DOC_ELEMENT', input.at);
  }

  // -- elements ----------------------------------------------------------------------------------------------------------

  private content(input: Input, final: boolean): void {
    const { text, at } = input;
    if (text[at] === '&') return this.reference(input);
    if (text[at] !== '<') return this.characters(input, final);
    if (at + 1 >= text.length) throw INCOMPLETE;
    if (text[at + 1] === '/') return this.endTag(input);
    if (text[at + 1] === '?') return void this.instruction(input);
    if (text[at + 1] !== '!') {
      const tag = scanStartTag(text, at);
      input.at = tag.end;
      return this.startElement(tag, at);
    }
    if (at + 2 >= text.length) throw INCOMPLETE;
    if (text[at + 2] === '-') return void this.comment(input);
    const head = text.slice(at, at + 9);
    if (head.length < 9 && '<![CDATA['.startsWith(head)) throw INCOMPLETE;
    if (head !== '<![CDATA[') throw new XmlError('INVALID_TOKEN', at + [...head].findIndex((c, i) => c !== '<![CDATA['[i]));
    input.at += 9;
    this.state = 'cdata';
    if (this.events.wants('StartCdataSection')) this.events.emit('StartCdataSection', []);
    else this.raw(head);
  }

  private characters(input: Input, final: boolean): void {
    const { text, at } = input;
    if (text[at] === '\r' || text[at] === '\n') {
      if (text[at] === '\r' && at + 1 >= text.length && !final) throw INCOMPLETE;
      input.at += text.startsWith('\r\n', at) ? 2 : 1;
      return this.text('\n', text.slice(at, input.at));
    }
    CHARACTERS_END.lastIndex = at;
    const found = CHARACTERS_END.exec(text);
    const end = found === null ? text.length : found.index;
    if (found?.[0] === ']]>' && end === at) throw new XmlError('INVALID_TOKEN', at + 2);
    this.take(input, end, found === null && !final);
  }

  /** Characters up to `to`, or to the first that XML has not. `open`: what comes next may belong to the last of them. */
  private take(input: Input, to: number, open: boolean): void {
    const { text, at } = input;
    let end = to;
    if (open) while (end > at && (text[end - 1] === ']' || isHigh(text, end - 1))) end--;
    const bad = badCharacter(text.slice(at, end));
    if (bad === 0) throw new XmlError('INVALID_TOKEN', at);
    if (bad > 0) end = at + bad;
    if (end === at) throw INCOMPLETE;
    input.at = end;
    this.text(text.slice(at, end));
  }

  private text(data: string, raw = data): void {
    if (this.open.length === 0 && this.kind === 'document') throw new XmlError('SYNTAX', this.eventAt);
    if (this.events.wants('CharacterData')) this.events.emit('CharacterData', [data]);
    else this.raw(raw);
  }

  private cdata(input: Input, final: boolean): void {
    const { text, at } = input;
    if (text.startsWith(']]>', at)) {
      input.at += 3;
      this.state = 'content';
      if (this.events.wants('EndCdataSection')) this.events.emit('EndCdataSection', []);
      else this.raw(']]>');
      return;
    }
    if (!final && text.length - at < 3 && ']]>'.startsWith(text.slice(at))) throw INCOMPLETE;
    if (text[at] === '\r' || text[at] === '\n') return this.characters(input, final);
    CDATA_END.lastIndex = at;
    const end = CDATA_END.exec(text)?.index ?? text.length;
    this.take(input, end, end === text.length && !final);
  }

  private startElement(tag: StartTag, at: number): void {
    const shown = this.inputs.length === 1 ? this.main.text.slice(at, tag.end) : '';
    const declared = this.dtd.attributes.get(tag.name);
    const given: { name: string; value: string; at: number }[] = [];
    const seen = new Set<string>();
    for (const { name, raw, at: place } of tag.attributes) {
      if (seen.has(name)) throw new XmlError('DUPLICATE_ATTRIBUTE', place);
      seen.add(name);
      given.push({ name, value: this.normalize(raw, declared?.get(name)?.type ?? 'CDATA', place), at: place });
    }
    const specified = given.length;
    for (const { name, value } of declared?.values() ?? []) if (value !== null && !seen.has(name)) given.push({ name, value, at });
    const bindings: { prefix: string; before: string | undefined }[] = [];
    const isBinding = (name: string): boolean => this.names !== null && (name === 'xmlns' || name.startsWith('xmlns:'));
    for (const { name, value, at: place } of given) {
      if (!isBinding(name)) continue;
      const prefix = name.slice(6);
      bindings.push((this.names as Namespaces).bind(prefix, value, place));
      if (this.events.wants('StartNamespaceDecl'))
        this.events.emit('StartNamespaceDecl', [prefix === '' ? null : prefix, value === '' ? null : value]);
    }
    const attributes: (readonly [string, string])[] = [];
    const expanded = new Set<string>();
    this.specified = 0;
    given.forEach(({ name, value, at: place }, i) => {
      if (isBinding(name)) return;
      const full = this.names === null ? name : this.names.expand(name, true, place);
      if (this.names !== null && expanded.has(full)) throw new XmlError('DUPLICATE_ATTRIBUTE', place);
      expanded.add(full);
      attributes.push([full, value]);
      if (i < specified) this.specified++;
    });
    const name = this.names === null ? tag.name : this.names.expand(tag.name, false, at);
    if (this.events.wants('StartElement')) this.events.emit('StartElement', [name, attributes]);
    else this.raw(shown);
    this.open.push({ name: tag.name, shown: name, bindings });
    if (tag.empty) this.endElement('');
  }

  private endTag(input: Input): void {
    const { at, text } = input;
    const tag = scanEndTag(text, at);
    if (this.open.length === input.depth)
      throw new XmlError(input.entity === null && this.kind === 'document' ? 'TAG_MISMATCH' : 'ASYNC_ENTITY', at);
    if (this.open[this.open.length - 1].name !== tag.name) throw new XmlError('TAG_MISMATCH', at + 2);
    input.at = tag.end;
    this.endElement(text.slice(at, tag.end));
  }
  private endElement(raw: string): void {
    const { shown, bindings } = this.open.pop() as Open;
    if (this.events.wants('EndElement')) this.events.emit('EndElement', [shown]);
    else if (raw !== '') this.raw(raw);
    if (this.events.wants('EndNamespaceDecl'))
      for (const { prefix } of bindings.slice().reverse()) this.events.emit('EndNamespaceDecl', [prefix === '' ? null : prefix]);
    this.names?.unbind(bindings);
    if (this.open.length === 0 && this.kind === 'document') this.state = 'epilog';
  }

  // -- entities ----------------------------------------------------------------------------------------------------------

  private reference(input: Input): void {
    const { text, at } = input;
    const { name, character, end } = scanReference(text, at);
    const raw = text.slice(at, end);
    const known = character ?? PREDEFINED.get(name);
    if (known !== undefined) {
      input.at = end;
      return this.text(known, raw);
    }
    const entity = this.dtd.entities.get(name);
    if (entity === undefined) {
      if (!this.dtd.unread || this.dtd.standalone) throw new XmlError('UNDEFINED_ENTITY', at);
      input.at = end;
      return this.skipped(name, raw);
    }
    if (entity.open) throw new XmlError('RECURSIVE_ENTITY_REF', at);
    if (entity.notation !== null) throw new XmlError('BINARY_ENTITY_REF', at);
    input.at = end;
    if (entity.text === null) {
      if (!this.readExternal(entity)) this.skipped(name, raw);
    } else if (this.events.wants('Default') && !this.events.wants('DefaultExpand')) this.skipped(name, raw);
    else this.enter(entity, end);
  }
  private skipped(name: string, raw: string): void {
    if (this.events.wants('SkippedEntity')) this.events.emit('SkippedEntity', [name, 0]);
    else this.raw(raw);
  }

  /** The replacement text of an entity is read next. */
  readonly enter = (entity: Entity, at: number): void => {
    this.budget((entity.text ?? '').length, at);
    entity.open = true;
    this.inputs.push({ text: entity.text ?? '', at: 0, entity, depth: this.open.length });
  };
  private leave(input: Input): void {
    if (this.state === 'cdata') throw new XmlError('UNCLOSED_CDATA_SECTION', this.eventAt);
    if (this.state === 'content' && this.open.length !== input.depth) throw new XmlError('ASYNC_ENTITY', this.eventAt);
    this.inputs.pop();
    if (input.entity !== null) input.entity.open = false;
  }

  /** Has an external entity read by the program; false when nobody does. */
  readExternal(entity: Entity): boolean {
    if (!this.events.wants('ExternalEntityRef')) return false;
    const isSubset = this.state !== 'content';
    if (isSubset && this.parameterEntities === 0) return false;
    const context = isSubset ? null : [...this.inputs.flatMap((input) => input.entity?.name ?? []), entity.name].join('\f');
    entity.open = true;
    try {
      if (!this.events.external(context, entity.base, entity.systemId, entity.publicId))
        throw new XmlError('EXTERNAL_ENTITY_HANDLING', this.eventAt);
    } finally {
      entity.open = false;
    }
    return true;
  }

  readonly budget = (characters: number, at: number): void => {
    this.indirect += characters;
    this.events.spend(characters);
    if (this.indirect > AMPLIFICATION_FROM && this.indirect + this.direct > AMPLIFICATION * this.direct)
      throw new XmlError('AMPLIFICATION_LIMIT_BREACH', at);
  };

  readonly normalize = (raw: string, type: string, at: number): string => attributeValue(this.dtd, this.budget, raw, type, at);

  // -- what no handler is told -------------------------------------------------------------------------------------------

  raw(text: string): void {
    if (text === '') return;
    if (this.events.wants('DefaultExpand')) this.events.emit('DefaultExpand', [text]);
    else if (this.events.wants('Default')) this.events.emit('Default', [text]);
  }
  /** A part of the declaration itself: whoever is told of its start needs none. */
  private doctypeRaw(text: string): void {
    if (!this.events.wants('StartDoctypeDecl')) this.raw(text);
  }
  rawTokens(tokens: readonly Token[]): void {
    for (const { text } of tokens) this.raw(text);
  }
}

const CHARACTERS_END = /[<&\r\n]|\]\]>/g;
const CDATA_END = /[\r\n]|\]\]>/g;
const isHigh = (text: string, i: number): boolean => text.charCodeAt(i) >= 0xd800 && text.charCodeAt(i) <= 0xdbff;
