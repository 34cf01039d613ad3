import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../vm/api';
import type { Counts, GuardInfo, SourceRange, TraceEvent } from '../../vm/jit/tracelog';
import type { Claim, Finding } from '../../rules/finding';
import { LineIndex } from '../../syntax/positions';
import { foldLog } from '../fold/fold';
import { emptySummary, trace } from '../testing/logs';
import { observe } from './observed';
import type { Ran } from './place';
import { judge, unjudged, type Verdict } from './verdict';

const PATH = '/app.py';
const SOURCE = `def pick(x):
    if x is None:
        return 0
    return x

def run(rows):
    total = 0
    for row in rows:
        total += pick(row)
        total += len(sorted(rows))
    return total
`;
const lines = new LineIndex(SOURCE);

const at = (line: number, name = 'run', firstLine = 6): SourceRange => ({
  path: PATH,
  line,
  function: name,
  firstLine,
  offset: 0,
  opcode: 'LOAD_FAST',
});
const guard = (id: number, where: SourceRange): GuardInfo => ({ id, kind: 'guard_true', at: where, inPeeledLoop: true, condition: 'i1' });
const lineSpan = (first: number, last = first) => ({ start: lines.starts[first - 1]!, end: lines.lineEnd(last - 1) });

function finding(claim: Claim, scope = 'run'): Finding {
  return {
    code: 'JIT101',
    family: 'blocker',
    message: 'm',
    help: 'h',
    note: 'n',
    severity: 'hint',
    span: 'span' in claim ? claim.span : claim.loop,
    related: [],
    targets: ['pypy'],
    certainty: 'likely',
    hotness: '',
    claim,
    scope,
  };
}

const compiled = (fields: Parameters<typeof trace>[0]): TraceEvent => ({ type: 'compiled', tick: 1, trace: trace(fields, PATH) });
const counted = (fields: Partial<Counts>): TraceEvent => ({
  type: 'counts',
  tick: 9,
  counts: { entries: [], labels: [], failures: [], interpreted: [], summary: emptySummary, ...fields },
});

function ran(events: readonly TraceEvent[], outcome: Outcome = 'finished'): Ran {
  return {
    profile: foldLog({ events, complete: true }),
    outcome,
    path: PATH,
    lines,
    hotLoop: 1040,
    often: 1000,
    title: 'PyPy',
    target: 'pypy',
  };
}

function verdictOn(claim: Claim, events: readonly TraceEvent[], outcome: Outcome = 'finished', scope = 'run'): Verdict {
  return judge([finding(claim, scope)], ran(events, outcome))[0]!;
}

const loopOver = (id: number, numbers: readonly number[]) => ({
  id,
  at: at(8),
  lineOperations: numbers.map((line) => ({ path: PATH, line, count: 5 })),
});
const executed = (id: number, times: number): Partial<Counts> => ({ labels: [[id, 1, times]] });
const interpreted = (line: number, times: number) => ({ path: PATH, line, count: times * 4, times });

describe('a residual call', () => {
  const claim: Claim = { kind: 'residual-call', callee: 'sorted', minimum: 'opaque', span: lineSpan(10) };
  const call = (callee: string, callClass: 'opaque' | 'helper' = 'opaque') => ({ callee, class: callClass, effect: 7, at: at(10) });

  it('that stands in compiled code is confirmed, and a warning when it costs enough', () => {
    const verdict = verdictOn(claim, [compiled({ ...loopOver(1, [8, 9, 10]), calls: [call('sorted')] }), counted(executed(1, 900_000))]);
    expect(verdict).toMatchObject({ status: 'confirmed', severity: 'warning' });
    expect(verdict.evidence.residualCalls).toEqual([{ callee: 'sorted', class: 'opaque', count: 1 }]);
    expect(verdict.evidence.reason).toMatch(
      /^1 residual call of sorted stands in compiled code, executed 900,000 times; \d+ % of the run \(predicted\)$/,
    );
  });

  it('is found in a function that is inlined before it', () => {
    const events = [
      compiled({ ...loopOver(1, [8, 9, 10]), calls: [{ ...call('dict lookup'), at: at(3) }] }),
      counted(executed(1, 900_000)),
    ];
    const lookup: Claim = { ...claim, callee: 'dict lookup' };
    expect(verdictOn(lookup, events)).toMatchObject({ status: 'refuted' });
    const inside = verdictOn({ ...lookup, within: [lineSpan(2), lineSpan(3)] }, events);
    expect(inside).toMatchObject({ status: 'confirmed', evidence: { lines: [3, 10] } });
    expect(verdictOn({ ...claim, within: [lineSpan(3)] }, events)).toMatchObject({ status: 'refuted' });
  });

  it('that costs little is information', () => {
    const events = [
      compiled({ ...loopOver(1, [8, 9, 10]), calls: [call('sorted')] }),
      counted({ ...executed(1, 1100), interpreted: [interpreted(3, 5_000_000)] }),
    ];
    expect(verdictOn(claim, events)).toMatchObject({ status: 'confirmed', severity: 'information' });
  });

  it('of a milder class refutes it once the place ran often', () => {
    const events = [compiled({ ...loopOver(1, [8, 9, 10]), calls: [call('sorted', 'helper')] }), counted(executed(1, 5000))];
    expect(verdictOn(claim, events)).toMatchObject({ status: 'refuted', severity: 'hint' });
    expect(verdictOn(claim, events).evidence.reason).toBe(
      'no opaque call of sorted stands in compiled code (1 milder call left: helper); compiled code ran here 5,001 times',
    );
  });

  it('is charged to the line that called the library', () => {
    const inLibrary = {
      callee: 'list.sort',
      class: 'opaque' as const,
      effect: 7,
      at: { ...at(3, 'sorted', 1), path: '<builtin>/app.py' },
      from: at(10),
    };
    const events = [compiled({ ...loopOver(1, [8, 10]), calls: [inLibrary] }), counted(executed(1, 5000))];
    expect(verdictOn(claim, events).status).toBe('confirmed');
  });

  it('is not taken for the call of another finding on the line', () => {
    const other: Claim = { ...claim, callee: 'json.loads' };
    const events = [compiled({ ...loopOver(1, [10]), calls: [call('json.loads')] }), counted(executed(1, 5000))];
    expect(judge([finding(claim), finding(other)], ran(events)).map((verdict) => verdict.status)).toEqual(['refuted', 'confirmed']);
  });
});

describe('a place that was not reached', () => {
  const claim: Claim = { kind: 'allocation', span: lineSpan(10) };

  it.each<[string, readonly TraceEvent[], Outcome]>([
    ['ran 300 iterations; PyPy starts at 1,040', [counted({ interpreted: [interpreted(10, 300)] })], 'finished'],
    ['never ran', [counted({ interpreted: [interpreted(3, 300)] })], 'finished'],
    ['nothing was compiled here; PyPy starts at 1,040 iterations', [counted({})], 'finished'],
    [
      'ran in the interpreter only; PyPy starts at 1,040 iterations',
      [counted({ interpreted: [{ path: PATH, line: 10, count: 70 }] })],
      'finished',
    ],
    ['compiled code passed here only 61 times', [compiled(loopOver(1, [10])), counted(executed(1, 60))], 'finished'],
    [
      'the run ended early (time-limit); compiled code passed here only 5,001 times',
      [compiled(loopOver(1, [10])), counted(executed(1, 5000))],
      'time-limit',
    ],
    ['ran 2,000 iterations, none of them in compiled code', [counted({ interpreted: [interpreted(10, 2000)] })], 'finished'],
    [
      'tracing was given up here (trace too long), 2 times',
      [1, 2].map((tick) => ({ type: 'abort', tick, reason: 'trace too long', at: at(10), blame: null, operations: 6000 }) as const),
      'finished',
    ],
  ])('says %s', (reason, events, outcome) => {
    const verdict = verdictOn(claim, events, outcome);
    expect(verdict).toMatchObject({ status: 'not-reached', severity: 'hint' });
    expect(verdict.evidence.reason).toBe(reason);
  });
});

describe('bridges', () => {
  const claim: Claim = { kind: 'bridges', branches: [lineSpan(2)], span: lineSpan(1, 4), forecast: 2 };
  const loop = loopOver(1, [2, 4, 8, 9]);
  const bridge = (id: number, parentGuard: number) =>
    compiled({ id, kind: 'bridge', parent: 1, parentGuard, at: at(4, 'pick', 1), operationsRecorded: 300 });

  it('of guards on the branch are confirmed', () => {
    const events = [
      compiled({ ...loop, guards: [guard(7, at(2, 'pick', 1))] }),
      bridge(2, 7),
      counted({ ...executed(1, 50_000), entries: [[2, 25_000]], failures: [[7, 200, 25_000]] }),
    ];
    const verdict = verdictOn(claim, events, 'finished', 'pick');
    expect(verdict).toMatchObject({ status: 'confirmed', severity: 'warning', evidence: { bridges: 1, guardFailures: 25_200 } });
    expect(verdict.evidence.involved).toEqual([1, 6]);
  });

  it('count where the optimizer put the guard: on the call, or on the caller’s loop header', () => {
    for (const line of [8, 9]) {
      const events = [compiled({ ...loop, guards: [guard(7, at(line))] }), bridge(2, 7), counted(executed(1, 50_000))];
      expect(verdictOn(claim, events, 'finished', 'pick')).toMatchObject({ status: 'confirmed', evidence: { bridges: 1 } });
    }
  });

  it('of guards elsewhere are none of it', () => {
    const events = [compiled({ ...loop, guards: [guard(7, at(10))] }), bridge(2, 7), counted(executed(1, 50_000))];
    expect(verdictOn(claim, events, 'finished', 'pick')).toMatchObject({ status: 'refuted', evidence: { bridges: 0 } });
  });

  it('that began to grow are undecided', () => {
    const events = [
      compiled({ ...loop, guards: [guard(7, at(2, 'pick', 1))] }),
      counted({ ...executed(1, 50_000), failures: [[7, 150, 0]] }),
    ];
    expect(verdictOn(claim, events, 'finished', 'pick')).toMatchObject({
      status: 'not-reached',
      evidence: { reason: 'its guards failed 150 times; a guard grows a bridge at its 200th failure' },
    });
  });
});

describe('a generator', () => {
  const claim: Claim = { kind: 'generator', loop: lineSpan(8, 10), generator: lineSpan(1, 4) };

  it('that is resumed by the loop’s compiled code is confirmed', () => {
    expect(verdictOn(claim, [compiled(loopOver(1, [2, 8])), counted(executed(1, 5000))])).toMatchObject({ status: 'confirmed' });
  });

  it('that is not is refuted', () => {
    expect(verdictOn(claim, [compiled(loopOver(1, [8, 9])), counted(executed(1, 5000))])).toMatchObject({ status: 'refuted' });
  });
});

describe('an allocation', () => {
  const claim: Claim = { kind: 'allocation', span: lineSpan(9) };

  it('that stays is confirmed; one optimized away on a line with nothing left is refuted', () => {
    const allocations = [{ what: 'Point', at: at(9) }];
    expect(verdictOn(claim, [compiled({ ...loopOver(1, [9]), allocations }), counted(executed(1, 5000))])).toMatchObject({
      status: 'confirmed',
      evidence: { allocations: 1 },
    });
    const gone = { ...loopOver(1, [8]), lineOperations: [{ path: PATH, line: 9, count: 0 }] };
    expect(verdictOn(claim, [compiled(gone), counted(executed(1, 5000))])).toMatchObject({ status: 'refuted' });
  });
});

describe('an abort', () => {
  const claim: Claim = { kind: 'abort', reason: 'trace too long', functions: [], span: lineSpan(6, 11) };

  it('of that reason is confirmed, by its place or by the function to blame', () => {
    const elsewhere: SourceRange = { ...at(1), path: '/other.py' };
    for (const [where, blame] of [[at(8), null] as const, [elsewhere, at(6)] as const]) {
      const event: TraceEvent = { type: 'abort', tick: 1, reason: 'trace too long', at: where, blame, operations: 6000 };
      expect(verdictOn(claim, [event, counted({})])).toMatchObject({ status: 'confirmed', evidence: { aborts: 1 } });
    }
  });
});

describe('what the run alone saw', () => {
  const call = { callee: 'json.dumps', class: 'opaque' as const, effect: 7, at: at(10) };
  const events = [compiled({ ...loopOver(1, [8, 9, 10]), calls: [call] }), counted(executed(1, 90_000))];

  it('is observed where it costs enough and nobody spoke of it', () => {
    const [verdict, ...more] = observe([], ran(events));
    expect(more).toEqual([]);
    expect(verdict).toMatchObject({
      status: 'observed',
      severity: 'warning',
      finding: { code: 'JIT190', span: { start: SOURCE.indexOf('total += len') } },
    });
    expect(verdict!.evidence.predictedCost).toBeGreaterThan(0.5);
  });

  it('is not said twice', () => {
    const spoken = finding({ kind: 'residual-call', callee: 'json.dumps', minimum: 'opaque', span: lineSpan(10) });
    const here = ran(events);
    expect(observe(judge([spoken], here), here)).toEqual([]);
  });

  it('is nothing when it costs little', () => {
    const cheap = [events[0]!, counted({ ...executed(1, 1000), interpreted: [interpreted(3, 9_000_000)] })];
    expect(observe([], ran(cheap))).toEqual([]);
  });
});

it('gives no verdict for a target that nobody ran', () => {
  const [verdict] = unjudged([finding({ kind: 'allocation', span: lineSpan(9) })]);
  expect(verdict).toMatchObject({ status: 'static-only', severity: 'hint' });
});
