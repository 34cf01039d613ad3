/**
 * Collects what the peeled loop really uses of the preamble: each such value becomes an argument of the loop's label, and the
 * operations that compute it, with guards for what was known of its operands, become the short preamble that bridges run before
 * they jump to the label.
 *
 * Source: rpython/jit/metainterp/optimizeopt/shortpreamble.py (ShortPreambleBuilder), PyPy 7.3.11.
 */
import { InputArg, Operation, isConst, type Value } from '../../ir';
import { replacement } from '../facts/forwarding';
import type { PreambleOp } from '../facts/info';
import type { Info } from '../facts/info-base';
import type { ShortPreamble } from '../tokens';
import type { ProducedShortOp } from './short-boxes';

export class ShortPreambleBuilder implements ShortPreamble {
  readonly ops: Operation[] = [];
  readonly jumpArgs: Value[] = [];
  /** Additional label arguments, in the loop's terms. */
  readonly usedBoxes: Value[] = [];
  /** Copies to make at the end of the preamble, of values that have two names. */
  readonly extraSameAs: Operation[] = [];
  /** Operations that may still be added, with what is known of their results. */
  private readonly waiting = new Map<Operation | InputArg, Info | null>();

  constructor(
    readonly inputargs: readonly InputArg[],
    shortBoxes: readonly ProducedShortOp[],
    infoOf: (result: Value) => Info | null,
  ) {
    for (const { preambleOp, short } of shortBoxes) this.waiting.set(preambleOp, infoOf(short.result));
  }

  /** The loop uses this operation's result. `learn` tells its optimizer what is known of it. */
  useBox(preambleOp: Operation, learn: (info: Info | null) => void): void {
    const info = this.waiting.get(preambleOp) ?? null;
    this.add(preambleOp);
    learn(info);
  }

  /** Appends an operation, those it needs before it, and guards for what is known of each. */
  private add(op: Operation): void {
    const stack: Operation[] = [op];
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const missing = top.args.filter((a): a is Operation => a instanceof Operation && this.waiting.has(a));
      if (missing.length > 0) {
        stack.push(...missing.reverse());
        continue;
      }
      stack.pop();
      if (!this.waiting.has(top)) continue;
      for (const arg of top.args) if (arg instanceof InputArg) this.guard(arg);
      this.ops.push(top);
      if (top.info.ovf) this.ops.push(new Operation('guard_no_overflow', []));
      this.guard(top);
    }
  }

  private guard(box: Operation | InputArg): void {
    this.waiting.get(box)?.makeGuards(box, this.ops);
    this.waiting.delete(box);
  }

  /** The loop needs the value itself: it becomes a label argument. */
  addPreambleOp(used: PreambleOp): void {
    const box = replacement(used.op);
    if (isConst(box)) return;
    if (used.inventedName) this.extraSameAs.push(box as Operation);
    this.usedBoxes.push(box);
    this.jumpArgs.push(used.preambleOp);
  }
}
