/** How many programs agree, and a table of why the others do not, the commonest cause first. */

/** @typedef {import('./suite.mjs').Result} Result */

/** @param {readonly Result[]} results @param {string} python */
export function report(results, python) {
  const right = results.filter(({ cause }) => cause === null);
  const lines = [
    `${share(right.length, results.length)} programs do what ${python} does; ${right.filter((result) => result.sameErrors).length} with the same stderr to the last character`,
  ];
  const cases = results.flatMap((result) => result.cases ?? []);
  if (cases.length > 0) {
    const [vm, all] = [
      cases.reduce((sum, file) => sum + Math.min(file.vm, file.python), 0),
      cases.reduce((sum, file) => sum + file.python, 0),
    ];
    lines.push(`${share(vm, all)} unittest cases in ${cases.length} of them pass as there`);
  }
  /** @type {Map<string, Result[]>} */
  const causes = new Map();
  for (const result of results) if (result.cause !== null) causes.set(result.cause, [...(causes.get(result.cause) ?? []), result]);
  for (const [cause, hit] of [...causes].sort((a, b) => b[1].length - a[1].length)) {
    lines.push(`${String(hit.length).padStart(5)}  ${cause}`);
    for (const { program, detail, cases: counted } of hit)
      lines.push(
        `         ${program}${counted === null ? '' : ` (${counted.vm} of ${counted.python} cases)`}${detail === '' ? '' : `: ${detail}`}`,
      );
  }
  return `${lines.join('\n')}\n`;
}

/** @param {number} part @param {number} whole */
const share = (part, whole) => `${part} of ${whole} (${((100 * part) / Math.max(whole, 1)).toFixed(1)} %)`;
