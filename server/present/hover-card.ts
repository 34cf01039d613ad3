/**
 * The card shown over a finding: what runs have shown, what to do instead, why a tracing JIT cares, which JITs, where to read on.
 *
 * Evidence comes first and takes two lines, since hovers are small and what is below is seen by scrolling.
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
  /** The editor shows the diagnostic's message right above: it is not repeated. */
  readonly brief: boolean;
}

export function markdownCard(card: Card): string {
  const { finding, standing } = card;
  const parts: string[] = card.brief ? [] : [`**${card.code}** ${escape(card.message)}`];
  if (standing !== undefined) parts.push(...evidence(standing, card));
  if (finding !== null) {
    for (const [title, text] of [
      ['What to do', finding.help],
      ['Why it matters', finding.note],
      ['Why here', finding.hotness],
    ] as const) {
      if (text !== '') parts.push(`**${title}:** ${escape(sentence(text))}`);
    }
  }
  const foot = finding === null ? [] : [`Holds for ${finding.targets.map(titleOf).join(', ')}`];
  if (card.page !== null) foot.push(`[About ${card.code}](${card.page})`);
  if (foot.length > 0) parts.push(foot.join(' · '));
  return parts.join('\n\n');
}

/** The same without markup, for clients that show plain text. */
export function plainCard(card: Card): string {
  return markdownCard({ ...card, page: null })
    .replace(/^\| (.*) \|\n\|[-:|]+\|\n\| (.*) \|$/gm, (_, names: string, values: string) => {
      const counts = values.split(' | ');
      return names
        .split(' | ')
        .map((name, index) => `${name}: ${counts[index]!}`)
        .join('\n');
    })
    .replace(/\*\*([^*]+)\*\*/g, '$1')
    .replace(/\\([\\`*_{}[\]()#+\-.!|<>~])/g, '$1');
}

function evidence(standing: Standing<Verdict>, card: Card): string[] {
  const { status, evidence: counted } = standing.payload;
  const by = `by a run modelled on ${titleOf(card.target)}`;
  const reason = counted.reason === '' || (card.brief && standing.holds && status !== 'refuted') ? '' : `: ${escape(counted.reason)}`;
  if (!standing.holds) return [`**Before your edit** ${STATUS_TITLES[status].toLowerCase()} ${by}${reason}`];
  const rows = rowsOf(counted);
  // VS Code sets columns without any space between them.
  const gap = card.brief ? '&emsp;' : '';
  const table = [
    rows.map(([name], index) => (index === 0 ? '' : gap) + escape(name)),
    rows.map(() => '--:'),
    rows.map(([, value]) => value),
  ];
  return [
    `**${STATUS_TITLES[status]}** ${by}${reason}`,
    table.map((cells, index) => (index === 1 ? `|${cells.join('|')}|` : `| ${cells.join(' | ')} |`)).join('\n'),
  ];
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
