/** Decisions. */
import { w_False, w_True } from '../../runtime/values';
import type { Bool, Int, Ref } from '../types';
import { B, R } from './values';

/** guard_true or guard_false. */
export const branch = (b: Bool): boolean => b as unknown as boolean;
/** True or False: PyPy's newbool decides, so this is a guard as well. */
export const newBool = (b: Bool): Ref => R((b as unknown as boolean) ? w_True : w_False);
export const refEq = (a: Ref, b: Ref): Bool => B((a as unknown) === (b as unknown));
/** An int that a double holds exactly. */
export const fitsDouble = (i: Int): boolean => typeof (i as unknown) === 'number';

/** A True or False object as a condition. */
export const refIsTrue = (w: Ref): Bool => B((w as unknown) === w_True);
export const constBool = (b: boolean): Bool => B(b);
