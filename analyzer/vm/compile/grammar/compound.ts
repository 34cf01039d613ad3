/** Compound statements of the grammar check, and the check itself. */
import type { CompileError } from '../errors';
import { readArguments } from './arguments';
import { readExpression, readForTarget, readNamed, readStarExpressions, startsExpression } from './expressions';
import { readParameters, readTypeParameters } from './parameters';
import { readCases } from './patterns';
import type { Reader } from './reader';
import { readSimpleStatements } from './statements';
import { checkTarget } from './targets';

/** All statements of a file. Throws CompileError where CPython's parser would stop. */
export function readFile(reader: Reader): CompileError | null {
  while (!reader.isKind('end')) {
    if (reader.isKind('newline')) reader.next();
    else readStatement(reader);
  }
  return null;
}

export function readStatement(reader: Reader): void {
  const { token } = reader;
  if (token.kind === 'indent' || token.kind === 'dedent') reader.fail();
  if (token.kind === 'op' && token.text === '@') return readDecorated(reader);
  if (token.kind !== 'name') return readSimpleStatements(reader);
  switch (token.text) {
    case 'if':
      return readIf(reader);
    case 'while':
      reader.next();
      readNamed(reader);
      readBlock(reader, `'while' statement`, token.start);
      return readElse(reader);
    case 'for':
      return readFor(reader, token.start);
    case 'try':
      return readTry(reader);
    case 'with':
      return readWith(reader, token.start);
    case 'def':
      return readDef(reader);
    case 'class':
      return readClass(reader);
    case 'async':
      reader.next();
      if (reader.is('def')) return readDef(reader);
      if (reader.is('for')) return readFor(reader, reader.token.start);
      if (reader.is('with')) return readWith(reader, reader.token.start);
      return reader.fail();
    case 'match':
      return readMatch(reader);
    default:
      return readSimpleStatements(reader);
  }
}

/** `: statements`, on this line or indented below. `what` and `start` tell what wants the block. */
export function readBlock(reader: Reader, what: string, start: number, isForced = false): void {
  if (!reader.is(':')) {
    if (isForced || reader.isKind('newline')) reader.failOn("expected ':'", reader.token);
    reader.fail();
  }
  reader.next();
  if (!reader.isKind('newline')) {
    if (startsCompound(reader)) reader.fail();
    readSimpleStatements(reader);
    return;
  }
  reader.next();
  if (!reader.isKind('indent')) reader.failIndentation(`expected an indented block after ${what} on line ${reader.lineOf(start)}`);
  reader.next();
  reader.nested(() => {
    do readStatement(reader);
    while (!reader.isKind('dedent') && !reader.isKind('end'));
  });
  if (reader.isKind('dedent')) reader.next();
}

function startsCompound(reader: Reader): boolean {
  return reader.isKind('name') && ['if', 'while', 'for', 'try', 'with', 'def', 'class', 'async'].includes(reader.token.text);
}

function readIf(reader: Reader): void {
  for (let what = 'if'; ; what = 'elif') {
    const { start } = reader.next();
    readNamed(reader);
    readBlock(reader, `'${what}' statement`, start);
    if (!reader.is('elif')) break;
  }
  readElse(reader);
  if (reader.is('elif') && reader.isKind('name')) reader.failOn("'elif' block follows an 'else' block", reader.token);
}

function readElse(reader: Reader): void {
  if (!reader.is('else')) return;
  const { start } = reader.next();
  readBlock(reader, `'else' statement`, start, true);
}

function readFor(reader: Reader, start: number): void {
  reader.next();
  readForTarget(reader);
  reader.expect('in');
  readStarExpressions(reader);
  readBlock(reader, `'for' statement`, start);
  readElse(reader);
}

function readTry(reader: Reader): void {
  const { start } = reader.next();
  readBlock(reader, `'try' statement`, start, true);
  let starred: boolean | null = null;
  if (!reader.is('except') && !reader.is('finally')) reader.failOn("expected 'except' or 'finally' block", reader.token);
  while (reader.is('except')) starred = readExcept(reader, starred);
  if (starred !== null) readElse(reader);
  if (reader.is('finally')) {
    const token = reader.next();
    readBlock(reader, `'finally' statement`, token.start, true);
  }
}

function readExcept(reader: Reader, before: boolean | null): boolean {
  const except = reader.next();
  const starred = reader.is('*');
  if (before !== null && before !== starred) {
    const end = starred ? reader.token.end : except.end;
    reader.failOn("cannot have both 'except' and 'except*' on the same 'try'", { start: except.start, end });
  }
  if (starred) reader.next();
  if (starred && (reader.is(':') || reader.isKind('newline'))) reader.failOn('expected one or more exception types', reader.token);
  if (!reader.is(':') && !reader.isKind('newline')) readExceptionTypes(reader, starred);
  readBlock(reader, `'except${starred ? '*' : ''}' statement`, except.start);
  return starred;
}

function readExceptionTypes(reader: Reader, starred: boolean): void {
  const first = readExpression(reader);
  let several = false;
  while (reader.accept(',')) {
    several = true;
    if (startsExpression(reader)) readExpression(reader);
  }
  if (!reader.accept('as')) return;
  if (several) {
    reader.name();
    reader.failOn("multiple exception types must be parenthesized when using 'as'", { start: first.start, end: reader.previous.end });
  }
  const name = readExpression(reader);
  if (name.name !== 'name') reader.failOn(`cannot use except${starred ? '*' : ''} statement with ${name.name}`, name);
}

function readWith(reader: Reader, start: number): void {
  reader.next();
  if (reader.is('(') && reader.attempt(() => readParenthesizedItems(reader)) !== null) {
    // Read as `with (a as b, c as d):`.
  } else {
    for (;;) {
      readExpression(reader);
      readWithTarget(reader);
      if (!reader.is(',')) break;
      reader.next();
    }
  }
  readBlock(reader, `'with' statement`, start);
}

function readParenthesizedItems(reader: Reader): true {
  reader.next();
  while (!reader.is(')')) {
    readExpression(reader);
    readWithTarget(reader);
    if (!reader.accept(',')) break;
  }
  reader.expect(')');
  if (!reader.is(':')) reader.fail();
  return true;
}

function readWithTarget(reader: Reader): void {
  if (!reader.accept('as')) return;
  const target = reader.is('*') ? readStarExpressions(reader) : readExpression(reader);
  checkTarget(reader, target, 'store');
}

function readDef(reader: Reader): void {
  const { start } = reader.next();
  reader.name();
  readTypeParameters(reader);
  if (!reader.is('(')) reader.failOn("expected '('", reader.token);
  reader.next();
  readParameters(reader);
  reader.expect(')');
  if (reader.is('->')) {
    const { at } = reader;
    reader.next();
    if (reader.attempt(() => readExpression(reader)) === null) reader.at = at;
  }
  readBlock(reader, 'function definition', start, true);
}

function readClass(reader: Reader): void {
  const { start } = reader.next();
  reader.name();
  readTypeParameters(reader);
  if (reader.accept('(')) {
    readArguments(reader, false);
    reader.expect(')');
  }
  readBlock(reader, 'class definition', start);
}

function readDecorated(reader: Reader): void {
  while (reader.is('@')) {
    reader.next();
    readNamed(reader);
    if (!reader.isKind('newline')) reader.fail();
    reader.next();
  }
  if (!reader.is('def') && !reader.is('class') && !(reader.is('async') && reader.peek().text === 'def')) reader.fail();
  readStatement(reader);
}

/** `match` is a name too: it is a statement only where a subject and a colon follow. */
function readMatch(reader: Reader): void {
  const { at, token } = reader;
  const subject = reader.attempt(() => {
    reader.next();
    if (!reader.is('*') && !startsExpression(reader)) reader.fail();
    return readSubject(reader);
  });
  if (subject !== null && reader.is(':') && reader.peek().kind === 'newline') {
    reader.next();
    reader.next();
    if (!reader.isKind('indent')) reader.failIndentation(`expected an indented block after 'match' statement on line ${reader.lineOf(token.start)}`);
    reader.next();
    readCases(reader);
    return;
  }
  const wantsColon = subject !== null && reader.isKind('newline') ? reader.token : null;
  reader.at = at;
  if (wantsColon !== null && reader.attempt(() => (readSimpleStatements(reader), true)) === null) reader.failOn("expected ':'", wantsColon);
  if (wantsColon === null) readSimpleStatements(reader);
}

function readSubject(reader: Reader): true {
  if (!reader.is('*')) {
    readNamed(reader);
    if (!reader.is(',')) return true;
    reader.next();
    if (!startsExpression(reader) && !reader.is('*')) return true;
  }
  readStarExpressions(reader);
  return true;
}
