/** Exact guest classes of exceptions, for guard_exception. */
import { typeOf, type W_Type } from '../../runtime/types';
import type { W } from '../../runtime/values';
import { ConstPtr, type VTable } from '../ir';

/** Shared with generated code by number. */
export const guestClasses: W_Type[] = [];
const known = new WeakMap<W_Type, ConstPtr>();

export function guestClass(type: W_Type): ConstPtr {
  let c = known.get(type);
  if (c === undefined) {
    const index = guestClasses.push(type) - 1;
    const vtable: VTable = {
      name: type.name, pythonName: type.name, size: null,
      test: (v) => v !== null && v !== undefined && typeOf(v as W) === type,
      jsTest: (e) => `${e}.map.cls === guestClasses[${index}]`,
    };
    known.set(type, (c = new ConstPtr(vtable, type.name)));
  }
  return c;
}
