/** len() of builtin values. */
import { typeError } from '../../runtime/errors';
import { dictLen, W_Dict, W_Set } from '../../runtime/dicts';
import { hooks } from '../../runtime/hooks';
import { W_DictView } from '../../runtime/iterators';
import { W_List } from '../../runtime/lists';
import { typeOf } from '../../runtime/types';
import { tupleItems, W_Bytearray, W_Bytes, W_Instance, W_Range, W_WideStr, type W } from '../../runtime/values';

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
  if (method !== null && !(w instanceof W_Instance && w.payload !== null && !typeOf(w).lookupWhere('__len__')?.isHeap)) return hooks.call(method, [w]);
  if (w instanceof W_Instance && w.payload !== null) return lengthOf(w.payload);
  throw typeError(`object of type '${typeOf(w).name}' has no len()`);
}
