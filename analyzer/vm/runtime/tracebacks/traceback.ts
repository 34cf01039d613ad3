/** Uncaught exceptions as Python prints them. Source: CPython 3.13's Lib/traceback.py (behaviour). */
import { frameLocals } from '../../library/protocols/attributes';
import { toArray } from '../../library/protocols/iterables';
import { asBig } from '../../library/numbers';
import { reprOf, strOf } from '../../library/text/text';
import { lineOf, lineStarts, underlined } from './carets';
import { dictKeys, W_Dict } from '../dicts';
import { exceptionDetails, exceptionType } from '../errors';
import { Frame, W_Module, type W_Code } from '../functions';
import { hooks } from '../hooks';
import { nearest } from './suggestions';
import { typeOf } from '../types';
import { strText, tupleItems, W_Exception, w_None, W_Instance, type W, type W_Traceback } from '../values';

/** Text of a whole file; null when unknown. */
export type SourceText = (path: string) => string | null;

const CAUSE = '\nThe above exception was the direct cause of the following exception:\n\n';
const CONTEXT = '\nDuring handling of the above exception, another exception occurred:\n\n';
const MAX_GROUP_WIDTH = 15;
const MAX_GROUP_DEPTH = 10;

interface Boxes {
  depth: number;
  needClose: boolean;
  out: string;
}

export function formatException(e: W_Exception, source: SourceText): string {
  const boxes: Boxes = { depth: 0, needClose: false, out: '' };
  formatChain(e, source, boxes, new Set());
  return boxes.out;
}

function emit(boxes: Boxes, text: string, margin = '|'): void {
  if (boxes.depth === 0) {
    boxes.out += text;
    return;
  }
  const indent = `${'  '.repeat(boxes.depth)}${margin} `;
  boxes.out += text.replace(/^(?!$(?![\s\S]))/gm, indent);
}

function formatChain(e: W_Exception, source: SourceText, boxes: Boxes, seen: Set<W_Exception>): void {
  const chain: { e: W_Exception; link: string }[] = [];
  let link = '';
  for (let at: W_Exception | null = e; at !== null && !seen.has(at); ) {
    seen.add(at);
    chain.unshift({ e: at, link });
    if (at.cause !== null) {
      link = CAUSE;
      at = at.cause;
    } else if (at.context !== null && !at.suppress) {
      link = CONTEXT;
      at = at.context;
    } else at = null;
  }
  for (const part of chain) {
    if (isGroup(part.e)) formatGroup(part.e, source, boxes, seen);
    else {
      if (part.e.traceback !== null) emit(boxes, `Traceback (most recent call last):\n${stack(part.e.traceback, source)}`);
      emit(boxes, exceptionOnly(part.e, source));
    }
    if (part.link !== '') emit(boxes, part.link);
  }
}

const isGroup = (e: W_Exception): boolean => typeOf(e).isSubtype(exceptionType('BaseExceptionGroup'));

function formatGroup(e: W_Exception, source: SourceText, boxes: Boxes, seen: Set<W_Exception>): void {
  if (boxes.depth > MAX_GROUP_DEPTH) {
    emit(boxes, `... (max_group_depth is ${MAX_GROUP_DEPTH})\n`);
    return;
  }
  const top = boxes.depth === 0;
  if (top) boxes.depth++;
  if (e.traceback !== null) {
    emit(boxes, 'Exception Group Traceback (most recent call last):\n', top ? '+' : '|');
    emit(boxes, stack(e.traceback, source));
  }
  emit(boxes, exceptionOnly(e, source));
  const items = toArray(e.args[1] ?? w_None).filter((w): w is W_Exception => w instanceof W_Exception);
  const count = Math.min(items.length, MAX_GROUP_WIDTH + 1);
  boxes.needClose = false;
  for (let i = 0; i < count; i++) {
    const last = i === count - 1;
    if (last) boxes.needClose = true;
    const truncated = i >= MAX_GROUP_WIDTH;
    boxes.out += `${'  '.repeat(boxes.depth)}${i === 0 ? '+-' : '  '}+---------------- ${truncated ? '...' : i + 1} ----------------\n`;
    boxes.depth++;
    if (truncated) emit(boxes, `and ${items.length - MAX_GROUP_WIDTH} more exception${items.length - MAX_GROUP_WIDTH > 1 ? 's' : ''}\n`);
    else formatChain(items[i], source, boxes, seen);
    if (last && boxes.needClose) {
      boxes.out += `${'  '.repeat(boxes.depth)}+------------------------------------\n`;
      boxes.needClose = false;
    }
    boxes.depth--;
  }
  if (top) boxes.depth = 0;
}

// -- entries -----------------------------------------------------------------------------------------------------------

const known = new WeakMap<W_Code, object>();
function entryText(tb: W_Traceback, source: SourceText): { key: string; text: string } {
  const w = tb.code as W_Code;
  const { code } = w;
  const text = code.filename.startsWith('<') ? null : source(code.filename);
  let line = code.lineAt(tb.unit * 2);
  let shown = '';
  if (text !== null) {
    let key = known.get(w);
    if (key === undefined) known.set(w, (key = {}));
    const starts = lineStarts(text, key);
    const range = code.rangeAt(tb.unit * 2);
    if (range !== null && range.end > range.start && range.end <= text.length) {
      line = lineOf(starts, range.start) + 1;
      shown = underlined(text, starts, range.start, range.end);
    } else {
      const plain = text.slice(starts[line - 1], starts[line] ?? text.length).trim();
      if (plain !== '') shown = `    ${plain}\n`;
    }
  }
  return { key: `${code.filename}\0${line}\0${code.name}`, text: `  File "${code.filename}", line ${line}, in ${code.name}\n${shown}` };
}

function stack(first: W_Traceback, source: SourceText): string {
  let out = '';
  let last = '';
  let repeats = 0;
  const more = (): string => (repeats > 3 ? `  [Previous line repeated ${repeats - 3} more time${repeats === 4 ? '' : 's'}]\n` : '');
  for (let tb: W_Traceback | null = first; tb !== null; tb = tb.next) {
    const entry = entryText(tb, source);
    if (entry.key !== last) {
      out += more();
      last = entry.key;
      repeats = 0;
    }
    repeats++;
    if (repeats <= 3) out += entry.text;
  }
  return out + more();
}

// -- the exception itself ----------------------------------------------------------------------------------------------

function typeText(e: W_Exception): string {
  const type = typeOf(e);
  return type.module === null || type.module === 'builtins' || type.module === '__main__' ? type.qualname : `${type.module}.${type.qualname}`;
}

/** `ValueError: text` with the module for exceptions that are not builtin. */
export function exceptionLine(e: W_Exception): string {
  const name = typeText(e);
  let text: string;
  try {
    text = strOf(e);
  } catch {
    text = '<exception str() failed>';
  }
  return text === '' ? `${name}\n` : `${name}: ${text}\n`;
}

function exceptionOnly(e: W_Exception, source: SourceText): string {
  const isSyntax = typeOf(e).isSubtype(exceptionType('SyntaxError'));
  let out = isSyntax ? syntaxErrorText(e, source) : exceptionLine(e).replace(/\n$/, '') + suggestion(e) + '\n';
  const notes = hooks.findattr(e, '__notes__');
  if (notes !== null) {
    try {
      for (const note of toArray(notes)) out += `${strText(note) ?? reprOf(note)}\n`;
    } catch {
      out += `${reprOf(notes)}\n`;
    }
  }
  return out;
}

function syntaxErrorText(e: W_Exception, source: SourceText): string {
  const place = tupleItems(e.args[1] ?? w_None) ?? [];
  const message = e.args.length === 0 || e.args[0] === w_None ? '<no detail available>' : strOf(e.args[0]);
  const file = strText(place[0] ?? null);
  const line = place[1] === undefined ? null : asBig(place[1]);
  if (line === null) return `${typeText(e)}: ${message}${file === null ? '' : ` (${file})`}\n`;
  const number = (w: W | undefined): number => (w === undefined ? 0 : Number(asBig(w) ?? 0n));
  let out = `  File "${file ?? '<string>'}", line ${line}\n`;
  const text = strText(place[3] ?? null) ?? (file === null ? null : (source(file)?.split(/\r\n|[\r\n]/)[Number(line) - 1] ?? null));
  if (text !== null) {
    const whole = text.replace(/\n+$/, '').split('\n')[0];
    const stripped = whole.replace(/^[ \n\f\t]+/, '');
    const spaces = whole.length - stripped.length;
    out += `    ${stripped}\n`;
    const offset = number(place[2]);
    let end = place[5] === undefined || place[5] === w_None || number(place[5]) === 0 ? offset : number(place[5]);
    if (place[4] !== undefined && place[4] !== w_None && number(place[4]) > Number(line)) end = Array.from(whole).length + 1;
    if (offset === end || end === -1) end = offset + 1;
    const column = offset - 1 - spaces;
    if (offset > 0 && column >= 0) out += `    ${Array.from(stripped).slice(0, column).map((c) => (/\s/.test(c) ? c : ' ')).join('').padEnd(column)}${'^'.repeat(Math.max(1, end - 1 - spaces - column))}\n`;
  }
  return `${out}${typeText(e)}: ${message}\n`;
}

// -- suggestions -------------------------------------------------------------------------------------------------------

/** Modules whose name alone, used without an import, is worth a hint. */
const HINTED = new Set('abc argparse array ast asyncio base64 bisect calendar cmath codecs collections contextlib copy csv datetime decimal difflib enum errno fractions functools gc glob hashlib heapq html inspect io itertools json keyword locale logging math operator os pathlib pickle platform pprint queue random re secrets shutil signal socket sqlite3 statistics string struct subprocess sys tempfile textwrap threading time timeit traceback types typing unicodedata unittest urllib uuid warnings weakref zipfile zlib'.split(' '));

function suggestion(e: W_Exception): string {
  const type = typeOf(e);
  const details = exceptionDetails.get(e);
  const wrong = strText(details?.get('name') ?? null);
  try {
    if (type.isSubtype(exceptionType('ImportError'))) {
      const from = strText(details?.get('name_from') ?? null);
      const module = strText(details?.get('name') ?? null);
      if (from === null || module === null) return '';
      return mean(nearest(from, names(hooks.importModule(module, w_None, 0, w_None), from)));
    }
    if (wrong === null) return '';
    if (type.isSubtype(exceptionType('AttributeError'))) {
      const object = details?.get('obj');
      return object === undefined ? '' : mean(nearest(wrong, names(object, wrong)));
    }
    if (!type.isSubtype(exceptionType('NameError'))) return '';
    const frame = innermost(e);
    let found: string | null = null;
    if (frame !== null) {
      const self = frame.locals === null ? (frame.code.code.varnames[0] === 'self' ? (frame.slots[0] as W | null) : null) : null;
      if (self instanceof W_Instance && hooks.findattr(self, wrong) !== null) return `. Did you mean: 'self.${wrong}'?`;
      const locals = frameLocals(frame);
      const all = [locals, frame.globals, hooks.getattr(hooks.importModule('builtins', w_None, 0, w_None), '__dict__')].flatMap((d) => (d instanceof W_Dict ? dictKeys(d).map((k) => strText(k) ?? '') : []));
      found = nearest(wrong, all);
    }
    if (HINTED.has(wrong)) return found === null ? `. Did you forget to import '${wrong}'?` : `. Did you mean: '${found}'? Or did you forget to import '${wrong}'?`;
    return mean(found);
  } catch {
    return '';
  }
}

const mean = (name: string | null): string => (name === null ? '' : `. Did you mean: '${name}'?`);

function names(w: W, wrong: string): string[] {
  const dir = w instanceof W_Module ? dictKeys(w.dict) : toArray(hooks.call(hooks.getattr(hooks.importModule('builtins', w_None, 0, w_None), 'dir'), [w]));
  const all = dir.map((n) => strText(n) ?? '');
  return wrong.startsWith('_') ? all : all.filter((n) => !n.startsWith('_'));
}

function innermost(e: W_Exception): Frame | null {
  let tb = e.traceback;
  while (tb?.next != null) tb = tb.next;
  return tb !== null && tb.frame instanceof Frame ? tb.frame : null;
}
