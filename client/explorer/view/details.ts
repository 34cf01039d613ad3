/// <reference lib="dom" />
/** One trace: how it was reached, its guards, and its operations beside the lines they come from. */
import type { ExplorerGuard, ExplorerTrace, TraceListingJson } from '../../../server/protocol';
import type { SourceLine } from '../messages';
import { nameOf } from './bridges';
import { counted, element, grouped, table } from './elements';

export interface DetailsPort {
  select(id: number): void;
  reveal(path: string, line: number): void;
}

export class Details {
  readonly element = element('section', { class: 'details', 'aria-label': 'The selected trace' });
  private readonly listing = element('div', { class: 'listing' });
  private readonly port: DetailsPort;

  constructor(port: DetailsPort) {
    this.port = port;
    const follow = ({ target }: Event): void =>
      this.highlight(target instanceof HTMLElement ? (target.closest<HTMLElement>('[data-line]')?.dataset['line'] ?? null) : null);
    for (const coming of ['mouseover', 'focusin']) this.listing.addEventListener(coming, follow);
    for (const going of ['mouseleave', 'focusout']) this.listing.addEventListener(going, () => this.highlight(null));
  }

  /** `chain` is the way from the loop down to the trace. */
  show(trace: ExplorerTrace, chain: readonly ExplorerTrace[]): void {
    this.listing.replaceChildren(element('p', { class: 'quiet' }, 'Fetching the trace…'));
    this.element.replaceChildren(
      element('h2', {}, nameOf(trace)),
      element(
        'p',
        {},
        this.place(trace),
        `  ·  ${counted(trace.executions, 'pass', 'passes')}  ·  ${counted(trace.operations, 'operation')} (${grouped(trace.recorded)} recorded)  ·  ${trace.ends}`,
      ),
      ...this.conditions(chain),
      ...this.guards(trace),
      element('h3', {}, 'Optimized trace'),
      this.listing,
    );
  }

  showListing(listing: TraceListingJson, sources: readonly SourceLine[]): void {
    const texts = new Map(sources.map(({ path, line, text }) => [`${line} ${path}`, text]));
    const rows: HTMLElement[] = [];
    let last = '';
    for (const { path, line, operation } of listing.rows) {
      const key = `${line} ${path}`;
      if (key !== last) {
        last = key;
        const source = element(
          'div',
          { class: 'source', 'data-line': key, tabindex: '0', role: 'button' },
          element('span', { class: 'number' }, String(line)),
          texts.get(key) ?? path,
        );
        source.addEventListener('click', () => this.port.reveal(path, line));
        source.addEventListener('keydown', (event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          event.preventDefault();
          this.port.reveal(path, line);
        });
        rows.push(source);
      }
      if (!operation.startsWith('debug_merge_point'))
        rows.push(element('div', { class: operationClass(operation), 'data-line': key }, operation));
    }
    this.listing.replaceChildren(
      ...(rows.length === 0 ? [element('p', { class: 'quiet' }, 'The text of this trace was not kept.')] : rows),
    );
  }

  clear(): void {
    this.element.replaceChildren(element('p', { class: 'quiet' }, 'Select a trace to see its guards and operations.'));
  }

  /** Source lines and operations that belong together light up together. */
  private highlight(line: string | null): void {
    for (const row of this.listing.children)
      if (row instanceof HTMLElement) row.classList.toggle('lit', line !== null && row.dataset['line'] === line);
  }

  private conditions(chain: readonly ExplorerTrace[]): HTMLElement[] {
    const bridges = chain.filter(({ kind }) => kind === 'bridge');
    if (bridges.length === 0) return [];
    const items = bridges.map((bridge) => {
      const item = element('li', {}, this.place(bridge), ' ', element('span', { class: 'condition' }, ...marked(bridge.condition)));
      return item;
    });
    return [element('h3', {}, 'Taken when'), element('ol', { class: 'conditions' }, ...items)];
  }

  private guards({ guards, guardCount }: ExplorerTrace): HTMLElement[] {
    const heading = element('h3', {}, `Guards (${grouped(guards.length)} of ${grouped(guardCount)} failed)`);
    if (guards.length === 0) return [element('h3', {}, `Guards: none of ${grouped(guardCount)} failed`)];
    const rows = guards.map((guard) => this.guardRow(guard));
    return [heading, table(['Line', 'Checks', 'Failures', 'Bridge'], rows, 'Guards of the trace that failed')];
  }

  private guardRow(guard: ExplorerGuard): HTMLTableRowElement {
    const bridge = element('td', { class: 'figure' });
    if (guard.bridge !== null) {
      const link = element('button', { class: 'link' }, String(guard.bridge));
      link.addEventListener('click', () => this.port.select(guard.bridge!));
      bridge.append(link);
    }
    return element(
      'tr',
      {},
      element('td', {}, this.place(guard)),
      element(
        'td',
        { title: guard.kind },
        ...(guard.source === '' ? [] : [element('code', {}, shortened(guard.source)), ' ']),
        guard.condition,
      ),
      element('td', { class: 'figure' }, grouped(guard.interpreted + guard.bridged)),
      bridge,
    );
  }

  private place({ path, line }: { readonly path: string; readonly line: number }): HTMLElement {
    const link = element('button', { class: 'link', title: `${path}:${line}` }, `line ${line}`);
    link.addEventListener('click', () => this.port.reveal(path, line));
    return link;
  }
}

function shortened(source: string): string {
  const points = [...source];
  return points.length > 48 ? `${points.slice(0, 47).join('')}…` : source;
}

/** Text with `code` between backquotes. */
function marked(text: string): (HTMLElement | string)[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? element('code', {}, part) : part));
}

function operationClass(operation: string): string {
  if (/(^|= )guard_/.test(operation) || operation.startsWith('guard_')) return 'operation guard';
  if (/(^|= )call(_may_force|_release_gil)?_/.test(operation)) return 'operation call';
  if (/(^|= )new(_|\()/.test(operation)) return 'operation allocation';
  return operation.startsWith('label(') || operation.startsWith('jump(') ? 'operation label' : 'operation';
}
