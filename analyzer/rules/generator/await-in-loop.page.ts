import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `A hot loop awaits a coroutine function of the file that itself awaits nothing but such functions: it never waits, and yet a coroutine is made
for each call.`,
  why: `A coroutine is a generator for one use. Even where the JIT traces through it, the coroutine object and its frame outlive the call in principle,
so they are allocated, and the frame's variables are written to it. A plain function leaves nothing behind in a trace. Where the JIT does not know
coroutines, the loop is not compiled at all.`,
  example: `async def scaled(x, factor):
    return x * factor

async def total(rows, factor):
    result = 0
    for x in rows:
        result += await scaled(x, factor)
    return result
`,
  instead: `def scaled(x, factor):
    return x * factor

async def total(rows, factor):
    result = 0
    for x in rows:
        result += scaled(x, factor)
    return result
`,
  confirmed: `The coroutine is allocated in compiled code on the line. It refutes the suspicion when the line was compiled and nothing is allocated there.`,
  whenNot: `When the function has to be a coroutine because other versions of it wait. A coroutine that waits for a socket or a timer takes
microseconds anyway, and is not reported.`,
  measured: `PyPy 7.3.11: a coroutine that does not suspend costs about 25 ns a call, a plain function 1 ns; CPython 3.13 about 300 ns. CPython 3.14 compiles
no loop that holds one; 3.15 runs such a loop 1.21 times faster with its JIT.`,
  references: [
    'PyPy, `pypy/interpreter/generator.py`: `Coroutine`, and `register_finalizer` in its constructor',
    'CPython, `Python/optimizer.c`: `SEND_GEN` in 3.14 and 3.15',
  ],
};
