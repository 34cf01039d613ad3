/**
 * The card shown over a finding: what runs have shown, what to do instead, why a tracing JIT cares, which JITs, where to read on.
 *
 * Evidence comes first and takes two lines, since hovers are small and what is below is seen by scrolling.
 */
import type { Finding } from '../../analyzer/rules/finding';
import type { Standing } from '../../analyzer/workspace/evidence';
import type { Verdict } from '../services/profile';
import type { Treatment } from '../services/services';
import { rowsOf, targetTitle } from './evidence-text';

export interface Card {
  readonly code: string;
  readonly message: string;
  readonly standing: Standing<Verdict> | undefined;
  /** Null for what a run alone saw. */
  readonly finding: Finding | null;
  /** Target of the run the standing comes from. */
  readonly target: string;
  /** Targets that the file is checked for. */
  readonly wanted: readonly string[];
  /** What each target makes of what the rule is about. */
  readonly treatments: readonly Treatment[];
  readonly page: string | null;
  /** Fixes of the finding that were run, and what that showed. */
  readonly measured?: readonly MeasuredFix[];
  /** The editor shows the diagnostic's message right above: it is not repeated. */
  readonly brief: boolean;
}

export interface MeasuredFix {
  readonly title: string;
  /** "778 -> 14 bridges, same output, predicted 19 times faster". */
  readonly result: string;
  readonly helps: boolean;
}

export function markdownCard(card: Card): string {
  const { finding, standing } = card;
  const parts: string[] = card.brief ? [] : [`**${card.code}** ${escape(card.message)}`];
  if (standing !== undefined) parts.push(...evidence(standing, card));
  for (const { title, result, helps } of card.measured ?? [])
    parts.push(
      helps
        ? `**Fix measured:** ${escape(sentence(`${title}: ${result}`))}`
        : `**Fix withdrawn:** ${escape(sentence(`${title}: ${result}`))} A run does not speak for it.`,
    );
  if (finding !== null) {
    for (const [title, text] of [
      ['What to do', finding.help],
      ['Why it matters', finding.note],
      ['Why here', finding.hotness],
    ] as const) {
      if (text !== '') parts.push(`**${title}:** ${escape(sentence(text))}`);
    }
  }
  const jits = jitTable(card);
  if (jits !== null) parts.push(jits);
  const foot = [...otherJits(card)];
  if (card.page !== null) foot.push(`[About ${card.code}](${card.page})`);
  if (foot.length > 0) parts.push(foot.join(' · '));
  return parts.join('\n\n');
}

/** Where the file is checked for several JITs: what is known for each, side by side, and what it makes of this. */
function jitTable({ finding, standing, wanted, treatments }: Card): string | null {
  if (wanted.length < 2) return null;
  const rows = wanted.map((target) => {
    const here = treatments.find((one) => one.target === target);
    const verdict = standing?.holds === true && standing.payload.targets.includes(target) ? STATUS_TITLES[standing.payload.status] : null;
    const known = verdict ?? (finding === null || finding.targets.includes(target) ? 'From the text' : 'Not a problem');
    const treatment = here === undefined ? '' : escape(`${here.treatment}: ${firstClause(here.because)}`).replaceAll('|', '\\|');
    return `| ${targetTitle(target)} | ${known} | ${treatment} |`;
  });
  return ['| JIT | Here | How it treats this |', '|:--|:--|:--|', ...rows].join('\n');
}

/** A card has no room for the figures that follow; the rule's page has them. */
function firstClause(sentence: string): string {
  return sentence.split(/[:;] /, 1)[0]!;
}

/** One line for the JITs that the file is not checked for, where they treat this in another way. */
function otherJits({ wanted, treatments }: Card): string[] {
  const [first] = wanted;
  const same = treatments.find(({ target }) => target === first)?.treatment;
  const others = treatments.filter(({ target, treatment }) => !wanted.includes(target) && treatment !== same);
  return others.length === 0 ? [] : [`On ${others.map(({ target, treatment }) => `${targetTitle(target)}: ${treatment}`).join(', ')}`];
}

/** The same without markup, for clients that show plain text. */
export function plainCard(card: Card): string {
  return markdownCard({ ...card, page: null })
    .replace(/^\| JIT \|.*\n.*\n((?:\|.*\|(?:\n|$))+)/gm, (_, rows: string) =>
      rows.replace(/^\| (.*?) \| (.*?) \| (.*) \|$/gm, '$1: $2. $3'),
    )
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
  const by = `by a run modelled on ${targetTitle(card.target)}`;
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
