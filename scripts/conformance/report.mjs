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
    /** @param {'passed' | 'failed' | 'skipped'} what @param {'vm' | 'python'} where */
    const sum = (what, where) => cases.reduce((all, file) => all + file[where][what], 0);
    const vm = cases.reduce((all, file) => all + Math.min(file.vm.passed, file.python.passed), 0);
    lines.push(`${share(vm, sum('passed', 'python'))} unittest cases in ${cases.length} of them pass as there`);
    lines.push(
      `here ${sum('passed', 'vm')} passed, ${sum('failed', 'vm')} failed, ${sum('skipped', 'vm')} skipped; there ` +
        `${sum('passed', 'python')}, ${sum('failed', 'python')}, ${sum('skipped', 'python')}; ` +
        `${cases.filter((file) => !file.vm.complete).length} files broke off`,
    );
  }
  /** @type {Map<string, Result[]>} */
  const causes = new Map();
  for (const result of results) if (result.cause !== null) causes.set(result.cause, [...(causes.get(result.cause) ?? []), result]);
  for (const [cause, hit] of [...causes].sort((a, b) => b[1].length - a[1].length)) {
    lines.push(`${String(hit.length).padStart(5)}  ${cause}`);
    for (const { program, detail, cases: counted } of hit)
      lines.push(
        `         ${program}${counted === null ? '' : ` (${counted.vm.passed} of ${counted.python.passed} cases)`}${detail === '' ? '' : `: ${detail}`}`,
      );
  }
  lines.push(...casesByCause(results));
  return `${lines.join('\n')}\n`;
}

/** Why cases of unittest fail, in all programs together: the causes that several have. @param {readonly Result[]} results @returns {string[]} */
function casesByCause(results) {
  /** @type {Map<string, string[]>} */
  const causes = new Map();
  for (const { program, cases } of results)
    for (const cause of cases?.vm.causes ?? []) causes.set(cause, [...(causes.get(cause) ?? []), program]);
  const common = [...causes].filter(([, programs]) => programs.length > 1).sort((a, b) => b[1].length - a[1].length);
  if (common.length === 0) return [];
  return [
    'Cases of unittest that fail, by the last line of their tracebacks:',
    ...common.map(
      ([cause, programs]) => `${String(programs.length).padStart(5)}  ${cause} (${[...new Set(programs)].slice(0, 4).join(', ')})`,
    ),
  ];
}

/** @param {number} part @param {number} whole */
const share = (part, whole) => `${part} of ${whole} (${((100 * part) / Math.max(whole, 1)).toFixed(1)} %)`;
