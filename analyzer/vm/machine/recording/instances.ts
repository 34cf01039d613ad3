/** Instances, methods, cells and attributes. */
import * as direct from '../direct';
import { ConstInt, ConstPtr, isConst } from '../../jit/ir';
import { mi } from '../../jit/recorder/current';
import { newStorage } from '../../jit/recorder/unwrap';
import { helperCall } from '../../jit/recorder/calls';
import { A, F, S } from '../../jit/recorder/descrs';
import { instanceSize, slotField } from '../../jit/recorder/made-descrs';
import { nullConst } from '../../jit/recorder/metainterp';
import { placeHelper } from '../../jit/recorder/places';
import { K } from '../../runtime/kinds';
import type { AttrMap } from '../../runtime/maps';
import type { W_Type } from '../../runtime/types';
import { type CellFamily, type W, type W_Cell, type W_Instance, w_None as none } from '../../runtime/values';
import type { Helper } from '../helpers';
import type { Float, Int, Ref } from '../types';
import { constantOf, dependOn, isNull, kind, promote, ref, typeOf } from './constants';
import { exceptionArgs, tracebackAttribute } from './exceptions';
import { abortTracing } from './frames';
import { create, getfield, setfield } from './heap';
import { abort, conc, D, I, R, V, W_ } from './values';

export function instanceMap(w: Ref): AttrMap {
  return promote(R(getfield(V(w), F.instanceMap))) as unknown as AttrMap;
}
export const slotR = (w: Ref, index: number): Ref => R(getfield(V(w), slotField(index, 'r')));
export const slotI = (w: Ref, index: number): Int => I(getfield(V(w), slotField(index, 'i')));
export const slotF = (w: Ref, index: number): Float => D(getfield(V(w), slotField(index, 'f')));
export const setSlotR = (w: Ref, index: number, v: Ref): void => setfield(V(w), slotField(index, 'r'), V(v));
export const setSlotI = (w: Ref, index: number, v: Int): void => setfield(V(w), slotField(index, 'i'), V(v));
export const setSlotF = (w: Ref, index: number, v: Float): void => setfield(V(w), slotField(index, 'f'), V(v));
/** The storage that the first unboxed attribute of an instance makes (mapdict.py, UnboxedPlainAttribute). */
export function growUnboxed(w: Ref): void {
  const array = mi().record('new_array_clear', [new ConstInt(1)], null, A.unboxed);
  mi().cache.setFresh(array, null);
  setfield(V(w), F.instanceUnboxed, array);
}
export const growMap = (w: Ref, map: AttrMap): void => setfield(V(w), F.instanceMap, new ConstPtr(map, 'map'));
export function newInstance(cls: W_Type): Ref {
  const made = direct.newInstance(cls) as unknown as W_Instance;
  return R(create(instanceSize(cls.name, cls.maps.largest), K.INSTANCE, [[F.instanceMap, new ConstPtr(made.map, 'map')]], made));
}
export const reorderAndAdd = (w: Ref, next: AttrMap, name: string, v: Ref): void => {
  helperCall(placeHelper.reorder(next, name), [V(w), V(v)]);
};
export const convertToBoxed = (w: Ref, next: AttrMap, name: string, v: Ref): void => {
  helperCall(placeHelper.box(next, name), [V(w), V(v)]);
};
export const methodFunc = (w: Ref): Ref => R(getfield(V(w), F.methodFunc));
export const methodSelf = (w: Ref): Ref => R(getfield(V(w), F.methodSelf));
export const newMethod = (func: Ref, self: Ref): Ref =>
  R(
    create(
      S.method,
      K.METHOD,
      [
        [F.methodFunc, V(func)],
        [F.methodSelf, V(self)],
      ],
      S.method.create([conc(func), conc(self)]),
    ),
  );
export const cellGet = (w: Ref): Ref => R(getfield(V(w), F.cellValue));
/** Source: pypy/interpreter/nestedscope.py (Cell.get, Cell.set). */
export const cellVariable = (w: Ref): Ref => {
  const cell = mi().resolve(V(w));
  const { value, family } = W_(w) as W_Cell;
  if (!isConst(cell) || family.mutated || value === null) return cellGet(w);
  dependOn(family.version);
  return ref(value);
};
export const cellSet = (w: Ref, v: Ref): void => {
  const { family } = W_(w) as W_Cell;
  if (!family.mutated && !isNull(cellGet(w))) {
    family.mutate();
    abortTracing('force quasi-immut');
  }
  setfield(V(w), F.cellValue, V(v) ?? nullConst);
};
export const newCell = (v: Ref, family: CellFamily): Ref => {
  const fields = [
    [F.cellValue, V(v) ?? nullConst],
    [F.cellFamily, new ConstPtr(family, 'family')],
  ] as const;
  return R(create(S.cell, K.CELL, fields, S.cell.create([conc(v), family])));
};
export const newSlice = (a: Ref, b: Ref, c: Ref): Ref =>
  R(
    create(
      S.slice,
      K.SLICE,
      [
        [F.sliceStart, V(a)],
        [F.sliceStop, V(b)],
        [F.sliceStep, V(c)],
      ],
      S.slice.create([conc(a), conc(b), conc(c)]),
    ),
  );
/** The parts of a slice made here; null for another. */
export function sliceParts(w: Ref): readonly Ref[] | null {
  const v = mi().resolve(V(w));
  const parts = [F.sliceStart, F.sliceStop, F.sliceStep].map((f) => mi().cache.getField(v, f));
  return parts.every((part) => part !== undefined) ? parts.map((part) => R(part)) : null;
}
/**
 * w[a:b:c]. PyPy looks into it: a new list's or tuple's storage is made in the trace, unless it is short and of known length, when it
 * is virtual (listobject.py, getslice; rlist.py, ll_listslice_startstop).
 */
export function slice(h: Helper, w: Ref, parts: readonly Ref[]): Ref {
  const k = kind(w);
  if ((k === K.LIST || k === K.TUPLE) && !mi().cache.isUnescaped(mi().resolve(V(w))) && !copiesFew(parts)) newStorage();
  return R(helperCall(h, [V(w), ...parts.map(V)]));
}

/** Copies of up to this many items are unrolled, so that the new array stays virtual (virtualize.py, _optimize_CALL_ARRAYCOPY). */
const UNROLLED_COPY = 8;
/** The slice is short, whatever the length of what it is taken from: `[:3]`, `[1:4]`; not `[1:]`. */
function copiesFew([start, stop, step]: readonly Ref[]): boolean {
  const [from, to, by] = [constantOf(start), constantOf(stop), constantOf(step)];
  if (typeof to !== 'number' || to < 0 || (by !== none && by !== 1)) return false;
  const first = from === none ? 0 : from;
  return typeof first === 'number' && first >= 0 && to - first <= UNROLLED_COPY;
}

export const descriptorGet = (_descriptor: W, _w: Ref): Ref => abort();
export const bindNative = (found: W, value: Ref, w: Ref, owner: Ref): Ref =>
  R(helperCall(placeHelper.bind(found), [V(value), V(w), V(owner)]));
export const nativeBind = direct.nativeBind;
export const nativeField = (w: Ref, name: string, value: W): Ref => {
  if (name === '__class__' && typeOf(w) === value) return ref(value);
  const k = kind(w);
  const known = k === K.EXCEPTION && name === 'args' ? exceptionArgs(w) : k === K.TRACEBACK ? tracebackAttribute(w, name) : null;
  return known ?? R(helperCall(k === K.FRAME ? placeHelper.frameField(name) : placeHelper.nativeField(name), [V(w)]));
};
export const classGetItem = (_w: Ref, _index: Ref): Ref => abort();
export const classItem = direct.classItem;
export const setattrOpaque = (w: Ref, name: string, v: Ref): void => {
  helperCall(placeHelper.setattr(name), [V(w), V(v)], V(ref(none)));
};
/** `del` of an attribute that the instance itself has. */
export const deleteOwn = (w: Ref, name: string): void => {
  helperCall(placeHelper.deleteOwn(name), [V(w)], V(ref(none)));
};
export const delattrOpaque = (w: Ref, name: string): void => {
  helperCall(placeHelper.delattr(name), [V(w)], V(ref(none)));
};
export const structFormat = (w: Ref): Ref => {
  typeOf(w);
  return ref(promote(R(getfield(V(w), F.structFormat))));
};
