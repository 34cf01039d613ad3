import { beforeAll, describe, expect, it } from 'vitest';
import { analyzeText } from '../workspace';
import { loadSyntax } from '../syntax';
import { programOf, rewritesOf } from './registry';
import { applyEdits } from './rewrite';

beforeAll(async () => {
  await loadSyntax();
});

/** Applies the only rewrite of a text; null when there is none. */
function fixed(text: string): string | null {
  const { module, lines, findings } = analyzeText('p.py', text);
  const program = programOf(text, module, lines);
  if (program === null) return null;
  const rewrites = rewritesOf(program, findings);
  expect(rewrites.length).toBeLessThan(2);
  return rewrites.length === 0 ? null : applyEdits(text, rewrites[0]!.edits);
}

const caller = 'def total(rows):\n    result = 0\n    for row in rows:\n        result += score(*row)\n    return result\n';
const defaults = (lines: readonly string[], head = 'a=None, b=None, c=None, d=None'): string =>
  `def score(${head}):\n${lines.map((line) => `    ${line}\n`).join('')}    return a + b * 2 + c * 3 + d * 4\n\n\n${caller}`;
const FOUR = ['if a is None:', '    a = 3', 'if b is None:', '    b = -4.5', 'if c is None:', '    c = "x"', 'if d is None:', '    d = 6'];

describe('defaults in a row', () => {
  it('are resolved in a loop', () => {
    expect(fixed(defaults(FOUR))).toBe(
      defaults([
        'a, b, c, d = [',
        '    default if given is None else given',
        '    for given, default in zip((a, b, c, d), (3, -4.5, "x", 6))',
        ']',
      ]),
    );
  });

  it('leave the lines around them as they are', () => {
    const around = fixed(defaults(['x = 1  # kept', ...FOUR, '# kept too', 'x += 1']));
    expect(around).toContain('    x = 1  # kept\n    a, b, c, d = [');
    expect(around).toContain(']\n    # kept too\n    x += 1\n');
  });

  it('take names for the loop that the defaults do not use', () => {
    const text = defaults(FOUR).replace(/\bd\b/g, 'given');
    expect(fixed(text)).toMatch(/default if given_ is None else given_\s+for given_, default in zip\(\(a, b, c, given\)/);
  });

  it.each([
    ['a comment would be lost', defaults(['if a is None:  # why', ...FOUR.slice(1)])],
    ['a default is no literal', defaults([...FOUR.slice(0, 7), '    d = compute()'])],
    ['one of them has another side', defaults([...FOUR, 'else:', '    d += 1'])],
    ['one of them is no parameter', defaults(['d = a', ...FOUR], 'a=None, b=None, c=None')],
    ['a statement stands between', defaults([...FOUR.slice(0, 4), 'b = a', ...FOUR.slice(4)])],
    ['the function reads its variables by another way', defaults([...FOUR, 'print(locals())'])],
    ['zip is something else', `def zip(*a):\n    return a\n\n\n${defaults(FOUR)}`],
    ['a variable is global', defaults(['global a', ...FOUR], 'b=None, c=None, d=None')],
    ['a variable may be deleted', defaults([...FOUR, 'del d'])],
    ['the file does not parse', `${defaults(FOUR)}\ndef (:\n`],
  ])('are left alone where %s', (_why, text) => {
    expect(fixed(text)).toBeNull();
  });
});

const unpacking = (body: readonly string[], call = 'struct.unpack_from(fmt, data, pos)'): string =>
  `import struct\n\n\ndef total(data):\n${body.map((line) => `    ${line}\n`).join('')}    pos = 0\n    result = 0.0\n    while pos < len(data):\n        x, y = ${call}\n        result += x * y\n        pos += 16\n    return result\n`;

describe('a struct format in a local variable', () => {
  it('is written into the call', () => {
    expect(fixed(unpacking(['fmt = "dd"']))).toBe(unpacking(['fmt = "dd"'], 'struct.unpack_from("dd", data, pos)'));
    expect(fixed(unpacking(["fmt = b'<dd'"]))).toContain("struct.unpack_from(b'<dd', data, pos)");
  });

  it.each([
    ['it may be another one', ['fmt = "dd"', 'if data[0]:', '    fmt = "ff"']],
    ['it is made on the spot', ['fmt = "d" * 2']],
    ['its assignment may not be reached', ['if data:', '    fmt = "dd"']],
    ['it is a literal of several lines', ['fmt = """d', 'd"""']],
  ])('is left alone where %s', (_why, body) => {
    expect(fixed(unpacking(body))).toBeNull();
  });
});

const matching = (call: string, head = 'import re\n'): string =>
  `"""Text."""\n${head}\n\ndef words(lines):\n    found = 0\n    for line in lines:\n        if ${call}:\n            found += 1\n    return found\n`;

describe('a literal pattern', () => {
  it('is compiled once', () => {
    expect(fixed(matching('re.match(r"\\w+", line)'))).toBe(
      matching('_PATTERN.match(line)').replace('\n\ndef words', '\n\n_PATTERN = re.compile(r"\\w+")\n\n\ndef words'),
    );
    expect(fixed(matching('re.sub("a", "b", line)'))).toContain('if _PATTERN.sub("b", line):');
  });

  it('takes a name that is free', () => {
    expect(fixed(`${matching('re.match("a", line)')}\n_PATTERN = 1\n`)).toContain('if _PATTERN_2.match(line)');
  });

  it.each([
    ['it is not a literal', 'import re\n', 're.match(line, line)'],
    ['there are flags, which the method does not take', 'import re\n', 're.match("a", line, re.I)'],
    ['re may be another module', 'try:\n    import re\nexcept ImportError:\n    re = None\n', 're.match("a", line)'],
  ])('is left alone where %s', (_why, head, call) => {
    expect(fixed(matching(call, head))).toBeNull();
  });
});

it('puts what a method needs before its class', () => {
  const reader = (pattern: string): string =>
    `class Reader:\n    kind = 1\n\n    def count(self, passes, lines):\n        found = 0\n        for _ in range(passes):\n            for line in lines:\n                if ${pattern}line):\n                    found += 1\n        return found\n`;
  const before = `import re\n\n\n${reader('re.match(r"a", ')}`;
  expect(fixed(before)).toBe(`import re\n\n\n_PATTERN = re.compile(r"a")\n\n\n${reader('_PATTERN.match(')}`);
});
