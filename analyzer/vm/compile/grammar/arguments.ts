/** Arguments of calls and class statements, with the messages of `invalid_arguments` and `invalid_kwarg`. */
import { isFor, readComprehensions, readExpression, startsExpression } from './expressions';
import type { Reader, Shape } from './reader';

/** Everything between the parentheses; the closing one is left. A call may have one bare generator expression, a class not. */
export function readArguments(reader: Reader, allowsGenerator = true): void {
  let lastKind: 'positional' | 'keyword' | 'unpacking' = 'positional';
  let previousComma = reader.previous;
  const first = reader.at;
  while (!reader.is(')')) {
    if (reader.is('**')) {
      const star = reader.next();
      readExpression(reader);
      if (reader.is('=')) failAssigned(reader, star.start, 'cannot assign to keyword argument unpacking');
      lastKind = 'unpacking';
    } else if (reader.is('*')) {
      readStar(reader, lastKind === 'unpacking' ? previousComma.start : -1);
    } else if (isKeyword(reader)) {
      readKeyword(reader);
      if (lastKind !== 'unpacking') lastKind = 'keyword';
    } else {
      const value = allowsGenerator ? readPositional(reader, reader.at === first) : readNamedOrFail(reader);
      if (lastKind !== 'positional') {
        reader.failOn(`positional argument follows keyword argument${lastKind === 'unpacking' ? ' unpacking' : ''}`, lastArgument(reader, value));
      }
    }
    if (!reader.is(',')) return;
    previousComma = reader.next();
  }
}

/** CPython reports these on the last argument of the call before the closing bracket. */
function lastArgument(reader: Reader, value: Shape): { readonly start: number; readonly end: number } {
  if (reader.is(')')) return { start: reader.token.start, end: reader.token.end };
  return value;
}

function isKeyword(reader: Reader): boolean {
  return reader.token.kind === 'name' && reader.peek().text === '=' && reader.peek().kind === 'op';
}

function readKeyword(reader: Reader): void {
  const name = reader.next();
  const equals = reader.next();
  const range = { start: name.start, end: equals.end };
  if (['True', 'False', 'None'].includes(name.text)) reader.failOn(`cannot assign to ${name.text}`, range);
  if (reader.is(',') || reader.is(')')) reader.failOn('expected argument value expression', range);
  if (reader.is('=') || !startsExpression(reader)) reader.fail();
  readExpression(reader);
  if (isFor(reader)) reader.failOn("invalid syntax. Maybe you meant '==' or ':=' instead of '='?", range);
}

function readStar(reader: Reader, commaAt: number): void {
  const star = reader.next();
  if (reader.is(')') || reader.is(',')) reader.failOn('Invalid star expression', reader.token);
  const value = readExpression(reader);
  if (commaAt >= 0) reader.failOn('iterable argument unpacking follows keyword argument unpacking', { start: commaAt, end: value.end });
  if (reader.is('=')) failAssigned(reader, star.start, 'cannot assign to iterable argument unpacking');
}

function failAssigned(reader: Reader, start: number, message: string): never {
  reader.next();
  const value = reader.attempt(() => readExpression(reader));
  if (value === null) return reader.fail();
  return reader.failOn(message, { start, end: value.end });
}

function readPositional(reader: Reader, isFirst: boolean): Shape {
  const value = readNamedOrFail(reader);
  if (!isFor(reader)) return value;
  readComprehensions(reader);
  if (!isFirst || reader.is(',')) {
    reader.failOn('Generator expression must be parenthesized', { start: value.start, end: reader.previous.end });
  }
  return value;
}

function readNamedOrFail(reader: Reader): Shape {
  const value = readExpression(reader);
  if (reader.is(':=')) {
    if (value.name !== 'name' || value.parenthesized) reader.fail();
    reader.next();
    return { name: 'named expression', start: value.start, end: readExpression(reader).end, level: 2 };
  }
  if (reader.is('=')) {
    reader.failOn('expression cannot contain assignment, perhaps you meant "=="?', { start: value.start, end: reader.token.end });
  }
  return value;
}
