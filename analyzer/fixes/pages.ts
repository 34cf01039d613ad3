/** What the page of each rewrite says, by its name. The pair of programs and what was measured on them come from fixtures/fixes. */

export interface FixPage {
  /** As a title: "Hoist an opaque call". */
  readonly title: string;
  /** What it changes, and why that helps. */
  readonly does: string;
  /** What is proved before it is offered. */
  readonly proved: string;
  /** When it does not pay, or for which JIT. */
  readonly whenNot: string;
}

export const FIX_PAGES: ReadonlyMap<string, FixPage> = new Map<string, FixPage>([
  [
    'defaults-in-a-loop',
    {
      title: 'Resolve defaults in a loop',
      does: 'Several `if x is None: x = 3` in a row become one comprehension over the parameters and their defaults. Traces meet again at the header of a loop, so the ways through the tests are added instead of multiplied.',
      proved:
        'The variables are parameters of the function, the defaults are literals, `zip` is the builtin, and nothing stands between the tests.',
      whenNot: 'When only a few of the combinations ever occur. In CPython it costs a list and a zip in each call.',
    },
  ],
  [
    'branchless',
    {
      title: 'Compute without branching',
      does: '`if flags & 8: total += weight` becomes `total += (flags >> 3 & 1) * weight`. Each test of a bit that data decides doubles the paths up to the next loop header; arithmetic has one. Comparisons stay: PyPy makes True or False of them by a branch.',
      proved:
        'What is tested, changed and added are ints that have a value, and computing them raises nothing; the change is the only thing that is done.',
      whenNot: 'When the bits hardly vary. In CPython without a JIT the arithmetic costs more than the tests that it saves.',
    },
  ],
  [
    'constant-format',
    {
      title: 'Write a struct format into the call',
      does: 'A format that a local variable holds is written where it is used: PyPy takes a format apart while it records, and only if it is a constant.',
      proved: 'The variable is bound once, by an assignment of a literal that every way to the call passes, and is not deleted.',
      whenNot: 'Where the call is not in a hot loop. It makes no difference to CPython.',
    },
  ],
  [
    'compiled-pattern',
    {
      title: 'Compile a pattern once',
      does: "`re.match(r'...', s)` becomes the method of a pattern that is compiled in front of the function. The module's functions look the pattern up in a cache by a tuple in each call.",
      proved: '`re` is the module, imported before and bound by nothing else; the pattern is a literal, and there are no flags.',
      whenNot: 'Where the match itself takes most of the time.',
    },
  ],
  [
    'traceable-equivalent',
    {
      title: 'Replace an opaque call by what PyPy traces',
      does: '`sorted([a, b])[0]` becomes `min(a, b)`, `pow(x, 2, n)` a product and a remainder, `d.update(a=1)` and `xs.extend([a, b])` stores and appends, `s.startswith(("a", "b"))` two questions, `copy.copy(xs)` the method. The table of such pairs stands with the targets.',
      proved:
        'The types for which both sides are the same, of items and receivers; what is written twice gives the same twice; nothing raises between steps that were one.',
      whenNot: 'Where the opaque form handles many items at once.',
    },
  ],
  [
    'hoisted-call',
    {
      title: 'Call once before the loop',
      does: 'An opaque call that gives the same in each round is made before the loop. Each opaque call makes the optimizer forget what it knew of the heap.',
      proved:
        'The function is a builtin that only computes; its arguments are ints, strs, or lists and tuples of them that nothing changes; it cannot raise for them; a list that it returns is read on the spot.',
      whenNot: 'Where the loop has few rounds.',
    },
  ],
  [
    'hoisted-read',
    {
      title: 'Read attributes once before the loop',
      does: 'Attributes of `self` are read into local variables before a loop that makes an opaque call, where objects of several classes run the loop. After each such call the layout of `self` is checked anew, and objects of another class than the recorded one fail each of these checks.',
      proved:
        'The loop calls builtins and the library alone; `__init__` sets the attribute whatever happens and nothing else does, and no class of the family makes a property of it.',
      whenNot:
        'In loops without an opaque call: PyPy hoists such reads itself. With objects of one class, and for globals, there was nothing to gain; see below.',
    },
  ],
  [
    'stale-variable-reset',
    {
      title: 'Reset a stale variable',
      does: 'A variable that the next round assigns before it reads it is set to None when a round ends. The header of a loop asks for the types of dead variables too; so all rounds end alike, and bridges can jump to the fast part of the loop.',
      proved:
        "The variable is the function's own; every round assigns it before reading it; nothing reads it after the loop, in a loop around it or in a function inside.",
      whenNot: 'Where the body is short: the general iteration costs a few nanoseconds more. It costs CPython an assignment.',
    },
  ],
  [
    'split-by-shape',
    {
      title: 'Split a mixed list first',
      does: 'A list of items of two kinds that is gone through many times is split before, and each kind gets a loop of its own, without the test.',
      proved:
        'The body is one test of the kind of an item; its branches have no variable in common, and one of them raises nothing, so that the order does not matter; nothing in the loops can change the list, which is one for sure.',
      whenNot: 'Where the list is gone through a few times: making the lists costs more than the tests.',
    },
  ],
  [
    'raise-to-test',
    {
      title: 'Test instead of raising',
      does: 'An exception that is raised and caught in the same `try` becomes an `if` with the handler as its branch. CPython 3.15 throws a recording away when an exception is raised during it; 3.13 and 3.14 end a trace there.',
      proved:
        'The test, the raise and what follows are comparisons and arithmetic of ints, which raise nothing that the handler catches; the handler does not ask for the exception.',
      whenNot: 'For PyPy, which traces through: there both forms are about as fast.',
    },
  ],
  [
    'packed-key',
    {
      title: 'Pack a pair into one int',
      does: '`cells[row, column]` becomes `cells[row * 64 + column]` wherever the dict or set is used. PyPy hashes ints in place; for a tuple it makes one and calls a lookup that may run anything.',
      proved:
        'The container belongs to the function and nobody sees its keys; both parts of every pair are ints and the second lies between 0 and a constant; where a missing key would raise, it was stored or tested just before.',
      whenNot: 'Where the pair is needed as such. In CPython it gains a little.',
    },
  ],
  [
    'nested-key',
    {
      title: 'Put a dict into a dict',
      does: '`counts[word, next]` becomes `counts[word][next]` wherever the dict is used, and a set of pairs a dict of sets, where the second part has no bound that one int could be packed with. PyPy hashes ints and strs in place; for a tuple it makes one and calls a lookup that may run anything.',
      proved:
        'The container belongs to the function, and nobody sees its keys or asks how many there are; both parts of every pair are ints or strs in variables; where a missing key would raise, it was stored or tested just before.',
      whenNot: 'Where most pairs are asked for once: each first part needs a dict of its own. In CPython both forms are about as fast.',
    },
  ],
  [
    'inlined-generator',
    {
      title: 'Write the loop of a generator in place',
      does: "The loop over a generator function of the file becomes the generator's own loops, with the body where it yields. A generator keeps its variables in a frame, a loop in registers.",
      proved:
        'The generator yields at one place, or last on every way through its loop; it has no `return`, `try` or `with` and calls builtins alone; every name means the same in the consumer or gets another; arguments are evaluated once.',
      whenNot:
        'Where the generator has several consumers and its logic should stand once. On CPython 3.15, which traces through generators, it matters less.',
    },
  ],
  [
    'iterator-class',
    {
      title: 'Loop over an iterator class',
      does: 'Where the loop of a generator cannot stand in place (the body goes on by `continue`, leaves an inner loop, or is no part of a function), the consumer loops over a class with `__next__` that does the same. An object that never leaves the loop is virtual: its fields live in registers, where a generator keeps its variables in a frame.',
      proved:
        'The generator has one loop, its last statement, and yields once in each round of it; it has no `return`, `try` or `with` and calls builtins alone. Others may go on using the generator: it stays.',
      whenNot:
        'For CPython, where calling `__next__` costs more than resuming a generator: the fix is offered for PyPy alone. Where the loop can stand in place, that is better still.',
    },
  ],
  [
    'jit-off-after-warm-up',
    {
      title: 'Switch the JIT off after the warm-up',
      does: 'A loop that dispatches to many lukewarm functions counts its rounds and calls `pypyjit.set_param("off")` after 16,190 of them, ten times the threshold of functions. From then on nothing is traced, and the interpreter goes on without compiled code: what was compiled for the tail would never have paid. Elsewhere the import fails, and nothing happens.',
      proved:
        'The loop stands in a function that does not look at its own frame, no other code of the file speaks to the JIT, and the new names are free.',
      whenNot: 'Where a few of the functions do most of the work: compiled code is not used any more either. CPython is not affected.',
    },
  ],
]);
