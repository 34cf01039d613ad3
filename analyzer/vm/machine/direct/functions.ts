/** Functions: code, defaults, closure. */
import type { W_Dict } from '../../runtime/dicts';
import type { W_Code, W_Function } from '../../runtime/functions';
import type { W } from '../../runtime/values';
import type { Ref } from '../types';
import { R } from './values';

/** The code: guard_value. */
export const functionCode = (w: Ref): W_Code => (w as unknown as W_Function).code;
export const functionGlobals = (w: Ref): W_Dict => (w as unknown as W_Function).globals;
export const functionDefaults = (w: Ref): readonly Ref[] => (w as unknown as W_Function).defaults as unknown as readonly Ref[];
export const functionKwDefault = (w: Ref, name: string): Ref | null => (((w as unknown as W_Function).kwdefaults?.get(name) as unknown as Ref | undefined) ?? null);
export const functionCell = (w: Ref, index: number): Ref => R((w as unknown as W_Function).closure[index]);
export const newFunction = (_code: W_Code, make: (closure: W[], defaults: W[]) => W_Function, closure: Ref[], defaults: Ref[]): Ref =>
  R(make(closure as unknown as W[], defaults as unknown as W[]));
