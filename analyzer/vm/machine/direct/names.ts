/** Globals, class bodies and builtins. */
import { dictDel, dictGetStr, dictSetStr, newModuleDict, type W_Dict } from '../../runtime/dicts';
import type { Frame } from '../../runtime/functions';
import { kindOf, type W } from '../../runtime/values';
import type { Ref } from '../types';
import { R, W_ } from './values';

/** A global's mutable cell: constant object, its value is read. */
export const mutableCellGet = (cell: { value: W }): Ref => R(cell.value);
export const mutableCellSet = (cell: { value: W }, v: Ref): void => void (cell.value = W_(v));
export const storeName = (d: W_Dict, name: string, v: Ref): void => dictSetStr(d, name, W_(v));
export const localName = (f: Frame, name: string): Ref | null => (dictGetStr(f.locals as W_Dict, name) as unknown as Ref | undefined) ?? null;
export const storeLocalName = (f: Frame, name: string, v: Ref): void => dictSetStr(f.locals as W_Dict, name, W_(v));
export const deleteLocalName = (f: Frame, name: string): boolean => dictDel(f.locals as W_Dict, name) !== undefined;
export const builtinsState: { dict: W_Dict } = { dict: newModuleDict() };
/** The builtins of a frame whose globals say `own` about them. */
export const builtinsDict = (own: W | null): W_Dict => (own !== null && kindOf(own) === 12 ? (own as W_Dict) : builtinsState.dict);
export const builtinsVersion = (): number => builtinsState.dict.version?.number ?? -1;
