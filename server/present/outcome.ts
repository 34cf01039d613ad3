/** How a run went, in one line. */
import type { ProfileJson, VerdictStatus } from '../services/profile';
import type { ProfileProgress } from '../services/services';
import { counted, grouped } from './evidence-text';

/** "12,400,000 bytecodes run, 4 loops, 711 bridges, 2.5 s": how far a run is. */
export function progressLine({ operations, milliseconds, ...compiled }: ProfileProgress): string {
  return `${grouped(operations)} bytecodes run, ${compiledLine(compiled)}, ${(milliseconds / 1000).toFixed(1)} s`;
}

/**
 * "PyPy would run this about 3 times faster than CPython (predicted); one loop holds it back: line 12. 4 loops, 711 bridges; 1 confirmed,
 * 2 refuted". What went wrong comes first, then the `answer` where there is one.
 */
export function outcomeLine(profile: ProfileJson, answer = ''): string {
  const counts = countsLine(profile);
  if (profile.outcome === 'finished') return answer === '' ? counts : `${capitalized(answer)}. ${counts}`;
  return answer === '' ? counts : `${counts}. ${capitalized(answer)}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function countsLine(profile: ProfileJson): string {
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
