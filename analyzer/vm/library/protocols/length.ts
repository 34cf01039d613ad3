/** len() of builtin values. */
import { error, typeError, valueError } from '../../runtime/errors';
import { asBig } from '../numbers';
import { dictLen, W_Dict, W_Set } from '../../runtime/dicts';
import { hooks } from '../../runtime/hooks';
import { W_DictView } from '../../runtime/iterators';
import { W_List } from '../../runtime/lists';
import { typeOf } from '../../runtime/types';
import { tupleItems, W_Bytearray, W_Bytes, W_Instance, W_Range, W_WideStr, type W } from '../../runtime/values';

/** What `__len__` gave, refused when it is none. Source: CPython's Objects/typeobject.c, `slot_sq_length`. */
function asLength(w: W): W {
  const index = asBig(w) === null && typeof w === 'object' ? typeOf(w).lookup('__index__') : null;
  const n = asBig(index === null ? w : hooks.call(index, [w]));
  if (n === null || n >= 1n << 63n) throw notALength(w);
  if (n < 0n) throw valueError('__len__() should return >= 0');
  return Number(n);
}
/** The error for a result of `__len__` that is no int, or no size. */
export const notALength = (w: W): unknown =>
  asBig(w) === null
    ? typeError(`'${typeOf(w).name}' object cannot be interpreted as an integer`)
    : error('OverflowError', `cannot fit '${typeOf(w).name}' into an index-sized integer`);

export function lengthOf(w: W): W {
  if (typeof w === 'string') return w.length;
  if (w instanceof W_List) return w.storage.length;
  if (w instanceof W_Dict) return dictLen(w);
  if (w instanceof W_Set) return w.table.size;
  if (w instanceof W_DictView) return lengthOf(w.dict);
  if (w instanceof W_WideStr) return w.points.length;
  if (w instanceof W_Bytes || w instanceof W_Bytearray) return w.data.length;
  if (w instanceof W_Range) return w.length;
  const items = tupleItems(w);
  if (items !== null) return items.length;
  const method = typeOf(w).lookup('__len__');
  if (method !== null && !(w instanceof W_Instance && w.payload !== null && !typeOf(w).lookupWhere('__len__')?.isHeap))
    return asLength(hooks.call(method, [w]));
  if (w instanceof W_Instance && w.payload !== null) return lengthOf(w.payload);
  throw typeError(`object of type '${typeOf(w).name}' has no len()`);
}
