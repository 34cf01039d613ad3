/** Truth of builtin values. */
import { dictLen, W_Dict, W_Set } from '../../runtime/dicts';
import { hooks } from '../../runtime/hooks';
import { W_DictView } from '../../runtime/iterators';
import { W_List } from '../../runtime/lists';
import { typeOf } from '../../runtime/types';
import { tupleItems, W_Bool, W_Bytearray, W_Bytes, W_Complex, W_Float, W_Instance, W_Long, W_Native, W_None, W_Range, type W } from '../../runtime/values';

export function truthOf(w: W): boolean {
  if (typeof w === 'number' || typeof w === 'bigint') return w !== 0;
  if (typeof w === 'string') return w !== '';
  if (w instanceof W_Bool) return w.intval === 1;
  if (w instanceof W_None) return false;
  if (w instanceof W_Float) return w.floatval !== 0;
  if (w instanceof W_Long) return true;
  if (w instanceof W_List) return w.storage.length > 0;
  if (w instanceof W_Dict) return dictLen(w) > 0;
  if (w instanceof W_Set) return w.table.size > 0;
  if (w instanceof W_DictView) return truthOf(w.dict);
  if (w instanceof W_Bytes || w instanceof W_Bytearray) return w.data.length > 0;
  if (w instanceof W_Complex) return w.real !== 0 || w.imag !== 0;
  if (w instanceof W_Range) return w.length !== 0;
  if (w instanceof W_Instance) return hooks.truth(w);
  if (w instanceof W_Native) {
    const type = typeOf(w);
    const method = type.lookup('__bool__') ?? type.lookup('__len__');
    return method === null ? true : truthOf(hooks.call(method, [w]));
  }
  const items = tupleItems(w);
  return items === null || items.length > 0;
}
