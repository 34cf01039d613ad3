import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `A hot loop reads a property, takes an item through a \`__getitem__\` written in Python, makes an object whose class has an \`__init__\` written in
Python, or calls functions that call functions more than five deep. CPython 3.14's JIT makes no trace of such a loop, 3.13's ends its trace there.`,
  why: `In these versions the JIT does not watch the loop run: it walks the bytecode along the likely branches. Where an instruction hides a call of Python
code, the walk does not know where to go on, and 3.14 then throws away all it has. The loop stays in the interpreter, and the walk is repeated every
4,096 rounds, in vain. From 3.15 on a running round is recorded, and these calls are simply followed.`,
  example: `class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

def length(pairs):
    total = 0
    for x, y in pairs:
        p = Point(x, y)
        total += p.x + p.y
    return total
`,
  instead: `def length(pairs):
    total = 0
    for x, y in pairs:
        total += x + y
    return total
`,
  confirmed: `No engine here models CPython's JIT: the finding rests on the text, and on the executors that were read from real builds for each of these
constructs (none where the rule says so).`,
  whenNot: `When the program runs on PyPy, or on 3.15 and later: they trace through all of it. When the JIT is off, as it is by default.`,
  measured: `CPython 3.14.7: a loop over \`Point(1., 2.)\` with an \`__init__\`, over a property, over a Python \`__getitem__\`, or over calls six deep has no
executor after any number of rounds. 3.14.8, JIT off against on: the loop over \`Point\` 1.01 times, a clean loop 1.14 times as fast.`,
  references: ['CPython, `Python/optimizer.c` (3.13, 3.14): `translate_bytecode_to_trace`, `TRACE_STACK_SIZE`'],
};
