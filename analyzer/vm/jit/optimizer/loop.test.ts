import { describe, expect, it } from 'vitest';
import { World, expected, loop, show } from './testing/optimize';

describe('a counting loop', () => {
  it('unboxes the counter and hoists the class guard', () => {
    const world = new World();
    const { trace } = loop(
      `[p0]
      guard_nonnull(p0) [p0]
      guard_class(p0, ConstClass(W_IntObject)) [p0]
      i1 = getfield_gc_i(p0, descr=<FieldS W_IntObject.inst_intval pure>)
      i2 = int_add_ovf(i1, 1)
      guard_no_overflow() [p0]
      p3 = new_with_vtable(descr=<SizeDescr 16 W_IntObject>)
      setfield_gc(p3, i2, descr=<FieldS W_IntObject.inst_intval pure>)
      i4 = int_lt(i2, 1000)
      guard_true(i4) [p3]
      jump(p3) [p3]`,
      world,
      [5],
    );
    expect(show(trace, true)).toEqual(
      expected(
        `[p0]
        label(p0, descr=TargetToken(1))
        guard_nonnull_class(p0, ConstClass(W_IntObject)) [p0]
        i1 = getfield_gc_i(p0, descr=<FieldS W_IntObject.inst_intval pure>)
        i2 = int_add_ovf(i1, 1)
        guard_no_overflow() [p0]
        i3 = int_lt(i2, 1000)
        guard_true(i3) [p0]
        label(i2, descr=TargetToken(2))
        i4 = int_add(i2, 1)
        i5 = int_lt(i4, 1000)
        guard_true(i5) [i4]
        jump(i4, descr=TargetToken(2))`,
        world,
        true,
      ),
    );
  });
});
