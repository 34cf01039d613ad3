/**
 * Applies a frame's continuation to the value its callee returned.
 */
import * as m from '../machine/machine';
import type { Ref } from '../machine/types';
import { ops } from '../compile/opcodes';
import { Block, type Frame } from '../runtime/functions';
import { w_False, w_True } from '../runtime/values';
import { afterBinary } from './arithmetic';
import { afterNew, initResult } from './calls';
import { afterCompare, containsResult, lengthResult, truthOfResult } from './compare';
import { C } from './continuations';
import { jump } from './dispatch';
import { afterHash } from './hashed-keys';
import { checkIterator, pairUp } from './iteration';

/**
 * `f` is the current frame again; the operation it was in ends with `r`, unless another frame is pushed for it. Non-null: the
 * run's base frame was left (a generator driven by the host yielded), and this is the value of the run.
 */
export function applyResult(first: Frame, r: Ref): Ref | null {
  let f = first;
  m.resultPending(first, r);
  // yield from: the value goes through every delegating generator to the one that consumes it.
  while (f.cont === C.DELEGATE) {
    f.sp--;
    f.nextPc = f.pc;
    const back = m.suspend(f, r);
    if (back === null) return r;
    f = back;
  }
  finish(f, r);
  return null;
}

function finish(f: Frame, r: Ref): void {
  const slots = f.slots;
  switch (f.cont) {
    case C.PUSH:
      f.sp -= f.contArg;
      slots[f.sp++] = r;
      return;
    case C.DISCARD:
      f.sp -= f.contArg;
      return;
    case C.INIT: {
      const instance = initResult(f, r);
      f.cont = C.PUSH;
      f.sp -= f.contArg;
      slots[f.sp++] = instance;
      return;
    }
    case C.NEW: {
      const made = afterNew(f, r);
      if (made === undefined) return;
      finish(f, made);
      return;
    }
    case C.NEXT:
      slots[f.sp++] = r;
      return;
    case C.ENUMERATE: {
      const pair = pairUp(f.contTemp as Ref, r);
      f.contTemp = null;
      slots[f.sp++] = pair;
      return;
    }
    case C.BINARY:
    case C.COMPARE: {
      const value = f.cont === C.BINARY ? afterBinary(f, r) : afterCompare(f, r);
      if (value === undefined) return;
      slots[--f.sp - 1] = value;
      return;
    }
    case C.TRUTH_JUMP:
      truthJump(f, r);
      return;
    case C.CONTAINS: {
      const value = containsResult(r, f.contArg);
      slots[--f.sp - 1] = value;
      return;
    }
    case C.LENGTH: {
      const length = lengthResult(r);
      f.sp -= f.contArg;
      slots[f.sp++] = length;
      return;
    }
    case C.NOT:
      slots[f.sp - 1] = truthOfResult(slots[f.sp - 1] as Ref, r) ? m.ref(w_False) : m.ref(w_True);
      return;
    case C.BOOL: {
      const yes = truthOfResult(slots[f.sp - 1] as Ref, r);
      f.sp -= f.contArg;
      slots[f.sp++] = m.ref(yes ? w_True : w_False);
      return;
    }
    case C.ITER:
      f.sp -= f.contArg;
      slots[f.sp++] = checkIterator(r);
      return;
    case C.METHOD:
      slots[f.sp - 1] = r;
      slots[f.sp++] = m.nullRef;
      return;
    case C.NEXT_DEFAULT:
    case C.GETATTR_DEFAULT:
      f.contTemp = null;
      f.sp -= f.contArg;
      slots[f.sp++] = r;
      return;
    case C.UNPACK: {
      f.sp--;
      const store = r as unknown as m.Store;
      for (let i = f.contArg - 1; i >= 0; i--) slots[f.sp++] = m.arrayGet(store, m.int(i));
      return;
    }
    case C.HASHED:
      afterHash(f, r);
      return;
    case C.ENTER:
      // The bound exit method stands where the manager was.
      slots[f.sp - 1] = f.contTemp;
      f.contTemp = null;
      f.block = new Block('finally', f.contArg, f.sp, f.block);
      slots[f.sp++] = r;
      return;
    case C.EXIT:
      slots[f.sp - 2] = slots[f.sp - 1];
      slots[f.sp - 1] = r;
      return;
    default:
      f.sp -= f.contArg;
      slots[f.sp++] = r;
  }
}

/** The condition of a jump was asked through `__bool__` or `__len__`. */
function truthJump(f: Frame, r: Ref): void {
  const opcode = f.code.opcodes[f.pc];
  const target = f.code.operands[f.pc] >> 1;
  const yes = truthOfResult(f.slots[f.sp - 1] as Ref, r);
  const keep = opcode === ops.JUMP_IF_FALSE_OR_POP || opcode === ops.JUMP_IF_TRUE_OR_POP;
  const want = opcode === ops.POP_JUMP_IF_TRUE || opcode === ops.JUMP_IF_TRUE_OR_POP;
  if (!keep || yes !== want) f.sp--;
  if (yes === want) jump(f, target);
}
