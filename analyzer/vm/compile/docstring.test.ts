import { expect, test } from 'vitest';
import { cleanDocstring } from './docstring';

test.each([
  ['One line.', 'One line.'],
  ['  Leading.', 'Leading.'],
  ['First.\n\n    Second.\n      Third.\n    ', 'First.\n\nSecond.\n  Third.\n'],
  ['First.\n    \n  x', 'First.\n  \nx'],
  ['\ta\n\tb\n\t  c', 'a\nb\n  c'],
  ['\n\n', '\n\n'],
  ['', ''],
])('%j', (text, cleaned) => {
  expect(cleanDocstring(text)).toBe(cleaned);
});
