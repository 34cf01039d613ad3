/** Two runs side by side: what each counted, whether they printed the same, and in words what changed. */
import type { ProfileJson } from '../profile/contract';
import type { RunCounts } from './contract';

export function countsOf(profile: ProfileJson): RunCounts {
  const { summary, lines, outcome, prediction, traces } = profile;
  let guardFailures = 0;
  let opaqueCalls = 0;
  let allocations = 0;
  for (const line of lines) {
    guardFailures += line.guardFailures;
    allocations += line.allocations;
    for (const call of line.residualCalls) if (call.class === 'opaque' || call.class === 'C call') opaqueCalls += call.count;
  }
  return {
    outcome,
    loops: summary.loops,
    bridges: summary.bridges,
    aborts: Object.values(summary.aborts).reduce((sum, count) => sum + count, 0),
    guards: summary.guards,
    guardFailures,
    generalRounds: generalRoundsOf(traces),
    opaqueCalls,
    allocations,
    predictedSeconds: prediction?.jit ?? null,
  };
}

/** A bridge that ends at a loop's first label runs its preamble, not the peeled loop (rpython/jit/metainterp/optimizeopt/unroll.py, jump_to_preamble). */
export function generalRoundsOf(traces: readonly { readonly kind: string; readonly ends: string; readonly executions: number }[]): number {
  return traces.reduce((sum, { kind, ends, executions }) => (kind === 'bridge' && ends.endsWith(' label 0') ? sum + executions : sum), 0);
}

export function sameOutput(before: ProfileJson, after: ProfileJson): boolean {
  return before.outcome === after.outcome && before.exitStatus === after.exitStatus && before.stdout === after.stdout;
}

/** Changes of the predicted time smaller than this share are within what a prediction can tell. */
const TELLING = 0.05;

/** As many as one guard fails before its bridge is there, in a few places. */
const FEW_ROUNDS = 1000;

/** Whether the second run is better: faster by the prediction, or, where that says nothing, with fewer general rounds, or with fewer bridges, opaque calls or allocations. */
export function isBetter(before: RunCounts, after: RunCounts): boolean {
  if (before.predictedSeconds !== null && after.predictedSeconds !== null && before.predictedSeconds > 0) {
    const change = after.predictedSeconds / before.predictedSeconds;
    if (Math.abs(change - 1) > TELLING) return change < 1;
  }
  if (isTelling(before.generalRounds, after.generalRounds)) return after.generalRounds < before.generalRounds;
  const weight = ({ bridges, opaqueCalls, allocations, aborts }: RunCounts): number => bridges + opaqueCalls + allocations + aborts;
  return weight(after) < weight(before);
}

/** "778 -> 14 bridges, same output, predicted 19 times faster". */
export function change(before: RunCounts, after: RunCounts, same: boolean): string {
  const parts: string[] = [];
  const add = (name: string, from: number, to: number): void => {
    if (from !== to) parts.push(`${grouped(from)} -> ${grouped(to)} ${name}`);
  };
  add('bridges', before.bridges, after.bridges);
  add('loops', before.loops, after.loops);
  if (isTelling(before.generalRounds, after.generalRounds)) add('general rounds', before.generalRounds, after.generalRounds);
  add('opaque calls left', before.opaqueCalls, after.opaqueCalls);
  add('allocations left', before.allocations, after.allocations);
  add('aborted traces', before.aborts, after.aborts);
  if (parts.length === 0) parts.push('nothing counted differs');
  parts.push(same ? 'same output' : 'DIFFERENT output');
  const speed = speedUp(before.predictedSeconds, after.predictedSeconds);
  if (speed !== '') parts.push(speed);
  return parts.join(', ');
}

/** Some rounds begin so until their bridge is there, whatever the program does. */
function isTelling(from: number, to: number): boolean {
  return Math.abs(from - to) >= FEW_ROUNDS && Math.abs(from - to) > TELLING * Math.max(from, to);
}

function speedUp(before: number | null, after: number | null): string {
  if (before === null || after === null || before <= 0 || after <= 0) return '';
  const factor = before / after;
  if (Math.abs(factor - 1) <= TELLING) return 'predicted as fast as before';
  const rounded = (value: number): string => (value >= 10 ? grouped(Math.round(value)) : String(Number(value.toPrecision(2))));
  return factor > 1 ? `predicted ${rounded(factor)} times faster` : `predicted ${rounded(1 / factor)} times slower`;
}

function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
