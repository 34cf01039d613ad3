import { describe, expect, it } from 'vitest';
import type { Outcome } from '../vm/api';
import type { SourceRange, TraceEvent } from '../vm/jit/tracelog';
import type { Claim, Finding } from '../rules/finding';
import { PYPY } from '../targets';
import { LineIndex } from '../syntax/positions';
import { foldLog } from '../profile/fold/fold';
import { profileJson } from '../profile/profile-json';
import { emptySummary, trace } from '../profile/testing/logs';
import { OBSERVATIONS } from '../profile/verdict/observed';
import { observationPage } from './observation-page';
import { renderProfile } from './profile-text';
import { renderTraces } from './trace-listing';

const SOURCE = `import json

def price(weight, zone=None):
    if zone is None:
        zone = 3
    return weight * zone

def total(rows):
    result = 0
    for row in rows:
        result += price(*row)
        json.dumps(row)
    return sorted(rows), result
`;
const PATH = '/home/me/shop.py';
const lines = new LineIndex(SOURCE);
const at = (line: number, name = 'total', firstLine = 8): SourceRange => ({
  path: PATH,
  line,
  function: name,
  firstLine,
  offset: 4,
  opcode: 'FOR_ITER',
});
const span = (text: string) => ({ start: SOURCE.indexOf(text), end: SOURCE.indexOf(text) + text.length });

function finding(code: string, text: string, message: string, help: string, claim: Claim): Finding {
  const common = {
    note: '',
    severity: 'hint',
    related: [],
    targets: ['pypy'],
    certainty: 'likely',
    hotness: '',
    scope: 'total',
    family: 'blocker',
  } as const;
  return { ...common, code, message, help, span: span(text), claim };
}

const findings = [
  finding('JIT201', 'zone is None', 'this branch depends on data', 'look the result up in a table', {
    kind: 'bridges',
    branches: [span('if zone is None')],
    span: span('if zone is None'),
    forecast: 2,
  }),
  finding('JIT101', 'sorted(rows)', 'the JIT cannot see into `sorted`', 'sort once', {
    kind: 'residual-call',
    callee: 'sorted',
    minimum: 'opaque',
    span: span('sorted(rows)'),
  }),
  finding('JIT401', 'weight * zone', 'a new object each time', 'reuse one', { kind: 'allocation', span: span('weight * zone') }),
];

const guard = { id: 1, kind: 'guard_nonnull_class', at: at(4, 'price', 3), inPeeledLoop: true, condition: 'guard_nonnull_class(p1)' };
const loopText = [
  "debug_merge_point(0, 0, 'total;/home/me/shop.py:8-10~#8 FOR_ITER')",
  'i4 = int_lt(i2, i3)',
  "debug_merge_point(1, 1, 'price;/home/me/shop.py:3-4~#0 LOAD_FAST')",
  'guard_nonnull_class(p1, descr=<Guard0x1>) [p0]',
  "debug_merge_point(1, 1, 'dumps;/lib/json/__init__.py:183-231~#0 LOAD_FAST')",
  'jump(p0, i4, descr=TargetToken(1))',
];
const events: TraceEvent[] = [
  {
    type: 'compiled',
    tick: 1,
    trace: trace({
      id: 1,
      at: at(10),
      operationsRecorded: 400,
      operations: 60,
      guards: [guard],
      calls: [{ callee: 'json.dumps', class: 'opaque', effect: 7, at: at(12) }],
      lineOperations: [4, 6, 10, 11, 12].map((line) => ({ path: PATH, line, count: 8 })),
      bytecodes: 40,
      text: loopText,
    }),
  },
  {
    type: 'compiled',
    tick: 2,
    trace: trace({
      id: 2,
      kind: 'bridge',
      parent: 1,
      parentGuard: 1,
      at: at(5, 'price', 3),
      operationsRecorded: 200,
      operations: 30,
      ends: 'jump to loop 1 label 0',
    }),
  },
  { type: 'abort', tick: 3, reason: 'trace too long', at: at(10), blame: at(3, 'price', 3), operations: 6001 },
  {
    type: 'counts',
    tick: 4,
    counts: {
      entries: [
        [1, 1],
        [2, 40_000],
      ],
      labels: [[1, 1, 100_000]],
      failures: [[1, 199, 40_000]],
      interpreted: [
        { path: PATH, line: 10, count: 3000, times: 1040 },
        { path: PATH, line: 13, count: 6, times: 1 },
      ],
      summary: {
        ...emptySummary,
        loops: 1,
        bridges: 1,
        aborts: { ...emptySummary.aborts, 'trace too long': 1 },
        recordedOps: 6601,
        optimizedOps: 90,
        optimizedGuards: 21,
      },
    },
  },
];

function profile(outcome: Outcome, log: readonly TraceEvent[] = events) {
  const failure = outcome === 'failed' ? { type: 'ValueError', message: 'bad \u001b[31m row', path: PATH, line: 11, column: 9 } : null;
  const run = {
    outcome,
    exitStatus: outcome === 'finished' ? 0 : 1,
    failure,
    operations: 1,
    stdout: 'a\nb\n',
    stderr: '',
    fault: null,
    milliseconds: 5,
  };
  return profileJson({
    path: 'shop.py',
    loggedPath: PATH,
    text: SOURCE,
    target: PYPY,
    engine: 'vm',
    jit: {},
    run,
    profile: foldLog({ events: log, complete: true }),
    statics: { findings: log.length === 0 ? [] : findings, errors: [] },
    display: (logged) => (logged === PATH ? 'shop.py' : logged),
    notes: [],
  });
}

const render = (outcome: Outcome, log?: readonly TraceEvent[]): string => renderProfile(profile(outcome, log), () => SOURCE);

it('does not call a run finished whose log was cut', () => {
  const cut = renderProfile({ ...profile('cancelled'), exitStatus: 0, engine: 'log', partial: true }, () => SOURCE);
  expect(cut.split('\n')[0]).toMatch(/from a PYPYLOG file; the log ends before the run does$/);
});

describe('the report', () => {
  it('reads as a whole', async () => {
    await expect(render('finished')).toMatchFileSnapshot('./snapshots/profile-finished.txt');
  });

  it('says where a program failed, and keeps the terminal safe', () => {
    const [first, second] = render('failed').split('\n');
    expect(first).toBe('shop.py: profile for pypy, in the embedded tracing VM; the run failed (exit status 1)');
    expect(second).toBe('shop.py:11: ValueError: bad \ufffd[31m row');
  });

  it('of a program that got nowhere is short', async () => {
    await expect(render('time-limit', [])).toMatchFileSnapshot('./snapshots/profile-empty.txt');
  });

  it('loses no effect that the JSON has', () => {
    const { lines: rows, traces, aborts } = profile('finished');
    expect(rows.find((row) => row.line === 12)!.residualCalls).toEqual([{ callee: 'json.dumps', class: 'opaque', count: 1 }]);
    expect(rows.find((row) => row.line === 4)).toMatchObject({ bridges: 1, guardFailures: 40_199 });
    expect(traces.map((entry) => [entry.kind, entry.line, entry.executions])).toEqual([
      ['loop', 10, 100_000],
      ['bridge', 4, 40_000],
    ]);
    expect(aborts).toEqual([
      {
        reason: 'trace too long',
        path: 'shop.py',
        line: 10,
        function: 'total',
        count: 1,
        blame: { path: 'shop.py', line: 3, function: 'price' },
      },
    ]);
    expect(lines.lineCount).toBeGreaterThan(13);
  });
});

describe('the page of a code that only a run raises', () => {
  it.each(Object.values(OBSERVATIONS).map((entry) => entry.code))('explains %s', (code) => {
    const page = observationPage(code.toLowerCase());
    for (const heading of ['What it means', 'Why a tracing JIT cares', 'Instead', 'When not to care'])
      expect(page).toContain(`## ${heading}`);
  });

  it('is none for other codes', () => {
    expect(observationPage('JIT101')).toBeNull();
  });
});

describe('the trace listing', () => {
  const traces = events.flatMap((event) => (event.type === 'compiled' ? [event.trace] : []));
  const list = (line: number | null): string =>
    renderTraces({ profile: profile('finished'), traces, source: SOURCE, loggedPath: PATH, line });

  it('puts operations beside their lines', async () => {
    await expect(list(null)).toMatchFileSnapshot('./snapshots/traces.txt');
  });

  it('keeps to the traces that pass a line', () => {
    expect(list(12)).toContain('Loop 1');
    expect(list(12)).not.toContain('Bridge 2');
    expect(list(2)).toBe('No trace was made of shop.py:2: 2 traces were made elsewhere.\n');
  });
});
