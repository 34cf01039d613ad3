import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `Each round of a hot loop makes a generator and takes a few values from it: a generator function of up to four yields, or a generator expression
for \`sum\`, \`any\`, \`all\`, \`list\` and the like, or a generator under \`@contextmanager\`. For CPython, a generator expression over many items that
a builtin drives counts too: the builtin's loop is C code, and no other is compiled.`,
  why: `A generator outlives the call that makes it, so it is allocated with a frame and, for its finalizer, a weak reference. Where it yields thousands of
values that is nothing; where it yields two, making it costs more than the values. A builtin that drives one runs it in a loop of its own besides.`,
  example: `def total(rows):
    result = 0
    for _ in range(2000):
        for row in rows:
            result += sum(item * 2 for item in row)
    return result

print(total([(1, 2, 3)] * 100))
`,
  instead: `def total(rows):
    result = 0
    for _ in range(2000):
        for row in rows:
            for item in row:
                result += item * 2
    return result

print(total([(1, 2, 3)] * 100))
`,
  confirmed: `Compiled code of the loop allocates generator objects or resumes them. It refutes the suspicion when the loop was compiled without.`,
  whenNot: `When the generator yields many values, or the loop around is not the hot one. On CPython 3.15 generators of the file are traced through, and a
tuple in their place is really made as well.`,
  measured: `PyPy 7.3.11: a generator of one item 20 to 27 ns, \`sum\` of a generator expression over five items 103 ns, of a list comprehension 69 ns; the two values
written out 1 ns; a \`with\` of a generator under \`@contextmanager\` 16 ns, of a class 0.1 ns. CPython 3.14 makes no trace of \`sum(x * 2 for x in range(400000))\`.`,
  references: [
    'PyPy, `pypy/interpreter/generator.py`: `GeneratorIterator`, `may_register_finalizer`',
    'CPython, `Python/optimizer.c` of 3.14: FOR_ITER_GEN ends the attempt, so the loop is never compiled',
  ],
};
