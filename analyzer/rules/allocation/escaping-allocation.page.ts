import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `A surely hot loop makes a new object in each round and stores it in something that outlives the round: an attribute, a global or a fixed
slot, where it overwrites the one before, or a list that collects instances of a class of the file.`,
  why: `Objects that stay inside a trace cost nothing: the optimizer keeps their fields in registers and never allocates them. The moment such an object
is stored in one that lives outside the trace, it must exist: it is allocated, its fields are boxed and written, and the collector has to deal
with it. If the next round overwrites it, all of that was for nothing.`,
  example: `class Vector:
    def __init__(self, x, y):
        self.x = x
        self.y = y

class Body:
    def __init__(self):
        self.position = Vector(0.0, 0.0)

    def run(self, steps):
        for turn in range(100):
            for step in range(steps):
                here = self.position
                self.position = Vector(here.x + 0.5, here.y * 0.99)
`,
  instead: `class Vector:
    def __init__(self, x, y):
        self.x = x
        self.y = y

class Body:
    def __init__(self):
        self.position = Vector(0.0, 0.0)

    def run(self, steps):
        here = self.position
        for turn in range(100):
            for step in range(steps):
                here = Vector(here.x + 0.5, here.y * 0.99)
        self.position = here
`,
  confirmed: `An allocation is left in the steady part of a compiled trace on the line. It refutes the suspicion when the line was compiled and the allocation
was removed.`,
  whenNot: `When the stored objects are the result the program is there to compute: they have to exist somewhere. On CPython no version of the JIT removes
allocations, so it makes no difference there.`,
  measured: `PyPy 7.3.11, per round: an object that stays in the trace 0.67 ns, one stored in a list slot 2.8 ns, a tuple 1.7 ns, a boxed int 1.5 ns. CPython
3.13: 122 and 133 ns.`,
  references: [
    'PyPy, `rpython/jit/metainterp/optimizeopt/virtualize.py`: objects are virtual until they escape',
    'Bolz et al., Allocation Removal by Partial Evaluation in a Tracing JIT, PEPM 2011',
  ],
};
