/** Simple statements of the grammar check. */
import { checkGlobalNames, readAliases } from './imports';
import { readAssigned, readExpression, readStarExpressions, startsExpression, suggestsComparison, readBitwise } from './expressions';
import { readTypeParameters } from './parameters';
import { KEYWORDS, type Reader, type Shape } from './reader';
import { checkTarget, invalidTarget, isSingleTarget } from './targets';

const AUGMENTED: ReadonlySet<string> = new Set(['+=', '-=', '*=', '/=', '//=', '%=', '@=', '&=', '|=', '^=', '>>=', '<<=', '**=']);
const LEGACY: ReadonlySet<string> = new Set(['print', 'exec']);

/** Statements up to the end of the line. */
export function readSimpleStatements(reader: Reader): void {
  do {
    if (reader.isKind('newline')) break;
    readSimpleStatement(reader);
  } while (reader.accept(';'));
  if (!reader.isKind('newline')) reader.fail();
  reader.next();
}

function readSimpleStatement(reader: Reader): void {
  const { token } = reader;
  if (token.kind === 'name') {
    switch (token.text) {
      case 'pass':
      case 'break':
      case 'continue':
        reader.next();
        return;
      case 'return':
        reader.next();
        if (reader.is('*') || startsExpression(reader)) readStarExpressions(reader);
        return;
      case 'raise':
        return readRaise(reader);
      case 'global':
      case 'nonlocal':
        return checkGlobalNames(reader);
      case 'del':
        return readDelete(reader);
      case 'assert':
        return readAssert(reader);
      case 'import':
      case 'from':
        return readAliases(reader);
      case 'type':
        if (reader.peek().kind === 'name' && !KEYWORDS.has(reader.peek().text)) return readTypeAlias(reader);
        break;
      default:
    }
  }
  readExpressionStatement(reader);
}

function readTypeAlias(reader: Reader): void {
  reader.next();
  reader.name();
  readTypeParameters(reader);
  reader.expect('=');
  readExpression(reader);
}

function readRaise(reader: Reader): void {
  reader.next();
  if (!startsExpression(reader)) return;
  readExpression(reader);
  if (reader.accept('from')) readExpression(reader);
}

function readDelete(reader: Reader): void {
  reader.next();
  const targets = readStarExpressions(reader);
  if (reader.isKind('newline') || reader.is(';') || invalidTarget(targets, 'del') !== null) checkTarget(reader, targets, 'del');
}

function readAssert(reader: Reader): void {
  reader.next();
  readExpression(reader);
  if (reader.accept(',')) readExpression(reader);
}

/** An expression, an assignment, an augmented or an annotated one. */
function readExpressionStatement(reader: Reader): void {
  const { token } = reader;
  if (reader.is('yield')) {
    const value = readAssigned(reader);
    if (reader.is('=')) reader.failOn('assignment to yield expression not possible', value);
    return;
  }
  const first = readAssigned(reader);
  if (reader.is('=')) readAssignment(reader, first);
  else if (reader.is(':') && reader.isKind('op')) readAnnotated(reader, first);
  else if (reader.isKind('op') && reader.isAny(AUGMENTED)) readAugmented(reader, first);
  else if (LEGACY.has(token.text) && token.kind === 'name' && first.name === 'name' && startsExpression(reader)) failLegacy(reader, token);
}

/** `print x`, as in Python 2. */
function failLegacy(reader: Reader, token: { readonly text: string; readonly start: number }): void {
  const { at } = reader;
  const value = reader.attempt(() => readStarExpressions(reader));
  if (value !== null) {
    reader.failOn(`Missing parentheses in call to '${token.text}'. Did you mean ${token.text}(...)?`, { start: token.start, end: value.end });
  }
  reader.at = at;
}

function readAssignment(reader: Reader, first: Shape): void {
  let target = first;
  for (let count = 0; reader.accept('='); count++) {
    if (target.name === 'starred' && invalidTarget(target, 'store') === null) reader.failOn('starred assignment target must be in a list or tuple', target);
    const invalid = target.name === 'yield expression' ? target : invalidTarget(target, 'store');
    if (invalid !== null) failTarget(reader, target, invalid, count === 0);
    target = readAssigned(reader);
  }
}

function failTarget(reader: Reader, target: Shape, invalid: Shape, isFirst: boolean): never {
  if (target.name === 'yield expression') reader.failOn('assignment to yield expression not possible', target);
  // Of `a, f() = x` it is the last part that looks like one side of a comparison.
  const side = target.name === 'tuple' && target.level === 2 ? target.parts![target.parts!.length - 1]! : target;
  if (isFirst && suggestsComparison(side) && (side === target || side === invalid)) {
    const right = reader.attempt(() => readBitwise(reader));
    if (right !== null && !reader.is('=') && !reader.is(':=')) {
      reader.failOn(`cannot assign to ${side.name} here. Maybe you meant '==' instead of '='?`, side);
    }
  }
  return reader.failOn(`cannot assign to ${invalid.name}`, invalid);
}

function readAnnotated(reader: Reader, target: Shape): void {
  if (!isSingleTarget(target)) {
    const { at } = reader;
    reader.next();
    const annotation = reader.attempt(() => readExpression(reader));
    if (annotation === null) {
      reader.at = at;
      reader.fail();
    }
    if (target.name === 'tuple' && target.level === 2) reader.failOn('only single target (not tuple) can be annotated', target.parts![0]!);
    if (target.name === 'tuple' || target.name === 'list') reader.failOn(`only single target (not ${target.name}) can be annotated`, target);
    reader.failOn('illegal target for annotation', target);
  }
  reader.next();
  readExpression(reader);
  if (reader.accept('=')) readAssigned(reader);
}

function readAugmented(reader: Reader, target: Shape): void {
  const { at } = reader;
  reader.next();
  const value = isSingleTarget(target) ? readAssigned(reader) : reader.attempt(() => readAssigned(reader));
  if (isSingleTarget(target)) return;
  if (value === null) {
    reader.at = at + 1;
    reader.fail();
  }
  reader.failOn(`'${target.name}' is an illegal expression for augmented assignment`, target);
}
