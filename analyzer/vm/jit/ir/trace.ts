/**
 * A trace: input arguments and a straight line of operations that ends in `jump` or `finish`.
 *
 * Conventions that the table of operations cannot say:
 * - `debug_merge_point` has two ConstInt arguments, inlining depth and call number; its place is the operation's `at`.
 * - `label` and `jump` carry a TargetToken, `call_assembler_*` a LoopToken (and no function argument).
 * - `finish` has one argument or none. Without a descr it returns; with `EXIT_WITH_EXCEPTION` it raises its argument.
 * - A bridge's input arguments are the parent guard's fail arguments without the holes, in the same order.
 * - `new_with_vtable`/`new` are made when first used; the setfields before that are their initial fields.
 */
import type { InputArg, Operation } from './values';

export interface Trace {
  readonly inputargs: readonly InputArg[];
  readonly ops: readonly Operation[];
}

/** How a `finish` leaves (rpython/jit/metainterp/compile.py: DoneWithThisFrameDescr*, ExitFrameWithExceptionDescrRef). */
export interface FinishDescr {
  readonly kind: 'finish';
  readonly name: 'ExitFrameWithExceptionDescrRef';
}

export const EXIT_WITH_EXCEPTION: FinishDescr = { kind: 'finish', name: 'ExitFrameWithExceptionDescrRef' };
