/**
 * Following what a value was replaced by, and reading what is known about it.
 *
 * `forwarded` holds null, the value that replaces this one, or an Info. Constants have none.
 * Source: rpython/jit/metainterp/resoperation.py (get_box_replacement), optimizeopt/info.py (getptrinfo), PyPy 7.3.11.
 */
import type { ConstFloat, ConstInt } from '../../ir';
import { ConstPtr, isConst, type InputArg, type Operation, type Value } from '../../ir';
import { Info } from './info-base';
import { ConstPtrInfo, PtrInfo } from './info';
import { IntBound } from './intbound';

export type Const = ConstInt | ConstFloat | ConstPtr;
export type Box = InputArg | Operation;

/** The value that now stands for `v`. */
export function replacement(v: Value): Value {
  let current = v;
  for (;;) {
    if (isConst(current)) return current;
    const next = current.forwarded;
    if (next === null || next instanceof Info) return current;
    current = next as Value;
  }
}

/** What is known about a value that is not a constant; null when nothing is. `box` must be a replacement. */
export const infoOf = (box: Box): Info | null => box.forwarded as Info | null;

/** Facts about a reference, null when there are none. */
export function ptrInfo(v: Value): PtrInfo | null {
  const box = replacement(v);
  if (box instanceof ConstPtr) return new ConstPtrInfo(box);
  if (isConst(box)) return null;
  const info = infoOf(box);
  return info instanceof PtrInfo ? info : null;
}

export function isVirtual(v: Value): boolean {
  return v.type === 'r' && (ptrInfo(v)?.isVirtual() ?? false);
}

export function sameConstant(a: Const, b: Const): boolean {
  return a.type === b.type && Object.is(a.value, b.value);
}

/** The same value for certain: one box, or equal constants. Both must be replacements. */
export function sameBox(a: Value, b: Value): boolean {
  return a === b || (isConst(a) && isConst(b) && sameConstant(a, b));
}

/** The constant a value is known to be, or null. */
export function constantOf(v: Value): Const | null {
  const box = replacement(v);
  if (isConst(box)) return box;
  const info = infoOf(box);
  return info instanceof IntBound && info.isConstant() ? info.constant() : null;
}
