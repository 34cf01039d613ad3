/** What a run of unittest says of its cases, read from what it prints with `-v`. */

/**
 * `passed` counts the cases that ran and were right; those that were skipped or failed as expected count as neither. `causes` has a line for each
 * case that failed: the last line of its traceback.
 * @typedef {{ passed: number, failed: number, skipped: number, causes: readonly string[], complete: boolean }} Cases
 */

/** Whether a program runs unittest's cases, and so takes `-v`. @param {string} text */
export const runsUnittest = (text) => /^\s*unittest\.main\(|^\s*support\.run_unittest\(/m.test(text);

/**
 * The cases in a run's stderr; null when it ran none. A run that was killed has no summary: then the lines of its cases are counted.
 * @param {string} stderr @returns {Cases | null}
 */
export function casesOf(stderr) {
  const ran = /^Ran (\d+) tests? in /m.exec(stderr);
  const causes = failures(stderr);
  if (ran === null) {
    const passed = count(stderr, /\bok$/gm);
    const failed = count(stderr, /\b(?:FAIL|ERROR)$/gm);
    return passed + failed === 0 ? null : { passed, failed, skipped: count(stderr, /\bskipped ['"].*['"]$/gm), causes, complete: false };
  }
  const rest = stderr.slice(ran.index);
  /** @param {string} what */
  const said = (what) => Number(new RegExp(`\\b${what}=(\\d+)`).exec(rest)?.[1] ?? 0);
  const [failed, skipped] = [said('failures') + said('errors') + said('unexpected successes'), said('skipped')];
  return { passed: Math.max(0, Number(ran[1]) - failed - skipped - said('expected failures')), failed, skipped, causes, complete: true };
}

/** @param {string} text @param {RegExp} pattern */
const count = (text, pattern) => text.match(pattern)?.length ?? 0;

/** @param {string} stderr @returns {string[]} */
function failures(stderr) {
  const found = [];
  for (const section of stderr.split(/^={70}$/m).slice(1)) {
    if (!/^\n(?:FAIL|ERROR): /.test(section)) continue;
    const lines = section.split('\n').filter((line) => /^[A-Za-z_][\w.]*(?:: |:?$)/.test(line) && !/^(?:FAIL|ERROR): /.test(line));
    found.push((lines.at(-1) ?? 'no traceback').replaceAll(/\b0x[0-9a-f]{6,}/g, '0x...').slice(0, 160));
  }
  return found;
}
