import type { RulePage } from '../rule';

const NAMES = Array.from({ length: 16 }, (_, index) => `handle_${index}`);
const FUNCTIONS = NAMES.map((name, index) => `def ${name}(state, job):\n    state[${index % 4}] += job & ${index + 1}\n`).join('\n');

export const page: RulePage = {
  meaning: `A loop hands each of its jobs to one of sixteen or more functions: through a table, or in a chain of branches; or a loop over such a
table calls each of them, and each has a hot loop of its own.`,
  why: `Every loop, function and guard has a counter, and counters do not forget. Given time each of them reaches its threshold, also those that run too
seldom to earn what compiling them costs: the long tail. A server goes on compiling for as long as it lives, fills the cache with code that
hardly runs, and grows.`,
  example: `${FUNCTIONS}
HANDLERS = [${NAMES.join(', ')}]

def serve(jobs):
    state = [0, 0, 0, 0]
    while True:
        job = jobs.get()
        if job < 0:
            return state
        HANDLERS[job & 15](state, job)
`,
  instead: `MASKS = [${Array.from({ length: 16 }, (_, index) => index + 1).join(', ')}]

def serve(jobs):
    state = [0, 0, 0, 0]
    while True:
        job = jobs.get()
        if job < 0:
            return state
        kind = job & 15
        state[kind & 3] += job & MASKS[kind]
`,
  confirmed: `Many traces are made that run only a few thousand times each, and the share of the run that is spent on compiling does not fall.`,
  whenNot: `When a few of the functions do nearly all of the work, or when the process is short-lived: then the tail never gets compiled. On CPython compiling a
trace takes microseconds.`,
  measured: `PyPy 7.3.11, 300,000 jobs for 60 handlers called at random: 43 loops and 165 bridges, 0.43 s, against 0.10 s with the JIT off and 0.09 s on
CPython 3.13. 120 functions called 1,800 times each: 120 loops, 0.148 s against 0.034 s with the JIT off.`,
  references: [
    'PyPy, `rpython/jit/metainterp/counter.py`: counters and their decay',
    'Antonio Cuni, [Tracing JITs in the real world](https://antocuni.eu/2025/09/24/tracing-jits-in-the-real-world--cpython-core-dev-sprint/), "Long tail of jitting"',
  ],
};
