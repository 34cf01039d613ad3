import { describe, expect, it } from 'vitest';
import { JitLoopToken, defaultParameters, optimizeSimpleLoop } from '.';
import { verifyTrace } from '../verify';
import { World, bridge, expected, loop, record, show, simple } from './testing/optimize';

describe('ends of traces', () => {
  it('does what was put off before a finish', () => {
    const world = new World();
    const { trace } = simple('[p0, i1]\nsetfield_gc(p0, i1, descr=<FieldS Node.inst_value>)\nfinish(p0)', world);
    expect(show(trace)).toEqual(expected('[p0, i1]\nsetfield_gc(p0, i1, descr=<FieldS Node.inst_value>)\nfinish(p0)', world));
    expect(trace.target).toBeNull();
  });

  it('puts nothing behind the end of a segment', () => {
    const world = new World();
    const text = `[p0, i1]
      p2 = new_with_vtable(descr=<SizeDescr 56 Node>)
      setfield_gc(p0, p2, descr=<FieldP Node.inst_next>)
      setfield_gc(p0, i1, descr=<FieldS Node.inst_value>)
      guard_always_fails() [p0, i1]`;
    const { trace } = simple(text, world);
    expect(show(trace, true)).toEqual(
      expected('[p0, i1]\nsetfield_gc(p0, i1, descr=<FieldS Node.inst_value>)\nguard_always_fails() [p0, i1]\nfinish()', world, true),
    );
  });

  it('gives a segmented loop one general label', () => {
    const world = new World();
    const token = new JitLoopToken(3);
    const params = defaultParameters();
    const trace = optimizeSimpleLoop(record('[i0]\ni1 = int_add(i0, 1)\njump(i1)', world), token, params);
    expect(verifyTrace(trace)).toEqual([]);
    expect(show(trace)).toEqual(
      expected('[i0]\nlabel(i0, descr=TargetToken(1))\ni1 = int_add(i0, 1)\njump(i1, descr=TargetToken(1))', world),
    );
    const back = bridge(
      '[i0]\njump(i0)',
      {
        trace,
        token,
        params,
        guard: () => {
          throw new Error('none');
        },
      },
      null,
      world,
    );
    expect(back.trace.target).toBe(token.targetTokens[0]);
  });
});

describe('a loop', () => {
  it('that starts in the middle of a recording takes the values live there as inputs', () => {
    const world = new World();
    const whole = record(
      `[p0, i1]
      i2 = int_add(i1, 1)
      guard_nonnull_class(p0, ConstClass(Node)) [p0, i2]
      i3 = int_add(i2, 5)
      i4 = int_lt(i3, 90)
      guard_true(i4) [p0, i3]
      jump(p0, i3) [p0, i3]`,
      world,
    );
    const cut = { inputargs: [whole.inputargs[0]!, whole.ops[0]!], ops: whole.ops.slice(1) };
    const { trace } = { trace: optimizeSimpleLoop(cut, new JitLoopToken(1), defaultParameters()) };
    expect(verifyTrace(trace)).toEqual([]);
    expect(trace.inputargs.map((a) => a.type)).toEqual(['r', 'i']);
  });

  it('numbers guards and labels in the order they stand', () => {
    const { trace } = loop('[i0]\ni1 = int_add(i0, 1)\ni2 = int_lt(i1, 9)\nguard_true(i2) [i1]\njump(i1) [i1]', new World(), [0], {
      newGuardId: (
        (n) => () =>
          ++n
      )(40),
      newTargetId: (
        (n) => () =>
          ++n
      )(70),
    });
    expect(trace.ops.filter((op) => op.name === 'guard_true').map((op) => (op.descr as { id: number }).id)).toEqual([41, 42]);
    expect(trace.ops.filter((op) => op.name === 'label').map((op) => (op.descr as { id: number }).id)).toEqual([71, 72]);
  });
});
