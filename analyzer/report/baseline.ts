/**
 * A baseline: findings accepted earlier, which are not reported again.
 *
 * The file is the JSON of an earlier `check --format json`. A finding is known if the baseline has one with the same path, code and
 * message; lines do not count, since they move. Each entry of the baseline accepts one finding.
 */
import type { CheckedFile } from './checked';

export interface Baseline {
  /** How many findings of each kind are accepted. */
  readonly accepted: ReadonlyMap<string, number>;
}

/** Reads a baseline; a string says what is wrong with it. */
export function readBaseline(json: string): Baseline | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (error) {
    return `is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (!isRecord(parsed) || parsed['version'] !== 1 || !Array.isArray(parsed['files']))
    return 'is not the output of `jitlens check --format json`';
  const accepted = new Map<string, number>();
  for (const file of parsed['files'] as unknown[]) {
    if (!isRecord(file) || typeof file['path'] !== 'string' || !Array.isArray(file['findings']))
      return 'has a file entry without path or findings';
    for (const finding of file['findings'] as unknown[]) {
      if (!isRecord(finding) || typeof finding['code'] !== 'string' || typeof finding['message'] !== 'string')
        return 'has a finding without code or message';
      const key = keyOf(file['path'], finding['code'], finding['message']);
      accepted.set(key, (accepted.get(key) ?? 0) + 1);
    }
  }
  return { accepted };
}

/** The files without the findings that the baseline accepts. */
export function withoutAccepted(files: readonly CheckedFile[], baseline: Baseline): CheckedFile[] {
  const left = new Map(baseline.accepted);
  return files.map((file) => ({
    ...file,
    findings: file.findings.filter(({ finding }) => {
      const key = keyOf(file.path, finding.code, finding.message);
      const remaining = left.get(key) ?? 0;
      if (remaining > 0) left.set(key, remaining - 1);
      return remaining === 0;
    }),
  }));
}

/** Lines that a message names move as the finding does. */
function keyOf(path: string, code: string, message: string): string {
  return JSON.stringify([path, code, message.replace(/\bline \d+/g, 'line')]);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
