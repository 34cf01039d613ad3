/**
 * Profile + verdicts -> the JSON of contract.ts.
 */
import type { JitSetting } from '../vm/api';
import type { Finding } from '../rules/finding';
import { parameterDefault, type Target } from '../targets';
import { LineIndex } from '../syntax/positions';
import { predict } from './cost/prediction';
import type {
  AbortJson,
  CallJson,
  Engine,
  ErrorJson,
  FailureJson,
  FindingJson,
  FunctionJson,
  LineJson,
  ProfileJson,
  SummaryJson,
  TraceJson,
} from './contract';
import type { FoldedLine, Profile } from './fold/profile';
import { effectiveParameters } from './request';
import type { ChildRun } from './run-child';
import { observe } from './verdict/observed';
import type { Ran } from './verdict/place';
import { judge, roundShare, type Verdict } from './verdict/verdict';

/** What the static analyzer says of the file. */
export interface StaticFindings {
  readonly findings: readonly Finding[];
  readonly errors: readonly ErrorJson[];
}

export interface ProfiledRun {
  /** As the user named the file. */
  readonly path: string;
  /** As the log names it. */
  readonly loggedPath: string;
  readonly text: string;
  readonly target: Target;
  readonly engine: Engine;
  readonly jit: JitSetting;
  readonly run: Omit<ChildRun, 'events' | 'complete' | 'looked'>;
  readonly profile: Profile;
  readonly statics: StaticFindings;
  /** A path of the log in the user's words. */
  readonly display: (loggedPath: string) => string;
  readonly notes: readonly string[];
}

const USUAL_THRESHOLD = 1039;
/** Passes of compiled code after which an absent effect is refuted, at the usual threshold. */
const OFTEN = 1000;

export function profileJson(profiled: ProfiledRun): ProfileJson {
  const { profile, run, display } = profiled;
  const lines = new LineIndex(profiled.text);
  const ran = ranOf(profiled, lines);
  const judged = judge(profiled.statics.findings, ran);
  const verdicts = [...judged, ...observe(judged, ran)];
  const share = (nanoseconds: number): number => (profile.nanoseconds <= 0 ? 0 : roundShare(nanoseconds / profile.nanoseconds));
  const prediction = profile.countsInterpreter ? predict(profile.work, run.outcome === 'finished') : null;
  return {
    version: 1,
    path: profiled.path,
    target: profiled.target.name,
    engine: profiled.engine,
    parameters: effectiveParameters(profiled.jit),
    outcome: run.outcome,
    exitStatus: run.exitStatus,
    stdout: run.stdout,
    stderr: run.stderr,
    failure: failureJson(run, display),
    summary: summaryJson(profile),
    lines: profile.lines
      .all()
      .filter((line) => line.line > 0)
      .map((line) => lineJson(line, display, share)),
    functions: functionsJson(profile, display, share),
    traces: profile.traces.map(({ info, at, executions }): TraceJson => ({
      id: info.id,
      kind: info.kind,
      parent: info.parent,
      path: display(at.path),
      line: at.line,
      function: at.function,
      operations: info.operations,
      executions,
      ends: info.ends,
    })),
    aborts: profile.aborts.map(({ reason, at, count, blame }): AbortJson => ({
      reason,
      path: display(at.path),
      line: at.line,
      function: at.function,
      count,
      blame: blame === null ? null : { path: display(blame.path), line: blame.line, function: blame.function },
    })),
    findings: verdicts.map((verdict) => findingJson(verdict, lines)),
    errors: profiled.statics.errors,
    prediction:
      prediction === null
        ? null
        : {
            sentence: prediction.sentence,
            jit: seconds(prediction.jit),
            compiling: seconds(prediction.compiling),
            jitOff: seconds(prediction.jitOff),
            cpython: seconds(prediction.cpython),
            work: profile.work,
          },
    notes: [...profiled.notes, ...profile.degraded, ...(run.fault === null ? [] : [run.fault])],
    times: { total: Math.round(run.milliseconds), ...(run.afterLimit !== undefined && { afterLimit: Math.round(run.afterLimit) }) },
  };
}

/** The run as verdicts see it, for an engine's target and JIT parameters. */
export function ranOf(profiled: ProfiledRun, lines: LineIndex): Ran {
  const { jit, target } = profiled;
  const set = jit === 'off' ? undefined : jit['threshold'];
  const threshold = typeof set === 'number' ? set : (parameterDefault(target, 'threshold') ?? USUAL_THRESHOLD);
  return {
    profile: profiled.profile,
    outcome: profiled.run.outcome,
    path: profiled.loggedPath,
    lines,
    hotLoop: threshold + 1,
    often: Math.max(1, Math.round(OFTEN * Math.min(1, threshold / USUAL_THRESHOLD))),
    title: target.title,
    target: target.name,
  };
}

function failureJson(run: ProfiledRun['run'], display: (path: string) => string): FailureJson | null {
  return run.failure === null ? null : { ...run.failure, path: display(run.failure.path) };
}

function summaryJson({ summary }: Profile): SummaryJson {
  const aborts = Object.fromEntries(Object.entries(summary.aborts).filter(([, count]) => count > 0));
  const { loops, bridges, entryBridges, recordedOps, optimizedOps, optimizedGuards } = summary;
  return { loops, bridges, entryBridges, aborts, recordedOps, optimizedOps, guards: optimizedGuards };
}

function lineJson(line: FoldedLine, display: (path: string) => string, share: (nanoseconds: number) => number): LineJson {
  const residualCalls = [...line.calls.values()]
    .filter((call) => call.class !== 'inline')
    .map(({ callee, class: callClass, count }): CallJson => ({ callee, class: callClass, count }));
  residualCalls.sort((a, b) => b.count - a.count || (a.callee < b.callee ? -1 : 1));
  let allocations = 0;
  for (const { count } of line.allocations.values()) allocations += count;
  return {
    path: display(line.path),
    line: line.line,
    loops: line.loops,
    bridges: line.bridges,
    guardFailures: line.failuresInterpreted + line.failuresBridged,
    residualCalls,
    allocations,
    cost: share(line.nanoseconds),
  };
}

/** Lines gathered by function, where the log says which function a line belongs to. */
function functionsJson(profile: Profile, display: (path: string) => string, share: (nanoseconds: number) => number): FunctionJson[] {
  const owners = functionOfLines(profile);
  const found = new Map<string, { first: FunctionJson; nanoseconds: number }>();
  for (const line of profile.lines.all()) {
    const owner = owners.get(`${line.line} ${line.path}`);
    if (owner === undefined) continue;
    const key = `${owner.firstLine} ${owner.function} ${line.path}`;
    let entry = found.get(key);
    if (entry === undefined) {
      const first = {
        path: display(line.path),
        function: owner.function,
        firstLine: owner.firstLine,
        loops: 0,
        bridges: 0,
        guardFailures: 0,
        cost: 0,
      };
      found.set(key, (entry = { first, nanoseconds: 0 }));
    }
    entry.nanoseconds += line.nanoseconds;
    const { loops, bridges, guardFailures } = entry.first;
    entry.first = {
      ...entry.first,
      loops: loops + line.loops,
      bridges: bridges + line.bridges,
      guardFailures: guardFailures + line.failuresInterpreted + line.failuresBridged,
    };
  }
  const rows = [...found.values()].map(({ first, nanoseconds }) => ({ ...first, cost: share(nanoseconds) }));
  return rows.sort((a, b) => b.cost - a.cost || a.firstLine - b.firstLine || (a.path < b.path ? -1 : 1));
}

function functionOfLines(profile: Profile): Map<string, { readonly function: string; readonly firstLine: number }> {
  const owners = new Map<string, { readonly function: string; readonly firstLine: number }>();
  for (const { info } of profile.traces) {
    for (const { at } of [info, ...info.guards, ...info.calls, ...info.allocations])
      if (at.function !== '' && at.line > 0) owners.set(`${at.line} ${at.path}`, { function: at.function, firstLine: at.firstLine });
  }
  return owners;
}

/** A verdict as JSON; columns in code points. */
export function findingJson({ finding, status, severity, evidence }: Verdict, lines: LineIndex): FindingJson {
  return {
    code: finding.code,
    family: finding.family,
    message: finding.message,
    help: finding.help,
    note: finding.note,
    severity,
    ...range(lines, finding.span),
    targets: finding.targets,
    related: finding.related.map((related) => ({ ...range(lines, related), message: related.message })),
    status,
    evidence,
  };
}

function range(lines: LineIndex, { start, end }: { readonly start: number; readonly end: number }) {
  const first = lines.display(start);
  const last = lines.display(end);
  return { line: first.line, column: first.column, endLine: last.line, endColumn: last.column };
}

function seconds(nanoseconds: number): number {
  return Number((nanoseconds / 1e9).toPrecision(3));
}
