/** On which lines compiled code allocates: the counts that people read, on small programs. Each was compared with PyPy 7.3.11's log. */
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSyntax } from '../../syntax';
import { runProgram, type JitSetting } from '../index';
import { openPythonLibrary } from '../sandbox/library-archive';
import { sealed } from '../testing/sealed-run';
import type { TraceInfo } from './tracelog';

const library = openPythonLibrary(path.join(__dirname, '../../../dist'));

beforeAll(async () => {
  await loadSyntax({ engine: 'native' });
});

function run(source: string, jit: JitSetting = {}): { out: string; traces: TraceInfo[] } {
  let out = '';
  const traces: TraceInfo[] = [];
  const result = runProgram(
    sealed(source, {
      jit,
      library,
      stdout: (text) => void (out += text),
      stderr: (text) => void (out += text),
      onEvent: (event) => void (event.type === 'compiled' && traces.push(event.trace)),
    }),
  );
  expect(result.outcome, out).toBe('finished');
  return { out, traces };
}

/** Lines in order, each once. */
function allocationLines(source: string): number[] {
  const lines = run(source).traces.flatMap((trace) => trace.allocations.map(({ at, from }) => (from ?? at).line));
  return [...new Set(lines)].sort((a, b) => a - b);
}

describe('a bridge that begins with a call', () => {
  it('charges the frame to the line of its parent guard, up to the first merge point', () => {
    // The guard on `n < 2` in an inlined call shares the resume data of the guard in call_trace, so the bridge begins before that call.
    expect(allocationLines('def fib(n):\n    if n < 2:\n        return n\n    return fib(n - 1) + fib(n - 2)\n\nprint(fib(24))\n')).toEqual(
      [2, 4],
    );
  });
});

describe('a global that is an int (IntMutableCell)', () => {
  const loop = 'x = 1\nfor r in range(3):\n    for i in range(1500):\n        x = (x * 3 + i) & 0xffff\nprint(x)\n';

  it('is stored unboxed', () => {
    expect(allocationLines(loop)).toEqual([]);
    expect(run(loop).out).toBe(run(loop, 'off').out);
  });

  it('gets another cell for anything else, of any size', () => {
    const source =
      'def show():\n    return repr(x)\n\n' +
      'x = 1\nx = 2\nseen = []\n' +
      'for i in range(60):\n    x = x * 3 + i\n    if i % 20 == 19:\n        x = [True, 2.5, "s", 7][i // 20]\n        seen.append(show())\n        x = 5\n    seen.append(show())\nprint(seen)\n' +
      'class A:\n    n = 1\nfor i in range(90):\n    A.n = A.n * 3 + i\n    if i % 30 == 29: A.n = True if i < 40 else i\nprint(A.n)\n';
    const { out } = run(source, 'off');
    for (const jit of [{}, { threshold: '2', function_threshold: '2', trace_eagerness: '1' }] as const)
      expect(run(source, jit as JitSetting).out).toBe(out);
    expect(out).toContain("'True'");
  });
});
