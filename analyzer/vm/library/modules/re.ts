/** re: compiled patterns and matches over the matcher in regex/. Source: Python's library reference, "re". */
import { error, typeError } from '../../runtime/errors';
import { dictFromEntries } from '../../runtime/dicts';
import { hooks } from '../../runtime/hooks';
import { holding, W_NativeIter } from '../../runtime/iterators';
import { K } from '../../runtime/kinds';
import { newList } from '../../runtime/lists';
import { typeOf } from '../../runtime/types';
import {
  layout,
  newBool,
  newStr,
  newTuple,
  strText,
  tupleItems,
  w_None,
  w_NotImplemented,
  W_Bytes,
  W_Native,
  W_Slice,
  W_WideStr,
  type W,
} from '../../runtime/values';
import { LIBRARY_FOLDER } from '../../runtime/importing/library-files';
import { classMethod, constructor, defineModule, getset, method, rawMethod } from '../define';
import { W_Alias } from '../types/alias';
import { equal, hashOf } from '../protocols/comparison';
import { getItem } from '../protocols/containers';
import { bytesOfText } from '../text/latin';
import { argument, bytesArgument, intArgument, isBytesLike, moduleType } from '../native';
import { compileRegex, matchAt, startMatching, type Program, type Subject } from '../regex/match';
import { errorType, explained, latin, patternError } from '../regex/errors';
import { FLAGS, parseRegex, RegexError, type Regex } from '../regex/parse';
import { reprOf } from '../text/text';

const patternType = moduleType('re', 'Pattern');
const matchType = moduleType('re', 'Match');

class W_Pattern extends W_Native {
  constructor(
    readonly source: W,
    readonly regex: Regex,
    readonly program: Program,
    readonly bytes: boolean,
  ) {
    super(patternType);
  }
}
class W_Match extends W_Native {
  constructor(
    readonly pattern: W_Pattern,
    readonly text: W,
    readonly registers: readonly number[],
    readonly from: number,
    readonly end: number,
  ) {
    super(matchType);
  }
}
const scannerType = moduleType('_sre', 'SRE_Scanner');
class W_Scanner extends W_Native {
  at: number;
  advance = false;
  constructor(
    readonly pattern: W_Pattern,
    readonly text: W,
    readonly from: number,
    readonly end: number,
  ) {
    super(scannerType);
    this.at = from;
  }
}
layout(W_Scanner, K.NATIVE);
layout(W_Pattern, K.NATIVE);
layout(W_Match, K.NATIVE);

const isBytes = isBytesLike;
const known = new Map<string, W_Pattern>();

function compile(source: W, flags: number): W_Pattern {
  if (source instanceof W_Pattern) {
    if (flags !== 0) throw error('ValueError', 'cannot process flags argument with a compiled pattern');
    return source;
  }
  const bytes = isBytes(source);
  const text = bytes ? latin(bytesArgument(source)) : strText(source);
  if (text === null) throw typeError('first argument must be string or compiled pattern');
  const key = `${bytes ? 'b' : 's'}${flags}:${text}`;
  let made = known.get(key);
  if (made === undefined) {
    try {
      const regex = parseRegex(text, flags, bytes);
      made = new W_Pattern(source, regex, compileRegex(regex), bytes);
    } catch (e) {
      if (!(e instanceof RegexError)) throw e;
      throw patternError(e, source, explained('pattern', source, flags));
    }
    if (known.size > 500) known.clear();
    known.set(key, made);
  }
  return made;
}

function subjectOf(p: W_Pattern, w: W): Subject {
  if (isBytes(w) !== p.bytes && (isBytes(w) || strText(w) !== null))
    throw typeError(p.bytes ? 'cannot use a bytes pattern on a string-like object' : 'cannot use a string pattern on a bytes-like object');
  if (w instanceof W_WideStr) return { length: w.points.length, at: (i) => w.points[i] };
  if (isBytes(w)) {
    const data = bytesArgument(w);
    return { length: data.length, at: (i) => data[i] };
  }
  const text = strText(w);
  if (text === null) throw typeError(`expected string or bytes-like object, got '${typeOf(w).name}'`);
  return { length: text.length, at: (i) => text.charCodeAt(i) };
}

const slice = (w: W, a: number, b: number): W =>
  getItem(
    isBytes(w) && !(w instanceof W_Bytes)
      ? new W_Bytes(bytesArgument(w))
      : typeof w === 'string' || w instanceof W_WideStr || w instanceof W_Bytes
        ? w
        : newStr(strText(w) ?? ''),
    new W_Slice(a, b, w_None),
  );

/** The first match at or after a position. */
function search(p: W_Pattern, w: W, text: Subject, from: number, end: number, origin = from, advance = false): W_Match | null {
  startMatching();
  const { first } = p.program;
  for (let at = from; at <= end; at++) {
    if (first !== null) {
      while (at < end && !first(text.at(at))) at++;
      if (at >= end) return null;
    }
    const found = matchAt(p.program, text, at, end, false, advance && at === from);
    if (found !== null) return new W_Match(p, w, found, origin, end);
  }
  return null;
}

/** All matches from left to right: after an empty one, the next at the same place must not be empty. */
function* matches(p: W_Pattern, w: W, low?: W, high?: W): Generator<W_Match> {
  const text = subjectOf(p, w);
  const [from, end] = bounds(text, low, high);
  let advance = false;
  for (let at = from; at <= end;) {
    const m = search(p, w, text, at, end, from, advance);
    if (m === null) return;
    yield m;
    at = m.registers[1];
    advance = at === m.registers[0];
  }
}

function bounds(text: Subject, low: W | undefined, high: W | undefined): [number, number] {
  const clip = (w: W | undefined, missing: number): number =>
    w === undefined ? missing : Math.max(0, Math.min(text.length, intArgument(w)));
  return [clip(low, 0), clip(high, text.length)];
}

// -- Pattern -----------------------------------------------------------------------------------------------------------

const P = (w: W): W_Pattern => w as W_Pattern;
type Finder = (p: W_Pattern, w: W, low?: W, high?: W) => W;
const anchored =
  (full: boolean): Finder =>
  (p, w, low, high) => {
    const text = subjectOf(p, w);
    const [from, end] = bounds(text, low, high);
    startMatching();
    const found = from > end ? null : matchAt(p.program, text, from, end, full);
    return found === null ? w_None : new W_Match(p, w, found, from, end);
  };
const finders: readonly (readonly [string, Finder])[] = [
  ['match', anchored(false)],
  ['fullmatch', anchored(true)],
  [
    'search',
    (p, w, low, high) => {
      const text = subjectOf(p, w);
      return search(p, w, text, ...bounds(text, low, high)) ?? w_None;
    },
  ],
  [
    'findall',
    (p, w, low, high) =>
      newList(
        [...matches(p, w, low, high)].map((m) => {
          const groups = Array.from({ length: p.regex.groups }, (_, i) => groupOf(m, i + 1) ?? slice(w, 0, 0));
          return groups.length === 0 ? (groupOf(m, 0) as W) : groups.length === 1 ? groups[0] : newTuple(groups);
        }),
      ),
  ],
  [
    'finditer',
    (p, w, low, high) => {
      const it = matches(p, w, low, high);
      const next = (): W | null => {
        const step = it.next();
        return step.done === true ? null : step.value;
      };
      return holding(new W_NativeIter(iteratorType, next, undefined, true), p, w);
    },
  ],
];
const iteratorType = moduleType('re', 'callable_iterator');

function split(p: W_Pattern, w: W, most: number): W {
  const out: W[] = [];
  let at = 0;
  let count = 0;
  for (const m of matches(p, w)) {
    if (most > 0 && count >= most) break;
    out.push(slice(w, at, m.registers[0]));
    for (let i = 1; i <= p.regex.groups; i++) out.push(groupOf(m, i) ?? w_None);
    at = m.registers[1];
    count++;
  }
  out.push(slice(w, at, subjectOf(p, w).length));
  return newList(out);
}

/** The pieces of a replacement text: text and group numbers. What is wrong with one, CPython's parser says. */
function template(p: W_Pattern, text: string, source: W): (string | number)[] {
  try {
    return templatePieces(p, text);
  } catch (e) {
    if (!(e instanceof RegexError)) throw e;
    throw patternError(e, source, explained('template', source, p));
  }
}

function templatePieces(p: W_Pattern, text: string): (string | number)[] {
  const out: (string | number)[] = [];
  const group = (name: string): number => {
    const n = /^\d+$/.test(name) ? Number(name) : p.regex.names.get(name);
    if (n === undefined) throw new RegexError(`unknown group name '${name}'`, text.indexOf(name));
    if (n > p.regex.groups) throw new RegexError(`invalid group reference ${n}`, text.indexOf(name));
    return n;
  };
  let rest = 0;
  for (const found of text.matchAll(/\\(?:g<([^>]*)>|(0[0-7]{0,2}|[0-7]{3})|([1-9]\d?)|([a-zA-Z])|(.))/gs)) {
    out.push(text.slice(rest, found.index));
    rest = found.index + found[0].length;
    const [, name, octal, number, letter, other] = found;
    if (name !== undefined) out.push(group(name));
    else if (octal !== undefined) {
      if (parseInt(octal, 8) > 255) throw new RegexError(`octal escape value \\${octal} outside of range 0-0o377`, found.index);
      out.push(String.fromCharCode(parseInt(octal, 8)));
    } else if (number !== undefined) out.push(group(number));
    else if (letter !== undefined) {
      const at = 'abfnrtv'.indexOf(letter);
      if (at < 0) throw new RegexError(`bad escape \\${letter}`, found.index);
      out.push('\u0007\b\f\n\r\t\v'[at]);
    } else out.push(other === '\\' ? '\\' : `\\${other}`);
  }
  out.push(text.slice(rest));
  return out;
}

function substitute(p: W_Pattern, replacement: W, w: W, most: number): [W, number] {
  const fixed = isBytes(replacement) ? latin(bytesArgument(replacement)) : strText(replacement);
  const pieces = fixed === null ? null : template(p, fixed, replacement);
  const shown = (x: W): string => (isBytes(x) ? latin(bytesArgument(x)) : (strText(x) ?? ''));
  let out = '';
  let at = 0;
  let count = 0;
  for (const m of matches(p, w)) {
    if (most > 0 && count >= most) break;
    out += shown(slice(w, at, m.registers[0]));
    if (pieces !== null) out += pieces.map((piece) => (typeof piece === 'string' ? piece : shown(groupOf(m, piece) ?? ''))).join('');
    else out += shown(hooks.call(replacement, [m]));
    at = m.registers[1];
    count++;
  }
  out += shown(slice(w, at, subjectOf(p, w).length));
  return [p.bytes ? new W_Bytes(bytesOfText(out)) : newStr(out), count];
}

for (const [name, find] of finders)
  rawMethod(patternType, name, (args, keywords) =>
    find(
      P(args[0]),
      argument(args, 1, keywords, 'string') ?? w_None,
      argument(args, 2, keywords, 'pos'),
      argument(args, 3, keywords, 'endpos'),
    ),
  );
rawMethod(patternType, 'split', (args, keywords) =>
  split(P(args[0]), argument(args, 1, keywords, 'string') ?? w_None, intArgument(argument(args, 2, keywords, 'maxsplit') ?? 0)),
);
for (const name of ['sub', 'subn']) {
  rawMethod(patternType, name, (args, keywords) => {
    const r = substitute(
      P(args[0]),
      argument(args, 1, keywords, 'repl') ?? w_None,
      argument(args, 2, keywords, 'string') ?? w_None,
      intArgument(argument(args, 3, keywords, 'count') ?? 0),
    );
    return name === 'sub' ? r[0] : newTuple(r);
  });
}
const samePattern = (a: W, b: W): boolean =>
  P(a).regex.flags === P(b).regex.flags && P(a).bytes === P(b).bytes && equal(P(a).source, P(b).source);
method(patternType, '__eq__', 2, 2, (a, b) => (b instanceof W_Pattern ? newBool(samePattern(a, b)) : w_NotImplemented));
method(patternType, '__ne__', 2, 2, (a, b) => (b instanceof W_Pattern ? newBool(!samePattern(a, b)) : w_NotImplemented));
method(patternType, '__hash__', 1, 1, (p) => hashOf(newTuple([P(p).source, P(p).regex.flags])));
method(patternType, '__reduce__', 1, 1, (p) => {
  const compileFunction = hooks.getattr(hooks.importModule('re', newTuple(['compile']), 0, w_None), '_compile');
  return newTuple([compileFunction, newTuple([P(p).source, P(p).regex.flags])]);
});
// What finds one match after another, each where the last one ended. Source: pattern_scanner in CPython's Modules/_sre/sre.c.
rawMethod(patternType, 'scanner', (args, keywords) => {
  const [p, w] = [P(args[0]), argument(args, 1, keywords, 'string') ?? w_None];
  const text = subjectOf(p, w);
  const [from, end] = bounds(text, argument(args, 2, keywords, 'pos'), argument(args, 3, keywords, 'endpos'));
  return new W_Scanner(p, w, from, end);
});
getset(scannerType, 'pattern', (s) => (s as W_Scanner).pattern);
for (const [name, anywhere] of [
  ['search', true],
  ['match', false],
] as const) {
  method(scannerType, name, 1, 1, (w) => {
    const s = w as W_Scanner;
    if (s.at > s.end) return w_None;
    const text = subjectOf(s.pattern, s.text);
    startMatching();
    const found = anywhere
      ? search(s.pattern, s.text, text, s.at, s.end, s.from, s.advance)
      : matchAt(s.pattern.program, text, s.at, s.end, false, s.advance);
    const m = found === null || found instanceof W_Match ? found : new W_Match(s.pattern, s.text, found, s.from, s.end);
    if (m === null) {
      s.at = s.end + 1;
      return w_None;
    }
    s.at = m.registers[1];
    s.advance = m.registers[0] === m.registers[1];
    return m;
  });
}
getset(patternType, 'pattern', (p) => P(p).source);
getset(patternType, 'flags', (p) => P(p).regex.flags);
getset(patternType, 'groups', (p) => P(p).regex.groups);
getset(patternType, 'groupindex', (p) => dictFromEntries(P(p).regex.names));
method(patternType, '__repr__', 1, 1, (p) => {
  const shown = [
    ['I', 're.IGNORECASE'],
    ['M', 're.MULTILINE'],
    ['S', 're.DOTALL'],
    ['X', 're.VERBOSE'],
    ['A', 're.ASCII'],
  ]
    .filter(([f]) => (P(p).regex.flags & FLAGS[f as 'I']) !== 0)
    .map(([, n]) => n);
  return newStr(`re.compile(${reprOf(P(p).source)}${shown.length === 0 ? '' : `, ${shown.join('|')}`})`);
});

// -- Match -------------------------------------------------------------------------------------------------------------

const M = (w: W): W_Match => w as W_Match;
function groupOf(m: W_Match, n: number): W | null {
  const [a, b] = [m.registers[n * 2], m.registers[n * 2 + 1]];
  return a < 0 || b < 0 ? null : slice(m.text, a, b);
}
function numberOf(m: W_Match, w: W): number {
  const name = strText(w);
  const n = name === null ? intArgument(w) : m.pattern.regex.names.get(name);
  if (n === undefined || n < 0 || n > m.pattern.regex.groups) throw error('IndexError', 'no such group');
  return n;
}
rawMethod(matchType, 'group', (args) => {
  const groups = (args.length === 1 ? [0] : args.slice(1)).map((w) => groupOf(M(args[0]), numberOf(M(args[0]), w)) ?? w_None);
  return groups.length === 1 ? groups[0] : newTuple(groups);
});
method(matchType, '__getitem__', 2, 2, (m, w) => groupOf(M(m), numberOf(M(m), w)) ?? w_None);
rawMethod(matchType, 'groups', (args, keywords) =>
  newTuple(
    Array.from(
      { length: M(args[0]).pattern.regex.groups },
      (_, i) => groupOf(M(args[0]), i + 1) ?? argument(args, 1, keywords, 'default') ?? w_None,
    ),
  ),
);
rawMethod(matchType, 'groupdict', (args, keywords) =>
  dictFromEntries(
    [...M(args[0]).pattern.regex.names].map(
      ([name, n]) => [name, groupOf(M(args[0]), n) ?? argument(args, 1, keywords, 'default') ?? w_None] as const,
    ),
  ),
);
const edge = (m: W, w: W | undefined, side: 0 | 1): number => M(m).registers[numberOf(M(m), w ?? 0) * 2 + side];
method(matchType, 'start', 1, 2, (m, w) => edge(m, w, 0));
method(matchType, 'end', 1, 2, (m, w) => edge(m, w, 1));
method(matchType, 'span', 1, 2, (m, w) => newTuple([edge(m, w, 0), edge(m, w, 1)]));
method(matchType, 'expand', 2, 2, (w, source) => {
  const m = M(w);
  const shown = (x: W): string => (isBytes(x) ? latin(bytesArgument(x)) : (strText(x) ?? ''));
  const out = template(m.pattern, shown(source), source).map((piece) =>
    typeof piece === 'string' ? piece : shown(groupOf(m, piece) ?? ''),
  );
  return m.pattern.bytes ? new W_Bytes(bytesOfText(out.join(''))) : newStr(out.join(''));
});
getset(matchType, 'regs', (m) =>
  newTuple(Array.from({ length: M(m).pattern.regex.groups + 1 }, (_, i) => newTuple([edge(m, i, 0), edge(m, i, 1)]))),
);
for (const type of [matchType, patternType]) {
  for (const name of ['__copy__', '__deepcopy__']) rawMethod(type, name, ([w]) => w);
  classMethod(type, '__class_getitem__', ([cls, index]) => new W_Alias(cls, tupleItems(index) ?? [index]));
}
getset(matchType, 'string', (m) => M(m).text);
getset(matchType, 're', (m) => M(m).pattern);
getset(matchType, 'pos', (m) => M(m).from);
getset(matchType, 'endpos', (m) => M(m).end);
const lastGroup = (m: W_Match): number => {
  let best = 0;
  for (let i = 1; i <= m.pattern.regex.groups; i++)
    if (m.registers[i * 2 + 1] >= 0 && (best === 0 || m.registers[i * 2 + 1] > m.registers[best * 2 + 1])) best = i;
  return best;
};
getset(matchType, 'lastindex', (m) => (lastGroup(M(m)) === 0 ? w_None : lastGroup(M(m))));
getset(matchType, 'lastgroup', (m) => {
  const name = [...M(m).pattern.regex.names].find(([, n]) => n === lastGroup(M(m)));
  return name === undefined ? w_None : newStr(name[0]);
});
method(matchType, '__repr__', 1, 1, (m) =>
  newStr(`<re.Match object; span=(${edge(m, 0, 0)}, ${edge(m, 0, 1)}), match=${reprOf(groupOf(M(m), 0) as W)}>`),
);
constructor(patternType, () => {
  throw typeError("cannot create 're.Pattern' instances");
});

const flagsOf = (w: W | undefined): number => (w === undefined ? 0 : intArgument(w));
const EXTRAS = new Set('RegexFlag Scanner NOFLAG ASCII IGNORECASE LOCALE UNICODE MULTILINE DOTALL VERBOSE A I L U M S X DEBUG'.split(' '));
const PUBLIC =
  'match fullmatch search sub subn split findall finditer compile purge escape error Pattern Match A I L M S X U ASCII IGNORECASE LOCALE MULTILINE DOTALL VERBOSE UNICODE NOFLAG RegexFlag PatternError'.split(
    ' ',
  );
const SPECIAL = /[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g;

defineModule('re', (m) => {
  m.set('Pattern', patternType);
  m.set('Match', matchType);
  m.set('error', errorType);
  m.set('PatternError', errorType);
  m.set('__all__', newList(PUBLIC.map(newStr)));
  // A package: re._parser and its neighbours are CPython's own.
  m.set('__path__', newList([newStr(`${LIBRARY_FOLDER}/re`)]));
  m.set('__package__', newStr('re'));
  // The flags and Scanner are written in Python, and put here when the first of them is wanted.
  m.def('__getattr__', 1, 1, (wanted) => {
    const name = strText(wanted) ?? '';
    if (!EXTRAS.has(name)) throw error('AttributeError', `module 're' has no attribute '${name}'`);
    const [own, extras] = ['re', '_regex_extras'].map((module) => hooks.importModule(module, newTuple([name]), 0, w_None));
    // The flags' names are bound by enum.global_enum.
    for (const each of ['RegexFlag', 'Scanner']) hooks.setattr(own, each, hooks.getattr(extras, each));
    return hooks.getattr(own, name);
  });
  m.raw('compile', (args, keywords) =>
    compile(argument(args, 0, keywords, 'pattern') ?? w_None, flagsOf(argument(args, 1, keywords, 'flags'))),
  );
  m.def('_compile', 2, 2, (source, flags) => compile(source, intArgument(flags)));
  for (const [name, find] of finders)
    m.raw(name, (args, keywords) =>
      find(
        compile(argument(args, 0, keywords, 'pattern') ?? w_None, flagsOf(argument(args, 2, keywords, 'flags'))),
        argument(args, 1, keywords, 'string') ?? w_None,
      ),
    );
  m.raw('split', (args, keywords) =>
    split(
      compile(argument(args, 0, keywords, 'pattern') ?? w_None, flagsOf(argument(args, 3, keywords, 'flags'))),
      argument(args, 1, keywords, 'string') ?? w_None,
      intArgument(argument(args, 2, keywords, 'maxsplit') ?? 0),
    ),
  );
  for (const name of ['sub', 'subn']) {
    m.raw(name, (args, keywords) => {
      const p = compile(argument(args, 0, keywords, 'pattern') ?? w_None, flagsOf(argument(args, 4, keywords, 'flags')));
      const r = substitute(
        p,
        argument(args, 1, keywords, 'repl') ?? w_None,
        argument(args, 2, keywords, 'string') ?? w_None,
        intArgument(argument(args, 3, keywords, 'count') ?? 0),
      );
      return name === 'sub' ? r[0] : newTuple(r);
    });
  }
  m.def('escape', 1, 1, (w) => {
    const escaped = (text: string): string => text.replace(SPECIAL, '\\$&');
    return isBytes(w) ? new W_Bytes(bytesOfText(escaped(latin(bytesArgument(w))))) : newStr(escaped(strText(w) ?? ''));
  });
  m.def('purge', 0, 0, () => (known.clear(), w_None));
});
