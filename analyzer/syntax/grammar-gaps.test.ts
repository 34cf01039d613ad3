import { beforeAll, expect, test } from 'vitest';
import { blankGrammarGaps } from './grammar-gaps';
import { loadSyntax, parseModule } from './module';
import { describe } from './testing/describe';

beforeAll(async () => {
  await loadSyntax();
});

test('a continuation line indented less than its statement', () => {
  const text = 'def f():\n    x = (a +  # why\n\n# so\nb)\n    y = (a +\n         b)\n';
  const blanked = blankGrammarGaps(text)!;
  expect(blanked.text).toBe('def f():\n    x = (a +              b)\n    y = (a +\n         b)\n');
  expect(blanked.text.length).toBe(text.length);
  expect(blanked.gaps).toEqual([]);
});

test('line ends that need no help stay', () => {
  expect(blankGrammarGaps('def f():\n    x = (a +\n    b)\n    y = """\nz"""\n    w = f"""{\na}"""\n')).toBeNull();
  expect(blankGrammarGaps('x = (\n# a\n)\n')).toBeNull();
});

test('a bracket that is never closed is left to error recovery', () => {
  expect(blankGrammarGaps('def f():\n    x = (a +\n\ny = 2\n')).toBeNull();
  expect(blankGrammarGaps('def f():\n    x = (a +\n\ndef g():\n    return (1)\n')).toBeNull();
  expect(blankGrammarGaps('def f():\n    x = (a +\n\ndef g():\n    y = (1 +\n2)\n')!.text).toBe(
    'def f():\n    x = (a +\n\ndef g():\n    y = (1 + 2)\n',
  );
});

test('brackets inside strings and comments are no brackets', () => {
  expect(blankGrammarGaps('def f():\n    x = "(" # (\ny = \'\\\'(\'\nz = rb"("\nw = f"{a:(}{{("\n')).toBeNull();
  expect(blankGrammarGaps('def f():\n    x = f"{g("\')")}" + (a +\nb)\n')!.text).toBe('def f():\n    x = f"{g("\')")}" + (a + b)\n');
});

test('defaults of type parameters', () => {
  const text = 'class A[T: int = dict[str, int], *Ts = *tuple[int, ...], **P = [a, b]](B[x == 1], c=2): pass\n';
  const { text: blanked, gaps } = blankGrammarGaps(text)!;
  expect(blanked).toBe('class A[T: int                 , *Ts                   , **P         ](B[x == 1], c=2): pass\n');
  expect(gaps.map(({ start, end }) => text.slice(start, end))).toEqual(['= dict[str, int]', '= *tuple[int, ...]', '= [a, b]']);
  const { module } = parseModule(text);
  expect(module.errors.map(({ reason }) => reason)).toEqual(['gap', 'gap', 'gap']);
  expect(describe(module).filter((line) => /TypeVar|ParamSpec/.test(line))).toEqual([
    '- TypeVar 8-14',
    '- TypeVarTuple 33-36',
    '- ParamSpec 57-60',
  ]);
});

test('defaults in a type statement and a function', () => {
  for (const text of ['type X[T = int] = list[T]\n', 'async def f[T = int](a: T = 1): pass\n', 'x = 1; type Y[T = int] = T\n']) {
    expect(parseModule(text).module.errors).toMatchObject([{ reason: 'gap' }]);
  }
});

test('a star before a display outside brackets', () => {
  const { module } = parseModule('x = *[a], *(b), c\n');
  expect(module.errors).toEqual([]);
  expect(describe(module).filter((line) => /Starred|Tuple/.test(line))).toEqual(['.value Tuple 4-17', '- Starred 4-8', '- Starred 10-14']);
});

test('products and parameters are no starred elements', () => {
  expect(blankGrammarGaps('x = a *(b)\nf(*[a])\ny = lambda a, *b: 1\nz = a ** (b)\nw = (c, *[d])\n')).toBeNull();
});

test('a scan of unbalanced text ends', () => {
  for (const text of ['(((', ')))', 'f"{', 'f"{a:{', '"""', "'", 'x = (\n', 'class A[T =', 'class A[T = (']) {
    const { module } = parseModule(text);
    expect(module.errors.length).toBeGreaterThan(0);
  }
});
