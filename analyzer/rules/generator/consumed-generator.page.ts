import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `A generator is resumed again and again in a hot loop: a \`for\` with a small body over a generator function of the file, a chain of generators,
a builtin such as \`sum\` that gets a new generator expression in each round, a generator
that is asked with \`next\` or \`send\`, or one that delegates to itself.`,
  why: `A generator must have a frame that outlives each resume. So its local variables are loaded from memory when it continues and boxed and stored
again when it yields, where a plain loop, or an iterator class whose object stays in the trace, keeps them in registers. In a chain this happens
at every level. A builtin that drives a generator runs it in a loop of its own, apart from the trace around it.`,
  example: `def pairs(a, b):
    for i in range(a):
        for j in range(b):
            yield i, j

def count(n):
    found = 0
    for i, j in pairs(n, n):
        if i * j == n:
            found += 1
    return found
`,
  instead: `def count(n):
    found = 0
    for i in range(n):
        for j in range(n):
            if i * j == n:
                found += 1
    return found
`,
  confirmed: `The consuming loop was compiled and the generator's frame is still written in it: stores into the frame, boxed locals or a call of a separately
compiled trace. It refutes the suspicion when the loop was compiled without them.`,
  whenNot: `When the loop's body does much more than the generator: a resume costs 2 to 5 ns a level on PyPy. On CPython 3.15 generators are traced through and
are faster than iterator classes; with 3.14 the loop is not compiled at all, which costs what the interpreter costs.`,
  measured: `PyPy 7.3.11: next value of a generator 3.3 ns, of an iterator class or a plain loop 0.7 ns, of a chain of three generators 14 ns.
\`sum\` of a generator expression over five items 103 ns, of a list comprehension 69 ns. A tree walked with recursive \`yield from\`: 6 loops, 23
bridges, slower than with the JIT off.`,
  references: [
    'PyPy, `pypy/interpreter/generator.py`: `should_not_inline`, and the frame of a generator as a real object',
    'CPython, `Python/optimizer.c`: `FOR_ITER_GEN` in 3.13 to 3.15',
    'Antonio Cuni, [Tracing JITs in the real world](https://antocuni.eu/2025/09/24/tracing-jits-in-the-real-world--cpython-core-dev-sprint/), problem 3',
  ],
};
