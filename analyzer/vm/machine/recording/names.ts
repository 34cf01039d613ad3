/** Globals, class bodies and builtins. */
import * as direct from '../direct';
import { ConstPtr } from '../../jit/ir';
import { F } from '../../jit/recorder/descrs';
import { AbortTrace } from '../../jit/recorder/signals';
import type { MutableCell, W_Dict } from '../../runtime/dicts';
import type { Frame } from '../../runtime/functions';
import type { Ref } from '../types';
import { getfield, setfield } from './heap';
import { intval, newInt } from './ints';
import { abort, I, R, V } from './values';

const cellConst = new WeakMap<object, ConstPtr>();
function cellValue(cell: MutableCell): ConstPtr {
  let c = cellConst.get(cell);
  if (c === undefined) cellConst.set(cell, (c = new ConstPtr(cell, 'cell')));
  return c;
}
export const mutableCellGet = (cell: MutableCell): Ref =>
  cell.ints ? newInt(I(getfield(cellValue(cell), F.intMutableCell))) : R(getfield(cellValue(cell), F.mutableCell));
/** What a cell of ints gets is known to be one. */
export const mutableCellSet = (cell: MutableCell, v: Ref): void =>
  cell.ints ? setfield(cellValue(cell), F.intMutableCell, V(intval(v))) : setfield(cellValue(cell), F.mutableCell, V(v));
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
