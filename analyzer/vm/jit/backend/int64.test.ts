import { describe, expect, test } from 'vitest';
import type { IntValue } from '../ir';
import * as int64 from './int64';
import { randomInts } from './testing/random';

const big = (x: IntValue): bigint => BigInt(x);
const asIs = (x: bigint): IntValue => (x <= BigInt(Number.MAX_SAFE_INTEGER) && x >= -BigInt(Number.MAX_SAFE_INTEGER) ? Number(x) : x);
const wrapped = (x: bigint): IntValue => asIs(BigInt.asIntN(64, x));
const unsigned = (x: IntValue): bigint => BigInt.asUintN(64, big(x));

/** `toBe` tells 0 from -0 and number from bigint. */
function same(name: string, actual: IntValue, expected: IntValue, ...args: IntValue[]): void {
  if (!Object.is(actual, expected)) throw new Error(`${name}(${args.join(', ')}) gave ${String(actual)}, not ${String(expected)}`);
}

const BINARY: Record<string, [(a: IntValue, b: IntValue) => IntValue, (a: bigint, b: bigint) => bigint]> = {
  add: [int64.add, (a, b) => a + b],
  sub: [int64.sub, (a, b) => a - b],
  mul: [int64.mul, (a, b) => a * b],
  and: [int64.and, (a, b) => a & b],
  or: [int64.or, (a, b) => a | b],
  xor: [int64.xor, (a, b) => a ^ b],
  floordiv: [int64.floordiv, (a, b) => (b === 0n ? 0n : a / b)],
  mod: [int64.mod, (a, b) => (b === 0n ? 0n : a % b)],
  lshift: [int64.lshift, (a, b) => a << (b & 63n)],
  rshift: [int64.rshift, (a, b) => a >> (b & 63n)],
  rshiftUnsigned: [int64.rshiftUnsigned, (a, b) => BigInt.asUintN(64, a) >> (b & 63n)],
  mulHighUnsigned: [int64.mulHighUnsigned, (a, b) => (BigInt.asUintN(64, a) * BigInt.asUintN(64, b)) >> 64n],
};

const UNARY: Record<string, [(a: IntValue) => IntValue, (a: bigint) => bigint]> = {
  neg: [int64.neg, (a) => -a],
  invert: [int64.invert, (a) => ~a],
  forceGeZero: [int64.forceGeZero, (a) => (a < 0n ? 0n : a)],
  'signExtend 1': [(a) => int64.signExtend(a, 1), (a) => BigInt.asIntN(8, a)],
  'signExtend 4': [(a) => int64.signExtend(a, 4), (a) => BigInt.asIntN(32, a)],
};

const ints = randomInts(7, 400);

describe('64-bit operations agree with bigints', () => {
  test.each(Object.keys(BINARY))('%s', (name) => {
    const [ours, exact] = BINARY[name];
    for (const a of ints) for (const b of ints) same(name, ours(a, b), wrapped(exact(big(a), big(b))), a, b);
  });

  test.each(Object.keys(UNARY))('%s', (name) => {
    const [ours, exact] = UNARY[name];
    for (const a of ints) same(name, ours(a), wrapped(exact(big(a))), a);
  });

  test.each(['add', 'sub', 'mul'] as const)('checked %s', (name) => {
    for (const a of ints) {
      for (const b of ints) {
        const exact = BINARY[name][1](big(a), big(b));
        same(name, int64.checked[name](a, b), wrapped(exact), a, b);
        if (int64.checked.overflow !== (BigInt.asIntN(64, exact) !== exact)) throw new Error(`overflow of ${name}(${a}, ${b})`);
      }
    }
  });

  test('unsigned comparisons', () => {
    for (const a of ints) {
      for (const b of ints) {
        if (int64.ltUnsigned(a, b) !== unsigned(a) < unsigned(b)) throw new Error(`${a} < ${b}`);
        if (int64.leUnsigned(a, b) !== unsigned(a) <= unsigned(b)) throw new Error(`${a} <= ${b}`);
      }
    }
  });

  test('the edges are among the values tried', () => {
    const tried = new Set(ints.map(String));
    for (const edge of [0n, -1n, 2n ** 31n, 2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n)]) expect(tried).toContain(String(edge));
  });
});

test('quotients next to an integer do not round up', () => {
  for (const b of [3, 7, 2 ** 26 + 1, 94906265, 94906267]) {
    for (const q of [Math.floor(Number.MAX_SAFE_INTEGER / b), 12345]) {
      const a = q * b - 1;
      same('floordiv', int64.floordiv(a, b), q - 1, a, b);
    }
  }
});

describe('to and from doubles', () => {
  test('truncation', () => {
    expect(int64.fromFloat(-0.5)).toBe(0);
    expect(int64.fromFloat(2 ** 62)).toBe(2n ** 62n);
    expect(int64.fromFloat(-(2 ** 63))).toBe(-(2n ** 63n));
    expect(int64.fromFloat(NaN)).toBe(0);
    expect(int64.fromFloat(1e15 + 0.5)).toBe(1e15);
  });

  test('nearest even', () => {
    expect(int64.toFloat(2n ** 53n + 1n)).toBe(2 ** 53);
    expect(int64.toFloat(2n ** 53n + 3n)).toBe(2 ** 53 + 4);
  });
});
