/**
 * Differential fuzzing of the language: random expressions and statements on arithmetic, containers, classes, generators, exceptions and formatting, run
 * in the VM and in a CPython, which must print the same.
 *
 *     npm run fuzz:language -- [--python PYTHON] [--seed N] [--minutes N] [--jit off|K=V,...]
 *
 * A program holds a few hundred cases, each in a function of its own that catches what it raises, so that one process on each side tries them all. What
 * differs is printed with the case's text and the seed of its program. A seed gives the same programs everywhere. Exit status 1 when something differs.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { runInPython, runInVm } from '../conformance/run.mjs';
import { program } from './language-programs.mjs';

/**
 * @param {{ python: string, seed: number, minutes: number, options: readonly string[] }} settings
 * @returns {Promise<number>} how many cases differ
 */
export async function fuzzLanguage({ python, seed, minutes, options }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'fuzz-language-'));
  const end = Date.now() + minutes * 60_000;
  let tried = 0;
  let different = 0;
  for (let round = seed; round === seed || Date.now() < end; round++) {
    const { text, cases } = program(round);
    const file = path.join(folder, `seed_${round}.py`);
    writeFileSync(file, text);
    const [expected, got] = [await runInPython(file, { seconds: 120, python }), await runInVm(file, { seconds: 120, options })];
    const [wanted, found] = [expected.stdout.split('\n'), got.stdout.split('\n')];
    tried += cases.length;
    for (const [i, source] of cases.entries()) {
      if (wanted[i] === found[i]) continue;
      different++;
      console.log(`seed ${round}, case ${i}:\n${source}\n  CPython: ${wanted[i]}\n  VM:      ${found[i]}`);
      if (found[i] === undefined) break;
    }
  }
  rmSync(folder, { recursive: true });
  console.log(`${tried} cases from seed ${seed} on, ${different} differ`);
  return different;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      python: { type: 'string', default: 'python3' },
      seed: { type: 'string', default: '1' },
      minutes: { type: 'string', default: '1' },
      jit: { type: 'string' },
    },
  });
  const settings = { python: values.python, seed: Number(values.seed), minutes: Number(values.minutes) };
  const different = await fuzzLanguage({ ...settings, options: values.jit === undefined ? [] : ['--jit', values.jit] });
  process.exitCode = different > 0 ? 1 : 0;
}
