/**
 * The instructions outside the hot path of the loop: displays, functions, classes, imports, with, match, formatting.
 */
import * as m from '../machine/machine';
import type { Ref } from '../machine/types';
import { ops } from '../compile/opcodes';
import { error, typeError, typeName } from '../runtime/errors';
import { Block, type Frame, type W_Generator } from '../runtime/functions';
import { K } from '../runtime/kinds';
import * as lib from '../library/protocols/operators';
import * as opaque from '../library/instructions';
import { call, callMethodOf } from './calls';
import { C } from './continuations';
import { isInstance } from './exceptions';
import { appendItem, starArguments } from './items';
import { makeFunction } from './makefunction';
import { unboundLocal } from './names';

/** Runs one instruction. False when a frame was pushed for it. */
export function rare(f: Frame, opcode: number, arg: number): boolean {
  const slots = f.slots;
  // What an opaque step of these instructions leaves to do.
  f.cont = C.DISCARD;
  f.contArg = opcode === ops.MAP_ADD ? 2 : 1;
  switch (opcode) {
    case ops.LIST_APPEND: {
      const list = slots[f.sp - 1 - arg] as Ref;
      appendItem(list, slots[f.sp - 1] as Ref);
      f.sp--;
      return true;
    }
    case ops.SET_ADD:
      m.callV(lib.setAddHelper, slots[f.sp - 1 - arg], slots[f.sp - 1]);
      f.sp--;
      return true;
    case ops.MAP_ADD:
      m.callV(
        lib.setItemHelper(K.DICT, m.keyKind(slots[f.sp - 2 - arg] as Ref, slots[f.sp - 2] as Ref, true)),
        slots[f.sp - 2 - arg],
        slots[f.sp - 2],
        slots[f.sp - 1],
      );
      f.sp -= 2;
      return true;
    case ops.BUILD_LIST_FROM_ARG: {
      const iterator = slots[f.sp - 1];
      slots[f.sp - 1] = m.newList([]);
      slots[f.sp++] = iterator;
      return true;
    }
    case ops.LIST_EXTEND: {
      const items = starArguments(slots[f.sp - 1] as Ref);
      const list = slots[f.sp - 1 - arg] as Ref;
      // In a trace one append at a time: guards may not follow the first.
      if (items === null || (m.RECORDING && items.length > 1))
        m.callV(lib.listExtendHelper(m.kind(slots[f.sp - 1] as Ref)), list, slots[f.sp - 1]);
      else for (const item of items) appendItem(list, item);
      f.sp--;
      return true;
    }
    case ops.SET_UPDATE:
      m.callV(lib.setUpdateHelper, slots[f.sp - 1 - arg], slots[f.sp - 1]);
      f.sp--;
      return true;
    case ops.DICT_UPDATE:
    case ops.DICT_MERGE: {
      const copy = m.RECORDING ? m.copiedInto(slots[f.sp - 2] as Ref, slots[f.sp - 1] as Ref) : null;
      if (copy !== null) {
        slots[--f.sp - 1] = copy;
        return true;
      }
      m.callV(opcode === ops.DICT_MERGE ? lib.dictMergeHelper : lib.dictUpdateHelper, slots[f.sp - 2], slots[f.sp - 1]);
      f.sp--;
      return true;
    }
    case ops.LIST_TO_TUPLE:
      f.cont = C.PUSH;
      slots[f.sp - 1] = m.callR(lib.listToTupleHelper, slots[f.sp - 1]);
      return true;
    case ops.BUILD_SET:
      f.cont = C.PUSH;
      f.contArg = arg;
      return replace(f, arg, m.callR(lib.buildSetHelper(arg), ...slots.slice(f.sp - arg, f.sp)));
    case ops.BUILD_MAP:
      f.cont = C.PUSH;
      f.contArg = 2 * arg;
      return replace(f, 2 * arg, m.buildMap(lib.buildMapHelper(arg), slots.slice(f.sp - 2 * arg, f.sp) as Ref[]));
    case ops.BUILD_CONST_KEY_MAP: {
      const keys = m.constantTuple(m.promote(slots[f.sp - 1] as Ref));
      const pairs: Ref[] = [];
      f.cont = C.PUSH;
      f.contArg = arg + 1;
      keys.forEach((key, i) => pairs.push(m.ref(key), slots[f.sp - 1 - arg + i] as Ref));
      return replace(f, arg + 1, m.buildMap(lib.buildMapHelper(arg), pairs));
    }
    case ops.BUILD_STRING:
      f.cont = C.PUSH;
      f.contArg = arg;
      return replace(f, arg, m.callR(lib.buildStringHelper(arg), ...slots.slice(f.sp - arg, f.sp)));
    case ops.FORMAT_VALUE: {
      const spec = (arg & 4) !== 0 ? (slots[f.sp - 1] as Ref) : null;
      const w = slots[f.sp - (spec === null ? 1 : 2)] as Ref;
      f.cont = C.PUSH;
      f.contArg = spec === null ? 1 : 2;
      if (m.RECORDING && spec === null && (arg & 2) === 0 && m.kind(w) === K.EXCEPTION && hasNoFormat(w)) {
        const text = m.exceptionText(w);
        if (text !== null) return replace(f, 1, text);
      }
      return replace(
        f,
        spec === null ? 1 : 2,
        m.callR(lib.formatValueHelper(arg & 3, m.kind(w), spec === null ? 0 : 1), w, spec ?? m.ref('')),
      );
    }
    case ops.UNPACK_EX:
      return unpackEx(f, arg & 0xff, arg >> 8);
    case ops.MAKE_FUNCTION:
      makeFunction(f, arg);
      return true;
    case ops.LOAD_ASSERTION_ERROR:
      slots[f.sp++] = m.ref(opaque.exceptionClass('AssertionError'));
      return true;
    case ops.LOAD_NOT_IMPLEMENTED_ERROR:
      slots[f.sp++] = m.ref(opaque.exceptionClass('NotImplementedError'));
      return true;
    case ops.ROT_FOUR:
      return rotate(f, 4);
    case ops.ROT_N:
      return rotate(f, arg);
    case ops.DELETE_DEREF: {
      const cell = slots[f.code.code.nlocals + arg] as Ref;
      if (m.isNull(m.cellGet(cell))) throw unboundLocal(f, f.code.code.nlocals + arg);
      m.cellSet(cell, m.nullRef);
      return true;
    }
    case ops.SETUP_ASYNC_WITH: {
      const result = slots[--f.sp] as Ref;
      m.pushBlock(f, 'finally', f.nextPc + (arg >> 1));
      slots[f.sp++] = result;
      return true;
    }
    case ops.SETUP_WITH:
      return enter(f, f.nextPc + (arg >> 1));
    case ops.WITH_EXCEPT_START: {
      const exit = slots[f.sp - 2] as Ref;
      const exception = m.unrollerException(slots[f.sp - 1] as Ref);
      f.cont = C.EXIT;
      f.contArg = 0;
      const r = call(f, exit, [m.ref(m.typeOf(exception)), exception, m.tracebackOf(exception)], null);
      if (r === undefined) return false;
      slots[f.sp - 2] = slots[f.sp - 1];
      slots[f.sp - 1] = r;
      return true;
    }
    case ops.GET_YIELD_FROM_ITER:
      f.cont = C.PUSH;
      if (m.kind(slots[f.sp - 1] as Ref) !== K.GENERATOR) slots[f.sp - 1] = m.callR(lib.iterHelper(0), slots[f.sp - 1]);
      return true;
    case ops.GET_AWAITABLE: {
      const w = slots[f.sp - 1] as Ref;
      const k = m.kind(w);
      if (k === K.GENERATOR && (m.concrete(w) as W_Generator).flavour === 'coroutine') return true;
      f.cont = C.PUSH;
      const method = k === K.INSTANCE ? m.typeOf(w).lookup('__await__') : null;
      if (method === null) {
        m.abortTracing('compiling');
        return opaque.instruction(m.realFrame(f), opcode, arg);
      }
      m.dependOn(m.typeOf(w).version);
      const r = callMethodOf(f, method, [w]);
      if (r === undefined) return false;
      slots[f.sp - 1] = r;
      return true;
    }
    case ops.GET_LEN:
      f.cont = C.PUSH;
      f.contArg = 0;
      slots[f.sp] = m.callR(lib.lenHelper(m.kind(slots[f.sp - 1] as Ref)), slots[f.sp - 1]);
      f.sp++;
      return true;
    case ops.END_ASYNC_FOR: {
      m.abortTracing('compiling');
      const exception = m.unrollerException(slots[f.sp - 3] as Ref);
      if (!isInstance(exception, 'StopAsyncIteration')) throw m.reraise(exception);
      f.block = f.block instanceof Block ? f.block.previous : null;
      m.setHandledException((f.savedExceptions as Ref[]).pop() as Ref);
      f.sp -= 4;
      return true;
    }
    default:
      // Everything left runs code of the library on plain values and is never worth tracing through.
      m.abortTracing('compiling');
      return opaque.instruction(m.realFrame(f), opcode, arg);
  }
}

function replace(f: Frame, count: number, value: Ref): boolean {
  f.sp -= count;
  f.slots[f.sp++] = value;
  return true;
}

function rotate(f: Frame, n: number): boolean {
  const top = f.slots[f.sp - 1];
  for (let i = 1; i < n; i++) f.slots[f.sp - i] = f.slots[f.sp - i - 1];
  f.slots[f.sp - n] = top;
  return true;
}

/** a, *b, c = w */
function unpackEx(f: Frame, before: number, after: number): boolean {
  const w = f.slots[f.sp - 1] as Ref;
  const items = starArguments(w) ?? m.spread(lib.unpackedItems, w);
  if (items.length < before + after)
    throw error('ValueError', `not enough values to unpack (expected at least ${before + after}, got ${items.length})`);
  f.sp--;
  const middle = m.newList(items.slice(before, items.length - after));
  for (let i = items.length - 1; i >= items.length - after; i--) f.slots[f.sp++] = items[i];
  f.slots[f.sp++] = middle;
  for (let i = before - 1; i >= 0; i--) f.slots[f.sp++] = items[i];
  return true;
}

/** with: the bound `__exit__` replaces the manager; a finally block is pushed below what `__enter__` returns. */
function enter(f: Frame, handler: number): boolean {
  const w = f.slots[f.sp - 1] as Ref;
  const type = m.typeOf(w);
  m.dependOn(type.version);
  const enterMethod = type.lookup('__enter__');
  const exitMethod = type.lookup('__exit__');
  if (enterMethod === null) throw protocol(w, '__enter__');
  if (exitMethod === null) throw protocol(w, '__exit__');
  f.cont = C.ENTER;
  f.contArg = handler;
  f.contTemp = m.newMethod(m.ref(exitMethod), w);
  const r = callMethodOf(f, enterMethod, [w]);
  if (r === undefined) return false;
  f.slots[f.sp - 1] = f.contTemp;
  f.contTemp = null;
  m.pushBlock(f, 'finally', handler);
  f.slots[f.sp++] = r;
  return true;
}

function protocol(w: Ref, missing: string): unknown {
  return typeError(`'${typeName(m.concrete(w))}' object does not support the context manager protocol (missed ${missing} method)`);
}

/** Its class formats as object does: by str(). */
function hasNoFormat(w: Ref): boolean {
  const type = m.typeOf(w);
  m.dependOn(type.version);
  return type.lookupWhere('__format__')?.isHeap !== true;
}
