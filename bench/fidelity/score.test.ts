import { describe, expect, it } from 'vitest';
import { nullModel, type Observation } from './observation';
import { AXES, judge, score } from './score';

const nothing: Observation = {
  outcome: 'finished',
  loops: 0,
  bridges: 0,
  aborts: {},
  worstLines: [],
  mostBridges: 0,
  mayForceLines: [],
  allocationLines: [],
  stdout: '',
  predicted: null,
};
const verdict = (name: string, model: Partial<Observation>, truth: Partial<Observation>): boolean | null =>
  judge({ ...nothing, ...model }, { ...nothing, ...truth })[AXES.findIndex((axis) => axis.name === name)]!;

describe('agreement', () => {
  it('is not asked where neither side says anything', () => {
    expect(judge(nothing, nothing)).toEqual([null, null, null, null, null, null]);
  });

  it('allows one loop more or less', () => {
    expect(verdict('loops', { loops: 3 }, { loops: 4 })).toBe(true);
    expect(verdict('loops', { loops: 2 }, { loops: 4 })).toBe(false);
  });

  it('allows two bridges or a tenth', () => {
    expect(verdict('bridges', { bridges: 0 }, { bridges: 2 })).toBe(true);
    expect(verdict('bridges', { bridges: 3 }, { bridges: 0 })).toBe(false);
    expect(verdict('bridges', { bridges: 110 }, { bridges: 100 })).toBe(true);
    expect(verdict('bridges', { bridges: 111 }, { bridges: 100 })).toBe(false);
  });

  it('takes any of the worst lines that tie', () => {
    expect(verdict('worst line', { worstLines: [3], mostBridges: 2 }, { worstLines: [1, 3], mostBridges: 5 })).toBe(true);
    expect(verdict('worst line', { worstLines: [2], mostBridges: 5 }, { worstLines: [1, 3], mostBridges: 5 })).toBe(false);
    expect(verdict('worst line', {}, { worstLines: [1], mostBridges: 1 })).toBe(false);
  });

  it('compares kinds of aborts, not their number', () => {
    expect(verdict('aborts', { aborts: { 'bad loop': 1 } }, { aborts: { 'bad loop': 7 } })).toBe(true);
    expect(verdict('aborts', { aborts: { 'bad loop': 1 } }, {})).toBe(false);
  });

  it('wants exactly the same lines', () => {
    expect(verdict('allocation lines', { allocationLines: [1, 2] }, { allocationLines: [1, 2] })).toBe(true);
    expect(verdict('may-force lines', { mayForceLines: [1] }, { mayForceLines: [1, 2] })).toBe(false);
  });

  it('is refused to a run that did not finish', () => {
    expect(verdict('loops', { outcome: 'time-limit', loops: 4 }, { loops: 4 })).toBe(false);
  });
});

it('counts a program in all six only when no question is answered wrongly', () => {
  const truth = { ...nothing, loops: 2, bridges: 2, worstLines: [4], mostBridges: 2 };
  const scores = score([
    { model: truth, truth },
    { model: nullModel(truth), truth },
    { model: nothing, truth: nothing },
  ]);
  expect(scores.all).toEqual({ agreed: 2, counted: 3 });
  expect(scores.axes[0]).toEqual({ agreed: 2, counted: 2 });
  expect(scores.axes[3]).toEqual({ agreed: 1, counted: 2 });
});
