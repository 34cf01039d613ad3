import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../vm/jit/tracelog';
import { compileCost, COSTS } from '../cost/table';
import { noWork, predict, predictedTimes } from '../cost/prediction';
import { emptySummary, trace } from '../testing/logs';
import { foldLog } from './fold';

const path = '/p.py';
const place = (line: number) => ({ path, line, function: 'f', firstLine: 1, offset: 0, opcode: '' });
const guard = { id: 5, kind: 'guard_true', at: place(3), inPeeledLoop: true, condition: '' };

const events: TraceEvent[] = [
  {
    type: 'compiled',
    tick: 1,
    trace: trace({ id: 1, at: place(2), guards: [guard], lineOperations: [{ path, line: 3, count: 10 }], bytecodes: 12 }, path),
  },
  {
    type: 'compiled',
    tick: 2,
    trace: trace(
      { id: 2, kind: 'bridge', parent: 1, parentGuard: 5, at: place(9), lineOperations: [{ path, line: 9, count: 4 }], bytecodes: 6 },
      path,
    ),
  },
  {
    type: 'counts',
    tick: 3,
    counts: {
      entries: [
        [1, 3],
        [2, 400],
      ],
      labels: [[1, 3, 1000]],
      failures: [[5, 200, 400]],
      interpreted: [{ path, line: 2, count: 50, times: 10 }],
      summary: { ...emptySummary, loops: 1, bridges: 1 },
    },
  },
];

describe('folding', () => {
  const profile = foldLog({ events, complete: true });
  const line = (number: number) => profile.lines.find(path, number)!;

  it('charges a bridge to the line of its guard, and keeps where its operations are', () => {
    expect(line(3)).toMatchObject({ bridges: 1, failuresInterpreted: 200, failuresBridged: 400 });
    expect(line(9)).toMatchObject({ bridges: 0, loops: 0 });
    expect(line(9).traces.map((folded) => folded.info.id)).toEqual([2]);
    expect(line(2)).toMatchObject({ loops: 1, interpreted: 50, times: 10 });
  });

  it('counts the passes of the steady part, and the general iteration apart', () => {
    expect(profile.traces.map((folded) => [folded.executions, folded.preambles])).toEqual([
      [1000, 3],
      [400, 0],
    ]);
  });

  it('sums up to the costs of the table', () => {
    const expected =
      2 * compileCost(100) +
      (10 * 1003 + 4 * 400) * COSTS.operation.nanoseconds +
      200 * COSTS.guardFailure.nanoseconds +
      400 * COSTS.bridgeTaken.nanoseconds +
      50 * COSTS.bytecodeInterpreted.nanoseconds;
    expect(profile.nanoseconds).toBeCloseTo(expected, 3);
    expect(profile.lines.all().reduce((total, entry) => total + entry.nanoseconds, 0)).toBeCloseTo(expected, 3);
    expect(profile.work).toMatchObject({
      interpreted: 50,
      compiled: 12 * 1003 + 6 * 400,
      failures: 200,
      bridged: 400,
      traces: 2,
      recorded: 200,
    });
    // The start of the JIT is no line's.
    expect(predictedTimes(profile.work).jit).toBeCloseTo(expected + COSTS.jitStarted.nanoseconds, 3);
    expect(predictedTimes({ ...profile.work, traces: 0, recorded: 0 }).compiling).toBe(0);
  });

  it('does not charge what stands behind a guard to the passes that left there', () => {
    const early = { ...guard, remaining: 0.75 };
    const left = events.map((event) =>
      event.type === 'compiled' && event.trace.id === 1 ? { ...event, trace: { ...event.trace, guards: [early] } } : event,
    );
    const { work } = foldLog({ events: left, complete: true });
    expect(work.compiled).toBe(12 * (1003 - 0.75 * (200 + 400)) + 6 * 400);
  });

  it('makes the rows of jit-summary of a log that was cut', () => {
    const partial = foldLog({ events: events.slice(0, 2), complete: false });
    expect(partial.summary).toMatchObject({
      loops: 1,
      bridges: 1,
      entryBridges: 0,
      recordedOps: 200,
      optimizedOps: 40,
      optimizedGuards: 1,
    });
    expect(partial.complete).toBe(false);
  });

  it('treats names of JavaScript as names', () => {
    const odd = { ...place(1), path: '__proto__', function: 'constructor' };
    const profile = foldLog({
      events: [
        {
          type: 'compiled',
          tick: 1,
          trace: trace({ id: 1, at: odd, calls: [{ callee: '__proto__', class: 'opaque', effect: 7, at: odd }] }, '__proto__'),
        },
      ],
      complete: true,
    });
    expect([...profile.lines.find('__proto__', 1)!.calls.values()][0]).toMatchObject({ callee: '__proto__', count: 1 });
  });
});

describe('a prediction', () => {
  const { bytecodeCPython, bytecodeInterpreted, operation, operationRecorded } = COSTS;
  /** Seconds on CPython, in compiled code and in making traces, and what they make. */
  const said = (cpython: number, compiled: number, making = 0): string | undefined =>
    predict(
      {
        ...noWork(),
        compiled: (cpython * 1e9) / bytecodeCPython.nanoseconds,
        operations: (compiled * 1e9) / operation.nanoseconds,
        recorded: (making * 1e9) / operationRecorded.nanoseconds,
      },
      true,
    )?.sentence;
  const off = bytecodeInterpreted.nanoseconds / bytecodeCPython.nanoseconds;

  it('says how much faster or slower, in as many digits as it knows', () => {
    expect(said(4, 1)).toContain('PyPy would run this about 4 times faster than CPython and about');
    expect(said(1, 1)).toContain('PyPy would run this about as fast as CPython');
    expect(said(1 / off, 1)).toContain('about as fast as PyPy with its JIT off (predicted)');
    expect(said(0.1, 0.2, 1.5)).toContain('PyPy would run this about 17 times slower than CPython');
    expect(said(0.1, 0.2, 1.5)).toContain('88 % of its time goes into making traces (predicted)');
  });

  it('says of a short run that it is short, and nothing of one that did nothing', () => {
    expect(said(0.001, 0.001)).toContain('the run is too short to say more');
    expect(predict(noWork(), true)).toBeNull();
  });
});
