/** Runs of the programs that reach limits, and what they took. */
import type { ProfileJson } from '../../analyzer/profile';

export interface MeasuredLimit {
  readonly name: string;
  readonly outcome: string;
  /** Milliseconds from the limit to the end; null where the limit is an exception of the program. */
  readonly overrun: number | null;
  readonly total: number;
  readonly complaints: readonly string[];
}

interface Named {
  readonly name: string;
}

/** Time for the spare child process to start: it would take processor time from the run. */
const PAUSE_MILLISECONDS = 400;

export async function measuredLimits<F extends Named>(
  fixtures: readonly F[],
  run: (fixture: F) => Promise<{ readonly run: ProfileJson; readonly complaints: readonly string[] }>,
): Promise<MeasuredLimit[]> {
  const measured: MeasuredLimit[] = [];
  for (const fixture of fixtures) {
    const { run: profile, complaints } = await run(fixture);
    const { total, afterLimit } = profile.times;
    measured.push({ name: fixture.name, outcome: profile.outcome, overrun: afterLimit ?? null, total, complaints });
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
  }
  return measured;
}

export const WANTED_MILLISECONDS = 200;

/** A line a program, the slowest to end first; then how many were in time. */
export function shownLimits(measured: readonly MeasuredLimit[]): string[] {
  const cut = measured.filter(({ overrun }) => overrun !== null).sort((a, b) => b.overrun! - a.overrun!);
  const others = measured.filter(({ overrun }) => overrun === null).sort((a, b) => b.total - a.total);
  const line = ({ name, outcome, overrun, total, complaints }: MeasuredLimit): string =>
    `${name.padEnd(30)} ${outcome.padEnd(16)} ${overrun === null ? '' : `${overrun} ms after the limit, `}${total} ms in all${complaints.length === 0 ? '' : `  WRONG: ${complaints.join('; ')}`}`;
  return [...cut.map(line), ...others.map(line), summary(measured)];
}

export function summary(measured: readonly MeasuredLimit[]): string {
  const cut = measured.flatMap(({ overrun }) => overrun ?? []);
  const inTime = cut.filter((overrun) => overrun <= WANTED_MILLISECONDS).length;
  const wrong = measured.filter(({ complaints }) => complaints.length > 0).length;
  return `${measured.length} programs, ${wrong} end otherwise than they should; ${inTime} of ${cut.length} runs that a limit ended were over within ${WANTED_MILLISECONDS} ms, the slowest after ${Math.max(0, ...cut)} ms`;
}
