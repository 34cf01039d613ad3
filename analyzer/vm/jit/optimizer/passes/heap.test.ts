import { describe, expect, it } from 'vitest';
import type { ResumeGuardDescr } from '..';
import { World, expected, rewritten, show, simple } from '../testing/optimize';

const same = (before: string, after: string, world = new World()): void => expect(rewritten(before, world)).toEqual(expected(after, world));

describe('heap', () => {
  it('reads no field twice and none that was just written', () => {
    same(
      `[p0, i1]
      i2 = getfield_gc_i(p0, descr=<FieldS Node.inst_value>)
      i3 = getfield_gc_i(p0, descr=<FieldS Node.inst_value>)
      setfield_gc(p0, i1, descr=<FieldS Node.inst_value>)
      i4 = getfield_gc_i(p0, descr=<FieldS Node.inst_value>)
      i5 = int_add(i3, i4)
      finish(i5)`,
      `[p0, i1]
      i2 = getfield_gc_i(p0, descr=<FieldS Node.inst_value>)
      i5 = int_add(i2, i1)
      setfield_gc(p0, i1, descr=<FieldS Node.inst_value>)
      finish(i5)`,
    );
  });

  it('does only the last of several stores, before anything can see it', () => {
    same(
      `[p0, i1, i2]
      setfield_gc(p0, i1, descr=<FieldS Node.inst_value>)
      setfield_gc(p0, i2, descr=<FieldS Node.inst_value>)
      i3 = int_lt(i1, i2)
      guard_true(i3) [p0]
      finish(p0)`,
      `[p0, i1, i2]
      setfield_gc(p0, i2, descr=<FieldS Node.inst_value>)
      i3 = int_lt(i1, i2)
      guard_true(i3)
      finish(p0)`,
    );
  });

  it('drops a store of what is there already', () => {
    same(
      `[p0]
      i1 = getfield_gc_i(p0, descr=<FieldS Node.inst_value>)
      setfield_gc(p0, 7, descr=<FieldS Node.inst_value>)
      setfield_gc(p0, i1, descr=<FieldS Node.inst_value>)
      finish(p0)`,
      `[p0]
      i1 = getfield_gc_i(p0, descr=<FieldS Node.inst_value>)
      finish(p0)`,
    );
  });

  it('minds that two references may be the same object', () => {
    same(
      `[p0, p1, i2]
      i3 = getfield_gc_i(p0, descr=<FieldS Node.inst_value>)
      setfield_gc(p1, i2, descr=<FieldS Node.inst_value>)
      i4 = getfield_gc_i(p0, descr=<FieldS Node.inst_value>)
      i5 = getfield_gc_i(p0, descr=<FieldS Node.inst_tag pure>)
      setfield_gc(p0, i4, descr=<FieldS Node.inst_value>)
      i6 = getfield_gc_i(p0, descr=<FieldS Node.inst_tag pure>)
      finish(i6)`,
      `[p0, p1, i2]
      i3 = getfield_gc_i(p0, descr=<FieldS Node.inst_value>)
      setfield_gc(p1, i2, descr=<FieldS Node.inst_value>)
      i4 = getfield_gc_i(p0, descr=<FieldS Node.inst_value>)
      i5 = getfield_gc_i(p0, descr=<FieldS Node.inst_tag pure>)
      finish(i5)`,
    );
  });

  it('forgets what a call writes, all but pure fields after random effects', () => {
    const world = new World();
    const value = world.fieldDescr('Node.inst_value');
    world.call('Calln 8 r EF=5', { reads: new Set(), writes: new Set([value]) });
    const reads = `
      i1 = getfield_gc_i(p0, descr=<FieldS Node.inst_value>)
      p2 = getfield_gc_r(p0, descr=<FieldP Node.inst_next>)
      i3 = getfield_gc_i(p0, descr=<FieldS Node.inst_tag pure>)`;
    const again = (n: number): string => reads.replaceAll(/([ip])(\d) =/g, (_, t: string, d: string) => `${t}${n}${d} =`);
    same(
      `[p0]${reads}
      call_n(ConstClass(f), p0, descr=<Calln 8 r EF=5>)${again(1)}
      call_may_force_n(ConstClass(g), descr=<Calln 8 EF=7>)${again(2)}
      finish(i23)`,
      `[p0]${reads}
      call_n(ConstClass(f), p0, descr=<Calln 8 r EF=5>)
      i11 = getfield_gc_i(p0, descr=<FieldS Node.inst_value>)
      call_may_force_n(ConstClass(g), descr=<Calln 8 EF=7>)
      i21 = getfield_gc_i(p0, descr=<FieldS Node.inst_value>)
      p22 = getfield_gc_r(p0, descr=<FieldP Node.inst_next>)
      finish(i3)`,
      world,
    );
  });

  it('does a store before a call that reads the field, not before one that does not', () => {
    const world = new World();
    world.call('Calln 8 r EF=2', { reads: new Set([world.fieldDescr('Node.inst_value')]), writes: new Set() });
    world.call('Calln 8 EF=2', { reads: new Set(), writes: new Set() });
    same(
      `[p0, i1]
      setfield_gc(p0, i1, descr=<FieldS Node.inst_value>)
      call_n(ConstClass(f), descr=<Calln 8 EF=2>)
      call_n(ConstClass(g), p0, descr=<Calln 8 r EF=2>)
      finish(p0)`,
      `[p0, i1]
      call_n(ConstClass(f), descr=<Calln 8 EF=2>)
      setfield_gc(p0, i1, descr=<FieldS Node.inst_value>)
      call_n(ConstClass(g), p0, descr=<Calln 8 r EF=2>)
      finish(p0)`,
      world,
    );
  });

  it('remembers items at constant indices until one at an unknown index is written', () => {
    same(
      `[p0, p1, i2]
      p3 = getarrayitem_gc_r(p0, 1, descr=<ArrayP 8>)
      setarrayitem_gc(p0, 2, p3, descr=<ArrayP 8>)
      p4 = getarrayitem_gc_r(p0, 2, descr=<ArrayP 8>)
      setarrayitem_gc(p0, i2, p1, descr=<ArrayP 8>)
      p5 = getarrayitem_gc_r(p0, 1, descr=<ArrayP 8>)
      i6 = ptr_eq(p4, p5)
      finish(i6)`,
      `[p0, p1, i2]
      p3 = getarrayitem_gc_r(p0, 1, descr=<ArrayP 8>)
      setarrayitem_gc(p0, 2, p3, descr=<ArrayP 8>)
      setarrayitem_gc(p0, i2, p1, descr=<ArrayP 8>)
      p5 = getarrayitem_gc_r(p0, 1, descr=<ArrayP 8>)
      i6 = ptr_eq(p3, p5)
      finish(i6)`,
    );
  });

  it('writes a store of a virtual into the resume data instead of making it', () => {
    const world = new World();
    const { trace } = simple(
      `[p0, i1]
      p2 = new_with_vtable(descr=<SizeDescr 56 Node>)
      setfield_gc(p2, i1, descr=<FieldS Node.inst_value>)
      setfield_gc(p0, p2, descr=<FieldP Node.inst_next>)
      i3 = int_lt(i1, 5)
      guard_true(i3) [p0]
      setfield_gc(p0, ConstPtr(null), descr=<FieldP Node.inst_next>)
      finish(p0)`,
      world,
    );
    expect(show(trace, true)).toEqual(
      expected(
        `[p0, i1]
        i3 = int_lt(i1, 5)
        guard_true(i3) [p0, i1]
        setfield_gc(p0, ConstPtr(null), descr=<FieldP Node.inst_next>)
        finish(p0)`,
        world,
        true,
      ),
    );
    const { resume } = trace.ops[1]!.descr as ResumeGuardDescr;
    expect(resume!.pending).toMatchObject([{ kind: 'field', object: { tag: 'box', index: 0 }, value: { tag: 'virtual', index: 0 } }]);
    expect(resume!.virtuals).toMatchObject([
      { kind: 'object', fields: [{ tag: 'box', index: 1 }, { tag: 'const', value: null }, {}, {}, {}, {}] },
    ]);
  });

  it('needs guard_not_invalidated once until something can invalidate', () => {
    same(
      `[p0]
      guard_not_invalidated() []
      guard_not_invalidated() []
      call_may_force_n(ConstClass(g), descr=<Calln 8 EF=7>)
      guard_not_forced() []
      guard_not_invalidated() []
      finish(p0)`,
      `[p0]
      guard_not_invalidated()
      call_may_force_n(ConstClass(g), descr=<Calln 8 EF=7>)
      guard_not_forced()
      guard_not_invalidated()
      finish(p0)`,
    );
  });

  it('reads pure and quasi-immutable fields of constants now, and remembers what the trace relies on', () => {
    const world = new World();
    const node = world.node({ tag: 12, version: null });
    world.pointers.set('n', node);
    const { trace } = simple(
      `[]
      i1 = getfield_gc_i(ConstPtr(n), descr=<FieldS Node.inst_tag pure>)
      quasiimmut_field(ConstPtr(n), descr=<FieldP Node.inst_version>)
      p2 = getfield_gc_r(ConstPtr(n), descr=<FieldP Node.inst_version>)
      guard_isnull(p2) []
      finish(i1)`,
      world,
    );
    expect(show(trace)).toEqual(['[]', 'finish(12)']);
    expect(trace.quasiImmutableDeps).toEqual([{ object: node, descr: world.fieldDescr('Node.inst_version') }]);
  });

  it('shares dict lookups of the same key until the dict may change', () => {
    const world = new World();
    const length = world.fieldDescr('Node.inst_length');
    world.call('Calli 8 rrii EF=5 OS=4', { reads: new Set([length]), writes: new Set() });
    const look = (n: number): string => `i${n} = call_i(ConstClass(lookup), p0, p1, 55, 0, descr=<Calli 8 rrii EF=5 OS=4>)
      guard_no_exception() []`;
    same(
      `[p0, p1]
      ${look(1)}
      ${look(2)}
      setfield_gc(p0, i2, descr=<FieldS Node.inst_length>)
      ${look(3)}
      finish(i3)`,
      `[p0, p1]
      i1 = call_i(ConstClass(lookup), p0, p1, 55, 0, descr=<Calli 8 rrii EF=5 OS=4>)
      guard_no_exception()
      setfield_gc(p0, i1, descr=<FieldS Node.inst_length>)
      i3 = call_i(ConstClass(lookup), p0, p1, 55, 0, descr=<Calli 8 rrii EF=5 OS=4>)
      guard_no_exception()
      finish(i3)`,
      world,
    );
  });
});
