import { beforeAll, describe, expect, it } from 'vitest';
import { LineIndex, loadSyntax, parseModule } from '../syntax';
import { answerOf, briefAnswer, type Subject } from './answer';
import type { FindingJson, ProfileJson } from './contract';

beforeAll(() => loadSyntax());

const TEXT = 'def f(rows):\n    for row in rows:\n        g(row)\n\ndef g(row):\n    return sorted(row)\n\nwhile f([]):\n    pass\n';

const prediction = (jit: number, cpython: number, compiling = 0) =>
  ({ sentence: '', jit, cpython, compiling, jitOff: cpython, work: {} }) as ProfileJson['prediction'];

function finding(line: number, column: number, predictedCost = 0.3, status: FindingJson['status'] = 'confirmed'): FindingJson {
  return { code: 'JIT101', line, column, status, evidence: { predictedCost } } as FindingJson;
}

function answer(more: Partial<ProfileJson>, subject: Subject | null = null): string {
  const traces = [{ id: 1 }] as unknown as ProfileJson['traces'];
  const base = { path: 'a.py', outcome: 'finished', findings: [], lines: [], traces, prediction: prediction(1, 3) };
  return answerOf({ ...base, ...more } as unknown as ProfileJson, parseModule(TEXT).module, new LineIndex(TEXT), subject);
}

describe('the answer', () => {
  it('names the loops that hold a run back, the costliest first', () => {
    expect(answer({ findings: [finding(3, 9, 0.1), finding(8, 7, 0.4)] })).toBe(
      'PyPy would run this about 3 times faster than CPython (predicted); two loops hold it back: lines 8 and 2',
    );
  });

  it('names a function where no loop is around, and a place once', () => {
    expect(answer({ findings: [finding(6, 12), finding(6, 5), finding(3, 9)] })).toMatch(
      /one loop and one function hold it back: lines 2 and 5$/,
    );
  });

  it('leaves out what costs little, what was refuted and what is elsewhere', () => {
    expect(answer({ findings: [finding(3, 9, 0.01), finding(3, 9, 0.5, 'refuted')] })).toMatch(
      /nothing that is known to trouble a tracing JIT holds it back$/,
    );
    const inG = { name: 'g', firstLine: 5, lastLine: 6 };
    const lines = [{ path: 'a.py', line: 6, loops: 0, bridges: 1, cost: 0.25 }] as unknown as ProfileJson['lines'];
    expect(answer({ lines, findings: [finding(3, 9), finding(6, 12)] }, inG)).toBe(
      'PyPy would run this about 3 times faster than CPython (predicted), with g in 25 % of it; one function holds it back: line 5',
    );
  });

  it('says when there is little to go by', () => {
    expect(answer({ traces: [] })).toMatch(/; nothing ran often enough to be compiled$/);
    expect(answer({ prediction: prediction(0.001, 0.003) })).toMatch(/; the run is too short to say more$/);
    expect(answer({ prediction: prediction(1, 3, 0.6) })).toMatch(/; 60 % of its time goes into making traces$/);
    expect(answer({ outcome: 'operation-limit' })).toMatch(/^PyPy would run what ran of this about 3 times/);
    expect(answer({ prediction: null, findings: [finding(3, 9)] })).toBe('one loop holds this back: line 2');
    expect(answer({}, { name: 'g', firstLine: 5, lastLine: 6 })).toBe('the run did not get g hot: nothing was compiled in it');
    expect(answer({ outcome: 'failed', traces: [] })).toBe('');
  });

  it('has a short form', () => {
    expect(briefAnswer({ prediction: prediction(3, 1) } as ProfileJson)).toBe('about 3 times slower than CPython');
    expect(briefAnswer({ prediction: null } as ProfileJson)).toBe('');
  });
});
