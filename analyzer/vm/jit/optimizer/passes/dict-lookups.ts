/**
 * Share consecutive dict lookups of the same key in the same dict.
 *
 * Arguments of the call: function, dict, key, hash, what for (0: to look, 1: to store, 2: to delete).
 * Source: rpython/jit/metainterp/optimizeopt/heap.py (_optimize_CALL_DICT_LOOKUP), PyPy 7.3.11; here a lookup is forgotten when
 * anything its descr says it reads is written.
 */
import { ConstInt, type ArrayDescr, type CallDescr, type FieldDescr, type Operation, type Value } from '../../ir';
import { replacement, sameBox } from '../facts/forwarding';
import type { Pass } from '../pass';

const FLAG_LOOKUP = 0;
const FLAG_STORE = 1;

interface Lookup {
  readonly dict: Value;
  readonly key: Value;
  readonly op: Operation;
}

export class DictLookupCache {
  private readonly byDescr = new Map<CallDescr, Lookup[]>();

  /** True when the lookup was replaced by an earlier one's result. */
  reuse(pass: Pass, op: Operation): boolean {
    const flag = op.args[4] ? pass.constantBox(op.args[4]) : null;
    if (!(flag instanceof ConstInt) || (flag.value !== FLAG_LOOKUP && flag.value !== FLAG_STORE)) return false;
    const descr = op.descr as CallDescr;
    let lookups = this.byDescr.get(descr);
    if (lookups === undefined) this.byDescr.set(descr, (lookups = []));
    const [dict, key] = [replacement(op.args[1]!), replacement(op.args[2]!)];
    const old = lookups.find((l) => sameBox(replacement(l.dict), dict) && sameBox(replacement(l.key), key));
    if (old === undefined) {
      if (flag.value === FLAG_LOOKUP) lookups.push({ dict, key, op });
      return false;
    }
    // A lookup that will store may add the key: only one that was found is the same.
    if (flag.value === FLAG_STORE && !pass.intBound(old.op).knownNonnegative()) return false;
    pass.makeEqualTo(op, old.op);
    return true;
  }

  forgetWritten(written: FieldDescr | ArrayDescr): void {
    for (const descr of this.byDescr.keys()) if (descr.reads === null || descr.reads.has(written)) this.byDescr.delete(descr);
  }

  forgetWrittenBy(call: CallDescr): void {
    for (const written of call.writes!) this.forgetWritten(written);
  }

  clear(): void {
    this.byDescr.clear();
  }
}
