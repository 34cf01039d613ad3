/**
 * Fresh copies of the operations of a recorded trace, so that a loop can be optimized twice and the recording stays as it was.
 *
 * Source: rpython/jit/metainterp/opencoder.py (TraceIterator), PyPy 7.3.11.
 */
import { InputArg, Operation, isConst, type Value } from '../ir';
import { InvalidLoop } from './facts/invalid-loop';

/** What the recorder hands over. Input arguments may be any values that the operations use: a loop can start in the middle of a recording. */
export interface RecordedTrace {
  readonly inputargs: readonly Value[];
  /** The last is a jump (with the snapshot at the loop header), a finish or a guard_always_fails. */
  readonly ops: readonly Operation[];
  /**
   * The instruction before the header at the end. PyFrame.last_instr is a field of the virtualizable, so that it is among the values of a
   * label, and always a constant: a label that was made after a backward jump does not fit who falls into the loop.
   */
  readonly lastInstr?: number;
}

export class TraceCopy {
  readonly inputargs: InputArg[];
  private readonly copies = new Map<Value, Value>();
  private position = 0;

  constructor(private readonly trace: RecordedTrace) {
    this.inputargs = trace.inputargs.map((old, i) => {
      const copy = new InputArg(old.type as 'i' | 'r' | 'f', i, isConst(old) ? null : old.value);
      this.copies.set(old, copy);
      return copy;
    });
  }

  /** The copy of the next operation, null at the end. */
  next(): Operation | null {
    const old = this.trace.ops[this.position++];
    if (old === undefined) return null;
    const copy = new Operation(
      old.name,
      old.args.map((a) => this.copyOf(a)),
      old.info.guard ? null : old.descr,
    );
    copy.value = old.value;
    copy.at = old.at;
    copy.from = old.from;
    copy.snapshot = old.snapshot;
    if (copy.type !== 'v') this.copies.set(old, copy);
    return copy;
  }

  /** The copy that stands for a recorded value, e.g. one in a snapshot. */
  copyOf(v: Value): Value {
    const copy = this.copies.get(v);
    if (copy !== undefined) return copy;
    if (isConst(v)) return v;
    throw new InvalidLoop('the trace uses a value from before its start');
  }
}

/** A shallow copy meant to be used in place of `op`. `descr` undefined keeps the old one, null drops it. */
export function copyAndChange(
  op: Operation,
  name: Operation['name'],
  args: readonly Value[] = op.args,
  descr: Operation['descr'] | undefined = op.descr,
): Operation {
  const copy = new Operation(name, args, descr);
  copy.value = op.value;
  copy.at = op.at;
  copy.from = op.from;
  copy.snapshot = op.snapshot;
  copy.failArgs = op.failArgs;
  return copy;
}
