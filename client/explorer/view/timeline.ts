/// <reference lib="dom" />
/** The warm-up: when traces were made, on the clock of executed operations. A program that has warmed up has a flat end. */
import type { ExplorerEvent, ExplorerJson } from '../../../server/protocol';
import { counted, element, grouped, shape } from './elements';

const HEIGHT = 96;
const BOTTOM = 80;

export class Timeline {
  readonly element = element('section', { class: 'timeline', 'aria-label': 'Warm-up' });
  private explorer: ExplorerJson | null = null;

  constructor() {
    new ResizeObserver(() => this.draw()).observe(this.element);
  }

  show(explorer: ExplorerJson): void {
    this.explorer = explorer;
    this.draw();
  }

  private draw(): void {
    const events = this.explorer?.timeline ?? [];
    const made = events.filter(({ kind }) => kind === 'loop' || kind === 'bridge' || kind === 'entry bridge');
    const width = Math.max(200, this.element.clientWidth - 2);
    const end = Math.max(1, this.explorer?.end ?? 0);
    const x = (tick: number): number => (tick / end) * (width - 2) + 1;
    const points: string[] = [`1,${BOTTOM}`];
    made.forEach(({ tick }, index) => {
      points.push(`${x(tick).toFixed(1)},${y(index, made.length)}`, `${x(tick).toFixed(1)},${y(index + 1, made.length)}`);
    });
    points.push(`${width - 1},${y(made.length, made.length)}`);
    const troubles = events.filter(({ kind }) => kind === 'abort' || kind === 'invalidated' || kind === 'degraded');
    const summary = `${counted(made.length, 'trace')} made within ${grouped(end)} operations; ${halfway(made)}`;
    this.element.replaceChildren(
      element('h2', {}, 'Warm-up'),
      element('p', {}, summary),
      shape(
        'svg',
        { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, role: 'img', 'aria-label': summary },
        shape('polyline', { class: 'curve', points: points.join(' ') }),
        ...troubles.map((event) => mark(event, x(event.tick))),
        shape('line', { class: 'axis', x1: 1, x2: width - 1, y1: BOTTOM, y2: BOTTOM }),
        shape('text', { x: 1, y: HEIGHT - 3 }, '0'),
        shape('text', { x: width - 1, y: HEIGHT - 3, 'text-anchor': 'end' }, `${grouped(end)} operations`),
      ),
    );
  }
}

function y(count: number, all: number): string {
  return (BOTTOM - (all === 0 ? 0 : (count / all) * (BOTTOM - 4))).toFixed(1);
}

function mark({ kind, text }: ExplorerEvent, x: number): SVGElement {
  return shape('line', { class: `mark ${kind}`, x1: x, x2: x, y1: 4, y2: BOTTOM }, shape('title', {}, text));
}

/** When half of the traces were there. */
function halfway(made: readonly ExplorerEvent[]): string {
  if (made.length === 0) return 'nothing ran often enough to be compiled';
  return `half of them after ${grouped(made[Math.floor((made.length - 1) / 2)]!.tick)}`;
}
