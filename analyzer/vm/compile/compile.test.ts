import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadSyntax, parseModule } from '../../syntax';
import type { Code } from './code';
import { compileModule, type CompileOptions } from './compile';
import { disassemble } from './disassemble';
import { dumpCode, firstDifference, type CodeDump } from './testing/dump';

const ROOT = resolve(__dirname, '../../..');
const FIXTURES = join(ROOT, 'fixtures/vm/compile/python39');
const REFERENCE = ['pypy', 'cpython'].map((name) => join(ROOT, '../shared/reference', name, 'programs')).filter(existsSync);
const PYPY = spawnSync('pypy3', ['--version'], { encoding: 'utf8' }).stdout ?? '';

beforeAll(async () => {
  await loadSyntax();
});

function compile(text: string, options: Partial<CompileOptions> = {}): Code {
  const result = compileModule(parseModule(text), { filename: 'test.py', ...options });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.code;
}

/** The code object of that name, wherever it is nested. */
function inner(code: Code, name: string): Code {
  const pending = [code];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    if (next.name === name) return next;
    for (const constant of next.consts) if (constant.type === 'code') pending.push(constant.code);
  }
  throw new Error(`no code object ${name}`);
}

function instructions(code: Code): string[] {
  return disassemble(code, false).split('\n').slice(1, -1).map((line) => line.slice(13));
}

describe('agrees with PyPy 3.9', () => {
  test.each(readdirSync(FIXTURES).filter((name) => name.endsWith('.py')))('recorded: %s', (name) => {
    const path = join(FIXTURES, name);
    const recorded = JSON.parse(readFileSync(`${path}.json`, 'utf8')) as CodeDump;
    expect(firstDifference(dumpCode(compile(readFileSync(path, 'utf8'), { dialect: '3.9' })), recorded)).toBeNull();
  });

  // Without pypy3 or the reference programs there is nothing to compare with.
  test.skipIf(!PYPY.includes('3.9.') || REFERENCE.length === 0)('live: every reference program', { timeout: 120_000 }, () => {
    const paths = REFERENCE.flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith('.py')).map((name) => join(folder, name)));
    const { stdout } = spawnSync('pypy3', [join(__dirname, 'testing/dump_code.py')], { input: paths.join('\n'), encoding: 'utf8', maxBuffer: 1 << 28 });
    const differences: string[] = [];
    let compared = 0;
    for (const line of stdout.trim().split('\n')) {
      const { path, code } = JSON.parse(line) as { path: string; code?: CodeDump };
      if (code === undefined) continue; // Newer syntax than PyPy 3.9's.
      compared++;
      const difference = firstDifference(dumpCode(compile(readFileSync(path, 'utf8'), { dialect: '3.9' })), code);
      if (difference !== null) differences.push(`${path}: ${difference}`);
    }
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(200);
  });
});

describe('modes', () => {
  test('eval returns the value of one expression', () => {
    expect(instructions(compile('a + 1', { mode: 'eval' }))).toEqual(['LOAD_NAME 0 (a)', 'LOAD_CONST 0 (1)', 'BINARY_ADD', 'RETURN_VALUE']);
    expect(compileModule(parseModule('a = 1'), { filename: 'x', mode: 'eval' })).toMatchObject({ ok: false, error: { message: 'invalid syntax' } });
  });

  test('single prints expression statements', () => {
    expect(instructions(compile('a', { mode: 'single' }))).toEqual(['LOAD_NAME 0 (a)', 'PRINT_EXPR', 'LOAD_CONST 0 (None)', 'RETURN_VALUE']);
  });
});

describe('positions', () => {
  test('each instruction knows its line and its characters', () => {
    const text = 'x = 1\nfor i in items:\n    total += f(i)[0].name\n';
    const code = compile(text);
    const found = [...code.instructions()].map(({ offset }) => {
      const range = code.rangeAt(offset);
      return `${code.lineAt(offset)} ${range === null ? '' : text.slice(range.start, range.end)}`;
    });
    expect(found).toContain('3 f(i)[0].name');
    expect(found).toContain('3 f(i)');
    expect(found).toContain('2 for i in items');
    expect(code.firstlineno).toBe(1);
  });

  test('decoded operands fold EXTENDED_ARG in, and can be entered at the prefix', () => {
    const code = compile(Array.from({ length: 300 }, (_, index) => `n${index} = 1`).join('\n'));
    const last = [...code.instructions()].filter(({ operand }) => operand === 299)[0]!;
    expect(last.next - last.offset).toBe(4);
    expect(code.decoded.operands[last.offset >> 1]).toBe(299);
    expect(code.decoded.next[last.offset >> 1]).toBe(last.next >> 1);
  });
});

describe('deferred annotations', () => {
  test('of a function become its __annotate__, which refuses formats it cannot produce', () => {
    const code = compile('def f(a: int, *b: *Ts) -> str: pass');
    expect(instructions(code)).toContain('MAKE_FUNCTION 16');
    expect(instructions(inner(code, '__annotate__'))).toEqual([
      'LOAD_FAST 0 (format)', 'LOAD_CONST 0 (2)', 'COMPARE_OP 4 (>)', 'POP_JUMP_IF_FALSE 12', 'LOAD_NOT_IMPLEMENTED_ERROR', 'RAISE_VARARGS 1',
      'LOAD_CONST 1 ("a")', 'LOAD_GLOBAL 0 (int)', 'LOAD_CONST 2 ("b")', 'LOAD_GLOBAL 1 (Ts)', 'UNPACK_SEQUENCE 1', 'LOAD_CONST 3 ("return")',
      'LOAD_GLOBAL 2 (str)', 'BUILD_MAP 3', 'RETURN_VALUE',
    ]);
  });

  test('of a class see its namespace', () => {
    const code = compile('class C:\n    T = int\n    x: T\n');
    expect(instructions(inner(code, 'C')).slice(4, 6)).toEqual(['LOAD_LOCALS', 'STORE_DEREF 0 (__classdict__)']);
    expect(instructions(inner(code, '__annotate__'))).toContain('LOAD_FROM_DICT_OR_GLOBALS 0 (T)');
  });

  test('of a module are noted when they run', () => {
    expect(instructions(compile('x: int = 1\n')).slice(0, 10)).toEqual([
      'LOAD_CONST 2 (<code __annotate__>)', 'LOAD_CONST 3 ("__annotate__")', 'MAKE_FUNCTION 0', 'STORE_NAME 2 (__annotate__)', 'BUILD_SET 0',
      'STORE_NAME 0 (__conditional_annotations__)', 'LOAD_CONST 0 (1)', 'STORE_NAME 1 (x)', 'LOAD_NAME 0 (__conditional_annotations__)', 'LOAD_CONST 1 (0)',
    ]);
  });

  test('under from __future__ import annotations are strings', () => {
    const code = compile('from __future__ import annotations\ndef f(a: dict[str, list[int | None]]) -> (x, *y)[1:2]: pass\n');
    expect(code.consts).toContainEqual({ type: 'str', value: 'dict[str, list[int | None]]' });
    expect(code.consts).toContainEqual({ type: 'str', value: '(x, *y)[1:2]' });
  });
});
