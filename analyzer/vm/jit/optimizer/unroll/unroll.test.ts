import { describe, expect, it } from 'vitest';
import { InvalidLoop, type ResumeGuardDescr } from '..';
import { TestFloat } from '../../text/testing';
import { World, bridge, expected, loop, record, show, simple } from '../testing/optimize';

const INTVAL = 'descr=<FieldS W_IntObject.inst_intval pure>';
const BOXED = (p: string, i: string): string => `${p} = new_with_vtable(descr=<SizeDescr 16 W_IntObject>)
      setfield_gc(${p}, ${i}, ${INTVAL})`;

/** while i < limit: i += step, with everything boxed. */
const COUNT = `[p0, p1, p9]
      guard_nonnull_class(p0, ConstClass(W_IntObject)) [p0, p1, p9]
      i2 = getfield_gc_i(p0, ${INTVAL})
      guard_nonnull_class(p1, ConstClass(W_IntObject)) [p0, p1, p9]
      i3 = getfield_gc_i(p1, ${INTVAL})
      i4 = int_lt(i2, i3)
      guard_true(i4) [p0, p1, p9]
      i5 = int_add_ovf(i2, 2)
      guard_no_overflow() [p0, p1, p9]
      ${BOXED('p6', 'i5')}
      jump(p6, p1, p9) [p6, p1, p9]`;

describe('unrolling', () => {
  it('hoists what does not change and passes the counter unboxed', () => {
    const world = new World();
    const { trace, token } = loop(COUNT, world, [1, 10, null]);
    expect(show(trace, true)).toEqual(
      expected(
        `[p0, p1, p9]
        label(p0, p1, p9, descr=TargetToken(1))
        guard_nonnull_class(p0, ConstClass(W_IntObject)) [p0, p1, p9]
        i2 = getfield_gc_i(p0, ${INTVAL})
        guard_nonnull_class(p1, ConstClass(W_IntObject)) [p0, p1, p9]
        i3 = getfield_gc_i(p1, ${INTVAL})
        i4 = int_lt(i2, i3)
        guard_true(i4) [p0, p1, p9]
        i5 = int_add_ovf(i2, 2)
        guard_no_overflow() [p0, p1, p9]
        label(i5, p1, p9, i3, descr=TargetToken(2))
        i6 = int_lt(i5, i3)
        guard_true(i6) [p1, p9, i5]
        i7 = int_add_ovf(i5, 2)
        guard_no_overflow() [p1, p9, i5]
        jump(i7, p1, p9, i3, descr=TargetToken(2))`,
        world,
        true,
      ),
    );
    expect(token.targetTokens.map((t) => t.virtualState === null)).toEqual([true, false]);
  });

  it('leaves the recorded trace as it was and gives the same text twice', () => {
    const world = new World();
    const trace = record(COUNT, world, [1, 10, null]);
    const before = trace.ops.map((op) => [op.args.slice(), op.descr, op.forwarded]);
    const twice = [loop(COUNT, world, [1, 10, null]), loop(COUNT, world, [1, 10, null])].map((o) => show(o.trace, true));
    expect(twice[0]).toEqual(twice[1]);
    expect(trace.ops.map((op) => [op.args.slice(), op.descr, op.forwarded])).toEqual(before);
  });

  it('refuses a loop that cannot run twice', () => {
    const text = `[p0]
      guard_nonnull_class(p0, ConstClass(W_IntObject)) [p0]
      p1 = new_with_vtable(descr=<SizeDescr 16 W_FloatObject>)
      setfield_gc(p1, 1.500000, descr=<FieldF W_FloatObject.inst_floatval pure>)
      jump(p1) [p1]`;
    expect(() => loop(text, new World(), [1])).toThrow(InvalidLoop);
  });
});

describe('a bridge', () => {
  const exit = (world: World, inputs: unknown[] = [1, 10, null]): ReturnType<typeof loop> => loop(COUNT, world, inputs);

  // What the preamble knew of a value is checked too, even a bound as wide as the int_ge's (so in PyPy's logs).
  it('goes to the peeled loop when its values fit, unboxed', () => {
    const world = new World();
    const main = exit(world);
    const origin = main.guard('guard_true(i7)');
    const { trace } = bridge(
      `[p1, p9, i5]
      i6 = int_add(i5, 100)
      ${BOXED('p6', 'i6')}
      jump(p6, p1, p9) [p6, p1, p9]`,
      main,
      origin,
      world,
      [10, null, 11],
    );
    expect(show(trace)).toEqual(
      expected(
        `[p1, p9, i5]
        i6 = int_add(i5, 100)
        i7 = getfield_gc_i(p1, ${INTVAL})
        i8 = int_ge(i7, -9223372036854775807)
        guard_true(i8)
        jump(i6, p1, p9, i7, descr=TargetToken(2))`,
        world,
      ),
    );
    expect(trace.target!.index).toBe(1);
  });

  it('puts guards before the jump where its recorded values would pass them', () => {
    const world = new World();
    const main = exit(world);
    // From the interpreter: nothing is known of the values.
    const { trace } = bridge('[p0, p1, p9]\njump(p0, p1, p9) [p0, p1, p9]', main, null, world, [5, 10, null]);
    // The label wants an unboxed counter: a virtual cannot come from a boxed value.
    expect(trace.target!.index).toBe(0);
    const fits = bridge(`[i0, p1, p9]\n${BOXED('p0', 'i0')}\njump(p0, p1, p9) [p0, p1, p9]`, main, null, world, [5, 10, null]);
    expect(show(fits.trace, true)).toEqual(
      expected(
        `[i0, p1, p9]
        guard_nonnull_class(p1, ConstClass(W_IntObject)) [p1, p9, i0]
        i7 = getfield_gc_i(p1, ${INTVAL})
        i8 = int_ge(i7, -9223372036854775807)
        guard_true(i8) [p1, p9, i0]
        jump(i0, p1, p9, i7, descr=TargetToken(2))`,
        world,
        true,
      ),
    );
    expect((fits.trace.ops[0]!.descr as ResumeGuardDescr).atPosition).toBe(true);
  });

  it('goes to the general label with everything made when a value is of another type', () => {
    const world = new World();
    const main = exit(world);
    const { trace } = bridge(
      `[p1, p9, f5]
      p6 = new_with_vtable(descr=<SizeDescr 16 W_FloatObject>)
      setfield_gc(p6, f5, descr=<FieldF W_FloatObject.inst_floatval pure>)
      jump(p6, p1, p9) [p6, p1, p9]`,
      main,
      null,
      world,
      [10, null, 1.5],
    );
    expect(show(trace)).toEqual(
      expected(
        `[p1, p9, f5]
        p6 = new_with_vtable(descr=<SizeDescr 16 W_FloatObject>)
        setfield_gc(p6, f5, descr=<FieldF W_FloatObject.inst_floatval pure>)
        jump(p6, p1, p9, descr=TargetToken(1))`,
        world,
      ),
    );
    const wrongClass = bridge(`[i0, p1, p9]\n${BOXED('p0', 'i0')}\njump(p0, p1, p9) [p0, p1, p9]`, main, null, world, [
      5,
      new TestFloat(1),
      null,
    ]);
    expect(wrongClass.trace.target!.index).toBe(0);
  });

  it('grown from a guard before a jump never enters the peeled loop', () => {
    const world = new World();
    const main = exit(world);
    const text = `[i0, p1, p9]\n${BOXED('p0', 'i0')}\njump(p0, p1, p9) [p0, p1, p9]`;
    const first = bridge(text, main, null, world, [5, 10, null]);
    const guard = first.trace.ops[0]!;
    const origin = { descr: guard.descr as ResumeGuardDescr, failArgs: guard.failArgs! };
    const second = bridge(`[p1, p9, i0]\n${BOXED('p0', 'i0')}\njump(p0, p1, p9) [p0, p1, p9]`, main, origin, world, [10, null, 5]);
    expect(second.trace.target!.index).toBe(0);
  });

  it('knows classes, fields and items that its guard knew', () => {
    const world = new World();
    const first = simple(
      `[p0, p1, i2]
      guard_nonnull_class(p0, ConstClass(Node)) []
      p3 = getfield_gc_r(p0, descr=<FieldP Node.inst_next>)
      p4 = getarrayitem_gc_r(p1, 1, descr=<ArrayP 8>)
      i5 = call_i(ConstClass(f), i2, descr=<Calli 8 i EF=2>)
      i6 = int_is_true(i5)
      guard_true(i6) [p0, p1, p3, p4, i2]
      finish(p0)`,
      world,
    );
    const origin = first.guard('guard_true');
    expect(origin.failArgs).toHaveLength(5);
    const second = simple(
      `[p0, p1, p3, p4, i2]
      guard_nonnull(p0) []
      guard_class(p0, ConstClass(Node)) []
      p13 = getfield_gc_r(p0, descr=<FieldP Node.inst_next>)
      p14 = getarrayitem_gc_r(p1, 1, descr=<ArrayP 8>)
      i15 = ptr_eq(p13, p3)
      guard_true(i15) []
      i16 = ptr_eq(p14, p4)
      guard_true(i16) []
      finish(i2)`,
      world,
      origin,
    );
    expect(show(second.trace)).toEqual(expected('[p0, p1, p3, p4, i2]\nfinish(i2)', world));
  });
});

describe('the short preamble', () => {
  it('checks the type of what it reads when the bridge knows nothing of it', () => {
    const world = new World();
    world.own('Storage', false);
    const text = `[p0, p1]
      guard_nonnull_class(p0, ConstClass(Node)) [p0, p1]
      p2 = getfield_gc_r(p0, descr=<FieldP Node.inst_next>)
      i3 = getfield_gc_i(p2, descr=<FieldS Storage.inst_length>)
      i4 = int_lt(i3, 7)
      guard_true(i4) [p0, p1]
      call_n(ConstClass(f), i3, descr=<Calln 8 i EF=5>)
      guard_no_exception() [p0, p1]
      jump(p0, p1) [p0, p1]`;
    // Node's fields have no owner in this world, but its class is guarded.
    const main = loop(text, world, [world.node(), null]);
    const { trace } = bridge('[p0, p1]\njump(p0, p1) [p0, p1]', main, null, world, [world.node(), null]);
    expect(show(trace)).toEqual(
      expected(
        `[p0, p1]
        guard_nonnull_class(p0, ConstClass(Node))
        p2 = getfield_gc_r(p0, descr=<FieldP Node.inst_next>)
        guard_nonnull(p2)
        guard_gc_type(p2, ConstClass(Storage))
        i3 = getfield_gc_i(p2, descr=<FieldS Storage.inst_length>)
        i4 = int_le(i3, 6)
        guard_true(i4)
        jump(p0, p1, p2, i3, descr=TargetToken(2))`,
        world,
      ),
    );
  });
});
