/** Random valid programs: the same output with the JIT off, at its defaults and in stress modes, and that of a CPython where there is one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { generateProgram } from '../../bench/fidelity/generate/program';
import type { Fuzzer } from '../fuzzer';
import { Random } from '../random';
import { findCPython, runPython } from './python';
import { difference, MODES, outputOf } from './vm';

export function programsFuzzer(python: string | null): Fuzzer {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'jitlens-fuzz-'));
  let peer: string | null | undefined;
  return {
    name: 'programs',
    what: 'random valid programs: JIT off, default and stress print the same, and what CPython prints where there is one',
    make: (seed) => generateProgram(seed).replace(/print\(main\(\d+\)\)/, `print(main(${new Random(seed).pick([40, 300, 1500])}))`),
    async complaint(input) {
      const plain = await outputOf(input, 'off');
      for (const [mode, jit] of Object.entries(MODES)) {
        if (mode === 'off') continue;
        const found = await outputOf(input, jit);
        if (found !== plain) return `with the JIT in mode "${mode}", ${difference(plain, found)}`;
      }
      // A program that was shrunk until it no longer compiles says the same in no other Python.
      if (!plain.endsWith('\n'))
        return /SyntaxError|NameError|IndentationError/.test(plain) ? null : `the program ends with ${plain.slice(-300)}`;
      peer ??= findCPython(python, 8);
      if (peer === null) return null;
      const file = path.join(folder, 'program.py');
      writeFileSync(file, input);
      const wanted = await runPython(peer, file, folder);
      return wanted === plain ? null : `beside ${peer}, ${difference(wanted, plain)}`;
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
