/**
 * Random expressions and statements on arithmetic, containers, classes, generators, exceptions and formatting, against a CPython.
 *
 * A program holds a few hundred cases, each a function of its own that catches what it raises, so that one process on each side tries them all.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { JitSetting } from '../../analyzer/vm';
import type { Fuzzer } from '../fuzzer';
import { program } from './language-programs.mjs';
import { findCPython, runPython } from './python';
import { outputOf } from './vm';

/** Cases that are shown of a program in which many differ. */
const MOST_SHOWN = 5;

export function languageFuzzer(python: string | null, jit: JitSetting): Fuzzer {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'jitlens-fuzz-'));
  const peer = findCPython(python, 13);
  return {
    name: 'language',
    what: 'random expressions and statements, beside a CPython of 3.13 or later',
    missing: () =>
      peer === null ? `there is no CPython of 3.13 or later${python === null ? '' : ` in ${python}`}: --python names one` : null,
    make: (seed) => program(seed).text,
    async complaint(input) {
      const file = path.join(folder, 'program.py');
      writeFileSync(file, input);
      const wanted = (await runPython(peer!, file, folder)).split('\n');
      const found = (await outputOf(input, jit)).split('\n');
      const cases = input.split(/^def case_\d+\(\):\n/m).slice(1);
      const different = cases.flatMap((source, i) =>
        wanted[i] === found[i] ? [] : [`${source.split('\n\n')[0]}\n  CPython: ${wanted[i]}\n  VM:      ${found[i]}`],
      );
      if (different.length === 0) return null;
      return `${different.length} of ${cases.length} cases differ:\n${different.slice(0, MOST_SHOWN).join('\n')}`;
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
