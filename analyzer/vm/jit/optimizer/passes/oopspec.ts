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
  /** None of RPython's: an elidable call that stands for code of PyPy's that makes a string in the trace (newstr, a slice, a concatenation). */
  MADE_TEXT: 1000,
  /** Looks at strings' characters or lengths, where PyPy reads them from a virtual string's parts (vstring.py, opt_call_stroruni_STR_EQUAL). */
  ASKS_TEXT: 1001,
  /** As MADE_TEXT, and one character long. */
  MADE_CHARACTER: 1002,
  /** As ASKS_TEXT where the string is one character long (rstr.py, ll_find: ll_find_char). */
  ASKS_CHARACTER: 1003,
} as const;
