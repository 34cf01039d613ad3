/// <reference lib="dom" />
/**
 * The tree of bridges, drawn as an icicle. Arrow keys go to the trace it grew from, the first that grew from it, and its neighbours. To a
 * screen reader it is a tree with one stop for Tab, whose active item is the selected trace (WAI-ARIA Authoring Practices, "Tree View").
 */
import type { ExplorerJson, ExplorerTrace } from '../../../server/protocol';
import { counted, element, grouped, shape } from './elements';
import { icicle } from './layout';
import type { Box } from './layout';

const ROW = 22;
/** Traces narrower than this, in pixels, are drawn together. */
const NARROW = 3;
/** Letters fit from this width on. */
const LABELLED = 34;
/** By the square root of its passes, so that beside a loop of a million passes the bridges that each took a few hundred still show. */
const weightOf = ({ executions }: ExplorerTrace): number => Math.sqrt(executions);

export interface BridgesPort {
  select(id: number): void;
}

export class Bridges {
  readonly element = element('section', { class: 'bridges', 'aria-label': 'Loops and the bridges that grew from them' });
  private readonly drawing = shape('svg', {
    role: 'tree',
    tabindex: 0,
    'aria-label': 'Tree of traces. Arrow keys move, Enter zooms, Escape zooms out.',
  });
  private readonly path = element('div', { class: 'zoomed' });
  private traces: ReadonlyMap<number, ExplorerTrace> = new Map();
  private boxes: Box[] = [];
  private selected: number | null = null;
  private zoomed: number | null = null;
  private readonly port: BridgesPort;

  constructor(port: BridgesPort) {
    this.port = port;
    const hint = 'Wide: passed often. Below: grew from a guard that failed. Double-click zooms in.';
    this.element.append(element('h2', {}, 'Bridges'), element('p', { class: 'quiet' }, hint), this.path, this.drawing);
    this.drawing.addEventListener('keydown', (event) => this.key(event));
    new ResizeObserver(() => this.draw()).observe(this.element);
  }

  show(explorer: ExplorerJson): void {
    this.traces = new Map(explorer.traces.map((trace) => [trace.id, trace]));
    this.zoomed = null;
    this.selected = null;
    this.draw();
  }

  select(id: number): void {
    const shown = this.boxes.some((box) => box.id === id);
    if (shown) this.mark(id);
    else {
      this.selected = id;
      this.zoomed = this.traces.get(id)?.parent ?? null;
      this.draw();
    }
  }

  /** Selects one of the boxes that are there: drawing a thousand of them anew takes longer than a key is held. */
  private mark(id: number): void {
    for (const [trace, selected] of [
      [this.selected, false],
      [id, true],
    ] as const) {
      const box = trace === null ? null : document.getElementById(idOf(trace));
      box?.classList.toggle('selected', selected);
      box?.setAttribute('aria-selected', String(selected));
    }
    this.selected = id;
    this.drawing.setAttribute('aria-activedescendant', idOf(id));
  }

  private draw(): void {
    const width = Math.max(200, this.element.clientWidth - 2);
    const nodes = [...this.traces.values()].map((trace) => ({ id: trace.id, parent: trace.parent, weight: weightOf(trace) }));
    this.boxes = icicle(nodes, NARROW / width, this.zoomed);
    const rows = this.boxes.reduce((deepest, { depth }) => Math.max(deepest, depth + 1), 1);
    this.drawing.setAttribute('viewBox', `0 0 ${width} ${rows * ROW}`);
    this.drawing.setAttribute('width', String(width));
    this.drawing.setAttribute('height', String(rows * ROW));
    this.drawing.replaceChildren(...this.boxes.map((box) => this.drawBox(box, width)));
    this.path.replaceChildren(...this.zoomPath());
    if (this.selected !== null && this.boxes.some(({ id }) => id === this.selected))
      this.drawing.setAttribute('aria-activedescendant', idOf(this.selected));
    else this.drawing.removeAttribute('aria-activedescendant');
  }

  private drawBox(box: Box, width: number): SVGElement {
    const trace = this.traces.get(box.id)!;
    const together = box.traces > 1;
    const x = box.x * width;
    const w = Math.max(1, box.width * width - 1);
    const kind = together ? 'together' : trace.kind.replace(' ', '-');
    const label = together
      ? `${grouped(box.traces)} small traces`
      : `${nameOf(trace)}: ${trace.condition.replaceAll('`', '') || trace.function}`;
    const selected = box.id === this.selected;
    const group = shape(
      'g',
      {
        id: idOf(box.id),
        class: `box ${kind}${selected ? ' selected' : ''}`,
        role: 'treeitem',
        'aria-level': box.depth + 1,
        'aria-selected': String(selected),
        'aria-label': `${label}, ${counted(trace.executions, 'pass', 'passes')}`,
      },
      shape('title', {}, `${label}\n${counted(trace.executions, 'pass', 'passes')}, line ${trace.line}`),
      shape('rect', { x, y: box.depth * ROW + 1, width: w, height: ROW - 2, rx: 2 }),
    );
    if (w >= LABELLED) {
      const text = together
        ? `${grouped(box.traces)} more`
        : trace.kind === 'bridge'
          ? trace.condition.replaceAll('`', '') || nameOf(trace)
          : `${nameOf(trace)} · ${trace.function}`;
      const shown = text.length * 6.6 > w - 8 ? `${text.slice(0, Math.max(1, Math.floor((w - 8) / 6.6) - 1))}…` : text;
      group.append(shape('text', { x: x + 5, y: box.depth * ROW + 15 }, shown));
    }
    group.addEventListener('click', () => this.choose(box.id));
    group.addEventListener('dblclick', () => this.zoom(box.id));
    return group;
  }

  private zoomPath(): HTMLElement[] {
    if (this.zoomed === null) return [];
    const all = element('button', { class: 'link' }, 'All traces');
    all.addEventListener('click', () => this.zoom(null));
    const trace = this.traces.get(this.zoomed);
    return [all, element('span', {}, ` › ${trace === undefined ? '' : nameOf(trace)}`)];
  }

  private choose(id: number): void {
    this.port.select(id);
  }

  private zoom(id: number | null): void {
    this.zoomed = id;
    this.draw();
    this.drawing.focus();
  }

  private key(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.zoomed !== null) return this.zoom(null);
    if (event.key === 'Enter') return this.zoom(this.selected);
    const next = this.neighbour(event.key);
    if (next === null) return;
    event.preventDefault();
    this.choose(next);
  }

  private neighbour(key: string): number | null {
    const here = this.boxes.find(({ id }) => id === this.selected);
    if (here === undefined) return this.boxes[0]?.id ?? null;
    const inRow = this.boxes.filter(({ depth }) => depth === here.depth);
    const index = inRow.indexOf(here);
    if (key === 'ArrowLeft') return inRow[index - 1]?.id ?? null;
    if (key === 'ArrowRight') return inRow[index + 1]?.id ?? null;
    if (key === 'ArrowUp') return this.traces.get(here.id)?.parent ?? null;
    if (key === 'ArrowDown') return this.boxes.find(({ id }) => this.traces.get(id)?.parent === here.id)?.id ?? null;
    return null;
  }
}

/** The element of a trace. */
function idOf(trace: number): string {
  return `trace-${trace}`;
}

/** "Bridge 12". */
export function nameOf({ id, kind }: ExplorerTrace): string {
  return `${kind === 'bridge' ? 'Bridge' : kind === 'loop' ? 'Loop' : 'Entry trace'} ${id}`;
}
