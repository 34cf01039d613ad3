/**
 * Raising, unwinding and handling. In a trace the exception, its traceback and the unroller are virtual, so a raise that is
 * caught in the same trace leaves nothing (jit-model.md, section 7).
 *
 * Sources: pypy/interpreter/pyopcode.py (handle_operation_error, FrameBlock), error.py.
 */
import * as m from '../machine/machine';
import type { Ref } from '../machine/types';
import { baseException, error as makeError, exceptionType, typeError, type GuestError } from '../runtime/errors';
import { Block, W_Builtin, type Frame } from '../runtime/functions';
import { K } from '../runtime/kinds';
import { W_Exception, type W } from '../runtime/values';
import { W_Type } from '../runtime/types';
import { hooks } from '../runtime/hooks';
import { C } from './continuations';
import { convertStop, endOfIteration } from './generators';

/**
 * Finds the handler for an exception raised in `f`; leaves frames that have none. When the run's base frame was left: what the host gets, which
 * is another exception where a StopIteration left a generator (PEP 479).
 */
export function unwind(first: Frame, e: GuestError, fresh: boolean): Frame | GuestError {
  let f = first;
  let error = e;
  let exception = m.thrown(e);
  m.typeOf(exception);
  let add = fresh;
  if (fresh) m.chainRaised(exception);
  for (;;) {
    if (add) m.addTraceback(exception, f);
    add = true;
    for (let block = f.block; block !== null; block = f.block) {
      f.block = block.previous;
      if (block.kind === 'restore') {
        m.setHandledException((f.savedExceptions as Ref[]).pop() as Ref);
        continue;
      }
      f.sp = block.depth;
      f.slots[f.sp++] = m.newUnroller(exception);
      if (block.kind === 'except') {
        f.slots[f.sp++] = exception;
        f.slots[f.sp++] = m.ref(m.typeOf(exception) as unknown as W);
      }
      enterHandler(f, exception);
      f.nextPc = block.handler;
      return f;
    }
    if (f.generator !== null) {
      m.finishGenerator(f, f.generator);
      const converted = convertStop(f, exception);
      if (converted !== null) {
        exception = converted;
        error = m.raise(converted);
        m.addTraceback(exception, f);
      }
    }
    const back = f.back;
    const base = f.isBase;
    m.leaveFrame(f, exception, true);
    if (base || back === null) return error;
    f = back;
    if (f.cont !== C.PUSH && absorbs(f, exception)) return f;
  }
}

/** The exception becomes sys.exc_info() until the handler is left. */
function enterHandler(f: Frame, exception: Ref): void {
  (f.savedExceptions ??= []).push(m.handledException());
  f.block = new Block('restore', 0, f.sp, f.block);
  m.setHandledException(exception);
}

/** A callee's exception that the calling operation itself understands: StopIteration of `__next__`, AttributeError under getattr's default. */
export function absorbs(f: Frame, exception: Ref): boolean {
  switch (f.cont) {
    case C.NEXT:
    case C.ENUMERATE:
    case C.DELEGATE:
      return isInstance(exception, 'StopIteration') && endOfIteration(f, f.cont === C.DELEGATE ? m.stopValue(exception) : exception);
    case C.NEXT_DEFAULT:
      if (!isInstance(exception, 'StopIteration')) return false;
      return useDefault(f);
    case C.GETATTR_DEFAULT:
      if (!isInstance(exception, 'AttributeError')) return false;
      return useDefault(f);
    default:
      return false;
  }
}

function useDefault(f: Frame): boolean {
  const value = f.contTemp as Ref | null;
  if (value === null) return false;
  f.sp -= f.contArg;
  f.slots[f.sp++] = value;
  f.contTemp = null;
  return true;
}

export function isInstance(exception: Ref, name: string): boolean {
  return m.typeOf(exception).isSubtype(exceptionType(name));
}

/** The exception to throw for `raise value [from cause]`: classes are instantiated. */
export function raiseValue(f: Frame, value: Ref | null, cause: Ref | null): unknown {
  if (value === null) {
    const current = m.handledException();
    if (m.isNull(current)) return makeError('RuntimeError', 'No active exception to reraise');
    // With the traceback it has, as PyPy's RaiseWithExplicitTraceback.
    return m.reraise(current);
  }
  const exception = instantiate(value);
  // Looked at now: nothing may be asked once the exception is on its way.
  m.typeOf(exception);
  m.chainContext(exception);
  if (cause !== null && !m.setCause(exception, cause)) {
    m.abortTracing('compiling');
    setCause(m.concrete(exception) as W_Exception, m.concrete(cause));
  }
  void f;
  return m.raise(exception);
}

function instantiate(value: Ref): Ref {
  const k = m.kind(value);
  if (k === K.EXCEPTION) return value;
  if (k === K.TYPE) {
    const cls = m.promote(value);
    if (cls instanceof W_Type && cls.isSubtype(baseException)) {
      const make = cls.lookup('__new__');
      const init = cls.lookup('__init__');
      const plain =
        make instanceof W_Builtin &&
        make.qualname === 'BaseException.__new__' &&
        init instanceof W_Builtin &&
        init.qualname === 'BaseException.__init__';
      if (cls.isHeap) m.dependOn(cls.version);
      if (!cls.isHeap || plain) return m.newException(cls, []);
      m.abortTracing('compiling');
      const made = hooks.call(cls, []);
      if (made instanceof W_Exception) return m.ref(made);
      throw typeError(
        `calling <class '${cls.module === null || cls.module === 'builtins' ? '' : `${cls.module}.`}${cls.qualname}'> should have returned an instance of BaseException, not <class '${m.typeOf(m.ref(made)).name}'>`,
      );
    }
  }
  throw typeError('exceptions must derive from BaseException');
}

function setCause(e: W_Exception, cause: W): void {
  if (cause instanceof W_Exception) e.cause = cause;
  else if (cause instanceof W_Type && cause.isSubtype(baseException)) e.cause = hooks.call(cause, []) as W_Exception;
  else if (m.kind(m.ref(cause)) === K.NONE) e.cause = null;
  else throw typeError('exception causes must derive from BaseException');
  e.suppress = true;
}

/** JUMP_IF_NOT_EXC_MATCH: does the exception type match what the handler names? */
export function matches(type: Ref, wanted: Ref): boolean {
  const t = m.promote(type);
  const k = m.kind(wanted);
  // A tuple is looked into, and may be virtual.
  const list =
    k === K.TUPLE || k === K.TUPLE_OO ? m.tupleRefs(wanted).flatMap((one) => m.constantTuple(m.promote(one))) : [m.promote(wanted)];
  for (const one of list) {
    if (!(one instanceof W_Type) || !one.isSubtype(baseException))
      throw typeError('catching classes that do not inherit from BaseException is not allowed');
  }
  return list.some((one) => t instanceof W_Type && t.isSubtype(one as W_Type));
}
