/** Programs as deep or as long as nobody writes them: compiled, or refused with an error, never a crash. */
import { beforeAll, expect, test } from 'vitest';
import { loadSyntax, parseModule } from '../../syntax';
import { compileModule } from './compile';
import { ops } from './opcodes';

beforeAll(async () => {
  await loadSyntax();
});

const repeat = (count: number, text: (index: number) => string): string => Array.from({ length: count }, (_, index) => text(index)).join('');

const PROGRAMS: Readonly<Record<string, () => string>> = {
  'a sum of 60,000 terms': () => `x = a${' + a'.repeat(60_000)}\n`,
  'a constant sum of 60,000 terms': () => `x = 1${' + 1'.repeat(60_000)}\n`,
  'a 5,000-arm elif chain': () => `if a: pass\n${repeat(5_000, (index) => `elif a == ${index}: b = ${index}\n`)}else: c = 1\n`,
  '20,000 nested parentheses': () => `x = ${'('.repeat(20_000)}1${')'.repeat(20_000)}\n`,
  '5,000 nested lists': () => `x = ${'['.repeat(5_000)}${']'.repeat(5_000)}\n`,
  '5,000 nested constant tuples': () => `x = ${'('.repeat(5_000)}1,${'),'.repeat(5_000)}\n`,
  '5,000 nested calls': () => `x = ${'f('.repeat(5_000)}${')'.repeat(5_000)}\n`,
  '2,000 nested lambdas': () => `x = ${'lambda: '.repeat(2_000)}1\n`,
  '20,000 chained comparisons': () => `x = a${' < a'.repeat(20_000)}\n`,
  '20,000 nested conditions': () => `x = ${'a if b else '.repeat(20_000)}c\n`,
  '20,000 unary operators': () => `x = ${'-'.repeat(20_000)}a\n`,
  '20,000 attributes': () => `x = a${'.b'.repeat(20_000)}\n`,
  '20,000 boolean operators': () => `x = ${'a and (b or '.repeat(5_000)}c${')'.repeat(5_000)}\n`,
  '50,000 statements': () => repeat(50_000, (index) => `v${index % 500} = ${index}\n`),
};

test.each(Object.keys(PROGRAMS))('%s', { timeout: 60_000 }, (name) => {
  const result = compileModule(parseModule(PROGRAMS[name]!()), { filename: 'deep.py' });
  expect(result.ok ? null : result.error).toBeNull();
});

test('long jumps get EXTENDED_ARG and still land', () => {
  const result = compileModule(parseModule(`while a:\n${repeat(40_000, () => '    f()\n')}`), { filename: 'long.py' });
  if (!result.ok) throw new Error(result.error.message);
  const { code } = result;
  const all = [...code.instructions()];
  const exit = all.find(({ opcode }) => opcode === ops.POP_JUMP_IF_FALSE)!;
  expect(exit.next - exit.offset).toBe(6);
  expect(all.find(({ offset }) => offset === exit.operand)?.opcode).toBe(ops.LOAD_CONST);
});
