/**
 * Copy between arrays item by item when that removes a call: constant, short ranges, or virtual arrays.
 *
 * Source: rpython/jit/metainterp/optimizeopt/rewrite.py (_optimize_call_arrayop), PyPy 7.3.11.
 */
import { ConstInt, Operation, type ArrayDescr, type CallDescr, type Value } from '../../ir';
import { ptrInfo, replacement } from '../facts/forwarding';
import { ArrayInfo, PreambleOp } from '../facts/info';
import type { Pass } from '../pass';
import { OS } from './oopspec';

const SHORT = 8;
const GETITEM = { i: 'getarrayitem_gc_i', r: 'getarrayitem_gc_r', f: 'getarrayitem_gc_f' } as const;

/** ARRAYCOPY(fn, source, target, start, target start, length), ARRAYMOVE(fn, array, start, target start, length). True when done. */
export function arrayCopy(pass: Pass, op: Operation): boolean {
  const move = (op.descr as CallDescr).oopspec === OS.ARRAYMOVE;
  const [source, target] = [op.args[1]!, op.args[move ? 1 : 2]!];
  const [from, to, count] = op.args.slice(move ? 2 : 3).map((v) => pass.constantBox(v));
  if (!(count instanceof ConstInt)) return false;
  const length = Number(count.value);
  if (length === 0) return true;
  const descr = onlyArrayWritten(op.descr as CallDescr);
  if (!(from instanceof ConstInt) || !(to instanceof ConstInt) || descr === null) return false;
  const [sourceArray, targetArray] = [virtualArray(source), virtualArray(target)];
  if (length > SHORT && (!sourceArray || !targetArray)) return false;

  const [first, last] = [Number(from.value), Number(to.value)];
  const backwards = move && first < last;
  for (let n = 0; n < length; n++) {
    const i = backwards ? length - 1 - n : n;
    let value: Value | null;
    if (sourceArray) {
      const item = sourceArray.getItem(first + i);
      value = item instanceof PreambleOp ? pass.optimizer.forceOpFromPreamble(item) : item;
      if (value === null) continue;
    } else {
      const get = new Operation(GETITEM[descr.item], [source, new ConstInt(first + i)], descr);
      pass.optimizer.sendExtraOperation(get);
      value = get;
    }
    if (targetArray) targetArray.setItem(last + i, replacement(value));
    else pass.optimizer.sendExtraOperation(new Operation('setarrayitem_gc', [target, new ConstInt(last + i), value], descr));
  }
  return true;
}

function virtualArray(v: Value): ArrayInfo | null {
  const info = ptrInfo(v);
  return info instanceof ArrayInfo && info.isVirtual() ? info : null;
}

function onlyArrayWritten(descr: CallDescr): ArrayDescr | null {
  const arrays = [...(descr.writes ?? [])].filter((d): d is ArrayDescr => d.kind === 'array');
  return arrays.length === 1 ? arrays[0]! : null;
}
