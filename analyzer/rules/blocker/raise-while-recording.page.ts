import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `In each round of a hot loop a \`try\` is left by an exception: its body, or a function that it calls, raises on every way through. Or a \`try\` begins
with a test of the data that raises what its own handler catches: a jump, written as an exception.`,
  why: `CPython 3.15 records what the interpreter does during one round. When an exception is raised meanwhile, the recording is thrown away, and the next one starts 8,191
rounds later, with the same end. CPython 3.13 and 3.14 follow the code without running it, and stop at a \`raise\`. Handlers run in the interpreter in all
of them.`,
  example: `# targets: cpython3.15
def check(value):
    raise ValueError(value)

def count(values):
    bad = 0
    for value in values:
        try:
            check(value)
        except ValueError:
            bad += 1
    return bad

print(count([1, 2, 3] * 5000))
`,
  instead: `# targets: cpython3.15
def check(value):
    return value < 0

def count(values):
    bad = 0
    for value in values:
        if not check(value):
            bad += 1
    return bad

print(count([1, 2, 3] * 5000))
`,
  confirmed: `No engine models CPython's JIT yet: the finding stays a suspicion. (In a run on the machine itself: \`_opcode.get_executor\` finds no executor at the
loop.)`,
  whenNot: `For PyPy: an exception that is raised and caught within a trace is a virtual object, 0.8 to 2 ns. When it is raised once in many rounds: then a round without
one is recorded sooner or later.`,
  measured: `CPython 3.15.0rc2, a loop that raises and catches in each round (\`exc_raise_always\`): no executor after 100,000 rounds. 3.14: the part before the raise is
compiled. PyPy 7.3.11: 2 ns for an exception raised and caught in the caller, 199 ns on CPython 3.13.`,
  references: [
    'CPython 3.15, `Python/ceval.c` and `Python/optimizer.c`: recording stops at the error label and is discarded',
    'PyPy, `rpython/jit/metainterp/pyjitpl.py`: `finishframe_exception`, which goes on recording in the handler',
  ],
};
