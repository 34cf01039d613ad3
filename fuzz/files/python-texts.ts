/** Texts that may or may not be Python: noise, damaged programs, soups of tokens, nesting. One character is one byte, of whatever encoding. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { damaged, several, type Random } from '../random';
import { root } from '../root';

const TOKENS = (
  'def f(x): class A: return yield await async lambda for while if elif else try except finally with as import from global nonlocal match case ' +
  "in not and or is None True False pass break continue raise del assert x y self print range len * ** / // % @ -> := == != <= >= < > = += ( ) [ ] { } , . : ; ' \" ''' " +
  '\\ # f" rb\' 0 1 1e400 0x 0b2 1_0 1__0 1j 99999999999999999999 ... \n \n \n\t \n \n  \n    \r\n \f type X = int'
).split(' ');

let programs: readonly string[] | null = null;

/** Programs of the repository as bytes. None of `fixtures/hostile` and `fixtures/limits`: what those do takes its time. */
export function repositoryPrograms(): readonly string[] {
  programs ??= ['seeds', 'rules', 'vm/language'].flatMap((folder) =>
    readdirSync(path.join(root, 'fixtures', folder))
      .filter((name) => name.endsWith('.py'))
      .sort()
      .map((name) => readFileSync(path.join(root, 'fixtures', folder, name), 'latin1')),
  );
  return programs;
}

export function pythonText(random: Random): string {
  const program = (): string => random.pick(repositoryPrograms()).slice(0, 6000);
  const bytes = (count: number, below: number): string => String.fromCharCode(...several(count, () => random.below(below)));
  return random.pick([
    () => bytes(random.pick([1, 3, 40, 2000]), 256),
    () => bytes(random.pick([10, 200, 3000]), 127),
    () => damaged(random, program(), random.between(1, 12)),
    () => damaged(random, program(), random.between(1, 4)),
    () => damaged(random, program() + program(), 3, [program().slice(0, 300), bytes(10, 256)]),
    () => several(random.pick([5, 60, 800]), () => random.pick(TOKENS)).join(random.pick([' ', ''])),
    () =>
      `${random.pick(['\xef\xbb\xbf', '\xff\xfe', ''])}# coding: ${random.pick(['latin-1', 'utf-8', 'utf-16', 'x', 'idna', 'rot13'])}\n${program()}`,
    () => nested(random),
  ])();
}

/** One construct inside itself many times: nothing may recurse over it. */
function nested(random: Random): string {
  const depth = random.pick([50, 300, 5000, 20_000]);
  const [open, inner, close] = random.pick([
    ['(', '1', ')'],
    ['[', '', ']'],
    ['{', '', '}'],
    ['-', '1', ''],
    ['not ', '1', ''],
    ['f(', 'x', ')'],
    ['lambda: ', '1', ''],
    ['x[', '0', ']'],
    ['', 'x', '.a'],
    ['', 'x', '()'],
    ['1 if x else ', '0', ''],
    ['1 + ', '1', ''],
    ['', '1', ' < 1'],
    ['x = ', '1', ''],
    ['*', 'x', ''],
    ['await ', 'x', ''],
    ['[x for x in ', 'x', ']'],
    ['f"{', '1', '}"'],
    ['@', 'x', '\n'],
    ['a: ', 'b', ''],
  ] as const);
  return `${open.repeat(depth)}${inner}${close.repeat(random.chance(80) ? depth : random.below(depth))}\n`;
}
