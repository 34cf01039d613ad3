/// <reference lib="dom" />
/** Line by line: predicted share of the run, loops, bridges, guard failures, allocations and calls left. And the rows of PyPy's jit-summary. */
import type { ExplorerJson, LineJson } from '../../../server/protocol';
import { element, grouped, table } from './elements';

const SHOWN = 60;

export interface LinesPort {
  reveal(path: string, line: number): void;
}

export function linesSection({ lines, path }: ExplorerJson, port: LinesPort): HTMLElement {
  const telling = lines
    .filter((line) => line.cost > 0 || line.bridges > 0 || line.loops > 0)
    .sort((a, b) => b.cost - a.cost || b.bridges - a.bridges || a.line - b.line);
  const rows = telling.slice(0, SHOWN).map((line) => lineRow(line, path, port));
  const head = ['Line', 'Predicted share', 'Loops', 'Bridges', 'Guard failures', 'Allocations', 'Calls left'];
  const more = telling.length > SHOWN ? [element('p', { class: 'quiet' }, `${grouped(telling.length - SHOWN)} more lines with less.`)] : [];
  return element('section', { class: 'lines', 'aria-label': 'Lines' }, element('h2', {}, 'Lines'), table(head, rows, 'What was counted on each line'), ...more);
}

function lineRow(line: LineJson, path: string, port: LinesPort): HTMLTableRowElement {
  const link = element('button', { class: 'link' }, line.path === path ? String(line.line) : `${line.path.replace(/^.*[/\\]/, '')}:${line.line}`);
  link.addEventListener('click', () => port.reveal(line.path, line.line));
  const figure = (count: number): HTMLElement => element('td', { class: 'figure' }, count === 0 ? '' : grouped(count));
  const share = element('td', { class: 'figure' }, line.cost === 0 ? '' : `${Number((line.cost * 100).toPrecision(2))} %`);
  const calls = line.residualCalls.map(({ callee, count }) => `${callee} × ${grouped(count)}`).join(', ');
  return element('tr', {}, element('td', {}, link), share, figure(line.loops), figure(line.bridges), figure(line.guardFailures), figure(line.allocations), element('td', { class: 'code' }, calls));
}

export function summarySection({ summary, aborts }: ExplorerJson, port: LinesPort): HTMLElement {
  const row = (name: string, value: number): HTMLTableRowElement => element('tr', {}, element('td', {}, name), element('td', { class: 'figure' }, grouped(value)));
  const rows = [
    row('Loops', summary.loops),
    row('of them entry bridges', summary.entryBridges),
    row('Bridges', summary.bridges),
    row('Operations recorded', summary.recordedOps),
    row('Operations after optimization', summary.optimizedOps),
    row('Guards', summary.guards),
    ...Object.entries(summary.aborts).map(([reason, count]) => row(`Aborted: ${reason}`, count)),
  ];
  const remedies = aborts.map(({ reason, path, line, function: name, meaning, remedy, count }) => {
    const link = element('button', { class: 'link' }, `${name}, line ${line}`);
    link.addEventListener('click', () => port.reveal(path, line));
    return element('li', {}, link, ` — ${reason}${count > 1 ? `, ${grouped(count)} times` : ''}: ${meaning}. ${remedy}`);
  });
  const troubles = remedies.length === 0 ? [] : [element('h3', {}, 'Aborted traces'), element('ul', {}, ...remedies)];
  return element('section', { class: 'summary', 'aria-label': 'Summary' }, element('h2', {}, 'Summary'), table(['', ''], rows, "The rows of PyPy's jit-summary"), ...troubles);
}
