/**
 * Before a frame is entered: does somebody trace or profile? Asked once a trace, of the thread's execution context.
 *
 * The call that gets the context and the guard on what it holds decide where the guards of the callee fail back to: a call ends the
 * sharing of resume data, so those that follow with nothing but pure operations in between resume before the call.
 *
 * Source: pypy/interpreter/executioncontext.py (call_trace, gettrace), rpython/rlib/rthread.py (ThreadLocalReference.get, loop-invariant).
 */
import { vm } from '../../runtime/vm';
import { ConstInt, EF } from '../ir';
import { makeTarget } from './calls';
import { F } from './descrs';
import { nullConst, type MetaInterp } from './metainterp';

const threadLocal = makeTarget('_ll_1_threadlocalref_get', 'execution context', 'r', EF.LOOPINVARIANT, 'inline', [], 5, () => vm, false);

export function askForTracing(m: MetaInterp): void {
  resumeInCall(m);
  if (!m.cache.needsCallTrace || m.inFlight !== null) return;
  m.cache.needsCallTrace = false;
  const context = m.record('call_r', [threadLocal.constant], vm, threadLocal.descr);
  const traceFunction = m.record('getfield_gc_r', [context], null, F.traceFunction);
  m.guard('guard_value', [traceFunction, nullConst]);
}

/**
 * The bytecode that a bridge begins with calls a function. PyPy's bridge begins here, past the arguments, which the parent trace has made; up to
 * its first merge point it belongs to the parent guard's place.
 */
function resumeInCall(m: MetaInterp): void {
  if (m.resumedFrom === null) return;
  m.at = m.resumedFrom.at;
  m.from = m.resumedFrom.from;
  m.resumedFrom = null;
  m.record('enter_portal_frame', [new ConstInt(0), new ConstInt(m.calls)], null);
}
