import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `A loop sets attributes on a class, replaces a method, or makes new global names through \`globals()\`. One such change is nothing; here it happens
in each round.`,
  why: `Compiled code reads methods and globals as constants and does not check them: whoever changes them throws the code away. What was thrown away
must get hot again, be recorded again and be compiled again. If the next change comes before that pays, the program runs slower than without a
JIT.`,
  example: `class Shape:
    def area(self, x):
        return x + 1

def run(shape, rows):
    total = 0
    for row in rows:
        for x in row:
            total += shape.area(x)
        setattr(Shape, 'seen_%d' % len(row), total)
    return total
`,
  instead: `SEEN = {}

class Shape:
    def area(self, x):
        return x + 1

def run(shape, rows):
    total = 0
    for row in rows:
        for x in row:
            total += shape.area(x)
        SEEN['seen_%d' % len(row)] = total
    return total
`,
  confirmed: `Traces of the file were thrown away, again and again, because something they rely on changed. It refutes the suspicion when the line ran in
compiled code and nothing was thrown away.`,
  whenNot: `When the loop ends before anything is hot: a registry of plug-ins, a class decorator. On PyPy rebinding a class attribute that exists and is no
method does no harm and is not reported; on CPython every assignment to a class counts.`,
  measured: `PyPy 7.3.11, a hot method and 60 new attributes of its class, one after each 3,000 calls: 61 loops compiled instead of one, 0.055 s against
0.025 s with the JIT off. 60 new global names: 60 loops, the same loss.`,
  references: [
    'PyPy, `pypy/objspace/std/typeobject.py`: `version_tag`; `celldict.py`: the versions of module dictionaries',
    'CPython, `Objects/typeobject.c`: `PyType_Modified`, `Python/optimizer_analysis.c`: type watchers',
  ],
};
