import type { RulePage } from '../rule';

export const page: RulePage = {
  meaning: `A hot loop calculates with ints that no machine word holds: with a constant of 64 bits or more, such as the mask of a 64-bit hash, or with a
variable that is multiplied or shifted in each round and never reduced.`,
  why: `A tracing JIT keeps an int in a register and guards that an operation does not overflow. Beyond the word it must use integers of any size: an
object with an array of digits, a call for each operation, an allocation for each result. \`& 0xFFFF_FFFF_FFFF_FFFF\` looks like the cure and is the
cause: PyPy's word is signed, so that constant is itself beyond it.`,
  example: `MASK = (1 << 64) - 1

def fnv(data):
    h = 0xCBF29CE484222325
    for byte in data:
        h = ((h ^ byte) * 0x100000001B3) & MASK
    return h
`,
  instead: `MASK = (1 << 32) - 1

def fnv(data):
    h = 0x811C9DC5
    for byte in data:
        h = ((h ^ byte) * 0x01000193) & MASK
    return h
`,
  confirmed: `Operations on big integers stand in compiled code on the line. It refutes the suspicion when the line was compiled and all its ints fitted the
machine word.`,
  whenNot: `When the algorithm needs the bits (cryptography, exact sums). CPython 3.13 and 3.14 trace ints of whatever size alike; for 3.15 the limit is 30
bits, and the price is one side trace.`,
  measured: `PyPy 7.3.11, an addition of ints that overflows 64 bits: 21 ns, a product of big integers 30 ns, against 1 ns for machine words. CPython 3.13: 79
and 113 ns. CPython 3.15: a sum that passes 2**30 leaves its trace in each round, through a side trace of 14 micro-operations.`,
  references: [
    'PyPy, `pypy/objspace/std/intobject.py`: the overflow case of `_make_ovf2long`',
    'CPython, `Python/optimizer_bytecodes.c`: `_GUARD_TOS_INT` and compact ints (3.15)',
  ],
};
