import { describe, expect, it } from 'vitest';
import type { GuardInfo, SourceRange, TraceEvent } from '../../vm/jit/tracelog';
import { foldLog } from '../fold/fold';
import { emptySummary, trace } from '../testing/logs';
import type { ProfileJson } from '../contract';
import { checked, failed } from './condition';
import { explorerJson } from './explorer';
import { traceListing } from './listing';

const SOURCE = [
  'def f(x):',
  '    if x is None:  # the default',
  '        x = 1',
  '    while x > 3: x -= 1',
  '    if x and y:',
  '        return 0',
  '    return x',
  '    for y in x:  # each',
  '        y += 1',
  '    z = 1 if x & 8 else 2',
];
const lineText = (_path: string, line: number): string => SOURCE[line - 1] ?? '';
const at = (line: number, opcode = 'POP_JUMP_IF_FALSE'): SourceRange => ({
  path: '/p.py',
  line,
  function: 'f',
  firstLine: 1,
  offset: 0,
  opcode,
});
const guard = (kind: string, place: SourceRange): GuardInfo => ({ id: 5, kind, at: place, inPeeledLoop: true, condition: '' });
const goingTo = (...lines: number[]) =>
  trace({ id: 2, kind: 'bridge', parent: 1, parentGuard: 5, lineOperations: lines.map((line) => ({ path: '/p.py', line, count: 3 })) });

describe('the condition of a bridge', () => {
  it('is the test of its line, and how it came out', () => {
    expect(failed(guard('guard_nonnull', at(2)), goingTo(2, 3, 4), lineText)).toBe('`x is None` is true');
    expect(failed(guard('guard_nonnull', at(2)), goingTo(2, 4), lineText)).toBe('`x is None` is false');
  });

  it('claims no outcome where the bridge does not show one', () => {
    expect(failed(guard('guard_true', at(5)), goingTo(5), lineText)).toBe('`x and y` comes out the other way');
    expect(failed(guard('guard_true', at(4)), goingTo(4, 5), lineText)).toBe('a test comes out the other way');
  });

  it('is what the test came to, whatever the guard looked at', () => {
    expect(failed(guard('guard_nonnull_class', at(2, 'LOAD_FAST')), goingTo(2, 3), lineText)).toBe('`x is None` is true');
  });

  it('is whether a loop goes on', () => {
    expect(failed(guard('guard_false', at(8, 'FOR_ITER')), goingTo(8, 9), lineText)).toBe('`for y in x` goes on');
    expect(failed(guard('guard_false', at(8, 'FOR_ITER')), goingTo(8, 10), lineText)).toBe('`for y in x` ends');
    expect(failed(guard('guard_class', at(8, 'GET_ITER')), goingTo(8, 9), lineText)).toBe('a value has another class');
  });

  it('is the condition of a conditional expression', () => {
    expect(failed(guard('guard_true', at(10)), goingTo(10), lineText)).toBe('`x & 8` comes out the other way');
    expect(failed(guard('guard_class', at(10, 'BINARY_AND')), goingTo(10), lineText)).toBe('a value has another class');
  });

  it('says what a guard away from a test stands for', () => {
    expect(failed(guard('guard_class', at(7, 'RETURN_VALUE')), goingTo(7), lineText)).toBe('a value has another class');
    expect(checked(guard('guard_no_overflow', at(7, 'BINARY_ADD')), lineText)).toBe('within 64 bits');
  });

  it('tells a guard of an unknown kind by its name', () => {
    expect(checked(guard('guard_new_thing', at(7, '')), lineText)).toBe('new thing');
  });
});

describe('what a trace explorer shows', () => {
  const events: TraceEvent[] = [
    {
      type: 'compiled',
      tick: 10,
      trace: trace({ id: 1, at: at(1), guards: [guard('guard_nonnull', at(2)), { ...guard('guard_true', at(4)), id: 6 }] }),
    },
    { type: 'abort', tick: 15, reason: 'trace too long', at: at(1), blame: at(4), operations: 9000 },
    { type: 'compiled', tick: 20, trace: goingTo(2, 3) },
    { type: 'invalidated', tick: 25, traces: [1], cause: 'a global was assigned' },
    {
      type: 'counts',
      tick: 30,
      counts: {
        entries: [[1, 3]],
        labels: [[1, 3, 1000]],
        failures: [[5, 200, 400]],
        interpreted: [],
        summary: { ...emptySummary, loops: 1, bridges: 1 },
      },
    },
  ];
  const json = { path: 'p.py', target: 'pypy', outcome: 'finished', lines: [], summary: { loops: 1 } } as unknown as ProfileJson;
  const shown = explorerJson({
    json,
    log: { events },
    profile: foldLog({ events, complete: true }),
    lineText,
    display: (path) => path.slice(1),
  });

  it('ties each bridge to its guard and its condition', () => {
    expect(
      shown.traces.map(({ id, path, parent, parentGuard, condition, executions }) => ({
        id,
        path,
        parent,
        parentGuard,
        condition,
        executions,
      })),
    ).toEqual([
      { id: 1, path: 'p.py', parent: null, parentGuard: null, condition: '', executions: 1000 },
      { id: 2, path: 'p.py', parent: 1, parentGuard: 5, condition: '`x is None` is true', executions: 0 },
    ]);
  });

  it('keeps of the guards those that failed', () => {
    expect(shown.traces[0]!.guardCount).toBe(2);
    expect(shown.traces[0]!.guards).toEqual([
      {
        id: 5,
        kind: 'guard_nonnull',
        path: 'p.py',
        line: 2,
        function: 'f',
        condition: 'same outcome',
        source: 'if x is None:  # the default',
        inPeeledLoop: true,
        interpreted: 200,
        bridged: 400,
        bridge: 2,
      },
    ]);
  });

  it('tells in what order things happened, and what to do about aborts', () => {
    expect(shown.timeline.map(({ tick, kind, trace: id, text }) => `${tick} ${kind} ${id ?? '-'} ${text}`)).toEqual([
      '10 loop 1 Loop 1 in f, line 1',
      '15 abort - trace too long in f, line 1',
      '20 bridge 2 Bridge 2 in <module>, line 1',
      '25 invalidated 1 a global was assigned',
    ]);
    expect(shown.end).toBe(30);
    expect(shown.aborts[0]).toMatchObject({ reason: 'trace too long', count: 1, blame: { line: 4 } });
    expect(shown.aborts[0]!.remedy).toMatch(/shorter/);
  });
});

describe('the text of a trace', () => {
  it('has the line of the merge point before each operation', () => {
    const text = ['[p0]', "debug_merge_point(0, 0, 'f;/p.py:1-4~#12 LOAD_FAST')", 'i1 = int_add(i0, 1)'];
    const rows = traceListing(trace({ id: 1, at: at(2), text }), (path) => path).rows;
    expect(rows.map(({ line, operation }) => `${line} ${operation.slice(0, 5)}`)).toEqual(['2 [p0]', '4 debug', '4 i1 = ']);
  });
});
