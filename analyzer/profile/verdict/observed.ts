/**
 * What the run alone saw: effects that cost at least 2 % of the run on lines where no finding speaks of them.
 *
 * Each kind has a code of its own, so that it can be explained, counted and switched off like a rule.
 */
import type { Claim, Family, Finding, Severity } from '../../rules/finding';
import { percent } from '../cost/prediction';
import { COSTS } from '../cost/table';
import { readableCallee } from '../fold/callee';
import type { FoldedLine } from '../fold/profile';
import { effectWith, type Effect } from './effect';
import { digits, factsOf, linesOf, plural, sum, type Ran } from './place';
import { evidenceOf, shareOf, WORTH_A_WARNING, type Verdict } from './verdict';

export interface Observation {
  readonly code: string;
  readonly family: Family;
  readonly title: string;
  readonly meaning: string;
  readonly why: string;
  readonly help: string;
  /** Share of the run, in words. */
  readonly threshold: string;
}

/** The kinds of things only a run sees. */
export const OBSERVATIONS = {
  call: {
    code: 'JIT190',
    family: 'blocker',
    title: 'a call in compiled code takes a good part of the run',
    meaning:
      'compiled code calls a function that the JIT cannot see into, or one of its own helpers, and that takes a good part of the time.',
    why: 'A call that stays in a trace costs far more than the operations around it, and the optimizer forgets after it what it knew of the heap.',
    help: 'move the call out of the hot loop, or use a form that the JIT traces through',
    threshold: '2 % (half, for a helper)',
  },
  bridges: {
    code: 'JIT290',
    family: 'control-flow',
    title: 'guards of one line fail again and again',
    meaning: 'guards on the line fail, for many different reasons or too seldom for a bridge, and that takes a good part of the time.',
    why: 'A failing guard without a bridge costs about 0.9 microseconds, as much as six to ten interpreted iterations; each bridge takes about 2 milliseconds to make.',
    help: 'make the values that flow through this line more alike, or decide once, outside the hot loop',
    threshold: '2 %',
  },
  allocation: {
    code: 'JIT490',
    family: 'allocation',
    title: 'objects that are not optimized away take a good part of the run',
    meaning: 'compiled code allocates objects here that the optimizer could not remove.',
    why: 'An object that stays inside a trace costs nothing; one that escapes costs 1 to 3 nanoseconds and work for the collector.',
    help: 'keep the object inside the loop that makes it, or reuse one',
    threshold: '20 %',
  },
  abort: {
    code: 'JIT590',
    family: 'lifecycle',
    title: 'recording of traces is given up here',
    meaning: 'traces were recorded here and given up, for the reason in the message.',
    why: 'What was recorded is lost and the loop stays in the interpreter until the next attempt.',
    help: 'see the reason: shorten the loop body, or stop what disturbs tracing',
    threshold: '2 %',
  },
} as const satisfies Readonly<Record<string, Observation>>;

/** Calls of milder classes are normal; this share of the run makes one worth a word all the same, but no warning. */
const DOMINATES = 0.5;
/** Allocations are what a JIT is good at; below this share they are normal. */
const MANY_ALLOCATIONS = 0.2;
/** Every branch that goes both ways has a bridge or two. */
const MANY_BRIDGES = 8;

/** Verdicts with status `observed`, in the order of the lines; `judged` are those on the findings. */
export function observe(judged: readonly Verdict[], ran: Ran): Verdict[] {
  const spokenOf = new Map<Claim['kind'], Set<number>>();
  for (const { finding, status } of judged) {
    // A refuted suspicion explains nothing.
    if (status === 'refuted') continue;
    const { claim, span } = finding;
    const spans = claim.kind === 'generator' ? [claim.loop, ...(claim.generator === null ? [] : [claim.generator])] : [claim.span];
    const numbers = spokenOf.get(claim.kind) ?? new Set();
    for (const line of linesOf(ran.lines, [span, ...spans])) numbers.add(line);
    spokenOf.set(claim.kind, numbers);
  }
  const silent = (kind: Claim['kind'], line: number): boolean => spokenOf.get(kind)?.has(line) !== true;
  const observed: Verdict[] = [];
  for (const line of ran.profile.lines.all()) {
    if (line.path !== ran.path || line.line < 1 || line.line > ran.lines.lineCount) continue;
    // A generator's finding explains the objects and calls that keep it going.
    const generatorSpeaks = !silent('generator', line.line);
    if (silent('residual-call', line.line) && !generatorSpeaks) add(observed, calls(line, ran));
    if (silent('bridges', line.line) && silent('abort', line.line)) add(observed, bridges(line, ran));
    if (silent('allocation', line.line) && !generatorSpeaks) add(observed, allocations(line, ran));
    if (silent('abort', line.line)) add(observed, aborts(line, ran));
  }
  return observed;
}

function add(to: Verdict[], verdict: Verdict | null): void {
  if (verdict !== null) to.push(verdict);
}

function calls(line: FoldedLine, ran: Ran): Verdict | null {
  const blind = [...line.calls.values()].filter((call) => call.class === 'opaque' || call.class === 'C call');
  const heavy = blind.length > 0 ? blind : [...line.calls.values()].filter((call) => shareOf(call.nanoseconds, ran) >= DOMINATES);
  if (heavy.length === 0) return null;
  const worst = heavy.reduce((a, b) => (b.nanoseconds > a.nanoseconds ? b : a));
  const claim: Claim = { kind: 'residual-call', callee: worst.callee, minimum: 'opaque', span: lineSpan(line, ran) };
  const nanoseconds = sum(heavy, (call) => call.nanoseconds);
  const times = plural(
    sum(heavy, (call) => call.executions),
    'time',
  );
  const message =
    blind.length > 0
      ? `compiled code calls ${readableCallee(worst.callee)}, which the JIT cannot see into`
      : `compiled code calls ${readableCallee(worst.callee)}`;
  return verdict(OBSERVATIONS.call, claim, line, ran, {
    nanoseconds,
    message,
    reason: `called ${times}`,
    calls: heavy,
    severity: blind.length > 0 ? 'warning' : 'information',
  });
}

function bridges(line: FoldedLine, ran: Ran): Verdict | null {
  const guards = ran.profile.guards.filter(({ at }) => at.path === line.path && at.line === line.line);
  const grown = guards.map((guard) => guard.bridge).filter((bridge) => bridge !== null);
  const unbridged = sum(guards, (guard) => guard.interpreted);
  const failing = unbridged * COSTS.guardFailure.nanoseconds;
  if (grown.length < MANY_BRIDGES && shareOf(failing, ran) < WORTH_A_WARNING) return null;
  const nanoseconds = sum(grown, (bridge) => bridge.compiling) + failing;
  const claim: Claim = { kind: 'bridges', branches: [], span: lineSpan(line, ran), forecast: 0 };
  const guardFailures = sum(guards, (guard) => guard.interpreted + guard.bridged);
  const reason = `${plural(grown.length, 'bridge')} grew here; guards failed ${plural(guardFailures, 'time')}, ${digits(unbridged)} of them without a bridge`;
  return verdict(OBSERVATIONS.bridges, claim, line, ran, {
    nanoseconds,
    message: 'guards on this line fail and fail again',
    reason,
    bridges: grown.length,
    guardFailures,
  });
}

function allocations(line: FoldedLine, ran: Ran): Verdict | null {
  const kinds = [...line.allocations.values()];
  const nanoseconds = sum(kinds, (kind) => kind.nanoseconds);
  if (shareOf(nanoseconds, ran) < MANY_ALLOCATIONS) return null;
  const claim: Claim = { kind: 'allocation', span: lineSpan(line, ran) };
  const message = `compiled code allocates here: ${kinds.map((kind) => kind.what).join(', ')}`;
  const reason = `allocated ${plural(
    sum(kinds, (kind) => kind.executions),
    'time',
  )}`;
  return verdict(OBSERVATIONS.allocation, claim, line, ran, {
    nanoseconds,
    message,
    reason,
    allocations: sum(kinds, (kind) => kind.count),
    severity: 'information',
  });
}

function aborts(line: FoldedLine, ran: Ran): Verdict | null {
  const here = ran.profile.aborts.filter(({ at }) => at.path === line.path && at.line === line.line);
  const reason = here[0]?.reason;
  if (reason === undefined) return null;
  const claim: Claim = { kind: 'abort', reason, functions: [], span: lineSpan(line, ran) };
  const nanoseconds = sum(here, (entry) => entry.nanoseconds);
  const aborts = sum(here, (entry) => entry.count);
  return verdict(OBSERVATIONS.abort, claim, line, ran, {
    nanoseconds,
    message: `tracing is given up here: ${reason}`,
    reason: `given up ${plural(aborts, 'time')}`,
    aborts,
  });
}

interface Seen extends Partial<Effect> {
  readonly nanoseconds: number;
  readonly message: string;
  readonly reason: string;
  /** Default: warning. */
  readonly severity?: Severity;
}

function verdict(
  kind: Observation,
  claim: Claim,
  line: FoldedLine,
  ran: Ran,
  { message, reason, severity = 'warning', ...seen }: Seen,
): Verdict | null {
  const share = shareOf(seen.nanoseconds, ran);
  if (share < WORTH_A_WARNING) return null;
  const finding: Finding = {
    code: kind.code,
    family: kind.family,
    message,
    help: kind.help,
    note: `${kind.title}; seen by the run alone, no rule suspected it`,
    severity,
    span: lineSpan(line, ran),
    related: [],
    targets: [ran.target],
    certainty: 'certain',
    hotness: '',
    claim,
    scope: line.function === '' ? '<module>' : line.function,
  };
  const effect = effectWith(factsOf(ran, new Set([line.line])), reason, seen);
  return {
    finding,
    status: 'observed',
    severity,
    evidence: evidenceOf(effect, ran, `${reason}; ${percent(share)} of the run (predicted)`),
  };
}

/** The line's text without the blanks around it. */
function lineSpan(line: FoldedLine, ran: Ran): { readonly start: number; readonly end: number } {
  const start = ran.lines.starts[line.line - 1] ?? 0;
  const text = ran.lines.lineText(line.line - 1);
  const blanks = text.length - text.trimStart().length;
  return { start: start + blanks, end: start + Math.max(blanks, text.trimEnd().length) };
}
