/**
 * Do no pure operation twice: fold those on constants, share those with the same arguments (the last 16 of each kind are
 * remembered), and share elidable calls.
 *
 * Source: rpython/jit/metainterp/optimizeopt/pure.py, PyPy 7.3.11.
 */
import { EF, Operation, type CallDescr, type Descr, type OpName, type Value } from '../../ir';
import { type Const, replacement, sameBox } from '../facts/forwarding';
import { PreambleOp } from '../facts/info';
import { isAlwaysPure } from '../optimizer';
import { Emission, Pass, type PassResult } from '../pass';
import type { ShortBoxes } from '../unroll/short-boxes';

type Remembered = Operation | PreambleOp;

const CALL_FOR = { i: 'call_i', r: 'call_r', f: 'call_f', v: 'call_n' } as const;
const keyOf = (old: Remembered): Operation => (old instanceof PreambleOp ? old.key! : old);

/** A ring of the operations of one kind seen last. */
class RecentPureOps {
  private readonly list: (Remembered | null)[];
  private nextIndex = 0;

  constructor(length: number) {
    this.list = new Array<null>(length).fill(null);
  }

  add(op: Remembered): void {
    this.list[this.nextIndex] = op;
    this.nextIndex = (this.nextIndex + 1) % this.list.length;
  }

  lookup(pass: Pass, op: Operation): Value | null {
    const args = op.args.map(replacement);
    for (let i = 0; i < this.list.length; i++) {
      const old = this.list[i]!;
      if (old === null) return null;
      const key = keyOf(old);
      if (key.descr !== op.descr || !args.every((a, n) => sameBox(a, replacement(key.args[n]!)))) continue;
      if (!(old instanceof PreambleOp)) return replacement(old);
      const value = pass.optimizer.forceOpFromPreamble(old);
      this.list[i] = value instanceof Operation && value === old.key ? value : sameAs(key, value);
      return replacement(value);
    }
    return null;
  }
}

/** An entry that says: the operation `key` gives `value`. */
function sameAs(key: Operation, value: Value): Operation {
  const entry = new Operation(key.name, key.args, key.descr);
  entry.forwarded = value;
  return entry;
}

export class OptPure extends Pass {
  private postponed: Operation | null = null;
  private readonly recent = new Map<OpName, RecentPureOps>();
  private readonly callPurePositions: number[] = [];
  /** Elidable calls of the preamble. */
  readonly extraCallPure: Remembered[] = [];

  constructor(private readonly historyLength: number) {
    super();
  }

  propagateForward(op: Operation): PassResult {
    switch (op.name) {
      case 'call_pure_i':
      case 'call_pure_r':
      case 'call_pure_f':
        return this.callPure(op, 0);
      case 'cond_call_value_i':
      case 'cond_call_value_r':
        return this.callPure(op, 1);
      case 'guard_no_exception':
        return this.lastEmitted === 'removed' ? null : this.emit(op);
      default:
        return this.optimizeDefault(op);
    }
  }

  private optimizeDefault(next: Operation): PassResult {
    if (next.info.ovf) {
      // Whether it may be folded or shared depends on the guard that follows.
      this.postponed = next;
      return null;
    }
    let op = next;
    let canFold = isAlwaysPure(op);
    let guard: Operation | null = null;
    if (this.postponed !== null) {
      op = this.postponed;
      guard = next;
      this.postponed = null;
      canFold = next.name === 'guard_no_overflow';
    }
    if (canFold) {
      const constant = op.args.every((a) => this.constantBox(a) !== null) ? this.optimizer.constantFold(op) : null;
      if (constant !== null) {
        this.optimizer.makeConstant(op, constant);
        return null;
      }
      const old = this.recentOps(op.name, false)?.lookup(this, op) ?? null;
      // A plain operation may have wrapped around: only one that checked for overflow stands for one that checks.
      if (old !== null && (guard === null || (old instanceof Operation && old.name === op.name))) return this.makeEqualTo(op, old);
    }
    if (guard === null && !canFold && !op.info.bool) return this.emit(op);
    this.lastEmitted = op;
    return new Emission(op, () => {
      if (op.info.bool) this.intBound(op).makeBool();
      if (canFold) this.recentOps(op.name, true)!.add(op);
      if (guard !== null) this.emitExtra(guard);
    });
  }

  private recentOps(name: OpName, create: boolean): RecentPureOps | null {
    // An overflow-checked operation is looked up together with its plain form.
    const kind = name.endsWith('_ovf') ? (name.slice(0, -4) as OpName) : name;
    let ops = this.recent.get(kind);
    if (ops === undefined && create) this.recent.set(kind, (ops = new RecentPureOps(this.historyLength)));
    return ops ?? null;
  }

  // -- elidable calls --

  /** The result of an elidable call on constants that was seen while recording. */
  knownResult(op: Operation, startIndex: number): Const | null {
    const args: Const[] = [];
    for (const a of op.args.slice(startIndex)) {
      const c = this.constantBox(a);
      if (c === null) return null;
      args.push(c);
    }
    return this.optimizer.callPureResults.get(args);
  }

  private callPure(op: Operation, startIndex: number): PassResult {
    // Virtuals full of constants become constants here.
    for (const a of op.args.slice(startIndex)) this.optimizer.forceBox(a);
    const known = this.knownResult(op, startIndex);
    if (known !== null) {
      this.optimizer.makeConstant(op, known);
      return this.remove();
    }
    for (const position of this.callPurePositions) {
      const old = this.optimizer.newOperations[position]!;
      if (sameCall(old, op, startIndex)) {
        this.optimizer.makeEqualTo(op, old);
        return this.remove();
      }
    }
    for (let i = 0; i < this.extraCallPure.length; i++) {
      const old = this.extraCallPure[i]!;
      if (!sameCall(keyOf(old), op, startIndex)) continue;
      const value = this.optimizer.forceOpFromPreamble(old);
      this.extraCallPure[i] = value instanceof Operation && value === keyOf(old) ? value : sameAs(keyOf(old), value);
      this.optimizer.makeEqualTo(op, value);
      return this.remove();
    }
    const call = startIndex === 0 ? this.replaceOpWith(op, CALL_FOR[op.type]) : op;
    this.lastEmitted = call;
    return new Emission(call, () => this.callPurePositions.push(this.optimizer.newOperations.length - 1));
  }

  private remove(): null {
    this.lastEmitted = 'removed';
    return null;
  }

  // -- knowledge from elsewhere --

  /** Remembers that an operation on these arguments would give `result`. */
  pureFromArgs(name: OpName, args: readonly Value[], result: Value, descr: Descr | null = null): void {
    const entry = new Operation(name, args.map(replacement), descr);
    entry.forwarded = replacement(result);
    this.pure(name, entry);
  }

  pure(name: OpName, op: Remembered): void {
    this.recentOps(name, true)!.add(op);
  }

  getPureResult(op: Operation): Value | null {
    return this.recentOps(op.name, false)?.lookup(this, op) ?? null;
  }

  override producePotentialShortPreambleOps(boxes: ShortBoxes): void {
    const operations = this.optimizer.newOperations;
    operations.forEach((op, i) => {
      if (isAlwaysPure(op)) boxes.addPureOp(op);
      else if (op.info.ovf && operations[i + 1]?.name === 'guard_no_overflow') boxes.addPureOp(op);
    });
    for (const position of this.callPurePositions) {
      const op = operations[position]!;
      // One that can raise needs its guard: it stays where it is. Conditional calls are hardly ever loop-invariant.
      if ((op.descr as CallDescr).effect <= EF.ELIDABLE_OR_MEMORYERROR && op.info.call === 'residual') boxes.addPureOp(op);
    }
  }
}

/** Same function, same arguments; a conditional call's are counted after its first argument. */
function sameCall(old: Operation, op: Operation, startIndex: number): boolean {
  if (old.descr !== op.descr) return false;
  const oldStart = old.info.call === 'cond' ? 1 : 0;
  if (old.args.length - oldStart !== op.args.length - startIndex) return false;
  return op.args.slice(startIndex).every((a, i) => sameBox(replacement(a), replacement(old.args[oldStart + i]!)));
}
