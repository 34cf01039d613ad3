/** A program run with the JIT on in this process, and what was compiled: for tests of what people read in a profile. */
import path from 'node:path';
import { expect } from 'vitest';
import { runProgram, type JitSetting } from '../index';
import type { Counts, Summary, TraceInfo } from '../jit/tracelog';
import { openPythonLibrary } from '../sandbox/library-archive';
import { sealed } from './sealed-run';

const library = openPythonLibrary(path.join(__dirname, '../../../dist'));

/** The program must come to its end. `out` has stdout and stderr as they came; `labels` how often each was passed. */
export function tracedRun(
  source: string,
  jit: JitSetting = {},
): { out: string; summary: Summary; traces: TraceInfo[]; labels: readonly number[]; interpreted: Counts['interpreted'] } {
  let out = '';
  let summary: Summary | null = null;
  let labels: readonly number[] = [];
  let interpreted: Counts['interpreted'] = [];
  const traces: TraceInfo[] = [];
  const result = runProgram(
    sealed(source, {
      jit,
      library,
      stdout: (text) => void (out += text),
      stderr: (text) => void (out += text),
      onEvent: (event) => {
        if (event.type === 'compiled') traces.push(event.trace);
        if (event.type !== 'counts') return;
        ({ summary, interpreted } = event.counts);
        labels = event.counts.labels.flatMap(([, general, specialised]) => [general, specialised]);
      },
    }),
  );
  expect(result.outcome, out).toBe('finished');
  return { out, summary: summary as unknown as Summary, traces, labels, interpreted };
}
