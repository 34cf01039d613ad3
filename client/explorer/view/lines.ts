/// <reference lib="dom" />
/** Line by line: predicted share of the run, loops, bridges, guard failures, allocations and calls left. And the rows of PyPy's jit-summary. */
import type { ExplorerJson, LineJson } from '../../../server/protocol';
import { element, grouped, shape, table } from './elements';
import { tellingLines } from './telling';

export interface LinesPort {
  reveal(path: string, line: number): void;
}

/** `textOf` gives the text of a line; empty where it is not at hand. */
export function linesSection({ lines, path }: ExplorerJson, textOf: (path: string, line: number) => string, port: LinesPort): HTMLElement {
  const { shown, others } = tellingLines(lines);
  const most = shown[0]?.cost ?? 0;
  const rows = shown.map((line) => lineRow(line, path, textOf(line.path, line.line), most, port));
  const head = ['Line', 'Source, calls left', 'Predicted share', 'Loops', 'Bridges', 'Guard failures', 'Alloca\u00adtions'];
  const more = others > 0 ? [element('p', { class: 'quiet' }, `${grouped(others)} more lines with less.`)] : [];
  return element(
    'section',
    { class: 'lines', 'aria-label': 'Lines' },
    element('h2', {}, 'Lines'),
    table(head, rows, 'What was counted on each line'),
    ...more,
  );
}

function lineRow(line: LineJson, path: string, text: string, most: number, port: LinesPort): HTMLTableRowElement {
  const name = line.path === path ? String(line.line) : `${line.path.replace(/^.*[/\\]/, '')}:${line.line}`;
  const link = element('button', { class: 'link', 'aria-label': `line ${name}` }, name);
  link.addEventListener('click', () => port.reveal(line.path, line.line));
  const figure = (count: number): HTMLElement => element('td', { class: 'figure' }, count === 0 ? '' : grouped(count));
  const calls = line.residualCalls.map(({ callee, count }) => `${callee} × ${grouped(count)}`).join(', ');
  return element(
    'tr',
    {},
    element('td', {}, link),
    element(
      'td',
      { class: 'wide' },
      element('div', { class: 'clipped code', title: text.trim() }, text.trim()),
      calls === '' ? null : element('div', { class: 'clipped quiet', title: calls }, calls),
    ),
    shareCell(line.cost, most),
    figure(line.loops),
    figure(line.bridges),
    figure(line.guardFailures),
    figure(line.allocations),
  );
}

/** The predicted share of the run, with a bar that compares it with the largest. */
function shareCell(cost: number, most: number): HTMLElement {
  if (cost === 0) return element('td', { class: 'figure' });
  const width = most === 0 ? 0 : (cost / most) * BAR;
  const bar = shape('svg', { class: 'bar', width: BAR, height: 8, 'aria-hidden': 'true' }, shape('rect', { width, height: 8, rx: 1 }));
  return element('td', { class: 'figure' }, bar, `${Number((cost * 100).toPrecision(2))} %`);
}

const BAR = 28;

export function summarySection({ summary, aborts }: ExplorerJson, port: LinesPort): HTMLElement {
  const row = (name: string, value: number): HTMLTableRowElement =>
    element('tr', {}, element('td', {}, name), element('td', { class: 'figure' }, grouped(value)));
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
  return element(
    'section',
    { class: 'summary', 'aria-label': 'Summary' },
    element('h2', {}, 'Summary'),
    table(['Count', 'Value'], rows, "The rows of PyPy's jit-summary"),
    ...troubles,
  );
}
