/**
 * What the backend costs, in nanoseconds: an operation, a guard's exit, a crossing between traces, a taken bridge, and compiling.
 *
 *     node bench/backend.mjs
 *
 * Each figure is the best of several rounds on whatever machine this is; docs/architecture.md quotes them.
 */
import { Backend, type BackendPolicy } from '../analyzer/vm/jit/backend';
import { compileToJavaScript } from '../analyzer/vm/jit/backend/javascript';
import type { Concrete, Trace } from '../analyzer/vm/jit/ir';
import { parseTrace } from '../analyzer/vm/jit/text';
import { TEST_SCOPE, TestRegistry } from '../analyzer/vm/jit/text/testing';

const ROUNDS = 7;

function makeBackend(policy: Partial<BackendPolicy>): Backend {
  const backend: Backend = new Backend(
    {
      isGuestError: () => false,
      exceptionOf: (e) => e,
      callAssembler: () => null,
      poll: () => {
        backend.machine.fuel[0] = 1_000_000;
      },
      scope: TEST_SCOPE,
    },
    { policy },
  );
  return backend;
}

/** Best time of one call in nanoseconds. */
function best(run: () => void, rounds = ROUNDS): number {
  let least = Infinity;
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    run();
    least = Math.min(least, performance.now() - start);
  }
  return least * 1e6;
}

/** The peeled loop of `while abs(term) > eps: term = +-1 / (2k + 1); total += term; k += 1`, with the odd k as a bridge. */
const PI = `[f0, i1, f2, f3]
label(f0, i1, f2, f3, descr=TargetToken(10))
guard_not_invalidated(descr=<Guard0x1>) [f0, i1, f2]
f4 = float_abs(f2)
i5 = float_gt(f4, f3)
guard_true(i5, descr=<Guard0x2>) [f0, i1, f2, f3]
i6 = int_and(i1, 1)
i7 = int_eq(i6, 0)
guard_true(i7, descr=<Guard0x3>) [f0, i1, f2, f3]
i8 = int_mul_ovf(2, i1)
guard_no_overflow(descr=<Guard0x4>) [f0, i1, f2]
i9 = int_add_ovf(i8, 1)
guard_no_overflow(descr=<Guard0x5>) [f0, i1, f2]
f10 = cast_int_to_float(i9)
i11 = float_eq(f10, 0.000000)
guard_false(i11, descr=<Guard0x6>) [f0, i1, f2]
f12 = float_truediv(1.000000, f10)
f13 = float_add(f0, f12)
i14 = int_add_ovf(i1, 1)
guard_no_overflow(descr=<Guard0x7>) [f0, i1, f2]
jump(f13, i14, f12, f3, descr=TargetToken(10))`;
const PI_BRIDGE = PI.split('\n')
  .filter((line) => !line.startsWith('label'))
  .filter((_, i) => i === 0 || i > 7)
  .map((line) => line.replace(/Guard0x/, 'Guard0x1').replace('float_truediv(1.0', 'float_truediv(-1.0'))
  .join('\n');

const count = (text: string): number => text.split('\n').filter((line) => !/^\[|^label|^debug/.test(line.trim())).length;

function piLoop(policy: Partial<BackendPolicy>, passes: number): { perPass: number; perOperation: number } {
  const backend = makeBackend(policy);
  const world = new TestRegistry();
  const token = world.loop(1);
  backend.compileLoop({ ...parseTrace(PI, world), token });
  backend.compileBridge(world.guard(3), parseTrace(PI_BRIDGE, world));
  const run = (n: number): void => {
    backend.execute(token, [0, 0, 1, 1 / (2 * n)]);
  };
  run(20_000);
  run(20_000);
  const perPass = best(() => run(passes)) / passes;
  return { perPass, perOperation: perPass / ((count(PI) + 6 + count(PI_BRIDGE)) / 2) };
}

/** Even passes only: no bridge is taken. */
function straightLoop(policy: Partial<BackendPolicy>, passes: number): { perPass: number; perOperation: number } {
  const backend = makeBackend(policy);
  const world = new TestRegistry();
  const token = world.loop(1);
  const text = PI.replace('int_add_ovf(i1, 1)', 'int_add_ovf(i1, 2)');
  backend.compileLoop({ ...parseTrace(text, world), token });
  const run = (n: number): void => {
    backend.execute(token, [0, 0, 1, 1 / (4 * n)]);
  };
  run(20_000);
  run(20_000);
  const perPass = best(() => run(passes)) / passes;
  return { perPass, perOperation: perPass / count(PI) };
}

/** `x = (x * 1103515245 + 12345) & 0x7fffffff`: the product passes 2^53. */
function congruential(policy: Partial<BackendPolicy>, passes: number): number {
  const backend = makeBackend(policy);
  const world = new TestRegistry();
  const text = `[i0, i1]
    label(i0, i1, descr=TargetToken(10))
    i2 = int_gt(i1, 0)
    guard_true(i2, descr=<Guard0x1>) [i0]
    i3 = int_mul_ovf(i0, 1103515245)
    guard_no_overflow(descr=<Guard0x2>) [i0, i1]
    i4 = int_add_ovf(i3, 12345)
    guard_no_overflow(descr=<Guard0x3>) [i1, i3]
    i5 = int_and(i4, 2147483647)
    i6 = int_sub(i1, 1)
    jump(i5, i6, descr=TargetToken(10))`;
  const token = world.loop(1);
  backend.compileLoop({ ...parseTrace(text, world), token });
  backend.execute(token, [1, 20_000]);
  backend.execute(token, [1, 20_000]);
  return best(() => backend.execute(token, [1, passes])) / passes;
}

function guardExit(policy: Partial<BackendPolicy>): number {
  const backend = makeBackend(policy);
  const world = new TestRegistry();
  const token = world.loop(1);
  backend.compileLoop({ ...parseTrace('[i0, f1, p2]\nguard_true(i0, descr=<Guard0x1>) [i0, f1, p2, None]\nfinish()', world), token });
  const args: Concrete[] = [0, 1.5, null];
  const n = 200_000;
  return (
    best(() => {
      for (let i = 0; i < n; i++) backend.execute(token, args);
    }) / n
  );
}

/** A loop whose guard fails each second time, with a bridge that jumps back: an int, a double and a reference cross twice in two passes. */
function crossing(policy: Partial<BackendPolicy>): number {
  const two = makeBackend(policy);
  const other = new TestRegistry();
  two.compileLoop({
    ...parseTrace(
      `[i0, f1, p2]
      label(i0, f1, p2, descr=TargetToken(10))
      i3 = int_and(i0, 1)
      guard_true(i3, descr=<Guard0x1>) [i0, f1, p2]
      i4 = int_sub(i0, 1)
      jump(i4, f1, p2, descr=TargetToken(10))`,
      other,
    ),
    token: other.loop(1),
  });
  two.compileBridge(
    other.guard(1),
    parseTrace(
      `[i0, f1, p2]
      i3 = int_gt(i0, 0)
      guard_true(i3, descr=<Guard0x2>) []
      i4 = int_sub(i0, 1)
      jump(i4, f1, p2, descr=TargetToken(10))`,
      other,
    ),
  );
  const n = 400_000;
  const token = other.loop(1);
  two.execute(token, [20_001, 1.5, null]);
  return best(() => two.execute(token, [n + 1, 1.5, null])) / n;
}

function compileTime(): { per100: number; kilobytesPer100: number } {
  const world = new TestRegistry();
  const body = PI.split('\n').slice(2, -1);
  const lines: string[] = ['[f0, i1, f2, f3]'];
  const copies = 10;
  for (let c = 0; c < copies; c++) {
    for (const line of body)
      lines.push(
        line
          .replace(/\b([if])(\d+)\b/g, (v, t: string, n: string) => (Number(n) < 4 ? v : `${t}${Number(n) + 100 * c}`))
          .replace(/Guard0x/, `Guard0x${c + 1}0`),
      );
  }
  lines.push('finish(f0)');
  const trace: Trace = parseTrace(lines, world);
  const backend = makeBackend({ engine: 'interpreter' });
  const compiled = backend.compileLoop({ ...trace, token: world.loop(1) });
  let size = 0;
  const time = best(() => {
    for (let i = 0; i < 20; i++) size = compileToJavaScript(compiled, backend.machine, { maxSize: 48_000, inline: () => false }).size;
  });
  const hundreds = trace.ops.length / 100;
  return { per100: time / 20 / hundreds / 1e6, kilobytesPer100: size / hundreds / 1024 };
}

const show = (name: string, value: number, unit: string): void => console.log(`${name.padEnd(58)} ${value.toFixed(2).padStart(9)} ${unit}`);

const interpreter: Partial<BackendPolicy> = { engine: 'interpreter' };
const apart: Partial<BackendPolicy> = { engine: 'javascript', inlineBridgeAfter: 0 };
const inside: Partial<BackendPolicy> = { engine: 'javascript' };

for (const [name, policy, passes] of [
  ['IR interpreter', interpreter, 100_000],
  ['JavaScript', apart, 3_000_000],
] as const) {
  const straight = straightLoop(policy, passes);
  show(`${name}: pi loop, no bridge, a pass`, straight.perPass, 'ns');
  show(`${name}: pi loop, no bridge, an operation`, straight.perOperation, 'ns');
}
for (const [name, policy, passes] of [
  ['IR interpreter', interpreter, 100_000],
  ['JavaScript, bridge apart', apart, 3_000_000],
  ['JavaScript, bridge inside', inside, 3_000_000],
] as const) {
  show(`${name}: pi loop, bridge each second pass, a pass`, piLoop(policy, passes).perPass, 'ns');
}
show('IR interpreter: linear congruential step, a pass', congruential(interpreter, 50_000), 'ns');
show('JavaScript: linear congruential step, a pass', congruential(apart, 1_000_000), 'ns');
show('IR interpreter: execute and leave by a guard', guardExit(interpreter), 'ns');
show('JavaScript: execute and leave by a guard', guardExit(apart), 'ns');
show('JavaScript: a crossing, with the pass around it', crossing(apart), 'ns');
const compiling = compileTime();
show('JavaScript: generate and instantiate, per 100 operations', compiling.per100, 'ms');
show('JavaScript: estimated bytecode, per 100 operations', compiling.kilobytesPer100, 'kB');
