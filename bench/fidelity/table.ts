/** The comparison as Markdown. */
import type { Observation } from './observation';
import { nullModel } from './observation';
import { RATIOS, scorePredictions, timed, type Timed, type Times } from './predicted';
import { AXES, judge, score, type Score } from './score';

export interface Compared {
  readonly name: string;
  readonly ours: Observation;
  readonly pypy: Observation;
  /** PyPy with another nursery. */
  readonly other: Observation;
  /** What its processes took; null where that was not measured. */
  readonly times: Times | null;
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const of = ({ agreed, counted }: Score): string => `${agreed} of ${counted}`;

/** Scores of the VM, of PyPy against itself, and of the null model. */
export function scoreTable(compared: readonly Compared[]): string {
  const rivals: [string, (c: Compared) => Observation][] = [
    ['JIT Lens', (c) => c.ours],
    ['PyPy with another nursery', (c) => c.other],
    ['null model', (c) => nullModel(c.pypy)],
  ];
  const scores = rivals.map(([, model]) => score(compared.map((c) => ({ model: model(c), truth: c.pypy }))));
  return [
    row(['question', 'agrees when', ...rivals.map(([name]) => name)]),
    row(['---', '---', '---:', '---:', '---:']),
    ...AXES.map((axis, i) => row([axis.name, axis.rule, ...scores.map((s) => of(s.axes[i]!))])),
    row(['all six', 'each of them', ...scores.map((s) => of(s.all))]),
  ].join('\n');
}

const twoDigits = (x: number): string => x.toPrecision(2).replace(/e.*/, '');

/** How good the predictions are; empty where nothing was measured. */
export function predictionTable(compared: readonly Compared[]): string {
  const programs = timed(compared);
  if (programs.length === 0) return '';
  return [
    row(['PyPy with JIT, relative to', 'programs', 'median factor', 'cross-validated', 'helps or harms right', 'cross-validated']),
    row(['---', '---:', '---:', '---:', '---:', '---:']),
    ...RATIOS.map(({ name, of: ratio }) => {
      const s = scorePredictions(programs, ratio);
      const share = (right: number): string => `${right} of ${s.programs}`;
      return row([
        name,
        String(s.programs),
        s.factor.toFixed(2),
        s.factorCrossValidated.toFixed(2),
        share(s.right),
        share(s.rightCrossValidated),
      ]);
    }),
  ].join('\n');
}

/** Predicted and measured ratios, one row a program. */
export function predictedRows(compared: readonly Compared[]): string {
  const cells = ({ name, predicted, measured }: Timed): string[] => [
    name,
    ...RATIOS.map(({ of: ratio }) => `${twoDigits(ratio(predicted))} / ${twoDigits(ratio(measured))}`),
  ];
  return [
    row(['program', ...RATIOS.map(({ name }) => `of ${name}`)]),
    row(['---', ...RATIOS.map(() => '---:')]),
    ...timed(compared).map((one) => row(cells(one))),
  ].join('\n');
}

/** One row a program. */
export function programTable(compared: readonly Compared[]): string {
  return [
    row(['program', ...AXES.map((axis) => axis.name), 'PyPy with another nursery differs in']),
    row(['---', ...AXES.map(() => '---'), '---']),
    ...compared.map(programRow),
  ].join('\n');
}

/** Also told while a comparison goes on. */
export function programRow(c: Compared): string {
  const verdicts = judge(c.ours, c.pypy);
  const cells = AXES.map((_, i) => cell(CELLS[i]!(c.ours), CELLS[i]!(c.pypy), verdicts[i] === false));
  const name = c.ours.outcome === c.pypy.outcome ? c.name : `${c.name} (${escape(c.ours.outcome)})`;
  return row([name, ...cells, differences(c)]);
}

/** One value where both say the same, else ours, then PyPy's; bold where that counts as disagreement. */
function cell(ours: string, pypy: string, wrong: boolean): string {
  const text = ours === pypy ? ours : `${ours} / ${pypy}`;
  return wrong ? `**${text}**` : text;
}

/** In the order of AXES. */
const CELLS: readonly ((o: Observation) => string)[] = [
  (o) => String(o.loops),
  (o) => String(o.bridges),
  (o) =>
    Object.entries(o.aborts)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([reason, count]) => `${reason} ${count}`)
      .join(', ') || '–',
  (o) => (o.mostBridges === 0 ? '–' : `${lines(o.worstLines)} (${o.mostBridges})`),
  (o) => lines(o.mayForceLines),
  (o) => lines(o.allocationLines),
];

const lines = (numbers: readonly number[]): string => {
  const shown = numbers.slice(0, 12).join(' ');
  return numbers.length === 0 ? '–' : numbers.length > 12 ? `${shown} … (${numbers.length})` : shown;
};

function differences({ pypy, other }: Compared): string {
  const found = AXES.flatMap((axis, i) => {
    const [a, b] = [CELLS[i]!(pypy), CELLS[i]!(other)];
    return a === b ? [] : [`${axis.name}: ${b}`];
  });
  return found.join('; ') || '–';
}

const escape = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
