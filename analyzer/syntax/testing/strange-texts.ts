/** Texts that no one should have to expect, all legal input. */
import { seeded } from './random-edits';

/** Bytes of anything, as text. */
function noise(seed: number, length: number, limit: number): string {
  const random = seeded(seed);
  return Array.from({ length }, () => String.fromCharCode(Math.floor(random() * limit))).join('');
}

export const STRANGE_TEXTS: ReadonlyMap<string, string> = new Map([
  ['empty', ''],
  ['white space', ' \t\f\n\r\n  \r'],
  ['comment only', '# é😀'],
  ['byte order mark', '\ufeffx = 1\n'],
  ['byte order mark only', '\ufeff'],
  ['CRLF', 'if x:\r\n    y = """a\r\nb"""\r\n    # c\r\nelse:\r\n    z\r\n'],
  ['CR only', 'x = 1\ry = 2\r'],
  ['no final line end', 'def f():\n    return 1'],
  ['NUL', 'x = 1\0\ny = "\0"\n\0'],
  ['emoji', 'x = "😀" + f"😀{a}😀" # 😀\n😀 = 1\n'],
  ['lone surrogates', 'x = "\ud83d" + \'\ude00\'\ny = \ud800\n'],
  ['line separators', 'x = "\u2028\u2029\x85"\u2028y = 2\n'],
  ['form feeds', '\fx = 1\n\f\ndef f():\n\f    pass\n'],
  ['no-break space', 'x\u00a0= 1\n'],
  ['long string', `x = '${'a'.repeat(90_000)}'\n`],
  ['long line', `x = [${'1, '.repeat(20_000)}]\n`],
  ['long comment', `#${'a'.repeat(90_000)}\n`],
  ['unfinished string', 'x = "abc\ny = 1\n'],
  ['unfinished triple string', 'x = """abc\ny = 1\n'],
  ['unfinished f-string', 'x = f"{a\ny = 1\n'],
  ['nested f-strings', `x = ${'f"{'.repeat(50)}1${'}"'.repeat(50)}\n`],
  ['backslash at the end', 'x = 1 + \\'],
  ['tabs and spaces', 'if x:\n\ty\n        z\n\tw\n'],
  ['dedent to nowhere', 'if x:\n        y\n    z\n'],
  ['deep blocks', Array.from({ length: 90 }, (_, depth) => `${' '.repeat(depth)}if x:\n`).join('') + `${' '.repeat(90)}y\n`],
  ['too deep blocks', Array.from({ length: 700 }, (_, depth) => `${' '.repeat(depth)}if x:\n`).join('') + `${' '.repeat(700)}y\nz\n`],
  ['keywords', 'False await else import pass None break except in raise True class finally is return and continue for lambda try'],
  ['closing brackets', ')]})]}'],
  ['operators', '+ - * / ** // @ := -> ... <> != == , ; : .'],
  ['another language', '<?xml version="1.0"?>\n<a b="c">{d}</a>\nfunction f() { return `${x}`; }\n'],
  ['ASCII noise', noise(1, 4_000, 127)],
  ['byte noise', noise(2, 4_000, 256)],
  ['UTF-16 noise', noise(3, 4_000, 65_536)],
  ['control noise', noise(4, 2_000, 34)],
]);
