/**
 * What a frame does with the value that its callee returns. Set (`cont`, `contArg`, `contTemp`) before anything is called, so that a
 * guard that fails inside the callee, or right after an opaque call, knows how to go on. Values pending on it stay on
 * the value stack until the continuation pops them.
 */
export const C = {
  /** Pop `contArg` values, push the result. */
  PUSH: 0,
  /** Pop `contArg` values. */
  DISCARD: 1,
  /** `__init__` returned: pop `contArg` values, push the instance (`contTemp`). */
  INIT: 2,
  /** Push the item above the iterator. */
  NEXT: 3,
  /** A binary operation's method: NotImplemented tries the next candidate. `contArg` is op * 4 + stage (+ 256 when in place). */
  BINARY: 4,
  /** A comparison's method, likewise: op * 2 + stage. */
  COMPARE: 5,
  /** `__bool__` or `__len__` of a condition; contArg: unit to go to if true * 65536... see truth. */
  TRUTH_JUMP: 6,
  /** Result of `__contains__`: made a bool, inverted when contArg is 1. */
  CONTAINS: 7,
  /** `__len__`: checked to be a length. */
  LENGTH: 8,
  /** unary not of `__bool__` or `__len__`. */
  NOT: 9,
  /** A generator returned inside `yield from`: see generators. */
  DELEGATE: 11,
  /** bool(x): pop contArg, push the truth of the result. */
  BOOL: 12,
  /** `__iter__` returned: pop 1, push it, checked to be an iterator. */
  ITER: 13,
  /** Enumerate over a guest iterator: pair the item with the index. */
  ENUMERATE: 14,
  /** `__new__` returned: call `__init__` if it is an instance; contTemp holds class and arguments. */
  NEW: 15,
  /** `next(it, default)`: PUSH, and the default when exhausted. */
  NEXT_DEFAULT: 16,
  /** `getattr(o, n, default)` with user code. */
  GETATTR_DEFAULT: 17,
  /** A method looked up through a property: push the result and null. */
  METHOD: 18,
  /** with: `__enter__` returned: push the exit method below the result and a finally block. */
  ENTER: 19,
  /** `__exit__` returned: pop contArg, push the result. */
  EXIT: 20,
  /** `next(it)`: PUSH, and StopIteration where the step of the iterator answers with its end. */
  NEXT_CALL: 22,
  /** An iterable was read: pop it, push its contArg values, the first on top. */
  UNPACK: 21,
  /** The key's `__hash__` returned: the operation on the dict or set goes on with it. */
  HASHED: 23,
} as const;
