import { expect, test } from 'vitest';
import { ConstInt, InputArg, Operation } from '../ir';
import { parseTrace } from '../text';
import { TestRegistry } from '../text/testing';
import { explainErrors, verifyTrace } from '.';

const check = (text: string): string[] => verifyTrace(parseTrace(text, new TestRegistry()));

test('a well-formed loop', () => {
  expect(
    check(`[p0, i1]
      label(p0, i1, descr=TargetToken(10))
      i2 = int_add_ovf(i1, 1)
      debug_merge_point(0, 0, 'x')
      guard_no_overflow(descr=<Guard0x1>) [p0, None, i1]
      i3 = call_may_force_i(ConstClass(f), i2, descr=<Calli 8 i EF=7>)
      guard_not_forced(descr=<Guard0x2>) [i3]
      guard_no_exception(descr=<Guard0x3>) [i3]
      i4 = getfield_gc_i(p0, descr=<FieldS Node.inst_value>)
      label(p0, i4, descr=TargetToken(11))
      jump(p0, i4, descr=TargetToken(11))`),
  ).toEqual([]);
});

test('a bridge may start with its parent’s exception', () => {
  expect(
    check(`[p0]
      p1 = guard_exception(ConstClass(W_NoneObject), descr=<Guard0x1>) [p0]
      finish(p1)`),
  ).toEqual([]);
});

test.each([
  ['[p0]\nfinish(p0)\nfinish(p0)', 'operation 0 (finish): ends the trace but is not the last operation'],
  ['[i0]\ni1 = int_neg(i0)', 'operation 0 (int_neg): is the last operation but does not end the trace'],
  ['[p0]\ni1 = int_neg(p0)\nfinish(p0)', 'operation 0 (int_neg): argument 0 has type r, not i'],
  ['[i0]\ni1 = int_add(i0)\nfinish(i1)', 'operation 0 (int_add): has 1 arguments, not 2'],
  ['[i0]\ni1 = int_add_ovf(i0, 1)\nfinish(i1)', 'operation 0 (int_add_ovf): is not followed by an overflow guard'],
  [
    '[i0]\nguard_no_overflow(descr=<Guard0x1>) []\nfinish(i0)',
    'operation 0 (guard_no_overflow): does not follow an operation that may overflow',
  ],
  ['[i0]\nguard_true(i0, descr=<Guard0x1>)\nfinish(i0)', 'operation 0 (guard_true): has neither fail arguments nor a snapshot'],
  [
    '[i0]\nguard_true(i0, descr=<Guard0x1>) []\nguard_false(i0, descr=<Guard0x1>) []\nfinish(i0)',
    'operation 1 (guard_false): shares its descr with another guard',
  ],
  ['[i0]\nguard_true(i0) []\nfinish(i0)', 'operation 0 (guard_true): needs a guard descr'],
  [
    '[i0, i1]\nlabel(i0, descr=TargetToken(10))\njump(i1, descr=TargetToken(10))',
    'operation 1 (jump): argument 0 is hidden by the label before',
  ],
  [
    '[i0, f1]\nlabel(i0, descr=TargetToken(10))\njump(i0, i0, descr=TargetToken(10))',
    'operation 1 (jump): jumps with 2 arguments to a label with 1',
  ],
  [
    '[i0, f1]\nlabel(i0, f1, descr=TargetToken(10))\njump(f1, f1, descr=TargetToken(10))',
    'operation 1 (jump): argument 0 has type f, the label takes i',
  ],
  ['[i0]\nlabel(i0, i0, descr=TargetToken(10))\njump(i0, i0, descr=TargetToken(10))', 'operation 0 (label): argument 1 is listed twice'],
  ['[p0]\nf1 = getfield_gc_f(p0, descr=<FieldS Node.inst_value>)\nfinish(p0)', 'operation 0 (getfield_gc_f): gives f but its descr says i'],
  ['[p0]\nsetfield_gc(p0, p0, descr=<FieldS Node.inst_value>)\nfinish(p0)', 'operation 0 (setfield_gc): argument 1 has type r, not i'],
  ['[p0]\ni1 = getfield_gc_i(p0, descr=<ArrayS 8>)\nfinish(p0)', 'operation 0 (getfield_gc_i): needs a field descr, not array'],
  ['[p0]\ni1 = call_i(ConstClass(f), descr=<Callr 8 r EF=5>)\nfinish(p0)', 'operation 0 (call_i): gives i but its descr says r'],
  [
    '[p0]\nguard_no_exception(descr=<Guard0x1>) [p0]\nguard_nonnull(p0, descr=<Guard0x2>) [p0]\nguard_no_exception(descr=<Guard0x3>) [p0]\nfinish(p0)',
    'operation 2 (guard_no_exception): does not follow a call',
  ],
  ['[i0]\nguard_not_forced(descr=<Guard0x1>) [i0]\nfinish(i0)', 'operation 0 (guard_not_forced): does not follow a call that may force'],
])('%j', (text, error) => {
  expect(check(text)).toEqual([error]);
});

test('use before definition, and of a value without a result', () => {
  const arg = new InputArg('i', 0);
  const late = new Operation('int_neg', [arg]);
  const early = new Operation('int_add', [late, new ConstInt(1)]);
  const merge = new Operation('debug_merge_point', []);
  const trace = { inputargs: [arg], ops: [early, late, merge, new Operation('finish', [merge])] };
  expect(verifyTrace(trace)).toEqual([
    'operation 0 (int_add): argument 0 is used before it is defined',
    'operation 3 (finish): argument 0 is an operation without a result',
  ]);
  expect(explainErrors(trace, ['x']).split('\n')).toEqual([
    'i0',
    '0: i1 = int_add(i?, 1)',
    '1: i2 = int_neg(i0)',
    "2: debug_merge_point('')",
    '3: finish(v?)',
    'x',
  ]);
});

test('labels of other traces are checked when they are known', () => {
  const world = new TestRegistry();
  const trace = parseTrace('[i0]\njump(i0, descr=TargetToken(20))', world);
  expect(verifyTrace(trace)).toEqual([]);
  expect(verifyTrace(trace, { label: () => ['r'] })).toEqual(['operation 0 (jump): argument 0 has type i, the label takes r']);
});
