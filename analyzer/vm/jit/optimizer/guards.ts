/**
 * Emit a guard: give it resume data of its own, or let it share that of the guard before it.
 *
 * A guard that follows another with only pure operations between may fail at the earlier one's place: the operations between are
 * done again. Source: rpython/jit/metainterp/optimizeopt/optimizer.py (emit_guard_operation, store_final_boxes_in_guard), PyPy 7.3.11.
 */
import { ConstInt, type Operation } from '../ir';
import { InvalidLoop } from './facts/invalid-loop';
import type { Optimizer } from './optimizer';
import { intBoundOf } from './pass';
import { ResumeGuardDescr } from './tokens';

/** Returns the operation to append (another one when a guard_value on a bool becomes guard_true or guard_false). */
export function emitGuardOperation(optimizer: Optimizer, op: Operation, pending: readonly Operation[]): Operation {
  const { name } = op;
  // Exception guards belong to the call before them: they share with its guard_not_forced or not at all.
  if ((name === 'guard_no_exception' || name === 'guard_exception') && optimizer.lastGuardOp?.name !== 'guard_not_forced') {
    optimizer.lastGuardOp = null;
  }
  // A segment's end must make progress: sharing could restart the same segment again and again.
  if (name === 'guard_always_fails') optimizer.lastGuardOp = null;

  let result: Operation;
  const last = optimizer.lastGuardOp;
  if (last !== null && op.descr === null) {
    optimizer.statistics.sharedGuards++;
    const shared = last.descr as ResumeGuardDescr;
    op.descr = new ResumeGuardDescr(name, shared.sharedWith ?? shared);
    op.failArgs = last.failArgs;
    result = maybeReplaceGuardValue(optimizer, op);
  } else {
    result = storeFinalBoxesInGuard(optimizer, op, pending);
    optimizer.lastGuardOp = result;
    // A value the preamble computed may be needed by this guard alone: then the loop must receive it.
    for (const box of result.failArgs!) if (box !== null) optimizer.forceBox(box);
  }
  if (name === 'guard_exception') optimizer.lastGuardOp = null;
  return result;
}

/** Numbers what the guard's frames need and writes its resume data. */
export function storeFinalBoxesInGuard(optimizer: Optimizer, op: Operation, pending: readonly Operation[]): Operation {
  const descr = (op.descr ??= new ResumeGuardDescr(op.name)) as ResumeGuardDescr;
  if (descr.atPosition && op.snapshot === null) throw new InvalidLoop('the jump does not say where its guards resume');
  const { resume, failArgs } = optimizer.resumeMemo.number(optimizer, op, pending);
  descr.resume = resume;
  descr.innermost = resume.frames.at(-1)?.info ?? null;
  op.failArgs = failArgs;
  return maybeReplaceGuardValue(optimizer, op);
}

function maybeReplaceGuardValue(optimizer: Optimizer, op: Operation): Operation {
  const [box, constant] = op.args;
  if (op.name !== 'guard_value' || !(constant instanceof ConstInt) || !intBoundOf(box!).isBool()) return op;
  if (constant.value !== 0 && constant.value !== 1) return op;
  return optimizer.replaceOpWith(op, constant.value === 1 ? 'guard_true' : 'guard_false', [box!]);
}
