import { describe, expect, it } from 'vitest';
import { World, expected, rewritten } from '../testing/optimize';

const same = (before: string, after: string): void => expect(rewritten(before)).toEqual(expected(after, new World()));
const INTVAL = 'descr=<FieldS W_IntObject.inst_intval pure>';
const BOXED = `p3 = new_with_vtable(descr=<SizeDescr 16 W_IntObject>)
      setfield_gc(p3, i1, ${INTVAL})`;

describe('early force', () => {
  it('makes what a call gets before the stores that the call waits for', () => {
    same(
      `[p0, i1, p2]
      setfield_gc(p0, i1, descr=<FieldS Node.inst_value>)
      ${BOXED}
      call_n(ConstClass(f), p3, descr=<Calln 8 r EF=7>)
      finish(i1)`,
      `[p0, i1, p2]
      ${BOXED}
      setfield_gc(p0, i1, descr=<FieldS Node.inst_value>)
      call_n(ConstClass(f), p3, descr=<Calln 8 r EF=7>)
      finish(i1)`,
    );
  });

  it('makes what a call gets, and leaves a store that the call does not see for later', () => {
    same(
      `[p0, i1, p2]
      setfield_gc(p0, i1, descr=<FieldS Node.inst_value>)
      ${BOXED}
      call_n(ConstClass(f), p3, descr=<Calln 8 r EF=5>)
      finish(i1)`,
      `[p0, i1, p2]
      ${BOXED}
      call_n(ConstClass(f), p3, descr=<Calln 8 r EF=5>)
      setfield_gc(p0, i1, descr=<FieldS Node.inst_value>)
      finish(i1)`,
    );
  });

  it('leaves what is stored virtual as long as the store is put off', () => {
    same(
      `[p0, i1, p2]
      ${BOXED}
      setfield_gc(p0, p3, descr=<FieldP Node.inst_next>)
      p4 = getfield_gc_r(p0, descr=<FieldP Node.inst_next>)
      i5 = getfield_gc_i(p4, ${INTVAL})
      setfield_gc(p0, p2, descr=<FieldP Node.inst_next>)
      i6 = int_add(i5, 1)
      finish(i6)`,
      `[p0, i1, p2]
      i6 = int_add(i1, 1)
      setfield_gc(p0, p2, descr=<FieldP Node.inst_next>)
      finish(i6)`,
    );
  });
});
