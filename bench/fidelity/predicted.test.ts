import { describe, expect, it } from 'vitest';
import type { Observation } from './observation';
import { scorePredictions, timed, type Timed } from './predicted';

const program = (predicted: number, measured: number, name = 'p'): Timed => ({
  name,
  predicted: { jit: 1, jitOff: predicted, cpython: 1 },
  measured: { jit: 1, jitOff: measured, cpython: 1 },
});
const ratio = (times: Timed['measured']): number => times.jitOff / times.jit;

describe('predicted against measured', () => {
  it('gives the median factor, whichever side it is off', () => {
    expect(scorePredictions([program(2, 4), program(9, 3), program(5, 5)], ratio).factor).toBeCloseTo(2);
  });

  it('says whether the JIT helps or harms', () => {
    expect(scorePredictions([program(2, 0.5), program(0.5, 0.9), program(3, 2)], ratio).right).toBe(2);
  });

  it('corrects a program by the other folds alone', () => {
    const all = Array.from({ length: 20 }, () => program(2, 4));
    expect(scorePredictions(all, ratio).factorCrossValidated).toBeCloseTo(1);
    // The odd one is 100 times off; its own fold must not learn from it.
    const odd = [program(0.04, 4), program(2, 4), program(2, 4)];
    expect(scorePredictions(odd, ratio).factorCrossValidated).toBeGreaterThan(1);
    expect(scorePredictions([program(0.04, 4)], ratio).factorCrossValidated).toBeCloseTo(100);
  });

  it('leaves out what is too short, unfinished or not measured', () => {
    const ours = { outcome: 'finished', predicted: { jit: 1, jitOff: 2, cpython: 3 } } as Observation;
    const times = { jit: 1, jitOff: 1, cpython: 1 };
    const names = timed([
      { name: 'counts', ours, times },
      { name: 'short', ours, times: { ...times, jitOff: 0.01 } },
      { name: 'unmeasured', ours, times: null },
      { name: 'cut', ours: { ...ours, outcome: 'time-limit' }, times },
    ]).map((one) => one.name);
    expect(names).toEqual(['counts']);
  });
});
