import { describe, expect, it } from 'vitest';
import { icicle } from './layout';

const tree = [
  { id: 1, parent: null, weight: 60 },
  { id: 2, parent: 1, weight: 30 },
  { id: 3, parent: 1, weight: 10 },
  { id: 4, parent: 2, weight: 0 },
  { id: 5, parent: null, weight: 100 },
];

describe('the icicle of bridges', () => {
  it('is as wide as what was passed, the heaviest first', () => {
    const rounded = icicle(tree, 0).map(({ id, depth, x, width }) => [depth, id, Number(x.toFixed(3)), Number(width.toFixed(3))]);
    expect(rounded).toEqual([
      [0, 1, 0, 0.502],
      [0, 5, 0.502, 0.498],
      [1, 2, 0, 0.154],
      [1, 3, 0.154, 0.05],
      [2, 4, 0, 0.005],
    ]);
  });

  it('draws together what is too narrow to be seen', () => {
    const many = [
      { id: 1, parent: null, weight: 1 },
      ...Array.from({ length: 10_000 }, (_, index) => ({ id: index + 2, parent: 1, weight: 1 })),
    ];
    const boxes = icicle(many, 1 / 500);
    expect(boxes.length).toBeLessThan(520);
    expect(boxes.reduce((all, { traces }) => all + traces, 0)).toBe(10_001);
  });

  it('shows one trace and what grew from it', () => {
    expect(icicle(tree, 0, 2).map(({ id, width }) => [id, width])).toEqual([
      [2, 1],
      [4, 1 / 31],
    ]);
  });

  it('survives a chain of a hundred thousand bridges', () => {
    const chain = Array.from({ length: 100_000 }, (_, index) => ({ id: index, parent: index === 0 ? null : index - 1, weight: 1 }));
    expect(icicle(chain, 0).length).toBe(100_000);
  });
});
