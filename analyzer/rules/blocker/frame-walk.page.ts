import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `A hot loop makes an opaque call (\`sorted\`, \`list.sort\` ...) and hands it a function that reads the variables or the line of its caller, with
\`sys._getframe(1)\` or \`f_back\`.`,
  why: `While a loop is recorded, its frame exists only in the recording. A function that an opaque call runs is not part of the recording; when it asks
for the frame, the frame must be made real at once, and the recording no longer knows what it holds. It is dropped, and so is the next one, each
time the counter fills: the loop is never compiled, and pays for recording it again and again.`,
  example: `import sys

def weight(item):
    return item * sys._getframe(1).f_locals['scale']

def run(rows):
    total = 0
    for scale, row in rows:
        total += sorted(row, key=weight)[0]
    return total
`,
  instead: `def run(rows):
    total = 0
    for scale, row in rows:
        best = row[0] * scale
        for item in row:
            if item * scale < best:
                best = item * scale
        total += best
    return total
`,
  confirmed: `Recording of the loop was given up with "vable escape". It refutes the suspicion when the loop was compiled without that.`,
  whenNot: `When the function is called directly: then it is inlined, and reading the frame costs about 8 ns. On CPython frames are real anyway.`,
  measured: `PyPy 7.3.11, \`sorted\` of three ints with a key function that reads \`f_locals\` of its caller, 30,000 rounds: 45 recordings dropped, 1.7
microseconds a round. The same read in a function that is called directly: 8 ns, none dropped.`,
  references: [
    'PyPy, `rpython/jit/metainterp/pyjitpl.py`: `vable_after_residual_call`, ABORT_ESCAPE',
    'PyPy issue 3753: `warnings.warn` and 1,545 such aborts',
  ],
};
