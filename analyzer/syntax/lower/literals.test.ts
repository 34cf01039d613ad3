import { expect, test } from 'vitest';
import { characterNamed } from './character-names';
import { decodeBytes, decodeText } from './escapes';
import { decodeNumber } from './numbers';

const plain = { raw: false, bytes: false, braces: false } as const;

test.each<[string, ReturnType<typeof decodeNumber>]>([
  ['0', { type: 'int', value: 0n }],
  ['00_0', { type: 'int', value: 0n }],
  ['1_000', { type: 'int', value: 1000n }],
  ['0XfF', { type: 'int', value: 255n }],
  ['0o1_7', { type: 'int', value: 15n }],
  ['0B1_01', { type: 'int', value: 5n }],
  ['18446744073709551617', { type: 'int', value: 18446744073709551617n }],
  ['1e3', { type: 'float', value: 1000 }],
  ['1_0.2_5e-0_1', { type: 'float', value: 1.025 }],
  ['.5', { type: 'float', value: 0.5 }],
  ['5.', { type: 'float', value: 5 }],
  ['09.5', { type: 'float', value: 9.5 }],
  ['1e999', { type: 'float', value: Infinity }],
  ['9007199254740993.', { type: 'float', value: 9007199254740992 }],
  ['07j', { type: 'complex', imag: 7 }],
  ['1.5e3J', { type: 'complex', imag: 1500 }],
])('number %s', (text, value) => {
  expect(decodeNumber(text)).toEqual(value);
});

test.each(['012', '1__0', '1_', '0x', '1L', '0_7', '1_.5', '1._5'])('no number: %s', (text) => {
  expect(typeof decodeNumber(text)).toBe('string');
});

test('numbers of 4,300 digits and no more; hexadecimal without limit', () => {
  expect(decodeNumber('1'.repeat(4300))).toMatchObject({ type: 'int' });
  expect(typeof decodeNumber('1'.repeat(4301))).toBe('string');
  expect(decodeNumber(`0x${'f'.repeat(100_000)}`)).toMatchObject({ type: 'int' });
});

test.each([
  ['\\n\\t\\\\\\\'\\"', '\n\t\\\'"'],
  ['\\a\\b\\f\\v\\r', '\x07\b\f\v\r'],
  ['\\0\\12\\101\\777', '\0\nA\u01ff'],
  ['\\x41\\u00e9\\U0001F600', 'Aé😀'],
  ['\\N{EURO SIGN}\\N{greek small letter final sigma}', '€ς'],
  ['\\q\\8\\{', '\\q\\8\\{'],
  ['a\\\nb\\\r\nc\rd\r\ne', 'abc\nd\ne'],
  ['\\', '\\'],
])('escapes %s', (body, value) => {
  expect(decodeText(body, plain)).toEqual({ value, problems: [] });
});

test('raw text and braces', () => {
  expect(decodeText('\\n\r\n', { ...plain, raw: true }).value).toBe('\\n\n');
  expect(decodeText('{{\\n}}', { ...plain, braces: true }).value).toBe('{\n}');
  expect(decodeText('{{}}', plain).value).toBe('{{}}');
});

test.each([['\\x4'], ['\\u12'], ['\\U00110000'], ['\\N'], ['\\N{']])('malformed %s is an error', (body) => {
  expect(decodeText(body, plain).problems).toMatchObject([{ at: 0, reason: 'error' }]);
});

test('a name we do not know, and two surrogates, are gaps', () => {
  expect(decodeText('ab\\N{NO SUCH THING}', plain).problems).toMatchObject([{ at: 2, reason: 'gap' }]);
  expect(decodeText('\\ud83d\\ude00', plain).problems).toMatchObject([{ reason: 'gap' }]);
  expect(decodeText('\\ud83dx\\ude00', plain).problems).toEqual([]);
});

test('bytes', () => {
  expect([...decodeBytes('\\xff\\0\\777\\u0041', false).value]).toEqual([0xff, 0, 0xff, 0x5c, 0x75, 0x30, 0x30, 0x34, 0x31]);
  expect([...decodeBytes('\\n', true).value]).toEqual([0x5c, 0x6e]);
  expect(decodeBytes('é', false).problems).toMatchObject([{ reason: 'error' }]);
});

test.each([
  ['LATIN CAPITAL LETTER A WITH RING ABOVE', 'Å'],
  ['LATIN SMALL LETTER O WITH HORN', 'ơ'],
  ['GREEK SMALL LETTER LAMDA', 'λ'],
  ['CYRILLIC CAPITAL LETTER SHORT I', 'Й'],
  ['CJK UNIFIED IDEOGRAPH-4E2D', '中'],
  ['ZERO WIDTH JOINER', '\u200d'],
])('%s', (name, char) => {
  expect(characterNamed(name)).toBe(char);
});

test.each(['LATIN SMALL LETTER Q WITH ACUTE', 'CJK UNIFIED IDEOGRAPH-0041', 'LATIN SMALL LETTER', '__PROTO__', 'CONSTRUCTOR'])(
  'no character: %s',
  (name) => {
    expect(characterNamed(name)).toBeNull();
  },
);
