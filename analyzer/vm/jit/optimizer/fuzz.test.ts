/** Random programs run by a whole little tracing JIT must end as they do when run plainly. */
import { describe as group, expect, it } from 'vitest';
import { Random } from '../backend/testing/random';
import { MiniJit, runPlainly } from './testing/mini-jit';
import { type Instruction, KINDS, describe, world } from './testing/mini-program';

const SLOTS = 5;

function randomProgram(random: Random): Instruction[] {
  const slot = (): number => random.below(SLOTS);
  const target = (): number => 1 + random.below(SLOTS - 1);
  const program: Instruction[] = [];
  const length = 3 + random.below(12);
  while (program.length < length) {
    if (random.chance(0.2)) {
      // A test that changes as the counter goes.
      const [c, d] = [target(), target()];
      program.push(
        { op: 'and', a: 0, b: 0, c, k: 1 + random.below(7) },
        { op: 'const', a: 0, b: 0, c: d, k: random.below(4) },
        { op: 'less', a: c, b: d, c, k: 0 },
      );
    } else {
      program.push({
        op: random.pick(KINDS),
        a: slot(),
        b: slot(),
        c: target(),
        k: random.chance(0.9) ? random.below(20) - 5 : 2 ** 31 + random.below(9),
      });
    }
  }
  return program;
}

function start(random: Random): unknown[] {
  const node = world.node({ value: random.below(9), tag: 3 });
  const other = world.node({ value: random.below(9), next: node, tag: 4 });
  const choices = [random.below(100), random.below(100), 2 ** 40, node, other, [node, 5], null];
  return [0, ...Array.from({ length: SLOTS - 1 }, () => random.pick(choices))];
}

group('random programs', () => {
  const total = { loops: 0, bridges: 0, toPeeled: 0, exits: 0, invalid: 0 };
  for (let block = 0; block < 4; block++) {
    it(`end the same with and without the optimizer (block ${block})`, () => {
      for (let n = 0; n < 120; n++) {
        const seed = block * 1000 + n;
        const program = randomProgram(new Random(seed));
        const state = (): unknown[] => start(new Random(seed + 500_000));
        const want = describe(runPlainly(program, state(), 40));
        const jit = new MiniJit(program, 40, n % 5 === 0 && !program.some((i) => i.op === 'mul') ? 'javascript' : 'interpreter');
        let got: string;
        try {
          got = describe(jit.run(state()));
        } catch (e) {
          throw new Error(`seed ${seed}: ${JSON.stringify(program)}`, { cause: e });
        }
        expect(got, `seed ${seed}`).toBe(want);
        for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += jit.counts[key];
      }
    });
  }
  it('reaches loops, bridges and both kinds of labels', () => {
    expect(total.loops).toBeGreaterThan(300);
    expect(total.bridges).toBeGreaterThan(150);
    expect(total.toPeeled).toBeGreaterThan(50);
    expect(total.bridges - total.toPeeled).toBeGreaterThan(20);
  });
});
