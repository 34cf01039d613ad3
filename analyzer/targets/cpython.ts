/**
 * CPython's experimental JIT, 3.13 to 3.15: traces of micro-operations, no allocation removal, no unboxing, no hoisting.
 *
 * Sources: Python/optimizer.c, Python/optimizer_bytecodes.c, Include/internal/pycore_backoff.h and pycore_optimizer.h of 3.13.15,
 * 3.14.7 and 3.15.0rc2, checked by reading the executors of 229 one-operation loops.
 */
import type { Behaviour, Target } from './target';

const CHEAP_OPAQUE_CALL: Behaviour = {
  treatment: 'residual call',
  because:
    'a C call stays a call inside the trace; what is known of locals and globals survives it, and there are no virtuals to lose: about 10 micro-operations',
};
const ALWAYS_ALLOCATED: Behaviour = {
  treatment: 'inlined at a cost',
  because: 'no version removes allocations, so an escaping object costs what any other object costs',
};
const STRUCT_IN_C: Behaviour = {
  treatment: 'residual call',
  because: 'struct is C code: the call is opaque whatever its format, and costs its own time only',
};
/** What no version does anything about, or what costs nothing in any of them. */
const SAME_IN_ALL = {
  'frame read across a call': {
    treatment: 'residual call',
    because: 'frames are real objects in every version: looking at one disturbs no trace',
  },
  'interpreter loop': {
    treatment: 'inlined at a cost',
    because: 'traces are short and shared through the bytecode: an interpreter runs in as many small traces as it has instructions',
  },
} as const satisfies Partial<Target['constructs']>;
const CLASS_CHANGED: Behaviour = {
  treatment: 'no trace',
  because:
    'a trace relies on the version of each class it uses, and every assignment to an attribute of the class changes it: the trace is thrown away and must get hot again',
};
const NO_WORD: Behaviour = { treatment: 'inlined', because: 'traces only need to know that a value is an int, of whatever size' };
const STAYS_BOXED: Behaviour = {
  treatment: 'inlined at a cost',
  because: 'values are never unboxed: a second type runs through a side trace of a few micro-operations',
};

export const CPYTHON_313: Target = {
  name: 'cpython3.13',
  title: 'CPython 3.13 with the experimental JIT',
  versions: { first: '3.13.0', last: '3.13.15' },
  frontEnd: 'project',
  intBits: Infinity,
  pathsMultiply: false,
  tracesAreDear: false,
  hot: { loop: 17, function: null },
  parameters: [
    { name: 'backward_jump', default: 16, meaning: 'backward jumps before a trace is projected; doubled after each failure, up to 4096' },
    {
      name: 'side_exit',
      default: 64,
      meaning: 'failures of one guard before a side trace is made; doubled after each failure, up to 4096',
    },
    { name: 'trace_length', default: 800, meaning: 'micro-operations that fit in one trace' },
    { name: 'inline_depth', default: 5, meaning: 'nested Python calls that are followed' },
  ],
  constructs: {
    'opaque call': CHEAP_OPAQUE_CALL,
    'generator in a for loop': { treatment: 'ends the trace', because: 'FOR_ITER_GEN ends the projection with a dynamic exit' },
    'generator driven by a builtin': {
      treatment: 'residual call',
      because: 'the builtin is C code; a trace in the generator ends at its yield',
    },
    'independent branches': {
      treatment: 'inlined at a cost',
      because: 'a trace stops after one balanced branch; every side trace is installed in the bytecode, so paths merge and do not multiply',
    },
    'escaping allocation': ALWAYS_ALLOCATED,
    'varying struct format': STRUCT_IN_C,
    'many lukewarm traces': { treatment: 'inlined at a cost', because: 'traces are made after 16 jumps and cost microseconds each' },
    ...SAME_IN_ALL,
    'class changed while hot': CLASS_CHANGED,
    'long trace': { treatment: 'ends the trace', because: 'a trace that fills its 800 micro-operations ends there and is kept' },
    'Python code behind syntax': {
      treatment: 'ends the trace',
      because: 'a property, an item access or a constructor written in Python has no micro-operations: the trace ends before it',
    },
    'values of several types': STAYS_BOXED,
    'await in a loop': { treatment: 'ends the trace', because: 'SEND ends the projection: what follows is another trace' },
    'int beyond the machine word': NO_WORD,
    'deep recursion': { treatment: 'ends the trace', because: 'a call of the function itself ends the projection ("recursive call")' },
    'polymorphic call site': {
      treatment: 'ends the trace',
      because:
        'a call site that has seen more than two or three classes is not specialised, and the generic call has no micro-operation: the trace ends before it',
    },
    'exception in a hot loop': {
      treatment: 'ends the trace',
      because:
        'RAISE_VARARGS has no micro-operation, and an exception that comes out of a call leaves the trace by an exit that never gets a side trace',
    },
    'globals in a plain dict': {
      treatment: 'inlined',
      because: 'globals are read from a dict in any case; a watched dict makes them constants',
    },
    'generator with several yields': {
      treatment: 'ends the trace',
      because: 'a generator ends the trace however many yields it has',
    },
    'short-lived generator': {
      treatment: 'ends the trace',
      because: 'a generator ends the trace, new or old',
    },
    'context manager made of a generator': {
      treatment: 'ends the trace',
      because: '`__exit__` resumes the generator from C code: the trace ends in it',
    },
    'key hashed behind a call': {
      treatment: 'inlined',
      because: 'a lookup is a call of C code whatever the key, and nothing is forgotten after it',
    },
    'keyword dictionary': {
      treatment: 'ends the trace',
      because: 'CALL_FUNCTION_EX has no micro-operation',
    },
    'inner loop of a resonant length': {
      treatment: 'inlined',
      because: 'a for loop that is exhausted while being recorded ends the recording, so its end is never the compiled path',
    },
  },
  calls: null,
};

export const CPYTHON_314: Target = {
  name: 'cpython3.14',
  title: 'CPython 3.14 with the experimental JIT',
  versions: { first: '3.14.0', last: '3.14.8' },
  frontEnd: 'project',
  intBits: Infinity,
  pathsMultiply: false,
  tracesAreDear: false,
  hot: { loop: 4097, function: null },
  parameters: [
    { name: 'backward_jump', default: 4096, meaning: 'backward jumps before a trace is projected, and again after each failure' },
    { name: 'side_exit', default: 4096, meaning: 'failures of one guard before a side trace is made' },
    { name: 'trace_length', default: 800, meaning: 'micro-operations that fit in one trace' },
    { name: 'inline_depth', default: 5, meaning: 'nested Python calls that are followed; with a sixth there is no trace at all' },
    { name: 'chain_depth', default: 4, meaning: 'side traces in a row before one is shared through the bytecode' },
  ],
  constructs: {
    'opaque call': CHEAP_OPAQUE_CALL,
    'generator in a for loop': {
      treatment: 'no trace',
      because: 'FOR_ITER_GEN makes the projection give up ("unknown callee"): a loop over a Python generator is never compiled',
    },
    'generator driven by a builtin': {
      treatment: 'no trace',
      because: 'the generator’s own loop ends in "trace stack underflow" at its yield; the caller’s loop is compiled around an opaque call',
    },
    'independent branches': {
      treatment: 'inlined at a cost',
      because:
        'a trace stops at the second balanced branch, and chains of side traces are shared after four links: growth is linear beyond k = 4',
    },
    'escaping allocation': ALWAYS_ALLOCATED,
    'varying struct format': STRUCT_IN_C,
    'many lukewarm traces': {
      treatment: 'inlined at a cost',
      because: 'compiling is cheap, copy and patch, and cold traces are dropped after 100,000 iterations',
    },
    ...SAME_IN_ALL,
    'class changed while hot': CLASS_CHANGED,
    'long trace': { treatment: 'ends the trace', because: 'a trace that fills its 800 micro-operations ends there and is kept' },
    'Python code behind syntax': {
      treatment: 'no trace',
      because:
        'a property, a `__getitem__` or an `__init__` written in Python, or a sixth nested call, makes the projection give up ("unknown callee", "stack overflow"): the loop is tried again every 4,096 rounds and never compiled',
    },
    'values of several types': STAYS_BOXED,
    'await in a loop': {
      treatment: 'no trace',
      because: 'SEND_GEN makes the projection give up: a loop that awaits a coroutine is never compiled',
    },
    'int beyond the machine word': NO_WORD,
    'deep recursion': { treatment: 'ends the trace', because: 'a call of the function itself ends the projection ("recursive call")' },
    'polymorphic call site': {
      treatment: 'ends the trace',
      because:
        'a call site that has seen more than two or three classes is not specialised, and the generic call has no micro-operation: the trace ends before it',
    },
    'exception in a hot loop': {
      treatment: 'ends the trace',
      because: 'RAISE_VARARGS has no micro-operation: what stands before it is compiled, and handlers always run in the interpreter',
    },
    'globals in a plain dict': {
      treatment: 'inlined',
      because: 'globals are read from a dict in any case; a watched dict makes them constants',
    },
    'generator with several yields': {
      treatment: 'no trace',
      because: 'a loop over a generator is never compiled, however many yields it has',
    },
    'short-lived generator': {
      treatment: 'no trace',
      because: 'a loop over a generator is never compiled',
    },
    'context manager made of a generator': {
      treatment: 'ends the trace',
      because: 'the projection ends in the generator, at its yield: what follows the `with` is not part of the trace',
    },
    'key hashed behind a call': {
      treatment: 'inlined',
      because: 'a lookup is a call of C code whatever the key, and nothing is forgotten after it',
    },
    'keyword dictionary': {
      treatment: 'ends the trace',
      because: 'CALL_FUNCTION_EX has no micro-operation: the trace ends at `f(**d)`',
    },
    'inner loop of a resonant length': {
      treatment: 'inlined',
      because: 'a for loop that is exhausted while being recorded ends the recording, so its end is never the compiled path',
    },
  },
  calls: null,
};

export const CPYTHON_315: Target = {
  name: 'cpython3.15',
  title: 'CPython 3.15 with the experimental JIT',
  versions: { first: '3.15.0', last: null },
  frontEnd: 'record',
  intBits: 30,
  pathsMultiply: false,
  tracesAreDear: false,
  hot: { loop: 4002, function: 8192 },
  parameters: [
    { name: 'backward_jump', default: 4000, meaning: 'backward jumps before recording starts (one more is needed)' },
    { name: 'function_entry', default: 8190, meaning: 'calls of a function that is not a generator before recording starts at its entry' },
    { name: 'side_exit', default: 4000, meaning: 'failures of one guard before a side trace is recorded' },
    { name: 'retry', default: 8190, meaning: 'events after a failed attempt before the next one' },
    { name: 'fitness', default: 2500, meaning: 'budget of one trace: micro-operations, branches and calls use it up' },
    { name: 'chain_depth', default: 4, meaning: 'side traces in a row before one is shared through the bytecode' },
  ],
  constructs: {
    'opaque call': CHEAP_OPAQUE_CALL,
    'generator in a for loop': { treatment: 'inlined', because: 'yield and resume are traced; generators beat iterator classes here' },
    'generator driven by a builtin': {
      treatment: 'residual call',
      because: 'the builtin is C code: each resume runs a short trace that ends in a deoptimization at the yield',
    },
    'independent branches': {
      treatment: 'inlined at a cost',
      because:
        'a balanced branch uses 136 of 2500 fitness, and chains of side traces are shared after four links: 16, 31, 48, 67 executors for k = 3, 4, 5 and 6',
    },
    'escaping allocation': ALWAYS_ALLOCATED,
    'varying struct format': STRUCT_IN_C,
    'many lukewarm traces': {
      treatment: 'inlined at a cost',
      because: 'compiling is cheap, and cold executors are swept after 1000 new ones',
    },
    ...SAME_IN_ALL,
    'class changed while hot': CLASS_CHANGED,
    'long trace': {
      treatment: 'ends the trace',
      because: 'a trace whose fitness is used up ends there, and what follows becomes a side trace',
    },
    'Python code behind syntax': {
      treatment: 'inlined',
      because: 'constructors, properties and item access written in Python are recorded like any call',
    },
    'values of several types': {
      treatment: 'inlined at a cost',
      because:
        'a call site that has seen three or more classes is not specialised: the recording ends there, and 17 of 22 attempts over four classes gave nothing',
    },
    'await in a loop': { treatment: 'inlined', because: 'SEND is recorded and the coroutine traced through' },
    'int beyond the machine word': {
      treatment: 'ends the trace',
      because:
        'fast arithmetic holds for ints below 2**30: a larger one fails a guard, and the side trace does a generic operation and goes back, in each round',
    },
    'deep recursion': {
      treatment: 'inlined',
      because: 'a trace from the function’s entry loops on itself; only the returns need side traces',
    },
    'polymorphic call site': {
      treatment: 'ends the trace',
      because:
        'a call site that has seen three or more classes is not specialised: the recording ends there, and 17 of 22 attempts over four classes gave nothing',
    },
    'exception in a hot loop': {
      treatment: 'no trace',
      because:
        'a recording during which an exception is raised is thrown away, and the next one starts 8,191 rounds later: a loop that raises in each round is never compiled',
    },
    'globals in a plain dict': {
      treatment: 'inlined',
      because: 'globals are read from a dict in any case; a watched dict makes them constants',
    },
    'generator with several yields': {
      treatment: 'inlined',
      because: 'yield and resume are traced, however many there are',
    },
    'short-lived generator': {
      treatment: 'inlined',
      because: 'the generator is really made, as every object is, but its code is traced',
    },
    'context manager made of a generator': {
      treatment: 'no trace',
      because:
        'the recording ends where contextlib resumes the generator: the loop itself is never closed, and its pieces start at the entries of contextlib’s functions',
    },
    'key hashed behind a call': {
      treatment: 'inlined',
      because: 'a lookup is a call of C code whatever the key, and nothing is forgotten after it',
    },
    'keyword dictionary': {
      treatment: 'inlined',
      because: 'a call with `**` of a Python function is recorded like any other',
    },
    'inner loop of a resonant length': {
      treatment: 'inlined',
      because: 'a for loop that is exhausted while being recorded ends the recording, so its end is never the compiled path',
    },
  },
  calls: null,
};
