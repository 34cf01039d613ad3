/** pyexpat: the parser of parser.ts with expat's Python interface. Source: CPython's Modules/pyexpat.c. */
import { exceptionType, GuestError, newException, typeError, valueError } from '../../../runtime/errors';
import { dictSetStr, newModuleDict, W_Dict } from '../../../runtime/dicts';
import { hooks } from '../../../runtime/hooks';
import { K } from '../../../runtime/kinds';
import { newList } from '../../../runtime/lists';
import { W_Module } from '../../../runtime/functions';

import { typeOf } from '../../../runtime/types';
import { layout, newBool, newStr, newTuple, strText, w_None, W_Bytes, W_Native, type W } from '../../../runtime/values';
import { vm } from '../../../runtime/vm';
import { defineModule, getset, method, rawMethod } from '../../define';
import { argument, bytesArgument, intArgument, isBytesLike, moduleType, onlyKeywords, smallArgument } from '../../native';
import { host } from '../../host';
import { DocumentDecoder } from './encoding';
import { XML_ERRORS, XmlError, xmlMessage } from './errors';
import type { XmlArgument, XmlEvents } from './events';
import { Reader } from './parser';
import type { Model } from './dtd';

const parserType = moduleType('pyexpat', 'xmlparser');
export const expatError = moduleType('xml.parsers.expat', 'ExpatError', [exceptionType('Exception')]);
expatError.hasDict = true;

const HANDLERS = [
  'StartElementHandler',
  'EndElementHandler',
  'ProcessingInstructionHandler',
  'CharacterDataHandler',
  'UnparsedEntityDeclHandler',
  'NotationDeclHandler',
  'StartNamespaceDeclHandler',
  'EndNamespaceDeclHandler',
  'CommentHandler',
  'StartCdataSectionHandler',
  'EndCdataSectionHandler',
  'DefaultHandler',
  'DefaultHandlerExpand',
  'NotStandaloneHandler',
  'ExternalEntityRefHandler',
  'StartDoctypeDeclHandler',
  'EndDoctypeDeclHandler',
  'EntityDeclHandler',
  'XmlDeclHandler',
  'ElementDeclHandler',
  'AttlistDeclHandler',
  'SkippedEntityHandler',
];

interface Place {
  readonly line: number;
  readonly column: number;
  readonly byte: number;
}

class W_Parser extends W_Native implements XmlEvents {
  readonly handlers = new Map<string, W>();
  reader: Reader;
  bufferText = false;
  bufferSize = 8192;
  orderedAttributes = false;
  specifiedAttributes = false;
  readonly intern: W;
  started = false;
  code = 0;
  /** Where the text that is not read yet begins, and the last place that was asked for. */
  private begin: Place = { line: 1, column: 0, byte: 0 };
  private asked = { at: 0, place: this.begin };
  private failedAt: Place | null = null;
  private characters: string[] = [];
  private buffered = 0;
  decoder: DocumentDecoder;

  constructor(
    readonly encoding: string | null,
    readonly separator: string | null,
    intern: W | null,
    reader: ((events: XmlEvents) => Reader) | null = null,
  ) {
    super(parserType);
    this.intern = intern ?? new W_Dict();
    this.decoder = new DocumentDecoder(encoding);
    this.reader = reader === null ? new Reader(this, 'document', separator) : reader(this);
  }

  // -- events ------------------------------------------------------------------------------------------------------------

  wants(kind: string): boolean {
    return this.handlers.has(kind === 'DefaultExpand' ? 'DefaultHandlerExpand' : `${kind}Handler`);
  }
  emit(kind: string, args: readonly XmlArgument[]): void {
    if (kind === 'CharacterData' && this.bufferText) {
      const [text] = args as [string];
      if (this.buffered + text.length > this.bufferSize) this.flush();
      if (text.length <= this.bufferSize) {
        this.characters.push(text);
        this.buffered += text.length;
        return;
      }
    }
    this.flush();
    const result = this.tell(kind, kind === 'StartElement' ? [args[0], this.attributesOf(args[1])].map(value) : args.map(value));
    if (kind === 'NotStandalone' && !hooks.truth(result)) throw new XmlError('NOT_STANDALONE', this.reader.eventAt);
  }
  private tell(kind: string, args: W[]): W {
    const handler = this.handlers.get(kind === 'DefaultExpand' ? 'DefaultHandlerExpand' : `${kind}Handler`);
    return handler === undefined ? 1 : hooks.call(handler, args);
  }
  private attributesOf(given: XmlArgument): W {
    const all = given as readonly (readonly [string, string])[];
    const shown = this.specifiedAttributes ? all.slice(0, this.reader.specified) : all;
    if (this.orderedAttributes) return newList(shown.flat().map((text) => newStr(text)));
    const made = new W_Dict();
    for (const [name, text] of shown) dictSetStr(made, name, newStr(text));
    return made;
  }
  external(context: string | null, base: string | null, systemId: string | null, publicId: string | null): boolean {
    this.flush();
    return intArgument(this.tell('ExternalEntityRef', [context, base, systemId, publicId].map(value))) !== 0;
  }
  spend(characters: number): void {
    vm.spend(characters >> 4);
  }
  flush(): void {
    if (this.buffered === 0) return;
    const text = this.characters.join('');
    this.characters = [];
    this.buffered = 0;
    this.tell('CharacterData', [newStr(text)]);
  }

  // -- parsing -----------------------------------------------------------------------------------------------------------

  parse(data: W, final: boolean): void {
    const text = strText(data) ?? this.decoder.push(bytesArgument(data), final);
    vm.spend(text.length >> 4);
    this.started = true;
    this.failedAt = null;
    try {
      this.reader.feed(text, final, (dropped) => {
        this.begin = advance(this.begin, dropped);
        this.asked = { at: 0, place: this.begin };
      });
      this.flush();
    } catch (e) {
      if (!(e instanceof XmlError)) throw e;
      this.flush();
      this.code = e.code;
      this.failedAt = this.place(e.at);
      throw expatFailure(e.code, this.failedAt);
    }
  }
  /** Where the event begins that is being told, or the error stands. */
  current(): Place {
    return this.failedAt ?? this.place(this.reader.eventAt);
  }
  private place(at: number): Place {
    const { asked, begin } = this;
    const from = asked.at <= at ? asked : { at: 0, place: begin };
    const place = advance(from.place, this.reader.rest.text.slice(from.at, at));
    this.asked = { at, place };
    return place;
  }
}
layout(W_Parser, K.NATIVE);
const P = (w: W): W_Parser => {
  if (w instanceof W_Parser) return w;
  throw typeError(`descriptor requires a 'pyexpat.xmlparser' object but received a '${typeOf(w).name}'`);
};

function advance({ line, column, byte }: Place, text: string): Place {
  let [l, c, b] = [line, column, byte];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) {
      l++;
      c = 0;
      b++;
    } else if (code === 13) b++;
    else {
      const low = code >= 0xdc00 && code <= 0xdfff;
      if (!low) c++;
      b += code < 0x80 ? 1 : code < 0x800 || low || (code >= 0xd800 && code <= 0xdbff) ? 2 : 3;
    }
  }
  return { line: l, column: c, byte: b };
}

function value(given: XmlArgument | W): W {
  if (given === null) return w_None;
  if (typeof given === 'string') return newStr(given);
  return Array.isArray(given) ? modelOf(given as unknown as Model) : (given as W);
}
/** A content model as nested tuples; as deep as the document wrote it. */
function modelOf(model: Model): W {
  const made: W[] = [];
  const work: { model: Model; done: boolean }[] = [{ model, done: false }];
  for (let top = work.pop(); top !== undefined; top = work.pop()) {
    const [type, quantifier, name, children] = top.model;
    if (top.done) {
      const inner = made.splice(made.length - children.length);
      made.push(newTuple([type, quantifier, name === null ? w_None : newStr(name), newTuple(inner)]));
    } else {
      work.push({ model: top.model, done: true });
      for (const child of children.slice().reverse()) work.push({ model: child, done: false });
    }
  }
  return made[0];
}

function expatFailure(code: number, place: Place): GuestError {
  const e = newException(expatError, [newStr(`${xmlMessage(code) ?? 'unknown error'}: line ${place.line}, column ${place.column}`)]);
  for (const [name, number] of [
    ['code', code],
    ['offset', place.column],
    ['lineno', place.line],
  ] as const)
    hooks.setattr(e, name, number);
  return new GuestError(e);
}

// -- methods -----------------------------------------------------------------------------------------------------------

rawMethod(parserType, 'Parse', (args, keywords) => {
  const data = args[1];
  if (data === undefined) throw typeError('Parse() takes at least 1 positional argument (0 given)');
  if (strText(data) === null && !isBytesLike(data)) throw typeError(`a bytes-like object is required, not '${typeOf(data).name}'`);
  P(args[0]).parse(data, hooks.truth(argument(args, 2, keywords, 'isfinal') ?? newBool(false)));
  return 1;
});
method(parserType, 'ParseFile', 2, 2, (w, file) => {
  const read = hooks.findattr(file, 'read');
  if (read === null) throw typeError("argument must have 'read' attribute");
  for (;;) {
    const data = hooks.call(read, [2048]);
    if (strText(data) === null && !isBytesLike(data)) throw typeError(`read() did not return a bytes object (type=${typeOf(data).name})`);
    const size = strText(data)?.length ?? bytesArgument(data).length;
    P(w).parse(data, size === 0);
    if (size === 0) return 1;
  }
});
method(parserType, 'SetBase', 2, 2, (w, base) => {
  P(w).reader.base = strText(base);
  return w_None;
});
method(parserType, 'GetBase', 1, 1, (w) => value(P(w).reader.base));
method(parserType, 'GetInputContext', 1, 1, (w) => {
  const { rest, eventAt } = P(w).reader;
  return P(w).started ? new W_Bytes(new TextEncoder().encode(rest.text.slice(eventAt))) : w_None;
});
method(parserType, 'ExternalEntityParserCreate', 2, 3, (w, context, encoding = w_None) => {
  const parent = P(w);
  const kind = context === w_None ? 'subset' : 'content';
  const made = new W_Parser(
    strText(encoding),
    parent.separator,
    parent.intern,
    (events) => new Reader(events, kind, parent.separator, parent.reader.dtd),
  );
  for (const [name, handler] of parent.handlers) made.handlers.set(name, handler);
  made.bufferText = parent.bufferText;
  made.bufferSize = parent.bufferSize;
  made.orderedAttributes = parent.orderedAttributes;
  made.specifiedAttributes = parent.specifiedAttributes;
  made.reader.parameterEntities = parent.reader.parameterEntities;
  made.reader.base = parent.reader.base;
  return made;
});
method(parserType, 'SetParamEntityParsing', 2, 2, (w, flag) => {
  const given = smallArgument(flag);
  if (P(w).started) return 0;
  P(w).reader.parameterEntities = given;
  return 1;
});
method(parserType, 'UseForeignDTD', 1, 2, (w, flag = newBool(true)) => {
  if (P(w).started) throw expatFailure(26, P(w).current());
  // There may be declarations that are not read: what is undefined is no error then.
  P(w).reader.dtd.unread = hooks.truth(flag);
  return w_None;
});
let reparseDeferral = new WeakMap<W_Parser, boolean>();
method(parserType, 'SetReparseDeferralEnabled', 2, 2, (w, flag) => {
  reparseDeferral.set(P(w), hooks.truth(flag));
  return w_None;
});
method(parserType, 'GetReparseDeferralEnabled', 1, 1, (w) => newBool(reparseDeferral.get(P(w)) ?? true));

for (const name of HANDLERS) {
  getset(
    parserType,
    name,
    (w) => P(w).handlers.get(name) ?? w_None,
    (w, handler) => {
      if (handler === null) throw typeError('Cannot delete attribute');
      // What was told before goes to the handler it was meant for.
      if (name === 'CharacterDataHandler') P(w).flush();
      if (handler === w_None) P(w).handlers.delete(name);
      else P(w).handlers.set(name, handler);
    },
  );
}
const flag = (name: string, get: (p: W_Parser) => boolean, set: (p: W_Parser, on: boolean) => void): void =>
  getset(
    parserType,
    name,
    (w) => newBool(get(P(w))),
    (w, v) => {
      if (v === null) throw typeError('Cannot delete attribute');
      set(P(w), hooks.truth(v));
    },
  );
flag(
  'buffer_text',
  (p) => p.bufferText,
  (p, on) => {
    if (!on) p.flush();
    p.bufferText = on;
  },
);
flag(
  'ordered_attributes',
  (p) => p.orderedAttributes,
  (p, on) => (p.orderedAttributes = on),
);
flag(
  'specified_attributes',
  (p) => p.specifiedAttributes,
  (p, on) => (p.specifiedAttributes = on),
);
flag(
  'namespace_prefixes',
  (p) => p.reader.names?.triplets ?? false,
  (p, on) => {
    if (p.reader.names !== null) p.reader.names.triplets = on;
  },
);
getset(
  parserType,
  'buffer_size',
  (w) => P(w).bufferSize,
  (w, v) => {
    if (v === null) throw typeError('Cannot delete attribute');
    if (typeOf(v).name !== 'int') throw typeError('buffer_size must be an integer');
    const size = intArgument(v);
    if (size <= 0) throw valueError('buffer_size must be greater than zero');
    if (size > 2147483647) throw valueError('buffer_size must not be greater than 2147483647');
    P(w).flush();
    P(w).bufferSize = size;
  },
);
getset(parserType, 'buffer_used', (w) => (P(w).bufferText ? P(w)['buffered'] : 0));
getset(parserType, 'intern', (w) => P(w).intern);
getset(parserType, 'ErrorCode', (w) => P(w).code);
for (const when of ['Error', 'Current']) {
  getset(parserType, `${when}LineNumber`, (w) => P(w).current().line);
  getset(parserType, `${when}ColumnNumber`, (w) => P(w).current().column);
  getset(parserType, `${when}ByteIndex`, (w) => P(w).current().byte);
}

// -- the module --------------------------------------------------------------------------------------------------------

function part(name: string, doc: string, entries: readonly (readonly [string, W])[]): W_Module {
  const module = new W_Module(name, newModuleDict());
  for (const [key, w] of [['__name__', newStr(name)], ['__doc__', newStr(doc)], ...entries] as const) dictSetStr(module.dict, key, w);
  dictSetStr(host.modules, name, module);
  return module;
}

const MODEL: readonly (readonly [string, number])[] = [
  ['XML_CTYPE_EMPTY', 1],
  ['XML_CTYPE_ANY', 2],
  ['XML_CTYPE_MIXED', 3],
  ['XML_CTYPE_NAME', 4],
  ['XML_CTYPE_CHOICE', 5],
  ['XML_CTYPE_SEQ', 6],
  ['XML_CQUANT_NONE', 0],
  ['XML_CQUANT_OPT', 1],
  ['XML_CQUANT_REP', 2],
  ['XML_CQUANT_PLUS', 3],
];

defineModule('pyexpat', (m) => {
  reparseDeferral = new WeakMap();
  m.set('XMLParserType', parserType);
  m.set('ExpatError', expatError);
  m.set('error', expatError);
  m.set('EXPAT_VERSION', 'expat_2.7.1');
  m.set('version_info', newTuple([2, 7, 1]));
  m.set('native_encoding', 'UTF-8');
  m.set(
    'features',
    newList([newTuple(['sizeof(XML_Char)', 1]), newTuple(['sizeof(XML_LChar)', 1]), newTuple(['XML_DTD', 0]), newTuple(['XML_NS', 0])]),
  );
  ['NEVER', 'UNLESS_STANDALONE', 'ALWAYS'].forEach((name, i) => m.set(`XML_PARAM_ENTITY_PARSING_${name}`, i));
  m.set('model', part('pyexpat.model', 'Constants used to interpret content model information.', MODEL));
  const [codes, messages] = [new W_Dict(), new W_Dict()];
  for (const [, code, message] of XML_ERRORS) {
    hooks.setitem(codes, newStr(message), code);
    hooks.setitem(messages, code, newStr(message));
  }
  m.set(
    'errors',
    part('pyexpat.errors', 'Constants used to describe error conditions.', [
      ...XML_ERRORS.map(([name, , message]) => [`XML_ERROR_${name}`, newStr(message)] as const),
      ['codes', codes],
      ['messages', messages],
    ]),
  );
  m.def('ErrorString', 1, 1, (code) => value(xmlMessage(intArgument(code))));
  m.raw('ParserCreate', (args, keywords) => {
    onlyKeywords('ParserCreate', keywords, ['encoding', 'namespace_separator', 'intern']);
    const text = (i: number, name: string): string | null => {
      const w = argument(args, i, keywords, name) ?? w_None;
      if (w !== w_None && strText(w) === null)
        throw typeError(`ParserCreate() argument '${name}' must be str or None, not ${typeOf(w).name}`);
      return strText(w);
    };
    const separator = text(1, 'namespace_separator');
    if (separator !== null && separator.length > 1) throw valueError('namespace_separator must be at most one character, omitted, or None');
    const intern = argument(args, 2, keywords, 'intern');
    if (intern !== undefined && intern !== w_None && !typeOf(intern).mro.some((t) => t.name === 'dict'))
      throw typeError('intern must be a dictionary');
    return new W_Parser(text(0, 'encoding'), separator, intern === undefined || intern === w_None ? null : intern);
  });
});
