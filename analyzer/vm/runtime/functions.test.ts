import { beforeAll, expect, it } from 'vitest';
import { loadSyntax, parseModule } from '../../syntax';
import { readCode, writeCode } from '../compile/code-file';
import { compileModule } from '../compile/compile';
import { wrapCode, type W_Code } from './functions';

beforeAll(() => loadSyntax({ engine: 'native' }));

it('makes what running a library function takes when it is first called', () => {
  const compiled = compileModule(parseModule('def f(a, b=1):\n    "What it does \\U0001f600."\n    return a + b\n'), { filename: '/m.py' });
  if (!compiled.ok) throw new Error(compiled.error.message);
  const module = readCode(writeCode(compiled.code), '/m.py');
  if (module === null) throw new Error('not read');
  const code = wrapCode(module);
  code.prepare();
  const f = code.consts.find((w) => typeof w === 'object' && 'code' in w) as W_Code;
  expect(f.opcodes.length).toBe(0);
  expect([f.code.name, f.code.varnames, f.code.firstText]).toEqual(['f', ['a', 'b'], 'What it does \u{1f600}.']);
  expect(f.newSlots().length).toBe(f.size);
  expect(f.opcodes.length).toBeGreaterThan(0);
});
