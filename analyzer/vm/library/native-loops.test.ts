/** Loops of natives with a jitdriver of their own, and what decides a guard of a trace; as PyPy 7.3.11's logs show them. */
import { beforeAll, expect, it } from 'vitest';
import { loadSyntax } from '../../syntax';
import { tracedRun } from '../testing/traced-run';

beforeAll(() => loadSyntax());

const loops = (source: string): string[] =>
  tracedRun(source).traces.flatMap((t) => (t.kind === 'bridge' ? [] : [`${t.kind} ${t.at.function}`]));

it('the hash of a tuple of three is a loop, that of a pair is not', () => {
  const keys = (key: string): string =>
    `def main():\n    d = {}\n    for i in range(900):\n        d[${key}] = i\n    return len(d)\nprint(main())\n`;
  expect(loops(keys('i, 1, 2'))).toEqual(['loop tuple.hash']);
  expect(loops(keys('i, 1'))).toEqual([]);
});

it('a dict asks behind a lookup by any key whether it was there', () => {
  const source = `def main():
    d = {(0, 1): 5}
    t = 0
    for i in range(4000):
        t += d.get((i % 2, 1), 7)
    return t
print(main())
`;
  expect(tracedRun(source).traces.map((t) => t.kind)).toEqual(['loop', 'bridge']);
});

it('an attribute that was first None is held boxed for every instance of the class', () => {
  const source = `class Node:
    def __init__(self, key):
        self.key = key
        self.next = None
def main():
    end = Node(None)
    last = end
    t = 0
    for i in range(4000):
        node = Node(i)
        node.next = last
        last = node if i % 2 else end
        t += 0 if node.next.key is None else 1
    return t
print(main())
`;
  const { traces } = tracedRun(source);
  const left = new Set(traces.map((t) => t.parentGuard));
  const maps = traces.flatMap((t) => t.guards).filter((g) => g.kind === 'guard_value');
  expect(maps.length).toBeGreaterThan(0);
  expect(maps.filter((g) => left.has(g.id))).toEqual([]);
});

it('a global that gets what it is already stays a constant, and the trace is not given up', () => {
  const source = 'for i in range(3000):\n    with_one = 1\n    total = i\nprint(with_one, total)\n';
  const { out, summary } = tracedRun(source);
  expect(out).toBe('1 2999\n');
  expect(summary.aborts['force quasi-immut']).toBe(0);
  expect(summary.loops).toBe(1);
});
