/**
 * Allocate a virtual, because code needs a real object: the objects in it first, then the object with its fields.
 *
 * Each `new` is followed at once by the stores that fill it (only a store that closes a cycle comes later), so that backends can
 * make the object in one step; PyPy emits the outer `new` first and lets the stores be delayed. Iterative: virtuals nest deep.
 * Source: rpython/jit/metainterp/optimizeopt/info.py (force_box, _force_elements), PyPy 7.3.11.
 */
import { ConstInt, ConstPtr, Operation, isConst, type FieldDescr, type Value } from '../ir';
import { type Box, type Const, infoOf, replacement, sameConstant } from './facts/forwarding';
import { ArrayInfo, type Known, ObjectInfo, PreambleOp, zeroOf } from './facts/info';
import type { Optimizer } from './optimizer';
import type { Pass } from './pass';
import { StrInfo } from './passes/string-info';

interface Entry {
  readonly field: FieldDescr | null;
  readonly index: number;
  readonly value: Value;
}

interface Frame {
  readonly box: Box;
  readonly info: ObjectInfo | ArrayInfo;
  readonly entries: readonly Entry[];
  next: number;
  /** The allocation, once it is emitted. */
  made: Operation | null;
}

/** Returns the allocated object, or the constant that an immutable virtual full of constants is. */
export function forceVirtual(optimizer: Optimizer, box: Box, from: Pass | null): Value {
  const first = infoOf(box);
  if (first instanceof StrInfo) return first.force(box, from ?? optimizer.passes.string);
  // A comparison the heap pass holds back may be a field of what is made here.
  optimizer.passes.heap.emitPostponedOp();
  const stack = [newFrame(box, first as ObjectInfo | ArrayInfo)];
  const open = new Map<Box, Frame>([[box, stack[0]!]]);
  while (stack.length > 0) {
    const frame = stack[stack.length - 1]!;
    const child = nextVirtualChild(optimizer, frame, open, from);
    if (child !== null) {
      stack.push(child);
      open.set(child.box, child);
      continue;
    }
    stack.pop();
    open.delete(frame.box);
    finishFrame(optimizer, frame);
  }
  return replacement(box);
}

const valueOf = (known: Known): Value => (known instanceof PreambleOp ? known.op : known);

function newFrame(box: Box, info: ObjectInfo | ArrayInfo): Frame {
  const entries: Entry[] = [];
  if (info instanceof ObjectInfo) {
    for (const field of info.size!.fields) {
      const known = info.fields.get(field);
      if (known !== undefined) entries.push({ field, index: -1, value: valueOf(known) });
    }
  } else {
    const zero = zeroOf(info.descr.item);
    info.items.forEach((known, index) => {
      if (known === null) return;
      const value = replacement(valueOf(known));
      if (info.clear && isConst(value) && sameConstant(value, zero)) return;
      entries.push({ field: null, index, value });
    });
  }
  return { box, info, entries, next: 0, made: null };
}

/** Goes on to the next entry that is itself an object still to be made; cycles make the outer object first. */
function nextVirtualChild(optimizer: Optimizer, frame: Frame, open: ReadonlyMap<Box, Frame>, from: Pass | null): Frame | null {
  while (frame.next < frame.entries.length) {
    const value = replacement(frame.entries[frame.next]!.value);
    frame.next++;
    if (isConst(value)) continue;
    const info = infoOf(value);
    if (info instanceof StrInfo && info.isVirtual()) info.force(value, from ?? optimizer.passes.string);
    else if ((info instanceof ObjectInfo || info instanceof ArrayInfo) && info.isVirtual()) {
      const outer = open.get(value);
      if (outer === undefined) return newFrame(value, info);
      makeObject(optimizer, outer);
    }
  }
  return null;
}

function finishFrame(optimizer: Optimizer, frame: Frame): void {
  if (frame.made === null) {
    const constant = constantObject(frame);
    if (constant !== null) {
      frame.box.forwarded = constant;
      return;
    }
    makeObject(optimizer, frame);
  }
  const { heap } = optimizer.passes;
  const made = frame.made!;
  for (const { field, index, value } of frame.entries) {
    const item = optimizer.forceBox(value);
    if (field !== null) {
      optimizer.emit(new Operation('setfield_gc', [made, item], field));
      heap.rememberField(made, frame.info as ObjectInfo, field, item);
    } else {
      optimizer.emit(new Operation('setarrayitem_gc', [made, new ConstInt(index), item], (frame.info as ArrayInfo).descr));
      heap.rememberItem(made, frame.info as ArrayInfo, index, item);
    }
  }
}

function makeObject(optimizer: Optimizer, frame: Frame): void {
  if (frame.made !== null) return;
  const box = frame.box as Operation;
  frame.info.markForced();
  box.forwarded = null;
  optimizer.emit(box);
  frame.made = box;
  box.forwarded = frame.info;
  if (frame.info instanceof ArrayInfo) {
    optimizer.passes.pure.pureFromArgs('arraylen_gc', [box], new ConstInt(frame.info.length), frame.info.descr);
    frame.info.items.fill(null);
  } else frame.info.fields.clear();
}

/** An object of an immutable class, all of whose fields are constants, is made right now (info.py, _is_immutable_and_filled_with_constants). */
function constantObject(frame: Frame): ConstPtr | null {
  const { info } = frame;
  if (!(info instanceof ObjectInfo)) return null;
  const size = info.size!;
  if (size.immutable !== true || size.fields.length === 0 || frame.entries.length !== size.fields.length) return null;
  const values = frame.entries.map((e) => replacement(e.value));
  if (!values.every(isConst)) return null;
  return new ConstPtr(size.create(values.map((v: Const) => v.value)));
}
