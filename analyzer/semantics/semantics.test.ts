import { beforeAll, describe, expect, it } from 'vitest';
import type { Expr } from '../syntax/ast';
import { loadSyntax, parseModule } from '../syntax/module';
import { edgesOf } from './calls';
import { environmentOf, lookup, soleBinding } from './environment';
import { hotnessOf, stronglyConnected } from './hotness';
import { keep } from './memo';
import { pathsThrough } from './paths';
import { summaryOf } from './summarize';
import type { Unit } from './summary';
import { render } from './text';
import { tripsOf } from './trips';
import { calleeOf, typeOf } from './types';
import { varies } from './variation';

beforeAll(async () => {
  await loadSyntax();
});

function facts(source: string) {
  const parsed = parseModule(source);
  const summaries = parsed.module.pieces.map(summaryOf);
  const env = environmentOf(summaries);
  const edges = summaries.flatMap((summary) => edgesOf(env, summary));
  const units = summaries.flatMap((summary) => summary.units);
  const unit = (qualname: string): Unit => units.find((candidate) => candidate.qualname === qualname)!;
  const bases = new Map(parsed.module.pieces.map(({ stmt, base }) => [stmt, base]));
  const lineOf = (place: { readonly top: { readonly stmt: object }; readonly start: number }): number =>
    parsed.lines.lineAt((bases.get(place.top.stmt as never) ?? 0) + place.start) + 1;
  return { parsed, env, edges, units, unit, hotness: hotnessOf(env, summaries, edges, { loop: 1040, function: 1619 }), lineOf };
}

/** The value of the last assignment to `name` in a function. */
function valueOf(unit: Unit, name: string): Expr {
  return unit.bindings.get(name)!.at(-1)!.value!;
}

describe('a summary', () => {
  it('names functions as Python does and knows their kind', () => {
    const { units } = facts('class C:\n  def m(self):\n    def inner():\n      yield 1\n    return lambda: 0\n');
    expect(units.map((unit) => [unit.qualname, unit.kind, unit.isGenerator])).toEqual([
      ['<module>', 'module', false], // The header of the class.
      ['<module>', 'module', false],
      ['C.m', 'function', false],
      ['C.m.<locals>.inner', 'function', true],
      ['C.m.<locals>.<lambda>', 'lambda', false],
    ]);
  });

  it('is the same object for the same statement', () => {
    const { parsed } = facts('x = 1\n');
    expect(summaryOf(parsed.module.pieces[0]!)).toBe(summaryOf(parsed.module.pieces[0]!));
  });

  it('puts each call into its innermost loop; an iterable is outside its loop, a test inside', () => {
    const { unit } = facts(
      'def f(a):\n  for x in g(a):\n    h(x)\n  else:\n    k()\n  while t():\n    pass\n  return [e(y) for y in i(a) if c(y)]\n',
    );
    const loops = unit('f').calls.map(({ node, loop }) => [(node.func as { readonly id: string }).id, loop]);
    expect(loops.sort()).toEqual([
      ['c', 2],
      ['e', 2],
      ['g', -1],
      ['h', 0],
      ['i', -1],
      ['k', -1],
      ['t', 1],
    ]);
  });

  it('survives trees as deep as they come', () => {
    const sum = `def f(a):\n  return ${Array.from({ length: 60_000 }, () => 'a').join(' + ')}\n`;
    expect(
      facts(sum)
        .unit('f')
        .parameters.map(({ name }) => name),
    ).toEqual(['a']);
  });
});

describe('names', () => {
  it('are found by Python’s scope rules', () => {
    const { env, unit } = facts(
      'x = 1\ndef f():\n  x = 2\n  def g():\n    return x\n  def h():\n    global x\n    return x\nclass C:\n  x = 3\n  def m(self):\n    return x, len\n',
    );
    expect(lookup(env, unit('f.<locals>.g'), 'x')?.scope).toBe('closure');
    expect(lookup(env, unit('f.<locals>.h'), 'x')?.scope).toBe('module');
    expect(lookup(env, unit('C.m'), 'x')?.scope).toBe('module');
    expect(lookup(env, unit('C.m'), 'len')).toBeNull();
  });

  it('mean their import when the other binding is a fallback, and nothing when they are ambiguous', () => {
    const { env, unit } = facts('try:\n  from a import f\nexcept ImportError:\n  def f(): pass\ng = 1\ng = len\ndef h(): pass\n');
    expect(soleBinding(lookup(env, unit('h'), 'f'))?.imported).toBe('a.f');
    expect(soleBinding(lookup(env, unit('h'), 'g'))).toBeNull();
  });

  it('that JavaScript uses itself are names like any other', () => {
    const { env, unit } = facts('def constructor(__proto__):\n  toString = sorted(__proto__)\n  return toString\n');
    expect(lookup(env, unit('constructor'), 'valueOf')).toBeNull();
    expect(typeOf(env, unit('constructor'), valueOf(unit('constructor'), 'toString'))).toEqual({ kind: 'builtin', name: 'list' });
  });
});

describe('types and callees', () => {
  it.each([
    ['"a".split()', 'list'],
    ['"%d" % 1', 'str'],
    ['open(p)', 'file'],
    ['sorted(p)[1:]', 'list'],
    ['{k: 1 for k in p}', 'dict'],
    ['re.compile(p)', 're.Pattern'],
    ['p', null],
    ['p + 1', null],
  ])('knows %s as %s', (expression, name) => {
    const { env, unit } = facts(`import re\ndef f(p):\n  v = ${expression}\n`);
    expect(typeOf(env, unit('f'), valueOf(unit('f'), 'v'))).toEqual(name === null ? null : { kind: 'builtin', name });
  });

  it.each([
    ['g(1)', { kind: 'library', name: 'math.gcd' }],
    ['u(1)', { kind: 'library', name: 'struct.unpack' }],
    ['os.path.join(1)', { kind: 'library', name: 'os.path.join' }],
    ['items.append(1)', { kind: 'method', type: 'list', name: 'append' }],
    ['len(1)', { kind: 'builtin', name: 'len' }],
    ['p.q(1)', null],
  ])('resolves %s', (expression, callee) => {
    const { env, unit } = facts(
      `from math import gcd as g\nimport struct, os.path\ndef f(p):\n  u = struct.unpack\n  items = []\n  v = ${expression}\n`,
    );
    const call = valueOf(unit('f'), 'v');
    expect(call.kind === 'Call' ? calleeOf(env, unit('f'), call.func) : undefined).toEqual(callee);
  });

  it('follows self, attributes and base classes of the file', () => {
    const { env, unit } = facts(
      'class A:\n  def m(self): pass\nclass B(A):\n  def __init__(self):\n    self.a = A()\n  def f(self):\n    v = self.m()\n    w = self.a.m()\n    x = super().m()\n',
    );
    for (const name of ['v', 'w', 'x']) {
      const call = valueOf(unit('B.f'), name);
      expect(call.kind === 'Call' ? calleeOf(env, unit('B.f'), call.func) : null, name).toEqual({ kind: 'function', unit: unit('A.m') });
    }
  });
});

describe('trip counts', () => {
  it.each([
    ['for i in range(10): pass', 10],
    ['for i in range(2, N, 3): pass', 3],
    ['for i in (1, 2, 3): pass', 3],
    ['for i, x in enumerate(NAMES): pass', 2],
    ['for i in zip(p, "abcd"): pass', 4],
    ['for i in p: pass', 'unknown'],
    ['for i in itertools.count(): pass', 'endless'],
    ['for i in three(): pass', 3],
    ['for i in counted(): pass', 7],
    ['for i in made(): pass', 6],
    ['for i in filtered(): pass', 'unknown'],
    ['for i in squares(): pass', 5],
    ['while True: g()', 'endless'],
    ['while True:\n    if g(): break', 'unknown'],
    ['k = 0\n  while k < 9:\n    k += 1', 9],
    ['k = 10\n  while k >= 1:\n    k -= 3', 4],
    ['k = 0\n  while k < 9:\n    if p: k += 1', 'unknown'],
    ['GROWS.append(1)\n  for i in GROWS: pass', 'unknown'],
  ])('of %s', (loop, expected) => {
    const { env, unit } = facts(
      `import itertools\nN = 10\nNAMES = ("a", "b")\nGROWS = [1]\ndef three():\n  for i in range(3): yield i\ndef counted():\n  k = 0\n  while k < 7:\n    yield k\n    k += 1\ndef made():\n  xs = []\n  for i in range(2):\n    for j in range(3):\n      xs.append(i * j)\n  return xs\ndef filtered():\n  xs = []\n  for i in range(9):\n    if i & 1:\n      xs.append(i)\n  return xs\ndef squares():\n  return [i * i for i in range(5)]\ndef f(p):\n  ${loop}\n`,
    );
    expect(tripsOf(env, unit('f'), unit('f').loops[0]!)).toBe(expected);
  });
});

describe('trip counts that callers decide', () => {
  it.each([
    ['for i in range(p): pass', 'f(5000)', 5000],
    ['for i in range(p): pass', 'f(5000); f(9)', 5000],
    // There may be other callers: a small number says nothing.
    ['for i in range(p): pass', 'f(9)', 'unknown'],
    ['for i in p: pass', 'f([0] * 300)', 300],
    ['for i in p: pass', 'f([x for x in range(200)])', 200],
    ['for i in p: pass', 'f([x for x in range(200) if x])', 'unknown'],
    ['for i in evens(p): pass', 'f(range(4000))', 4000],
    ['for i in range(p): pass', 'f(*args)', 'unknown'],
  ])('%s with %s', (loop, calls, expected) => {
    const { env, edges, unit } = facts(`def evens(xs):\n  for x in xs:\n    yield x\ndef f(p=7):\n  ${loop}\n${calls}\n`);
    expect(tripsOf(env, unit('f'), unit('f').loops[0]!, (of) => edges.filter(({ to }) => to === of))).toBe(expected);
  });
});

describe('hotness', () => {
  const source = [
    'def leaf(x): return x', // 1
    'def middle(x): return leaf(x)',
    'def driver(rows):',
    '  for row in rows:', // 4
    '    middle(row)',
    'def small():',
    '  for i in range(10):',
    '    for j in range(10): leaf2(i)',
    'def leaf2(x): return x',
    'def big():',
    '  for i in range(100):',
    '    for j in range(100): leaf3(j)',
    'def leaf3(x): return x',
    'def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)',
    'def server():',
    '  while True: handle()',
    'def handle(): pass',
    'driver(1); small(); big(); server()',
  ].join('\n');

  it('multiplies known trip counts and keeps unknown ones apart', () => {
    const { hotness, unit } = facts(source);
    expect(hotness.ofUnit(unit('leaf'))).toMatchObject({ heat: 'hot', rate: { unknowns: 1 } });
    expect(hotness.ofUnit(unit('leaf2'))).toMatchObject({ heat: 'cold', rate: { count: 100, unknowns: 0 } });
    expect(hotness.ofUnit(unit('leaf3'))).toMatchObject({ heat: 'hot', rate: { count: 10_000, unknowns: 0 } });
    expect(hotness.ofUnit(unit('handle')).heat).toBe('hot');
    expect(hotness.ofUnit(unit('driver')).heat).toBe('cold');
    expect(hotness.ofLoop(unit('small'), 1).heat).toBe('cold');
  });

  it('leaves a loop of unknown length open where nothing of the file runs it', () => {
    const { hotness, unit } = facts(source.replace('driver(1); ', ''));
    expect(hotness.ofUnit(unit('leaf')).heat).toBe('possible');
  });

  it('says why, with the line of the loop', () => {
    const { hotness, unit, lineOf } = facts(source);
    expect(render(hotness.ofUnit(unit('leaf')).reason, lineOf)).toBe(
      'called through `middle` from the loop at line 4, which runs over `rows`',
    );
    expect(render(hotness.ofLoop(unit('driver'), 0).reason, lineOf)).toBe('this loop runs over `rows`');
    expect(hotness.ofUnit(unit('small')).reason).toEqual([]);
  });

  it('takes branching recursion for one unknown factor, and a walk down a chain for none', () => {
    const { hotness, unit } = facts(`${source}\nfib(30)\ndef down(n):\n  if n: down(n.next)\ndown(1)\n`);
    expect(hotness.ofUnit(unit('fib')).heat).toBe('possible');
    expect(hotness.ofUnit(unit('down')).heat).toBe('cold');
  });

  it('takes branching recursion that a program starts again and again for hot', () => {
    const tree = 'def walk(node):\n  for child in node: walk(child)\ndef main(root):\n';
    const { hotness, unit } = facts(`${tree}  for _ in range(60): walk(root)\nmain([])\n`);
    expect(hotness.ofUnit(unit('walk')).heat).toBe('hot');
    const few = facts(`${tree}  for _ in range(3): walk(root)\nmain([])\n`);
    expect(few.hotness.ofUnit(few.unit('walk')).heat).toBe('possible');
  });

  it('follows functions that are handed over, and properties', () => {
    const { hotness, unit } = facts(
      'def key(x): return x\nclass P:\n  @property\n  def x(self): return 1\ndef f(rows, p):\n  rows.sort()\n  sorted(rows, key=key)\n  for r in rows: p.x\n',
    );
    expect(hotness.ofUnit(unit('key')).heat).toBe('possible');
    expect(hotness.ofUnit(unit('P.x')).heat).toBe('possible');
  });

  it('copes with long chains of calls without recursion', () => {
    const chain = Array.from({ length: 20_000 }, (_, index) => `def f${index}(): f${index + 1}()`).join('\n');
    const { hotness, unit } = facts(`${chain}\ndef f20000(): pass\nfor i in range(5000): f0()\n`);
    expect(hotness.ofUnit(unit('f20000')).heat).toBe('hot');
  });

  it('finds strongly connected components, callees first', () => {
    const edges = new Map([
      ['a', ['b']],
      ['b', ['c', 'a']],
      ['c', ['d']],
      ['d', []],
    ]);
    expect(stronglyConnected(['a', 'b', 'c', 'd'], (node) => edges.get(node)!)).toEqual([['d'], ['c'], ['b', 'a']]);
  });
});

describe('calls', () => {
  const calls = (source: string) =>
    facts(source).edges.map(({ from, to, certain }) => `${from.qualname} -> ${to.qualname}${certain ? '' : '?'}`);

  it('go through the wrapper that a decorator puts in the place of a function', () => {
    expect(
      calls(
        'def memo(f):\n  def wrapper(*args):\n    return f(*args)\n  return wrapper\n@memo\ndef work(n): pass\ndef main():\n  work(1)\n',
      ),
    ).toEqual(['memo.<locals>.wrapper -> work', 'main -> work', 'main -> memo.<locals>.wrapper']);
  });

  it('go through a decorator that is made by a call, and not through one that gives the function back', () => {
    expect(
      calls(
        'def times(n):\n  def around(f):\n    def wrapper(x):\n      return f(x) * n\n    return wrapper\n  return around\ndef mark(f):\n  return f\n@mark\n@times(3)\ndef work(n): pass\nwork(1)\n',
      ),
    ).toEqual([
      '<module> -> times',
      'times.<locals>.around.<locals>.wrapper -> work',
      '<module> -> work',
      '<module> -> times.<locals>.around.<locals>.wrapper',
    ]);
  });

  it('go to each function of a table that is called through, or walked', () => {
    expect(
      calls(
        'def a(x): pass\ndef b(x): pass\nTABLE = {1: a, 2: b}\nSTEPS = [a]\ndef f(k):\n  TABLE[k](1)\n  g = TABLE.get(k)\n  g(2)\n  for step in STEPS:\n    step(3)\n  for name in TABLE:\n    name(4)\n',
      ),
    ).toEqual(['f -> a', 'f -> b', 'f -> a', 'f -> b', 'f -> a']);
  });
});

describe('paths', () => {
  const paths = (body: string) => {
    const { unit } = facts(`def f(a, b, c, d, flag):\n${body.replace(/^/gm, '  ')}\n`);
    const found = pathsThrough(unit('f').body, {
      unit: unit('f'),
      depends: (test) => !(test.kind === 'Name' && test.id === 'flag'),
      isExtreme: ({ func }) => func.kind === 'Name' && (func.id === 'min' || func.id === 'max'),
      inlined: () => null,
      predicate: () => null,
    });
    return [found.chain.length, Math.round(found.through + found.left)];
  };

  it.each([
    ['if a: x = 1\nif b: x = 2', [2, 4]],
    ['if a: return 1\nif b: return 2', [0, 3]],
    ['if a: x = 1\nelif b: x = 2\nelif c: x = 3\nelse: x = 4', [1, 4]],
    ['if a:\n  if b:\n    if c: x = 1', [1, 4]],
    ['if a and b: x = 1\nif c or d: x = 2', [2, 9]],
    ['if not a: x = 1', [1, 2]],
    ['if 0 <= a < 9 and not (b or c): x = 1', [1, 5]],
    ['x = 1 if a else 2\ny = a or b or c\nf(1 if b else 2)', [3, 12]],
    ['x = min(a, b, c)\ny = max(flag, min(flag, a))\nz = min(a)\nm = min(*a, b)', [4, 16]],
    ['if a: x = 1\nfor i in a: pass\nif b: x = 2', [1, 2]],
    ['if flag: x = 1\nif a: x = 2', [1, 2]],
    ['try:\n  if a: x = 1\nexcept E: pass\nwith a:\n  if b: x = 1', [2, 4]],
    ['match a:\n  case 1: x = 1\n  case 2: x = 2\n  case _: x = 3\nif b: x = 1', [2, 6]],
    ['if a:\n  if b: x = 1\n  if c: x = 2\nelse:\n  return 1\nif d: x = 1', [3, 9]],
  ])('of %j are %j', (body, expected) => {
    expect(paths(body)).toEqual(expected);
  });

  it('stay finite and fast for long lists', () => {
    expect(paths(Array.from({ length: 20_000 }, () => 'if a: x = 1').join('\n'))).toEqual([20_000, 1_000_000]);
  });
});

describe('variation', () => {
  it('knows what differs from round to round', () => {
    const { env, unit } = facts(
      'LIMIT = 3\ndef f(rows, flag, table):\n  k = 2\n  for row in rows:\n    x = row.a\n    same = k\n    v = [row, x, flag, LIMIT, same, table[0], table[x], len(flag), row is None, g()]\n',
    );
    const list = valueOf(unit('f'), 'v');
    const values = list.kind === 'List' ? list.elts.map((element) => varies(env, { unit: unit('f'), loop: 0 }, element)) : [];
    expect(values).toEqual([true, true, false, false, false, false, true, false, true, true]);
  });
});

describe('a kept answer', () => {
  it('holds until something it asked for changes', () => {
    const before = facts('def f(): pass\nx = 1\n');
    const kept = keep(before.env, null, (env) => env.bindingsOf('f').length + env.bindingsOf('missing').length);
    expect(kept.answer).toBe(1);
    expect(kept.holds(before.env, null)).toBe(true);
    const [def, assign] = before.env.summaries;
    expect(kept.holds(environmentOf([assign!, def!]), null)).toBe(true);
    expect(kept.holds(facts('def f(): pass\n').env, null)).toBe(false);
    expect(kept.holds(environmentOf([def!, ...facts('missing = 2\n').env.summaries]), null)).toBe(false);
  });
});
