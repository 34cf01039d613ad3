/** Compiling is bounded: beyond the bounds a program runs on, interpreted, with the same output, and the log says so once. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { loadSyntax } from '../../syntax';
import { runProgram, type JitSetting } from '../index';
import type { TraceEvent } from './tracelog';
import { MetaInterp } from './recorder/metainterp';
import { sealed } from '../testing/sealed-run';

beforeAll(async () => {
  await loadSyntax({ engine: 'native' });
});

const PICK = `
def pick(a, b, c):
    if a is None: a = 1
    if b is None: b = 2
    if c is None: c = 3
    return a + b * c
`;

const PROGRAM = `${PICK}t = 0
for i in range(400):
    t += pick(None if i & 1 else i, None if i & 2 else i, None if i & 4 else i)
for i in range(200):
    t += i
print(t)
`;

function run(jit: JitSetting): { output: string; events: TraceEvent[]; degraded: string[] } {
  let output = '';
  const events: TraceEvent[] = [];
  runProgram(
    sealed(PROGRAM, {
      jit,
      stdout: (text) => void (output += text),
      stderr: (text) => void (output += text),
      onEvent: (event) => void events.push(event),
    }),
  );
  return { output, events, degraded: events.flatMap((event) => (event.type === 'degraded' ? [event.what] : [])) };
}

const stress = { threshold: 5, function_threshold: 8, trace_eagerness: 2 };
const compiled = (events: readonly TraceEvent[]): number => events.filter((event) => event.type === 'compiled').length;

/** With nobody looking at the traces; what the JIT did is seen by the compiled code left. */
function unwatched(source: string, jit: JitSetting): { output: string; recordings: number } {
  let output = '';
  const recordings = vi.spyOn(MetaInterp.prototype, 'mergePoint');
  runProgram(sealed(source, { jit, stdout: (text) => void (output += text), stderr: (text) => void (output += text) }));
  const { length } = recordings.mock.calls;
  recordings.mockRestore();
  return { output, recordings: length };
}

const NESTED = `${PICK}def rows(k):
    t = 0
    for i in range(40):
        t += pick(None if i & 1 else i, None if i & 2 else i, None if i & 4 else k)
    return t
s = 0
for k in range(60):
    s += rows(k)
    for i in range(3):
        s ^= i
print(s)
`;

describe('a loop that has grown too large in a run nobody looks at', () => {
  it.each([PROGRAM, NESTED])('is interpreted, as is what leads to it, and nothing is recorded there again', (source) => {
    const free = unwatched(source, stress);
    const bounded = unwatched(source, { ...stress, max_tree: 300 });
    expect(bounded.output).toBe(free.output);
    expect(unwatched(source, 'off').output).toBe(free.output);
    expect(bounded.recordings).toBeLessThan(free.recordings / 2);
    const longer = unwatched(source.replace(/range\((400|60)\)/, 'range(1000)'), { ...stress, max_tree: 300 });
    expect(longer.recordings).toBeLessThan(bounded.recordings * 1.5);
  });
});

describe('the compile budget', () => {
  let free: ReturnType<typeof run>;
  beforeAll(() => {
    free = run(stress);
  });

  it('is not in the way of an ordinary program', () => {
    expect(free.degraded).toEqual([]);
    expect(compiled(free.events)).toBeGreaterThan(4);
  });

  it('bounds the number of traces', () => {
    const bounded = run({ ...stress, max_traces: 2 });
    expect(bounded.output).toBe(free.output);
    expect(compiled(bounded.events)).toBe(2);
    expect(bounded.degraded).toEqual([
      '2 traces are compiled, the most a run may have: no more is compiled, further paths are interpreted',
    ]);
  });

  it('bounds the work of compiling', () => {
    const bounded = run({ ...stress, max_recorded: 100 });
    expect(bounded.output).toBe(free.output);
    expect(compiled(bounded.events)).toBeLessThan(compiled(free.events));
    expect(bounded.degraded).toEqual([
      '100 operations are recorded, the most a run may have: no more is compiled, further paths are interpreted',
    ]);
  });

  it('bounds the generated code, and changes no count by it', () => {
    const bounded = run({ ...stress, engine: 'javascript', max_code: 3000 });
    expect(bounded.output).toBe(free.output);
    expect(bounded.degraded).toEqual([
      'the code generated for traces has 3000 bytes, the most a run may have: further traces stay in the IR interpreter',
    ]);
    expect(bounded.events.filter((event) => event.type !== 'degraded')).toEqual(free.events);
  });
});
