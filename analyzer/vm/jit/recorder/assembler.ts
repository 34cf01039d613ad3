/**
 * Frames that are not inlined: their rest is run as code of its own (call_assembler), and the trace goes on with the result.
 * Source: rpython/jit/metainterp/pyjitpl.py (do_recursive_call, _opimpl_recursive_call).
 */
import { isDriver } from '../../library/jitdrivers';
import { isGuestError } from '../../runtime/errors';
import { Frame, NO_SLOTS, type W_Generator } from '../../runtime/functions';
import { typeOf } from '../../runtime/types';
import { runFrameAsBase } from './baseframe';
import { ConstInt, ConstPtr, type FieldDescr, type Value } from '../ir';
import { F } from './descrs';
import { frameSize } from './made-descrs';
import { guestClass } from './guestclass';
import { raisedBoxes } from './calls';
import { nullConst, type MetaInterp } from './metainterp';
import { AbortTrace } from './signals';

export function shouldInline(m: MetaInterp, f: Frame): boolean {
  if (m.warm.parameters.inlining === 0 || isDriver(f.code)) return false;
  if (m.recursion(f.code, f.nextPc) >= m.warm.parameters.max_unroll_recursion) {
    m.warm.cell(f.code, f.nextPc).dontInline();
    return false;
  }
  return !(m.warm.peek(f.code, f.nextPc)?.dontTraceHere ?? false);
}

export interface AssemblerOutcome {
  readonly value: Value;
  readonly raised: boolean;
}

function store(m: MetaInterp, frame: Value, field: FieldDescr, value: Value): void {
  m.record('setfield_gc', [frame, value], null, field);
  m.cache.setField(frame, field, value);
}

/** The frame of a generator: a bridge may not have read it yet. */
function frameOf(m: MetaInterp, generator: Value): Value {
  const known = m.cache.getField(generator, F.generatorFrame);
  if (known !== undefined) return known;
  const read = m.record('getfield_gc_r', [generator], (generator.value as W_Generator).frame, F.generatorFrame);
  m.cache.learnField(generator, F.generatorFrame, read);
  return read;
}

/** A frame of its own for the callee: it was virtual so far, the call makes it real. */
function newFrame(m: MetaInterp, f: Frame, unit: number): Value {
  const made = new Frame(f.code, f.globals, NO_SLOTS);
  made.nextPc = unit;
  made.block = f.block;
  const op = m.record('new_with_vtable', [], made, frameSize(f.code, f.globals));
  m.cache.setFresh(op, null);
  store(m, op, F.frameNext, new ConstInt(unit));
  store(m, op, F.frameBlock, f.block === null ? nullConst : new ConstPtr(f.block, 'block'));
  return op;
}

/** Takes the top frame off, runs the rest of it from `unit` outside the trace and records the call. */
export function callAssembler(m: MetaInterp, f: Frame, unit: number): AssemblerOutcome {
  if ((f.savedExceptions?.length ?? 0) > 0) throw new AbortTrace('compiling');
  const cell = m.warm.cell(f.code, unit);
  if (cell.token === null && cell.temporary === null) m.warm.callbacks++;
  const token = cell.token ?? cell.placeholder();
  const owner = m.ownerOf(f);
  const slots = f.slots.slice(0, f.sp).map((x) => (x === null ? nullConst : m.resolve(x as Value)));
  let frame: Value;
  if (owner === null) frame = newFrame(m, f, unit);
  else {
    frame = frameOf(m, owner);
    // Its slots go along as arguments; where it goes on does not.
    store(m, frame, F.frameNext, new ConstInt(unit));
    store(m, frame, F.frameBlock, f.block === null ? nullConst : new ConstPtr(f.block, 'block'));
  }
  const real = frame.value as Frame;
  real.provideSlots();
  slots.forEach((v, i) => (real.slots[i] = v.value));
  real.sp = f.sp;
  real.nextPc = unit;
  real.block = f.block;
  real.generator = f.generator;
  // From here on the frame belongs to the callee: guards are about the caller, which waits for the result.
  m.pop();
  m.top.depth = m.top.sp;
  m.warm.syncForCall(m);
  let result: unknown = null;
  let exception: unknown = null;
  try {
    result = runFrameAsBase(real);
  } catch (e) {
    if (!isGuestError(e)) throw e;
    exception = e;
  }
  const op = m.record('call_assembler_r', [frame, m.executionContext, ...slots], result, token);
  m.cache.forgetHeap();
  m.setPending(op);
  m.guard('guard_not_forced', []);
  if (isGuestError(exception)) {
    const box = m.guard('guard_exception', [guestClass(typeOf(exception.exception))], exception.exception);
    raisedBoxes.set(exception, box);
    m.exceptionTypes.set(box, typeOf(exception.exception));
    return { value: box, raised: true };
  }
  m.guard('guard_no_exception', []);
  return { value: op, raised: false };
}
