/** Imports, `global` and `nonlocal` of the grammar check. */
import { readExpression } from './expressions';
import type { Reader } from './reader';

export function checkGlobalNames(reader: Reader): void {
  reader.next();
  do reader.name();
  while (reader.accept(','));
}

export function readAliases(reader: Reader): void {
  if (reader.is('import')) readImport(reader);
  else readFrom(reader);
}

function readImport(reader: Reader): void {
  const start = reader.next();
  failWithoutNames(reader);
  do {
    readDotted(reader);
    readAsName(reader);
  } while (reader.accept(','));
  if (reader.is('from')) {
    reader.next();
    if (reader.attempt(() => readDotted(reader)) !== null) {
      reader.failOn("Did you mean to use 'from ... import ...' instead?", { start: start.start, end: reader.previous.end });
    }
    reader.at--;
  }
}

function failWithoutNames(reader: Reader): void {
  if (reader.isKind('newline')) reader.failOn("Expected one or more names after 'import'", { start: reader.token.start, end: reader.token.start });
}

function readDotted(reader: Reader): true {
  reader.name();
  while (reader.accept('.')) reader.name();
  return true;
}

function readAsName(reader: Reader): void {
  if (!reader.accept('as')) return;
  const after = reader.peek();
  if (reader.isName() && (after.text === ',' || after.text === ')' || after.text === ';' || after.kind === 'newline')) {
    reader.next();
    return;
  }
  const { at } = reader;
  const target = reader.attempt(() => readExpression(reader));
  if (target === null || target.name === 'name') {
    if (target !== null) return;
    reader.at = at;
    reader.fail();
  }
  reader.failOn(`cannot use ${target.name} as import target`, target);
}

function readFrom(reader: Reader): void {
  reader.next();
  let dots = 0;
  const isFuture = reader.is('__future__');
  for (; reader.is('.') || reader.is('...'); dots++) reader.next();
  if (dots === 0 || !reader.is('import')) readDotted(reader);
  reader.expect('import');
  if (reader.is('*') && isFuture) reader.failOn('future feature * is not defined', reader.token);
  if (reader.accept('*')) return;
  const parenthesized = reader.accept('(');
  if (!parenthesized) failWithoutNames(reader);
  for (;;) {
    reader.name();
    readAsName(reader);
    if (!reader.is(',')) break;
    reader.next();
    if (parenthesized && reader.is(')')) break;
    if (!parenthesized && reader.isKind('newline')) reader.failOn('trailing comma not allowed without surrounding parentheses', reader.token);
  }
  if (parenthesized) reader.expect(')');
}
