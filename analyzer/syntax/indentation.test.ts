import { beforeAll, describe, expect, it } from 'vitest';
import { indentationAt } from './indentation';
import { loadSyntax, parseModule, updateModule } from './module';

beforeAll(async () => {
  await loadSyntax();
});

const errorsIn = (text: string): string[] =>
  parseModule(text).module.errors.map(({ start, message }) => `${parseModule(text).lines.display(start).line} ${message}`);

describe('a statement that is indented more than those before it in its block', () => {
  it.each([
    ['x = 1\n    y = 2\n', ['2 unexpected indent']],
    ['def f():\n    x = 1\n        y = 2\n    z = 3\n', ['3 unexpected indent']],
    ['class C:\n    x = 1\n      def m(self): pass\n', ['3 unexpected indent']],
    ['class C:\n    x = 1\n    @property\n    def m(self):\n        return 1\n          \n        y = 2\n', []],
    ['if a:\n\tx = 1\n        y = 2\n', []],
    ['x = 1; y = 2\nif a: x = 1; y = 2\n', []],
    ['x = 1; \\\n    y = 2\n', []],
    ['\ufeffx = 1\ny = 2\n', []],
    ['if a:\n    x = (1 +\n  2)\n    y = 3\n', []],
    ['match a:\n    case 1:\n        x = 1\n    case 2:\n            x = 2\n', []],
    ['def f():\n    """Text."""\n\f\n    return 1\n', []],
  ])('of %j is refused as Python does', (text, expected) => {
    expect(errorsIn(text)).toEqual(expected);
    // As an edit comes to it.
    const edited = updateModule(parseModule(`${text.slice(0, -2)}\n`), text);
    expect(edited.module.errors).toEqual(parseModule(text).module.errors);
  });
});

it('widths are CPython’s: a tab goes on to the next multiple of eight, a form feed starts over', () => {
  expect(['\tx', '   \tx', '  \f x', 'a\n  x', 'a x', 'a\\\n  x'].map((text) => indentationAt(text, text.length - 1))).toEqual([
    8,
    8,
    1,
    2,
    null,
    null,
  ]);
});
