import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `A hot loop goes over a list that surely holds values of several types: ints and floats, numbers and None, strings among numbers. So does a loop
over a parameter for which hot callers give lists of different types.`,
  why: `A trace is compiled for the types it met. Another type fails a guard and gets a bridge. PyPy's lists make this a branch nobody wrote: a list of
ints only is stored as machine words, one with a single None or float among them as objects. And the loop variable outlives its round: at the loop's
header the fast part expects the type it was compiled for, so a bridge that leaves another type behind must go the slow way round, where
everything is boxed and checked again.`,
  example: `def total(count):
    values = []
    for i in range(count):
        values.append(None if i % 3 == 0 else i)
    result = 0
    for value in values:
        if value is not None:
            result += value
    return result
`,
  instead: `def total(count):
    values = []
    for i in range(count):
        values.append(0 if i % 3 == 0 else i)
    result = 0
    for value in values:
        result += value
    return result
`,
  confirmed: `Guards at the head of the loop, or in traces that start there, failed often enough to grow bridges. It refutes the suspicion when the loop was
compiled and none of them grew.`,
  whenNot: `When the second type is rare: below 200 failures a guard grows no bridge, and each failure costs a microsecond. On CPython values are always boxed,
and a second type costs a small side trace.`,
  measured: `PyPy 7.3.11: a loop whose items are ints or None, its variable left as it is: 353,400 passes through the general part of the loop; with the
variable set to 0 at the end of the body: 400. A loop that sees lists of ints, of floats and mixed ones: 8 bridges instead of none.`,
  references: [
    'PyPy, `pypy/objspace/std/listobject.py`: list strategies',
    'PyPy, `rpython/jit/metainterp/optimizeopt/unroll.py`: `jump_to_existing_trace` and virtual states',
  ],
};
