import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `A local variable is carried from round to round of a hot loop, and the text assigns values of two types to it there: an int in one branch, a
float or None in another.`,
  why: `The machine code of a loop is made for the types its variables had when it was recorded; ints and floats are unboxed there. A round that ends with
another type cannot jump to that code. PyPy makes no second version of a loop (\`retrace_limit\` is 0): the bridge boxes everything and runs the general
iteration, with all checks, each time.`,
  example: `def drift(values):
    level = 0
    for value in values:
        if value > level:
            level = value * 0.5
        else:
            level = 0
    return level

print(drift([1, 2, 3] * 2000))
`,
  instead: `def drift(values):
    level = 0.0
    for value in values:
        if value > level:
            level = value * 0.5
        else:
            level = 0.0
    return level

print(drift([1, 2, 3] * 2000))
`,
  confirmed: `Guards of the assignments or of the loop's header fail and bridges grow from them. It refutes the suspicion when the loop was compiled and
one of the types never came.`,
  whenNot: `When one of the branches is taken a few times in all: its guard never gets a bridge.`,
  measured: `PyPy 7.3.11, an accumulator that is an int or a float in turn (\`type_unstable_var.py\`): 1 loop, 2 bridges, and every round allocates a box; with one
type no allocation is left.`,
  references: [
    'PyPy, `rpython/jit/metainterp/optimizeopt/virtualstate.py` and `unroll.py`: what a jump to a loop must match',
    'CPython never unboxes, so a second type costs a side trace there and no more',
  ],
};
