/** Syntax newer than 3.9: the code is well formed on every path, and means what CPython's would. */
import { beforeAll, describe, expect, test } from 'vitest';
import { loadSyntax, parseModule } from '../../syntax';
import type { Code } from './code';
import { compileModule } from './compile';
import { disassemble } from './disassemble';
import { opcodeInfo, ops, stackEffect } from './opcodes';

beforeAll(async () => {
  await loadSyntax();
});

function compile(text: string): Code {
  const result = compileModule(parseModule(text), { filename: 'test.py' });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.code;
}

function allCodes(code: Code): Code[] {
  const found = [code];
  for (let index = 0; index < found.length; index++) {
    for (const constant of found[index]!.consts) if (constant.type === 'code') found.push(constant.code);
  }
  return found;
}

const ENDS: ReadonlySet<number> = new Set([ops.RETURN_VALUE, ops.RERAISE, ops.RAISE_VARARGS]);
const JUMPS: ReadonlySet<number> = new Set([ops.JUMP_FORWARD, ops.JUMP_ABSOLUTE]);

/** Walk every path: jumps land on instructions, the stack never underflows, one depth at each place. Gives complaints. */
function complaints(code: Code): string[] {
  const found: string[] = [];
  const starts = new Set([...code.instructions()].map(({ offset }) => offset));
  const depths = new Map<number, number>();
  const pending: [offset: number, depth: number][] = [[0, 0]];
  const { opcodes, operands, next } = code.decoded;
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    let [offset, depth] = item;
    for (;;) {
      if (!starts.has(offset)) {
        found.push(`${code.name}: jump into an instruction at ${offset}`);
        break;
      }
      const known = depths.get(offset);
      if (known !== undefined) {
        if (known !== depth) found.push(`${code.name}: depth ${known} and ${depth} at ${offset}`);
        break;
      }
      depths.set(offset, depth);
      const opcode = opcodes[offset >> 1]!;
      const operand = operands[offset >> 1]!;
      const after = next[offset >> 1]! * 2;
      depth += stackEffect(opcode, operand);
      // PyPy books POP_EXCEPT with -1 against a phantom value of SETUP_EXCEPT; count what really happens instead.
      if (opcode === ops.POP_EXCEPT) depth++;
      if (opcode === ops.END_ASYNC_FOR) depth++;
      if (depth < 0) found.push(`${code.name}: stack underflow at ${offset}`);
      if (depth > code.stacksize) found.push(`${code.name}: deeper than stacksize at ${offset}`);
      const info = opcodeInfo[opcode]!;
      if (info.operand === 'jabs' || info.operand === 'jrel') {
        const target = info.operand === 'jabs' ? operand : after + operand;
        let jumpEffect = info.jumpEffect;
        if (opcode === ops.SETUP_EXCEPT) jumpEffect = 3;
        if (opcode === ops.SETUP_FINALLY) jumpEffect = 1;
        if (opcode === ops.SETUP_WITH) jumpEffect = 0;
        if (opcode === ops.SETUP_ASYNC_WITH) jumpEffect = 0;
        pending.push([target, depth + jumpEffect]);
        if (opcode === ops.JUMP_IF_FALSE_OR_POP || opcode === ops.JUMP_IF_TRUE_OR_POP) depth--;
      }
      if (ENDS.has(opcode) || JUMPS.has(opcode)) break;
      offset = after;
    }
  }
  return found;
}

const PROGRAMS: Readonly<Record<string, string>> = {
  match: `
def f(x):
    match x:
        case 1 | 2 | -3: return 'num'
        case [a, *rest, b] if a > b: return a, rest, b
        case {'k': v, 'j': [p, q], **others}: return v, p, q, others
        case Point(x=0, y=yy) | Point(yy, 0): return yy
        case [(a, b) | {'b': b, 'a': a}, c]: return a, b, c
        case str() as s: return s
        case (None | True): pass
        case [_, *_, 3]: return 3
        case {}: return 0
        case a.b.c | []: return 1
        case _ if x: return 2
    match x, 1:
        case (1, y) as z: return y, z
    match x:
        case y: return y
    for i in x:
        match i:
            case 0: continue
            case _: break
`,
  exceptStar: `
def g():
    try:
        h()
    except* ValueError as e:
        print(e)
    except* (TypeError, KeyError):
        for i in x:
            if i: break
    else:
        x = 1
    finally:
        y = 2
    return y
`,
  generics: `
def gen[T: int, *Ts, **P](a: T, b: 'x' = 1, *args: *Ts, k=2, **kw: P.kwargs) -> list[T]:
    def inner(z: T): return z
    return inner
class C[T](Base, metaclass=M):
    y: int
    z: T = 3
    if y:
        w: str
    def m[U: (int, str)](self, q: T, r: y) -> 'C[U]':
        return super().m(q)
type A = int | A
type B[T] = dict[T, B]
for v in range(3):
    u: str
`,
  asynchronous: `
async def n(self):
    async with a as b, c:
        async for i in b:
            yield [j async for j in i if await j]
        else:
            return
    try:
        await a
    finally:
        async with b:
            await c
`,
  templates: `
name = t'hi {name!r:>{v}} and {name=} {v}' t'{x}{y}'
`,
};

test.each(Object.keys(PROGRAMS))('%s: every path keeps the stack in order', (name) => {
  expect(allCodes(compile(PROGRAMS[name]!)).flatMap(complaints)).toEqual([]);
});

describe('meaning', () => {
  test('a pattern that fails pops what it has put on the stack', () => {
    expect(disassemble(compile('match x:\n    case [1, y]: pass\n'))).toContain('UNPACK_SEQUENCE 2');
  });

  test('nested names leave out the hidden function of type parameters', () => {
    const names = allCodes(compile(PROGRAMS['generics']!)).map((code) => code.qualname);
    expect(names).toContain('C.m');
    expect(names).toContain('gen.<locals>.inner');
  });

  test('template strings alternate text and interpolations', () => {
    expect(compile(PROGRAMS['templates']!).consts).toContainEqual({
      type: 'tuple', items: ['hi ', ' and name=', ' ', '', '', ''].map((value) => ({ type: 'str', value })),
    });
  });
});
