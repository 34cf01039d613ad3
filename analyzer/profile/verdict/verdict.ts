/**
 * Finding x run -> verdict.
 *
 * - confirmed: the effect was counted at that place. A warning when it is predicted to cost at least 2 % of the run, else information.
 * - refuted: the run finished, the place was compiled and ran often, and the effect was absent. It holds for these inputs only.
 * - not-reached: neither; the reason says how far the run got.
 * - static-only: nobody ran the program for that target.
 */
import type { Finding, Severity } from '../../rules/finding';
import type { Evidence, VerdictStatus } from '../contract';
import { percent } from '../cost/prediction';
import { effectOf, type Effect } from './effect';
import { digits, plural, type PlaceFacts, type Ran } from './place';

export interface Verdict {
  readonly finding: Finding;
  readonly status: VerdictStatus;
  readonly severity: Severity;
  readonly evidence: Evidence;
}

/** Share of the run from which a confirmed effect is worth a warning, and an unsuspected one worth a word. */
export const WORTH_A_WARNING = 0.02;

/** One verdict a finding, in their order. */
export function judge(findings: readonly Finding[], ran: Ran): Verdict[] {
  return findings.map((finding) => {
    const effect = effectOf(finding.claim, finding, ran, findings);
    const { status, reason } = decide(effect, ran);
    const evidence = evidenceOf(effect, ran, reason);
    return { finding, status, severity: severityOf(finding, status, evidence.predictedCost), evidence };
  });
}

/** Verdicts for a target that nobody ran. */
export function unjudged(findings: readonly Finding[]): Verdict[] {
  const evidence = { ...NO_EVIDENCE, reason: 'the program was not run for this target' };
  return findings.map((finding) => ({ finding, status: 'static-only', severity: finding.severity, evidence }));
}

export const NO_EVIDENCE: Evidence = {
  reason: '',
  lines: [],
  involved: [],
  executions: 0,
  iterations: null,
  bridges: 0,
  guardFailures: 0,
  residualCalls: [],
  allocations: 0,
  aborts: 0,
  predictedCost: 0,
};

function decide(effect: Effect, ran: Ran): { readonly status: VerdictStatus; readonly reason: string } {
  if (effect.present)
    return { status: 'confirmed', reason: `${effect.words}; ${percent(shareOf(effect.nanoseconds, ran))} of the run (predicted)` };
  if (effect.undecided !== null) return { status: 'not-reached', reason: effect.undecided };
  const { executions } = effect.facts;
  if (ran.outcome === 'finished' && executions >= ran.often)
    return { status: 'refuted', reason: `${effect.words}; compiled code ran here ${plural(executions, 'time')}` };
  return { status: 'not-reached', reason: whyNotReached(effect.facts, ran) };
}

/** How far the run got towards compiling the place. */
function whyNotReached(facts: PlaceFacts, ran: Ran): string {
  const starts = `${ran.title} starts at ${digits(ran.hotLoop)}`;
  const cut = ran.outcome === 'finished' ? '' : `the run ended early (${ran.outcome}); `;
  const given = ran.profile.aborts.find((entry) => entry.at.path === ran.path && facts.numbers.has(entry.at.line));
  if (facts.executions > 0) return `${cut}compiled code passed here only ${plural(facts.executions, 'time')}`;
  if (given !== undefined) return `${cut}tracing was given up here (${given.reason}), ${plural(given.count, 'time')}`;
  if (facts.iterations === 0) return `${cut}never ran`;
  if (facts.iterations !== null) {
    const ranWords = `${cut}ran ${plural(facts.iterations, 'iteration')}`;
    return facts.iterations < ran.hotLoop ? `${ranWords}; ${starts}` : `${ranWords}, none of them in compiled code`;
  }
  if (facts.interpreted > 0) return `${cut}ran in the interpreter only; ${starts} iterations`;
  return `${cut}nothing was compiled here; ${starts} iterations`;
}

function severityOf(finding: Finding, status: VerdictStatus, share: number): Severity {
  if (status === 'confirmed') return share >= WORTH_A_WARNING ? 'warning' : 'information';
  return status === 'refuted' ? 'hint' : finding.severity;
}

export function shareOf(nanoseconds: number, ran: Ran): number {
  const total = ran.profile.nanoseconds;
  return total <= 0 ? 0 : roundShare(nanoseconds / total);
}

/** Shares carry four digits: more would be noise in a prediction. */
export function roundShare(share: number): number {
  return Math.min(1, Math.round(share * 10_000) / 10_000);
}

export function evidenceOf(effect: Effect, ran: Ran, reason: string): Evidence {
  const { facts } = effect;
  return {
    reason,
    lines: [...facts.numbers].sort((a, b) => a - b),
    involved: involvedFunctions(facts, ran),
    executions: facts.executions,
    iterations: facts.iterations,
    bridges: effect.bridges,
    guardFailures: effect.guardFailures,
    residualCalls: effect.calls.map(({ callee, class: callClass, count }) => ({ callee, class: callClass, count })),
    allocations: effect.allocations,
    aborts: effect.aborts,
    predictedCost: shareOf(effect.nanoseconds, ran),
  };
}

/** First lines of the file's functions that the traces over a place pass through: an edit to any of them may change the verdict. */
function involvedFunctions(facts: PlaceFacts, ran: Ran): number[] {
  const first = new Set<number>();
  for (const { info } of facts.traces) {
    for (const { at } of [info, ...info.guards, ...info.calls, ...info.allocations])
      if (at.path === ran.path && at.firstLine > 0) first.add(at.firstLine);
  }
  return [...first].sort((a, b) => a - b);
}
