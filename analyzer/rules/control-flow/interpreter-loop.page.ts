import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `A hot \`while\` loop fetches an instruction from a list by a position that jumps, and dispatches on it with five or more branches: an interpreter, a
virtual machine, a table-driven parser.`,
  why: `A tracing JIT looks for loops in the program it runs. Here that is the interpreter: it has one loop, whose body does something else each time. A
trace through it is one instruction long, and what comes next is decided by a guard. The loops that matter, those of the interpreted program, have
no header that the JIT could know. What would be one trace becomes a chain of bridges, one for each instruction, passed in an order fixed by which came
first.`,
  example: `def run(code, n):
    pc = total = 0
    while pc < len(code):
        op = code[pc]
        pc += 1
        if op == 0:
            total += 1
        elif op == 1:
            total -= 1
        elif op == 2:
            total *= 2
        elif op == 3:
            total &= 255
        elif op == 4:
            n -= 1
            if n:
                pc = 0
    return total
`,
  instead: `def add(total):
    return total + 1

def double(total):
    return total * 2

def mask(total):
    return total & 255

def translate(code):
    return [(add, double, mask)[op] for op in code]

def run(steps, n):
    total = 0
    for _ in range(n):
        for step in steps:
            total = step(total)
    return total
`,
  confirmed: `Guards of the dispatch fail and bridges grow from them. It refutes the suspicion when the loop was compiled and only one instruction ever ran
there.`,
  whenNot: `When the interpreted programs are short and run once. When the work of an instruction is much more than finding it.`,
  measured: `PyPy 7.3.11, a stack machine of ten instructions running a loop of nine, 60,000 rounds: 1 loop and 6 bridges, 14 times faster than without the
JIT; the same loop written in Python is one trace without a bridge.`,
  references: [
    'Bolz et al., Tracing the Meta-Level: PyPy’s Tracing JIT Compiler, ICOOOLPS 2009: why a tracer of an interpreter must know its program counter',
    'PyPy, `rpython/rlib/jit.py`: `JitDriver`, greens and reds',
  ],
};
