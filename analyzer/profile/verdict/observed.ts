/**
 * What the run alone saw: effects that cost at least 2 % of the run on lines where no finding speaks of them.
 *
 * Each kind has a code of its own, so that it can be explained, counted and switched off like a rule.
 */
import type { Claim, Family, Finding } from '../../rules/finding';
import { COSTS } from '../cost/table';
import type { FoldedLine } from '../fold/profile';
import { effectOf } from './effect';
import { factsOf, linesOf, plural, sum, type Ran } from './place';
import { evidenceOf, shareOf, WORTH_A_WARNING, type Verdict } from './verdict';

export interface Observation {
  readonly code: string;
  readonly family: Family;
  readonly title: string;
  readonly help: string;
}

/** The kinds of things only a run sees. */
export const OBSERVATIONS = {
  call: {
    code: 'JIT190',
    family: 'blocker',
    title: 'a call the JIT cannot see into takes a good part of the run',
    help: 'move the call out of the hot loop, or use a form that the JIT traces through',
  },
  bridges: {
    code: 'JIT290',
    family: 'control-flow',
    title: 'failing guards take a good part of the run',
    help: 'make the values that flow through this line more alike, or decide once, outside the hot loop',
  },
  allocation: {
    code: 'JIT490',
    family: 'allocation',
    title: 'objects that are not optimized away take a good part of the run',
    help: 'keep the object inside the loop that makes it, or reuse one',
  },
  abort: {
    code: 'JIT590',
    family: 'lifecycle',
    title: 'traces that were given up take a good part of the run',
    help: 'see the reason: shorten the loop body, or stop what disturbs tracing',
  },
} as const satisfies Readonly<Record<string, Observation>>;

/** Verdicts with status `observed`, in the order of the lines. */
export function observe(findings: readonly Finding[], ran: Ran): Verdict[] {
  const spokenOf = new Map<Claim['kind'], Set<number>>();
  for (const { claim, span } of findings) {
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
    if (silent('bridges', line.line)) add(observed, bridges(line, ran));
    if (silent('allocation', line.line) && !generatorSpeaks) add(observed, allocations(line, ran));
    if (silent('abort', line.line)) add(observed, aborts(line, ran));
  }
  return observed;
}

function add(to: Verdict[], verdict: Verdict | null): void {
  if (verdict !== null) to.push(verdict);
}

function calls(line: FoldedLine, ran: Ran): Verdict | null {
  const heavy = [...line.calls.values()].filter((call) => call.class === 'opaque' || call.class === 'C call');
  if (heavy.length === 0) return null;
  const worst = heavy.reduce((a, b) => (b.nanoseconds > a.nanoseconds ? b : a));
  const claim: Claim = { kind: 'residual-call', callee: worst.callee, minimum: 'opaque', span: lineSpan(line, ran) };
  const nanoseconds = sum(heavy, (call) => call.nanoseconds);
  return verdict(OBSERVATIONS.call, claim, line, ran, nanoseconds, `${worst.callee} is called from compiled code, which cannot see into it`);
}

function bridges(line: FoldedLine, ran: Ran): Verdict | null {
  const guards = ran.profile.guards.filter(({ at }) => at.path === line.path && at.line === line.line);
  const grown = guards.map((guard) => guard.bridge).filter((bridge) => bridge !== null);
  const unbridged = sum(guards, (guard) => guard.interpreted);
  const nanoseconds = sum(grown, (bridge) => bridge.compiling) + unbridged * COSTS.guardFailure.nanoseconds;
  const claim: Claim = { kind: 'bridges', branches: [], span: lineSpan(line, ran), forecast: 0 };
  return verdict(OBSERVATIONS.bridges, claim, line, ran, nanoseconds, `guards fail here: ${plural(grown.length, 'bridge')}, ${plural(unbridged, 'failure')} without one`);
}

function allocations(line: FoldedLine, ran: Ran): Verdict | null {
  const kinds = [...line.allocations.values()];
  const nanoseconds = sum(kinds, (kind) => kind.nanoseconds);
  const claim: Claim = { kind: 'allocation', span: lineSpan(line, ran) };
  return verdict(OBSERVATIONS.allocation, claim, line, ran, nanoseconds, `allocated in compiled code: ${kinds.map((kind) => kind.what).join(', ')}`);
}

function aborts(line: FoldedLine, ran: Ran): Verdict | null {
  const here = ran.profile.aborts.filter(({ at }) => at.path === line.path && at.line === line.line);
  const reason = here[0]?.reason;
  if (reason === undefined) return null;
  const claim: Claim = { kind: 'abort', reason, span: lineSpan(line, ran) };
  const nanoseconds = sum(here, (entry) => entry.nanoseconds);
  return verdict(OBSERVATIONS.abort, claim, line, ran, nanoseconds, `tracing is given up here: ${reason}`);
}

function verdict(kind: Observation, claim: Claim, line: FoldedLine, ran: Ran, nanoseconds: number, message: string): Verdict | null {
  const share = shareOf(nanoseconds, ran);
  if (share < WORTH_A_WARNING) return null;
  const finding: Finding = {
    code: kind.code,
    family: kind.family,
    message,
    help: kind.help,
    note: `${kind.title}; seen by the run alone, no rule suspected it`,
    severity: 'warning',
    span: lineSpan(line, ran),
    related: [],
    targets: [ran.target],
    certainty: 'certain',
    hotness: '',
    claim,
    scope: line.function === '' ? '<module>' : line.function,
  };
  const effect = effectOf(claim, finding, ran, [finding]);
  const reason = `${effect.present ? effect.words : message}; ${Math.round(share * 100)} % of the run (predicted)`;
  const evidence = { ...evidenceOf({ ...effect, facts: factsOf(ran, new Set([line.line])) }, ran, reason), predictedCost: share };
  return { finding, status: 'observed', severity: 'warning', evidence };
}

/** The line's text without the blanks around it. */
function lineSpan(line: FoldedLine, ran: Ran): { readonly start: number; readonly end: number } {
  const start = ran.lines.starts[line.line - 1] ?? 0;
  const text = ran.lines.lineText(line.line - 1);
  const blanks = text.length - text.trimStart().length;
  return { start: start + blanks, end: start + Math.max(blanks, text.trimEnd().length) };
}
