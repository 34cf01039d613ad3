/** What traces make of dicts, sets, lists and exceptions, and which searches of tables may force. The mechanisms are those of PyPy's sources that the code names. */
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSyntax } from '../../syntax';
import type { JitSetting } from '../index';
import { allocationLines, opaqueLines } from '../testing/trace-lines';
import { tracedRun } from '../testing/traced-run';

beforeAll(async () => {
  await loadSyntax({ engine: 'native' });
});

/** A loop in a function: the lines of `body` are numbered from 5. */
const loop = (setup: string, body: readonly string[], before = ''): string =>
  `${before === '' ? '#' : before}\ndef main():\n    t = 0; out = [None]; ${setup}\n    for i in range(3000):\n${body.map((line) => `        ${line}\n`).join('')}    return t, len(out)\nprint(main())\n`;

const SETTINGS = [{}, { threshold: '2', function_threshold: '2', trace_eagerness: '1' }] as const;
function sameOutput(source: string): string {
  const { out } = tracedRun(source, 'off');
  for (const jit of SETTINGS) expect(tracedRun(source, jit as JitSetting).out).toBe(out);
  return out;
}

describe('a dict whose keys are constants', () => {
  it('is virtual, however it is filled and read', () => {
    const source = loop('', ['d = {"a": i}', 'd["b"] = 2', 't += d["a"] + d.get("b", 0) + len(d) + ("c" in d)', 'd = None']);
    expect(allocationLines(source)).toEqual([]);
    sameOutput(source);
  });
  it('is made where it escapes', () => {
    expect(allocationLines(loop('', ['d = {}', 'd["k"] = i', 'out.append(d)', 'd = None']))).toEqual([7]);
  });
  it('is what a ** parameter gets', () => {
    const f = 'def f(**kw): return kw["a"] + len(kw)';
    expect(allocationLines(loop('', ['t += f(a=i, b=2)'], f))).toEqual([]);
    expect(opaqueLines(loop('', ['out.append(dict(a=i))']))).toEqual([]);
  });
  it('keeps its order and its values through guards that fail', () => {
    const source =
      'def main():\n    rows = []\n    for i in range(700):\n        d = {"a": i, "b": [i]}\n        if i % 5 == 0: d["c"] = -i\n        d["a"] += 1\n        if i % 7 == 0: d["k%d" % (i % 3)] = i\n' +
      '        n = {1: i, 2: 3}\n        n[1] += n[2]\n        if i % 3: n["s"] = 0\n        e = {**d, "z": i}\n        rows.append((d, n, e))\n    return rows\nprint(main())\n';
    sameOutput(source);
  });
});

describe('what a call copies or fills', () => {
  it.each([
    ['a | b', 'a = {1, 2}; b = {2, 3}'],
    ['set(a)', 'a = [1, 2]'],
    ['a.copy()', 'a = {1, 2}'],
    ['dict(a)', 'a = {"x": 1}'],
    ['a.split()', 'a = "b c"'],
    ['a[1:3]', 'a = [1, 2, 3]'],
  ])('gets its object where it escapes: %s', (expression, setup) => {
    expect(allocationLines(loop(setup, [`x = ${expression}`, 'out.append(x)', 'x = None']))).toContain(6);
    sameOutput(loop(setup, [`x = ${expression}`, 't += len(x)', 'out.append(x)', 'x = None']));
  });
  it('stays virtual where join() reads what it holds', () => {
    const source = loop('a = "b c"', ['x = a.split()', 't += len("-".join(x))']);
    expect(allocationLines(source)).not.toContain(6);
    sameOutput(source);
  });
  it('is a list where sorted() sorts it', () => {
    expect(allocationLines(loop('a = [3, 1]', ['out[0] = sorted(a)', 'out[0] = None']))).toContain(5);
  });
  it('is made for a key that a defaultdict does not have', () => {
    const source = loop('d = defaultdict(list)', ['d[i].append(i)'], 'from collections import defaultdict');
    expect(allocationLines(source)).toContain(5);
    sameOutput(source.replace('3000', '200'));
  });
});

const POINT =
  'class P:\n    def __init__(self, x): self.x = x\n    def __hash__(self):\n        return self.x % 7\n    def __eq__(self, o): return self.x == o.x\npts = [P(i % 20) for i in range(40)]\n';

describe('a search of a table', () => {
  it('runs __hash__ in the trace, and may force after it', () => {
    const source = `${POINT}def main():\n    d = {}\n    s = set()\n    t = 0\n    for i in range(3000):\n        d[pts[i % 40]] = i\n        t += d[pts[i % 33]] if pts[i % 33] in d else d.get(pts[i % 31], 1)\n        s.add(pts[i % 9])\n    return t, len(d), len(s)\nprint(main())\n`;
    expect(opaqueLines(source)).toEqual([4]);
    sameOutput(source);
  });
  it('asks for the hash of a key once', () => {
    const source = `calls = []\nclass P:\n    def __hash__(self):\n        calls.append(1)\n        return 5\nd = {}\nfor i in range(200):\n    p = P()\n    d[p] = i\n    if i > 3: del d[p]\nprint(len(d), len(calls))\n`;
    expect(sameOutput(source)).toBe('4 396\n');
  });
  it('reports what __hash__ does wrong', () => {
    const source =
      'class A:\n    def __hash__(self): return "x"\nclass B:\n    def __hash__(self): yield 1\nclass C:\n    def __hash__(self): raise ValueError("no")\nfor i in range(30):\n    for c in (A, B, C):\n        try:\n            {}[c()]\n        except (TypeError, ValueError) as e:\n            if i == 29: print(type(e).__name__)\n';
    expect(sameOutput(source)).toBe('TypeError\nTypeError\nValueError\n');
  });
  it('forces nothing for keys that a strategy of their own holds', () => {
    const source = loop(
      'd = {len: 1, A: 2}; e = {1: 2}; s = {"x", "y"}',
      ['t += d[A] + e.get(i & 1, 0) + ("x" in s)', 't += f[2.5] + f.get((1, 2), 0)'],
      'class A: pass\nf = {2.5: 1, (1, 2): 3}'.replace('\n', '; f0 = 1\n'),
    );
    // Floats and tuples are in a table of any keys.
    expect(opaqueLines(source)).toEqual([7]);
  });
});

describe('an exception that a call raises without guest code', () => {
  it('is virtual, and its text is its argument', () => {
    const source = loop('', ['try:', '    raise ValueError("bad")', 'except ValueError as e:', '    t += len(str(e)) + len(f"{e}")']);
    expect(allocationLines(source)).toEqual([]);
    const popped = loop('a = []', ['try:', '    a.index(5)', 'except ValueError:', '    t += 1']);
    expect(allocationLines(popped)).toEqual([]);
    sameOutput(source);
    sameOutput(popped);
  });
});

it('an attribute of a class that was rebound before is written to its cell', () => {
  const source = 'class A:\n    n = 0\ndef main():\n    for i in range(3000):\n        A.n += 1\n    return A.n\nprint(main())\n';
  expect([opaqueLines(source), allocationLines(source)]).toEqual([[], []]);
  expect(sameOutput(source)).toBe('3000\n');
});

it('zip over iterators of builtin containers forces nothing', () => {
  const source = loop('d = {"a": 1, "b": 2}; a = [1, 2]', [
    'for k, x in zip(d.values(), reversed(a)): t += k * x',
    'for j, (x, y) in enumerate(zip(a, d)): t += x + len(y) * j',
  ]);
  expect(opaqueLines(source)).toEqual([]);
  sameOutput(source.replace('3000', '60'));
});

it('an attribute that another type came for first is held as an object, and none of its class unboxed any more', () => {
  const source =
    'class V:\n    def __init__(self, x): self.x = x\nfirst = V(0)\nsecond = V(0.5)\ndef main():\n    v = V(0)\n    for i in range(3000):\n        v.x = i\n    return v.x\nprint(main())\n';
  // The int is boxed for the slot, at the end of the iteration.
  expect(allocationLines(source)).toEqual([7]);
  expect(allocationLines(source.replace('second = V(0.5)', 'second = V(5)'))).toEqual([]);
  expect(sameOutput(source)).toBe('2999\n');
});

it('a generator is allocated where it is made', () => {
  const source =
    'def g(n):\n    yield n\ndef main():\n    t = 0; keep = [0]\n    for i in range(3000):\n        it = g(i)\n        for x in it:\n            t = keep[0]\n        x = it = None\n    return t\nprint(main())\n';
  expect(allocationLines(source)).toContain(6);
});
