import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `A hot loop reads a field of ever different objects, and the text stores values of several types in that field, one of them a number: None or
an int, an int or a float.`,
  why: `PyPy gives objects with the same fields one map, and puts ints and floats into them unboxed as long as the field has held nothing else. An object that
holds None there, or a float where others hold an int, gets another map. A trace guards the map, so each kind runs through a bridge of its own, and so does
what follows.`,
  example: `class Node:
    def __init__(self, value):
        self.value = value
        self.weight = None

def total(count):
    nodes = [Node(i) for i in range(count)]
    for i in range(0, count, 3):
        nodes[i].weight = 5
    result = 0
    for node in nodes:
        if node.weight is not None:
            result += node.weight
    return result

print(total(6000))
`,
  instead: `class Node:
    def __init__(self, value):
        self.value = value
        self.weight = 0

def total(count):
    nodes = [Node(i) for i in range(count)]
    for i in range(0, count, 3):
        nodes[i].weight = 5
    result = 0
    for node in nodes:
        result += node.weight
    return result

print(total(6000))
`,
  confirmed: `Guards on the line that reads the field, or on the loop that fetches the objects, fail and bridges grow from them. It refutes the suspicion when the
place was compiled and only one kind ever came.`,
  whenNot: `When nearly all objects hold the same kind. When the loop does much else for each object.`,
  measured: `PyPy 7.3.11, a loop over 400,000 objects whose field changes from int to float (\`inst_attr_type_change.py\`): 3 bridges, and every round allocates an
int or a float box: 34 % of the run's predicted time.`,
  references: ['PyPy, `pypy/objspace/std/mapdict.py`: `UnboxedPlainAttribute`'],
};
