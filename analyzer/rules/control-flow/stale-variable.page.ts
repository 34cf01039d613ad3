import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `A local variable is assigned anew in each round of a hot loop before anything reads it, and when the round ends it holds values of different types,
depending on the branch taken.`,
  why: `A tracing JIT does not know that the variable is dead: the header of a loop asks for the types of all variables of the frame. So a value that nobody
will read decides whether a bridge may jump to the fast part of the loop or must run its general iteration.`,
  example: `def total(values):
    result = 0
    for value in values:
        extra = None
        if value & 1:
            extra = 2
            result += extra
        result += value
    return result

print(total([1, 2, 3] * 2000))
`,
  instead: `def total(values):
    result = 0
    for value in values:
        extra = None
        if value & 1:
            extra = 2
            result += extra
        result += value
        extra = None
    return result

print(total([1, 2, 3] * 2000))
`,
  confirmed: `Guards of the assignments or of the loop's header fail and bridges grow from them. It refutes the suspicion when the loop was compiled and
only one branch was ever taken.`,
  whenNot: `When the bridge is short anyway: going through the general iteration costs a few nanoseconds. It pays where the loop's body is long.`,
  measured: `PyPy 7.3.11, a loop over ints and None (\`stale_local_type.py\`): 353,400 entries of the general iteration; with the variable cleared at the end of
the body (\`stale_local_cleared.py\`) 400. The time differed little there: 0.0155 s against 0.0147 s.`,
  references: ['PyPy, `rpython/jit/metainterp/optimizeopt/virtualstate.py` and `unroll.py`: what a jump to a loop must match'],
};
