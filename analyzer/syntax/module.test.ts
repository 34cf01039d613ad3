/** Parsing whole files: fresh, after edits, and texts that are not Python. */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe as group, expect, test } from 'vitest';
import type { AnyNode } from './ast';
import { editBetween, loadSyntax, parseModule, settleModule, updateModule } from './module';
import type { ParsedModule } from './module';
import { createParser } from './parser';
import type { PythonParser } from './parser';
import { DEEP_INPUTS } from './testing/deep-inputs';
import { describe } from './testing/describe';
import { randomEdit, seeded } from './testing/random-edits';
import { STRANGE_TEXTS } from './testing/strange-texts';
import { descendants } from './walk';

const fixtures = new URL('../../fixtures/syntax/', import.meta.url);
const names = readdirSync(fixtures).filter((name) => name.endsWith('.py'));
const source = (name: string): string => readFileSync(new URL(name, fixtures), 'utf8');
const parsers: PythonParser[] = [];

beforeAll(async () => {
  parsers.push(await loadSyntax());
  if (parsers[0]!.engine === 'native') parsers.push(await createParser({ engine: 'wasm' }));
});

/** Everything a module says, for comparison. */
function contents(parsed: ParsedModule): unknown {
  const { body, errors, comments } = parsed.module;
  return { tree: describe(parsed.module), bases: body.map(({ base }) => base), errors, comments };
}

function firstKind(text: string): AnyNode['kind'] | undefined {
  return parseModule(text).module.body[0]?.stmt.kind;
}

group('updates', () => {
  test('an edit inside one statement leaves the others as they are', () => {
    const text = 'a = 1\n\ndef f():\n    return a\n\nb = 2  # two\nc = 3\n';
    const before = parseModule(text);
    const after = updateModule(before, text.replace('return a', 'return a + 100'));
    const shared = after.module.body.map(({ stmt }, index) => stmt === before.module.body[index]!.stmt);
    expect(shared).toEqual([true, false, true, true]);
    expect(after.module.body.map(({ base }) => base)).toEqual([0, 7, 36, 49]);
    expect(after.module.comments).toEqual([{ start: 43, end: 48, text: '# two' }]);
    expect(contents(after)).toEqual(contents(parseModule(after.text)));
  });

  const shop =
    '@final\nclass Shop(Base):\n    """Sells."""\n\n    def buy(self):\n        return 1\n\n    def sell(self):  # dear\n        return 2\n';
  const kinds = ({ module }: ParsedModule): unknown[] => module.pieces.map(({ stmt, within }) => [stmt.kind, within === null]);

  test('a class is shared in pieces: its header and each statement of its body', () => {
    const before = parseModule(`a = 1\n${shop}`);
    const after = updateModule(before, before.text.replace('return 1', 'return 100'));
    expect(kinds(after)).toEqual([
      ['Assign', true],
      ['ClassDef', true],
      ['ExprStmt', false],
      ['FunctionDef', false],
      ['FunctionDef', false],
    ]);
    const shared = after.module.pieces.map(({ stmt }, index) => stmt === before.module.pieces[index]!.stmt);
    expect(shared).toEqual([true, true, true, false, true]);
    expect(contents(after)).toEqual(contents(parseModule(after.text)));
    const further = updateModule(after, after.text.replace('a = 1', 'a = 2'));
    expect(further.module.body[1]!.stmt).toBe(after.module.body[1]!.stmt);
  });

  test('a word at column 0 leaves the methods as they are, before it and after it', () => {
    const before = parseModule(shop);
    const after = updateModule(before, shop.replace('        return 1', 'x        return 1'));
    expect(after.module.errors.length).toBeGreaterThan(0);
    const old = new Set(before.module.pieces.map(({ stmt }) => stmt));
    expect(after.module.pieces.filter(({ stmt }) => old.has(stmt)).map(({ stmt }) => stmt.kind)).toEqual([
      'ClassDef',
      'ExprStmt',
      'FunctionDef',
    ]);
    const undone = updateModule(after, shop);
    expect(kinds(undone)).toEqual(kinds(before));
    expect(undone.module.pieces[1]!.stmt).toBe(before.module.pieces[1]!.stmt);
    expect(contents(undone)).toEqual(contents(before));
  });

  test('the previous revision stays valid, and can be updated twice', () => {
    const before = parseModule('a = 1\nb = 2\n');
    const seen = contents(before);
    const left = updateModule(before, 'a = 10\nb = 2\n');
    const right = updateModule(before, 'a = 1\nb = 20\n');
    expect(contents(before)).toEqual(seen);
    expect(contents(left)).toEqual(contents(parseModule('a = 10\nb = 2\n')));
    expect(contents(right)).toEqual(contents(parseModule('a = 1\nb = 20\n')));
  });

  test('the same text is the same revision', () => {
    const parsed = parseModule('a = 1\n');
    expect(updateModule(parsed, 'a = 1\n')).toBe(parsed);
  });

  test('only broken revisions are provisional, and settling keeps whole statements', () => {
    const valid = updateModule(parseModule('a = 1\nb = 2\n'), 'a = 1\nb = 23\n');
    expect(valid.provisional).toBe(false);
    expect(settleModule(valid)).toBe(valid);
    const broken = updateModule(valid, 'a = 1\nb = (\n');
    expect(broken.provisional).toBe(true);
    const settled = settleModule(broken);
    expect(settled.provisional).toBe(false);
    expect(settled.module.body[0]!.stmt).toBe(valid.module.body[0]!.stmt);
    expect(contents(settled)).toEqual(contents(parseModule('a = 1\nb = (\n')));
  });

  test('editBetween finds the smallest edit', () => {
    expect(editBetween('abcd', 'abXcd')).toEqual({ start: 2, oldEnd: 2, newEnd: 3 });
    expect(editBetween('aaa', 'aa')).toEqual({ start: 2, oldEnd: 3, newEnd: 2 });
    expect(editBetween('a', 'a')).toEqual({ start: 1, oldEnd: 1, newEnd: 1 });
  });

  test.each(Array.from({ length: Number(process.env['JITLENS_SEEDS'] ?? 4) }, (_, index) => index + 1))(
    'random edits give what a fresh parse gives (seed %i)',
    (seed) => {
      const random = seeded(seed);
      const original = source(names[seed % names.length]!);
      for (const parser of parsers) {
        let parsed = parseModule(original, parser);
        let broken = 0;
        let reused = 0;
        for (let step = 0; step < 20; step++) {
          const next = random() < 0.3 ? original : randomEdit(parsed.text, random);
          parsed = updateModule(parsed, next);
          reused += parsed.reused;
          if (parsed.module.errors.length > 0) broken++;
          parsed = settleModule(parsed);
          expect(contents(parsed)).toEqual(contents(parseModule(next, parser)));
        }
        expect(broken).toBeGreaterThan(0);
        expect(reused).toBeGreaterThan(0);
        parsed.dispose();
      }
    },
  );

  test('typing a program from the first character to the last', () => {
    const text = source('layout.py').slice(0, 500);
    for (const parser of parsers) {
      let parsed = parseModule('', parser);
      for (let length = 1; length <= text.length; length += 3) {
        parsed = settleModule(updateModule(parsed, text.slice(0, length)));
        expect(contents(parsed)).toEqual(contents(parseModule(text.slice(0, length), parser)));
      }
    }
  });
});

group('broken programs', () => {
  test('a bad line in a function keeps the function', () => {
    const { module } = parseModule('def f():\n    a = 1\n    b = = 2\n    c = 3\n\nd = 4\n');
    const [f, d] = module.body;
    expect(f!.stmt.kind).toBe('FunctionDef');
    expect(d!.stmt.kind).toBe('Assign');
    expect(module.errors.map(({ reason }) => reason)).toContain('error');
  });

  test.each([
    ['print "x"', 'the print statement of Python 2 is no Python 3 syntax'],
    ['exec "x"', 'the exec statement of Python 2 is no Python 3 syntax'],
    ['raise A, b', 'the raise statement of Python 2 is no Python 3 syntax'],
    ['x = 0777', 'leading zeros in decimal integer literals are not permitted; use 0o for octal'],
    ['x = 10L', 'the suffix L of Python 2 is no Python 3 syntax'],
    ['x = a <> b', 'the operator <> of Python 2 is != in Python 3'],
    ['def f(a, (b, c)): pass', 'tuple parameters of Python 2 are no Python 3 syntax'],
    ['x = 1__0', 'invalid number literal'],
    [`x = ${'9'.repeat(4301)}`, 'integer literal of more than 4300 digits; use hexadecimal'],
    ["x = b'é'", 'bytes can only contain ASCII literal characters'],
    ["x = 'a' b'b'", 'cannot mix bytes and nonbytes literals'],
    ["x = '\\x4'", 'truncated \\x escape'],
    ['if x:\n', 'expected an indented block'],
    ['f(a=1, b)', 'positional argument follows keyword argument'],
    ['f(**a, *b)', 'iterable argument unpacking follows keyword argument unpacking'],
    ['def f(a=1, b): pass', 'parameter without a default follows parameter with a default'],
    ['def f(*): pass', 'named parameters must follow bare *'],
    ['try: pass\nexcept A: pass\nexcept* B: pass', "cannot have both 'except' and 'except*' on the same 'try'"],
    ['x = (*a)', 'cannot use starred expression here'],
    ['(a, b) += 1', 'illegal expression for augmented assignment'],
    ['from a import b,', 'trailing comma not allowed without surrounding parentheses'],
  ])('%#: %.30s', (text, message) => {
    expect(parseModule(text).module.errors.map((gap) => gap.message)).toContain(message);
  });

  test('Python 2 statements are no guess', () => {
    expect([firstKind('print "x"'), firstKind('exec "x"'), firstKind('raise A, b')]).toEqual(['ErrorStmt', 'ErrorStmt', 'ErrorStmt']);
  });

  test('what we cannot tell is a gap, not an error', () => {
    const reasons = (text: string): unknown => parseModule(text).module.errors.map(({ reason }) => reason);
    expect(reasons("x = '\\N{HEAVY BLACK HEART}'")).toEqual(['gap']);
    expect(reasons("x = '\\ud83d\\ude00'")).toEqual(['gap']);
    expect(reasons('class A[T = int]: pass')).toEqual(['gap']);
  });
});

group('any text', () => {
  test.each([...STRANGE_TEXTS.keys()])('strange text: %s', (name) => {
    const text = STRANGE_TEXTS.get(name)!;
    for (const parser of parsers) {
      const parsed = parseModule(text, parser);
      for (const { base, stmt } of parsed.module.body) {
        for (const { start, end } of descendants(stmt)) {
          if (base + start < 0 || start > end || base + end > text.length) expect.fail(`${start}-${end} is no range of the text`);
        }
      }
      for (const { start, end } of parsed.module.errors) expect([start >= 0, start <= end, end <= text.length]).toEqual([true, true, true]);
      expect(contents(settleModule(updateModule(parseModule('x = 1\n', parser), text)))).toEqual(contents(parsed));
    }
  });

  test('a byte order mark, CRLF and emoji do not move anything', () => {
    const { module, text } = parseModule('\ufeffx = "😀"\r\nif y:\r\n    z = """a\r\nb"""\r\n');
    const [x, y] = module.body;
    expect(text.slice(x!.base + x!.stmt.start, x!.base + x!.stmt.end)).toBe('x = "😀"');
    expect(text.slice(y!.base, y!.base + y!.stmt.end)).toBe('if y:\r\n    z = """a\r\nb"""');
    const body = y!.stmt.kind === 'If' ? y!.stmt.body[0] : undefined;
    expect(body?.kind === 'Assign' && body.value.kind === 'Constant' && body.value.value).toEqual({ type: 'str', value: 'a\nb' });
    expect(module.errors).toEqual([]);
  });

  test.each([...DEEP_INPUTS.keys()])('deep input in linear time: %s', (name) => {
    const make = DEEP_INPUTS.get(name)!;
    parseModule(make(500));
    const time = (size: number): number => {
      const text = make(size);
      const before = process.cpuUsage(); // Not the wall clock: the machine may be busy.
      parseModule(text);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    };
    const small = Math.min(time(1_000), time(1_000));
    const large = time(10_000);
    expect(large).toBeLessThan(40 * small + 400); // Linear is 10 times, quadratic 100.
  });

  test('60,000 terms and 20,000 parentheses', () => {
    const sum = parseModule(DEEP_INPUTS.get('sum')!(60_000)).module;
    expect([...descendants(sum.body[0]!.stmt)].filter((node) => node.kind === 'BinOp')).toHaveLength(59_999);
    const parentheses = parseModule(DEEP_INPUTS.get('parentheses')!(20_000)).module;
    expect(parentheses.body[0]!.stmt).toMatchObject({ kind: 'Assign', value: { kind: 'Constant', start: 20_004, end: 20_005 } });
    expect([sum.errors, parentheses.errors]).toEqual([[], []]);
  });
});
