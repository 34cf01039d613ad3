import { describe, expect, it } from 'vitest';
import { World, expected, rewritten, show, simple } from '../testing/optimize';

const same = (before: string, after: string): void => expect(rewritten(before)).toEqual(expected(after, new World()));

describe('virtualize', () => {
  it('makes no object that does not escape', () => {
    same(
      `[i0, p0]
      p1 = new_with_vtable(descr=<SizeDescr 56 Node>)
      setfield_gc(p1, i0, descr=<FieldS Node.inst_value>)
      guard_class(p1, ConstClass(Node)) []
      i2 = getfield_gc_i(p1, descr=<FieldS Node.inst_value>)
      f3 = getfield_gc_f(p1, descr=<FieldF Node.inst_weight>)
      p4 = getfield_gc_r(p1, descr=<FieldP Node.inst_next>)
      guard_isnull(p4) []
      i5 = int_add(i2, 1)
      f6 = float_add(f3, 1.500000)
      guard_value(f6, 1.500000) []
      finish(i5)`,
      `[i0, p0]
      i5 = int_add(i0, 1)
      finish(i5)`,
    );
  });

  it('makes an object where it escapes, its parts first, each with its fields', () => {
    same(
      `[i0, p0]
      p1 = new_with_vtable(descr=<SizeDescr 16 W_IntObject>)
      setfield_gc(p1, i0, descr=<FieldS W_IntObject.inst_intval pure>)
      p2 = new_with_vtable(descr=<SizeDescr 56 Node>)
      setfield_gc(p2, p1, descr=<FieldP Node.inst_next>)
      i3 = int_add(i0, 1)
      setfield_gc(p2, i3, descr=<FieldS Node.inst_value>)
      call_n(ConstClass(f), p2, descr=<Calln 8 r EF=5>)
      guard_no_exception() []
      i4 = getfield_gc_i(p2, descr=<FieldS Node.inst_value>)
      finish(i4)`,
      `[i0, p0]
      i3 = int_add(i0, 1)
      p1 = new_with_vtable(descr=<SizeDescr 16 W_IntObject>)
      setfield_gc(p1, i0, descr=<FieldS W_IntObject.inst_intval pure>)
      p2 = new_with_vtable(descr=<SizeDescr 56 Node>)
      setfield_gc(p2, i3, descr=<FieldS Node.inst_value>)
      setfield_gc(p2, p1, descr=<FieldP Node.inst_next>)
      call_n(ConstClass(f), p2, descr=<Calln 8 r EF=5>)
      guard_no_exception()
      finish(i3)`,
    );
  });

  it('makes two objects that refer to each other', () => {
    same(
      `[i0]
      p1 = new_with_vtable(descr=<SizeDescr 56 Node>)
      p2 = new_with_vtable(descr=<SizeDescr 56 Node>)
      setfield_gc(p1, p2, descr=<FieldP Node.inst_next>)
      setfield_gc(p2, p1, descr=<FieldP Node.inst_next>)
      finish(p1)`,
      `[i0]
      p1 = new_with_vtable(descr=<SizeDescr 56 Node>)
      p2 = new_with_vtable(descr=<SizeDescr 56 Node>)
      setfield_gc(p2, p1, descr=<FieldP Node.inst_next>)
      setfield_gc(p1, p2, descr=<FieldP Node.inst_next>)
      finish(p1)`,
    );
  });

  it('makes a constant of an object full of constants when its class is immutable', () => {
    const before = `[]
      p1 = new_with_vtable(descr=<SizeDescr 16 W_IntObject>)
      setfield_gc(p1, 42, descr=<FieldS W_IntObject.inst_intval pure>)
      finish(p1)`;
    const world = new World();
    Object.assign(world.sizeDescr('W_IntObject'), { immutable: true });
    const { trace } = simple(before, world);
    expect(show(trace)).toEqual(['[]', 'finish(ConstPtr(ptr0))']);
    expect(trace.ops[0]!.args[0]).toMatchObject({ value: 42 });
  });

  it('allocates an object full of constants whose class only has immutable fields', () => {
    const before = `[]
      p1 = new_with_vtable(descr=<SizeDescr 16 W_IntObject>)
      setfield_gc(p1, 42, descr=<FieldS W_IntObject.inst_intval pure>)
      finish(p1)`;
    same(before, before);
  });

  it('keeps arrays of known size virtual', () => {
    same(
      `[i0, p0]
      p1 = new_array_clear(3, descr=<ArrayP 8>)
      setarrayitem_gc(p1, 0, p0, descr=<ArrayP 8>)
      setarrayitem_gc(p1, 2, ConstPtr(null), descr=<ArrayP 8>)
      i2 = arraylen_gc(p1, descr=<ArrayP 8>)
      i3 = int_sub(i2, 3)
      p4 = getarrayitem_gc_r(p1, i3, descr=<ArrayP 8>)
      p5 = getarrayitem_gc_r(p1, 1, descr=<ArrayP 8>)
      guard_isnull(p5) []
      setarrayitem_gc(p1, i0, p4, descr=<ArrayP 8>)
      finish(p1)`,
      `[i0, p0]
      p1 = new_array_clear(3, descr=<ArrayP 8>)
      setarrayitem_gc(p1, 0, p0, descr=<ArrayP 8>)
      setarrayitem_gc(p1, i0, p0, descr=<ArrayP 8>)
      finish(p1)`,
    );
  });

  it('keeps virtual references and the frames they stand for apart', () => {
    const world = new World();
    const virtualRef = {
      size: { ...world.sizeDescr('Node') },
      token: world.fieldDescr('Node.inst_version'),
      forced: world.fieldDescr('Node.inst_next'),
    };
    const text = `[p0]
      p1 = new_with_vtable(descr=<SizeDescr 64 Leaf>)
      p2 = virtual_ref(p1, 0)
      setfield_gc(p0, p2, descr=<FieldP Node.inst_next>)
      call_may_force_n(ConstClass(f), descr=<Calln 8 EF=7>)
      guard_not_forced() [p0]
      virtual_ref_finish(p2, ConstPtr(null))
      finish(p0)`;
    const withDescrs = simple(text, world, null, { ...simple('[]\nfinish(1)', world).params, virtualRef });
    expect(show(withDescrs.trace)).toEqual(
      expected(
        `[p0]
        p1 = force_token()
        p2 = new_with_vtable(descr=<SizeDescr 56 Node>)
        setfield_gc(p2, ConstPtr(null), descr=<FieldP Node.inst_next>)
        setfield_gc(p2, p1, descr=<FieldP Node.inst_version>)
        setfield_gc(p0, p2, descr=<FieldP Node.inst_next>)
        call_may_force_n(ConstClass(f), descr=<Calln 8 EF=7>)
        guard_not_forced()
        setfield_gc(p2, ConstPtr(null), descr=<FieldP Node.inst_version>)
        finish(p0)`,
        world,
      ),
    );
  });

  it('puts guard_not_forced_2 right before the finish', () => {
    same(
      `[p0, i1]
      guard_not_forced_2() [p0]
      i2 = int_add(i1, 1)
      setfield_gc(p0, i2, descr=<FieldS Node.inst_value>)
      finish(p0)`,
      `[p0, i1]
      i2 = int_add(i1, 1)
      setfield_gc(p0, i2, descr=<FieldS Node.inst_value>)
      guard_not_forced_2()
      finish(p0)`,
    );
  });

  it('forces a list of 1,900 nested objects without deep recursion', () => {
    const lines = ['[i0]', 'p0 = new_with_vtable(descr=<SizeDescr 56 Node>)'];
    for (let i = 1; i < 1900; i++) {
      lines.push(`p${i} = new_with_vtable(descr=<SizeDescr 56 Node>)`, `setfield_gc(p${i}, p${i - 1}, descr=<FieldP Node.inst_next>)`);
      if (i % 500 === 0) lines.push(`i${i + 9000} = int_lt(i0, ${i})`, `guard_true(i${i + 9000}) [p${i}]`);
    }
    lines.push('finish(p1899)');
    const { trace } = simple(lines.join('\n'), new World());
    expect(trace.ops.filter((op) => op.name === 'new_with_vtable')).toHaveLength(1900);
    // The second and third guard share the resume data of the first.
    expect(trace.statistics.virtuals).toBe(501);
  });
});
