/** Every engine runs the same programs and must give the same results. */
import { magicNumbers } from '../optimizer/passes/division';
import { describe, expect, test } from 'vitest';
import type { Concrete } from '../ir';
import { TestFloat, TestOpaque } from '../text/testing';
import { ENGINES, TestEngine, TestGuestError, showValue } from './testing/engine';

const SUM = `[i0, i1]
  label(i0, i1, descr=TargetToken(10))
  debug_merge_point(0, 0, 'f;a.py:1-2~#4 FOR_ITER')
  i2 = int_gt(i0, 0)
  guard_true(i2, descr=<Guard0x1>) [i0, i1]
  i3 = int_add_ovf(i1, i0)
  guard_no_overflow(descr=<Guard0x2>) [i0, i1]
  i4 = int_sub(i0, 1)
  jump(i4, i3, descr=TargetToken(10))`;

describe.each(Object.keys(ENGINES))('%s', (name) => {
  const engine = (...args: ConstructorParameters<typeof TestEngine> extends [unknown, ...infer Rest] ? Rest : never): TestEngine =>
    new TestEngine(ENGINES[name], ...args);

  test('a loop runs until its guard fails, and counts', () => {
    const e = engine();
    e.loop(1, SUM);
    expect(e.show(e.run(1, 100, 0))).toBe('guard 1 [0, 5050]');
    expect(e.show(e.run(1, 3, 0))).toBe('guard 1 [0, 6]');
    expect(e.backend.counts()).toEqual({ entries: [[1, 2]], labels: [[1, 105, 0]], failures: [[1, 2, 0]] });
  });

  test('sums pass 2^31, 2^53 and stop at 2^63', () => {
    const e = engine();
    e.loop(1, SUM);
    expect(e.show(e.run(1, 3, 2 ** 31 - 4))).toBe(`guard 1 [0, ${2 ** 31 + 2}]`);
    expect(e.show(e.run(1, 3, 2 ** 53 - 4))).toBe(`guard 1 [0, ${2n ** 53n + 2n}n]`);
    expect(e.show(e.run(1, 4, 2n ** 63n - 8n))).toBe('guard 2 [2, 9223372036854775807n]');
    expect(e.show(e.run(1, 5, 2n ** 63n - 8n))).toBe('guard 2 [4, 9223372036854775805n]');
    expect(e.show(e.run(1, 1, -(2n ** 53n)))).toBe(`guard 1 [0, ${-(2 ** 53 - 1)}]`);
  });

  test('a bridge takes over a guard, and jumps back into the loop', () => {
    const e = engine();
    e.loop(
      1,
      `[i0, i1, i2]
      label(i0, i1, i2, descr=TargetToken(10))
      i3 = int_lt(i0, i2)
      guard_true(i3, descr=<Guard0x1>) [i1]
      i4 = int_and(i0, 1)
      guard_true(i4, descr=<Guard0x2>) [i2, None, i0, i1]
      i5 = int_add(i1, 10)
      i6 = int_add(i0, 1)
      jump(i6, i5, i2, descr=TargetToken(10))`,
    );
    expect(e.show(e.run(1, 0, 0, 100))).toBe('guard 2 [100, null, 0, 0]');
    const bridge = e.bridge(
      2,
      `[i0, i1, i2]
      i3 = int_add(i2, 1)
      i4 = int_add(i1, 1)
      jump(i4, i3, i0, descr=TargetToken(10))`,
    );
    for (let i = 0; i < 4; i++) expect(e.show(e.run(1, 0, 0, 100))).toBe('guard 1 [550]');
    expect(bridge.entries).toBe(200);
    expect(e.backend.counts()).toEqual({
      entries: [
        [1, 5],
        [2, 200],
      ],
      labels: [[1, 1 + 4 * 101, 0]],
      failures: [
        [1, 4, 0],
        [2, 1, 200],
      ],
    });
  });

  test('a long chain of bridges and loops uses no host stack', () => {
    const e = engine();
    e.loop(
      1,
      `[i0, i1]
      label(i0, i1, descr=TargetToken(10))
      i2 = int_eq(i1, 0)
      guard_false(i2, descr=<Guard0x1>) [i0]
      guard_value(i0, -1, descr=<Guard0x2>) [i0, i1]
      jump(i0, i1, descr=TargetToken(10))`,
    );
    e.loop(
      2,
      '[i0, i1]\nlabel(i0, i1, descr=TargetToken(20))\ni2 = int_sub(i1, 1)\ni3 = int_add(i0, 2)\njump(i3, i2, descr=TargetToken(10))',
    );
    e.bridge(2, '[i0, i1]\njump(i0, i1, descr=TargetToken(20))');
    expect(e.show(e.run(1, 0, 100_000))).toBe('guard 1 [200000]');
    expect(e.backend.counts().labels).toEqual([
      [1, 100_001, 0],
      [2, 100_000, 0],
    ]);
  });

  test('two labels: a preamble and a peeled loop, entered at either', () => {
    const e = engine();
    e.loop(
      1,
      `[p0]
      i1 = getfield_gc_i(p0, descr=<FieldS Node.inst_value>)
      label(p0, i1, descr=TargetToken(10))
      i2 = int_add(i1, 100)
      label(p0, i2, descr=TargetToken(11))
      i3 = int_lt(i2, 107)
      guard_true(i3, descr=<Guard0x1>) [p0, i2]
      setfield_gc(p0, i2, descr=<FieldS Node.inst_value>)
      i4 = int_add(i2, 1)
      jump(p0, i4, descr=TargetToken(11))`,
    );
    const node = e.world.node({ value: 3 });
    const exit = e.run(1, node);
    expect(exit.kind === 'guard' && exit.values).toEqual([node, 107]);
    expect(node.value).toBe(106);
    expect(e.show(e.run(e.world.target(11), node, 200))).toMatch(/^guard 1 .* 200\]$/);
    expect(e.show(e.run(e.world.target(10), node, 5))).toMatch(/^guard 1 .* 107\]$/);
    expect(e.backend.counts().labels).toEqual([[1, 2, 5 + 1 + 3]]);
  });

  test('label arguments are assigned at once', () => {
    const e = engine();
    e.loop(
      1,
      `[i0, f1, p2, i3, f4, p5]
      label(i0, f1, p2, i3, f4, p5, descr=TargetToken(10))
      i6 = int_lt(i0, i3)
      guard_true(i6, descr=<Guard0x1>) [i0, f1, p2, i3, f4, p5]
      jump(i3, f4, p5, i0, f1, p2, descr=TargetToken(10))`,
    );
    expect(e.show(e.run(1, 1, 1.5, new TestOpaque('a'), 2, 2.5, new TestOpaque('b')))).toBe('guard 1 [2, 2.5, b, 1, 1.5, a]');
  });

  test('objects appear with their fields, and only when they are used', () => {
    const e = engine();
    e.loop(
      1,
      `[i0, f1, p2]
      p3 = new_with_vtable(descr=<SizeDescr 16 W_IntObject>)
      setfield_gc(p3, i0, descr=<FieldS W_IntObject.inst_intval pure>)
      p4 = new_with_vtable(descr=<SizeDescr 56 Node>)
      p5 = new_with_vtable(descr=<SizeDescr 16 W_FloatObject>)
      setfield_gc(p5, f1, descr=<FieldF W_FloatObject.inst_floatval pure>)
      setfield_gc(p4, p5, descr=<FieldP Node.inst_next>)
      setfield_gc(p4, i0, descr=<FieldS Node.inst_value>)
      p6 = new_array_clear(3, descr=<ArrayP 8>)
      setarrayitem_gc(p6, 0, p3, descr=<ArrayP 8>)
      setarrayitem_gc(p6, 1, p4, descr=<ArrayP 8>)
      guard_isnull(p2, descr=<Guard0x1>) [p6]
      setfield_gc(p4, p4, descr=<FieldP Node.inst_version>)
      p7 = getfield_gc_r(p4, descr=<FieldP Node.inst_version>)
      i8 = ptr_eq(p7, p4)
      i9 = arraylen_gc(p6, descr=<ArrayP 8>)
      i10 = int_add(i8, i9)
      finish(i10)`,
    );
    expect(e.show(e.run(1, 7, 2.5, null))).toBe('finish 4');
    expect(e.show(e.run(1, 7, 2.5, e.world.node()))).toBe('guard 1 [[7 Node(7 float(2.5) 0 0 0 null) null]]');
  });

  test('guards on references', () => {
    const e = engine();
    e.loop(
      1,
      `[p0]
      guard_nonnull(p0, descr=<Guard0x1>) []
      guard_class(p0, ConstClass(Node), descr=<Guard0x2>) [p0]
      p1 = getfield_gc_r(p0, descr=<FieldP Node.inst_next>)
      guard_nonnull_class(p1, ConstClass(W_FloatObject), descr=<Guard0x3>) [p1]
      f2 = getfield_gc_f(p1, descr=<FieldF W_FloatObject.inst_floatval pure>)
      guard_value(f2, -0.000000, descr=<Guard0x4>) [f2]
      p3 = getfield_gc_r(p0, descr=<FieldP Node.inst_version>)
      guard_value(p3, ConstPtr(v1), descr=<Guard0x5>) [p3]
      finish()`,
    );
    const { world } = e;
    const run = (node: Concrete): string => e.show(e.run(1, node));
    expect(run(null)).toBe('guard 1 []');
    expect(run(5)).toBe('guard 2 [5]');
    expect(run(world.node({}, 'Leaf'))).toMatch(/^guard 2/);
    expect(run(world.node())).toBe('guard 3 [null]');
    expect(run(world.node({ next: new TestFloat(0) }))).toBe('guard 4 [0]');
    expect(run(world.node({ next: new TestFloat(NaN) }))).toBe('guard 4 [NaN]');
    expect(run(world.node({ next: new TestFloat(-0) }))).toBe('guard 5 [null]');
    expect(run(world.node({ next: new TestFloat(-0), version: world.pointer('v1') }))).toBe('finish null');
  });

  test('guest errors wait for their guard; others end the run', () => {
    const e = engine();
    const boom = new TestOpaque('boom');
    e.world.define('risky', 'risky', (x) => {
      if (x === 1) throw new TestGuestError(boom);
      if (x === 2) throw new RangeError('host');
      return x;
    });
    e.loop(
      1,
      `[i0]
      i1 = call_i(ConstClass(risky), i0, descr=<Calli 8 i EF=5>)
      guard_no_exception(descr=<Guard0x1>) [i0]
      finish(i1)`,
    );
    expect(e.show(e.run(1, 5))).toBe('finish 5');
    expect(e.show(e.run(1, 1))).toBe('guard 1 [1] pending boom');
    expect(() => e.run(1, 2)).toThrow('host');
    e.bridge(
      1,
      `[i0]
      p1 = guard_exception(ConstClass(W_NoneObject), descr=<Guard0x2>) [i0]
      finish(p1, descr=<ExitFrameWithExceptionDescrRef>)`,
    );
    for (let i = 0; i < 5; i++) expect(e.show(e.run(1, 1))).toBe('exception boom');
    expect(e.show(e.run(1, 5))).toBe('finish 5');
    e.loop(2, '[i0]\ni1 = call_i(ConstClass(risky), i0, descr=<Calli 8 i EF=2>)\nfinish(i1)');
    expect(() => e.run(2, 1)).toThrow(TestGuestError);
  });

  test('a guest error of another class fails guard_exception and stays pending', () => {
    const e = engine();
    e.world.define('risky', 'risky', () => {
      throw new TestGuestError(new TestFloat(1));
    });
    e.loop(
      1,
      `[i0]
      call_n(ConstClass(risky), descr=<Calln 8  EF=5>)
      p1 = guard_exception(ConstClass(W_NoneObject), descr=<Guard0x1>) [i0]
      finish(p1)`,
    );
    expect(e.show(e.run(1, 3))).toBe('guard 1 [3] pending float(1)');
  });

  test('forcing: the spilled values can be read during the call, the guard fails after it', () => {
    const e = engine();
    const seen: string[] = [];
    e.world.define('opaque', 'opaque', (x) => {
      const activation = e.backend.activations.at(-1)!;
      seen.push(activation.values.map(showValue).join());
      if (x === 1) {
        activation.forced = true;
        activation.data = 'forced here';
      }
      return 42;
    });
    e.loop(
      1,
      `[i0, f1]
      p2 = new_with_vtable(descr=<SizeDescr 16 W_FloatObject>)
      setfield_gc(p2, f1, descr=<FieldF W_FloatObject.inst_floatval pure>)
      i3 = call_may_force_i(ConstClass(opaque), i0, descr=<Calli 8 i EF=7>)
      guard_not_forced(descr=<Guard0x1>) [p2, None, i3, f1]
      guard_no_exception(descr=<Guard0x2>) [i0]
      finish(i3)`,
    );
    expect(e.show(e.run(1, 0, 2.5))).toBe('finish 42');
    const exit = e.run(1, 1, 2.5);
    expect(e.show(exit)).toBe('guard 1 [float(2.5), null, 42, 2.5]');
    expect(exit.kind === 'guard' && exit.activation?.data).toBe('forced here');
    expect(seen).toEqual(['float(2.5),null,null,2.5', 'float(2.5),null,null,2.5']);
    expect(e.backend.activations).toHaveLength(0);
  });

  test('division by a constant, as the optimizer writes it', () => {
    const e = engine();
    const { factor, shift } = magicNumbers(7);
    const flipped = `i1 = int_rshift(i0, 63)
      i2 = int_xor(i0, i1)
      i3 = uint_mul_high(i2, ${factor})
      i4 = uint_rshift(i3, ${shift})
      i5 = int_xor(i4, i1)
      finish(i5)`;
    e.loop(1, `[i0]\n${flipped}`);
    e.loop(2, `[i9]\ni0 = int_signext(i9, 4)\n${flipped}`);
    const floor = (n: bigint): bigint => (n - (((n % 7n) + 7n) % 7n)) / 7n;
    for (const n of [0, 1, 6, 7, 8, -1, -6, -7, -8, 2 ** 31 - 1, -(2 ** 31)]) {
      expect(e.show(e.run(1, n))).toBe(`finish ${floor(BigInt(n))}`);
      expect(e.show(e.run(2, n))).toBe(`finish ${floor(BigInt(n))}`);
    }
    for (const n of [2 ** 32 + 5, 2 ** 53 - 1, -(2 ** 53) + 1]) expect(e.show(e.run(1, n))).toBe(`finish ${floor(BigInt(n))}`);
    for (const n of [2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n)]) expect(e.show(e.run(1, n))).toBe(`finish ${floor(n)}${n > 2n ** 56n || n < 0n ? 'n' : ''}`);
  });

  test('call_assembler nests', () => {
    const e = engine();
    e.loop(
      1,
      `[i0]
      i1 = int_is_zero(i0)
      guard_false(i1, descr=<Guard0x1>) []
      i2 = int_sub(i0, 1)
      i3 = call_assembler_i(i2, descr=<Loop1>)
      guard_not_forced(descr=<Guard0x2>) [i3]
      guard_no_exception(descr=<Guard0x3>) [i0]
      i4 = int_add(i3, i0)
      finish(i4)`,
    );
    e.bridge(1, '[]\nfinish(0)');
    expect(e.show(e.run(1, 10))).toBe('finish 55');
    expect(e.show(e.run(1, 10))).toBe('finish 55');
    expect(e.backend.counts().entries).toEqual([
      [1, 22],
      [2, 2],
    ]);
  });

  test('invalidation reaches the loop and its bridges, not code compiled later', () => {
    const e = engine();
    const token = e.loop(1, '[i0]\nguard_true(i0, descr=<Guard0x1>) [i0]\nguard_not_invalidated(descr=<Guard0x2>) [i0]\nfinish(i0)');
    e.bridge(1, '[i0]\nguard_not_invalidated(descr=<Guard0x3>) [i0]\nfinish(7)');
    expect(e.show(e.run(1, 1))).toBe('finish 1');
    expect(e.show(e.run(1, 0))).toBe('finish 7');
    e.backend.invalidate(token);
    expect(e.show(e.run(1, 1))).toBe('guard 2 [1]');
    expect(e.show(e.run(1, 0))).toBe('guard 3 [0]');
    e.bridge(3, '[i0]\nguard_not_invalidated(descr=<Guard0x4>) [i0]\nfinish(8)');
    expect(e.show(e.run(1, 0))).toBe('finish 8');
  });

  test('fuel is counted down at back-edges and a poll may end the run', () => {
    const e = engine(
      undefined,
      {
        poll: () => {
          throw new RangeError('out of fuel');
        },
      },
      new Int32Array([50]),
    );
    e.loop(1, SUM);
    expect(() => e.run(1, 1000, 0)).toThrow('out of fuel');
    expect(e.backend.counts().labels).toEqual([[1, 50, 0]]);
    e.backend.machine.fuel[0] = 1000;
    expect(e.show(e.run(1, 10, 0))).toBe('guard 1 [0, 55]');
    expect(e.backend.machine.fuel[0]).toBe(990);
  });

  test('conditional calls', () => {
    const e = engine();
    let calls = 0;
    e.world.define('resize', 'resize', (x) => {
      calls++;
      return (x as number) * 2;
    });
    e.loop(
      1,
      `[i0, i1]
      cond_call(i0, ConstClass(resize), i1, descr=<Calln 8 i EF=5>)
      i2 = cond_call_value_i(i0, ConstClass(resize), i1, descr=<Calli 8 i EF=5>)
      finish(i2)`,
    );
    expect(e.show(e.run(1, 0, 21))).toBe('finish 42');
    expect(e.show(e.run(1, 5, 21))).toBe('finish 5');
    expect(calls).toBe(2);
  });

  test('strings are filled and read', () => {
    const e = engine();
    e.loop(
      1,
      `[p0, i1]
      i2 = strlen(p0)
      i3 = int_add(i2, 1)
      p4 = newstr(i3)
      copystrcontent(p0, p4, 0, 0, i2)
      strsetitem(p4, i2, i1)
      i5 = strgetitem(p4, 1)
      i6 = strlen(p4)
      guard_value(i6, -1, descr=<Guard0x1>) [p4, i5, i6]
      finish()`,
    );
    expect(e.show(e.run(1, 'héllo', 33))).toBe('guard 1 [héllo!, 233, 6]');
    expect(e.show(e.run(1, 'a', 0x1f600))).toBe('guard 1 [[97 128512], 128512, 2]');
  });

  test('raw cells, references and copies', () => {
    const e = engine();
    e.world.raw.set(64, 0);
    e.loop(
      1,
      `[p0, i1, f2]
      i3 = getfield_raw_i(64, descr=<FieldS raw.ticker>)
      p4 = force_token()
      p5 = virtual_ref(p0, p4)
      virtual_ref_finish(p5, p0)
      quasiimmut_field(p0, descr=<FieldP Node.inst_version>)
      p6 = same_as_r(p5)
      i7 = instance_ptr_ne(p6, p0)
      i8 = same_as_i(i1)
      f9 = same_as_f(f2)
      guard_always_fails(descr=<Guard0x1>) [i3, p6, i7, i8, f9, 5, None, ConstPtr(null)]
      finish()`,
    );
    expect(e.show(e.run(1, new TestOpaque('x'), 2n ** 60n, -0))).toBe('guard 1 [0, x, 0, 1152921504606846976n, -0, 5, null, null]');
  });

  test('a masked product beyond 2^53 is exact, and checked for overflow', () => {
    const e = engine();
    e.loop(
      1,
      `[i0, i1]
      label(i0, i1, descr=TargetToken(10))
      i2 = int_gt(i1, 0)
      guard_true(i2, descr=<Guard0x1>) [i0]
      i3 = int_mul_ovf(i0, 1103515245)
      guard_no_overflow(descr=<Guard0x2>) [i0]
      i4 = int_add_ovf(i3, 1442695041)
      guard_no_overflow(descr=<Guard0x3>) [i3]
      i5 = int_and(i4, 2147483647)
      i6 = int_sub(i1, 1)
      jump(i5, i6, descr=TargetToken(10))`,
    );
    let x = 12345n;
    for (let i = 0; i < 1000; i++) x = (x * 1103515245n + 1442695041n) & 0x7fffffffn;
    expect(e.show(e.run(1, 12345, 1000))).toBe(`guard 1 [${x}]`);
    expect(e.show(e.run(1, 2 ** 40, 1))).toBe(`guard 2 [${2 ** 40}]`);
    expect(e.show(e.run(1, 1449269875, 1))).toBe(`guard 1 [${(1449269875n * 1103515245n + 1442695041n) & 0x7fffffffn}]`);
    const edge = (2n ** 63n - 1n) / 1103515245n;
    expect(e.show(e.run(1, Number(edge), 1))).toBe(`guard 3 [${edge * 1103515245n}n]`);
    expect(e.show(e.run(1, -(2 ** 32), 1))).toBe(`guard 1 [${(-(2n ** 32n) * 1103515245n + 1442695041n) & 0x7fffffffn}]`);
  });

  test('an overflow that is expected, and one that nobody checks at once', () => {
    const e = engine();
    e.loop(
      1,
      `[i0, p1]
      i2 = int_mul_ovf(i0, 4)
      guard_overflow(descr=<Guard0x1>) [i2]
      p3 = new_with_vtable(descr=<SizeDescr 16 W_IntObject>)
      setfield_gc(p3, i0, descr=<FieldS W_IntObject.inst_intval pure>)
      i4 = int_add_ovf(i0, 1)
      debug_merge_point(0, 0, 'x')
      guard_no_overflow(descr=<Guard0x2>) [p3]
      finish(i2)`,
    );
    expect(e.show(e.run(1, 5, null))).toBe('guard 1 [20]');
    expect(e.show(e.run(1, 2n ** 61n + 3n, null))).toBe('finish -9223372036854775796n');
    expect(e.show(e.run(1, 2n ** 63n - 1n, null))).toBe('guard 2 [9223372036854775807n]');
  });

  test('a trace too large for one function', () => {
    const e = engine();
    const lines = ['[i0, f1, i2]', 'label(i0, f1, i2, descr=TargetToken(10))'];
    const n = 3000;
    for (let k = 0; k < n; k++) {
      lines.push(
        `i${3 + 3 * k} = int_add_ovf(${k === 0 ? 'i0' : `i${3 * k}`}, ${k})`,
        `guard_no_overflow(descr=<Guard0x${k + 1}>) [i0, f1, i2]`,
      );
      lines.push(`f${4 + 3 * k} = float_add(${k === 0 ? 'f1' : `f${1 + 3 * k}`}, 0.500000)`);
    }
    lines.push(
      `i99999 = int_lt(i${3 * n}, i2)`,
      'guard_true(i99999, descr=<Guard0xfffff>) [i0, f1]',
      `jump(i${3 * n}, f${1 + 3 * n}, i2, descr=TargetToken(10))`,
    );
    e.loop(1, lines.join('\n'));
    const step = (n * (n - 1)) / 2;
    expect(e.show(e.run(1, 1, 0, 10 * step))).toBe(`guard 1048575 [${9 * step + 1}, ${9 * n * 0.5}]`);
    expect(e.backend.counts().labels).toEqual([[1, 10, 0]]);
  });

  test('more values than transfer slots for doubles', () => {
    const e = engine();
    const names = Array.from({ length: 5000 }, (_, i) => `${i % 2 ? 'i' : 'f'}${i}`);
    e.loop(
      1,
      `[${names.join(', ')}]\nlabel(${names.join(', ')}, descr=TargetToken(10))\nguard_always_fails(descr=<Guard0x1>) [${names.join(', ')}]\nfinish()`,
    );
    const values = names.map((_, i) => (i % 3 === 0 && i % 2 ? 2n ** 62n + BigInt(i) : i));
    for (let i = 0; i < 5; i++) {
      const exit = e.run(1, ...values);
      expect(exit.kind === 'guard' && exit.values).toEqual(values);
    }
  });
});
