import { describe, expect, it } from 'vitest';
import { World, expected, show, simple } from '../testing/optimize';
import { defaultParameters, type ResumeGuardDescr } from '..';
import { plainStrings } from '../../backend/hooks';

const world = (): World => {
  const w = new World();
  w.pointers.set('ab', 'ab');
  return w;
};
const params = defaultParameters({ strings: plainStrings });
const optimize = (text: string, w: World): string[] => show(simple(text, w, null, params).trace);
const same = (before: string, after: string): void => {
  const w = world();
  expect(optimize(before, w)).toEqual(expected(after, w));
};

const CONCAT = 'descr=<Callr 8 rr EF=3 OS=42>';
const SLICE = 'descr=<Callr 8 rii EF=3 OS=43>';

describe('string', () => {
  it('reads characters of a new string without making it', () => {
    same(
      `[i0, i1]
      p2 = newstr(2)
      strsetitem(p2, 0, i0)
      strsetitem(p2, 1, i1)
      i3 = strlen(p2)
      i4 = int_sub(i3, 1)
      i5 = strgetitem(p2, i4)
      finish(i5)`,
      `[i0, i1]
      finish(i1)`,
    );
  });

  it('makes it with its characters where it escapes, or at once when all are constants', () => {
    same(
      `[i0]
      p1 = newstr(2)
      strsetitem(p1, 1, i0)
      strsetitem(p1, 0, 97)
      call_n(ConstClass(f), p1, descr=<Calln 8 r EF=5>)
      p2 = newstr(2)
      strsetitem(p2, 0, 97)
      strsetitem(p2, 1, 98)
      call_n(ConstClass(f), p2, descr=<Calln 8 r EF=5>)
      finish(i0)`,
      `[i0]
      p1 = newstr(2)
      strsetitem(p1, 0, 97)
      strsetitem(p1, 1, i0)
      call_n(ConstClass(f), p1, descr=<Calln 8 r EF=5>)
      call_n(ConstClass(f), ConstPtr(ptr0), descr=<Calln 8 r EF=5>)
      finish(i0)`,
    );
  });

  it('adds lengths and finds characters in concatenations and slices', () => {
    same(
      `[p0, p1]
      p2 = call_pure_r(ConstClass(concat), ConstPtr(ab), p1, ${CONCAT})
      guard_no_exception() []
      i3 = strlen(p2)
      i4 = strgetitem(p2, 1)
      i5 = strgetitem(p2, 4)
      p6 = call_pure_r(ConstClass(slice), p2, 1, 3, ${SLICE})
      i7 = strlen(p6)
      i8 = strgetitem(p6, 1)
      i9 = int_add(i3, i4)
      i10 = int_add(i7, i8)
      i11 = int_add(i9, i10)
      i12 = int_add(i11, i5)
      finish(i12)`,
      `[p0, p1]
      i0 = strlen(p1)
      i3 = int_add(2, i0)
      i5 = strgetitem(p1, 2)
      i8 = strgetitem(p1, 0)
      i9 = int_add(i0, 100)
      i10 = int_add(2, i8)
      i11 = int_add(i9, i10)
      i12 = int_add(i11, i5)
      finish(i12)`,
    );
  });

  it('makes what escapes by the call it came from, inner parts first', () => {
    same(
      `[p0, p1]
      p2 = call_pure_r(ConstClass(concat), p0, p1, ${CONCAT})
      p3 = call_pure_r(ConstClass(concat), p2, p0, ${CONCAT})
      i4 = ptr_eq(p3, ConstPtr(null))
      guard_false(i4) [p3]
      finish(p3)`,
      `[p0, p1]
      p2 = call_r(ConstClass(concat), p0, p1, ${CONCAT})
      p3 = call_r(ConstClass(concat), p2, p0, ${CONCAT})
      finish(p3)`,
    );
  });

  it('describes virtual strings in resume data', () => {
    const w = world();
    const { trace } = simple(
      `[p0, i1]
      p2 = newstr(1)
      strsetitem(p2, 0, i1)
      p3 = call_pure_r(ConstClass(concat), p0, p2, ${CONCAT})
      i4 = int_lt(i1, 3)
      guard_true(i4) [p3]
      finish(p0)`,
      w,
      null,
      params,
    );
    const { resume } = trace.ops[1]!.descr as ResumeGuardDescr;
    expect(resume!.virtuals).toEqual([
      { kind: 'concat', left: { tag: 'box', index: 1 }, right: { tag: 'virtual', index: 1 } },
      { kind: 'chars', codes: [{ tag: 'box', index: 0 }] },
    ]);
    expect(trace.ops[1]!.failArgs!.map((v) => v!.type)).toEqual(['i', 'r']);
  });

  it('copies short known pieces character by character', () => {
    same(
      `[i0]
      p1 = newstr(3)
      copystrcontent(ConstPtr(ab), p1, 0, 1, 2)
      strsetitem(p1, 0, i0)
      i2 = strgetitem(p1, 2)
      finish(i2)`,
      `[i0]
      finish(98)`,
    );
  });

  it('adds 5,000 pieces without deep recursion', () => {
    const lines = ['[p0, p1]'];
    for (let i = 2; i < 5002; i++) lines.push(`p${i} = call_pure_r(ConstClass(concat), p${i - 1}, p0, ${CONCAT})`);
    lines.push('i9000 = strlen(p5001)', 'i9001 = int_lt(i9000, 7)', 'guard_true(i9001) [p5001]', 'finish(p5001)');
    const { trace } = simple(lines.join('\n'), world(), null, params);
    expect(trace.ops.filter((op) => op.name === 'call_r')).toHaveLength(5000);
    expect((trace.ops.find((op) => op.name === 'guard_true')!.descr as ResumeGuardDescr).resume!.virtuals).toHaveLength(5000);
  });
});
