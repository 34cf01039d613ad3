/// <reference lib="dom" />
/** The page of the trace explorer. It knows nothing but the messages of `messages.ts`. */
import type { ExplorerJson, ExplorerTrace } from '../../../server/protocol';
import type { FromPage, ToPage } from '../messages';
import { Bridges } from './bridges';
import { Details } from './details';
import { counted, element } from './elements';
import { linesSection, summarySection } from './lines';
import { Timeline } from './timeline';

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void };

const host = acquireVsCodeApi();
const heading = element('h1');
const answer = element('p', { class: 'answer' });
const reveal = (path: string, line: number): void => host.postMessage({ type: 'reveal', path, line });
const bridges = new Bridges({ select });
const details = new Details({ select, reveal });
const timeline = new Timeline();
const below = element('div', { class: 'below' });
let traces: ReadonlyMap<number, ExplorerTrace> = new Map();
let selected: number | null = null;

const content = element('main', {}, bridges.element, details.element, timeline.element, below);
document.body.append(element('header', {}, heading, answer), content);

function show({ explorer, title, answer: told, sources, selected: first }: Extract<ToPage, { type: 'run' }>): void {
  traces = new Map(explorer.traces.map((trace) => [trace.id, trace]));
  const { loops, bridges: grown } = explorer.summary;
  heading.textContent = `${title}: ${counted(loops, 'loop')}, ${counted(grown, 'bridge')}`;
  answer.textContent = told === '' ? '' : `${told.charAt(0).toUpperCase()}${told.slice(1)}.`;
  content.hidden = false;
  bridges.show(explorer);
  timeline.show(explorer);
  const texts = new Map(sources.map(({ path, line, text }) => [`${line} ${path}`, text]));
  below.replaceChildren(
    linesSection(explorer, (path, line) => texts.get(`${line} ${path}`) ?? '', { reveal }),
    summarySection(explorer, { reveal }),
  );
  const start = first ?? heaviest(explorer);
  if (start === null) details.clear();
  else select(start);
}

function forget(): void {
  heading.textContent = 'This run has been forgotten';
  answer.textContent = 'Profile the file again to see its traces.';
  content.hidden = true;
}

/** The loop that ran most. */
function heaviest({ traces: all }: ExplorerJson): number | null {
  return (
    all
      .filter(({ kind }) => kind !== 'bridge')
      .reduce<ExplorerTrace | null>((best, trace) => (best === null || trace.executions > best.executions ? trace : best), null)?.id ?? null
  );
}

function select(id: number): void {
  const trace = traces.get(id);
  if (trace === undefined) return;
  selected = id;
  bridges.select(id);
  details.show(trace, chainTo(trace));
  host.postMessage({ type: 'listing', id });
}

/** From the loop down to a trace. */
function chainTo(trace: ExplorerTrace): ExplorerTrace[] {
  const chain = [trace];
  const seen = new Set([trace.id]);
  for (let up = trace.parent; up !== null && !seen.has(up);) {
    seen.add(up);
    const parent = traces.get(up);
    if (parent === undefined) break;
    chain.unshift(parent);
    up = parent.parent;
  }
  return chain;
}

window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  if (data.type === 'run') show(data);
  else if (data.type === 'gone') forget();
  else if (data.listing.id === selected) details.showListing(data.listing, data.sources);
});
host.postMessage({ type: 'ready' });
