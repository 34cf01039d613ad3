import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `\`exec\` gets a dict that was made as such for its globals, and code that holds loops, functions or classes: a template engine, a plugin loader,
a generated parser.`,
  why: `PyPy gives the dict of a module a special form: each name has a cell, and all of it a version that compiled code relies on, so that a global function costs nothing
to find. The dict that is handed to \`exec\` has no such form. Code that runs there finds each global, and each builtin behind the globals, by a lookup, and what it
finds is no constant: the function that it calls must be guarded.`,
  example: `SOURCE = """
def weight(x):
    return x * 2

def total(count):
    result = 0
    for i in range(count):
        result += weight(i)
    return result
"""

names = {}
exec(SOURCE, names)
print(names["total"](5000))
`,
  instead: `import types

SOURCE = """
def weight(x):
    return x * 2

def total(count):
    result = 0
    for i in range(count):
        result += weight(i)
    return result
"""

module = types.ModuleType("generated")
exec(SOURCE, module.__dict__)
print(module.total(5000))
`,
  confirmed: `Dict lookups stand in compiled code of the text (\`<string>\`, or the name given to \`compile\`). It refutes the suspicion when code of the text was compiled
without any.`,
  whenNot: `When the code runs once, or reads only its own local variables while it is hot. On CPython both kinds of dict are the same.`,
  measured: `PyPy 7.3.11, a function called in a loop: 0.6 ns when both are of a module, 31 ns when both were run by \`exec(code, {})\` (\`exec_globals.py\`).`,
  references: ['PyPy, `pypy/objspace/std/celldict.py`: `ModuleDictStrategy`; `pypy/objspace/std/dictmultiobject.py`: which dicts get it'],
};
