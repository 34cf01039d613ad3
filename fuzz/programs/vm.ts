/** Programs in the VM, in this process: what they print under several settings of the JIT. */
import { loadSyntax } from '../../analyzer/syntax';
import { runProgram, type JitSetting } from '../../analyzer/vm';
import { openPythonLibrary } from '../../analyzer/vm/sandbox/library-archive';
import path from 'node:path';
import { root } from '../root';
import { sealed } from '../../analyzer/vm/testing/sealed-run';

const stress = { threshold: 2, function_threshold: 2, trace_eagerness: 1 };

/** The first is what the others are held against. */
export const MODES: Readonly<Record<string, JitSetting>> = {
  off: 'off',
  default: {},
  stress,
  'short traces': { ...stress, trace_limit: 60 },
  'IR interpreter': { ...stress, engine: 'interpreter' },
  JavaScript: { ...stress, engine: 'javascript' },
};

const MOST_MILLISECONDS = 20_000;

/** What the program prints, and how it ends. */
export async function outputOf(source: string, jit: JitSetting): Promise<string> {
  await loadSyntax({ engine: 'native' });
  let out = '';
  let errors = '';
  const end = Date.now() + MOST_MILLISECONDS;
  const result = runProgram(
    sealed(source, {
      jit,
      library: openPythonLibrary(path.join(root, 'dist')),
      limits: { operations: 1e9, memory: 1e9, output: 2e7, recursion: 1000 },
      stdout: (text) => void (out += text),
      stderr: (text) => void (errors += text),
      poll: () => (Date.now() > end ? 'time-limit' : null),
    }),
  );
  return result.outcome === 'finished' ? out : `${out}${errors}(${result.outcome})`;
}

/** The first line that differs, in one sentence. */
export function difference(wanted: string, found: string): string {
  const [expected, got] = [wanted.split('\n'), found.split('\n')];
  const at = expected.findIndex((line, index) => line !== got[index]);
  const line = at < 0 ? expected.length : at;
  return `line ${line + 1} is ${JSON.stringify(got[line]?.slice(-200))}, not ${JSON.stringify(expected[line]?.slice(-200))}`;
}
