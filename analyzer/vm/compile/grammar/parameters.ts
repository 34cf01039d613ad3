/** Parameters of functions and lambdas, with the messages of `invalid_parameters` and `invalid_star_etc`. */
import { readExpression, readStarExpression, startsExpression } from './expressions';
import type { Reader } from './reader';

/** Parameters of `def`; the closing parenthesis is left. */
export function readParameters(reader: Reader): void {
  readList(reader, ')', true);
}

/** Parameters of `lambda`; the colon is left. */
export function readLambdaParameters(reader: Reader): void {
  readList(reader, ':', false);
}

function readList(reader: Reader, closer: string, annotated: boolean): void {
  let seenDefault = false;
  let seenSlash = false;
  let seenStar = false;
  let any = false;
  while (!reader.is(closer)) {
    const { token } = reader;
    if (reader.is('/')) {
      if (!any) reader.failOn('at least one argument must precede /', token);
      if (seenSlash) reader.failOn('/ may appear only once', token);
      if (seenStar) reader.failOn('/ must be ahead of *', token);
      reader.next();
      seenSlash = true;
      if (reader.is('*')) reader.failOn('expected comma between / and *', reader.token);
    } else if (reader.is('*')) {
      if (seenStar) reader.failOn('* argument may appear only once', token);
      readStar(reader, closer, annotated);
      seenStar = true;
    } else if (reader.is('**')) {
      readDoubleStar(reader, closer, annotated);
      return;
    } else if (reader.is('(')) {
      failParenthesized(reader, annotated);
    } else {
      const name = reader.name();
      if (annotated && reader.accept(':')) readExpression(reader);
      const equals = reader.token;
      if (reader.accept('=')) {
        if (reader.is(closer) || reader.is(',')) reader.failOn('expected default value expression', equals);
        readExpression(reader);
        if (!seenStar) seenDefault = true;
      } else if (seenDefault && !seenStar) {
        reader.failOn('parameter without a default follows parameter with a default', name);
      }
    }
    any = true;
    if (!reader.accept(',')) return;
  }
}

function readStar(reader: Reader, closer: string, annotated: boolean): void {
  const star = reader.next();
  // CPython points at the star in `def`, and at the token it stopped at in `lambda`.
  if (reader.is(closer)) reader.failOn('named arguments must follow bare *', annotated ? star : reader.token);
  if (reader.is(',')) {
    const next = reader.peek();
    if (next.text === closer || next.text === '**') reader.failOn('named arguments must follow bare *', annotated ? star : next);
    return;
  }
  reader.name();
  if (annotated && reader.accept(':')) readStarExpression(reader);
  if (reader.is('=')) reader.failOn('var-positional argument cannot have default value', reader.token);
}

function readDoubleStar(reader: Reader, closer: string, annotated: boolean): void {
  reader.next();
  reader.name();
  if (annotated && reader.accept(':')) readExpression(reader);
  if (reader.is('=')) reader.failOn('var-keyword argument cannot have default value', reader.token);
  if (reader.accept(',') && !reader.is(closer)) {
    if (reader.isName() || reader.is('*') || reader.is('**') || reader.is('/')) reader.failOn('arguments cannot follow var-keyword argument', reader.token);
  }
}

function failParenthesized(reader: Reader, annotated: boolean): never {
  const { start } = reader.next();
  while (reader.isName() || reader.is(',')) reader.next();
  if (!reader.is(')')) reader.fail();
  const what = annotated ? 'Function parameters' : 'Lambda expression parameters';
  return reader.failOn(`${what} cannot be parenthesized`, { start, end: reader.token.end });
}

/** `[T: bound = default, *Ts, **P]`, from the opening bracket on. */
export function readTypeParameters(reader: Reader): void {
  if (!reader.is('[')) return;
  reader.next();
  if (reader.is(']')) reader.failOn('Type parameter list cannot be empty', { start: reader.token.start, end: reader.token.start });
  let seenDefault = false;
  while (!reader.is(']')) {
    const star = reader.is('*') || reader.is('**') ? reader.next().text : '';
    const name = reader.name();
    if (reader.is(':')) readBound(reader, star);
    if (reader.accept('=')) {
      if (star === '*') readStarExpression(reader);
      else readExpression(reader);
      seenDefault = true;
    } else if (seenDefault) {
      reader.failOn(`non-default type parameter '${name.text}' follows default type parameter`, name);
    }
    if (!reader.accept(',')) break;
  }
  reader.expect(']');
}

function readBound(reader: Reader, star: string): void {
  const colon = reader.next();
  if (!startsExpression(reader) && !reader.is('lambda')) reader.fail();
  const bound = readExpression(reader);
  if (star === '') return;
  const what = bound.name === 'tuple' ? 'constraints' : 'bound';
  reader.failOn(`cannot use ${what} with ${star === '*' ? 'TypeVarTuple' : 'ParamSpec'}`, { start: colon.start, end: bound.end });
}
