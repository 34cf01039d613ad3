/** On which lines compiled code allocates: the counts that people read, on small programs. The mechanisms are those of PyPy's sources that the tests name. */
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSyntax } from '../../syntax';
import type { JitSetting } from '../index';
import { allocationLines, opaqueLines } from '../testing/trace-lines';
import { tracedRun } from '../testing/traced-run';

beforeAll(async () => {
  await loadSyntax({ engine: 'native' });
});

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
    expect(tracedRun(loop).out).toBe(tracedRun(loop, 'off').out);
  });

  it('gets another cell for anything else, of any size', () => {
    const source =
      'def show():\n    return repr(x)\n\n' +
      'x = 1\nx = 2\nseen = []\n' +
      'for i in range(60):\n    x = x * 3 + i\n    if i % 20 == 19:\n        x = [True, 2.5, "s", 7][i // 20]\n        seen.append(show())\n        x = 5\n    seen.append(show())\nprint(seen)\n' +
      'class A:\n    n = 1\nfor i in range(90):\n    A.n = A.n * 3 + i\n    if i % 30 == 29: A.n = True if i < 40 else i\nprint(A.n)\n';
    const { out } = tracedRun(source, 'off');
    for (const jit of [{}, { threshold: '2', function_threshold: '2', trace_eagerness: '1' }] as const)
      expect(tracedRun(source, jit as JitSetting).out).toBe(out);
    expect(out).toContain("'True'");
  });
});

describe('what forces nothing', () => {
  it('the steps of iterators that hold all they need', () => {
    const source =
      'from itertools import count, product\n' +
      'def main():\n    t = 0\n' +
      '    for b in bytes(range(256)) * 8:\n        t += b\n' +
      '    for i in count():\n        if i > 2000: break\n        t += i\n' +
      '    for a, b in product(range(50), range(50)):\n        t += a ^ b\n' +
      '    return t\nprint(main())\n';
    expect(opaqueLines(source)).toEqual([]);
    // W_Count keeps its next number as an object, W_Product copies its gears.
    expect(allocationLines(source)).toEqual([6, 9]);
    expect(tracedRun(source).out).toBe(tracedRun(source, 'off').out);
  });

  it('an order of pairs of numbers and strs, item by item', () => {
    const source =
      'def main():\n    n = 0\n    pairs = [(i % 7, i % 5) for i in range(50)]\n    last = pairs[0]\n' +
      '    for k in range(3000):\n        p = pairs[k % 50]\n        if p < last: n += 1\n        last = p\n    return n\nprint(main())\n' +
      'nan = float("nan")\nprint([(nan, 1.0) < (nan, 2.0), (nan, 1.0) == (nan, 1.0), (1, "a") >= (1, "a"), ("a", 2) > ("a", 1)])\n';
    expect(opaqueLines(source)).toEqual([]);
    const { out } = tracedRun(source);
    expect(out).toBe(tracedRun(source, 'off').out);
    expect(out).toContain('[True, True, True, True]');
  });

  it('list(), dict() and set()', () => {
    const source =
      'def main():\n    n = 0\n    for i in range(2000):\n        a, b, c = list(), dict(), set()\n        a.append(i)\n        n += len(a) + len(b) + len(c)\n    return n\nprint(main())\n';
    expect(opaqueLines(source)).toEqual([]);
    expect(tracedRun(source).out).toBe('2000\n');
  });
});

describe('a large int', () => {
  it('is an object of its own around the digits, virtual until it is kept', () => {
    const source =
      'def main():\n    seen = [0]\n    for i in range(3000):\n        x = (1 << 70) + i\n        y = x + 1\n        seen[0] = y\n    return seen[0]\nprint(main())\n';
    // The store into the list is put off to the end of the iteration.
    expect(allocationLines(source)).toEqual([3]);
    expect(tracedRun(source).out).toBe(tracedRun(source, 'off').out);
  });
});

describe('strs that a trace makes itself (vstring.py)', () => {
  it('are allocated where they are wanted as a whole: carried round the loop, ordered, stored', () => {
    const carried = 'def main():\n    n = 0\n    for c in "abcdefgh" * 300:\n        n += 1\n    return n\nprint(main())\n';
    expect(allocationLines(carried)).toEqual([3]);
    const ordered =
      'def main():\n    n = 0\n    for c in "abcdefgh" * 300:\n        if c > "d":\n            n += 1\n        c = None\n    return n\nprint(main())\n';
    // At 3 the number that the bridge has changed.
    expect(allocationLines(ordered)).toEqual([3, 4]);
    const stored =
      'def main():\n    out = [""]\n    for i in range(2000):\n        out[0] = "abcdefgh"[i & 3 :]\n    return out\nprint(main())\n';
    // The store is put off to the end of the iteration.
    expect(allocationLines(stored)).toEqual([3]);
  });

  it('are not where only characters and lengths are looked at', () => {
    const asked =
      'def main():\n    n = 0\n    for i in range(2000):\n        c = "abcdefgh"[i & 7]\n        if c == "d":\n            n += ord(c)\n        n += len(c + "x")\n        c = None\n    return n\nprint(main())\n';
    expect(allocationLines(asked)).toEqual([]);
    expect(tracedRun(asked).out).toBe(tracedRun(asked, 'off').out);
  });
});

describe('calls that cannot run guest code', () => {
  it('leave a store to a cell where it is: nothing is boxed before them', () => {
    const source =
      'def make():\n    total = 0\n    def add(n, words):\n        nonlocal total\n        total = total + n & 4095\n        return len("-".join(words))\n    return add\n' +
      'add = make()\ndef main():\n    t = 0\n    words = ["a", "bc"]\n    for i in range(3000):\n        t += add(i, words)\n    return t\nprint(main())\n';
    expect(allocationLines(source)).toEqual([12]);
  });
});

describe('a deque', () => {
  it('asks whether its block of 62 items is full', () => {
    const source =
      'from collections import deque\ndef main():\n    q = deque()\n    for i in range(30000):\n        q.append(None)\n        if i & 1:\n            q.popleft()\n    return len(q)\nprint(main())\n';
    const { traces } = tracedRun(source);
    const bridges = traces.filter((trace) => trace.kind === 'bridge');
    // The other path, a full block at the right, and a used up one at the left.
    expect(bridges).toHaveLength(3);
    expect(allocationLines(source)).toEqual([4]);
  });
});

it('a set asks whether it holds what is taken out', () => {
  const source =
    'def main():\n    s = {1, 3, 5}\n    for i in range(3000):\n        s.discard(i % 4)\n        if i & 1:\n            s.add(3)\n    return s\nprint(main())\n';
  expect(tracedRun(source).traces.map((trace) => trace.kind)).toEqual(['loop', 'bridge', 'bridge']);
});

it('a dict asks whether the key is there, and a range whether it has items', () => {
  const get =
    'def main():\n    d = {0: 1}\n    t = 0\n    for i in range(3000):\n        t += d.get(i & 1, 0)\n    return t\nprint(main())\n';
  expect(tracedRun(get).traces.map((trace) => trace.kind)).toEqual(['loop', 'bridge']);
  const ranges = 'def main():\n    t = 0\n    for i in range(3000):\n        t += len(range(i % 3))\n    return t\nprint(main())\n';
  expect(tracedRun(ranges).traces.map((trace) => trace.kind)).toEqual(['loop', 'bridge']);
});
