import { describe, expect, it } from 'vitest';
import { TooManyFailArgs, defaultParameters, type ResumeGuardDescr } from '.';
import type { ResumeData } from '../ir';
import { World, show, simple } from './testing/optimize';

const INTVAL = 'descr=<FieldS W_IntObject.inst_intval pure>';
const NEXT = 'descr=<FieldP Node.inst_next>';
const VALUE = 'descr=<FieldS Node.inst_value>';

const resumeOf = (text: string, guard: number): { resume: ResumeData; failArgs: string; descr: ResumeGuardDescr } => {
  const { trace } = simple(text, new World());
  const op = trace.ops.filter((o) => o.name.startsWith('guard_'))[guard]!;
  const descr = op.descr as ResumeGuardDescr;
  const line = show(trace, true)[trace.ops.indexOf(op) + 1]!;
  return { resume: descr.resume!, failArgs: /\[.*\]$/.exec(line)![0], descr };
};

describe('resume data', () => {
  it('lists each value once: constants, fail arguments, virtuals in virtuals, values used twice', () => {
    const { resume, failArgs } = resumeOf(
      `[p0, i1]
      p2 = new_with_vtable(descr=<SizeDescr 16 W_IntObject>)
      setfield_gc(p2, i1, ${INTVAL})
      p3 = new_with_vtable(descr=<SizeDescr 56 Node>)
      setfield_gc(p3, p2, ${NEXT})
      setfield_gc(p3, 5, ${VALUE})
      i4 = int_is_true(i1)
      guard_true(i4) [p0, p3, None, ConstPtr(null), p0, p2, i1]
      finish(p0)`,
      0,
    );
    expect(failArgs).toBe('[p0, i1]');
    expect(resume.frames[0]!.values).toEqual([
      { tag: 'box', index: 0 },
      { tag: 'virtual', index: 0 },
      { tag: 'unbound' },
      { tag: 'const', value: null },
      { tag: 'box', index: 0 },
      { tag: 'virtual', index: 1 },
      { tag: 'box', index: 1 },
    ]);
    expect(resume.virtuals.map((v) => (v.kind === 'object' ? v.fields.slice(0, 2) : v))).toEqual([
      [
        { tag: 'const', value: 5 },
        { tag: 'virtual', index: 1 },
      ],
      [{ tag: 'box', index: 1 }],
    ]);
  });

  it('describes arrays and cycles', () => {
    const { resume, failArgs } = resumeOf(
      `[p0, i1]
      p2 = new_array_clear(3, descr=<ArrayP 8>)
      setarrayitem_gc(p2, 1, p2, descr=<ArrayP 8>)
      setarrayitem_gc(p2, 2, p0, descr=<ArrayP 8>)
      i4 = int_is_true(i1)
      guard_true(i4) [p2]
      finish(p0)`,
      0,
    );
    expect(failArgs).toBe('[p0]');
    expect(resume.virtuals).toMatchObject([
      {
        kind: 'array',
        items: [
          { tag: 'const', value: null },
          { tag: 'virtual', index: 0 },
          { tag: 'box', index: 0 },
        ],
      },
    ]);
  });

  it('keeps the numbers of values inside virtuals, with holes where they are not needed', () => {
    const text = `[p0, i1, i2]
      p3 = new_with_vtable(descr=<SizeDescr 16 W_IntObject>)
      setfield_gc(p3, i1, ${INTVAL})
      p4 = new_with_vtable(descr=<SizeDescr 16 W_IntObject>)
      setfield_gc(p4, i2, ${INTVAL})
      guard_nonnull(p0) [p0, p3, p4]
      call_n(ConstClass(f), i1, descr=<Calln 8 i EF=5>)
      guard_no_exception() [p0, p4]
      finish(p0)`;
    expect(resumeOf(text, 0).failArgs).toBe('[p0, i2, i1]');
    const second = resumeOf(text, 1);
    expect(second.failArgs).toBe('[p0, i2, None]');
    expect(second.resume.virtuals).toMatchObject([{ fields: [{ tag: 'box', index: 1 }] }]);
  });

  it('is shared over pure operations only', () => {
    const guards = (between: string): boolean[] => {
      const { trace } = simple(
        `[p0, p1, i2]
        guard_nonnull(p0) [p0]
        ${between}
        guard_nonnull(p1) [p1]
        finish(p0)`,
        new World(),
      );
      return trace.ops.filter((o) => o.name.startsWith('guard_')).map((o) => (o.descr as ResumeGuardDescr).sharedWith !== null);
    };
    expect(guards('i3 = int_add(i2, 1)')).toEqual([false, true]);
    expect(guards('i3 = getfield_gc_i(p0, descr=<FieldS Node.inst_value>)')).toEqual([false, true]);
    expect(guards("debug_merge_point(0, 0, 'f;a.py:1-2~#4 LOAD_FAST')")).toEqual([false, true]);
    expect(guards('setfield_gc(p0, i2, descr=<FieldS Node.inst_value>)')).toEqual([false, false]);
    expect(guards('call_n(ConstClass(f), descr=<Calln 8 EF=2>)')).toEqual([false, false]);
    expect(guards('guard_always_fails() [p0]')).toEqual([false, false, true]);
    expect(guards('call_n(ConstClass(f), descr=<Calln 8 EF=5>)\nguard_no_exception() [p0]')).toEqual([false, false, true]);
    const call = 'call_may_force_n(ConstClass(f), descr=<Calln 8 EF=7>)\nguard_not_forced() [p0]\nguard_no_exception() [p0]';
    expect(guards(call)).toEqual([false, false, true, true]);
  });

  it('gives up when there are too many fail arguments', () => {
    const names = Array.from({ length: 1001 }, (_, i) => `i${i}`).join(', ');
    const text = `[${names}]\ni2000 = int_lt(i0, i1)\nguard_true(i2000) [${names}]\nfinish(i0)`;
    expect(() => simple(text, new World())).toThrow(TooManyFailArgs);
    expect(simple(text, new World(), null, defaultParameters({ failArgsLimit: 1001 })).trace.ops).toHaveLength(3);
  });
});
