/** The names that dir() gives. Source: object___dir___impl and type___dir___impl in CPython's Objects/typeobject.c. */
import { dictKeys, W_Dict } from '../../runtime/dicts';
import { W_Module } from '../../runtime/functions';
import { hooks } from '../../runtime/hooks';
import { typeOf, W_Type } from '../../runtime/types';
import { strText, W_Instance, W_Native, type W } from '../../runtime/values';

/** Of an object, without asking its class's `__dir__`; of a class, its own and its bases'; of a module, what it has. */
export function namesOf(w: W): string[] {
  const names = new Set<string>();
  const own = w instanceof W_Instance || w instanceof W_Native || w instanceof W_Module ? hooks.findattr(w, '__dict__') : null;
  const dict = own instanceof W_Instance ? own.payload : own;
  if (dict instanceof W_Dict) for (const key of dictKeys(dict)) names.add(strText(key) ?? '');
  if (!(w instanceof W_Module)) {
    const type = w instanceof W_Type ? w : typeOf(w);
    for (const t of type.mro) for (const key of t.dict.keys()) names.add(key);
  }
  return [...names];
}
