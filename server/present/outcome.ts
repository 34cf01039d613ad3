/** How a run went, in one line. */
import type { ProfileJson, VerdictStatus } from '../services/profile';
import { counted } from './evidence-text';

/** "4 loops, 711 bridges; 1 suspicion confirmed, 2 refuted". What went wrong comes first. */
export function outcomeLine(profile: ProfileJson): string {
  const { outcome, failure, summary, findings } = profile;
  const number = (status: VerdictStatus): number => findings.filter((finding) => finding.status === status).length;
  const verdicts = (
    [
      ['confirmed', 'confirmed'],
      ['refuted', 'refuted'],
      ['not-reached', 'not reached'],
      ['observed', 'seen in the run alone'],
    ] as const
  ).flatMap(([status, word]) => (number(status) > 0 ? [`${number(status)} ${word}`] : []));
  const what = [compiledLine(summary), ...(verdicts.length > 0 ? [verdicts.join(', ')] : [])].join('; ');
  if (outcome === 'finished') return what;
  if (outcome === 'failed' && failure !== null) {
    const place = failure.line > 0 ? ` in line ${failure.line}` : '';
    return `failed with ${failure.type}: ${failure.message}${place}; until then ${what}`;
  }
  // Where the profiler itself failed, its first remark says why.
  const why = outcome === 'failed' && profile.notes.length > 0 ? `: ${profile.notes[0]!}` : '';
  return `${OUTCOMES[outcome]}${why}; until then ${what}`;
}

const OUTCOMES: Readonly<Record<Exclude<ProfileJson['outcome'], 'finished'>, string>> = {
  failed: 'failed',
  'time-limit': 'cut short by the time limit',
  'operation-limit': 'cut short by the limit of operations',
  'memory-limit': 'cut short by the memory limit',
  'output-limit': 'cut short by the limit of output',
  cancelled: 'cancelled',
};

/** "4 loops, 711 bridges". */
export function compiledLine({ loops, bridges }: { readonly loops: number; readonly bridges: number }): string {
  return `${counted(loops, 'loop')}, ${counted(bridges, 'bridge')}`;
}
