import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `A hot function calls itself more than once, or in a loop, so that its calls form a tree: backtracking, a doubly recursive formula, a walk over
nested data.`,
  why: `A tracing JIT compiles loops. Recursion that branches has none: the trace follows one path down, inlining the function into itself up to a limit,
and every other path becomes a bridge. Below the limit each call leaves the compiled code through a real frame, with its arguments in boxes. A test that decides whether to go deeper is a guard in
each of the inlined copies; it fails wherever the tree of calls ends, so that bridges grow from all of them.`,
  example: `def solve(n, row, used):
    if row == n:
        return 1
    found = 0
    for column in range(n):
        if not used[column]:
            used[column] = True
            found += solve(n, row + 1, used)
            used[column] = False
    return found

def main(sizes):
    return [solve(n, 0, [False] * n) for n in sizes]
`,
  instead: `def solve(n):
    found = 0
    pending = [(0, 0)]
    while pending:
        row, used = pending.pop()
        if row == n:
            found += 1
            continue
        for column in range(n):
            if not used >> column & 1:
                pending.append((row + 1, used | 1 << column))
    return found

def main(sizes):
    return [solve(n) for n in sizes]
`,
  confirmed: `Bridges grew from the guards of its tests. It refutes the suspicion when the place was compiled and none grew. Of a function without tests: a
call of a separately compiled trace is left where it calls itself; it is refuted when all calls were inlined.`,
  whenNot: `When the recursion is shallow: seven levels are inlined. When the work at each level is much more than a call. On CPython 3.15 a recursive
function gets a trace that loops on itself.`,
  measured: `PyPy 7.3.11: a doubly recursive \`fib\` 1 loop and 8 bridges, 4.6 times faster than without the JIT where loops gain 30 times and more; eight
queens by backtracking runs at 0.5 times the speed it has with the JIT off; a tree walk of 35 bridges gains 1.6 times.`,
  references: [
    'PyPy, `rpython/jit/metainterp/pyjitpl.py`: `max_unroll_recursion`',
    'PyPy issue 2901: inlining of recursion decided by the order of warm-up',
  ],
};
