/**
 * The IR's vocabulary: one table, everything else (types, verifier, printer, parser, optimizer dispatch, backends) derives
 * from it. Names, result types and effects are those of rpython/jit/metainterp/resoperation.py (PyPy 7.3.11).
 *
 * `result`: type of the value the operation *is* ('i' 64-bit int, 'r' reference, 'f' double, 'v' none).
 * `arity`: number of arguments, -1 for any.
 */

export type IRType = 'i' | 'r' | 'f' | 'v';

export interface OperationInfo {
  readonly result: IRType;
  readonly arity: number;
  /** No side effect and the result depends on the arguments alone: may be shared or folded. */
  readonly pure?: true;
  /** A guard: has resume data, may leave the trace. */
  readonly guard?: true;
  /** Followed by guard_no_overflow or guard_overflow. */
  readonly ovf?: true;
  readonly call?: 'residual' | 'may_force' | 'assembler' | 'release_gil' | 'cond' | 'pure';
  /** Swapping the two arguments changes nothing. */
  readonly commutative?: true;
  /** A comparison that gives 0 or 1. */
  readonly bool?: true;
  /** Ends the trace. */
  readonly final?: true;
  /** Reads or writes the heap through a field or array descr. */
  readonly heap?: 'read' | 'write';
  /** Makes an object. */
  readonly malloc?: true;
  /** Costs nothing in machine code. */
  readonly free?: true;
  readonly doc: string;
}

const pureInt = (doc: string, arity = 2): OperationInfo => ({ result: 'i', arity, pure: true, doc });
const cmp = (doc: string, arity = 2, commutative = false): OperationInfo =>
  commutative
    ? { result: 'i', arity, pure: true, bool: true, commutative: true, doc }
    : { result: 'i', arity, pure: true, bool: true, doc };
const guard = (arity: number, doc: string): OperationInfo => ({ result: 'v', arity, guard: true, doc });
const call = (result: IRType, kind: NonNullable<OperationInfo['call']>, doc: string): OperationInfo => ({
  result,
  arity: -1,
  call: kind,
  doc,
});

export const OPERATIONS = {
  // -- integers (64-bit two's complement) --
  int_add: { ...pureInt('wrapping sum'), commutative: true },
  int_sub: pureInt('wrapping difference'),
  int_mul: { ...pureInt('wrapping product'), commutative: true },
  int_add_ovf: { result: 'i', arity: 2, pure: true, ovf: true, commutative: true, doc: 'sum; overflow is checked by the next guard' },
  int_sub_ovf: { result: 'i', arity: 2, pure: true, ovf: true, doc: 'difference; overflow is checked by the next guard' },
  int_mul_ovf: { result: 'i', arity: 2, pure: true, ovf: true, commutative: true, doc: 'product; overflow is checked by the next guard' },
  int_floordiv: pureInt('C division, truncating'),
  int_mod: pureInt('C remainder'),
  uint_mul_high: pureInt('high word of the unsigned product'),
  int_and: { ...pureInt('bitwise and'), commutative: true },
  int_or: { ...pureInt('bitwise or'), commutative: true },
  int_xor: { ...pureInt('bitwise exclusive or'), commutative: true },
  int_lshift: pureInt('shift left, wrapping'),
  int_rshift: pureInt('arithmetic shift right'),
  uint_rshift: pureInt('logical shift right'),
  int_neg: pureInt('negate, wrapping', 1),
  int_invert: pureInt('bitwise complement', 1),
  int_signext: pureInt('sign-extend from n bytes'),
  int_force_ge_zero: pureInt('max(x, 0)', 1),
  int_lt: cmp('signed <'),
  int_le: cmp('signed <='),
  int_eq: cmp('==', 2, true),
  int_ne: cmp('!=', 2, true),
  int_gt: cmp('signed >'),
  int_ge: cmp('signed >='),
  uint_lt: cmp('unsigned <'),
  uint_le: cmp('unsigned <='),
  uint_gt: cmp('unsigned >'),
  uint_ge: cmp('unsigned >='),
  int_is_zero: cmp('x == 0', 1),
  int_is_true: cmp('x != 0', 1),
  same_as_i: pureInt('copy', 1),
  same_as_r: { result: 'r', arity: 1, pure: true, doc: 'copy' },
  same_as_f: { result: 'f', arity: 1, pure: true, doc: 'copy' },
  // -- doubles --
  float_add: { result: 'f', arity: 2, pure: true, commutative: true, doc: 'sum' },
  float_sub: { result: 'f', arity: 2, pure: true, doc: 'difference' },
  float_mul: { result: 'f', arity: 2, pure: true, commutative: true, doc: 'product' },
  float_truediv: { result: 'f', arity: 2, pure: true, doc: 'quotient' },
  float_neg: { result: 'f', arity: 1, pure: true, doc: 'negate' },
  float_abs: { result: 'f', arity: 1, pure: true, doc: 'absolute value' },
  float_lt: cmp('<'),
  float_le: cmp('<='),
  float_eq: cmp('==', 2, true),
  float_ne: cmp('!=', 2, true),
  float_gt: cmp('>'),
  float_ge: cmp('>='),
  cast_int_to_float: { result: 'f', arity: 1, pure: true, doc: 'nearest double' },
  cast_float_to_int: pureInt('truncate toward zero; the argument is known to fit', 1),
  // -- references --
  ptr_eq: cmp('same object', 2, true),
  ptr_ne: cmp('not the same object', 2, true),
  instance_ptr_eq: cmp('same instance', 2, true),
  instance_ptr_ne: cmp('not the same instance', 2, true),
  // -- strings of characters (RPython unicode/str: here a guest str's content) --
  strlen: pureInt('length', 1),
  strgetitem: pureInt('code at index'),
  newstr: { result: 'r', arity: 1, malloc: true, doc: 'new, empty string of n characters' },
  strsetitem: { result: 'v', arity: 3, doc: 'fill in one character of a new string' },
  copystrcontent: { result: 'v', arity: 5, doc: 'copy characters into a new string' },
  // -- heap --
  new_with_vtable: { result: 'r', arity: 0, malloc: true, doc: 'new object' },
  new: { result: 'r', arity: 0, malloc: true, doc: 'new struct' },
  new_array: { result: 'r', arity: 1, malloc: true, doc: 'new array' },
  new_array_clear: { result: 'r', arity: 1, malloc: true, doc: 'new array of nulls or zeros' },
  getfield_gc_i: { result: 'i', arity: 1, heap: 'read', doc: 'read a field' },
  getfield_gc_r: { result: 'r', arity: 1, heap: 'read', doc: 'read a field' },
  getfield_gc_f: { result: 'f', arity: 1, heap: 'read', doc: 'read a field' },
  setfield_gc: { result: 'v', arity: 2, heap: 'write', doc: 'write a field' },
  getarrayitem_gc_i: { result: 'i', arity: 2, heap: 'read', doc: 'read an item' },
  getarrayitem_gc_r: { result: 'r', arity: 2, heap: 'read', doc: 'read an item' },
  getarrayitem_gc_f: { result: 'f', arity: 2, heap: 'read', doc: 'read an item' },
  setarrayitem_gc: { result: 'v', arity: 3, heap: 'write', doc: 'write an item' },
  arraylen_gc: { result: 'i', arity: 1, pure: true, doc: 'length of a fixed-size array' },
  getfield_raw_i: { result: 'i', arity: 1, heap: 'read', doc: 'read a raw cell (the signal ticker)' },
  setfield_raw: { result: 'v', arity: 2, heap: 'write', doc: 'write a raw cell' },
  quasiimmut_field: { result: 'v', arity: 1, doc: 'the field is read as a constant; a write invalidates the trace' },
  // -- calls: argument 0 is the function --
  call_i: call('i', 'residual', 'residual call'),
  call_r: call('r', 'residual', 'residual call'),
  call_f: call('f', 'residual', 'residual call'),
  call_n: call('v', 'residual', 'residual call'),
  call_pure_i: call('i', 'pure', 'elidable call; becomes call_i when it stays'),
  call_pure_r: call('r', 'pure', 'elidable call; becomes call_r when it stays'),
  call_pure_f: call('f', 'pure', 'elidable call; becomes call_f when it stays'),
  call_may_force_i: call('i', 'may_force', 'call that may look at or run frames'),
  call_may_force_r: call('r', 'may_force', 'call that may look at or run frames'),
  call_may_force_f: call('f', 'may_force', 'call that may look at or run frames'),
  call_may_force_n: call('v', 'may_force', 'call that may look at or run frames'),
  call_assembler_i: call('i', 'assembler', 'run another compiled trace'),
  call_assembler_r: call('r', 'assembler', 'run another compiled trace'),
  call_assembler_f: call('f', 'assembler', 'run another compiled trace'),
  call_assembler_n: call('v', 'assembler', 'run another compiled trace'),
  call_release_gil_i: call('i', 'release_gil', 'C call'),
  call_release_gil_f: call('f', 'release_gil', 'C call'),
  cond_call: call('v', 'cond', 'call when argument 0 is true (argument 1 is the function)'),
  cond_call_value_i: call('i', 'cond', 'argument 0 if true, else the call'),
  cond_call_value_r: call('r', 'cond', 'argument 0 if non-null, else the call'),
  // -- guards --
  guard_true: guard(1, 'argument is 1'),
  guard_false: guard(1, 'argument is 0'),
  guard_value: guard(2, 'argument 0 equals constant argument 1'),
  guard_class: guard(2, 'non-null argument has exactly this class'),
  guard_nonnull: guard(1, 'argument is not null'),
  guard_isnull: guard(1, 'argument is null'),
  guard_nonnull_class: guard(2, 'argument is not null and has exactly this class'),
  guard_subclass: guard(2, 'non-null argument is an instance of this class or of a subclass (before reads that a label relies on)'),
  guard_gc_type: guard(2, 'non-null argument is an internal structure or array of exactly this type'),
  guard_no_exception: guard(0, 'the call before raised nothing'),
  guard_exception: { result: 'r', arity: 1, guard: true, doc: 'the call before raised exactly this class; gives the exception' },
  guard_no_overflow: guard(0, 'the *_ovf before fitted 64 bits'),
  guard_overflow: guard(0, 'the *_ovf before did not fit'),
  guard_not_forced: guard(0, 'nobody forced the frame during the call before'),
  guard_not_forced_2: guard(0, 'nobody forced the frame; before finish'),
  guard_not_invalidated: guard(0, 'nothing the trace relies on has changed'),
  guard_always_fails: guard(0, 'end of a segment'),
  // -- structure --
  label: { result: 'v', arity: -1, doc: 'a place other traces jump to' },
  jump: { result: 'v', arity: -1, final: true, doc: 'go to a label' },
  finish: { result: 'v', arity: -1, final: true, doc: 'leave the frame' },
  debug_merge_point: { result: 'v', arity: -1, free: true, doc: 'a bytecode starts here' },
  enter_portal_frame: { result: 'v', arity: 2, free: true, doc: 'an inlined frame starts' },
  leave_portal_frame: { result: 'v', arity: 1, free: true, doc: 'an inlined frame ends' },
  force_token: { result: 'r', arity: 0, free: true, doc: 'the address of the machine frame' },
  virtual_ref: { result: 'r', arity: 2, doc: 'a reference to a frame that may stay virtual' },
  virtual_ref_finish: { result: 'v', arity: 2, doc: 'the frame is left' },
  keepalive: { result: 'v', arity: 1, free: true, doc: 'nothing' },
} as const satisfies Record<string, OperationInfo>;

export type OpName = keyof typeof OPERATIONS;

/** The table with its general type (the literal types are narrower). A map: V8 reads an object of so many properties slowly. */
const TABLE: ReadonlyMap<string, OperationInfo> = new Map(Object.entries(OPERATIONS));

export function operationInfo(name: OpName): OperationInfo {
  return TABLE.get(name) as OperationInfo;
}
