import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `A function of the \`struct\` module is called in a hot loop, and its format is not a constant of the trace: a local variable set before
the loop, an attribute of an instance, or a string that is put together on the spot.`,
  why: `PyPy can unroll a format into plain reads and writes, but only when it knows the format while it traces. A literal in the call, a constant of
the module and a \`struct.Struct\` object are known. A local variable is not: the trace must hold for whatever string it contains next time. The
format is then interpreted behind a call the JIT cannot see into; the result is a real tuple of boxed numbers, and the optimizer forgets what it
had read before the call.`,
  example: `import struct

def total(data):
    fmt = "dd"
    pos = 0
    result = 0.0
    while pos < len(data):
        x, y = struct.unpack_from(fmt, data, pos)
        result += x * y
        pos += 16
    return result
`,
  instead: `import struct

def total(data):
    pos = 0
    result = 0.0
    while pos < len(data):
        x, y = struct.unpack_from("dd", data, pos)
        result += x * y
        pos += 16
    return result
`,
  confirmed: `A residual call that may force stands in a compiled trace on the line of the call. It refutes the suspicion when the line was compiled and
only reads are left there.`,
  whenNot: `When the loop runs a few hundred times, or when the records are so large that decoding them is a small part of the work. On CPython the
module is C code whatever the format.`,
  measured: `PyPy 7.3.11, 400,000 records: 0.080 s with \`fmt = "dddddd"\` in a local, 0.024 s with the literal, 0.025 s with a constant of the module or a
\`Struct\` object. Six one-character calls: 0.14 s with \`fmt = "d"\` in a local, 0.027 s with the literal.`,
  references: [
    'PyPy, `pypy/module/struct/formatiterator.py`: `FormatIterator.interpret` is `look_inside_iff(isconstant(fmt))`',
    'Antonio Cuni, [Tracing JITs in the real world](https://antocuni.eu/2025/09/24/tracing-jits-in-the-real-world--cpython-core-dev-sprint/)',
  ],
};
