/** Six questions about a program's compiled code, and how often a model answers them as the real JIT does. */
import type { Observation } from './observation';

export interface Axis {
  readonly name: string;
  readonly rule: string;
  /** Whether this observation says anything on the axis: where neither side does, the program is not counted. */
  readonly speaks: (observation: Observation) => boolean;
  readonly agree: (model: Observation, truth: Observation) => boolean;
}

/** Bridges: PyPy itself moves by a few when its collector runs at other moments (jit-model.md, section 14). */
export const bridgeTolerance = (truth: number): number => Math.max(2, 0.1 * truth);

export const AXES: readonly Axis[] = [
  { name: 'loops', rule: 'within 1', speaks: (o) => o.loops > 0, agree: (m, t) => Math.abs(m.loops - t.loops) <= 1 },
  {
    name: 'bridges',
    rule: 'within 2 or 10 %',
    speaks: (o) => o.bridges > 0,
    agree: (m, t) => Math.abs(m.bridges - t.bridges) <= bridgeTolerance(t.bridges),
  },
  { name: 'aborts', rule: 'the same kinds', speaks: (o) => kinds(o) !== '', agree: (m, t) => kinds(m) === kinds(t) },
  {
    name: 'worst line',
    rule: 'the line with most bridges, or one that ties with it',
    speaks: (o) => o.mostBridges > 0,
    agree: (m, t) => (m.mostBridges === 0 && t.mostBridges === 0) || m.worstLines.some((line) => t.worstLines.includes(line)),
  },
  {
    name: 'may-force lines',
    rule: 'the same lines',
    speaks: (o) => o.mayForceLines.length > 0,
    agree: (m, t) => same(m.mayForceLines, t.mayForceLines),
  },
  {
    name: 'allocation lines',
    rule: 'the same lines',
    speaks: (o) => o.allocationLines.length > 0,
    agree: (m, t) => same(m.allocationLines, t.allocationLines),
  },
];

export interface Score {
  agreed: number;
  counted: number;
}

/** One score an axis, in their order, and one for all six together (of all programs). */
export function score(pairs: readonly { readonly model: Observation; readonly truth: Observation }[]): { axes: Score[]; all: Score } {
  const axes = AXES.map((): Score => ({ agreed: 0, counted: 0 }));
  const all: Score = { agreed: 0, counted: pairs.length };
  for (const { model, truth } of pairs) {
    const verdicts = judge(model, truth);
    verdicts.forEach((verdict, i) => {
      if (verdict === null) return;
      axes[i]!.counted++;
      if (verdict) axes[i]!.agreed++;
    });
    if (!verdicts.includes(false)) all.agreed++;
  }
  return { axes, all };
}

/** Per axis: agreement, or null where neither says anything. A run that did not finish agrees with nothing. */
export function judge(model: Observation, truth: Observation): (boolean | null)[] {
  const finished = model.outcome === truth.outcome;
  return AXES.map(({ speaks, agree }) => (speaks(model) || speaks(truth) ? finished && agree(model, truth) : null));
}

function kinds({ aborts }: Observation): string {
  return Object.keys(aborts).sort().join(', ');
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((line, i) => line === b[i]);
}
