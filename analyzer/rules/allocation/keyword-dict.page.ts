import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `A hot loop calls a function of the file with \`**options\`, and that function collects keywords in a \`**\` parameter of its own. For CPython 3.13 and 3.14,
any call with \`**\` of a function of the file counts, and any with \`*\`.`,
  why: `Keywords that are written in the call are constants of the trace: names are matched while recording, and a dict that collects them is never made. Those that
come from a dict are known only when the call runs: the dict is taken apart and another is made, by code that the tracer does not look into.`,
  example: `def draw(x, **style):
    return x + len(style)

def total(count, options):
    result = 0
    for i in range(count):
        result += draw(i, **options)
    return result

print(total(5000, {"color": 1, "width": 2}))
`,
  instead: `def draw(x, style):
    return x + len(style)

def total(count, options):
    result = 0
    for i in range(count):
        result += draw(i, options)
    return result

print(total(5000, {"color": 1, "width": 2}))
`,
  confirmed: `An opaque call stands in a compiled trace on the line. It refutes the suspicion when the line was compiled and no such call is left.`,
  whenNot: `When the function's own work is much more than 90 ns. On CPython 3.15 the call is recorded like any other.`,
  measured: `PyPy 7.3.11: a call with \`**dict\` of a function that collects keywords 92 ns, with the keywords written out 0.5 ns; CPython 3.13 452 and 136 ns. CPython 3.14:
the trace ends at the call.`,
  references: [
    'PyPy, `pypy/interpreter/argument.py`: `_collect_keyword_args`, `_match_keywords`',
    'CPython, `Python/bytecodes.c`: CALL_FUNCTION_EX has no micro-operations up to 3.14',
  ],
};
