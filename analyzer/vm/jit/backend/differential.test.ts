/** Random traces must do the same in every engine: exits, values, heap, counters. The interpreter is the oracle. */
import { describe, expect, test } from 'vitest';
import { TestFloat, TestRegistry } from '../text/testing';
import { explainErrors, verifyTrace } from '../verify';
import type { BackendPolicy } from '.';
import { ENGINES, TestEngine, TestGuestError, showValue } from './testing/engine';
import { Random } from './testing/random';
import { TraceGenerator } from './testing/random-trace';

const OUT_OF_FUEL = 'out of fuel';

/** A transcript of everything that can be seen from outside. */
function transcript(seed: number, policy: Partial<BackendPolicy>): { lines: string[]; bridges: number } {
  const lines: string[] = [];
  const random = new Random(seed);
  const world = new TestRegistry();
  const engine = new TestEngine(policy, world, {
    poll: () => {
      throw new RangeError(OUT_OF_FUEL);
    },
  });
  const { backend } = engine;
  const generator = new TraceGenerator(random, world);
  world.define('opaque', 'opaque', (n, node) => {
    const x = BigInt(n as number);
    const activation = backend.activations.at(-1)!;
    if (x % 5n === 1n) {
      lines.push(`forced ${activation.values.map(showValue).join()}`);
      activation.forced = true;
    }
    if (x % 11n === 2n) throw new TestGuestError(new TestFloat(1.5));
    return x % 3n === 0n ? null : node;
  });
  const check = (trace: Parameters<typeof verifyTrace>[0]): void => {
    const errors = verifyTrace(trace);
    if (errors.length > 0) throw new Error(explainErrors(trace, errors));
  };
  const loops = Array.from({ length: 1 + random.below(3) }, (_, i) => {
    const loop = generator.loop(i + 1, 6 + random.below(30));
    check(loop.trace);
    const token = world.loop(i + 1);
    backend.compileLoop({ ...loop.trace, token });
    return { ...loop, token };
  });
  let bridges = 0;
  for (let i = 0; i < 40; i++) {
    const loop = random.pick(loops);
    const args = generator.arguments(loop.inputs);
    backend.machine.fuel[0] = 120;
    try {
      const exit = backend.execute(loop.token, args);
      lines.push(`${engine.show(exit)} args ${args.map(showValue).join(' ')} fuel ${backend.machine.fuel[0]}`);
      if (exit.kind !== 'guard' || exit.state.bridge || bridges > 12) continue;
      if (exit.state.op.name === 'guard_not_forced' || exit.state.op.name === 'guard_exception' || exit.state.failures < 2) continue;
      const bridge = generator.bridge(exit.guard, 2 + random.below(12));
      check(bridge);
      backend.compileBridge(exit.guard, bridge);
      bridges++;
    } catch (error) {
      if (!(error instanceof RangeError) || error.message !== OUT_OF_FUEL) throw error;
      lines.push(`${OUT_OF_FUEL} args ${args.map(showValue).join(' ')}`);
    }
  }
  lines.push(JSON.stringify(backend.counts()));
  return { lines, bridges };
}

/** A number of programs that takes a second or two; more with JITLENS_SEEDS, others with JITLENS_SEED. */
const SEEDS = Number(process.env.JITLENS_SEEDS ?? 25);
const FIRST = Number(process.env.JITLENS_SEED ?? 1);

function compare(policy: Partial<BackendPolicy>, seeds: number): void {
  for (let seed = FIRST; seed < FIRST + seeds; seed++) {
    const oracle = transcript(seed, ENGINES.interpreter).lines;
    const lines = transcript(seed, policy).lines;
    const i = oracle.findIndex((line, n) => line !== lines[n]);
    if (i >= 0) expect(`seed ${seed} run ${i}: ${lines[i]}`).toBe(`seed ${seed} run ${i}: ${oracle[i]}`);
  }
}

describe('engines agree on random traces', () => {
  const others = Object.entries(ENGINES).filter(([name]) => name !== 'interpreter');

  test.each(others)('%s', (_, policy) => {
    compare(policy, SEEDS);
  });

  test.each([200, 600])('functions cut at %i bytes', (maxBytecode) => {
    compare({ engine: 'javascript', maxBytecode, inlineBridgeAfter: 2 }, SEEDS / 3);
  });

  test('the traces are worth comparing', () => {
    const all = Array.from({ length: 60 }, (_, i) => transcript(FIRST + i, ENGINES.interpreter));
    const text = all.flatMap((t) => t.lines).join('\n');
    for (const what of ['guard', 'finish', 'exception', 'pending', 'forced', OUT_OF_FUEL, 'n ', '-0', 'NaN']) expect(text).toContain(what);
    expect(all.reduce((n, t) => n + t.bridges, 0)).toBeGreaterThan(100);
  });
});
