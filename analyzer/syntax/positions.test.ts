import { expect, test } from 'vitest';
import { LineIndex } from './positions';
import { seeded } from './testing/random-edits';

test('lines end at \\n, \\r\\n and \\r, and at nothing else', () => {
  const lines = new LineIndex('a\nb\r\nc\rd\fe\u2028f\vg');
  expect(lines.starts).toEqual([0, 2, 5, 7]);
  expect([0, 1, 2, 3].map((line) => lines.lineText(line))).toEqual(['a', 'b', 'c', 'd\fe\u2028f\vg']);
});

test('an empty text has one line', () => {
  const lines = new LineIndex('');
  expect(lines.position(0)).toEqual({ line: 0, column: 0 });
  expect(lines.offset({ line: 5, column: 5 })).toBe(0);
  expect(lines.display(0)).toEqual({ line: 1, column: 1 });
});

test('a final line end opens an empty line', () => {
  expect(new LineIndex('a\n').position(2)).toEqual({ line: 1, column: 0 });
});

test('editor columns count UTF-16 units, display columns code points', () => {
  const lines = new LineIndex('é😀x\n\ud83dy');
  expect(lines.position(3)).toEqual({ line: 0, column: 3 });
  expect(lines.display(3)).toEqual({ line: 1, column: 3 });
  expect(lines.display(6)).toEqual({ line: 2, column: 2 });
  expect(lines.fromDisplay({ line: 1, column: 3 })).toBe(3);
});

test('a byte order mark has no display column', () => {
  const lines = new LineIndex('\ufeffx = 1');
  expect(lines.display(1)).toEqual({ line: 1, column: 1 });
  expect(lines.position(1)).toEqual({ line: 0, column: 1 });
  expect(lines.fromDisplay({ line: 1, column: 1 })).toBe(1);
});

test('a column beyond the line means its end', () => {
  const lines = new LineIndex('ab\r\ncd');
  expect(lines.offset({ line: 0, column: 99 })).toBe(2);
  expect(lines.offset({ line: 1, column: 99 })).toBe(6);
  expect(lines.fromDisplay({ line: 1, column: 99 })).toBe(2);
});

test('conversions are inverses on every offset between characters', () => {
  const random = seeded(7);
  const alphabet = ['a', '😀', 'é', '\n', '\r\n', '\r', '\ud800', '\t', '\f'];
  const text = Array.from({ length: 400 }, () => alphabet[Math.floor(random() * alphabet.length)]!).join('');
  const lines = new LineIndex(text);
  for (let offset = 0; offset <= text.length; offset++) {
    const low = text.charCodeAt(offset) >= 0xdc00 && text.charCodeAt(offset) <= 0xdfff;
    if (low || (text[offset] === '\n' && text[offset - 1] === '\r')) continue; // Inside a pair or a line end.
    expect(lines.offset(lines.position(offset))).toBe(offset);
    expect(lines.fromDisplay(lines.display(offset))).toBe(offset);
  }
});

test('a million columns on one line, asked in order, stay linear', () => {
  const lines = new LineIndex('😀'.repeat(200_000));
  const started = performance.now();
  let last = 0;
  for (let offset = 0; offset <= 400_000; offset += 20) last = lines.display(offset).column;
  expect(last).toBe(200_001);
  expect(performance.now() - started).toBeLessThan(2000);
});
