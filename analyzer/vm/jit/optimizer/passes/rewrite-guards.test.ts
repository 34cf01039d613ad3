import { describe, expect, it } from 'vitest';
import { InvalidLoop } from '..';
import { World, expected, rewritten, show, simple } from '../testing/optimize';

const same = (before: string, after: string): void => expect(rewritten(before)).toEqual(expected(after, new World()));

describe('guards', () => {
  it('merges a class guard into the null test before it, at the place of the first', () => {
    const world = new World();
    const { trace } = simple(
      `[p0, i1]
      guard_nonnull(p0) [p0]
      i2 = call_i(ConstClass(f), i1, descr=<Calli 8 i EF=5>)
      guard_no_exception() [i1]
      guard_class(p0, ConstClass(W_IntObject)) [p0, i2]
      finish(p0)`,
      world,
    );
    expect(show(trace, true)).toEqual(
      expected(
        `[p0, i1]
        guard_nonnull_class(p0, ConstClass(W_IntObject)) [p0]
        i2 = call_i(ConstClass(f), i1, descr=<Calli 8 i EF=5>)
        guard_no_exception() [i1]
        finish(p0)`,
        world,
        true,
      ),
    );
  });

  it('merges a value guard into any earlier guard on the value', () => {
    const world = new World();
    world.pointers.set('x', world.node({ value: 1 }));
    const { trace } = simple(
      `[p0, p1]
      guard_nonnull(p0) [p0]
      guard_class(p0, ConstClass(Node)) [p0]
      guard_nonnull(p1) [p1]
      guard_value(p0, ConstPtr(x)) [p1]
      finish(p0)`,
      world,
    );
    expect(show(trace, true)).toEqual(
      expected(
        `[p0, p1]
        guard_value(p0, ConstPtr(x)) [p0]
        guard_nonnull(p1) [p0]
        finish(ConstPtr(x))`,
        world,
        true,
      ),
    );
  });

  it('removes what is known', () => {
    same(
      `[p0, i1]
      guard_nonnull_class(p0, ConstClass(W_IntObject)) []
      guard_nonnull(p0) []
      guard_class(p0, ConstClass(W_IntObject)) []
      i2 = int_is_true(i1)
      guard_true(i2) []
      i3 = int_is_zero(i1)
      guard_false(i3) []
      guard_true(i2) []
      finish(p0)`,
      `[p0, i1]
      guard_nonnull_class(p0, ConstClass(W_IntObject))
      i2 = int_is_true(i1)
      guard_true(i2)
      finish(p0)`,
    );
  });

  it.each([
    ['class', 'guard_nonnull_class(p0, ConstClass(W_IntObject)) []\nguard_class(p0, ConstClass(W_FloatObject)) []'],
    ['null after a class', 'guard_nonnull_class(p0, ConstClass(W_IntObject)) []\nguard_isnull(p0) []'],
    ['nonnull after null', 'guard_isnull(p0) []\nguard_nonnull(p0) []'],
    ['value', 'guard_value(p0, ConstPtr(a)) []\nguard_value(p0, ConstPtr(b)) []'],
    ['value of another class', 'guard_nonnull_class(p0, ConstClass(W_IntObject)) []\nguard_value(p0, ConstPtr(b)) []'],
    ['promoted virtual', 'p1 = new_with_vtable(descr=<SizeDescr 56 Node>)\nguard_value(p1, ConstPtr(b)) []'],
  ])('refuses a contradiction: %s', (_, guards) => {
    expect(() => rewritten(`[p0]\n${guards}\nfinish(p0)`)).toThrow(InvalidLoop);
  });

  it('turns a value guard on a bool into a truth guard', () => {
    same(
      `[i0]
      i1 = int_lt(i0, 3)
      guard_value(i1, 1) []
      guard_value(i0, 2) []
      finish(i0)`,
      `[i0]
      i1 = int_lt(i0, 3)
      guard_true(i1)
      guard_value(i0, 2)
      finish(2)`,
    );
  });
});
