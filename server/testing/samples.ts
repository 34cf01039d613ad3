/** Findings, verdicts and profiles for tests of what is made of them. */
import type { Finding } from '../../analyzer/rules/finding';
import type { ProfileJson, RunEvidence, Verdict, VerdictStatus } from '../services/profile';

export function finding(more: Partial<Finding>): Finding {
  const span = { start: 0, end: 3 };
  return {
    ...{ code: 'JIT201', family: 'control-flow', message: 'the message', help: 'the help', note: 'the note', severity: 'information' },
    ...{ span, related: [], targets: ['pypy'], certainty: 'likely', hotness: 'the hotness', scope: '<module>' },
    claim: { kind: 'allocation', span },
    ...more,
  };
}

export function verdict(status: VerdictStatus, evidence: Partial<RunEvidence> = {}): Verdict {
  return {
    ...{ code: 'JIT201', family: 'control-flow', message: 'the message', help: 'the help', note: 'the note', severity: 'warning' },
    ...{ line: 25, column: 5, endLine: 25, endColumn: 12, targets: ['pypy'], related: [], status },
    evidence: {
      ...{ reason: '782 bridges from 9 branches', lines: [26], involved: [25], executions: 160000, iterations: 2078, bridges: 782 },
      ...{
        guardFailures: 90000,
        residualCalls: [{ callee: 'sorted', class: 'opaque', count: 1 }],
        allocations: 0,
        aborts: 0,
        predictedCost: 0.137,
      },
      ...evidence,
    },
  };
}

export function profile(more: Partial<ProfileJson>): ProfileJson {
  return {
    ...{ version: 1, path: '/projects/demo.py', target: 'pypy', engine: 'vm', parameters: {}, outcome: 'finished', exitStatus: 0 },
    ...{
      stdout: '',
      stderr: '',
      failure: null,
      functions: [],
      traces: [],
      aborts: [],
      errors: [],
      prediction: null,
      notes: [],
      times: { total: 12 },
    },
    summary: {
      loops: 4,
      bridges: 711,
      entryBridges: 1,
      aborts: { 'trace too long': 2 },
      recordedOps: 9000,
      optimizedOps: 4000,
      guards: 1200,
    },
    lines: [
      { path: '/projects/demo.py', line: 26, loops: 1, bridges: 80, guardFailures: 9000, residualCalls: [], allocations: 3, cost: 0.137 },
      {
        ...{ path: '/projects/other.py', line: 3, loops: 0, bridges: 0, guardFailures: 0, allocations: 0, cost: 0.4 },
        residualCalls: [{ callee: 'sorted', class: 'opaque', count: 2 }],
      },
    ],
    findings: [verdict('confirmed'), verdict('refuted', { reason: 'ran 160,000 times without a bridge' })],
    ...more,
  };
}
