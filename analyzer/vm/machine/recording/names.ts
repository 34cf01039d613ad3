/** Globals, class bodies and builtins. */
import * as direct from '../direct';
import { ConstPtr } from '../../jit/ir';
import { F } from '../../jit/recorder/descrs';
import { AbortTrace } from '../../jit/recorder/signals';
import type { W_Dict } from '../../runtime/dicts';
import type { Frame } from '../../runtime/functions';
import type { W } from '../../runtime/values';
import type { Ref } from '../types';
import { getfield, setfield } from './heap';
import { abort, R, V } from './values';

const cellConst = new WeakMap<object, ConstPtr>();
function cellValue(cell: { value: W }): ConstPtr {
  let c = cellConst.get(cell);
  if (c === undefined) cellConst.set(cell, (c = new ConstPtr(cell, 'cell')));
  return c;
}
export const mutableCellGet = (cell: { value: W }): Ref => R(getfield(cellValue(cell), F.mutableCell));
export const mutableCellSet = (cell: { value: W }, v: Ref): void => setfield(cellValue(cell), F.mutableCell, V(v));
/** A global that traces rely on is written for the first or second time: the trace itself would be invalid. */
export const storeName = (d: W_Dict, name: string, v: Ref): void => {
  void d;
  void name;
  void v;
  throw new AbortTrace('force quasi-immut');
};
export const localName = (_f: Frame, _name: string): Ref | null => abort();
export const storeLocalName = (_f: Frame, _name: string, _v: Ref): void => abort();
export const deleteLocalName = (_f: Frame, _name: string): boolean => abort();
export const builtinsDict = direct.builtinsDict;
export const builtinsVersion = direct.builtinsVersion;
export const builtinsState = direct.builtinsState;
