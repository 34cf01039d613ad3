/** Exceptions, tracebacks, and what is being handled. */
import { ConstInt, ConstPtr, isConst, type Operation, type Value } from '../../jit/ir';
import { helperCall, raisedBoxes } from '../../jit/recorder/calls';
import { mi } from '../../jit/recorder/current';
import { A, F, S, tracebackPlace, tracebackSize } from '../../jit/recorder/descrs';
import { exceptionSize } from '../../jit/recorder/made-descrs';
import { nullConst } from '../../jit/recorder/metainterp';
import { placeHelper } from '../../jit/recorder/places';
import { newStorage } from '../../jit/recorder/unwrap';
import { GuestError, newException as makeException } from '../../runtime/errors';
import { W_Builtin, type Frame, type W_Code } from '../../runtime/functions';
import { K } from '../../runtime/kinds';
import { typeOf as guestTypeOf, type W_Type } from '../../runtime/types';
import { type W, type W_Exception, w_None as none, W_Traceback } from '../../runtime/values';
import { vm } from '../../runtime/vm';
import type { Ref } from '../types';
import { dependOn, isNull, kind, ref, typeOf } from './constants';
import { branch, refEq } from './decisions';
import { create, createArray, getfield, getitem, setfield } from './heap';
import { newTuple } from './tuples';
import { conc, R, V, W_ } from './values';

export const newUnroller = (exception: Ref): Ref =>
  R(create(S.unroller, K.UNROLLER, [[F.unrollerException, V(exception)]], S.unroller.create([conc(exception)])));
export const unrollerException = (w: Ref): Ref => R(getfield(V(w), F.unrollerException));
const boxes = raisedBoxes;
export const raise = (exception: Ref): GuestError => {
  const e = new GuestError(W_(exception) as W_Exception);
  boxes.set(e, V(exception));
  return e;
};
/** The exception of an error on its way. One made by TypeScript code is made anew each time the trace runs. */
export const thrown = (e: GuestError): Ref => {
  let box = boxes.get(e);
  if (box === undefined) {
    box = errorBox(e.exception);
    mi().exceptionTypes.set(box, guestTypeOf(e.exception));
    boxes.set(e, box);
  }
  mi().inFlight = box;
  return R(box);
};
/** What the host throws while recording ends the recording. */
export const hostError = (_e: unknown): GuestError | null => null;
/** A builtin exception with the arguments it was raised with: virtual, as what oefmt makes is. */
function errorBox(exception: W_Exception): Value {
  const cls = guestTypeOf(exception);
  const first = exception.args.length > 0 ? exception.args[0] : null;
  // Its message is put together from the names (oefmt).
  if (cls.name === 'AttributeError') newStorage();
  if (!cls.isHeap && exception.map.attributes.size === 0 && (exception.value ?? null) === first)
    return makeBox(
      cls,
      exception.args.map((w) => V(ref(w))),
      exception,
    );
  const box = helperCall(placeHelper.makeError(exception), []);
  (box as Operation).value = exception;
  mi().cache.setFresh(box, K.EXCEPTION);
  return box;
}
export const isFresh = (e: GuestError): boolean => e !== rethrown;
let rethrown: GuestError | null = null;
export const reraise = (exception: Ref): GuestError => (rethrown = raise(exception));
export const addTraceback = (e: Ref, f: Frame): void => {
  if (f.code.hidden) return;
  const old = getfield(V(e), F.exceptionTraceback);
  const made = new W_Traceback(old.value as W_Traceback | null, f.code, f.pc, f.globals);
  const entry = create(
    tracebackSize,
    K.TRACEBACK,
    [
      [F.tracebackNext, old],
      [tracebackPlace, new ConstPtr({ code: f.code, unit: f.pc, globals: f.globals }, 'place')],
    ],
    made,
  );
  setfield(V(e), F.exceptionTraceback, entry);
};
export const handledException = (): Ref => R(getfield(mi().executionContext, F.handled));
export const setHandledException = (e: Ref): void => setfield(mi().executionContext, F.handled, V(e) ?? nullConst);
export function newException(cls: W_Type, args: Ref[]): Ref {
  return R(makeBox(cls, args.map(V), makeException(cls, args.map(W_))));
}
function makeBox(cls: W_Type, args: readonly Value[], made: W_Exception): Value {
  const array = createArray(A.items, args, made.args);
  mi().cache.learnField(array, F.listLength, new ConstInt(args.length));
  return create(
    exceptionSize(cls.name, cls.isHeap ? cls.maps.largest : 0),
    K.EXCEPTION,
    [
      [F.instanceMap, new ConstPtr(made.map, 'map')],
      [F.exceptionArgs, array],
      [F.exceptionValue, args.length > 0 ? args[0] : nullConst],
    ],
    made,
  );
}
/** BaseException.__init__ on an exception made here. */
export function setExceptionArgs(e: Ref, args: Ref[]): boolean {
  const v = mi().resolve(V(e));
  if (mi().cache.getField(v, F.exceptionArgs) === undefined) return false;
  const array = createArray(A.items, args.map(V));
  mi().cache.learnField(array, F.listLength, new ConstInt(args.length));
  setfield(v, F.exceptionArgs, array);
  setfield(v, F.exceptionValue, args.length > 0 ? V(args[0]) : nullConst);
  return true;
}
/** Attributes of a traceback that PyPy looks into. Null for others. */
export function tracebackAttribute(w: Ref, name: string): Ref | null {
  if (name === 'tb_next') {
    const next = R(getfield(V(w), F.tracebackNext));
    return isNull(next) ? ref(none) : next;
  }
  if (name !== 'tb_lineno') return null;
  const place = mi().resolve(getfield(V(w), tracebackPlace));
  if (!isConst(place)) return null;
  const { code, unit } = place.value as { readonly code: W_Code; readonly unit: number };
  return ref(code.code.lineAt(unit * 2));
}
/** e.args of an exception made here: a tuple of what it was made with. Null: asked for by a call. */
export function exceptionArgs(w: Ref): Ref | null {
  const args = mi().cache.getField(mi().resolve(V(w)), F.exceptionArgs);
  const length = args === undefined ? undefined : mi().cache.getField(args, F.listLength);
  if (args === undefined || length === undefined || !isConst(length)) return null;
  return newTuple(Array.from({ length: length.value as number }, (_, i) => R(getitem(args, new ConstInt(i), A.items))));
}
/**
 * str(e) of an exception made here, whose class has none of its own: its one argument, or a piece of text made from what there is
 * (interp_exceptions.py, descr_str). Null for others.
 */
export function exceptionText(w: Ref): Ref | null {
  const type = typeOf(w);
  if (type.isHeap) dependOn(type.version);
  const method = type.lookup('__str__');
  const args = mi().cache.getField(mi().resolve(V(w)), F.exceptionArgs);
  if (args === undefined || !(method instanceof W_Builtin) || method.qualname !== 'BaseException.__str__') return null;
  const length = mi().cache.getField(args, F.listLength);
  if (length !== undefined && isConst(length)) {
    if (length.value === 0) return ref('');
    const first = R(getitem(args, new ConstInt(0), A.items));
    return length.value === 1 && kind(first) === K.STR ? first : null;
  }
  return (args.value as W[]).every((one) => typeof one === 'string') ? R(helperCall(placeHelper.exceptionText, [args])) : null;
}
/** `raise e from cause`, where the cause is an exception or None. */
export function setCause(e: Ref, cause: Ref): boolean {
  const k = kind(cause);
  if (k !== K.EXCEPTION && k !== K.NONE) return false;
  setfield(V(e), F.exceptionCause, k === K.NONE ? nullConst : V(cause));
  setfield(V(e), F.exceptionSuppress, new ConstInt(1));
  return true;
}
export const chainContext = (e: Ref): void => {
  const handled = handledException();
  if (isNull(handled) || branch(refEq(handled, e)) || !isNull(R(getfield(V(e), F.exceptionContext)))) return;
  // A walk along the chain of contexts: a call that may force (pypy/interpreter/error.py, _break_context_cycle).
  // The class of what is raised is a field of PyPy's OperationError, which the call leaves alone.
  const raised = mi().resolve(V(e));
  const map = mi().cache.getField(raised, F.instanceMap);
  helperCall(placeHelper.breakContextCycle, [V(e), V(handled)]);
  if (map !== undefined) mi().cache.learnField(raised, F.instanceMap, map);
  setfield(V(e), F.exceptionContext, V(handled));
};
/** As `chainContext`, for what the interpreter or a native raised: nothing is recorded while no exception is handled. */
export const chainRaised = (e: Ref): void => {
  if (vm.handled === null) return;
  // What the trace itself has chained, as `raise` does, needs no guard: in the midst of an exception there is no place to resume at.
  const known = mi().cache.getField(mi().resolve(V(e)), F.exceptionContext);
  if (known === undefined || known.value === null) chainContext(e);
};
export const tracebackOf = (exception: Ref): Ref => {
  const tb = R(getfield(V(exception), F.exceptionTraceback));
  return isNull(tb) ? ref(none) : tb;
};
export const stopValue = (exception: Ref): Ref => {
  const v = R(getfield(V(exception), F.exceptionValue));
  return isNull(v) ? ref(none) : v;
};
