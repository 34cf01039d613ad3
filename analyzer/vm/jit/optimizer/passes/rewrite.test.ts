import { describe, expect, it } from 'vitest';
import { canonical, floordivPython } from '../facts/int64';
import { randomInts } from '../../backend/testing/random';
import { foldOperation } from '../facts/fold';
import { ConstInt, type IntValue, type Operation, type Value } from '../../ir';
import { divisionOperations, moduloOperations } from './division';
import { World, expected, rewritten } from '../testing/optimize';

const same = (before: string, after: string): void => expect(rewritten(before)).toEqual(expected(after, new World()));

describe('rewrite', () => {
  it('knows the neutral elements', () => {
    same(
      `[i0, f0]
      i1 = int_add(i0, 0)
      i2 = int_mul(i1, 1)
      i3 = int_or(i2, 0)
      i4 = int_xor(i3, 0)
      i5 = int_and(i4, -1)
      i6 = int_lshift(i5, 0)
      i7 = int_sub(i6, 0)
      i8 = int_sub(i7, i7)
      i9 = int_mul(i7, 8)
      i10 = int_sub(0, i7)
      f1 = float_mul(f0, 1.000000)
      f2 = float_mul(-1.000000, f1)
      f3 = float_truediv(f1, 4.000000)
      f4 = float_truediv(f1, 3.000000)
      f5 = float_abs(f1)
      f6 = float_abs(f5)
      i11 = int_invert(i7)
      i12 = int_invert(i11)
      guard_value(i12, 5) []
      guard_value(i8, 0) []
      finish(f6)`,
      `[i0, f0]
      i9 = int_lshift(i0, 3)
      i10 = int_neg(i0)
      f2 = float_neg(f0)
      f3 = float_mul(f0, 0.250000)
      f4 = float_truediv(f0, 3.000000)
      f5 = float_abs(f0)
      i11 = int_invert(i0)
      guard_value(i0, 5)
      finish(f5)`,
    );
  });

  it('removes masks that change nothing', () => {
    same(
      `[i0]
      i1 = int_and(i0, 15)
      i2 = int_and(i1, 255)
      i3 = int_and(i1, 14)
      finish(i3)`,
      `[i0]
      i1 = int_and(i0, 15)
      i3 = int_and(i1, 14)
      finish(i3)`,
    );
  });

  it('decides a comparison by its opposite or mirror image', () => {
    same(
      `[f0, f1]
      i1 = float_lt(f0, f1)
      guard_true(i1) []
      i2 = float_ge(f0, f1)
      guard_false(i2) []
      i3 = float_gt(f1, f0)
      guard_true(i3) []
      finish(f0)`,
      `[f0, f1]
      i1 = float_lt(f0, f1)
      guard_true(i1)
      finish(f0)`,
    );
  });

  it('remembers that a NaN is neither less nor not less', () => {
    const text = `[f0, f1]
      i1 = float_lt(f0, f1)
      guard_false(i1)
      i2 = float_ge(f0, f1)
      guard_true(i2)
      finish(f0)`;
    same(text.replaceAll(/(guard.*)/g, '$1 []'), text);
  });

  it('compares references by null-ness, identity and class', () => {
    same(
      `[p0, p1, p2]
      guard_nonnull_class(p0, ConstClass(W_IntObject)) []
      guard_nonnull_class(p1, ConstClass(W_FloatObject)) []
      i1 = ptr_eq(p0, ConstPtr(null))
      guard_false(i1) []
      i2 = instance_ptr_eq(p0, p1)
      guard_false(i2) []
      i3 = ptr_eq(p0, p0)
      guard_true(i3) []
      i4 = ptr_ne(p0, p2)
      guard_true(i4) []
      p5 = new_with_vtable(descr=<SizeDescr 56 Node>)
      i6 = ptr_eq(p5, p2)
      guard_false(i6) []
      finish(p0)`,
      `[p0, p1, p2]
      guard_nonnull_class(p0, ConstClass(W_IntObject))
      guard_nonnull_class(p1, ConstClass(W_FloatObject))
      i4 = ptr_ne(p0, p2)
      guard_true(i4)
      finish(p0)`,
    );
  });

  it('makes no call for a power of two', () => {
    same(
      `[i0]
      i1 = call_pure_i(ConstClass(mod), i0, 8, descr=<Calli 8 ii EF=0 OS=14>)
      i2 = call_pure_i(ConstClass(div), i0, 8, descr=<Calli 8 ii EF=0 OS=12>)
      guard_value(i1, 3) []
      finish(i2)`,
      `[i0]
      i1 = int_and(i0, 7)
      i2 = int_rshift(i0, 3)
      guard_value(i1, 3)
      finish(i2)`,
    );
  });

  it('multiplies instead of dividing by other constants, with fewer steps when the sign is known', () => {
    same(
      `[i0]
      i1 = int_and(i0, 1023)
      i2 = call_pure_i(ConstClass(div), i1, 10, descr=<Calli 8 ii EF=0 OS=12>)
      finish(i2)`,
      `[i0]
      i1 = int_and(i0, 1023)
      i2 = uint_mul_high(i1, -3689348814741910323)
      i3 = uint_rshift(i2, 3)
      finish(i3)`,
    );
  });

  it('keeps a call whose divisor varies, and bounds its result', () => {
    const text = `[i0, i1]
      i2 = call_i(ConstClass(mod), i0, i1, descr=<Calli 8 ii EF=0 OS=14>)
      finish(i2)`;
    same(text.replace('call_i', 'call_pure_i'), text);
  });

  it('makes a loop-invariant call once', () => {
    same(
      `[]
      p1 = call_r(ConstClass(get), 64, descr=<Callr 8 i EF=1 OS=5>)
      p2 = call_r(ConstClass(get), 64, descr=<Callr 8 i EF=1 OS=5>)
      i3 = ptr_eq(p1, p2)
      guard_true(i3) []
      finish(p2)`,
      `[]
      p1 = call_r(ConstClass(get), 64, descr=<Callr 8 i EF=1 OS=5>)
      finish(p1)`,
    );
  });

  it('decides conditional calls', () => {
    same(
      `[p0]
      cond_call(0, ConstClass(f), p0, descr=<Calln 8 r EF=5>)
      guard_no_exception() []
      cond_call(1, ConstClass(f), p0, descr=<Calln 8 r EF=5>)
      guard_no_exception() []
      finish(p0)`,
      `[p0]
      call_n(ConstClass(f), p0, descr=<Calln 8 r EF=5>)
      guard_no_exception()
      finish(p0)`,
    );
  });
});

describe('division by constants', () => {
  const run = (operations: readonly Operation[], n: Value, value: IntValue): IntValue => {
    const known = new Map<Value, ConstInt>([[n, new ConstInt(value)]]);
    for (const op of operations) {
      const args = op.args.map((a) => known.get(a) ?? (a as ConstInt));
      known.set(op, foldOperation(op, args, null) as ConstInt);
    }
    return known.get(operations.at(-1)!)!.value;
  };

  it("gives Python's quotients and remainders for all edges", () => {
    const n = new ConstInt(0);
    for (const m of [3, 5, 6, 7, 10, 100, 641, 1000003, 2 ** 31 - 1, 2 ** 40 + 1, 2n ** 62n + 1n, 2n ** 63n - 1n]) {
      for (const value of randomInts(7, 120)) {
        const quotient = floordivPython(value, m)!;
        expect(run(divisionOperations(n, m, false), n, value), `${value} // ${m}`).toBe(quotient);
        expect(run(moduloOperations(n, m, false), n, value), `${value} % ${m}`).toBe(
          canonical(BigInt(value) - BigInt(quotient) * BigInt(m)),
        );
        if (value >= 0) expect(run(divisionOperations(n, m, true), n, value)).toBe(quotient);
      }
    }
  });
});
