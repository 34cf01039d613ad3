/** Expressions of the grammar check: CPython 3.14's Grammar/python.gram with the messages of its `invalid_` rules. */
import { readArguments } from './arguments';
import { readLambdaParameters } from './parameters';
import { KEYWORDS, type Reader, type Shape } from './reader';
import { readStrings } from './strings';
import { checkTarget } from './targets';

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', 'in', 'is']);
const SOFT_KEYWORDS: ReadonlySet<string> = new Set(['match', 'case', 'type', '_']);
const BINARY: ReadonlySet<string> = new Set(['|', '^', '&', '<<', '>>', '+', '-', '*', '/', '//', '%', '@', '**']);
const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/', '//', '%', '@']);

const shape = (name: string, start: number, end: number, level: 0 | 1 | 2 = 0, parts?: readonly Shape[]): Shape =>
  (parts === undefined ? { name, start, end, level } : { name, start, end, level, parts });

/** Whether the current token can begin an expression. */
export function startsExpression(reader: Reader): boolean {
  const { kind, text } = reader.token;
  if (kind === 'number' || kind === 'string' || kind === 'fstart') return true;
  if (kind === 'name') return !KEYWORDS.has(text) || ['None', 'True', 'False', 'not', 'lambda', 'await'].includes(text);
  return kind === 'op' && ['(', '[', '{', '-', '+', '~', '...'].includes(text);
}

/** `a, *b, c`: a statement's value or target list. */
export function readStarExpressions(reader: Reader): Shape {
  return readTuple(reader, readStarExpression, startsStarExpression);
}

const startsStarExpression = (reader: Reader): boolean => reader.is('*') || startsExpression(reader);

function readTuple(reader: Reader, readOne: (reader: Reader) => Shape, starts: (reader: Reader) => boolean): Shape {
  const first = readOne(reader);
  if (!reader.is(',')) return first;
  const parts = [first];
  let end = first.end;
  while (reader.is(',')) {
    end = reader.next().end;
    if (!starts(reader)) break;
    const part = readOne(reader);
    parts.push(part);
    end = part.end;
  }
  return shape('tuple', first.start, end, 2, parts);
}

export function readStarExpression(reader: Reader): Shape {
  if (!reader.is('*')) return readExpression(reader);
  return readStarred(reader);
}

function readStarred(reader: Reader): Shape {
  const { start } = reader.next();
  const value = readBitwise(reader);
  return shape('starred', start, value.end, 0, [value]);
}

/** In displays and subscripts: `a`, `*a` or `a := b`. */
export function readStarNamed(reader: Reader): Shape {
  return reader.is('*') ? readStarred(reader) : readNamed(reader);
}

/** `a := b` or an expression; `=` instead of `==` gets its own message. */
export function readNamed(reader: Reader): Shape {
  const value = readExpression(reader);
  if (reader.is(':=')) {
    if (value.name !== 'name' || value.parenthesized) reader.failOn(`cannot use assignment expressions with ${value.name}`, value);
    reader.next();
    return shape('named expression', value.start, readExpression(reader).end, 2);
  }
  if (reader.is('=')) suggestComparison(reader, value);
  return value;
}

/** After `value =` where a comparison was probably meant. Comes back when CPython has nothing special to say. */
function suggestComparison(reader: Reader, value: Shape): void {
  const { at } = reader;
  reader.next();
  const right = reader.attempt(() => readBitwise(reader));
  const plain = right !== null && !reader.is('=') && !reader.is(':=');
  reader.at = at;
  if (!plain) return;
  if (value.name === 'name' && !value.parenthesized) {
    reader.failOn("invalid syntax. Maybe you meant '==' or ':=' instead of '='?", { start: value.start, end: right.end });
  }
  if (suggestsComparison(value)) reader.failOn(`cannot assign to ${value.name} here. Maybe you meant '==' instead of '='?`, value);
}

/** Whether `value = ...` is taken for a mistyped comparison. */
export function suggestsComparison(value: Shape): boolean {
  return value.level === 0 && !['list', 'tuple', 'generator expression', 'True', 'None', 'False', 'name', 'starred'].includes(value.name);
}

/** A conditional expression, a disjunction or a lambda. */
export function readExpression(reader: Reader): Shape {
  return reader.nested(() => {
    if (reader.is('lambda')) return readLambda(reader);
    const first = reader.token;
    const value = readDisjunction(reader);
    if (reader.is('if')) return readConditional(reader, value);
    if (startsExpression(reader) && !reader.is('lambda')) suggestComma(reader, value, first.text, first.kind === 'name' && reader.isKind('string'));
    return value;
  });
}

/** Two expressions side by side inside brackets: a comma is missing. */
function suggestComma(reader: Reader, value: Shape, firstText: string, isPrefix: boolean): void {
  if (reader.previous.depth === 0 || SOFT_KEYWORDS.has(firstText) || isPrefix || reader.is('await')) return;
  const { at } = reader;
  const other = reader.attempt(() => readDisjunction(reader));
  if (other !== null && reader.previous.depth > 0) {
    reader.failOn('invalid syntax. Perhaps you forgot a comma?', { start: value.start, end: other.end });
  }
  reader.at = at;
}

function readConditional(reader: Reader, value: Shape): Shape {
  reader.next();
  const condition = readDisjunction(reader);
  if (!reader.is('else')) {
    if (reader.is(':')) reader.fail();
    reader.failOn("expected 'else' after 'if' expression", { start: value.start, end: condition.end });
  }
  reader.next();
  if (!startsExpression(reader)) {
    reader.failOn("expected expression after 'else', but statement is given", reader.token);
  }
  return shape('conditional expression', value.start, readExpression(reader).end, 2);
}

function readLambda(reader: Reader): Shape {
  const { start } = reader.next();
  readLambdaParameters(reader);
  if (!reader.is(':')) reader.fail();
  const colon = reader.next();
  if (reader.isKind('fmiddle') || (reader.isKind('op') && reader.is('}'))) {
    reader.failOn('f-string: lambda expressions are not allowed without parentheses', { start, end: colon.end });
  }
  return shape('lambda', start, readExpression(reader).end, 2);
}

export function readDisjunction(reader: Reader): Shape {
  return readChain(reader, 'or', () => readChain(reader, 'and', () => readInversion(reader)));
}

function readChain(reader: Reader, operator: string, readOne: () => Shape): Shape {
  const first = readOne();
  let end = first.end;
  let chained = false;
  while (reader.accept(operator)) {
    end = readOne().end;
    chained = true;
  }
  return chained ? shape('expression', first.start, end, 1) : first;
}

function readInversion(reader: Reader): Shape {
  if (!reader.is('not')) return readComparison(reader);
  const { start } = reader.token;
  while (reader.accept('not'));
  return shape('expression', start, readComparison(reader).end, 1);
}

function readComparison(reader: Reader): Shape {
  const left = readBitwise(reader);
  const isIn = reader.is('in');
  let end = left.end;
  let compared = false;
  for (;;) {
    if (reader.isAny(COMPARISONS)) {
      if (reader.next().text === 'is') reader.accept('not');
    } else if (reader.is('not')) {
      if (reader.peek().text !== 'in') {
        reader.next();
        reader.fail();
      }
      reader.next();
      reader.next();
    } else break;
    end = readBitwise(reader).end;
    compared = true;
  }
  if (!compared) return left;
  return isIn ? shape('comparison', left.start, end, 1, [left]) : shape('comparison', left.start, end, 1);
}

/** Everything from `|` down; precedence does not matter here, and long chains are read in a loop. */
export function readBitwise(reader: Reader): Shape {
  const first = readFactor(reader);
  let end = first.end;
  let chained = false;
  while (reader.isKind('op') && reader.isAny(BINARY)) {
    const operator = reader.next().text;
    if (reader.is('not') && ARITHMETIC.has(operator)) failNot(reader);
    end = readFactor(reader).end;
    chained = true;
  }
  return chained ? shape('expression', first.start, end) : first;
}

function failNot(reader: Reader): never {
  const { start } = reader.token;
  const operand = reader.attempt(() => readInversion(reader));
  if (operand !== null) reader.failOn("'not' after an operator must be parenthesized", { start, end: operand.end });
  return reader.fail();
}

function readFactor(reader: Reader): Shape {
  const { start } = reader.token;
  let signed = false;
  while (reader.isKind('op') && (reader.is('-') || reader.is('+') || reader.is('~'))) {
    reader.next();
    signed = true;
    if (reader.is('not')) failNot(reader);
  }
  const value = readAwait(reader);
  return signed ? shape('expression', start, value.end) : value;
}

function readAwait(reader: Reader): Shape {
  if (!reader.is('await')) return readPrimary(reader);
  const { start } = reader.next();
  return shape('await expression', start, readPrimary(reader).end);
}

function readPrimary(reader: Reader): Shape {
  let value = readAtom(reader);
  for (;;) {
    if (reader.is('.') && reader.isKind('op')) {
      reader.next();
      value = shape('attribute', value.start, reader.name().end);
    } else if (reader.is('(')) {
      reader.next();
      readArguments(reader);
      reader.expect(')');
      value = shape('function call', value.start, reader.previous.end);
    } else if (reader.is('[')) {
      reader.next();
      readSlices(reader);
      reader.expect(']');
      value = shape('subscript', value.start, reader.previous.end);
    } else return value;
  }
}

function readSlices(reader: Reader): void {
  do {
    if (reader.is(']') && reader.previous.text === ',') return;
    readSlice(reader);
  } while (reader.accept(','));
}

function readSlice(reader: Reader): void {
  if (reader.is('*')) {
    readStarred(reader);
    return;
  }
  if (!reader.is(':')) {
    readNamed(reader);
    if (!reader.is(':')) return;
  }
  for (let count = 0; count < 2 && reader.accept(':'); count++) if (startsExpression(reader)) readExpression(reader);
}

// -- Atoms ---------------------------------------------------------------------------------------------------------------

function readAtom(reader: Reader): Shape {
  const { token } = reader;
  switch (token.kind) {
    case 'number':
      reader.next();
      return shape('literal', token.start, token.end);
    case 'string':
    case 'fstart':
      return readStrings(reader);
    case 'name':
      if (!KEYWORDS.has(token.text)) {
        reader.next();
        return shape('name', token.start, token.end);
      }
      if (token.text === 'None' || token.text === 'True' || token.text === 'False') {
        reader.next();
        return shape(token.text, token.start, token.end);
      }
      return reader.fail();
    case 'op':
      if (token.text === '(') return reader.nested(() => readParenthesized(reader));
      if (token.text === '[') return reader.nested(() => readList(reader));
      if (token.text === '{') return reader.nested(() => readBraces(reader));
      if (token.text === '...') {
        reader.next();
        return shape('ellipsis', token.start, token.end);
      }
      return reader.fail();
    default:
      return reader.fail();
  }
}

function readParenthesized(reader: Reader): Shape {
  const { start } = reader.next();
  if (reader.accept(')')) return shape('tuple', start, reader.previous.end, 0, []);
  if (reader.is('yield')) {
    const value = readYield(reader);
    reader.expect(')');
    return { ...value, level: 0, parenthesized: true };
  }
  const value = readTuple(reader, readStarNamed, startsStarExpression);
  if (isFor(reader)) {
    if (value.name === 'starred') failStarredComprehension(reader, value);
    if (value.name === 'tuple' && value.level === 2) reader.fail();
    readComprehensions(reader);
    reader.expect(')');
    return shape('generator expression', start, reader.previous.end);
  }
  if (value.name === 'starred' && reader.is(')')) reader.failOn('cannot use starred expression here', value);
  reader.expect(')');
  if (value.name === 'tuple' && value.level === 2) return shape('tuple', start, reader.previous.end, 0, value.parts);
  return { ...value, level: 0, parenthesized: true };
}

function readList(reader: Reader): Shape {
  const { start } = reader.next();
  if (reader.accept(']')) return shape('list', start, reader.previous.end, 0, []);
  const value = readTuple(reader, readStarNamed, startsStarExpression);
  if (isFor(reader)) {
    if (value.name === 'starred') failStarredComprehension(reader, value);
    if (value.name === 'tuple' && value.level === 2) failTupleComprehension(reader, value);
    readComprehensions(reader);
    reader.expect(']');
    return shape('list comprehension', start, reader.previous.end);
  }
  reader.expect(']');
  return shape('list', start, reader.previous.end, 0, value.name === 'tuple' && value.level === 2 ? value.parts! : [value]);
}

function failStarredComprehension(reader: Reader, value: Shape): never {
  return reader.failOn('iterable unpacking cannot be used in comprehension', value);
}

function failTupleComprehension(reader: Reader, value: Shape): void {
  if (value.level === 2) reader.failOn('did you forget parentheses around the comprehension target?', value);
}

function readBraces(reader: Reader): Shape {
  const { start } = reader.next();
  if (reader.accept('}')) return shape('dict literal', start, reader.previous.end);
  if (reader.is('**')) return readDict(reader, start);
  const first = readStarNamed(reader);
  if (reader.is(':')) return readDict(reader, start, first);
  const parts = [first];
  while (reader.accept(',')) {
    if (!startsStarExpression(reader)) break;
    parts.push(readStarNamed(reader));
  }
  if (isFor(reader)) {
    if (parts.length > 1) reader.failOn('did you forget parentheses around the comprehension target?', { start: first.start, end: parts[parts.length - 1]!.end });
    if (first.name === 'starred') failStarredComprehension(reader, first);
    readComprehensions(reader);
    reader.expect('}');
    return shape('set comprehension', start, reader.previous.end);
  }
  reader.expect('}');
  return shape('set display', start, reader.previous.end);
}

/** A dict display from its first pair on; `key` has been read when given. */
function readDict(reader: Reader, start: number, key?: Shape): Shape {
  let pending = key;
  for (let first = true; first || reader.accept(','); first = false) {
    if (reader.is('}')) break;
    if (pending === undefined && reader.is('**')) {
      const star = reader.next();
      readBitwise(reader);
      if (first && isFor(reader)) reader.failOn('dict unpacking cannot be used in dict comprehension', star);
      continue;
    }
    readPair(reader, pending);
    pending = undefined;
    if (first && isFor(reader)) {
      readComprehensions(reader);
      reader.expect('}');
      return shape('dict comprehension', start, reader.previous.end);
    }
  }
  reader.expect('}');
  return shape('dict literal', start, reader.previous.end);
}

function readPair(reader: Reader, key: Shape | undefined): void {
  const known = key ?? readExpression(reader);
  if (!reader.is(':')) {
    if (key === undefined && (reader.is('}') || reader.is(','))) {
      reader.failOn("':' expected after dictionary key", { start: known.end - 1, end: -1, endColumn: 0 });
    }
    reader.fail();
  }
  const colon = reader.next();
  if (reader.is('}') || reader.is(',')) reader.failOn("expression expected after dictionary key and ':'", colon);
  if (reader.is('*') || reader.is('**')) {
    const star = reader.next();
    const value = reader.attempt(() => readBitwise(reader));
    if (value === null) reader.fail();
    const what = star.text === '*' ? 'a starred expression' : 'dict unpacking';
    reader.failOn(`cannot use ${what} in a dictionary value`, { start: star.start, end: value.end });
  }
  readExpression(reader);
}

// -- Comprehensions and yield ------------------------------------------------------------------------------------------------

/** Whether a comprehension's loops begin here. */
export function isFor(reader: Reader): boolean {
  return reader.is('for') || (reader.is('async') && reader.peek().text === 'for');
}

/** `for target in iterable if condition ...`, once or more. */
export function readComprehensions(reader: Reader): void {
  while (isFor(reader)) {
    reader.accept('async');
    reader.next();
    readForTarget(reader);
    if (!reader.accept('in')) reader.failOn("'in' expected after for-loop variables", reader.token);
    readDisjunction(reader);
    while (reader.accept('if')) readDisjunction(reader);
  }
}

/** Targets of a loop; refuses what cannot be assigned to. */
export function readForTarget(reader: Reader): void {
  const target = readTuple(reader, (inner) => (inner.is('*') ? readStarred(inner) : readBitwise(inner)), startsStarExpression);
  checkTarget(reader, target, 'for');
}

export function readYield(reader: Reader): Shape {
  const { start } = reader.next();
  if (reader.accept('from')) return shape('yield expression', start, readExpression(reader).end, 2);
  const value = startsStarExpression(reader) || reader.is('lambda') ? readStarExpressions(reader) : null;
  return shape('yield expression', start, value?.end ?? reader.previous.end, 2);
}

/** What may stand after `=`: a yield or star expressions. */
export function readAssigned(reader: Reader): Shape {
  if (reader.is('yield')) return readYield(reader);
  const value = readStarExpressions(reader);
  if (value.name === 'starred' && !reader.is('=')) reader.failOn("can't use starred expression here", value);
  return value;
}
