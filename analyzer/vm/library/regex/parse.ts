/** Python's regular expressions as a tree. Source: Python's library reference, "re" (syntax); error texts as CPython's. */
export const FLAGS = { I: 2, L: 4, M: 8, S: 16, U: 32, X: 64, DEBUG: 128, A: 256 } as const;

/** Says of a code point whether it matches. */
export type Test = (c: number) => boolean;
export type Node =
  | { readonly kind: 'one'; readonly test: Test }
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'either'; readonly items: readonly Node[] }
  | { readonly kind: 'group'; readonly number: number; readonly body: Node }
  | { readonly kind: 'repeat'; readonly body: Node; readonly min: number; readonly max: number; readonly mode: 'greedy' | 'lazy' | 'possessive' }
  | { readonly kind: 'at'; readonly where: At }
  | { readonly kind: 'same'; readonly group: number; readonly ignoreCase: boolean }
  | { readonly kind: 'look'; readonly behind: number; readonly negative: boolean; readonly body: Node }
  | { readonly kind: 'atomic'; readonly body: Node }
  | { readonly kind: 'if'; readonly group: number; readonly yes: Node; readonly no: Node };
export type At = 'start' | 'end' | 'line-start' | 'line-end' | 'text-end' | 'boundary' | 'no-boundary' | 'ascii-boundary' | 'no-ascii-boundary';

export interface Regex {
  readonly root: Node;
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
  readonly flags: number;
}
export class RegexError {
  constructor(
    readonly message: string,
    readonly position: number,
  ) {}
}

const code = (c: string): number => c.codePointAt(0) as number;
const between = (c: number, a: string, b: string): boolean => c >= code(a) && c <= code(b);
export const isAsciiWord: Test = (c) => between(c, 'a', 'z') || between(c, 'A', 'Z') || between(c, '0', '9') || c === 95;
const WORD = /[\p{L}\p{N}_]/u;
const DIGIT = /\p{Nd}/u;
export const isWord: Test = (c) => (c < 128 ? isAsciiWord(c) : WORD.test(String.fromCodePoint(c)));
const isDigit: Test = (c) => between(c, '0', '9') || (c > 127 && DIGIT.test(String.fromCodePoint(c)));
const isAsciiSpace: Test = (c) => c === 32 || (c >= 9 && c <= 13);
const isSpace: Test = (c) => isAsciiSpace(c) || (c >= 28 && c <= 31) || c === 0x85 || c === 0xa0 || c === 0x1680 || (c >= 0x2000 && c <= 0x200a) || [0x2028, 0x2029, 0x202f, 0x205f, 0x3000].includes(c);
export function lower(c: number): number {
  if (c < 128) return c >= 65 && c <= 90 ? c + 32 : c;
  const s = String.fromCodePoint(c).toLowerCase();
  return s.length <= 2 && [...s].length === 1 ? code(s) : c;
}

const CLASSES: ReadonlyMap<string, (ascii: boolean) => Test> = new Map([
  ['d', (ascii): Test => (ascii ? (c): boolean => between(c, '0', '9') : isDigit)],
  ['s', (ascii): Test => (ascii ? isAsciiSpace : isSpace)],
  ['w', (ascii): Test => (ascii ? isAsciiWord : isWord)],
]);
function classOf(letter: string, ascii: boolean): Test | null {
  const make = CLASSES.get(letter.toLowerCase());
  if (make === undefined) return null;
  const test = make(ascii);
  return letter === letter.toLowerCase() ? test : (c): boolean => !test(c);
}
const ESCAPES: ReadonlyMap<string, number> = new Map([['a', 7], ['f', 12], ['n', 10], ['r', 13], ['t', 9], ['v', 11], ['\\', 92]]);
const MAX_REPEAT = 4294967295;
const MAX_DEPTH = 400;

/** Parses a pattern; throws RegexError. `bytes`: a bytes pattern, where the classes are ASCII. */
export function parseRegex(pattern: string, givenFlags: number, bytes: boolean): Regex {
  const chars = Array.from(pattern);
  const names = new Map<string, number>();
  const open = new Set<number>();
  let flags = givenFlags;
  let at = 0;
  let groups = 0;
  let depth = 0;
  const fail = (message: string, position = at): never => {
    throw new RegexError(message, position);
  };
  const has = (flag: number): boolean => (flags & flag) !== 0;
  const ascii = (): boolean => bytes || has(FLAGS.A);
  const one = (test: Test): Node => ({ kind: 'one', test });
  const literal = (c: number): Node => {
    if (!has(FLAGS.I)) return one((x) => x === c);
    const wanted = lower(c);
    return one((x) => x === c || lower(x) === wanted);
  };
  const sequence = (items: Node[]): Node => (items.length === 1 ? items[0] : { kind: 'sequence', items });

  const leading = /^\(\?([aiLmsux]+)\)/.exec(pattern);
  if (leading !== null) {
    for (const letter of leading[1]) flags |= FLAGS[letter.toUpperCase() as 'I'];
    at = leading[0].length;
  }
  const root = alternatives();
  if (at < chars.length) fail('unbalanced parenthesis');
  if (!bytes && !has(FLAGS.A)) flags |= FLAGS.U;
  return { root, groups, names, flags };

  function alternatives(): Node {
    if (++depth > MAX_DEPTH) fail('the pattern nests too deeply');
    const items = [branch()];
    while (chars[at] === '|') {
      at++;
      items.push(branch());
    }
    depth--;
    return items.length === 1 ? items[0] : { kind: 'either', items };
  }

  function branch(): Node {
    const items: Node[] = [];
    while (at < chars.length && chars[at] !== '|' && chars[at] !== ')') {
      if (has(FLAGS.X)) {
        if (/\s/.test(chars[at])) {
          at++;
          continue;
        }
        if (chars[at] === '#') {
          while (at < chars.length && chars[at] !== '\n') at++;
          continue;
        }
      }
      const start = at;
      const node = atom();
      if (node === null) continue;
      items.push(repeated(node, start));
    }
    return sequence(items);
  }

  function repeated(node: Node, start: number): Node {
    let result = node;
    for (let times = 0; ; times++) {
      const from = at;
      const bounds = quantifier();
      if (bounds === null) return result;
      if (times > 0) fail('multiple repeat', from);
      if (result.kind === 'at') fail('nothing to repeat', start);
      let mode: 'greedy' | 'lazy' | 'possessive' = 'greedy';
      if (chars[at] === '?' || chars[at] === '+') mode = chars[at++] === '?' ? 'lazy' : 'possessive';
      result = { kind: 'repeat', body: result, min: bounds[0], max: bounds[1], mode };
    }
  }

  function quantifier(): [number, number] | null {
    const c = chars[at];
    if (c === '*' || c === '+' || c === '?') {
      at++;
      return c === '*' ? [0, Infinity] : c === '+' ? [1, Infinity] : [0, 1];
    }
    if (c !== '{') return null;
    const found = /^\{(\d*)(,?)(\d*)\}/.exec(chars.slice(at, at + 40).join(''));
    if (found === null || (found[1] === '' && found[2] === '')) return null;
    const min = found[1] === '' ? 0 : Number(found[1]);
    const max = found[2] === '' ? min : found[3] === '' ? Infinity : Number(found[3]);
    if (min >= MAX_REPEAT || (Number.isFinite(max) && max >= MAX_REPEAT)) fail('the repetition number is too large');
    if (max < min) fail('min repeat greater than max repeat', at + 1);
    at += found[0].length;
    return [min, max];
  }

  /** Null for a comment or a flag group: nothing to match. */
  function atom(): Node | null {
    const c = chars[at];
    switch (c) {
      case '.':
        at++;
        return one(has(FLAGS.S) ? (): boolean => true : (x): boolean => x !== 10);
      case '^':
        at++;
        return { kind: 'at', where: has(FLAGS.M) ? 'line-start' : 'start' };
      case '$':
        at++;
        return { kind: 'at', where: has(FLAGS.M) ? 'line-end' : 'end' };
      case '(':
        return group();
      case '[':
        return set();
      case '\\':
        return escape();
      case '*':
      case '+':
      case '?':
        return fail('nothing to repeat');
      default:
        at++;
        return literal(code(c));
    }
  }

  function closed(start: number): void {
    if (chars[at] !== ')') fail('missing ), unterminated subpattern', start);
    at++;
  }

  function capture(name: string | null, start: number): Node {
    const number = ++groups;
    if (name !== null) {
      const known = names.get(name);
      if (known !== undefined) fail(`redefinition of group name '${name}' as group ${number}; was group ${known}`, start + 4);
      names.set(name, number);
    }
    open.add(number);
    const body = alternatives();
    closed(start);
    open.delete(number);
    return { kind: 'group', number, body };
  }

  function nameUntil(end: string, start: number): string {
    let name = '';
    while (at < chars.length && chars[at] !== end) name += chars[at++];
    if (at >= chars.length) fail(`missing ${end}, unterminated name`, start);
    if (name === '') fail('missing group name', start);
    at++;
    return name;
  }
  function groupCalled(name: string, position: number): number {
    const number = /^\d+$/.test(name) ? Number(name) : (names.get(name) ?? fail(/^[\p{XID_Start}_][\p{XID_Continue}]*$/u.test(name) ? `unknown group name '${name}'` : `bad character in group name '${name}'`, position));
    if (number === 0 || number > groups) fail(`invalid group reference ${number}`, position);
    return number;
  }

  function group(): Node | null {
    const start = at++;
    if (chars[at] !== '?') return capture(null, start);
    at++;
    const c = chars[at++];
    switch (c) {
      case 'P': {
        const next = chars[at++];
        if (next === '<') {
          const from = at;
          const name = nameUntil('>', at);
          if (!/^[\p{XID_Start}_][\p{XID_Continue}]*$/u.test(name)) fail(`bad character in group name '${name}'`, from);
          return capture(name, start);
        }
        if (next !== '=') return fail(next === undefined ? 'unexpected end of pattern' : `unknown extension ?P${next}`, start + 1);
        const from = at;
        const number = groupCalled(nameUntil(')', at), from);
        if (open.has(number)) fail('cannot refer to an open group', from);
        return { kind: 'same', group: number, ignoreCase: has(FLAGS.I) };
      }
      case ':': {
        const body = alternatives();
        closed(start);
        return body;
      }
      case '>': {
        const body = alternatives();
        closed(start);
        return { kind: 'atomic', body };
      }
      case '#':
        while (at < chars.length && chars[at] !== ')') at++;
        if (at >= chars.length) fail('missing ), unterminated comment', start);
        at++;
        return null;
      case '=':
      case '!':
        return look(start, 0, c === '!');
      case '<': {
        const next = chars[at++];
        if (next !== '=' && next !== '!') return fail(next === undefined ? 'unexpected end of pattern' : `unknown extension ?<${next}`, start + 1);
        return look(start, 1, next === '!');
      }
      case '(': {
        const from = at;
        const number = groupCalled(nameUntil(')', at), from);
        const yes = branch();
        let no: Node = sequence([]);
        if (chars[at] === '|') {
          at++;
          no = branch();
          if (chars[at] === '|') fail('conditional backref with more than two branches');
        }
        closed(start);
        return { kind: 'if', group: number, yes, no };
      }
      default:
        return flagGroup(start);
    }
  }

  function look(start: number, behind: 0 | 1, negative: boolean): Node {
    const body = alternatives();
    closed(start);
    if (behind === 0) return { kind: 'look', behind: -1, negative, body };
    const [low, high] = widthOf(body);
    if (low !== high) fail('look-behind requires fixed-width pattern', start);
    return { kind: 'look', behind: low, negative, body };
  }

  /** (?i) at the start, (?i:...) and (?-i:...). */
  function flagGroup(start: number): Node | null {
    at--;
    let on = 0;
    let off = 0;
    let minus = false;
    for (; at < chars.length && chars[at] !== ')' && chars[at] !== ':'; at++) {
      if (chars[at] === '-') minus = true;
      else if (!'aiLmsux'.includes(chars[at])) fail(`unknown extension ?${chars[at]}`, start + 1);
      else if (minus) off |= FLAGS[chars[at].toUpperCase() as 'I'];
      else on |= FLAGS[chars[at].toUpperCase() as 'I'];
    }
    if (at >= chars.length) fail('missing -, : or )', at);
    if (chars[at++] === ')') {
      if (start !== 0) fail('global flags not at the start of the expression', start);
      flags |= on;
      return null;
    }
    const before = flags;
    flags = (flags | on) & ~off;
    const body = alternatives();
    closed(start);
    flags = before;
    return body;
  }

  function escape(): Node {
    const start = at++;
    const c = chars[at++];
    if (c === undefined) return fail('bad escape (end of pattern)', start);
    const test = classOf(c, ascii());
    if (test !== null) return one(test);
    switch (c) {
      case 'A':
        return { kind: 'at', where: 'start' };
      case 'Z':
      case 'z':
        return { kind: 'at', where: 'text-end' };
      case 'b':
        return { kind: 'at', where: ascii() ? 'ascii-boundary' : 'boundary' };
      case 'B':
        return { kind: 'at', where: ascii() ? 'no-ascii-boundary' : 'no-boundary' };
      default:
    }
    if (c >= '1' && c <= '9') {
      let digits = c;
      if (chars[at] >= '0' && chars[at] <= '9') {
        digits += chars[at++];
        if (/^[0-3][0-7]$/.test(digits) && /[0-7]/.test(chars[at] ?? '')) return literal(parseInt(digits + chars[at++], 8));
      }
      const number = Number(digits);
      if (number > groups) fail(`invalid group reference ${number}`, start + 1);
      if (open.has(number)) fail('cannot refer to an open group', start);
      return { kind: 'same', group: number, ignoreCase: has(FLAGS.I) };
    }
    at--;
    return literal(escapedCode(start));
  }

  /** A character escape after the backslash; `at` is at its letter. */
  function escapedCode(start: number): number {
    const c = chars[at++];
    const known = ESCAPES.get(c);
    if (known !== undefined) return known;
    if (c === '0') {
      let digits = '';
      while (digits.length < 2 && /[0-7]/.test(chars[at] ?? '')) digits += chars[at++];
      return parseInt(digits || '0', 8);
    }
    const size = c === 'x' ? 2 : c === 'u' && !bytes ? 4 : c === 'U' && !bytes ? 8 : 0;
    if (size > 0) {
      const digits = chars.slice(at, at + size).join('');
      if (!new RegExp(`^[0-9a-fA-F]{${size}}$`).test(digits)) fail(`incomplete escape \\${c}${digits}`, start);
      at += size;
      return parseInt(digits, 16);
    }
    if (/[a-zA-Z0-9]/.test(c)) fail(`bad escape \\${c}`, start);
    return code(c);
  }

  function set(): Node {
    const start = at++;
    const negative = chars[at] === '^';
    if (negative) at++;
    const singles = new Set<number>();
    const ranges: [number, number][] = [];
    const tests: Test[] = [];
    for (let first = true; first || chars[at] !== ']'; first = false) {
      if (at >= chars.length) fail('unterminated character set', start);
      const from = at;
      const low = setItem();
      if (chars[at] !== '-' || chars[at + 1] === ']' || at + 1 >= chars.length) {
        if (typeof low === 'number') singles.add(low);
        else tests.push(low);
        continue;
      }
      at++;
      const high = setItem();
      const shown = chars.slice(from, at).join('');
      if (typeof low !== 'number' || typeof high !== 'number' || high < low) fail(`bad character range ${shown}`, from);
      ranges.push([low as number, high as number]);
    }
    at++;
    const plain = (c: number): boolean => singles.has(c) || ranges.some(([a, b]) => c >= a && c <= b) || tests.some((t) => t(c));
    const ignore = has(FLAGS.I);
    const matches = ignore ? (c: number): boolean => plain(c) || plain(lower(c)) || plain(upper(c)) : plain;
    return one(negative ? (c): boolean => !matches(c) : matches);
  }
  function setItem(): number | Test {
    const c = chars[at];
    if (c === undefined) return fail('unterminated character set', at);
    if (c !== '\\') {
      at++;
      return code(c);
    }
    const start = at++;
    if (at >= chars.length) fail('bad escape (end of pattern)', start);
    const test = classOf(chars[at], ascii());
    if (test !== null) {
      at++;
      return test;
    }
    if (chars[at] === 'b') {
      at++;
      return 8;
    }
    if (/[0-7]/.test(chars[at])) {
      let digits = '';
      while (digits.length < 3 && /[0-7]/.test(chars[at] ?? '')) digits += chars[at++];
      return parseInt(digits, 8);
    }
    return escapedCode(start);
  }
}

function upper(c: number): number {
  const s = String.fromCodePoint(c).toUpperCase();
  return [...s].length === 1 ? code(s) : c;
}

/** Least and greatest number of characters a node matches. Patterns nest no deeper than the parser allows. */
function widthOf(node: Node): [number, number] {
  switch (node.kind) {
    case 'one':
      return [1, 1];
    case 'sequence':
      return node.items.map(widthOf).reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
    case 'either': {
      const all = node.items.map(widthOf);
      return [Math.min(...all.map(([a]) => a)), Math.max(...all.map(([, b]) => b))];
    }
    case 'group':
    case 'atomic':
      return widthOf(node.body);
    case 'repeat': {
      const [a, b] = widthOf(node.body);
      return [a * node.min, b === 0 ? 0 : b * node.max];
    }
    case 'same':
      return [0, Infinity];
    case 'if': {
      const [a, b] = widthOf(node.yes);
      const [c, d] = widthOf(node.no);
      return [Math.min(a, c), Math.max(b, d)];
    }
    default:
      return [0, 0];
  }
}
