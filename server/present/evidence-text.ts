/** What a run showed about one finding, in words and as the rows of a small table. */
import { targetNamed } from '../../analyzer/targets';
import type { Standing } from '../../analyzer/workspace/evidence';
import type { RunEvidence, Verdict, VerdictStatus } from '../services/profile';

/** "confirmed: 782 bridges from 9 branches". */
export function statusLine({ status, evidence }: Verdict): string {
  const told = gist(evidence.reason);
  return told === '' ? STATUS_WORDS[status] : `${STATUS_WORDS[status]}: ${told}`;
}

/** Of the sentence what was counted and what it costs: a diagnostic stands in one line of a list. The card has all of it. */
function gist(reason: string): string {
  const [counted = '', ...others] = reason.split('; ');
  return [counted.replace(/, which .*$/, ''), ...others.filter((clause) => clause.endsWith('(predicted)'))].join(', ');
}

/**
 * What is known of a finding, in one line. For one target the verdict alone; for several each by its name:
 * "PyPy: confirmed: 782 bridges from 9 branches · CPython 3.14: from the text". Empty where there is nothing to say but the finding.
 */
export function standingLine(standing: Standing<Verdict> | undefined, held: readonly string[], wanted: readonly string[]): string {
  const verdict = standing?.holds === true ? standing.payload : null;
  if (wanted.length <= 1) return verdict === null ? '' : statusLine(verdict);
  const concerned = wanted.filter((target) => held.includes(target) || verdict?.targets.includes(target) === true);
  if (verdict === null) return concerned.map(targetTitle).join(', ');
  return concerned
    .map((target) => `${targetTitle(target)}: ${verdict.targets.includes(target) ? statusLine(verdict) : 'from the text'}`)
    .join(' · ');
}

/** "CPython 3.14". */
export function targetTitle(name: string): string {
  return (targetNamed(name)?.title ?? name).replace(' with the experimental JIT', '');
}

const STATUS_WORDS: Readonly<Record<VerdictStatus, string>> = {
  confirmed: 'confirmed',
  refuted: 'refuted by a run',
  'not-reached': 'not reached by the run',
  observed: 'seen in a run',
  'static-only': 'not run',
};

/** The counts behind a verdict: ["bridges", "782"]. Zeros are left out, except that a run always says how often the place ran compiled. */
export function rowsOf(evidence: RunEvidence): readonly (readonly [string, string])[] {
  const rows: [string, string][] = [];
  const add = (name: string, value: number): void => {
    if (value > 0) rows.push([name, grouped(value)]);
  };
  add('bridges', evidence.bridges);
  add('guard failures', evidence.guardFailures);
  for (const call of evidence.residualCalls) add(`calls of \`${call.callee.replaceAll('`', "'")}\` left`, call.count);
  add('allocations left', evidence.allocations);
  add('aborted traces', evidence.aborts);
  rows.push(['passes compiled', grouped(evidence.executions)]);
  if (evidence.iterations !== null) rows.push(['passes interpreted', grouped(evidence.iterations)]);
  if (evidence.predictedCost > 0) rows.push(['share of the run (predicted)', percent(evidence.predictedCost)]);
  return rows;
}

/** 0.137 as "14 %", 0.004 as "0.4 %". */
export function percent(share: number): string {
  const value = share * 100;
  return `${value >= 10 || value === 0 ? Math.round(value) : Number(value.toPrecision(2))} %`;
}

/** 1234567 as "1,234,567". */
export function grouped(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
}

/** "1 loop", "3 loops". */
export function counted(value: number, noun: string): string {
  return `${grouped(value)} ${noun}${value === 1 ? '' : 's'}`;
}
