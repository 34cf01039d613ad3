/**
 * The bytecode loop: one case an instruction, in the order of compile/opcodes. Built twice: over the Direct machine it is the
 * interpreter, over the Recording machine the tracer runs it one bytecode at a time.
 *
 * Every case keeps the rule of resume data: guards and pure reads first, then at most one effect; operands stay on the
 * stack until the effect is done, so that a failed guard can start the bytecode again.
 *
 * Source: pypy/interpreter/pyopcode.py.
 */
import * as m from '../machine/machine';
import type { Ref } from '../machine/types';
import { ops } from '../compile/opcodes';
import { GuestError } from '../runtime/errors';
import { Block, type Frame } from '../runtime/functions';
import { w_False, w_None, w_True } from '../runtime/values';
import { binary } from './arithmetic';
import { deleteAttribute, getAttribute, loadMethod, setAttribute } from './attributes';
import { call } from './calls';
import { compare, contains, identical, truth } from './compare';
import { C } from './continuations';
import { applyResult } from './results';
import { asyncValue, returned } from './generators';
import { DONE, yieldFrom } from './delegation';
import { matches, raiseValue, unwind } from './exceptions';
import { getItem, setItem, deleteItem, unpack } from './items';
import { iterate, next } from './iteration';
import { quick } from './quick';
import { unary } from './unary';
import { rare } from './rare';
import { callEx, callKeywords } from './starcalls';
import { deleteGlobal, deleteName, loadGlobal, loadName, storeGlobal, storeName, unboundLocal } from './names';

/**
 * Runs from the current frame until the run's base frame returns; gives its value. Guest exceptions that leave the base frame are
 * thrown. With `first`, the current frame goes on by raising it.
 */
export function run(first: GuestError | null = null): Ref {
  let f = m.currentFrame();
  let pending = first;
  for (;;) {
    try {
      if (pending !== null) {
        const e = pending;
        pending = null;
        throw e;
      }
      return loop(f);
    } catch (e) {
      const guest = e instanceof GuestError ? e : m.hostError(e);
      if (guest === null) throw e;
      if (guest.leftBase) {
        guest.leftBase = false;
        throw guest;
      }
      const handler = unwind(m.currentFrame(), guest, m.isFresh(guest));
      if (handler instanceof GuestError) throw handler;
      f = handler;
    }
  }
}

function loop(start: Frame): Ref {
  let f = start;
  for (;;) {
    const { opcodes, operands, next: nextUnit } = f.code;
    const slots = f.slots;
    for (;;) {
      if (!m.RECORDING && f.entryTick === 0 && !quick(f)) break;
      const pc = f.nextPc;
      if (m.mergePoint(f, pc)) break;
      f.pc = pc;
      f.nextPc = nextUnit[pc];
      const arg = operands[pc];
      switch (opcodes[pc]) {
        case ops.LOAD_FAST: {
          const w = slots[arg] as Ref;
          if (m.isNull(w)) throw unboundLocal(f, arg);
          slots[f.sp++] = w;
          continue;
        }
        case ops.LOAD_CONST:
          slots[f.sp++] = m.ref(f.code.consts[arg]);
          continue;
        case ops.STORE_FAST:
          slots[arg] = slots[--f.sp];
          continue;
        case ops.POP_TOP:
          f.sp--;
          continue;
        case ops.ROT_TWO: {
          const top = slots[f.sp - 1];
          slots[f.sp - 1] = slots[f.sp - 2];
          slots[f.sp - 2] = top;
          continue;
        }
        case ops.ROT_THREE: {
          const top = slots[f.sp - 1];
          slots[f.sp - 1] = slots[f.sp - 2];
          slots[f.sp - 2] = slots[f.sp - 3];
          slots[f.sp - 3] = top;
          continue;
        }
        case ops.DUP_TOP:
          slots[f.sp] = slots[f.sp - 1];
          f.sp++;
          continue;
        case ops.DUP_TOP_TWO:
          slots[f.sp] = slots[f.sp - 2];
          slots[f.sp + 1] = slots[f.sp - 1];
          f.sp += 2;
          continue;
        case ops.NOP:
          continue;

        // -- operators --
        case ops.BINARY_ADD:
          if (operator(f, 0, false)) continue;
          break;
        case ops.BINARY_SUBTRACT:
          if (operator(f, 1, false)) continue;
          break;
        case ops.BINARY_MULTIPLY:
          if (operator(f, 2, false)) continue;
          break;
        case ops.BINARY_TRUE_DIVIDE:
          if (operator(f, 3, false)) continue;
          break;
        case ops.BINARY_FLOOR_DIVIDE:
          if (operator(f, 4, false)) continue;
          break;
        case ops.BINARY_MODULO:
          if (operator(f, 5, false)) continue;
          break;
        case ops.BINARY_POWER:
          if (operator(f, 6, false)) continue;
          break;
        case ops.BINARY_LSHIFT:
          if (operator(f, 7, false)) continue;
          break;
        case ops.BINARY_RSHIFT:
          if (operator(f, 8, false)) continue;
          break;
        case ops.BINARY_AND:
          if (operator(f, 9, false)) continue;
          break;
        case ops.BINARY_OR:
          if (operator(f, 10, false)) continue;
          break;
        case ops.BINARY_XOR:
          if (operator(f, 11, false)) continue;
          break;
        case ops.BINARY_MATRIX_MULTIPLY:
          if (operator(f, 12, false)) continue;
          break;
        case ops.INPLACE_ADD:
          if (operator(f, 0, true)) continue;
          break;
        case ops.INPLACE_SUBTRACT:
          if (operator(f, 1, true)) continue;
          break;
        case ops.INPLACE_MULTIPLY:
          if (operator(f, 2, true)) continue;
          break;
        case ops.INPLACE_TRUE_DIVIDE:
          if (operator(f, 3, true)) continue;
          break;
        case ops.INPLACE_FLOOR_DIVIDE:
          if (operator(f, 4, true)) continue;
          break;
        case ops.INPLACE_MODULO:
          if (operator(f, 5, true)) continue;
          break;
        case ops.INPLACE_POWER:
          if (operator(f, 6, true)) continue;
          break;
        case ops.INPLACE_LSHIFT:
          if (operator(f, 7, true)) continue;
          break;
        case ops.INPLACE_RSHIFT:
          if (operator(f, 8, true)) continue;
          break;
        case ops.INPLACE_AND:
          if (operator(f, 9, true)) continue;
          break;
        case ops.INPLACE_OR:
          if (operator(f, 10, true)) continue;
          break;
        case ops.INPLACE_XOR:
          if (operator(f, 11, true)) continue;
          break;
        case ops.INPLACE_MATRIX_MULTIPLY:
          if (operator(f, 12, true)) continue;
          break;
        case ops.COMPARE_OP: {
          f.cont = C.PUSH;
          f.contArg = 2;
          const r = compare(f, arg, slots[f.sp - 2] as Ref, slots[f.sp - 1] as Ref);
          if (r === undefined) break;
          slots[--f.sp - 1] = r;
          continue;
        }
        case ops.IS_OP: {
          const same = m.branch(identical(slots[f.sp - 2] as Ref, slots[f.sp - 1] as Ref));
          slots[--f.sp - 1] = m.ref(same === (arg === 0) ? w_True : w_False);
          continue;
        }
        case ops.CONTAINS_OP: {
          const r = contains(f, slots[f.sp - 1] as Ref, slots[f.sp - 2] as Ref, arg);
          if (r === undefined) break;
          slots[--f.sp - 1] = r;
          continue;
        }
        case ops.UNARY_NEGATIVE:
        case ops.UNARY_POSITIVE:
        case ops.UNARY_INVERT:
        case ops.UNARY_NOT: {
          const r = unary(f, opcodes[pc], slots[f.sp - 1] as Ref);
          if (r === undefined) break;
          slots[f.sp - 1] = r;
          continue;
        }

        // -- jumps --
        case ops.JUMP_FORWARD:
          f.nextPc = nextUnit[pc] + (arg >> 1);
          continue;
        case ops.JUMP_ABSOLUTE:
          if (jump(f, arg >> 1)) break;
          continue;
        case ops.POP_JUMP_IF_FALSE:
        case ops.POP_JUMP_IF_TRUE: {
          const want = opcodes[pc] === ops.POP_JUMP_IF_TRUE;
          const w = slots[f.sp - 1] as Ref;
          const yes = truth(f, w, C.TRUTH_JUMP, 0);
          if (yes === undefined) break;
          f.sp--;
          if (yes === want && jump(f, arg >> 1)) break;
          continue;
        }
        case ops.JUMP_IF_FALSE_OR_POP:
        case ops.JUMP_IF_TRUE_OR_POP: {
          const want = opcodes[pc] === ops.JUMP_IF_TRUE_OR_POP;
          const yes = truth(f, slots[f.sp - 1] as Ref, C.TRUTH_JUMP, 1);
          if (yes === undefined) break;
          if (yes === want) {
            if (jump(f, arg >> 1)) break;
          } else f.sp--;
          continue;
        }
        case ops.FOR_ITER: {
          f.cont = C.NEXT;
          f.contArg = nextUnit[pc] + (arg >> 1);
          const item = next(f, slots[f.sp - 1] as Ref);
          if (item === undefined) break;
          if (item === null) {
            f.sp--;
            f.nextPc = nextUnit[pc] + (arg >> 1);
          } else slots[f.sp++] = item;
          continue;
        }
        case ops.GET_ITER: {
          f.cont = C.ITER;
          f.contArg = 1;
          const r = iterate(f, slots[f.sp - 1] as Ref);
          if (r === undefined) break;
          slots[f.sp - 1] = r;
          continue;
        }

        // -- names and attributes --
        case ops.LOAD_GLOBAL:
          slots[f.sp++] = loadGlobal(f, f.code.code.names[arg]);
          continue;
        case ops.STORE_GLOBAL:
          storeGlobal(f, f.code.code.names[arg], slots[f.sp - 1] as Ref);
          f.sp--;
          continue;
        case ops.LOAD_NAME:
          slots[f.sp++] = loadName(f, f.code.code.names[arg]);
          continue;
        case ops.STORE_NAME:
          storeName(f, f.code.code.names[arg], slots[f.sp - 1] as Ref);
          f.sp--;
          continue;
        case ops.DELETE_NAME:
          deleteName(f, f.code.code.names[arg]);
          continue;
        case ops.DELETE_GLOBAL:
          deleteGlobal(f, f.code.code.names[arg]);
          continue;
        case ops.DELETE_FAST:
          if (m.isNull(slots[arg] as Ref)) throw unboundLocal(f, arg);
          slots[arg] = m.nullRef;
          continue;
        case ops.LOAD_ATTR: {
          f.cont = C.PUSH;
          f.contArg = 1;
          const r = getAttribute(f, slots[f.sp - 1] as Ref, f.code.code.names[arg]);
          if (r === undefined) break;
          slots[f.sp - 1] = r;
          continue;
        }
        case ops.LOAD_METHOD: {
          f.cont = C.METHOD;
          f.contArg = 1;
          const found = loadMethod(f, slots[f.sp - 1] as Ref, f.code.code.names[arg]);
          if (found === undefined) break;
          slots[f.sp - 1] = found.func;
          slots[f.sp++] = found.self ?? m.nullRef;
          continue;
        }
        case ops.STORE_ATTR:
          f.cont = C.DISCARD;
          f.contArg = 2;
          if (setAttribute(f, slots[f.sp - 1] as Ref, f.code.code.names[arg], slots[f.sp - 2] as Ref)) break;
          f.sp -= 2;
          continue;
        case ops.DELETE_ATTR:
          f.cont = C.DISCARD;
          f.contArg = 1;
          if (deleteAttribute(f, slots[f.sp - 1] as Ref, f.code.code.names[arg])) break;
          f.sp--;
          continue;
        case ops.LOAD_CLOSURE:
          slots[f.sp++] = slots[f.code.code.nlocals + arg];
          continue;
        case ops.LOAD_DEREF: {
          const w = m.cellVariable(slots[f.code.code.nlocals + arg] as Ref);
          if (m.isNull(w)) throw unboundLocal(f, f.code.code.nlocals + arg);
          slots[f.sp++] = w;
          continue;
        }
        case ops.STORE_DEREF:
          m.cellSet(slots[f.code.code.nlocals + arg] as Ref, slots[f.sp - 1] as Ref);
          f.sp--;
          continue;

        // -- subscripts and displays --
        case ops.BINARY_SUBSCR: {
          f.cont = C.PUSH;
          f.contArg = 2;
          const r = getItem(f, slots[f.sp - 2] as Ref, slots[f.sp - 1] as Ref);
          if (r === undefined) break;
          slots[--f.sp - 1] = r;
          continue;
        }
        case ops.STORE_SUBSCR:
          f.cont = C.DISCARD;
          f.contArg = 3;
          if (setItem(f, slots[f.sp - 2] as Ref, slots[f.sp - 1] as Ref, slots[f.sp - 3] as Ref)) break;
          f.sp -= 3;
          continue;
        case ops.DELETE_SUBSCR:
          f.cont = C.DISCARD;
          f.contArg = 2;
          if (deleteItem(f, slots[f.sp - 2] as Ref, slots[f.sp - 1] as Ref)) break;
          f.sp -= 2;
          continue;
        case ops.UNPACK_SEQUENCE: {
          f.cont = C.UNPACK;
          f.contArg = arg;
          const items = unpack(slots[f.sp - 1] as Ref, arg);
          f.sp--;
          for (let i = arg - 1; i >= 0; i--) slots[f.sp++] = items[i];
          continue;
        }
        case ops.BUILD_TUPLE: {
          const w = m.newTuple(slots.slice(f.sp - arg, f.sp) as Ref[]);
          f.sp -= arg;
          slots[f.sp++] = w;
          continue;
        }
        case ops.BUILD_LIST: {
          const w = m.newList(slots.slice(f.sp - arg, f.sp) as Ref[]);
          f.sp -= arg;
          slots[f.sp++] = w;
          continue;
        }
        case ops.BUILD_SLICE: {
          const step = arg === 3 ? (slots[f.sp - 1] as Ref) : m.ref(w_None);
          const w = m.newSlice(slots[f.sp - arg] as Ref, slots[f.sp - arg + 1] as Ref, step);
          f.sp -= arg;
          slots[f.sp++] = w;
          continue;
        }

        // -- calls --
        case ops.CALL_FUNCTION: {
          f.cont = C.PUSH;
          f.contArg = arg + 1;
          const r = call(f, slots[f.sp - arg - 1] as Ref, slots.slice(f.sp - arg, f.sp) as Ref[], null);
          if (r === undefined) break;
          f.sp -= f.contArg;
          slots[f.sp++] = r;
          continue;
        }
        case ops.CALL_METHOD: {
          f.cont = C.PUSH;
          f.contArg = arg + 2;
          const unbound = m.isNull(slots[f.sp - arg - 1] as Ref);
          const r = call(f, slots[f.sp - arg - 2] as Ref, slots.slice(f.sp - arg - (unbound ? 0 : 1), f.sp) as Ref[], null);
          if (r === undefined) break;
          f.sp -= f.contArg;
          slots[f.sp++] = r;
          continue;
        }
        case ops.CALL_FUNCTION_KW:
        case ops.CALL_METHOD_KW: {
          const r = callKeywords(f, arg, opcodes[pc] === ops.CALL_METHOD_KW);
          if (r === undefined) break;
          f.sp -= f.contArg;
          slots[f.sp++] = r;
          continue;
        }
        case ops.CALL_FUNCTION_EX: {
          const r = callEx(f, arg);
          if (r === undefined) break;
          f.sp -= f.contArg;
          slots[f.sp++] = r;
          continue;
        }
        case ops.RETURN_VALUE: {
          const value = slots[f.sp - 1] as Ref;
          if (f.generator !== null) {
            returned(f, value);
            break;
          }
          const back = f.back;
          const base = f.isBase;
          m.leaveFrame(f, value, false);
          if (base || back === null) return value;
          const out = applyResult(back, value);
          if (out !== null) return out;
          break;
        }
        case ops.YIELD_VALUE: {
          const value = f.code.isAsyncGenerator ? asyncValue(slots[f.sp - 1] as Ref) : (slots[f.sp - 1] as Ref);
          f.sp--;
          const back = m.suspend(f, value);
          if (back === null) return value;
          const out = applyResult(back, value);
          if (out !== null) return out;
          break;
        }
        case ops.YIELD_FROM: {
          const out = yieldFrom(f);
          if (out === DONE) continue;
          if (out !== null) return out;
          break;
        }

        // -- exceptions --
        case ops.SETUP_EXCEPT:
          f.block = new Block('except', nextUnit[pc] + (arg >> 1), f.sp, f.block);
          continue;
        case ops.SETUP_FINALLY:
          f.block = new Block('finally', nextUnit[pc] + (arg >> 1), f.sp, f.block);
          continue;
        case ops.POP_BLOCK:
          f.block = (f.block as Block).previous;
          continue;
        case ops.POP_EXCEPT:
          f.block = (f.block as Block).previous;
          m.setHandledException((f.savedExceptions as Ref[]).pop() as Ref);
          continue;
        case ops.JUMP_IF_NOT_EXC_MATCH: {
          const yes = matches(slots[f.sp - 2] as Ref, slots[f.sp - 1] as Ref);
          f.sp -= 2;
          if (!yes) f.nextPc = arg >> 1;
          continue;
        }
        case ops.RERAISE: {
          const exception = m.unrollerException(slots[f.sp - 1] as Ref);
          throw m.reraise(exception);
        }
        case ops.RAISE_VARARGS: {
          const value = arg >= 1 ? (slots[f.sp - arg] as Ref) : null;
          const cause = arg >= 2 ? (slots[f.sp - 1] as Ref) : null;
          throw raiseValue(f, value, cause);
        }
        default:
          if (rare(f, opcodes[pc], arg)) continue;
      }
      // A frame was pushed or left, or compiled code ran: go on with whatever frame is current.
      break;
    }
    const ended = m.endedRun();
    if (ended !== null) return ended;
    f = m.currentFrame();
  }
}

/** A binary operator on the two topmost values. False: a frame was pushed. */
function operator(f: Frame, op: number, inplace: boolean): boolean {
  const slots = f.slots;
  f.cont = C.PUSH;
  f.contArg = 2;
  const r = binary(f, op, slots[f.sp - 2] as Ref, slots[f.sp - 1] as Ref, inplace);
  if (r === undefined) return false;
  slots[--f.sp - 1] = r;
  return true;
}

/** To another unit. True when compiled code ran and the frame must be reloaded. */
export function jump(f: Frame, target: number): boolean {
  const from = f.pc;
  f.nextPc = target;
  return target <= from && m.backEdge(f, target);
}
