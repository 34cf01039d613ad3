import { describe, expect, test } from 'vitest';
import { ConstFloat, ConstInt, ConstPtr, EXIT_WITH_EXCEPTION, InputArg, Operation, type Trace } from '../ir';
import { parseLocation, printLocation } from './location';
import { TraceSyntaxError, parseTrace, splitArguments } from './parse';
import { printFloat, printTrace } from './print';
import { TestRegistry } from './testing';

const LOOP = `
[p0, i1, f2]
label(p0, i1, f2, descr=TargetToken(10))
debug_merge_point(0, 0, 'f;/tmp/a b.py:1-3~#12 LOAD_FAST')
guard_nonnull_class(p0, ConstClass(Node), descr=<Guard0x1>) [p0, None, i1, f2]
i3 = getfield_gc_i(p0, descr=<FieldS Node.inst_value>)
i4 = int_add_ovf(i3, -9223372036854775808)
guard_no_overflow(descr=<Guard0x2a>) [p0, ConstPtr(ptr0), i1]
f5 = float_add(f2, 0.100000)
f6 = float_mul(f5, 1e-9)
i7 = float_eq(f6, nan)
guard_true(i7, descr=<Guard0x3>) []
p8 = new_with_vtable(descr=<SizeDescr 16 W_FloatObject>)
setfield_gc(p8, f6, descr=<FieldF W_FloatObject.inst_floatval pure>)
p9 = call_may_force_r(ConstClass(opaque), p8, ConstPtr(null), descr=<Callr 8 rr EF=7>)
guard_not_forced(descr=<Guard0x4>) [p0, p9]
guard_no_exception(descr=<Guard0x5>) [p0, p9]
cond_call(i4, ConstClass(resize), p9, descr=<Calln 8 r EF=5 OS=121>)
i10 = call_i(ConstClass(ll_dict_lookup), p9, ConstPtr(key), descr=<Calli 8 rr EF=5 OS=4>)
p11 = call_assembler_r(p0, p9, descr=<Loop2>)
p12 = new_array_clear(2, descr=<ArrayP 8>)
setarrayitem_gc(p12, 0, p11, descr=<ArrayP 8>)
p13 = guard_exception(ConstClass(W_NoneObject), descr=<Guard0x6>) [p13, p12]
debug_merge_point(1, 7, '<code object g. file "F". line 1> <generator>')
jump(p12, i10, f6, descr=TargetToken(11))`;

describe('traces as text', () => {
  test('what was parsed prints the same', () => {
    // guard_exception's own result may not stand among its fail arguments: the value exists only when the guard holds.
    const text = LOOP.replace('[p13, p12]', '[p12]').trim().split('\n');
    expect(printTrace(parseTrace(text, new TestRegistry()))).toEqual(text);
  });

  test('parsing gives back an equal trace', () => {
    const world = new TestRegistry();
    const text = LOOP.replace('[p13, p12]', '[p12]');
    const once = parseTrace(text, world);
    const twice = parseTrace(printTrace(once), world);
    expect(twice).toEqual(once);
    expect(once.ops[3].descr).toBe(world.fieldDescr('Node.inst_value'));
    expect(once.ops[3].at).toEqual({ path: '/tmp/a b.py', line: 3, function: 'f', firstLine: 1, offset: 12, opcode: 'LOAD_FAST' });
    expect(once.ops[0].at).toBeNull();
  });

  test('values get the numbers of their order, whatever they were called', () => {
    const world = new TestRegistry();
    const lines = printTrace(
      parseTrace('[i7]\ni90 = int_add(i7, 1)\n\n# a comment\n+12: finish(i90, descr=<DoneWithThisFrameDescrInt object at 0x1>)', world),
    );
    expect(lines).toEqual(['[i0]', 'i1 = int_add(i0, 1)', 'finish(i1)']);
  });

  test('byte offsets and PyPy’s long names are understood', () => {
    const world = new TestRegistry();
    const t = parseTrace(
      '[p0]\ni1 = getfield_gc_i(p0, descr=<FieldS pypy.objspace.std.intobject.W_IntObject.inst_intval 8 pure>)\nfinish(p0)',
      world,
    );
    expect(t.ops[0].descr).toBe(world.fieldDescr('W_IntObject.inst_intval'));
  });

  test('anonymous constants are told apart by identity', () => {
    const a = {};
    const arg = new InputArg('r', 0);
    const same = (v: unknown): Operation => new Operation('ptr_eq', [arg, new ConstPtr(v)]);
    const trace: Trace = { inputargs: [arg], ops: [same(a), same({}), same(a), same(null)] };
    expect(printTrace(trace).slice(1)).toEqual([
      'i1 = ptr_eq(p0, ConstPtr(ptr0))',
      'i2 = ptr_eq(p0, ConstPtr(ptr1))',
      'i3 = ptr_eq(p0, ConstPtr(ptr0))',
      'i4 = ptr_eq(p0, ConstPtr(null))',
    ]);
  });

  test('an exit by exception', () => {
    const t = parseTrace('[p0]\nfinish(p0, descr=<ExitFrameWithExceptionDescrRef>)', new TestRegistry());
    expect(t.ops[0].descr).toBe(EXIT_WITH_EXCEPTION);
    expect(printTrace(t)[1]).toBe('finish(p0, descr=<ExitFrameWithExceptionDescrRef>)');
  });

  test.each([
    ['i1 = int_add(i0, 1)', 'line 1: unknown value i0'],
    ['[i0]\ni1 = int_plus(i0, 1)', 'line 2: unknown operation int_plus'],
    ['[i0]\nint_add(i0, 1)', 'line 2: int_add needs a result'],
    ['[i0]\ni0 = int_add(i0, 1)', 'line 2: i0 is defined twice'],
    ['[p0]\np1 = getfield_gc_r(p0, descr=<FieldP Nobody.inst_x>)', 'line 2: unknown descr <FieldP Nobody.inst_x>'],
    ['what', 'line 1: not an operation: what'],
  ])('%j is refused', (text, message) => {
    expect(() => parseTrace(text, new TestRegistry())).toThrow(new TraceSyntaxError(message));
  });
});

describe('constants', () => {
  test.each([
    [0, '0.000000'],
    [-0, '-0.000000'],
    [1.5, '1.500000'],
    [0.1, '0.100000'],
    [1e-9, '1e-9'],
    [Math.PI, '3.141592653589793'],
    [1e300, '1e+300'],
    [2 ** 60, '1152921504606846976.000000'],
    [1e21, '1e+21'],
    [NaN, 'nan'],
    [-Infinity, '-inf'],
  ])('%d', (x, text) => {
    expect(printFloat(x)).toBe(text);
    const arg = new InputArg('f', 0);
    const lines = printTrace({ inputargs: [arg], ops: [new Operation('float_add', [arg, new ConstFloat(x)])] });
    const back = parseTrace(lines, new TestRegistry()).ops[0].args[1] as ConstFloat;
    expect(Object.is(back.value, x)).toBe(true);
  });

  test('ints beyond 2^53 stay exact', () => {
    const arg = new InputArg('i', 0);
    const lines = printTrace({ inputargs: [arg], ops: [new Operation('int_add', [arg, new ConstInt(2n ** 63n - 1n)])] });
    expect((parseTrace(lines, new TestRegistry()).ops[0].args[1] as ConstInt).value).toBe(2n ** 63n - 1n);
  });
});

describe('locations', () => {
  test.each(['f;a.py:1-3~#12 LOAD_FAST', '(unpack_into: no get_printable_location)'])('%s', (text) => {
    expect(printLocation(parseLocation(text))).toBe(text);
  });

  test('the older form', () => {
    expect(parseLocation("<code object f. file '/tmp/a.py'. line 4> #9 LOAD_FAST")).toEqual({
      path: '/tmp/a.py',
      line: 4,
      function: 'f',
      firstLine: 4,
      offset: 9,
      opcode: 'LOAD_FAST',
    });
  });

  test('commas and line breaks cannot split a line of the log', () => {
    expect(printLocation({ path: 'a,b\n.py', line: 1, function: 'f', firstLine: 1, offset: 0, opcode: 'NOP' })).toBe(
      'f;a.b .py:1-1~#0 NOP',
    );
  });
});

test('arguments split at the outer commas only', () => {
  expect(splitArguments("0, 1, 'f(a, b'")).toEqual(['0', '1', "'f(a, b'"]);
  expect(splitArguments('p1, ConstPtr(ptr2), descr=<Callr 8 r, i>')).toEqual(['p1', 'ConstPtr(ptr2)', 'descr=<Callr 8 r, i>']);
});
