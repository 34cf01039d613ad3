import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { HAVE_ARGUMENT, OPCODES, opcodeInfo, stackEffect } from './opcodes';

test('numbers are unique, fit a byte, and say whether there is an operand', () => {
  expect(new Set(OPCODES.map(({ number }) => number)).size).toBe(OPCODES.length);
  for (const { name, number, operand } of OPCODES) {
    expect(opcodeInfo[number]?.name).toBe(name);
    expect([name, number >= HAVE_ARGUMENT]).toEqual([name, operand !== 'none']);
  }
});

test('stack effects are numbers for every operand', () => {
  for (const { number } of OPCODES) for (const operand of [0, 1, 2, 3, 4, 255]) expect(Number.isInteger(stackEffect(number, operand))).toBe(true);
});

const PYPY = spawnSync('pypy3', ['-c', 'import opcode, json; print(json.dumps(opcode.opmap))'], { encoding: 'utf8' });

// Only PyPy 3.9 itself knows its numbers.
test.skipIf(PYPY.status !== 0)('numbers are those of the installed PyPy', () => {
  const theirs = new Map(Object.entries(JSON.parse(PYPY.stdout) as Record<string, number>));
  theirs.delete('LOAD_REVDB_VAR'); // Of the reverse debugger, never emitted.
  expect(new Map(OPCODES.filter(({ extension }) => !extension).map(({ name, number }) => [name as string, number]))).toEqual(theirs);
});
