import { describe, expect, it } from 'vitest';
import { World, expected, record, rewritten, show } from '../testing/optimize';
import { defaultParameters, optimizeSimple } from '..';

const same = (before: string, after: string): void => expect(rewritten(before)).toEqual(expected(after, new World()));

describe('pure', () => {
  it('does no operation twice', () => {
    same(
      `[i0, i1]
      i2 = int_mul(i0, i1)
      i3 = int_mul(i0, i1)
      i4 = int_add(i2, i1)
      i5 = int_add(i1, i3)
      i6 = int_sub(i4, i1)
      finish(i6)`,
      `[i0, i1]
      i2 = int_mul(i0, i1)
      i4 = int_add(i2, i1)
      finish(i2)`,
    );
  });

  it('remembers sixteen operations of a kind', () => {
    const adds = Array.from({ length: 17 }, (_, n) => `i${n + 2} = uint_rshift(i0, ${n + 1})`);
    const again = (shift: number): string => rewritten(`[i0]\n${adds.join('\n')}\ni99 = uint_rshift(i0, ${shift})\nfinish(i99)`).at(-2)!;
    expect(again(2)).toBe('i17 = uint_rshift(i0, 17)');
    expect(again(1)).toBe('i18 = uint_rshift(i0, 1)');
  });

  it('shares an overflow-checked sum', () => {
    same(
      `[i0, i1]
      i3 = int_add_ovf(i0, i1)
      guard_no_overflow() []
      i4 = int_add_ovf(i0, i1)
      guard_no_overflow() []
      i5 = int_add(i0, i1)
      finish(i5)`,
      `[i0, i1]
      i3 = int_add_ovf(i0, i1)
      guard_no_overflow()
      finish(i3)`,
    );
  });

  it('does not take a sum that may have wrapped for a checked one', () => {
    const text = `[i0, i1]
      i2 = int_add(i0, i1)
      i3 = int_add_ovf(i0, i1)
      guard_no_overflow()
      finish(i3)`;
    same(text.replace('overflow()', 'overflow() []'), text);
  });

  it('shares elidable calls with their exception guard, and folds those seen with these arguments', () => {
    const world = new World();
    const trace = record(
      `[p0, i1]
      i2 = call_pure_i(ConstClass(f), i1, descr=<Calli 8 i EF=4>)
      guard_no_exception() [p0]
      i3 = call_pure_i(ConstClass(f), i1, descr=<Calli 8 i EF=4>)
      guard_no_exception() [p0]
      guard_value(i1, 7) [p0]
      i4 = call_pure_i(ConstClass(f), i1, descr=<Calli 8 i EF=4>)
      guard_no_exception() [p0]
      i5 = int_add(i4, i2)
      finish(i5)`,
      world,
      [null, 7],
    );
    for (const op of trace.ops) if (op.name === 'call_pure_i') op.value = 40;
    expect(show(optimizeSimple(trace, null, defaultParameters()))).toEqual(
      expected(
        `[p0, i1]
        i2 = call_i(ConstClass(f), i1, descr=<Calli 8 i EF=4>)
        guard_no_exception()
        guard_value(i1, 7)
        i5 = int_add(40, i2)
        finish(i5)`,
        world,
      ),
    );
  });

  it.each([
    ['int_add(9223372036854775807, 1)', '-9223372036854775808'],
    ['int_mul(4294967296, 4294967296)', '0'],
    ['uint_rshift(-1, 1)', '9223372036854775807'],
    ['int_rshift(-7, 1)', '-4'],
    ['int_floordiv(-7, 2)', '-3'],
    ['int_mod(-7, 2)', '-1'],
    ['uint_lt(-1, 1)', '0'],
    ['uint_mul_high(-1, -1)', '-2'],
    ['int_signext(255, 1)', '-1'],
  ])('folds %s', (op, result) => {
    expect(rewritten(`[]\ni0 = ${op}\nfinish(i0)`).at(-1)).toBe(`finish(${result})`);
  });

  it('does not fold a division by zero', () => {
    expect(rewritten('[]\ni0 = int_floordiv(1, 0)\nfinish(i0)')).toHaveLength(3);
  });
});
