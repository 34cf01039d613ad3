import { beforeAll, describe, expect, it } from 'vitest';
import { loadSyntax, parseModule } from '../../syntax';
import type { ProfileJson } from '../contract';
import { budgetsOf, type Limits } from './budget';
import { judgeBudgets, sentence } from './judge';

beforeAll(async () => {
  await loadSyntax();
});

function read(text: string, project: Limits = {}) {
  const { module, lines } = parseModule(text);
  return budgetsOf(module, lines, project);
}

describe('a budget', () => {
  it('stands before a function, or at the end of its def line', () => {
    const text = '# jitlens: budget bridges<=10, aborts<=0\n\n# about f\n@cached\ndef f():\n    return 1\n\ndef g():  # jitlens: budget loops <= 2\n    return 2\n';
    expect(read(text)).toEqual({
      errors: [],
      budgets: [
        { metric: 'bridges', limit: 10, function: 'f', from: 4, to: 6, line: 1 },
        { metric: 'aborts', limit: 0, function: 'f', from: 4, to: 6, line: 1 },
        { metric: 'loops', limit: 2, function: 'g', from: 8, to: 9, line: 8 },
      ],
    });
  });

  it('of the project is for the file as a whole', () => {
    expect(read('x = 1\n', { bridges: 5 }).budgets).toEqual([{ metric: 'bridges', limit: 5, function: '<file>', from: 1, to: 2, line: 0 }]);
  });

  it.each([
    ['x = 1  # jitlens: budget bridges<=1\n', /belongs to a function/],
    ['# jitlens: budget bridges<=1\nx = 1\ndef f(): pass\n', /belongs to a function/],
    ['def f():  # jitlens: budget speed<=1\n    pass\n', /no budget: `speed<=1`; known are loops, bridges/],
    ['def f():  # jitlens: budget bridges<10\n    pass\n', /no budget: `bridges<10`/],
  ])('that is malformed is an error with a place: %j', (text, message) => {
    const { budgets, errors } = read(text);
    expect(budgets).toEqual([]);
    expect(errors[0]).toMatchObject({ message: expect.stringMatching(message) as string });
    expect(errors[0]!.line).toBeGreaterThan(0);
  });
});

describe('a run', () => {
  const line = { path: 'p.py', loops: 1, bridges: 7, guardFailures: 90, allocations: 2, cost: 0 };
  const residualCalls = [{ callee: 'sorted', class: 'opaque' as const, count: 3 }, { callee: 'f', class: 'own loop' as const, count: 1 }];
  const profile = {
    path: 'p.py',
    lines: [{ ...line, line: 2, residualCalls }, { ...line, line: 5, residualCalls: [] }, { ...line, path: 'other.py', line: 2, residualCalls }],
    aborts: [{ reason: 'trace too long', path: 'p.py', line: 2, function: 'f', count: 2, blame: null }],
  } as unknown as ProfileJson;
  const text = 'def f():  # jitlens: budget bridges<=6, loops<=1, opaque-calls<=2, aborts<=1, allocations<=2, guard-failures<=90\n    return 1\n';

  it('is over a budget or within it, by the lines of the function', () => {
    const judged = judgeBudgets(profile, read(text).budgets);
    expect(judged.map(({ metric, actual, met }) => `${metric} ${actual} ${met ? 'met' : 'broken'}`)).toEqual([
      ...['bridges 7 broken', 'loops 1 met', 'opaque-calls 3 broken', 'aborts 2 broken', 'allocations 2 met', 'guard-failures 90 met'],
    ]);
    expect(sentence(judged[0]!)).toBe('7 bridges in `f`, 6 allowed');
  });
});
