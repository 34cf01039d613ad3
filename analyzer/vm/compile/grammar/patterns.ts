/** Case blocks and patterns of the grammar check. */
import { readBlock } from './compound';
import { readExpression, readNamed } from './expressions';
import { KEYWORDS, type Reader } from './reader';
import { readStrings } from './strings';

/** Case blocks up to the dedent that ends the match statement. */
export function readCases(reader: Reader): void {
  do {
    const { token } = reader;
    if (token.kind !== 'name' || token.text !== 'case') reader.fail();
    reader.next();
    readOpenSequence(reader);
    if (reader.accept('if')) readNamed(reader);
    readBlock(reader, `'case' statement`, token.start);
  } while (!reader.isKind('dedent') && !reader.isKind('end'));
  if (reader.isKind('dedent')) reader.next();
}

function readOpenSequence(reader: Reader): void {
  readMaybeStar(reader);
  while (reader.accept(',')) {
    if (reader.is(':') || reader.is('if')) return;
    readMaybeStar(reader);
  }
}

function readMaybeStar(reader: Reader): void {
  if (reader.accept('*')) reader.name();
  else readPattern(reader);
}

/** `a | b as c`. */
function readPattern(reader: Reader): void {
  reader.nested(() => {
    do readClosed(reader);
    while (reader.accept('|'));
    if (!reader.accept('as')) return;
    const { token } = reader;
    if (token.text === '_' && token.kind === 'name') reader.failOn("cannot use '_' as a target", token);
    // A name ends here: behind it may stand the `if` of a guard, which is no conditional expression.
    if (reader.isName() && !['.', '(', '[', '='].includes(reader.peek().text)) {
      reader.next();
      return;
    }
    const target = readExpression(reader);
    if (target.name !== 'name') reader.failOn(`cannot use ${target.name} as pattern target`, target);
  });
}

function readClosed(reader: Reader): void {
  const { token } = reader;
  if (token.kind === 'string' || token.kind === 'fstart') {
    if (token.kind === 'fstart') reader.failOn('patterns may only match literals and attribute lookups', token);
    readStrings(reader);
  } else if (token.kind === 'number' || reader.is('-')) {
    readNumber(reader);
  } else if (token.kind === 'name') {
    readNamePattern(reader);
  } else if (reader.is('(') || reader.is('[')) {
    const closer = reader.next().text === '(' ? ')' : ']';
    readItems(reader, closer, () => readMaybeStar(reader));
  } else if (reader.is('{')) {
    readMapping(reader);
  } else {
    reader.fail();
  }
}

function readItems(reader: Reader, closer: string, readOne: () => void): void {
  while (!reader.is(closer)) {
    readOne();
    if (!reader.accept(',')) break;
  }
  reader.expect(closer);
}

/** `-1`, `1 + 2j`. */
function readNumber(reader: Reader): void {
  reader.accept('-');
  if (!reader.isKind('number')) reader.fail();
  const real = reader.next();
  if (!reader.is('+') && !reader.is('-')) return;
  if (/[jJ]$/.test(real.text)) reader.failOn('real number required in complex literal', real);
  reader.next();
  const { token } = reader;
  if (token.kind !== 'number') reader.fail();
  if (!/[jJ]$/.test(token.text)) reader.failOn('imaginary number required in complex literal', token);
  reader.next();
}

function readNamePattern(reader: Reader): void {
  const { token } = reader;
  if (['None', 'True', 'False'].includes(token.text)) {
    reader.next();
    return;
  }
  if (KEYWORDS.has(token.text)) reader.fail();
  reader.next();
  while (reader.accept('.')) reader.name();
  if (!reader.accept('(')) return;
  let firstPositional: { start: number; end: number } | null = null;
  let seenKeyword = false;
  readItems(reader, ')', () => {
    const start = reader.token.start;
    if (reader.isName() && reader.peek().text === '=') {
      reader.next();
      reader.next();
      seenKeyword = true;
      readPattern(reader);
      return;
    }
    readPattern(reader);
    if (seenKeyword) firstPositional = { start: firstPositional?.start ?? start, end: reader.previous.end };
  });
  if (firstPositional !== null) reader.failOn('positional patterns follow keyword patterns', firstPositional);
}

function readMapping(reader: Reader): void {
  reader.next();
  readItems(reader, '}', () => {
    if (reader.accept('**')) {
      reader.name();
      reader.accept(',');
      if (!reader.is('}')) reader.fail();
      return;
    }
    if (reader.isKind('number') || reader.is('-')) readNumber(reader);
    else if (reader.isKind('string')) readStrings(reader);
    else if (reader.isKind('name')) {
      const { token } = reader;
      reader.next();
      if (!['None', 'True', 'False'].includes(token.text)) {
        if (KEYWORDS.has(token.text) || !reader.is('.')) reader.fail();
        while (reader.accept('.')) reader.name();
      }
    } else reader.fail();
    reader.expect(':');
    readPattern(reader);
  });
}
