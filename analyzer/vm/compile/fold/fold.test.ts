import { expect, test } from 'vitest';
import type { CodeConstant } from '../code';
import { binary, subscript, truth, unary } from './arithmetic';

const int = (value: number | bigint): CodeConstant => ({ type: 'int', value: BigInt(value) });
const float = (value: number): CodeConstant => ({ type: 'float', value });
const str = (value: string): CodeConstant => ({ type: 'str', value });
const tuple = (...items: CodeConstant[]): CodeConstant => ({ type: 'tuple', items });

test('integers divide towards minus infinity', () => {
  expect(binary('//', int(7), int(-2), 20)).toEqual(int(-4));
  expect(binary('%', int(-7), int(3), 20)).toEqual(int(2));
  expect(binary('/', int(1), int(3), 20)).toEqual(float(1 / 3));
  expect(binary('/', int(10n ** 30n), int(10n ** 29n + 1n), 20)).toEqual(float(10));
});

test('floats keep the sign of the divisor, and of zero', () => {
  expect(binary('%', float(-7.5), int(2), 20)).toEqual(float(0.5));
  expect(unary('-', float(0))).toEqual(float(-0));
  expect(binary('**', int(10), int(-2), 20)).toEqual(float(0.01));
});

test('what raises, or grows too long, stays an expression', () => {
  expect(binary('/', int(1), int(0), 20)).toBeUndefined();
  expect(binary('-', str('a'), int(1), 20)).toBeUndefined();
  expect(binary('**', int(2), int(6000), 20)).toBeUndefined();
  expect(binary('<<', int(1), int(2000), 20)).toBeUndefined();
  expect(binary('*', str('ab'), int(10 ** 9), 20)).toBeUndefined();
  expect(binary('%', str('%d'), str('x'), 20)).toBeUndefined();
  expect(subscript(tuple(int(1)), int(3))).toBeUndefined();
});

test('sequences and formats', () => {
  expect(binary('*', tuple(int(1)), int(2), 20)).toEqual(tuple(int(1), int(1)));
  expect(subscript(tuple(int(1), int(2)), int(-1))).toEqual(int(2));
  expect(binary('%', str('%s=%r %d%%'), tuple(str('a'), str("it's"), int(5)), 20)).toEqual(str('a="it\'s" 5%'));
});

test('truth', () => {
  expect([int(0), float(-0), str(''), tuple(), { type: 'none' } as const].map(truth)).toEqual([false, false, false, false, false]);
  expect([int(2), float(NaN), str('0'), tuple(int(0)), { type: 'ellipsis' } as const].map(truth)).toEqual([true, true, true, true, true]);
});
