/**
 * Stand-ins for the analyzer's parts, for tests of the server alone: real syntax trees, a toy rule (every call of `sorted` in a
 * file is JIT101) and a profiler whose verdicts are written in the program itself, as `# verdict: confirmed 782` after the line.
 */
import { RequestError } from '../../analyzer/profile/request';
import { LineIndex, loadSyntax, parseModule, updateModule } from '../../analyzer/syntax';
import type { Rewrite } from '../../analyzer/fixes/rewrite';
import type { Finding } from '../../analyzer/rules/finding';
import type { ExploredRun, ExplorerJson, ProfileJson, Verdict, VerdictStatus } from '../services/profile';
import type { Analyzer, AnalyzedDocument, Pages, Profiler, Services } from '../services/services';

export async function doubleServices(): Promise<Services> {
  await loadSyntax();
  return { analyzer: doubleAnalyzer, profiler: doubleProfiler, pages: doublePages };
}

const doubleAnalyzer: Analyzer = {
  targetsOf: (_path, { targets }) => targets.map((name) => (name === 'auto' ? 'pypy' : name)),

  open(path, text, configuration): AnalyzedDocument {
    let parsed = parseModule(text);
    let disabled = configuration.disabledRules;
    let targets = doubleAnalyzer.targetsOf(path, configuration);
    return {
      update: (next) => {
        parsed = updateModule(parsed, next);
      },
      configure: (next) => {
        disabled = next.disabledRules;
        targets = doubleAnalyzer.targetsOf(path, next);
      },
      get module() {
        return parsed.module;
      },
      get findings() {
        return disabled.includes('JIT101') ? [] : findingsIn(parsed.text, targets);
      },
      get rewrites() {
        return rewritesIn(parsed.text);
      },
      isSilenced: (code) => disabled.includes(code),
      dispose: () => parsed.dispose(),
    };
  },
};

function findingsIn(text: string, targets: readonly string[]): Finding[] {
  return [...text.matchAll(/\bsorted(?=\()(?!.*# jitlens: ignore\[JIT101\])/g)].map((match) => {
    const span = { start: match.index, end: match.index + match[0].length };
    const line = text.lastIndexOf('\n', match.index) + 1;
    return {
      code: 'JIT101',
      family: 'blocker',
      message: 'call of `sorted` blocks the trace',
      help: 'sort once, before the loop',
      note: 'what it calls back is run outside compiled code',
      severity: 'information',
      span,
      related: [{ start: line, end: span.start, message: 'in this statement' }],
      targets,
      certainty: 'likely',
      hotness: 'in a loop over all rows',
      claim: { kind: 'residual-call', callee: 'sorted', minimum: 'opaque', span },
      scope: '<module>',
    };
  });
}

/** The toy rule's remedy: `list` for `sorted`, where the line says so with `# fixable`. It helps where the line goes on with `, and worth it`. */
function rewritesIn(text: string): Rewrite[] {
  return [...text.matchAll(/\bsorted(?=\(.*# fixable)/g)].map(({ index }) => {
    const span = { start: index, end: index + 'sorted'.length };
    return { code: 'JIT101', title: 'leave the order as it is', span, edits: [{ ...span, text: 'list' }] };
  });
}

const doublePages: Pages = {
  treatments: (code) =>
    code === 'JIT101'
      ? [
          { target: 'pypy', treatment: 'residual call', because: 'the call costs 80 ns' },
          { target: 'cpython3.14', treatment: 'inlined at a cost', because: 'the call is traced as one operation' },
        ]
      : [],
  markdown: (code) => (code === 'JIT101' ? '# JIT101\n\nCalls the trace cannot look into.\n' : null),
  uri: (code) => (code === 'JIT101' ? 'file:///docs/rules/JIT101.md' : null),
};

/** Ends at once, unless the program says `# takes: forever`: then it reports progress until it is cancelled. `# takes: deaf` ignores even that. */
const doubleProfiler: Profiler = {
  importLog: (file) => Promise.reject(new RequestError(`${file} is no PYPYLOG file`)),

  profileFile(path, text, options, { signal, onProgress }) {
    if (text.includes('# fails')) return Promise.reject(new Error('the program could not be started'));
    const profile = profileOf(path, options.target, text);
    const traces = tracesOf(profile);
    const soFar = { operations: 12_400_000, milliseconds: 2500, loops: 1, bridges: 0 };
    if (!text.includes('# takes:')) {
      onProgress(soFar);
      return Promise.resolve({ profile, traces, looked: [] });
    }
    return new Promise((resolve) => {
      const timer = setInterval(() => onProgress({ ...soFar, bridges: ++soFar.bridges }), 5);
      if (text.includes('# takes: deaf')) setTimeout(() => clearInterval(timer), 500);
      else
        signal.addEventListener('abort', () => {
          clearInterval(timer);
          resolve({ profile: { ...profile, outcome: 'cancelled' }, traces, looked: null });
        });
    });
  },
};

/** One loop, and the bridge that grew from its only guard. */
function tracesOf({ path, target, outcome, summary, lines }: ProfileJson): ExploredRun {
  const at = { path, line: 2, function: '<module>' };
  const guard = {
    id: 5,
    kind: 'guard_true',
    condition: 'same outcome',
    source: 'x = 1',
    inPeeledLoop: true,
    interpreted: 200,
    bridged: 400,
    bridge: 2,
  };
  const shared = { ...at, recorded: 90, operations: 40, executions: 1000, guardCount: 1 };
  const loop = {
    ...shared,
    id: 1,
    kind: 'loop' as const,
    parent: null,
    parentGuard: null,
    condition: '',
    ends: 'jump to loop 1 label 1',
    guards: [{ ...guard, ...at }],
  };
  const bridge = {
    ...shared,
    id: 2,
    kind: 'bridge' as const,
    parent: 1,
    parentGuard: 5,
    condition: '`x` is false',
    ends: 'jump to loop 1 label 1',
    guards: [],
  };
  const explorer: ExplorerJson = {
    version: 1,
    path,
    target,
    outcome,
    summary,
    lines,
    traces: [loop, bridge],
    aborts: [],
    timeline: [],
    end: 0,
  };
  const title = 'Loop 1 in <module>, line 2';
  return { explorer: () => explorer, listing: (id) => (id === 1 ? { id, title, rows: [{ path, line: 2, operation: 'jump()' }] } : null) };
}

function profileOf(path: string, target: string, text: string): ProfileJson {
  const lines = new LineIndex(text);
  const findings: Verdict[] = [];
  for (const finding of findingsIn(text, [target])) {
    const from = lines.display(finding.span.start);
    const to = lines.display(finding.span.end);
    const stated = /# verdict: ([\w-]+) (\d+)/.exec(lines.lineText(from.line - 1));
    if (stated === null) continue;
    const { code, family, message, help, note, targets } = finding;
    const range = { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
    const bridges = Number(stated[2]);
    findings.push({
      ...{ code, family, message, help, note, targets, ...range },
      severity: 'warning',
      related: [],
      status: stated[1] as VerdictStatus,
      evidence: {
        reason: `${bridges} bridges from 9 branches`,
        lines: [from.line],
        involved: [from.line - 1],
        executions: 160000,
        iterations: 2078,
        bridges,
        guardFailures: 90000,
        residualCalls: [{ callee: 'sorted', class: 'opaque', count: 1 }],
        allocations: 0,
        aborts: 0,
        predictedCost: 0.137,
      },
    });
  }
  return {
    ...{
      version: 1,
      path,
      target,
      engine: 'vm',
      parameters: {},
      outcome: 'finished',
      exitStatus: 0,
      stdout: '',
      stderr: '',
      failure: null,
    },
    summary: {
      loops: 1,
      bridges: /\blist\(.*# fixable, and worth it/.test(text) ? 14 : 782,
      entryBridges: 0,
      aborts: { 'trace too long': 2 },
      recordedOps: 9000,
      optimizedOps: 4000,
      guards: 40,
    },
    lines: [
      {
        ...{ path, line: 2, loops: 1, bridges: 782, guardFailures: 90000, allocations: 0, cost: 0.137 },
        residualCalls: [{ callee: 'sorted', class: 'opaque', count: 1 }],
      },
    ],
    ...{ functions: [], traces: [], aborts: [], findings, errors: [], prediction: null, notes: [], times: { total: 12 } },
  };
}
