import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `In a hot loop a dict or set is read, written or asked (\`in\`) with a tuple as the key, or with an object of a class that has a \`__hash__\` of its own.`,
  why: `PyPy keeps dicts whose keys are all ints, or all strs, in a form whose lookup touches nothing but the dict. With any other key, hashing and comparing may
run Python code. So the key, which could have stayed in registers, is allocated, the lookup is a call that may do anything, and after it the
optimizer knows nothing of the heap any more.`,
  example: `def count(width, rounds):
    cells = {}
    for i in range(rounds):
        cells[i % width, i & 7] = i
    return len(cells)

print(count(40, 50000))
`,
  instead: `def count(width, rounds):
    cells = {}
    for i in range(rounds):
        cells[i % width * width + (i & 7)] = i
    return len(cells)

print(count(40, 50000))
`,
  confirmed: `An opaque call of the dict's lookup stands in a compiled trace on the line. It refutes the suspicion when the line was compiled and no such call is
left.`,
  whenNot: `When the key cannot be said in one number, and the loop does much else: 35 ns a lookup. On CPython a lookup is a call of C code whatever the key.`,
  measured: `PyPy 7.3.11, a lookup in a warm loop: str key 5 ns, int key 7 ns, tuple key 34 ns behind a call that may force, an object with \`__hash__\` and
\`__eq__\` in Python 9 ns and the same call. CPython 3.13: 58 and 112 ns for the last two.`,
  references: [
    'PyPy, `pypy/objspace/std/dictmultiobject.py`: `IntDictStrategy`, `UnicodeDictStrategy`, `ObjectDictStrategy`',
    'RPython, `rpython/rtyper/lltypesystem/rordereddict.py`: `ll_call_lookup_function`, and EffectInfo.EF_RANDOM_EFFECTS for custom equality',
  ],
};
