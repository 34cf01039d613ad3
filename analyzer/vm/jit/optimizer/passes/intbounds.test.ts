import { describe, expect, it } from 'vitest';
import { InvalidLoop } from '..';
import { World, expected, rewritten } from '../testing/optimize';

const same = (before: string, after: string): void => expect(rewritten(before)).toEqual(expected(after, new World()));

describe('intbounds', () => {
  it('drops an overflow check that cannot fail', () => {
    same(
      `[i0]
      i1 = int_and(i0, 255)
      i2 = int_add_ovf(i1, 1)
      guard_no_overflow() []
      i3 = int_mul_ovf(i2, i1)
      guard_no_overflow() []
      finish(i3)`,
      `[i0]
      i1 = int_and(i0, 255)
      i2 = int_add(i1, 1)
      i3 = int_mul(i2, i1)
      finish(i3)`,
    );
  });

  it('keeps one that can', () => {
    same(
      `[i0]
      i1 = int_add_ovf(i0, 1)
      guard_no_overflow() [i0]
      finish(i1)`,
      `[i0]
      i1 = int_add_ovf(i0, 1)
      guard_no_overflow()
      finish(i1)`,
    );
  });

  it('learns from a guard and decides later comparisons', () => {
    same(
      `[i0, i1]
      i2 = int_lt(i0, 10)
      guard_true(i2) [i0]
      i3 = int_lt(i0, 11)
      guard_true(i3) [i0]
      i4 = int_ge(i0, 10)
      guard_false(i4) [i0]
      i5 = int_add_ovf(i0, 1)
      guard_no_overflow() [i0]
      finish(i5)`,
      `[i0, i1]
      i2 = int_lt(i0, 10)
      guard_true(i2)
      i5 = int_add(i0, 1)
      finish(i5)`,
    );
  });

  it('carries bounds back through additions', () => {
    same(
      `[i0]
      i1 = int_add_ovf(i0, 4)
      guard_no_overflow() [i0]
      i2 = int_ge(i1, 4)
      guard_true(i2) [i0]
      i3 = int_lt(i0, 0)
      guard_false(i3) [i0]
      finish(i0)`,
      `[i0]
      i1 = int_add_ovf(i0, 4)
      guard_no_overflow()
      i2 = int_ge(i1, 4)
      guard_true(i2)
      finish(i0)`,
    );
  });

  it('folds chains of additions', () => {
    same(
      `[i0]
      i1 = int_add(i0, 1)
      i2 = int_add(i1, 2)
      i3 = int_add(3, i2)
      finish(i3)`,
      `[i0]
      i1 = int_add(i0, 1)
      i2 = int_add(i0, 3)
      i3 = int_add(i0, 6)
      finish(i3)`,
    );
  });

  it('works at the edges of 64 bits', () => {
    same(
      `[i0]
      i1 = int_le(i0, 9223372036854775806)
      guard_true(i1) [i0]
      i2 = int_ge(i0, -9223372036854775808)
      guard_true(i2) [i0]
      i3 = int_add_ovf(i0, 1)
      guard_no_overflow() [i0]
      i4 = int_sub_ovf(i0, 1)
      guard_no_overflow() [i0]
      finish(i3)`,
      `[i0]
      i1 = int_le(i0, 9223372036854775806)
      guard_true(i1)
      i3 = int_add(i0, 1)
      i4 = int_sub_ovf(i0, 1)
      guard_no_overflow()
      finish(i3)`,
    );
  });

  it('knows that lengths are not negative and fields keep to their range', () => {
    same(
      `[p0]
      i1 = getfield_gc_i(p0, descr=<FieldS Node.inst_length>)
      i2 = int_lt(i1, 0)
      guard_false(i2) [p0]
      i3 = int_add_ovf(i1, 1)
      guard_no_overflow() [p0]
      finish(i3)`,
      `[p0]
      i1 = getfield_gc_i(p0, descr=<FieldS Node.inst_length>)
      i3 = int_add(i1, 1)
      finish(i3)`,
    );
  });

  it('leaves unsigned comparisons alone', () => {
    const text = `[i0]
      i1 = int_and(i0, 7)
      i2 = uint_ge(i1, 8)
      guard_false(i2) [i0]
      finish(i1)`;
    same(text, text.replace(' [i0]\n      finish', '\n      finish'));
  });

  it('refuses an overflow where none can be', () => {
    const before = `[i0]
      i1 = int_and(i0, 255)
      i2 = int_add_ovf(i1, 1)
      guard_overflow() []
      finish(i2)`;
    expect(() => rewritten(before)).toThrow(InvalidLoop);
  });

  it('survives a chain of 5,000 additions', () => {
    const lines = ['[i0]'];
    for (let i = 0; i < 2500; i++) lines.push(`i${i + 1} = int_add_ovf(i${i}, i0)`, 'guard_no_overflow() [i0]');
    lines.push('i9000 = int_lt(i2500, 10)', 'guard_true(i9000) [i0]', 'finish(i2500)');
    expect(rewritten(lines.join('\n')).length).toBe(5004);
  });
});
