/**
 * The card shown over a finding: what runs have shown, why a tracing JIT cares, what to do instead, which JITs, where to read on.
 *
 * The diagnostic's own message is shown by the editor right above the card, so the card leads with what that line cannot say.
 */
import type { Finding } from '../../analyzer/rules/finding';
import type { Standing } from '../../analyzer/workspace/evidence';
import { targetNamed } from '../../analyzer/targets';
import type { Verdict } from '../services/profile';
import { rowsOf } from './evidence-text';

export interface Card {
  readonly code: string;
  readonly message: string;
  readonly standing: Standing<Verdict> | undefined;
  /** Null for what a run alone saw. */
  readonly finding: Finding | null;
  /** Target of the run the standing comes from. */
  readonly target: string;
  readonly page: string | null;
}

export function markdownCard(card: Card): string {
  const { finding, standing } = card;
  const parts: string[] = [`**${card.code}** ${escape(card.message)}`];
  if (standing !== undefined) parts.push(...evidence(standing, card.target));
  if (finding !== null) {
    if (finding.note !== '') parts.push(`**Why it matters** ${escape(sentence(finding.note))}`);
    if (finding.hotness !== '') parts.push(`**Why here** ${escape(sentence(finding.hotness))}`);
    if (finding.help !== '') parts.push(`**Instead** ${escape(sentence(finding.help))}`);
  }
  const foot = finding === null ? [] : [targetTitles(finding.targets)];
  if (card.page !== null) foot.push(`[About ${card.code}](${card.page})`);
  if (foot.length > 0) parts.push(`*Holds for* ${foot.join(' · ')}`);
  return parts.join('\n\n');
}

/** The same without markup, for clients that show plain text. */
export function plainCard(card: Card): string {
  return markdownCard({ ...card, page: null })
    .replace(/\\([\\`*_{}[\]()#+\-.!|<>~])/g, '$1')
    .replace(/\*\*?([^*]+)\*\*?/g, '$1')
    .replace(/^\|[ :|-]+\|\n?/gm, '')
    .replace(/^\| (.*?) \| (.*?) \|$/gm, '$1: $2');
}

function evidence(standing: Standing<Verdict>, target: string): string[] {
  const verdict = standing.payload;
  const heading = `**${STATUS_TITLES[verdict.status]}** by a run modelled on ${titleOf(target)}`;
  const when = standing.holds ? heading : `**Before your edit:** ${STATUS_TITLES[verdict.status].toLowerCase()} by a run modelled on ${titleOf(target)}`;
  const { reason } = verdict.evidence;
  const parts = [reason === '' ? when : `${when}: ${escape(reason)}`];
  const rows = rowsOf(verdict.evidence);
  if (rows.length > 0 && standing.holds) {
    parts.push(['| Counted | |', '|:--|--:|', ...rows.map(([name, value]) => `| ${escape(name)} | ${escape(value)} |`)].join('\n'));
  }
  return parts;
}

const STATUS_TITLES: Readonly<Record<Verdict['status'], string>> = {
  confirmed: 'Confirmed',
  refuted: 'Refuted',
  'not-reached': 'Not reached',
  observed: 'Seen',
  'static-only': 'Not examined',
};

function titleOf(target: string): string {
  return targetNamed(target)?.title ?? target;
}

function targetTitles(targets: readonly string[]): string {
  return targets.map(titleOf).join(', ');
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

/** Text as it is, in Markdown: guest names may hold any of its signs. Code spans of our own sentences stay. */
function escape(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[\\*_{}[\]()#|<>~]/g, '\\$&').replace(/\\([()])/g, '$1')))
    .join('');
}
