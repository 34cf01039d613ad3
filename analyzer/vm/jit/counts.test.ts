/** When traces start and how many there are, on small programs: PyPy's measured trigger points (jit-model.md, sections 2 to 4). */
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSyntax } from '../../syntax';
import type { JitSetting } from '../index';
import { tracedRun } from '../testing/traced-run';

beforeAll(async () => {
  await loadSyntax({ engine: 'native' });
});

const counts = (source: string, jit: JitSetting = {}): string => {
  const { summary } = tracedRun(source, jit);
  return `${summary.loops}/${summary.bridges}`;
};

const loop = (n: number): string => `def main():\n    t = 0\n    for i in range(${n}):\n        t += i\n    return t\nmain()\n`;
const straight = (calls: number): string =>
  `def f(x):\n    return x + 1\n\n${'f(1); f(1); f(1); f(1); f(1); f(1); f(1); f(1); f(1)\n'.repeat(Math.floor(calls / 9))}${'f(1)\n'.repeat(calls % 9)}`;
const inner = (calls: number): string =>
  `def f():\n    t = 0\n    for i in range(10):\n        t += i\n    return t\n\n${'f(); f(); f(); f(); f(); f(); f(); f()\n'.repeat(Math.floor(calls / 8))}${'f()\n'.repeat(calls % 8)}`;

describe('trigger points', () => {
  it('compiles a loop of 1040 iterations, not one of 1039', () => {
    expect(counts(loop(1039))).toBe('0/0');
    expect(counts(loop(1040))).toBe('1/0');
  });

  it('counts the bytecodes that the interpreter ran, by line, and not those of compiled code', () => {
    const body = tracedRun(loop(1000)).interpreted.find((line) => line.line === 4);
    expect(body).toEqual({ path: '/program.py', line: 4, count: 5 * 1000, times: 1000 });
    const compiled = tracedRun(loop(100_000)).interpreted.find((line) => line.line === 4);
    expect(compiled?.times).toBeLessThan(1050);
  });

  it('charges what the library does to the line that called it', () => {
    const { traces } = tracedRun(`import heapq\nq = []\nfor i in range(3000):\n    heapq.heappush(q, -i)\n`);
    const inLibrary = traces
      .flatMap((trace) => trace.guards)
      .filter((guard) => guard.at.path !== '/program.py' && guard.from !== undefined);
    expect(inLibrary.length).toBeGreaterThan(0);
    expect(new Set(inLibrary.map((guard) => guard.from?.line))).toEqual(new Set([4]));
  });

  it('moves with the threshold', () => {
    expect(counts(loop(500), { threshold: 500 })).toBe('0/0');
    expect(counts(loop(501), { threshold: 500 })).toBe('1/0');
  });

  it('compiles a function without loop at its 1619th call', () => {
    expect(counts(straight(1618))).toBe('0/0');
    expect(counts(straight(1619))).toBe('1/0');
  });

  it('adds up the iterations of a short loop over calls', () => {
    expect(counts(inner(103))).toBe('0/0');
    expect(counts(inner(104))).not.toBe('0/0');
  });

  it('records a bridge at the 200th failure of a guard', () => {
    // Every second iteration fails, so that each failure is one of the loop's copy of the guard.
    const program = (failures: number): string => `def main():
    data = [0] * 3000
    data[${2998 - 2 * (failures - 1)}::2] = [1] * ${failures}
    t = 0
    for x in data:
        if x:
            t += 2
        t += 1
    return t
main()
`;
    expect(counts(program(199))).toBe('1/0');
    expect(counts(program(200))).toBe('1/1');
  });

  it('takes 4 % off all counters whenever a trace starts', () => {
    // 900 iterations, then k other loops are compiled: 1039 - 900 * 0.96 ** k more are needed.
    const program = (k: number, more: number): string => `def f(n):
    t = 0
    for i in range(n):
        t += i
    return t
f(901)
${Array.from({ length: k }, (_, j) => `def g${j}():\n    for i in range(1100):\n        pass\ng${j}()\n`).join('')}f(${more})
`;
    for (const [k, more] of [
      [1, 175],
      [5, 305],
      [10, 441],
    ] as const) {
      expect(counts(program(k, more - 3)), `${k} loops before`).toBe(`${k}/0`);
      expect(counts(program(k, more + 3)), `${k} loops before`).toBe(`${k + 1}/0`);
    }
  });
});

describe('shapes', () => {
  it('compiles the inner loop first, the outer body as its bridge', () => {
    const { summary, traces } = tracedRun(`def main():
    t = 0
    for i in range(300):
        for j in range(77):
            t += j
    print(t)
main()
`);
    expect([summary.loops, summary.bridges]).toEqual([1, 1]);
    expect(traces[0].at.line).toBe(4);
  });

  it('grows one bridge for every class beyond the first at a call site', () => {
    const program = (
      k: number,
    ): string => `${Array.from({ length: k }, (_, i) => `class C${i}:\n    def f(self):\n        return ${i}\n`).join('')}
def main():
    items = [${Array.from({ length: k }, (_, i) => `C${i}()`).join(', ')}]
    t = 0
    for i in range(20000):
        t += items[i * 7919 % 104729 % ${k}].f()
    print(t)
main()
`;
    expect(counts(program(1))).toBe('1/0');
    for (const k of [2, 3]) {
      const { summary } = tracedRun(program(k));
      expect(summary.loops).toBe(1);
      expect(summary.bridges).toBeGreaterThanOrEqual(k - 1);
      expect(summary.bridges).toBeLessThanOrEqual(2 * k);
    }
  });

  it('makes one trace of a recursive function, and bridges', () => {
    const { summary, out } = tracedRun('def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\nprint(fib(20))\n');
    expect(out).toBe('6765\n');
    expect([summary.loops, summary.bridges, summary.aborts['trace too long']]).toEqual([1, 5, 1]);
  });

  it('counts a recursive function 7 levels deep into its trace, and calls the rest', () => {
    const { summary } = tracedRun('def fib(n):\n    if n < 2:\n        return n\n    return fib(n - 1) + fib(n - 2)\nprint(fib(24))\n');
    expect([summary.loops, summary.bridges, summary.aborts['trace too long']]).toEqual([1, 8, 0]);
  });

  it('waits for a whole threshold after a trace that was too long', () => {
    const body = (name: string, n: number): string =>
      `def ${name}(x):\n${Array.from({ length: n }, (_, k) => `    x = (x * 3 + ${k}) & 1023\n`).join('')}    return x\n`;
    const program = (n: number): string =>
      `${body('f', 180)}${body('g', 150)}def main():\n    t = 0\n    for i in range(${n}):\n        t = ${'g(f('.repeat(4)}t${'))'.repeat(4)}\n    print(t)\nmain()\n`;
    expect(tracedRun(program(2000)).summary.aborts['trace too long']).toBe(1);
    expect(tracedRun(program(2300)).summary.aborts['trace too long']).toBe(2);
  });

  it('closes a loop without unrolling it when the unrolled one is refused', () => {
    const { summary } = tracedRun(
      'def main(n):\n    t = 0\n    for i in range(n):\n        for j in range(4):\n            t += j\n    print(t)\nmain(3000)\n',
    );
    expect([summary.loops, summary.aborts['bad loop']]).toEqual([1, 0]);
  });

  it('traces raising from a cause, tuples of classes and keywords from a dict', () => {
    const { summary, out } = tracedRun(`class Own(Exception):
    pass
def find(d, k):
    try:
        return d[k]
    except (LookupError, Own):
        raise Own(k) from None
def scale(x, factor=1, offset=0):
    return x * factor + offset
def main():
    d = {i: i for i in range(50)}
    options = {'factor': 3, 'offset': 1}
    t = 0
    for i in range(4000):
        try:
            t += scale(find(d, i & 63), **options)
        except (Own, KeyError) as e:
            t += isinstance(e, (ValueError, Own)) and e.__suppress_context__ and e.__cause__ is None
    print(t)
main()
`);
    expect(out).toBe('233338\n');
    expect([summary.loops, summary.aborts.compiling, summary.aborts['bad loop']]).toEqual([1, 0, 0]);
  });

  it('does not enter compiled code either when a program has switched the JIT off', () => {
    // Measured on PyPy 7.3.11: one loop and no bridge, and the rest of the run in the interpreter.
    const { summary, out } = tracedRun(`import pypyjit
def main():
    t = 0
    i = 0
    while i < 9000:
        if i > 5000:
            t += 3
        else:
            t += 1
        i += 1
        if i == 3000:
            pypyjit.set_param('off')
    print(t)
main()
`);
    expect(out).toBe('16998\n');
    expect([summary.loops, summary.bridges]).toEqual([1, 0]);
  });

  it('lets a list that was made in the trace grow', () => {
    const { summary } = tracedRun(
      'def main():\n    t = 0\n    for i in range(3000):\n        row = [i]\n        row.append(i + 1)\n        row.append(t & 7)\n        t += row[1]\n    print(t)\nmain()\n',
    );
    expect([summary.loops, summary.bridges, summary.aborts['bad loop']]).toEqual([1, 0, 0]);
  });

  it('gives up a trace that calls a function for the first time', () => {
    // The exit of the inner loop fails 200 times in all: the bridge would run on into what follows.
    const { summary } = tracedRun(
      'def main():\n    t = 0\n    for i in range(203):\n        for j in range(300):\n            t += j\n    print(t)\nmain()\n',
    );
    expect([summary.loops, summary.bridges, summary.aborts['force quasi-immut']]).toEqual([1, 0, 1]);
  });

  it('leaves compiled code alone for the rest of the iteration that compiled it', () => {
    // The iteration 1040 is recorded, the next is interpreted, the first compiled one is the preamble.
    const { labels } = tracedRun(loop(2000));
    expect(labels).toEqual([1, 958]);
  });

  it('enters the rest of a generator, at its own header, through code of its own', () => {
    const { summary, traces } = tracedRun(`def pairs(n):
    for i in range(n):
        for j in range(n):
            yield i, j
def main():
    t = 0
    for a, b in pairs(400):
        t += a - b
    print(t)
main()
`);
    expect(summary.loops).toBe(3);
    expect(traces.filter((t) => t.kind === 'entry bridge').map((t) => t.at.function)).toEqual(['pairs']);
  });

  it('inlines a generator with one yield into its consumer', () => {
    expect(
      counts('def g(n):\n    for i in range(n):\n        yield i\ndef main():\n    t = 0\n    for x in g(5000):\n        t += x\nmain()\n'),
    ).toBe('1/0');
  });

  it('enters a generator with many yields through code of its own', () => {
    const { traces } = tracedRun(
      'def g(i):\n    yield i\n    yield i + 1\n    yield i + 2\ndef main():\n    t = 0\n    for i in range(3000):\n        for x in g(i):\n            t += x\n    print(t)\nmain()\n',
    );
    // One trace for all its yields, a bridge for each but the first.
    expect(traces.filter((t) => t.kind === 'entry bridge').map((t) => t.at.function)).toEqual(['g <generator>']);
    expect(traces.filter((t) => t.kind === 'bridge' && t.at.function === 'g <generator>').length).toBe(3);
  });

  it('makes a loop new when a class it relies on changes', () => {
    const { traces, out } = tracedRun(`class C:
    def f(self):
        return 1
def main():
    c = C()
    t = 0
    for k in range(3):
        for i in range(2000):
            t += c.f()
        C.f = lambda self: 2
    print(t)
main()
`);
    expect(out).toBe('10000\n');
    expect(traces.filter((t) => t.kind === 'loop').length).toBeGreaterThanOrEqual(2);
  });

  it('gives up a trace whose frame is read from a residual call, again and again', () => {
    const { summary, out } = tracedRun(`import sys
def look(a):
    f = sys._getframe(0)
    while f.f_back is not None and f.f_code.co_name != "work":
        f = f.f_back
    return len(f.f_locals)
def work(n):
    t = 0
    for i in range(n):
        t += sorted([i, 1], key=look)[0] & 1
    return t
print(work(3000))
`);
    expect(out).toBe('1500\n');
    expect(summary.aborts['vable escape']).toBeGreaterThanOrEqual(1);
  });
});

describe('where a bridge lands (PyFrame.last_instr is among the values of a label)', () => {
  const ends = (source: string): string[] => tracedRun(source).traces.flatMap((t) => (t.kind === 'bridge' ? [t.ends] : []));

  it('falls into an inner loop at its general label', () => {
    const nest =
      'def main():\n    t = 0\n    for i in range(600):\n        for j in range(17):\n            t += j\n    return t\nprint(main())\n';
    expect(ends(nest)).toEqual(['jump to loop 1 label 0']);
  });

  it('jumps back to the specialised one', () => {
    const branch =
      'def main():\n    t = 0\n    for i in range(3000):\n        if i % 3 == 0:\n            t += i\n    return t\nprint(main())\n';
    expect(ends(branch)).toEqual(['jump to loop 1 label 1']);
  });
});

it('computes sort keys in a loop of their own, one for each type of function and strategy', () => {
  const source =
    'def main():\n    data = [(i * 7919) % 97 for i in range(60)]\n    for i in range(60):\n        last = sorted(data, key=lambda v: -v)\n        data.sort(key=abs)\n    return last[:3], data[:3]\nprint(main())\n';
  const { traces, out } = tracedRun(source);
  expect(traces.filter((t) => t.kind === 'loop' && t.at.path === '<builtin>/_compute_keys_for_sorting')).toHaveLength(2);
  expect(out).toBe(tracedRun(source, 'off').out);
});

describe('the loop of another jitdriver', () => {
  it('has no last instruction, and forgets the item it has dealt with', () => {
    const source =
      'def main():\n    t = 0\n    data = [(i * 7919) % 1000 for i in range(50)]\n    for i in range(900):\n        data[i % 50] = i\n        t += max(data)\n    return t\nprint(main())\n';
    const ends = tracedRun(source).traces.flatMap((t) => (t.kind === 'bridge' && t.at.path === '<builtin>/max' ? [t.ends] : []));
    expect(ends).toContain('jump to loop 1 label 1');
    expect(ends).not.toContain('jump to loop 1 label 0');
  });
});

describe('a loop that reads nothing that may change', () => {
  it('is left all the same when a bridge of its has become invalid: each backward jump asks whether there are threads', () => {
    const source = `def step(x):
    return x + 1

def main(n):
    t = 0
    for i in range(n):
        j = 0
        while j < 9:
            j += 1
        t = step(t)
    return t

main(600)
def step(x):
    return x + 2
print(main(600))
`;
    const { traces, out } = tracedRun(source);
    const [loop] = traces;
    expect(out).toBe('1200\n');
    expect(loop.guards.filter((guard) => guard.kind === 'guard_not_invalidated').map((guard) => guard.at.line)).toEqual([9, 9]);
  });
});
