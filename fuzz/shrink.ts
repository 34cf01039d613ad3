/**
 * Makes an input that fails smaller: takes away lines, in runs that halve, as long as the complaint stays.
 *
 * Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input" (2002), without the complements: inputs here are a few hundred lines.
 */
export interface ShrinkLimits {
  readonly tries: number;
  readonly milliseconds: number;
}

/** The smallest input found for which `fails` still holds, within the limits. */
export async function shrink(input: string, fails: (smaller: string) => Promise<boolean>, limits: ShrinkLimits): Promise<string> {
  const end = Date.now() + limits.milliseconds;
  let lines = input.split('\n');
  let tries = 0;
  for (let run = Math.ceil(lines.length / 2); run >= 1 && lines.length > 1;) {
    let shorter = false;
    for (let from = 0; from < lines.length;) {
      if (tries++ >= limits.tries || Date.now() > end) return lines.join('\n');
      const candidate = [...lines.slice(0, from), ...lines.slice(from + run)];
      if (candidate.length > 0 && (await fails(candidate.join('\n')))) {
        lines = candidate;
        shorter = true;
      } else from += run;
    }
    if (run === 1 && !shorter) break;
    run = run > 1 ? Math.ceil(run / 2) : 1;
  }
  return lines.join('\n');
}
