/** A profile as a Markdown page to read: outcome, what was compiled, where the time would go, every finding with its verdict. */
import { LineIndex } from '../../analyzer/syntax/positions';
import { targetNamed } from '../../analyzer/targets';
import type { Verdict, ProfileJson, LineJson } from '../services/profile';
import { baseName } from '../session/paths';
import { grouped, percent } from './evidence-text';

/** Lines shown in the table of the costliest. */
const LINES_SHOWN = 20;
/** Code points of a source line. */
const SOURCE_SHOWN = 48;

/** `text` is the program as it ran. */
export function reportPage(profile: ProfileJson, text: string): string {
  const source = new LineIndex(text);
  const target = targetNamed(profile.target)?.title ?? profile.target;
  const parts = [`# JIT profile of ${baseName(profile.path)}`, overview(profile, target)];
  const lines = profile.lines
    .filter((line) => line.cost > 0 || line.bridges > 0 || line.loops > 0)
    .sort((a, b) => b.cost - a.cost || b.bridges - a.bridges || a.line - b.line);
  if (lines.length > 0) parts.push('## Where it goes', lineTable(lines.slice(0, LINES_SHOWN), profile.path, source));
  if (lines.length > LINES_SHOWN) parts.push(`*${lines.length - LINES_SHOWN} more lines with less.*`);
  for (const { status, title, remark } of SECTIONS) {
    const findings = profile.findings.filter((finding) => finding.status === status);
    if (findings.length === 0) continue;
    parts.push(`## ${title}`, remark, findings.map(item).join('\n'));
  }
  if (profile.notes.length > 0) parts.push('## Remarks', profile.notes.map((note) => `- ${note}`).join('\n'));
  if (profile.findings.length === 0) parts.push('## Findings', 'None: nothing in this file is known to trouble a tracing JIT.');
  return `${parts.join('\n\n')}\n`;
}

const SECTIONS: readonly { readonly status: Verdict['status']; readonly title: string; readonly remark: string }[] = [
  { status: 'confirmed', title: 'Confirmed', remark: 'Suspected from the text, and counted in the run.' },
  { status: 'observed', title: 'Seen in the run alone', remark: 'Not suspected from the text.' },
  { status: 'refuted', title: 'Refuted', remark: 'Compiled and run often without the effect. That holds for these inputs only.' },
  { status: 'not-reached', title: 'Not reached', remark: 'The run says nothing about these.' },
  { status: 'static-only', title: 'Not examined', remark: 'No engine models this target: these rest on the text alone.' },
];

function overview(profile: ProfileJson, target: string): string {
  const { summary } = profile;
  const rows: [string, string][] = [
    ['Outcome', profile.outcome],
    ['Modelled on', target],
    ['Loops', grouped(summary.loops)],
    ['Bridges', grouped(summary.bridges)],
    ['Entry bridges', grouped(summary.entryBridges)],
    ['Guards in compiled code', grouped(summary.guards)],
  ];
  if (profile.prediction !== null) rows.push(['Predicted', profile.prediction.sentence]);
  for (const [reason, times] of Object.entries(summary.aborts)) if (times > 0) rows.push([`Aborted: ${reason}`, grouped(times)]);
  if (profile.failure !== null)
    rows.push(['Failed with', `${profile.failure.type}: ${profile.failure.message}, line ${profile.failure.line}`]);
  return table(['', ''], 'll', rows);
}

function lineTable(lines: readonly LineJson[], path: string, source: LineIndex): string {
  const orBlank = (count: number): string => (count === 0 ? '' : grouped(count));
  return table(
    ['Line', 'Source', 'Predicted cost', 'Loops', 'Bridges', 'Guard failures', 'Allocations', 'Calls left'],
    'llrrrrrl',
    lines.map((line) => [
      line.path === path ? String(line.line) : `${baseName(line.path)}:${line.line}`,
      line.path === path ? code(source.lineText(line.line - 1).trim()) : '',
      line.cost === 0 ? '' : percent(line.cost),
      ...[line.loops, line.bridges, line.guardFailures, line.allocations].map(orBlank),
      line.residualCalls.map((call) => `${code(call.callee)} × ${grouped(call.count)}`).join(', '),
    ]),
  );
}

/** A piece of a program, cut to fit. Backquotes would end it early. */
function code(text: string): string {
  const points = [...text.replaceAll('`', "'")];
  return points.length === 0
    ? ''
    : `\`${points.length > SOURCE_SHOWN ? `${points.slice(0, SOURCE_SHOWN - 1).join('')}…` : points.join('')}\``;
}

function item(finding: Verdict): string {
  const { reason } = finding.evidence;
  return `- **${finding.code}**, line ${finding.line}: ${finding.message}${reason === '' ? '' : ` — ${reason}`}`;
}

/** `columns` has a letter for each: `l` for text, `r` for figures. */
function table(head: readonly string[], columns: string, rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${[...columns].map((side) => (side === 'l' ? ':--' : '--:')).join('|')}|`, ...rows.map(line)].join('\n');
}
