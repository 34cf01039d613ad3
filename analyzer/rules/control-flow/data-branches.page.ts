import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `A hot function or loop body holds four or more branches (three where a program surely runs it often), one after the other, whose outcome depends on the data, and whose sides come
together again before the next loop header. \`if\` statements, conditional expressions, \`and\`/\`or\` and \`match\` count; branches that leave
(\`return\`, \`raise\`, \`continue\`, \`break\`) and conditions that are the same every time do not. In surely hot code the branches of functions that are inlined count as well.`,
  why: `A tracing JIT records one path. When a guard fails often enough it records what follows as a bridge, up to the next loop header, and never joins
the two again. So what comes after a branch is compiled once for each side, what comes after the next branch four times: k independent
branches make up to 2^k paths. Compiling them costs more than it saves, and the machine code no longer fits the cache.`,
  example: `def score(a=None, b=None, c=None, d=None):
    if a is None:
        a = 3
    if b is None:
        b = 4
    if c is None:
        c = 5
    if d is None:
        d = 6
    return a + b * 2 + c * 3 + d * 4

def total(rows):
    result = 0
    for row in rows:
        result += score(*row)
    return result
`,
  instead: `DEFAULTS = (3, 4, 5, 6)

def score(row):
    filled = [0, 0, 0, 0]
    k = 0
    while k < 4:
        value = row[k]
        filled[k] = DEFAULTS[k] if value is None else value
        k += 1
    a, b, c, d = filled
    return a + b * 2 + c * 3 + d * 4

def total(rows):
    result = 0
    for row in rows:
        result += score(row)
    return result
`,
  confirmed: `The guards of these branches fail, and bridges grow from them: the profile counts them branch by branch. It refutes the suspicion when the
place was compiled and fewer than four of the branches ever took both sides.`,
  whenNot: `When only a few of the combinations occur, which is common: 9 branches with 8 shapes of rows make 24 bridges. When the program runs for hours
and its data stays the same, so that compiling is paid once. On CPython the rewrite is slower than the branches.`,
  measured: `PyPy 7.3.11, k parameters that default to None, all combinations equally frequent: 5, 13, 26, 49, 90, 174, 337, 659 bridges for k = 1 to 8.
With nine parameters and two comparisons, 200,000 calls: 782 bridges, 1.37 s, against 0.14 s with the JIT off. Deciding the nine in a loop: 22
bridges, 0.04 s.`,
  references: [
    'Antonio Cuni, [Tracing JITs in the real world](https://antocuni.eu/2025/09/24/tracing-jits-in-the-real-world--cpython-core-dev-sprint/), problem 2',
    'PyPy, `rpython/jit/metainterp/pyjitpl.py`: `reached_loop_header`, the only place where traces are closed',
  ],
};
