import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { loadSyntax, parseModule } from '../../syntax';
import { readCode, writeCode } from './code-file';
import type { Code } from './code';
import { compileModule } from './compile';

beforeAll(() => loadSyntax({ engine: 'native' }));

const compiled = (source: string): ReturnType<typeof readCode> => {
  const result = compileModule(parseModule(source), { filename: '/m.py' });
  if (!result.ok) throw new Error(result.error.message);
  return result.code;
};

/** Columns are not kept. */
function withoutColumns(code: Code): Code {
  const none = new Int32Array(code.lines.length).fill(-1);
  return code.with({
    consts: code.consts.map((c) => (c.type === 'code' ? { type: 'code', code: withoutColumns(c.code) } : c)),
    starts: none,
    ends: none,
  });
}

/** All that is read lazily, read. */
const whole = (code: Code | null): Code | null => (code === null ? null : withoutColumns(code));

it('gives code back as it was, constants of every type with it', () => {
  const source = `
x = (1, -5, 2**70, 12345678901234567890123, 1.5, -0.0, 1e400, 2j, 'text', 'ümläut \\U0001f600 \\ud800', b'\\x00\\xff', None, True, False, ...)
def f(a, /, b=1, *c, d, **e):
    g = lambda: a + b
    return 'x' in {'a', 'b'} and g
class C[T]:
    async def m(self): return [x async for x in self]
`;
  const code = compiled(source);
  expect(code).not.toBeNull();
  if (code !== null) expect(whole(readCode(writeCode(code), '/m.py'))).toEqual(withoutColumns(code));
});

it('survives a large file', () => {
  const code = compiled(readFileSync(path.join(__dirname, '../../../fixtures/vm/library-classes.py'), 'utf8'));
  if (code !== null) expect(whole(readCode(writeCode(code), '/m.py'))).toEqual(withoutColumns(code));
});

it('refuses another version', () => {
  expect(readCode(Uint8Array.of(99, 0), '/m.py')).toBeNull();
});
