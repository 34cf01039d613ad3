/** Every way of running a program gives the same output: constructs that leave, re-enter and abort traces in the middle of things. */
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSyntax } from '../../syntax';
import { runProgram, type JitSetting } from '../index';
import { openPythonLibrary } from '../sandbox/library-archive';
import { sealed } from '../testing/sealed-run';

const library = openPythonLibrary(path.join(__dirname, '../../../dist'));

beforeAll(async () => {
  await loadSyntax({ engine: 'native' });
});

function outputOf(source: string, jit: JitSetting): string {
  let out = '';
  const write = (text: string): void => void (out += text);
  const result = runProgram(sealed(source, { jit, library, stdout: write, stderr: write }));
  return `${out}${result.outcome}`;
}

const stress = { threshold: 2, function_threshold: 2, trace_eagerness: 1 };
const MODES: Readonly<Record<string, JitSetting>> = {
  'low thresholds': stress,
  'traces of 60 operations': { ...stress, trace_limit: 60 },
  'the IR interpreter alone': { ...stress, engine: 'interpreter' },
  'JavaScript alone': { ...stress, engine: 'javascript' },
};

const PROGRAMS: Readonly<Record<string, string>> = {
  'classes with __new__': `
class D:
    def __new__(cls, y, m=None, d=None):
        if y < 0: raise ValueError(y)
        self = object.__new__(cls)
        self.y = y
        return self
    @classmethod
    def combine(cls, y, m): return cls(y, m, d=3)
    def __add__(self, o): return type(self).combine(self.y + 1, o)
class E(D):
    def __init__(self, y, m=None, d=None): self.total = y + d
class Other:
    def __new__(cls, i): return D(i) if i % 3 else super().__new__(cls)
    def __init__(self, i): self.y = -i
d, e, t = D(1, 2), E(1, d=4), 0
for i in range(60):
    d = d + i
    e = E(e.total & 1023, i, d=i & 3)
    t += Other(i).y + e.total
    try: D(-(i % 3))
    except ValueError: t += 1
print(d.y, t)
`,
  exceptions: `
class E(Exception):
    def __init__(self, code, k=3):
        self.code = code
        self.k = k
class E2(E): pass
def inner(i):
    if i % 3 == 0: raise E(i)
    if i % 3 == 1: raise E2(i, k=i)
    return i
def outer(i):
    try:
        return inner(i)
    except E2 as e:
        return e.code * 1000 + e.k
    except E as e:
        try:
            raise ValueError(e.code) from e
        except ValueError as v:
            return v.args[0] + 7
    finally:
        log.append(i & 1)
log = []
def f1():
    t = 0
    for i in range(60): t += outer(i)
    return t, sum(log), len(log)
print(f1())
`,
  'super of a class': `
class Meta(type):
    def __new__(mcls, name, bases, namespace):
        return super().__new__(mcls, name, bases, namespace)
class F(metaclass=Meta):
    def __new__(cls, x=0):
        self = super(F, cls).__new__(cls)
        self.x = x
        return self
print(sum(F(i).x for i in range(60)))
`,
  'calls between compiled codes': `
def parse(text, depth):
    if depth:
        return parse(text, depth - 1)
    try:
        return int(text)
    except ValueError:
        return -1
def count(n):
    if n > 0:
        for x in count(n - 1): yield x
        yield n
def deep(n):
    return 0 if n == 0 else 1 + deep(n - 1)
def raiser(n):
    if n == 0: raise KeyError('end')
    return raiser(n - 1)
total = 0
for i in range(120):
    total += parse('12' if i % 7 else 'x', 12)
    if i % 10 == 0: total += sum(count(9))
for i in range(30): deep(60)
try:
    deep(5000)
except RecursionError as e:
    print(type(e).__name__, e)
print(deep(900))
for i in range(40):
    try:
        raiser(15)
    except KeyError as e:
        tb = e.__traceback__
        while tb:
            total += 1
            tb = tb.tb_next
print(total)
`,
  with: `
class CM:
    def __init__(self, n): self.n = n
    def __enter__(self): self.n += 1; return self.n
    def __exit__(self, t, v, tb): return t is KeyError
def f2():
    t = 0
    for i in range(60):
        with CM(i) as c:
            t += c
            if i % 4 == 0: raise KeyError(i)
            t += 1
    return t
print(f2())
`,
  'arguments and closures': `
def f3(*a, k=1, **kw): return len(a) + k + len(kw)
def f4():
    t = 0
    for i in range(60):
        a = [1] * (i % 3)
        t += f3(*a, k=i)
        t += f3(1, 2, *a, **{'z': 1})
        t += f3(i, q=2, r=3)
    return t
print(f4())
def mk(n):
    x = n
    def g(y, *, z=n):
        nonlocal x
        x += y + z
        return x
    return g
def f5():
    t = 0
    for i in range(60):
        g = mk(i)
        t += g(1) + g(2)
    return t
print(f5())
`,
  'special methods': `
class P:
    def __init__(self): self._v = 0
    @property
    def v(self): return self._v + 1
    @v.setter
    def v(self, x): self._v = x * 2
    def __getattr__(self, name): return len(name)
    def __eq__(self, o): return self._v == o._v
    def __lt__(self, o): return NotImplemented
    def __gt__(self, o): return True
    def __bool__(self): return self._v % 3 != 0
    def __len__(self): return 4
    def __getitem__(self, i): return i * 2
    def __contains__(self, i): return i > 5
    def __call__(self, x): return x + 1
    def __iter__(self): return iter([1, 2, 3])
    def __add__(self, o): return NotImplemented if isinstance(o, str) else 5
    def __radd__(self, o): return 6
def f6():
    p = P(); q = P(); t = 0
    for i in range(60):
        p.v = i
        t += p.v + p.zzz + p[i] + p(i) + len(p) + (p == q) + (p < q) + (i in p)
        if p: t += 1
        if not q: t += 2
        for z in p: t += z
        t += p + 3
        t += 3 + p
        a, b, c = p
        t += a * b * c
    return t
print(f6())
`,
  'long ints': `
def f7():
    x = 1; out = []
    for i in range(80):
        x = x * 3 + i
        if x > 1 << 70: x = x >> 65
        out.append(x & 0xFF)
        y = (1 << i) - 1
        out.append(y % 1000)
        z = -y // 3
        out.append(z % 7)
        out.append((i - 40) // 7 * ((i - 40) % 7))
    return sum(out), x
print(f7())
`,
  doubles: `
def f8():
    t = 0.0
    for i in range(-30, 30):
        try: t += 1.0 / i
        except ZeroDivisionError as e: t += len(str(e))
        t += (i * 0.5) % 3 + (i * 0.5) // 3 + i ** 2 + abs(i) ** 0.5
        if t != t: print('nan')
        t += float('inf') if t < -1e300 else 0.25
    return t
print(f8())
`,
  generators: `
log = []
def gen(n):
    try:
        for i in range(n):
            r = yield i
            if r: yield r * 100
    finally:
        log.append(n)
def dele(n):
    x = yield from gen(n)
    yield 5
    return x
def f9():
    t = 0
    for i in range(40):
        for x in dele(i % 5): t += x
        g = gen(3)
        t += next(g)
        t += g.send(4)
        g.close()
        t += sum(x * 2 for x in gen(3))
        t += next((x for x in gen(9) if x > 20), 77)
        t += len([a + b for a, b in zip(gen(3), gen(4))])
    return t, len(log)
print(f9())
`,
  'iterators over mixed values': `
def f10():
    t = 0
    vals = [1, 'a', 2.5, None, (1, 2), [3], {4: 5}, True, 10**30]
    for i in range(90):
        v = vals[i % 9]
        for k, w in enumerate([v, v]):
            t += k + len(str(w))
        for a, b in zip(vals, [v] * 3): t += len(str(a)) + len(str(b))
        it = iter(range(5))
        for a, b in zip(it, it): t += a * b
        t += sum(map(len, map(str, vals[:i % 4])))
        t += len(list(filter(None, [0, i % 2, 3])))
    return t
print(f10())
`,
  'class attributes and globals': `
class C: x = 1
def f11():
    t = 0
    for i in range(60):
        t += C.x
        if i % 7 == 0: C.x = i
        if i % 11 == 0: C.x = 'ab' * 2; t += len(C.x); C.x = i
    return t
print(f11())
G = 0
def f12():
    global G, H
    for i in range(60):
        G += i
        H = i if i % 9 else str(i)
    return G, H
print(f12())
`,
  containers: `
def f13():
    d = {}; s = set(); l = []
    for i in range(60):
        d[i % 7] = d.get(i % 7, 0) + i
        d.setdefault(str(i % 3), []).append(i)
        s.add(i % 5); s.discard(3)
        l.insert(0, i); 
        if len(l) > 9: l.pop(); del l[2]
        l[1:2] = [i, i]
        if i % 10 == 0: l.sort(); l.reverse()
        x, *y, z = [i, 1, 2, i]
        l[0] += x + z + len(y)
        try: l[100]
        except IndexError: l.append(1.5)
        try: d['q']
        except KeyError as e: l.append(len(str(e)))
    return d, sorted(s), l
print(f13())
`,
  'steps of containers and their truth': `
def f15(d, live):
    return {key for key, n in d.items() if n == 3 or (n == 2 and key in live)}
print([len(f15({(i % 7, i // 7): i * k % 5 for i in range(28)}, {(1, 0), (3, 1), (0, k)})) for k in range(6)])
from collections import deque
def f16():
    q = deque(range(70)); s = set(range(70)); d = dict.fromkeys(range(70)); b = bytearray(70); v = d.keys(); t = 0
    while q: t += q.popleft()
    while s: t += s.pop()
    while v: t += d.popitem()[0]
    while b: t += b.pop()
    while len(b) < 9: b.append(t & 9)
    return t, len(v)
print(f16())
def f17(t): return [1, *t], (2, *t, 'x', *t), {*t}
print([f17((i, i + 1, 'abc' if i % 3 else None)) for i in range(9)])
`,
  'exceptions under call_assembler': `
class Memo:
    def __init__(self, f): self.f = f; self.table = {}
    def __call__(self, *args):
        try:
            return self.table[args]
        except KeyError:
            value = self.table[args] = self.f(*args)
            return value
@Memo
def lattice(r, c):
    if r == 0 or c == 0: return 1
    return lattice(r - 1, c) + lattice(r, c - 1)
for a in range(1, 30): lattice(a, 30)
print(lattice(20, 10))
def key(x):
    try: return table[x]
    except KeyError: return -x
table = {}
for i in range(40):
    if i % 3: table[i] = i * i % 11
    print(sorted(range(i), key=key)[:3], max(range(i + 1), key=key))
`,
  'a list that is virtual where a guard fails and a bridge is recorded': `
for i in [0, 1, 2, 3, 1, 2]: print(list(range(i)), ''.join(c for c in 'abcd'[:i]))
`,
  recursion: `
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(15))
def deep(n): return 0 if n == 0 else 1 + deep(n - 1)
print([deep(i * 10) for i in range(60)])
`,
  'ends of opaque iterators': `
def f15(**keywords):
    for value in keywords.values():
        if value is f15: raise TypeError
for i in range(30):
    f15(a=1, b=None, c='x')
    f15()
    f15(a=1, b=2.0)
def f16(items, result):
    for item in items: break
    else: return result
    result.append(item)
    for item in items: break
    else: return result
    result.append(item)
    return result
print([f16(iter(range(i)), []) for i in range(5)])
`,
  text: `
def f14():
    s = ''; t = 0
    for i in range(60):
        s += chr(97 + i % 26)
        t += s.count('a') + s.find('z') + len(s.upper().split('c'))
        t += len(f'{i:>4}{s!r}') + len('%d %s' % (i, s))
        if 'xyz' in s: s = s[3:-2]
        for ch in s[:3]: t += ord(ch)
    return t, s
print(f14())
`,
};

describe.each(Object.entries(PROGRAMS))('%s', (_name, source) => {
  const expected = (): string => outputOf(source, 'off');

  it('runs to its end with the JIT off', () => {
    expect(expected()).toMatch(/\nfinished$/);
  });

  it.each(Object.entries(MODES))('prints the same with %s', (_mode, jit) => {
    expect(outputOf(source, jit)).toBe(expected());
  });
});
