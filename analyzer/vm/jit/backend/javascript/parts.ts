/**
 * Cuts a trace into parts that each become one JavaScript function, since V8 does not optimize functions that are too large. Parts
 * hand over their live values in the transfer slots, as traces do.
 */
import { Operation, isConst, operationInfo, type Value } from '../../ir';
import type { CompiledTrace } from '../code';
import type { LoweredOp } from '../lower';
import { BYTES } from './writer';

/** Code from one place where it can be entered to the next. */
export interface Segment {
  /** 0 the start, k + 1 label k, then the cuts. */
  readonly entry: number;
  readonly parameters: readonly Value[];
  readonly isLabel: boolean;
  readonly ops: LoweredOp[];
}

export interface Part {
  readonly segments: Segment[];
  /** The entry that code falls into at the end, when the trace goes on in the next part. */
  next: Segment | null;
}

/** Estimated bytes of V8 bytecode before the code is written; errs upward. */
export const estimateSize = (op: LoweredOp): number => units(op) * BYTES;

function units(op: LoweredOp): number {
  if (op.name === 'create') return 16 + 6 * op.values.length;
  if (op.name === 'create_string') return 60 + 30 * op.writes.length;
  const info = operationInfo(op.name);
  if (info.guard) return 24 + (op.failArgs ?? []).reduce((sum, v) => sum + (v?.type === 'i' ? 13 : 3), 0);
  if (info.call) return 80 + 6 * op.args.length;
  if (info.ovf) return 60;
  if (op.name === 'jump' || op.name === 'label') return 40 + 25 * op.args.length;
  return 24;
}

export function cutIntoParts(trace: CompiledTrace, ops: readonly LoweredOp[], maxSize: number): Part[] {
  const live = liveBefore(ops);
  const parts: Part[] = [];
  let segment: Segment = { entry: 0, parameters: trace.inputargs, isLabel: false, ops: [] };
  let part: Part = { segments: [segment], next: null };
  parts.push(part);
  let size = 0;
  let labels = 0;
  let cuts = 0;
  const startPart = (first: Segment): void => {
    part.next = first;
    part = { segments: [first], next: null };
    parts.push(part);
    size = 0;
  };
  ops.forEach((op, i) => {
    const full = size > maxSize;
    size += estimateSize(op);
    if (op.name === 'label') {
      segment = { entry: ++labels, parameters: op.args, isLabel: true, ops: [] };
      if (full) startPart(segment);
      else part.segments.push(segment);
      return;
    }
    if (full && mayCutBefore(ops, i)) {
      cuts++;
      segment = { entry: trace.labels.length + cuts, parameters: live(i), isLabel: false, ops: [] };
      startPart(segment);
    }
    segment.ops.push(op);
  });
  return parts;
}

/** Not between an operation and the guards that look at what it left in the machine. */
function mayCutBefore(ops: readonly LoweredOp[], i: number): boolean {
  const op = ops[i];
  if (op.name === 'create' || op.name === 'create_string') return !followsState(ops, i);
  return !operationInfo(op.name).guard && !operationInfo(op.name).final && !followsState(ops, i);
}

function followsState(ops: readonly LoweredOp[], i: number): boolean {
  const before = ops[i - 1];
  if (!before || before.name === 'create' || before.name === 'create_string') return false;
  const info = operationInfo(before.name);
  return info.ovf === true || info.call !== undefined || before.name === 'guard_not_forced';
}

const valuesOf = (op: LoweredOp): readonly (Value | null)[] => {
  if (op.name === 'create') return op.values;
  if (op.name === 'create_string') return [op.length, ...op.writes.flatMap((w) => w.args.filter((v) => v !== op.result))];
  return [...op.args, ...(op.failArgs ?? [])];
};

/** Values defined before operation `i` and used from it on, up to the next label's arguments. */
function liveBefore(ops: readonly LoweredOp[]): (i: number) => Value[] {
  return (i) => {
    const used = new Set<Value>();
    const defined = new Set<Value>();
    for (let j = i; j < ops.length; j++) {
      const op = ops[j];
      for (const v of valuesOf(op)) if (v !== null && !isConst(v) && !defined.has(v)) used.add(v);
      if (op.name === 'label') break;
      if (op instanceof Operation) defined.add(op);
      else defined.add(op.result);
    }
    return [...used];
  };
}
