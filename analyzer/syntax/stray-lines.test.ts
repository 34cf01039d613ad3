/** Lines at column 0 inside blocks. */
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSyntax, parseModule, updateModule } from './module';
import { maybeStray } from './stray-lines';

const CLASS = `class Table:
    def total(self, rows):
        found = 0
        for row in rows:
            found += row
        return found

    def first(self, rows):
        return rows[0]
`;

const at = (text: string, line: number): number => text.split('\n').slice(0, line).join('\n').length + 1;
const withKey = (line: number, key: string): string => CLASS.slice(0, at(CLASS, line)) + key + CLASS.slice(at(CLASS, line));

beforeAll(async () => {
  await loadSyntax();
});

describe('a stray line', () => {
  it.each([
    ['a key in the wrong column', 'x'],
    ['a statement of its own', 'x = 1\n'],
    ['a word that is being typed', 'prin\n'],
  ])('leaves the class around it whole: %s', (_, key) => {
    const { body, errors } = parseModule(withKey(5, key)).module;
    expect(body.map(({ stmt }) => stmt.kind)).toEqual(['ClassDef']);
    expect(errors.map(({ start, reason, message }) => [start, reason, message])).toEqual([
      [at(CLASS, 5), 'error', 'this line is not indented, but those around it are'],
    ]);
  });

  it('is none where a block may be opened, between the brackets of a call, in a string, and behind a block', () => {
    for (const text of [
      withKey(7, 'def second(self)\n'),
      'class A:\n    def f(self):\n        return g(\nx,\n            y)\n',
      'class A:\n    def f(self):\n        return """\nx\n            y"""\n',
      'class A:\n    def f(self):\n        return 1\nx = 1\n',
    ])
      expect(parseModule(text).module.errors.filter(({ message }) => message.startsWith('this line'))).toEqual([]);
  });

  it('gives after the keystroke, and when it is taken back, what a fresh parse gives', () => {
    for (const [line, key] of [
      [2, 'x'],
      [3, 'x'],
      [5, 'x = 1\n'],
      [8, 'ab cd'],
    ] as const) {
      const first = parseModule(CLASS);
      const edited = updateModule(first, withKey(line, key));
      const more = updateModule(edited, withKey(line, `${key}y`));
      const back = updateModule(more, CLASS);
      for (const [revision, text] of [
        [edited, withKey(line, key)],
        [more, withKey(line, `${key}y`)],
        [back, CLASS],
      ] as const)
        expect([revision.module.body, revision.module.errors]).toEqual([parseModule(text).module.body, parseModule(text).module.errors]);
      expect(back.module.pieces.map(({ stmt }) => stmt)).toEqual(first.module.pieces.map(({ stmt }) => stmt));
      expect(back.module.pieces[0]!.stmt).toBe(first.module.pieces[0]!.stmt);
      back.dispose();
    }
  });

  it('is looked for where lines around it are indented', () => {
    expect(maybeStray(withKey(5, 'x'), at(CLASS, 5) + 1)).toBe(true);
    expect(maybeStray(CLASS, at(CLASS, 5) + 10)).toBe(false);
    expect(maybeStray(CLASS, 3)).toBe(false);
  });
});
