/** Instances, methods, cells and attributes. */
import type { Helper } from '../helpers';
import { hooks } from '../../runtime/hooks';
import type { AttrMap } from '../../runtime/maps';
import { typeOf as guestTypeOf, type W_Type } from '../../runtime/types';
import { type CellFamily, type W, W_Cell, W_Float, W_Instance, W_Method, W_Slice } from '../../runtime/values';
import type { Float, Int, Ref } from '../types';
import { R, W_ } from './values';

/** The map: guard_value. */
export const instanceMap = (w: Ref): AttrMap => (w as unknown as W_Instance).map;
/** The map where it only serves to find the type of an exception or a subclass of a builtin. */
export const slotR = (w: Ref, index: number): Ref => R((w as unknown as W_Instance).slots[index]);
export const slotI = (w: Ref, index: number): Int => (w as unknown as W_Instance).slots[index] as Int;
export const slotF = (w: Ref, index: number): Float => (w as unknown as W_Instance).slots[index] as Float;
export const setSlotR = (w: Ref, index: number, v: Ref): void => void ((w as unknown as W_Instance).slots[index] = v);
export const setSlotI = (w: Ref, index: number, v: Int): void => void ((w as unknown as W_Instance).slots[index] = v);
export const setSlotF = (w: Ref, index: number, v: Float): void => void ((w as unknown as W_Instance).slots[index] = v);
/** A new attribute: the successor map keeps all slots in place. */
export const sliceParts = (_w: Ref): readonly Ref[] | null => null;
export const slice = (h: Helper, w: Ref, parts: readonly Ref[]): Ref => h.fn(w, ...parts) as Ref;
export const growUnboxed = (_w: Ref): void => undefined;
export const growMap = (w: Ref, map: AttrMap): void => void ((w as unknown as W_Instance).map = map);
export const newInstance = (cls: W_Type): Ref => R(new W_Instance(cls.maps.empty));
export const methodFunc = (w: Ref): Ref => R((w as unknown as W_Method).func);
export const methodSelf = (w: Ref): Ref => R((w as unknown as W_Method).self);
export const newMethod = (func: Ref, self: Ref): Ref => R(new W_Method(W_(func), W_(self)));
export const cellGet = (w: Ref): Ref => R((w as unknown as W_Cell).value);
/** As `cellGet`, but a trace takes what a constant cell holds for constant while no cell of its family has been written twice. */
export const cellVariable = cellGet;
export const cellSet = (w: Ref, v: Ref): void => (w as unknown as W_Cell).write(v as unknown as W | null);
export const newCell = (v: Ref, family: CellFamily): Ref => R(new W_Cell(v as unknown as W | null, family));
export const newSlice = (a: Ref, b: Ref, c: Ref): Ref => R(new W_Slice(W_(a), W_(b), W_(c)));
export const descriptorGet = (descriptor: W, w: Ref): Ref => {
  const get = guestTypeOf(descriptor).lookup('__get__') as W;
  return R(hooks.call(get, [descriptor, W_(w), guestTypeOf(W_(w))]));
};
export const bindNative = (found: W, _value: Ref, w: Ref, owner: Ref): Ref => R(nativeBind.hook(found, W_(w), W_(owner)));
export const nativeBind: { hook: (found: W, w: W, owner: W) => W } = { hook: (found) => found };
/** An attribute that TypeScript computed from a value: in traces a helper call. */
export const nativeField = (_w: Ref, _name: string, value: W): Ref => R(value);
export const classGetItem = (w: Ref, index: Ref): Ref => R(classItem.hook(W_(w), W_(index)));
export const classItem: { hook: (cls: W, index: W) => W } = { hook: (cls) => cls };
export const setattrOpaque = (w: Ref, name: string, v: Ref): void => hooks.setattr(W_(w), name, W_(v));
export const deleteOwn = (w: Ref, name: string): void => hooks.delattr(W_(w), name);
export const delattrOpaque = (w: Ref, name: string): void => hooks.delattr(W_(w), name);
/** The instance moves to a map of the same set of attributes in another order. */
export const reorderAndAdd = (w: Ref, next: AttrMap, name: string, v: Ref): void => {
  const o = w as unknown as W_Instance;
  o.slots = next.permute(o.slots, o.map);
  o.map = next;
  const a = next.get(name);
  if (a !== null) o.slots[a.index] = a.unboxed === 'f' ? (v as unknown as W_Float).floatval : v;
};
/** An unboxed attribute gets a value of another type: it is boxed from now on. */
export const convertToBoxed = (w: Ref, next: AttrMap, name: string, v: Ref): void => {
  const o = w as unknown as W_Instance;
  const old = o.map.get(name);
  o.slots = next.permute(o.slots, o.map);
  if (old?.unboxed === 'f') o.slots[old.index] = null;
  for (const a of o.map.attributes.values()) {
    const b = next.get(a.name);
    if (b !== null && a.unboxed === 'f' && b.unboxed === null) o.slots[b.index] = new W_Float(o.slots[b.index] as number);
  }
  o.map = next;
  const a = next.get(name);
  if (a !== null) o.slots[a.index] = v;
};
/** The format of a struct.Struct: a pure field. */
export const structFormat = (w: Ref): Ref => R((w as unknown as { format: string }).format);
