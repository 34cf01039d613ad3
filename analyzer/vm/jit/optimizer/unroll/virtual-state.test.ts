import { describe, expect, it } from 'vitest';
import { World, expected, loop, peeled, show } from '../testing/optimize';

const INTVAL = 'descr=<FieldS W_IntObject.inst_intval pure>';
const NEXT = 'descr=<FieldP Node.inst_next>';

const inPeeledLoop = (before: string, inputs: readonly (number | null)[], after: string): void => {
  const world = new World();
  expect(show(peeled(loop(before, world, inputs).trace))).toEqual(expected(after, world));
};

describe('the virtual state at a label', () => {
  it('passes the fields of an object in place of the object', () => {
    inPeeledLoop(
      `[p0]
      guard_nonnull_class(p0, ConstClass(W_IntObject)) [p0]
      i1 = getfield_gc_i(p0, ${INTVAL})
      i2 = int_add(i1, 1)
      p3 = new_with_vtable(descr=<SizeDescr 16 W_IntObject>)
      setfield_gc(p3, i2, ${INTVAL})
      jump(p3) [p3]`,
      [1],
      `[i0]
      i1 = int_add(i0, 1)
      jump(i1, descr=TargetToken(2))`,
    );
  });

  it('passes what an object in an object holds', () => {
    inPeeledLoop(
      `[p0]
      guard_nonnull_class(p0, ConstClass(Node)) [p0]
      p1 = getfield_gc_r(p0, ${NEXT})
      guard_nonnull_class(p1, ConstClass(W_IntObject)) [p0]
      i2 = getfield_gc_i(p1, ${INTVAL})
      i3 = int_add(i2, 1)
      p4 = new_with_vtable(descr=<SizeDescr 16 W_IntObject>)
      setfield_gc(p4, i3, ${INTVAL})
      p5 = new_with_vtable(descr=<SizeDescr 56 Node>)
      setfield_gc(p5, p4, ${NEXT})
      jump(p5) [p5]`,
      [null],
      `[i0]
      i1 = int_add(i0, 1)
      jump(i1, descr=TargetToken(2))`,
    );
  });

  it('makes an object that has escaped, and knows its class', () => {
    inPeeledLoop(
      `[p0]
      guard_nonnull_class(p0, ConstClass(W_IntObject)) [p0]
      i1 = getfield_gc_i(p0, ${INTVAL})
      i2 = int_add(i1, 1)
      p3 = new_with_vtable(descr=<SizeDescr 16 W_IntObject>)
      setfield_gc(p3, i2, ${INTVAL})
      call_n(ConstClass(f), p3, descr=<Calln 8 r EF=5>)
      jump(p3) [p3]`,
      [1],
      `[p0, i1]
      i2 = int_add(i1, 1)
      p3 = new_with_vtable(descr=<SizeDescr 16 W_IntObject>)
      setfield_gc(p3, i2, ${INTVAL})
      call_n(ConstClass(f), p3, descr=<Calln 8 r EF=5>)
      jump(p3, i2, descr=TargetToken(2))`,
    );
  });
});
