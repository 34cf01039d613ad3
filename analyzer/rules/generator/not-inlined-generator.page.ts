import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `A hot loop consumes a generator function of the file that has two or more yields which PyPy counts: yields of the result of an operator or of an item
access, such as \`yield a + b\`, \`yield -x\` or \`yield row[0]\`.`,
  why: `PyPy inlines a generator into the loop that consumes it, so that resuming it costs little more than its frame. With two yields it does not, since each
could be where it goes on: the generator gets a trace of its own, and the loop calls that trace for each value. The count is taken from the bytecode in a
way that overlooks a yield directly behind a name, a call or a tuple; so \`yield value\` in both arms of an \`if\` is inlined, \`yield -value\` is not.`,
  example: `def steps(count):
    for i in range(count):
        if i & 1:
            yield i * 3
        else:
            yield -i

def total(count):
    result = 0
    for step in steps(count):
        result += step
    return result

print(total(5000))
`,
  instead: `def total(count):
    result = 0
    for i in range(count):
        if i & 1:
            step = i * 3
        else:
            step = -i
        result += step
    return result

print(total(5000))
`,
  confirmed: `The generator has a trace of its own, entered from the consuming loop. It refutes the suspicion when the loop was compiled and the generator
inlined or never resumed there.`,
  whenNot: `When the work between two values is much more than a call: 10 to 20 ns. On CPython it makes no difference how many yields there are.`,
  measured: `PyPy 7.3.11: "yield i; yield i + 1" is inlined, "yield i; yield i + 1; yield i + 2" is not; eight times "yield i" is inlined, \`yield i\` and
\`yield -i\` in two arms are not. A call of another trace takes about 20 ns, a resume that is inlined 3.3 ns.`,
  references: [
    'PyPy, `pypy/interpreter/generator.py`: `should_not_inline`, `get_printable_location_genentry`',
    'CPython 3.15 traces through any number of yields: there the advice would be wrong',
  ],
};
