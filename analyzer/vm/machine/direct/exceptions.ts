/** Exceptions, tracebacks, and what is being handled. */
import { asGuestError, GuestError, newException as makeException } from '../../runtime/errors';
import type { Frame } from '../../runtime/functions';
import type { W_Type } from '../../runtime/types';
import { type W, type W_Exception, w_None as makeNone, W_Traceback, W_Unroller } from '../../runtime/values';
import { vm } from '../../runtime/vm';
import type { Ref } from '../types';
import { R } from './values';

export const newUnroller = (exception: Ref): Ref => R(new W_Unroller(exception as unknown as W_Exception));
export const unrollerException = (w: Ref): Ref => R((w as unknown as W_Unroller).exception);
/** A Python exception on its way, from a value of the machine. */
export const raise = (exception: Ref): GuestError => new GuestError(exception as unknown as W_Exception);
export const thrown = (e: GuestError): Ref => R(e.exception);
export const addTraceback = (e: Ref, f: Frame): void => {
  if (f.code.hidden) return;
  const w = e as unknown as W_Exception;
  w.traceback = new W_Traceback(w.traceback, f.code, f.pc, f.globals, f);
};
/** sys.exc_info()'s exception, null when none is being handled. */
export const handledException = (): Ref => R(vm.handled);
export const setHandledException = (e: Ref): void => void (vm.handled = e as unknown as W_Exception | null);
export const newException = (cls: W_Type, args: Ref[]): Ref => R(makeException(cls, args as unknown as W[]));
/** The native form does it. */
export const setExceptionArgs = (_e: Ref, _args: Ref[]): boolean => false;
/** `__context__` of an exception about to be raised: the one being handled. */
/** `raise e from cause`. False: not here. */
export const setCause = (_e: Ref, _cause: Ref): boolean => false;
export const chainContext = (e: Ref): void => {
  const w = e as unknown as W_Exception;
  if (vm.handled !== null && vm.handled !== w && w.context === null) {
    // A cycle is cut where it would close; one that a program made is met by the second, slower walk (CPython: _PyErr_SetObject).
    let slow: W_Exception | null = vm.handled;
    let steps = 0;
    for (let c: W_Exception | null = vm.handled; c !== null; c = c.context) {
      if (c.context === w) {
        c.context = null;
        break;
      }
      if (steps++ % 2 === 1) slow = slow?.context ?? null;
      if (steps > 1 && c.context === slow) break;
    }
    w.context = vm.handled;
  }
};
export const stopValue = (exception: Ref): Ref => R((exception as unknown as W_Exception).value ?? makeNone);

/** What the host threw, as a guest exception; null: it is not about the program. */
export const hostError = (e: unknown): GuestError | null => asGuestError(e);
export const isFresh = (e: GuestError): boolean => e !== rethrown;
let rethrown: GuestError | null = null;
/** Raises an exception again: its traceback has this frame already. */
export const reraise = (exception: Ref): GuestError => (rethrown = new GuestError(exception as unknown as W_Exception));
/** As `chainContext`, for what the interpreter or a native raised. */
export const chainRaised = (e: Ref): void => {
  if (vm.handled !== null) chainContext(e);
};
export const tracebackOf = (exception: Ref): Ref => R((exception as unknown as W_Exception).traceback ?? makeNone);

/** The native form does it. */
export const exceptionText = (_w: Ref): Ref | null => null;
