/**
 * Calls the optimizer knows the meaning of: `CallDescr.oopspec`, printed `OS=`.
 *
 * Source: rpython/jit/codewriter/effectinfo.py, PyPy 7.3.11.
 */
export const OS = {
  ARRAYCOPY: 1,
  DICT_LOOKUP: 4,
  ARRAYMOVE: 9,
  INT_PY_DIV: 12,
  INT_UDIV: 13,
  INT_PY_MOD: 14,
  STR_CONCAT: 22,
  STR_SLICE: 23,
  UNI_CONCAT: 42,
  UNI_SLICE: 43,
  JIT_FORCE_VIRTUAL: 120,
  JIT_FORCE_VIRTUALIZABLE: 121,
} as const;
