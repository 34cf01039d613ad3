import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `A method is called in a hot loop on objects of three or more classes of the file, hot code tells one variable apart by three or more
\`isinstance\` tests, or a call takes one of three or more functions out of a table, another one in each round.`,
  why: `What a trace knows of an object it knows of the one class it was recorded with. PyPy guards the map of the receiver: an object of another class fails
the guard, and what follows is recorded again as a bridge, one for each class and copy of the guard; with a second such call, or another branch that
depends on data, they multiply. CPython's interpreter specialises a call site for the class it has seen; a site that has met three or four is generic,
and for a generic call there is no micro-operation: the trace ends before it.`,
  example: `class Square:
    def __init__(self, side):
        self.side = side
    def area(self):
        return self.side * self.side

class Circle:
    def __init__(self, radius):
        self.radius = radius
    def area(self):
        return self.radius * 3

class Line:
    def area(self):
        return 0

def total(count):
    shapes = [Square(2), Circle(3), Line()] * count
    result = 0
    for shape in shapes:
        result += shape.area()
    return result
`,
  instead: `class Square:
    def __init__(self, side):
        self.side = side
    def area(self):
        return self.side * self.side

def total(count):
    squares = [Square(2)] * count
    result = 0
    for square in squares:
        result += square.area()
    return result
`,
  confirmed: `Guards on the call, on the tests or on the loop that fetches the objects fail, and bridges grow from them. It refutes the suspicion when
the place was compiled and only one class ever came there.`,
  whenNot: `When nearly all objects are of one class: the others run in bridges that are seldom taken. On PyPy a single call over two or three classes is cheap,
a bridge each; it is the second one in the same loop that hurts.`,
  measured: `PyPy 7.3.11, one method call over 1, 2, 3, 4, 6 and 8 classes: 1, 3, 5, 7, 11 and 14 bridges; 1.1, 1.9, 3.4 (4 classes) and 6.2 ns (8) a call.
CPython 3.15: one class 1 trace, two classes 1 more, four classes 22 attempts of which 17 gave nothing; 1.62 times faster with the JIT for one class, 1.10 for
two, 0.95 for eight.`,
  references: [
    'PyPy, `pypy/objspace/std/mapdict.py`: maps, and `rpython/jit/metainterp/compile.py`: a counter for each value that a guard_value sees',
    'CPython, `Python/specialize.c`, and `Python/optimizer_bytecodes.c` of 3.13 to 3.15: no micro-operation for the generic CALL',
  ],
};
