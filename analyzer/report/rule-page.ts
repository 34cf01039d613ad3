/** The page of a rule as Markdown: docs/rules/<CODE>.md, `jitlens explain` and the editor's hover all show this. */
import type { Rule } from '../rules/rule';
import { TARGETS } from '../targets';
import type { Target } from '../targets';

/** The headings, in order; every page has all of them. */
export const PAGE_HEADINGS = [
  'What it means',
  'Why a tracing JIT cares',
  'Which JITs',
  'Example',
  'Instead',
  'How the VM confirms it',
  'When not to care',
  'Measured',
  'References',
] as const;

export function rulePage(rule: Rule): string {
  const { page } = rule;
  const sections: Readonly<Record<(typeof PAGE_HEADINGS)[number], string>> = {
    'What it means': page.meaning,
    'Why a tracing JIT cares': page.why,
    'Which JITs': TARGETS.map((target) => targetLine(rule, target)).join('\n'),
    Example: python(page.example),
    Instead: python(page.instead),
    'How the VM confirms it': page.confirmed,
    'When not to care': page.whenNot,
    Measured: page.measured,
    References: page.references.map((reference) => `- ${reference}`).join('\n'),
  };
  const head = `# ${rule.code}: ${rule.summary}\n\nRule \`${rule.name}\`, family ${rule.family}. Silence it on a line with \`# jitlens: ignore[${rule.code}]\`.\n`;
  return [head, ...PAGE_HEADINGS.map((heading) => `## ${heading}\n\n${sections[heading]}\n`)].join('\n');
}

function targetLine(rule: Rule, target: Target): string {
  const { first, last } = target.versions;
  const versions = last === null ? `${first} and later` : `${first} to ${last}`;
  const { treatment, because } = target.constructs[rule.construct];
  return `- **${target.title}** (\`${target.name}\`, checked with ${versions}): ${rule.applies(target) ? 'reported' : 'not reported'}. ${treatment}: ${because}.`;
}

function python(code: string): string {
  return `\`\`\`python\n${code.trimEnd()}\n\`\`\``;
}
