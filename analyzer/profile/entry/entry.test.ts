import { beforeAll, describe, expect, it } from 'vitest';
import { loadSyntax, parseModule, type Module } from '../../syntax';
import { definedFunctions, entryOf, functionAt } from './functions';
import { runLinesOf } from './run-lines';
import { testFunctions } from './tests';

beforeAll(() => loadSyntax());

const parse = (text: string): Module => parseModule(text).module;

function entryFor(text: string, name: string): unknown {
  const module = parse(text);
  return entryOf(
    module,
    text,
    definedFunctions(module).find(({ qualname }) => qualname === name)!,
  );
}

describe('how a function is run', () => {
  it('is said by the line above it, in it, or that names it', () => {
    expect(entryFor('# jitlens: run f(1000)\ndef f(n): pass\nmain()\n', 'f')).toEqual({ entry: 'f(1000)' });
    expect(entryFor('def f(n):\n    # jitlens: run f(2)\n    pass\n', 'f')).toEqual({ entry: 'f(2)' });
    expect(entryFor('class C:\n    def m(self): pass\n\n\n# jitlens: run C().m()\n', 'C.m')).toEqual({ entry: 'C().m()' });
  });

  it('prefers its own line to one that only names it', () => {
    expect(entryFor('# jitlens: run g(f(1))\n\nx = 1\n# jitlens: run f(2)\ndef f(n): pass\n', 'f')).toEqual({ entry: 'f(2)' });
  });

  it('is the main guard where nothing else is said', () => {
    expect(entryFor('def f(n): pass\nif __name__ == "__main__":\n    f(3)\n', 'f')).toEqual({ entry: null });
  });

  it('is a call where the function wants nothing', () => {
    expect(entryFor('"""A module."""\nimport os\ndef f(n=3, *, k=1): pass\n', 'f')).toEqual({ entry: 'f()' });
  });

  it('is asked for where nothing says it', () => {
    expect(entryFor('class C:\n    def m(self, a, b=1): pass\n', 'C.m')).toEqual({
      refusal: 'nothing says how to run C.m: give the file a main guard, or a line such as "# jitlens: run C().m(1000)"',
    });
  });

  it('does not take a name inside another for it', () => {
    expect(runLinesOf(parse('# jitlens: run  xf(1) \n# jitlens: ignore\n'))).toMatchObject([{ code: 'xf(1)' }]);
    expect(entryFor('# jitlens: run xf(1)\n\n\nx = 1\ndef f(): pass\n', 'f')).toEqual({ entry: 'f()' });
  });
});

describe('functions of a file', () => {
  it('are found with decorators, in classes and conditions, whatever the depth', () => {
    const text = `@d\ndef f():\n    def inner(): pass\n\nif x:\n    class C:\n        async def m(self): pass\n`;
    const module = parse(text);
    expect(definedFunctions(module).map(({ qualname }) => qualname)).toEqual(['f', 'C.m']);
    expect(functionAt(module, 0)?.qualname).toBe('f');
    expect(functionAt(module, text.indexOf('inner'))?.qualname).toBe('f');
    expect(functionAt(module, text.indexOf('if x'))).toBeNull();
  });
});

describe('tests of a file', () => {
  const text = [
    'import unittest',
    'def test_plain(): pass',
    'async def test_async(): pass',
    'def test_fixture(tmp_path, n=1): pass',
    'def helper(): pass',
    'class TestThings:',
    '    def setup_method(self, method): pass',
    '    def test_one(self): pass',
    'class Cases(unittest.TestCase):',
    '    def test_two(self): pass',
    'class TestNot:',
    '    def __init__(self): pass',
    '    def test_three(self): pass',
  ].join('\n');

  it('are those of pytest and unittest', () => {
    expect(testFunctions(parse(text)).map(({ id, group }) => [id, group])).toEqual([
      ['test_plain', null],
      ['test_async', null],
      ['test_fixture', null],
      ['TestThings.test_one', 'TestThings'],
      ['Cases.test_two', 'Cases'],
    ]);
  });

  it('are run as their framework would', () => {
    const entries = new Map(testFunctions(parse(text)).map(({ id, entry, refusal }) => [id, entry ?? refusal]));
    expect(entries.get('test_plain')).toContain('        test_plain()\n        runs += 1');
    expect(entries.get('test_async')).toContain("__import__('asyncio').run(test_async())");
    expect(entries.get('test_fixture')).toMatch(/^test_fixture takes tmp_path: /);
    expect(entries.get('TestThings.test_one')).toContain(
      'case = TestThings()\n        case.setup_method(case.test_one)\n        case.test_one()',
    );
    expect(entries.get('Cases.test_two')).toContain('Cases("test_two").debug()');
  });
});
