import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `One round of a hot loop, with all the functions inlined into it, is estimated at well more operations than a trace may have.`,
  why: `A tracer inlines every call it meets, whatever its size. A loop over small functions that call small functions can be thousands of operations
long without looking so. When the recording grows beyond the limit it is dropped, the function with the largest part is never inlined again, and the
next attempt may fail for the next function. What is compiled in the end is full of calls.`,
  example: `def a(x, t):
    t[x & 7] = t[(x + 1) & 7] * 3 + x
    return (t[x & 3] * 5 + x) & 1023

def b(x, t):
    return a(x, t) + a(x + 1, t) + a(x + 2, t) + a(x + 3, t)

def c(x, t):
    return b(x, t) + b(x + 1, t) + b(x + 2, t) + b(x + 3, t)

def d(x, t):
    return c(x, t) + c(x + 1, t) + c(x + 2, t) + c(x + 3, t)

def run(rows, t):
    total = 0
    for x in rows:
        total += d(x, t)
    return total
`,
  instead: `def a(x, t):
    t[x & 7] = t[(x + 1) & 7] * 3 + x
    return (t[x & 3] * 5 + x) & 1023

def d(x, t):
    total = 0
    for step in range(10):
        total += a(x + step, t)
    return total

def run(rows, t):
    total = 0
    for x in rows:
        total += d(x, t)
    return total
`,
  confirmed: `A recording that began in the loop, or in one of the functions inlined into it, was given up as too long. It refutes the suspicion when the
loop was compiled whole.`,
  whenNot: `When the branches that are taken are short: the estimate counts the average of an \`if\`. On CPython a trace that is full ends there and is
kept.`,
  measured: `PyPy 7.3.11, a loop over functions that call each other four times, five levels deep: 3 recordings given up, three functions no longer inlined,
6 traces in place of one. A loop body of 2,100 statements: one trace and 13 bridges chained to it. The limit is 6,000 recorded operations, about 60
lines of three statements each.`,
  references: [
    'PyPy, `rpython/jit/metainterp/pyjitpl.py`: `blackhole_if_trace_too_long`, `find_biggest_function`',
    'PyPy issue 2502: about 100 "trace too long" over 500 small functions',
  ],
};
