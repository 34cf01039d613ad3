import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `An inner loop in hot code always runs a number of times that divides 1,040, such as 26, 40, 52, 65, 80, 104, 130, 208, 260 or 520.`,
  why: `PyPy counts the backward jumps of a loop and records the round that follows the 1,039th. If the loop's length divides 1,040 that round is the one in which it
ends: what is recorded leaves the loop, goes through the outer one's body and comes in again. The compiled loop then expects to leave, and every round that
stays goes through a bridge, which boxes the values it carries.`,
  example: `def product(rows, columns):
    result = 0.0
    for row in rows:
        for k in range(130):
            result += row[k] * columns[k]
    return result

print(product([[1.0] * 130] * 2000, [0.5] * 130))
`,
  instead: `def product(rows, columns):
    result = 0.0
    for row in rows:
        for k in range(131):
            result += row[k] * columns[k]
    return result

print(product([[1.0] * 131] * 2000, [0.5] * 131))
`,
  confirmed: `Most passes of the compiled loop leave it by a bridge at its header. It refutes the suspicion when the loop was compiled and no bridge takes
most of them.`,
  whenNot: `When other code has counted on the same header before, or other loops were compiled meanwhile (each takes 4 % off all counters): then the phase is another.
Two lighter loops than the example showed no loss. So this is a hint, and a run tells.`,
  measured: `PyPy 7.3.11, matrix product, a round of the inner loop: 1.7 ns with 127, 128, 129 or 131 rows, 6.1 ns with 130. The prediction held for all of 31 lengths tried
(\`exp_resonance.txt\`).`,
  references: [
    'PyPy, `rpython/jit/metainterp/counter.py` and `warmstate.py`; `pyjitpl.py`: `reached_loop_header`',
    'CPython’s counters start at other values, and a loop that is exhausted while being recorded ends the recording',
  ],
};
