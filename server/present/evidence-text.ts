/** What a run showed about one finding, in words and as the rows of a small table. */
import type { ProfileFinding } from '../services/profile';

/** "782 bridges from 9 branches": the run's own sentence, or one made of its counts. */
export function summaryOf(verdict: ProfileFinding): string {
  const { evidence } = verdict;
  for (const key of ['summary', 'reason', 'message']) {
    const sentence = evidence[key];
    if (typeof sentence === 'string' && sentence !== '') return sentence;
  }
  return rowsOf(verdict)
    .map(([name, value]) => `${value} ${name}`)
    .join(', ');
}

/** "confirmed: 782 bridges from 9 branches". */
export function statusLine(verdict: ProfileFinding): string {
  const summary = summaryOf(verdict);
  return summary === '' ? STATUS_WORDS[verdict.status] : `${STATUS_WORDS[verdict.status]}: ${summary}`;
}

const STATUS_WORDS: Readonly<Record<ProfileFinding['status'], string>> = {
  confirmed: 'confirmed',
  refuted: 'refuted by a run',
  'not-reached': 'not reached by the run',
  observed: 'seen in a run',
  'static-only': 'not yet run',
};

/** The counts among the evidence: ["bridges", "782"]. Numbers and short words only, in the order the run gave them. */
export function rowsOf(verdict: ProfileFinding): readonly (readonly [string, string])[] {
  const rows: (readonly [string, string])[] = [];
  for (const [key, value] of Object.entries(verdict.evidence)) {
    if (typeof value !== 'number' || !Number.isFinite(value)) continue;
    rows.push(/cost|share/i.test(key) ? [`${words(key)} (predicted)`, percent(value)] : [words(key), grouped(value)]);
  }
  return rows;
}

/** 0.137 as "14 %", 0.004 as "0.4 %". */
export function percent(share: number): string {
  const value = share * 100;
  return `${value >= 10 || value === 0 ? Math.round(value) : Number(value.toPrecision(2))} %`;
}

/** 1234567 as "1,234,567". */
export function grouped(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en-US') : String(Number(value.toPrecision(3)));
}

/** `guardFailures` as "guard failures". */
function words(key: string): string {
  return key.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

/** "1 loop", "3 loops". */
export function counted(value: number, noun: string): string {
  return `${grouped(value)} ${noun}${value === 1 ? '' : 's'}`;
}
