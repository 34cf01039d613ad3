/**
 * PyPy's tracing JIT.
 *
 * Parameters: rpython/rlib/jit.py PARAMETERS, equal in 7.3.11, 7.3.23 and the head of 2026; what they do: rpython/jit/metainterp
 * {counter,warmstate,pyjitpl}.py, checked with programs on 7.3.11.
 */
import { PYPY_CALLS } from './pypy-calls';
import type { Parameter, Target } from './target';

export const PYPY_PARAMETERS = [
  { name: 'threshold', default: 1039, meaning: 'backward jumps to one loop header before tracing starts there' },
  { name: 'function_threshold', default: 1619, meaning: 'entries of a function before tracing starts at its first bytecode' },
  { name: 'trace_eagerness', default: 200, meaning: 'failures of one guard before a bridge is traced from it' },
  {
    name: 'decay',
    default: 40,
    meaning: 'thousandths that every counter loses each time a loop or function trace starts, and every 32 minor collections',
  },
  { name: 'trace_limit', default: 6000, meaning: 'recorded operations, merge points and guards included, before a trace is abandoned' },
  { name: 'inlining', default: 1, meaning: 'whether Python functions are inlined while tracing (1) or called (0)' },
  { name: 'loop_longevity', default: 1000, meaning: 'a loop not entered while this many other loops and bridges were compiled is freed' },
  {
    name: 'retrace_limit',
    default: 0,
    meaning:
      'how often a loop may be traced again for a bridge that fits no specialised label; 0: such a bridge jumps to the general label',
  },
  { name: 'max_retrace_guards', default: 15, meaning: 'guards a retraced loop may add; matters only with retrace_limit above 0' },
  { name: 'max_unroll_loops', default: 0, meaning: 'extra attempts to unroll when closing a loop was refused' },
  { name: 'disable_unrolling', default: 200, meaning: 'stored and never read, in 7.3.11 as in 7.3.23' },
  { name: 'max_unroll_recursion', default: 7, meaning: 'a function already this often on the inline stack is called instead of inlined' },
  { name: 'pureop_historylength', default: 16, meaning: 'how many pure operations of each kind are remembered for reuse' },
  { name: 'vec', default: 0, meaning: 'whether loops are vectorised' },
  { name: 'vec_all', default: 0, meaning: 'whether loops that are not marked for it are vectorised too' },
  { name: 'vec_cost', default: 0, meaning: 'threshold of the vectoriser’s cost model' },
] as const satisfies readonly Parameter[];

export type PyPyParameter = (typeof PYPY_PARAMETERS)[number]['name'];

/** The optimizer passes of `enable_opts=all`, in order. */
export const PYPY_OPTIMIZERS = ['intbounds', 'rewrite', 'virtualize', 'string', 'pure', 'earlyforce', 'heap', 'unroll'] as const;

export const PYPY: Target = {
  name: 'pypy',
  title: 'PyPy',
  versions: { first: '7.3.11', last: null },
  frontEnd: 'record',
  intBits: 63,
  pathsMultiply: true,
  tracesAreDear: true,
  hot: { loop: 1040, function: 1619 },
  parameters: PYPY_PARAMETERS,
  constructs: {
    'opaque call': {
      treatment: 'residual call',
      because:
        'an opaque call costs 80 to 100 ns and makes the optimizer forget every field and item it had read; a call it can see into costs about 1 ns',
    },
    'generator in a for loop': {
      treatment: 'inlined at a cost',
      because:
        'resuming is inlined, but the generator’s frame is a real object: its locals are loaded, boxed and stored again at each yield, 3.3 ns against 0.7 ns for a plain loop, 14 ns for a chain of three',
    },
    'generator driven by a builtin': {
      treatment: 'inlined at a cost',
      because:
        'the builtin’s loop is a trace of its own, and each new generator allocates a frame and a weak reference: sum() of a short generator expression takes 103 ns, of a list comprehension 69 ns',
    },
    'independent branches': {
      treatment: 'inlined at a cost',
      because:
        'paths never merge before the next loop header, so k branches that data decides become up to 2^k paths, compiled about 2.6 times each: 26, 49, 90 and 174 bridges for k = 3, 4, 5 and 6, about 2 ms each',
    },
    'escaping allocation': {
      treatment: 'inlined at a cost',
      because:
        'an object that stays inside the trace is never allocated (0.7 ns); one that is stored where the trace cannot follow costs 2 to 3 ns and work for the collector',
    },
    'varying struct format': {
      treatment: 'residual call',
      because:
        'a format that is a constant of the trace is unrolled into plain reads; any other is interpreted behind a call that boxes each field: 0.080 s against 0.024 s for 400,000 records',
    },
    'many lukewarm traces': {
      treatment: 'inlined at a cost',
      because:
        'every loop and guard is counted for ever, so a long run compiles all that is merely lukewarm: 60 handlers called at random took 0.43 s with the JIT and 0.10 s without',
    },
    'frame read across a call': {
      treatment: 'no trace',
      because:
        'a function that an opaque call runs reads the frame being traced, which must then be made real: the recording is dropped ("vable escape"), and the next one too, every 1,039 rounds for as long as the loop runs',
    },
    'class changed while hot': {
      treatment: 'no trace',
      because:
        'traces rely on the version of each class and of the module’s names they use; a new attribute, a changed method or a new global throws them away, and 1,039 rounds pass in the interpreter before the next recording: 60 changes made 61 loops and ran 2.2 times slower than with the JIT off',
    },
    'long trace': {
      treatment: 'no trace',
      because:
        'a recording of more than 6,000 operations is dropped, the largest function inlined in it is never inlined again, and each call of it then costs a frame and about 20 ns',
    },
    'Python code behind syntax': {
      treatment: 'inlined',
      because: 'constructors, properties and item access of classes in Python are traced through like any call',
    },
    'values of several types': {
      treatment: 'inlined at a cost',
      because:
        'each type is guarded on its own, so a second one runs in a bridge, which can only jump back to the general start of the loop, where everything is boxed and checked again (353,400 times against 400, measured)',
    },
    'interpreter loop': {
      treatment: 'inlined at a cost',
      because:
        'the one loop header is all the JIT sees of the interpreted program, so each of its instructions hangs on a chain of bridges, and its own loops are never unrolled',
    },
    'await in a loop': {
      treatment: 'inlined at a cost',
      because:
        'a coroutine that does not suspend is inlined, but the coroutine, its frame and a weak reference are allocated: about 25 ns a call (300 ns on CPython 3.13)',
    },
    'int beyond the machine word': {
      treatment: 'residual call',
      because: 'an int of 64 bits or more is a big integer: each operation calls a helper and allocates, 17 to 30 ns against 1 ns',
    },
    'deep recursion': {
      treatment: 'residual call',
      because:
        'a function is inlined into itself seven times at most; deeper calls leave the trace, which costs a frame, boxed arguments and about 20 ns',
    },
    'polymorphic call site': {
      treatment: 'inlined at a cost',
      because:
        'the map of the receiver is guarded, so each further class is a bridge for each copy of the guard: 1, 3, 5, 7, 11 and 14 bridges for 1, 2, 3, 4, 6 and 8 classes, which multiply with other branches of the loop',
    },
    'exception in a hot loop': {
      treatment: 'inlined',
      because: 'an exception that is raised and caught inside the trace is a virtual object: 0.8 to 2 ns',
    },
    'globals in a plain dict': {
      treatment: 'inlined at a cost',
      because:
        'only the dict of a module has cells and a version that a trace can rely on; of any other each global is a lookup: a call of a global function takes 31 ns in place of 0.6',
    },
    'generator with several yields': {
      treatment: 'inlined at a cost',
      because:
        'a generator in which PyPy counts two yields is not inlined: it runs in a trace of its own, entered with call_assembler at each resume (generator.py, should_not_inline)',
    },
    'short-lived generator': {
      treatment: 'inlined at a cost',
      because: 'a new generator allocates itself, a frame and a weak reference, and registers a finalizer: 20 to 27 ns for one value',
    },
    'context manager made of a generator': {
      treatment: 'inlined at a cost',
      because:
        'the generator, its frame and a weak reference are allocated each time, and contextlib resumes it twice: 16 ns, where a class with `__enter__` and `__exit__` leaves nothing',
    },
    'key hashed behind a call': {
      treatment: 'residual call',
      because:
        'a tuple, or an object with its own `__hash__`, is looked up behind a call that may run Python code: 34 ns against 5, and the optimizer forgets the heap',
    },
    'keyword dictionary': {
      treatment: 'residual call',
      because:
        'the keywords are matched and collected in a new dict behind a call that may force: 92 ns against 0.5 for keywords written out',
    },
    'inner loop of a resonant length': {
      treatment: 'inlined at a cost',
      because:
        'recording starts at the 1,039th backward jump, which is the last of a pass when the length divides 1,040: the compiled path leaves the inner loop, and staying in it becomes the bridge (a matrix product of 130 rows: 6.1 ns a round, of 129 or 131 rows 1.7 ns)',
    },
  },
  calls: PYPY_CALLS,
};
