import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadSyntax, parseModule } from '../../syntax';
import { compileModule } from './compile';

type Recorded = readonly [type: string, message: string, line: number, column: number, endLine: number, endColumn: number];

const RECORDED = JSON.parse(readFileSync(join(__dirname, '../../../fixtures/vm/compile/errors.json'), 'utf8')) as readonly (readonly [string, Recorded | null])[];

/** Where our wording differs from CPython's, and why. */
const DIFFERENT: ReadonlyMap<string, string> = new Map([
  ["x = '\\N{nothing}'", 'the table of character names is a part of Unicode: the message says that, and points at the escape'],
  ["x = {'a': 1, 'b' 2}", 'a comma is suggested, not a colon'],
]);

beforeAll(async () => {
  await loadSyntax();
});

function errorOf(text: string): Recorded | null {
  const result = compileModule(parseModule(text), { filename: 'f.py' });
  if (result.ok) return null;
  const { type, message, line, column, endLine, endColumn } = result.error;
  return [type, message, line, column, endLine, endColumn];
}

describe('says what CPython 3.14 says', () => {
  test.each(RECORDED.filter(([source]) => !DIFFERENT.has(source)).map(([source, error]) => ({ source, error })))('$source', ({ source, error }) => {
    expect(errorOf(source)).toEqual(error);
  });

  test.each([...DIFFERENT.keys()])('refuses, in its own words: %s', (source) => {
    expect(errorOf(source)?.[0]).toBe('SyntaxError');
    expect(RECORDED.some(([recorded]) => recorded === source)).toBe(true);
  });
});

test('an error carries the text of its line', () => {
  const result = compileModule(parseModule('x = 1\nyield x  # here\n'), { filename: 'f.py' });
  expect(result).toEqual({
    ok: false,
    error: { type: 'SyntaxError', message: "'yield' outside function", line: 2, column: 1, endLine: 2, endColumn: 8, text: 'yield x  # here' },
  });
});

test('columns count code points', () => {
  expect(errorOf("'😀'; return")).toEqual(['SyntaxError', "'return' outside function", 1, 6, 1, 12]);
});

const nested = (depth: number, header: string): string =>
  `${Array.from({ length: depth }, (_, level) => `${' '.repeat(level)}${header}:\n`).join('')}${' '.repeat(depth)}pass\n`;

describe('limits', () => {
  test('21 nested blocks are enough', () => {
    expect(errorOf(nested(21, 'for i in x'))).toBeNull();
    expect(errorOf(nested(99, 'if x'))).toBeNull();
    expect(errorOf(nested(22, 'while x'))).toEqual(['SyntaxError', 'too many statically nested blocks', 22, 22, 23, 27]);
    expect(errorOf(nested(22, 'with x'))).toEqual(['SyntaxError', 'too many statically nested blocks', 22, 27, 22, 28]);
  });

  test('99 levels of indentation are enough', () => {
    expect(errorOf(nested(100, 'if x'))).toEqual(['IndentationError', 'too many levels of indentation', 101, 1, 101, 0]);
  });
});
