import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `A hot loop calls something that the JIT cannot trace into: a builtin or library function whose implementation holds a loop of its own, a
function of a C extension, or a function of the file that makes such a call on every path.`,
  why: `An opaque call may run anything. So before it the frame is written back to memory, objects that only lived in registers are allocated, and after it
every field and item that was read before must be read and checked again. The loop keeps running as machine code, but as machine code that
trusts nothing. "Written in C" is not the point: PyPy sees into most builtins. What it does not see into is code with a loop over data.`,
  example: `def nearest(points, x, y):
    best = None
    for p in points:
        order = sorted([abs(p.x - x), abs(p.y - y)])
        if best is None or order[1] < best:
            best = order[1]
    return best
`,
  instead: `def nearest(points, x, y):
    best = None
    for p in points:
        far = max(abs(p.x - x), abs(p.y - y))
        if best is None or far < best:
            best = far
    return best
`,
  confirmed: `A residual call of the class "opaque" or "C call" stands in a compiled trace on the line. It refutes the suspicion when the line was compiled and
no such call is left.`,
  whenNot: `When the call's own work is most of the loop's time: then what the optimizer forgets does not show. Calls like that (files, sockets, hashing,
compression, JSON) are reported in surely hot loops only. On CPython an opaque call costs its own time only, since there is nothing to forget.`,
  measured: `PyPy 7.3.11, added to an empty loop: an inlined Python function 1 ns, an opaque call of an empty one 104 ns. \`sorted\` of five ints 49 ns,
\`max\` of two 1 ns. The Leibniz series with one empty opaque call per iteration: 1.18 s instead of 0.05 s in the article.`,
  references: [
    'PyPy, `rpython/jit/codewriter/policy.py` and `effectinfo.py`: which functions are looked inside, and what a call may touch',
    'Antonio Cuni, [Tracing JITs in the real world](https://antocuni.eu/2025/09/24/tracing-jits-in-the-real-world--cpython-core-dev-sprint/), problem 1',
  ],
};
