/** len() of builtin values. */
import { error, typeError, valueError } from '../../runtime/errors';
import { dictLen, W_Dict, W_Set } from '../../runtime/dicts';
import { hooks } from '../../runtime/hooks';
import { W_DictView } from '../../runtime/iterators';
import { W_List } from '../../runtime/lists';
import { typeOf } from '../../runtime/types';
import { bigArgument } from '../native';
import { intFromBig, tupleItems, W_Bytearray, W_Bytes, W_Instance, W_Range, W_WideStr, type W } from '../../runtime/values';

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
    return checkedLength(hooks.call(method, [w]));
  if (w instanceof W_Instance && w.payload !== null) return lengthOf(w.payload);
  throw typeError(`object of type '${typeOf(w).name}' has no len()`);
}

const LARGEST = 2n ** 63n - 1n;

/** What a `__len__` written in Python returned, as an int that can be a length. PyPy: _check_len_result of objspace/descroperation.py. */
export function checkedLength(returned: W): W {
  const n = bigArgument(returned);
  if (n < 0n) throw valueError('__len__() should return >= 0');
  if (n > LARGEST) throw error('OverflowError', "cannot fit 'int' into an index-sized integer");
  return intFromBig(n);
}
