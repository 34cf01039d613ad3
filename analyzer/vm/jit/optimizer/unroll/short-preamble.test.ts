import { describe, expect, it } from 'vitest';
import { World, bridge, expected, loop, peeled, show } from '../testing/optimize';

const INTVAL = 'descr=<FieldS W_IntObject.inst_intval pure>';
const BOXED = (p: string, i: string): string => `${p} = new_with_vtable(descr=<SizeDescr 16 W_IntObject>)
      setfield_gc(${p}, ${i}, ${INTVAL})`;

/** while i < node.value: i += 1, where nothing writes the node. */
const LOOP = `[p0, p1]
      guard_nonnull_class(p0, ConstClass(W_IntObject)) [p0, p1]
      i2 = getfield_gc_i(p0, ${INTVAL})
      guard_nonnull_class(p1, ConstClass(Node)) [p0, p1]
      i3 = getfield_gc_i(p1, descr=<FieldS Node.inst_value>)
      i4 = int_lt(i2, i3)
      guard_true(i4) [p0, p1]
      i5 = int_add_ovf(i2, 1)
      guard_no_overflow() [p0, p1]
      ${BOXED('p6', 'i5')}
      jump(p6, p1) [p6, p1]`;

const made = (world: World): ReturnType<typeof loop> => loop(LOOP, world, [1, { 'Node.inst_value': 10 }]);

describe('the short preamble', () => {
  it('hands what does not change into the peeled loop, which reads it no more', () => {
    const world = new World();
    expect(show(peeled(made(world).trace))).toEqual(
      expected(
        `[i0, p1, i2]
        i3 = int_lt(i0, i2)
        guard_true(i3)
        i4 = int_add(i0, 1)
        jump(i4, p1, i2, descr=TargetToken(2))`,
        world,
      ),
    );
  });

  // The peeled loop knows that something is less than the limit, so the limit is not the least int.
  it('is done again by a bridge that enters the peeled loop, with guards for the bounds known there', () => {
    const world = new World();
    const target = made(world);
    const grown = bridge(
      `[p0, p1]
      guard_nonnull_class(p1, ConstClass(Node)) [p0, p1]
      guard_nonnull_class(p0, ConstClass(W_IntObject)) [p0, p1]
      i2 = getfield_gc_i(p0, ${INTVAL})
      i3 = int_add_ovf(i2, 5)
      guard_no_overflow() [p0, p1]
      ${BOXED('p4', 'i3')}
      jump(p4, p1) [p4, p1]`,
      target,
      null,
      world,
      [1, { 'Node.inst_value': 10 }],
    );
    expect(show(grown.trace)).toEqual(
      expected(
        `[p0, p1]
        guard_nonnull_class(p1, ConstClass(Node))
        guard_nonnull_class(p0, ConstClass(W_IntObject))
        i2 = getfield_gc_i(p0, ${INTVAL})
        i3 = int_add_ovf(i2, 5)
        guard_no_overflow()
        i4 = getfield_gc_i(p1, descr=<FieldS Node.inst_value>)
        i5 = int_ge(i4, -9223372036854775807)
        guard_true(i5)
        jump(i3, p1, i4, descr=TargetToken(2))`,
        world,
      ),
    );
  });
});
